"""The word of `weight_precision` that a configuration's type of number, or its quantization, stands for."""

from __future__ import annotations

from mlsysim_sym.sourcing.configuration import Configuration

WORDS = {
    "bfloat16": "bf16", "float16": "fp16", "half": "fp16", "float32": "fp32", "float": "fp32",
    "float8_e4m3fn": "fp8", "float8_e5m2": "fp8",
}  # fmt: skip
MIXED = {"mxfp4": "expert weights are stored in MXFP4, the rest in wider numbers, so no one precision is chosen"}


def precision_of(config: Configuration, notes: list[str]) -> dict[str, str]:
    """Return the choice of a precision, none where weights have several; a note says so."""
    found = config.get(("torch_dtype", "dtype"), "precision of weights")
    word = WORDS.get(str(found.value).removeprefix("torch.")) if found else None
    if found is not None and word is None:
        config.doubt(found.key, f"the type of number `{found.value}` is not known here")
    quantized = config.get(("quantization_config",), "precision of weights")
    if quantized is None:
        return {"weight_precision": word} if word else {}
    method = quantized.value.get("quant_method") if isinstance(quantized.value, dict) else None
    if method == "fp8":
        return {"weight_precision": "fp8"}
    if method in MIXED:
        notes.append(MIXED[method])
    else:
        config.doubt(quantized.key, f"the quantization `{method}` is not known here")
    return {}
