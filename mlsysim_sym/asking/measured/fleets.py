"""Questions of fleets and whole runs: power, energy, device time at a known rate, checkpoints, interruptions."""

from __future__ import annotations

from typing import Any

from mlsysim_sym.asking.measured.asks import Ask, Parts, Row, UnpredictedError, base
from mlsysim_sym.asking.measured.tables import toml

MIXED = ("fp16 + fp32 Adam", "bf16 + fp32 Adam")  # what training in 16 bits keeps: weights, master weights, two moments
WHOLE = {"power_fraction": 1.0, "node_overhead_factor": 1.0}


def wall_power(row: Row) -> Ask:
    """Ask for the power of a machine whose devices draw what they are designed for, with its host and fans."""
    values = {
        "accelerators": row.number("devices"), "thermal_design_power": fact(row, "thermal_design_power", "W"),
        "power_fraction": 1.0,
    }  # fmt: skip
    return Ask("it_power", None, ("accelerator_fleet_power", "it_power"), {}, values, {}, "wall_power", {}, WHOLE)


def run_energy(row: Row) -> Ask:
    """Ask for the energy of the devices of a run: the hours of a mean utilization at the power that they are designed for."""
    if row.case.metric != "gpu_energy_raw":
        raise UnpredictedError("neither the model nor the tokens of the request are published")
    laws = ("training_work", "overall_utilization", "accelerator_time", "wall_clock_training_time", "accelerator_mean_power",
            "training_energy")  # fmt: skip
    values = {
        **_training(row), "peak_throughput": fact(row, "peak_throughput", "FLOP/s", "bf16"), "accelerators": 1, "pue": 1,
        "thermal_design_power": fact(row, "thermal_design_power", "W"), "runtime_goodput": 1.0, **WHOLE,
    }  # fmt: skip
    parts: Parts = {"overall_utilization": ("run_utilization", "overall_utilization", {})}
    return Ask("training_energy", None, laws, {}, values, {}, ideal={"overall_utilization": 1.0}, parts=parts)


def hours_at_rate(row: Row) -> Ask:
    """Ask for the device time of a run whose rate is published, in tokens or in hardware operations."""
    tokens = _training(row)
    if row.case.config.get("tokens_per_s_per_gpu") is not None:
        values = {
            "training_tokens": tokens["training_tokens"], "accelerators": 1,
            "token_throughput": f"{row.number('tokens_per_s_per_gpu')} token/s",
        }  # fmt: skip
        return Ask("accelerator_time", None, ("training_time_from_throughput", "accelerator_time"), {}, values)
    again = row.case.config.get("recompute") == "full"
    values = {
        **tokens, "accelerators": 1, "peak_throughput": f"{row.number('tflops_per_gpu')} TFLOP/s", "model_flops_utilization": 1.0,
        "training_operations_per_parameter_token": "8 FLOP/token" if again else "6 FLOP/token",
    }  # fmt: skip
    return Ask("accelerator_time", None, ("training_work", "iron_law_of_training", "accelerator_time"), {}, values)


def checkpoint(row: Row) -> Ask:
    """Ask for the size of a checkpoint with weights in 16 bits, master weights and two moments in 32 bits."""
    if row.word("precision") not in MIXED:
        raise UnpredictedError("which states a checkpoint holds is not published for this number format")
    values = {"parameters": row.number("params"), "checkpoint_bytes_per_parameter": "14 B"}
    return Ask("checkpoint_size", None, ("checkpoint_size",), {}, values)


def interruptions(row: Row) -> Ask:
    """Ask for the failures of a job, or for the time between them, at the rate of nodes that was published for another fleet."""
    if row.case.config.get("component") is not None:
        raise UnpredictedError("the failure rate of this part is not published apart from the count itself")
    rates = toml("rates.toml")
    nodes = row.number("devices") / rates["devices_per_node"]
    values: dict[str, Any] = {"component_failure_rate": rates["node_failure_rate"], "components": nodes}
    laws: tuple[str, ...] = ("component_failure_rate", "system_mtbf")
    if row.case.metric == "mean_time_to_failure":
        return Ask("mean_time_between_failures", None, laws, {}, values)
    values["exposure_time"] = f"{row.number('days')} day"
    return Ask("expected_failures", None, (*laws, "expected_failures"), {}, values)


def _training(row: Row) -> dict[str, Any]:
    return {"active_parameters": row.number("params"), "training_tokens": f"{row.number('tokens'):.0f} token"}


def fact(row: Row, name: str, unit: str, word: str | None = None) -> tuple[float, str]:
    """Return a fact of the line's device in a coherent unit; raise UnpredictedError where its record has none."""
    entry = row.book.record(row.device).fields.get(name)
    figure = None if entry is None else entry.figure if word is None else entry.figures.get(word)
    if figure is None:
        raise UnpredictedError(f"the record of `{row.word('device')}` has no `{name}`")
    return figure.value().base / base((1.0, unit)), unit
