"""Series in time (hourly intensity, prices, load), and the reducers that make one number of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from mlsysim_sym.errors import SchemaError
from mlsysim_sym.reading import shape
from mlsysim_sym.reading.sources import Read, read_mark
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.valueclass import field, frozen

UNEQUAL = frozenset({"month", "year"})  # units of time whose length varies from one to the next


@frozen
class Series:
    """Equally spaced values in one unit; `step` is in seconds."""

    name: str
    unit: str
    step: float
    start: str
    zone: str
    values: tuple[float, ...]
    source: str
    where: str = ""
    read: Read | None = None
    place: Mapping[str, Any] = field(default_factory=dict, compare=False)


def read_series(name: str, data: object, owner: Mapping[str, Any]) -> Series:
    """Read an entry of a record's `series`."""
    item = shape.mapping(data, f"series `{name}`", owner, "series")
    shape.known(
        item,
        f"series `{name}`",
        ["unit", "step", "start", "values", "source"],
        ["zone", "where", "basis", "how", "as_printed", "read"],
    )
    shape.placed(shape.place(item, "unit"), parse_unit, shape.words(item, "unit"))
    step = _step(name, item)
    values = tuple(_number(text, where) for text, where in shape.texts_with_lines(item, "values"))
    if not values:
        raise SchemaError(f"series `{name}` is empty", **shape.place(item))
    _begins(name, item)
    return Series(
        name,
        shape.words(item, "unit"),
        step,
        shape.words(item, "start"),
        shape.words(item, "zone", ""),
        values,
        shape.words(item, "source"),
        shape.words(item, "where", ""),
        read_mark(item),
        shape.place(item),
    )


def _step(name: str, item: Mapping[str, Any]) -> float:
    """Return the step in seconds; raise SchemaError for one that is no positive time or is now longer and now shorter."""
    text, where = shape.words(item, "step"), shape.place(item, "step")
    value = shape.placed(where, parse_value, text)
    if value.unit.dimension != parse_unit("s").dimension or value.base <= 0:
        raise SchemaError(f"`step: {text}` of series `{name}` is no positive time", hint="write `1 h`", **where)
    if value.unit.text in UNEQUAL:
        raise SchemaError(f"`step: {text}` of series `{name}` is not equally long throughout", hint="write `1 h`", **where)
    return value.base


def _begins(name: str, item: Mapping[str, Any]) -> None:
    """Raise SchemaError for a beginning that is no date and time."""
    text = shape.words(item, "start")
    try:
        datetime.fromisoformat(text)
    except ValueError:
        hint = 'write `"2026-06-01T00:00"`, and the zone beside it'
        said = f"`start: {text}` of series `{name}` is no date and time"
        raise SchemaError(said, hint=hint, **shape.place(item, "start")) from None


def _number(text: str, where: Mapping[str, Any]) -> float:
    try:
        value = float(text)
    except ValueError:
        raise SchemaError(f"`{text}` in a series is no number", **where) from None
    if not math.isfinite(value):
        raise SchemaError(f"`{text}` in a series is not finite", **where)
    return value


def best_window(values: Sequence[float], count: int) -> tuple[int, float]:
    """Return start and mean of the contiguous window of `count` values with the lowest mean.

    >>> best_window([5, 1, 2, 9], 2)
    (1, 1.5)
    """
    if not 1 <= count <= len(values):
        raise SchemaError(f"a window of {count} steps does not fit a series of {len(values)}")
    sums = [math.fsum(values[start : start + count]) for start in range(len(values) - count + 1)]
    start = min(range(len(sums)), key=sums.__getitem__)
    return start, sums[start] / count


def quantile(values: Sequence[float], q: float) -> float:
    """Return a quantile by linear interpolation between order statistics."""
    if not 0 <= q <= 1:
        raise SchemaError(f"a quantile lies between 0 and 1, not at {q:g}")
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def reduced(series: Series, entry: Mapping[str, Any], others: Mapping[str, Series]) -> float:
    """Return the number that a field's `reduce` asks for, in the series' unit."""
    reducers: dict[str, Callable[[], float]] = {
        "mean": lambda: math.fsum(series.values) / len(series.values),
        "sum": lambda: math.fsum(series.values),
        "min": lambda: min(series.values),
        "max": lambda: max(series.values),
        "quantile": lambda: quantile(series.values, parse_value(shape.words(entry, "q")).base),
        "best_window": lambda: best_window(series.values, _steps(series, shape.words(entry, "length")))[1],
        "weighted_mean": lambda: _weighted(series, others.get(shape.words(entry, "weights"))),
    }
    name = shape.one_of(entry, "reduce", list(reducers))
    return reducers[name]()


def _steps(series: Series, length: str) -> int:
    steps = parse_value(length).base / series.step
    if not math.isclose(steps, round(steps), rel_tol=1e-9):
        raise SchemaError(f"a window of {length} is no whole number of steps of the series `{series.name}`")
    return round(steps)


def _weighted(series: Series, weights: Series | None) -> float:
    if weights is None or len(weights.values) != len(series.values) or weights.step != series.step:
        raise SchemaError(f"the weights of `{series.name}` must be another series of the same steps")
    total = math.fsum(weights.values)
    return math.fsum(value * weight for value, weight in zip(series.values, weights.values, strict=True)) / total
