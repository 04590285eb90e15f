"""Partial derivatives on the author's own tree, rule by rule, as trees of the equation language.

At a corner (`min max abs case`) a derivative is a case over the same conditions. Inside a step (`ceil floor round`) and
for arguments whose derivative the language cannot say (the servers of `erlang_b`) there is none: jets measure those.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mlsysim_sym.book.build import ONE, TWO, ZERO, minus, negated, over, plus, times
from mlsysim_sym.reading.tree import (
    And,
    Binary,
    Branch,
    Call,
    Case,
    Comparison,
    Condition,
    Constant,
    Name,
    Negative,
    Node,
    Number,
    Statement,
    constant_value,
    occurrences,
)

TEN = Number(Fraction(10))
PI = Constant("pi")


class NoPartial(Exception):  # noqa: N818  (a signal inside this module)
    """The language cannot say this derivative."""


def partial(statement: Statement, name: str) -> Node | None:
    """Return how a law's left side moves with a variable of its right side, None if the language cannot say it.

    Where the left side is no single other variable, the difference `left - right` is differentiated.

    >>> from mlsysim_sym.reading.expression import parse_statement
    >>> from mlsysim_sym.reading.printing import text
    >>> text(partial(parse_statement("y = a * x^3 + min(x, c)"), "x"))
    'a * (3 * x^2) + case(when x <= c: 1, else: 0)'
    """
    left, right = statement.left, statement.right
    alone = isinstance(left, Name) and left.name != name and not occurrences(right, left.name)
    try:
        return slope(right if alone else minus(left, right), name)
    except NoPartial:
        return None


def slope(node: Node, name: str) -> Node:  # noqa: C901, PLR0911  (one case for each kind of node)
    """Return the derivative of a tree with respect to a variable; raise NoPartial where the language cannot say it."""
    if not occurrences(node, name):
        return ZERO
    match node:
        case Name():
            return ONE
        case Negative(operand):
            return negated(slope(operand, name))
        case Binary("+", left, right):
            return plus(slope(left, name), slope(right, name))
        case Binary("-", left, right):
            return minus(slope(left, name), slope(right, name))
        case Binary("*", left, right):
            return plus(times(slope(left, name), right), times(left, slope(right, name)))
        case Binary("/", left, right):
            return _of_ratio(left, right, name)
        case Binary("^", left, right):
            return _of_power(left, right, name)
        case Call(function, arguments):
            return _of_call(function, arguments, name)
        case Case(branches):
            return _of_case(branches, name)
    raise NoPartial


def _of_ratio(left: Node, right: Node, name: str) -> Node:
    first = over(slope(left, name), right)
    inner = slope(right, name)
    return first if inner == ZERO else minus(first, over(times(left, inner), Binary("^", right, TWO)))


def _of_power(base: Node, exponent: Node, name: str) -> Node:
    value = constant_value(exponent)
    if value is not None:
        lowered = base if value == TWO.value else Binary("^", base, Number(value - 1))
        return times(times(exponent, lowered), slope(base, name))
    rate = plus(times(slope(exponent, name), Call("log", (base,))), over(times(exponent, slope(base, name)), base))
    return times(Binary("^", base, exponent), rate)


def _of_case(branches: tuple[Branch, ...], name: str) -> Node:
    return Case(tuple(Branch(None, branch.condition, slope(branch.value, name)) for branch in branches))


def _of_call(function: str, arguments: tuple[Node, ...], name: str) -> Node:
    if function in {"min", "max"}:
        return _of_corner("<=" if function == "min" else ">=", arguments, name)
    rules = _RULES.get(function, ())
    total: Node = ZERO
    for place, argument in enumerate(arguments):
        inner = slope(argument, name)
        if inner == ZERO:
            continue
        if place >= len(rules):
            raise NoPartial
        rule = rules[place]
        if rule is None:
            raise NoPartial
        total = plus(total, times(rule(*arguments), inner))
    return total


def _of_corner(operator: str, arguments: tuple[Node, ...], name: str) -> Node:
    """Return a case that takes the first argument that is the least (or greatest)."""
    branches = []
    for place, argument in enumerate(arguments[:-1]):
        others = [Comparison(argument, operator, other) for other in arguments[place + 1 :]]
        condition: Condition = others[0] if len(others) == 1 else And(tuple(others))
        branches.append(Branch(None, condition, slope(argument, name)))
    return Case((*branches, Branch(None, None, slope(arguments[-1], name))))


def _sign(x: Node) -> Node:
    return Case((Branch(None, Comparison(x, ">=", ZERO), ONE), Branch(None, None, Number(Fraction(-1)))))


def _digamma(x: Node) -> Node:
    return minus(Call("harmonic", (minus(x, ONE),)), Constant("euler_gamma"))


def _gauss(x: Node) -> Node:
    return over(times(TWO, Call("exp", (negated(Binary("^", x, TWO)),))), Call("sqrt", (PI,)))


def _quantile(p: Node) -> Node:
    square = Binary("^", Call("normal_quantile", (p,)), TWO)
    return times(Call("sqrt", (times(TWO, PI),)), Call("exp", (over(square, TWO),)))


def _upper_gamma(a: Node, x: Node) -> Node:
    return negated(Call("exp", (minus(minus(times(minus(a, ONE), Call("log", (x,))), x), Call("lgamma", (a,))),)))


def _beta(x: Node, a: Node, b: Node) -> Node:
    powers = plus(times(minus(a, ONE), Call("log", (x,))), times(minus(b, ONE), Call("log", (minus(ONE, x),))))
    whole = minus(Call("lgamma", (plus(a, b),)), plus(Call("lgamma", (a,)), Call("lgamma", (b,))))
    return Call("exp", (plus(powers, whole),))


def _erlang(load: Node, servers: Node) -> Node:
    blocked = Call("erlang_b", (load, servers))
    return times(blocked, plus(minus(over(servers, load), ONE), blocked))


_RULES: dict[str, tuple[Callable[..., Node] | None, ...]] = {
    "abs": (_sign,),
    "sqrt": (lambda x: over(ONE, times(TWO, Call("sqrt", (x,)))),),
    "exp": (lambda x: Call("exp", (x,)),),
    "log": (lambda x: over(ONE, x),),
    "log2": (lambda x: over(ONE, times(x, Call("log", (TWO,)))),),
    "log10": (lambda x: over(ONE, times(x, Call("log", (TEN,)))),),
    "erf": (_gauss,),
    "gamma": (lambda x: times(Call("gamma", (x,)), _digamma(x)),),
    "lgamma": (_digamma,),
    "normal_quantile": (_quantile,),
    "gamma_upper_regularized": (None, _upper_gamma),
    "beta_regularized": (_beta,),
    "erlang_b": (_erlang,),
}
