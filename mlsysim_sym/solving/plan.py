"""The plan: which law gives which unknown, in which order. No algebra is done here; no number is looked at.

Knowns spread through every law with one unknown left (forwards first). What remains is searched for tears: one
unknown, or two, from which all else in the way follows and some law is left over to judge it by. A plan is a value.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import UnderdeterminedError
from mlsysim_sym.valueclass import frozen, mutable

MOST_TEARS = 2


@frozen
class Step:
    """A law that gives one unknown from what is known by then."""

    instance: Instance
    unknown: str

    @property
    def forward(self) -> bool:
        """Whether the unknown is the law's own left side."""
        return self.unknown == self.instance.target

    def __str__(self) -> str:
        way = "gives" if self.forward else "solved for"
        return f"{self.instance.label} {way} {self.unknown}"


@frozen
class Plan:
    """Steps before a block, the block's tears with the steps inside it, and the laws that judge the tears.

    Without tears, `inside` and `residuals` are empty. `judged` are the limits and requirements that can be evaluated,
    `unjudged` those that cannot, with what they lack; `leftover` are laws whose variables are all known without them.
    """

    targets: tuple[str, ...]
    before: tuple[Step, ...]
    tears: tuple[str, ...] = ()
    inside: tuple[Step, ...] = ()
    residuals: tuple[Instance, ...] = ()
    judged: tuple[Instance, ...] = ()
    unjudged: tuple[tuple[Instance, tuple[str, ...]], ...] = ()
    leftover: tuple[Instance, ...] = ()
    known: frozenset[str] = frozenset()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        return self.before + self.inside

    @property
    def instances(self) -> tuple[Instance, ...]:
        """All laws that the answer rests on."""
        return tuple(step.instance for step in self.steps) + self.residuals

    def __str__(self) -> str:
        numbered = [[str(step)] for step in self.before]
        if self.tears:
            inside = [f"   {step}" for step in self.inside] + [f"   until {each.label} holds" for each in self.residuals]
            numbered.append([f"search {', '.join(self.tears)} with", *inside])
        numbered += [[f"subject to {each.label}"] for each in self.judged]
        return "\n".join("\n".join([f"{number}. {rows[0]}", *rows[1:]]) for number, rows in enumerate(numbered, 1))


@mutable
class Spread:
    """What knowns spread to: the steps taken, all that is known then, and laws left without an unknown."""

    steps: list[Step]
    known: set[str]
    leftover: list[Instance]


