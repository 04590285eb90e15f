"""Questions for generation with a static batch: throughput, and the time to the first token of an idle server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlsysim_sym.asking.measured.asks import Ask, Row, UnpredictedError
from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.asking.measured.training import PARTS as TRAINING_PARTS

SOLVER = "static_generation"
PARTS = {name: part for name, part in TRAINING_PARTS.items() if name != "loss_efficiency"}
NO_LOSS: dict[str, Any] = {
    "compute_efficiency": 1.0, "matrix_attainment": 1.0, "memory_efficiency": 1.0, "serving_layer_overhead": "0 s",
    "prefill_layer_overhead": "0 s",
    "step_overhead": "0 s", "link_efficiency": 1.0, "collective_overhead": "0 s", "link_latency": "0 s", "segment_latency": "0 s",
    "copy_bandwidth": "1e30 B/s",
}  # fmt: skip
SIXTEEN_BIT_CACHES = ("vllm", "sglang")
TELLING = "nvidia/"  # publisher whose narrow weights come with the format of the cache
PLAIN = ("gpt", "falcon", "mpt", "bloom", "opt")  # families of models whose feed-forward block has two matrices


def static_batch(row: Row) -> Ask:
    """Ask for the throughput of a batch, prefill included."""
    if overflows(row):
        raise UnpredictedError("the cache of the whole batch does not fit, so that requests wait: no static batch")
    total = row.case.metric == "output_tokens_per_s_total"
    return _generation(row, "static_batch_throughput" if total else "throughput_per_accelerator", row.number("osl"))


def overflows(row: Row) -> bool:
    """Whether a line says that the cache of its whole batch does not fit."""
    return bool(row.case.config.get("kv_overflow") or (row.case.more.get("extra") or {}).get("kv_overflow"))


def first_token(row: Row) -> Ask:
    """Ask for the time to the first token of a batch that nothing waits for."""
    return _generation(row, "prefill.time_to_first_token", 2)


def _generation(row: Row, target: str, output: float) -> Ask:
    precision, device = precision_of(row), row.word("device")
    cache = cached(row, precision)
    values = _shape(row) | {
        "tensor_parallel_degree": row.optional("tp", 1), "batch_size": row.number("batch"),
        "prefill.prefill_batch_size": row.number("batch"), "prompt_length": f"{row.number('isl')} token",
        "output_length": f"{output} token", "bytes_per_weight": f"{precision['weights']} B",
        "bytes_per_kv": f"{cache['bytes']} B", "bytes_per_activation": "2 B", "sequence_overhead": "0 s",
    }  # fmt: skip
    words = {"compute_precision": precision["compute"], "prefill.compute_precision": precision["compute"],
             "decode.compute_precision": precision["compute"]}  # fmt: skip
    keys = {
        "device": device, "precision": precision["key"], "generation": row.generation, "software": program(row),
    }  # fmt: skip
    return Ask(target, SOLVER, (), {"hardware": row.device}, values, words, "static_batches", keys, NO_LOSS, parts=PARTS)


def precision_of(row: Row) -> Mapping[str, Any]:
    """Return the number format of the weights; tables of served models leave out the 16 bits that a model comes in."""
    return row.precision_or("bf16")


def program(row: Row) -> str:
    """Return the program that a line names, without its version."""
    return str(row.case.config.get("software", "")).partition(" ")[0]


def matrices(row: Row, model: str) -> int:
    """Return how many matrices a dense model's feed-forward block has: a third one is its gate."""
    gated = row.case.config.get("gated_mlp", not any(each in model.lower() for each in PLAIN))
    return 3 if gated else 2


def cached(row: Row, precision: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the number format of the cache, for weights in a format.

    Where the line names none, some programs keep the 16 bits of the activations unless told otherwise, as files of some
    publishers tell them; the others take that of the weights, but no fewer than 8 bits.
    """
    if row.case.config.get("kv_precision"):
        return row.precision("kv_precision")
    known: Mapping[str, Any] = toml("precisions.toml")
    narrow = dict(known["fp8"]) if precision["key"] == "4 bit" else precision
    told = str(row.case.config.get("model", "")).startswith(TELLING)
    return dict(known["bf16"]) if row.case.config.get("backend") in SIXTEEN_BIT_CACHES and not told else narrow


def _shape(row: Row) -> dict[str, Any]:
    hidden, heads, model = row.number("hidden"), row.number("heads"), row.word("model")
    return {
        "layers": row.number("layers"), "hidden_size": hidden, "heads": heads, "kv_heads": row.optional("kv_heads", heads),
        "head_dimension": row.optional("head_dim", hidden // heads), "ffn_matrices": matrices(row, model),
        "ffn_size": row.number("ffn_hidden"), "vocabulary_size": row.number("vocab"), "embedding_tables": 2, "norm_vectors": 2,
        "final_norm_parameters": hidden,
    }  # fmt: skip
