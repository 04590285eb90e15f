"""Facts of a record that follow from other facts of it: a peak from units, clock and width; nodes from racks.

Wherever a record has every variable of a definition or identity, what the law gives must be what the record prints. Where
both numbers are right and speak of different things, the field says so in `differs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlsysim_sym.asking.judging import one_piece, unlimited
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.registry import Field, Figure, Record
from mlsysim_sym.errors import MlsysimError, ProvenanceError
from mlsysim_sym.solving.answer import significant
from mlsysim_sym.solving.question import Question
from mlsysim_sym.valueclass import frozen

EXACT = ("definition", "identity")
TOLERANCE = 0.01  # printed peaks are rounded to two or three digits


@frozen
class Derived:
    """A printed fact of a record beside what a law makes of the record's other facts, in the unit that is printed."""

    record: str
    field: str
    word: str
    law: str
    printed: Figure
    computed: float

    @property
    def relative(self) -> float:
        """The error of the law's number as a share of the printed one."""
        return self.computed / float(self.printed.value().number) - 1


def derived(book: Book, name: str) -> Iterator[Derived]:
    """Yield every fact of a record that a law makes of its other facts, with both numbers.

    >>> import mlsysim_sym as ms
    >>> [row.law for row in derived(ms.Book.load(), "mi300x") if row.word == "fp16"]
    ['peak_throughput_from_units']
    """
    record = book.record(name)
    used = {field.name for field in record.fields.values() if not field.checks_only}
    for law in book.laws:
        summary = book.summary(law)
        possible = summary["target"] in used and summary["kind"] in EXACT and used.issuperset(summary["variables"])
        if possible and not _conditional(book, law):
            yield from _by_word(book, record, law, summary["target"])


def _conditional(book: Book, law: str) -> bool:
    """Whether a law holds under conditions only, or where none of its rivals does."""
    relation = book.law(law).relation
    return relation is not None and (relation.exclusive or bool(relation.when))


def _by_word(book: Book, record: Record, law: str, target: str) -> Iterator[Derived]:
    variables = [name for name in book.law(law).variables if name != target]
    for word, printed in record.fields[target].all():
        figures = {name: _figure(record.fields[name], word) for name in variables}
        given = {name: figure.text for name, figure in figures.items() if figure is not None}
        if len(given) == len(variables):
            yield Derived(record.name, target, word, law, printed, _computed(book, law, target, given, printed))


def _figure(field: Field, word: str) -> Figure | None:
    return field.figure if field.figure is not None else field.figures.get(word)


def _computed(book: Book, law: str, target: str, given: Mapping[str, str], printed: Figure) -> float:
    answer = unlimited(Question(book, None, (law,), {}, given), target)
    unit = printed.value().unit
    return float((one_piece(answer).low - float(unit.offset)) / float(unit.factor))


def agreement_errors(book: Book, name: str) -> Iterator[MlsysimError]:
    """Yield an error for each printed fact that a law contradicts and that does not say why it differs."""
    for row in derived(book, name):
        if abs(row.relative) > TOLERANCE and not row.printed.differs:
            what = f"{row.field} {row.word}".strip()
            unit = row.printed.value().unit.text
            yield ProvenanceError(
                f"`{what}` of `{name}` is {row.printed.text}, but its other fields give {significant(row.computed, 5)} {unit}",
                names=(row.field, row.law),
                file=row.printed.place.get("file"),
                line=row.printed.place.get("line"),
                detail=(f"by the law {row.law}, {row.relative:+.1%}",),
                hint="where both are right, say why in `differs` of the field",
            )
