"""Where numbers come from: value, as printed, source, link, place, badge, date and age of the reading, other sources.

Asked of a record, of one field, or of an answer, whose every input and law is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.solving.question import badge_of
from mlsysim_sym.telling.entry_shapes import source_of
from mlsysim_sym.telling.page import Heading, Page, Pairs, Part
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.registry import Field, Figure, Record

YEAR = 365.25


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
            {"name": field.name, "by": field.by, "word": word or None, **figure_row(self.book, figure)}
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
                heading = Heading(f"{field.name}{f' ({word})' if word else ''}")
                parts += [heading, Pairs(tuple(pairs_of(figure_row(self.book, figure))))]
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


def figure_row(book: Book, figure: Figure) -> dict[str, Any]:
    """Return a number of a record with all that is known of it."""
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
        "differs": figure.differs or None,
        "read": source["read"],
        "age_days": age(source["read"]),
        "also": [{**each, "short": short_of(book, str(each.get("source", "")))} for each in figure.also],
    }


def age(read: Mapping[str, Any] | None, today: dt.date | None = None) -> int | None:
    """Return how many days ago a number was read, None where nobody has.

    >>> age({"on": "2026-11-24"}, dt.date(2026, 12, 4))
    10
    """
    if read is None:
        return None
    now = today or dt.datetime.now(tz=dt.UTC).date()
    return (now - dt.date.fromisoformat(read["on"])).days


def short_of(book: Book, key: str) -> str:
    """Return a work as a text cites it; a key that the bibliography lacks stands for itself."""
    try:
        return book.source(key).short
    except MlsysimError:
        return key


def pairs_of(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is known of a number, as a page shows it."""
    source = row["source"]
    read = row.get("read")
    shown = {
        "value": row["value"],
        "as printed": f"`{row['as_printed']}`" if row.get("as_printed") else "",
        "source": f"{source['short']} [{source['key']}]" if source else "",
        "link": source["link"] if source else "",
        "where": row.get("where"),
        "badge": row["badge"],
        "how": row.get("how"),
        "differs": row.get("differs"),
        "why": row.get("why"),
        "role": "compared with what laws compute, never used" if row.get("role") == "check" else "",
        "read": f"{read['on']}{_ago(row['age_days'])} at {read['at']}" if read else "",
    }
    yield from ((name, words) for name, words in shown.items() if words)
    yield from (("also", _other(each)) for each in row.get("also", ()))
    if row.get("replaces"):
        yield "instead of", "; ".join(row["replaces"])


def _ago(days: int | None) -> str:
    if not days or days < 1:
        return ""
    if days < YEAR:
        return f" ({days} day{'s' if days > 1 else ''} ago)"
    return f" ({days / YEAR:.1f} years ago)"


def _other(each: Mapping[str, Any]) -> str:
    printed = f", printed `{each['as_printed']}`" if each.get("as_printed") else ""
    place = f", {each['where']}" if each.get("where") else ""
    how = f" ({each['how']})" if each.get("how") else ""
    return f"{each.get('value', '')}{printed} by {each['short']}{place}{how}"
