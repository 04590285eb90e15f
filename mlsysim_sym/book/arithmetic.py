"""The functions of the equation language over floats.

`FLOAT` is the namespace that made code runs in. Outside a function's domain a float function raises ValueError,
ZeroDivisionError or OverflowError; callers treat these as "no value here".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from mlsysim_sym.reading.functions import FUNCTIONS

UNDEFINED = (ValueError, ZeroDivisionError, OverflowError)
EULER_GAMMA = 0.57721566490153286
MOST_TERMS = 200_000


def power(base: float, exponent: float) -> float:
    """Raise a nonnegative base to a real exponent; the result is real or an error."""
    try:
        result = base**exponent
    except OverflowError:
        return math.inf
    if isinstance(result, complex):
        raise ValueError("a negative base has no real power")  # noqa: TRY004  (the base, no type, is wrong)
    return float(result)


def integer_power(base: float, exponent: int) -> float:
    """Raise to a whole exponent."""
    return float(base**exponent)


def square(base: float) -> float:
    """Return `base * base`."""
    return base * base


def exponential(x: float) -> float:
    """Return e to the x; infinity where that overflows, so that its reciprocal is 0."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def exponential_less_one(x: float) -> float:
    """Return `exp(x) - 1` with all digits near 0; infinity where that overflows."""
    try:
        return math.expm1(x)
    except OverflowError:
        return math.inf


def complement_power(x: float, exponent: float) -> float:
    """Return `1 - (1 - x) ^ exponent` with all digits where that is near 0.

    >>> complement_power(1e-20, 2.0), 1 - (1 - 1e-20) ** 2.0
    (2e-20, 0.0)
    """
    if x < 1:
        return -exponential_less_one(exponent * math.log1p(-x))
    return 1.0 - power(1.0 - x, exponent)


def harmonic(n: float) -> float:
    """Return `1 + 1/2 + ... + 1/n`, continued to real n by the digamma function."""
    if n <= -1:
        raise ValueError("harmonic numbers are for n > -1")
    if n < 60 and float(n).is_integer():  # noqa: PLR2004
        return math.fsum(1 / i for i in range(1, int(n) + 1))
    return digamma(n + 1) + EULER_GAMMA


def digamma(x: float) -> float:
    """Return the logarithmic derivative of the gamma function for x > 0 (recurrence, then the asymptotic series)."""
    shift = 0.0
    while x < 12:  # noqa: PLR2004
        shift -= 1 / x
        x += 1
    z = 1 / (x * x)
    series = z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (5 / 660 - z * 691 / 32760)))))
    return shift + math.log(x) - 0.5 / x - series


def trigamma(x: float) -> float:
    """Return the slope of digamma for x > 0 (recurrence, then the asymptotic series)."""
    shift = 0.0
    while x < 12:  # noqa: PLR2004
        shift += 1 / (x * x)
        x += 1
    z = 1 / (x * x)
    return shift + 1 / x + z / 2 + z / x * (1 / 6 - z * (1 / 30 - z * (1 / 42 - z / 30)))


def normal_quantile(p: float) -> float:
    """Return the quantile of the standard normal distribution."""
    import statistics  # noqa: PLC0415  (a slow import that few laws need)

    return statistics.NormalDist().inv_cdf(p)


def binomial(n: float, k: float) -> float:
    """Return the number of ways to choose k of n, continued by the gamma function."""
    if float(n).is_integer() and float(k).is_integer() and n >= 0:
        return float(math.comb(int(n), int(k))) if k >= 0 else 0.0
    if k < 0 or k > n:
        raise ValueError("binomial needs 0 <= k <= n")
    return math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1))


def beta_regularized(x: float, a: float, b: float) -> float:
    """Return the regularized incomplete beta function I_x(a, b) by its continued fraction (Lentz)."""
    if not 0 <= x <= 1 or a < 0 or b < 0 or a == b == 0:
        raise ValueError("beta_regularized needs 0 <= x <= 1, a >= 0, b >= 0")
    if a == 0 or x == 1:
        return 1.0
    if b == 0 or x == 0:
        return 0.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_regularized(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    return front / _beta_fraction(x, a, b)


def _beta_fraction(x: float, a: float, b: float) -> float:
    def numerator(step: int) -> float:
        m = step // 2
        if step % 2 == 0:
            return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))

    return lentz(1.0, lambda step: (numerator(step), 1.0))


