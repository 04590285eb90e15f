"""Functions of jets: where they are monotone their ends enclose them, and their slopes are enclosed likewise."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

from mlsysim_sym.book import arithmetic
from mlsysim_sym.book.ends import INF, Ends
from mlsysim_sym.book.ends import add as _add
from mlsysim_sym.book.ends import multiply as _multiply
from mlsysim_sym.book.ends import product as _product
from mlsysim_sym.book.ends import rounded_down as _down
from mlsysim_sym.book.ends import rounded_up as _up
from mlsysim_sym.book.jet import Jet, Number, jet

SPECIAL_ERROR = 1e-12
LARGEST_FLOAT = 1.7976931348623157e308
Plain: TypeAlias = Callable[[float], float]
Slope: TypeAlias = Callable[[float, float], Ends]
Curve: TypeAlias = Callable[[Jet], Jet]


def rising(plain: Plain, slope: Slope, low: float = -INF, high: float = INF, error: float = 0.0) -> Curve:
    """Return a function that rises over its domain [low, high]; `slope` gives its slopes between two arguments."""

    def general(x: Jet) -> Jet:
        if x.high < low or x.low > high:
            raise ValueError("outside the domain")
        a, b = max(x.low, low), min(x.high, high)
        ends = padded(limit(plain, a, -INF), error)[0], padded(limit(plain, b, INF), error)[1]
        return Jet(*ends, *_multiply(slope(a, b), x.slope) if not x.constant else (0.0, 0.0))

    return general


def padded(value: float, error: float) -> Ends:
    """Return a value with two roundings and a relative error on either side; an overflow is a large number or more."""
    if math.isinf(value):
        return (LARGEST_FLOAT, INF) if value > 0 else (-INF, -LARGEST_FLOAT)
    pad = abs(value) * error
    return _down(_down(value - pad)), _up(_up(value + pad))


def limit(plain: Plain, value: float, otherwise: float) -> float:
    """Return a function's value, or its limit where it overflows or is not defined."""
    try:
        return plain(value)
    except OverflowError:
        return INF
    except (ValueError, ZeroDivisionError):
        return otherwise


def _inverse(value: float) -> float:
    return INF if value == 0 else (0.0 if math.isinf(value) else 1 / value)


def _log_slope(factor: float) -> Callable[[float, float], Ends]:
    return lambda a, b: (_down(factor * _inverse(b)), _up(factor * _inverse(a)))


def _sqrt_slope(a: float, b: float) -> Ends:
    return _down(0.5 * _inverse(math.sqrt(b))), _up(0.5 * _inverse(math.sqrt(a)))


def _erf_slope(a: float, b: float) -> Ends:
    peak = 2 / math.sqrt(math.pi)
    ends = [peak * arithmetic.exponential(-end * end) if math.isfinite(end) else 0.0 for end in (a, b)]
    return _down(min(ends)), _up(peak if a <= 0 <= b else max(ends))


def _unbounded_rise(_a: float, _b: float) -> Ends:
    return 0.0, INF


def _harmonic_slope(a: float, b: float) -> Ends:
    least = 0.0 if math.isinf(b) else arithmetic.trigamma(b + 1)
    return padded(least, SPECIAL_ERROR)[0], padded(arithmetic.trigamma(a + 1), SPECIAL_ERROR)[1]


_F = arithmetic.FLOAT
sqrt = rising(math.sqrt, _sqrt_slope, 0.0)
exp = rising(math.exp, lambda a, b: (_down(arithmetic.exponential(a)), _up(arithmetic.exponential(b))))
expm1 = rising(_F["expm1"], lambda a, b: (_down(arithmetic.exponential(a)), _up(arithmetic.exponential(b))))
log = rising(math.log, _log_slope(1.0), 0.0)
log1p = rising(math.log1p, lambda a, b: _log_slope(1.0)(max(0.0, _down(1 + a)), _up(1 + b)), -1.0)
log2 = rising(math.log2, _log_slope(1 / math.log(2)), 0.0)
log10 = rising(math.log10, _log_slope(1 / math.log(10)), 0.0)
erf = rising(math.erf, _erf_slope, error=SPECIAL_ERROR)
quantile = rising(arithmetic.normal_quantile, _unbounded_rise, 0.0, 1.0, SPECIAL_ERROR)
harmonic = rising(arithmetic.harmonic, _harmonic_slope, 0.0, INF, SPECIAL_ERROR)


def lowest(*arguments: Number) -> Jet:
    """Return the least of several; at a kink any slope of an argument that may be the least."""
    jets = [jet(each) for each in arguments]
    top = min(each.high for each in jets)
    active = [each for each in jets if each.low <= top]
    return Jet(min(each.low for each in jets), top, min(each.down for each in active), max(each.up for each in active))


def highest(*arguments: Number) -> Jet:
    """Return the greatest of several."""
    return -lowest(*(-jet(each) for each in arguments))


def absolute(x: Jet) -> Jet:
    """Return the absolute value."""
    return highest(x, -x)


def stepped(plain: Plain) -> Curve:
    """Return a step function: flat inside a step, of any slope up to infinite across one."""

    def general(x: Jet) -> Jet:
        low = x.low if math.isinf(x.low) else float(plain(x.low))
        high = x.high if math.isinf(x.high) else float(plain(x.high))
        if low == high or x.constant:
            return Jet(low, high)
        return Jet(low, high, *_multiply((0.0, INF), x.slope))

    return general


