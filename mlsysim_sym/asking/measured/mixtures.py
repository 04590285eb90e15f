"""Questions for training steps of mixtures of experts: a line's shapes and layout as variables of the mixed training step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mlsysim_sym.asking.measured.asks import Ask, Row, UnpredictedError
from mlsysim_sym.asking.measured.families import entry_of, fits_rule
from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.asking.measured.training import NO_LOSS as DENSE_NO_LOSS
from mlsysim_sym.asking.measured.training import PARTS, TARGETS, fabric, node_devices, torus

SOLVER = "mixed_training_step"
FIT = "training_mixtures"
PHYSICS: Mapping[str, Any] = {
    "core_backward_ratio": 2.5, "elementwise_backward_ratio": 1.5, "score_traffic": "0 B/token^2", "stream_traffic": "20 B/token",
    "logit_traffic": "16 B/token", "accumulation_traffic": "8 B", "exposed_exchange_fraction": 1.0,
    "exposed_gradient_fraction": 1.0, "fabric_efficiency": 0.85, "fabric.link_latency": "5 us", "expert_load_imbalance": 1.0,
    "expert_tensor_degree": 1, "bytes_per_activation": "2 B", "bytes_per_gradient": "2 B", "bytes_per_dispatched": "2 B",
    "scan_operations_per_element": "7 FLOP/token",
}  # fmt: skip
NO_LOSS: Mapping[str, Any] = {
    **{name: value for name, value in DENSE_NO_LOSS.items() if name != "inner_traffic"},
    "routed_traffic": "0 B/token", "scan_traffic": "0 B/token", "accumulation_traffic": "0 B", "host_time": "0 s",
    "covered_work_share": 1.0,
}  # fmt: skip
TAKEN = {
    **PARTS,
    "matrix_attainment": ("training_dense", "matrix_attainment", {}),
    "attention_efficiency": ("training_dense", "attention_efficiency", {}),
}
CAUSAL = 0.5
GATED = 3


def mixture_step(row: Row) -> Ask:
    """Ask for the step of a model with experts, or for a rate that follows from it."""
    target = TARGETS.get(row.case.metric)
    if target is None or target == "hardware_rate_per_device":
        raise UnpredictedError(f"no law is put to use for `{row.case.metric}`")
    precision, recipe, device = row.precision_or("bf16"), _recipe(row), row.word("device")
    model = _model(row)
    shape = _shape(row, model)
    values = {
        **PHYSICS,
        **shape,
        **_scans(row, model),
        **_counted(row, shape),
        **_layout(row),
        **_experts(row, recipe),
        **torus(row),
    }
    values["bytes_per_weight"] = f"{precision['weights']} B"
    latent = row.case.config.get("q_lora_rank") is not None
    words = {
        "compute_precision": precision["compute"], "core.compute_precision": "bf16",
        "attention_parameters": "mla_parameters" if latent else "attention_parameters",
        "pipeline_time": "interleaved_step_time" if values["virtual_stages"] > 1 else "pipeline_step_time",
    }  # fmt: skip
    keys = {
        "device": device, "precision": precision["key"], "generation": row.generation, "dispatch": recipe["dispatch"],
    }  # fmt: skip
    slots = {"hardware": row.device, "core.hardware": row.device, "fabric.link": fabric(row)}
    spare = () if shape["scan_layers"] else ("scan_traffic",)
    if spare:
        values["scan_traffic"] = "0 B/token"
    return Ask(target, SOLVER, (), slots, values, words, FIT, keys, NO_LOSS, spare, parts=TAKEN)


def _recipe(row: Row) -> Mapping[str, Any]:
    found = entry_of(row.case, "recipes.toml")
    if found is None:
        raise UnpredictedError("no recipe fits the line")
    return found


def _model(row: Row) -> Mapping[str, Any]:
    """Return what the data file adds to a line's model."""
    name = row.word("model")
    known = toml("models.toml")
    found: Mapping[str, Any] = next((entry for key, entry in known.items() if key != "counted" and key in name), {})
    if "Nemotron" in name and not found:
        raise UnpredictedError(f"the pattern of layers of `{name}` is not published with the line")
    return found


