"""Quotients that are 0/0 at a point: enclosures hold what they enclose, and prove what plain quotients cannot."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from fractions import Fraction

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book import kernels
from mlsysim_sym.book.arithmetic import FLOAT
from mlsysim_sym.book.emit import expression_function
from mlsysim_sym.book.jets import JET, Jet, unknown
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.sharpened import logarithmic, sharpened
from mlsysim_sym.reading.expression import parse_statement
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.step import solve_law

flint = pytest.importorskip("flint")
BOOK = ms.Book.load()


def exact(name: str, *arguments: float) -> float:
    """Return a kernel's value by 2400 bits."""
    with flint.ctx.workprec(2400):
        x = [flint.arb(each) for each in arguments]
        one = flint.arb(1)
        if name == "relative_expm1":
            return float(x[0].expm1() / x[0]) if arguments[0] else 1.0
        if name == "relative_log1p":
            return float(x[0].log1p() / x[0]) if arguments[0] else 1.0
        if name == "log_gap":
            return float((-x[0].expm1()).log())
        return float((one - (one - x[0]) ** x[1]) / x[0]) if arguments[0] else arguments[1]


RANGES: dict[str, Callable[[random.Random], tuple[float, float]]] = {
    "relative_expm1": lambda draw: sorted_pair(draw, -700, 700),
    "relative_log1p": lambda draw: sorted_pair(draw, -0.999999, 1e6),
    "log_gap": lambda draw: sorted_pair(draw, -700, -1e-12),
}


def sorted_pair(draw: random.Random, low: float, high: float) -> tuple[float, float]:
    """Return two ends: near 0, near an end of the range, or anywhere."""
    scale = 10.0 ** draw.uniform(-12, 0)
    ends = [draw.choice((draw.uniform(low, high), scale * max(min(high, 1), low), scale * low)) for _ in range(2)]
    first, last = sorted(min(max(each, low), high) for each in ends)
    return first, last


@pytest.mark.parametrize("name", RANGES)
def test_a_box_holds_the_values_and_slopes_in_it(name: str) -> None:
    draw = random.Random(name)  # noqa: S311  (numbers for a test)
    for _ in range(400):
        low, high = RANGES[name](draw)
        box = JET[name](unknown(low, high))
        for share in (0.0, 0.3, 1.0):
            x = min(max(low + (high - low) * share, low), high)
            value = exact(name, x)
            assert box.low <= value <= box.high, (low, high, x)
            step = max(abs(x) * 1e-4, 1e-9)
            if low <= x - step and x + step <= high:
                with flint.ctx.workprec(2400):
                    slope = (exact(name, x + step) - exact(name, x - step)) / (2 * step)
                room = 1e-5 * abs(slope) + 1e-9 * abs(value) / step
                assert box.down - room <= slope <= box.up + room, (low, high, x)


def test_a_power_box_holds_the_values_and_slopes_in_it() -> None:
    draw = random.Random("relative_power")  # noqa: S311
    for _ in range(600):
        low, high = sorted_pair(draw, -50, 0.99)
        m = draw.choice((draw.uniform(-20, 20), draw.uniform(-1, 2), float(draw.randint(1, 30))))
        box = JET["relative_power"](unknown(low, high), m)
        for share in (0.0, 0.3, 1.0):
            x = min(max(low + (high - low) * share, low), high)
            value = exact("relative_power", x, m)
            assert box.low <= value <= box.high, (low, high, x, m)
            step = max(abs(x) * 1e-4, 1e-7)
            if low <= x - step and x + step <= high:
                slope = (exact("relative_power", x + step, m) - exact("relative_power", x - step, m)) / (2 * step)
                room = 1e-4 * abs(slope) + 1e-9 * abs(value) / step
                assert box.down - room <= slope <= box.up + room, (low, high, x, m)


def test_a_power_box_of_the_exponent_holds_the_values_and_slopes_in_it() -> None:
    draw = random.Random("exponent")  # noqa: S311
    for _ in range(400):
        q = draw.choice((draw.uniform(-5, 0.99), 10.0 ** draw.uniform(-9, -1)))
        low, high = sorted_pair(draw, -20, 20)
        box = JET["relative_power"](q, unknown(low, high))
        assert box.down >= 0, "it rises with the exponent"
        for share in (0.0, 0.4, 1.0):
            m = min(max(low + (high - low) * share, low), high)
            assert box.low <= exact("relative_power", q, m) <= box.high
            if low <= m - 1e-4 and m + 1e-4 <= high:
                slope = (exact("relative_power", q, m + 1e-4) - exact("relative_power", q, m - 1e-4)) / 2e-4
                assert box.down * (1 - 1e-5) - 1e-9 <= slope <= box.up * (1 + 1e-5) + 1e-9


