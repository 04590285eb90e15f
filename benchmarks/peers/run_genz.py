"""Answer rows by GenZ: `python run_genz.py < rows.jsonl`. It has inference only.

A batch is read once and then continued token by token; the time of a token is taken in the middle of the answer. The
efficiency of the system is a free number of the user: its default 1, and three quarters.
"""

from __future__ import annotations

import importlib
from typing import Any

from adapter import UnableError, dense, serve  # type: ignore[import-not-found]  # a script beside this one

genz: Any = importlib.import_module("GenZ")

SETTINGS = {"default, efficiency 1": 1.0, "efficiency 0.75": 0.75}
DEVICES = {
    "a100_sxm_40gb": "A100_40GB_GPU", "a100_sxm_80gb": "A100_80GB_GPU", "h100_sxm": "H100_GPU", "tpu_v5e": "TPUv5e",
    "tpu_v5p": "TPUv5p", "tpu_v6e": "TPUv6", "mi300x": "MI300X", "mi325x": "MI325X", "gb200": "GB200",
}  # fmt: skip
FORMATS = {"bf16": "bf16", "fp16": "bf16", "fp8": "fp8", "int8": "int8", "fp4": "fp4"}
MILLI = 1e-3
BYTES = 2  # of a weight in 16 bits, and 2^20 bytes in the peer's unit of size
MEGA = 2**20


def model_of(row: dict[str, Any]) -> Any:  # noqa: ANN401  (the peer ships no types)
    """Return the model in the peer's terms."""
    shape = dense(row)
    return genz.ModelConfig(
        model=row["id"], vocab_size=int(shape["vocab"]), hidden_size=int(shape["hidden"]), intermediate_size=int(shape["ffn"]),
        num_ffi=2 if shape["gated"] else 1, num_decoder_layers=int(shape["layers"]), num_attention_heads=int(shape["heads"]),
        num_key_value_heads=int(shape["kv_heads"]), head_dim=int(shape["head_dim"]),
    )  # fmt: skip


def common(row: dict[str, Any], efficiency: float) -> dict[str, Any]:
    """Return the arguments of both phases."""
    device, written = DEVICES.get(row["device"]), FORMATS.get(row["precision"])
    if device is None:
        raise UnableError("no such device among the peer's own")
    if written is None:
        raise UnableError("no such number format in the peer")
    return {
        "model": model_of(row), "batch_size": int(row["batch"]), "system_name": device, "system_eff": efficiency,
        "bits": written, "tensor_parallel": int(row["tp"]), "parallelism_heirarchy": f"TP{{{int(row['tp'])}}}_EP{{1}}_PP{{1}}",
    }  # fmt: skip


def token(row: dict[str, Any], given: dict[str, Any]) -> float:
    """Return the time of a token in the middle of the answer."""
    middle = int(row["prompt"] + row["output"] // 2)
    return float(genz.decode_moddeling(**given, input_tokens=middle, output_tokens=0, Bb=1)["Latency"]) * MILLI


def weights(row: dict[str, Any]) -> float:
    """Return the parameters that the peer reads in a step, which are those of the layers."""
    given = common({**row, "device": "h100_sxm", "precision": "bf16", "batch": 1, "tp": 1}, 1.0)
    frame, table = genz.decode_moddeling(**given, input_tokens=16, output_tokens=0, Bb=1, model_profilling=True)
    del frame
    return float(table["Total Weights (MB)"].values[0]) * MEGA / BYTES


def answer(row: dict[str, Any], efficiency: float) -> float:
    """Return the peer's prediction for a row."""
    if row["want"] == "parameters":
        return weights(row)
    if row["want"] == "step_time":
        raise UnableError("the peer has no training")
    if row["want"] == "saturated_tokens_per_s":
        raise UnableError("no batch that arrivals and memory choose")
    given = common(row, efficiency)
    one = token(row, given)
    if row["want"] == "token_time":
        return one
    read = float(genz.prefill_moddeling(**given, input_tokens=int(row["prompt"]))["Latency"]) * MILLI
    return float(row["batch"] * row["output"] / (read + row["output"] * one))


if __name__ == "__main__":
    serve("genz-llm", SETTINGS, answer)
