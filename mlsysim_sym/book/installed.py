"""Books that installed packages offer, under the entry-point group `mlsysim_sym.books`."""

# ruff: noqa: PTH112, PTH118, PTH120, PTH123, PTH208
# pathlib takes longer to import than this look takes.

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from mlsysim_sym.book.library import Root, read_root
from mlsysim_sym.errors import BookError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "mlsysim_sym.books"


def installed(places: tuple[str | None, ...]) -> Iterator[Root]:
    """Yield the books that installed packages offer, where the book of the package is asked for too."""
    if None not in places:
        return
    for directory in _offered():
        if directory not in places:
            yield read_root(directory)


def _offered() -> list[str]:
    """Return the folders that entry points name; reading entry points is slow, so only their files are looked for first."""
    for folder in sys.path:
        try:
            names = [name for name in os.listdir(folder or ".") if name.endswith(".dist-info")]
        except OSError:
            continue
        for name in names:
            path = os.path.join(folder or ".", name, "entry_points.txt")
            try:
                with open(path, encoding="utf-8") as file:
                    found = f"[{GROUP}]" in file.read()
            except OSError:
                continue
            if found:
                return _folders()
    return []


def _folders() -> list[str]:
    from importlib.metadata import entry_points  # noqa: PLC0415

    return sorted(_folder(point) for point in entry_points(group=GROUP))


def _folder(point: EntryPoint) -> str:
    """Return the folder that an entry point means: that of a package, or what a function or a constant says."""
    try:
        offered = point.load()
        if callable(offered):
            offered = offered()
    except Exception as error:  # a package's own code may raise anything
        message = f"the entry point `{point.name} = {point.value}` of {GROUP} cannot be loaded: {error}"
        raise BookError(message, names=(point.name,), hint=_hint(point)) from error
    folder = os.path.dirname(offered.__file__ or "") if isinstance(offered, ModuleType) else offered
    if not isinstance(folder, (str, os.PathLike)) or not os.path.isdir(folder):
        message = f"the entry point `{point.name} = {point.value}` of {GROUP} names no folder"
        raise BookError(message, names=(point.name,), hint="name a package, or a function that returns a folder")
    return os.fspath(folder)


def _hint(point: EntryPoint) -> str | None:
    return f"mend or uninstall `{point.dist.name}`" if point.dist else None
