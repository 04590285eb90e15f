"""Divisibility: all multiples and all divisors of a number, with other conditions, without listing what has no end."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsysim_sym.book import multiples
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.sets import Part
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.answer import Piece
from mlsysim_sym.solving.judge import Judge
from mlsysim_sym.solving.question import Question
from mlsysim_sym.solving.roots import Found, search
from mlsysim_sym.solving.step import solve_law

BOOK = Book.load()
LAW = BOOK.law("pipeline_divides_layers")
COUNT = Domain(1.0, low_open=False, step=1)


def ask(degree: int) -> Question:
    return Question(BOOK, None, ("pipeline_divides_layers",)).given(pipeline_parallel_degree=degree)


def divides(label: str, multiple_of: int = 0, divisor_of: int = 0) -> Judge:
    """Return the condition that a number divides the unknown, or the unknown a number, as a question makes it."""

    def difference(x: float) -> tuple[float, float]:
        good = x % multiple_of == 0 if multiple_of else x != 0 and divisor_of % x == 0
        return (0.0 if good else 1.0), 1.0

    return Judge(label, "divides", lambda x: x, difference, None, multiple_of, divisor_of)


def between(low: float, high: float) -> list[Judge]:
    return [
        Judge("low", ">=", lambda x: x - low, lambda x: (x - low, max(abs(x), abs(low)))),
        Judge("high", "<=", lambda x: x - high, lambda x: (x - high, max(abs(x), abs(high)))),
    ]


def members(found: Found, top: int) -> set[int]:
    return {n for n in range(-top, top + 1) if multiples.holds(found.parts, found.step, float(n))}


# --- ranges of multiples -----------------------------------------------------------------------------------------------

ENDS = st.integers(-300, 300).map(float)


@given(st.integers(1, 60), st.lists(st.tuples(ENDS, ENDS), max_size=3))
def test_multiples_in_ranges_against_each_number(step: int, ends: list[tuple[float, float]]) -> None:
    ranges: list[Part] = [(min(pair), max(pair), False, False) for pair in ends]
    parts, kept = multiples.of(step, ranges)
    for n in range(-301, 302):
        inside = any(low <= n <= high for low, high, *_ in ranges) and n % step == 0
        assert multiples.holds(parts, kept, float(n)) == inside, (n, parts, kept)


@given(st.floats(-1e6, 1e6), st.integers(1, 1000))
def test_the_next_multiples_stand_on_either_side(value: float, step: int) -> None:
    above, below = multiples.at_or_above(value, step), multiples.at_or_below(value, step)
    assert below <= value <= above
    assert above - below in (0.0, float(step))
    assert above % step == below % step == 0


@given(st.integers(1, 5000))
def test_divisors_are_all(number: int) -> None:
    assert multiples.divisors(number) == [n for n in range(1, number + 1) if number % n == 0]


# --- conditions together -----------------------------------------------------------------------------------------------


@given(st.integers(1, 12), st.integers(1, 12), st.integers(-50, 400), st.integers(-50, 400))
def test_two_numbers_divide_it_within_limits(first: int, second: int, low: int, high: int) -> None:
    found = search([divides("a", first), divides("b", second), *between(float(low), float(high))], COUNT)
    assert members(found, 500) == {n for n in range(1, 501) if n % first == n % second == 0 and low <= n <= high}
    assert found.certified


@given(st.integers(1, 400), st.integers(1, 9), st.integers(1, 400))
def test_it_divides_one_number_and_another_divides_it(number: int, step: int, other: int) -> None:
    found = search([divides("a", divisor_of=number), divides("b", step), divides("c", divisor_of=other)], COUNT)
    assert members(found, 500) == {n for n in range(1, 501) if number % n == 0 and other % n == 0 and n % step == 0}
    assert found.certified


def test_divisors_of_an_unknown_may_be_of_both_signs() -> None:
    assert members(search([divides("a", divisor_of=6)], Domain(-100.0, 100.0, step=1)), 9) == {-6, -3, -2, -1, 1, 2, 3, 6}


def test_what_is_divided_is_whole_even_where_the_variable_is_not() -> None:
    found = search([divides("a", 3), *between(2.0, 10.0)], Domain(0.0))
    assert [part[:2] for part in found.parts] == [(3.0, 3.0), (6.0, 6.0), (9.0, 9.0)]


def test_a_divisibility_of_something_else_is_tried_and_says_how_far() -> None:
    square = Judge("square", "divides", lambda x: x, lambda x: (x * x % 36, 1.0))
    found = search([square, divides("b", 4)], COUNT)
    assert members(found, 100) == {12, 24, 36, 48, 60, 72, 84, 96}
    assert not found.certified
    assert found.notes == [f"divisibility was tried up to {4 * 65536}"]
    short = search([square, *between(1.0, 50.0)], COUNT)
    assert (members(short, 100), short.certified, short.notes) == ({6, 12, 18, 24, 30, 36, 42, 48}, True, [])


# --- one law -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("degree", "layers"), [(1.0, 1601.0), (1.0, 1e12), (8.0, 8.0 * 4097), (7.0, 7.0)])
def test_multiples_have_no_last(degree: float, layers: float) -> None:
    found = solve_law(LAW, "layers", {"pipeline_parallel_degree": degree}, COUNT)
    assert found.holds(layers)
    assert degree == 1 or not found.holds(layers + 1)
    assert (found.certificate, found.because) == ("exact", [])


def test_a_short_range_is_listed_and_a_long_one_is_not() -> None:
    short = Domain(1.0, 40.0, low_open=False, high_open=False, step=1)
    assert solve_law(LAW, "layers", {"pipeline_parallel_degree": 16.0}, short).points == [16.0, 32.0]
    long = solve_law(LAW, "layers", {"pipeline_parallel_degree": 16.0}, COUNT)
    assert (long.parts, long.step) == (((16.0, math.inf, False, True),), 16)


def test_what_no_whole_number_divides_has_no_divisor() -> None:
    assert solve_law(LAW, "pipeline_parallel_degree", {"layers": 126.5}, COUNT).parts == ()
    assert solve_law(LAW, "layers", {"pipeline_parallel_degree": 2.5}, COUNT).parts == ()
    assert solve_law(LAW, "layers", {"pipeline_parallel_degree": 0.0}, COUNT).parts == ()
    everything = solve_law(LAW, "pipeline_parallel_degree", {"layers": 0.0}, COUNT)
    assert everything.holds(123457.0)


# --- answers -----------------------------------------------------------------------------------------------------------


def test_an_answer_says_which_multiples() -> None:
    answer = ask(8).solve("layers")
    assert str(answer) == "layers in multiples of 8 from 8"
    assert (answer.certificate, answer.warnings) == ("certified", ())
    (piece,) = json.loads(json.dumps(answer.to_dict()))["set"]
    assert (piece["kind"], piece["low"], piece["high"], piece["step"]) == ("integers", 8, None, 8)
    assert r"8,\; 16,\; \dots" in answer.derivation.result_latex()
    assert [entry["statement"] for entry in answer.binding] == ["domain"]


def test_a_requirement_draws_the_ends_in_and_binds_there() -> None:
    answer = ask(8).require("layers >= 100", "layers <= 10001").solve("layers")
    assert str(answer) == "layers in multiples of 8 from 104 to 10000"
    assert [(entry["end"], entry["statement"]) for entry in answer.binding] == [
        ("low", "layers >= 100"),
        ("high", "layers <= 10001"),
    ]
    few = ask(8).require("layers <= 30").solve("layers")
    assert [piece.low for piece in few.pieces] == [8.0, 16.0, 24.0]


def test_a_range_of_all_integers_has_no_step() -> None:
    (piece,) = ask(1).solve("layers").set
    assert (piece["kind"], piece["low"]) == ("integers", 1)
    assert "step" not in piece


def test_a_piece_knows_its_members_and_the_nearest_of_them() -> None:
    piece = Piece("integers", 8.0, 64.0, step=8)
    assert 16.0 in piece
    assert [value in piece for value in (12.0, 0.0, 72.0)] == [False, False, False]
    assert (piece.above(3.0), piece.above(13.0), piece.above(63.5), piece.above(65.0)) == (8.0, 16.0, 64.0, None)
    assert (piece.below(70.0), piece.below(13.0), piece.below(9.0), piece.below(7.0)) == (64.0, 8.0, 8.0, None)
    interval = Piece("interval", 1.0, 2.0, low_open=True)
    assert [value in interval for value in (1.0, 1.5, 2.0)] == [False, True, True]
    assert (interval.above(1.5), interval.below(1.5), interval.above(0.5), interval.below(3.0)) == (None, None, 1.0, 2.0)
