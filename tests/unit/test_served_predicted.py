"""Hold the questions for served models: what is read off a line, and that answers go the way that physics says."""

from __future__ import annotations

from typing import Any

import pytest

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.measured.asks import Ask, Evaluator, Row, UnpredictedError, base
from mlsysim_sym.asking.measured.predict import asked, complete
from mlsysim_sym.asking.measured.serving import Degrees, degrees_of
from mlsysim_sym.book.book import Book

DENSE = {
    "model": "meta-llama/Llama-3.1-70B", "layers": 80, "hidden": 8192, "heads": 64, "kv_heads": 8, "ffn_hidden": 28672,
    "vocab": 128256, "device": "h100_sxm", "backend": "vllm", "precision": "fp8", "isl": 1024, "osl": 512, "batch": 32,
    "concurrency": 32, "tp": 4, "pp": 1,
}  # fmt: skip
MIXTURE = {
    "model": "Qwen/Qwen3-235B-A22B-FP8", "layers": 94, "hidden": 4096, "heads": 64, "kv_heads": 4, "head_dim": 128,
    "ffn_hidden": 12288, "vocab": 151936, "num_experts": 128, "num_experts_per_tok": 8, "moe_intermediate_size": 1536,
    "device": "h200_sxm", "backend": "sglang", "precision": "fp8", "isl": 1000, "osl": 500, "batch": 16, "concurrency": 16,
    "tp": 4, "moe_tp": 1, "moe_ep": 4,
}  # fmt: skip
LATENT = {"kv_lora_rank": 512, "n_routed_experts": 256}
QUEUED = {"num_requests": 3000}


@pytest.fixture(scope="module")
def book() -> Book:
    return Book.load()


def line(kind: str, config: dict[str, Any], metric: str = "tpot", unit: str = "ms", **more: Any) -> Case:
    return Case("one", kind, metric, 10.0, unit, "a table", config, more)


def ask(book: Book, kind: str, config: dict[str, Any], **more: Any) -> Ask:
    return asked(Row(book, line(kind, config, **more)))


def value(book: Book, kind: str, config: dict[str, Any], **more: Any) -> float:
    return Evaluator(book).value(complete(Row(book, line(kind, config, **more))))


@pytest.mark.parametrize(
    ("config", "degrees"),
    [
        ({"tp": 4}, Degrees(4, 1, 1)),
        ({"tp": 4, "moe_tp": 4, "moe_ep": 1, "num_experts": 128}, Degrees(4, 1, 4)),
        ({"tp": 8, "moe_tp": 1, "moe_ep": 8, "num_experts": 128}, Degrees(8, 1, 1)),
        ({"tp": 1, "moe_tp": 1, "moe_ep": 8, "num_experts": 128}, Degrees(1, 8, 1)),
        ({"tp": 1, "attention_dp": 8, "moe_tp": 1, "moe_ep": 8, "num_experts": 128}, Degrees(1, 8, 1)),
        ({"tp": 64, "attention_dp": 1, "moe_tp": 8, "moe_ep": 8, "num_experts": 128}, Degrees(8, 1, 1)),
        ({"tp": 1, "attention_dp": 64, "moe_tp": 8, "moe_ep": 8, "num_experts": 128}, Degrees(1, 8, 1)),
        ({"tp": 72, "attention_dp": 1, "moe_tp": 72, "moe_ep": 1, **LATENT}, Degrees(1, 72, 72)),
    ],
    ids=["dense", "experts cut", "experts whole", "experts apart", "printed", "product", "product of groups", "latent"],
)
def test_degrees_are_read_off_a_line(book: Book, config: dict[str, Any], degrees: Degrees) -> None:
    assert degrees_of(Row(book, line("serving_tpot", config))) == degrees


@pytest.mark.parametrize(
    ("more", "width"),
    [
        ({}, 2), ({"backend": "trtllm"}, 1), ({"kv_precision": "fp8"}, 1), ({"model": "nvidia/Llama-3.1-70B-FP8"}, 1),
        ({"backend": "trtllm", "precision": "fp4"}, 1),
    ],
    ids=["16 bits unless told", "as the weights", "printed", "told by the publisher", "never fewer than 8 bits"],
)  # fmt: skip
def test_the_width_of_the_cache(book: Book, more: dict[str, Any], width: float) -> None:
    assert base(ask(book, "serving_tpot", DENSE | more).values["bytes_per_kv"]) == width