def square(x: Jet) -> Jet:
    """Return the square, never below 0."""
    low, high = sorted((abs(x.low), abs(x.high)))
    least = 0.0 if x.low <= 0 <= x.high else _down(low * low)
    return Jet(least, _up(high * high), *_multiply(_multiply((2.0, 2.0), x.value), x.slope))


def integer_power(x: Jet, exponent: int) -> Jet:
    """Return a whole power."""
    if exponent == 0:
        return Jet(1.0, 1.0)
    if exponent < 0:
        return 1.0 / integer_power(x, -exponent)
    if exponent % 2 == 0:
        return square(x) if exponent == 2 else square(integer_power(x, exponent // 2))  # noqa: PLR2004
    return x if exponent == 1 else x * integer_power(x, exponent - 1)


def power(base: Number, exponent: Number) -> Jet:
    """Return a power of a base that is not negative."""
    base, exponent = jet(base), jet(exponent)
    if base.high < 0:
        raise ValueError("a negative base has no real power")
    floor = Jet(max(base.low, 0.0), base.high, base.down, base.up)
    if exponent.constant and exponent.low == exponent.high:
        return _fixed_power(floor, exponent.low)
    if floor.constant and floor.low == floor.high:
        if floor.low == 1:
            return Jet(1.0, 1.0)
        if floor.low == 0:
            raise ValueError("a power of 0 with an unknown exponent")
    return exp(exponent * log(floor))


def complement_power(x: Number, exponent: Number) -> Jet:
    """Enclose `1 - (1 - x) ^ exponent` by logarithms, which keep the digits near 0, and its slope by the power itself."""
    x, exponent = jet(x), jet(exponent)
    plain = 1.0 - power(1.0 - x, exponent)
    if x.high >= 1:
        return plain
    sharp = -expm1(exponent * log1p(-x))
    return Jet(max(plain.low, sharp.low), min(plain.high, sharp.high), plain.down, plain.up)


def _fixed_power(base: Jet, exponent: float) -> Jet:
    ends = sorted(_end_power(end, exponent) for end in base.value)
    slope_ends = [_product(exponent, _end_power(end, exponent - 1)) for end in base.value]
    slope = padded(min(slope_ends), 0)[0], padded(max(slope_ends), 0)[1]
    return Jet(max(0.0, padded(ends[0], 0)[0]), padded(ends[1], 0)[1], *_multiply(slope, base.slope))


def _end_power(value: float, exponent: float) -> float:
    if value == 0:
        return INF if exponent < 0 else (1.0 if exponent == 0 else 0.0)
    if math.isinf(value):
        return INF if exponent > 0 else (1.0 if exponent == 0 else 0.0)
    try:
        return float(value**exponent)
    except OverflowError:
        return INF


def by_signs(plain: Callable[..., float], signs: Sequence[int], whole: Sequence[bool] = ()) -> Callable[..., Jet]:
    """Return a function that is monotone in each argument, with unbounded slopes: `signs` says how, `whole` needs integers."""

    def end(jets: Sequence[Jet], *, upper: bool) -> float:
        chosen = []
        for index, each in enumerate(jets):
            high = (signs[index] > 0) == upper
            value = each.high if high else each.low
            if whole and whole[index] and math.isfinite(value):
                value = float(math.ceil(value) if high else math.floor(value))
            chosen.append(value)
        return _limit_many(plain, chosen, INF if upper else -INF)

    def general(*arguments: Number) -> Jet:
        jets = [jet(each) for each in arguments]
        slope: Ends = (0.0, 0.0)
        for sign, each in zip(signs, jets, strict=True):
            if not each.constant:
                slope = _add(slope, _multiply((0.0, INF) if sign > 0 else (-INF, 0.0), each.slope))
        return Jet(padded(end(jets, upper=False), SPECIAL_ERROR)[0], padded(end(jets, upper=True), SPECIAL_ERROR)[1], *slope)

    return general


def _limit_many(plain: Callable[..., float], values: Sequence[float], otherwise: float) -> float:
    if any(math.isinf(value) for value in values):
        return otherwise
    try:
        return plain(*values)
    except arithmetic.UNDEFINED:
        return otherwise


def lgamma(x: Jet) -> Jet:
    """Return the logarithm of the gamma function, over positive arguments."""
    bottom = 1.4616321449683623
    if x.low <= 0:
        return Jet(-0.1215, INF, -INF, INF)
    ends = [limit(math.lgamma, end, INF) if math.isfinite(end) else INF for end in x.value]
    low = -0.12148629053584962 if x.low <= bottom <= x.high else min(ends)
    least, most = arithmetic.digamma(x.low), arithmetic.digamma(x.high) if math.isfinite(x.high) else INF
    slope = _multiply((padded(least, SPECIAL_ERROR)[0], padded(most, SPECIAL_ERROR)[1]), x.slope)
    return Jet(padded(low, SPECIAL_ERROR)[0], padded(max(ends), SPECIAL_ERROR)[1], *slope)


def gamma(x: Jet) -> Jet:
    """Return the gamma function, over positive arguments."""
    return exp(lgamma(x))


def binomial(n: Number, k: Number) -> Jet:
    """Return the binomial coefficient by the logarithms of gamma functions."""
    n, k = jet(n), jet(k)
    return exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0))


def quadratic_root(a: Number, b: Number, c: Number, sign: int) -> Jet:
    """Return a root of `a x^2 + b x + c` in the form that does not cancel."""
    a, b, c = jet(a), jet(b), jet(c)
    root = sqrt(square(b) - 4.0 * a * c)
    if b.low * sign > 0:
        return 2.0 * c / (-b - sign * root)
    return (-b + sign * root) / (2.0 * a)
