"""Searches: equal to brute force, complete in their count, certified, and helpful where nothing is left."""

import itertools
import json
import math
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking import optimize as optimizing
from mlsysim_sym.asking.fronts import pareto
from mlsysim_sym.asking.optimize import Optimum
from mlsysim_sym.errors import MlsysimError, QuestionError
from mlsysim_sym.solving.question import Question


def layouts(devices: int = 64, **given: Any) -> Question:
    question = ms.ask("training_layout", hardware="h100_sxm", model="llama_3_8b", node="dgx_h100", precision="bf16")
    fixed = {
        "accelerators": devices, "global_batch_size": 128, "sequence_length": "8192 token", "compute_efficiency": 0.6,
        "link_bandwidth": "450 GB/s", "link_latency": "2 us", "fabric.link_bandwidth": "50 GB/s", "fabric.link_latency": "5 us",
        "gradient_buckets": 10, "bytes_per_mask": "0 B", "memory_efficiency": 0.8,
    }  # fmt: skip
    return question.given(**{**fixed, **given})


LAYOUT = {
    "tensor_parallel_degree": "*", "pipeline_parallel_degree": "*", "context_parallel_degree": "*", "micro_batch_size": "1,2,4",
    "virtual_stages": "1..4", "recompute": "*", "data_sharding": "*",
}  # fmt: skip


def decode() -> Question:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16")
    return question.given(context_length="8192 token")


# --- complete ----------------------------------------------------------------------------------------------------------


def test_every_layout_is_judged_or_excluded_by_a_limit() -> None:
    found = layouts().optimize(min="step_time", over=LAYOUT)
    divisors = 7  # of 64
    assert found.size == divisors**3 * 3 * 4 * 5 * 4
    assert found.examined + sum(found.excluded.values()) == found.size
    # What the law of the world size leaves are the ways to write 2^6 as a product of four: C(6 + 3, 3) = 84.
    kept = math.comb(9, 3) * 3 * 4 * 5 * 4
    (product,) = [count for reason, count in found.excluded.items() if reason.startswith("`world_size`")]
    assert product == found.size - kept
    assert {"`memory_fit` fails", "`heads_divisible` fails", "`chunks_divide_stage` fails"} <= set(found.excluded)
    assert [axis.why for axis in found.axes[:3]] == ["world_size"] * 3
    assert found.certificate == "exhaustive"
    degrees = [found.best[0].values[name] for name in list(LAYOUT)[:3]]
    assert math.prod(degrees) * found.follows["data_parallel_degree"] == 64


def test_a_point_is_ranked() -> None:
    found = layouts().optimize(min="step_time", over=LAYOUT)
    best = found.best[0].values
    numbers = {name: best[name] for name in LAYOUT if not isinstance(best[name], str)}
    words = {name: best[name] for name in LAYOUT if isinstance(best[name], str)}
    assert found.rank(**numbers, **words).rank == 1
    plain = found.rank(tensor_parallel_degree=1, pipeline_parallel_degree=1, context_parallel_degree=1)
    assert 1 <= plain.rank <= plain.of == found.examined
    assert plain.value >= found.best[0].objectives[0]
    with pytest.raises(QuestionError, match="was not searched"):
        found.rank(tensor_parallel_degree=3)
    with pytest.raises(QuestionError, match="excluded"):
        found.rank(tensor_parallel_degree=64)


# --- brute force -------------------------------------------------------------------------------------------------------

SERVING_AXES = {
    "batch_size": ("1", "2", "8", "32", "64", "128", "512"),
    "tensor_parallel_degree": ("1", "2", "3", "4", "8"),
    "hardware": ("h100_sxm", "h200_sxm", "nvidia_a100_80gb_sxm"),
    "weight_precision": ("bf16", "fp8", "int4"),
    "context_length": ("1024 token", "8192 token", "100000 token"),
}
TRAINING_AXES = {
    "tensor_parallel_degree": ("1", "2", "4", "8", "16"),
    "pipeline_parallel_degree": ("1", "2", "3", "4", "8"),
    "context_parallel_degree": ("1", "2", "4"),
    "micro_batch_size": ("1", "2", "4"),
    "virtual_stages": ("1", "2", "3", "4"),
    "recompute": ("none", "fused_attention", "full_with_fused_attention", "selective"),
    "data_sharding": ("nothing", "optimizer", "gradients", "weights"),
}


