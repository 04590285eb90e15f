"""Hold how names, units and absent fields of somebody's lines are read."""

from __future__ import annotations

from typing import Any

import pytest

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.measured.asks import Row, record_of_model
from mlsysim_sym.asking.measured.spelling import record_of_device
from mlsysim_sym.asking.validate import Compared, validate
from mlsysim_sym.book.book import Book

PRODUCT = {"device": "h100_sxm", "devices": 1, "dtype": "bf16", "m": 4096, "n": 4096, "k": 8192}
MIXTRAL = {
    "model": "Mixtral 8x7B", "layers": 32, "hidden": 4096, "heads": 32, "kv_heads": 8, "ffn_hidden": 14336, "vocab": 32000,
    "num_experts": 8, "num_experts_per_tok": 2, "device": "h100_sxm", "devices": 2, "tp": 2, "precision": "FP16",
    "isl": 512, "osl": 512, "batch": 4, "software": "TensorRT-LLM v0.9",
}  # fmt: skip
DENSE = {key: value for key, value in MIXTRAL.items() if not key.startswith("num_")}
STATIC = ("inference_throughput_static_batch", "output_tokens_per_s_total", "token/s")
LOADED = ("serving_ttft", "ttft", "ms")


def said(kind: str, metric: str, unit: str, config: dict[str, Any]) -> Compared:
    (row,) = validate(Book.load(), [Case("a", kind, metric, 1.0, unit, "somebody's table", config)]).rows
    return row


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("h800_sxm", "cloud/nvidia_h800_sxm"),
        ("NVIDIA H100 80GB HBM3", "cloud/nvidia_h100_sxm"),
        ("NVIDIA A100-SXM4-40GB", "cloud/nvidia_a100_40gb_sxm"),
        ("NVIDIA A100-PCIE-40GB", "cloud/nvidia_a100_40gb_pcie"),
        ("Tesla V100-SXM2-32GB", "cloud/nvidia_v100_sxm"),
        ("AMD Instinct MI300X", "cloud/amd_mi300x"),
        ("NVIDIA GeForce RTX 5090", "workstation/nvidia_rtx_5090"),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "workstation/nvidia_rtx_pro_6000"),
        ("NVIDIA B200-SXM-180GB", "cloud/nvidia_b200"),
        ("NVIDIA GB200 NVL72", "cloud/nvidia_gb200"),
        ("TPU v5p", "cloud/google_tpu_v5p"),
    ],
)
def test_devices_in_vendors_words(name: str, record: str) -> None:
    book = Book.load()
    found = record_of_device(book, name)
    assert found is not None
    assert book.record_paths.get(found, found) == f"hardware/{record}"


@pytest.mark.parametrize("name", ["H100 SXM5 96GB", "H20-3e 141GB", "RTX 3090", "llama_2_7b", "gpu", "", "NVIDIA"])
def test_another_memory_or_no_device_has_no_record(name: str) -> None:
    assert record_of_device(Book.load(), name) is None


@pytest.mark.parametrize("name", ["NVIDIA H100 80GB HBM3", "H100 SXM", "h100", "NVIDIA H100-SXM5-80GB"])
def test_a_printed_name_has_the_constants_of_the_key(name: str) -> None:
    key = said("kernel_gemm", "latency", "ms", PRODUCT)
    printed = said("kernel_gemm", "latency", "ms", {**PRODUCT, "device": name})
    assert printed.predicted == key.predicted
    assert printed.ask is not None
    assert not printed.ask.foreign


def test_a_rate_of_a_product_is_a_rate() -> None:
    time = said("kernel_gemm", "latency", "s", PRODUCT).predicted
    rate = said("kernel_gemm", "tflops", "TFLOP/s", PRODUCT).predicted
    assert time is not None
    assert rate == pytest.approx(2 * 4096 * 4096 * 8192 / time / 1e12, rel=0.02)


def test_a_unit_of_something_else_is_refused() -> None:
    row = said("kernel_gemm", "latency", "TFLOP/s", PRODUCT)
    assert row.predicted is None
    assert "the unit `TFLOP/s` is no unit of `kernel_time`" in row.because
    assert said("serving_tpot", "tpot", "B", {**DENSE, "concurrency": 4}).predicted is None


def test_the_best_rate_needs_no_shape() -> None:
    row = said("kernel_gemm_peak", "max_achieved_tflops", "TFLOP/s", {"device": "h200_nvl", "dtype": "bf16"})
    assert row.predicted is not None
    assert 500 < row.predicted < 836


