"""Quotients that are 0/0 at a point and monotone all the same: over boxes they are enclosed by their ends.

Written out, `(exp(u) - 1) / u` over a wide box is a quotient of two intervals that knows nothing of what they share: its
enclosure has no sign, its slope none either. Each of these functions is an average, from which follow its signs and bounds:

    relative_expm1(u)       (exp(u) - 1) / u            mean of exp(u t)           rises, convex
    relative_log1p(u)       log(1 + u) / u              mean of 1 / (1 + u t)      falls
    relative_power(q, m)    (1 - (1 - q)^m) / q         m * mean of (1 - q t)^(m - 1)
    log_gap(u)              log(1 - exp(u)), u < 0      falls, concave
    undrawn(n, c, k)        C(n - c, k) / C(n, k)       product of (n - c - i) / (n - i), i < k

the means taken over t from 0 to 1. `relative_power` rises in `m`; in `q` it falls where `m` is at least 1 or at most 0, and
rises between (the chord of a convex or a concave power). All are continued to where they are 0/0.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

from mlsysim_sym.book import arithmetic, curves
from mlsysim_sym.book.curves import SPECIAL_ERROR, Plain, padded
from mlsysim_sym.book.ends import INF, Ends
from mlsysim_sym.book.ends import add as _add
from mlsysim_sym.book.ends import multiply as _multiply
from mlsysim_sym.book.jet import Jet, Number, jet

SMALL = 1e-8
LARGE = 1e300
SMALLEST_NORMAL = sys.float_info.min
LOG_2 = math.log(2)
MOST_DRAWN = 10_000
NEAR, TERMS = 0.1, 24  # where slopes are sums of so many terms of their series
CANCELLED = 1e-10  # what a slope may be off by where it is a difference
ROUNDED = 1e-14
SATURATED = 1e-11  # so near 1 its values say nothing of its slope
SLACK = 1e-6  # what a density may be off by where its logarithm is a difference of large numbers


def relative_expm1(u: float) -> float:
    """Return `(exp(u) - 1) / u`, 1 at 0.

    >>> relative_expm1(0.0), relative_expm1(-1e3)
    (1.0, 0.001)
    """
    if abs(u) < SMALL:
        return 1.0 + u / 2
    return 0.0 if u == -INF else math.expm1(u) / u


def relative_log1p(u: float) -> float:
    """Return `log(1 + u) / u`, 1 at 0.

    >>> relative_log1p(0.0), round(relative_log1p(1.0), 6)
    (1.0, 0.693147)
    """
    if abs(u) < SMALL:
        return 1.0 - u / 2
    return 0.0 if u == INF else math.log1p(u) / u


def log_gap(u: float) -> float:
    """Return `log(1 - exp(u))` with the digits that it has both near 0 and far below.

    >>> log_gap(-1e-20) == math.log(1e-20), log_gap(-100.0) == -math.exp(-100)
    (True, True)
    """
    return math.log1p(-arithmetic.exponential(u)) if u < -LOG_2 else math.log(-math.expm1(u))


def relative_power(q: float, m: float) -> float:
    """Return `(1 - (1 - q)^m) / q`, `m` where `q` is 0.

    >>> relative_power(0.0, 3.0), relative_power(0.5, 2.0), relative_power(1.0, 2.0)
    (3.0, 1.5, 1.0)
    """
    if q == 0:
        return m
    if q == 1:
        return float(1.0 - 0.0**m)
    return -math.expm1(m * math.log1p(-q)) / q


def undrawn(n: float, c: float, k: float) -> float:
    """Return the chance that `k` draws without putting back from `n` miss all of `c`.

    >>> round(undrawn(10.0, 2.0, 3.0), 6), undrawn(10.0, 8.0, 3.0)
    (0.466667, 0.0)
    """
    fewer, more = sorted((c, k))
    if not (fewer.is_integer() and more.is_integer() and 0 <= fewer <= MOST_DRAWN and more <= n):
        raise ValueError("no whole numbers of draws, or too many")
    return math.prod((n - more - i) / (n - i) for i in range(int(fewer))) if fewer + more <= n else 0.0


def _value(plain: float, *, upper: bool) -> float:
    return padded(plain, SPECIAL_ERROR)[upper]


def _rising_expm1(x: Jet) -> Jet:
    low = _value(curves.limit(relative_expm1, x.low, 0.0), upper=False)
    high = _value(curves.limit(relative_expm1, x.high, INF), upper=True)
    return Jet(max(low, 0.0), high, *_multiply(_between(_expm1_slope, x.low, x.high, 0.0, INF), x.slope))


def _expm1_slope(u: float) -> float:
    """Return the mean of `t exp(u t)`, which rises with `u`."""
    if abs(u) < NEAR:
        return _series(u, lambda n: (n + 1) / math.factorial(n + 2))
    return (math.exp(u) - relative_expm1(u)) / u


def _falling_log1p(x: Jet) -> Jet:
    if x.high <= -1:
        raise ValueError("the logarithm of a number that is not positive")
    a = max(x.low, -1.0)
    low = _value(curves.limit(relative_log1p, x.high, INF), upper=False)
    high = _value(relative_log1p(a), upper=True) if a > -1 else INF
    return Jet(max(low, 0.0), high, *_multiply(_between(_log1p_slope, a, x.high, -INF, 0.0), x.slope))


def _log1p_slope(u: float) -> float:
    """Return the mean of `-t / (1 + u t)^2`, which rises with `u`."""
    if abs(u) < NEAR:
        return _series(u, lambda n: (-1) ** (n + 1) * (n + 1) / (n + 2))
    return (1 / (1 + u) - relative_log1p(u)) / u


def _series(u: float, coefficient: Callable[[int], float]) -> float:
    return math.fsum(coefficient(n) * u**n for n in range(TERMS))


def _between(slope: Plain, a: float, b: float, lowest: float, highest: float) -> Ends:
    """Enclose a slope that rises from one end of a box to the other, and lies between two limits."""
    ends = _finite(slope, a, lowest), _finite(slope, b, highest)
    return max(lowest, _value(ends[0], upper=False)), min(highest, _value(ends[1], upper=True))


def _finite(slope: Plain, u: float, otherwise: float) -> float:
    try:
        return otherwise if math.isinf(u) else slope(u)
    except (OverflowError, ValueError, ZeroDivisionError):
        return otherwise


def _falling_gap(x: Jet) -> Jet:
    if x.low >= 0:
        raise ValueError("the logarithm of a number that is not positive")
    low = _value(log_gap(x.high), upper=False) if x.high < 0 else -INF
    steepest = _inverse_expm1(-x.high)[1] if x.high < 0 else INF
    return Jet(low, min(0.0, _value(log_gap(x.low), upper=True)), *_multiply((-steepest, -_inverse_expm1(-x.low)[0]), x.slope))


def _inverse_expm1(u: float) -> Ends:
    """Enclose `1 / (exp(u) - 1)` for a positive number; beyond what a float holds it is next to 0."""
    try:
        value = 1 / math.expm1(u)
    except OverflowError:
        return 0.0, SMALLEST_NORMAL
    return value * (1 - ROUNDED), value * (1 + ROUNDED)


def _by_power(q: Number, m: Number) -> Jet:
    q, m = jet(q), jet(m)
    if q.low > 1:
        raise ValueError("a negative base has no real power")
    box = Jet(q.low, min(q.high, 1.0), q.down, q.up)
    values = [_power_at(end, m.low, -INF) for end in box.value], [_power_at(end, m.high, INF) for end in box.value]
    low, high = _value(min(values[0]), upper=False), _value(max(values[1]), upper=True)
    slope: Ends = (0.0, 0.0)
    if not box.constant:
        slope = _multiply(_power_slope(box, m), box.slope)
    if not m.constant:
        # d/dm: (1 - q)^m log(1 - q) / -q
        rest = Jet(max(0.0, 1 - box.high), max(0.0, 1 - box.low))
        change = curves.power(_widened(rest), Jet(m.low, m.high)) * _falling_log1p(Jet(-box.high, -box.low))
        slope = _add(slope, _multiply((max(change.low, 0.0), change.high), m.slope))
    return Jet(low, high, *slope)


def _power_at(q: float, m: float, otherwise: float) -> float:
    """Return the value at an end; where it overflows it is a large number of its sign or more, by `otherwise` an infinite one."""
    if math.isinf(q) or math.isinf(m):
        return otherwise
    try:
        return relative_power(q, m)
    except (OverflowError, ZeroDivisionError):
        sign = 1.0 if q < 0 else -1.0
        return sign * INF if sign * otherwise > 0 else sign * LARGE / max(1.0, abs(q))
    except ValueError:
        return otherwise


def _power_slope(q: Jet, m: Jet) -> Ends:
    """Enclose `-m (m - 1) * mean of t (1 - q t)^(m - 2)`.

    For one `m` it rises or falls with `q` throughout, by the sign of `m (m - 1) (m - 2)`; else half the factor times a power
    between those at t = 0 and 1.
    """
    span = _widened(Jet(max(0.0, min(1.0, 1 - q.high)), max(1.0, 1 - q.low)))
    exponent = Jet(m.low, m.high)
    factor = _multiply(_multiply((-0.5, -0.5), exponent.value), (exponent - 1.0).value)
    bounds = curves.power(span, exponent - 2.0)
    rough = _multiply(factor, (max(bounds.low, 0.0), bounds.high))
    if m.low != m.high or math.isinf(m.low):
        return rough
    ends = sorted((end, at) for end, at in ((_power_slope_at(at, m.low), at) for at in q.value) if math.isfinite(end))
    if len(ends) < len(q.value):
        return rough
    return max(rough[0], _loose(ends[0][0], upper=False)), min(rough[1], _loose(ends[1][0], upper=True))


def _power_slope_at(q: float, m: float) -> float:
    """Return the slope at a value, infinite where it is none that floats show."""
    if math.isinf(q) or q >= 1:
        return INF
    if abs(q) * max(abs(m), 1.0) < NEAR:
        term, terms = 0.5 * m * (m - 1), []
        for n in range(1, TERMS):
            terms.append(-n * term * (-q) ** (n - 1))
            term *= (m - n - 1) / (n + 2)
        return math.fsum(terms)
    try:
        return (m * math.exp((m - 1) * math.log1p(-q)) - relative_power(q, m)) / q
    except OverflowError:
        return INF


def _loose(value: float, *, upper: bool) -> float:
    return padded(value, CANCELLED)[upper]


def _widened(box: Jet) -> Jet:
    """Return a box of differences with 1, whose ends are rounded."""
    return Jet(box.low * (1 - ROUNDED), box.high * (1 + ROUNDED))


def _gamma_upper(a: Number, x: Number) -> Jet:
    """Enclose the regularized upper incomplete gamma function; its slope by the density, least at an end of the box."""
    a, x = jet(a), jet(x)
    rough = _GAMMA_UPPER(a, x)
    known = a.constant and a.low == a.high and a.low >= 1
    if not known or x.constant or x.low <= 0 or rough.high >= 1 - SATURATED:
        return rough
    ends = [_density(a.low, end) for end in x.value]
    top = max(*ends, _density(a.low, a.low - 1) if x.low <= a.low - 1 <= x.high else 0.0)
    return Jet(rough.low, rough.high, *_multiply((-top * (1 + SLACK), -min(ends) * (1 - SLACK)), x.slope))


def _density(a: float, x: float) -> float:
    if math.isinf(x):
        return 0.0
    return arithmetic.exponential((a - 1) * math.log(x) - x - math.lgamma(a)) if x > 0 else float(a == 1)


_GAMMA_UPPER = curves.by_signs(arithmetic.gamma_upper_regularized, (1, -1))
KERNELS: dict[str, tuple[Callable[..., float], Callable[..., Jet]]] = {
    "relative_expm1": (relative_expm1, _rising_expm1),
    "relative_log1p": (relative_log1p, _falling_log1p),
    "relative_power": (relative_power, _by_power),
    "log_gap": (log_gap, _falling_gap),
    "gamma_upper_regularized": (arithmetic.gamma_upper_regularized, _gamma_upper),
    "undrawn": (undrawn, curves.by_signs(undrawn, (1, -1, -1), (True, True, True))),
}
