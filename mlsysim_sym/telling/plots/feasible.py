"""The feasible region of two unknowns, each edge in the colour of the statement that binds there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.feasible import Region

DECADES = 20.0  # a range wider than this is drawn in logarithms
ROOM = 1.2
NO_EDGE = "unbounded"  # the picture ends there, the region does not


@style.styled
def feasible_plot(region: Region) -> Figure:
    """Return the picture of a region; an unbounded end is drawn to the edge of the picture."""
    figure, axes = style.figure()
    top = _top(region)
    _fill(axes, region, top)
    statements = [each for each in dict.fromkeys(edge.statement for edge in region.edges) if each != NO_EDGE]
    for place, statement in enumerate(statements):
        colour, dash = style.PALETTE[place % len(style.PALETTE)], style.DASHES[place % len(style.DASHES)]
        label: str | None = f"domain of {region.names[1]}" if statement == "domain" else statement
        for points in _lines(region, statement, top):
            axes.plot(*zip(*points, strict=True), color=colour, linestyle=dash, label=label)
            label = None
    for axis, name, unit in zip((axes.set_xlabel, axes.set_ylabel), region.names, region.units, strict=True):
        axis(style.labelled(name, unit))
    _scales(axes, region, top)
    axes.legend(loc="best")
    return figure


def _top(region: Region) -> float:
    finite = [end for column in region.columns for span in column.spans for end in (span.low, span.high) if math.isfinite(end)]
    return ROOM * max(finite, default=1.0)


def _fill(axes: Any, region: Region, top: float) -> None:  # noqa: ANN401  (matplotlib's axes)
    x_unit, y_unit = region.units
    for place in range(max(len(column.spans) for column in region.columns)):
        kept = [column for column in region.columns if place < len(column.spans)]
        xs = [number_in(column.x, x_unit) for column in kept]
        lows = [number_in(max(column.spans[place].low, -top), y_unit) for column in kept]
        highs = [number_in(min(column.spans[place].high, top), y_unit) for column in kept]
        axes.fill_between(xs, lows, highs, color=style.SKY, alpha=0.25, linewidth=0)


def _lines(region: Region, statement: str, top: float) -> Iterator[list[tuple[float, float]]]:
    x_unit, y_unit = region.units
    for edge in region.edges:
        if edge.statement == statement:
            yield [(number_in(x, x_unit), number_in(min(max(y, -top), top), y_unit)) for x, y in edge.points]


def _scales(axes: Any, region: Region, top: float) -> None:  # noqa: ANN401  (matplotlib's axes)
    low, high = region.within
    if low > 0 and high > DECADES * low:
        axes.set_xscale("log")
    lows = [span.low for column in region.columns for span in column.spans]
    if min(lows) > 0 and top > DECADES * min(lows):
        axes.set_yscale("log")
