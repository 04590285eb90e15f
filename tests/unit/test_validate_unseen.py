"""Hold validation of figures that the book has not seen: every line is predicted or says why not, and none breaks it."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner

from mlsysim_sym.asking.cases import Case, of_book, read_lines
from mlsysim_sym.asking.measured.asks import Row, record_of_model
from mlsysim_sym.asking.validate import Compared, Validation, validate
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli

LLAMA = {
    "model": "Llama 3.1 8B", "layers": 32, "hidden": 4096, "heads": 32, "kv_heads": 8, "ffn_hidden": 14336, "vocab": 128256,
}  # fmt: skip
QWEN = {
    "model": "Qwen2.5-14B", "layers": 48, "hidden": 5120, "heads": 40, "kv_heads": 8, "ffn_hidden": 13824, "vocab": 152064,
}  # fmt: skip
STEP = {"seq": 4096, "devices": 8, "precision": "bf16", "global_batch_seqs": 64, "microbatch": 2, "tp": 1, "pp": 1}
BATCH = {"devices": 1, "tp": 1, "precision": "FP16", "batch": 16, "isl": 512, "osl": 512, "software": "vLLM v0.6.3"}
LOAD = {"devices": 1, "tp": 1, "precision": "fp8", "concurrency": 32, "isl": 1000, "osl": 500, "backend": "vllm"}
QUEUE = {"devices": 1, "tp": 1, "pp": 1, "precision": "FP8", "isl": 500, "osl": 2000, "num_requests": 3000}
PRODUCT = {"devices": 1, "dtype": "fp16", "m": 4096, "n": 4096, "k": 8192}
REDUCE = {"devices": 8, "collective": "all_reduce", "size_bytes": 2**28, "dtype": "fp16"}

Line = tuple[str, str, str, dict[str, Any]]


def lines() -> Iterator[Line]:
    for device in ("l4", "l40s", "a10g", "h20", "h800", "mi300x", "gh200", "rtx_4090", "tpu_v6e", "gaudi3"):
        yield "kernel_gemm", "latency", "ms", {**PRODUCT, "device": device}
    for device in ("h800", "mi300x", "gaudi3"):
        yield "collective_latency", "latency", "us", {**REDUCE, "device": device}
    for device in ("h100_pcie", "l40s", "h20", "mi300x", "gh200", "rtx_4090"):
        yield "training_throughput", "tokens_per_s_per_gpu", "token/s/GPU", {**LLAMA, **STEP, "device": device, "zero": 3}
    yield (
        "training_mfu",
        "mfu",
        "%",
        {**QWEN, **STEP, "devices": 256, "global_batch_seqs": 512, "tp": 2, "pp": 2, "device": "h200_sxm"},
    )
    yield (
        "training_throughput",
        "model_tflops_per_s_per_gpu",
        "TFLOP/s/GPU",
        {**QWEN, **STEP, "tp": 2, "device": "h200_sxm", "precision": "FP8 (blockwise)"},
    )
    yield (
        "mlperf_training_step_time",
        "step_time",
        "s/step",
        {
            **LLAMA,
            "device": "b300_sxm",
            "devices": 64,
            "global_batch": 64,
            "seq": 8192,
            "tp": 1,
            "pp": 1,
            "cp": 1,
            "grad_accum": 1,
        },
    )
    for device in ("l40s", "h20", "mi300x", "a10g", "rtx_4090", "gh200", "b200_sxm"):
        yield "inference_throughput_static_batch", "output_tokens_per_s_total", "token/s", {**LLAMA, **BATCH, "device": device}
    for precision in ("W4A16 (AWQ)", "INT8", "fp8_e4m3", None):
        yield (
            "inference_throughput_static_batch",
            "output_tokens_per_s_per_gpu",
            "token/s/GPU",
            {**LLAMA, **BATCH, "device": "a100_sxm_80gb" if precision != "fp8_e4m3" else "h100_sxm", "precision": precision},
        )
    yield "inference_ttft", "first_token_latency", "ms", {**QWEN, **BATCH, "device": "l40s", "devices": 2, "tp": 2, "batch": 4}
    for device, backend in (("h100_sxm", "vllm"), ("mi300x", "vllm"), ("l40s", "lmdeploy"), ("b200_sxm", None)):
        yield "serving_tpot", "tpot", "ms", {**LLAMA, **LOAD, "device": device, "backend": backend}
        yield "serving_ttft", "ttft", "ms", {**LLAMA, **LOAD, "device": device, "backend": backend}
    for device in ("h100_sxm", "h20", "l40s", "mi300x"):
        yield "inference_throughput_max_load", "total_output_tokens_per_s", "token/s", {**LLAMA, **QUEUE, "device": device}
    yield (
        "training_gpu_hours",
        "accelerator_hours",
        "accelerator-hour",
        {"model": "X", "params": 3e10, "tokens": 2e12, "device": "h100_sxm"},
    )
    yield "energy", "training_energy", "MWh", {"devices": 512, "days": 20, "avg_power_w_per_accelerator": 500, "pue": 1.2}
    yield "carbon", "net_emissions", "tCO2e", {"energy_mwh": 1000, "grid_kg_per_kwh": 0.3}
    yield "parameter_count", "parameters", "count", {**LLAMA, "model": "somebody/new-model", "tied_embeddings": False}


def case(number: int, line: Line, measured: float = 1.0) -> Case:
    kind, metric, unit, config = line
    config = {key: value for key, value in config.items() if value is not None} | {"an extra": {"a": [1]}}
    return Case(f"unseen_{number}", kind, metric, measured, unit, "somebody's table", config)


@cache
def found() -> Validation:
    return validate(Book.load(), [case(number, line) for number, line in enumerate(lines())])


@pytest.mark.parametrize("number", range(len(list(lines()))))
def test_an_unseen_figure_is_predicted(number: int) -> None:
    row = found().rows[number]
    assert row.predicted is not None, row.because
    assert math.isfinite(row.predicted)
    assert row.predicted > 0
    assert row.interval is None or row.outside == ()


def test_what_lies_outside_is_told() -> None:
    told = {name.name for row in found().rows for name in row.outside}
    assert {"hardware"} <= told
    text = found().text()
    assert "outside: hardware is nvidia_l4, figures are of" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    data = found().to_dict()
    assert data["overall"]["rows"] == len(found().rows)
    assert any(row["outside"] for row in data["cases"])
    json.dumps(data, allow_nan=False)


def test_a_case_like_the_books_own_carries_their_interval() -> None:
    own = next(each for each in of_book(Book.load()) if each.kind == "kernel_gemm" and each.config["m"] * each.config["n"] > 5e7)
    (row,) = validate(Book.load(), [own]).rows
    assert row.outside == ()
    assert row.interval is not None
    assert row.predicted is not None
    assert row.interval.low < row.predicted < row.interval.high
    assert row.baseline is not None
    assert "8 of 10 within" in validate(Book.load(), [own]).text()


REASONS = [
    ({"device": "foo9000"}, "the device `foo9000` has no record"),
    ({"device": None}, "does not give `device`"),
    ({"device": 7}, "does not give `device`"),
    ({"dtype": "int3"}, "the number format `int3` is not known"),
    ({"m": 0}, "`rows` = 0 lies outside its domain"),
    ({"m": 3.5}, "`rows` = 3.5 lies outside its domain"),
    ({"m": "many"}, "does not give `m`"),
    ({"dtype": "fp4"}, "publishes no `peak_throughput`"),
]


@pytest.mark.parametrize(("changed", "said"), REASONS)
def test_what_cannot_be_predicted_says_why(changed: dict[str, Any], said: str) -> None:
    line = {"devices": 1, "dtype": "fp16", "m": 4096, "n": 4096, "k": 8192, "device": "h100_sxm", **changed}
    (row,) = validate(Book.load(), [case(0, ("kernel_gemm", "latency", "ms", line))]).rows
    assert row.predicted is None
    assert said in row.because


def test_a_kind_that_nobody_has_heard_of_is_unpredicted() -> None:
    (row,) = validate(Book.load(), [case(0, ("teleportation", "warp", "parsec", {}))]).rows
    assert (row.family, row.predicted) == ("teleportation", None)
    assert row.because == "no law is put to use for `warp`"


def mutated(seed: int, count: int) -> Iterator[Case]:
    """Yield figures of the book with something odd in each."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    kinds: dict[tuple[str, str], list[Case]] = {}
    for each in of_book(Book.load()):
        kinds.setdefault((each.kind, each.metric), []).append(each)
    odd: list[Any] = [None, 0, -1, "text", 1e18, [], {}, True, 3.7, "", 1, 1e-9]
    for number in range(count):
        own = chance.choice(kinds[chance.choice(list(kinds))])
        config = dict(own.config)
        for name in chance.sample(list(config), min(len(config), chance.choice([1, 1, 2, 4]))):
            config[name] = chance.choice(odd)
        line = {
            "id": f"odd_{number}", "kind": own.kind, "metric": own.metric, "source": own.source, "config": config,
            "measured": chance.choice([own.measured, 0, -1.0]), "unit": chance.choice([own.unit, own.unit, "parsec", "s"]),
        }  # fmt: skip
        yield from read_lines([json.dumps(line)], "odd.jsonl")