def test_the_gamma_function_slopes_by_its_density() -> None:
    draw = random.Random("gamma")  # noqa: S311
    for _ in range(300):
        a = draw.choice((1.0, 2.0, draw.uniform(1, 300)))
        low, high = sorted((draw.uniform(1e-3, 3 * a), draw.uniform(1e-3, 3 * a)))
        box = JET["gamma_upper_regularized"](a, unknown(low, high))
        for x in (low, 0.5 * (low + high), high):
            with flint.ctx.workprec(300):
                slope = -float((flint.arb(x).log() * (a - 1) - x - flint.arb(a).lgamma()).exp())
            assert box.down <= slope <= box.up


def test_draws_without_putting_back() -> None:
    for n, c, k in ((20, 3, 5), (200, 17, 100), (10, 8, 3), (50, 0, 7), (50, 7, 0)):
        expected = Fraction(math.comb(n - c, k), math.comb(n, k))
        assert kernels.undrawn(float(n), float(c), float(k)) == pytest.approx(float(expected), rel=1e-13)
    with pytest.raises(ValueError, match="whole"):
        kernels.undrawn(10.0, 2.5, 3.0)
    box = JET["undrawn"](unknown(20.0, 4e15), 3.0, 5.0)
    assert box.down >= 0, "more to draw from makes a miss likelier"


@pytest.mark.parametrize(
    ("written", "name", "sharper"),
    [
        ("y = r * (1 - exp(-t / r))", "r", "y = t * relative_expm1(-t / r)"),
        ("y = r / (1 - (1 + r)^-n)", "r", "y = -(1 / relative_power(-r, -n))"),
        ("y = (1 + x / a)^-a", "a", "y = exp(-(x * relative_log1p(x / a)))"),
        ("y = (1 - x) * x^k / (1 - x^(k + 1))", "x", "y = 1 / relative_power(1 - 1 / x, k + 1)"),
        ("y = (n - 1) / n * m", "n", "y = m * (1 - 1 / n)"),
        ("y = sqrt((a + b) / (a * b))", "a", "y = sqrt((1 + b / a) / b)"),
        ("y = x / (x + z)", "x", "y = 1 / (1 + z / x)"),
        ("y = x / (x + z)", "z", "y = x / (x + z)"),
        ("y = a * (1 - exp(-b))", "a", "y = a * (1 - exp(-b))"),
    ],
)
def test_a_statement_is_written_sharper(written: str, name: str, sharper: str) -> None:
    assert text(sharpened(parse_statement(written), name)) == sharper


def test_what_is_written_sharper_has_the_same_value_in_every_law() -> None:
    """On drawn points both forms of the right side agree, for every law and variable that has another form."""
    changed = 0
    for law in (BOOK.law(name) for name in BOOK.laws):
        for name in law.variables if law.statement.relation == "=" else ():
            better = sharpened(law.statement, name)
            if better != law.statement:
                changed += 1
                compare(law, name)
    assert changed > 40


def compare(law: Law, name: str) -> None:
    """Compare both forms on random numbers where both have a value."""
    better = sharpened(law.statement, name)
    draw = random.Random(law.name + name)  # noqa: S311
    names = law.variables
    words = {choice: next(iter(BOOK.choice(choice).words)) for choice in law.choices}
    forms = [expression_function(each.right, names, words).bind({**FLOAT, **plain()}) for each in (law.statement, better)]
    for _ in range(30):
        values = [draw.choice((draw.uniform(0.05, 0.95), float(draw.randint(2, 40)))) for _ in names]
        try:
            first, second = (form(*values) for form in forms)
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        assert first == pytest.approx(second, rel=1e-7, abs=1e-12 * max(values)), (law.name, name, values)


def plain() -> dict[str, Callable[..., float]]:
    """Return the kernels over floats."""
    return {name: function for name, (function, _) in kernels.KERNELS.items()}


def test_logarithms_are_taken_of_positive_products_only() -> None:
    positive = {"y", "a", "b", "x"}
    assert logarithmic(parse_statement("y = a * x * exp(-x)"), "x", positive) is not None
    assert logarithmic(parse_statement("y = a * x * exp(-x)"), "x", {"y", "x"}) is None, "a may be negative"
    assert logarithmic(parse_statement("y = (a - x) * x"), "x", positive) is None, "a - x may be negative"
    assert logarithmic(parse_statement("y + x = x * b"), "x", positive) is None, "no side is free of the unknown"
    assert logarithmic(parse_statement("y = a * x"), "x", positive) is None, "no help"


