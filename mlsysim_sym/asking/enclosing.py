"""Guaranteed enclosures of an answer over a box of its inputs.

A plan is run over intervals with slopes (`asking.boxes`). Where the slope by an input has one sign all over the box, the
ends are taken at the ends of that input, which is exact; an input for which it has not is halved, widest first, and the
union is returned. One unknown of the plan may be searched: its values over a box are what is left of its domain when all
pieces are dropped in which its law surely fails, and slopes through it follow from that law.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from mlsysim_sym.asking.boxes import ANYTHING, Box, Boxed, boxed, corner, halves, has_balls, sign, width
from mlsysim_sym.asking.clearing import cleared, comparisons
from mlsysim_sym.book.build import ZERO
from mlsysim_sym.book.ends import INF, Ends, add, divide, multiply
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import UndecidedError
from mlsysim_sym.reading.tree import Node, Number, Statement, names_in, renamed, substituted
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.fuse import fuse, statement_of
from mlsysim_sym.solving.judge import LARGEST, SMALLEST
from mlsysim_sym.solving.plan import Plan, Step, needed
from mlsysim_sym.solving.prepare import Prepared
from mlsysim_sym.valueclass import frozen, replace

MOST_PARTS = 40
FEW_PARTS = 6  # where each of them is searched
MOST_PIECES = 400  # of the domain of a searched unknown, over one box
NARROW = 1e-13
FINE = 1e-3  # of the width of a box: finer ends of what is searched over it tell nothing
LEAST = 1e-300
ROUNDING = 1e-9
TARGET, RESIDUAL, CLEARED = 0, 1, 2
NOWHERE: Ends = (INF, -INF)
SPLITS = (-LARGEST, -1.0, -SMALLEST, 0.0, SMALLEST, 1.0, LARGEST)

__all__ = ["Enclosure", "enclosure", "halves", "width"]


@frozen(eq=False)
class Enclosure:
    """A target and the limits of a question over boxes of some inputs (base units).

    The outputs of `function` are the target; where an unknown is searched (`tear`), the residual of its law, the same
    without denominators, and numbers that surely lie `within` some ends; the differences of the limits; and both sides of
    what must divide.
    """

    inputs: tuple[str, ...]
    labels: tuple[str, ...]
    relations: tuple[str, ...]
    function: Boxed
    tear: str = ""
    domain: Domain | None = None
    within: tuple[Ends, ...] = ()

    @property
    def by(self) -> str:
        """What the ends were computed with."""
        return "balls of arb" if has_balls() else "intervals rounded outwards"

    def ends(self, box: Box) -> Ends:
        """Return ends between which the target lies for all points of a box; the box that sets an end is halved first."""
        rows = [(*self._steepest(box), dict(box))]
        parts = FEW_PARTS if self.tear else MOST_PARTS
        while len(rows) < parts:
            rows.sort(key=lambda row: row[0][0])
            lowest, highest = rows[0], max(rows, key=lambda row: row[0][1])
            worst = max((row for row in (lowest, highest) if row[1]), key=lambda row: row[0][1] - row[0][0], default=None)
            if worst is None:
                break
            rows.remove(worst)
            name = max(worst[1], key=lambda each: width(worst[2][each]))
            rows += [(*self._steepest(half), half) for half in halves(worst[2], name)]
        return min(row[0][0] for row in rows), max(row[0][1] for row in rows)

    def bound(self, box: Box) -> tuple[Ends, bool]:
        """Return ends of the target over a box without splitting it, and whether it surely has no answer there."""
        searched = self.searched(box)
        if searched is None:
            return NOWHERE, True
        whole = {**box, **searched}
        failing = any(self._surely_fails(whole, place, relation) for place, relation in enumerate(self.relations, self._offset))
        return self._steepest(box)[0], failing or self._surely_leaves_a_rest(whole)

    def _surely_fails(self, box: Box, place: int, relation: str) -> bool:
        ends = self.function.values(box)[place]
        return _fails(ends, relation) or (_may_hold_and_fail(ends) and _fails(self.function.ends(box, place), relation))

    def _surely_leaves_a_rest(self, box: Box) -> bool:
        """Whether a number surely does not divide what it must; told only where both are whole and known."""
        sides = self.function.values(box)[self._offset + len(self.relations) :]
        return any(_leaves_a_rest(*pair) for pair in zip(sides[::2], sides[1::2], strict=True))

    @property
    def _offset(self) -> int:
        return (3 if self.tear else 1) + len(self.within)

    def _steepest(self, box: Box) -> tuple[Ends, tuple[str, ...]]:
        """Return the target's ends with every input of one-signed slope at its ends, and the names of the others."""
        moving = [name for name in self.inputs if box[name][0] < box[name][1]]
        searched = self.searched(box)
        if searched is None:
            return NOWHERE, ()
        whole = {**box, **searched}
        slopes = dict(zip(moving, self._slopes(whole, moving), strict=True))
        left = {name: ends for name, ends in slopes.items() if sign(ends) == 0}
        if self.tear and len(left) == len(moving):
            return self.function.ends(whole, TARGET), tuple(left)
        low, high = (self._at(corner(box, slopes, way), left, searched) for way in (-1, 1))
        return (low[0], high[1]), tuple(left)

    def _at(self, box: Box, slopes: Mapping[str, Ends], searched: Box) -> Ends:
        """Return the target's ends in a corner, the unknown searched again there."""
        if not self.tear:
            return self.function.near(box, slopes, TARGET)
        again = self.searched(box) or searched
        return self.function.ends({**box, **again}, TARGET)

    @cached_property
    def _rough(self) -> Boxed:
        """The function without balls: what drops pieces needs no more than intervals, and is quick."""
        return replace(self.function, balls=None)

    def _slopes(self, box: Box, names: Sequence[str]) -> Iterator[Ends]:
        """Yield the target's slopes by some inputs, through the searched unknown by its law."""
        if not self.tear:
            yield from (self.function.slopes(box, name)[TARGET] for name in names)
            return
        by_tear = self.function.slopes(box, self.tear)
        for name in names:
            own = self.function.slopes(box, name)
            if sign(by_tear[RESIDUAL]) == 0 or 0 in by_tear[RESIDUAL]:
                yield (0.0, 0.0) if own[TARGET] == own[RESIDUAL] == (0.0, 0.0) else ANYTHING
                continue
            low, high = divide(multiply(by_tear[TARGET], own[RESIDUAL]), by_tear[RESIDUAL])
            yield add(own[TARGET], (-high, -low))

    # --- the searched unknown ------------------------------------------------------------------------------------------

    def searched(self, box: Box) -> dict[str, Ends] | None:
        """Return ends of the searched unknown over a box ({} where none is searched), None if it has no value there."""
        if not self.tear or self.domain is None:
            return {}
        left = _pieces(self.domain)
        narrow = max([NARROW, *(FINE * _relative(box[name]) for name in self.inputs)])
        low = self._edge(left, box, 0, narrow)
        if low is None:
            return None
        high = self._edge(left, box, -1, narrow)
        return {self.tear: (low, low if high is None else high)}

    def _edge(self, pieces: list[Ends], box: Box, place: int, narrow: float) -> float | None:
        """Drop pieces from one side (0 or -1) until one is left that is narrow; return its outer end."""
        for _ in range(MOST_PIECES):
            if not pieces:
                return None
            piece = pieces.pop(place)
            if self._dropped(piece, box):
                continue
            low, high = piece
            if math.isinf(low) or math.isinf(high) or high - low <= narrow * _size(piece):
                pieces.insert(0 if place == 0 else len(pieces), piece)
                return piece[place]
            first, second = (half[self.tear] for half in halves({self.tear: piece}, self.tear))
            pieces[:] = [first, second, *pieces] if place == 0 else [*pieces, first, second]
        return pieces[place][place]

    def _dropped(self, piece: Ends, box: Box) -> bool:
        """Whether the law of the searched unknown surely fails on a piece of its domain, or something leaves its own."""
        whole = {**box, self.tear: piece}
        found = self._rough.values(whole)
        for (low, high), (least, most) in zip(found[3:], self.within, strict=False):
            if high < least or low > most:
                return True
        if any(_misses_zero(found[place]) for place in (RESIDUAL, CLEARED)):
            return True
        return any(_misses_zero(self._rough.ends(whole, place)) for place in (RESIDUAL, CLEARED))


