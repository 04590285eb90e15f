"""Collecting: a variable that stands several times, in a ratio of at most three powers of it or of one expression."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeGuard

from mlsysim_sym.book.build import ONE, ZERO, minus, negated, over, plus, times
from mlsysim_sym.book.peel import NoForm, operands, peel
from mlsysim_sym.reading.tree import (
    Binary,
    Call,
    Case,
    Name,
    Negative,
    Node,
    Number,
    QuadraticRoot,
    Tree,
    constant_value,
    occurrences,
    rebuilt,
    walk,
)

MOST_BRANCHES = 8
DEEPEST_KERNEL = 3
KERNEL = "_kernel"

Powers = dict[Fraction, Node]  # exponent of the unknown -> coefficient


def split(left: Node, right: Node, name: str) -> tuple[Node, ...]:
    """Return candidates from every way to take one argument of each corner that holds the unknown."""
    corners = _corners(left, name) + _corners(right, name)
    ways = list(itertools.islice(itertools.product(*[_arms(corner) for corner in corners]), MOST_BRANCHES + 1))
    if len(ways) > MOST_BRANCHES:
        raise NoForm
    forms: dict[Node, None] = {}
    for way in ways:
        taken = dict(zip(map(id, corners), way, strict=True))
        sides = [_taken(side, taken) for side in (left, right)]
        forms |= dict.fromkeys(_collected(sides[0], sides[1], name, 0))
    return tuple(forms)


def _taken(side: Node, arms: Mapping[int, Node]) -> Node:
    """Return a side with an arm in the place of each corner, corners being told apart by identity."""
    return rebuilt(side, lambda node: arms.get(id(node)))


def _corners(node: Node, name: str) -> list[Node]:
    """Return the outermost corners that hold the unknown; a corner inside a corner or step is left to the search."""
    found: list[Node] = [each for each in walk(node) if _is_corner(each) and occurrences(each, name)]
    for each in found:
        if any(_is_corner(inner) and occurrences(inner, name) for part in operands(each) for inner in walk(part)):
            raise NoForm
        if isinstance(each, Case) and any(b.condition is not None and occurrences(b.condition, name) for b in each.branches):
            raise NoForm
    return found


def _is_corner(node: Tree) -> TypeGuard[Case | Call]:
    return isinstance(node, Case) or (isinstance(node, Call) and node.function in {"min", "max", "abs"})


def _arms(corner: Node) -> tuple[Node, ...]:
    if isinstance(corner, Call) and corner.function == "abs":
        return (corner.arguments[0], negated(corner.arguments[0]))
    return operands(corner)


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
    for part in operands(node):
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
            root = _quadratic_root(coefficients[2], coefficients[1], coefficients[0], sign)
            yield from peel(Binary("^", Name(name), Number(spread[1])), name, root)
    else:
        raise NoForm


def _quadratic_root(a: Node, b: Node, c: Node, sign: int) -> QuadraticRoot:
    """Return a root; where `a` begins with a minus sign, that of the equation with all signs turned, which is the same."""
    if isinstance(a, Negative):
        return QuadraticRoot(a.operand, negated(b), negated(c), -sign)
    return QuadraticRoot(a, b, c, sign)


def _ratio(node: Node, name: str) -> tuple[Powers, Powers]:  # noqa: PLR0911  (one return for each sort of node)
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
