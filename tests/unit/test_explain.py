"""Explanations and comparisons: terms add up, shares are of the whole, ratios are to the first."""

import json
import math

import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.compare import compare
from mlsysim_sym.asking.explain import Explanation, Term, explain
from mlsysim_sym.solving.question import Question


def decode(**given: str) -> Question:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16")
    return question.given(tensor_parallel_degree="4", context_length="8192 token", **given)


def adds_up(terms: tuple[Term, ...], value: float) -> bool:
    if not terms:
        return True
    total = math.fsum(term.value for term in terms)
    return math.isclose(total, value, rel_tol=1e-9) and all(adds_up(term.terms, term.value) for term in terms)


@pytest.mark.parametrize(
    "target", ["time_per_output_token", "device_memory", "parameters", "decode_traffic", "forward_work_per_token"]
)
def test_terms_add_up(target: str) -> None:
    explanation: Explanation = decode(batch_size="32", communication_time="1 ms").explain(target)
    assert explanation.terms
    assert adds_up(explanation.terms, explanation.value)
    assert math.isclose(math.fsum(term.share for term in explanation.terms), 1.0, rel_tol=1e-9)


def test_a_count_less_one_stays_one_factor() -> None:
    explanation = ms.scenario("chatbot_serving").question.explain("request_latency")
    assert [term.shown for term in explanation.terms] == [
        "prefill.time_to_first_token",
        "(output_length - 1[token]) * decode.time_per_output_token",
    ]
    assert all(term.share > 0 for term in explanation.terms)
    assert adds_up(explanation.terms, explanation.value)


def test_a_maximum_is_followed_into_its_active_branch() -> None:
    explanation = decode(batch_size="32", communication_time="1 ms").explain("decode_step_time")
    memory, communication = explanation.terms
    assert (memory.shown, memory.regime) == ("decode_memory_time", "memory_bound")
    assert [name for name, _ in memory.hidden] == ["compute_bound"]
    assert communication.shown == "communication_time"
    assert [term.shown for term in memory.terms] == ["weight_traffic", "kv_cache_size * kv_replication"]


def test_what_binds_and_what_moves() -> None:
    explanation = decode(batch_size="32").require("time_per_output_token <= 30 ms").explain("time_per_output_token")
    assert [bound.statement for bound in explanation.bounds] == [
        "device_memory <= usable_memory",
        "time_per_output_token <= 30 ms",
    ]
    assert explanation.bounds[0].used is not None
    assert 0.7 < explanation.bounds[0].used < 0.72
    assert explanation.movers[0].name in {"memory_bandwidth", "memory_efficiency"}
    assert explanation.movers[0].elasticity == pytest.approx(-1.0)
    assert explanation.regimes == {"decode_step_time": "memory_bound"}


def test_a_set_is_explained_at_its_upper_end() -> None:
    explanation = decode().require("time_per_output_token <= 30 ms").explain("batch_size")
    assert explanation.at == "at the upper end of the set"
    assert explanation.law == ""
    assert "solved for" in explanation.text()


def test_an_explanation_prints() -> None:
    explanation = decode(batch_size="32").explain("time_per_output_token")
    assert all(len(line) <= 80 for line in explanation.text().splitlines())
    assert "| part | value | share | by |" in explanation.markdown()
    shape = json.loads(json.dumps(explanation.to_dict()))
    assert shape["schema"] == "mlsysim-sym/explanation/1"
    assert shape["terms"][0]["share"] == pytest.approx(1.0)


def test_nothing_to_explain_is_an_error() -> None:
    with pytest.raises(ms.NoAnswerError):
        explain(decode(batch_size="32").require("time_per_output_token <= 1 ms"), "time_per_output_token")


# --- comparisons -------------------------------------------------------------------------------------------------------


def test_ratios_are_to_the_first_question() -> None:
    question = ms.ask("single_device", arithmetic_intensity="100 FLOP/B").choose(precision="bf16")
    devices = {"a100_80gb": 2.039, "h100_sxm": 3.35}
    cells = compare({name: question.with_(hardware=name) for name in devices}, ["attainable_throughput"]).cells
    assert cells[0].ratio == 1.0
    assert cells[1].ratio == pytest.approx(3.35 / 2.039, rel=1e-3)


def test_sets_compare_by_the_end_that_differs_and_a_missing_answer_says_why() -> None:
    question = decode().require("time_per_output_token <= 30 ms")
    comparison = compare({name: question.with_(hardware=name) for name in ("h100_sxm", "h200_sxm", "l4")}, ["batch_size"])
    first, second, third = comparison.of("batch_size")
    assert first.ratio == 1.0
    assert second.ratio is not None
    assert second.ratio > 2.0
    assert third.ratio is None
    assert third.because
    assert all(len(line) <= 80 for line in comparison.text().splitlines())
    assert "no answer" in comparison.markdown()
    assert json.dumps(comparison.to_dict())


def test_a_wrong_question_is_a_row_too() -> None:
    question = ms.ask("single_device", arithmetic_intensity="100 FLOP/B")
    cells = compare({"misspelt": question.with_(hardware="h100_smx")}, ["attainable_throughput"]).cells
    assert cells[0].error is not None
    assert cells[0].answer is None
