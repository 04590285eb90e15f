"""What models publish beside what laws count: the fields with `role: check`, as a table, and what is not explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlsysim_sym.asking.judging import one_piece, reasons, unlimited
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.registry import Figure
from mlsysim_sym.errors import MlsysimError, ProvenanceError
from mlsysim_sym.solving.answer import significant
from mlsysim_sym.solving.question import Question
from mlsysim_sym.telling.page import Heading, Listing, Page, Paragraph, Table
from mlsysim_sym.valueclass import frozen

COUNTER = "llm_prefill"  # the solver that counts dense models, mixtures of experts and models made of parts
TOLERANCE = 0.005
DIGITS = 6
COLUMNS = ("model", "count", "published", "by law", "error")


@frozen
class Counted:
    """A published count beside what laws count, in the published unit; None with a reason where they count nothing."""

    record: str
    field: str
    published: Figure
    computed: float | None
    because: str = ""

    @property
    def relative(self) -> float | None:
        """The error of the laws' count as a share of the published one."""
        number = float(self.published.value().number)
        return None if self.computed is None or not number else self.computed / number - 1

    @property
    def close(self) -> bool:
        """Whether laws count what is published, within half a percent."""
        return self.relative is not None and abs(self.relative) <= TOLERANCE


@frozen
class Counts:
    """Every published count of the book's models beside what laws count.

    >>> import mlsysim_sym as ms
    >>> row = next(row for row in counts(ms.Book.load()).rows if row.record.endswith("/resnet_50"))
    >>> row.computed, row.close
    (25557032.0, True)
    """

    rows: tuple[Counted, ...]
    book: str

    def page(self) -> Page:
        """Return the table as a page, with the reasons below it."""
        far = [row for row in self.rows if not row.close]
        table = Table(COLUMNS, tuple(_cells(row) for row in self.rows), tuple(_entry(row) for row in self.rows))
        counted = f"{len(self.rows)} published count{'' if len(self.rows) == 1 else 's'}"
        title = f"{counted}, {len(self.rows) - len(far)} of them met within {TOLERANCE:.1%}"
        if not far:
            return Page(title, (table,))
        why = Listing(tuple(f"`{_name(row)}`: {row.published.differs or row.because or 'not explained'}" for row in far))
        return Page(title, (table, Heading("The others"), Paragraph("What the records say about them."), why))

    def text(self) -> str:
        """Return the table for a terminal."""
        return self.page().text()

    def markdown(self) -> str:
        """Return the table as Markdown."""
        return self.page().markdown()

    def to_dict(self) -> dict[str, Any]:
        """Return the table as `mlsysim-sym/counts/1`; errors are fractions."""
        return {"schema": "mlsysim-sym/counts/1", "tolerance": TOLERANCE, "rows": [_shape(row) for row in self.rows],
                "book": self.book}  # fmt: skip


def counts(book: Book, names: tuple[str, ...] = ()) -> Counts:
    """Return the table for all models, or for some records."""
    wanted = names or tuple(name for name in book.names("record") if name.startswith("models/"))
    readable = [name for name in wanted if book.entries["record"][name].error is None]
    return Counts(tuple(row for name in readable for row in counted(book, name)), book.digest)


def counted(book: Book, name: str) -> Iterator[Counted]:
    """Yield the published counts of one record."""
    for field in book.record(name).fields.values():
        if field.figure is not None and field.checks_only:
            yield _counted(book, name, field.name, field.figure)


def _counted(book: Book, name: str, field: str, published: Figure) -> Counted:
    try:
        answer = unlimited(Question(book, COUNTER, (), {"model": name}), field)
        unit = published.value().unit
        return Counted(name, field, published, (one_piece(answer).low - float(unit.offset)) / float(unit.factor))
    except MlsysimError as error:
        return Counted(name, field, published, None, "; ".join(reasons(error)))


def count_errors(book: Book, name: str) -> Iterator[MlsysimError]:
    """Yield an error for each published count that laws do not meet and that does not say why it differs."""
    for row in counted(book, name):
        if not row.close and not row.published.differs:
            found = row.because if row.relative is None else f"laws count {significant(row.computed or 0.0, DIGITS)}"
            yield ProvenanceError(
                f"`{row.field}` of `{name}` is published as {row.published.text}, but {found}",
                names=(row.field,),
                file=row.published.place.get("file"),
                line=row.published.place.get("line"),
                detail=() if row.relative is None else (f"{row.relative:+.2%}",),
                hint="where both are right, say why in `differs` of the field",
            )


def _name(row: Counted) -> str:
    return f"{row.record.rpartition('/')[2]}.{row.field}"


def _shown(row: Counted) -> tuple[str, str, str]:
    unit = "" if row.published.value().unit.text == "1" else f" {row.published.value().unit.text}"
    computed = "" if row.computed is None else significant(row.computed, DIGITS) + unit
    return row.published.text, computed, "" if row.relative is None else f"{row.relative:+.3%}"


def _cells(row: Counted) -> tuple[str, ...]:
    return (f"`{row.record.rpartition('/')[2]}`", f"`{row.field}`", *_shown(row))


def _entry(row: Counted) -> tuple[str, str]:
    published, computed, error = _shown(row)
    return f"{error or 'no count'}  {_name(row)}", f"{computed or 'nothing'} by law, {published} by {row.published.source}"


def _shape(row: Counted) -> dict[str, Any]:
    return {
        "record": row.record, "field": row.field, "published": float(row.published.value().number),
        "unit": row.published.value().unit.text, "computed": row.computed, "relative": row.relative,
        "within": row.close, "differs": row.published.differs or None, "because": row.because or None,
        "source": row.published.source,
    }  # fmt: skip
