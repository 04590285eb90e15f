"""The namespace of jets: every function of the equation language over boxes, with conditions that may be open."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from mlsysim_sym.book import arithmetic, blocking, curves
from mlsysim_sym.book.curves import SPECIAL_ERROR
from mlsysim_sym.book.ends import INF
from mlsysim_sym.book.ends import rounded_down as _down
from mlsysim_sym.book.ends import rounded_up as _up
from mlsysim_sym.book.jet import Jet, Number, jet, known, unknown
from mlsysim_sym.book.kernels import KERNELS
from mlsysim_sym.reading.functions import FUNCTIONS

__all__ = ["JET", "SPECIAL_ERROR", "Jet", "jet", "known", "unknown"]
_F = arithmetic.FLOAT


def _wrap(plain: Callable[..., float], general: Callable[..., Jet]) -> Callable[..., Any]:
    """Use plain floats where no argument is a jet."""

    def either(*arguments: Number) -> Number:
        if any(isinstance(each, Jet) for each in arguments):
            return general(*arguments)
        return plain(*arguments)

    return either


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


def all_of(parts: Sequence[bool | None]) -> bool | None:
    """Return whether all of several conditions hold, None where that is open."""
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
    "min": curves.lowest,
    "max": curves.highest,
    "abs": curves.absolute,
    "sqrt": curves.sqrt,
    "exp": curves.exp,
    "log": curves.log,
    "log2": curves.log2,
    "log10": curves.log10,
    "ceil": curves.stepped(_F["ceil"]),
    "floor": curves.stepped(_F["floor"]),
    "round": curves.stepped(_F["round"]),
    "erf": curves.erf,
    "gamma": curves.gamma,
    "lgamma": curves.lgamma,
    "harmonic": curves.harmonic,
    "normal_quantile": curves.quantile,
    "beta_regularized": curves.by_signs(arithmetic.beta_regularized, (1, -1, 1)),
    "binomial": curves.binomial,
    "erlang_b": blocking.erlang_b,
    "power": curves.power,
    "expm1": curves.expm1,
    "log1p": curves.log1p,
    "complement_power": curves.complement_power,
    "integer_power": curves.integer_power,
    "square": curves.square,
    "quadratic_root": curves.quadratic_root,
}
JET: Mapping[str, Any] = {
    **{name: _wrap(_F[name], general) for name, general in _JETS.items()},
    **{name: _wrap(plain, general) for name, (plain, general) in KERNELS.items()},
    "pi": Jet(_down(math.pi), _up(math.pi)), "euler_gamma": Jet(_down(_F["euler_gamma"]), _up(_F["euler_gamma"])),
    "case": _case, "all_of": all_of, "equal": _equal, "divides": _divides, "constant": _constant,
    "less": _compare(lambda a, b: a < b), "at_most": _compare(lambda a, b: a <= b),
    "greater": _compare(lambda a, b: a > b), "at_least": _compare(lambda a, b: a >= b),
}  # fmt: skip

if missing := set(FUNCTIONS) - set(JET):
    raise ImportError(f"functions without interval arithmetic: {sorted(missing)}")
