"""Guaranteed enclosures of an answer over a box of its inputs, by the engine's own intervals, rounded outwards.

A plan of closed forms is run over intervals with slopes (`book.jets`). Where the slope by an input has one sign all over
the box, the ends are taken at the ends of that input, which is exact; an input for which it has not is halved, widest
first, and the union is returned. A plan that searches has no enclosure here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.jets import JET, Jet
from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import UndecidedError
from mlsysim_sym.reading.tree import Node, Number, renamed, substituted
from mlsysim_sym.solving.fuse import fuse, statement_of
from mlsysim_sym.solving.plan import Plan, needed
from mlsysim_sym.solving.prepare import Prepared
from mlsysim_sym.valueclass import frozen

MOST_PARTS = 64
INF = math.inf
Box = Mapping[str, tuple[float, float]]
Ends = tuple[float, float]


@frozen(eq=False)
class Enclosure:
    """A target and the limits of a question over boxes of some inputs (base units)."""

    inputs: tuple[str, ...]
    labels: tuple[str, ...]
    relations: tuple[str, ...]
    function: Callable[..., tuple[Any, ...]]

    def ends(self, box: Box, parts: int = MOST_PARTS) -> Ends:
        """Return ends between which the target lies for all points of a box; the box that sets an end is halved first."""
        rows = [(*self._steepest(box), dict(box))]
        while len(rows) < parts:
            rows.sort(key=lambda row: row[0][0])
            lowest, highest = rows[0], max(rows, key=lambda row: row[0][1])
            worst = max((row for row in (lowest, highest) if row[1]), key=lambda row: row[0][1] - row[0][0], default=None)
            if worst is None:
                break
            rows.remove(worst)
            name = max(worst[1], key=lambda each: _width(worst[2][each]))
            rows += [(*self._steepest(half), half) for half in _halves(worst[2], name)]
        return min(row[0][0] for row in rows), max(row[0][1] for row in rows)

    def bound(self, box: Box) -> tuple[Ends, bool]:
        """Return ends of the target over a box without splitting it, and whether some limit surely fails there."""
        results = self._run(box, None)
        return self._steepest(box)[0], any(
            _fails(each, relation) for each, relation in zip(results[1:], self.relations, strict=True)
        )

    def _steepest(self, box: Box) -> tuple[Ends, tuple[str, ...]]:
        """Return the target's ends with every input of one-signed slope at its ends, and the names of the others."""
        slopes = {name: self._slope(box, name) for name in self.inputs if box[name][0] < box[name][1]}
        signs = {name: 1 if down >= 0 else -1 if up <= 0 else 0 for name, (down, up) in slopes.items()}
        low = {name: _end(box[name], signs.get(name, 0), -1) for name in self.inputs}
        high = {name: _end(box[name], signs.get(name, 0), 1) for name in self.inputs}
        left = {name: slopes[name] for name, sign in signs.items() if sign == 0}
        return (self._value(low, left)[0], self._value(high, left)[1]), tuple(left)

    def _value(self, box: Box, slopes: Mapping[str, Ends]) -> Ends:
        """Return the target's ends over a box: its own intervals, cut by its value in the middle and the slopes from there."""
        low, high = _value(self._run(box, None)[0])
        if not slopes or not all(math.isfinite(end) for ends in slopes.values() for end in ends):
            return low, high
        middle = {name: (sum(box[name]) / 2,) * 2 if name in slopes else box[name] for name in self.inputs}
        near = Jet(*_value(self._run(middle, None)[0]))
        for name, ends in slopes.items():
            near = near + Jet(*ends) * (Jet(*box[name]) - middle[name][0])
        return max(low, near.low), min(high, near.high)

    def _slope(self, box: Box, name: str) -> Ends:
        found = self._run(box, name)[0]
        return (found.down, found.up) if isinstance(found, Jet) else (0.0, 0.0)

    def _run(self, box: Box, moving: str | None) -> tuple[Any, ...]:
        slope = {name: 1.0 if name == moving else 0.0 for name in self.inputs}
        arguments = [Jet(*box[name], slope[name], slope[name]) for name in self.inputs]
        try:
            return self.function(*arguments)
        except UNDEFINED:
            return (Jet(-INF, INF, -INF, INF), *(Jet(-INF, INF) for _ in self.labels))


def _fails(difference: Any, relation: str) -> bool:  # noqa: ANN401  (a jet or a number)
    low, high = _value(difference)
    return low > 0 if relation == "<=" else high < 0


def _value(found: Any) -> Ends:  # noqa: ANN401
    return found.value if isinstance(found, Jet) else (float(found), float(found))


def _end(ends: Ends, sign: int, way: int) -> Ends:
    if sign == 0:
        return ends
    return (ends[1], ends[1]) if sign * way > 0 else (ends[0], ends[0])


def _width(ends: Ends) -> float:
    low, high = ends
    return math.log(high / low) if low > 0 else high - low


def _halves(box: Box, name: str) -> list[dict[str, Ends]]:
    low, high = box[name]
    middle = math.sqrt(low * high) if low > 0 and high > 2 * low else (low + high) / 2
    return [{**box, name: (low, middle)}, {**box, name: (middle, high)}]


halves = _halves
width = _width


def enclosure(prepared: Prepared, plan: Plan, target: str, inputs: Sequence[str], values: Mapping[str, float]) -> Enclosure:
    """Return the enclosure of a planned target by some inputs, all else being `values`.

    Raises UndecidedError for a plan that searches or that has several candidates.
    """
    if plan.tears:
        raise UndecidedError(
            f"`{target}` has no enclosure: {' and '.join(plan.tears)} must be searched for", names=(target, *plan.tears)
        )
    limits = [each for each in plan.judged if each.law.statement.relation in {"<=", ">="}]
    steps = needed(plan.steps, {target, *(name for each in limits for name in each.names)})
    forms = []
    for step in steps:
        inverse = invert(step.instance.law, step.instance.local_of[step.unknown])
        if len(inverse.forms) != 1:
            raise UndecidedError(
                f"`{target}` has no enclosure: `{step.instance.label}` has no single closed form for `{step.unknown}`",
                names=(target, step.unknown),
            )
        forms.append(renamed(inverse.forms[0], step.instance.name_of))
    moving = {*inputs, *(step.unknown for step in steps)}
    fixed: dict[str, Node] = {name: Number(Fraction(value)) for name, value in values.items() if name not in moving}
    outputs: list[tuple[str, Any, Instance | None]] = [("name", target, None)]
    outputs += [("difference", substituted(statement_of(each), fixed), each) for each in limits]
    closed = [substituted(form, fixed) for form in forms]
    fused = fuse(inputs, steps, closed, outputs, lambda instance: dict(prepared.words(instance)))
    labels, relations = (tuple(each.label for each in limits), tuple(each.law.statement.relation for each in limits))
    return Enclosure(tuple(inputs), labels, relations, fused.bind(JET))
