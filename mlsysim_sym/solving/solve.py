"""A question solved: alternatives chosen, a plan made, its steps run, every candidate put back into every law."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mlsysim_sym.book.system import Instance, System
from mlsysim_sym.errors import (
    ContradictionError,
    MlsysimError,
    NotConvergedError,
    OutOfMemoryError,
    QuestionError,
    ServiceLevelViolation,
    UndecidedError,
    UnderdeterminedError,
    UnknownNameError,
)
from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving import block, slopes
from mlsysim_sym.solving.answer import Answer, CrossCheck, Piece, shown_value
from mlsysim_sym.solving.fuse import residual_function
from mlsysim_sym.solving.plan import Plan, Planner
from mlsysim_sym.solving.question import Input, Question, Resolved, resolve
from mlsysim_sym.solving.regimes import regimes_of, sense_of
from mlsysim_sym.solving.roots import TOLERANCE
from mlsysim_sym.solving.step import holds, solve_law

MOST_PLANS = 24


class _NeedTear(Exception):  # noqa: N818  (a signal to plan again, never seen by a caller)
    """A law gave an interval in the middle of a plan: the unknown behind it must be searched for instead."""

    def __init__(self, pair: tuple[str, str]) -> None:
        super().__init__(pair)
        self.pair = pair


@dataclass
class Prepared:
    """A question ready to be run: its numbers, its active laws, its plan."""

    question: Question
    targets: tuple[str, ...]
    resolved: Resolved
    planner: Planner
    plan: Plan
    others: tuple[Instance, ...]
    reasons: tuple[str, ...]
    ruled_out: frozenset[str] = frozenset()

    @property
    def system(self) -> System:
        """The question's laws."""
        return self.resolved.system

    def words(self, instance: Instance) -> tuple[tuple[str, str], ...]:
        """Return the words of the choices that an instance's conditions ask about."""
        if not instance.law.choices:
            return ()
        found = {}
        for choice in instance.law.choices:
            scope = instance.scope
            while True:
                key = f"{scope}.{choice}" if scope else choice
                if key in self.resolved.words:
                    found[choice] = self.resolved.words[key]
                if choice in found or not scope:
                    break
                scope = scope.rpartition(".")[0]
        return tuple(sorted(found.items()))


@dataclass
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
        moved = slopes.along(self.plan.steps, self.plan.residuals, self.plan.tears, self.values,
                             [each.name for each in self.used], self.prepared.words)  # fmt: skip
        found = slopes.elasticities(name, moved, self.values)
        return dict(sorted(found.items(), key=lambda pair: -abs(pair[1])))


def solve(question: Question, targets: Sequence[str]) -> Answer:
    """Return the checked answer to a question about one or several unknowns.

    Raises QuestionError for what is wrong with the question (underdetermined, contradictory, undecided); a good question
    without an answer gives an Answer whose status is `empty`, with the reasons.
    """
    if not targets:
        raise QuestionError("nothing is asked", hint="name the unknown")
    if targets[0].rpartition(".")[2] in question.book.names("choice"):
        from mlsysim_sym.solving.worded import solve_choice  # noqa: PLC0415  (it solves questions in turn)

        return solve_choice(question, targets)
    forbidden: frozenset[tuple[str, str]] = frozenset()
    dropped: frozenset[str] = frozenset()
    for _ in range(MOST_PLANS):
        prepared = prepare(question, targets, forbidden, dropped)
        try:
            return _Run(prepared).answer()
        except _NeedTear as signal:
            forbidden |= {signal.pair}
        except _Release as signal:
            dropped |= {signal.name}
    raise NotConvergedError(f"no plan for {', '.join(targets)} could be carried out")


def failures(question: Question) -> tuple[str, ...]:
    """Return why the limits and requirements of a question without an unknown fail; nothing if they hold."""
    run = _Run(prepared(question, ()))
    ways = run.steps([_Way({name: each.base for name, each in run.prepared.resolved.inputs.items()})])
    if not any(run.meets(way.values) for way in ways):
        return tuple(dict.fromkeys(run.because))
    return ()


