"""Whether what is given agrees with itself: laws that a plan leaves over, judged within the last printed digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import ContradictionError
from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving import slopes
from mlsysim_sym.solving.answer import shown_value
from mlsysim_sym.solving.fuse import residual_function
from mlsysim_sym.solving.judge import TOLERANCE
from mlsysim_sym.solving.plan import Step
from mlsysim_sym.solving.prepare import Prepared
from mlsysim_sym.solving.question import LAYERS, Input
from mlsysim_sym.valueclass import field, mutable

# A number written with one digit ("1 PFLOP/s") is not taken to be off by half.
ROUNDEST = 0.05


class Release(Exception):  # noqa: N818  (a signal to plan again, never seen by a caller)
    """A default contradicts what is given: what is given wins."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def residual_of(prepared: Prepared, instance: Instance, values: Mapping[str, float]) -> tuple[float, float]:
    """Return `left - right` of a law at some values, and its largest term."""
    function = residual_function(instance.law, prepared.words(instance))
    return function(*(values[name] for name in instance.names))


def shown_of(prepared: Prepared, name: str, values: Mapping[str, float]) -> str:
    """Return a value as text in the unit of its variable."""
    return shown_value(values[name], prepared.system.variable(name).unit)


@mutable
class Agreement:
    """The left-over laws of a prepared question, and the warnings that judging them adds."""

    prepared: Prepared
    warnings: list[str] = field(default_factory=list)

    def consistent(self, values: Mapping[str, float]) -> None:
        """Judge laws that are left over: given numbers must agree; a default that does not is released."""
        for instance, difference, scale in self.disagreements(values):
            feeding = self.ancestors(instance)
            weak = [each for each in feeding if each.layer in {"glossary", "solver"}]
            if weak:
                raise Release(max(weak, key=lambda each: (LAYERS.index(each.layer), each.name)).name)
            if not all(each.layer == "given" for each in feeding):
                self.warnings.append(f"`{instance.label}` differs by {difference / scale:+.2%}")
        self.agree(values)

    def agree(self, values: Mapping[str, float]) -> None:
        """Raise ContradictionError where given numbers contradict each other."""
        wrong = [row for row in self.disagreements(values) if all(each.layer == "given" for each in self.ancestors(row[0]))]
        if wrong:
            raise self.contradiction(wrong, values)

    def disagreements(self, values: Mapping[str, float]) -> list[tuple[Instance, float, float]]:
        """Return left-over laws that fail by more than the last printed digits of what feeds them allow."""
        found = []
        for instance in self.prepared.plan.leftover:
            if not set(instance.names) <= set(values) or instance.origin == "limit":
                continue
            difference, scale = residual_of(self.prepared, instance, values)
            if abs(difference) <= TOLERANCE * scale:
                continue
            if abs(difference) <= TOLERANCE * scale + self.rounding(instance, values, self.ancestors(instance)):
                continue
            if instance.group and self.is_given(instance.target):
                self.warnings.append(
                    f"`{instance.label}`, one way to find {instance.target}, differs by {difference / scale:+.2%}"
                )
            else:
                found.append((instance, difference, scale))
        return found

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
        steps = [step for step in self.planned_steps() if step.unknown in values]
        moved = slopes.along(steps, (), (), values, [each.name for each in feeding], words=self.prepared.words)
        relative = {each.name: min(float(each.value.half_unit) / abs(each.base), ROUNDEST) for each in feeding if each.base}
        return slopes.residual_spread(instance, values, moved, relative, self.prepared.words)

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
