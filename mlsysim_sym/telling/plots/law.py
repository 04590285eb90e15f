"""A law's curve: its left side over one of its variables, about its first example, each regime in its own line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.solving.question import Question, accepted
from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Law
    from mlsysim_sym.solving.answer import Answer

POINTS = 41
REACH = 30.0  # the curve runs from a 30th to 30 times the example's value
FEWEST = 12  # answered points that make a curve


@style.styled
def law_plot(book: Book, name: str) -> Figure | None:
    """Return the curve of a law over the first variable that makes its regimes change; None where no variable does."""
    law = book.law(name)
    for over in law.variables:
        points = list(_points(book, law, over)) if over != law.target else []
        if len({regime for _, _, regime in points}) > 1 and len(points) >= FEWEST:
            return _drawn(book, law, over, points)
    return None


def _points(book: Book, law: Law, over: str) -> Iterator[tuple[float, float, str]]:
    """Yield the value of a variable, of the left side, and the regime; points outside the law's domain are left out."""
    example = law.examples[0]
    variable = book.variable(over)
    if over not in example.given or variable.domain.integer:
        return
    middle = accepted(parse_value(example.given[over]), variable).base
    for index in range(POINTS):
        base = middle * REACH ** (2 * index / (POINTS - 1) - 1)
        if base not in variable.domain:
            continue
        answer = _asked(book, law, {**example.given, over: (number_in(base, variable.unit), variable.unit.text)})
        if answer is not None and answer.pieces and answer.pieces[0].is_point:
            yield base, answer.pieces[0].low, next(iter(answer.pieces[0].regimes.values()), "")


def _asked(book: Book, law: Law, given: dict[str, object]) -> Answer | None:
    try:
        found: Answer = Question(book, None, (law.name,), {}, given, (), {}).solve(law.target or "")
    except MlsysimError:
        return None
    return found


def _drawn(book: Book, law: Law, over: str, points: list[tuple[float, float, str]]) -> Figure:
    figure, axes = style.figure(height=3.2)
    side, across = book.variable(law.target or ""), book.variable(over)
    regimes = list(dict.fromkeys(regime for _, _, regime in points))
    axes.plot([number_in(x, across.unit) for x, _, _ in points], [number_in(y, side.unit) for _, y, _ in points],
              color=style.PALE, linewidth=1.0, linestyle="-")  # fmt: skip
    for number, regime in enumerate(regimes):
        part = [(number_in(x, across.unit), number_in(y, side.unit)) for x, y, its in points if its == regime]
        axes.plot(*zip(*part, strict=True), label=regime.replace("_", " "), color=style.PALETTE[number % 7],
                  marker=style.MARKERS[number % 7], markersize=3.5, linestyle="-")  # fmt: skip
    axes.set_xscale("log")
    if all(y > 0 for _, y, _ in points):
        axes.set_yscale("log")
    axes.set_xlabel(f"{over.replace('_', ' ')} ({across.unit.text})")
    axes.set_ylabel(f"{(law.target or '').replace('_', ' ')} ({side.unit.text})")
    axes.legend()
    return figure
