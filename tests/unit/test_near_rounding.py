"""Where rounding would decide: differences near 0, saturated values, ranges that no enclosure can show."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsysim_sym.book import precise
from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.emit import expression_function
from mlsysim_sym.book.jets import JET, Jet, jet
from mlsysim_sym.reading.expression import parse_expression
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.judge import Judge
from mlsysim_sym.solving.roots import search
from mlsysim_sym.solving.step import StepResult, solve_law

BOOK = Book.load()


def solved(law: str, name: str, **values: float) -> StepResult:
    return solve_law(BOOK.law(law), name, values, BOOK.variable(name).domain)


# --- differences near 0 keep their digits ------------------------------------------------------------------------------

TINY = st.floats(1e-18, 0.3)
DIFFERENCES: dict[str, Callable[[Any, Any], Any]] = {
    "1 - (1 - x)^n": lambda x, n: 1 - (1 - x) ** n,
    "exp(x) - 1": lambda x, _: mpmath.exp(x) - 1,
    "1 - exp(-x * n)": lambda x, n: 1 - mpmath.exp(-x * n),
    "log(1 + x * n)": lambda x, n: mpmath.log(1 + x * n),
    "log(1 - x)": lambda x, _: mpmath.log(1 - x),
    "log(1 - (1 - x)^n)": lambda x, n: mpmath.log(1 - (1 - x) ** n),
    "log(1 - exp(-x))": lambda x, _: mpmath.log(1 - mpmath.exp(-x)),
}


@pytest.mark.parametrize("written", DIFFERENCES)
@given(x=TINY, n=st.floats(0.5, 40))
def test_a_difference_near_0_in_every_arithmetic(written: str, x: float, n: float) -> None:
    source = expression_function(parse_expression(written), ("x", "n"))
    with mpmath.workdps(60):
        true = DIFFERENCES[written](mpmath.mpf(x), mpmath.mpf(n))
        room = 4e-16 if written.startswith(("log(1 - (", "log(1 - exp")) else 0.0  # a logarithm of what may be near 1
        assert float(source.bind(FLOAT)(x, n)) == pytest.approx(float(true), rel=1e-13, abs=room)
        in_300_bits = source.bind(precise.namespace())(precise.namespace()["number"](x), precise.namespace()["number"](n))
        assert float(in_300_bits) == pytest.approx(float(true), rel=1e-15, abs=0)
        box = jet(source.bind(JET)(Jet(x, x, 1.0, 1.0), n))
        assert box.low <= true <= box.high
        assert box.high - box.low <= 1e-12 * abs(float(true)) + 4 * room


def test_what_only_looks_alike_is_left_alone() -> None:
    written = {
        "2 - exp(x)": 2 - math.exp(0.3),
        "exp(x) - n": math.exp(0.3) - 2.5,
        "log(2 + x)": math.log(2.3),
        "2 - (1 - x)^n": 2 - 0.7**2.5,
        "1 - (2 - x)^n": 1 - 1.7**2.5,
        "1 - (1 - x)^2": 1 - 0.49,
        "1 - (1 + x)^n": 1 - 1.3**2.5,
    }
    for text, value in written.items():
        function = expression_function(parse_expression(text), ("x", "n")).bind(FLOAT)
        assert function(0.3, 2.5) == pytest.approx(value, rel=1e-14), text


def test_a_power_of_less_than_0_is_refused_unless_it_is_whole() -> None:
    function = expression_function(parse_expression("1 - (1 - x)^n"), ("x", "n")).bind(FLOAT)
    assert function(3.0, 2.0) == 1 - 4.0
    assert function(1.0, 3.0) == 1.0
    with pytest.raises(UNDEFINED):
        function(3.0, 2.5)
    huge = expression_function(parse_expression("exp(x) - 1"), ("x",)).bind(FLOAT)
    assert huge(1e4) == math.inf


def test_a_tree_of_drafts_that_is_nearly_always_accepted() -> None:
    """As 3 - 3 (1 - a)^10: the plain difference of powers gave 2.9999115, and with it a root that is none."""
    values = {"tree_branching": 10.0, "tree_depth": 2.0}
    (found,) = solved("tree_speculation_tokens", "tokens_per_round", acceptance_rate=0.9355842066549346, **values).points or []
    with mpmath.workdps(40):
        missed = (1 - mpmath.mpf(0.9355842066549346)) ** 10
        assert found == pytest.approx(float((1 - (1 - missed) ** 3) / missed), rel=1e-14)
    back = solved("tree_speculation_tokens", "acceptance_rate", tokens_per_round=2.9999115326473, **values)
    assert back.points == pytest.approx([0.6476562], rel=1e-6)


def test_a_chance_far_below_rounding_is_solved_back() -> None:
    chance = solved("lsh_candidate_probability", "candidate_probability", similarity=0.117433, bands=19.0, band_rows=20.0)
    (value,) = chance.points or []
    assert value == pytest.approx(19 * 0.117433**20, rel=1e-12)
    back = solved("lsh_candidate_probability", "band_rows", similarity=0.117433, bands=19.0, candidate_probability=value)
    assert back.points == [20.0]


# --- saturated values --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lacking", range(1, 12))
@pytest.mark.parametrize("failures", [16.0, 51.0, 642.0])
def test_a_level_within_rounding_of_1_leaves_a_half_line(failures: float, lacking: int) -> None:
    level = 1 - lacking * 2.0**-53
    name = "lower_mean_time_between_failures"
    found = solved("mtbf_confidence", name, observed_failures=failures, exposure_time=8.7e6, one_sided_level=level)
    ((low, high, *_),) = found.parts
    assert high == math.inf
    with mpmath.workdps(40):
        levels = [float(mpmath.gammainc(failures + 1, 8.7e6 / end, regularized=True)) for end in (low, low * 0.9)]
    assert levels[0] == pytest.approx(1, abs=1e-11)
    assert levels[1] < 1 - 4e-12


# --- ranges that no enclosure can show ---------------------------------------------------------------------------------


def test_a_cap_a_little_above_the_peak_leaves_the_constant_power_open() -> None:
    """As (cap - x) / (peak - x) > 1 by 1e-8: boxes narrow enough to show it would be a hundred million."""
    found = solved(
        "power_capped_frequency", "constant_power", board_power_cap=1024.8975, peak_power=1024.8889, frequency_ratio=1.0
    )
    ((low, high, *_),) = found.parts
    assert (low, high) == (0.0, 1024.8889)
    assert found.certificate == "numeric"
    below = solved("power_capped_frequency", "constant_power", board_power_cap=900.0, peak_power=1000.0, frequency_ratio=1.0)
    assert below.parts == ()


def test_a_flat_piece_that_intervals_cannot_show_ends_where_it_ends() -> None:
    def body(x: float) -> float:
        return min((1000.001 - x) / (1000.0 - x), 1.0) - 1.0 if x < 500 else (x - 500.0) / 500.0

    def enclosed(x: Jet) -> Jet:
        return Jet(-0.5, 0.5, -1.0, 1.0) if x.low < 500 else (x - 500.0) / 500.0

    found = search([Judge("flat", "=", enclosed, lambda x: (body(x), 1.0))], Domain(0.0, 900.0, low_open=False))
    ((low, high, *_),) = found.parts
    assert low == 0.0
    assert high == pytest.approx(500.0, rel=1e-9)
    assert not found.certified
