"""A plan run: steps taken, candidates put back into every law, pieces judged and joined to an answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mlsysim_sym.book.sets import Part
from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import (
    MlsysimError,
    NoAnswerError,
    NotConvergedError,
    OutOfMemoryError,
    ServiceLevelViolation,
)
from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving import block, slopes
from mlsysim_sym.solving.agreement import Agreement, residual_of, shown_of
from mlsysim_sym.solving.answer import CERTIFICATES, Answer, CrossCheck, Piece
from mlsysim_sym.solving.judge import TOLERANCE, Judge
from mlsysim_sym.solving.pieces import distinct, ends
from mlsysim_sym.solving.plan import Plan, Step
from mlsysim_sym.solving.prepare import Prepared
from mlsysim_sym.solving.question import Input
from mlsysim_sym.solving.reasons import branch_reasons
from mlsysim_sym.solving.regimes import regimes_of, sense_of
from mlsysim_sym.solving.step import holds, solve_law
from mlsysim_sym.valueclass import field, mutable, replace


class NeedTear(Exception):  # noqa: N818  (a signal to plan again, never seen by a caller)
    """A law gave an interval in the middle of a plan: the unknown behind it must be searched for instead."""

    def __init__(self, pair: tuple[str, str]) -> None:
        super().__init__(pair)
        self.pair = pair


@mutable
class Trace:
    """What an answer rests on, for derivations and slopes: the prepared question and the values at its first point."""

    prepared: Prepared
    values: Mapping[str, float]
    plan: Plan
    used: tuple[Input, ...]

    def elasticities(self, name: str) -> dict[str, float]:
        """Return the elasticity of a variable to each number that was used, largest first."""
        if name not in self.values:
            return {}
        inputs = [each.name for each in self.used]
        plan, words = self.plan, self.prepared.words
        moved = slopes.along(plan.steps, plan.residuals, plan.tears, self.values, inputs, words=words)
        found = slopes.elasticities(name, moved, self.values)
        return dict(sorted(found.items(), key=lambda pair: -abs(pair[1])))


@mutable
class Way:
    """One way through a plan: values so far, the weakest certificate, and the last set if it is no point."""

    values: dict[str, float]
    certificate: str = "exact"
    parts: tuple[Part, ...] | None = None
    everything: bool = False
    step: int = 1


@mutable
class Run:
    """A plan on its way to an answer, with what went wrong so far."""

    prepared: Prepared
    because: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failed: list[tuple[Instance, dict[str, float]]] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        """The plan that is run."""
        return self.prepared.plan

    @property
    def target(self) -> str:
        """The first unknown."""
        return self.prepared.targets[0]

    def answer(self) -> Answer:
        """Return the checked answer."""
        ways = self.steps([Way({name: each.base for name, each in self.prepared.resolved.inputs.items()})])
        for way in ways:
            if way.parts is None:
                Agreement(self.prepared, self.warnings).consistent(way.values)
        pieces: list[Piece] = []
        for way in ways:
            pieces += self.block(way) if self.plan.tears else self.finished(way)
        return self.collected(pieces)

    # --- steps before the block ----------------------------------------------------------------------------------------

    def steps(self, ways: list[Way]) -> list[Way]:
        """Take the steps before the block, each way branching where a law has several values."""
        for place, step in enumerate(self.plan.before):
            ways = [new for way in ways for new in self.step(way, step, place)]
        return ways

    def step(self, way: Way, step: Step, place: int) -> list[Way]:
        """Take one step; raise NeedTear where its set is no list of points and something still follows from it."""
        instance, unknown = step.instance, step.unknown
        local = instance.local_of[unknown]
        known = {name: way.values[system] for name, system in instance.name_of.items() if system != unknown}
        variable = self.prepared.system.variable(unknown)
        result = solve_law(instance.law, local, known, variable.domain, self.prepared.words(instance))
        certificate = max(way.certificate, result.certificate, key=CERTIFICATES.index)
        points = result.points
        if not result.parts:
            self.because += [reason.replace(f"`{instance.law.name}`", f"`{instance.label}`") for reason in result.because]
            self.because += branch_reasons(instance, unknown, way.values, self.prepared.words(instance), self.prepared.system)
            return []
        if points is None:
            later = [other for other in self.plan.steps[place + 1 :] if unknown in other.instance.names]
            used = any(unknown in each.names for each in (*self.plan.judged, *self.plan.residuals))
            if later or used or unknown != self.target or len(self.prepared.targets) > 1:
                raise NeedTear((instance.id, unknown))
            return [Way(way.values, certificate, result.parts, result.everything, result.step)]
        return [Way({**way.values, unknown: value}, certificate) for value in points]

    # --- without a block -----------------------------------------------------------------------------------------------

    def finished(self, way: Way) -> list[Piece]:
        """Return the pieces of a way without a block."""
        if not self.meets(way.values):
            return []
        if way.parts is not None:
            return [self.interval(part, way) for part in way.parts]
        if not self.verified(way.values):
            return []
        return [self.point(way.values, way.certificate)]

    def meets(self, values: Mapping[str, float]) -> bool:
        """Whether the limits and requirements hold whose variables all have values; note those that fail."""
        good = True
        for instance in self.plan.judged:
            if values.keys() >= set(instance.names) and not self.holds(instance, values):
                self.failed.append((instance, dict(values)))
                self.because.append(self.violation(instance, values))
                good = False
        return good

    def holds(self, instance: Instance, values: Mapping[str, float]) -> bool:
        """Whether a limit or requirement holds, up to rounding."""
        difference, scale = self.residual(instance, values)
        relation = instance.law.statement.relation
        if relation == "divides":
            return difference == 0
        return abs(difference) <= TOLERANCE * scale or (difference < 0) == (relation == "<=")

    def residual(self, instance: Instance, values: Mapping[str, float]) -> tuple[float, float]:
        """Return `left - right` of a law at some values, and its largest term."""
        return residual_of(self.prepared, instance, values)

    def violation(self, instance: Instance, values: Mapping[str, float]) -> str:
        """Return the line that says how a limit or requirement fails."""
        statement = instance.law.statement
        if statement.relation == "divides":
            left, right = (self.shown(name, values) for name in instance.names[:2])
            return f"`{instance.label}` fails: {instance.names[0]} = {left} does not divide {instance.names[1]} = {right}"
        sides = ", ".join(f"{name} = {self.shown(name, values)}" for name in instance.names[:4])
        if instance.law.title == "Requirement":
            return f"the requirement `{instance.label}` fails with {sides}"
        return f"`{instance.label}` fails: {text(statement)} with {sides}"

    def shown(self, name: str, values: Mapping[str, float]) -> str:
        """Return a value as text in the unit of its variable."""
        return shown_of(self.prepared, name, values)

    def verified(self, values: Mapping[str, float]) -> bool:
        """Put the values back into every law that the answer rests on."""
        for instance in self.plan.instances:
            difference, scale = self.residual(instance, values)
            if not abs(difference) <= 100 * TOLERANCE * scale:
                shown = self.shown(self.target, values)
                self.because.append(f"a candidate {self.target} = {shown} does not satisfy `{instance.label}`")
                return False
        return True

    # --- with a block --------------------------------------------------------------------------------------------------

    def block(self, way: Way) -> list[Piece]:
        """Return the pieces of a way through the block; none where a limit fails that the block cannot move."""
        if not self.meets(way.values):
            return []
        if len(self.plan.tears) > 1:
            found = block.several(self.prepared, self.plan, way.values)
            return [self.point(values, "numeric") for values in found if self.meets(values) and self.verified(values)]
        result = block.one(self.prepared, self.plan, way.values)
        self.because += result.because
        pieces = []
        (tear,) = self.plan.tears
        for part in result.parts:
            certificate = max(way.certificate, result.certificate, key=CERTIFICATES.index)
            if part[0] == part[1]:
                values = block.values_at(self.prepared, self.plan, way.values, part[0])
                if values is not None and self.verified(values) and self.meets(values):
                    pieces.append(self.point(values, certificate))
            elif tear == self.target:
                pieces.append(self.interval(part, Way(way.values, certificate, step=result.step), result.conditions))
            else:
                pieces.append(self.image(part, way))
        return pieces

    def image(self, part: Part, way: Way) -> Piece:
        """Return the target over an interval of the tear, where it follows from the tear by its two ends."""
        found = [block.values_at(self.prepared, self.plan, way.values, end) for end in part[:2] if math.isfinite(end)]
        if len(found) < 2 or None in found:  # noqa: PLR2004
            raise NotConvergedError(f"`{self.target}` follows from an unbounded range of `{self.plan.tears[0]}`")
        low, high = sorted(values[self.target] for values in found if values is not None)
        return Piece("interval" if low < high else "point", low, high, certificate="numeric", values=found[0] or {})

    # --- pieces --------------------------------------------------------------------------------------------------------

    def point(self, values: Mapping[str, float], certificate: str) -> Piece:
        """Return a single value as a piece."""
        value = values[self.target]
        beside = {name: values[name] for name in self.prepared.targets[1:]}
        piece = Piece(
            "point",
            value,
            value,
            beside=beside,
            certificate=certificate,
            values=dict(values),
            regimes=regimes_of(self.plan.instances, values, self.prepared.words),
            binding=tuple(self.active(values, "point")),
        )
        return replace(piece, amplification=self.amplification(values))

    def amplification(self, values: Mapping[str, float]) -> float | None:
        """Return the largest elasticity of the unknown to what is given."""
        used = self.used()
        given = [each.name for each in used if each.layer == "given"] or [each.name for each in used]
        moved = slopes.along(self.plan.steps, self.plan.residuals, self.plan.tears, values, given, words=self.prepared.words)
        found = slopes.elasticities(self.target, moved, values)
        return max((abs(each) for each in found.values()), default=None)

    def active(self, values: Mapping[str, float], end: str) -> Iterable[Mapping[str, Any]]:
        """Yield the limits and requirements that hold with equality."""
        for instance in self.plan.judged:
            difference, scale = self.residual(instance, values)
            if instance.law.statement.relation != "divides" and abs(difference) <= 1e-6 * scale:
                yield {"end": end, "statement": f"{instance.label}", "slack": abs(difference) / scale if scale else 0.0}

    def interval(self, part: Part, way: Way, conditions: Sequence[Judge] = ()) -> Piece:
        """Return a range of values as a piece."""
        low, high, low_open, high_open = part
        domain = self.prepared.system.variable(self.target).domain
        kind = "integers" if domain.step else "interval"
        if way.everything:
            kind = "any"
        values: dict[str, dict[str, float] | None] = {}
        finite = [(end, at) for end, at in (("low", low), ("high", high)) if math.isfinite(at)]
        if conditions:
            values |= {end: block.values_at(self.prepared, self.plan, way.values, at) for end, at in finite}
        elif not self.plan.tears:
            values |= {end: {**way.values, self.target: at} for end, at in finite}
        regimes: dict[str, str] = {}
        for each in values.values():
            if each is not None:
                for law, regime in regimes_of(self.plan.instances, each, self.prepared.words).items():
                    regimes[law] = regime if regimes.get(law, regime) == regime else f"{regimes[law]} to {regime}"
        best = values.get("high") or values.get("low") or {}
        step = way.step if low < high else 1
        binding = ends(part, kind, domain, conditions, last=self.plan.steps[-1:], stride=step)
        found = Piece(kind, low, high, low_open, high_open, certificate=way.certificate, values=best, step=step)
        return replace(found, regimes=regimes, binding=binding)

    # --- joining -------------------------------------------------------------------------------------------------------

    def used(self) -> tuple[Input, ...]:
        """Return the numbers that the answer rests on."""
        laws = (*self.plan.instances, *self.plan.judged)
        names = {name for instance in laws for name in instance.names} | set(self.prepared.targets)
        return tuple(each for name, each in self.prepared.resolved.inputs.items() if name in names)

    def collected(self, pieces: list[Piece]) -> Answer:
        """Return the answer that the pieces make."""
        pieces = distinct(pieces)
        system = self.prepared.system
        variable = system.variable(self.target)
        used = self.used()
        first = next((piece.values for piece in pieces if piece.values), {})
        trace = Trace(self.prepared, first, self.plan, used)
        names = {*first, self.target, *self.prepared.targets, *(each.name for each in used)}
        units = {name: system.variable(name).unit for name in names}
        single = len(pieces) == 1 and pieces[0].is_point
        checks = self.cross_checks(first) if single else ()
        because = tuple(dict.fromkeys(self.because)) if not pieces else ()
        notes = list(dict.fromkeys(self.warnings)) + self.notes(first) + (list(dict.fromkeys(self.because)) if pieces else [])
        if single:
            notes += Agreement(self.prepared).against_records(first, trace.elasticities)
        released = tuple(each for name, each in self.prepared.resolved.released.items())
        return Answer(
            targets=self.prepared.targets,
            variable=variable,
            status="solved" if pieces else "empty",
            pieces=tuple(pieces),
            sense=sense_of(self.prepared, self.plan, pieces),
            laws=tuple(dict.fromkeys(each.label for each in self.plan.instances)),
            inputs=used,
            book=self.prepared.question.book.digest,
            because=because,
            warnings=tuple(notes),
            cross_checks=checks,
            released=released,
            units=units,
            error=None if pieces else self.no_answer(because),
            trace=trace,
        )

    def notes(self, values: Mapping[str, float]) -> list[str]:
        """Return warnings: laws outside their validity, limits that could not be judged, names that a pack shadows."""
        found = []
        for instance in self.plan.instances:
            local = {name: values[system] for name, system in instance.name_of.items() if system in values}
            for condition in instance.law.holds_when:
                if holds(condition, local, self.prepared.words(instance)) is False:
                    shown = ", ".join(f"{name} = {value:.6g}" for name, value in local.items() if name in text(condition))
                    found.append(f"`{instance.label}` holds when {text(condition)}; here {shown}")
        found += [
            f"`{instance.label}` could not be judged: {', '.join(lacking[:4])} not known"
            for instance, lacking in self.plan.unjudged
        ]
        replaced = self.prepared.question.book.replaced
        shadowed = [name for name in self.named() if name in replaced] if replaced else []
        return found + [f"`{name}` is replaced by {replaced[name]}" for name in shadowed]

    def named(self) -> Iterable[str]:
        """Return the files that the answer rests on: laws, records, choices and the solver."""
        question = self.prepared.question
        records = [question.book.record(name).name for name in question.slots.values()]
        choices = [key.rpartition(".")[2] for key in self.prepared.resolved.words]
        solver = [question.solver] if question.solver else []
        return dict.fromkeys([*(instance.law.name for instance in self.plan.instances), *records, *choices, *solver])

    def cross_checks(self, values: Mapping[str, float]) -> tuple[CrossCheck, ...]:
        """Return what the alternatives left out, and the numbers kept for comparison, say of the same values."""
        found = []
        for instance in self.prepared.others:
            if instance.id in self.prepared.ruled_out:
                continue
            target = instance.target
            if target is not None and target in values and set(instance.names) <= set(values):
                local = {name: values[system] for name, system in instance.name_of.items() if system != target}
                own = instance.local_of[target]
                variable = self.prepared.system.variable(target)
                result = solve_law(instance.law, own, local, variable.domain, self.prepared.words(instance))
                if result.points:
                    found.append(CrossCheck(target, instance.id, result.points[0], values[target]))
        found += [
            CrossCheck(name, f"{check.record} ({check.citations[0].key})", check.base, values[name])
            for name, check in self.prepared.resolved.checks.items()
            if name in values
        ]
        return tuple(found)

    def no_answer(self, because: tuple[str, ...]) -> MlsysimError:
        """Return the error that an answer without pieces carries."""
        for instance, values in self.failed:
            left, right = instance.law.statement.left, instance.law.statement.right
            if instance.law.statement.relation == "<=" and text(left).rpartition(".")[2].endswith("device_memory"):
                name, room = instance.names[0], [values[each] for each in instance.names[1:]]
                return OutOfMemoryError(
                    f"it does not fit: {text(left)} = {self.shown(name, values)}, more than {text(right)}",
                    because=because,
                    needed=values[name],
                    available=room[0] if len(room) == 1 else None,
                )
            if instance.law.title == "Requirement":
                return ServiceLevelViolation(f"the requirement `{instance.label}` fails", because=because)
        return NoAnswerError(f"no {self.target} satisfies the question", because=because)
