"""Questions for training steps: a line's shapes and layout as variables of the layered training step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlsysim_sym.asking.measured.asks import Ask, Parts, Row, UnpredictedError
from mlsysim_sym.asking.measured.families import entry_of
from mlsysim_sym.asking.measured.fits import fits
from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.valueclass import replace

SOLVER = "layered_training_step"
FULLY = 3  # the stage of ZeRO that shards weights too
NODE = 8.0  # devices of a node unless the data file says otherwise
DEFAULTS = (  # of the solver, for fused attention
    "stream_traffic", "inner_traffic", "elementwise_backward_ratio", "logit_traffic", "exposed_exchange_fraction",
    "exposed_gradient_fraction", "layer_overhead", "fabric_efficiency", "fabric.link_latency", "computed_score_fraction",
    "score_traffic", "core_backward_ratio",
)  # fmt: skip
UNFUSED = {"computed_score_fraction": 1.0, "score_traffic": "13 B/token^2", "core_backward_ratio": 2.0}
ATTENTION = {"attention_efficiency": 0.6}  # where no fit has it
NO_LOSS = {
    "matrix_attainment": 1.0, "compute_efficiency": 1.0, "loss_efficiency": 1.0, "memory_efficiency": 1.0,
    "attention_efficiency": 1.0, "exposed_exchange_fraction": 0.0, "exposed_gradient_fraction": 0.0, "fabric_efficiency": 1.0,
    "stream_traffic": "0 B/token", "inner_traffic": "0 B/token", "score_traffic": "0 B/token^2", "logit_traffic": "0 B/token",
}  # fmt: skip
TARGETS = {
    "achieved_tflops_per_gpu_hardware_flops": "hardware_rate_per_device",
    "model_tflops_per_gpu": "model_rate_per_device",
    "model_tflops_per_s_per_gpu": "model_rate_per_device",
    "tflops_per_s_per_chip": "model_rate_per_device",
    "tokens_per_s_per_gpu": "token_rate_per_device",
    "iteration_time": "step_time",
    "step_time": "step_time",
    "mfu": "model_flops_utilization",
}
WORKS = {
    "full": {"model_work": "model_work_from_tokens", "training_work_per_token": "palm_work_per_token"},
    "causal": {"model_work": "model_work_from_tokens", "training_work_per_token": "causal_training_work_per_token"},
    "megatron": {"model_work": "megatron_model_work"},
}
SHARDINGS = {"none": "data_parallel_volume", "zero1": "zero1_volume", "zero3": "repeated_zero3_volume"}
KINDS = re.compile(r"^(none|selective|full)")
PARTS: Parts = {
    "compute_efficiency": ("matrix_products", "compute_efficiency", {}),
    "loss_efficiency": ("matrix_products", "compute_efficiency", {"precision": "16 bit"}),
    "memory_efficiency": ("matrix_products", "memory_efficiency", {}),
    **{
        name: ("collectives", name, {})
        for name in ("link_efficiency", "link_latency", "segment_latency", "collective_overhead", "copy_bandwidth")
    },
}


def training_step(row: Row) -> Ask:
    """Ask for the step of a dense model, or for a rate that follows from it."""
    framework = _framework(row)
    target = TARGETS.get(row.case.metric)
    if target is None:
        raise UnpredictedError(f"no law is put to use for `{row.case.metric}`")
    precision = row.precision_or(framework.get("precision", "bf16"))
    layout = _layout(row, framework)
    sharding = "zero3" if row.case.config.get("zero") == FULLY else framework.get("sharding", "none")
    values = _assumed(row, framework) | framework.get("values", {}) | _shape(row, framework) | layout | _recompute(row, framework)
    words = {
        "compute_precision": precision["compute"], "core.compute_precision": "bf16", **WORKS[framework["work"]],
        "data_parallel_volume": SHARDINGS[sharding],
        "pipeline_time": "interleaved_step_time" if row.optional("vpp", 1) > 1 else "pipeline_step_time",
    }  # fmt: skip
    if sharding == "zero3":
        values["optimizer_shards"] = row.number("devices")
    if "LoRA" in row.word("model"):
        values |= _adapters(row)
        words["trainable_parameters"] = "lora_parameters"
    keys = {
        "device": row.word("device"), "precision": precision["key"], "generation": row.generation, "framework": framework["fit"],
    }  # fmt: skip
    slots = {"hardware": row.device, "core.hardware": row.device, "fabric.link": fabric(row)}
    fitted = {constant.name for constant in fits()[framework["fit"]].constants}
    values = {name: value for name, value in values.items() if name not in fitted}
    return Ask(target, SOLVER, (), slots, values, words, framework["fit"], keys, NO_LOSS, parts=PARTS)


def _framework(row: Row) -> Mapping[str, Any]:
    found = entry_of(row.case, "frameworks.toml")
    if found is None:
        raise UnpredictedError(f"the program that `{row.case.source}` trains with is not known")
    return found


def fabric(row: Row) -> str:
    """Return the link between nodes of the line's device, or that of most devices."""
    known = toml("fabrics.toml")
    return str(known.get(row.word("device"), known["otherwise"]["link"]))


def _assumed(row: Row, framework: Mapping[str, Any]) -> dict[str, Any]:
    """Return the solver's defaults, as figures say nothing of them, and how attention is computed."""
    defaults = row.book.solver(SOLVER).defaults
    values = ATTENTION | {name: defaults[name].text for name in DEFAULTS}
    return values if framework["attention"] == "fused" else values | UNFUSED


