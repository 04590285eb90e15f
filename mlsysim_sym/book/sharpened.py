"""Statements rewritten for enclosures: the same difference of two sides, in forms whose enclosures keep their signs.

`1 - exp(-t / (r * c))` times `r` becomes `t / c` times a mean that rises with `r` (see `kernels`): the unknown that stood in
a vanishing factor and beside it now stands once, and no box is 0/0. Where one side is free of the unknown and the other is a
product of positive factors, the difference of the logarithms has the same sign and, often, a simpler slope.

Only enclosures are made from these: values, and every candidate, are judged by the author's own statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from mlsysim_sym.book.build import ONE, minus, negated, over, times
from mlsysim_sym.reading.tree import (
    Binary,
    Call,
    Constant,
    Name,
    Negative,
    Node,
    Number,
    Statement,
    Tree,
    constant_value,
    names_in,
    occurrences,
    rebuilt,
)

Factors = list[tuple[Node, Fraction]]
MOST_ROUNDS = 8
WHOLE = Fraction(1)
MINUS_ONE = Number(Fraction(-1))


def sharpened(statement: Statement, name: str) -> Statement:
    """Return a statement with quotients of a variable that vanish or repeat it written sharper, inner ones first.

    >>> from mlsysim_sym.reading.expression import parse_statement
    >>> from mlsysim_sym.reading.printing import text
    >>> print(text(sharpened(parse_statement("y = r * (1 - exp(-t / r))"), "r")))
    y = t * relative_expm1(-t / r)
    >>> print(text(sharpened(parse_statement("y = (n - 1) / n * m"), "n")))
    y = m * (1 - 1 / n)
    """
    return Statement(sharp(statement.left, name), statement.relation, sharp(statement.right, name))


def sharp(node: Node, name: str) -> Node:
    """Return a tree with the quotients of a variable written sharper."""
    inner = _with_sharp_parts(node, name)
    if isinstance(inner, Binary) and inner.operator in "*/":
        return _product(inner, name)
    return _exponential(inner, name) or inner if isinstance(inner, Binary) else inner


def _with_sharp_parts(node: Node, name: str) -> Node:
    """Return a node with the operands of its outermost product or other operation sharpened."""
    if isinstance(node, Binary) and node.operator in "*/":
        left, right = (
            _with_sharp_parts(each, name) if _is_product(each) else sharp(each, name) for each in (node.left, node.right)
        )
        return Binary(node.operator, left, right)

    def change(each: Tree) -> Tree | None:
        return sharp(each, name) if each is not node and isinstance(each, (Binary, Call, Negative)) else None

    return rebuilt(node, change)


def _is_product(node: Node) -> bool:
    return isinstance(node, Binary) and node.operator in "*/"


# --- products as factors -----------------------------------------------------------------------------------------------


def factors(node: Node, exponent: Fraction = WHOLE) -> Factors:
    """Return the factors of a product with their exponents, signs as factors of -1."""
    match node:
        case Negative(operand):
            return [(MINUS_ONE, WHOLE), *factors(operand, exponent)]
        case Binary("*", left, right):
            return factors(left, exponent) + factors(right, exponent)
        case Binary("/", left, right):
            return factors(left, exponent) + factors(right, -exponent)
        case Binary("^", base, power) if (whole := constant_value(power)) is not None and whole.denominator == 1:
            return factors(base, exponent * whole)
    return [(node, exponent)]


def product(parts: Iterable[tuple[Node, Fraction]]) -> Node:
    """Return a product of factors, equal bases joined."""
    rest: Factors = []
    sign = 1
    for base, exponent in parts:
        if base == MINUS_ONE:
            sign = -sign if exponent % 2 else sign
        else:
            rest.append((base, exponent))
    above: Node = ONE
    below: Node = ONE
    for base, exponent in _joined(rest):
        if exponent > 0:
            above = times(above, _raised(base, exponent))
        else:
            below = times(below, _raised(base, -exponent))
    whole = over(above, below)
    return negated(whole) if sign < 0 else whole


def _raised(base: Node, exponent: Fraction) -> Node:
    return base if exponent == 1 else Binary("^", base, Number(exponent))


def _cancels(more: Factors, rest: Factors) -> bool:
    """Whether a factor that is no number vanishes from the product of both."""
    before = {base: exponent for base, exponent in rest if names_in(base)}
    return any(before.get(base) == -exponent for base, exponent in more)


def _raised_all(parts: Factors, exponent: Fraction) -> Factors:
    return [(base, power * exponent) for base, power in parts]


def _product(node: Binary, name: str) -> Node:
    parts, made = factors(node), False
    for _ in range(MOST_ROUNDS):
        changed = _round(parts, name)
        if changed is None:
            break
        parts, made = changed, True
    return product(parts) if made else node


def _round(parts: Factors, name: str) -> Factors | None:
    """Return the factors with one of them written sharper, None where none can be."""
    backwards = _reversed(parts)
    if backwards is not None:
        return backwards
    for place, (base, exponent) in enumerate(parts):
        rest = parts[:place] + parts[place + 1 :]
        kernels = (more for more in _ways(base) if _cancels(_raised_all(more, exponent), rest))
        sums = (more for more in _sums(base, rest, name) if _cancels(_raised_all(more, exponent), rest))
        for more in (*kernels, *sums):
            flat = [pair for each, power in _raised_all(more, exponent) for pair in factors(each, power)]
            return _joined([*rest, *flat])
    return None


def _joined(parts: Factors) -> Factors:
    """Return factors with equal bases put together, those that vanish left out."""
    found: dict[Node, Fraction] = {}
    for base, exponent in parts:
        found[base] = found.get(base, Fraction(0)) + exponent
    return [(base, exponent) for base, exponent in found.items() if exponent]


def _ways(base: Node) -> Iterable[Factors]:
    """Yield the ways to write a vanishing factor as a product with a kernel."""
    match base:
        case Binary("-", left, right) if left == ONE:
            yield from _vanishing(right, Fraction(-1))
        case Binary("-", left, right) if right == ONE:
            yield from _vanishing(left, WHOLE)
        case Call("log", (Binary("+" | "-" as sign, whole, part),)) if whole == ONE:
            small = part if sign == "+" else negated(part)
            yield [*factors(small), (Call("relative_log1p", (small,)), WHOLE)]
        case Call("binomial", (Binary("-", total, missed), drawn), labels):
            yield [(Call("binomial", (total, drawn), labels), WHOLE), (Call("undrawn", (total, missed, drawn)), WHOLE)]


def _sums(base: Node, rest: Factors, name: str) -> Iterable[Factors]:
    """Yield `x + y` as `x (1 + y / x)`, for a factor `x` beside it that holds the variable."""
    if isinstance(base, Binary) and base.operator in "+-":
        for each in (factor for factor, _ in rest if occurrences(factor, name)):
            if base.left == each:
                yield [(each, WHOLE), (Binary(base.operator, ONE, over(base.right, each)), WHOLE)]
            elif base.right == each and base.operator == "+":
                yield [(each, WHOLE), (Binary("+", over(base.left, each), ONE), WHOLE)]


def _reversed(parts: Factors) -> Factors | None:
    """Return `x^k / (1 + x + ... + x^k)` as one over the same sum of `1 / x`, which falls with `x` as a whole."""
    for place, (kernel, exponent) in enumerate(parts):
        match kernel:
            case Call("relative_power", (gap, Binary("+", last, one))) if one == ONE and exponent == -1:
                power = next((each for each in parts if each[0] == Binary("^", _gap(gap), last)), None)
                if power is not None and power[1] == 1:
                    turned = Call("relative_power", (minus(ONE, over(ONE, _gap(gap))), Binary("+", last, ONE)))
                    rest = [each for each in parts[:place] + parts[place + 1 :] if each is not power]
                    return [*rest, (turned, Fraction(-1))]
    return None


def _vanishing(power: Node, sign: Fraction) -> Iterable[Factors]:
    """Yield the ways to write `power - 1` (or `1 - power`, by `sign`) as a product with a kernel."""
    match power:
        case Call("exp", (inside,)):
            yield [*_signed(sign), *factors(inside), (Call("relative_expm1", (inside,)), WHOLE)]
        case Binary("^", base, exponent) if (value := constant_value(base)) is not None and value > 0:
            inside = times(exponent, Call("log", (base,)))
            yield [*_signed(sign), *factors(inside), (Call("relative_expm1", (inside,)), WHOLE)]
        case Binary("^", base, exponent):
            gap = _gap(base)
            kernel = Call("relative_power", (gap, exponent))
            yield [*_signed(-sign), *factors(gap), (kernel, WHOLE)]


def _signed(sign: Fraction) -> Factors:
    return [(MINUS_ONE, WHOLE)] if sign < 0 else []


def _gap(base: Node) -> Node:
    """Return `1 - base`."""
    match base:
        case Binary("-", left, right) if left == ONE:
            return right
        case Binary("+", left, right) if left == ONE:
            return negated(right)
        case Binary("+", left, right) if right == ONE:
            return negated(left)
    return minus(ONE, base)


def _exponential(node: Binary, name: str) -> Node | None:
    """Return `(1 + u)^e` as an exponential where `e` times `u` cancels a variable, as in `(1 + x / a)^-a`."""
    match node:
        case Binary("^", Binary("+" | "-" as sign, whole, part), exponent) if whole == ONE and occurrences(exponent, name):
            small = part if sign == "+" else negated(part)
            if _cancels(factors(small), factors(exponent)):
                kernel = Call("relative_log1p", (small,))
                return Call("exp", (product([*factors(exponent), *factors(small), (kernel, WHOLE)]),))
    return None


# --- logarithms --------------------------------------------------------------------------------------------------------


def logarithmic(statement: Statement, name: str, positive: Collection[str]) -> Statement | None:
    """Return `v log(v) = v log(other side)`, expanded, where `v` is the side without the unknown; None where that is no help.

    Both sides must be positive: `positive` names the variables that are. The difference has the same sign, and to first
    order the same size.
    """
    free, other = statement.left, statement.right
    if statement.relation != "=" or occurrences(free, name) or occurrences(other, name) < 2:  # noqa: PLR2004
        return None
    better = sharp(other, name)
    other = better if _is_positive(better, positive) else other
    if not (_is_positive(free, positive) and _is_positive(other, positive)) or not _is_entangled(other, name):
        return None
    return Statement(times(free, Call("log", (free,))), "=", times(free, sharp(_logarithm(other), name)))


def _is_entangled(node: Node, name: str) -> bool:
    """Whether the unknown stands in several factors of a product, or in an exponent and its base."""
    if isinstance(node, Binary) and node.operator == "^":
        return bool(occurrences(node.right, name))
    return sum(bool(occurrences(base, name)) for base, _ in factors(node)) > 1


def _is_positive(node: Node, positive: Collection[str]) -> bool:  # noqa: PLR0911  (one return for each sort of node)
    """Whether a tree is positive by its make where it has a value."""
    match node:
        case Number(value):
            return value > 0
        case Constant():
            return True
        case Name(name):
            return name in positive
        case Binary("*" | "/" | "+", left, right):
            return _is_positive(left, positive) and _is_positive(right, positive)
        case Binary("^", base, _):
            return _is_positive(base, positive)
        case Binary("-", left, Call("exp", (inside,))) if left == ONE:
            against = product(factors(inside))
            return isinstance(against, Negative) and _is_positive(against.operand, positive)
        case Binary("-", Call("exp", (inside,)), right) if right == ONE:
            return _is_positive(inside, positive)
        case Call("exp" | "relative_expm1" | "relative_log1p", _):
            return True
        case Call("gamma" | "binomial" | "sqrt", arguments):
            return all(_is_positive(each, positive) for each in arguments)
    return False


def _logarithm(node: Node) -> Node:  # noqa: PLR0911  (one return for each sort of node)
    """Return the logarithm of a positive tree, with products, powers and exponentials taken apart."""
    match node:
        case Binary("*", left, right):
            return Binary("+", _logarithm(left), _logarithm(right))
        case Binary("/", left, right):
            return Binary("-", _logarithm(left), _logarithm(right))
        case Binary("^", base, exponent):
            return times(exponent, _logarithm(base))
        case Call("exp", (inside,)):
            return inside
        case Binary("-", left, Call("exp", (inside,))) if left == ONE:
            return Call("log_gap", (inside,))
        case Call("gamma", arguments):
            return Call("lgamma", arguments)
    return Call("log", (node,))
