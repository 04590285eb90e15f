"""Questions for served models under load: time of a token, time to the first token, and tokens a second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlsysim_sym.asking.measured.asks import Ask, Parts, Row, UnpredictedError
from mlsysim_sym.asking.measured.decoding import (
    NO_LOSS,
    PARTS,
    PLAIN,
    cached,
    first_token,
    overflows,
    precision_of,
    program,
    static_batch,
)
from mlsysim_sym.valueclass import frozen, replace

SOLVER = "served_model"
SCHEDULED = 2048  # sequences in a step that a program takes at most, unless told otherwise
EACH = ("/GPU", "/chip")  # ends of units of one device's share
LIMITS = ("max_batch", "max_batch_size", "max_num_seqs")
GRAPHS = {"prefill_layer_overhead": "0 s", "step_overhead": "0 s"}  # launches of prompts hide behind their products
TOKEN: Mapping[str, Any] = {"interleaved_share": 1.0, "expert_attainment": 1.0, **GRAPHS}
FIRST: Mapping[str, Any] = {
    "serving_layer_overhead": "0 s", "expert_slice_overhead": "0 s", "sequence_overhead": "0 s", **GRAPHS,
}  # fmt: skip
LIMIT: Mapping[str, Any] = {"expert_slice_overhead": "0 s", "prefill_layer_overhead": "0 s"}
PRODUCTS: Parts = {"matrix_attainment": ("static_batches", "matrix_attainment", {})}  # as static batches tell it
LAUNCHES: Parts = {
    **PRODUCTS,
    "serving_layer_overhead": ("static_batches", "serving_layer_overhead", {}),
    "sequence_overhead": ("serving_token", "sequence_overhead", {}),
}
HOST: Parts = {
    "serving_layer_overhead": ("serving_token", "serving_layer_overhead", {}),
    "sequence_overhead": ("serving_token", "sequence_overhead", {}),
}  # as tokens under load tell them
EXPERTS: Parts = {"expert_attainment": ("serving_first_token", "expert_attainment", {})}  # as prompts under load tell it
IDEAL: Mapping[str, Any] = {
    **NO_LOSS, "expert_attainment": 1.0, "expert_slice_overhead": "0 s", "sequence_overhead": "0 s",
    "request_overhead_time": "0 s", "arrival_overhead": "0 s",
}  # fmt: skip
WHOLE: Mapping[str, Any] = {"expert_attainment": 1.0, "expert_slice_overhead": "0 s"}  # a dense model has no experts
ENDLESS = 1e6  # requests, where as many wait as anybody serves
NODE = 8  # devices that latent attention is split over at most
UNNAMED = "unnamed"


def loaded_token(row: Row) -> Ask:
    """Ask for the time of a token at a fixed concurrency."""
    return _loaded(row, "loaded_time_per_output_token", "serving_token", TOKEN)


def loaded_first_token(row: Row) -> Ask:
    """Ask for the time to the first token at a fixed concurrency."""
    return _loaded(row, "loaded_time_to_first_token", "serving_first_token", FIRST)


def _loaded(row: Row, target: str, fit: str, given: Mapping[str, Any]) -> Ask:
    values = {"stage_sequences": row.number("batch" if row.case.config.get("concurrency") is None else "concurrency"), **given}
    ask = served(row, target, degrees_of(row), values)
    known = PRODUCTS if fit == "serving_token" else {}
    keys = {**ask.keys, "software": str(row.case.config.get("backend", UNNAMED))}
    return replace(ask, fit=fit, keys=keys, parts={**ask.parts, **known})


def saturated(row: Row) -> Ask:
    """Ask for the throughput of a copy of a model that always has requests waiting."""
    values = {"offered_sequences": row.optional("num_requests", ENDLESS), **LIMIT, **_share(row)}
    ask = waited_for(row, _spread(row), values)
    return replace(ask, fit="saturated", parts={**ask.parts, **HOST})


def _share(row: Row) -> dict[str, Any]:
    """Return the part of a copy that a figure is of: that of one device where its unit says so."""
    return {"accelerators": 1} if row.case.unit.endswith(EACH) else {}


def static_or_waiting(row: Row) -> Ask:
    """Ask for the throughput of a batch, of which those wait whose cache does not fit; experts are read as far as it needs."""
    if not overflows(row) and not routed(row):
        return static_batch(row)
    values: dict[str, Any] = {"offered_sequences": row.number("batch"), "sequence_overhead": "0 s", **_share(row)}
    values |= {**LIMIT, "step_overhead": "0 s"} if routed(row) else WHOLE
    ask = waited_for(row, _spread(row), values)
    ask = replace(ask, parts={**ask.parts, **LAUNCHES}) if routed(row) else ask
    return replace(ask, keys={**ask.keys, "software": program(row)}, fit="static_batches")


def first_of_idle(row: Row) -> Ask:
    """Ask for the time to the first token of a batch that nothing waits for, through experts where the model has them."""
    if not routed(row):
        return first_token(row)
    values = {"stage_sequences": row.number("batch"), "prefill_batch_size": row.number("batch"), **GRAPHS}
    ask = served(row.configured(osl=2), "prefill.prefill_time", _spread(row), values)
    return replace(ask, keys={**ask.keys, "software": program(row)}, parts={**ask.parts, **LAUNCHES, **EXPERTS})


def request_rate(row: Row) -> Ask:
    """Ask for the requests a second of a server that a benchmark keeps busy.

    The line's other figures, tokens a second generated and in all, say how long its prompts and answers are in the mean.
    """
    figures = row.case.more.get("extra") or {}
    if "out_tok_per_s" not in figures or "total_tok_per_s" not in figures:
        raise UnpredictedError("the batch and the lengths are not published")
    answer = figures["out_tok_per_s"] / row.case.measured
    prompt = figures["total_tok_per_s"] / row.case.measured - answer
    line = row.configured(isl=prompt, osl=answer)
    values = {"offered_sequences": row.number("num_prompts"), "expert_attainment": 1.0, "step_overhead": "0 s", **LIMIT}
    ask = waited_for(line, _spread(line), values)
    ask = replace(ask, target="service_request_rate", values={**ask.values, "scheduler_limit": row.number("max_batch")})
    keys = {**ask.keys, "software": row.word("software").partition(" ")[0]}
    return replace(ask, keys=keys, parts={**ask.parts, **LAUNCHES})


def waited_for(row: Row, degrees: Degrees, given: Mapping[str, Any]) -> Ask:
    """Ask for tokens a second with as many sequences as memory, program and requests allow."""
    values = {
        "pipeline_parallel_degree": degrees.stages, "scheduler_limit": _limit(row) * degrees.replicas,
        "usable_memory_fraction": 0.9, **given,
    }  # fmt: skip
    ask = served(row, "service_throughput", degrees, values)
    return replace(ask, parts={**PARTS, **EXPERTS}) if routed(row) else ask


def _limit(row: Row) -> float:
    """Return the sequences that a program takes into a step at most, by any of the names that programs have for it."""
    return next((row.number(name) for name in LIMITS if row.case.config.get(name) is not None), SCHEDULED)


def _spread(row: Row) -> Degrees:
    """Return the degrees of a line that gives those of attention alone.

    Experts are whole on their devices. Key-value heads that are fewer than the devices would be held several times, so
    that sequences are split instead.
    """
    tensor = row.optional("tp", 1)
    if routed(row) and tensor > row.number("kv_heads"):
        return Degrees(1, tensor, 1, row.optional("pp", 1))
    return Degrees(tensor, 1, 1, row.optional("pp", 1))


@frozen
class Degrees:
    """How many devices a copy of a model has: for attention, groups of attention, and slices of each expert."""

    tensor: float
    replicas: float
    slices: float
    stages: float = 1


def degrees_of(row: Row) -> Degrees:
    """Return the degrees of a line.

    Some lines print the product of the degrees of experts as that of attention. Latent attention has one head, which
    cannot be split, so that beyond the devices of a node sequences are.
    """
    tensor, slices = row.optional("tp", 1), max(1.0, row.optional("moe_tp", 1))
    parallel = max(1.0, row.optional("moe_ep", 1))
    replicas = row.optional("attention_dp", 0)
    if slices == parallel > 1 and replicas and tensor * replicas == slices * parallel:
        tensor, replicas, slices = (slices, 1, 1) if tensor > 1 else (1, parallel, 1)
    if row.case.config.get("kv_lora_rank") and tensor > NODE:
        tensor, replicas = 1, tensor
    groups = max(1.0, slices * parallel // tensor) if routed(row) else 1.0
    return Degrees(tensor, replicas or groups, slices)


def routed(row: Row) -> bool:
    """Whether the line's model is a mixture of experts."""
    return row.experts > 1


