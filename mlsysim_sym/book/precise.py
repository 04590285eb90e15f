"""The functions of the equation language in 300 bits: what decides a sign where doubles only show rounding.

mpmath comes with SymPy. It is imported when the first doubtful sign is asked for, and then only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from mlsysim_sym.book.arithmetic import case
from mlsysim_sym.reading.functions import FUNCTIONS

Real: TypeAlias = Any  # a number of mpmath, which ships no types

BITS = 300
UNDECIDED_BELOW = 2.0**-200


@cache
def namespace() -> Mapping[str, Any]:
    """Return the namespace that made code runs in, over numbers of 300 bits."""
    import mpmath  # noqa: PLC0415  (slow to import, seldom needed)

    mp = mpmath.mp.clone()
    mp.prec = BITS
    found: dict[str, Any] = {
        "min": min,
        "max": max,
        "abs": abs,
        "sqrt": _real(mp.sqrt, lambda x: x >= 0),
        "exp": mp.exp,
        "log": _real(mp.log, lambda x: x > 0),
        "log2": _real(lambda x: mp.log(x, 2), lambda x: x > 0),
        "log10": _real(mp.log10, lambda x: x > 0),
        "ceil": mp.ceil,
        "floor": mp.floor,
        "round": mp.nint,
        "erf": mp.erf,
        "gamma": mp.gamma,
        "lgamma": mp.loggamma,
        "beta_regularized": lambda x, a, b: mp.betainc(a, b, 0, x, regularized=True),
        "gamma_upper_regularized": lambda a, x: mp.gammainc(a, x, regularized=True),
        "binomial": mp.binomial,
        "harmonic": mp.harmonic,
        "normal_quantile": lambda p: mp.sqrt(2) * mp.erfinv(2 * mp.mpf(p) - 1),
        "erlang_b": lambda a, c: mp.exp(c * mp.log(a) - a - mp.loggamma(c + 1)) / mp.gammainc(c + 1, a, regularized=True),
        "pi": mp.pi,
        "euler_gamma": mp.euler,
        "power": _real_power,
        "expm1": mp.expm1,
        "log1p": _real(mp.log1p, lambda x: x > -1),
        "complement_power": lambda x, exponent: 1 - _real_power(1 - x, exponent),
        "integer_power": lambda base, n: base**n,
        "square": lambda x: x * x,
        "quadratic_root": lambda a, b, c, sign: (-b + sign * _root(mp.sqrt, b * b - 4 * a * c)) / (2 * a),
        "case": case,
        "all_of": all,
        "less": lambda a, b: a < b,
        "at_most": lambda a, b: a <= b,
        "greater": lambda a, b: a > b,
        "at_least": lambda a, b: a >= b,
        "equal": lambda a, b: a == b,
        "divides": lambda a, b: b % a == 0,
        "constant": lambda value: mp.mpf(value.numerator) / mp.mpf(value.denominator),
        "number": mp.mpf,
    }
    if missing := set(FUNCTIONS) - set(found):
        raise ImportError(f"functions without precise arithmetic: {sorted(missing)}")
    return found


def sign(function: Callable[..., tuple[Real, Real]], arguments: Sequence[float]) -> int:
    """Return the sign of `(left - right, largest term)`; 0 where 300 bits cannot tell it from 0."""
    number = namespace()["number"]
    difference, scale = function(*(number(each) for each in arguments))
    if abs(difference) <= UNDECIDED_BELOW * scale:
        return 0
    return 1 if difference > 0 else -1


def _real(function: Callable[[Real], Real], inside: Callable[[Real], bool]) -> Callable[[Real], Real]:
    def checked(x: Real) -> Real:
        if not inside(x):
            raise ValueError("outside the domain")
        return function(x)

    return checked


def _root(sqrt: Callable[[Real], Real], x: Real) -> Real:
    if x < 0:
        raise ValueError("no real root")
    return sqrt(x)


def _real_power(base: Real, exponent: Real) -> Real:
    if base < 0:
        raise ValueError("a negative base has no real power")
    return base**exponent
