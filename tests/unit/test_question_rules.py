"""What a question means: requirements, precedence, contradictions, what is missing, what is undecided; answers as values."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import (
    ContradictionError,
    NoAnswerError,
    OutOfDomainError,
    OutOfMemoryError,
    QuestionError,
    ServiceLevelViolation,
    UndecidedError,
    UnderdeterminedError,
    UnitMismatchError,
    UnknownNameError,
)
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.solving.question import Input, Question
from tests.unit.packs import write_pack

TOP = Path(__file__).resolve().parents[2]
BOOK = Book.load()


def decode(**given: Any) -> Question:
    """Return the question of the demo: Llama-3 70B on four H100 at 8192 tokens."""
    common = {"hardware": "h100_sxm", "model": "llama_3_70b", "precision": "bf16", "tensor_parallel_degree": 4}
    return ms.ask("llm_decode", **{**common, "context_length": "8192 token", **given})


def laws(*names: str, **given: str) -> Question:
    return Question(BOOK, None, names, values=given)


def used(answer: Answer, name: str) -> Input:
    (found,) = [each for each in answer.inputs if each.name == name]
    return found


# --- requirements ------------------------------------------------------------------------------------------------------


def range_of(answer: Answer) -> tuple[float, float]:
    (piece,) = answer.pieces
    assert piece.kind == "integers"
    return piece.low, piece.high


def bound_by(answer: Answer, end: str) -> str:
    (statement,) = [each["statement"] for each in answer.binding if each["end"] == end]
    return str(statement)


def test_memory_binds_at_66_where_latency_would_allow_97() -> None:
    answer = decode().require("time_per_output_token <= 30 ms").solve("batch_size")
    assert range_of(answer) == (1.0, 66.0)
    assert bound_by(answer, "low") == "domain"
    assert "30 ms" not in bound_by(answer, "high")


def test_the_memory_that_a_source_means_decides_between_66_and_75() -> None:
    question = decode(memory_capacity="80 GiB").require("time_per_output_token <= 30 ms")
    assert range_of(question.solve("batch_size")) == (1.0, 75.0)


def test_latency_binds_where_memory_does_not() -> None:
    answer = decode(memory_capacity="1 TB").require("time_per_output_token <= 30 ms").solve("batch_size")
    assert range_of(answer) == (1.0, 97.0)
    assert bound_by(answer, "high") == "time_per_output_token <= 30 ms"


def test_the_statement_that_binds_is_named() -> None:
    binding = bound_by(decode().require("time_per_output_token <= 30 ms").solve("batch_size"), "high")
    assert "device_memory" in binding or "memory_fit" in binding


def test_of_two_requirements_the_stricter_binds() -> None:
    question = decode(memory_capacity="1 TB").require("time_per_output_token <= 30 ms", "time_per_output_token <= 20 ms")
    answer = question.solve("batch_size")
    assert bound_by(answer, "high") == "time_per_output_token <= 20 ms"
    low, high = range_of(answer)
    assert (low, high) == range_of(decode(memory_capacity="1 TB").require("time_per_output_token <= 20 ms").solve("batch_size"))
    assert high < 97


def test_requirements_bound_from_both_sides() -> None:
    question = decode(memory_capacity="1 TB").require("time_per_output_token <= 30 ms", "decode_throughput >= 1000 token/s")
    answer = question.solve("batch_size")
    low, high = range_of(answer)
    assert (bound_by(answer, "low"), high) == ("decode_throughput >= 1000 token/s", 97.0)
    slower = decode(batch_size=int(low) - 1).solve("decode_throughput").to("token/s")
    assert slower < 1000 <= decode(batch_size=int(low)).solve("decode_throughput").to("token/s")


def test_requirements_without_a_common_value_say_what_each_would_allow() -> None:
    answer = decode().require("time_per_output_token <= 5 ms").solve("batch_size")
    assert answer.status == "empty"
    assert any("`time_per_output_token <= 5 ms` alone allows nothing" in reason for reason in answer.because)
    assert any("alone allows 1 to 66" in reason for reason in answer.because)


def test_a_requirement_that_a_given_value_fails_leaves_no_answer() -> None:
    answer = decode(batch_size=32).require("time_per_output_token <= 5 ms").solve("time_per_output_token")
    assert answer.status == "empty"
    assert isinstance(answer.error, ServiceLevelViolation)
    assert answer.error.exit_code == 3


def test_a_memory_limit_that_fails_has_its_sizes() -> None:
    answer = decode(batch_size=80).solve("time_per_output_token")
    assert isinstance(answer.error, OutOfMemoryError)
    assert answer.error.available == 80e9
    assert answer.error.needed == pytest.approx(88.9639e9, rel=1e-4)


def test_a_requirement_that_cannot_be_judged_says_what_lacks() -> None:
    question = laws("ridge_point", "relative_intensity", peak_throughput="1 PFLOP/s", memory_bandwidth="5 TB/s")
    with pytest.raises(UnderdeterminedError) as caught:
        question.require("compute_to_memory_ratio >= 1").solve("ridge_point")
    assert ("arithmetic_intensity",) in caught.value.missing


@pytest.mark.parametrize("text", ["time_per_output_token", "time_per_output_token = 30 ms", "time_per_output_token <= 30 GB"])
def test_a_wrong_requirement_is_an_error(text: str) -> None:
    with pytest.raises(ms.MlsysimError):
        decode().require(text).solve("batch_size")


@pytest.mark.parametrize(("text", "column"), [("batch_size * <= 3", 13), ("batch_size <= (3 + batch_size", 30)])
def test_a_requirement_that_cannot_be_read_has_the_column_of_what_was_written(text: str, column: int) -> None:
    with pytest.raises(ms.errors.ParseError) as caught:
        decode().require(text).solve("batch_size")
    assert caught.value.column == column


# --- precedence --------------------------------------------------------------------------------------------------------


def test_given_shadows_a_record() -> None:
    answer = decode(batch_size=1, memory_bandwidth="1 TB/s").solve("time_per_output_token")
    found = used(answer, "memory_bandwidth")
    assert (found.layer, found.badge, found.value.text) == ("given", "given", "1 TB/s")
    assert found.replaces == ("record: 3350 GB/s",)


def test_given_shadows_a_choice() -> None:
    found = used(decode(batch_size=1, bytes_per_weight="1 B").solve("time_per_output_token"), "bytes_per_weight")
    assert (found.layer, found.replaces) == ("given", ("choice: 2 B",))


def test_a_choice_comes_before_the_glossary() -> None:
    answer = decode(batch_size=1).choose(precision="fp8").solve("time_per_output_token")
    assert (used(answer, "bytes_per_weight").layer, used(answer, "bytes_per_weight").value.text) == ("choice", "1 B")


def test_a_record_comes_before_the_solver() -> None:
    found = used(decode(batch_size=1).solve("time_per_output_token"), "memory_bandwidth")
    assert (found.layer, found.record) == ("record", "hardware/cloud/nvidia_h100_sxm")


def test_given_shadows_a_default_of_the_solver() -> None:
    assert used(decode(batch_size=1).solve("time_per_output_token"), "memory_efficiency").layer == "solver"
    found = used(decode(batch_size=1, memory_efficiency="0.8").solve("time_per_output_token"), "memory_efficiency")
    assert (found.layer, found.value.text) == ("given", "0.8")
    assert found.replaces == ("solver: 1",)


def test_the_glossary_comes_last() -> None:
    question = laws("training_work", active_parameters="70e9", training_tokens="1.4 Ttoken")
    found = used(question.solve("training_work"), "training_operations_per_parameter_token")
    assert (found.layer, found.badge) == ("glossary", "default")
    other = question.given(training_operations_per_parameter_token="8 FLOP/token")  # noqa: S106  (no password)
    assert used(other.solve("training_work"), "training_operations_per_parameter_token").layer == "given"


def test_the_unknown_is_released_from_its_record_and_the_answer_says_so() -> None:
    answer = decode(batch_size=1, time_per_output_token="20 ms").solve("memory_bandwidth")  # noqa: S106  (no password)
    assert ("memory_bandwidth", "record") in [(each.name, each.layer) for each in answer.released]
    assert answer.to("TB/s") == pytest.approx(3.35 * 10.730728921791045 / 20, rel=1e-9)


def test_a_variant_of_a_question_leaves_the_question_as_it_was() -> None:
    question = decode()
    before = question.to_dict()
    question.given(batch_size=1).require("time_per_output_token <= 30 ms").choose(precision="fp8").without("context_length")
    assert question.to_dict() == before


# --- contradictions ----------------------------------------------------------------------------------------------------


def test_a_contradiction_shows_both_sides() -> None:
    question = laws("ridge_point", "roofline", ridge_point="100 FLOP/B", peak_throughput="1 PFLOP/s",
                    memory_bandwidth="3 TB/s", arithmetic_intensity="30 FLOP/B")  # fmt: skip
    with pytest.raises(ContradictionError) as caught:
        question.solve("attainable_throughput")
    (conflict,) = caught.value.conflict
    assert conflict["law"] == conflict["left"] == "ridge_point"
    assert conflict["right"] == "peak_throughput / memory_bandwidth"
    assert conflict["relative"] == pytest.approx(-0.7)
    assert caught.value.exit_code == 4


def test_a_contradiction_beside_the_plan_is_found() -> None:
    question = laws("ridge_point", "relative_intensity", ridge_point="100 FLOP/B", peak_throughput="1.0 PFLOP/s",
                    memory_bandwidth="5.0 TB/s", arithmetic_intensity="30 FLOP/B")  # fmt: skip
    with pytest.raises(ContradictionError):
        question.solve("compute_to_memory_ratio")


@pytest.mark.parametrize(("peak", "agrees"), [("1 PFLOP/s", True), ("1.0 PFLOP/s", False), ("1.4 PFLOP/s", True)])
def test_a_given_number_may_be_off_by_half_a_unit_of_its_last_digit(peak: str, agrees: bool) -> None:  # noqa: FBT001  (a row)
    """1 PFLOP/s may be 1.5: with it and 5.00 TB/s the ridge point, 280, lies within 200 and a half of that."""
    question = laws("ridge_point", "relative_intensity", ridge_point="280.0 FLOP/B", peak_throughput=peak,
                    memory_bandwidth="5.00 TB/s", arithmetic_intensity="30 FLOP/B")  # fmt: skip
    if not agrees:
        with pytest.raises(ContradictionError):
            question.solve("compute_to_memory_ratio")
        return
    warnings = question.solve("compute_to_memory_ratio").warnings
    assert any("few digits" in each for each in warnings) == (peak == "1 PFLOP/s")


def test_a_count_is_written_to_the_last_one() -> None:
    """Two blocks of 256 threads of 2048 are a quarter and not 0.26, though half of one in two is 25%."""
    question = laws("occupancy", "relative_intensity", blocks_per_multiprocessor="2", threads_per_block="256",
                    maximum_threads_per_multiprocessor="2048", occupancy="0.26", ridge_point="280 FLOP/B",
                    arithmetic_intensity="30 FLOP/B")  # fmt: skip
    with pytest.raises(ContradictionError):
        question.solve("compute_to_memory_ratio")
    assert question.given(occupancy="0.25").solve("compute_to_memory_ratio").status == "solved"


def test_a_time_with_its_count_dropped_has_the_digits_that_it_has() -> None:
    """30 ms for 30 ms/token is given to half a millisecond, not to half a second."""
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_8b", batch_size=8, context_length="2048 token")
    answer = question.given(time_per_output_token="9 ms").solve("decode_throughput")  # noqa: S106  (no password)
    assert answer.to("token/s") == pytest.approx(8 / 0.009)


def test_a_number_kept_for_comparison_that_is_contradicted_is_warned_of() -> None:
    """Half the layers make another model than the one whose parameters are printed."""
    assert ms.solve("parameters", model="llama_3_70b").warnings == ()
    (warning,) = ms.solve("parameters", model="llama_3_70b", layers=40).warnings
    assert "is not the 70.554e9 that `models/language/llama_3_70b` has (-48.5" in warning


# --- defaults that make way --------------------------------------------------------------------------------------------


def test_of_several_defaults_the_one_that_moves_the_law_makes_way_and_the_answer_says_so() -> None:
    """The step is bound by memory: neither the compute efficiency nor the number of devices explains its time."""
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_8b", batch_size=8, context_length="2048 token")
    answer = question.given(time_per_output_token="9.00 ms").solve("decode_throughput")  # noqa: S106  (no password)
    assert [each.name for each in answer.released] == ["memory_efficiency"]
    (warning,) = answer.warnings
    assert warning.startswith("`memory_efficiency` = 1 is a default: with it `time_per_output_token` would be off by +39.6")
    implied = question.given(time_per_output_token="9.00 ms").solve("memory_efficiency")  # noqa: S106  (no password)
    assert float(implied) == pytest.approx(0.6039, rel=1e-4)


def test_numbers_that_agree_as_printed_are_no_contradiction() -> None:
    question = laws("ridge_point", "roofline", ridge_point="295 FLOP/B", peak_throughput="989.4 TFLOP/s",
                    memory_bandwidth="3.35 TB/s", arithmetic_intensity="30 FLOP/B")  # fmt: skip
    assert question.solve("attainable_throughput").to("TFLOP/s") == pytest.approx(100.5)
    with pytest.raises(ContradictionError):
        question.given(ridge_point="293 FLOP/B").solve("attainable_throughput")


# --- missing, undecided, alternatives ----------------------------------------------------------------------------------


def test_what_is_missing_is_named_smallest_first() -> None:
    with pytest.raises(UnderdeterminedError) as caught:
        ms.solve("ridge_point", peak_throughput="1 PFLOP/s")
    missing = caught.value.missing
    assert missing[0] == ("memory_bandwidth",)
    assert [len(names) for names in missing] == sorted(len(names) for names in missing)
    assert not any("ridge_point" in names for names in missing), "the unknown itself is no help"
    assert caught.value.exit_code == 4


def test_the_unknown_is_not_named_as_missing() -> None:
    with pytest.raises(UnderdeterminedError) as caught:
        laws("ridge_point", peak_throughput="1 PFLOP/s").solve("ridge_point")
    assert caught.value.missing == (("memory_bandwidth",),)


def test_what_is_named_as_missing_would_do() -> None:
    question = laws("compute_time", "kernel_time_overlapped", operations="1 TFLOP", memory_time="1 ms", overhead_time="0 s")
    with pytest.raises(UnderdeterminedError) as caught:
        question.solve("kernel_time")
    assert ("compute_time",) in caught.value.missing
    assert ("compute_efficiency", "peak_throughput") in caught.value.missing
    assert question.given(compute_time="2 ms").solve("kernel_time").status == "solved"
    assert question.given(compute_efficiency="0.5", peak_throughput="1 PFLOP/s").solve("kernel_time").status == "solved"


def test_an_alternative_is_chosen_by_priority_and_the_others_are_cross_checks() -> None:
    question = ms.ask("collective_choice", ranks=8, message_size="1 GB", link_bandwidth="450 GB/s", link_latency="1 us")
    answer = question.solve("all_reduce_time")
    assert answer.laws == ("ring_all_reduce",)
    checks = {each.by: each for each in answer.cross_checks}
    assert {"halving_doubling_all_reduce", "binomial_tree_all_reduce", "nvls_all_reduce"} <= set(checks)
    assert checks["nvls_all_reduce"].relative == pytest.approx(2.502 / 3.902888889 - 1)


def test_an_alternative_is_chosen_by_name() -> None:
    question = ms.ask("collective_choice", ranks=8, message_size="1 GB", link_bandwidth="450 GB/s", link_latency="1 us")
    answer = question.choose(all_reduce_time="binomial_tree_all_reduce").solve("all_reduce_time")
    assert answer.laws == ("binomial_tree_all_reduce",)
    assert answer.to("ms") == pytest.approx(2 * 3 * (1e-3 + 1e9 / 450e9 * 1e3))
    assert "ring_all_reduce" in {each.by for each in answer.cross_checks}


def test_an_alternative_is_used_backwards_too() -> None:
    question = ms.ask("collective_choice", ranks=8, message_size="1 GB", link_latency="1 us", all_reduce_time="2.502 ms")
    answer = question.choose(all_reduce_time="nvls_all_reduce").solve("link_bandwidth")
    assert answer.to("GB/s") == pytest.approx(450.0)


def test_a_law_that_gives_something_else_cannot_be_chosen() -> None:
    question = ms.ask("collective_choice", ranks=8, message_size="1 GB", link_bandwidth="450 GB/s", link_latency="1 us")
    with pytest.raises(QuestionError):
        question.choose(all_reduce_time="roofline").solve("all_reduce_time")


def test_a_choice_can_be_the_unknown() -> None:
    question = ms.ask("training_memory", hardware="h100_sxm", model="llama_3_8b").choose(model_state_size="zero3_state_size")
    question = question.given(memory_capacity="40 GB", data_parallel_degree=64, micro_batch_size=1, sequence_length="8192 token",
                              bytes_per_mask="0 B")  # fmt: skip
    answer = question.solve("recompute")
    assert answer.words == ("full", "full_with_fused_attention")
    assert set(answer.reasons) == {"none", "fused_attention", "selective"}
    assert all("memory_fit" in reasons[0] for reasons in answer.reasons.values())


def test_a_choice_under_which_nothing_holds_says_why_each_word_fails() -> None:
    question = ms.ask("training_memory", hardware="h100_sxm", model="llama_3_8b").choose(model_state_size="zero3_state_size")
    answer = question.given(memory_capacity="1 GB", data_parallel_degree=64, micro_batch_size=1, sequence_length="8192 token",
                            bytes_per_mask="0 B").solve("recompute")  # fmt: skip
    assert (answer.status, answer.words) == ("empty", ())
    assert len(answer.because) >= 5
    assert isinstance(answer.error, NoAnswerError)


# --- names and values --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "error", "hint"),
    [
        ({"memory_bandwith": "1 TB/s"}, UnknownNameError, "memory_bandwidth"),
        ({"memory_bandwidth": "1 TB"}, UnitMismatchError, None),
        ({"memory_efficiency": "1.5"}, OutOfDomainError, None),
        ({"batch_size": "1.5"}, OutOfDomainError, None),
        ({"hardware": "h100_sxn"}, UnknownNameError, "h100_sxm"),
    ],
)
def test_a_wrong_name_or_value_is_refused(given: dict[str, str], error: type[QuestionError], hint: str | None) -> None:
    with pytest.raises(error) as caught:
        decode(**{"batch_size": 1, **given}).solve("time_per_output_token")
    assert hint is None or hint in (caught.value.hint or "")


# --- answers as values -------------------------------------------------------------------------------------------------

SEVERAL: dict[str, Callable[[], Answer]] = {
    "range": lambda: decode().require("time_per_output_token <= 30 ms").solve("batch_size"),
    "point": lambda: decode(batch_size=1).solve("time_per_output_token"),
    "empty": lambda: decode(batch_size=80).solve("time_per_output_token"),
    "half-line": lambda: ms.ask("single_device", peak_throughput="1 PFLOP/s", arithmetic_intensity="250 FLOP/B",
                                attainable_throughput="1 PFLOP/s").solve("memory_bandwidth"),
    "tuples": lambda: laws("training_work", "chinchilla_loss", "dense_active_parameters", training_work="7.2e23 FLOP",
                           pretraining_loss="2.02206292005167").choose(scaling_constants="besiroglu2024")
    .solve("parameters", "training_tokens"),
}  # fmt: skip


@pytest.mark.parametrize("name", SEVERAL)
def test_an_answer_pickles(name: str) -> None:
    answer = SEVERAL[name]()
    again = pickle.loads(pickle.dumps(answer))  # noqa: S301  (what we wrote ourselves)
    assert again.to_dict() == answer.to_dict()
    assert str(again) == str(answer)
    assert again.derivation.text() == answer.derivation.text()
    assert again.elasticities == answer.elasticities


def test_float_is_the_value_of_a_point() -> None:
    answer = decode(batch_size=1).solve("time_per_output_token")
    assert float(answer) == answer.pieces[0].low
    assert answer.to("ms/token") == pytest.approx(float(answer) * 1e3)


@pytest.mark.parametrize("name", ["range", "half-line", "tuples"])
def test_float_of_a_set_is_an_error(name: str) -> None:
    with pytest.raises(QuestionError, match="is a set"):
        float(SEVERAL[name]())


def test_float_of_nothing_is_an_error() -> None:
    with pytest.raises(NoAnswerError):
        float(SEVERAL["empty"]())


def test_two_threads_solve_at_once() -> None:
    expected = {name: make().to_dict() for name, make in SEVERAL.items()}
    found: list[tuple[str, object]] = []
    start = threading.Barrier(2)

    def work(names: list[str]) -> None:
        start.wait()
        found.extend((name, SEVERAL[name]().to_dict()) for name in names for _ in range(3))

    threads = [threading.Thread(target=work, args=(names,)) for names in (list(SEVERAL), list(SEVERAL)[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2 * 3 * len(SEVERAL)
    assert all(shape == expected[name] for name, shape in found)


def test_two_threads_read_a_fresh_book_at_once() -> None:
    fresh = Book(BOOK.roots)
    found: list[float] = []
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        question = ms.ask("llm_decode", book=fresh, hardware="h100_sxm", model="llama_3_70b", precision="bf16",
                          tensor_parallel_degree=4, context_length="8192 token", batch_size=1)  # fmt: skip
        found.append(float(question.solve("time_per_output_token")))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [float(SEVERAL["point"]())] * 2


# --- the same answers every time ---------------------------------------------------------------------------------------

SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
import mlsysim_sym as ms
def told(make):
    try:
        answer = make()
    except ms.MlsysimError as error:
        return error.to_dict()
    return [str(answer), answer.to_dict(), answer.derivation.text(), answer.derivation.latex()]
decode = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4,
                context_length="8192 token")
ring = ms.ask("collective_choice", ranks=8, message_size="1 GB", link_bandwidth="450 GB/s", link_latency="1 us")
chain = ms.ask("chain20", book=ms.Book.load(sys.argv[1] + "/benchmarks/chain20"), chain_context=8192, chain_devices=8)
print(json.dumps([
    told(lambda: decode.require("time_per_output_token <= 30 ms").solve("batch_size")),
    told(lambda: decode.given(batch_size=80).solve("time_per_output_token")),
    told(lambda: decode.solve("time_per_output_token")),
    told(lambda: ring.solve("all_reduce_time")),
    told(lambda: chain.given(chain_p99="4.47515420367173 s").solve("chain_batch_size")),
    told(lambda: chain.solve("chain_step_time")),
    told(lambda: ms.solve("ridge_point", peak_throughput="1 PFLOP/s")),
    told(lambda: ms.solve("carbon_rate", accelerators=256, thermal_design_power="700 W", pue="1.12", power_fraction=1,
                          node_overhead_factor=1, grid_intensity="380 gCO2e/kWh")),
]))
"""