def gamma_upper_regularized(a: float, x: float) -> float:
    """Return the regularized upper incomplete gamma function Q(a, x)."""
    if a <= 0 or x < 0:
        raise ValueError("gamma_upper_regularized needs a > 0, x >= 0")
    if x == 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        count = a
        while abs(term) > abs(total) * 1e-17:
            count += 1
            term *= x / count
            total += term
        return 1.0 - front * total
    return front / lentz(x + 1 - a, lambda step: (-step * (step - a), x + 2 * step + 1 - a))


def lentz(start: float, terms: Callable[[int], tuple[float, float]]) -> float:
    """Evaluate a continued fraction start + a1/(b1 + a2/(b2 + ...)) by Lentz's method."""
    tiny = 1e-300
    value = c = start or tiny
    d = 0.0
    for step in range(1, 100_000):
        a, b = terms(step)
        d = 1 / ((b + a * d) or tiny)
        c = (b + a / c) or tiny
        value *= c * d
        if abs(c * d - 1) < 1e-16:  # noqa: PLR2004
            return value
    raise ValueError("the continued fraction does not converge")


def erlang_b(load: float, servers: float) -> float:
    """Return the blocking probability of M/M/c/c as 1 / sum of c!/(c-j)! load^-j (every term positive; no overflow harms).

    Stops where terms no longer count; a sum of more than 200,000 terms is refused.
    """
    if load < 0 or servers < 0 or not float(servers).is_integer():
        raise ValueError("erlang_b needs load >= 0 and a whole number of servers")
    if load == 0:
        return 0.0 if servers else 1.0
    total = term = 1.0
    for j in range(min(int(servers), MOST_TERMS)):
        term *= (servers - j) / load
        total += term
        if term < total * 1e-18 or total > 1e300:  # noqa: PLR2004
            return 1 / total
    if servers > MOST_TERMS:
        raise ValueError("erlang_b does not converge for so many servers")
    return 1 / total


def quadratic_root(a: float, b: float, c: float, sign: int) -> float:
    """Return one root of a x^2 + b x + c without cancellation; `sign` +1 or -1 as in the school formula."""
    if a == 0:
        if sign > 0:
            return -c / b
        raise ValueError("a line has one root")
    inside = b * b - 4 * a * c
    if inside < 0:
        if inside > -1e-13 * b * b:
            inside = 0.0
        else:
            raise ValueError("no real root")
    root = math.sqrt(inside)
    if b * sign > 0:
        return 2 * c / (-b - sign * root)
    return (-b + sign * root) / (2 * a)


def case(branches: Sequence[tuple[Callable[[], bool] | None, Callable[[], float]]]) -> float:
    """Return the value of the first branch whose condition holds."""
    for holds, value in branches:
        if holds is None or holds():
            return value()
    raise ValueError("no branch applies")


def equal(left: float, right: float) -> bool:
    """Compare up to rounding."""
    return math.isclose(left, right, rel_tol=1e-12, abs_tol=0.0) or left == right


def divides(left: float, right: float) -> bool:
    """Whether `left` goes into `right` without rest."""
    return left != 0 and float(left).is_integer() and float(right).is_integer() and right % left == 0


def _ceil(x: float) -> float:
    nearest = round(x)
    return float(nearest) if abs(x - nearest) <= 1e-12 * max(1.0, abs(x)) else float(math.ceil(x))


def _floor(x: float) -> float:
    nearest = round(x)
    return float(nearest) if abs(x - nearest) <= 1e-12 * max(1.0, abs(x)) else float(math.floor(x))


FLOAT: Mapping[str, Any] = {
    "min": min, "max": max, "abs": abs, "sqrt": math.sqrt, "exp": exponential, "log": math.log, "log2": math.log2,
    "log10": math.log10, "ceil": _ceil, "floor": _floor, "round": round, "erf": math.erf, "gamma": math.gamma,
    "lgamma": math.lgamma, "beta_regularized": beta_regularized, "gamma_upper_regularized": gamma_upper_regularized,
    "binomial": binomial, "harmonic": harmonic, "normal_quantile": normal_quantile, "erlang_b": erlang_b,
    "pi": math.pi, "euler_gamma": EULER_GAMMA, "power": power, "expm1": exponential_less_one,
    "log1p": math.log1p, "complement_power": complement_power, "integer_power": integer_power, "square": square,
    "quadratic_root": quadratic_root, "case": case, "all_of": all, "equal": equal, "divides": divides,
    "less": lambda a, b: a < b, "at_most": lambda a, b: a <= b or equal(a, b), "greater": lambda a, b: a > b,
    "at_least": lambda a, b: a >= b or equal(a, b), "constant": lambda value: float(Fraction(value)),
}  # fmt: skip

if missing := set(FUNCTIONS) - set(FLOAT):
    raise ImportError(f"functions without float arithmetic: {sorted(missing)}")
