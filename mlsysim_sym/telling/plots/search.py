"""A search drawn: the front of two objectives, or the best points beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlsysim_sym.errors import NoAnswerError
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.optimize import Candidate, Optimum


@style.styled
def search_plot(found: Optimum) -> Figure:
    """Return the picture of a search; raise NoAnswerError where it found nothing."""
    if not found.best:
        raise NoAnswerError("the search found nothing to draw")
    figure, axes = style.figure()
    if len(found.objectives) > 1:
        _front(axes, found)
    else:
        _best(axes, found)
    return figure


def _label(found: Optimum, place: int) -> str:
    unit = found.units[place].text
    return found.objectives[place] if unit == "1" else f"{found.objectives[place]} [{unit}]"


def _front(axes: Any, found: Optimum) -> None:  # noqa: ANN401  (matplotlib's axes)
    points = sorted([number_in(each.objectives[place], found.units[place]) for place in (0, 1)] for each in found.front)
    axes.plot(*zip(*points, strict=True), color=style.BLUE, marker=style.MARKERS[0], linestyle=style.DASHES[1])
    axes.set_xlabel(_label(found, 0))
    axes.set_ylabel(_label(found, 1))


def _best(axes: Any, found: Optimum) -> None:  # noqa: ANN401  (matplotlib's axes)
    values = [number_in(each.objectives[0], found.units[0]) for each in found.best][::-1]
    places = range(len(values))
    axes.barh(places, values, color=style.BLUE)
    moving = [axis.name for axis in found.axes if len({each.values[axis.name] for each in found.best}) > 1]
    axes.set_yticks(places, [_words(each, moving) for each in found.best][::-1])
    axes.set_xlabel(_label(found, 0))
    axes.set_xlim(min(values) * 0.95 if min(values) > 0 else None, None)
    axes.grid(visible=False, axis="y")


def _words(point: Candidate, moving: list[str]) -> str:
    parts = [point.values[name] for name in moving]
    return ", ".join(part.rpartition("/")[2] if isinstance(part, str) else f"{part:g}" for part in parts)
