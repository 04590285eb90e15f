"""Plan files of the predecessor, read as scenarios.

A plan names a workload, hardware, where and how long it runs, and what must hold:

```yaml
version: "1.0"
name: Training with assertions
workload: {name: Llama3_70B, batch_size: 4096, seq_len: 2048}
hardware: {name: H100, accelerators: 64, precision: fp16, efficiency: 0.45}
ops: {region: France, duration_days: 14}
constraints:
  assert:
    - {metric: macro.carbon_footprint, max: 10}
```

The format is that of harvard-edge/cs249r_book:mlsysim/examples/yaml/test_assert_plan.yaml and of the plan schema beside it
(`nodes` of older files is the number of accelerators). One accelerator is read as a decoding step of a batch, more as a
data-parallel training step, `ops` as the energy and emissions of the machines while they run. The laws are this book's, so
the numbers are not those of the predecessor. What a plan does not say is taken as follows, and listed in the scorecard:
an average data centre, links of 50 GB/s without delay (the predecessor's default), gradients sent after the backward pass,
memory at its peak bandwidth.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from mlsysim_sym.asking.planparts import Draft, Plan, bare, plain_number
from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import SchemaError, UnknownNameError, did_you_mean
from mlsysim_sym.reading import shape, yamlfile
from mlsysim_sym.valueclass import frozen

DATACENTER = "industry_average"
Taken: TypeAlias = tuple[str, str, str]  # a value, and the part and the key of the plan that it comes from
Placed: TypeAlias = "tuple[str, Mapping[str, Any]]"  # a statement and its place


@frozen
class Metric:
    """What a metric of a plan is here: an expression, its unit, and how many of the unit one of the plan's is."""

    expression: str
    unit: str = ""
    factor: float = 1.0


ONE = {
    "feasibility.memory_used_gb": Metric("device_memory", "GB"),
    "feasibility.memory_capacity_gb": Metric("memory_capacity", "GB"),
    "feasibility.memory_utilization": Metric("device_memory / memory_capacity"),
    "performance.latency": Metric("decode_step_time", "ms"),
    "performance.throughput": Metric("decode_throughput", "token/s"),
    "performance.mfu": Metric("decode_work / (decode_step_time * peak_throughput)"),
}
FLEET = {
    "performance.step_latency": Metric("step_time", "ms"),
    "performance.comm_overhead": Metric("exposed_data_parallel_time", "ms"),
    "performance.fleet_throughput": Metric("global_batch_size / step_time", "1/s"),
    "performance.mfu": Metric("model_flops_utilization"),
    "performance.scaling_efficiency": Metric("(step_time - exposed_data_parallel_time) / step_time"),
}
MACRO = {"macro.carbon_footprint": Metric("operational_carbon", "kgCO2e", 1000.0)}
UNPRICED = {"macro.tco_usd", "macro.energy_cost", "macro.capex"}


def is_plan(data: Any) -> bool:  # noqa: ANN401  (a tree)
    """Whether a file is a plan rather than a scenario.

    >>> is_plan({"workload": {}, "hardware": {}}), is_plan({"scenario": "x", "workload": {}})
    (True, False)
    """
    return isinstance(data, Mapping) and "scenario" not in data and "workload" in data and "hardware" in data


# --- from a plan to a scenario ------------------------------------------------------------------------------------------


def scenario_tree(data: Any, book: Book) -> Any:  # noqa: ANN401  (trees)
    """Return a plan as the tree of a scenario, places kept; raise a DataError or QuestionError with file and line."""
    plan = Plan(data, book)
    fleet = plan.accelerators > 1
    asserted = _asserted(plan, fleet)
    draft = Draft(data)
    draft.put("scenario", bare(shape.words(data, "name"))[:60] or "plan", shape.place(data, "name"))
    draft.put("title", shape.words(data, "name"), shape.place(data, "name"))
    draft.put("about", _about(plan, fleet))
    stages = [*(_fleet(plan, asserted) if fleet else [_single(plan, asserted)]), *_macro(plan, asserted)]
    for key, value in stages[0].tree.items():
        draft.put(key, value, shape.place(stages[0].tree, key))
    if stages[1:]:
        listed = yamlfile.Sequence(draft.file, draft.line)
        for stage in stages[1:]:
            listed.append(stage.tree)
            listed.lines.append((stage.line, 1))
        draft.put("then", listed)
    return draft.tree


