"""Parts of a set as text, what balances, and pairs that a law tests."""

from __future__ import annotations

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.checking.pairs import verify_law, verify_pair
from mlsysim_sym.errors import DimensionError, KindError
from mlsysim_sym.reading.dimensions import Checker, Measure
from mlsysim_sym.reading.expression import parse_condition, parse_statement
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.solving.answer import Piece
from mlsysim_sym.telling.text import piece_text


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (Piece("point", 3e9, 3e9), "3 GB"),
        (Piece("integers", 1.0, 66.0), "1 B .. 66 B"),
        (Piece("interval", 1.0, 2e3, low_open=True), "(1 B, 2 kB]"),
        (Piece("interval", 1.0, 2e3, high_open=True), "[1 B, 2 kB)"),
    ],
)
def test_pieces(piece: Piece, shown: str) -> None:
    assert piece_text(piece, parse_unit("B")) == shown


def checker() -> Checker:
    units = {"time": "s", "length": "m", "energy": "J", "count": "1", "other": "1", "speed": "m/s"}
    return Checker({name: Measure(parse_unit(unit).dimension, None) for name, unit in units.items()})


@pytest.mark.parametrize(
    "text",
    [
        "speed = length / time",
        "length = sqrt(length^2)",
        "count = exp(-time / 3[s])",
        "time = max(time, 3[s], length / speed)",
        "count divides other",
        "time = case(when time > 3[s]: time, else: 1[s])",
        "count = ceil(length / 2[m])",
        "length = abs(length - 1[m])",
        "count = length^0.5 / length^0.5",
    ],
)
def test_what_balances(text: str) -> None:
    checker().statement(parse_statement(text))


@pytest.mark.parametrize(
    "text",
    [
        "speed = length * time",
        "length = time",
        "count = exp(time)",
        "count = log(length)",
        "time = max(time, length)",
        "time = time + length",
        "time = time - 3",
        "length = length^count",
        "count = 2^length",
        "count = ceil(length)",
        "time = case(when time > 3[s]: time, else: length)",
        "time divides length",
        "count = erlang_b(time, count)",
    ],
)
def test_what_does_not_balance(text: str) -> None:
    with pytest.raises((DimensionError, KindError)):
        checker().statement(parse_statement(text))


def test_conditions() -> None:
    checker().condition(parse_condition("time > 3[s] and mode is low and count divides other"))
    with pytest.raises(DimensionError):
        checker().condition(parse_condition("count > 1 and time > length"))


# --- pairs of a law ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["roofline", "ridge_point"])
def test_every_pair_of_a_law_is_verified(name: str) -> None:
    book = Book.load()
    reports = verify_law(book, book.law(name), points=3)
    assert {each.status for each in reports} == {"verified"}


def test_points_that_break_a_law_are_not_asked_for() -> None:
    """A point that does not satisfy the law hides a value that no inversion must find."""
    book = Book.load()
    law = book.law("ridge_point")
    point = {"ridge_point": 5.0, "peak_throughput": 10.0, "memory_bandwidth": 1.0}
    report = verify_pair(book, law, "ridge_point", [point], ())
    assert (report.points, report.problems) == (1, [])
