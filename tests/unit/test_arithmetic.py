"""The functions of the language over floats and over 300 bits, against mpmath and against each other."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsysim_sym.book import arithmetic, precise
from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED

POSITIVE = st.floats(0.05, 60)
PROBABILITY = st.floats(1e-6, 1.0)
COEFFICIENT = st.floats(-9, 9).map(lambda x: round(x, 6))


@given(POSITIVE)
def test_digamma_trigamma_and_harmonic_numbers(x: float) -> None:
    with mpmath.workdps(30):
        assert arithmetic.digamma(x) == pytest.approx(float(mpmath.digamma(x)), rel=1e-11, abs=1e-11)
        assert arithmetic.trigamma(x) == pytest.approx(float(mpmath.psi(1, x)), rel=1e-9)
        assert arithmetic.harmonic(x) == pytest.approx(float(mpmath.harmonic(x)), rel=1e-11)


@given(PROBABILITY, POSITIVE, POSITIVE)
def test_the_incomplete_beta_function(x: float, a: float, b: float) -> None:
    with mpmath.workdps(30):
        true = float(mpmath.betainc(a, b, 0, x, regularized=True))
    assert arithmetic.beta_regularized(x, a, b) == pytest.approx(true, rel=1e-9, abs=1e-13)
    assert arithmetic.beta_regularized(x, a, b) + arithmetic.beta_regularized(1 - x, b, a) == pytest.approx(1, abs=1e-9)


@given(POSITIVE, st.floats(0, 90))
def test_the_upper_incomplete_gamma_function(a: float, x: float) -> None:
    with mpmath.workdps(30):
        true = float(mpmath.gammainc(a, x, regularized=True))
    assert arithmetic.gamma_upper_regularized(a, x) == pytest.approx(true, rel=1e-8, abs=1e-13)


@given(st.floats(0.01, 40), st.integers(1, 60))
def test_erlang_b_by_its_recurrence(load: float, servers: int) -> None:
    blocking = 1.0
    for n in range(1, servers + 1):
        blocking = load * blocking / (n + load * blocking)
    assert arithmetic.erlang_b(load, float(servers)) == pytest.approx(blocking, rel=1e-12)


@given(st.floats(0.1, 30), st.floats(0, 1))
def test_binomials_of_reals(n: float, share: float) -> None:
    k = n * share
    with mpmath.workdps(30):
        assert arithmetic.binomial(n, k) == pytest.approx(float(mpmath.binomial(n, k)), rel=1e-10)


@given(COEFFICIENT, COEFFICIENT, COEFFICIENT, st.sampled_from([1, -1]))
def test_quadratic_roots_are_roots(a: float, b: float, c: float, sign: int) -> None:
    try:
        x = arithmetic.quadratic_root(a, b, c, sign)
    except UNDEFINED:
        return
    scale = max(abs(a * x * x), abs(b * x), abs(c))
    assert abs(a * x * x + b * x + c) <= 1e-6 * scale


def test_ends_of_domains() -> None:
    assert arithmetic.beta_regularized(0.3, 0.0, 2.0) == 1.0
    assert arithmetic.beta_regularized(0.3, 2.0, 0.0) == 0.0
    assert arithmetic.gamma_upper_regularized(2.0, 0.0) == 1.0
    assert arithmetic.erlang_b(0.0, 3.0) == 0.0
    assert arithmetic.erlang_b(0.0, 0.0) == 1.0
    assert arithmetic.erlang_b(5.0, 0.0) == 1.0
    assert arithmetic.erlang_b(1e-12, 300.0) == pytest.approx(0.0, abs=1e-290)
    assert arithmetic.binomial(5.0, -1.0) == 0.0
    assert arithmetic.binomial(5.0, 7.0) == 0.0
    assert arithmetic.quadratic_root(0.0, 2.0, -4.0, 1) == 2.0
    assert arithmetic.quadratic_root(1.0, -2.0, 1.0 + 1e-15, 1) == pytest.approx(1.0)
    assert arithmetic.power(1e300, 9.0) == math.inf
    assert arithmetic.exponential(1e4) == math.inf
    assert arithmetic.normal_quantile(0.975) == pytest.approx(1.959963984540054)
    assert FLOAT["ceil"](3 + 1e-15) == 3.0
    assert FLOAT["floor"](3 - 1e-15) == 3.0
    assert FLOAT["divides"](4.0, 12.0)
    assert not FLOAT["divides"](0.0, 12.0)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("power", (-2.0, 0.5)),
        ("harmonic", (-1.5,)),
        ("beta_regularized", (1.5, 2.0, 2.0)),
        ("beta_regularized", (0.5, 0.0, 0.0)),
        ("gamma_upper_regularized", (-1.0, 2.0)),
        ("gamma_upper_regularized", (1.0, -2.0)),
        ("binomial", (2.5, 3.5)),
        ("binomial", (2.5, -0.5)),
        ("erlang_b", (-1.0, 2.0)),
        ("erlang_b", (1.0, 2.5)),
        ("erlang_b", (1e12, 1e12)),
        ("quadratic_root", (0.0, 2.0, 1.0, -1)),
        ("quadratic_root", (1.0, 0.0, 1.0, 1)),
        ("case", ([(lambda: False, lambda: 1.0)],)),
        ("normal_quantile", (1.0,)),
    ],
)
def test_what_has_no_value_raises(name: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(UNDEFINED):
        FLOAT[name](*arguments)


def test_a_continued_fraction_that_does_not_converge() -> None:
    with pytest.raises(ValueError, match="does not converge"):
        arithmetic.lentz(1.0, lambda step: (-1.0 if step % 2 else -2.0, 1.0))


# --- 300 bits ----------------------------------------------------------------------------------------------------------

BOTH: dict[str, tuple[Any, ...]] = {
    "sqrt": (2.5,), "exp": (1.5,), "log": (2.5,), "log2": (2.5,), "log10": (2.5,), "ceil": (2.5,), "floor": (2.5,),
    "round": (2.6,), "erf": (0.3,), "gamma": (3.3,), "lgamma": (3.3,), "beta_regularized": (0.3, 2.0, 5.0),
    "gamma_upper_regularized": (2.0, 3.0), "binomial": (9.0, 4.0), "harmonic": (5.5,), "normal_quantile": (0.9,),
    "erlang_b": (3.0, 5.0), "power": (2.5, 0.3), "integer_power": (2.5, 3), "square": (2.5,),
    "quadratic_root": (1.0, 5.0, 2.0, 1), "abs": (-2.0,), "min": (1.0, 2.0), "max": (1.0, 2.0), "less": (1.0, 2.0),
    "at_most": (1.0, 2.0), "greater": (1.0, 2.0), "at_least": (1.0, 2.0), "equal": (1.0, 2.0), "divides": (2.0, 6.0),
    "all_of": ([True, False],), "case": ([(lambda: False, lambda: 1.0), (None, lambda: 2.0)],),
}  # fmt: skip


@pytest.mark.parametrize("name", BOTH)
def test_300_bits_agree_with_floats(name: str) -> None:
    space = precise.namespace()
    given = [space["number"](each) if isinstance(each, float) else each for each in BOTH[name]]
    assert float(space[name](*given)) == pytest.approx(float(FLOAT[name](*BOTH[name])), rel=1e-12)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("sqrt", (-1,)), ("log", (0,)), ("log10", (-1,)), ("power", (-2, 0.5)), ("quadratic_root", (1, 0, 1, 1)),
     ("case", ([(lambda: False, lambda: 1)],))],
)  # fmt: skip
def test_300_bits_refuse_what_floats_refuse(name: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"real|outside|no branch"):
        precise.namespace()[name](*arguments)


def test_a_sign_that_doubles_cannot_tell() -> None:
    root = precise.namespace()["sqrt"]
    assert precise.sign(lambda x: (root(x) * root(x) - x, x), [2.0]) == 0
    assert precise.sign(lambda x: (x + x * 2 ** precise.namespace()["number"](-90) - x, x), [2.0]) == 1
    assert precise.sign(lambda x: (-x, x), [2.0]) == -1
