"""Whether what is given agrees with itself: laws that a plan leaves over, judged within the last printed digits."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

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
from mlsysim_sym.valueclass import field, frozen, mutable

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


def followed(prepared: Prepared, step: Step, values: Mapping[str, float]) -> float | None:
    """Return the one value that a step gives, None where it gives none or several or something is not known."""
    instance = step.instance
    local = instance.local_of[step.unknown]
    known = {name: values[system] for name, system in instance.name_of.items() if system in values and name != local}
    if len(known) < len(instance.names) - 1:
        return None
    domain = prepared.system.variable(step.unknown).domain
    points = solve_law(instance.law, local, known, domain, prepared.words(instance)).points
    return points[0] if points and len(points) == 1 else None


@frozen(eq=False)
class Disagreement:
    """A left-over law that does not hold: the share of its largest term that it is off by, and the numbers that feed it.

    `moving` is how `left - right` moves with the logarithm of each of these numbers.
    """

    instance: Instance
    off: float
    feeding: tuple[Input, ...]
    moving: Mapping[str, float]

    @property
    def weak(self) -> list[Input]:
        """The defaults among the numbers."""
        return [each for each in self.feeding if each.layer in DEFAULTS]

    @property
    def all_given(self) -> bool:
        """Whether all of the numbers are given."""
        return all(each.layer == "given" for each in self.feeding)

    def idle(self, number: Input) -> bool:
        """Whether a number cannot move the law; a slope with the logarithm of 0 says nothing."""
        return not self.moving.get(number.name) and number.base != 0


@mutable
class Agreement:
    """The left-over laws of a prepared question, and the warnings that judging them adds."""

    prepared: Prepared
    warnings: list[str] = field(default_factory=list)

    def consistent(self, values: Mapping[str, float]) -> None:
        """Judge laws that are left over: given numbers must agree; a default that does not is released."""
        values = self.extended(values)
        found = self.disagreements(values)
        for each in found:
            if each.weak:
                raise Release(self.ranks(each), each.instance.label, each.off, self.contradiction([each], values))
            if not each.all_given:
                self.warnings.append(f"`{each.instance.label}` differs by {each.off:+.2%}")
        self.refuse(found, values)

    def ranks(self, found: Disagreement) -> list[list[Input]]:
        """Return the defaults that feed a law by rank, those first that make way first.

        What cannot move the law stays; a count and a default of 0 stay where something else can go; of the others the
        later layer goes first. In one rank what is nearest to the law comes first.
        """

        def rank(number: Input) -> tuple[int, ...]:
            count = bool(self.prepared.system.variable(number.name).domain.step)
            return found.idle(number), count, number.base == 0, -LAYERS.index(number.layer)

        place = {name: number for number, name in enumerate(self.behind(found.instance))}
        ranked = sorted(found.weak, key=lambda each: (*rank(each), place[each.name]))
        return [list(group) for _, group in itertools.groupby(ranked, key=rank)]

    def behind(self, instance: Instance) -> list[str]:
        """Return the variables that a law rests on, nearest first."""
        giving = {step.unknown: step.instance for step in self.planned_steps}
        names = list(dict.fromkeys(instance.names))
        for name in names:  # grows on the way
            if name in giving:
                names += [other for other in dict.fromkeys(giving[name].names) if other not in names]
        return names

    def agree(self, values: Mapping[str, float]) -> None:
        """Raise ContradictionError where given numbers contradict each other."""
        values = self.extended(values)
        self.refuse(self.disagreements(values), values)

    def refuse(self, found: Iterable[Disagreement], values: Mapping[str, float]) -> None:
        """Raise ContradictionError where laws do not hold that given numbers alone feed."""
        wrong = [each for each in found if each.all_given]
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
        for step in needed(self.planned_steps, {name for each in lacking for name in each.names}):
            value = followed(self.prepared, step, found) if step.unknown not in found else None
            if value is not None:
                found[step.unknown] = value
        return found

    def disagreements(self, values: Mapping[str, float]) -> list[Disagreement]:
        """Return left-over laws that fail by more than the last printed digits of what feeds them allow."""
        found = []
        for instance in self.prepared.plan.leftover:
            if not set(instance.names) <= set(values) or instance.origin == "limit":
                continue
            difference, scale = residual_of(self.prepared, instance, values)
            if abs(difference) <= TOLERANCE * scale:
                continue
            feeding = self.ancestors(instance)
            moving = slopes.residual_slopes(instance, values, self.moved(values, feeding), self.prepared.words)
            row = Disagreement(instance, difference / scale, feeding, moving)
            if abs(difference) <= TOLERANCE * scale + self.rounding(row):
                if abs(row.off) <= COARSE:
                    continue
                if all(row.idle(each) for each in row.weak):  # given numbers, however few their digits, outrank a default
                    said = f"`{instance.label}` is off by {row.off:+.2%}, which the few digits of what is given allow"
                    self.warnings.append(said)
                    continue
            elif self.is_one_model(row):
                self.warnings.append(f"`{instance.label}`, one way to find {instance.target}, differs by {row.off:+.2%}")
                continue
            found.append(row)
        return found

    def is_one_model(self, row: Disagreement) -> bool:
        """Whether a law is one of several for a given number and nothing weaker feeds it: it may be the wrong model.

        Where laws are named, by a solver or by the question, a default that feeds the law makes way instead.
        """
        if not row.instance.group or not self.is_given(row.instance.target):
            return False
        return self.prepared.system.whole_book or not row.weak

    def is_given(self, name: str | None) -> bool:
        """Whether the question itself gives a variable."""
        found = self.prepared.resolved.inputs.get(name or "")
        return found is not None and found.layer == "given"

    def ancestors(self, instance: Instance) -> tuple[Input, ...]:
        """Return the numbers that a left-over law is fed by."""
        names = set(instance.names)
        for step in reversed(self.planned_steps):
            if step.unknown in names:
                names |= set(step.instance.names)
        return tuple(each for name, each in self.prepared.resolved.inputs.items() if name in names)

    @cached_property
    def planned_steps(self) -> list[Step]:
        """The steps that follow from the inputs alone."""
        return self.prepared.planner.spread(self.prepared.resolved.inputs).steps

    def rounding(self, row: Disagreement) -> float:
        """Return by how much the last printed digits of its inputs let `left - right` of a law be off."""
        relative = {each.name: self.half_unit(each) / abs(each.base) for each in row.feeding if each.base}
        return sum(abs(moved) * relative.get(source, 0.0) for source, moved in row.moving.items())

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
        steps = [step for step in self.planned_steps if step.unknown in values]
        return slopes.along(steps, (), (), values, [each.name for each in inputs], words=self.prepared.words)

    def contradiction(self, wrong: Sequence[Disagreement], values: Mapping[str, float]) -> ContradictionError:
        """Return the error that shows both sides of the laws that given numbers break."""
        rows, conflict = [], []
        for each in wrong:
            instance = each.instance
            sides = ", ".join(f"{name} = {shown_of(self.prepared, name, values)}" for name in instance.names)
            statement = instance.law.statement
            rows.append(f"`{instance.label}`: {text(statement)} is off by {abs(each.off):.3%} with {sides}")
            left, right = text(statement.left), text(statement.right)
            conflict.append({"law": instance.label, "left": left, "right": right, "relative": each.off})
        names = tuple(dict.fromkeys(name for each in wrong for name in each.instance.names))
        return ContradictionError(
            "what is given contradicts itself",
            names=names,
            detail=tuple(rows),
            conflict=tuple(conflict),
            hint="leave one of these out",
        )
