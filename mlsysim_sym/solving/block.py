"""The part of a plan that must be searched: one unknown by certified search, two or more by damped Newton."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book import multiples, precise
from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.book.jets import JET, Jet, jet, known
from mlsysim_sym.book.sets import Part, merged
from mlsysim_sym.book.system import Instance
from mlsysim_sym.reading.tree import Call, Condition, Name, Node, Statement, names_in, walk
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving import roots
from mlsysim_sym.solving.fuse import fuse, statement_of, variants
from mlsysim_sym.solving.judge import TOLERANCE, Judge
from mlsysim_sym.solving.plan import Plan, Step, needed
from mlsysim_sym.solving.step import evaluated, holds, narrowed
from mlsysim_sym.valueclass import field, mutable

if TYPE_CHECKING:
    from mlsysim_sym.solving.solve import Prepared


@mutable
class BlockResult:
    """The set of a tear, with the conditions that it was searched by."""

    parts: tuple[Part, ...]
    certificate: str
    conditions: tuple[Judge, ...]
    because: list[str] = field(default_factory=list)
    step: int = 1


def one(prepared: Prepared, plan: Plan, values: Mapping[str, float]) -> BlockResult:
    """Return all values of a plan's one tear that satisfy its residual, limits and requirements."""
    (tear,) = plan.tears
    domain = _domain(prepared, plan, values)
    parts: list[Part] = []
    certified = True
    notes: list[str] = []
    neighbours: list[float] = []
    conditions: list[Judge] = []
    step = 1
    for forms in variants(plan.inside):
        conditions = _conditions(prepared, plan, forms, values, tear)
        found = roots.search(conditions, domain)
        kept, complete = _where_laws_hold(plan, values, found, domain)
        step = max(step, found.step)  # the same for every form: it comes from the unknown itself
        parts += kept
        certified &= found.certified and complete
        notes += found.notes
        neighbours += found.neighbours
    because = notes
    if not parts:
        unproven = "" if certified else " (searched, not proven)"
        near = f" (nearest: {', '.join(f'{each:.6g}' for each in neighbours[:4])})" if neighbours else unproven
        labels = ", ".join(f"`{each.label}`" for each in conditions)
        because = [f"no {tear} in {domain} satisfies {labels}{near}", *_alone(conditions, domain)]
    return BlockResult(
        merged(parts) if not domain.step else tuple(sorted(set(parts))),
        "certified" if certified else "numeric",
        tuple(conditions),
        because,
        step,
    )


MOST_JUDGED = 20_000


def _where_laws_hold(plan: Plan, values: Mapping[str, float], found: roots.Found, domain: Domain) -> tuple[list[Part], bool]:
    """Drop integers at which a law of the block does not hold (an odd port count); whether all could be judged."""
    (tear,) = plan.tears
    parts = found.parts
    laws = [each for each in [*(step.instance for step in plan.inside), *plan.residuals] if tear in each.names]
    conditions = [(each, condition) for each in laws for condition in each.law.holds_when if _is_intricate(condition)]
    if not conditions or not domain.step:
        return list(parts), True
    if sum(high - low + 1 for low, high, *_ in parts) > MOST_JUDGED:
        return list(parts), False
    kept: list[Part] = []
    for part in parts:
        for n in multiples.whole(found.step if part[0] < part[1] else 1, part):
            known = {**values, tear: float(n)}
            local = [{name: known[system] for name, system in each.name_of.items() if system in known} for each, _ in conditions]
            if all(holds(condition, mine) is not False for (_, condition), mine in zip(conditions, local, strict=True)):
                kept.append((float(n), float(n), False, False))
    return list(roots.joined_integers(kept)), True


def _is_intricate(condition: Condition) -> bool:
    """Whether a condition holds here and there (a parity), so that it cannot cut the domain down to an interval."""
    return any(isinstance(node, Call) for node in walk(condition))


def _alone(conditions: Sequence[Judge], domain: Domain) -> list[str]:
    """Return what each condition alone would allow, to explain an empty answer."""
    rows = []
    if len(conditions) > 1:
        for each in conditions:
            found = roots.search([each], domain)
            shown = ", ".join(_range(part) for part in found.parts[:3]) or "nothing"
            rows.append(f"`{each.label}` alone allows {shown}")
    return rows


def _range(part: Part) -> str:
    return f"{part[0]:.6g}" if part[0] == part[1] else f"{part[0]:.6g} to {part[1]:.6g}"


