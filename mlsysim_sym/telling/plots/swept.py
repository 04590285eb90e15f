"""A sweep drawn: lines along its longest axis, or a map over its two longest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlsysim_sym.errors import QuestionError
from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.sweep import Sweep
    from mlsysim_sym.reading.units import Unit

MOST_LINES = 7
DECADES = 20.0  # an axis wider than this is drawn in logarithms


@style.styled
def sweep_plot(swept: Sweep) -> Figure:
    """Return the picture of a sweep's first target; raise QuestionError where no axis of numbers is left to draw along.

    One axis, or one beside a few values of the others, is drawn as lines; two long axes as a map.
    """
    data = swept.data[swept.targets[0]]
    numeric = [each for each in swept.grid.numeric if each.length > 1]
    if not numeric:
        raise QuestionError("no axis of numbers to draw along", hint="sweep a number too")
    along = max(numeric, key=lambda each: each.length)
    others = [each for each in swept.grid.dimensions if each is not along and each.length > 1]
    figure, axes = style.figure()
    if len(others) == 1 and others[0].is_numeric and others[0].length > MOST_LINES:
        _map(figure, axes, swept, data, (along, others[0]))
    else:
        _lines(axes, swept, data, along)
    return figure


def _label(swept: Sweep, name: str) -> str:
    return style.labelled(name, swept.unit(name))


def _shown(swept: Sweep, values: Any) -> tuple[Unit, float]:  # noqa: ANN401  (an array)
    """Return the unit to draw a target in, and what its values in the glossary's unit are to be multiplied by."""
    own: Unit = swept.unit(swept.targets[0])
    factor = float(own.factor)
    unit = style.unit_of((values * factor).ravel().tolist(), own)
    return unit, factor / float(unit.factor)


def _lines(axes: Any, swept: Sweep, data: Any, along: Any) -> None:  # noqa: ANN401  (matplotlib and xarray)
    name = along.axes[0].name
    rows = data.transpose(..., along.name).values.reshape(-1, along.length)
    others = [each for each in swept.grid.dimensions if each is not along]
    labels = _combinations(swept, others)
    if len(rows) > MOST_LINES:
        raise QuestionError(f"{len(rows)} lines are too many to tell apart", hint=f"sweep at most {MOST_LINES} beside `{name}`")
    x = swept.data[name].values
    unit, share = _shown(swept, rows)
    for place, (row, label) in enumerate(zip(rows, labels, strict=True)):
        marker = style.MARKERS[place] if along.length <= FEW_POINTS else None
        axes.plot(x, row * share, color=style.PALETTE[place], linestyle=style.DASHES[place], marker=marker, label=label or None)
    _scale(axes.set_xscale, x)
    axes.set_xlabel(_label(swept, name))
    axes.set_ylabel(style.labelled(swept.targets[0], unit))
    if any(labels):
        axes.legend()


FEW_POINTS = 20


def _scale(setter: Any, values: Any) -> None:  # noqa: ANN401  (matplotlib's, and an array)
    if values.min() > 0 and values.max() > DECADES * values.min():
        setter("log")


def _combinations(swept: Sweep, others: list[Any]) -> list[str]:
    labels = [""]
    for each in others:
        own = [_word(swept, each, place) for place in range(each.length)]
        labels = [", ".join(part for part in (label, word) if part) for label in labels for word in own]
    return labels


def _word(swept: Sweep, dimension: Any, place: int) -> str:  # noqa: ANN401  (a Dimension)
    axis = dimension.axes[0]
    if axis.labels:
        return str(axis.labels[place].rpartition("/")[2])
    unit = swept.unit(axis.name).text
    shown = f"{axis.name} {swept.shown(axis.name, float(axis.values[place])):g}"
    return shown if unit == "1" else f"{shown} {unit}"


def _map(figure: Any, axes: Any, swept: Sweep, data: Any, pair: Any) -> None:  # noqa: ANN401  (matplotlib)
    x, y = (each.axes[0].name for each in pair)
    values = data.transpose(pair[1].name, pair[0].name, ...).values.reshape(pair[1].length, pair[0].length)
    unit, share = _shown(swept, values)
    drawn = axes.pcolormesh(swept.data[x].values, swept.data[y].values, values * share, cmap=style.SEQUENTIAL, shading="nearest")
    axes.grid(visible=False)
    _scale(axes.set_xscale, swept.data[x].values)
    _scale(axes.set_yscale, swept.data[y].values)
    axes.set_xlabel(_label(swept, x))
    axes.set_ylabel(_label(swept, y))
    figure.colorbar(drawn, ax=axes, label=style.labelled(swept.targets[0], unit))