class _Release(Exception):  # noqa: N818  (a signal to plan again, never seen by a caller)
    """A default contradicts what is given: what is given wins."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def prepared(question: Question, targets: Sequence[str]) -> Prepared:
    """Return a question with its plan, unsolved."""
    return prepare(question, targets, frozenset(), frozenset())


def prepare(question: Question, targets: Sequence[str], forbidden: frozenset[tuple[str, str]], dropped: frozenset[str]) -> Prepared:
    """Resolve a question, choose among alternatives, plan."""
    resolved = resolve(question, targets)
    for name in dropped:
        if name in resolved.inputs:
            resolved.released[name] = resolved.inputs.pop(name)
    wanted = tuple(dict.fromkeys(resolved.system.resolve(target) for target in targets))
    usable = _usable(resolved, wanted)
    active, others, reasons, open_groups = _chosen(resolved, wanted, usable)
    _drop_computed_defaults(resolved, active)
    limits = [each for each in active if each.is_limit] + resolved.requirements
    planner = Planner([each for each in active if not each.is_limit], limits, forbidden)
    plan = _planned(planner, resolved, wanted, open_groups)
    for group, candidates in open_groups.items():
        if any(instance.id in candidates for instance in plan.instances):
            raise UndecidedError(
                f"several laws give `{group}` and nothing decides between them", names=(group,), candidates=candidates,
                detail=tuple(candidates), hint=f"choose {group} = one of {', '.join(candidates)}",
            )  # fmt: skip
    return Prepared(question, wanted, resolved, planner, plan, others, reasons, _ruled_out(resolved, wanted, others))


def _usable(resolved: Resolved, targets: tuple[str, ...]) -> list[Instance]:
    """Return the laws that what is given and asked can reach; all of a solver's, few of a whole book's."""
    everything = list(resolved.system.instances.values())
    if not resolved.system.whole_book:
        return everything
    inside = _connected(everything, {name for name, value in resolved.inputs.items() if value.layer == "given"} | set(targets))
    reached = Planner(everything).spread({*resolved.inputs, *targets}).known | inside
    return [each for each in everything if set(each.names) <= reached]


def _connected(instances: Sequence[Instance], names: set[str]) -> set[str]:
    """Return the variables of laws that hold at least two of the names, or one and nothing else unknown."""
    return {name for each in instances if len(names & set(each.names)) > 1 for name in each.names}


def _ruled_out(resolved: Resolved, targets: tuple[str, ...], others: Iterable[Instance]) -> frozenset[str]:
    """Return the laws that were not chosen because their conditions do not hold: no cross-checks."""
    chooser = _Chooser(resolved, targets, ())
    return frozenset(each.id for each in others if each.group and chooser.condition(each) is False)


def _planned(planner: Planner, resolved: Resolved, wanted: tuple[str, ...], open_groups: Mapping[str, tuple[str, ...]]) -> Plan:
    """Return the plan; where nothing leads to an unknown that a record gives, that record's number is the answer."""
    try:
        plan = planner.plan(wanted, resolved.inputs)
    except UnderdeterminedError as error:
        kept = [name for name in wanted if name in resolved.released]
        if not kept:
            raise _better(_complete(error, resolved, wanted), resolved, open_groups) from None
        for name in kept:
            resolved.inputs[name] = resolved.released.pop(name)
        return _planned(planner, resolved, wanted, open_groups)
    for instance, lacking in plan.unjudged:
        if instance in resolved.requirements:
            missing = planner.missing(lacking, resolved.inputs)
            error = UnderdeterminedError(
                f"the requirement `{instance.label}` cannot be judged: {', '.join(lacking)} not known", names=lacking,
                missing=missing, detail=tuple(f"would do: {' and '.join(names)}" for names in missing[:6]),
            )  # fmt: skip
            raise _better(error, resolved, open_groups)
    return plan


