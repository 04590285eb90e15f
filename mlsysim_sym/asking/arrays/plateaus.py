"""Laws that take whole steps, solved backwards: the two ends of the range that a known count allows.

`tiles = ceil(rows / tile_rows)` leaves a range of rows for a number of tiles. The call that steps is found as a value; its
argument then lies between two numbers one apart, of which one belongs to the range; what stands inside is peeled for both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mlsysim_sym.asking.arrays.terms import ONE, ZERO, Term, Terms
from mlsysim_sym.asking.arrays.ways import Draft, Unknown, Way
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.peel import NoForm, operands, peel
from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import UndecidedError
from mlsysim_sym.reading.functions import STEPS
from mlsysim_sym.reading.tree import Call, Name, Node, Statement, Tree, occurrences, rebuilt, renamed
from mlsysim_sym.solving.fuse import statement_of
from mlsysim_sym.solving.plan import Plan, Step

if TYPE_CHECKING:
    from mlsysim_sym.asking.arrays.build import Builder

STEPPED, EDGE = "~stepped", "~edge"
HALF = Term(0.5)
SHIFT = 1e-4
SAME = 1e-12
ONE_END = 'take one end of it: pick="highest" or pick="lowest" (--pick in a command)'
RANGE = "gives a range there, not one value"


class Ends(NamedTuple):
    """The ends of a range: the one that belongs to it, and the one that does not (with `round`, both count as belonging)."""

    closed: Term
    open: Term
    both: bool


def stepped(builder: Builder, way: Way, instance: Instance, name: str, *, cut: bool) -> Iterator[Way]:
    """Yield the ways through a law that steps on the way to an unknown: the end that is picked, or the one whole number.

    Where limits `cut` the range, the unknown is searched between its ends.
    """
    if builder.pick == "only" and (cut or not builder.domain(name).step):
        raise UndecidedError(
            f"`{instance.label}` gives a range of `{name}`, not one value",
            names=(name,),
            hint=ONE_END,
        )
    if builder.pick != "only" and name not in builder.plan.targets:
        target = builder.plan.targets[0]
        raise UndecidedError(f"`{instance.label}` gives a range of `{name}` on the way to {target}", names=(name, target))
    for ends in ends_of(statement_of(instance), name, builder.algebra, way.terms, builder.words(instance)):
        branch = way.branch()
        low, high = _between(builder, branch, instance, name, ends)
        if cut:
            tear = builder.algebra.atom("tear", len(builder.roots))
            builder.roots.append(Draft(tear))
            branch.terms[name] = tear
            builder.open.append(Unknown(tear, name, low, high, builder.domain(name)))
        else:
            _ended(builder, branch, instance, name, (low, high))
        yield branch


def is_stepped(way: Way, residual: Instance, name: str) -> bool:
    """Whether an equation gives a range of an unknown by itself: the unknown stands once in it, inside a whole step."""
    known = set(residual.names) - {name} <= set(way.terms)
    return known and name in residual.names and invert(residual.law, residual.local_of[name]).route == "step"


def followed(builder: Builder, way: Way) -> Way:
    """Return a way with what follows from the tear of its plan."""
    for step in builder.plan.inside:
        forms = invert(step.instance.law, step.instance.local_of[step.unknown]).forms
        if len(forms) != 1:
            raise UndecidedError(f"`{step.instance.label}` gives several values of `{step.unknown}`", names=(step.unknown,))
        builder.candidate(way, step, renamed(forms[0], step.instance.name_of), "forward")
    return way


def limited(plan: Plan, step: Step) -> bool:
    """Whether a limit or requirement rests on the unknown of a step, or on what follows from it."""
    reached = {step.unknown}
    for later in plan.before[plan.before.index(step) + 1 :]:
        reached |= {later.unknown} if reached & set(later.instance.names) else set()
    return any(reached & set(each.names) for each in plan.judged)


# --- the ends ----------------------------------------------------------------------------------------------------------


def ends_of(
    statement: Statement, name: str, algebra: Terms, terms: Mapping[str, Term], words: Mapping[str, str]
) -> Iterator[Ends]:
    """Yield the ends of the ranges of a variable that stands once in an equation, inside one `ceil`, `floor` or `round`.

    Raises UndecidedError where it stands inside several, or inside something that has no inverse.
    """
    side, other = (statement.left, statement.right) if occurrences(statement.left, name) else (statement.right, statement.left)
    calls = list(_stepping(side, name))
    if len(calls) != 1:
        raise UndecidedError(f"`{name}` stands inside several whole steps", names=(name,))
    (call,) = calls

    def hide(tree: Tree) -> Tree | None:
        return Name(STEPPED) if tree is call else None

    try:
        around = list(peel(rebuilt(side, hide), STEPPED, other))
        inside = list(peel(call.arguments[0], name, Name(EDGE)))
    except NoForm:
        raise UndecidedError(f"`{name}` has no closed form inside `{call.function}`", names=(name,)) from None
    for form in around:
        count = algebra.call("snap", [algebra.node(form, terms, words)])
        edges = _edges(call.function, count, algebra)
        for each in inside:
            closed, beyond = (algebra.node(each, {**terms, EDGE: edge}, words) for edge in edges)
            yield Ends(closed, beyond, call.function == "round")


def _edges(function: str, count: Term, algebra: Terms) -> tuple[Term, Term]:
    """Return the end of a step's argument that gives the count itself, and the one that just does not."""
    if function == "round":
        return algebra.binary("-", count, HALF), algebra.binary("+", count, HALF)
    return count, algebra.binary("-" if function == "ceil" else "+", count, ONE)