def _domain(prepared: Prepared, plan: Plan, values: Mapping[str, float]) -> Domain:
    """Return the tear's domain, cut down to where the laws of the block hold."""
    (tear,) = plan.tears
    domain = prepared.system.variable(tear).domain
    for instance in [*(step.instance for step in plan.inside), *plan.residuals]:
        if tear in instance.names:
            local = {name: values[system] for name, system in instance.name_of.items() if system in values and system != tear}
            domain = narrowed(domain, instance.law.holds_when, instance.local_of[tear], local)
    return domain


def _conditions(prepared: Prepared, plan: Plan, forms: Sequence[Node], values: Mapping[str, float], tear: str) -> list[Judge]:
    made = []
    by_step = dict(zip((id(step) for step in plan.inside), forms, strict=True))
    reached = {tear} | {step.unknown for step in plan.inside}
    for instance in [*plan.residuals, *plan.judged]:
        if not reached & set(instance.names):
            continue
        steps = needed(plan.inside, instance.names)
        made.append(_condition(prepared, instance, steps, [by_step[id(step)] for step in steps], values=values, tear=tear))
    return made


def _condition(
    prepared: Prepared,
    instance: Instance,
    steps: Sequence[Step],
    forms: Sequence[Node],
    *,
    values: Mapping[str, float],
    tear: str,
) -> Judge:
    made = {step.unknown for step in steps}
    used = dict.fromkeys(name for each in [*(step.instance for step in steps), instance] for name in each.names)
    inputs = [name for name in used if name not in made and name != tear]
    statement = statement_of(instance)
    words = _words(prepared)
    fused = fuse([tear, *inputs], steps, forms, [("judged", statement, instance)], words)
    judged = fused.bind(FLOAT)
    arguments = [values[name] for name in inputs]

    def difference(x: float) -> tuple[float, float]:
        return judged(x, *arguments)[0]  # type: ignore[no-any-return]

    enclose: Callable[[Jet], Jet] = _no_enclosure
    if statement.relation != "divides":
        bounded = fuse([tear, *inputs], steps, forms, [("difference", statement, instance)], words)
        enclose = _enclosure(bounded.bind(JET), arguments)

    def sign_of(x: float) -> int:
        function = fused.bind(precise.namespace())
        return precise.sign(lambda *given: function(*given)[0], [x, *arguments])

    multiple_of, divisor_of = _divided(statement, tear, values)
    return Judge(instance.label, statement.relation, enclose, difference, sign_of, multiple_of, divisor_of)


def _divided(statement: Statement, tear: str, values: Mapping[str, float]) -> tuple[int, int]:
    """Return the known number that must divide the unknown, and the known number that it must divide; 0 where there is none."""
    found = []
    for own, other in ((statement.right, statement.left), (statement.left, statement.right)):
        known = statement.relation == "divides" and own == Name(tear) and set(names_in(other)) <= set(values)
        number = evaluated(other, values) if known else 0.0
        found.append(int(abs(number)) if number.is_integer() else 0)
    return found[0], found[1]


def _enclosure(function: Callable[..., Any], arguments: Sequence[float]) -> Callable[[Jet], Jet]:
    given = [known(each) for each in arguments]
    return lambda x: jet(function(x, *given)[0])


def _no_enclosure(_x: Jet) -> Jet:
    return Jet(-math.inf, math.inf, -math.inf, math.inf)


def _words(prepared: Prepared) -> Callable[[Instance], Mapping[str, str]]:
    return lambda instance: dict(prepared.words(instance))


def values_at(prepared: Prepared, plan: Plan, values: Mapping[str, float], x: float) -> dict[str, float] | None:
    """Return all values when the tear has a value, by the first way through the block that satisfies its residuals."""
    (tear,) = plan.tears
    for forms in variants(plan.inside):
        inputs = [name for name in values if name != tear]
        outputs: list[tuple[str, Any, Instance | None]] = [("name", step.unknown, None) for step in plan.inside]
        outputs += [("judged", statement_of(each), each) for each in plan.residuals]
        function = fuse([tear, *inputs], plan.inside, forms, outputs, _words(prepared)).bind(FLOAT)
        try:
            results = function(x, *(values[name] for name in inputs))
        except UNDEFINED:
            continue
        found = {**values, tear: x} | {step.unknown: results[place] for place, step in enumerate(plan.inside)}
        judged = results[len(plan.inside) :]
        inside = all(found[step.unknown] in _loose(prepared.system.variable(step.unknown).domain) for step in plan.inside)
        if inside and all(abs(difference) <= TOLERANCE * scale for difference, scale in judged):
            return found
    return None


def _loose(domain: Domain) -> Domain:
    """Return a domain with its ends let out by rounding."""
    low = domain.low - 1e-9 * abs(domain.low) if math.isfinite(domain.low) else domain.low
    high = domain.high + 1e-9 * abs(domain.high) if math.isfinite(domain.high) else domain.high
    return Domain(low, high, domain.low_open, domain.high_open, domain.step)


