"""Whether two expressions agree, found with SymPy: only ever imported in a process that may be ended."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath
import sympy

from mlsysim_sym.reading.sympy_form import symbol, sympy_form

if TYPE_CHECKING:
    from mlsysim_sym.checking.algebra import Claim

MOST_ORDERS = 3


def sides(claim: Claim) -> tuple[Any, Any, Any]:
    """Return both sides of a claim after its operation, and what a difference is measured against (None: the sides)."""
    signs = _signs(claim)
    left, right = (sympy_form(side).xreplace(signs) for side in (claim.left, claim.right))
    index = signs.get(symbol(claim.index), symbol(claim.index)) if claim.index else None
    if claim.operation == "derivative":
        slope = left.diff(index)
        at = {signs.get(symbol(name), symbol(name)): sympy_form(tree).xreplace(signs) for name, tree in claim.at}
        beside = {**at, index: at.get(index, index) * sympy.Rational(11, 10)}
        return slope.subs(at, simultaneous=True), right, slope.subs(beside, simultaneous=True)
    if claim.operation == "limit":
        return _limit(left, index, sympy.oo if claim.low is None else sympy_form(claim.low).xreplace(signs)), right, None
    if claim.operation == "sum":
        low, high = (sympy_form(end).xreplace(signs) for end in (claim.low, claim.high) if end is not None)
        return sympy.summation(left, (index, low, high)), right, None
    return left, right, None


def _signs(claim: Claim) -> dict[Any, Any]:
    """Return a positive symbol for each variable that cannot be negative; a limit or a sum at a general point needs no more."""
    return {symbol(name): sympy.Symbol(name, positive=True) for name in claim.positive}


def _limit(expression: Any, index: Any, end: Any) -> Any:  # noqa: ANN401  (SymPy ships no types)
    """Return a one-sided limit: from above, or from below for infinity."""
    if end is sympy.oo:
        near = sympy.Symbol("near", positive=True)
        return sympy.limit(sympy.together(expression.subs(index, 1 / near)), near, 0, "+")
    return sympy.limit(expression, index, end, "+")


# --- at points ---------------------------------------------------------------------------------------------------------


def largest_gap(found: tuple[Any, Any, Any], points: Iterable[Mapping[str, float]], digits: int) -> float:
    """Return the largest relative difference over points where both sides are defined; 0 if there are none."""
    symbols = sorted({each for side in found if side is not None for each in side.free_symbols}, key=str)
    functions = [sympy.lambdify(symbols, side, "mpmath") if side is not None else None for side in found]
    worst = 0.0
    with mpmath.workdps(digits + 20):
        for point in points:
            if {each.name for each in symbols} <= set(point):
                worst = max(worst, _gap(functions, [_exact(point[each.name]) for each in symbols]))
    return worst


def _exact(value: float) -> Any:  # noqa: ANN401
    parts = Fraction(value)
    return mpmath.mpf(parts.numerator) / parts.denominator


def _gap(functions: Sequence[Any], values: list[Any]) -> float:
    try:
        left, right, beside = (each and mpmath.mpmathify(each(*values)) for each in functions)
        scale = max(abs(left), abs(right)) if beside is None else abs(beside)
        if not (mpmath.isfinite(left) and mpmath.isfinite(right) and mpmath.isfinite(scale)) or scale == 0:
            return 0.0
        return float(abs(left - right) / scale)
    except (ValueError, ZeroDivisionError, OverflowError, TypeError, NameError, mpmath.libmp.NoConvergence):
        return 0.0


# --- by algebra --------------------------------------------------------------------------------------------------------


def agree(left: Any, right: Any) -> bool:  # noqa: ANN401
    """Whether the difference of two expressions simplifies to exactly zero."""
    return any(way(left, right) for way in (_identical, _cancelled, _powers, _arms, _general))


def _identical(left: Any, right: Any) -> bool:  # noqa: ANN401
    return bool(left == right)


def _cancelled(left: Any, right: Any) -> bool:  # noqa: ANN401
    """As ratios of polynomials in whatever parts the expressions have."""
    difference = left - right
    if difference.has(sympy.Min, sympy.Max, sympy.Piecewise):
        return False
    return _zero(sympy.cancel(sympy.together(difference))) or _zero(sympy.expand(sympy.numer(sympy.together(difference))))


def _powers(left: Any, right: Any) -> bool:  # noqa: ANN401
    """As products of powers: the logarithms of both sides, expanded, are the same sum."""
    difference = left - right
    if difference.has(sympy.Min, sympy.Max, sympy.Piecewise):
        return False
    terms = sympy.Add.make_args(sympy.expand(difference))
    if len(terms) == 1:
        return _zero(difference)
    if len(terms) > 2:  # noqa: PLR2004
        terms = sympy.Add.make_args(sympy.powsimp(sympy.expand(difference)))
    if len(terms) != 2:  # noqa: PLR2004
        return False
    first, second = (sympy.expand_log(sympy.log(sympy.powdenest(term, force=True)), force=True) for term in (terms[0], -terms[1]))
    return _zero(sympy.simplify(sympy.expand(sympy.together(first - second))))


def _general(left: Any, right: Any) -> bool:  # noqa: ANN401
    difference = left - right
    opened = sympy.expand_func(difference)
    return any(_zero(simplified) for simplified in _simplifications(opened))


def _simplifications(expression: Any) -> Iterator[Any]:  # noqa: ANN401
    yield sympy.simplify(expression)
    yield sympy.simplify(sympy.expand_log(sympy.expand(expression), force=True))
    yield sympy.powsimp(sympy.expand(sympy.numer(sympy.together(expression))), force=True)
    yield sympy.simplify(sympy.powsimp(sympy.powdenest(expression, force=True), force=True))


def _zero(expression: Any) -> bool:  # noqa: ANN401
    return bool(expression == 0)


# --- corners -----------------------------------------------------------------------------------------------------------


def _arms(left: Any, right: Any) -> bool:  # noqa: ANN401
    """As the largest or smallest of the same arms, all corners moved to the outside."""
    if not left.has(sympy.Min, sympy.Max) or not right.has(sympy.Min, sympy.Max):
        return False
    outer = [_outward(side) for side in (left, right)]
    if type(outer[0]) is not type(outer[1]):
        return False
    arms = [list(side.args) for side in outer]
    if len(arms[0]) != len(arms[1]) or len(arms[0]) > MOST_ORDERS + 1:
        return False
    return any(
        all(_cancelled(one, other) or _powers(one, other) for one, other in zip(arms[0], order, strict=True))
        for order in itertools.permutations(arms[1])
    )


def _outward(expression: Any) -> Any:  # noqa: ANN401
    """Move corners out of sums, products with positive factors, and powers of positive arms."""
    if not expression.args or not expression.has(sympy.Min, sympy.Max):
        return expression
    parts = [_outward(part) for part in expression.args]
    corners = [part for part in parts if isinstance(part, (sympy.Min, sympy.Max))]
    if isinstance(expression, (sympy.Min, sympy.Max)):
        flat = itertools.chain.from_iterable(part.args if isinstance(part, type(expression)) else [part] for part in parts)
        return type(expression)(*flat, evaluate=False)
    if len(corners) != 1:
        return expression.func(*parts)
    corner = corners[0]
    place = parts.index(corner)
    swapped = _direction(expression, parts, place)
    if swapped is None:
        return expression.func(*parts)
    kind = {sympy.Min: sympy.Max, sympy.Max: sympy.Min}[type(corner)] if swapped else type(corner)
    moved = kind(*(expression.func(*parts[:place], arm, *parts[place + 1 :]) for arm in corner.args), evaluate=False)
    return _outward(moved) if any(arm.has(sympy.Min, sympy.Max) for arm in moved.args) else moved


def _direction(expression: Any, parts: list[Any], place: int) -> bool | None:  # noqa: ANN401
    """Whether a rising corner makes the expression fall (True) or rise (False); None where neither is certain."""
    if expression.is_Add:
        return False
    if expression.is_Mul:
        factor = sympy.Mul(*parts[:place], *parts[place + 1 :])
        return None if factor.is_positive is None and factor.is_negative is None else bool(factor.is_negative)
    if expression.is_Pow and place == 0 and all(arm.is_positive for arm in parts[0].args) and parts[1].is_number:
        return bool(parts[1].is_negative)
    return None