@pytest.mark.slow
def test_answers_do_not_depend_on_the_order_of_hashing() -> None:
    told = set()
    for seed in range(6):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        command = [sys.executable, "-c", SCRIPT, str(TOP)]
        told.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(told) == 1
    assert len(json.loads(told.pop())) == 8


# --- limits on givens alone ---------------------------------------------------------------------------------------------


def test_a_limit_that_a_search_cannot_move_is_judged_first() -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", context_length="8192 token").choose(
        precision="bf16"
    )
    answer = question.given(tensor_parallel_degree=3).require("time_per_output_token <= 20 ms").solve("batch_size")
    assert answer.status == "empty"
    assert any("3 does not divide" in each for each in answer.because)


PACK = {
    "formulas/edge/variables.yaml": """\
area: edge
variables:
  slack: {latex: "s", unit: "1", domain: positive, typical: ["0.1", "10"], meaning: Slack of a load.,
    default: {value: "1", source: {key: toy}, why: no slack}}
  load: {latex: "l", unit: "1", domain: positive, typical: ["0.1", "10"], meaning: A load.}
  cost: {latex: "c", unit: "1", domain: positive, typical: ["0.1", "10"], meaning: What the load costs.}
  wear: {latex: "w", unit: "1", domain: positive, typical: ["0.1", "10"], meaning: What the slack wears.}
""",
    "formulas/edge/load_slack.yaml": "equation: slack = load / 2\nexamples: [{given: {load: 4}, expect: {slack: 2}}]",
    "formulas/edge/load_cost.yaml": "equation: cost = 3 * load\nexamples: [{given: {load: 4}, expect: {cost: 12}}]",
    "formulas/edge/slack_wear.yaml": "equation: wear = 5 * slack\nexamples: [{given: {slack: 2}, expect: {wear: 10}}]",
    "formulas/choices/tightness.yaml": """\
choice: tightness
about: How tight a load is.
values:
  loose: {about: Slack follows from the load., use: {slack: load_slack}}
  tight: {about: Slack is known.}
""",
    "formulas/solvers/wearing.yaml": """\
solver: wearing
title: Wear of a load
about: How a load wears.
uses:
  - {law: load_slack}
  - {law: load_cost}
  - {law: slack_wear}
""",
    "registry/sources.yaml": "toy: {authors: A. Toy, title: Toy laws, year: 2026}",
}


def test_a_law_that_a_choice_names_outranks_a_default_also_where_it_needs_a_way_back(tmp_path: Path) -> None:
    write_pack(tmp_path, PACK)
    question = Question(Book.load(tmp_path, packaged=False), "wearing").given(cost=12)
    assert float(question.choose(tightness="loose").solve("wear")) == 10
    assert float(question.choose(tightness="tight").solve("wear")) == 5


# --- words of records ---------------------------------------------------------------------------------------------------

TWO_SLOTS = """\
solver: copying
title: Copying a cache
about: Two models whose caches are copied.
needs: {"": [from_model, to_model]}
uses:
  - {law: kv_cache_per_token}
"""


def test_two_records_that_choose_different_words_in_one_scope_are_refused(tmp_path: Path) -> None:
    solver = tmp_path / "formulas/solvers/copying.yaml"
    solver.parent.mkdir(parents=True)
    solver.write_text(TWO_SLOTS, encoding="utf-8")
    question = Question(Book.load(tmp_path), "copying").with_(from_model="llama_3_8b", to_model="deepseek_v3").given(layers=32)
    with pytest.raises(UndecidedError, match="two records choose") as caught:
        question.solve("kv_cache_per_token")
    assert len(caught.value.candidates) == 2