@frozen
class Planner:
    """Plans questions over some laws; `forbidden` pairs (law, unknown) are not used as steps."""

    instances: Sequence[Instance]
    limits: Sequence[Instance] = ()
    forbidden: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def beside(self) -> Mapping[str, list[int]]:
        """The positions of each variable's laws."""
        found: dict[str, list[int]] = {}
        for position, instance in enumerate(self.instances):
            for name in dict.fromkeys(instance.names):
                found.setdefault(name, []).append(position)
        return found

    def spread(self, known: Iterable[str], *, inverse: bool = True) -> Spread:
        """Spread knowns through laws with one unknown, forwards before backwards."""
        known = set(known)
        open_names = [set(instance.names) - known for instance in self.instances]
        used: set[int] = set()
        ready: list[tuple[int, int]] = []
        for position in range(len(self.instances)):
            self._offer(position, open_names[position], ready, inverse=inverse)
        steps = []
        while ready:
            _, position = heapq.heappop(ready)
            if position in used or len(open_names[position]) != 1:
                continue
            (unknown,) = open_names[position]
            used.add(position)
            steps.append(Step(self.instances[position], unknown))
            known.add(unknown)
            for other in self.beside.get(unknown, ()):
                open_names[other].discard(unknown)
                self._offer(other, open_names[other], ready, inverse=inverse)
        leftover = [each for position, each in enumerate(self.instances) if position not in used and not open_names[position]]
        return Spread(steps, known, leftover)

    def _offer(self, position: int, unknowns: set[str], ready: list[tuple[int, int]], *, inverse: bool) -> None:
        if len(unknowns) != 1:
            return
        instance = self.instances[position]
        (unknown,) = unknowns
        if (instance.id, unknown) in self.forbidden:
            return
        if instance.target == unknown:
            heapq.heappush(ready, (0, position))
        elif inverse:
            heapq.heappush(ready, (1, position))

    def plan(self, targets: tuple[str, ...], known: Iterable[str]) -> Plan:
        """Return the plan that gives the targets; raise UnderdeterminedError where nothing leads to them."""
        known = frozenset(known)
        first = self.spread(known)
        if all(target in first.known for target in targets):
            return self._pruned(targets, known, first)
        for count in range(1, MOST_TEARS + 1):
            best = self._best_tears(targets, known, first, count)
            if best is not None:
                return best
        raise UnderdeterminedError(f"too little is given to find {_listed(targets)}", names=targets)

    def _best_tears(self, targets: tuple[str, ...], known: frozenset[str], first: Spread, count: int) -> Plan | None:
        candidates = self._tear_candidates(targets, first.known)
        found: list[tuple[tuple[int, ...], Plan]] = []
        for order, tears in enumerate(itertools.combinations(candidates, count)):
            after = self.spread(first.known | set(tears))
            if not all(target in after.known for target in targets):
                continue
            fresh = [each for each in after.leftover if each not in first.leftover]
            plan = self._with_tears(targets, known, first, tears=tears, after=after, fresh=fresh)
            if len(plan.residuals) < count and not self._is_free(tears, targets, first.known, after.known):
                continue
            backwards = sum(not step.forward for step in plan.inside)
            cost = (-min(len(plan.residuals), 1), backwards, len(plan.inside), 0 if tears[0] in targets else 1, order)
            found.append((cost, plan))
            if count > 1:
                break
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _is_free(self, tears: tuple[str, ...], targets: tuple[str, ...], before: set[str], after: set[str]) -> bool:
        """Whether one asked unknown is bounded by limits or requirements alone."""
        bounded = any(set(each.names) <= after and not set(each.names) <= before for each in self.limits)
        return bounded and len(tears) == 1 and set(tears) <= set(targets)

    def _tear_candidates(self, targets: tuple[str, ...], known: set[str]) -> list[str]:
        """Return the unknowns connected with the targets, targets first."""
        limits = [each for each in self.limits if set(each.names) - known]
        seen = dict.fromkeys(targets)
        queue = list(targets)
        while queue:
            name = queue.pop(0)
            near = [self.instances[position] for position in self.beside.get(name, ())]
            near += [each for each in limits if name in each.names]
            for instance in near:
                for other in instance.names:
                    if other not in known and other not in seen:
                        seen[other] = None
                        queue.append(other)
        return list(seen)

    def _with_tears(
        self,
        targets: tuple[str, ...],
        known: frozenset[str],
        first: Spread,
        *,
        tears: tuple[str, ...],
        after: Spread,
        fresh: list[Instance],
    ) -> Plan:
        judged, unjudged = self._limits(after.known)
        residuals = self._independent(fresh, tears, after.steps)
        wanted = set(targets) | {name for each in [*residuals, *judged] for name in each.names}
        inside = needed(after.steps, wanted)
        wanted |= {name for step in inside for name in step.instance.names}
        before = needed(first.steps, wanted)
        rest = [each for each in fresh if each not in residuals] + first.leftover
        return Plan(targets, tuple(before), tears, tuple(inside), tuple(residuals), judged, unjudged, tuple(rest), known)

    def _independent(self, fresh: list[Instance], tears: tuple[str, ...], steps: list[Step]) -> list[Instance]:
        """Return as many left-over laws as there are tears, those that the tears reach."""
        reached = set(tears)
        for step in steps:
            if reached & (set(step.instance.names) - {step.unknown}):
                reached.add(step.unknown)
        useful = [each for each in fresh if set(each.names) & reached]
        return useful[: len(tears)]

    def _pruned(self, targets: tuple[str, ...], known: frozenset[str], first: Spread) -> Plan:
        judged, unjudged = self._limits(first.known)
        wanted = set(targets) | {name for each in judged for name in each.names}
        steps = needed(first.steps, wanted)
        return Plan(targets, tuple(steps), judged=judged, unjudged=unjudged, leftover=tuple(first.leftover), known=known)

    def _limits(self, known: set[str]) -> tuple[tuple[Instance, ...], tuple[tuple[Instance, tuple[str, ...]], ...]]:
        judged = tuple(each for each in self.limits if set(each.names) <= known)
        lacking = tuple((each, tuple(sorted(set(each.names) - known))) for each in self.limits if not set(each.names) <= known)
        return judged, lacking


def needed(steps: Sequence[Step], wanted: Iterable[str]) -> list[Step]:
    """Return the steps that the wanted variables rest on, in order."""
    needed = set(wanted)
    kept = []
    for step in reversed(steps):
        if step.unknown in needed:
            kept.append(step)
            needed |= set(step.instance.names)
    return kept[::-1]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)
