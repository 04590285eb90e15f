"""Sweeps as pages and as JSON: every point of a small one, ends and middle of a large one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.answer import shown_value
from mlsysim_sym.telling.page import Listing, Page, Pairs, Table, section

if TYPE_CHECKING:
    from mlsysim_sym.asking.sweep import Point, Sweep

DIGITS = 5
FEW = 40
LISTED = 100_000
SHARES = (0.0, 0.05, 0.5, 0.95, 1.0)


def sweep_page(swept: Sweep) -> Page:
    """Return a sweep as a page."""
    counts = swept.counts()
    title = f"{', '.join(swept.targets)} at {swept.size} points"
    parts = section("Points", _points(swept)) if swept.size <= FEW else _summary(swept, counts)
    lost = tuple(f"{count}: {reason}" for reason, count in counts.items() if reason != swept.reasons[0])
    idle = tuple(f"`{name}` moves nothing" for name in swept.idle)
    return Page(title, (*parts, *section("Points without an answer", Listing(lost)), *section("Notes", Listing(idle))))


def _points(swept: Sweep) -> Table:
    axes = [axis.name for each in swept.grid.dimensions for axis in each.axes]
    every = [swept.point(place) for place in range(swept.size)]
    return Table((*axes, *swept.targets), tuple(tuple(_row(swept, each)) for each in every))


def _row(swept: Sweep, point: Point) -> Iterator[str]:
    for name, value in point.at.items():
        yield value if isinstance(value, str) else _shown(swept, name, value)
    for name, value in point.results.items():
        yield _shown(swept, name, value)


def _shown(swept: Sweep, name: str, value: float) -> str:
    if not math.isfinite(value):
        return "none"
    unit = swept.unit(name)
    base = value * float(unit.factor) + float(unit.offset)
    return shown_value(base, unit, DIGITS).replace(" ", GLUE)


def _summary(swept: Sweep, counts: dict[str, int]) -> list[Any]:
    if not counts.get(swept.reasons[0]):
        return []
    rows, places = [], []
    for target in swept.targets:
        found = swept.quantiles(SHARES, target)
        rows.append((target, *(_shown(swept, target, value) for value in found.values())))
        for word, point in (("least", swept.min(target)), ("greatest", swept.max(target))):
            at = ", ".join(f"{name} = {cell}" for name, cell in zip(point.at, _row(swept, point), strict=False))
            places.append((f"{word} {target}", at))
    columns = ("target", "least", "5%", "median", "95%", "greatest")
    return [*section("Distribution", Table(columns, tuple(rows))), *section("Where", Pairs(tuple(places)))]


def sweep_shape(swept: Sweep) -> dict[str, Any]:
    """Return a sweep as `mlsysim-sym/sweep/1`; `points` are in C order, and left out (None) of a very large one."""
    counts = swept.counts()
    answered = counts.get(swept.reasons[0], 0)
    listed = swept.size <= LISTED
    return {
        "schema": "mlsysim-sym/sweep/1",
        "targets": [{"name": name, "unit": swept.unit(name).text} for name in swept.targets],
        "axes": [_axis(swept, axis, each.name) for each in swept.grid.dimensions for axis in each.axes],
        "shape": list(swept.grid.shape),
        "answered": answered,
        "lost": {reason: count for reason, count in counts.items() if reason != swept.reasons[0]},
        "points": _columns(swept) if listed else None,
        "least": {name: _point(swept.min(name)) for name in swept.targets} if answered else {},
        "greatest": {name: _point(swept.max(name)) for name in swept.targets} if answered else {},
        "book": swept.grid.question.book.digest,
    }


def _axis(swept: Sweep, axis: Any, dimension: str) -> dict[str, Any]:  # noqa: ANN401  (an Axis)
    numbers = [swept.shown(axis.name, float(value)) for value in axis.values] if axis.kind == "number" else None
    unit = swept.unit(axis.name).text if numbers is not None else None
    return {"name": axis.name, "dimension": dimension, "kind": axis.kind, "unit": unit, "values": numbers or list(axis.labels)}


def _point(point: Point) -> dict[str, Any]:
    return {"at": dict(point.at), "values": {name: _finite(value) for name, value in point.results.items()}}


def _finite(value: float) -> float | None:
    """Return a number, None for one that is missing."""
    return value if math.isfinite(value) else None


def _columns(swept: Sweep) -> dict[str, Any]:
    data = swept.data
    codes = data["reason"].values.reshape(-1).tolist()
    return {
        **{name: [_finite(value) for value in data[name].values.reshape(-1).tolist()] for name in swept.targets},
        "reason": [swept.reasons[code] for code in codes],
    }
