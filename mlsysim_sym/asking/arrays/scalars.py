"""What each operation does to one number, compiled by numba: the arithmetic of the loops that `loops` writes."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from mlsysim_sym.asking.arrays.operations import MOST_SERVERS, NEAR, SNAP
from mlsysim_sym.asking.extras import required

# SciPy's own compiled functions: its name for one, and the number of arguments.
SPECIAL: Mapping[str, tuple[str, int]] = {
    "betainc": ("__pyx_fuse_0betainc", 3),
    "gammaincc": ("gammaincc", 2),
    "binom": ("binom", 2),
    "psi": ("__pyx_fuse_1psi", 1),
    "ndtri": ("ndtri", 1),
    "special_gamma": ("__pyx_fuse_1gamma", 1),
    "gammaln": ("gammaln", 1),
}
NEEDS_SPECIAL = frozenset(
    {"beta_regularized", "gamma_upper_regularized", "binomial", "harmonic", "normal_quantile", "gamma", "lgamma"}
)
SOURCES: Mapping[str, str] = {
    "min": "lambda a, b: a if a < b or a != a else b",
    "max": "lambda a, b: a if a > b or a != a else b",
    "snap": f"lambda x: round_(x) if abs(x - round_(x)) <= {SNAP} * larger(1.0, abs(x)) else nan",
    "ceil": f"lambda x: round_(x) if abs(x - round_(x)) <= {NEAR} * larger(1.0, abs(x)) else up(x)",
    "floor": f"lambda x: round_(x) if abs(x - round_(x)) <= {NEAR} * larger(1.0, abs(x)) else down(x)",
    "equal": f"lambda a, b: abs(a - b) <= {NEAR} * larger(abs(a), abs(b)) or a == b",
}


@cache
def namespace() -> Mapping[str, Any]:
    """Return the compiled functions by name; raise MissingExtraError without numba or SciPy."""
    numba = required("numba", "numba")
    np = required("numpy", "arrays")
    inline = numba.njit(error_model="numpy", inline="always")
    plain = numba.njit(error_model="numpy")
    found: dict[str, Any] = {"nan": math.nan, "inf": math.inf, "range": range, "abs": abs, "math": math, "prange": numba.prange}
    found |= {"round_": np.rint, "up": np.ceil, "down": np.floor, "larger": inline(_larger), "np": np}
    for name, source in SOURCES.items():
        found[name] = inline(eval(source, dict(found)))  # noqa: S307  (the sources above)
    found |= {name: plain(function) for name, function in _plain().items()}
    return found


@cache
def special_namespace() -> Mapping[str, Any]:
    """Return the compiled functions that rest on SciPy's."""
    plain = required("numba", "numba").njit(error_model="numpy")
    required("scipy.special", "arrays")
    return {name: plain(f) for name, f in _over_special({name: _address(*SPECIAL[name]) for name in SPECIAL}).items()}


def _larger(a: float, b: float) -> float:
    return a if a > b else b  # noqa: FURB136  (compiled: no call)


def _address(name: str, arguments: int) -> Any:  # noqa: ANN401  (a C function)
    from numba.extending import get_cython_function_address  # noqa: PLC0415  (an extra)

    address = get_cython_function_address("scipy.special.cython_special", name)
    return ctypes.CFUNCTYPE(*(ctypes.c_double,) * (arguments + 1), ctypes.c_int)(address)  # the last: skip dispatch


def _plain() -> dict[str, Callable[..., Any]]:
    def divides(left: float, right: float) -> bool:
        return left != 0 and left == math.floor(left) and right == math.floor(right) and right % left == 0

    def erlang_b(load: float, servers: float) -> float:
        if not (load >= 0 and servers >= 0 and servers == math.floor(servers) and servers <= MOST_SERVERS):
            return math.nan
        if load == 0:
            return 0.0 if servers > 0 else 1.0
        total, inverse = 1.0, 1 / load
        for factor in range(1, int(servers) + 1):
            total = total * inverse * factor + 1
        return 1 / total

    def upper_root(a: float, b: float, c: float) -> float:
        inside = b * b - 4 * a * c
        inside = 0.0 if -1e-13 * b * b < inside < 0 else inside
        if a == 0:
            return -c / b
        root = math.nan if inside < 0 else math.sqrt(inside)
        return 2 * c / (-b - root) if b > 0 else (-b + root) / (2 * a)

    def lower_root(a: float, b: float, c: float) -> float:
        inside = b * b - 4 * a * c
        inside = 0.0 if -1e-13 * b * b < inside < 0 else inside
        root = math.nan if inside < 0 or a == 0 else math.sqrt(inside)
        return 2 * c / (-b + root) if b < 0 else (-b - root) / (2 * a)

    return {"divides": divides, "erlang_b": erlang_b, "upper_root": upper_root, "lower_root": lower_root}


def _over_special(c: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:  # noqa: C901  (one short function for each name)
    betainc, gammaincc, binom, psi = c["betainc"], c["gammaincc"], c["binom"], c["psi"]
    ndtri, special_gamma, gammaln = c["ndtri"], c["special_gamma"], c["gammaln"]

    def beta_regularized(x: float, a: float, b: float) -> float:
        if not (0 <= x <= 1 and a >= 0 and b >= 0) or (a == 0 and b == 0):
            return math.nan
        if a == 0 or x == 1:
            return 1.0
        return 0.0 if b == 0 or x == 0 else betainc(a, b, x, 1)

    def gamma_upper_regularized(a: float, x: float) -> float:
        return gammaincc(a, x, 1) if a > 0 and x >= 0 else math.nan

    def binomial(n: float, k: float) -> float:
        if k < 0 or k > n:
            return 0.0 if n == math.floor(n) and k == math.floor(k) and n >= 0 else math.nan
        return binom(n, k, 1)  # type: ignore[no-any-return]

    def harmonic(n: float) -> float:
        return psi(n + 1, 1) + 0.57721566490153286 if n > -1 else math.nan

    def normal_quantile(p: float) -> float:
        return ndtri(p, 1) if 0 < p < 1 else math.nan

    def gamma(x: float) -> float:
        return special_gamma(x, 1)  # type: ignore[no-any-return]

    def lgamma(x: float) -> float:
        return gammaln(x, 1)  # type: ignore[no-any-return]

    made = (beta_regularized, gamma_upper_regularized, binomial, harmonic, normal_quantile, gamma, lgamma)
    return {each.__name__: each for each in made}
