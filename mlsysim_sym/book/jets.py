"""Interval arithmetic with first derivatives: what proves that a root is there, is the only one, or is not there.

A `Jet` encloses the values of a quantity over a box of the unknown, and its derivative over the same box. Ends are
rounded outwards. A value of 0 in the derivative of a step or a kink is widened to all slopes that occur there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from mlsysim_sym.book import arithmetic
from mlsysim_sym.book.ends import INF, Ends
from mlsysim_sym.book.ends import add as _add
from mlsysim_sym.book.ends import divide as _divide
from mlsysim_sym.book.ends import multiply as _multiply
from mlsysim_sym.book.ends import outward as _outward
from mlsysim_sym.book.ends import product as _product
from mlsysim_sym.book.ends import rounded_down as _down
from mlsysim_sym.book.ends import rounded_up as _up
from mlsysim_sym.reading.functions import FUNCTIONS

SPECIAL_ERROR = 1e-12
LARGEST_FLOAT = 1.7976931348623157e308
Number: TypeAlias = "Jet | float | int"
Plain: TypeAlias = Callable[[float], float]
Slope: TypeAlias = Callable[[float, float], Ends]
Curve: TypeAlias = "Callable[[Jet], Jet]"


class Jet:
    """The values (`low`, `high`) of a quantity over a box, and its slopes (`down`, `up`) with respect to the unknown."""

    __slots__ = ("down", "high", "low", "up")

    def __init__(self, low: float, high: float, down: float = 0.0, up: float = 0.0) -> None:
        self.low, self.high, self.down, self.up = low, high, down, up

    @property
    def value(self) -> Ends:
        """Both ends of the values."""
        return self.low, self.high

    @property
    def slope(self) -> Ends:
        """Both ends of the slopes."""
        return self.down, self.up

    @property
    def constant(self) -> bool:
        """Whether the quantity does not depend on the unknown."""
        return self.down == 0.0 == self.up

    def __repr__(self) -> str:
        return f"Jet([{self.low!r}, {self.high!r}], slope [{self.down!r}, {self.up!r}])"

    def __neg__(self) -> Jet:
        return Jet(-self.high, -self.low, -self.up, -self.down)

    def __add__(self, other: Number) -> Jet:
        other = jet(other)
        return Jet(*_outward(self.low + other.low, self.high + other.high), *_add(self.slope, other.slope))

    __radd__ = __add__

    def __sub__(self, other: Number) -> Jet:
        return self + -jet(other)

    def __rsub__(self, other: Number) -> Jet:
        return jet(other) + -self

    def __mul__(self, other: Number) -> Jet:
        other = jet(other)
        slope = _add(_multiply(self.slope, other.value), _multiply(self.value, other.slope))
        return Jet(*_multiply(self.value, other.value), *slope)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Jet:
        other = jet(other)
        quotient = _divide(self.value, other.value)
        if self.constant and other.constant:
            return Jet(*quotient)
        change = _multiply(quotient, other.slope)
        rise = _add(self.slope, (-change[1], -change[0]))
        return Jet(*quotient, *_divide(rise, other.value) if other.low * other.high > 0 else (-INF, INF))

    def __rtruediv__(self, other: Number) -> Jet:
        return jet(other) / self


def jet(value: Number) -> Jet:
    """Return a jet; a plain number is a constant."""
    return value if isinstance(value, Jet) else Jet(float(value), float(value))


def unknown(low: float, high: float) -> Jet:
    """Return the unknown itself over a box."""
    return Jet(low, high, 1.0, 1.0)


def _wrap(plain: Callable[..., float], general: Callable[..., Jet]) -> Callable[..., Any]:
    """Use plain floats where no argument is a jet."""

    def either(*arguments: Number) -> Number:
        if any(isinstance(each, Jet) for each in arguments):
            return general(*arguments)
        return plain(*arguments)

    return either


def _rising(plain: Plain, slope: Slope, low: float = -INF, high: float = INF, error: float = 0.0) -> Curve:
    """Return a function that rises over its domain [low, high]; `slope` gives its slopes between two arguments."""

    def general(x: Jet) -> Jet:
        if x.high < low or x.low > high:
            raise ValueError("outside the domain")
        a, b = max(x.low, low), min(x.high, high)
        ends = _padded(_limit(plain, a, -INF), error)[0], _padded(_limit(plain, b, INF), error)[1]
        return Jet(*ends, *_multiply(slope(a, b), x.slope) if not x.constant else (0.0, 0.0))

    return general


def _padded(value: float, error: float) -> Ends:
    """Return a value with two roundings and a relative error on either side; an overflow is a large number or more."""
    if math.isinf(value):
        return (LARGEST_FLOAT, INF) if value > 0 else (-INF, -LARGEST_FLOAT)
    pad = abs(value) * error
    return _down(_down(value - pad)), _up(_up(value + pad))


def _limit(plain: Plain, value: float, otherwise: float) -> float:
    try:
        return plain(value)
    except OverflowError:
        return INF
    except (ValueError, ZeroDivisionError):
        return otherwise


def _safe_exp(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return INF


def _inverse(value: float) -> float:
    return INF if value == 0 else (0.0 if math.isinf(value) else 1 / value)


def _log_slope(factor: float) -> Callable[[float, float], Ends]:
    return lambda a, b: (_down(factor * _inverse(b)), _up(factor * _inverse(a)))


def _sqrt_slope(a: float, b: float) -> Ends:
    return _down(0.5 * _inverse(math.sqrt(b))), _up(0.5 * _inverse(math.sqrt(a)))


def _erf_slope(a: float, b: float) -> Ends:
    peak = 2 / math.sqrt(math.pi)
    ends = [peak * _safe_exp(-end * end) if math.isfinite(end) else 0.0 for end in (a, b)]
    return _down(min(ends)), _up(peak if a <= 0 <= b else max(ends))


def _unbounded_rise(_a: float, _b: float) -> Ends:
    return 0.0, INF


def _harmonic_slope(a: float, b: float) -> Ends:
    least = 0.0 if math.isinf(b) else arithmetic.trigamma(b + 1)
    return _padded(least, SPECIAL_ERROR)[0], _padded(arithmetic.trigamma(a + 1), SPECIAL_ERROR)[1]


_F = arithmetic.FLOAT
_sqrt = _rising(math.sqrt, _sqrt_slope, 0.0)
_exp = _rising(math.exp, lambda a, b: (_down(_safe_exp(a)), _up(_safe_exp(b))))
_expm1 = _rising(_F["expm1"], lambda a, b: (_down(_safe_exp(a)), _up(_safe_exp(b))))
_log = _rising(math.log, _log_slope(1.0), 0.0)
_log1p = _rising(math.log1p, lambda a, b: _log_slope(1.0)(max(0.0, _down(1 + a)), _up(1 + b)), -1.0)
_log2 = _rising(math.log2, _log_slope(1 / math.log(2)), 0.0)
_log10 = _rising(math.log10, _log_slope(1 / math.log(10)), 0.0)
_erf = _rising(math.erf, _erf_slope, error=SPECIAL_ERROR)
_quantile = _rising(arithmetic.normal_quantile, _unbounded_rise, 0.0, 1.0, SPECIAL_ERROR)
_harmonic = _rising(arithmetic.harmonic, _harmonic_slope, 0.0, INF, SPECIAL_ERROR)


def _lowest(*arguments: Number) -> Jet:
    jets = [jet(each) for each in arguments]
    top = min(each.high for each in jets)
    active = [each for each in jets if each.low <= top]
    return Jet(min(each.low for each in jets), top, min(each.down for each in active), max(each.up for each in active))


def _highest(*arguments: Number) -> Jet:
    return -_lowest(*(-jet(each) for each in arguments))


def _absolute(x: Jet) -> Jet:
    return _highest(x, -x)


def _stepped(plain: Plain) -> Curve:
    def general(x: Jet) -> Jet:
        low = x.low if math.isinf(x.low) else float(plain(x.low))
        high = x.high if math.isinf(x.high) else float(plain(x.high))
        if low == high or x.constant:
            return Jet(low, high)
        return Jet(low, high, *_multiply((0.0, INF), x.slope))

    return general


def _square(x: Jet) -> Jet:
    low, high = sorted((abs(x.low), abs(x.high)))
    least = 0.0 if x.low <= 0 <= x.high else _down(low * low)
    return Jet(least, _up(high * high), *_multiply(_multiply((2.0, 2.0), x.value), x.slope))


def _integer_power(x: Jet, exponent: int) -> Jet:
    if exponent == 0:
        return Jet(1.0, 1.0)
    if exponent < 0:
        return 1.0 / _integer_power(x, -exponent)
    if exponent % 2 == 0:
        return _square(x) if exponent == 2 else _square(_integer_power(x, exponent // 2))  # noqa: PLR2004
    return x if exponent == 1 else x * _integer_power(x, exponent - 1)


def _power(base: Number, exponent: Number) -> Jet:
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
    return _exp(exponent * _log(floor))


def _complement_power(x: Number, exponent: Number) -> Jet:
    """Enclose `1 - (1 - x) ^ exponent` by logarithms, which keep the digits near 0, and its slope by the power itself."""
    x, exponent = jet(x), jet(exponent)
    plain = 1.0 - _power(1.0 - x, exponent)
    if x.high >= 1:
        return plain
    sharp = -_expm1(exponent * _log1p(-x))
    return Jet(max(plain.low, sharp.low), min(plain.high, sharp.high), plain.down, plain.up)


def _fixed_power(base: Jet, exponent: float) -> Jet:
    ends = sorted(_end_power(end, exponent) for end in base.value)
    slope_ends = [_product(exponent, _end_power(end, exponent - 1)) for end in base.value]
    slope = _padded(min(slope_ends), 0)[0], _padded(max(slope_ends), 0)[1]
    return Jet(max(0.0, _padded(ends[0], 0)[0]), _padded(ends[1], 0)[1], *_multiply(slope, base.slope))


def _end_power(value: float, exponent: float) -> float:
    if value == 0:
        return INF if exponent < 0 else (1.0 if exponent == 0 else 0.0)
    if math.isinf(value):
        return INF if exponent > 0 else (1.0 if exponent == 0 else 0.0)
    try:
        return float(value**exponent)
    except OverflowError:
        return INF


def _by_signs(plain: Callable[..., float], signs: Sequence[int], whole: Sequence[bool] = ()) -> Callable[..., Jet]:
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
        return Jet(_padded(end(jets, upper=False), SPECIAL_ERROR)[0], _padded(end(jets, upper=True), SPECIAL_ERROR)[1], *slope)

    return general


def _limit_many(plain: Callable[..., float], values: Sequence[float], otherwise: float) -> float:
    if any(math.isinf(value) for value in values):
        return otherwise
    try:
        return plain(*values)
    except arithmetic.UNDEFINED:
        return otherwise


def _lgamma(x: Jet) -> Jet:
    bottom = 1.4616321449683623
    if x.low <= 0:
        return Jet(-0.1215, INF, -INF, INF)
    ends = [_limit(math.lgamma, end, INF) if math.isfinite(end) else INF for end in x.value]
    low = -0.12148629053584962 if x.low <= bottom <= x.high else min(ends)
    least, most = arithmetic.digamma(x.low), arithmetic.digamma(x.high) if math.isfinite(x.high) else INF
    slope = _multiply((_padded(least, 1e-12)[0], _padded(most, 1e-12)[1]), x.slope)
    return Jet(_padded(low, SPECIAL_ERROR)[0], _padded(max(ends), SPECIAL_ERROR)[1], *slope)


def _gamma(x: Jet) -> Jet:
    return _exp(_lgamma(x))


def _binomial(n: Number, k: Number) -> Jet:
    n, k = jet(n), jet(k)
    return _exp(_lgamma(n + 1.0) - _lgamma(k + 1.0) - _lgamma(n - k + 1.0))


def _quadratic_root(a: Number, b: Number, c: Number, sign: int) -> Jet:
    a, b, c = jet(a), jet(b), jet(c)
    root = _sqrt(_square(b) - 4.0 * a * c)
    if b.low * sign > 0:
        return 2.0 * c / (-b - sign * root)
    return (-b + sign * root) / (2.0 * a)


def _compare(test: Callable[[float, float], bool]) -> Callable[[Number, Number], bool | None]:
    """Return a comparison that is None where the box holds both outcomes."""

    def general(left: Number, right: Number) -> bool | None:
        a, b = jet(left), jet(right)
        outcomes = {test(x, y) for x in a.value for y in b.value}
        return outcomes.pop() if len(outcomes) == 1 else None

    return general


def _equal(left: Number, right: Number) -> bool | None:
    a, b = jet(left), jet(right)
    if a.low == a.high and b.low == b.high:
        return arithmetic.equal(a.low, b.low)
    return False if a.high < b.low or b.high < a.low else None


def _divides(left: Number, right: Number) -> bool | None:
    a, b = jet(left), jet(right)
    return arithmetic.divides(a.low, b.low) if a.low == a.high and b.low == b.high else None


def _all_of(parts: Sequence[bool | None]) -> bool | None:
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _case(branches: Sequence[tuple[Callable[[], bool | None] | None, Callable[[], Number]]]) -> Number:
    """Return the hull of the branches that may apply; where several may, any slope may occur."""
    possible: list[Jet] = []
    for holds, value in branches:
        outcome = True if holds is None else holds()
        if outcome is False:
            continue
        if outcome is True and not possible:
            return value()
        possible.append(_or_anything(value))
        if outcome is True:
            break
    if not possible:
        raise ValueError("no branch applies")
    return Jet(min(each.low for each in possible), max(each.high for each in possible), -INF, INF)


def _or_anything(value: Callable[[], Number]) -> Jet:
    try:
        return jet(value())
    except arithmetic.UNDEFINED:
        return Jet(-INF, INF, -INF, INF)


def _constant(value: Fraction) -> Jet:
    shown = float(value)
    return Jet(shown, shown) if Fraction(shown) == value else Jet(_down(shown), _up(shown))


_JETS: dict[str, Callable[..., Jet]] = {
    "min": _lowest, "max": _highest, "abs": _absolute, "sqrt": _sqrt, "exp": _exp, "log": _log, "log2": _log2,
    "log10": _log10, "ceil": _stepped(_F["ceil"]), "floor": _stepped(_F["floor"]), "round": _stepped(_F["round"]),
    "erf": _erf, "gamma": _gamma, "lgamma": _lgamma, "harmonic": _harmonic, "normal_quantile": _quantile,
    "beta_regularized": _by_signs(arithmetic.beta_regularized, (1, -1, 1)),
    "gamma_upper_regularized": _by_signs(arithmetic.gamma_upper_regularized, (1, -1)),
    "binomial": _binomial, "erlang_b": _by_signs(arithmetic.erlang_b, (1, -1), (False, True)),
    "power": _power, "expm1": _expm1,
    "log1p": _log1p, "complement_power": _complement_power,
    "integer_power": _integer_power, "square": _square, "quadratic_root": _quadratic_root,
}  # fmt: skip
JET: Mapping[str, Any] = {
    **{name: _wrap(_F[name], general) for name, general in _JETS.items()},
    "pi": Jet(_down(math.pi), _up(math.pi)), "euler_gamma": Jet(_down(_F["euler_gamma"]), _up(_F["euler_gamma"])),
    "case": _case, "all_of": _all_of, "equal": _equal, "divides": _divides, "constant": _constant,
    "less": _compare(lambda a, b: a < b), "at_most": _compare(lambda a, b: a <= b),
    "greater": _compare(lambda a, b: a > b), "at_least": _compare(lambda a, b: a >= b),
}  # fmt: skip

if missing := set(FUNCTIONS) - set(JET):
    raise ImportError(f"functions without interval arithmetic: {sorted(missing)}")