def _complete(error: UnderdeterminedError, resolved: Resolved, wanted: tuple[str, ...]) -> UnderdeterminedError:
    """Return the error with what is missing looked for in all laws of the question."""
    everything = [each for each in resolved.system.instances.values() if not each.is_limit]
    missing = Planner(everything).missing(wanted, resolved.inputs)
    return UnderdeterminedError(
        error.message, names=error.names, missing=missing, detail=tuple(f"would do: {' and '.join(names)}" for names in missing[:6]),
        hint="give one of these" if missing else "no law of this question leads to it",
    )  # fmt: skip


def _drop_computed_defaults(resolved: Resolved, active: Sequence[Instance]) -> None:
    """A default holds only where nothing else gives its variable: drop it where an active law does, from what is known."""
    laws = [each for each in active if not each.is_limit]
    weak = [name for name, value in resolved.inputs.items() if value.layer in {"solver", "glossary"}]
    targets = {each.target for each in laws}
    for name in weak:
        if name in targets:
            known = set(resolved.inputs) - {name}
            if name in Planner(laws).spread(known, inverse=False).known:
                resolved.released[name] = resolved.inputs.pop(name)


def _better(error: UnderdeterminedError, resolved: Resolved, open_groups: Mapping[str, tuple[str, ...]]) -> MlsysimError:
    """Return the reason behind a missing variable where one is known: an open choice of a record's field."""
    missing = {name for names in error.missing for name in names} | set(error.names)
    for name, pending in resolved.pending.items():
        if name in missing:
            return pending
    for group, candidates in open_groups.items():
        if group in missing:
            return UndecidedError(
                f"several laws give `{group}` and nothing decides between them", names=(group,), candidates=candidates,
                detail=tuple(candidates), hint=f"choose {group} = one of {', '.join(candidates)}",
            )  # fmt: skip
    return error


# --- alternatives ------------------------------------------------------------------------------------------------------