def _shape(row: Row, framework: Mapping[str, Any]) -> dict[str, Any]:
    hidden, heads = row.number("hidden"), row.number("heads")
    gated = row.case.config.get("gated_mlp", framework.get("gated", "lama" in row.word("model").lower()))
    tied = row.case.config.get("tied_embeddings", not gated)
    return {
        "layers": row.number("layers"), "hidden_size": hidden, "heads": heads, "kv_heads": row.optional("kv_heads", heads),
        "head_dimension": row.optional("head_dim", hidden // heads), "ffn_matrices": 3 if gated else 2,
        "ffn_size": row.optional("ffn_hidden", 4 * hidden), "vocabulary_size": row.optional("vocab", 51200),
        "sequence_length": f"{row.optional('seq', 2048)} token", "embedding_tables": 1 if tied else 2, "norm_vectors": 2,
        "final_norm_parameters": hidden,
    }  # fmt: skip


def _layout(row: Row, framework: Mapping[str, Any]) -> dict[str, Any]:
    config = row.case.config
    batch = config.get("global_batch_seqs", config.get("global_batch"))
    if batch is None and "per_device_batch" in config:
        batch = row.number("per_device_batch") * row.number("devices")
    if batch is None:
        raise UnpredictedError("the line does not give `global_batch_seqs`")
    _published(row)
    tensor = row.optional("tp", row.optional("ici_tensor_parallelism", 1))
    stages = row.optional("pp", 1)
    context = row.optional("cp", _devices_of_a_sequence(row, batch))
    values: dict[str, Any] = {
        "accelerators": row.number("devices"), "global_batch_size": batch, "tensor_parallel_degree": tensor,
        "pipeline_parallel_degree": stages, "context_parallel_degree": context,
        "virtual_stages": row.optional("vpp", 1), "micro_batch_size": _micro_batch(row, tensor * context * stages),
        "node_ranks": max(1.0, node_devices(row) / (tensor * context)), "bytes_per_activation": "2 B",
        "bytes_per_gradient": "2 B", "bytes_per_weight": "2 B",
    }  # fmt: skip
    sequence = config.get("sequence_parallel", framework.get("sequence_parallel", False))
    return values | {"sequence_parallel_degree": tensor if sequence else 1} | torus(row)


def node_devices(row: Row) -> float:
    """Return how many devices the links of a node join."""
    found: float = toml("fabrics.toml")["node_devices"].get(row.word("device"), NODE)
    return found


def torus(row: Row) -> dict[str, float]:
    """Return the links that exchanges use at once, where a record's bandwidth is that of one link of a torus."""
    links = toml("fabrics.toml")["torus"].get(row.word("device"))
    return {} if links is None else {"exchange_links": float(links), "tensor_links": 2.0}


def _published(row: Row) -> None:
    """Refuse a line whose layout is neither printed nor follows from the program."""
    known = {"tp", "per_device_batch", "grad_accum"} & row.case.config.keys()
    if not known:
        raise UnpredictedError("the parallel layout is not published")


def _devices_of_a_sequence(row: Row, batch: float) -> float:
    """Return the devices that share a sequence, from the steps of accumulation that MLPerf logs."""
    if row.case.kind != "mlperf_training_step_time":
        return 1
    shared = row.number("devices") * row.number("grad_accum") / batch
    return max(1.0, shared)


def _micro_batch(row: Row, model: float) -> float:
    """Return the micro-batch as printed, or the share of a replica in a known number of steps, else 1 sequence."""
    if row.case.config.get("microbatch") is not None:
        return row.number("microbatch")
    if row.case.config.get("per_device_batch") is not None:
        return row.number("per_device_batch") * model
    return 1.0


def _recompute(row: Row, framework: Mapping[str, Any]) -> dict[str, Any]:
    config = row.case.config
    written = config.get("recompute", "full" if config.get("activation_checkpointing") else framework["recompute"])
    if config.get("remat_policy") is not None:
        written = "full" if config["remat_policy"] == "full" else "none"
    found = KINDS.match(str(written))
    if found is None:
        raise UnpredictedError(f"the recomputation `{written}` is not known")
    kind = found.group()
    return {
        "recomputed_forward_fraction": 1.0 if kind == "full" else 0.0,
        "recomputed_core_fraction": 1.0 if kind == "selective" else 0.0,
    }


def _adapters(row: Row) -> dict[str, Any]:
    """Describe low-rank adapters: of rank 16 on the four matrices of attention, as MLPerf trains them."""
    return {
        "weight_gradient_fraction": 0.0, "lora_rank": 16, "adapted_matrices": 4 * row.number("layers"),
        "adapter_input_width": row.number("hidden"), "adapter_output_width": row.number("hidden"),
    }  # fmt: skip


LAYER_MODES = {"baseline": (False, "none"), "seq_parallel": (True, "none"), "selective": (False, "selective"),
               "selective_seq": (True, "selective"), "full_recompute": (False, "full")}  # fmt: skip


def layer_time(row: Row) -> Ask:
    """Ask for one layer of a model: forward, backward with what it computes again, or both."""
    phase, mode = row.word("phase"), row.word("mode")
    sequence, kept = LAYER_MODES[mode]
    line = row.configured(
        recompute=kept, sequence_parallel=sequence, devices=row.number("tp"), global_batch_seqs=row.number("microbatch"), pp=1
    )
    ask = training_step(replace(line, case=replace(line.case, metric="step_time")))
    if phase == "forward":
        return replace(ask, target="layer_forward_time")
    if phase == "backward" and kept == "none":
        return replace(ask, target="layer_backward_time")
    if phase == "backward":
        raise UnpredictedError("the backward pass with what it computes again is a part that no law names by itself")
    return replace(ask, target="micro_batch_time")