def serving_space(rng: random.Random) -> tuple[Question, str, str, dict[str, list[str]]]:
    question = decode().require(f"time_per_output_token <= {rng.choice([5, 10, 20, 40])} ms")
    goal, sense = rng.choice([("decode_throughput", "max"), ("time_per_output_token", "min"), ("device_memory", "max")])
    over = picked(rng, SERVING_AXES, 2, 3)
    question = question.given(**{name: "8" for name in ("batch_size", "tensor_parallel_degree") if name not in over})
    return question, goal, sense, over


def training_space(rng: random.Random) -> tuple[Question, str, str, dict[str, list[str]]]:
    over = picked(rng, TRAINING_AXES, 3, 4)
    point = {"tensor_parallel_degree": 2, "pipeline_parallel_degree": 2, "context_parallel_degree": 1, "micro_batch_size": 1}
    words = {"recompute": "fused_attention", "data_sharding": "gradients"}
    question = layouts().given(**{name: value for name, value in point.items() if name not in over})
    question = question.choose(**{name: word for name, word in words.items() if name not in over})
    return question, rng.choice(["step_time", "device_memory"]), "min", over


def picked(rng: random.Random, axes: Mapping[str, tuple[str, ...]], least: int, most: int) -> dict[str, list[str]]:
    """Return a small space: at most sixteen points."""
    names = rng.sample(sorted(axes), rng.randint(least, most))
    while True:
        over = {name: rng.sample(axes[name], rng.randint(1, min(3, len(axes[name])))) for name in names}
        if math.prod(map(len, over.values())) <= 16:
            return over


def brute_force(question: Question, goal: str, over: Mapping[str, list[str]]) -> Iterator[tuple[dict[str, str], float]]:
    """Yield every point that has an answer, asked one by one."""
    records = {"hardware"}
    choices = {"recompute", "data_sharding", "weight_precision"}
    for values in itertools.product(*over.values()):
        point = dict(zip(over, values, strict=True))
        there = question.with_(**{name: word for name, word in point.items() if name in records})
        there = there.choose(**{name: word for name, word in point.items() if name in choices})
        there = there.given(**{name: value for name, value in point.items() if name not in records | choices})
        try:
            answer = there.solve(goal)
        except MlsysimError:
            continue
        if answer.pieces:
            yield point, float(answer)


def compare(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  (spaces, no secrets)
    question, goal, sense, over = (serving_space if rng.random() < 0.5 else training_space)(rng)
    goals: dict[str, Any] = {sense: goal}
    found = question.optimize(over=over, **goals)
    known = [value for _, value in brute_force(question, goal, over)]
    assert found.size == math.prod(map(len, over.values()))
    assert found.examined == len(known), (over, found.excluded)
    assert found.examined + sum(found.excluded.values()) == found.size
    wanted = sorted(known, reverse=sense == "max")[: len(found.best)]
    assert [each.objectives[0] for each in found.best] == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("seed", range(50))
def test_a_small_space_is_searched_as_by_brute_force(seed: int) -> None:
    compare(seed)


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(20))
def test_a_thousand_small_spaces(batch: int) -> None:
    for seed in range(1000 + 50 * batch, 1050 + 50 * batch):
        compare(seed)


# --- fronts ------------------------------------------------------------------------------------------------------------


def test_a_front_is_what_no_point_beats() -> None:
    rng = np.random.default_rng(5)
    scores = np.round(rng.random((3, 300)), 1)
    scores[:, rng.integers(0, 300, 20)] = np.nan
    front = set(pareto(scores).tolist())
    for place in range(300):
        here = scores[:, place]
        beaten = ((scores <= here[:, None]).all(axis=0) & (scores < here[:, None]).any(axis=0)).any()
        same = [other for other in front if (scores[:, other] == here).all()]
        assert (not beaten and np.isfinite(here).all()) == bool(same)
        assert len(same) <= 1