def served(row: Row, target: str, degrees: Degrees, given: Mapping[str, Any]) -> Ask:
    """Return a question of the served model for a line, without constants of a fit."""
    stored, device = precision_of(row), row.word("device")
    precision, cache = _multiplied(row, stored), cached(row, stored)
    shape = _shape(row)
    moe = shape["layers"] - shape["dense_layers"]
    values = shape | {
        "tensor_parallel_degree": degrees.tensor, "attention_replicas": degrees.replicas,
        "sliced_layers": moe if degrees.slices > 1 else 0, "prefill_batch_size": 1,
        "prompt_length": f"{row.number('isl')} token", "output_length": f"{row.number('osl')} token",
        "bytes_per_weight": f"{precision['weights']} B", "bytes_per_kv": f"{cache['bytes']} B", "bytes_per_activation": "2 B",
        **given,
    }  # fmt: skip
    if not degrees.slices > 1:
        values["expert_slice_overhead"] = "0 s"
    if not routed(row):
        values |= WHOLE
    latent = bool(row.case.config.get("kv_lora_rank"))
    words = {"compute_precision": precision["compute"], "attention_kind": "latent" if latent else "grouped"}
    keys = {"device": device, "precision": precision["key"], "generation": row.generation}
    return Ask(target, SOLVER, (), {"hardware": row.device}, values, words, "", keys, IDEAL, parts=PARTS)


