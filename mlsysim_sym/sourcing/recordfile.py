"""Records and sources as YAML text, and files that are written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from mlsysim_sym.book.registry import Record, read_record
from mlsysim_sym.errors import DataError
from mlsysim_sym.reading import yamlfile
from mlsysim_sym.reading.shape import mapping
from mlsysim_sym.reading.sources import read_source
from mlsysim_sym.valueclass import frozen


@frozen
class Made:
    """A record to be, with the source that it rests on: `path` below a book, and the text of both files."""

    name: str
    text: str
    source: str
    source_text: str

    @property
    def files(self) -> Mapping[str, str]:
        """The files of a book that holds the record, by path."""
        return {f"registry/{self.name}.yaml": self.text, f"registry/sources.d/{self.source}.yaml": self.source_text}

    def record(self) -> Record:
        """Read the record back, as a book does; raise a DataError if it is none."""
        source = mapping(yamlfile.load(self.source_text, f"{self.source}.yaml"), "the sources")
        read_source(self.source, source[self.source])
        return read_record(mapping(yamlfile.load(self.text, f"{self.name}.yaml"), "a record"), self.name)


def scalar(value: object) -> str:
    """Return a text as YAML writes it: plain where that is safe, else in double quotes.

    >>> scalar("nvidia_h100"), scalar("as printed: 80")
    ('nvidia_h100', '"as printed: 80"')
    """
    text = str(value)
    plain = text and not set(text) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-")
    return text if plain and not text.startswith("-") else json.dumps(text, ensure_ascii=False)


def flow(fields: Mapping[str, Any]) -> str:
    """Return a mapping on one line.

    >>> flow({"value": 80, "also": [{"value": 81}], "looked": ["a page"]})
    '{value: 80, also: [{value: 81}], looked: ["a page"]}'
    """
    return "{" + ", ".join(f"{key}: {_inline(value)}" for key, value in fields.items()) + "}"


def _inline(value: object) -> str:
    if isinstance(value, Mapping):
        return flow(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_inline(each) for each in value) + "]"
    return scalar(value)


def block(head: Mapping[str, Any], fields: Mapping[str, Mapping[str, Any]], series: Mapping[str, Any] | None = None) -> str:
    """Return a record's file: its head, then one line a field."""
    rows = [f"{key}: {_inline(value)}" for key, value in head.items()]
    if series:
        rows += ["series:", *(f"  {name}: {flow(entry)}" for name, entry in series.items())]
    return "\n".join([*rows, "fields:", *(f"  {name}: {flow(entry)}" for name, entry in fields.items())]) + "\n"


def source_block(key: str, fields: Mapping[str, str]) -> str:
    """Return the file of one source."""
    return "\n".join([f"{key}:", *(f"  {name}: {scalar(value)}" for name, value in fields.items())]) + "\n"


def write_into(folder: str, made: Sequence[Made]) -> list[str]:
    """Write records and their sources below a book; return the paths of the records. Raises DataError where it cannot."""
    for each in made:
        each.record()
    for each in made:
        for path, text in each.files.items():
            write_whole(Path(folder, path), text)
    return [str(Path(folder, f"registry/{each.name}.yaml")) for each in made]


def write_whole(path: Path, text: str) -> None:
    """Write a file beside its place and move it there, so that nobody ever sees half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise DataError(f"cannot write `{path}`: {(error.strerror or str(error)).lower()}", names=(str(path),)) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_mask())
        part.replace(path)
    except OSError as error:
        raise DataError(f"cannot write `{path}`: {(error.strerror or str(error)).lower()}", names=(str(path),)) from None
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _mask() -> int:
    """Return the process's mask of permissions, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
