"""Elasticities: against 50-digit differences, through blocks, at kinks, for whole numbers, and asked backwards."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath
import pytest

# mpmath ships no types.
# ruff: noqa: ANN401
import mlsysim_sym as ms
from mlsysim_sym.asking.gradient import gradient_function, slopes_at
from mlsysim_sym.asking.sensitivity import Sensitivity
from mlsysim_sym.errors import QuestionError
from mlsysim_sym.solving.compiled import _forms, _moved
from mlsysim_sym.solving.question import Question

CHAIN = Path(__file__).resolve().parents[2] / "benchmarks" / "chain20"
POINT = {
    "layers": 80, "width": 8192, "vocabulary": 128256, "element_size": 2, "kv_heads": 8, "head_dimension": 128,
    "peak_throughput": 989e12, "efficiency": "0.6", "memory_bandwidth": 3.35e12, "link_bandwidth": 450e9,
    "link_latency": "5e-6", "answer_length": 300, "load": "0.7", "device_power": 700, "overhead": "1.2",
    "device_price": "3/3600", "energy_price": "0.1/3.6e6", "batch_size": 32, "context": 8192, "devices": 8,
}  # fmt: skip


def chain20(**given: Any) -> Question:
    return ms.ask("chain20", book=ms.Book.load(str(CHAIN)), **given)


FORWARDS = {"chain_batch_size": 32, "chain_context": 8192, "chain_devices": 8}


def written_out(v: dict[str, Any], target: str) -> Any:
    """Compute the chain from its description, law by law, in mpmath."""
    weights = (12 * v["layers"] * v["width"] ** 2 + v["vocabulary"] * v["width"]) * v["element_size"]
    cache = 2 * v["layers"] * v["kv_heads"] * v["head_dimension"] * v["context"] * v["batch_size"] * v["element_size"]
    work = 2 * weights / v["element_size"] * v["batch_size"] + 4 * v["layers"] * v["width"] * v["context"] * v["batch_size"]
    compute = work / (v["devices"] * v["peak_throughput"] * v["efficiency"])
    memory = (weights + cache) / (v["devices"] * v["memory_bandwidth"])
    sent = 2 * (v["devices"] - 1) / v["devices"] * v["batch_size"] * v["width"] * v["element_size"] * 2 * v["layers"]
    reduce = sent / v["link_bandwidth"] + v["link_latency"] * mpmath.log(v["devices"]) * 2 * v["layers"]
    step = max(compute, memory) + reduce
    throughput = v["batch_size"] / step
    if target == "chain_p99":
        rate = throughput / v["answer_length"]
        return v["answer_length"] * step + mpmath.log(100) / (rate - v["load"] * rate)
    energy = v["devices"] * v["device_power"] * v["overhead"] / throughput
    return v["devices"] * v["device_price"] / (v["load"] * throughput) + v["energy_price"] * energy


def number(written: Any) -> Any:
    above, _, below = str(written).partition("/")
    return mpmath.mpf(above) / mpmath.mpf(below or 1)


@pytest.mark.parametrize("target", ["chain_p99", "chain_cost_per_token"])
def test_elasticities_agree_with_differences_of_fifty_digits(target: str) -> None:
    answer = chain20(**FORWARDS).solve(target)
    trace = answer.trace
    slopes = slopes_at(trace.prepared, trace.plan, target, trace.values)
    assert slopes.exact
    with mpmath.workdps(50):
        point = {name: number(value) for name, value in POINT.items()}
        value = written_out(point, target)
        assert mpmath.almosteq(value, answer.pieces[0].low, rel_eps=1e-14)
        for name, here in point.items():
            step = here * mpmath.mpf(10) ** -16
            above, below = (written_out({**point, name: here + sign * step}, target) for sign in (1, -1))
            wanted = float((above - below) / (2 * step) * here / value)
            found = slopes.by_input.get(f"chain_{name}", 0.0) * trace.values.get(f"chain_{name}", 0.0) / answer.pieces[0].low
            assert found == pytest.approx(wanted, rel=1e-12, abs=1e-15), name


def test_a_held_gradient_is_the_same_anywhere() -> None:
    answer = chain20(**FORWARDS).solve("chain_p99")
    names = [each.name for each in answer.trace.used]
    steps = _moved(answer.trace.plan.steps, names, ("chain_p99",), searched=())
    forms = _forms(steps)
    assert forms is not None
    gradient = gradient_function(answer.trace.prepared, steps, forms, "chain_p99", names, fixed={})
    assert gradient is not None
    other = chain20(chain_batch_size=700, chain_context=100, chain_devices=3).solve("chain_p99")  # compute bound
    values = [other.trace.values[name] for name in names]
    value, *slopes = gradient(*values)
    there = slopes_at(other.trace.prepared, other.trace.plan, "chain_p99", other.trace.values)
    assert value == pytest.approx(other.pieces[0].low)
    assert slopes == pytest.approx([there.by_input.get(name, 0.0) for name in names], rel=1e-12)


def test_through_a_block_slopes_follow_from_what_holds_it() -> None:
    forwards = chain20(**FORWARDS)
    cost = forwards.solve("chain_cost_per_token")
    ahead = slopes_at(cost.trace.prepared, cost.trace.plan, "chain_cost_per_token", cost.trace.values).by_input
    back = forwards.without("chain_batch_size").given(chain_cost_per_token=(float(cost), "USD/token")).solve("chain_batch_size")
    assert back.trace.plan.tears
    behind = slopes_at(back.trace.prepared, back.trace.plan, "chain_batch_size", back.trace.values).by_input
    for name in ("chain_context", "chain_memory_bandwidth", "chain_device_price", "chain_load"):
        assert behind[name] == pytest.approx(-ahead[name] / ahead["chain_batch_size"], rel=1e-7)
    assert behind["chain_cost_per_token"] == pytest.approx(1 / ahead["chain_batch_size"], rel=1e-7)


def test_a_kink_has_a_side_below_and_a_side_above() -> None:
    question = ms.ask(peak_throughput="1 PFLOP/s", memory_bandwidth="2 TB/s", arithmetic_intensity="500 FLOP/B")
    found = question.choose(attainable_throughput="roofline").sensitivity("attainable_throughput")
    sides = {each.name: (each.down, each.up) for each in found.influences}
    assert sides == dict.fromkeys(("arithmetic_intensity", "memory_bandwidth", "peak_throughput"), (1.0, 0.0))
    assert all(each.kinked for each in found.influences)


def test_whole_numbers_step_to_what_the_laws_permit() -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16")
    question = question.given(tensor_parallel_degree="4", context_length="8192 token", batch_size="32")
    found = {each.name: each for each in question.sensitivity("time_per_output_token").influences}
    devices, batch = found["tensor_parallel_degree"], found["batch_size"]
    assert [move.to for move in devices.moves] == [8.0]  # 3 and 5 do not divide the heads, 2 does not fit
    assert devices.down is None
    assert devices.up == pytest.approx(-1.0)
    assert [move.to for move in batch.moves] == [31.0, 33.0]
    for move, side in zip(batch.moves, (batch.down, batch.up), strict=True):
        there = float(question.given(batch_size=int(move.to)).solve("time_per_output_token"))
        assert move.target == there
        assert side == pytest.approx(math.log(there / float(question.solve("time_per_output_token"))) / math.log(move.to / 32))


@pytest.fixture
def reached() -> Sensitivity:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16")
    question = question.given(tensor_parallel_degree="4", context_length="8192 token", batch_size="32")
    return question.sensitivity("time_per_output_token", reach="10 ms")


def test_what_alone_would_reach_a_target(reached: Sensitivity) -> None:
    found = {each.name: each.reach for each in reached.influences if each.reach is not None}
    bandwidth, devices, efficiency = (found[name] for name in ("memory_bandwidth", "tensor_parallel_degree", "memory_efficiency"))
    assert reached.aim == "time_per_output_token <= 10 ms"
    assert bandwidth is not None
    assert bandwidth.factor == pytest.approx(reached.value / 10e-3)
    assert devices is not None
    assert devices.to == 8.0
    assert efficiency is not None
    assert efficiency.to is None
    assert "memory_efficiency in (0, 1]" in efficiency.because


def test_it_is_ranked_and_says_what_does_not_matter(reached: Sensitivity) -> None:
    sizes = [abs(each.elasticity) for each in reached.influences]
    assert sizes == sorted(sizes, reverse=True)
    assert "peak_throughput" in reached.still
    assert not {each.name for each in reached.influences} & set(reached.still)


def test_it_prints_at_eighty_columns_and_as_json(reached: Sensitivity, tmp_path: Path) -> None:
    assert max(map(len, reached.text().splitlines())) <= 80
    shape = json.loads(json.dumps(reached.to_dict(), allow_nan=False))
    assert shape["schema"] == "mlsysim-sym/sensitivity/1"
    assert shape["inputs"][0]["elasticity"] == reached.influences[0].elasticity
    reached.plot(str(tmp_path / "tornado.svg"))
    assert "memory_bandwidth" not in reached.markdown().splitlines()[0]
    assert (tmp_path / "tornado.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_set_has_no_elasticity() -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16")
    question = question.given(tensor_parallel_degree="4", context_length="8192 token")
    with pytest.raises(QuestionError, match="is a set, not one value"):
        question.require("time_per_output_token <= 30 ms").sensitivity("batch_size")


def test_a_step_inside_a_law_is_flat_between_its_jumps() -> None:
    question = ms.ask().given(layers=80, pipeline_parallel_degree=6).choose(layers_per_stage="layers_per_stage")
    answer = question.solve("layers_per_stage")
    slopes: Callable[..., Any] = slopes_at
    found = slopes(answer.trace.prepared, answer.trace.plan, "layers_per_stage", answer.trace.values)
    assert set(found.by_input.values()) <= {0.0}


def test_a_requirement_that_fails_is_what_is_to_be_reached() -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4)
    question = question.given(context_length="8192 token", batch_size=16).require("time_per_output_token <= 13 ms")
    found = question.sensitivity("time_per_output_token")
    assert found.aim == "time_per_output_token <= 13 ms"
    reached = {each.name: each.reach.to or math.nan for each in found.influences if each.reach is not None}
    assert reached["batch_size"] == question.without("batch_size").solve("batch_size").pieces[-1].high
    assert reached["context_length"] < 8192
    assert "The shortest way is `memory_bandwidth`: 1.057 times what it is" in " ".join(found.text().split())
    assert question.without().given(batch_size=8).sensitivity("time_per_output_token").aim == ""