def _multiplied(row: Row, precision: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a format as the device multiplies it: one that its units lack is unpacked to 16 bits, and stored as it is."""
    peaks = row.book.record(row.device).fields["peak_throughput"]
    if peaks.by is None or precision["compute"] in peaks.figures:
        return precision
    return {**precision, "compute": "bf16", "key": "16 bit"}


def _shape(row: Row) -> dict[str, Any]:
    config = row.case.config
    hidden, heads, layers = row.number("hidden"), row.number("heads"), row.number("layers")
    experts = row.experts or 1
    gated = config.get("gated_mlp", experts > 1 or not any(name in row.word("model").lower() for name in PLAIN))
    routed = row.optional("moe_intermediate_size", row.optional("ffn_hidden", 1))
    values: dict[str, Any] = {
        "layers": layers, "hidden_size": hidden, "heads": heads, "kv_heads": row.optional("kv_heads", heads),
        "head_dimension": row.optional("head_dim", hidden // heads), "ffn_matrices": 3 if gated else 2,
        "ffn_size": row.optional("ffn_hidden", routed), "vocabulary_size": row.number("vocab"), "embedding_tables": 2,
        "norm_vectors": 2, "final_norm_parameters": hidden, "experts": experts,
        "experts_per_token": row.optional("num_experts_per_tok", 1), "expert_ffn_size": routed,
        "shared_experts": row.optional("n_shared_experts", 0),
        "dense_layers": row.optional("first_k_dense_replace", 0) if experts > 1 else layers,
    }  # fmt: skip
    if config.get("kv_lora_rank"):
        values |= {
            "kv_heads": 1, "head_dimension": row.number("qk_nope_head_dim"), "rope_dimension": row.number("qk_rope_head_dim"),
            "query_rank": row.number("q_lora_rank"), "kv_rank": row.number("kv_lora_rank"),
            "value_dimension": row.number("v_head_dim"),
        }  # fmt: skip
    return values