def _about(plan: Plan, fleet: bool) -> str:  # noqa: FBT001  (said by name)
    what = "a data-parallel training step, gradients sent after the backward pass" if fleet else "a decoding step of the batch"
    unjudged = " Whether a replica fits its memory is not judged." if fleet else ""
    ops = ", and the emissions of an average data centre" if "ops" in plan.parts else ""
    return f"Read from a plan of version {shape.words(plan.data, 'version')} as {what}{ops}.{unjudged}"


def _asserted(plan: Plan, fleet: bool) -> dict[str, list[Placed]]:  # noqa: FBT001
    """Return the statements of a plan by the part of the scorecard that they belong to."""
    metrics = {**(FLEET if fleet else ONE), **(MACRO if "ops" in plan.parts else {})}
    found: dict[str, list[Placed]] = {"stage": [], "macro": []}
    for item, where in shape.items(plan.parts.get("constraints", {}), "assert"):
        shape.known(item, "an assertion", ["metric"], ["max", "min"])
        name = shape.words(item, "metric")
        if name not in metrics:
            raise _unknown(name, metrics, shape.place(item, "metric"))
        if "max" not in item and "min" not in item:
            raise SchemaError(f"the assertion on `{name}` has neither `max` nor `min`", names=(name,), **where)
        kind = "macro" if name.startswith("macro.") else "stage"
        found[kind] += [_statement(item, key, metrics[name]) for key in ("max", "min") if key in item]
    return found


def _unknown(name: str, metrics: Mapping[str, Metric], where: Mapping[str, Any]) -> UnknownNameError:
    known = f"one of {', '.join(metrics)}"
    if name in UNPRICED:
        return UnknownNameError(f"`{name}` cannot be judged: a plan names no prices", names=(name,),
                                hint="write a scenario with the solver total_cost_of_ownership", **where)  # fmt: skip
    if name in {**ONE, **FLEET, **MACRO}:
        need = "`ops`" if name in MACRO else "one accelerator" if name in ONE else "several accelerators"
        return UnknownNameError(f"`{name}` is a metric of plans with {need}", names=(name,), hint=known, **where)
    return UnknownNameError(f"unknown metric `{name}`", names=(name,), hint=did_you_mean(name, list(metrics)) or known, **where)


def _statement(item: Mapping[str, Any], key: str, metric: Metric) -> Placed:
    where = shape.place(item, key)
    bound = plain_number(shape.words(item, key), key, where) * metric.factor
    relation = "<=" if key == "max" else ">="
    shown = str(int(bound)) if bound.is_integer() else repr(bound)
    return f"{metric.expression} {relation} {shown} {metric.unit}".strip(), where


def _stage(plan: Plan, solver: str, slots: Mapping[str, Taken], given: Mapping[str, Taken]) -> Draft:
    """Return a stage: its records and values, each with the part and the key of the plan that it comes from."""
    stage = Draft(plan.data)
    stage.put("solver", solver)
    for name, entries in (("with", slots), ("given", given)):
        part = Draft(plan.data)
        for key, (value, of, said) in entries.items():
            part.put(key, value, plan.place(of, said))
        stage.put(name, part)
    return stage


def _machine(plan: Plan) -> dict[str, Taken]:
    return {"hardware": (plan.record("hardware", "name", "hardware/"), "hardware", "name")}


def _model(plan: Plan) -> dict[str, Taken]:
    return {"model": (plan.record("workload", "name", "models/language/"), "workload", "name")}


def _precision(plan: Plan, stage: Draft, more: Mapping[str, str]) -> None:
    words = Draft(plan.data)
    words.put("precision", plan.text("hardware", "precision"), plan.place("hardware", "precision"))
    for key, word in more.items():
        words.put(key, word)
    stage.put("choose", words)


