"""Proofs that nothing in a space is better than what a search found, by branch and bound on enclosures.

Boxes of the space are dropped where a limit surely fails in them, or where nothing in them is better than the best point;
others are halved, a run of whole numbers as a run. If all are dropped or nearly met, the bound is proven.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.boxes import halves, width
from mlsysim_sym.asking.enclosing import Enclosure, enclosure
from mlsysim_sym.asking.gridsearch import setting
from mlsysim_sym.asking.space import Axis
from mlsysim_sym.book.ends import Ends
from mlsysim_sym.errors import UndecidedError
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.asking.kernel import ArrayKernel
    from mlsysim_sym.solving.question import Question

GAP = 1e-6
MOST_BOXES = 3000
Runs = dict[str, tuple[int, int]]  # of the values of whole axes, first and last


@frozen
class Bound:
    """What no point of a space is below (of an objective that is to be least); None, and why, where nothing is proven."""

    value: float | None
    why: str = ""
    met: bool = False


def bounded(
    question: Question, numbers: Sequence[Axis], kernel: ArrayKernel, values: Mapping[str, float], *, sign: float, score: float
) -> Bound:
    """Return a bound below an objective all over a space, given the best point that a search found and its score."""
    if any(program.other is not None for program in kernel.family.programs):
        return Bound(None, "laws that hold in parts of the space alone are chosen there, so no one plan encloses it")
    at = question.given(**dict(setting(axis, values[axis.name]) for axis in numbers))
    answer = at.solve(kernel.targets[0])
    if not answer.pieces:
        return Bound(None, "the engine has no answer at the best point")
    trace = answer.trace
    names = [axis.name for axis in numbers]
    try:
        made = enclosure(trace.prepared, trace.plan, answer.target, names, answer.pieces[0].values)
    except UndecidedError as error:
        return Bound(None, error.message)
    return _Branching(made, numbers, sign=sign, enough=score - GAP * abs(score)).bound(score)


class _Branching:
    def __init__(self, made: Enclosure, numbers: Sequence[Axis], *, sign: float, enough: float) -> None:
        self.made, self.sign, self.enough = made, sign, enough
        self.ranges = {axis.name: (float(axis.values[0]), float(axis.values[1])) for axis in numbers if axis.kind == "range"}
        self.whole = {axis.name: sorted(map(float, axis.values)) for axis in numbers if axis.kind == "number"}
        self.order = itertools.count()  # boxes of equal bounds are taken in turn
        self.heap: list[tuple[float, int, dict[str, Ends], Runs]] = []

    def bound(self, score: float) -> Bound:
        """Return what is proven after so many boxes."""
        self.push(dict(self.ranges), {name: (0, len(each) - 1) for name, each in self.whole.items()})
        for _ in range(MOST_BOXES):
            if not self.heap:
                return Bound(score, met=True)
            low, _, ranges, runs = heapq.heappop(self.heap)
            if low >= self.enough:
                return Bound(low, met=True)
            split = list(self.split(ranges, runs))
            if not split:
                return self.open(low)
            for part in split:
                self.push(*part)
        return self.open(min(self.heap)[0]) if self.heap else Bound(score, met=True)

    def open(self, low: float) -> Bound:
        """Return a bound that is not met: what was found may be the best, or not."""
        return Bound(low) if math.isfinite(low) else Bound(None, f"{MOST_BOXES} boxes of the space prove nothing")

    def push(self, ranges: dict[str, Ends], runs: Runs) -> None:
        """Keep a box unless a limit surely fails all over it."""
        box = {**ranges, **{name: (self.whole[name][first], self.whole[name][last]) for name, (first, last) in runs.items()}}
        ends, failing = self.made.bound(box)
        if not failing:
            heapq.heappush(self.heap, (min(self.sign * ends[0], self.sign * ends[1]), next(self.order), ranges, runs))

    def split(self, ranges: dict[str, Ends], runs: Runs) -> Iterator[tuple[dict[str, Ends], Runs]]:
        """Yield the two halves of a box along its widest side, none where it is a point."""
        sides = {name: width(ends) for name, ends in ranges.items()}
        sides |= {name: width((self.whole[name][run[0]], self.whole[name][run[1]])) for name, run in runs.items()}
        widest = max(sides, key=lambda name: sides[name], default=None)
        if widest is None or sides[widest] <= 0:
            return
        if widest in ranges:
            yield from ((half, runs) for half in halves(ranges, widest))
            return
        first, last = runs[widest]
        middle = (first + last) // 2
        for run in ((first, middle), (middle + 1, last)):
            yield ranges, {**runs, widest: run}


__all__: list[Any] = ["GAP", "Bound", "bounded"]
