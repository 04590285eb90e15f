"""The functions of the equation language over balls of `arb`: values whose error is proven, special functions included.

A ball is a midpoint of 128 bits and a radius that holds every rounding on the way. python-flint is imported when the first
enclosure is asked for, and then only: the package works without it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from typing import Any, TypeAlias

from mlsysim_sym.book.ends import INF, Ends
from mlsysim_sym.book.jets import all_of
from mlsysim_sym.reading.functions import FUNCTIONS

Ball: TypeAlias = Any  # `flint.arb`; a plain number is exact

BITS = 128


@contextmanager
def precision() -> Iterator[None]:
    """Let balls have 128 bits inside a `with` block."""
    import flint  # noqa: PLC0415  (an extra)

    with flint.ctx.workprec(BITS):
        yield


def ball(low: float, high: float) -> Ball:
    """Return the ball that holds everything between two numbers."""
    from flint import arb  # noqa: PLC0415

    if math.isinf(low) or math.isinf(high):
        return arb(0, INF)
    return arb(low) if low == high else arb(low).union(arb(high))


def ends_of(value: Ball) -> Ends:
    """Return the ends of a ball as floats, rounded outwards."""
    from flint import arb  # noqa: PLC0415

    found = arb(value)
    if not found.is_finite():
        return -INF, INF
    return math.nextafter(float(found.lower()), -INF), math.nextafter(float(found.upper()), INF)


@cache
def namespace() -> Mapping[str, Any]:
    """Return the namespace that made code runs in, over balls."""
    from flint import arb  # noqa: PLC0415

    def unary(name: str) -> Callable[[Ball], Ball]:
        return lambda x: getattr(arb(x), name)()

    log2, log10 = arb.const_log2, arb.const_log10
    found: dict[str, Any] = {
        **{name: unary(name) for name in ("sqrt", "exp", "log", "erf", "gamma", "lgamma", "ceil", "floor", "expm1", "log1p")},
        "abs": lambda x: abs(arb(x)),
        "min": lambda *parts: _folded([arb(each) for each in parts], lambda a, b: a.min(b)),
        "max": lambda *parts: _folded([arb(each) for each in parts], lambda a, b: a.max(b)),
        "log2": lambda x: arb(x).log() / log2(),
        "log10": lambda x: arb(x).log() / log10(),
        "round": _rounded,
        "beta_regularized": lambda x, a, b: arb(x).beta_lower(arb(a), arb(b), regularized=1),
        "gamma_upper_regularized": lambda a, x: _gamma_upper(arb(a), arb(x)),
        "binomial": lambda n, k: ((arb(n) + 1).lgamma() - (arb(k) + 1).lgamma() - (arb(n) - arb(k) + 1).lgamma()).exp(),
        "harmonic": lambda n: (arb(n) + 1).digamma() + arb.const_euler(),
        "normal_quantile": lambda p: arb(2).sqrt() * (2 * arb(p) - 1).erfinv(),
        "erlang_b": _erlang_b,
        "pi": arb.pi(),
        "euler_gamma": arb.const_euler(),
        "power": lambda base, exponent: arb(base) ** arb(exponent),
        "complement_power": lambda x, exponent: -((arb(exponent) * (-arb(x)).log1p()).expm1()),
        "integer_power": lambda base, n: arb(base) ** int(n),
        "square": lambda x: arb(x) ** 2,
        "quadratic_root": _quadratic_root,
        "case": _case,
        "all_of": all_of,
        "less": lambda a, b: _compared(arb(a) < arb(b), arb(a) >= arb(b)),
        "at_most": lambda a, b: _compared(arb(a) <= arb(b), arb(a) > arb(b)),
        "greater": lambda a, b: _compared(arb(a) > arb(b), arb(a) <= arb(b)),
        "at_least": lambda a, b: _compared(arb(a) >= arb(b), arb(a) < arb(b)),
        "equal": lambda a, b: _compared(arb(a) == arb(b), not arb(a).overlaps(arb(b))),
        "divides": _divides,
        "constant": _constant,
    }
    if missing := set(FUNCTIONS) - set(found):
        raise ImportError(f"functions without balls: {sorted(missing)}")
    return found


def _folded(parts: Sequence[Ball], both: Callable[[Ball, Ball], Ball]) -> Ball:
    found = parts[0]
    for each in parts[1:]:
        found = both(found, each)
    return found


def _constant(value: Fraction) -> Ball:
    from flint import arb  # noqa: PLC0415

    return arb(value.numerator) / arb(value.denominator)


def _rounded(x: Ball) -> Ball:
    """Return a ball that holds the whole numbers nearest to a ball's numbers."""
    from flint import arb  # noqa: PLC0415

    low, high = ends_of(x)
    if math.isinf(low):
        return arb(0, INF)
    return ball(float(round(low)), float(round(high)))


def _gamma_upper(a: Ball, x: Ball) -> Ball:
    return x.gamma_upper(a, regularized=1)


def _erlang_b(load: Ball, servers: Ball) -> Ball:
    """Return the blocking probability by the incomplete gamma function."""
    from flint import arb  # noqa: PLC0415

    a, c = arb(load), arb(servers)
    return (c * a.log() - a - (c + 1).lgamma()).exp() / _gamma_upper(c + 1, a)


def _quadratic_root(a: Ball, b: Ball, c: Ball, sign: int) -> Ball:
    from flint import arb  # noqa: PLC0415

    a, b, c = arb(a), arb(b), arb(c)
    root = (b * b - 4 * a * c).sqrt()
    if b * sign > 0:
        return 2 * c / (-b - sign * root)
    return (-b + sign * root) / (2 * a)


def _compared(surely: bool, surely_not: bool) -> bool | None:  # noqa: FBT001  (both outcomes of one comparison)
    return True if surely else False if surely_not else None


def _divides(left: Ball, right: Ball) -> bool | None:
    from flint import arb  # noqa: PLC0415

    a, b = arb(left), arb(right)
    return bool((b / a).is_integer()) if a.is_exact() and b.is_exact() else None


def _case(branches: Sequence[tuple[Callable[[], bool | None] | None, Callable[[], Ball]]]) -> Ball:
    """Return the hull of the branches that may apply."""
    from flint import arb  # noqa: PLC0415

    possible: list[Ball] = []
    for holds, value in branches:
        outcome = True if holds is None else holds()
        if outcome is False:
            continue
        possible.append(arb(value()))
        if outcome is True:
            break
    if not possible:
        raise ValueError("no branch applies")
    return _folded(possible, lambda a, b: a.union(b))
