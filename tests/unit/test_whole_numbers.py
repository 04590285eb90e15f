"""The search over integers where enclosures say little: blind ones, undefined ones, runs within rounding, both signs."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.jets import Jet
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.judge import Judge
from mlsysim_sym.solving.roots import Found, search
from mlsysim_sym.solving.step import solve_law

COUNT = Domain(1.0, low_open=False, step=1)
Body = Callable[[float], float]


def blind(_: Jet) -> Jet:
    return Jet(-math.inf, math.inf, -math.inf, math.inf)


def found(body: Body, domain: Domain, enclose: Callable[[Jet], Jet] = blind, scale: float = 1.0) -> Found:
    return search([Judge("judged", "=", enclose, lambda x: (body(x), scale))], domain)


def ends(result: Found) -> list[tuple[float, float]]:
    return [part[:2] for part in result.parts]


def test_without_enclosures_a_short_range_is_tried_whole() -> None:
    result = found(lambda x: (x - 3.0) * (x + 8.0) * (x - 40.0), Domain(-50.0, 50.0, low_open=False, high_open=False, step=1))
    assert ends(result) == [(-8.0, -8.0), (3.0, 3.0), (40.0, 40.0)]
    assert result.certified


def test_without_enclosures_a_long_range_is_no_proof_but_a_change_of_sign_is_found() -> None:
    result = found(lambda x: x - 7e9, COUNT)
    assert (7e9, 7e9) in ends(result)
    assert not result.certified


def test_without_enclosures_what_holds_everywhere_reaches_the_end() -> None:
    result = found(lambda _: 0.0, COUNT)
    assert ends(result)[-1][1] == math.inf
    assert not result.certified
    both_signs = found(lambda _: 0.0, Domain(-1e6, 1e6, low_open=False, high_open=False, step=1))
    assert (ends(both_signs)[0][0], ends(both_signs)[-1][1]) == (-1e6, 1e6)


def test_a_range_in_which_nothing_is_defined_is_left_out() -> None:
    def enclose(x: Jet) -> Jet:
        if x.high < 100:
            raise ValueError("no value below 100")
        return x - 150.0

    def body(x: float) -> float:
        if x < 100:
            raise ValueError("no value below 100")
        return x - 150.0

    result = found(body, Domain(1.0, 4096.0, low_open=False, high_open=False, step=1), enclose, 150.0)
    assert ends(result) == [(150.0, 150.0)]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (lambda _: 1e-10, [(1.0, 64.0)]),  # never 0, always within rounding of it
        (lambda x: 1e-10 + 1e-3 * (64.0 - x), [(64.0, 64.0)]),
        (lambda x: 1e-10 + 1e-3 * max(0.0, 60.0 - x), [(60.0, 64.0)]),
        (lambda x: 1e-10 + 1e-3 * max(0.0, x - 5.0), [(1.0, 5.0)]),
        (lambda x: max(0.0, x - 5.0), [(1.0, 5.0)]),
        (lambda x: min(0.0, x - 60.0), [(60.0, 64.0)]),
    ],
)
def test_runs_within_rounding_are_kept_whole(body: Body, wanted: list[tuple[float, float]]) -> None:
    def enclose(x: Jet) -> Jet:
        low, high = sorted((body(x.low), body(x.high)))
        slopes = (0.0, 1.0) if body(x.low) <= body(x.high) else (-1.0, 0.0)
        return Jet(low, high, *slopes)

    result = found(body, Domain(1.0, 64.0, low_open=False, high_open=False, step=1), enclose)
    assert ends(result) == wanted
    assert result.certified


def test_a_long_run_within_rounding_of_a_change_of_sign_is_kept_whole() -> None:
    result = found(lambda x: (x - 5e12) / 5e12, COUNT, lambda x: (x - 5e12) / 5e12)
    assert ends(result) == [(5e12 - 5000, 5e12 + 5000)]


def test_the_neighbours_of_a_root_between_integers_are_named() -> None:
    result = found(lambda x: 3.0 * x - 20.0, COUNT, lambda x: 3.0 * x - 20.0, 20.0)
    assert result.parts == ()
    assert result.neighbours == (6.0, 7.0)


def test_every_block_length_of_a_long_cache_is_found() -> None:
    """Lengths b with b * ceil(n / b) = m: tried one by one up to where one block holds all."""
    book = Book.load()
    law, length, stored = book.law("paged_cache_size"), 1_000_003, 1_000_080
    values = {"batch_size": 2.0, "kv_cache_per_token": 4096.0, "context_length": float(length), "kv_cache_size": 8192.0 * stored}
    result = solve_law(law, "block_length", values, book.variable("block_length").domain)
    wanted = {n for n in range(1, stored + 1) if stored % n == 0 and n * -(-length // n) == stored}
    assert {n for low, high, *_ in result.parts for n in range(int(low), int(high) + 1)} == wanted
    assert len(wanted) > 10
    assert result.certificate == "certified"