def _stepping(node: Node, name: str) -> Iterator[Call]:
    """Yield the steps on the way from a tree to a variable in it."""
    while not isinstance(node, Name):
        if isinstance(node, Call) and node.function in STEPS:
            yield node
        node = next(part for part in operands(node) if occurrences(part, name))


def end_of(ends: Ends, side: str, algebra: Terms, *, whole: bool) -> Term:
    """Return the least (`low`) or greatest (`high`) value of a range; of a whole number, the last that belongs to it."""
    higher = side == "high"
    found = algebra.extreme("max" if higher else "min", [ends.closed, ends.open])
    if not whole:
        return found
    inner = algebra.call("floor" if higher else "ceil", [found])
    if ends.both:
        return inner
    outer = algebra.call("ceil" if higher else "floor", [found])
    beyond = algebra.binary("-" if higher else "+", outer, ONE)
    holds = algebra.compared("at_least" if higher else "at_most", ends.closed, ends.open)
    return algebra.cases([row for row in ((holds, inner), (True, beyond)) if row[0] is not False])


def _between(builder: Builder, way: Way, instance: Instance, name: str, ends: Ends) -> tuple[Term, Term]:
    """Return the ends of a range of an unknown, cut to its domain and to where its law holds."""
    low, high = (end_of(ends, side, builder.algebra, whole=bool(builder.domain(name).step)) for side in ("low", "high"))
    for end, term in _cuts(builder, way, instance, name):
        low = builder.algebra.extreme("max", [low, term]) if end == "low" else low
        high = builder.algebra.extreme("min", [high, term]) if end == "high" else high
    return low, high


def _cuts(builder: Builder, way: Way, instance: Instance, name: str) -> list[tuple[str, Term]]:
    """Return the finite ends that the domain of an unknown and the conditions of its law set."""
    domain = builder.domain(name)
    found = [("low", Term(domain.low)), ("high", Term(domain.high)), *builder.bounds(way, instance, name, domain)]
    return [(end, term) for end, term in found if not math.isinf(term.coefficient)]


def _ended(builder: Builder, way: Way, instance: Instance, name: str, ends: tuple[Term, Term]) -> None:
    """Give an unknown the end of a range that is picked; within its domain, the law must not hold beyond it too."""
    (low, high), domain, algebra = ends, builder.domain(name), builder.algebra
    way.terms[name] = low if builder.pick == "lowest" else high
    _deny(builder, way, [algebra.compared("greater", low, high)], f"no value satisfies `{instance.label}`")
    builder.inside(way, way.terms[name], name, domain, instance)
    if builder.pick == "only":
        way.checks.append(("limit", (high, low), builder.code(f"`{instance.label}` {RANGE}"), None, 0.0))
    for end, side, sign in ((low, "low", -1.0), (high, "high", 1.0)):
        if builder.pick in {"only", "highest" if sign > 0 else "lowest"}:
            size = ONE if domain.step else algebra.times(Term(SHIFT), algebra.call("abs", [end]))
            beyond = algebra.sum([end, algebra.times(Term(sign), size)])
            rows = [algebra.compared("equal", *builder.sides({**way.terms, name: beyond}, instance))]
            order = "at_least" if side == "low" else "at_most"
            rows += [algebra.compared(order, beyond, term) for own, term in _cuts(builder, way, instance, name) if own == side]
            _deny(builder, way, rows, f"`{instance.label}` holds beyond a whole step of {name} there")


def _deny(builder: Builder, way: Way, conditions: Iterable[bool | Term], reason: str) -> None:
    """Note that some conditions must not hold together."""
    rows = list(conditions)
    if False not in rows:
        every = builder.algebra.every([each for each in rows if not isinstance(each, bool)])
        term = ZERO if isinstance(every, bool) else builder.algebra.atom("negated", every)
        way.checks.append(("holds", (term,), builder.code(reason), None, 0.0))
