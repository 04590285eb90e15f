"""A closed form as a reader would write it: numbers multiplied out, powers collected, common factors taken out.

The inverter leaves its steps standing (`4 * 1 * (pairs * 2)`, `((x)^(1/2))^2`), because each is sure and the solver does not
care. A page is read, so here a product becomes one coefficient and powers of different bases, a sum loses terms that cancel, and
the formula for a quadratic is divided by what its three coefficients share. The value stays the same wherever the form has one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from typing import TypeGuard

from mlsysim_sym.book.build import ZERO, minus, negated, over, plus, times
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import (
    Binary,
    Branch,
    Call,
    Case,
    Negative,
    Node,
    Number,
    QuadraticRoot,
    constant_value,
)
from mlsysim_sym.valueclass import frozen, replace

HALF = Fraction(1, 2)
SHORT = 240  # letters that the plain form of a quadratic may have
FEW = 8  # terms that a radicand may be multiplied out to


@frozen
class Product:
    """A coefficient and powers of bases that are no products; `powers` keeps the order of first appearance."""

    coefficient: Fraction
    powers: Mapping[Node, Fraction]


def tidied(node: Node) -> Node:
    """Return a tree of the same value in the shape that a reader expects.

    >>> from mlsysim_sym.reading.expression import parse_expression
    >>> text(tidied(parse_expression("x / a / b * 2 * c^(1/2) * 1^2")))
    '2 * x * sqrt(c) / (a * b)'
    >>> text(tidied(parse_expression("t * (a * b) - (u * (a * b) + a * b * v)")))
    'a * b * (t - u - v)'
    """
    if isinstance(node, QuadraticRoot):
        return _root(node)
    return _built(_product(node))


# --- products ------------------------------------------------------------------------------------------------------------


def _product(node: Node) -> Product:  # noqa: PLR0911  (one return for each sort of node)
    match node:
        case Number(value, unit) if value != 0:
            return Product(value, {Number(Fraction(1), unit): Fraction(1)} if unit else {})
        case Negative(operand):
            inner = _product(operand)
            return Product(-inner.coefficient, inner.powers)
        case Binary("*", left, right):
            return _multiplied(_product(left), _product(right))
        case Binary("/", left, right):
            return _multiplied(_product(left), _raised(_product(right), Fraction(-1)))
        case Binary("+" | "-"):
            return _sum(node)
        case Binary("^", base, exponent) if (power := constant_value(exponent)) is not None:
            return _raised(_product(base), power)
        case Call("sqrt", (argument,)):
            return _raised(_product(argument), HALF)
        case QuadraticRoot():
            root = _root(node)
            return Product(Fraction(1), {root: Fraction(1)}) if isinstance(root, QuadraticRoot) else _product(root)
    return _of(_inside(node))


def _inside(node: Node) -> Node:
    """Return a node that is no arithmetic, with its parts tidied."""
    match node:
        case Binary("^", base, exponent):
            return Binary("^", tidied(base), tidied(exponent))
        case Call(function, arguments, labels):
            return Call(function, tuple(map(tidied, arguments)), labels)
        case Case(branches):
            return Case(tuple(Branch(each.label, each.condition, tidied(each.value)) for each in branches))
    return node


def _of(node: Node) -> Product:
    """Return a node as the only factor."""
    return Product(Fraction(1), {node: Fraction(1)})


def _multiplied(left: Product, right: Product) -> Product:
    whole = _joined(left, right)
    found = Product(whole.coefficient, {})
    for base, power in whole.powers.items():
        rational = isinstance(base, Number) and base.unit is None and base != ZERO
        if power.denominator == 1 and (rational or (isinstance(base, Binary) and base.operator in "*/")):  # a root no more
            found = _joined(found, _raised(_product(base), power))
        else:
            found = _joined(found, Product(Fraction(1), {base: power}))
    return found


def _joined(left: Product, right: Product) -> Product:
    powers = dict(left.powers)
    for base, power in right.powers.items():
        powers[base] = powers.get(base, Fraction(0)) + power
    return Product(left.coefficient * right.coefficient, {base: power for base, power in powers.items() if power})


def _raised(inner: Product, power: Fraction) -> Product:
    if power.denominator == 1:
        lifted = Product(inner.coefficient ** int(power), {base: each * power for base, each in inner.powers.items()})
        return _multiplied(lifted, Product(Fraction(1), {}))
    exact = _exact(inner.coefficient, power) if inner.coefficient > 0 else None
    if exact is not None and not inner.powers:
        return Product(exact, {})
    if exact is not None:
        inner = Product(Fraction(1), inner.powers)
    base = next(iter(inner.powers)) if inner.coefficient == 1 and list(inner.powers.values()) == [1] else _built(inner)
    return Product(exact or Fraction(1), {base: power})


def _exact(value: Fraction, power: Fraction) -> Fraction | None:
    """Return a square root where it is a fraction."""
    if power != HALF:
        return None
    above, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
    return Fraction(above, below) if above**2 == value.numerator and below**2 == value.denominator else None


# --- sums ----------------------------------------------------------------------------------------------------------------


def _terms(node: Node, sign: int = 1) -> Iterator[Product]:
    match node:
        case Binary("+" | "-" as operator, left, right):
            yield from _terms(left, sign)
            yield from _terms(right, sign if operator == "+" else -sign)
        case Number(value) if value == 0:
            return
        case _:
            found = _product(node)
            if found.powers.get(ZERO, 0) > 0:
                return
            inner = next(iter(found.powers), None)
            whole = abs(found.coefficient) == 1 and list(found.powers.values()) == [1]
            if whole and isinstance(inner, Binary) and inner.operator in "+-":
                yield from _terms(inner, sign * int(found.coefficient))
            else:
                yield Product(sign * found.coefficient, found.powers)


def _gathered(terms: Iterable[Product]) -> list[Product]:
    """Return terms with those that differ by a number put together."""
    sums: dict[frozenset[tuple[Node, Fraction]], Product] = {}
    for term in terms:
        key = frozenset(term.powers.items())
        coefficient = term.coefficient + (sums[key].coefficient if key in sums else 0)
        sums[key] = Product(coefficient, sums[key].powers if key in sums else term.powers)
    return [term for term in sums.values() if term.coefficient]


def _sum(node: Node) -> Product:
    return _summed(_gathered(_terms(node)))


def _summed(terms: list[Product]) -> Product:
    if not terms:
        return _of(ZERO)
    if len(terms) == 1:
        return terms[0]
    common = _common(terms)
    rest = [_multiplied(term, _raised(common, Fraction(-1))) for term in terms]
    first = next((place for place, term in enumerate(rest) if term.coefficient > 0), None)
    if first is None:
        rest, common = [Product(-term.coefficient, term.powers) for term in rest], Product(-common.coefficient, common.powers)
    elif first:
        rest.insert(0, rest.pop(first))
    return _joined(common, _of(_row_of_terms(rest)))


def _row_of_terms(terms: list[Product]) -> Node:
    """Return terms joined by the signs of their numbers."""
    node = _built(terms[0])
    for term in terms[1:]:
        node = Binary("+" if term.coefficient > 0 else "-", node, _built(Product(abs(term.coefficient), term.powers)))
    return node


def _common(terms: list[Product]) -> Product:
    """Return what all terms share: a whole number, and powers of bases."""
    coefficient = Fraction(1)
    if all(term.coefficient.denominator == 1 for term in terms):
        coefficient = Fraction(math.gcd(*(int(term.coefficient) for term in terms)))
    powers = {}
    for base in terms[0].powers:
        found = [term.powers.get(base, Fraction(0)) for term in terms]
        if all(each > 0 for each in found) or all(each < 0 for each in found):
            powers[base] = min(found, key=abs)
    return Product(coefficient, powers)


# --- trees ---------------------------------------------------------------------------------------------------------------


def _built(product: Product) -> Node:
    """Return a product as a tree: the number first, then the bases in their order, over those with a negative power."""
    product = _turned(product)
    coefficient = abs(product.coefficient)
    powers = product.powers.items()
    above = [(base, power) for base, power in powers if power > 0]
    below = [(base, -power) for base, power in powers if power < 0]
    if any(_is_literal(base) and power == 1 for base, power in above):
        top, bottom = _row(coefficient, above), _row(Fraction(1), below)
    else:
        top = _row(Fraction(coefficient.numerator), above)
        bottom = _row(Fraction(coefficient.denominator), below)
    return over(_signed(top) if product.coefficient < 0 else top, bottom)


def _row(number: Fraction, factors: Iterable[tuple[Node, Fraction]]) -> Node:
    """Return factors in a row; a number moves into the bracket of a literal."""
    nodes: list[Node] = []
    for base, power in factors:
        if _is_literal(base) and power == 1:
            nodes.append(replace(base, value=number))
            number = Fraction(1)
        else:
            nodes.append(_power(base, power))
    one: Node = Number(number)
    return reduce(times, nodes, one)


def _is_literal(node: Node) -> TypeGuard[Number]:
    """Whether a base is one of a unit, which takes the number of its product into its bracket."""
    return isinstance(node, Number) and node.unit is not None and node.value == 1


def _signed(node: Node) -> Node:
    """Return a product with a minus sign before its first factor."""
    if isinstance(node, Binary) and node.operator == "*":
        return Binary("*", _signed(node.left), node.right)
    return negated(node)


def _power(base: Node, power: Fraction) -> Node:
    if power == HALF:
        return Call("sqrt", (base,))
    return base if power == 1 else Binary("^", base, Number(power))


def _turned(product: Product) -> Product:
    """Return a negative product with a sum that has a difference in it turned round, which takes the sign away."""
    if product.coefficient > 0:
        return product
    for base, power in product.powers.items():
        if power in (1, -1) and isinstance(base, Binary) and base.operator in "+-":
            terms = [Product(-term.coefficient, term.powers) for term in _terms(base)]
            if any(term.coefficient > 0 for term in terms):
                other = _summed(terms)
                rest = Product(-product.coefficient, {each: p for each, p in product.powers.items() if each != base})
                first = next(iter(product.powers)) == base and power == 1
                return _joined(other, rest) if first else _joined(rest, _raised(other, power))
    return product


# --- quadratics ----------------------------------------------------------------------------------------------------------


def _root(root: QuadraticRoot) -> Node:
    """Return the formula with what the coefficients share divided out; written out where that is short."""
    parts = [_product(part) for part in (root.a, root.b, root.c)]
    if any(part.powers.get(ZERO) for part in parts):
        a, b, c = map(_fronted, parts)
        return QuadraticRoot(a, b, c, root.sign)
    shared = _common(parts)
    square, middle, rest = (_multiplied(part, _raised(shared, Fraction(-1))) for part in parts)
    short = _written_out(square, middle, rest, root.sign)
    if len(text(short)) <= SHORT:
        return short
    return QuadraticRoot(_fronted(square), _fronted(middle), _fronted(rest), root.sign)


def _fronted(product: Product) -> Node:
    """Return a product with its minus sign before all of it, where the printer of a root looks for one."""
    product = _turned(product)
    node = _built(Product(abs(product.coefficient), product.powers))
    return node if product.coefficient > 0 else negated(node)


def _written_out(a: Product, b: Product, c: Product, sign: int) -> Node:
    even = b.coefficient.denominator == 1 and b.coefficient % 2 == 0
    half = Product(b.coefficient / 2, b.powers) if even else b
    four = Product(Fraction(1 if even else 4), {})
    bottom = a if even else _joined(Product(Fraction(2), {}), a)
    square = _raised(half, Fraction(2))
    taken = _multiplied(_multiplied(four, a), c)
    radical = _built(_raised(_difference(square, taken), HALF))
    start = _built(Product(-half.coefficient, half.powers))
    top = plus(start, radical) if sign > 0 else minus(start, radical)
    return over(top, _built(bottom))


def _difference(left: Product, right: Product) -> Product:
    """Return a difference, multiplied out where it is shorter then because terms cancel."""
    plain = _summed(_gathered([left, Product(-right.coefficient, right.powers)]))
    wide = [*_distributed(left), *(Product(-term.coefficient, term.powers) for term in _distributed(right))]
    if len(wide) > FEW:
        return plain
    return min(plain, _summed(_gathered(wide)), key=lambda each: len(text(_built(each))))


def _distributed(product: Product) -> Iterator[Product]:
    """Yield the terms of a product that has sums among its factors, one of them multiplied out at a time."""
    for base, power in product.powers.items():
        if power.denominator == 1 and 0 < power <= 2 and isinstance(base, Binary) and base.operator in "+-":  # noqa: PLR2004
            rest = _multiplied(product, Product(Fraction(1), {base: -power}))
            for way in itertools.product(_terms(base), repeat=int(power)):
                yield from _distributed(reduce(_multiplied, way, rest))
            return
    yield product
