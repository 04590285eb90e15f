"""A scorecard: the margin of every comparison, as a bar from what is required."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.judging import Verdict
    from mlsysim_sym.asking.score import Scorecard

ROW, FRAME, BARE = 0.44, 1.2, 1.6  # inches
COLOURS = {"PASS": style.GOOD, "FAIL": style.BAD, "UNJUDGED": style.PALE}
HATCHES = {"PASS": "", "FAIL": "///", "UNJUDGED": "..."}
REACH = 1.0  # a margin beyond 100 percent is drawn to the edge, with an arrow, and says its number


@style.styled
def scorecard_plot(card: Scorecard) -> Figure:
    """Return the comparisons of a scorecard, each with the share of its bound that is left: right of the line it holds.

    Margins beyond 100 percent are cut there, and an arrow says so; what was not judged has no bar.
    """
    rows = card.rows
    made, axes = style.figure(height=FRAME + ROW * len(rows) if rows else BARE)
    for place, row in enumerate(rows):
        _bar(axes, place, row)
    axes.axvline(0.0, color=style.INK, linewidth=1.0)
    axes.set_yticks(range(len(rows)), [_label(row) for row in rows])
    axes.set_ylim(len(rows) - 0.5 if rows else 0.5, -0.5)
    axes.set_xlim(-1.25 * REACH * 100, 1.25 * REACH * 100)
    axes.set_xlabel("margin, percent of the bound")
    axes.set_title(f"{card.scenario.title}: {card.status}")
    axes.grid(visible=False, axis="y")
    _legend(made, axes, rows)
    return made


def _bar(axes: Any, place: int, row: Verdict) -> None:  # noqa: ANN401  (matplotlib ships no types)
    margin = row.margin
    if margin is None:
        axes.text(2, place, row.status, va="center", fontsize=8, color=style.GREY)
        return
    drawn = max(-REACH, min(REACH, margin))
    axes.barh(place, drawn * 100, height=0.62, color=COLOURS[row.status], hatch=HATCHES[row.status], edgecolor="white")
    if drawn != margin:
        axes.plot([drawn * 100], [place], marker=">" if margin > 0 else "<", color=COLOURS[row.status], linestyle="")
    side = -1 if margin < 0 else 1
    at = drawn * 100 + side * (5 if drawn != margin else 1.5)
    axes.text(at, place, f"{margin:+.0%}", va="center", ha="right" if margin < 0 else "left", fontsize=8)


def _label(row: Verdict) -> str:
    """Return a statement with its value, on two lines."""
    value = f"{row.shown(row.value)} against {row.shown(row.bound)}" if row.value is not None else "not judged"
    return f"{row.statement}\n{value}"


def _legend(made: Figure, axes: Any, rows: Sequence[Verdict]) -> None:  # noqa: ANN401  (matplotlib ships no types)
    found = [status for status in COLOURS if any(row.status == status and row.margin is not None for row in rows)]
    for status in found:
        axes.barh(0, 0, color=COLOURS[status], hatch=HATCHES[status], edgecolor="white", label=status)
    if found:
        made.legend(loc="outside lower right", ncols=len(found))
