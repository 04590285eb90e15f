"""The same unknowns asked of several questions, side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.shown import Rounded
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.solving.answer import Answer, Piece
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.solving.question import Question
    from mlsysim_sym.telling.page import Page


@frozen
class Cell:
    """What one question says about one unknown: an answer, or why there is none.

    `ratio` is to the first question's answer: of the values, or of the far ends of two sets that begin alike.
    """

    label: str
    target: str
    answer: Answer | None
    ratio: float | None
    because: tuple[str, ...] = ()
    error: MlsysimError | None = None


@frozen
class Comparison(Rounded):
    """A table of answers: a row for each question, a table for each unknown.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask("single_device", arithmetic_intensity="100 FLOP/B").choose(precision="bf16")
    >>> labels = {name: question.with_(hardware=name) for name in ("a100_80gb", "h100_sxm")}
    >>> comparison = compare(labels, ["attainable_throughput"])
    >>> [round(cell.ratio, 2) for cell in comparison.of("attainable_throughput")]
    [1.0, 1.64]
    """

    labels: tuple[str, ...]
    targets: tuple[str, ...]
    cells: tuple[Cell, ...]

    def of(self, target: str) -> tuple[Cell, ...]:
        """Return the cells of an unknown, in the order of the questions."""
        return tuple(cell for cell in self.cells if cell.target == target)

    def _page(self, digits: int | None = None, unit: str | None = None) -> Page:
        from mlsysim_sym.telling.compared import comparison_page  # noqa: PLC0415  (objects show themselves by telling)

        return comparison_page(self, digits, unit)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as `mlsysim-sym/comparison/1`."""
        from mlsysim_sym.telling.compared import comparison_shape  # noqa: PLC0415

        return comparison_shape(self)


def compare(questions: Mapping[str, Question], targets: Iterable[str]) -> Comparison:
    """Return the answers of several questions about the same unknowns; a question without an answer says why."""
    asked = tuple(targets)
    cells = []
    for target in asked:
        first: Answer | None = None
        for place, (label, question) in enumerate(questions.items()):
            cell = _cell(label, question, target, first)
            cells.append(cell)
            if place == 0:
                first = cell.answer
                cells[-1] = _with_ratio(cell, first)
    return Comparison(tuple(questions), asked, tuple(cells))


def _cell(label: str, question: Question, target: str, first: Answer | None) -> Cell:
    try:
        answer: Answer = question.solve(target)
    except MlsysimError as error:
        return Cell(label, target, None, None, (error.message, *error.detail), error)
    return _with_ratio(Cell(label, target, answer, None, answer.because), first)


def _with_ratio(cell: Cell, first: Answer | None) -> Cell:
    if cell.answer is None or first is None:
        return cell
    return Cell(cell.label, cell.target, cell.answer, ratio(cell.answer, first), cell.because, cell.error)


def ratio(answer: Answer, first: Answer) -> float | None:
    """Return how many times the first answer an answer is, None where that has no meaning."""
    if len(answer.pieces) != 1 or len(first.pieces) != 1:
        return None
    own, other = _measure(answer.pieces[0], first.pieces[0]), _measure(first.pieces[0], answer.pieces[0])
    return own / other if own is not None and other else None


def _measure(piece: Piece, other: Piece) -> float | None:
    """Return what a part is compared by: its value, or the finite end that it does not share with the other."""
    if piece.is_point and other.is_point:
        return piece.low
    if piece.low == other.low and math.isfinite(piece.high):
        return piece.high
    if piece.high == other.high and math.isfinite(piece.low):
        return piece.low
    return None
