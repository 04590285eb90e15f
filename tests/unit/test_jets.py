"""Jets: the value and the slope at every point of a box lie in the enclosure, for every function of the language."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.book.jets import JET, Jet, jet, unknown

Space = Any  # a namespace of functions: floats or jets
Body = Callable[[Space, Any], Any]

# What is enclosed, and the interval of the unknown that boxes are drawn from.
SMOOTH: dict[str, tuple[Body, float, float]] = {
    "sum": (lambda _, x: x + 3.0 + x, -9, 9),
    "difference": (lambda _, x: 3.0 - (x - 1.0) * 2.0, -9, 9),
    "product": (lambda _, x: x * (x - 2.0) * (x + 1.0), -9, 9),
    "quotient": (lambda _, x: (x + 1.0) / (x * x + 1.0), -9, 9),
    "reciprocal": (lambda _, x: 2.0 / x, 0.1, 9),
    "reciprocal of a negative": (lambda _, x: x / (x - 1.0), -9, 0.9),
    "sqrt": (lambda f, x: f["sqrt"](x), 0.01, 9),
    "exp": (lambda f, x: f["exp"](x), -9, 9),
    "log": (lambda f, x: f["log"](x), 0.01, 9),
    "log1p": (lambda f, x: f["log1p"](x), -0.95, 9),
    "expm1": (lambda f, x: f["expm1"](x), -9, 9),
    "complement of a power in x": (lambda f, x: f["complement_power"](x, 2.5), 0.0, 1.0),
    "complement of a power in n": (lambda f, x: f["complement_power"](0.3, x), 0.5, 9),
    "complement of a power of more than 1": (lambda f, x: f["complement_power"](-0.4 * x, x), 0.5, 4),
    "log2": (lambda f, x: f["log2"](3.0 * x), 0.01, 9),
    "log10": (lambda f, x: f["log10"](x), 0.01, 9),
    "erf": (lambda f, x: f["erf"](x), -3, 3),
    "gamma": (lambda f, x: f["gamma"](x), 0.2, 9),
    "lgamma": (lambda f, x: f["lgamma"](x), 0.2, 9),
    "harmonic": (lambda f, x: f["harmonic"](x), 0.5, 90),
    "normal_quantile": (lambda f, x: f["normal_quantile"](x), 0.05, 0.95),
    "binomial in n": (lambda f, x: f["binomial"](x, 2.5), 4, 9),
    "binomial in k": (lambda f, x: f["binomial"](9.5, x), 1, 5),
    "beta in x": (lambda f, x: f["beta_regularized"](x, 2.5, 4.0), 0.05, 0.95),
    "beta in a": (lambda f, x: f["beta_regularized"](0.4, x, 4.0), 0.5, 9),
    "beta in b": (lambda f, x: f["beta_regularized"](0.4, 2.5, x), 0.5, 9),
    "gamma_upper in a": (lambda f, x: f["gamma_upper_regularized"](x, 3.0), 0.5, 9),
    "gamma_upper in x": (lambda f, x: f["gamma_upper_regularized"](3.0, x), 0.5, 9),
    "erlang_b in load": (lambda f, x: f["erlang_b"](x, 4.0), 0.5, 9),
    "power of x": (lambda f, x: f["power"](x, 1.7), 0.05, 9),
    "negative power of x": (lambda f, x: f["power"](x, -0.7), 0.05, 9),
    "power to x": (lambda f, x: f["power"](2.5, x), -5, 5),
    "power to x of a fraction": (lambda f, x: f["power"](0.4, x), -5, 5),
    "power of both": (lambda f, x: f["power"](x, x), 0.1, 4),
    "square": (lambda f, x: f["square"](x - 1.0), -9, 9),
    "third power": (lambda f, x: f["integer_power"](x, 3), -5, 5),
    "fourth power": (lambda f, x: f["integer_power"](x, 4), -5, 5),
    "power -3": (lambda f, x: f["integer_power"](x, -3), 0.2, 5),
    "upper root": (lambda f, x: f["quadratic_root"](1.0, x, -3.0, 1), -5, 5),
    "lower root": (lambda f, x: f["quadratic_root"](1.0, x, -3.0, -1), -5, 5),
    "root in a": (lambda f, x: f["quadratic_root"](x, 2.0, -3.0, 1), 0.2, 5),
    "constants": (lambda f, x: x * f["pi"] + f["euler_gamma"] + f["constant"](Fraction(1, 3)), -5, 5),
    "min": (lambda f, x: f["min"](x * 2.0, x + 1.0, 4.0), -5, 9),
    "max": (lambda f, x: f["max"](x * 2.0, x + 1.0, 4.0), -5, 9),
    "abs": (lambda f, x: f["abs"](x - 1.0), -5, 5),
    "ceil": (lambda f, x: f["ceil"](x), -5, 5),
    "floor": (lambda f, x: f["floor"](x * 0.7), -5, 5),
    "round": (lambda f, x: f["round"](x), -5, 5),
    "case": (
        lambda f, x: f["case"]([(lambda: f["less"](x, 1.0), lambda: x * 2.0), (lambda: f["at_least"](x, 3.0), lambda: 7.0 - x),
                                (None, lambda: x * x)]), -5, 9),
}  # fmt: skip


@pytest.mark.parametrize("name", SMOOTH)
@given(data=st.data())
def test_values_and_slopes_of_a_box_lie_in_the_enclosure(name: str, data: st.DataObject) -> None:
    body, least, most = SMOOTH[name]
    low = data.draw(st.floats(least, most))
    high = data.draw(st.one_of(st.floats(low, most), st.just(low), st.just(min(most, low + 0.01))))
    box = jet(body(JET, unknown(low, high)))
    shares = sorted((data.draw(st.floats(0, 1)), data.draw(st.floats(0, 1))))
    a, b = (min(max(low + (high - low) * share, low), high) for share in shares)
    first, second = body(FLOAT, a), body(FLOAT, b)
    slack = 1e-12 * max(1.0, abs(first), abs(second))
    assert box.low - slack <= first <= box.high + slack
    assert box.low - slack <= second <= box.high + slack
    if b - a > 1e-3 * max(1.0, abs(a)):  # a mean slope is a slope somewhere between, or one of a kink or a step
        mean = (second - first) / (b - a)
        room = 1e-8 * max(1.0, abs(mean), abs(first), abs(second))
        assert box.down - room <= mean <= box.up + room


@pytest.mark.parametrize("name", ["sqrt", "exp", "log", "erf", "harmonic", "lgamma", "gamma", "third power", "upper root"])
@given(data=st.data())
def test_enclosures_of_points_are_narrow(name: str, data: st.DataObject) -> None:
    body, least, most = SMOOTH[name]
    x = data.draw(st.floats(least, most))
    box = body(JET, unknown(x, x))
    assert box.high - box.low <= 1e-9 * max(1.0, abs(box.low), abs(box.high))


@given(st.floats(0.5, 30), st.integers(0, 12), st.integers(0, 12))
def test_servers_of_a_box_are_whole(load: float, first: int, second: int) -> None:
    low, high = sorted((first, second))
    box = JET["erlang_b"](Jet(load, load), unknown(float(low), float(high)))
    for servers in range(low, high + 1):
        assert box.low <= FLOAT["erlang_b"](load, float(servers)) <= box.high
    assert box.up < 1e-300  # more servers block less


# --- boxes that reach past a domain, to infinity, or hold a zero -------------------------------------------------------


def test_division_by_a_box_that_holds_zero() -> None:
    assert (Jet(1.0, 2.0) / Jet(-1.0, 1.0)).value == (-math.inf, math.inf)
    one_sided = Jet(1.0, 2.0) / Jet(0.0, 4.0)
    assert one_sided.low <= 0.25
    assert one_sided.low > 0.2
    assert one_sided.high == math.inf
    below = Jet(1.0, 2.0) / Jet(-4.0, 0.0)
    assert below.low == -math.inf
    assert -0.25 <= below.high < -0.2
    assert (Jet(-2.0, -1.0) / Jet(0.0, math.inf)).high == 0.0
    assert (unknown(1.0, 2.0) / Jet(0.0, 4.0)).slope == (-math.inf, math.inf)
    with pytest.raises(ZeroDivisionError):
        Jet(1.0, 2.0) / Jet(0.0, 0.0)


@pytest.mark.parametrize("name", ["sqrt", "log", "log2", "log10", "normal_quantile", "harmonic"])
def test_a_box_outside_a_domain_is_refused_and_one_across_its_end_is_cut(name: str) -> None:
    with pytest.raises(ValueError, match="outside the domain"):
        JET[name](unknown(-3.0, -2.0))
    box = JET[name](unknown(-1.0, 0.5))
    assert box.low <= FLOAT[name](0.25) <= box.high


def test_boxes_to_infinity() -> None:
    assert JET["exp"](unknown(0.0, 1e4)).high == math.inf
    assert JET["exp"](unknown(1e4, 1e5)).low > 1e308
    assert JET["erf"](unknown(-math.inf, math.inf)).low <= -1
    assert JET["harmonic"](unknown(1.0, math.inf)).down <= 0
    assert JET["lgamma"](unknown(2.0, math.inf)).high == math.inf
    assert JET["lgamma"](unknown(-1.0, 3.0)).slope == (-math.inf, math.inf)
    assert JET["ceil"](unknown(-math.inf, math.inf)).value == (-math.inf, math.inf)
    assert JET["power"](unknown(0.0, math.inf), 2.0).high == math.inf
    assert JET["power"](unknown(0.0, math.inf), -2.0).low == 0.0
    assert JET["power"](unknown(1e200, 1e300), 3.0).high == math.inf


def test_powers_without_a_real_value() -> None:
    with pytest.raises(ValueError, match="negative base"):
        JET["power"](unknown(-3.0, -1.0), 0.5)
    with pytest.raises(ValueError, match="power of 0"):
        JET["power"](0.0, unknown(1.0, 2.0))
    assert JET["power"](1.0, unknown(1.0, 2.0)).value == (1.0, 1.0)
    assert JET["integer_power"](unknown(1.0, 2.0), 0).value == (1.0, 1.0)
    assert JET["power"](unknown(0.0, 2.0), 0.0).value[0] <= 1.0 <= JET["power"](unknown(0.0, 2.0), 0.0).value[1]


# --- conditions --------------------------------------------------------------------------------------------------------


def test_comparisons_of_boxes() -> None:
    assert JET["less"](Jet(1, 2), Jet(3, 4)) is True
    assert JET["greater"](Jet(1, 2), Jet(3, 4)) is False
    assert JET["at_most"](Jet(1, 3), Jet(2, 4)) is None
    assert JET["equal"](Jet(1, 1), Jet(1, 1)) is True
    assert JET["equal"](Jet(1, 2), Jet(3, 4)) is False
    assert JET["equal"](Jet(1, 3), Jet(2, 4)) is None
    assert JET["divides"](Jet(2, 2), Jet(6, 6)) is True
    assert JET["divides"](Jet(2, 3), Jet(6, 6)) is None
    assert JET["all_of"]([True, None]) is None
    assert JET["all_of"]([True, None, False]) is False
    assert JET["all_of"]([True, True]) is True


def test_branches_of_a_case() -> None:
    def never() -> bool:
        return False

    with pytest.raises(ValueError, match="no branch"):
        JET["case"]([(never, lambda: 1.0)])
    open_one = JET["case"]([(lambda: None, lambda: FLOAT["sqrt"](-1.0)), (lambda: True, lambda: 3.0), (None, lambda: 9.0)])
    assert open_one.value == (-math.inf, math.inf)  # a branch without a value there says nothing
    assert JET["case"]([(lambda: True, lambda: 3.0)]) == 3.0


def test_what_a_jet_shows() -> None:
    assert repr(unknown(1.0, 2.0)) == "Jet([1.0, 2.0], slope [1.0, 1.0])"
    assert jet(2).constant
    assert JET["constant"](Fraction(1, 2)).value == (0.5, 0.5)


@given(st.floats(-5, 5), st.floats(0.1, 5))
def test_floats_stay_floats(x: float, y: float) -> None:
    """Without a jet among its arguments a function is the plain one."""
    assert isinstance(JET["max"](x, y), float)
    assert JET["sqrt"](y) == math.sqrt(y)
    with pytest.raises(UNDEFINED):
        JET["log"](-y)


@given(st.floats(1e-3, 50), st.floats(1e-3, 50))
def test_enclosures_hold_the_true_value(a: float, x: float) -> None:
    """As 40 digits give it, for what doubles compute with an error."""
    assume(x < 4 * a + 20)
    with mpmath.workdps(40):
        true = {"gamma_upper_regularized": mpmath.gammainc(a, x, regularized=True), "lgamma": mpmath.loggamma(x),
                "harmonic": mpmath.harmonic(x)}  # fmt: skip
    tail = JET["gamma_upper_regularized"](unknown(a, a), x)
    assert tail.low - 1e-13 <= true["gamma_upper_regularized"] <= tail.high + 1e-13
    for name in ("lgamma", "harmonic"):
        box = JET[name](unknown(x, x))
        assert box.low - 1e-15 <= true[name] <= box.high + 1e-15