def _chosen(resolved: Resolved, targets: tuple[str, ...], usable: Sequence[Instance]) -> tuple[list[Instance], tuple[Instance, ...], tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Choose one law in every group of alternatives; return active laws, the others, the reasons, and what is open."""
    system = resolved.system
    groups: dict[str, list[Instance]] = {}
    for instance in usable:
        if instance.group and not instance.is_limit:
            groups.setdefault(instance.group, []).append(instance)
    contested = {group: members for group, members in groups.items() if len(members) > 1 or system.whole_book}
    if not contested:
        return list(usable), (), (), {}
    chooser = _Chooser(resolved, targets, usable)
    dropped: set[str] = set()
    reasons = []
    open_groups: dict[str, tuple[str, ...]] = {}
    for group, members in contested.items():
        kept, reason = chooser.pick(group, members)
        if reason:
            reasons.append(reason)
        if len(kept) > 1:
            open_groups[group] = tuple(each.id for each in kept)
        dropped |= {each.id for each in members if each.id != kept[0].id} if kept else {each.id for each in members}
    active = [each for each in usable if each.id not in dropped]
    others = tuple(each for each in usable if each.id in dropped)
    return active, others, tuple(reasons), open_groups


class _Chooser:
    def __init__(self, resolved: Resolved, targets: tuple[str, ...], usable: Sequence[Instance]) -> None:
        self.resolved = resolved
        self.targets = set(targets)
        laws = [each for each in usable if not each.is_limit]
        self.reach = Planner(laws).spread({*resolved.inputs, *targets}).known if laws else set()

    def pick(self, group: str, members: list[Instance]) -> tuple[list[Instance], str]:
        """Return the law that is active for a group (several if open, none if no condition holds), and why."""
        named = self._named(group, members)
        if named is not None:
            return [named], f"{group}: `{named.id}`, chosen"
        able = [each for each in members if self.condition(each) is not False]
        if not able:
            return [], ""
        computable = [each for each in able if self._computable(each, group)] or able
        best = min((self._priority(each) for each in computable), default=0)
        first = [each for each in computable if self._priority(each) == best]
        reason = f"{group}: `{first[0].id}`, the first of {len(members)} alternatives" if len(members) > 1 and len(first) == 1 else ""
        return first, reason

    def _named(self, group: str, members: list[Instance]) -> Instance | None:
        last = group.rpartition(".")[2]
        scope = group
        law = self.resolved.chosen_laws.get(group)
        while law is None and "." in scope:
            scope = scope.rpartition(".")[0]
            law = self.resolved.chosen_laws.get(f"{scope}.{last}" if scope else last)
        law = law or self.resolved.chosen_laws.get(last)
        if law is None:
            return None
        for each in members:
            if each.id.rpartition(".")[2] == law:
                return each
        if self.resolved.system.whole_book or not any(key in (group, last) for key in self.resolved.chosen_laws):
            return None
        book = self.resolved.system.book
        if law in book.names("law"):
            return None
        raise UnknownNameError(f"`{law}` is no law for `{group}`", names=(law,), hint=f"one of {', '.join(each.id for each in members)}")

    def condition(self, instance: Instance) -> bool | None:
        relation = instance.law.relation
        if relation is None or not relation.when:
            return True
        values = {local: self.resolved.inputs[name].base for local, name in self._locals(instance).items() if name in self.resolved.inputs}
        words = tuple(sorted((key.rpartition(".")[2], word) for key, word in self.resolved.words.items()
                             if not key.rpartition(".")[0] or instance.scope.startswith(key.rpartition(".")[0])))  # fmt: skip
        outcomes = [holds(each, values, words) for each in relation.when]
        if False in outcomes:
            return False
        return None if None in outcomes else True

    def _locals(self, instance: Instance) -> dict[str, str]:
        """Return the system names of the law's variables and of those that only its conditions name."""
        from mlsysim_sym.reading.expression import names_in  # noqa: PLC0415

        known = dict(instance.name_of)
        relation = instance.law.relation
        for condition in relation.when if relation else ():
            for name in names_in(condition):
                if name not in known:
                    known[name] = self.resolved.system.canonical(f"{instance.scope}.{name}" if instance.scope else name)
        return known

    def _computable(self, instance: Instance, group: str) -> bool:
        return set(instance.names) <= self.reach | self.targets | {group}

    @staticmethod
    def _priority(instance: Instance) -> int:
        relation = instance.law.relation
        return relation.priority if relation and relation.priority is not None else 0


# --- running -----------------------------------------------------------------------------------------------------------


@dataclass
class _Way:
    """One way through a plan: values so far, the weakest certificate, and the last set if it is no point."""

    values: dict[str, float]
    certificate: str = "exact"
    parts: tuple[Any, ...] | None = None
    everything: bool = False


@dataclass
class _Run:
    prepared: Prepared
    because: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failed: list[tuple[Instance, dict[str, float]]] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        return self.prepared.plan

    @property
    def target(self) -> str:
        return self.prepared.targets[0]

    def answer(self) -> Answer:
        ways = self.steps([_Way({name: each.base for name, each in self.prepared.resolved.inputs.items()})])
        for way in ways:
            if way.parts is None:
                self.consistent(way.values)
        pieces: list[Piece] = []
        for way in ways:
            pieces += self.block(way) if self.plan.tears else self.finished(way)
        return self.collected(pieces)

    # --- steps before the block ----------------------------------------------------------------------------------------

    def steps(self, ways: list[_Way]) -> list[_Way]:
        for place, step in enumerate(self.plan.before):
            ways = [new for way in ways for new in self.step(way, step, place)]
        return ways

    def step(self, way: _Way, step: Any, place: int) -> list[_Way]:
        instance, unknown = step.instance, step.unknown
        local = instance.local_of[unknown]
        known = {name: way.values[system] for name, system in instance.name_of.items() if system != unknown}
        variable = self.prepared.system.variable(unknown)
        result = solve_law(instance.law, local, known, variable.domain, self.prepared.words(instance))
        certificate = max(way.certificate, result.certificate, key=("exact", "certified", "numeric").index)
        points = result.points
        if not result.parts:
            self.because += [reason.replace(f"`{instance.law.name}`", f"`{instance.label}`") for reason in result.because]
            return []
        if points is None:
            later = [other for other in self.plan.steps[place + 1 :] if unknown in other.instance.names]
            used = any(unknown in each.names for each in (*self.plan.judged, *self.plan.residuals))
            if later or used or unknown != self.target or len(self.prepared.targets) > 1:
                raise _NeedTear((instance.id, unknown))
            return [_Way(way.values, certificate, result.parts, result.everything)]
        return [_Way({**way.values, unknown: value}, certificate) for value in points]

    # --- without a block -----------------------------------------------------------------------------------------------

    def finished(self, way: _Way) -> list[Piece]:
        if way.parts is not None:
            return [self.interval(part, way) for part in way.parts]
        if not self.meets(way.values) or not self.verified(way.values):
            return []
        return [self.point(way.values, way.certificate)]

    def meets(self, values: Mapping[str, float]) -> bool:
        """Whether the limits and requirements hold; note those that fail."""
        good = True
        for instance in self.plan.judged:
            if not self.holds(instance, values):
                self.failed.append((instance, dict(values)))
                self.because.append(self.violation(instance, values))
                good = False
        return good

    def holds(self, instance: Instance, values: Mapping[str, float]) -> bool:
        difference, scale = self.residual(instance, values)
        relation = instance.law.statement.relation
        if relation == "divides":
            return difference == 0
        return abs(difference) <= TOLERANCE * scale or (difference < 0) == (relation == "<=")

    def residual(self, instance: Instance, values: Mapping[str, float]) -> tuple[float, float]:
        function = residual_function(instance.law, self.prepared.words(instance))
        return function(*(values[name] for name in instance.names))

    def violation(self, instance: Instance, values: Mapping[str, float]) -> str:
        statement = instance.law.statement
        if statement.relation == "divides":
            left, right = (self.shown(name, values) for name in instance.names[:2])
            return f"`{instance.label}` fails: {instance.names[0]} = {left} does not divide {instance.names[1]} = {right}"
        sides = ", ".join(f"{name} = {self.shown(name, values)}" for name in instance.names[:4])
        return f"`{instance.label}` fails: {text(statement)} with {sides}"

    def shown(self, name: str, values: Mapping[str, float]) -> str:
        return shown_value(values[name], self.prepared.system.variable(name).unit)

    def verified(self, values: Mapping[str, float]) -> bool:
        """Put the values back into every law that the answer rests on."""
        for instance in self.plan.instances:
            difference, scale = self.residual(instance, values)
            if not abs(difference) <= 100 * TOLERANCE * scale:
                self.because.append(f"a candidate {self.target} = {self.shown(self.target, values)} does not satisfy `{instance.label}`")
                return False
        return True

    # --- with a block --------------------------------------------------------------------------------------------------

    def block(self, way: _Way) -> list[Piece]:
        if len(self.plan.tears) > 1:
            found = block.several(self.prepared, self.plan, way.values)
            return [self.point(values, "numeric") for values in found if self.meets(values) and self.verified(values)]
        result = block.one(self.prepared, self.plan, way.values)
        self.because += result.because
        pieces = []
        (tear,) = self.plan.tears
        for part in result.parts:
            certificate = max(way.certificate, result.certificate, key=("exact", "certified", "numeric").index)
            if part[0] == part[1]:
                values = block.values_at(self.prepared, self.plan, way.values, part[0])
                if values is not None and self.verified(values) and self.meets(values):
                    pieces.append(self.point(values, certificate))
            elif tear == self.target:
                pieces.append(self.interval(part, _Way(way.values, certificate), result.conditions))
            else:
                pieces.append(self.image(part, way, certificate))
        return pieces

    def image(self, part: Any, way: _Way, certificate: str) -> Piece:
        """Return the target over an interval of the tear, where it follows from the tear by its two ends."""
        ends = [block.values_at(self.prepared, self.plan, way.values, end) for end in part[:2] if math.isfinite(end)]
        if len(ends) < 2 or None in ends:  # noqa: PLR2004
            raise NotConvergedError(f"`{self.target}` follows from an unbounded range of `{self.plan.tears[0]}`")
        low, high = sorted(values[self.target] for values in ends if values is not None)
        return Piece("interval" if low < high else "point", low, high, certificate="numeric", values=ends[0] or {})

    # --- pieces --------------------------------------------------------------------------------------------------------

    def point(self, values: Mapping[str, float], certificate: str) -> Piece:
        value = values[self.target]
        beside = {name: values[name] for name in self.prepared.targets[1:]}
        piece = Piece("point", value, value, beside=beside, certificate=certificate, values=dict(values),
                      regimes=regimes_of(self.plan.instances, values, self.prepared.words),
                      binding=tuple(self.active(values, "point")))  # fmt: skip
        return replace(piece, amplification=self.amplification(values))

    def amplification(self, values: Mapping[str, float]) -> float | None:
        used = self.used()
        given = [each.name for each in used if each.layer == "given"] or [each.name for each in used]
        moved = slopes.along(self.plan.steps, self.plan.residuals, self.plan.tears, values, given, self.prepared.words)
        found = slopes.elasticities(self.target, moved, values)
        return max((abs(each) for each in found.values()), default=None)

    def active(self, values: Mapping[str, float], end: str) -> Iterable[Mapping[str, Any]]:
        for instance in self.plan.judged:
            difference, scale = self.residual(instance, values)
            if instance.law.statement.relation != "divides" and abs(difference) <= 1e-6 * scale:
                yield {"end": end, "statement": f"{instance.label}", "slack": abs(difference) / scale if scale else 0.0}

    def interval(self, part: Any, way: _Way, conditions: Sequence[Any] = ()) -> Piece:
        low, high, low_open, high_open = part
        domain = self.prepared.system.variable(self.target).domain
        kind = "integers" if domain.step else "interval"
        if way.everything:
            kind = "any"
        values = {}
        if conditions:
            values = {end: block.values_at(self.prepared, self.plan, way.values, at) for end, at in (("low", low), ("high", high)) if math.isfinite(at)}
        elif not self.plan.tears:
            values = {end: {**way.values, self.target: at} for end, at in (("low", low), ("high", high)) if math.isfinite(at)}
        regimes: dict[str, str] = {}
        for each in values.values():
            if each is not None:
                for law, regime in regimes_of(self.plan.instances, each, self.prepared.words).items():
                    regimes[law] = regime if regimes.get(law, regime) == regime else f"{regimes[law]} to {regime}"
        binding = self.ends(part, kind, conditions)
        best = values.get("high") or values.get("low") or {}
        return Piece(kind, low, high, low_open, high_open, regimes=regimes, binding=binding, certificate=way.certificate, values=best)

    def ends(self, part: Any, kind: str, conditions: Sequence[Any]) -> tuple[Mapping[str, Any], ...]:
        """Return what is active at each end: the first statement that fails just beyond it, or the domain."""
        found = []
        for end, at, out in (("low", part[0], -1.0), ("high", part[1], 1.0)):
            if math.isinf(at):
                continue
            beyond = at + out if kind == "integers" else at + out * max(abs(at), 1e-30) * 1e-6
            broken = [each for each in conditions if not each.holds(beyond)]
            if beyond not in self.prepared.system.variable(self.target).domain and (kind == "integers" or not broken):
                found.append({"end": end, "statement": "domain", "slack": 0.0})
            for each in broken:
                difference, scale = _difference(each, at)
                found.append({"end": end, "statement": each.label, "slack": abs(difference) / scale if scale else 0.0})
        return tuple(found)

    # --- joining -------------------------------------------------------------------------------------------------------

    def used(self) -> tuple[Input, ...]:
        names = {name for instance in (*self.plan.instances, *self.plan.judged) for name in instance.names} | set(self.prepared.targets)
        return tuple(each for name, each in self.prepared.resolved.inputs.items() if name in names)

    def collected(self, pieces: list[Piece]) -> Answer:
        pieces = _distinct(pieces)
        system = self.prepared.system
        variable = system.variable(self.target)
        used = self.used()
        first = next((piece.values for piece in pieces if piece.values), {})
        trace = Trace(self.prepared, first, self.plan, used)
        names = {*first, self.target, *self.prepared.targets, *(each.name for each in used)}
        units = {name: system.variable(name).unit for name in names}
        checks = self.cross_checks(first) if len(pieces) == 1 and pieces[0].is_point else ()
        because = tuple(dict.fromkeys(self.because)) if not pieces else ()
        notes = self.notes(first) + (list(dict.fromkeys(self.because)) if pieces else [])
        released = tuple(each for name, each in self.prepared.resolved.released.items())
        return Answer(
            targets=self.prepared.targets, variable=variable, status="solved" if pieces else "empty", pieces=tuple(pieces),
            sense=sense_of(self.prepared, self.plan, pieces), laws=tuple(dict.fromkeys(each.label for each in self.plan.instances)),
            inputs=used, book=self.prepared.question.book.digest, because=because, warnings=tuple(notes), cross_checks=checks,
            released=released, units=units, error=None if pieces else self.no_answer(because), trace=trace,
        )  # fmt: skip

    def notes(self, values: Mapping[str, float]) -> list[str]:
        """Return warnings: laws outside their validity, limits that could not be judged, names that a pack shadows."""
        found = []
        for instance in self.plan.instances:
            local = {name: values[system] for name, system in instance.name_of.items() if system in values}
            for condition in instance.law.holds_when:
                if holds(condition, local, self.prepared.words(instance)) is False:
                    shown = ", ".join(f"{name} = {value:.6g}" for name, value in local.items() if name in text(condition))
                    found.append(f"`{instance.label}` holds when {text(condition)}; here {shown}")
        for instance, lacking in self.plan.unjudged:
            found.append(f"`{instance.label}` could not be judged: {', '.join(lacking[:4])} not known")
        for law in dict.fromkeys(instance.law.name for instance in self.plan.instances):
            if law in self.prepared.question.book.replaced:
                found.append(f"`{law}` is replaced by {self.prepared.question.book.replaced[law]}")
        return found

    def cross_checks(self, values: Mapping[str, float]) -> tuple[CrossCheck, ...]:
        found = []
        for instance in self.prepared.others:
            if instance.id in self.prepared.ruled_out:
                continue
            if instance.target in values and set(instance.names) <= set(values):
                local = {name: values[system] for name, system in instance.name_of.items() if system != instance.target}
                own = instance.local_of[instance.target]
                variable = self.prepared.system.variable(instance.target)
                result = solve_law(instance.law, own, local, variable.domain, self.prepared.words(instance))
                if result.points:
                    found.append(CrossCheck(instance.target, instance.id, result.points[0], values[instance.target]))
        for name, check in self.prepared.resolved.checks.items():
            if name in values:
                found.append(CrossCheck(name, f"{check.record} ({check.citations[0].key})", check.base, values[name]))
        return tuple(found)

    def consistent(self, values: Mapping[str, float]) -> None:
        """Judge laws that are left over: given numbers must agree; a default that does not is released."""
        wrong = []
        for instance in self.plan.leftover:
            if not set(instance.names) <= set(values) or instance.origin == "limit":
                continue
            difference, scale = self.residual(instance, values)
            if abs(difference) <= TOLERANCE * scale:
                continue
            feeding = self.ancestors(instance)
            if abs(difference) <= TOLERANCE * scale + self.rounding(instance, values, feeding):
                continue
            weak = [each for each in feeding if each.layer in {"glossary", "solver"}]
            if weak:
                last = max(weak, key=lambda each: (("given", "choice", "record", "solver", "glossary").index(each.layer), each.name))
                raise _Release(last.name)
            if all(each.layer == "given" for each in feeding):
                wrong.append((instance, difference, scale))
            else:
                self.warnings.append(f"`{instance.label}` differs by {difference / scale:+.2%}")
        if wrong:
            raise self.contradiction(wrong, values)

    def ancestors(self, instance: Instance) -> list[Input]:
        names = set(instance.names)
        for step in reversed(self.planned_steps()):
            if step.unknown in names:
                names |= set(step.instance.names)
        return [each for name, each in self.prepared.resolved.inputs.items() if name in names]

    def planned_steps(self) -> list[Any]:
        return list(self.prepared.planner.spread(self.prepared.resolved.inputs).steps)

    def rounding(self, instance: Instance, values: Mapping[str, float], feeding: Sequence[Input]) -> float:
        steps = [step for step in self.planned_steps() if step.unknown in values]
        moved = slopes.along(steps, (), (), values, [each.name for each in feeding], self.prepared.words)
        relative = {each.name: float(each.value.half_unit) / abs(each.base) for each in feeding if each.base}
        return slopes.residual_spread(instance, values, moved, relative, self.prepared.words)

    def contradiction(self, wrong: Sequence[tuple[Instance, float, float]], values: Mapping[str, float]) -> ContradictionError:
        rows, conflict = [], []
        for instance, difference, scale in wrong:
            sides = ", ".join(f"{name} = {self.shown(name, values)}" for name in instance.names)
            rows.append(f"`{instance.label}`: {text(instance.law.statement)} is off by {abs(difference) / scale:.3%} with {sides}")
            conflict.append({"law": instance.label, "left": text(instance.law.statement.left), "right": text(instance.law.statement.right),
                             "relative": difference / scale})  # fmt: skip
        names = tuple(dict.fromkeys(name for instance, *_ in wrong for name in instance.names))
        return ContradictionError("what is given contradicts itself", names=names, detail=tuple(rows), conflict=tuple(conflict),
                                  hint="leave one of these out")  # fmt: skip

    def no_answer(self, because: tuple[str, ...]) -> MlsysimError:
        for instance, values in self.failed:
            left, right = instance.law.statement.left, instance.law.statement.right
            if instance.law.statement.relation == "<=" and text(left).rpartition(".")[2].endswith("device_memory"):
                name, room = instance.names[0], [values[each] for each in instance.names[1:]]
                return OutOfMemoryError(
                    f"it does not fit: {text(left)} = {self.shown(name, values)}, more than {text(right)}", because=because,
                    needed=values[name], available=room[0] if len(room) == 1 else None,
                )  # fmt: skip
            if instance.law.title == "Requirement":
                return ServiceLevelViolation(f"the requirement `{instance.label}` fails", because=because)
        from mlsysim_sym.errors import NoAnswerError  # noqa: PLC0415

        return NoAnswerError(f"no {self.target} satisfies the question", because=because)


def _difference(condition: Any, at: float) -> tuple[float, float]:
    try:
        return condition.difference(at)  # type: ignore[no-any-return]
    except (ValueError, ZeroDivisionError, OverflowError):
        return 0.0, 0.0


def _distinct(pieces: list[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda each: (each.low, each.high)):
        same = kept and kept[-1].is_point and piece.is_point and abs(piece.low - kept[-1].low) <= 1e-9 * max(abs(piece.low), abs(kept[-1].low))
        if not same or piece.beside != kept[-1].beside and not _near(piece.beside, kept[-1].beside):
            kept.append(piece)
    return kept


def _near(first: Mapping[str, float], second: Mapping[str, float]) -> bool:
    return all(math.isclose(first[name], second[name], rel_tol=1e-9) for name in first)
