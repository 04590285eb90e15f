"""Questions for MLPerf Inference: language models with all requests at once, or arriving within limits on latency."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mlsysim_sym.asking.measured.asks import Ask, Parts, Row, UnpredictedError
from mlsysim_sym.asking.measured.serving import ENDLESS, HOST, NODE, Degrees, waited_for
from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.valueclass import replace

ACCURACY = re.compile(r"-99(\.9)?$")  # what a benchmark's name ends with for the accuracy that is kept
HALF = 0.5  # of its memory, which a device's weights take at most
RATE = "system_request_rate"
IDEAL: Mapping[str, Any] = {"model_flops_utilization": 1.0, "load_share": 1.0}
HOSTS: Parts = {**HOST, "step_overhead": ("saturated", "step_overhead", {})}  # as requests that always wait tell it
NO_LIMITS: Mapping[str, Any] = {"prefill_layer_overhead": "0 s", "expert_slice_overhead": "0 s"}


def offline(row: Row) -> Ask:
    """Ask for the tokens a second of a whole system with all requests at once."""
    return replace(_service(row, {"load_share": 1.0}), spare=("load_share",))


def limited(row: Row) -> Ask:
    """Ask for the tokens a second of a whole system within limits on latency."""
    return _service(row, {})


def _service(row: Row, given: Mapping[str, Any]) -> Ask:
    line = replace(row, case=replace(row.case, config=_completed(row)))
    devices = line.number("devices")
    latent = bool(line.case.config.get("kv_lora_rank"))
    degrees = Degrees(1, min(devices, NODE) if latent else 1, 1)
    ask = waited_for(line, degrees, {"offered_sequences": ENDLESS, "accelerators": devices, **NO_LIMITS, **given})
    values = dict(ask.values)
    if not latent:
        del values["tensor_parallel_degree"]
        values["weight_memory_share"] = HALF
    keys = {**ask.keys, "scenario": line.word("scenario").lower()}
    return replace(ask, values=values, fit="mlperf_inference", keys=keys, parts={**ask.parts, **HOSTS})


def _completed(row: Row) -> dict[str, Any]:
    """Return a line's configuration with what it leaves out: lengths, the model's shape, the format that is multiplied."""
    benchmark = ACCURACY.sub("", row.word("benchmark"))
    known = toml("mlperf.toml")
    lengths = known["lengths"].get(benchmark)
    if lengths is None:
        raise UnpredictedError(f"the benchmark `{benchmark}` does not generate a known mean number of tokens")
    printed = (row.case.more.get("extra") or {}).get("mean_output_tokens")
    config = {**known["models"].get(benchmark, {}), **{name: value for name, value in row.case.config.items() if value}}
    if "num_experts" in config and "moe_intermediate_size" not in config:
        config["moe_intermediate_size"] = config["ffn_hidden"]
    config.setdefault("precision", _format(row))
    return config | {"isl": lengths["prompt"], "osl": printed or lengths["answer"]}


def _format(row: Row, wanted: Sequence[str] = ()) -> str:
    """Return the first of some formats that the device multiplies, of those that language models are served in if none."""
    names = wanted or toml("mlperf.toml")["formats"]["order"]
    found = row.multiplied(names)
    if found is None:
        raise UnpredictedError(f"`{row.device}` has no peak for any of {', '.join(names)}")
    return found


def network(row: Row) -> Ask:
    """Ask for the requests a second of a network that does the same work for each."""
    benchmark = row.word("benchmark")
    known = toml("mlperf.toml")["networks"].get(benchmark)
    if known is None:
        raise UnpredictedError(f"the work of a request of `{benchmark}` is not known")
    if not row.case.metric.endswith("samples_per_s"):
        raise UnpredictedError("the time of one request alone is that of launches, which no law of the network tells")
    device = row.device
    values: dict[str, Any] = {"accelerators": row.number("devices"), "request_work": f"{known['work']} FLOP"}
    offline_line = row.case.metric.startswith("offline")
    values |= {"load_share": 1.0} if offline_line else {}
    keys = {"device": row.word("device"), "network": benchmark, "scenario": row.word("scenario").lower()}
    words = {"compute_precision": _format(row, known["formats"])}
    spare = ("load_share",) if offline_line else ()
    return Ask("system_request_rate", None, (RATE,), {"hardware": device}, values, words, "mlperf_networks", keys, IDEAL, spare)
