"""What the metrics of a predecessor's plan are here, by how its workload is read; `planfile` reads the plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from mlsysim_sym.asking.planparts import Plan, plain_number
from mlsysim_sym.errors import SchemaError, UnknownNameError, did_you_mean
from mlsysim_sym.reading import shape
from mlsysim_sym.valueclass import frozen

Placed: TypeAlias = "tuple[str, Mapping[str, Any]]"  # a statement and its place


@frozen
class Metric:
    """What a metric of a plan is here: an expression, its unit, and how many of the unit one of the plan's is."""

    expression: str
    unit: str = ""
    factor: float = 1.0


WEIGHTS = {
    "feasibility.memory_used_gb": Metric("weight_size", "GB"),
    "feasibility.memory_capacity_gb": Metric("memory_capacity", "GB"),
    "feasibility.memory_utilization": Metric("weight_size / memory_capacity"),
}
GENERATED = {
    "feasibility.memory_used_gb": Metric("device_memory", "GB"),
    "feasibility.memory_capacity_gb": Metric("memory_capacity", "GB"),
    "feasibility.memory_utilization": Metric("device_memory / memory_capacity"),
    "performance.latency": Metric("decode_step_time", "ms"),
    "performance.throughput": Metric("decode_throughput", "token/s"),
    "performance.mfu": Metric("decode_work / (decode_step_time * peak_throughput)"),
}
PASSED = {
    **WEIGHTS,
    "performance.latency": Metric("kernel_time", "ms"),
    "performance.throughput": Metric("sample_rate", "1/s"),
    "performance.mfu": Metric("operations / (kernel_time * peak_throughput)"),
}
ENCODED = {
    **WEIGHTS,
    "performance.latency": Metric("prefill_time", "ms"),
    "performance.throughput": Metric("prefill_batch_size / prefill_time", "1/s"),
    "performance.mfu": Metric("prefill_work / (prefill_time * peak_throughput)"),
}
TRAINED = {
    "performance.step_latency": Metric("step_time", "ms"),
    "performance.comm_overhead": Metric("exposed_data_parallel_time", "ms"),
    "performance.fleet_throughput": Metric("global_batch_size / step_time", "1/s"),
    "performance.mfu": Metric("model_flops_utilization"),
    "performance.scaling_efficiency": Metric("(step_time - exposed_data_parallel_time) / step_time"),
}
# The number of accelerators is `data_parallel_degree`; `BATCH` is the batch of the plan.
REPLICATED = {
    "performance.step_latency": Metric("replica_compute_time + exposed_data_parallel_time", "ms"),
    "performance.comm_overhead": Metric("exposed_data_parallel_time", "ms"),
    "performance.fleet_throughput": Metric("BATCH / (replica_compute_time + exposed_data_parallel_time)", "1/s"),
    "performance.scaling_efficiency": Metric("data_parallel_speedup / data_parallel_degree"),
}
MACRO = {"macro.carbon_footprint": Metric("operational_carbon", "kgCO2e", 1000.0)}
UNPRICED = {"macro.tco_usd", "macro.energy_cost", "macro.capex"}
ALL = {**GENERATED, **TRAINED}


def asserted(plan: Plan, metrics: Mapping[str, Metric], whose: str) -> dict[str, list[Placed]]:
    """Return the statements of a plan by the part of the scorecard that they belong to: `stage` or `macro`.

    `whose` says in words which plans have these metrics. Raises UnknownNameError for a metric that cannot be judged.
    """
    known = {**metrics, **(MACRO if "ops" in plan.parts else {})}
    found: dict[str, list[Placed]] = {"stage": [], "macro": []}
    for item, where in shape.items(plan.parts.get("constraints", {}), "assert"):
        shape.known(item, "an assertion", ["metric"], ["max", "min"])
        name = shape.words(item, "metric")
        if name not in known:
            raise _unknown(name, known, whose, shape.place(item, "metric"))
        if "max" not in item and "min" not in item:
            raise SchemaError(f"the assertion on `{name}` has neither `max` nor `min`", names=(name,), **where)
        kind = "macro" if name.startswith("macro.") else "stage"
        found[kind] += [_statement(plan, item, key, known[name]) for key in ("max", "min") if key in item]
    return found


def _unknown(name: str, metrics: Mapping[str, Metric], whose: str, where: Mapping[str, Any]) -> UnknownNameError:
    known = f"one of {', '.join(metrics)}"
    if name in UNPRICED:
        return UnknownNameError(f"`{name}` cannot be judged: a plan names no prices", names=(name,),
                                hint="write a scenario with the solver total_cost_of_ownership", **where)  # fmt: skip
    if name in MACRO:
        return UnknownNameError(f"`{name}` is a metric of plans with `ops`", names=(name,), hint=known, **where)
    if name in ALL:
        return UnknownNameError(f"`{name}` is no metric of plans with {whose}", names=(name,), hint=known, **where)
    return UnknownNameError(f"unknown metric `{name}`", names=(name,), hint=did_you_mean(name, list(metrics)) or known, **where)


def _statement(plan: Plan, item: Mapping[str, Any], key: str, metric: Metric) -> Placed:
    where = shape.place(item, key)
    bound = plain_number(shape.words(item, key), key, where) * metric.factor
    relation = "<=" if key == "max" else ">="
    shown = str(int(bound)) if bound.is_integer() else repr(bound)
    expression = metric.expression.replace("BATCH", str(plan.whole("workload", "batch_size")))
    return f"{expression} {relation} {shown} {metric.unit}".strip(), where
