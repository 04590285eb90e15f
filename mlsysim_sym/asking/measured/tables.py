"""The data files beside the published figures: names of devices, formats of numbers, families, and fitted constants."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from mlsysim_sym import resources
from mlsysim_sym.errors import SchemaError

FOLDER = "measurements"


def text_of(name: str) -> str:
    """Return the text of a file of `registry/measurements`."""
    return (resources.registry() / FOLDER / name).read_text(encoding="utf-8")


@cache
def toml(name: str) -> Mapping[str, Any]:
    """Return a hand-written file; raise SchemaError where it is no TOML.

    >>> toml("devices.toml")["b300_sxm"]
    'hardware/cloud/nvidia_b300'
    """
    try:
        return tomllib.loads(text_of(name))
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"the file is no TOML: {str(error).lower()}", file=f"registry/{FOLDER}/{name}") from None


@cache
def generated(name: str) -> Mapping[str, Any]:
    """Return a generated file."""
    found: Mapping[str, Any] = json.loads(text_of(name))
    return found


def files(folder: Any) -> Iterator[Any]:  # noqa: ANN401  (a Path or a Traversable)
    """Yield the files of published figures in a folder, in the order of their names."""
    if folder.is_dir():
        yield from sorted((file for file in folder.iterdir() if file.name.endswith(".jsonl")), key=lambda file: file.name)
