"""Questions that are arithmetic: counts of parameters, activations, energy, carbon."""

from __future__ import annotations

from typing import Any

from mlsysim_sym.asking.measured.asks import EXPERTS, Ask, Row, UnpredictedError, record_of_model
from mlsysim_sym.asking.measured.decoding import matrices

COUNTER = "llm_prefill"  # the solver that counts dense models, mixtures of experts and models made of parts
ACTIVATIONS = ("linear_activation_size", "score_activation_size", "activation_size_in_flight", "layers_per_stage")
KEPT = {"activations_none": "activation_size_none", "activations_seq_selective": "activation_size_selective"}


def parameter_count(row: Row) -> Ask:
    """Ask for the parameters of a record, or of a dense model whose shape the line gives."""
    record = record_of_model(row.book, row.case.config.get("model"))
    if record is not None:
        return Ask("parameters", COUNTER, (), {"model": record})
    if not {"layers", "hidden"} & row.case.config.keys():
        raise UnpredictedError(f"no record is called `{row.word('model').rpartition('/')[2].lower()}`")
    if any(row.case.config.get(name) for name in EXPERTS):
        raise UnpredictedError("the shape of the experts of a model without a record is not read")
    hidden, heads, name = row.number("hidden"), row.number("heads"), str(row.case.config.get("model", ""))
    values = {
        "layers": row.number("layers"), "hidden_size": hidden, "heads": heads, "kv_heads": row.optional("kv_heads", heads),
        "head_dimension": row.optional("head_dim", hidden // heads), "ffn_matrices": matrices(row, name),
        "ffn_size": row.optional("ffn_hidden", 4 * hidden), "vocabulary_size": row.number("vocab"), "norm_vectors": 2,
        "embedding_tables": 1 if row.case.config.get("tied_embeddings") else 2, "final_norm_parameters": hidden,
    }  # fmt: skip
    return Ask("parameters", COUNTER, (), {}, values)


def activations(row: Row) -> Ask:
    """Ask for the activations of the first stage of a pipeline, which holds a micro-batch for each stage behind it."""
    what = row.word("what")
    kept = KEPT.get(what)
    if kept is None:
        raise UnpredictedError(f"no law is put to use for `{what}`")
    interleaved = row.number("vpp") > 1
    flight = "in_flight_interleaved" if interleaved else "in_flight_1f1b"
    pp, tp, hidden, heads = (row.number(name) for name in ("pp", "tp", "hidden", "heads"))
    values: dict[str, Any] = {
        "layers": row.number("layers"), "hidden_size": hidden, "heads": heads, "kv_heads": heads,
        "head_dimension": hidden // heads, "ffn_matrices": 2, "ffn_size": 4 * hidden,
        "sequence_length": f"{row.number('seq')} token", "micro_batch_size": row.number("microbatch"), "micro_batches": 2 * pp,
        "tensor_parallel_degree": tp, "pipeline_parallel_degree": pp, "sequence_parallel_degree": tp if "seq" in what else 1,
        "bytes_per_activation": "2 B", "bytes_per_mask": "1 B", "recompute_working_set": "0 B",
    }  # fmt: skip
    if interleaved:
        values["virtual_stages"] = row.number("vpp")
    laws = tuple(law for law in ACTIVATIONS if law != "score_activation_size" or kept != "activation_size_selective")
    return Ask("activation_size", None, (*laws, kept, flight), {}, values)


def training_energy(row: Row) -> Ask:
    """Ask for the energy at the meter of a run of a known length."""
    values = {
        "accelerators": row.number("devices"), "node_overhead_factor": 1, "pue": row.number("pue"),
        "accelerator_power": f"{row.number('avg_power_w_per_accelerator')} W",
        "wall_clock_training_time": f"{row.number('days')} day",
    }  # fmt: skip
    return Ask("training_energy", None, ("training_energy",), {}, values)


def dynamic_energy(row: Row) -> Ask:
    """Ask for the energy of device hours at the thermal design power."""
    values = {"average_power": f"{row.number('tdp_w')} W", "duration": f"{row.number('gpu_hours')} h"}
    return Ask("energy", None, ("energy",), {}, values)


def emissions(row: Row) -> Ask:
    """Ask for the emissions of an energy on a grid; device hours at a power are an energy too."""
    if row.case.config.get("grid_kg_per_kwh") is None:
        raise UnpredictedError("the emissions of the grid for a unit of energy are not published")
    if row.case.config.get("energy_mwh") is None:
        spent = row.number("gpu_hours") * row.number("tdp_w") * row.optional("pue", 1) / 1e6
    else:
        spent = row.number("energy_mwh")
    values = {
        "training_energy": f"{spent!r} MWh",
        "grid_intensity": f"{row.number('grid_kg_per_kwh')} kgCO2e/kWh",
    }
    return Ask("training_carbon", None, ("training_carbon",), {}, values)


def lifecycle(row: Row) -> Ask:
    """Ask for the emissions of a run with its share of making the machines."""
    operational, embodied = row.number("dynamic_t") + row.number("idle_t"), row.number("embodied_t")
    values = {"operational_carbon": f"{1000 * operational!r} kgCO2e", "allocated_embodied_carbon": f"{1000 * embodied!r} kgCO2e"}
    return Ask("total_carbon", None, ("total_carbon",), {}, values)


def energy(row: Row) -> Ask:
    """Ask for the energy of a run, by what is published of it."""
    return (training_energy if row.case.config.get("days") is not None else dynamic_energy)(row)


def carbon(row: Row) -> Ask:
    """Ask for the emissions of a run, by what is published of it."""
    return (lifecycle if row.case.config.get("embodied_t") is not None else emissions)(row)


def device_hours(row: Row) -> Ask:
    """Ask for the device time of a run of 6 operations for each parameter and token."""
    laws = ("training_work", "overall_utilization")
    values = {
        "active_parameters": row.number("params"), "training_tokens": f"{row.number('tokens'):.0f} token",
        "peak_throughput": f"{_peak(row):.0f} FLOP/s",
    }  # fmt: skip
    return Ask("accelerator_time", None, laws, {}, values, {}, "run_utilization", {}, {"overall_utilization": 1.0})


def _peak(row: Row) -> float:
    """Return the peak rate that the line gives, else that of the device's record in 16 bits."""
    if row.case.config.get("peak_flops") is not None:
        return row.number("peak_flops")
    field = row.book.record(row.device).fields.get("peak_throughput")
    figures = dict(field.all()) if field is not None else {}
    if "bf16" not in figures:
        raise UnpredictedError(f"`{row.device}` publishes no peak in 16 bits")
    return figures["bf16"].value().base


def run_days(row: Row) -> Ask:
    """Ask for the days of a run whose rate is known: eight operations for each parameter and token, recomputed ones included."""
    values = {
        "active_parameters": row.number("params"), "training_tokens": f"{row.number('tokens'):.0f} token",
        "accelerators": row.number("devices"), "peak_throughput": f"{row.number('tflops_per_gpu')} TFLOP/s",
        "training_operations_per_parameter_token": "8 FLOP/token", "model_flops_utilization": 1.0,
    }  # fmt: skip
    return Ask("training_time", None, ("training_work", "iron_law_of_training"), {}, values)