# --- several tears -----------------------------------------------------------------------------------------------------

MOST_ITERATIONS = 60


def several(prepared: Prepared, plan: Plan, values: Mapping[str, float]) -> list[dict[str, float]]:
    """Return the roots of two or more tears that damped Newton finds from several starts, in logarithms where positive.

    These roots are verified, but nothing proves that they are all.
    """
    solutions: list[dict[str, float]] = []
    for forms in variants(plan.inside):
        system = _NewtonSystem(prepared, plan, forms, values)
        for start in itertools.product(*(_starts(prepared, tear) for tear in plan.tears)):
            found = system.solve(list(start))
            if found is not None and not any(_same(found, other, plan.tears) for other in solutions):
                solutions.append(found)
    return solutions


def _starts(prepared: Prepared, tear: str) -> list[float]:
    variable = prepared.system.variable(tear)
    low, high = variable.typical or (1e-3, 1e3)
    if low > 0:
        return [low ** (1 - share) * high**share for share in (0.25, 0.5, 0.75)]
    return [low + (high - low) * share for share in (0.25, 0.5, 0.75)]


def _same(first: Mapping[str, float], second: Mapping[str, float], names: Iterable[str]) -> bool:
    return all(math.isclose(first[name], second[name], rel_tol=1e-7) for name in names)


class _NewtonSystem:
    def __init__(self, prepared: Prepared, plan: Plan, forms: Sequence[Node], values: Mapping[str, float]) -> None:
        self.plan, self.values = plan, values
        self.inputs = [name for name in values if name not in plan.tears]
        outputs: list[tuple[str, Any, Instance | None]] = [("name", step.unknown, None) for step in plan.inside]
        outputs += [("judged", statement_of(each), each) for each in plan.residuals]
        self.function = fuse([*plan.tears, *self.inputs], plan.inside, forms, outputs, _words(prepared)).bind(FLOAT)
        domains = [prepared.system.variable(tear).domain for tear in plan.tears]
        self.log = [domain.low >= 0 for domain in domains]
        self.domains = domains

    def raw(self, point: Sequence[float]) -> tuple[list[float], list[float]]:
        results = self.function(*point, *(self.values[name] for name in self.inputs))
        cut = len(self.plan.inside)
        return list(results[:cut]), [difference / scale if scale else difference for difference, scale in results[cut:]]

    def outside(self, hidden: Sequence[float]) -> list[float]:
        return [math.exp(h) if log else h for h, log in zip(hidden, self.log, strict=True)]

    def solve(self, start: list[float]) -> dict[str, float] | None:
        hidden = [math.log(x) if log else x for x, log in zip(start, self.log, strict=True)]
        try:
            errors = self.raw(self.outside(hidden))[1]
            for _ in range(MOST_ITERATIONS):
                if max(map(abs, errors)) < 1e-13:  # noqa: PLR2004
                    break
                moved = self.improved(hidden, errors)
                if moved is None:
                    break
                hidden, errors = moved
        except UNDEFINED:
            return None
        if max(map(abs, errors)) > TOLERANCE:
            return None
        point = self.outside(hidden)
        if not all(x in domain for x, domain in zip(point, self.domains, strict=True)):
            return None
        inside = self.raw(point)[0]
        return {
            **self.values,
            **dict(zip(self.plan.tears, point, strict=True)),
            **{step.unknown: value for step, value in zip(self.plan.inside, inside, strict=True)},
        }

    def improved(self, hidden: list[float], errors: list[float]) -> tuple[list[float], list[float]] | None:
        """Return a damped Newton step that lowers the largest relative residual."""
        matrix = [[0.0] * len(hidden) for _ in errors]
        for column in range(len(hidden)):
            step = 1e-6 * max(1.0, abs(hidden[column]))
            shifted = [h + (step if index == column else 0.0) for index, h in enumerate(hidden)]
            for row, error in enumerate(self.raw(self.outside(shifted))[1]):
                matrix[row][column] = (error - errors[row]) / step
        change = _linear(matrix, [-error for error in errors])
        if change is None:
            return None
        for power in range(12):
            trial = [h + c * 0.5**power for h, c in zip(hidden, change, strict=True)]
            try:
                after = self.raw(self.outside(trial))[1]
            except UNDEFINED:
                continue
            if max(map(abs, after)) < max(map(abs, errors)):
                return trial, after
        return None


def _linear(matrix: list[list[float]], right: list[float]) -> list[float] | None:
    """Solve a small linear system by elimination with pivots; None if it is singular."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        if rows[pivot][column] == 0:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(size):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [rows[index][size] / rows[index][index] for index in range(size)]