def test_throughput_against_latency() -> None:
    over = {"batch_size": "1..64", "tensor_parallel_degree": "4,8"}
    found = decode().optimize(max="decode_throughput", min="time_per_output_token", over=over)
    assert found.objectives == ("time_per_output_token", "decode_throughput")
    times = [each.objectives[0] for each in found.front]
    rates = [each.objectives[1] for each in found.front]
    assert times == sorted(times)
    assert rates == sorted(rates)
    assert {each.values["tensor_parallel_degree"] for each in found.front} == {8.0}


# --- continuous --------------------------------------------------------------------------------------------------------


def test_a_continuous_optimum_is_bounded() -> None:
    question = ms.ask("checkpointing").given(
        checkpoint_write_time="5 min", mean_time_between_failures="24 h", restart_time="10 min", useful_time="500 h"
    )
    found = question.optimize(max="runtime_goodput", over={"checkpoint_interval": "1 min..24 h"})
    assert found.certificate == "bounded"
    assert found.bound is not None
    best = found.best[0].objectives[0]
    assert best <= found.bound <= best * (1 + 2e-6)
    beside = [
        float(
            question.given(checkpoint_interval=(found.best[0].values["checkpoint_interval"] * share, "s")).solve(
                "runtime_goodput"
            )
        )
        for share in (0.99, 1.01)
    ]
    assert max(beside) < best


def test_a_requirement_holds_the_optimum() -> None:
    question = ms.ask(peak_throughput="1 PFLOP/s").require("ridge_point <= 400 FLOP/B")
    found = question.optimize(max="ridge_point", over={"memory_bandwidth": "1 TB/s..8 TB/s"})
    assert found.best[0].objectives[0] == pytest.approx(400.0, rel=1e-6)
    assert found.best[0].values["memory_bandwidth"] == pytest.approx(2.5e12, rel=1e-6)


MIXED = {"batch_size": "1..256", "memory_efficiency": "0.5..0.9"}


def test_whole_and_continuous_numbers_together_are_bounded() -> None:
    question = decode().given(tensor_parallel_degree="8").require("time_per_output_token <= 20 ms")
    found = question.optimize(max="decode_throughput", over=MIXED)
    assert found.certificate == "bounded"
    assert found.bound is not None
    assert found.best[0].objectives[0] <= found.bound <= found.best[0].objectives[0] * (1 + 2e-6)
    assert found.best[0].values["memory_efficiency"] == pytest.approx(0.9, rel=1e-6)
    exact = question.given(memory_efficiency=0.9).optimize(max="decode_throughput", over={"batch_size": "1..256"})
    assert found.best[0].values["batch_size"] == exact.best[0].values["batch_size"]


