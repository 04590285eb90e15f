"""Answers as text for a terminal: one line, and the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlsysim_sym.solving.numbers import line_notation, notation_of, prefixed
from mlsysim_sym.telling.page import Listing, Page, Pairs, section
from mlsysim_sym.telling.results import SIGNS, closing, result_pairs, set_line, stride_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.answer import Answer, Piece
    from mlsysim_sym.solving.worded import WordAnswer

__all__ = ["SIGNS", "answer_line", "answer_page", "answer_text", "piece_text"]

LINE_DIGITS = 6


def answer_line(answer: Answer, digits: int | None = None, unit: str | None = None) -> str:
    """Return an answer in one line; `unit` is for the first unknown.

    >>> import mlsysim_sym as ms
    >>> answer_line(ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s"), digits=3)
    'ridge_point = 295 FLOP/B'
    """
    return set_line(answer, line_notation(answer, digits or LINE_DIGITS, unit))


def piece_text(piece: Piece, unit: Unit) -> str:
    """Return one part of a set, all of whose values are in one unit."""

    def shown(value: float) -> str:
        return prefixed(value, unit, LINE_DIGITS).text

    if piece.is_point:
        return shown(piece.low)
    if piece.kind == "integers":
        return stride_line(piece, shown(piece.low), shown(piece.high), shown(float(piece.step)))
    return f"{'(' if piece.low_open else '['}{shown(piece.low)}, {shown(piece.high)}{')' if piece.high_open else ']'}"


def answer_text(answer: Answer, digits: int | None = None, unit: str | None = None) -> str:
    """Return the whole answer for a terminal, 80 columns wide."""
    return answer_page(answer, digits, unit).text()


def answer_page(answer: Answer, digits: int | None = None, unit: str | None = None) -> Page:
    """Return the whole answer as a page: the set, what binds, laws, numbers used, cross checks, warnings."""
    notation = notation_of(answer, (), digits, unit)
    return Page(
        set_line(answer, notation),
        (
            *section("Question", Pairs(tuple(_question(answer)))),
            *section("Result", result_pairs(answer, notation)),
            *section("Laws", Listing(tuple(_laws(answer)))),
            *closing(answer, notation),
        ),
    )


def words_page(answer: WordAnswer) -> Page:
    """Return the words of a choice that satisfy a question, and why the others do not."""
    rows = tuple(("because" if not place else "", reason) for place, reason in enumerate(answer.because))
    return Page(str(answer), section("Result", Pairs(rows)))


def _question(answer: Answer) -> Iterator[tuple[str, str]]:
    question: Any = answer.trace.prepared.question
    if question.solver:
        yield "solver", question.solver
    yield from ((slot, question.book.record(name).name) for slot, name in question.slots.items())
    yield from (("require", each) for each in question.required)
    if question.choices:
        yield "choose", ", ".join(f"{key} = {word}" for key, word in question.choices.items())


def _laws(answer: Answer) -> Iterator[str]:
    plan = answer.trace.plan
    for step in plan.before:
        yield str(step)
    if plan.tears:
        yield f"search for {' and '.join(plan.tears)}"
    for step in plan.inside:
        yield str(step)