def _efficiency(plan: Plan) -> Taken:
    value = plan.number("hardware", "efficiency")
    if not 0 < value <= 1:
        raise SchemaError(
            f"`efficiency: {value:g}` lies outside (0, 1]", names=("efficiency",), **plan.place("hardware", "efficiency")
        )
    return repr(value), "hardware", "efficiency"


def _single(plan: Plan, asserted: Mapping[str, list[Placed]]) -> Draft:
    given = {
        "batch_size": (str(plan.whole("workload", "batch_size")), "workload", "batch_size"),
        "context_length": (f"{plan.whole('workload', 'seq_len')} token", "workload", "seq_len"),
        "compute_efficiency": _efficiency(plan),
    }
    stage = _stage(plan, "llm_decode", {**_machine(plan), **_model(plan)}, given)
    _precision(plan, stage, {})
    stage.texts("require", asserted["stage"])
    stage.texts("ask", [(name, {}) for name in ("decode_step_time", "decode_throughput", "device_memory")])
    return stage


def _fleet(plan: Plan, asserted: Mapping[str, list[Placed]]) -> list[Draft]:
    """Return two stages: the model's parameters from its shape, and the training step."""
    shapes = _stage(plan, "training_run", {**_machine(plan), **_model(plan)}, {})
    _precision(plan, shapes, {})
    count, batch = plan.accelerators, plan.whole("workload", "batch_size")
    if batch % count:
        said = f"a batch of {batch} is no multiple of {count} accelerators"
        raise SchemaError(said, names=("batch_size",), **plan.place("workload", "batch_size"))
    link = plan.text("hardware", "fabric_bandwidth")
    inner = plan.parts["hardware"].get("intra_node_bw", link)
    given = {
        "data_parallel_degree": (str(count), "hardware", "accelerators"),
        "tensor_parallel_degree": ("1", "hardware", "accelerators"),
        "pipeline_parallel_degree": ("1", "hardware", "accelerators"),
        "micro_batch_size": ("1", "workload", "batch_size"),
        "micro_batches": (str(batch // count), "workload", "batch_size"),
        "sequence_length": (f"{plan.whole('workload', 'seq_len')} token", "workload", "seq_len"),
        "compute_efficiency": _efficiency(plan),
        "memory_efficiency": ("1", "hardware", "efficiency"),
        "gradient_buckets": ("1", "hardware", "accelerators"),
        "fabric.link_bandwidth": (link, "hardware", "fabric_bandwidth"),
        "fabric.link_latency": ("0 s", "hardware", "fabric_bandwidth"),
        "link_bandwidth": (inner, "hardware", "intra_node_bw"),
        "link_latency": ("0 s", "hardware", "intra_node_bw"),
    }
    step = _stage(plan, "training_step_3d", {**_machine(plan), **_model(plan)}, given)
    _precision(plan, step, {"recompute": "none"})
    taken = Draft(plan.data)
    for name in ("parameters", "active_parameters"):
        taken.put(name, name, plan.place("workload", "name"))
    step.put("take", taken)
    step.texts("require", asserted["stage"])
    step.texts("ask", [(name, {}) for name in ("step_time", "model_flops_utilization", "exposed_data_parallel_time")])
    return [shapes, step]


def _macro(plan: Plan, asserted: Mapping[str, list[Placed]]) -> list[Draft]:
    if "ops" not in plan.parts:
        return []
    slots = {
        **_machine(plan),
        "grid": (plan.record("ops", "region", "infrastructure/grids/"), "ops", "region"),
        "datacenter": (DATACENTER, "ops", "region"),
    }
    given = {
        "accelerators": (str(plan.accelerators), "hardware", "accelerators"),
        "duration": (f"{plan.number('ops', 'duration_days')!r} day", "ops", "duration_days"),
    }
    stage = _stage(plan, "carbon_and_water", slots, given)
    stage.texts("require", asserted["macro"])
    stage.texts("ask", [(name, {}) for name in ("facility_energy", "operational_carbon")])
    return [stage]
