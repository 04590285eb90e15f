"""Whether what is given agrees with itself: laws that a plan leaves over, judged within the last printed digits."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import ContradictionError
from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving import slopes
from mlsysim_sym.solving.answer import shown_value
from mlsysim_sym.solving.fuse import residual_function
from mlsysim_sym.solving.judge import TOLERANCE
from mlsysim_sym.solving.plan import Step, needed
from mlsysim_sym.solving.prepare import Prepared
from mlsysim_sym.solving.question import LAYERS, Input
from mlsysim_sym.solving.step import solve_law
from mlsysim_sym.valueclass import field, mutable

DEFAULTS = frozenset({"solver", "glossary"})
PRINTED = frozenset({"given", "record"})  # defaults and the numbers of words are conventions: not rounded
COARSE = 0.01  # numbers that agree only as they were rounded, and are off by more, are warned of


class Release(Exception):  # noqa: N818  (a signal to plan again, never seen by a caller)
    """Defaults contradict what is given, which wins: one of them makes way, and the answer says so.

    `ranks` lists those that may, by rank; in one rank nothing says which. `law` is what they break, by the share `off`;
    `contradiction` is the error if none of them mends it.
    """

    def __init__(self, ranks: Sequence[Sequence[Input]], law: str, off: float, contradiction: ContradictionError) -> None:
        super().__init__(law)
        self.ranks = ranks
        self.law = law
        self.off = off
        self.contradiction = contradiction

    def reason(self, number: Input, others: Iterable[Input]) -> str:
        """Return the line that says why a default was set aside, and which others might have been."""
        default = f"`{number.name}` = {number.value.text} is a default"
        equal = [f"`{each.name}`" for each in others if each is not number]
        instead = f"; it might be {' or '.join(equal[:4])} instead" if equal else ""
        return f"{default}: with it `{self.law}` would be off by {self.off:+.2%}{instead}"


def residual_of(prepared: Prepared, instance: Instance, values: Mapping[str, float]) -> tuple[float, float]:
    """Return `left - right` of a law at some values, and its largest term."""
    function = residual_function(instance.law, prepared.words(instance))
    return function(*(values[name] for name in instance.names))


def shown_of(prepared: Prepared, name: str, values: Mapping[str, float]) -> str:
    """Return a value as text in the unit of its variable."""
    return shown_value(values[name], prepared.system.variable(name).unit)


Ranked = list[tuple[tuple[int, ...], Input]]


def _by_rank(ranked: Ranked) -> list[list[Input]]:
    return [[number for _, number in group] for _, group in itertools.groupby(ranked, key=lambda pair: pair[0])]


@mutable
class Agreement:
    """The left-over laws of a prepared question, and the warnings that judging them adds."""

    prepared: Prepared
    warnings: list[str] = field(default_factory=list)

    def consistent(self, values: Mapping[str, float]) -> None:
        """Judge laws that are left over: given numbers must agree; a default that does not is released."""
        values = self.extended(values)
        for instance, difference, scale in self.disagreements(values):
            feeding = self.ancestors(instance)
            ranked = self.ranked(instance, feeding, values)
            if ranked:
                error = self.contradiction([(instance, difference, scale)], values)
                raise Release(_by_rank(ranked), instance.label, difference / scale, error)
            if not all(each.layer == "given" for each in feeding):
                self.warnings.append(f"`{instance.label}` differs by {difference / scale:+.2%}")
        self.agree(values)

    def ranked(self, instance: Instance, feeding: Sequence[Input], values: Mapping[str, float]) -> Ranked:
        """Return the defaults that feed a law, those first that make way first, each with its rank.

        What cannot move the law stays; a count and a default of 0 stay where something else can go; of the others the
        later layer goes first. In one rank what is nearest to the law comes first.
        """
        weak = [each for each in feeding if each.layer in DEFAULTS]
        if not weak:
            return []
        moving = slopes.residual_slopes(instance, values, self.moved(values, weak), self.prepared.words)
        place = {name: number for number, name in enumerate(self.behind(instance))}
        ranked = [(self.rank(each, moves=bool(moving.get(each.name))), each) for each in weak]
        return sorted(ranked, key=lambda pair: (*pair[0], place[pair[1].name]))

    def rank(self, number: Input, *, moves: bool) -> tuple[int, ...]:
        """Return how late a default makes way."""
        idle = not moves and number.base != 0  # a slope with the logarithm of 0 says nothing
        count = bool(self.prepared.system.variable(number.name).domain.step)
        return idle, count, number.base == 0, -LAYERS.index(number.layer)

    def behind(self, instance: Instance) -> list[str]:
        """Return the variables that a law rests on, nearest first."""
        giving = {step.unknown: step.instance for step in self.planned_steps()}
        names = list(dict.fromkeys(instance.names))
        for name in names:  # grows on the way
            if name in giving:
                names += [other for other in dict.fromkeys(giving[name].names) if other not in names]
        return names

    def agree(self, values: Mapping[str, float]) -> None:
        """Raise ContradictionError where given numbers contradict each other."""
        values = self.extended(values)
        wrong = [row for row in self.disagreements(values) if all(each.layer == "given" for each in self.ancestors(row[0]))]
        if wrong:
            raise self.contradiction(wrong, values)

    def extended(self, values: Mapping[str, float]) -> Mapping[str, float]:
        """Return the values with what the left-over laws need beside the plan, where it follows from the inputs alone.

        A whole book holds laws enough that say little of the question: there only those are judged that the plan reaches.
        """
        lacking = [each for each in self.prepared.plan.leftover if not set(each.names) <= set(values)]
        if not lacking or self.prepared.system.whole_book:
            return values
        found = dict(values)
        for step in needed(self.planned_steps(), {name for each in lacking for name in each.names}):
            value = self.followed(step, found) if step.unknown not in found else None
            if value is not None:
                found[step.unknown] = value
        return found

    def followed(self, step: Step, values: Mapping[str, float]) -> float | None:
        """Return the one value that a step gives, None where it gives none or several or something is not known."""
        instance = step.instance
        local = instance.local_of[step.unknown]
        known = {name: values[system] for name, system in instance.name_of.items() if system in values and name != local}
        if len(known) < len(instance.names) - 1:
            return None
        domain = self.prepared.system.variable(step.unknown).domain
        points = solve_law(instance.law, local, known, domain, self.prepared.words(instance)).points
        return points[0] if points and len(points) == 1 else None

    def disagreements(self, values: Mapping[str, float]) -> list[tuple[Instance, float, float]]:
        """Return left-over laws that fail by more than the last printed digits of what feeds them allow."""
        found = []
        for instance in self.prepared.plan.leftover:
            if not set(instance.names) <= set(values) or instance.origin == "limit":
                continue
            difference, scale = residual_of(self.prepared, instance, values)
            if abs(difference) <= TOLERANCE * scale:
                continue
            feeding = self.ancestors(instance)
            if abs(difference) <= TOLERANCE * scale + self.rounding(instance, values, feeding):
                if abs(difference) > COARSE * scale and self.moved_by_default(instance, feeding, values):
                    found.append((instance, difference, scale))
                else:
                    self.rounded(instance, difference / scale)
                continue
            if self.is_one_model(instance, feeding):
                self.warnings.append(
                    f"`{instance.label}`, one way to find {instance.target}, differs by {difference / scale:+.2%}"
                )
            else:
                found.append((instance, difference, scale))
        return found

    def moved_by_default(self, instance: Instance, feeding: Sequence[Input], values: Mapping[str, float]) -> bool:
        """Whether a default can move a law: given numbers, however few their digits, outrank it."""
        ranked = self.ranked(instance, feeding, values)
        return bool(ranked) and not ranked[0][0][0]

    def rounded(self, instance: Instance, off: float) -> None:
        """Warn where given numbers agree only because they are written with few digits."""
        if abs(off) > COARSE:
            self.warnings.append(f"`{instance.label}` is off by {off:+.2%}, which the few digits of what is given allow")

    def is_one_model(self, instance: Instance, feeding: Sequence[Input]) -> bool:
        """Whether a law is one of several for a given number and nothing weaker feeds it: it may be the wrong model.

        Where laws are named, by a solver or by the question, a default that feeds the law makes way instead.
        """
        if not instance.group or not self.is_given(instance.target):
            return False
        return self.prepared.system.whole_book or not any(each.layer in DEFAULTS for each in feeding)

    def is_given(self, name: str | None) -> bool:
        """Whether the question itself gives a variable."""
        found = self.prepared.resolved.inputs.get(name or "")
        return found is not None and found.layer == "given"

    def ancestors(self, instance: Instance) -> list[Input]:
        """Return the numbers that a left-over law is fed by."""
        names = set(instance.names)
        for step in reversed(self.planned_steps()):
            if step.unknown in names:
                names |= set(step.instance.names)
        return [each for name, each in self.prepared.resolved.inputs.items() if name in names]

    def planned_steps(self) -> list[Step]:
        """Return the steps that follow from the inputs alone."""
        return list(self.prepared.planner.spread(self.prepared.resolved.inputs).steps)

    def rounding(self, instance: Instance, values: Mapping[str, float], feeding: Sequence[Input]) -> float:
        """Return by how much the last printed digits of its inputs let a law be off."""
        relative = {each.name: self.half_unit(each) / abs(each.base) for each in feeding if each.base}
        return slopes.residual_spread(instance, values, self.moved(values, feeding), relative, self.prepared.words)

    def half_unit(self, number: Input) -> float:
        """Return half a unit of the last printed digit; 0 for a count that is written to the last one, and for defaults."""
        half = float(number.value.half_unit) if number.layer in PRINTED else 0.0
        step = self.prepared.system.variable(number.name).domain.step
        return 0.0 if step and half < step else half

    def against_records(self, values: Mapping[str, float], elasticities: Callable[[str], Mapping[str, float]]) -> list[str]:
        """Return a warning for each number of a record that is kept for comparison and that the answer's values contradict.

        Allowed is half a unit of its last printed digit and those of what is given, times their elasticities. Less than a
        percent is no contradiction either: laws leave out biases and the like, and a cross-check shows the difference.
        """
        found = []
        inputs = self.prepared.resolved.inputs
        for name, check in self.prepared.resolved.checks.items():
            if name not in values or not values[name] or (check.figure is not None and check.figure.differs):
                continue
            moved = elasticities(name).items()
            relative = sum(abs(by) * self.half_unit(inputs[source]) / abs(inputs[source].base) for source, by in moved if by)
            allowed = float(check.value.half_unit) + abs(values[name]) * (relative + COARSE)
            if abs(values[name] - check.base) > allowed:
                shown, off = shown_of(self.prepared, name, values), values[name] / check.base - 1
                found.append(f"`{name}` = {shown} is not the {check.value.text} that `{check.record}` has ({off:+.2%})")
        return found

    def moved(self, values: Mapping[str, float], inputs: Sequence[Input]) -> slopes.Slopes:
        """Return how every planned variable moves with some inputs."""
        steps = [step for step in self.planned_steps() if step.unknown in values]
        return slopes.along(steps, (), (), values, [each.name for each in inputs], words=self.prepared.words)

    def contradiction(self, wrong: Sequence[tuple[Instance, float, float]], values: Mapping[str, float]) -> ContradictionError:
        """Return the error that shows both sides of the laws that given numbers break."""
        rows, conflict = [], []
        for instance, difference, scale in wrong:
            sides = ", ".join(f"{name} = {shown_of(self.prepared, name, values)}" for name in instance.names)
            statement = instance.law.statement
            rows.append(f"`{instance.label}`: {text(statement)} is off by {abs(difference) / scale:.3%} with {sides}")
            left, right = text(statement.left), text(statement.right)
            conflict.append({"law": instance.label, "left": left, "right": right, "relative": difference / scale})
        names = tuple(dict.fromkeys(name for instance, *_ in wrong for name in instance.names))
        return ContradictionError(
            "what is given contradicts itself",
            names=names,
            detail=tuple(rows),
            conflict=tuple(conflict),
            hint="leave one of these out",
        )