def test_a_format_that_units_lack_is_unpacked(book: Book) -> None:
    found = ask(book, "serving_tpot", DENSE | {"precision": "nvfp4"})
    assert found.words["compute_precision"] == "bf16"
    assert base(found.values["bytes_per_weight"]) == 0.5625
    assert ask(book, "serving_tpot", DENSE | {"precision": "nvfp4", "device": "b200_sxm"}).words["compute_precision"] == "fp4"


def test_only_cut_experts_take_longer(book: Book) -> None:
    cut = ask(book, "serving_tpot", MIXTURE | {"moe_tp": 4, "moe_ep": 1})
    assert cut.values["sliced_layers"] == 94
    assert "expert_slice_overhead" not in cut.values
    assert ask(book, "serving_tpot", MIXTURE).values["expert_slice_overhead"] == "0 s"
    assert value(book, "serving_tpot", MIXTURE | {"moe_tp": 4, "moe_ep": 1}) > value(book, "serving_tpot", MIXTURE)


@pytest.mark.parametrize("config", [DENSE, MIXTURE], ids=["dense", "mixture"])
@pytest.mark.parametrize("kind", ["serving_tpot", "serving_ttft"])
def test_more_requests_take_longer_and_longer_prompts_too(book: Book, kind: str, config: dict[str, Any]) -> None:
    plain = value(book, kind, config)
    assert value(book, kind, config | {"concurrency": 4 * config["concurrency"]}) > plain
    assert value(book, kind, config | {"isl": 4 * config["isl"]}) > plain
    assert value(book, kind, config | {"device": "b200_sxm"}) < plain


def test_a_batch_stands_for_a_concurrency_that_is_not_printed(book: Book) -> None:
    config = {name: given for name, given in DENSE.items() if name != "concurrency"}
    assert value(book, "serving_tpot", config) == value(book, "serving_tpot", DENSE)


def test_stages_hold_more_and_answer_less_than_their_number(book: Book) -> None:
    kind, more = "inference_throughput_max_load", {"metric": "total_output_tokens_per_s", "unit": "token/s"}
    one = value(book, kind, DENSE | QUEUED | {"tp": 2}, **more)
    four = value(book, kind, DENSE | QUEUED | {"tp": 2, "pp": 4}, **more)
    assert one < four < 8 * one


def test_copies_of_keys_and_values_are_avoided(book: Book) -> None:
    kind, more = "inference_throughput_max_load", {"metric": "total_output_tokens_per_s", "unit": "token/s"}
    found = ask(book, kind, MIXTURE | QUEUED | {"tp": 8}, **more)
    assert (found.values["tensor_parallel_degree"], found.values["attention_replicas"]) == (1, 8)
    assert found.values["scheduler_limit"] == 8 * 2048


def test_a_batch_whose_cache_does_not_fit_waits(book: Book) -> None:
    """The rate of the part that fits is that of a batch of that size, give or take the way that prompts are read."""
    config = {**DENSE, "device": "a100_sxm_80gb", "precision": "FP16", "batch": 256, "software": "LMDeploy TurboMind", "tp": 4}
    kind, more = "inference_throughput_static_batch", {"metric": "output_tokens_per_s_total", "unit": "token/s"}
    waiting = ask(book, kind, config, extra={"kv_overflow": True}, **more)
    assert waiting.target == "service_throughput"
    assert ask(book, kind, config, **more).target == "static_batch_throughput"
    small = value(book, kind, config | {"batch": 16}, **more)
    assert value(book, kind, config | {"batch": 16}, extra={"kv_overflow": True}, **more) == pytest.approx(small, rel=0.15)
    each = {"metric": "output_tokens_per_s_per_gpu", "unit": "token/s/GPU", "extra": {"kv_overflow": True}}
    whole = value(book, kind, config, extra={"kv_overflow": True}, **more)
    assert 4 * value(book, kind, config, **each) == pytest.approx(whole)


