"""The stub of `mlsysim_sym.catalogue`: every folder, record and field by name, so that editors complete and checkers check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.registry import Field
from mlsysim_sym.named import FOLDERS, members

HEAD = """\
# The names of the registry. Written by `mlsysim-sym compile --stub FILE`; change the records, not this file.
# ruff: noqa: N801  (two numbers that stand side by side in a name stay apart in its class)
from mlsysim_sym.named import ByWord, NamedRecord, NamedValue, Namespace
"""


def stub(book: Book) -> str:
    """Return the text of the stub for a book.

    >>> "    h100: _HardwareCloudNvidiaH100Sxm" in stub(Book.load())
    True
    """
    records = [path for path in book.entries["record"] if path.partition("/")[0] in FOLDERS]
    classes = [part for path in records for part in _record(book, path)]
    classes += [_class(_camel(folder), "Namespace", _members(book, folder)) for folder in _folders(records)]
    names = "\n".join(f"{folder}: {_camel(folder)}" for folder in FOLDERS)
    return "\n".join([HEAD, *classes, names, ""])


def _folders(records: list[str]) -> list[str]:
    """Return every folder, inner ones first."""
    found = {path.rsplit("/", depth)[0] for path in records for depth in range(1, path.count("/") + 1)}
    return sorted(found, key=lambda folder: (-folder.count("/"), folder))


def _members(book: Book, folder: str) -> dict[str, str]:
    return {name: _camel(path) for name, path in sorted(members(book, folder).items())}


def _record(book: Book, path: str) -> Iterator[str]:
    record = book.record(path)
    kept = [field for name, field in record.fields.items() if not iskeyword(name)]
    for field in kept:
        if field.figure is None:
            words = {word: "NamedValue" for word in field.figures if word.isidentifier() and not iskeyword(word)}
            yield _class(_words_of(path, field), "ByWord", words)
    yield _class(
        _camel(path),
        "NamedRecord",
        {field.name: "NamedValue" if field.figure is not None else _words_of(path, field) for field in kept},
    )


def _words_of(path: str, field: Field) -> str:
    return f"{_camel(path)}{_camel(field.name).lstrip('_')}"


def _camel(path: str) -> str:
    """Return a path as the name of a class; two numbers that stand side by side stay apart."""
    joined = "".join(part[:1].upper() + part[1:] for part in re.split(r"(?<=\d)[^0-9A-Za-z]+(?!\d)|(?<!\d)[^0-9A-Za-z]+", path))
    return "_" + re.sub(r"[^0-9A-Za-z]+", "_", joined)


def _class(name: str, base: str, names: dict[str, str]) -> str:
    if not names:
        return f"class {name}({base}): ...\n"
    return f"class {name}({base}):\n" + "".join(f"    {each}: {kind}\n" for each, kind in names.items())
