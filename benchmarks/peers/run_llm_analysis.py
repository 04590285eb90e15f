"""Answer rows by llm-analysis: `python run_llm_analysis.py < rows.jsonl`.

Its documentation gives efficiencies to assume: 0.5 of the peak for training, 0.7 for inference, 0.9 of the memory bandwidth.
Without them it gives its lower bound. Its blocks have two matrices in the feed-forward part; as in its own files of Llama
models, the width of a gated block is half as much again, so that the three matrices are counted.
"""

from __future__ import annotations

import importlib
from typing import Any

from adapter import UnableError, dense, serve  # type: ignore[import-not-found]  # a script beside this one

analysis: Any = importlib.import_module("llm_analysis.analysis")
config: Any = importlib.import_module("llm_analysis.config")

SETTINGS = {
    "as documented": {"training": 0.5, "inference": 0.7, "memory": 0.9},
    "lower bound": {"training": 1.0, "inference": 1.0, "memory": 1.0},
}
DEVICES = {
    "a100_sxm_80gb": "a100-sxm-80gb", "a100_sxm_40gb": "a100-sxm-40gb", "a100_pcie_80gb": "a100-pcie-80gb",
    "h100_sxm": "h100-sxm-80gb", "h100_pcie": "h100-pcie-80gb", "v100_sxm": "v100-sxm-32gb",
}  # fmt: skip
FORMATS = {"bf16": "w16a16e16", "fp16": "w16a16e16", "fp8": "w8a8e16", "int8": "w8a8e16"}
GATED = 1.5
LONGEST = 1_000_000


def model_of(row: dict[str, Any]) -> Any:  # noqa: ANN401  (the peer ships no types)
    """Return the model in the peer's terms."""
    shape = dense(row)
    width = shape["ffn"] * (GATED if shape["gated"] else 1)
    return config.ModelConfig(
        name=row["id"], num_layers=int(shape["layers"]), n_head=int(shape["heads"]), hidden_dim=int(shape["hidden"]),
        vocab_size=int(shape["vocab"]), max_seq_len=LONGEST, num_key_value_heads=int(shape["kv_heads"]),
        ffn_embed_dim=int(width), expansion_ratio=width / shape["hidden"],
    )  # fmt: skip


def made(row: dict[str, Any], efficiency: float, memory: float, layout: Any) -> Any:  # noqa: ANN401  (the same)
    """Return an analysis of a row's model on its device."""
    name = DEVICES.get(row.get("device", "a100_sxm_80gb"))
    if name is None:
        raise UnableError("no such device among the peer's own")
    written = FORMATS.get(row.get("precision", "bf16"))
    if written is None:
        raise UnableError("no such number format in the peer")
    return analysis.LLMAnalysis(
        model_of(row), config.get_gpu_config_by_name(name), config.get_dtype_config_by_name(written), layout,
        flops_efficiency=efficiency, hbm_memory_efficiency=memory,
    )  # fmt: skip


def generation(row: dict[str, Any], setting: dict[str, float]) -> dict[str, Any]:
    """Return what the peer says of generating from a batch."""
    layout = config.ParallelismConfig(tp_size=int(row["tp"]), pp_size=1)
    made_of = made(row, setting["inference"], setting["memory"], layout)
    found: dict[str, Any] = made_of.inference(
        batch_size_per_gpu=int(row["batch"]), seq_len=int(row["prompt"]), num_tokens_to_generate=int(row["output"])
    )
    return found


def largest(row: dict[str, Any], setting: dict[str, float]) -> int:
    """Return the batch that fills the memory in both phases, as the peer prints it, or all requests where they fit."""
    if row["pp"] > 1:
        raise UnableError("stages of a pipeline are not put to it here")
    found = generation({**row, "batch": 1}, setting)
    return int(min(found["decode_max_batch_size_per_gpu"], found["prefill_max_batch_size_per_gpu"], row["requests"]))


def step(row: dict[str, Any], setting: dict[str, float]) -> float:
    """Return the time of a training step."""
    if row["context_parallel"] > 1:
        raise UnableError("context parallelism is not in the peer")
    if row["precision"] not in {"bf16", "fp16"}:
        raise UnableError("the peer trains in 16 bits only")
    shards = int(row["tp"]), int(row["pp"])
    replicas, left = divmod(int(row["devices"]), shards[0] * shards[1])
    if left:
        raise UnableError("the layout does not divide the devices")
    layout = config.ParallelismConfig(tp_size=shards[0], pp_size=shards[1], dp_size=replicas, sp_size=int(row["sp"]))
    found = made(row, setting["training"], setting["memory"], layout).training(
        batch_size_per_gpu=int(row["micro_batch"]), global_batch_size=int(row["global_batch"]), seq_len=int(row["seq"]),
        activation_recomputation=getattr(analysis.ActivationRecomputation, row["recompute"].upper()),
        ds_zero=analysis.DSZeRO.STAGE_3 if row["sharded"] else analysis.DSZeRO.STAGE_1, flash_attn=row["fused_attention"],
    )  # fmt: skip
    return float(found["latency_per_iter"])


def answer(row: dict[str, Any], setting: dict[str, float]) -> float:
    """Return the peer's prediction for a row."""
    if row["want"] == "parameters":
        return float(made(row, 1.0, 1.0, config.ParallelismConfig()).get_num_params_total())
    if row["want"] == "step_time":
        return step(row, setting)
    if row["want"] == "saturated_tokens_per_s":
        row = {**row, "batch": largest(row, setting)}
    found = generation(row, setting)
    if row["want"] == "token_time":
        return float(found["decode_latency"])
    return float(row["batch"] * row["output"] / found["total_latency"])


if __name__ == "__main__":
    serve("llm-analysis", SETTINGS, answer)
