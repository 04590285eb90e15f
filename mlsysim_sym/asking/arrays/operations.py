"""What each operation does to arrays, by NumPy and, for special functions, SciPy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NEAR = 1e-12
SNAP = 1e-9
MOST_SERVERS = 200_000


def special() -> Any:  # noqa: ANN401  (a module)
    """Return SciPy's special functions; raise MissingExtraError without SciPy."""
    from mlsysim_sym.asking.extras import required  # noqa: PLC0415

    return required("scipy.special", "arrays")


def _near_whole(x: Array, away: Callable[[Array], Array]) -> Array:
    nearest = np.rint(x)
    return np.where(np.abs(x - nearest) <= NEAR * np.maximum(1.0, np.abs(x)), nearest, away(x))


def snap(x: Array) -> Array:
    """Return the whole numbers that values are within rounding of; elsewhere NaN."""
    nearest = np.rint(x)
    return np.where(np.abs(x - nearest) <= SNAP * np.maximum(1.0, np.abs(x)), nearest, np.nan)


def near(left: Array, right: Array) -> NDArray[np.bool_]:
    """Compare up to rounding."""
    found: NDArray[np.bool_] = (np.abs(left - right) <= NEAR * np.maximum(np.abs(left), np.abs(right))) | (left == right)
    return found


def divides(left: Array, right: Array) -> NDArray[np.bool_]:
    """Whether left goes into right without rest."""
    whole = (np.rint(left) == left) & (np.rint(right) == right) & (left != 0)
    rest = np.remainder(right, np.where(left == 0, 1.0, left))
    found: NDArray[np.bool_] = whole & (rest == 0)
    return found


def erlang_b(load: Array, servers: Array) -> Array:
    """Return blocking probabilities, as `book.arithmetic.erlang_b` does: one pass for each server, none for each point."""
    load, servers = np.asarray(load, dtype=float), np.asarray(servers, dtype=float)
    if servers.ndim == 0:
        return _erlang_b(load, float(servers))
    bad = ~((load >= 0) & (servers >= 0) & (servers == np.rint(servers)) & (servers <= MOST_SERVERS))
    most = int(np.where(bad, 0.0, servers).max(initial=0.0))
    inverse = 1 / np.where(load > 0, load, 1.0)
    total = np.ones(np.broadcast_shapes(load.shape, servers.shape))
    for left in range(1, most + 1):  # 1 + servers/load (1 + (servers - 1)/load (1 + ...)), from the inside
        np.multiply(total, np.maximum(servers - (most - left), 0.0) * inverse, out=total)
        total += 1
    found = np.where(load > 0, 1 / total, np.where(servers > 0, 0.0, 1.0))
    return np.where(bad, np.nan, found)


def _erlang_b(load: Array, servers: float) -> Array:
    """Return blocking probabilities for one number of servers."""
    if not (servers >= 0 and servers.is_integer() and servers <= MOST_SERVERS):
        return np.full(load.shape, np.nan)
    if servers == 0:
        return np.where(load >= 0, 1.0, np.nan)
    inverse = np.asarray(1 / load)
    total = np.add(inverse, 1.0, out=np.empty_like(inverse))
    for factor in range(2, int(servers) + 1):
        total *= inverse
        total *= factor
        total += 1
    np.divide(1, total, out=total)
    return total if load.min(initial=math.inf) > 0 else np.where(load > 0, total, np.where(load == 0, 0.0, np.nan))


def _quadratic(a: Array, b: Array, c: Array, sign: int) -> Array:
    inside = b * b - 4 * a * c
    inside = np.where((inside < 0) & (inside > -1e-13 * b * b), 0.0, inside)
    root = np.sqrt(inside)
    found = np.where(b * sign > 0, 2 * c / (-b - sign * root), (-b + sign * root) / (2 * a))
    return np.where(a == 0, -c / b if sign > 0 else np.nan, found)


def _binomial(n: Array, k: Array) -> Array:
    found = special().binom(n, k)
    whole = (n == np.rint(n)) & (k == np.rint(k)) & (n >= 0)
    return np.where(whole & ((k < 0) | (k > n)), 0.0, np.where(~whole & ((k < 0) | (k > n)), np.nan, found))


def _beta(x: Array, a: Array, b: Array) -> Array:
    good = (x >= 0) & (x <= 1) & (a >= 0) & (b >= 0) & ~((a == 0) & (b == 0))
    found = np.where((a == 0) | (x == 1), 1.0, np.where((b == 0) | (x == 0), 0.0, special().betainc(a, b, x)))
    return np.where(good, found, np.nan)


UFUNCS: Mapping[str, str] = {
    "add": "add", "subtract": "subtract", "multiply": "multiply", "divide": "divide", "negative": "negative",
    "reciprocal": "reciprocal", "square": "square", "min": "minimum", "max": "maximum", "abs": "absolute", "sqrt": "sqrt",
    "exp": "exp", "log": "log", "log2": "log2", "log10": "log10", "power": "power",
}  # fmt: skip

OTHERS: Mapping[str, Callable[..., Any]] = {
    "ceil": lambda x: _near_whole(x, np.ceil),
    "floor": lambda x: _near_whole(x, np.floor),
    "round": np.rint,
    "snap": snap,
    "less": np.less,
    "greater": np.greater,
    "at_most": lambda a, b: (a <= b) | near(a, b),
    "at_least": lambda a, b: (a >= b) | near(a, b),
    "equal": near,
    "divides": divides,
    "and_": np.logical_and,
    "negated": np.logical_not,
    "where": np.where,
    "erlang_b": erlang_b,
    "upper_root": lambda a, b, c: _quadratic(a, b, c, 1),
    "lower_root": lambda a, b, c: _quadratic(a, b, c, -1),
    "erf": lambda x: special().erf(x),
    "gamma": lambda x: special().gamma(x),
    "lgamma": lambda x: special().gammaln(x),
    "beta_regularized": _beta,
    "gamma_upper_regularized": lambda a, x: np.where((a > 0) & (x >= 0), special().gammaincc(a, x), np.nan),
    "binomial": _binomial,
    "harmonic": lambda n: np.where(n > -1, special().digamma(n + 1) + 0.57721566490153286, np.nan),
    "normal_quantile": lambda p: np.where((p > 0) & (p < 1), special().ndtri(p), np.nan),
}


@cache
def namespace() -> Mapping[str, Any]:
    """Return every operation by its name."""
    found: dict[str, Any] = {name: getattr(np, ufunc) for name, ufunc in UFUNCS.items()}
    return {**found, **OTHERS, "nan": math.nan, "inf": math.inf}