@pytest.mark.parametrize(("seed", "count"), [(1, 60), pytest.param(2, 400, marks=pytest.mark.slow)])
def test_odd_lines_never_break_it(seed: int, count: int) -> None:
    made = validate(Book.load(), mutated(seed, count))
    assert len(made.rows) == count
    assert all(row.predicted is not None or row.because for row in made.rows)
    json.dumps(made.to_dict(), allow_nan=False)
    assert made.text()
    assert made.markdown()


def derived() -> Iterator[Compared]:
    """Yield a predicted figure of each question."""
    seen = set()
    for row in validate(Book.load(), of_book(Book.load())).rows:
        if row.ask is not None and row.predicted is not None and (row.family, row.ask.target) not in seen:
            seen.add((row.family, row.ask.target))
            yield row


@pytest.mark.slow
def test_every_question_has_its_derivation() -> None:
    for row in derived():
        assert row.ask is not None
        derivation = row.ask.question(Book.load()).derive(row.ask.target)
        assert derivation.steps, row.case.id
        assert max(map(len, derivation.text().splitlines())) <= 80, row.case.id
        assert float(derivation.answer) == pytest.approx(row.predicted_base, rel=1e-9), row.case.id
        assert all(not each.outside for each in derivation.answer.measured), row.case.id


def test_the_derivation_of_a_figure_is_one_command_away() -> None:
    done = CliRunner().invoke(cli, ["validate", "--row", "korth_t5_22B_full", "--derive"])
    assert done.exit_code == 0
    assert "step_time" in done.stdout
    assert "published" in done.stderr
    text = " ".join(done.stdout.split())
    assert "published figures (megatron_training)" in text


def test_a_model_that_has_a_record_lends_its_shape() -> None:
    book = Book.load()
    assert record_of_model(book, "meta-llama/Llama-3.1-8B-Instruct") == "models/language/llama_3_1_8b"
    assert record_of_model(book, "h100_sxm") is None
    row = Row(book, case(0, ("x", "y", "s", {"model": "Llama 3.1 8B"})))
    assert (row.number("layers"), row.optional("kv_heads", 32), row.number("ffn_hidden")) == (32, 8, 14336)
    assert row.optional("tp", 1) == 1