def _pieces(domain: Domain) -> list[Ends]:
    """Return a domain as pieces; nothing is looked for between 0, where that is left out, and 1e-300."""
    low = LEAST if domain.low == 0 and domain.low_open else domain.low
    cuts = [low, *(each for each in SPLITS if low < each < domain.high), domain.high]
    return list(itertools.pairwise(cuts))


def _size(ends: Ends) -> float:
    return max(abs(ends[0]), abs(ends[1]))


def _relative(ends: Ends) -> float:
    size = _size(ends)
    return (ends[1] - ends[0]) / size if 0 < size < INF else 0.0


def _may_hold_and_fail(ends: Ends) -> bool:
    return ends[0] <= 0 <= ends[1]


def _leaves_a_rest(left: Ends, right: Ends) -> bool:
    whole = [round(sum(ends) / 2) if math.isfinite(sum(ends)) else 0 for ends in (left, right)]
    known = all(
        max(abs(ends[0] - n), abs(ends[1] - n)) <= ROUNDING * max(abs(n), 1) for ends, n in zip((left, right), whole, strict=True)
    )
    return known and whole[0] != 0 and whole[1] % whole[0] != 0


def _misses_zero(ends: Ends) -> bool:
    return ends[0] > 0 or ends[1] < 0


def _fails(ends: Ends, relation: str) -> bool:
    return ends[0] > 0 if relation == "<=" else ends[1] < 0