BENCHMARK = {
    "benchmark": "llama2-70b-99.9", "scenario": "Offline", "model": "Llama-2-70B-chat", "layers": 80, "hidden": 8192, "heads": 64,
    "kv_heads": 8, "ffn_hidden": 28672, "vocab": 32000, "device": "h100_sxm", "devices": 8,
}  # fmt: skip
OFFLINE = {"metric": "offline_tokens_per_s", "unit": "token/s"}


def test_offline_a_system_has_as_many_copies_as_fit(book: Book) -> None:
    """A copy of 70 GB takes two devices of 80 GB, and one of 141 GB; copies add up."""
    eight = value(book, "mlperf_inference", BENCHMARK, **OFFLINE)
    assert value(book, "mlperf_inference", BENCHMARK | {"devices": 16}, **OFFLINE) == pytest.approx(2 * eight)
    assert value(book, "mlperf_inference", BENCHMARK | {"device": "h200_sxm"}, **OFFLINE) > eight


def test_limits_on_latency_cost_throughput(book: Book) -> None:
    offline = value(book, "mlperf_inference", BENCHMARK, **OFFLINE)
    server = {"metric": "server_completed_tokens_per_s", "unit": "token/s"}
    limited = value(book, "mlperf_inference", BENCHMARK | {"scenario": "Server"}, **server)
    interactive = {"metric": "interactive_completed_tokens_per_s", "unit": "token/s"}
    assert value(book, "mlperf_inference", BENCHMARK | {"scenario": "Interactive"}, **interactive) < limited < offline


def test_printed_lengths_come_before_those_of_the_data_set(book: Book) -> None:
    found = ask(book, "mlperf_inference", BENCHMARK, extra={"mean_output_tokens": 301.5}, **OFFLINE)
    assert base(found.values["output_length"]) == 301.5
    assert base(ask(book, "mlperf_inference", BENCHMARK, **OFFLINE).values["output_length"]) == 294


def test_a_network_is_as_fast_as_its_devices(book: Book) -> None:
    config, more = {**BENCHMARK, "benchmark": "resnet50"}, {"metric": "offline_samples_per_s", "unit": "sample/s"}
    eight = value(book, "mlperf_inference", config, **more)
    assert value(book, "mlperf_inference", config | {"devices": 4}, **more) == pytest.approx(eight / 2)


@pytest.mark.parametrize(
    ("config", "metric", "reason"),
    [
        ({"benchmark": "rnnt"}, "offline_samples_per_s", "the work of a request"),
        ({"benchmark": "sdxl"}, "offline_tokens_per_s", "mean number of tokens"),
        ({"benchmark": "resnet50"}, "singlestream_p90_latency", "time of one request alone"),
    ],
    ids=["network", "language model", "one request"],
)
def test_what_no_law_tells_has_a_reason(book: Book, config: dict[str, Any], metric: str, reason: str) -> None:
    with pytest.raises(UnpredictedError, match=reason):
        ask(book, "mlperf_inference", BENCHMARK | config, metric=metric, unit="sample/s")


def test_requests_are_as_long_as_a_line_s_other_figures_say(book: Book) -> None:
    config = {**DENSE, "device": "a100_sxm_80gb", "precision": "FP16", "num_prompts": 3000, "max_batch": 128,
              "software": "LMDeploy TurboMind"}  # fmt: skip
    figures = {"out_tok_per_s": 2000.0, "total_tok_per_s": 4500.0}
    more = {"metric": "requests_per_s", "unit": "request/s", "extra": figures}
    found = ask(book, "serving_throughput", config, **more)
    assert base(found.values["prompt_length"]) == pytest.approx(250)
    assert base(found.values["output_length"]) == pytest.approx(200)
    assert value(book, "serving_throughput", config, **more) > 0
    with pytest.raises(UnpredictedError, match="not published"):
        ask(book, "serving_throughput", config, metric="requests_per_s", unit="request/s")
