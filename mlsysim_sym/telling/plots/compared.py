"""Predicted against measured: every published figure beside what laws say, each as a point."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.validate import Validation

BAND = 0.2
FAR = 1.5  # a ratio beyond which ratios are drawn on a logarithmic axis
COLUMNS = 3
INCHES = 0.15  # of a line of the legend


@style.styled
def predicted_plot(found: Validation) -> Figure:
    """Return predictions as ratios to what was published, over the published values; the band is 20 percent.

    Families have different units, so each figure is drawn at its own size relative to the largest of its family.
    """
    families = {name: [row for row in found.of(name) if row.predicted and row.case.measured] for name in found.families}
    lines = math.ceil(sum(bool(rows) for rows in families.values()) / COLUMNS)
    figure, axes = style.figure(height=style.HEIGHT + INCHES * lines)
    axes.axhspan(1 - BAND, 1 + BAND, color=style.PALE, alpha=0.6, linewidth=0)
    axes.axhline(1.0, color=style.GREY, linewidth=0.8)
    ratios: list[float] = []
    for number, (family, rows) in enumerate((name, rows) for name, rows in families.items() if rows):
        largest = max(abs(row.case.measured) for row in rows)
        drawn = [(row.predicted or 0.0) / row.case.measured for row in rows]
        ratios += drawn
        axes.plot([abs(row.case.measured) / largest for row in rows], drawn, **style.marks(number), markersize=4.5,
                  markeredgecolor=style.INK, markeredgewidth=0.4,
                  label=f"{family.replace('_', ' ')} ({len(rows)})")  # fmt: skip
    _scales(axes, ratios)
    figure.legend(loc="outside lower center", ncols=COLUMNS, fontsize=7)
    return figure


def _scales(axes: Any, ratios: list[float]) -> None:  # noqa: ANN401  (matplotlib's axes)
    axes.set_xscale("log")
    axes.set_xlabel("published value, as a share of the largest of its family")
    axes.set_ylabel("predicted over published")
    if ratios and (min(ratios) < 1 / FAR or max(ratios) > FAR):
        axes.set_yscale("log")