# --- making one --------------------------------------------------------------------------------------------------------


def enclosure(prepared: Prepared, plan: Plan, target: str, inputs: Sequence[str], values: Mapping[str, float]) -> Enclosure:
    """Return the enclosure of a planned target by some inputs, all else being `values`.

    Raises UndecidedError for a plan that searches for two unknowns or that has several candidates.
    """
    limits = [each for each in plan.judged if each.law.statement.relation in {"<=", ">="}]
    divided = [each for each in plan.judged if each.law.statement.relation == "divides"]
    wanted = {target, *(name for each in (*limits, *divided, *plan.residuals) for name in each.names)}
    steps = needed(plan.steps, wanted)
    tear, law = _searched(plan, steps, target)
    steps = [step for step in steps if step.unknown != tear]
    forms = [_form(step, target) for step in steps]
    names = [*([tear] if tear else []), *inputs]
    moving = {*names, *(step.unknown for step in steps)}
    fixed: dict[str, Node] = {name: Number(Fraction(value)) for name, value in values.items() if name not in moving}
    outputs: list[tuple[str, Any, Instance | None]] = [("name", target, None)]
    within: list[Ends] = []
    if law is not None:
        outputs.append(("difference", substituted(statement_of(law), fixed), law))
        outputs.append(("difference", substituted(cleared(statement_of(law)), fixed), law))
        for (kind, what, instance), ends in _inside(prepared, plan, steps, law, tear):
            if kind == "name":
                outputs.append((kind, what, instance))
            elif set(names_in(what)) <= {*moving, *fixed}:
                outputs.append((kind, substituted(what, fixed), instance))
            else:
                continue
            within.append(ends)
    outputs += [("difference", substituted(statement_of(each), fixed), each) for each in limits]
    for each in divided:
        said = substituted(statement_of(each), fixed)
        outputs += [("difference", Statement(side, "<=", ZERO), each) for side in (said.left, said.right)]
    closed = [substituted(form, fixed) for form in forms]
    fused = fuse(names, steps, closed, outputs, lambda instance: dict(prepared.words(instance)))
    return Enclosure(
        tuple(inputs),
        tuple(each.label for each in limits),
        tuple(each.law.statement.relation for each in limits),
        boxed(names, fused, len(outputs)),
        tear,
        prepared.system.variable(tear).domain if tear else None,
        tuple(within),
    )


def _searched(plan: Plan, steps: Sequence[Step], target: str) -> tuple[str, Instance | None]:
    """Return the unknown that a plan searches and the law that it satisfies, "" and None where it searches none."""
    searches = [step for step in steps if not invert(step.instance.law, step.instance.local_of[step.unknown]).forms]
    if len(plan.tears) + len(searches) > 1:
        names = (*plan.tears, *(step.unknown for step in searches))
        raise UndecidedError(f"`{target}` has no enclosure: {' and '.join(names)} must be searched for", names=(target, *names))
    if searches:
        return searches[0].unknown, searches[0].instance
    if not plan.tears:
        return "", None
    if not plan.residuals:
        raise UndecidedError(
            f"`{target}` has no enclosure: limits alone bound {plan.tears[0]}, which gives ranges", names=(target, *plan.tears)
        )
    return plan.tears[0], plan.residuals[0]


def _form(step: Step, target: str) -> Node:
    inverse = invert(step.instance.law, step.instance.local_of[step.unknown])
    if len(inverse.forms) != 1 or inverse.route in {"step", "limit", "divides"}:
        raise UndecidedError(
            f"`{target}` has no enclosure: `{step.instance.label}` has no single closed form for `{step.unknown}`",
            names=(target, step.unknown),
        )
    return renamed(inverse.forms[0], step.instance.name_of)


def _inside(
    prepared: Prepared, plan: Plan, steps: Sequence[Step], law: Instance, tear: str
) -> Iterator[tuple[tuple[str, Any, Instance | None], Ends]]:
    """Yield what surely holds at a value of the searched unknown: domains of what follows from it, conditions of its laws."""
    inside = [step for step in plan.inside if step in steps]
    for step in inside:
        domain = prepared.system.variable(step.unknown).domain
        slack = [ROUNDING * abs(end) if math.isfinite(end) else 0.0 for end in (domain.low, domain.high)]
        yield ("name", step.unknown, None), (domain.low - slack[0], domain.high + slack[1])
    for instance in [*(step.instance for step in inside), law]:
        if tear in instance.names:
            for condition in instance.law.holds_when:
                for each in comparisons(renamed(condition, instance.name_of)):
                    ends = (-INF, 0.0) if each.operator[0] == "<" else (0.0, INF)
                    yield ("difference", Statement(each.left, "<=", each.right), instance), ends
