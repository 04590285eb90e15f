"""Balls of arb: every function of the language agrees with its float, and holds what 300 bits give."""

import math

import pytest

from mlsysim_sym.asking.boxes import Boxed, halves, met, width
from mlsysim_sym.book import balls, precise
from mlsysim_sym.book.arithmetic import FLOAT
from mlsysim_sym.book.jets import JET

CASES = {
    "sqrt": (2.0,), "exp": (1.5,), "log": (3.0,), "log2": (3.0,), "log10": (7.0,), "erf": (0.3,), "gamma": (4.5,),
    "lgamma": (4.5,), "ceil": (2.3,), "floor": (2.3,), "round": (2.6,), "expm1": (1e-5,), "log1p": (1e-5,), "abs": (-3.0,),
    "min": (1.0, 2.0, 3.0), "max": (1.0, 5.0, 3.0), "beta_regularized": (0.3, 2.0, 3.0), "gamma_upper_regularized": (3.0, 2.0),
    "binomial": (10.0, 3.0), "harmonic": (5.5,), "normal_quantile": (0.9,), "erlang_b": (3.0, 4.0), "power": (2.0, 1.5),
    "complement_power": (0.1, 3.0), "integer_power": (3.0, 4), "square": (3.0,), "quadratic_root": (1.0, -3.0, 2.0, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_ball_holds_the_exact_value_and_is_narrow(name: str) -> None:
    arguments = CASES[name]
    with balls.precision():
        low, high = balls.ends_of(balls.namespace()[name](*arguments))
    number = precise.namespace()["number"]
    whole = [each if isinstance(each, int) else number(each) for each in arguments]
    exact = float(precise.namespace()[name](*whole))
    assert low <= exact <= high
    assert high - low <= 4 * math.ulp(max(abs(exact), 1e-300))
    assert FLOAT[name](*arguments) == pytest.approx(exact, rel=1e-12)


def test_wide_balls_hold_all_between() -> None:
    with balls.precision():
        space = balls.namespace()
        low, high = balls.ends_of(space["round"](balls.ball(0.4, 2.6)))
        assert [low, high] == pytest.approx([0.0, 3.0], abs=1e-7)
        low, high = balls.ends_of(
            space["case"]([(lambda: space["less"](balls.ball(0.0, 2.0), 1.0), lambda: 5.0), (None, lambda: 7.0)])
        )
        assert [low, high] == pytest.approx([5.0, 7.0], abs=1e-7)
        assert balls.ends_of(balls.ball(0.0, math.inf)) == (-math.inf, math.inf)


def test_comparisons_are_decided_only_where_they_are_sure() -> None:
    with balls.precision():
        space = balls.namespace()
        wide = balls.ball(0.0, 2.0)
        assert space["less"](wide, 3.0) is True
        assert space["less"](wide, -1.0) is False
        assert space["less"](wide, 1.0) is None
        assert space["divides"](2.0, 6.0) is True
        assert space["divides"](4.0, 6.0) is False
        assert space["divides"](wide, 6.0) is None


def test_an_output_is_at_the_ends_of_what_moves_it_one_way() -> None:
    boxed = Boxed(("x", "y"), lambda x, y: (x * JET["exp"](-x) * y,), None, 1)
    assert boxed.ends({"x": (0.1, 0.5), "y": (1.0, 2.0)}, 0) == pytest.approx((0.1 * math.exp(-0.1), math.exp(-0.5)))
    low, high = boxed.ends({"x": (0.5, 2.0), "y": (1.0, 1.0)}, 0)  # the top, at x = 1, is inside
    assert low <= 2 * math.exp(-2)
    assert high >= math.exp(-1)


def test_two_enclosures_of_one_number_must_meet() -> None:
    assert met((0.0, 2.0), (1.0, 3.0)) == (1.0, 2.0)
    with pytest.raises(ArithmeticError, match="apart"):
        met((0.0, 1.0), (2.0, 3.0))


def test_boxes_are_halved_in_the_logarithm() -> None:
    assert [half["x"] for half in halves({"x": (1.0, 100.0)}, "x")] == [(1.0, 10.0), (10.0, 100.0)]
    assert width((1.0, math.e)) == pytest.approx(1.0)
    assert width((-1.0, 1.0)) == 2.0
