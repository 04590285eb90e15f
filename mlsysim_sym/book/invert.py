"""The inverter: a law's statement solved for one of its variables, on the author's own tree.

Four routes, tried in this order:

1. *forward*: the variable is the left side; nothing to do.
2. *peel*: the variable stands once; everything around it is moved across, operation by operation. Where the way passes
   a corner (`min max abs case`) or a step (`ceil floor round`) the answer is a set, computed by `book.sets`.
3. *collect*: it stands several times, but the statement is a ratio of at most three powers of it (or of one expression
   that contains it): linear, a power, or a quadratic. Corners are split into branches first.
4. *search*: none of these; the solver looks for all roots in the domain.

Forms are candidates: the solver puts each back into the law and keeps those that satisfy it. So a branch needs no guard
and a squared equation loses nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mlsysim_sym.book.emit import Emitter, Source, function
from mlsysim_sym.book.law import Law
from mlsysim_sym.reading.expression import (
    Binary,
    Branch,
    Call,
    Case,
    Comparison,
    Constant,
    Name,
    Negative,
    Node,
    Number,
    QuadraticRoot,
    Statement,
    constant_value,
    names_in,
    occurrences,
    rebuilt,
    walk,
)
from mlsysim_sym.reading.functions import STEPS

ZERO, ONE, TWO = Number(Fraction(0)), Number(Fraction(1)), Number(Fraction(2))
MOST_BRANCHES = 8
DEEPEST_KERNEL = 3
KERNEL = "_kernel"


class NoForm(Exception):  # noqa: N818  (a signal between the routes below, never seen by a caller)
    """The route does not apply."""


@dataclass(frozen=True)
class Inverse:
    """How a law is solved for a variable.

    `route` is forward, closed, set, step, limit, divides or search. `forms` are trees over the other variables, each a
    candidate; `needs_set` says that the answer may be more than points.
    """

    law: Law
    name: str
    route: str
    forms: tuple[Node, ...]

    @property
    def needs_set(self) -> bool:
        """Whether the answer may hold intervals, so that the forms alone are not enough."""
        return self.route in {"set", "step", "limit"}


@lru_cache(maxsize=8192)
def invert(law: Law, name: str) -> Inverse:
    """Return how `law` is solved for `name`; a name that the law lacks is a KeyError."""
    if name not in law.variables:
        raise KeyError(f"law `{law.name}` has no variable `{name}`")
    statement = law.effective
    if statement.relation == "divides":
        return Inverse(law, name, "divides", ())
    special = [form for point in law.points if occurrences(point.when, name) for form in _point_forms(point.when, name)]
    if special:
        plain = invert(replace(law, points=()), name)
        route = "closed" if plain.route == "closed" else "search"
        return Inverse(law, name, route, (*plain.forms, *special))
    left, right = statement.left, statement.right
    if left == Name(name) and not occurrences(right, name):
        return Inverse(law, name, "forward" if statement.relation == "=" else "limit", (right,))
    if occurrences(statement, name) == 1:
        return _peeled(law, name, statement)
    if statement.relation != "=":
        return Inverse(law, name, "search", ())
    try:
        return Inverse(law, name, "closed", _split(left, right, name))
    except NoForm:
        return Inverse(law, name, "search", ())


def _point_forms(when: Comparison, name: str) -> Iterable[Node]:
    """Yield the value at which a degenerate point stands, as one more candidate."""
    side, other = (when.left, when.right) if occurrences(when.left, name) else (when.right, when.left)
    if occurrences(side, name) == 1 and not occurrences(other, name):
        yield from peel(side, name, other)


# --- peel --------------------------------------------------------------------------------------------------------------


def _peeled(law: Law, name: str, statement: Statement) -> Inverse:
    side, other = (statement.left, statement.right) if occurrences(statement.left, name) else (statement.right, statement.left)
    corner, step, blocked = _on_the_way(side, name)
    if blocked:
        return Inverse(law, name, "search", ())
    route = "closed"
    if statement.relation != "=":
        route = "limit"
    elif step:
        route = "step"
    elif corner:
        route = "set"
    try:
        forms = () if step else tuple(peel(side, name, other))
    except NoForm:
        forms = ()
        route = "search" if route == "closed" else route
    return Inverse(law, name, route, forms)


_PEELABLE = {"min", "max", "abs", "sqrt", "exp", "log", "log2", "log10", "erf", "normal_quantile"}


def _on_the_way(node: Node, name: str) -> tuple[bool, bool, bool]:
    """Whether the path from the root to the variable passes a corner, a step, or something that has no inverse."""
    corner = step = blocked = False
    while not isinstance(node, Name):
        if isinstance(node, Call):
            corner |= node.function in {"min", "max"}
            step |= node.function in STEPS
            blocked |= node.function not in _PEELABLE | STEPS
        if isinstance(node, Case):
            corner = True
            blocked |= any(branch.condition is not None and occurrences(branch.condition, name) for branch in node.branches)
            if blocked:
                break
        node = next(part for part in _operands(node) if occurrences(part, name))
    return corner, step, blocked


def _operands(node: Node) -> tuple[Node, ...]:
    match node:
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Case(branches):
            return tuple(branch.value for branch in branches)
        case QuadraticRoot(a, b, c):
            return (a, b, c)
    return ()


def peel(node: Node, name: str, target: Node) -> Iterable[Node]:
    """Yield the candidates for a variable that stands once in `node = target`.

    >>> from mlsysim_sym.reading.expression import parse_expression
    >>> from mlsysim_sym.reading.printing import text
    >>> [text(form) for form in peel(parse_expression("a * x^2 + b"), "x", Name("y"))]
    ['sqrt((y - b) / a)', '-sqrt((y - b) / a)']
    """
    match node:
        case Name():
            yield target
        case Negative(operand):
            yield from peel(operand, name, negated(target))
        case Binary("^", left, right):
            yield from _peel_power(left, right, name, target)
        case Binary(operator, left, right):
            inside, moved = _peel_binary(operator, left, right, name, target)
            yield from peel(inside, name, moved)
        case Call(called, arguments):
            yield from _peel_call(called, arguments, name, target)
        case Case(branches):
            for branch in branches:
                if occurrences(branch.value, name):
                    yield from peel(branch.value, name, target)
        case _:
            raise NoForm


def _peel_binary(operator: str, left: Node, right: Node, name: str, target: Node) -> tuple[Node, Node]:
    if occurrences(left, name):
        undo: dict[str, Callable[[], Node]] = {
            "+": lambda: minus(target, right), "-": lambda: plus(target, right),
            "*": lambda: over(target, right), "/": lambda: times(target, right),
        }  # fmt: skip
        return left, undo[operator]()
    undo = {
        "+": lambda: minus(target, left), "-": lambda: minus(left, target),
        "*": lambda: over(target, left), "/": lambda: over(left, target),
    }  # fmt: skip
    return right, undo[operator]()


def _peel_power(base: Node, exponent: Node, name: str, target: Node) -> Iterable[Node]:
    if occurrences(exponent, name):
        yield from peel(exponent, name, over(Call("log", (target,)), Call("log", (base,))))
        return
    value = constant_value(exponent)
    root: Node
    if value == 1:
        root = target
    elif value == 2:  # noqa: PLR2004
        root = Call("sqrt", (target,))
    else:
        root = Binary("^", target, over(ONE, exponent) if value is None else Number(1 / value))
    yield from peel(base, name, root)
    if value is not None and value.denominator == 1 and value % 2 == 0:
        yield from peel(base, name, negated(root))
    if value is not None and value.denominator == 1 and value % 2 == 1 and value != 1:
        yield from peel(base, name, negated(Binary("^", negated(target), Number(1 / value))))


def _peel_call(called: str, arguments: tuple[Node, ...], name: str, target: Node) -> Iterable[Node]:
    inside = next(part for part in arguments if occurrences(part, name))
    if called == "abs":
        yield from peel(inside, name, target)
        yield from peel(inside, name, negated(target))
        return
    undo: dict[str, Callable[[], Node]] = {
        "min": lambda: target,
        "max": lambda: target,
        "sqrt": lambda: Binary("^", target, TWO),
        "exp": lambda: Call("log", (target,)),
        "log": lambda: Call("exp", (target,)),
        "log2": lambda: Binary("^", TWO, target),
        "log10": lambda: Binary("^", Number(Fraction(10)), target),
        "erf": lambda: over(Call("normal_quantile", (over(plus(target, ONE), TWO),)), Call("sqrt", (TWO,))),
        "normal_quantile": lambda: over(plus(ONE, Call("erf", (over(target, Call("sqrt", (TWO,))),))), TWO),
    }
    if called not in undo:
        raise NoForm
    yield from peel(inside, name, undo[called]())


# --- collect -----------------------------------------------------------------------------------------------------------

Powers = dict[Fraction, Node]  # exponent of the unknown -> coefficient


def _split(left: Node, right: Node, name: str) -> tuple[Node, ...]:
    """Return candidates from every way to take one argument of each corner that holds the unknown."""
    corners = _corners(left, name) + _corners(right, name)
    ways = list(itertools.islice(itertools.product(*[_arms(corner) for corner in corners]), MOST_BRANCHES + 1))
    if len(ways) > MOST_BRANCHES:
        raise NoForm
    forms: dict[Node, None] = {}
    for way in ways:
        taken = dict(zip(map(id, corners), way, strict=True))
        sides = [rebuilt(side, lambda node, taken=taken: taken.get(id(node))) for side in (left, right)]
        forms |= dict.fromkeys(_collected(sides[0], sides[1], name, 0))
    return tuple(forms)


def _corners(node: Node, name: str) -> list[Node]:
    """Return the outermost corners that hold the unknown; a corner inside a corner or step is left to the search."""
    found = [each for each in walk(node) if _is_corner(each) and occurrences(each, name)]
    for each in found:
        if any(_is_corner(inner) and occurrences(inner, name) for part in _operands(each) for inner in walk(part)):  # type: ignore[arg-type]
            raise NoForm
        if isinstance(each, Case) and any(b.condition is not None and occurrences(b.condition, name) for b in each.branches):
            raise NoForm
    return found  # type: ignore[return-value]


def _is_corner(node: Any) -> bool:
    return isinstance(node, Case) or (isinstance(node, Call) and node.function in {"min", "max", "abs"})


def _arms(corner: Node) -> tuple[Node, ...]:
    if isinstance(corner, Call) and corner.function == "abs":
        return (corner.arguments[0], negated(corner.arguments[0]))
    return _operands(corner)


def _collected(left: Node, right: Node, name: str, depth: int) -> Iterable[Node]:
    count = occurrences(left, name) + occurrences(right, name)
    if count == 0:
        raise NoForm
    if count == 1:
        side, other = (left, right) if occurrences(left, name) else (right, left)
        return peel(side, name, other)
    kernels = dict.fromkeys(itertools.chain(_opaque(left, name), _opaque(right, name)))
    if not kernels:
        return _roots(left, right, name)
    if len(kernels) > 1 or depth >= DEEPEST_KERNEL:
        raise NoForm
    return _through_kernel(left, right, name, next(iter(kernels)), depth)


def _through_kernel(left: Node, right: Node, name: str, kernel: Node, depth: int) -> Iterable[Node]:
    hidden = Name(f"{KERNEL}{depth}")
    sides = [rebuilt(side, lambda node: hidden if node == kernel else None) for side in (left, right)]
    if any(occurrences(side, name) for side in sides):
        raise NoForm
    for value in _collected(sides[0], sides[1], hidden.name, depth + 1):
        yield from _collected(kernel, value, name, depth + 1)


def _opaque(node: Node, name: str) -> Iterable[Node]:
    """Yield the outermost parts that hold the unknown and are no ratio of its powers."""
    if not occurrences(node, name) or isinstance(node, Name):
        return
    if isinstance(node, Call) and node.function != "sqrt":
        yield node
        return
    if isinstance(node, Case):
        yield node
        return
    power = isinstance(node, Binary) and node.operator == "^"
    if power and (constant_value(node.right) is None or not _monomial_or_whole(node, name)):  # type: ignore[union-attr]
        yield node
        return
    if isinstance(node, Call) and not _is_monomial(node.arguments[0], name):
        yield node
        return
    for part in _operands(node):
        yield from _opaque(part, name)


def _monomial_or_whole(node: Node, name: str) -> bool:
    value = constant_value(node.right)  # type: ignore[union-attr]
    whole = value is not None and value.denominator == 1 and abs(value) <= 4  # noqa: PLR2004
    return whole or _is_monomial(node.left, name)  # type: ignore[union-attr]


def _is_monomial(node: Node, name: str) -> bool:
    try:
        above, below = _ratio(node, name)
    except NoForm:
        return False
    return len(above) == len(below) == 1


def _roots(left: Node, right: Node, name: str) -> Iterable[Node]:
    above, _ = _ratio(minus(left, right), name)
    exponents = sorted(above)
    lowest = exponents[0]
    if lowest > 0:
        yield ZERO
    spread = [exponent - lowest for exponent in exponents]
    coefficients = [above[exponent] for exponent in exponents]
    if len(spread) == 2:  # noqa: PLR2004
        yield from peel(Binary("^", Name(name), Number(spread[1])), name, over(negated(coefficients[0]), coefficients[1]))
    elif len(spread) == 3 and spread[2] == 2 * spread[1]:  # noqa: PLR2004
        for sign in (1, -1):
            root = QuadraticRoot(coefficients[2], coefficients[1], coefficients[0], sign)
            yield from peel(Binary("^", Name(name), Number(spread[1])), name, root)
    else:
        raise NoForm


def _ratio(node: Node, name: str) -> tuple[Powers, Powers]:
    """Return numerator and denominator as sums of powers of the unknown."""
    if not occurrences(node, name):
        return {Fraction(0): node}, {Fraction(0): ONE}
    match node:
        case Name():
            return {Fraction(1): ONE}, {Fraction(0): ONE}
        case Negative(operand):
            above, below = _ratio(operand, name)
            return {power: negated(each) for power, each in above.items()}, below
        case Binary("+" | "-" as operator, left, right):
            return _ratio_sum(operator, _ratio(left, name), _ratio(right, name))
        case Binary("*", left, right):
            first, second = _ratio(left, name), _ratio(right, name)
            return _product(first[0], second[0]), _product(first[1], second[1])
        case Binary("/", left, right):
            first, second = _ratio(left, name), _ratio(right, name)
            return _product(first[0], second[1]), _product(first[1], second[0])
        case Binary("^", base, exponent):
            value = constant_value(exponent)
            if value is not None:
                return _ratio_power(_ratio(base, name), value)
        case Call("sqrt", (argument,)):
            return _ratio_power(_ratio(argument, name), Fraction(1, 2))
    raise NoForm


def _ratio_sum(operator: str, first: tuple[Powers, Powers], second: tuple[Powers, Powers]) -> tuple[Powers, Powers]:
    if first[1] == second[1]:
        return _sum(operator, first[0], second[0]), first[1]
    return (
        _sum(operator, _product(first[0], second[1]), _product(second[0], first[1])),
        _product(first[1], second[1]),
    )


def _ratio_power(ratio: tuple[Powers, Powers], exponent: Fraction) -> tuple[Powers, Powers]:
    above, below = ratio if exponent > 0 else (ratio[1], ratio[0])
    exponent = abs(exponent)
    if len(above) == len(below) == 1:
        return _raised(above, exponent), _raised(below, exponent)
    if exponent.denominator != 1 or exponent > 4:  # noqa: PLR2004
        raise NoForm
    powers = [above, below]
    for _ in range(int(exponent) - 1):
        powers = [_product(powers[0], above), _product(powers[1], below)]
    return powers[0], powers[1]


def _raised(powers: Powers, exponent: Fraction) -> Powers:
    ((power, coefficient),) = powers.items()
    raised = ONE if coefficient == ONE else Binary("^", coefficient, Number(exponent))
    return {power * exponent: coefficient if exponent == 1 else raised}


def _sum(operator: str, first: Powers, second: Powers) -> Powers:
    joined = dict(first)
    for power, coefficient in second.items():
        if power in joined:
            joined[power] = plus(joined[power], coefficient) if operator == "+" else minus(joined[power], coefficient)
        else:
            joined[power] = coefficient if operator == "+" else negated(coefficient)
    return {power: coefficient for power, coefficient in joined.items() if coefficient != ZERO}


def _product(first: Powers, second: Powers) -> Powers:
    joined: Powers = {}
    for (power, each), (other_power, other) in itertools.product(first.items(), second.items()):
        term = times(each, other)
        joined[power + other_power] = plus(joined[power + other_power], term) if power + other_power in joined else term
    return joined


# --- building trees, with 0 and 1 folded away ---------------------------------------------------------------------------


def plus(left: Node, right: Node) -> Node:
    """Return `left + right`."""
    if left == ZERO:
        return right
    if isinstance(right, Negative):
        return minus(left, right.operand)
    return left if right == ZERO else Binary("+", left, right)


def minus(left: Node, right: Node) -> Node:
    """Return `left - right`."""
    if left == right:
        return ZERO
    if left == ZERO:
        return negated(right)
    if isinstance(right, Negative):
        return plus(left, right.operand)
    return left if right == ZERO else Binary("-", left, right)


def negated(node: Node) -> Node:
    """Return `-node`."""
    if isinstance(node, Negative):
        return node.operand
    if isinstance(node, Binary) and node.operator == "-":
        return Binary("-", node.right, node.left)
    return node if node == ZERO else Negative(node)


def times(left: Node, right: Node) -> Node:
    """Return `left * right`."""
    if ZERO in (left, right):
        return ZERO
    if left == ONE:
        return right
    return left if right == ONE else Binary("*", left, right)


def over(left: Node, right: Node) -> Node:
    """Return `left / right`."""
    if left == ZERO:
        return ZERO
    return left if right == ONE else Binary("/", left, right)


# --- set-valued inverses -----------------------------------------------------------------------------------------------


def set_source(law: Law, name: str, others: tuple[str, ...], words: dict[str, str]) -> Source | None:
    """Return the source of a function of the other variables that gives the set of a variable, if it stands once.

    The function's last parameter, `widen`, moves the target outwards by a relative amount (0 for the plain answer).
    """
    statement = law.effective
    if statement.relation == "divides" or occurrences(statement, name) != 1:
        return None
    on_left = bool(occurrences(statement.left, name))
    side, other = (statement.left, statement.right) if on_left else (statement.right, statement.left)
    emitter = Emitter({each: f"v{index}" for index, each in enumerate(others)}, words)
    start = f"target({emitter.node(other)}, {_sense(statement, on_left)!r}, widen)"
    try:
        shown = _preimage(side, name, start, emitter)
    except NoForm:
        return None
    return function([*emitter.locals_of.values(), "widen"], (), shown, emitter)


def _sense(statement: Statement, on_left: bool) -> str:
    if statement.relation == "=":
        return "="
    return "<=" if (statement.relation == "<=") == on_left else ">="


def _preimage(node: Node, name: str, target: str, emitter: Emitter) -> str:
    match node:
        case Name():
            return target
        case Negative(operand):
            return _preimage(operand, name, f"{target}.negated()", emitter)
        case Binary("^", left, right):
            if occurrences(right, name):
                return _preimage(right, name, f"exponents({target}, {emitter.node(left)})", emitter)
            return _preimage(left, name, f"{target}.power({emitter.node(right)})", emitter)
        case Binary(operator, left, right):
            inside, moved = _preimage_binary(operator, left, right, name, target, emitter)
            return _preimage(inside, name, moved, emitter)
        case Call(called, arguments):
            inside, moved = _preimage_call(called, arguments, name, target, emitter)
            return _preimage(inside, name, moved, emitter)
        case Case(branches):
            return _preimage_case(branches, name, target, emitter)
    raise NoForm


def _preimage_binary(operator: str, left: Node, right: Node, name: str, target: str, emitter: Emitter) -> tuple[Node, str]:
    if occurrences(left, name):
        other = emitter.node(right)
        moved = {"+": f"shifted(-({other}))", "-": f"shifted({other})", "*": f"divided({other})", "/": f"multiplied({other})"}
        return left, f"{target}.{moved[operator]}"
    other = emitter.node(left)
    moved = {"+": f"shifted(-({other}))", "-": f"negated().shifted({other})", "*": f"divided({other})", "/": f"below({other})"}
    return right, f"{target}.{moved[operator]}"


def _preimage_call(called: str, arguments: tuple[Node, ...], name: str, target: str, emitter: Emitter) -> tuple[Node, str]:
    inside = next(part for part in arguments if occurrences(part, name))
    others = [emitter.node(part) for part in arguments if part is not inside]
    if called in {"min", "max"}:
        corner = others[0] if len(others) == 1 else f"{called}({', '.join(others)})"
        return inside, f"{target}.{'above_or' if called == 'min' else 'below_or'}({corner})"
    methods = {"abs": "absolute()", "ceil": "ceiled()", "floor": "floored()", "round": "rounded()"}
    if called in methods:
        return inside, f"{target}.{methods[called]}"
    if called in {"sqrt", "exp", "log", "log2", "log10", "erf", "normal_quantile"}:
        return inside, f"undo_{called}({target})"
    raise NoForm


def _preimage_case(branches: tuple[Branch, ...], name: str, target: str, emitter: Emitter) -> str:
    rows = []
    for branch in branches:
        if branch.condition is not None and occurrences(branch.condition, name):
            raise NoForm
        holds = "None" if branch.condition is None else f"(lambda: {emitter.condition(branch.condition)})"
        if occurrences(branch.value, name):
            value = _preimage(branch.value, name, target, emitter)
        else:
            value = f"everything_if({target}, {emitter.node(branch.value)})"
        rows.append(f"({holds}, (lambda: {value}))")
    return f"case(({', '.join(rows)},))"


def is_constant(node: Node) -> bool:
    """Whether a tree holds no variable."""
    return not names_in(node) and not any(isinstance(each, Constant) for each in walk(node))