@pytest.mark.parametrize(
    ("law", "name", "values", "expected"),
    [
        ("capital_recovery_factor", "discount_rate", {"capital_recovery_factor": 0.1, "years": 20.0}, [0.07754694]),
        ("rate_monotonic_bound", "tasks", {"schedulable_utilization": 5 * (2**0.2 - 1)}, [5]),
        ("murphy_yield", "defect_density", {"die_yield": ((1 - math.exp(-0.5)) / 0.5) ** 2, "die_area": 1.0}, [0.5]),
        ("mm1k_blocking", "offered_load",
         {"system_capacity": 10.0, "overflow_probability": 0.2 * 0.8**10 / (1 - 0.8**11)}, [0.8]),
        ("mm1k_blocking", "offered_load", {"system_capacity": 10.0, "overflow_probability": 1 / 11}, [1.0]),
        ("speculative_expected_tokens", "acceptance_rate", {"tokens_per_round": 3.0, "draft_length": 2.0}, [1.0]),
        ("pass_at_k", "drawn_samples",
         {"coverage": 1 - math.comb(186, 3) / math.comb(200, 3), "correct_samples": 14.0, "answer_samples": 3.0}, [200]),
        ("bloom_false_positive", "bloom_hashes",
         {"bloom_items": 1e6, "bloom_bits": 1e7, "bloom_false_positive_probability": (1 - math.exp(-0.3)) ** 3}, [3, 13.50226]),
    ],
)  # fmt: skip
def test_roots_are_proven(law: str, name: str, values: dict[str, float], expected: list[float]) -> None:
    found = solve_law(BOOK.law(law), name, values, BOOK.variable(name).domain)
    assert found.certificate == "certified"
    assert found.points == pytest.approx(expected, rel=1e-5)


def test_beyond_what_floats_hold_an_exponential_is_next_to_0() -> None:
    box = JET["log_gap"](unknown(-2000.0, -1000.0))
    assert -1e-300 < box.low <= box.high <= 0
    assert -1e-300 < box.down < -1e-310 < box.up <= 0


@pytest.mark.parametrize("x", [10.0, 700.0, 1000.0, 1e6])
def test_a_root_at_which_an_exponential_vanishes_is_found(x: float) -> None:
    law = Law("toy", "", "", "", "identity", parse_statement("y = x^2 * (1 - exp(-x))"), ())
    found = solve_law(law, "x", {"y": x**2 * -math.expm1(-x)}, Domain(0.0))
    assert found.certificate == "certified"
    assert found.points == pytest.approx([x])


def test_a_constant_box_has_no_slope() -> None:
    assert JET["relative_expm1"](Jet(0.5, 0.5)).slope == (0.0, 0.0)
    assert JET["relative_expm1"](0.0) == 1.0


def test_a_saturated_value_leaves_all_that_floats_cannot_tell_from_it() -> None:
    """Beyond some rate every round gets all tokens, to the last digit: a half-line, as far as rounding hides the rest."""
    given = {"tree_branching": 15.0, "tree_depth": 17.0, "tokens_per_round": 18.0}
    law = BOOK.law("tree_speculation_tokens")
    found = solve_law(law, "acceptance_rate", given, BOOK.variable("acceptance_rate").domain)
    ((low, high, *_),) = found.parts
    short = [18 - sum((1 - (1 - a) ** 15) ** level for level in range(18)) for a in (low * 0.998, low * 1.002)]
    assert high == 1
    assert short[0] > 18 * 4e-12 > short[1]


def test_a_value_that_rounding_hides_the_unknown_from_says_nothing_of_it() -> None:
    """The accuracy is 1 to the last digit whatever chance alone would give, which solved for would be 1, outside its domain."""
    given = {"best_accuracy": 1.0, "accuracy_slope": 10.484082877695794, "midpoint_loss": 3.5308586979223975,
             "task_loss": 0.14560229637191777, "task_accuracy": 1.0}  # fmt: skip
    found = solve_law(BOOK.law("loss_to_accuracy"), "chance_accuracy", given, BOOK.variable("chance_accuracy").domain)
    assert found.everything
    assert found.parts == ((0.0, 1.0, False, True),)
