"""A question made a program: its plan walked with the swept numbers open and all others put in."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from mlsysim_sym.asking.arrays.assemble import assembled
from mlsysim_sym.asking.arrays.joined import joined
from mlsysim_sym.asking.arrays.plateaus import ONE_END, RANGE, SAME, SHIFT, followed, is_stepped, limited, stepped
from mlsysim_sym.asking.arrays.program import Program
from mlsysim_sym.asking.arrays.terms import COMPARISONS, ONE, ZERO, Term, Terms
from mlsysim_sym.asking.arrays.ways import Draft, JointDraft, Unknown, Way, middle
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import UndecidedError
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Comparison, Condition, Name, Node, Statement, names_in, renamed, walk
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.fuse import statement_of
from mlsysim_sym.solving.plan import Step
from mlsysim_sym.solving.prepare import Prepared
from mlsysim_sym.solving.step import holds, narrowed
from mlsysim_sym.valueclass import replace

MOST_VARIANTS = 8
VERIFIED = 1e-7
MOST_REASONS = 250
MOST_NAMED = 4


class Builder:
    """Walks a plan; `names` are the inputs left open."""

    def __init__(self, prepared: Prepared, names: Sequence[str], near: Mapping[str, float], pick: str = "only") -> None:
        self.prepared, self.names, self.near, self.pick = prepared, tuple(names), near, pick
        self.plan, self.system = prepared.plan, prepared.system
        self.algebra = Terms()
        self.reasons = ["answered", "several values satisfy the question there", ""]
        self.roots: list[Draft] = []
        self.joints: list[JointDraft] = []
        self.open: list[Unknown] = []
        self.other: int | None = None
        self.first = 0

    def program(self) -> Program:
        """Return the program; raise UndecidedError where the plan gives sets instead of values."""
        way = Way({name: Term(each.base) for name, each in self.prepared.resolved.inputs.items()})
        for place, name in enumerate(self.names):
            way.terms[name] = self.algebra.atom("input", place)
            self.inside(way, way.terms[name], name, self.domain(name))
        ways = [way]
        self.conditions(way)
        self.first = len(way.checks)
        for step in self.plan.before:
            ways = self.few([new for each in ways for new in self.step(each, step)])
        if self.plan.tears:
            ways = self.few([new for each in ways for new in self.block(each)])
        for each in ways:
            for unknown in self.open:
                if each.terms.get(unknown.name) == unknown.tear:
                    self.last(each, unknown)
            self.limits(each)
        return assembled(self, ways)

    def few(self, ways: list[Way]) -> list[Way]:
        """Return ways; raise UndecidedError if there are too many."""
        if len(ways) > MOST_VARIANTS:
            raise UndecidedError(f"more than {MOST_VARIANTS} candidate values to try", names=self.plan.targets)
        return ways

    def domain(self, name: str) -> Domain:
        """Return the domain of a variable."""
        return self.system.variable(name).domain

    def code(self, reason: str) -> int:
        """Return the code of a reason."""
        if reason not in self.reasons:
            if len(self.reasons) > MOST_REASONS:
                reason = "another reason"
            if reason not in self.reasons:
                self.reasons.append(reason)
        return self.reasons.index(reason)

    # --- steps ---------------------------------------------------------------------------------------------------------

    def step(self, way: Way, step: Step) -> Iterable[Way]:
        """Yield the ways that a step makes, one for each candidate."""
        instance, unknown = step.instance, step.unknown
        inverse = invert(instance.law, instance.local_of[unknown])
        if inverse.route == "step":
            yield from stepped(self, way, instance, unknown, cut=limited(self.plan, step))
            return
        if inverse.route in {"limit", "divides"}:
            raise UndecidedError(
                f"`{instance.label}` gives a range of `{unknown}`, not one value",
                names=(unknown,),
                hint="ask with `solve`, which returns sets",
            )
        if inverse.route == "search" or not inverse.forms:
            yield self.searched(way, step)
            return
        for form in inverse.forms:
            branch = way if len(inverse.forms) == 1 else way.branch()
            self.candidate(branch, step, renamed(form, instance.name_of), inverse.route)
            yield branch

    def candidate(self, way: Way, step: Step, form: Node, route: str) -> None:
        """Put a candidate into a way, with the checks that it must pass."""
        instance, unknown = step.instance, step.unknown
        domain = self.domain(unknown)
        value = self.algebra.node(form, way.terms, self.words(instance))
        if route != "forward" and domain.step:
            value = self.algebra.call("snap", [value])
        way.terms[unknown] = value
        self.inside(way, value, unknown, domain, instance)
        if route == "forward":
            return
        self.equal(way, instance)
        self.hold(way, instance, [each for each in instance.law.holds_when if bounds_it(each, instance.local_of[unknown])])
        if route == "set":
            self.pointed(way, instance, unknown)

    def inside(self, way: Way, value: Term, name: str, domain: Domain, instance: Instance | None = None) -> None:
        """Note that a value must lie in a domain."""
        who = f"`{instance.label}` gives {name}" if instance else name
        reason = f"{who} {'no value or one ' if instance else ''}outside {domain}"
        way.checks.append(("inside", (value,), self.code(reason), domain, 0.0))

    def equal(self, way: Way, instance: Instance, tolerance: float = VERIFIED) -> None:
        """Note that a law must hold, unless its two sides are the same term."""
        left, right = self.sides(way.terms, instance)
        if left != right:
            way.checks.append(("equal", (left, right), self.code(f"no value satisfies `{instance.label}`"), None, tolerance))

    def sides(self, terms: Mapping[str, Term], instance: Instance) -> tuple[Term, Term]:
        """Return both sides of a law."""
        statement = statement_of(instance)
        words = self.words(instance)
        return self.algebra.node(statement.left, terms, words), self.algebra.node(statement.right, terms, words)

    def pointed(self, way: Way, instance: Instance, name: str, steps: Sequence[tuple[Step, Node]] = ()) -> None:
        """Note that a law must not hold beside a value too, what follows by some steps taken along: there is a range."""
        for shift in (1 + SHIFT, 1 - SHIFT):
            beside = {**way.terms, name: self.algebra.times(Term(shift), way.terms[name])}
            for step, form in steps:
                local = renamed(form, step.instance.name_of)
                beside[step.unknown] = self.algebra.node(local, beside, self.words(step.instance))
            reason = self.code(f"`{instance.label}` {RANGE}")
            way.checks.append(("differ", self.sides(beside, instance), reason, None, SAME))

    def hold(self, way: Way, instance: Instance, conditions: Sequence[Condition] | None = None) -> None:
        """Note that a law solved backwards must hold where it says that it does (all its conditions unless some are named)."""
        for condition in instance.law.holds_when if conditions is None else conditions:
            own = renamed(condition, instance.name_of)
            if set(names_in(own)) <= set(way.terms):
                found = self.algebra.condition(own, way.terms, self.words(instance))
                if found is not True:
                    code = self.code(f"`{instance.label}` holds when {text(condition)}")
                    way.checks.append(("holds", (ZERO if found is False else found,), code, None, 0.0))

    def words(self, instance: Instance) -> Mapping[str, str]:
        """Return the choices that a law's conditions ask about."""
        return dict(self.prepared.words(instance))

    # --- searches ------------------------------------------------------------------------------------------------------

    def searched(self, way: Way, step: Step) -> Way:
        """Search the unknown of a law that has no closed form for it."""
        tear = self.tear(way, step.unknown, [step.instance])
        self.root(way, tear, self.sides(way.terms, step.instance), f"`{step.instance.label}`")
        self.hold(way, step.instance)
        self.pointed(way, step.instance, step.unknown)
        return way

    def block(self, way: Way) -> Iterable[Way]:
        """Yield the ways through the block: one for each choice of candidates inside it."""
        if len(self.plan.tears) > 1:
            yield from joined(self, way)
            return
        if not self.plan.residuals and self.pick == "only":
            raise UndecidedError(
                f"{self.plan.tears[0]} is bounded by limits alone: a range, not one value",
                names=self.plan.tears,
                hint=ONE_END,
            )
        (name,) = self.plan.tears
        if self.plan.residuals and is_stepped(way, self.plan.residuals[0], name):
            yield from (followed(self, branch) for branch in stepped(self, way, self.plan.residuals[0], name, cut=True))
            return
        instances = [*(step.instance for step in self.plan.inside), *self.plan.residuals]
        options = [invert(s.instance.law, s.instance.local_of[s.unknown]).forms for s in self.plan.inside]
        for forms in itertools.product(*options):
            branch = way.branch()
            tear = self.tear(branch, name, instances)
            for step, form in zip(self.plan.inside, forms, strict=True):
                forward = step.forward or not self.plan.residuals  # a range takes no heed of whole numbers inside it
                self.candidate(branch, step, renamed(form, step.instance.name_of), "forward" if forward else "inside")
                if not self.plan.residuals:
                    branch.checks = [check for check in branch.checks if check in way.checks]  # limits alone judge a range
            if self.plan.residuals:
                residual = self.plan.residuals[0]
                self.root(branch, tear, self.sides(branch.terms, residual), f"`{residual.label}`")
                self.hold(branch, residual)
                if any(self.algebra.rests_in_step(side, tear[0]) for side in self.sides(branch.terms, residual)):
                    self.pointed(branch, residual, name, list(zip(self.plan.inside, forms, strict=True)))
            else:
                self.last(branch, self.cut(branch, tear))
            yield branch

    def cut(self, way: Way, searched: Unknown) -> Unknown:
        """Return an unknown with the limits that bound it directly as its ends."""
        tear, name, low, high, domain = searched
        for instance in self.plan.judged:
            divides = instance.law.statement.relation == "divides"
            left, right = self.sides(way.terms, instance) if divides else self.ordered(way, instance)
            if left == tear and not self.algebra.rests(right, tear):  # nothing above a number divides it either
                high = self.algebra.extreme("min", [high, right]) if high != Term(math.inf) else right
            if right == tear and not divides and not self.algebra.rests(left, tear):
                low = self.algebra.extreme("max", [low, left]) if low != Term(-math.inf) else left
        return Unknown(tear, name, low, high, domain)

    def ordered(self, way: Way, instance: Instance) -> tuple[Term, Term]:
        """Return the sides of a limit, the one that may not exceed the other first."""
        left, right = self.sides(way.terms, instance)
        return (left, right) if instance.law.statement.relation == "<=" else (right, left)

    def slack(self, way: Way, tear: Term) -> tuple[Term, Term]:
        """Return two terms of which the first is less where all limits on an unknown hold."""
        worst = []
        for instance in self.plan.judged:
            left, right = self.ordered(way, instance)
            if not self.algebra.rests(left, tear) and not self.algebra.rests(right, tear):
                continue
            if instance.law.statement.relation == "divides":
                continue
            scale = self.algebra.extreme("max", [self.algebra.call("abs", [each]) for each in (left, right)])
            worst.append(self.algebra.over(self.algebra.binary("-", left, right), scale))
        return self.algebra.binary("+", ONE, self.algebra.extreme("max", worst)) if worst else ONE, ONE

    def said(self, way: Way, tear: Term) -> str:
        """Return the limits that rest on an unknown, by name."""
        named = [
            f"`{each.label}`"
            for each in self.plan.judged
            if any(self.algebra.rests(s, tear) for s in self.sides(way.terms, each))
        ]
        return " and ".join(named[:MOST_NAMED]) or "the limits"

    def last(self, way: Way, searched: Unknown) -> None:
        """Note that an unknown is the last one on the side that is picked at which all limits hold."""
        tear = searched.tear
        self.root(way, searched, self.slack(way, tear), self.said(way, tear), self.pick)
        self.keep(way, tear)

    def keep(self, way: Way, tear: Term) -> None:
        """Note that a searched unknown must divide, or be divided, as the limits say: only whole numbers do."""
        kept = []
        for instance in self.plan.judged:
            sides = self.sides(way.terms, instance)
            if instance.law.statement.relation == "divides" and any(self.algebra.rests(each, tear) for each in sides):
                kept.append(self.algebra.call(COMPARISONS["divides"], list(sides)))
        if kept:
            place = self.place(tear)
            found = self.algebra.every(kept)
            assert isinstance(found, Term)  # noqa: S101  (some condition was kept)
            self.roots[place] = replace(self.roots[place], step=1, kept=found)

    def tear(self, way: Way, name: str, instances: Sequence[Instance]) -> Unknown:
        """Give a way an unknown that is searched; return it with the ends between which it lies."""
        tear = self.algebra.atom("tear", len(self.roots))
        self.roots.append(Draft(tear))
        domain = self.domain(name)
        low, high = Term(domain.low), Term(domain.high)
        for instance in instances:
            for end, term in self.bounds(way, instance, name, domain):
                low = self.algebra.extreme("max", [low, term]) if end == "low" and math.isfinite(domain.low) else low
                low = term if end == "low" and not math.isfinite(domain.low) else low
                if end == "high":
                    high = term if high == Term(math.inf) else self.algebra.extreme("min", [high, term])
        way.terms[name] = tear
        return Unknown(tear, name, low, high, domain)

    def bounds(self, way: Way, instance: Instance, name: str, domain: Domain) -> Iterable[tuple[str, Term]]:
        """Yield the ends that a law's conditions set to an unknown, from what is known (`load < servers`)."""
        if name not in instance.names:
            return
        local = instance.local_of[name]
        known = {own: way.terms[system] for own, system in instance.name_of.items() if system in way.terms and system != name}
        for condition in instance.law.holds_when:
            for comparison in walk(condition):
                sides = getattr(comparison, "left", None), getattr(comparison, "right", None)
                operator = getattr(comparison, "operator", "")
                if operator not in {"<", "<=", ">", ">="}:
                    continue
                for side, other, upward in ((*sides, "<"), (*sides[::-1], ">")):
                    if getattr(side, "name", None) == local and other is not None and set(names_in(other)) <= set(known):
                        yield "high" if operator[0] == upward else "low", self.algebra.node(other, known, {})
        cut = narrowed(domain, instance.law.holds_when, local, {})
        if cut.low > domain.low:
            yield "low", Term(cut.low)

    def root(
        self,
        way: Way,
        searched: Unknown,
        sides: tuple[Term, Term],
        who: str,
        end: str = "",
    ) -> None:
        """Note the equation that an unknown must satisfy, or that it is the last one on a side at which left <= right."""
        tear, name, low, high, domain = searched
        place = self.place(tear)
        code = self.code(f"no {name} in {domain} satisfies {who}")
        near = self.near.get(name, self.typical(name))
        open_ends = low == Term(domain.low) and domain.low_open, high == Term(domain.high) and domain.high_open
        self.roots[place] = Draft(tear, *sides, low, high, code, near, domain.step, end, *open_ends)
        if end:  # infinite where nothing ends it
            way.checks.insert(self.first, ("inside", (tear,), self.code(f"{name} has no {end} value there"), domain, 0.0))
            way.checks.insert(self.first, ("limit", (tear, Term(math.inf)), code, None, 0.0))
        else:
            way.checks.insert(self.first, ("inside", (tear,), code, domain, 0.0))

    def place(self, tear: Term) -> int:
        """Return which of the roots an unknown is."""
        return next(place for place, each in enumerate(self.roots) if each.tear == tear)

    def typical(self, name: str) -> float:
        """Return a value that a variable may have."""
        return middle(self.system.variable(name).typical, self.domain(name))

    # --- judging -------------------------------------------------------------------------------------------------------

    def conditions(self, way: Way) -> None:
        """Note the conditions between alternatives that rest on what is swept: where one turns, another plan applies."""
        for instance in (*self.prepared.planner.instances, *self.prepared.others):
            relation = instance.law.relation if instance.group else None
            for condition in relation.when if relation else ():
                self.condition(way, instance, condition)

    def condition(self, way: Way, instance: Instance, condition: Condition) -> None:
        """Note that a condition must be what it is at the point that the plan was made at."""
        known = dict(instance.name_of)
        for name in names_in(condition):
            known.setdefault(name, self.system.canonical(f"{instance.scope}.{name}" if instance.scope else name))
        own = renamed(condition, known)
        inputs = self.prepared.resolved.inputs
        if not set(names_in(own)) & set(self.names) or not set(names_in(own)) <= set(inputs):
            return
        found = self.algebra.condition(own, way.terms, self.words(instance))
        if not isinstance(found, bool):
            here = holds(own, {name: each.base for name, each in inputs.items()}, self.prepared.words(instance))
            self.other = self.code("another law applies there")
            term = found if here else self.algebra.atom("negated", found)
            way.checks.append(("holds", (term,), self.other, None, 0.0))

    def limits(self, way: Way) -> None:
        """Note the limits and requirements, and left-over laws that what is swept could contradict."""
        for instance in self.plan.judged:
            self.limit(way, instance)
        for instance in self.plan.leftover:
            if set(instance.names) <= set(way.terms) and instance.origin != "limit" and not instance.group:
                left, right = self.sides(way.terms, instance)
                if left != right and not (left.is_number and right.is_number):
                    code = self.code(f"what is given contradicts `{instance.label}`")
                    way.checks.append(("equal", (left, right), code, None, VERIFIED))

    def limit(self, way: Way, instance: Instance) -> None:
        """Note one limit or requirement."""
        statement: Statement = instance.law.statement
        left, right = self.ordered(way, instance)
        requirement = instance.law.title == "Requirement"
        code = self.code(f"the requirement `{instance.label}` fails" if requirement else f"`{instance.label}` fails")
        if statement.relation == "divides":
            found = self.algebra.call(COMPARISONS["divides"], list(self.sides(way.terms, instance)))
            way.checks.append(("holds", (found,), code, None, 0.0))
        else:
            way.checks.append(("limit", (left, right), code, None, 0.0))


def bounds_it(condition: Condition, name: str) -> bool:
    """Whether a condition sets an end to one variable, so that `solve` drops what lies beyond; others are warnings there."""
    if not isinstance(condition, Comparison) or condition.operator not in {"<", "<=", ">", ">="}:
        return False
    sides = (condition.left, condition.right)
    return any(side == Name(name) and name not in names_in(other) for side, other in (sides, sides[::-1]))
