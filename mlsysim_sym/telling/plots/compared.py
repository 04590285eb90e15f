"""Predicted against measured: every published figure beside what laws say, each as a point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.validate import Validation

BAND = 0.2


@style.styled
def predicted_plot(found: Validation) -> Figure:
    """Return predictions as ratios to what was published, over the published values; the band is 20 percent.

    Families have different units, so each figure is drawn at its own size relative to the largest of its family.
    """
    figure, axes = style.figure()
    axes.axhspan(1 - BAND, 1 + BAND, color=style.PALE, alpha=0.6, linewidth=0)
    axes.axhline(1.0, color=style.GREY, linewidth=0.8)
    for number, family in enumerate(found.families):
        rows = [row for row in found.of(family) if row.predicted is not None and row.case.measured]
        if not rows:
            continue
        largest = max(abs(row.case.measured) for row in rows)
        ratios = [(row.predicted or 0.0) / row.case.measured for row in rows]
        axes.plot([abs(row.case.measured) / largest for row in rows], ratios,
                  linestyle="", marker=style.MARKERS[number % 7], color=style.PALETTE[number % 7], markersize=5,
                  label=f"{family.replace('_', ' ')} ({len(rows)})")  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlabel("published value, as a share of the largest of its family")
    axes.set_ylabel("predicted over published")
    axes.legend()
    return figure
