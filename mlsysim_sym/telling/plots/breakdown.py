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
LETTER, NARROW = 0.073, 0.058  # inches: of a name with underscores, of a value
LONGEST = 48  # letters of a term


@style.styled
def breakdown_plot(explanation: Explanation) -> Figure:
    """Return the terms of an explanation as bars, the terms of a term below it; lengths are shares of the whole."""
    rows = list(_rows(explanation.terms, 0)) or [(0, explanation.target, 1.0, explanation.value)]
    notation = notation_of(explanation.answer)
    figure, axes = style.figure(height=FRAME + ROW * len(rows))
    told = [f" {notation.written(explanation.target, value).text}, {share:.0%}" for _, _, share, value in rows]
    for place, (depth, _, share, _) in enumerate(rows):
        axes.barh(place, share * 100, height=0.68, color=style.PALETTE[depth], hatch=style.HATCHES[depth], edgecolor="white")
    for place, (_, _, share, _) in enumerate(rows):
        axes.text(max(share, 0.0) * 100, place, told[place], va="center", ha="left", fontsize=8)
    axes.set_yticks(range(len(rows)), [_label(name) for _, name, _, _ in rows])
    axes.invert_yaxis()
    most = max(100.0, *(share * 100 for _, _, share, _ in rows))
    axes.set_xlim(0, most * _room(max(len(_label(name)) for _, name, _, _ in rows), max(map(len, told))))
    if most == 100.0:  # noqa: PLR2004  (percent)
        axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel(f"percent of {explanation.target}")
    axes.set_title(f"{explanation.target} = {notation.written(explanation.target, explanation.value).text}")
    axes.grid(visible=False, axis="y")
    return figure


def _room(label: int, value: int) -> float:
    """Return by how much the axis is longer than the longest bar, so that its value has room beside it."""
    axis = style.WIDTH - LETTER * label - 0.3
    return axis / max(axis - NARROW * value, 0.2 * axis)


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