@pytest.mark.parametrize(("sense", "target"), [("max", "decode_throughput"), ("min", "time_per_output_token")])
def test_a_bounded_search_of_whole_numbers_finds_what_judging_all_finds(
    sense: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Divisibility, memory and latency exclude most points; records make plans of their own."""
    over = {"batch_size": "1..64", "tensor_parallel_degree": "1..16", "hardware": "h100_sxm,h200_sxm"}
    question = decode().require("time_per_output_token <= 30 ms").require("batch_size >= 3")
    judged = question.optimize(over=over, **{sense: target})
    monkeypatch.setattr(optimizing, "MOST_POINTS", 1)
    found = question.optimize(over=over, **{sense: target})
    assert (judged.certificate, found.certificate) == ("exhaustive", "bounded")
    assert found.best[0].objectives == pytest.approx(judged.best[0].objectives)
    assert found.best[0].values == judged.best[0].values


def test_a_search_through_a_queue_says_why_it_proves_nothing_or_what_it_proves() -> None:
    question = ms.ask("llm_serving", hardware="h100_sxm", model="llama_3_70b", precision="bf16").given(
        tensor_parallel_degree="4",
        prompt_length="2048 token",
        output_length="256 token",
        servers="2",
        **{"decode.batch_size": "32", "prefill.time_to_first_token": "0.5 s"},
    )
    found = question.optimize(max="arrival_rate", over={"decode.memory_efficiency": "0.6..0.8"})
    assert found.certificate in {"bounded", "heuristic"}
    assert (found.certificate == "heuristic") is bool(found.why)
    assert found.best[0].values["decode.memory_efficiency"] == pytest.approx(0.8)


def test_a_front_over_ranges_has_points_that_no_point_of_a_grid_beats() -> None:
    question = decode().given(tensor_parallel_degree="8")
    found = question.optimize(max="decode_throughput", min="time_per_output_token", over=MIXED)
    assert found.certificate == "heuristic"
    assert "along directions" in found.why
    assert len(found.front) >= 8
    grid = question.optimize(
        max="decode_throughput", min="time_per_output_token", over={"batch_size": "1..256", "memory_efficiency": "0.5,0.7,0.9"}
    )
    exact = {each.objectives[0]: each.objectives[1] for each in grid.front}
    for each in found.front:
        rate = max((value for time, value in exact.items() if time <= each.objectives[0] * (1 - 1e-6)), default=0.0)
        assert each.objectives[1] >= rate * (1 - 1e-6)
    assert found.best == found.front[:1]


def test_an_infeasible_search_of_ranges_says_what_to_relax_and_by_how_much() -> None:
    question = decode().given(tensor_parallel_degree="8").require("time_per_output_token <= 1 ms")
    found = question.optimize(max="decode_throughput", over=MIXED)
    assert found.status == "empty"
    (relaxed,) = found.relax
    least = decode().given(tensor_parallel_degree="8", batch_size=1, memory_efficiency=0.9).solve("time_per_output_token")
    assert relaxed.statement == "time_per_output_token <= 1 ms"
    assert relaxed.left == pytest.approx(float(least), rel=1e-6)
    assert relaxed.at["batch_size"] == 1.0
    again = decode().given(tensor_parallel_degree="8").require(f"time_per_output_token <= {relaxed.left * 1.0001} s/token")
    assert again.optimize(max="decode_throughput", over=MIXED).status == "solved"


def test_a_limit_of_the_solver_is_relaxed_over_ranges_too() -> None:
    found = decode().given(tensor_parallel_degree="1").optimize(min="time_per_output_token", over=MIXED)
    (limit,) = found.relax
    assert limit.statement == "device_memory <= usable_memory"
    assert limit.left > limit.right == 80e9


def test_an_allowed_corner_is_found_although_most_of_the_space_is_not() -> None:
    question = ms.ask(peak_throughput="1 PFLOP/s").require("ridge_point <= 125.1 FLOP/B")
    found = question.optimize(max="ridge_point", over={"memory_bandwidth": "1 TB/s..8 TB/s"})
    assert found.best[0].objectives[0] == pytest.approx(125.1, rel=1e-6)
    assert found.certificate == "bounded"


def test_requirements_hold_for_every_record_that_is_tried() -> None:
    over = {"hardware": "a100_80gb,h100_sxm,h200_sxm", "batch_size": "1..256"}
    question = decode().given(tensor_parallel_degree="4")
    free = question.optimize(max="decode_throughput", over=over)
    held = question.require("time_per_output_token <= 20 ms").optimize(max="decode_throughput", over=over)
    best = held.best[0].values
    at = question.with_(hardware=best["hardware"]).given(batch_size=best["batch_size"]).solve("time_per_output_token")
    assert float(at) <= 20e-3
    assert held.best[0].objectives[0] < free.best[0].objectives[0]
    assert any("time_per_output_token <= 20 ms" in reason for reason in held.excluded)


# --- placement ---------------------------------------------------------------------------------------------------------


def test_a_job_goes_where_the_grid_is_cleanest() -> None:
    question = ms.ask("carbon_aware_placement").given(it_power="1 MW", duration="7 day", destination__pue="1.1")
    found = question.optimize(min="destination.operational_carbon", over={"destination.grid": "infrastructure/grids/*"})
    book = question.book
    grids = [name for name in book.names("record") if name.startswith("infrastructure/grids/")]
    assert found.size == len(grids) > 10
    values = {}
    for name in grids:
        answer = question.with_(**{"destination.grid": name}).solve("destination.operational_carbon")
        values[name] = float(answer)
    assert found.best[0].values["destination.grid"] == min(values, key=lambda name: values[name])


def test_the_price_of_carbon_that_pays_for_a_move() -> None:
    question = ms.ask("carbon_aware_placement").given(
        it_power="1 MW", duration="7 day", origin__pue="1.5", origin__grid_intensity="650 gCO2e/kWh", destination__pue="1.1",
        carbon_cost="10000 USD",
    )  # fmt: skip
    places = {"destination.grid": "grid_sweden,grid_poland"}
    found = question.optimize(min="carbon_price", over=places)
    alone = question.with_(**{"destination.grid": "grid_sweden"}).solve("carbon_price")
    assert found.best[0].values["destination.grid"].endswith("sweden")
    assert found.best[0].objectives[0] == pytest.approx(float(alone))


# --- nothing left ------------------------------------------------------------------------------------------------------


def test_an_infeasible_search_says_what_to_relax_and_by_how_much() -> None:
    question = decode().require("time_per_output_token <= 5 ms").require("batch_size >= 4")
    over = {"batch_size": "1..64", "tensor_parallel_degree": "1,2,4,8"}
    found = question.optimize(max="decode_throughput", over=over)
    assert found.status == "empty"
    assert sum(found.excluded.values()) == found.size
    relaxed = {each.statement: each for each in found.relax}
    latency = relaxed["time_per_output_token <= 5 ms"]
    known = [
        value
        for _, value in brute_force(
            decode(), "time_per_output_token", {"batch_size": ["4"], "tensor_parallel_degree": ["4", "8"]}
        )
    ]
    assert latency.left == pytest.approx(min(known))
    assert latency.factor == pytest.approx(min(known) / 5e-3)
    assert latency.at["tensor_parallel_degree"] == 8.0
    again = decode().require(f"time_per_output_token <= {latency.left * 1.0001} s/token").require("batch_size >= 4")
    assert again.optimize(max="decode_throughput", over=over).status == "solved"


def test_a_limit_of_the_solver_can_be_what_stands_in_the_way() -> None:
    found = decode().optimize(min="time_per_output_token", over={"tensor_parallel_degree": "1", "batch_size": "1..4"})
    assert found.status == "empty"
    (limit,) = found.relax
    assert limit.statement == "device_memory <= usable_memory"
    assert limit.left > limit.right == 80e9


# --- wrong spaces ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goals", "over", "message"),
    [
        ({"min": "step_time"}, {}, "something to change"),
        ({}, {"micro_batch_size": "1,2"}, "nothing is to be best"),
        ({"min": "micro_batch_size"}, {"micro_batch_size": "1,2"}, "both changed and to be best"),
        ({"min": "step_time"}, {"micro_batch_size": "*"}, "no law says what"),
        ({"min": "step_time"}, {"virtual_stages": "4..2"}, "is empty"),
        ({"min": "step_time"}, {"virtual_stages": "0,1"}, "outside its domain"),
        ({"min": "step_time"}, {"recompute": "some"}, "some"),
        ({"min": "step_time"}, {"hardware": "no_such_device"}, "no_such_device"),
        ({"min": "step_time"}, {"no_such_variable": "1,2"}, "no_such_variable"),
        ({"min": "step_time"}, {"compute_efficiency": "0.1..0.2,0.5"}, "a range and other values"),
    ],
)
def test_what_is_no_search(goals: dict[str, Any], over: dict[str, str], message: str) -> None:
    with pytest.raises(MlsysimError, match=message):
        layouts().optimize(over=over, **goals)


@pytest.fixture(scope="module")
def found() -> Optimum:
    over = {"batch_size": "1..64", "tensor_parallel_degree": "*", "hardware": "h100_sxm,h200_sxm"}
    return decode().optimize(max="decode_throughput", min="time_per_output_token", over=over)


def test_it_prints_at_eighty_columns_as_json_and_as_a_picture(found: Optimum, tmp_path: Path) -> None:
    assert max(map(len, found.text().splitlines())) <= 80
    shape = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert shape["schema"] == "mlsysim-sym/optimum/1"
    assert shape["size"] == shape["examined"] + sum(shape["excluded"].values())
    assert shape["axes"][1]["why"] == "heads_divisible"
    found.plot(str(tmp_path / "front.svg"))
    assert (tmp_path / "front.svg").exists()
