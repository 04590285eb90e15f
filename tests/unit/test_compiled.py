"""A question held ready: a plain function where the plan is closed, a solve at every call where it searches."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import mlsysim_sym as ms

CHAIN = Path(__file__).resolve().parents[2] / "benchmarks" / "chain20"
COST = {"chain_cost_per_token": "3.05915929020889 USD/Mtoken"}
INPUTS = ["chain_batch_size", "chain_context", "chain_devices"]


@pytest.fixture(scope="module")
def chain() -> ms.Question:
    """Return the twenty-law chain at its known point."""
    book = ms.Book.load(str(CHAIN))
    return ms.ask("chain20", book=book, chain_batch_size=32, chain_context=8192, chain_devices=8)


def test_a_fused_plan_gives_what_solve_gives(chain: ms.Question) -> None:
    function = chain.compiled("chain_p99", INPUTS)
    assert function.fused
    for batch, context, devices in ((32, 8192, 8), (1, 1024, 2), (300, 4096, 64)):
        answer = chain.given(chain_batch_size=batch, chain_context=context, chain_devices=devices).solve("chain_p99")
        assert function(batch, context, devices) == pytest.approx(float(answer), rel=1e-12)


def test_several_targets_give_a_tuple(chain: ms.Question) -> None:
    function = chain.compiled(["chain_p99", "chain_cost_per_token"], ["chain_batch_size"])
    assert function(32) == pytest.approx((4.47515420367173, 3.05915929020889e-6), rel=1e-12)
    assert function.targets == ("chain_p99", "chain_cost_per_token")


def test_inputs_are_given_by_place_or_by_name(chain: ms.Question) -> None:
    function = chain.compiled("chain_step_time", INPUTS)
    assert function(32, chain_devices=8, chain_context=8192) == function(32, 8192, 8)
    for bad in ((), (1.0,), (1.0, 2.0, 3.0, 4.0)):
        with pytest.raises(TypeError, match="needs chain_batch_size, chain_context, chain_devices"):
            function(*bad)
    with pytest.raises(TypeError, match="not chain_batch_size"):
        function(32, 8192, chain_batch_size=3)


def test_units_are_base_units(chain: ms.Question) -> None:
    function = chain.compiled("chain_cost_per_token", ["chain_device_price"])
    assert function.units == {"chain_device_price": "USD/s", "chain_cost_per_token": "USD/token"}


def test_an_evaluation_takes_microseconds(chain: ms.Question) -> None:
    function = chain.compiled("chain_p99", INPUTS)
    best = 1.0
    for _ in range(5):
        began = time.process_time()
        for _ in range(1000):
            function(32.0, 8192.0, 8.0)
        best = min(best, (time.process_time() - began) / 1000)
    assert best <= 20e-6


def test_a_plan_that_searches_is_solved_at_every_call(chain: ms.Question) -> None:
    backwards = chain.without("chain_batch_size").given(**COST)
    function = backwards.compiled("chain_batch_size", ["chain_cost_per_token"])
    assert not function.fused
    assert function(3.05915929020889e-6) == pytest.approx(32, rel=1e-9)
    assert function(chain_cost_per_token=4e-6) == pytest.approx(
        float(backwards.given(**{**COST, "chain_cost_per_token": "4 USD/Mtoken"}).solve("chain_batch_size")), rel=1e-9
    )


def test_two_roots_are_no_function(chain: ms.Question) -> None:
    backwards = chain.without("chain_batch_size").given(chain_p99="4.47515420367173 s")
    with pytest.raises(ms.QuestionError, match="not one value: chain_batch_size in"):
        backwards.compiled("chain_batch_size", ["chain_p99"])


def test_a_search_without_an_answer_raises_the_reason(chain: ms.Question) -> None:
    backwards = chain.without("chain_batch_size").given(**COST)
    function = backwards.compiled("chain_batch_size", ["chain_cost_per_token"])
    with pytest.raises(ms.NoAnswerError):
        function(1e-12)


def test_a_number_that_the_answer_does_not_use_is_refused(chain: ms.Question) -> None:
    with pytest.raises(ms.QuestionError, match="no number that the answer uses"):
        chain.compiled("chain_p99", ["chain_device_price"])
    with pytest.raises(ms.QuestionError, match="does not depend on"):
        chain.compiled(["chain_p99", "chain_parameters"], ["chain_batch_size"])
    with pytest.raises(ms.QuestionError, match="unknown variable `chain_batchsize`"):
        chain.compiled("chain_p99", ["chain_batchsize"])


def test_a_value_without_meaning_raises_as_arithmetic_does(chain: ms.Question) -> None:
    function = chain.compiled("chain_step_time", INPUTS)
    with pytest.raises((ValueError, ZeroDivisionError, OverflowError)):
        function(32.0, 8192.0, 0.0)
