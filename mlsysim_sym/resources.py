"""Find the data folders, in a wheel, in a checkout and in a zip archive.

A wheel carries `formulas/` and `registry/` inside the package; a checkout and an editable install have them beside it.
`pathlib` and `importlib.resources` take longer to import than a small question takes to answer: only who asks for a
folder loads them.
"""
# This module avoids pathlib on purpose.
# ruff: noqa: PTH100, PTH110, PTH113, PTH118, PTH120, PTH123

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from mlsysim_sym.errors import BookError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_MARKS = {"formulas": "README.md", "registry": "units.txt"}


def formulas() -> Traversable:
    """Return the folder of laws.

    >>> (formulas() / "README.md").is_file()
    True
    """
    return _folder("formulas")


def registry() -> Traversable:
    """Return the folder of records.

    >>> (registry() / "units.txt").is_file()
    True
    """
    return _folder("registry")


def read_text(*parts: str) -> str:
    """Return the text of one data file, named from its top folder down.

    >>> read_text("registry", "units.txt").splitlines()[0]
    '# The units: a pint definition file, and the only list of units'
    """
    path = directory(parts[0])
    try:
        if path is None:
            return _folder(parts[0]).joinpath(*parts[1:]).read_text(encoding="utf-8")
        with open(os.path.join(path, *parts[1:]), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError as error:
        name = "/".join(parts)
        message = f"the data file `{name}` is missing"
        raise BookError(message, file=name, hint="install the package again") from error


def compiled(what: str) -> bytes:
    """Return what the package's build prepared (`index`, `laws`), nothing in a checkout."""
    path = os.path.join(_PACKAGE, "compiled", f"{what}.json")
    try:
        if os.path.exists(_PACKAGE):
            with open(path, "rb") as file:
                return file.read()
        from importlib.resources import files  # noqa: PLC0415  (slow to import)

        return (files("mlsysim_sym") / "compiled" / f"{what}.json").read_bytes()
    except OSError:
        return b""


@cache
def directory(folder: str) -> str | None:
    """Return the path of a data folder, or None where it lies in an archive."""
    for parent in (_PACKAGE, os.path.dirname(_PACKAGE)):
        path = os.path.join(parent, folder)
        if os.path.isfile(os.path.join(path, _MARKS.get(folder, ""))):
            return path
    return None


@cache
def _folder(folder: str) -> Traversable:
    from importlib.resources import files  # noqa: PLC0415  (slow to import)
    from pathlib import Path  # noqa: PLC0415  (slow to import)

    path = directory(folder)
    if path is not None:
        return Path(path)
    place = files("mlsysim_sym") / folder
    if not (place / _MARKS.get(folder, "")).is_file():
        message = f"the folder `{folder}` is neither inside the package nor beside it"
        raise BookError(message, hint="install the package again")
    return place