def _shape(row: Row, model: Mapping[str, Any]) -> dict[str, Any]:
    hidden, heads = row.number("hidden"), row.number("heads")
    modules = _modules(row, model)
    dense = row.optional("first_k_dense_replace", 0)
    layers = row.number("layers")
    inner = row.optional("moe_intermediate_size", row.number("ffn_hidden"))
    head = row.optional("head_dim", row.optional("qk_nope_head_dim", hidden // heads))
    shared = row.optional("n_shared_experts", 0) * model.get("shared", 1)
    matrices = model.get("matrices", GATED)
    values: dict[str, Any] = {
        "attention_layers": model.get("attention_layers", layers) + modules,
        "expert_layers": model.get("expert_layers", layers - dense) + modules,
        "dense_layers": dense, "scan_layers": model.get("scan_layers", 0), "prediction_modules": modules,
        "hidden_size": hidden, "heads": heads, "kv_heads": row.optional("kv_heads", heads), "head_dimension": head,
        "core.head_dimension": head, "ffn_matrices": matrices, "ffn_size": row.number("ffn_hidden"),
        "experts": _number_of_experts(row), "experts_per_token": row.number("num_experts_per_tok"), "shared_experts": shared,
        "expert_ffn_size": inner, "expert_input_size": model.get("expert_width", hidden), "vocabulary_size": row.number("vocab"),
        "embedding_tables": 1 if row.case.config.get("tied_embeddings") else 2, "sequence_length": f"{row.number('seq')} token",
    }  # fmt: skip
    return values | _window(row, model) | _latent(row)


def _number_of_experts(row: Row) -> float:
    if not row.experts:
        raise UnpredictedError("the line does not give the number of experts")
    return row.experts


def _modules(row: Row, model: Mapping[str, Any]) -> float:
    if row.case.config.get("variant") == "w/o MTP" or not row.optional("num_nextn_predict_layers", 0):
        return 0
    return float(model.get("modules", row.number("num_nextn_predict_layers")))


def _window(row: Row, model: Mapping[str, Any]) -> dict[str, Any]:
    """Return which layers look back over a window; one as long as the sequence is none."""
    length = row.number("seq")
    window = row.optional("sliding_window", 0)
    if not 0 < window < length:
        return {"windowed_layer_fraction": 0.0, "attention_window": f"{length} token"}
    return {"windowed_layer_fraction": model.get("windowed", 1.0), "attention_window": f"{window} token"}


def _latent(row: Row) -> dict[str, Any]:
    if row.case.config.get("q_lora_rank") is None:
        return {}
    plain, turned, value = (row.number(name) for name in ("qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim"))
    return {
        "query_rank": row.number("q_lora_rank"), "kv_rank": row.number("kv_lora_rank"), "rope_dimension": turned,
        "value_dimension": value, "core.head_dimension": (plain + turned + value) / 2,
    }  # fmt: skip


def _scans(row: Row, model: Mapping[str, Any]) -> dict[str, Any]:
    """Describe state-space layers, which have no effect where a model has none; their channels are counted twice as hidden."""
    if not model.get("scan_layers"):
        return {"scan_parameters": 0, "inner_channels": 1, "state_dimension": 1,
                "counted.inner_channels": 1, "counted.scan_parameters": 0}  # fmt: skip
    hidden, groups, state = row.number("hidden"), model["scan_groups"], model["state"]
    counted = 2 * hidden
    return {
        "inner_channels": model["scan_heads"] * model["scan_head_size"], "state_dimension": state, "scan_groups": groups,
        "scan_heads": model["scan_heads"], "counted.inner_channels": counted,
        "counted.scan_parameters": hidden * (3 * counted + 2 * groups * state + counted // model["scan_head_size"]),
    }  # fmt: skip


def _counted(row: Row, shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the publisher counts the model's work."""
    if fits_rule(row.case, toml("models.toml")["counted"]["two_matrices"]):
        return {"counted.ffn_matrices": 2, "counted.computed_score_fraction": CAUSAL}
    part, window = shape["windowed_layer_fraction"], float(str(shape["attention_window"]).split()[0])
    share = (1 - part) * CAUSAL + part * window / row.number("seq")
    return {"counted.ffn_matrices": shape["ffn_matrices"], "counted.computed_score_fraction": share}


def _layout(row: Row) -> dict[str, Any]:
    config = row.case.config
    batch = config.get("global_batch_seqs", config.get("global_batch"))
    if batch is None:
        raise UnpredictedError("the line does not give `global_batch_seqs`")
    tensor, context = row.optional("tp", 1), row.optional("cp", 1)
    return {
        "accelerators": row.number("devices"), "global_batch_size": batch, "micro_batch_size": row.optional("microbatch", 1),
        "tensor_parallel_degree": tensor, "pipeline_parallel_degree": row.optional("pp", 1), "context_parallel_degree": context,
        "virtual_stages": row.optional("vpp", 1), "node_ranks": max(1.0, node_devices(row) / (tensor * context)),
    }  # fmt: skip


def _experts(row: Row, recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Describe expert parallelism; launches that a graph replays, or a coherent host makes, hold up no device."""
    degree, node = row.optional("ep", 1), node_devices(row)
    values: dict[str, Any] = {
        "expert_parallel_degree": degree, "expert_local_ranks": min(degree, node), "expert_nodes": math.ceil(degree / node),
        "nodes_per_token": row.number("num_experts_per_tok"), "replicas.node_ranks": max(1.0, node / degree),
        "covered_work_share": recipe.get("covered", 0), "recomputed_expert_fraction": recipe.get("recomputed", 0),
    }  # fmt: skip
    if recipe.get("graph") or row.word("device") in toml("recipes.toml")["hosts"]["coherent"]:
        values["host_time"] = "0 s"
    return values
