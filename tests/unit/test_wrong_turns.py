"""The wrong turns that calculators of this kind take, each with the value that it would give."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Mapping

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import DimensionError
from mlsysim_sym.reading.dimensions import Checker
from mlsysim_sym.reading.expression import parse_statement
from mlsysim_sym.solving.question import Question

BOOK = Book.load()
CLOSE = 1e-9


def by_laws(unknown: str, unit: str, laws: str, **given: str) -> float:
    """Return a value by named laws."""
    return float(Question(BOOK, None, tuple(laws.split()), values=given).solve(unknown).to(unit))


def by_solver(unknown: str, unit: str, asked: Question) -> float:
    return float(asked.solve(unknown).to(unit))


def decoding(model: str, **given: str) -> Question:
    return Question(BOOK, "llm_decode", (), {"hardware": "h100_sxm", "model": model}, given, (), {"precision": "bf16"})


LAYOUT = {
    "parameters": "174.6e9", "active_parameters": "174.6e9", "layers": "96", "hidden_size": "12288",
    "sequence_length": "2048 token", "bytes_per_activation": "2 B", "bytes_per_gradient": "2 B", "bytes_per_weight": "2 B",
    "tensor_parallel_degree": "8", "pipeline_parallel_degree": "16", "data_parallel_degree": "8", "micro_batch_size": "1",
    "micro_batches": "192", "recomputed_forward_fraction": "0", "peak_throughput": "312 TFLOP/s", "compute_efficiency": "0.6",
    "link_bandwidth": "300 GB/s", "link_latency": "2 us", "fabric.link_bandwidth": "25 GB/s", "fabric.link_latency": "5 us",
    "gradient_buckets": "10", "memory_bandwidth": "2.039 TB/s", "memory_efficiency": "0.8",
}  # fmt: skip


def training(choices: Mapping[str, str] | None = None, **given: str) -> Question:
    return Question(BOOK, "training_step_3d", (), {}, LAYOUT | given, (), choices or {})


# --- serving -----------------------------------------------------------------------------------------------------------


def test_mixture_of_experts_works_with_active_parameters_and_reads_the_distinct_experts() -> None:
    mixtral = decoding("mixtral_8x7b", batch_size="4", context_length="128 token", tensor_parallel_degree="2")
    total, active = (by_solver(each, "1", mixtral) for each in ("parameters", "active_parameters"))
    assert total / active == pytest.approx(3.626, rel=1e-3)
    work = by_solver("decode_work", "FLOP", mixtral)
    assert work == pytest.approx(4 * 2 * active, rel=0.02)
    assert work < 0.3 * (4 * 2 * total)  # wrong: every expert works for every token
    # 4 tokens that take 2 of 8 experts each: 8 (1 - (6/8)^4) = 5.46875 are read in a layer.
    assert by_solver("distinct_experts", "1", mixtral) == 5.46875
    expert = 3 * 4096 * 14336 * 2  # bytes of three matrices
    read = by_solver("weight_traffic", "B", mixtral)
    assert read == pytest.approx(2 * total - 32 * (8 - 5.46875) * expert, rel=CLOSE)
    assert read > 2.4 * (2 * active)  # wrong: only the experts of one token are read
    assert read < 0.7 * (2 * total)  # wrong: all experts are read


@pytest.mark.parametrize(
    ("counted", "milliseconds"), [("matmul_parameters_all", 33.38), ("matmul_parameters_without_lookup", 31.21)]
)
def test_decode_has_a_compute_ceiling(counted: str, milliseconds: float) -> None:
    half = decoding("llama_3_8b", batch_size="1024", context_length="128 token", compute_efficiency="0.5")
    step = half.choose(matmul_parameters=counted)
    assert by_solver("decode_step_time", "ms", step) == pytest.approx(milliseconds, rel=1e-3)
    # By hand: 2 FLOP x 1024 sequences x 8.03e9 parameters (7.50e9 without the lookup table) / 494.7 TFLOP/s, and the attention.
    assert 31 <= milliseconds <= 33.5
    assert by_solver("decode_memory_time", "ms", step) == pytest.approx(9.92, rel=1e-3)  # wrong: memory alone, "10.2 ms"


def serving() -> Question:
    filled = Question(BOOK, "llm_serving", (), {"hardware": "h100_sxm", "model": "llama_3_8b"}, {}, (), {"precision": "bf16"})
    counted = "matmul_parameters_all"
    return filled.choose(prefill__matmul_parameters=counted, decode__matmul_parameters=counted).given(
        prompt_length="480 token", output_length="32 token", decode__batch_size="64", prefill__compute_efficiency="0.5",
        decode__compute_efficiency="0.5", prefill__memory_efficiency="0.5", decode__memory_efficiency="0.5",
    )  # fmt: skip


def test_serving_capacity_pays_for_prefill() -> None:
    assert by_solver("request_capacity", "request/s", serving()) == pytest.approx(46.4, rel=0.01)
    # The numbers of the known mistake: 480 tokens x 2 x 8.03e9 / 494.7 TFLOP/s of prefill, 10.24 ms a decode step.
    prefill = 480 * 2 * 8.03e9 / (989.4e12 / 2)
    shared = {"prefill_batch_size": "1", "output_length": "32 token", "batch_size": "64"}
    serial = by_laws("request_capacity", "request/s", "request_capacity", prefill_time=f"{prefill * 1e3} ms",
                     **shared, time_per_output_token="10.24 ms/token")  # noqa: S106  # fmt: skip
    assert serial == pytest.approx(1 / (prefill + 31 * 10.24e-3 / 64), rel=CLOSE)
    assert round(serial) in {48, 49}  # 48.3 with all 32 tokens in decode steps, 48.7 with the first in the prefill
    fused = by_laws("request_capacity", "request/s", "fused_request_capacity", prefill_compute_time=f"{prefill * 1e3} ms",
                    decode_compute_time="1 us", decode_memory_time="10.24 ms", **shared)  # fmt: skip
    assert fused == pytest.approx(1 / (prefill + 31 * 1e-6 / 64), rel=CLOSE)
    assert 64 <= fused < 64.2  # at most, with decode work that costs next to nothing
    # Decode steps alone complete 64 / (31 x 10.24 ms) = 202 (peers print 329): wrong, no prompt is ever read.
    for capacity in (serial, fused):
        assert capacity < 0.35 * 202 < 0.35 * 329


def test_tensor_parallelism_exists_in_serving() -> None:
    one, four = (
        decoding("llama_3_70b", batch_size="1", context_length="2048 token", tensor_parallel_degree=each) for each in "48"
    )
    ratio = by_solver("decode_step_time", "s", one) / by_solver("decode_step_time", "s", four)
    assert ratio == pytest.approx(2, rel=CLOSE)  # wrong: 1, as if one device read all
    # Two all-reduces a layer in the forward pass: 2 x 80 x 10 us = 1.6 ms. Wrong: none, or the four of a training step.
    assert by_laws(
        "communication_time", "ms", "decode_communication_time", layers="80", all_reduce_time="10 us"
    ) == pytest.approx(1.6)
    # Eight key-value heads on sixteen devices are kept twice. Wrong: sixteenths of one cache.
    assert by_laws("kv_replication", "1", "kv_replication", kv_heads="8", tensor_parallel_degree="16") == 2


# --- training ----------------------------------------------------------------------------------------------------------


def test_training_counts_tokens() -> None:
    # 8 replicas x 192 micro-batches of one sequence of 2048 tokens. Wrong: 1536, one token a sequence.
    assert by_solver("batch_tokens", "token", training()) == 8 * 192 * 2048 != 1536
    step, longer = (
        by_solver("micro_batch_compute_time", "s", training(sequence_length=f"{each} token")) for each in (2048, 4096)
    )
    assert longer == pytest.approx(2 * step, rel=CLOSE)  # wrong: equal
    work = by_laws("training_work", "FLOP", "training_work", active_parameters="1e9", training_tokens="20 Gtoken")
    assert work == pytest.approx(6 * 1e9 * 20e9, rel=CLOSE)


def test_gradient_accumulation_leaves_the_traffic_of_a_step_unchanged() -> None:
    few, many = (by_solver("data_parallel_volume", "GB", training(micro_batches=each)) for each in ("48", "192"))
    gradients = 174.6e9 * 2 / (8 * 16) / 1e9
    assert few == many == pytest.approx(2 * 7 / 8 * gradients, rel=CLOSE)
    assert many != pytest.approx(few / 4)  # wrong: divided by the micro-batches
    assert many != pytest.approx(few * 4)  # wrong: once a micro-batch


def test_experts_dispatch_and_combine_in_every_layer_forward_and_backward() -> None:
    given = {"moe_layers_per_stage": "4", "dispatch_time": "1 ms", "combine_time": "2 ms"}
    took = by_laws("expert_parallel_time", "ms", "expert_parallel_time", **given)
    assert took == pytest.approx(2 * 4 * (1 + 2))
    assert took not in {1, 3, 4, 12}  # wrong: one exchange a step, one layer, dispatch alone, forward alone


def test_zero3_moves_half_as_much_again() -> None:
    plain = by_solver("data_parallel_volume", "B", training())
    sharded = by_solver("data_parallel_volume", "B", training({"data_parallel_volume": "zero3_volume"}))
    stage1 = by_solver("data_parallel_volume", "B", training({"data_parallel_volume": "zero1_volume"}))
    assert sharded / plain == pytest.approx(1.5, rel=CLOSE)  # wrong: 1 (as plain), 2, or 3
    assert stage1 / plain == pytest.approx(1, rel=CLOSE)


def test_pipelines_send_activations() -> None:
    # One sequence x 2048 tokens x 12288 x 2 B over 8 tensor-parallel devices. Wrong: the stage's weights or gradients.
    sent = by_solver("pipeline_transfer_size", "B", training())
    assert sent == 2048 * 12288 * 2 / 8
    assert sent < by_solver("local_gradient_size", "B", training()) / 100
    took = by_solver("pipeline_transfer_time", "s", training())
    assert took == pytest.approx(2 * (5e-6 + sent / 25e9), rel=CLOSE)
    assert took != 0  # wrong: free
    assert by_solver("pipeline_transfer_time", "s", training(pipeline_parallel_degree="1")) == 0


def test_tensor_parallelism_costs_four_all_reduces_a_layer_and_a_micro_batch() -> None:
    one = by_solver("tp.all_reduce_time", "s", training())
    assert one == pytest.approx(2 * 7 * 2e-6 + 2 * 7 / 8 * 2048 * 12288 * 2 / 300e9, rel=CLOSE)
    took = by_solver("tensor_parallel_time", "s", training())
    assert took == pytest.approx(4 * 6 * one, rel=CLOSE)  # six layers a stage
    assert took != pytest.approx(2 * 6 * one)  # wrong: the two of a forward pass
    # Latency is paid once a micro-batch: 100 us more a hop are 14 hops x 24 all-reduces x (192 + 15) more in the pipeline.
    slower = by_solver("pipeline_time", "s", training(link_latency="102 us")) - by_solver("pipeline_time", "s", training())
    assert slower == pytest.approx(100e-6 * 14 * 24 * (192 + 15), rel=1e-6)
    assert slower != pytest.approx(100e-6 * 14 * 24)  # wrong: once a step


# --- reliability, energy, queueing ---------------------------------------------------------------------------------------


def test_goodput_includes_rework() -> None:
    given = {
        "checkpoint_write_time": "60 s",
        "mean_time_between_failures": "6 h",
        "restart_time": "300 s",
        "checkpoint_interval": "30 min",
    }
    good = by_laws("runtime_goodput", "1", "checkpoint_waste goodput_from_waste", **given)
    assert good == pytest.approx(1 - 60 / 1800 - (900 + 300) / 21600, rel=CLOSE)
    for wrong in (1 - 60 / 1800, 1 - 300 / 21600, 1 - 60 / 1800 - 300 / 21600):  # writing, restarting, both: nothing is redone
        assert good < wrong - 0.04


def test_water_usage_applies_to_it_energy() -> None:
    water = by_laws("site_water", "L", "water_usage_effectiveness", water_usage_effectiveness="1.8 L/kWh", it_energy="1 GWh")
    assert water == pytest.approx(1.8e6)
    assert water != pytest.approx(1.8e6 * 1.5)  # wrong: of the energy of a facility with a PUE of 1.5
    assert "facility_energy" not in BOOK.law("water_usage_effectiveness").variables
    assert "it_power" in BOOK.law("water_rate").variables


def test_the_tail_of_an_idle_queue_is_the_tail_of_its_service() -> None:
    tail = by_laws("sojourn_quantile", "ms", "mm1_sojourn_quantile", arrival_rate="0.1 request/s", service_rate="10 request/s",
                   quantile_level="0.99")  # fmt: skip
    assert tail == pytest.approx(math.log(100) / 9.9 * 1e3, rel=CLOSE)
    assert round(tail) == 465
    assert round(tail) not in {100, 101}  # wrong: the mean, as if nothing but waiting varied


# --- transformers, devices -----------------------------------------------------------------------------------------------


def test_causal_attention_halves_the_quadratic_term() -> None:
    shape = {"layers": "32", "heads": "32", "key_dimension": "128", "value_dimension": "128"}
    full = by_laws("attention_work_per_token", "FLOP/token", "attention_work_per_token", context_length="4096 token", **shape)
    causal = by_laws(
        "attention_work_per_token", "FLOP/token", "causal_attention_work_per_token", sequence_length="4096 token", **shape
    )
    assert full == 2 * 32 * 32 * 256 * 4096
    assert causal / full == pytest.approx(4097 / 8192, rel=CLOSE)  # wrong: 1
    prompted = {"prefill_batch_size": "1", "prompt_length": "4096 token", "matmul_parameters": "1"}
    prompt = by_laws("prefill_work", "FLOP", "prefill_work", **prompted, **shape)
    assert prompt == pytest.approx(4096 * (2 + causal), rel=CLOSE)


def test_head_dimension_may_differ_from_hidden_size_over_heads() -> None:
    shape = BOOK.record("gemma_2_9b").fields
    assert {"head_dimension", "hidden_size", "heads", "kv_heads"} <= set(shape)
    cache = by_solver("kv_cache_per_token", "B/token", Question(BOOK, None, (), {"model": "gemma_2_9b"}))
    assert cache == 2 * 42 * 8 * 256 * 2
    assert cache != 2 * 42 * 8 * (3584 / 16) * 2  # wrong: heads of 224


def test_multiply_accumulates_are_not_operations() -> None:
    operations = by_laws("operations", "FLOP", "gemm_operations", rows="10", columns="20", inner_size="30")
    assert operations == 2 * 10 * 20 * 30 != 6000  # wrong: one a multiply-accumulate
    names = {"macs": BOOK.variable("multiply_accumulates").measure, "work": BOOK.variable("operations").measure}
    with pytest.raises(DimensionError):  # no count of multiply-accumulates stands for operations
        Checker(names).statement(parse_statement("macs = work"))


def test_link_bandwidths_are_of_one_direction() -> None:
    link = by_solver(
        "bandwidth_delay_product", "MB", Question(BOOK, None, (), {"hardware": "h100_sxm"}, {"round_trip_time": "1 ms"})
    )
    assert link == pytest.approx(450) != 900  # wrong: the printed 900 GB/s of both directions


def test_peaks_are_dense() -> None:
    peaks = Question(BOOK, None, (), {"hardware": "h100_sxm"})
    assert by_solver("ridge_point", "FLOP/B", peaks.choose(precision="bf16")) == pytest.approx(989.4e12 / 3.35e12)
    assert by_solver("ridge_point", "FLOP/B", peaks.choose(compute_precision="fp8")) == pytest.approx(1978.9 / 3.35)
    sparse = 1978.9e12 / 3.35e12  # printed for bf16 weights of which half are zero
    assert by_solver("ridge_point", "FLOP/B", peaks) < 0.51 * sparse


HOFFMANN = (406.4, 410.7, 0.34, 0.28)  # equation 10, rounded
BESIROGLU = (482.01, 2085.43, 0.3478, 0.3658)  # table 1 of the refit


@pytest.mark.parametrize(("word", "constants", "ratio"), [("hoffmann2022", HOFFMANN, 93), ("besiroglu2024", BESIROGLU, 18)])
def test_the_rounded_constants_of_2022_split_a_budget_badly(word: str, constants: tuple[float, ...], ratio: int) -> None:
    asked = Question(BOOK, "compute_optimal_model", (), {}, {"training_work": "5.76e23 FLOP"}, (), {"scaling_constants": word})
    per_parameter = by_solver("optimal.tokens_per_parameter", "token", asked)
    assert round(per_parameter) == ratio != 20  # wrong: twenty, whatever the constants
    a, b, alpha, beta = constants
    factor = (alpha * a / (beta * b)) ** (1 / (alpha + beta))
    budget = 5.76e23 / 6
    by_hand = budget ** ((alpha - beta) / (alpha + beta)) / factor**2
    assert per_parameter == pytest.approx(by_hand, rel=CLOSE)


# --- fan-out -------------------------------------------------------------------------------------------------------------


def test_a_fan_out_needs_a_far_better_quantile_of_every_host() -> None:
    """Hosts with exponential times: the largest of 10,000 stays under 50 ms in 99.9 percent of requests."""
    hosts, limit = 10_000, 50.0
    level = by_laws("server_quantile_level", "1", "required_server_quantile", fan_out=str(hosts), quantile_level="0.999")
    assert 1 - level == pytest.approx(1.0005e-7, rel=1e-4)
    mean = by_laws("mean_time", "ms", "exponential_quantile", quantile_time=f"{limit} ms", quantile_level=repr(level))
    own = by_laws("quantile_time", "ms", "exponential_quantile", mean_time=f"{mean} ms", quantile_level="0.999")
    assert own == pytest.approx(limit * math.log(1e3) / -math.log(1.0005e-7), rel=1e-4)
    assert own < 0.43 * limit  # wrong: 50 ms, as if each host could have the quantile of the whole
    # A million requests, each the largest of 10,000 draws: by its exact distribution u^(1/n), and slow ones counted.
    chance = random.Random(20_260_101)  # noqa: S311  (a seeded simulation, no secret)
    draws = 1_000_000
    slow = sum(-mean * math.log(-math.expm1(math.log(chance.random()) / hosts)) > limit for _ in range(draws))
    assert abs(slow - draws * 1e-3) < 4 * math.sqrt(draws * 1e-3)
    # And the shortcut itself against a million draws host by host: 100 requests against the median that it gives.
    largest = sorted(max(chance.expovariate(1 / mean) for _ in range(hosts)) for _ in range(100))
    median = -mean * math.log(-math.expm1(math.log(0.5) / hosts))
    assert largest[30] < median < largest[70]
    wrong = -limit / math.log(1e-3)  # hosts whose own P99.9 is 50 ms: every request has a slow one
    assert all(max(chance.expovariate(1 / wrong) for _ in range(hosts)) > limit for _ in itertools.repeat(None, 20))
