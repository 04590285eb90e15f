"""Answer rows by mlsysim: `python run_mlsysim.py < rows.jsonl`.

The efficiency is a free number of the user. Its guide gives 0.40 to 0.55 for large training and 0.30 to 0.50 for prefill;
the default is 0.5. Serving is that of a single device. Counts of parameters are inputs of the peer.
"""

from __future__ import annotations

import importlib
from typing import Any

from adapter import UnableError, dense, serve  # type: ignore[import-not-found]  # a script beside this one

mlsysim: Any = importlib.import_module("mlsysim")
solvers: Any = importlib.import_module("mlsysim.solvers")
types: Any = importlib.import_module("mlsysim.models.types")
systems: Any = importlib.import_module("mlsysim.systems.types")
units: Any = importlib.import_module("mlsysim.core.units")

SETTINGS = {
    "default": {"training": 0.5, "prefill": 0.5}, "guide, low end": {"training": 0.4, "prefill": 0.3},
    "guide, high end": {"training": 0.55, "prefill": 0.5},
}  # fmt: skip
DEVICES = {
    "a100_sxm_80gb": "A100", "a100_sxm_40gb": "A100_40GB", "h100_sxm": "H100", "h100_pcie": "H100_PCIe", "h200_sxm": "H200",
    "b200_sxm": "B200", "mi300x": "MI300X", "mi325x": "MI325X", "gaudi2": "Gaudi2", "gaudi3": "Gaudi3", "tpu_v5p": "TPUv5p",
}  # fmt: skip
CLUSTERS = {
    "a100_sxm_80gb": ("DGX_A100", "InfiniBand_HDR"), "h100_sxm": ("DGX_H100", "InfiniBand_NDR"),
    "b200_sxm": ("DGX_B200", "InfiniBand_XDR"),
}  # fmt: skip
FORMATS = {"bf16": "fp16", "fp16": "fp16", "fp8": "fp8", "int8": "int8"}


def model_of(row: dict[str, Any]) -> Any:  # noqa: ANN401  (the peer ships no types)
    """Return the model in the peer's terms, with the parameters that its own shape has."""
    shape = dense(row)
    return types.TransformerWorkload(
        name=row["id"], architecture="Transformer", parameters=units.Q_(shape["parameters"], "count"),
        layers=int(shape["layers"]), hidden_dim=int(shape["hidden"]), heads=int(shape["heads"]),
        kv_heads=int(shape["kv_heads"]), head_dim=int(shape["head_dim"]),
        inference_flops=units.Q_(2 * shape["parameters"], "flop"),
    )  # fmt: skip


def written(row: dict[str, Any]) -> str:
    """Return the number format in the peer's terms."""
    if row["precision"] not in FORMATS:
        raise UnableError("no such number format in the peer")
    return FORMATS[row["precision"]]


def served(row: dict[str, Any], length: float, setting: dict[str, float]) -> Any:  # noqa: ANN401  (the same)
    """Return what the peer says of a batch at a length."""
    if row["tp"] > 1:
        raise UnableError("the peer serves on a single device")
    if row["device"] not in DEVICES:
        raise UnableError("no such device among the peer's own")
    found = solvers.ServingModel().solve(
        model_of(row), getattr(mlsysim.Hardware.Cloud, DEVICES[row["device"]]), seq_len=int(length),
        batch_size=int(row["batch"]), precision=written(row), efficiency=setting["prefill"],
    )  # fmt: skip
    if not found.feasible:
        raise UnableError("weights and cache do not fit, as the peer counts them")
    return found


def saturated(row: dict[str, Any], setting: dict[str, float]) -> float:
    """Return the output tokens a second of a device that always has requests waiting."""
    if row["tp"] * row["pp"] > 1:
        raise UnableError("the peer serves on a single device")
    if row["device"] not in DEVICES:
        raise UnableError("no such device among the peer's own")
    found = solvers.ContinuousBatchingModel().solve(
        model_of(row), getattr(mlsysim.Hardware.Cloud, DEVICES[row["device"]]), max_seq_len=int(row["prompt"] + row["output"]),
        mean_request_tokens=float(row["prompt"] + row["output"]), max_batch_size=int(row["requests"]), precision=written(row),
        efficiency=setting["prefill"],
    )  # fmt: skip
    return float(found.throughput_tokens_per_sec)


def step(row: dict[str, Any], setting: dict[str, float]) -> float:
    """Return the time of a training step."""
    if row["context_parallel"] > 1:
        raise UnableError("context parallelism is not in the peer")
    if row["device"] not in CLUSTERS:
        raise UnableError("no node of this device among the peer's own")
    node, fabric = (getattr(group, name) for group, name in zip(
        (mlsysim.Systems.Nodes, mlsysim.Systems.Fabrics), CLUSTERS[row["device"]], strict=True))  # fmt: skip
    nodes, left = divmod(int(row["devices"]), node.accelerators_per_node)
    if left:
        raise UnableError("the peer's fleet has whole nodes only")
    fleet = systems.Fleet(name="fleet", node=node, count=nodes, fabric=fabric)
    replicas = row["devices"] / (row["tp"] * row["pp"])
    found = solvers.DistributedModel().solve(
        model_of(row), fleet, batch_size=int(row["global_batch"]), precision=written(row), efficiency=setting["training"],
        tp_size=int(row["tp"]), pp_size=int(row["pp"]), v_stages=int(row["virtual_stages"]),
        microbatch_count=max(1, int(row["global_batch"] / replicas / row["micro_batch"])), zero_stage=3 if row["sharded"] else 1,
        activation_recomputation=row["recompute"] == "full", overlap_comm=True, seq_len=int(row["seq"]),
    )  # fmt: skip
    return float(found.step_latency_total.to("s").magnitude)


def answer(row: dict[str, Any], setting: dict[str, float]) -> float:
    """Return the peer's prediction for a row."""
    if row["want"] == "parameters":
        raise UnableError("the peer takes counts of parameters as given")
    if row["want"] == "step_time":
        return step(row, setting)
    if row["want"] == "saturated_tokens_per_s":
        return saturated(row, setting)
    one = float(served(row, row["prompt"] + row["output"] / 2, setting).itl.to("s").magnitude)
    if row["want"] == "token_time":
        return one
    first = float(served(row, row["prompt"], setting).ttft.to("s").magnitude)
    return float(row["batch"] * row["output"] / (first + row["output"] * one))


if __name__ == "__main__":
    serve("mlsysim", SETTINGS, answer)
