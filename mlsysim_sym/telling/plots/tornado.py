"""The tornado: what one percent of each input does to the target, the strongest on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.sensitivity import Sensitivity

MOST_BARS = 15
ROW = 0.28  # inches
FRAME = 1.1


@style.styled
def tornado_plot(found: Sensitivity) -> Figure:
    """Return the tornado of a sensitivity: for each input one bar for one percent less and one for one percent more."""
    shown = found.influences[:MOST_BARS][::-1]
    figure, axes = style.figure(height=FRAME + ROW * max(len(shown), 1))
    places = range(len(shown))
    for side, sign, colour, words in (
        ("down", -1.0, style.ORANGE, "one percent less"),
        ("up", 1.0, style.BLUE, "one percent more"),
    ):
        sizes = [sign * (getattr(each, side) or 0.0) for each in shown]
        axes.barh(places, sizes, color=colour, height=0.7, label=words)
    axes.set_yticks(places, [each.name for each in shown])
    axes.axvline(0.0, color=style.INK, linewidth=0.8)
    axes.set_xlabel(f"change of {found.target} in percent")
    axes.grid(visible=False, axis="y")
    axes.legend(loc="best")
    return figure
