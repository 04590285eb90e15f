"""A breakdown: where a time, a size or a cost comes from, term by term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsysim_sym.solving.numbers import notation_of
from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.explain import Explanation, Term

ROW, FRAME = 0.34, 0.9  # inches
DEEPEST = 2
LONGEST = 48  # letters of a term


@style.styled
def breakdown_plot(explanation: Explanation) -> Figure:
    """Return the terms of an explanation as bars, the terms of a term below it; lengths are shares of the whole."""
    rows = list(_rows(explanation.terms, 0)) or [(0, explanation.target, 1.0, explanation.value)]
    notation = notation_of(explanation.answer)
    figure, axes = style.figure(height=FRAME + ROW * len(rows))
    for place, (depth, _, share, _) in enumerate(rows):
        axes.barh(place, share * 100, height=0.68, color=style.PALETTE[depth], hatch=style.HATCHES[depth], edgecolor="white")
    for place, (_, _, share, value) in enumerate(rows):
        shown = f" {notation.written(explanation.target, value).text}, {share:.0%}"
        axes.text(max(share, 0.0) * 100, place, shown, va="center", ha="left", fontsize=8)
    axes.set_yticks(range(len(rows)), [_label(name) for _, name, _, _ in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, max(100.0, *(share * 100 for _, _, share, _ in rows)) * 1.3)
    axes.set_xlabel(f"percent of {explanation.target}")
    axes.set_title(f"{explanation.target} = {notation.written(explanation.target, explanation.value).text}")
    axes.grid(visible=False, axis="y")
    return figure


def _label(name: str) -> str:
    """Return a term so that it fits beside its bar: a long one is cut, the explanation has it in full."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 3].rstrip()}..."


def _rows(terms: tuple[Term, ...], depth: int) -> list[tuple[int, str, float, float]]:
    found: list[tuple[int, str, float, float]] = []
    for term in terms:
        found.append((depth, term.shown, term.share, term.value))
        if depth + 1 < DEEPEST:
            found += _rows(term.terms, depth + 1)
    return found
