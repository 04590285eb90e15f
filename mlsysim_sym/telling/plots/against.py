"""Predicted against measured: every figure a point, on two logarithmic axes, the line where both are the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.errors import QuestionError
from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.validate import Compared, Validation

SIDE = 5.2  # inches: both axes have the same scale
ROOM = 1.5
BANDS = ((0.2, 0.35), (0.1, 0.6))
COLUMNS = 3
INCHES = 0.14  # of a line of the legend


@style.styled
def against_plot(found: Validation) -> Figure:
    """Return predictions against published figures; the bands are 10 and 20 percent about the line where both are the same.

    Figures of one unit are drawn in it. Otherwise each is divided by the geometric mean of the published figures of its
    family and unit, so that units need no common axis.

    Raises QuestionError where no figure is predicted.
    """
    drawn = {family: _kept(found.of(family)) for family in found.families}
    drawn = {family: rows for family, rows in drawn.items() if rows}
    if not drawn:
        raise QuestionError("no figure is predicted, so there is nothing to draw")
    lines = math.ceil(len(drawn) / COLUMNS)
    figure, axes = style.figure(width=SIDE, height=SIDE + INCHES * lines)
    units = {row.case.unit for rows in drawn.values() for row in rows}
    points = {family: _points(rows, absolute=len(units) == 1) for family, rows in drawn.items()}
    _bands(axes, [value for pairs in points.values() for pair in pairs for value in pair])
    for number, (family, pairs) in enumerate(points.items()):
        _series(axes, number, f"{family.replace('_', ' ')} ({len(pairs)})", pairs)
    unit = f" [{units.pop()}]" if len(units) == 1 else ", over the family's mean"
    axes.set_xlabel(f"published{unit}")
    axes.set_ylabel(f"predicted{unit}")
    figure.legend(loc="outside lower center", ncols=COLUMNS, fontsize=6.5)
    return figure


def _kept(rows: Sequence[Compared]) -> list[Compared]:
    return [row for row in rows if row.predicted is not None and row.predicted > 0 and row.case.measured > 0]


def _points(rows: Sequence[Compared], *, absolute: bool) -> list[tuple[float, float]]:
    sizes: dict[str, list[float]] = {}
    for row in rows:
        sizes.setdefault(row.case.unit, []).append(math.log(row.case.measured))
    means = {unit: 1.0 if absolute else math.exp(sum(logs) / len(logs)) for unit, logs in sizes.items()}
    return [(row.case.measured / means[row.case.unit], (row.predicted or 0.0) / means[row.case.unit]) for row in rows]


def _series(axes: Any, number: int, label: str, pairs: Sequence[tuple[float, float]]) -> None:  # noqa: ANN401  (matplotlib)
    axes.plot([x for x, _ in pairs], [y for _, y in pairs], label=label, **style.marks(number), markersize=4,
              markeredgecolor=style.INK, markeredgewidth=0.3)  # fmt: skip


def _bands(axes: Any, values: Sequence[float]) -> None:  # noqa: ANN401  (matplotlib's axes)
    ends = [min(values) / ROOM, max(values) * ROOM]
    for share, shade in BANDS:
        low, high = ([end * factor for end in ends] for factor in (1 - share, 1 + share))
        axes.fill_between(ends, low, high, color=style.PALE, alpha=shade, linewidth=0)
    axes.plot(ends, ends, color=style.GREY, linewidth=0.8, linestyle="-")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(*ends)
    axes.set_ylim(*ends)
    axes.set_aspect("equal")
