"""Where the numbers of a record come from: value, as printed, source, link, place, badge, date of reading, other sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.solving.question import badge_of
from mlsysim_sym.telling.entry_shapes import source_of
from mlsysim_sym.telling.page import Heading, Page, Pairs, Part
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.registry import Field, Figure, Record


@frozen
class Provenance:
    """The numbers of a record, or of one of its fields, each with who says so.

    >>> import mlsysim_sym as ms
    >>> found = provenance(ms.Book.load(), "llama_3_8b.layers").to_dict()["fields"][0]
    >>> found["value"], found["basis"]
    ('32', 'printed')
    """

    book: Book
    record: Record
    fields: tuple[Field, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as `mlsysim-sym/provenance/1`."""
        rows = [
            {"name": field.name, "by": field.by, "word": word or None, **_figure(self.book, figure)}
            for field in self.fields
            for word, figure in field.all()
        ]
        return {"schema": "mlsysim-sym/provenance/1", "record": self.record.name, "title": self.record.title, "fields": rows,
                "book": self.book.digest}  # fmt: skip

    def page(self) -> Page:
        """Return it as a page: a heading for each number."""
        parts: list[Part] = []
        for field in self.fields:
            for word, figure in field.all():
                parts += [Heading(f"{field.name}{f' ({word})' if word else ''}"), Pairs(tuple(_rows(_figure(self.book, figure))))]
        return Page(f"{self.record.title} [{self.record.name}]", tuple(parts))

    def text(self) -> str:
        """Return it for a terminal."""
        return self.page().text()

    def markdown(self) -> str:
        """Return it as Markdown."""
        return self.page().markdown()


def provenance(book: Book, name: str) -> Provenance:
    """Return the provenance of `RECORD` or `RECORD.FIELD`; raise UnknownNameError with the nearest names.

    A field may be written as an alias of its variable. Names of records have dots too.
    """
    if name in book.record_paths or name in book.names("record"):
        record = book.record(name)
        return Provenance(book, record, tuple(record.fields.values()))
    start, dot, last = name.rpartition(".")
    record = book.record(start if dot else name)
    return Provenance(book, record, (record.field(last if last in record.fields else book.aliases.get(last, last)),))


def _figure(book: Book, figure: Figure) -> dict[str, Any]:
    source = source_of(book, figure.citation)
    return {
        "value": figure.text,
        "as_printed": figure.as_printed or None,
        "source": {key: source[key] for key in ("key", "short", "link")},
        "where": figure.where or None,
        "badge": badge_of(book, (figure.citation,), figure),
        "basis": figure.basis,
        "how": figure.how or None,
        "role": figure.role or None,
        "read": source["read"],
        "also": [{**each, "short": _short(book, str(each.get("source", "")))} for each in figure.also],
    }


def _short(book: Book, key: str) -> str:
    try:
        return book.source(key).short
    except MlsysimError:
        return key


def _rows(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "value", row["value"]
    if row["as_printed"]:
        yield "as printed", f"`{row['as_printed']}`"
    yield "source", f"{row['source']['short']} [{row['source']['key']}]"
    if row["source"]["link"]:
        yield "link", row["source"]["link"]
    if row["where"]:
        yield "where", row["where"]
    yield "badge", row["badge"]
    if row["how"]:
        yield "how", row["how"]
    if row["role"] == "check":
        yield "role", "compared with what laws compute, never used"
    if row["read"]:
        yield "read", f"{row['read']['on']} at {row['read']['at']}"
    for each in row["also"]:
        printed = f", printed `{each['as_printed']}`" if each.get("as_printed") else ""
        yield "also", f"{each.get('value', '')}{printed} by {each['short']}" + (f", {each['where']}" if each.get("where") else "")
