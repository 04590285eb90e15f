"""Feasible sets and regions: edges lie where the statement that they name binds."""

import json
import math
from pathlib import Path

import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.feasible import Region, read_range
from mlsysim_sym.errors import NoAnswerError, QuestionError
from mlsysim_sym.solving.question import Question
from mlsysim_sym.telling.plots.feasible import feasible_plot


def decode() -> Question:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16")
    return question.require("time_per_output_token <= 20 ms")


def region() -> Region:
    found: Region = decode().given(tensor_parallel_degree="4").feasible("context_length", "batch_size", columns=9)
    return found


def test_one_unknown_gives_the_exact_set() -> None:
    question = decode().given(tensor_parallel_degree="4", context_length="8192 token")
    assert str(question.feasible("batch_size")) == str(question.solve("batch_size")) == "batch_size in 1 .. 47"


def test_a_region_agrees_with_the_question_asked_at_points() -> None:
    found = region()
    question = decode().given(tensor_parallel_degree="4")
    for column in found.columns[:: max(1, len(found.columns) // 8)]:
        there = question.given(context_length=(column.x, "token"))
        for span in column.spans:
            for batch, inside in ((span.low, True), (span.high, True), (span.high + 1, False)):
                answer = there.given(batch_size=batch).solve("time_per_output_token")
                assert bool(answer.pieces) is inside


def test_edges_are_named_by_what_binds_and_end_where_the_set_ends() -> None:
    found = region()
    names = {edge.statement for edge in found.edges}
    assert names == {"domain", "time_per_output_token <= 20 ms", "device_memory <= usable_memory"}
    (right,) = [edge for edge in found.edges if edge.side == "right"]
    limit = float(right.points[0][0])
    question = decode().given(tensor_parallel_degree="4", batch_size=1)
    assert question.given(context_length=(limit * (1 - 1e-9), "token")).solve("time_per_output_token").pieces
    assert not question.given(context_length=(limit * (1 + 1e-6), "token")).solve("time_per_output_token").pieces


def test_where_the_binding_statement_changes_is_found_closely() -> None:
    """Memory takes over from latency where one more sequence breaks both at once."""
    found = region()
    upper = [edge for edge in found.edges if edge.side == "high"]
    assert [edge.statement for edge in upper] == ["time_per_output_token <= 20 ms", "device_memory <= usable_memory"]
    corner = upper[0].points[-1][0]
    question = decode().given(tensor_parallel_degree="4", context_length=(corner, "token"))
    beside = question.given(batch_size=upper[0].points[-1][1] + 1)
    late = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16").given(
        tensor_parallel_degree="4", context_length=(corner, "token"), batch_size=upper[0].points[-1][1] + 1
    )
    assert not beside.solve("time_per_output_token").pieces
    full = late.given(memory_capacity="1 TB")
    memory, room = (float(full.solve(name)) for name in ("device_memory", "usable_memory"))
    assert room > memory
    assert memory == pytest.approx(80e9, rel=1e-3)


def test_divisors_leave_gaps_that_say_why() -> None:
    found: Region = decode().given(context_length="8192 token").feasible("tensor_parallel_degree", "batch_size", within="1..8")
    allowed = {column.x: column.spans[0].high for column in found.columns if column.spans}
    assert allowed == {4.0: 47.0, 8.0: 147.0}
    because = {column.x: column.because for column in found.columns if not column.spans}
    assert because[3.0] == ("`heads_divisible` fails: tensor_parallel_degree = 3 does not divide heads = 64",)
    assert (4.0, 40.0) in found
    assert (3.0, 1.0) not in found


def test_continuous_unknowns_make_an_edge_of_a_law() -> None:
    question = ms.ask().choose(attainable_throughput="roofline").given(peak_throughput="1 PFLOP/s")
    question = question.require("attainable_throughput >= 200 TFLOP/s")
    found = question.feasible("memory_bandwidth", "arithmetic_intensity", within="1 TB/s..4 TB/s", columns=5)
    (low,) = [edge for edge in found.edges if edge.side == "low"]
    assert low.statement == "attainable_throughput >= 200 TFLOP/s"
    for bandwidth, intensity in low.points:
        assert bandwidth * intensity == pytest.approx(200e12)
    assert all(math.isinf(column.spans[0].high) for column in found.columns)
    drawn = feasible_plot(found).axes[0]
    assert [line.get_label() for line in drawn.lines] == ["attainable_throughput >= 200 TFLOP/s"]  # what is open has no edge


def test_nothing_allowed_is_an_error_with_the_reason() -> None:
    question = decode().given(tensor_parallel_degree="1")
    with pytest.raises(NoAnswerError, match="allows any batch_size") as caught:
        question.feasible("context_length", "batch_size", columns=3)
    assert caught.value.because


@pytest.mark.parametrize("text", ["5", "1..", "4..2"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(QuestionError, match="range"):
        read_range(text, "batch_size", decode())


def test_it_prints_at_eighty_columns_as_json_and_as_a_picture(tmp_path: Path) -> None:
    found = region()
    assert max(map(len, found.text().splitlines())) <= 80
    shape = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert shape["names"] == ["context_length", "batch_size"]
    assert len(shape["columns"]) == len(found.columns)
    found.plot(str(tmp_path / "region.png"))
    assert (tmp_path / "region.png").read_bytes().startswith(b"\x89PNG")


def test_what_is_given_of_the_unknown_is_left_out() -> None:
    question = decode().given(tensor_parallel_degree="4", context_length="8192 token")
    assert str(question.given(batch_size=16).feasible("batch_size")) == "batch_size in 1 .. 47"
