"""The search over one unknown, against the function itself: every integer of a domain, and known roots among reals."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsysim_sym.book.arithmetic import FLOAT
from mlsysim_sym.book.jets import JET, Jet, jet
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.judge import Judge, enclosures
from mlsysim_sym.solving.roots import search

Body = Callable[[Any, Any], Any]
WHOLE = Domain(-40.0, 40.0, low_open=False, high_open=False, step=1)
COUNTS = Domain(1.0, low_open=False, step=1)


def condition(body: Body, relation: str = "=", scale: float = 1.0) -> Judge:
    """Return a judge of `body(x)` against 0; `scale` is its largest term."""
    return Judge("judged", relation, lambda x: jet(body(JET, x)), lambda x: (float(body(FLOAT, x)), scale))


def inside(parts: tuple[tuple[float, float, bool, bool], ...], x: float) -> bool:
    return any(low <= x <= high for low, high, *_ in parts)


BODIES: list[tuple[str, Body]] = [
    ("a line", lambda _, x: 3.0 * x - 21.0),
    ("a line without a whole root", lambda _, x: 3.0 * x - 20.0),
    ("a parabola", lambda f, x: f["square"](x) - 25.0),
    ("a cubic", lambda _, x: (x - 3.0) * (x + 7.0) * (x - 30.0)),
    ("steps", lambda f, x: f["ceil"](x / 8.0) - 2.0),
    ("steps that fall", lambda f, x: 3.0 - f["floor"](x / 5.0)),
    ("a plateau", lambda f, x: f["max"](x, 4.0) - 4.0),
    ("a corner", lambda f, x: f["abs"](x - 2.0) - 6.0),
    ("everywhere", lambda _, x: 0.0 * x),
    ("nowhere", lambda f, x: f["square"](x) + 1.0),
    ("a wave of steps", lambda f, x: f["ceil"](x / 6.0) * 6.0 - x - 2.0),
    ("exponential", lambda f, x: f["exp"](x / 10.0) - math.e),
]


@pytest.mark.parametrize("relation", ["=", "<=", ">="])
@pytest.mark.parametrize("body", [row[1] for row in BODIES], ids=[row[0] for row in BODIES])
def test_integers_against_each_integer(body: Body, relation: str) -> None:
    judge = condition(body, relation)
    found = search([judge], WHOLE)
    for n in range(-40, 41):
        value = float(body(FLOAT, float(n)))
        holds = {"=": abs(value) <= 1e-9, "<=": value <= 1e-9, ">=": value >= -1e-9}[relation]
        assert inside(found.parts, float(n)) == holds, (n, value, found.parts)


@given(st.integers(-40, 40), st.integers(-40, 40), st.integers(1, 9), st.sampled_from(["=", "<=", ">="]))
def test_steps_and_a_limit_together(at: int, most: int, width: int, relation: str) -> None:
    """As `ceil(x / width) = at` with `x <= most`, which a batch or a rank count is judged by."""
    conditions = [condition(lambda f, x: f["ceil"](x / float(width)) - at, relation), condition(lambda _, x: x - most, "<=")]
    found = search(conditions, WHOLE)
    for n in range(-40, 41):
        step = math.ceil(n / width) - at
        holds = {"=": step == 0, "<=": step <= 0, ">=": step >= 0}[relation] and n <= most
        assert inside(found.parts, float(n)) == holds, (n, found.parts)


@pytest.mark.parametrize(
    ("body", "scale", "low", "high"),
    [
        (lambda f, x: f["ceil"](x / 1e6) - 3.0, 3.0, 2_000_001.0, 3_000_000.0),
        (lambda f, x: f["max"](x, 1e6) - 1e6, 1e6, 1.0, 1e6),
        (lambda f, x: f["square"](x) - 1e12, 1e12, 1e6, 1e6),
        (lambda f, x: f["log2"](x) - 20.0, 20.0, 2.0**20, 2.0**20),
    ],
)
def test_integers_without_an_end(body: Body, scale: float, low: float, high: float) -> None:
    found = search([condition(body, "=", scale)], COUNTS)
    assert found.parts
    assert (found.parts[0][0], found.parts[-1][1]) == (low, high)


def test_open_ends_of_integers_are_left_out() -> None:
    domain = Domain(2.0, 6.0, low_open=True, high_open=True, step=1)
    assert [part[:2] for part in search([condition(lambda _, x: x - 2.0)], domain).parts] == []
    found = search([condition(lambda _, x: x - 9.0, "<=")], domain).parts
    assert (found[0][0], found[-1][1]) == (3.0, 5.0)


ROOTS: list[tuple[str, Body, Domain, list[float]]] = [  # the largest term is 1
    ("a cubic", lambda _, x: (x - 0.3) * (x + 1.7) * (x - 2.2), Domain(-9.0, 9.0), [-1.7, 0.3, 2.2]),
    ("transcendental", lambda f, x: f["exp"](-1.0 * x) - x, Domain(0.0), [0.5671432904097838]),
    ("two far apart", lambda f, x: f["log"](x) - 1e-3 * x, Domain(0.0), [1.0010015026716725, 9118.006470402739]),
    ("a double root", lambda f, x: f["square"](x - 2.0), Domain(0.0, 9.0), [2.0]),
    ("a large root", lambda f, x: f["sqrt"](x) / 1e9 - 1.0, Domain(0.0), [1e18]),
    ("a small root", lambda _, x: x * 1e12 - 1.0, Domain(0.0), [1e-12]),
    ("none", lambda f, x: f["exp"](x) + 1.0, Domain(), []),
    ("over all reals", lambda _, x: x * x * x + 8.0, Domain(), [-2.0]),
    ("a pole is no root", lambda _, x: 1.0 / (x - 1.5), Domain(0.0, 9.0), []),
    ("at a closed end", lambda _, x: x - 1.0, Domain(0.0, 1.0, low_open=False, high_open=False), [1.0]),
]


@pytest.mark.parametrize(("body", "domain", "roots"), [row[1:] for row in ROOTS], ids=[row[0] for row in ROOTS])
def test_roots_among_reals(body: Body, domain: Domain, roots: list[float]) -> None:
    found = search([condition(body)], domain).parts
    assert [part[0] for part in found] == pytest.approx(roots, rel=1e-4)


def test_ranges_among_reals_and_their_common_part() -> None:
    band = [condition(lambda f, x: f["square"](x) - 4.0, "<="), condition(lambda _, x: x - 1.0, ">=")]
    (part,) = search(band, Domain()).parts
    assert part[:2] == pytest.approx((1.0, 2.0))
    assert search([*band, condition(lambda _, x: x - 5.0, ">=")], Domain()).parts == ()


@pytest.mark.parametrize(
    ("body", "domain", "root"),
    [
        (lambda f, x: f["sqrt"](x - 1.0) - 2.0, Domain(-9.0, 9.0), 5.0),
        (lambda f, x: f["log"](x - 1.0) + x / 10.0 - 0.3, Domain(), 2.0 + 0.0950886),
    ],
)
def test_what_has_no_value_in_places_is_searched_where_it_has(body: Body, domain: Domain, root: float) -> None:
    found = search([condition(body)], domain).parts
    assert [part[0] for part in found] == pytest.approx([root], rel=1e-2)


def test_a_condition_without_an_enclosure_is_no_proof() -> None:
    blind = Judge("blind", "=", lambda _: Jet(-math.inf, math.inf, -math.inf, math.inf), lambda x: (x - 7.0, 7.0))
    found = search([blind], Domain(0.0, 1000.0, step=1))
    assert not found.parts or inside(found.parts, 7.0)


def test_a_box_whose_enclosure_overflows_is_not_taken_for_one_without_a_value() -> None:
    def overflow(_: Jet) -> Jet:
        raise OverflowError

    def undefined(_: Jet) -> Jet:
        raise ValueError

    box = Jet(1.0, 2.0, 1.0, 1.0)
    (jet_,) = enclosures(Judge("f", "=", overflow, lambda x: (x, 1.0)), box)
    assert (jet_.value, jet_.slope) == ((-math.inf, math.inf), (-math.inf, math.inf))
    assert enclosures(Judge("f", "=", undefined, lambda x: (x, 1.0)), box) == []
