"""Measured validity: how far published figures are from what a solver or law says, and for which inputs that is known.

`registry/measurements/validity.json` is generated from the published figures: for each family of figures its errors, the
interval that holds four of five, and the envelope, the inputs that its figures have. An answer to a family's question that
lies inside the envelope carries the interval; outside it says which input is. A small index, by unknown, says which
families there are, so that an answer that no figure speaks of costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from mlsysim_sym import resources
from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.envelope import Envelope, Outside, Situation, Span, shown
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Answer, Piece

FOLDER = ("registry", "measurements")
VALIDITY, INDEX = "validity.json", "validity_index.json"


@frozen
class Question:
    """A question that figures of a family put: to a solver or to some laws."""

    solver: str | None
    laws: tuple[str, ...]
    target: str

    def asked_by(self, solver: str | None, laws: Iterable[str]) -> bool:
        """Whether an answer comes from this solver, or from just these laws."""
        return solver == self.solver if self.solver else solver is None and set(laws) == set(self.laws)


@frozen
class Validity:
    """A family of figures: how far laws are from those whose group took part in no fit, and where that is known.

    Errors are shares of the figure. `low` and `high` are the ends of the interval of four of five, as shares beyond the
    prediction (None where the figures are too few); `coverage` is the share of figures inside, each judged by the others.
    """

    family: str
    about: str
    questions: tuple[Question, ...]
    laws: tuple[str, ...]
    numbers: Mapping[str, Any]
    low: float | None
    high: float | None
    envelope: Envelope

    @property
    def figures(self) -> int:
        """How many figures are predicted."""
        return int(self.numbers["predicted"])

    @property
    def coverage(self) -> float | None:
        """The share of figures that lie in the interval that others give."""
        found: float | None = self.numbers["interval_coverage"]
        return found

    @property
    def solvers(self) -> tuple[str, ...]:
        """The solvers that the figures are asked of."""
        return tuple(dict.fromkeys(each.solver for each in self.questions if each.solver))


@frozen
class Measured:
    """What published figures say of an answer: of which variable, how far off, and what lies outside of their inputs.

    `low` and `high` are the ends of the interval in base units, for a single value of the family's variable.
    """

    validity: Validity
    target: str
    unit: str
    outside: tuple[Outside, ...]
    low: float | None = None
    high: float | None = None

    @property
    def inside(self) -> bool:
        """Whether the answer's inputs are among those of the figures."""
        return not self.outside

    def __str__(self) -> str:
        from mlsysim_sym.telling.measured import measured_line  # noqa: PLC0415  (objects print themselves by telling)

        return measured_line(self, "", lambda value: shown(value, self.unit)).replace(GLUE, " ")


# --- the files ---------------------------------------------------------------------------------------------------------


@cache
def index() -> Mapping[str, tuple[str, ...]]:
    """Return the families by unknown.

    >>> "step_time" in index()
    True
    """
    return {name: tuple(found) for name, found in json.loads(resources.read_text(*FOLDER, INDEX)).items()}


@cache
def validities() -> Mapping[str, Validity]:
    """Return the families with a measured validity, by name, in the order of the families.

    >>> found = validities()["matrix_products"]
    >>> found.solvers, found.figures > 100
    (('matrix_product',), True)
    """
    return {name: _validity(name, entry) for name, entry in data()["families"].items()}


@cache
def data() -> Mapping[str, Any]:
    """Return the generated file as it is: families, counts of anchored figures, version and date."""
    found: Mapping[str, Any] = json.loads(resources.read_text(*FOLDER, VALIDITY))
    return found


def _validity(name: str, entry: Mapping[str, Any]) -> Validity:
    asked = tuple(Question(each["solver"], tuple(each["laws"]), each["target"]) for each in entry["questions"])
    low, high = entry["interval"] or (None, None)
    return Validity(name, entry["about"], asked, tuple(entry["laws"]), entry["numbers"], low, high, _envelope(entry["envelope"]))


def _envelope(entry: Mapping[str, Any]) -> Envelope:
    records, words = ({key: tuple(each) for key, each in entry[part].items()} for part in ("records", "words"))
    spans = ({key: Span(*each) for key, each in entry[part].items()} for part in ("ranges", "constants", "targets"))
    return Envelope(records, words, *spans)


def of_solver(name: str) -> tuple[Validity, ...]:
    """Return the families whose figures are asked of a solver."""
    return tuple(each for each in validities().values() if name in each.solvers)


def of_law(name: str) -> tuple[Validity, ...]:
    """Return the families in whose predictions a law takes part."""
    return tuple(each for each in validities().values() if name in each.laws)


# --- answers -----------------------------------------------------------------------------------------------------------


def measured(answer: Answer) -> tuple[Measured, ...]:
    """Return what published figures say of an answer: the families that it lies inside, else the nearest one.

    A family speaks of an answer to its question, and of an answer for an input where its variable was given or required.
    """
    if answer.trace is None or not answer.pieces:
        return ()
    asked = [name for name in _named(answer) if name in index()]
    question = answer.trace.prepared.question
    if not asked or not _compared(answer):
        return ()
    found = []
    for name in asked:
        for family in index()[name]:
            validity = validities()[family]
            if any(each.target == name and each.asked_by(question.solver, _bare(answer.laws)) for each in validity.questions):
                found.append(_measured(answer, validity, name))
    inside = tuple(each for each in found if each.inside)
    return inside or tuple(sorted(found, key=lambda each: len(each.outside))[:1])


def _named(answer: Answer) -> Iterator[str]:
    """Yield the variables that a family may speak of: the unknown, else what was given and what was required."""
    if answer.target in index():
        yield answer.target
        return
    resolved = answer.trace.prepared.resolved
    yield from (each.name for each in answer.inputs if each.layer == "given")
    yield from dict.fromkeys(name for each in resolved.requirements for name in each.names)


def _compared(answer: Answer) -> bool:
    """Whether the figures were compared with what gave this answer: the package's own laws, solver and records."""
    question = answer.trace.prepared.question
    book = question.book
    used = {*_bare(answer.laws), question.solver, *(book.record(name).name for name in question.slots.values())}
    return book.roots[0].folder is None and not (len(book.roots) > 1 and used & book.replaced.keys())


def _bare(laws: Iterable[str]) -> set[str]:
    return {each.rpartition(".")[2] for each in laws}


def _measured(answer: Answer, validity: Validity, name: str) -> Measured:
    piece = answer.pieces[0]
    outside = tuple(validity.envelope.outside(_situation(answer, piece, name)))
    unit = validity.envelope.targets[name].unit
    single = name == answer.target and len(answer.pieces) == 1 and piece.is_point
    if outside or not single or validity.low is None or validity.high is None or piece.low < 0:
        return Measured(validity, name, unit, outside)
    return Measured(validity, name, unit, outside, piece.low * (1 + validity.low), piece.low * (1 + validity.high))


def _situation(answer: Answer, piece: Piece, name: str) -> Situation:
    prepared = answer.trace.prepared
    book, resolved = prepared.question.book, prepared.resolved
    records = {slot: book.record(record).name for slot, record in prepared.question.slots.items()}
    given = tuple(each.name for each in answer.inputs if each.layer == "given" and each.name != name)
    used = {*(each.name for each in answer.inputs), *(step.unknown for step in answer.trace.plan.steps), *answer.targets}
    values = {each: value for each, value in (piece.values or answer.trace.values).items() if each in used}
    return Situation(values, records, {**resolved.chosen_laws, **resolved.words}, given, name)
