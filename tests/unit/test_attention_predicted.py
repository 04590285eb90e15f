"""Attention operators: what is asked of a line in prefill and in decoding, beside arithmetic by hand."""

from __future__ import annotations

from functools import cache

import pytest

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.measured.asks import Evaluator, Row
from mlsysim_sym.asking.measured.kernels import attention
from mlsysim_sym.book.book import Book

SHAPE = {"device": "h200_sxm", "batch": 16, "heads": 32, "kv_heads": 8, "head_dim": 128, "dtype": "bf16", "kv_dtype": "bf16"}


@cache
def book() -> Book:
    return Book.load()


def row(**more: object) -> Row:
    return Row(book(), Case("x", "kernel_attention", "latency", 1.0, "ms", "table 1", {**SHAPE, **more}))


def test_decoding_reads_keys_and_values_once_for_each_head_of_them() -> None:
    ask = attention(row(isl=1, kv_len=8192))
    assert ask.fit == "attention_decode"
    assert ask.keys["sharing"] == "grouped"
    once = ask.with_values(
        {"attention_read_efficiency": 0.5, "reread_exponent": 0.0, "filling_groups": 0.0, "launch_latency": "10 us"}
    )
    expected = 10e-6 + 2 * 2 * 16 * 8192 * 128 * 8 / (4.8e12 * 0.5)
    assert Evaluator(book()).value(once) == pytest.approx(expected)
    assert Evaluator(book()).value(once.with_values({"reread_exponent": 1.0})) == pytest.approx(4 * (expected - 10e-6) + 10e-6)


def test_a_cache_in_fewer_bits_is_read_faster() -> None:
    constants = {"attention_read_efficiency": 0.5, "reread_exponent": 0.0, "filling_groups": 0.0, "launch_latency": "1 ps"}
    wide, narrow = (attention(row(isl=1, kv_len=8192, kv_dtype=name)).with_values(constants) for name in ("bf16", "fp8"))
    value = Evaluator(book()).value
    assert value(wide) == pytest.approx(2 * value(narrow), rel=1e-6)


def test_prefill_computes_the_pairs_below_the_diagonal() -> None:
    constants = {"attention_efficiency": 0.5, "block_tail_share": 0.0, "staged_traffic_ratio": 0.0, "launch_latency": "1 ps"}
    value = Evaluator(book()).value
    whole = attention(row(isl=4096, kv_len=4096)).with_values(constants)
    assert whole.fit == "attention_prefill"
    assert value(whole) == pytest.approx(4 * 128 * 16 * 32 * 4096**2 / 2 / (989.5e12 * 0.5), rel=1e-3)
    later = attention(row(isl=1024, kv_len=4096)).with_values(constants)
    pairs = 1024 * 3072 + 1024**2 / 2
    assert value(later) == pytest.approx(4 * 128 * 16 * 32 * pairs / (989.5e12 * 0.5), rel=1e-3)
