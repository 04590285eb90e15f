"""Published results in the line format of `registry/measurements`: one JSON object a line, a figure as its source prints it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym import resources
from mlsysim_sym.asking.measured.tables import FOLDER, files
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.reading.textfile import text_of
from mlsysim_sym.valueclass import field, frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

FIELDS = {"id": str, "kind": str, "metric": str, "unit": str, "source": str}

LARGEST = 1e300


@frozen
class Case:
    """A published figure: `measured` in `unit`, the configuration that it belongs to, and the table that prints it."""

    id: str
    kind: str
    metric: str
    measured: float
    unit: str
    source: str
    config: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


def read_lines(lines: Iterable[str], file: str) -> Iterator[Case]:
    """Yield the cases of a file; raise a DataError with the number of a line that is none.

    >>> line = '{"id": "a", "kind": "k", "metric": "m", "measured": 1, "unit": "s", "config": {}, "source": "table 1"}'
    >>> [case.measured for case in read_lines([line], "x.jsonl")]
    [1.0]
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line, parse_constant=_refused)
        except ValueError as error:
            column = error.colno if isinstance(error, json.JSONDecodeError) else None
            said = error.msg.lower() if isinstance(error, json.JSONDecodeError) else str(error)
            raise SchemaError(f"the line is no JSON: {said}", file=file, line=number, column=column) from None
        yield _case(data, file, number)


def _refused(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _case(data: Any, file: str, line: int) -> Case:  # noqa: ANN401  (JSON)
    if not isinstance(data, dict):
        raise SchemaError("a line must hold a JSON object", file=file, line=line)
    for name, kind in {**FIELDS, "config": dict}.items():
        if name not in data:
            raise SchemaError(f"the line has no `{name}`", names=(name,), file=file, line=line)
        if not isinstance(data[name], kind):
            raise SchemaError(
                f"`{name}` must be {'an object' if kind is dict else 'a text'}", names=(name,), file=file, line=line
            )
    measured = data.get("measured")
    if isinstance(measured, bool) or not isinstance(measured, (int, float)) or not abs(measured) < LARGEST:
        raise SchemaError("the line has no number `measured`", names=("measured",), file=file, line=line)
    own = {*FIELDS, "config", "measured"}
    more = {key: value for key, value in data.items() if key not in own}
    texts = {key: data[key] for key in FIELDS}
    return Case(**texts, measured=float(measured), config=data["config"], more=more)


def read_file(path: str) -> list[Case]:
    """Return the cases of a file of the user; raise a DataError where it cannot be read."""
    return list(read_lines(text_of(path).splitlines(), path))


def read_rows(path: str) -> list[Case]:
    """Return the cases of a file, or of standard input for `-`."""
    return list(read_lines(sys.stdin, "-")) if path == "-" else read_file(path)


def of_book(book: Book) -> list[Case]:
    """Return the cases that a book and its packs carry in `registry/measurements`."""
    from pathlib import Path  # noqa: PLC0415

    found: list[Case] = []
    for root in book.roots:
        registry: Any = resources.registry() if root.folder is None else Path(root.folder) / "registry"
        for file in files(registry / FOLDER):
            found += read_lines(file.read_text(encoding="utf-8").splitlines(), f"registry/{FOLDER}/{file.name}")
    return found
