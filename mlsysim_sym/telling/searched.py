"""Searches as pages and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.answer import shown_value
from mlsysim_sym.telling.page import Page, Pairs, Table, section
from mlsysim_sym.telling.shapes import finite

if TYPE_CHECKING:
    from mlsysim_sym.asking.optimize import Candidate, Optimum
    from mlsysim_sym.asking.relaxing import Relaxation
    from mlsysim_sym.asking.space import Axis
    from mlsysim_sym.reading.units import Unit

DIGITS = 6
MOST_FRONT = 15
MOST_REASONS = 12
SENSES = {"min": "least", "max": "greatest"}
CERTIFICATES = {
    "exhaustive": "exhaustive: every point was judged",
    "bounded": "bounded: by intervals rounded outwards, nothing is better than the bound",
    "heuristic": "heuristic: a search that may have missed the best",
}


def optimum_page(found: Optimum) -> Page:
    """Return a search as a page: the best, the front, what was excluded by what, and what to relax."""
    return Page(
        _title(found),
        (
            *section("The best", _points(found.best, found)),
            *section("Not beaten in every objective", _points(found.front[:MOST_FRONT], found)),
            *section("What follows", Pairs(tuple(_follows(found)))),
            *section("Nothing is left: relax one of these", Table(("statement", "best left", "needs"), tuple(_relax(found)))),
            *section("Search", Pairs(tuple(_search(found)))),
            *section("Excluded", Table(("points", "by"), tuple(_excluded(found)))),
        ),
    )


def _title(found: Optimum) -> str:
    goals = " and ".join(f"{SENSES[sense]} {name}" for name, sense in zip(found.objectives, found.senses, strict=True))
    if not found.best:
        return f"{goals}: no point satisfies all limits and requirements"
    value = _shown(found.best[0].objectives[0], found.units[0]).replace(GLUE, " ")
    return f"{goals}: {value}"


def _shown(value: float, unit: Unit) -> str:
    return shown_value(value, unit, DIGITS).replace(" ", GLUE) if math.isfinite(value) else "none"


def _points(points: tuple[Candidate, ...], found: Optimum) -> Table:
    """Return points as a table; what is the same in all of them is said once, in the first row only where they differ."""
    moving = [axis for axis in found.axes if len({point.values[axis.name] for point in points}) > 1] or list(found.axes)
    columns = (*found.objectives, *(axis.name for axis in moving))
    rows = tuple(
        (
            *(_shown(value, unit) for value, unit in zip(point.objectives, found.units, strict=True)),
            *(_value(point, axis) for axis in moving),
        )
        for point in points
    )
    entries = tuple(
        (row[0], ", ".join(f"{name} {value}" for name, value in zip(columns[1:], row[1:], strict=True))) for row in rows
    )
    return Table(columns, rows, entries)


def _value(point: Candidate, axis: Axis) -> str:
    value = point.values[axis.name]
    if axis.unit is None:
        return str(value).rpartition("/")[2]
    return _shown(value, axis.unit)


def _follows(found: Optimum) -> Iterator[tuple[str, str]]:
    if not found.best:
        return
    same = [axis for axis in found.axes if len({point.values[axis.name] for point in found.best}) == 1 and len(found.best) > 1]
    yield from ((axis.name, f"{_value(found.best[0], axis)} in all of the best") for axis in same)
    system = found.answer.trace.prepared.system if found.answer is not None else None
    for name, value in found.follows.items():
        if system is not None:
            yield name, _shown(value, system.variable(name).unit)


def _relax(found: Optimum) -> Iterator[tuple[str, ...]]:
    for each in found.relax:
        left, right = (_shown(value, each.unit) for value in (each.left, each.right))
        yield f"`{each.statement}`", f"{left} against {right}", f"x{GLUE}{each.factor:.4g}"


def _search(found: Optimum) -> Iterator[tuple[str, str]]:
    yield "certificate", CERTIFICATES[found.certificate] + (f"; {found.why}" if found.why else "")
    if found.bound is not None:
        yield "bound", _shown(found.bound, found.units[0])
    if found.size is not None and found.certificate == "exhaustive":
        excluded = sum(found.excluded.values())
        yield "points", f"{found.size} = {found.examined} judged + {excluded} excluded"
    else:
        yield "points", f"{found.examined} judged" + ("" if found.size is None else f", of {found.size}")
    for axis in found.axes:
        yield axis.name, _values_of(axis) + (f", the divisors that `{axis.why}` allows" if axis.why else "")


def _values_of(axis: Axis) -> str:
    if axis.kind != "range" or axis.unit is None:
        return f"{len(axis)} values"
    low, high = (_shown(end, axis.unit) for end in axis.values)
    return f"from {low} to {high}"


def _excluded(found: Optimum) -> Iterator[tuple[str, ...]]:
    rows = list(found.excluded.items())
    yield from ((str(count), reason) for reason, count in rows[:MOST_REASONS])
    if len(rows) > MOST_REASONS:
        yield str(sum(count for _, count in rows[MOST_REASONS:])), "other reasons"


# --- JSON --------------------------------------------------------------------------------------------------------------


def optimum_shape(found: Optimum) -> dict[str, Any]:
    """Return a search as `mlsysim-sym/optimum/1`; values in the glossary's units."""
    return {
        "schema": "mlsysim-sym/optimum/1",
        "status": found.status,
        "objectives": [
            {"name": name, "sense": sense, "unit": unit.text}
            for name, sense, unit in zip(found.objectives, found.senses, found.units, strict=True)
        ],
        "axes": [_axis_shape(axis) for axis in found.axes],
        "certificate": found.certificate,
        "why": found.why or None,
        "bound": None if found.bound is None else finite(found.bound, found.units[0]),
        "size": found.size,
        "examined": found.examined,
        "excluded": dict(found.excluded),
        "best": [_point_shape(each, found) for each in found.best],
        "front": [_point_shape(each, found) for each in found.front],
        "follows": _follows_shape(found),
        "relax": [_relax_shape(each) for each in found.relax],
        "book": found.book,
    }


def _axis_shape(axis: Axis) -> dict[str, Any]:
    values = list(axis.values) if axis.unit is None else [finite(value, axis.unit) for value in axis.values]
    return {
        "name": axis.name,
        "kind": axis.kind,
        "unit": None if axis.unit is None else axis.unit.text,
        "values": values,
        "why": axis.why or None,
    }


def _point_shape(point: Candidate, found: Optimum) -> dict[str, Any]:
    return {
        "values": _values_shape(point.values, found),
        "objectives": [finite(value, unit) for value, unit in zip(point.objectives, found.units, strict=True)],
    }


def _values_shape(values: Mapping[str, Any], found: Optimum) -> dict[str, Any]:
    units = {axis.name: axis.unit for axis in found.axes}
    return {name: value if (unit := units[name]) is None else finite(value, unit) for name, value in values.items()}


def _follows_shape(found: Optimum) -> dict[str, Any]:
    if found.answer is None:
        return {}
    system = found.answer.trace.prepared.system
    return {name: finite(value, system.variable(name).unit) for name, value in found.follows.items()}


def _relax_shape(each: Relaxation) -> dict[str, Any]:
    return {
        "statement": each.statement,
        "name": each.name,
        "unit": each.unit.text,
        "left": finite(each.left, each.unit),
        "right": finite(each.right, each.unit),
        "factor": each.factor if math.isfinite(each.factor) else None,
    }