@pytest.mark.parametrize(
    ("word", "compute", "weights"),
    [("float8", "fp8", 1), ("GPTQ-Int8", "fp16", 1.015625), ("GPTQ-Int4", "fp16", 0.515625), ("fp8 (e4m3)", "fp8", 1)],
)
def test_words_for_formats(word: str, compute: str, weights: float) -> None:
    case = Case("a", "k", "m", 1.0, "s", "s", {"precision": word, "device": "h100_sxm"})
    found = Row(Book.load(), case).precision()
    assert (found["compute"], found["weights"]) == (compute, weights)


def test_experts_of_a_static_batch_are_read() -> None:
    mixture, dense = said(*STATIC, MIXTRAL).predicted, said(*STATIC, DENSE).predicted
    assert mixture is not None
    assert dense is not None
    assert mixture < 0.6 * dense  # four sequences of two experts read most of the eight
    each = said("inference_throughput_static_batch", "output_tokens_per_s_per_gpu", "token/s/GPU", MIXTRAL).predicted
    assert each == pytest.approx(mixture / 2)


def test_experts_of_a_first_token_are_multiplied() -> None:
    mixture = said("inference_ttft", "first_token_latency", "ms", {**MIXTRAL, "isl": 2048}).predicted
    dense = said("inference_ttft", "first_token_latency", "ms", {**DENSE, "isl": 2048}).predicted
    assert mixture is not None
    assert dense is not None
    assert mixture > 1.5 * dense


def test_the_program_is_told_by_its_version() -> None:
    config = {**DENSE, "concurrency": 8, "software": "vLLM 0.6.3"}
    named = said(*LOADED, {**config, "backend": "vllm"}).predicted
    assert said(*LOADED, config).predicted == named
    assert said(*LOADED, {**config, "software": "NIM 1.8"}).predicted != named


def test_a_limit_of_sequences_is_kept() -> None:
    config = {**DENSE, "num_requests": 5000}
    free = said("inference_throughput_max_load", "total_output_tokens_per_s", "token/s", config).predicted
    held = said("inference_throughput_max_load", "total_output_tokens_per_s", "token/s", {**config, "max_num_seqs": 8}).predicted
    assert free is not None
    assert held is not None
    assert held < free / 4


def test_a_share_of_a_device_is_that_of_all_over_their_number() -> None:
    config = {**DENSE, "num_requests": 5000}
    whole = said("inference_throughput_max_load", "total_output_tokens_per_s", "token/s", config).predicted
    each = said("inference_throughput_max_load", "output_tokens_per_s_per_gpu", "token/s/GPU", config).predicted
    assert whole is not None
    assert each == pytest.approx(whole / 2)


def test_emissions_of_hours_at_a_power() -> None:
    config = {"gpu_hours": 1e6, "tdp_w": 700, "pue": 1.1, "grid_kg_per_kwh": 0.4}
    row = said("carbon", "location_based_emissions", "tCO2e", config)
    assert row.predicted == pytest.approx(1e6 * 0.7 * 1.1 * 0.4 / 1000)
    del config["grid_kg_per_kwh"]
    because = said("carbon", "location_based_emissions", "tCO2e", config).because
    assert because == "the emissions of the grid for a unit of energy are not published"


def test_a_collective_over_nodes_is_not_that_of_one() -> None:
    config = {
        "device": "h100_sxm",
        "devices": 8,
        "nodes": 2,
        "devices_per_node": 4,
        "collective": "all_reduce",
        "size_bytes": 2**28,
    }
    row = said("collective_latency", "latency", "us", {**config, "size_bytes": 2**28})
    assert row.because == "the collective spans nodes, and the line does not say what links them"


def test_a_collective_is_told_by_its_bandwidth_too() -> None:
    config = {"device": "h100_sxm", "devices": 8, "collective": "all_reduce", "size_bytes": 2**30}
    time = said("collective_latency", "latency", "s", config).predicted
    rate = said("collective_latency", "busbw", "GB/s", config).predicted
    assert time is not None
    assert rate == pytest.approx(2 * 7 / 8 * 2**30 / time / 1e9)


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("Llama 3.1 405B FP8", "llama_3_1_405b"),
        ("Qwen2.5-7B-Instruct-AWQ", "qwen2_5_7b"),
        ("google/gemma-2-9b-it", "gemma_2_9b"),
        ("meta-llama/Meta-Llama-3-70B-Instruct", "llama_3_70b"),
        ("LLaMA v3.1 70B", "llama_3_1_70b"),
        ("mistralai/Mistral-7B-v0.1", "mistral_7b"),
        ("RedHatAI/Meta-Llama-3.1-70B-Instruct-quantized.w8a8", "llama_3_1_70b"),
    ],
)
def test_editions_of_a_model_have_its_shape(name: str, record: str) -> None:
    assert record_of_model(Book.load(), name) == f"models/language/{record}"
