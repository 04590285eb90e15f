"""Training steps of mixtures of experts: counted work beside printed rates, and a step beside arithmetic by hand."""

from __future__ import annotations

from functools import cache

import pytest

from mlsysim_sym.asking.cases import Case, of_book
from mlsysim_sym.asking.measured.asks import Ask, Evaluator, Row, UnpredictedError
from mlsysim_sym.asking.measured.mixtures import mixture_step
from mlsysim_sym.asking.measured.predict import complete
from mlsysim_sym.book.book import Book
from mlsysim_sym.valueclass import replace

GIGA = 1e9


@cache
def book() -> Book:
    return Book.load()


@cache
def cases() -> dict[str, Case]:
    return {case.id: case for case in of_book(book())}


def line(start: str) -> Case:
    return next(case for name, case in cases().items() if name.startswith(start))


def asked(start: str) -> Ask:
    return complete(Row(book(), line(start)))


@pytest.mark.parametrize(("start", "tolerance"), [
    ("bridge_26.04_Qwen3_30B_a3B_DGX-GB300", 0.005), ("bridge_26.04_Qwen3_235B_a22B_DGX-GB200", 0.005),
    ("bridge_26.04_DeepSeekV3_DGX-GB300", 0.005), ("bridge_25.11_DeepSeekV3_DGX-GB300_FP8-MX", 0.005),
    ("bridge_26.04.01_Kimi_K2", 0.007), ("bridge_26.04_GPT-OSS-120B_DGX-GB200_BF16", 0.003),
    ("bridge_26.06_GPT-OSS-120B_DGX-GB200_MXFP8", 0.005), ("bridge_26.04_Nemotron_3_Nano_DGX-GB200", 0.003),
    ("bridge_26.04_Nemotron_3_Super_DGX-GB300_MXFP8", 0.015),
])  # fmt: skip
def test_counted_work_is_what_the_printed_rates_imply(start: str, tolerance: float) -> None:
    case = line(start)
    printed = case.measured * 1000 / case.more["extra"]["tokens_per_s_per_gpu"]
    counted = Evaluator(book()).value(replace(asked(start), target="training_work_per_token")) / GIGA
    assert counted == pytest.approx(printed, rel=tolerance)


def test_a_step_is_the_sum_of_its_parts_by_hand() -> None:
    ask = asked("bridge_26.04.01_Qwen3_30B_a3B_DGX-GB200").with_values({
        "compute_efficiency": 0.6, "loss_efficiency": 0.7, "matrix_attainment": 0.8, "attention_efficiency": 0.4,
        "memory_efficiency": 0.75, "routed_traffic": "30 B/token", "link_efficiency": 0.8,
    })  # fmt: skip
    tokens, layers, hidden, inner, experts, chosen = 4 * 4096, 48, 2048, 768, 128, 8
    rate8, rate16, stream = 5e15 * 0.6 * 0.8, 2.5e15 * 0.7 * 0.8, 8e12 * 0.75
    attention = 2 * hidden * 4096 + 2 * hidden * 512
    products = 2 * tokens * layers * (attention + chosen * 3 * hidden * inner) / rate8
    router = 2 * tokens * layers * hidden * experts / rate16
    core = layers * 4 * tokens * 4096 * 4096 * 0.5 / (2.5e15 * 0.4)
    elements = tokens * layers * (20 * hidden + 30 * chosen * (hidden + 2 * inner)) / stream
    weights = layers * experts / 8 * 3 * hidden * inner * (8 + 3 * 1.03125) / stream
    exchange = 2 * 2 * layers * tokens * chosen * hidden * 2 * 7 / 8 / (0.9e12 * 0.8)
    micro = 3 * (products + router) + 3.5 * core + 2.5 * elements + weights + exchange
    logits = tokens * 151936 * (6 * hidden / rate16 + 16 / stream)
    step = Evaluator(book()).value(replace(ask, target="step_time"))
    assert step == pytest.approx(16 * (micro + logits), rel=0.02)  # optimizer and gradients aside


def test_a_host_that_launches_slowly_sets_the_pace() -> None:
    ask = asked("bridge_26.02_Qwen3_30B_a3B_DGX-B200")
    value = Evaluator(book()).value
    slow, slower = (value(replace(ask, target="micro_batch_time").with_values({"host_time": at})) for at in ("20 ms", "40 ms"))
    assert slow == pytest.approx(48 * 0.020)
    assert slower == pytest.approx(48 * 0.040)


@pytest.mark.parametrize(("change", "said"), [
    ({"num_experts": None}, "the number of experts"),
    ({"global_batch_seqs": None}, "`global_batch_seqs`"),
    ({"model": "Nemotron_9_Huge"}, "pattern of layers"),
])  # fmt: skip
def test_a_line_that_says_too_little_is_refused(change: dict[str, object], said: str) -> None:
    case = line("bridge_26.04.01_Qwen3_30B_a3B_DGX-GB200")
    with pytest.raises(UnpredictedError, match=said):
        mixture_step(Row(book(), replace(case, config={**case.config, **change})))
