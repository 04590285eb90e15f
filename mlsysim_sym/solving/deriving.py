"""Makes derivations: the plan of an answer walked once more, with the values that the answer has."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.system import Instance
from mlsysim_sym.book.tidied import tidied
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Case, Node, Statement, Tree, names_in, rebuilt, renamed
from mlsysim_sym.solving.agreement import followed
from mlsysim_sym.solving.citing import cited
from mlsysim_sym.solving.derivation import Check, Derivation, DerivedStep, Search
from mlsysim_sym.solving.fuse import residual_function
from mlsysim_sym.solving.judge import TOLERANCE
from mlsysim_sym.solving.numbers import notation_of
from mlsysim_sym.solving.plan import Plan
from mlsysim_sym.solving.regimes import regimes_of
from mlsysim_sym.solving.step import evaluated, holds

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.plan import Step
    from mlsysim_sym.solving.solve import Prepared

SAME = 1e-6  # a form whose value is this near to the step's value is the form that gave it


class Deriver:
    """Makes the derivation of one answer."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.prepared: Prepared = answer.trace.prepared
        self.plan: Plan = answer.trace.plan
        self.book = self.prepared.system.book
        self.environments = [piece.values for piece in answer.pieces if piece.values] or [self.replayed()]
        self.first = self.environments[0]
        self.regimes = regimes_of(self.plan.instances, self.first, self.prepared.words)

    def derivation(self, digits: int | None, unit: str | None) -> Derivation:
        """Return the derivation."""
        steps = tuple(self.step(number, each) for number, each in enumerate(self.plan.steps, 1))
        checks = tuple(self.checks())
        statements = [*(each.statement for each in steps), *(each.statement for each in checks)]
        names = [name for each in statements for name in names_in(each)]
        return Derivation(
            answer=self.answer,
            steps=steps,
            search=self.search(),
            checks=checks,
            reasons=tuple(each for each in self.prepared.reasons if any(f"`{law}`" in each for law in self.answer.laws)),
            notation=notation_of(self.answer, names, digits, unit),
        )

    def replayed(self) -> dict[str, float]:
        """Return what follows from the inputs of an answer that is empty, as far as the plan gives single values."""
        values = {name: each.base for name, each in self.prepared.resolved.inputs.items()}
        for step in self.plan.before:
            value = followed(self.prepared, step, values)
            if value is not None:
                values[step.unknown] = value
        return values

    # --- steps ---------------------------------------------------------------------------------------------------------

    def step(self, number: int, step: Step) -> DerivedStep:
        """Return one step with its numbers."""
        instance, unknown = step.instance, step.unknown
        local = {name: self.first[system] for name, system in instance.name_of.items() if system in self.first}
        words = self.prepared.words(instance)
        statement, note = self.statement(instance, local)
        route = invert(instance.law, instance.local_of[unknown]).route
        form = None if step.forward else self.form(instance, unknown, local)
        solved = None if form is None else self.tidy(form, instance, unknown, local)
        shown = statement.right if step.forward else solved
        return DerivedStep(
            number=number,
            label=instance.label,
            title=instance.law.title,
            citations=cited(self.book, instance.law.citations),
            unknown=unknown,
            statement=_named(statement, instance),
            route=route,
            solved=None if solved is None else _named(solved, instance),
            numbers=None if shown is None else _named(decided(shown, local, words), instance),
            values=tuple(each.get(unknown) for each in self.environments),
            environment=self.first,
            rejected=_value(form, local, words) if form is not None and unknown not in self.first else None,
            searched=any(step is each for each in self.plan.inside),
            regime=self.regimes.get(instance.label, ""),
            note=note,
        )

    @staticmethod
    def statement(instance: Instance, local: Mapping[str, float]) -> tuple[Statement, str]:
        """Return the author's statement, or the one that replaces it at a degenerate point."""
        for point in instance.law.points:
            if holds(point.when, local):
                return point.then, f"at {text(_named(point.when, instance))}"
        return instance.law.statement, ""

    def form(self, instance: Instance, unknown: str, local: Mapping[str, float]) -> Node | None:
        """Return the closed form that gives the step's value, None where a set or a search gave it."""
        value = self.first.get(unknown)
        own = instance.local_of[unknown]
        forms = invert(instance.law, own).forms
        if value is None:
            return forms[0] if len(forms) == 1 else None
        known = {name: each for name, each in local.items() if name != own}
        distances = [(self._distance(each, known, value, instance), place) for place, each in enumerate(forms)]
        best = min(distances, default=(math.inf, 0))
        return forms[best[1]] if best[0] <= SAME else None

    def tidy(self, form: Node, instance: Instance, unknown: str, local: Mapping[str, float]) -> Node:
        """Return a form as a reader would write it, itself where what cancels then is not defined at the step's values."""
        neat: Node = tidied(form)
        value = self.first.get(unknown)
        known = {name: each for name, each in local.items() if name != instance.local_of[unknown]}
        return neat if value is None or self._distance(neat, known, value, instance) <= SAME else form

    def _distance(self, form: Node, known: Mapping[str, float], value: float, instance: Instance) -> float:
        try:
            found = evaluated(form, known, self.prepared.words(instance))
        except (*UNDEFINED, KeyError):
            return math.inf
        scale = max(abs(found), abs(value))
        distance = abs(found - value) / scale if scale else 0.0
        return distance if math.isfinite(distance) else math.inf

    def search(self) -> Search | None:
        """Return what was searched for."""
        if not self.plan.tears:
            return None
        reached = {*self.plan.tears, *(step.unknown for step in self.plan.inside)}
        judges = [*self.plan.residuals, *(each for each in self.plan.judged if reached & set(each.names))]
        return Search(self.plan.tears, tuple(each.label for each in judges), len(self.answer.pieces), self.answer.certificate)

    # --- checks --------------------------------------------------------------------------------------------------------

    def checks(self) -> Iterator[Check]:
        """Yield what the values were put into beside the steps."""
        for instance in self.plan.residuals:
            yield self.check(instance, "residual")
        for instance in self.plan.judged:
            yield self.check(instance, "requirement" if instance.law.title == "Requirement" else "limit")

    def check(self, instance: Instance, role: str) -> Check:
        """Return one statement with both its sides."""
        local = {name: self.first[system] for name, system in instance.name_of.items() if system in self.first}
        words = self.prepared.words(instance)
        statement = self.statement(instance, local)[0]
        sides = (decided(statement.left, local, words), decided(statement.right, local, words))
        good, slack = self.judged(instance)
        return Check(
            label=instance.label,
            title=instance.law.title,
            role=role,
            statement=_named(statement, instance),
            sides=(_named(sides[0], instance), _named(sides[1], instance)),
            values=(_value(sides[0], local, words), _value(sides[1], local, words)),
            environment=self.first,
            holds=good,
            slack=slack,
            citations=cited(self.book, instance.law.citations),
        )

    def judged(self, instance: Instance) -> tuple[bool | None, float | None]:
        """Return whether a statement holds and by how much of its largest term."""
        if not set(instance.names) <= set(self.first):
            return None, None
        try:
            difference, scale = residual_function(instance.law, self.prepared.words(instance))(
                *(self.first[name] for name in instance.names)
            )
        except UNDEFINED:
            return None, None
        relation = instance.law.statement.relation
        if relation == "divides":
            return difference == 0, None
        slack = abs(difference) / scale if scale else 0.0
        near = slack <= 100 * TOLERANCE
        return near or (relation != "=" and (difference < 0) == (relation == "<=")), slack


def _named(tree: Any, instance: Instance) -> Any:  # noqa: ANN401  (a tree of any kind comes back as that kind)
    return renamed(tree, instance.name_of)


def _value(node: Node, local: Mapping[str, float], words: tuple[tuple[str, str], ...]) -> float | None:
    try:
        return evaluated(node, local, words)
    except (*UNDEFINED, KeyError):
        return None


def decided(node: Node, local: Mapping[str, float], words: tuple[tuple[str, str], ...]) -> Node:
    """Return a tree with each case replaced by the branch that holds at these values."""

    def branch(part: Tree) -> Node | None:
        if not isinstance(part, Case):
            return None
        for each in part.branches:
            outcome = True if each.condition is None else holds(each.condition, local, words)
            if outcome is None:
                return None
            if outcome:
                return decided(each.value, local, words)
        return None

    return rebuilt(node, branch)
