"""One law solved for one unknown at given numbers: candidates tried, put back, and joined to a set."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping

from mlsysim_sym.book import multiples, precise
from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.book.emit import Emitter, Source, function
from mlsysim_sym.book.jets import JET, Jet, jet, known
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.sets import Part, intersection, merged
from mlsysim_sym.reading.tree import And, Comparison, Condition, Name, constant_value, names_in
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving import roots
from mlsysim_sym.solving.fuse import Solved, alike, enclosed, residual, residual_function, solved
from mlsysim_sym.solving.judge import TOLERANCE, Judge, vanishes
from mlsysim_sym.valueclass import field, mutable

INF = math.inf
SATURATED = 1e-12
Words = tuple[tuple[str, str], ...]


@mutable
class StepResult:
    """The set of an unknown under one law: parts, how they were found, and why there are none.

    Of a range of integers only the multiples of `step` belong to the set.
    """

    parts: tuple[Part, ...]
    certificate: str = "exact"
    because: list[str] = field(default_factory=list)
    everything: bool = False
    step: int = 1

    def holds(self, value: float) -> bool:
        """Whether a value lies in the set, open ends included."""
        return multiples.holds(self.parts, self.step, value)

    @property
    def points(self) -> list[float] | None:
        """The values, if the set is a list of points."""
        return [part[0] for part in self.parts] if all(part[0] == part[1] for part in self.parts) else None


def solve_law(law: Law, name: str, values: Mapping[str, float], domain: Domain, words: Words = ()) -> StepResult:
    """Return all values of `name` in `domain` that satisfy a law, the other variables being `values`.

    Candidates within rounding of an end of the domain count as that end. Values at which the law does not hold
    (`holds_when`) are dropped, with the reason.
    """
    problem = _Problem(law, name, values, domain, words)
    return problem.solve()


class _Problem:
    def __init__(self, law: Law, name: str, values: Mapping[str, float], domain: Domain, words: Words) -> None:
        self.law, self.name, self.values, self.words = law, name, values, words
        self.own_domain = domain
        self.domain = narrowed(domain, law.holds_when, name, values)
        self.solved: Solved = solved(law, name, words)
        self.arguments = [values[other] for other in self.solved.others]
        self.place = law.variables.index(name)
        self.judge: Callable[..., tuple[float, float]] = residual_function(law, words)

    def solve(self) -> StepResult:
        route = self.solved.inverse.route
        if route == "forward":
            return self.forward()
        if route == "search" or (self.solved.inverse.needs_set and self.solved.region is None):
            return self.searched()
        if self.solved.inverse.needs_set:
            return self.region(0.0)
        if route == "divides":
            return self.divided()
        return self.closed()

    # --- forward -------------------------------------------------------------------------------------------------------

    def forward(self) -> StepResult:
        try:
            value = self.solved.forms[0](*self.arguments)
        except UNDEFINED as error:
            return StepResult((), because=[f"`{self.law.name}` has no value here: {error}"])
        if not math.isfinite(value):
            return StepResult((), because=[f"`{self.law.name}` overflows here"])
        if value not in self.own_domain:
            near = self.snapped(value)
            if near is None:
                return StepResult((), because=[outside(self.name, value, self.own_domain, self.law.name)])
            value = near
        return StepResult(((value, value, False, False),))

    # --- closed --------------------------------------------------------------------------------------------------------

    def closed(self) -> StepResult:
        because: list[str] = []
        kept, broken = self.candidates(because)
        if any(self.flat(value) for value in kept):
            wider = self.degenerate(because) if self.solved.region is not None or self.no_influence() else None
            wider = self.searched() if wider is None and self.own_domain.step else wider
            if wider is not None and wider.parts:
                return wider
        held = [value for value in kept if value in self.domain]
        dropped = [value for value in kept if value not in self.domain]
        because += [f"{self.name} = {value:.6g}: `{self.law.name}` does not hold there" for value in dropped]
        if held:
            return StepResult(tuple((value, value, False, False) for value in held), because=because)
        if broken or not because or self.no_influence():
            return self.degenerate(because)
        if self.solved.region is not None:
            saturated = self.region(SATURATED)
            if saturated.parts:
                return saturated
        return StepResult((), because=because)

    def candidates(self, because: list[str]) -> tuple[list[float], bool]:
        """Return the candidates that satisfy the law, and whether a form gave none; note those outside the domain."""
        values, broken = [], not self.solved.forms
        for form in self.solved.forms:
            try:
                values.append(float(form(*self.arguments)))
            except UNDEFINED:
                broken = True
        kept = []
        for value in values:
            if not math.isfinite(value):
                broken = True
                continue
            inside = value if value in self.own_domain else self.snapped(value)
            if inside is None:
                because.append(outside(self.name, value, self.own_domain, self.law.name))
            elif self.fits(inside):
                kept.append(inside)
        return _distinct(kept), broken

    def degenerate(self, because: list[str]) -> StepResult:
        """No candidate: the unknown may have no influence here, or the law may be saturated."""
        if self.no_influence():
            part = (self.domain.low, self.domain.high, self.domain.low_open, self.domain.high_open)
            return StepResult((part,), because=[f"{self.name} has no influence here"], everything=True)
        if self.solved.region is not None:
            saturated = self.region(SATURATED)
            if saturated.parts:
                return saturated
        elif self.solved.inverse.route == "closed":
            return self.searched()
        return StepResult((), because=because or [f"no {self.name} satisfies `{self.law.name}`"])

    def no_influence(self) -> bool:
        probes = _probes(self.domain)
        return len(probes) > 1 and all(self.fits(probe) for probe in probes)

    def fits(self, value: float) -> bool:
        try:
            difference, scale = self.judge(*self._with(value))
        except UNDEFINED:
            return False
        return vanishes(difference, scale)

    def flat(self, value: float) -> bool:
        """Whether the law cannot tell a root from its neighbours: the given value is saturated."""
        steps = (1.0, -1.0) if self.own_domain.step else (1e-4 * abs(value), -1e-4 * abs(value))
        return value != 0 and all(self.exact(value + step) for step in steps if value + step in self.domain)

    def exact(self, value: float) -> bool:
        try:
            difference, scale = self.judge(*self._with(value))
        except UNDEFINED:
            return False
        return math.isfinite(scale) and abs(difference) <= 0.1 * SATURATED * scale

    def snapped(self, value: float) -> float | None:
        """Return a value of the domain within rounding, None if there is none."""
        if self.own_domain.step and math.isfinite(value) and float(round(value)) in self.own_domain and self.fits(round(value)):
            return float(round(value))
        ends = [end for end in (self.own_domain.low, self.own_domain.high) if math.isfinite(end)]
        for end in ends:
            scale = max(abs(end), abs(value), self._term_scale())
            if end in self.own_domain and abs(value - end) <= TOLERANCE * scale and self.fits(end):
                return end
        return None

    def _term_scale(self) -> float:
        return 0.0 if not self.values else max(abs(value) for value in self.values.values())

    # --- sets ----------------------------------------------------------------------------------------------------------

    def region(self, widen: float) -> StepResult:
        assert self.solved.region is not None  # noqa: S101  (callers look first)
        try:
            found = self.solved.region(*self.arguments, widen)
        except UNDEFINED as error:
            return StepResult((), because=[f"`{self.law.name}` has no value here: {error}"])
        parts = within(found.parts, self.domain, found.slack)
        if not parts and found.parts:
            shown = ", ".join(f"[{part[0]:.6g}, {part[1]:.6g}]" for part in found.parts[:3])
            return StepResult((), because=[f"`{self.law.name}` would need {self.name} in {shown}, outside {self.domain}"])
        because = [] if parts else [f"no {self.name} satisfies `{self.law.name}`"]
        return StepResult(parts, because=because)

    def divided(self) -> StepResult:
        """Return the divisors of a number, or its multiples."""
        other = self.arguments[0]
        whole = Domain(self.domain.low, self.domain.high, self.domain.low_open, self.domain.high_open, step=1)
        room = within([(-INF, INF, True, True)], whole)
        parts, step = self.divisors(room) if self.place == 0 else ((), 1)
        if self.place == 1 and other and other.is_integer():
            parts, step = multiples.of(int(abs(other)), room)
        return StepResult(parts, because=[] if parts else [f"no {self.name} satisfies `{self.law.name}`"], step=step)

    def divisors(self, room: tuple[Part, ...]) -> tuple[tuple[Part, ...], int]:
        """Return what divides a number in a range of integers; everything but 0 divides 0."""
        other = self.arguments[0]
        if not other.is_integer():
            return (), 1
        if not other:
            return intersection(room, [(-INF, -1.0, True, False), (1.0, INF, False, True)]), 1
        found = multiples.divisors(int(abs(other)))
        signed = sorted(float(sign * n) for n in found for sign in (1, -1))
        return tuple((n, n, False, False) for n in signed if multiples.holds(room, 1, n)), 1

    # --- search --------------------------------------------------------------------------------------------------------

    def searched(self) -> StepResult:
        def jet_by(source: Source) -> Callable[[Jet], Jet]:
            function = source.bind(JET)
            given = {name: known(value) for name, value in self.values.items()}
            return lambda x: jet(function(*(x if each == self.name else given[each] for each in self.law.variables)))

        def sign_of(x: float) -> int:
            return precise.sign(residual(self.law, self.words).bind(precise.namespace()), self._with(x))

        similar = alike(self.law, self.name, self.positive(), self.words)
        condition = Judge(
            self.law.name,
            self.law.statement.relation,
            jet_by(enclosed(self.law, self.name, self.words)),
            lambda x: self.judge(*self._with(x)),
            sign_of,
            alike=jet_by(similar) if similar is not None else None,
        )
        found = roots.search([condition], self.domain)
        for at in self.degenerate_points():
            if condition.holds(at):
                found.parts = roots.with_point(condition, found.parts, at)
        room = self.domain
        whole = found.parts == ((room.low, room.high, room.low_open, room.high_open),) and self.law.statement.relation == "="
        if whole:
            certificate = "exact" if found.certified else "numeric"
            return StepResult(found.parts, certificate, [f"{self.name} has no influence here"], everything=True)
        because = [] if found.parts else [self._nothing(found)]
        return StepResult(found.parts, "certified" if found.certified else "numeric", because + found.notes)

    def positive(self) -> frozenset[str]:
        """Return the variables that are positive here: those with such a value, and the unknown if its domain is."""
        positive = {name for name, value in self.values.items() if value > 0}
        return frozenset(positive | ({self.name} if self.domain.low >= 0 else set()))

    def degenerate_points(self) -> Iterator[float]:
        """Yield the values of the unknown at which the law has another statement."""
        for point in self.law.points:
            sides = point.when.left, point.when.right
            value = constant_value(sides[1]) if sides[0] == Name(self.name) else None
            if value is not None and point.when.operator == "=" and float(value) in self.domain:
                yield float(value)

    def _with(self, x: float) -> list[float]:
        return [x if each == self.name else self.values[each] for each in self.law.variables]

    def _nothing(self, found: roots.Found) -> str:
        near = ", ".join(f"{each:.6g}" for each in found.neighbours[:4])
        unproven = "" if found.certified else " (searched, not proven)"
        return f"no {self.name} in {self.domain} satisfies `{self.law.name}`" + (f" (nearest: {near})" if near else unproven)


def within(parts: Iterable[Part], domain: Domain, slack: float = 0.0) -> tuple[Part, ...]:
    """Return what a set shares with a domain; for integers, ranges of integers."""
    low = domain.low - _let_out(domain.low, slack, is_open=domain.low_open)
    high = domain.high + _let_out(domain.high, slack, is_open=domain.high_open)
    room = [(low, high, domain.low_open, domain.high_open)]
    shared = [(_clamped(low, domain), _clamped(high, domain), lo, ho) for low, high, lo, ho in intersection(parts, room)]
    if not domain.step:
        return merged(shared)
    whole = []
    for low, high, low_open, high_open in shared:
        near = 1e-9 * max(1.0, abs(low) if math.isfinite(low) else 1.0)
        first = float(math.ceil(low - near)) if math.isfinite(low) else low
        last = float(math.floor(high + near)) if math.isfinite(high) else high
        first += 1.0 if low_open and first <= low + near else 0.0
        last -= 1.0 if high_open and last >= high - near else 0.0
        if first <= last:
            whole.append((first, last, False, math.isinf(last)))
    return tuple(whole)


def _let_out(end: float, slack: float, *, is_open: bool) -> float:
    return 0.0 if is_open or math.isinf(end) else max(slack, TOLERANCE * abs(end))


def _clamped(value: float, domain: Domain) -> float:
    return min(max(value, domain.low), domain.high)


def narrowed(domain: Domain, conditions: Iterable[Condition], name: str, values: Mapping[str, float]) -> Domain:
    """Return a domain cut down to where simple conditions on one variable hold (`ranks >= 2`, `load < servers`)."""
    low, high, low_open, high_open = domain.low, domain.high, domain.low_open, domain.high_open
    for each in _simple(conditions):
        bound = _bound(each, name, values)
        if bound is None:
            continue
        operator, value = bound
        if operator in {">", ">="} and (value > low or (value == low and operator == ">")):
            low, low_open = value, operator == ">"
        if operator in {"<", "<="} and (value < high or (value == high and operator == "<")):
            high, high_open = value, operator == "<"
    return Domain(low, high, low_open, high_open, domain.step) if low <= high else domain


def _simple(conditions: Iterable[Condition]) -> Iterable[Comparison]:
    for each in conditions:
        if isinstance(each, And):
            yield from _simple(each.parts)
        elif isinstance(each, Comparison):
            yield each


_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _bound(condition: Comparison, name: str, values: Mapping[str, float]) -> tuple[str, float] | None:
    if condition.operator not in _MIRROR:
        return None
    for side, other, operator in (
        (condition.left, condition.right, condition.operator),
        (condition.right, condition.left, _MIRROR[condition.operator]),
    ):
        if isinstance(side, Name) and side.name == name and name not in names_in(other) and set(names_in(other)) <= set(values):
            return operator, float(evaluated(other, values))
    return None


def evaluated(node: object, values: Mapping[str, float], words: Words = ()) -> float:
    """Return the value of a tree over floats."""
    names = tuple(names_in(node))  # type: ignore[arg-type]
    emitter = Emitter({each: f"v{index}" for index, each in enumerate(names)}, dict(words))
    shown = emitter.node(node)  # type: ignore[arg-type]
    return float(function(emitter.locals_of.values(), (), shown, emitter).bind(FLOAT)(*(values[each] for each in names)))


def holds(condition: Condition, values: Mapping[str, float], words: Words = ()) -> bool | None:
    """Return whether a condition holds, None where a value that it needs is not known."""
    names = tuple(names_in(condition))
    if not set(names) <= set(values):
        return None
    emitter = Emitter({each: f"v{index}" for index, each in enumerate(names)}, dict(words))
    shown = emitter.condition(condition)
    return bool(function(emitter.locals_of.values(), (), shown, emitter).bind(FLOAT)(*(values[each] for each in names)))


def outside(name: str, value: float, domain: Domain, law: str) -> str:
    """Return the reason why a value is no answer."""
    if domain.step and domain.low <= value <= domain.high:
        return f"`{law}` gives {name} = {value:.6g}, not an integer (neighbours {math.floor(value)} and {math.ceil(value)})"
    return f"`{law}` gives {name} = {value:.6g}, outside {domain}"


def _distinct(values: list[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or abs(value - kept[-1]) > 1e-12 * max(abs(value), abs(kept[-1])):
            kept.append(value)
    return kept


def _probes(domain: Domain) -> list[float]:
    """Return values from all over a domain, its closed ends included."""
    ends = [
        end
        for end, is_open in ((domain.low, domain.low_open), (domain.high, domain.high_open))
        if not is_open and math.isfinite(end)
    ]
    if math.isfinite(domain.low) and math.isfinite(domain.high):
        inner = [domain.low + (domain.high - domain.low) * share for share in (1e-9, 0.171, 0.523, 0.894, 1 - 1e-9)]
    else:
        base = domain.low if math.isfinite(domain.low) else (domain.high - 1e9 if math.isfinite(domain.high) else 0.0)
        inner = [base + distance for distance in (1e-12, 1.7e-6, 0.0173, 1.31, 917.0, 4.1e9)]
        inner += [-value for value in inner] if math.isinf(domain.low) and math.isinf(domain.high) else []
    if domain.step:
        inner = [float(round(value)) for value in inner]
    return [value for value in dict.fromkeys([*ends, *inner]) if value in domain]
