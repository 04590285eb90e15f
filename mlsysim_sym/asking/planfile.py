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
(`nodes` of older files is the number of accelerators). What is read depends on the workload's record:

- a language model: one accelerator decodes a step of the batch, more of them make a data-parallel training step;
- an encoder (`attended_fraction` of 1): one accelerator passes the batch once;
- a network of parts (vision, recommendation): one accelerator passes the batch once, more of them make a data-parallel
  training step, whose work is taken as three passes, and which exchanges gradients of what is multiplied.

`ops` is the energy and emissions of the machines while they run. The laws are this book's, so the numbers are not those of
the predecessor. What a plan does not say is taken as follows, and listed in the scorecard: an average data centre, links of
50 GB/s without delay (the predecessor's default), gradients sent after the backward pass, memory at its peak bandwidth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from mlsysim_sym.asking.planmetrics import ENCODED, GENERATED, PASSED, REPLICATED, TRAINED, Metric, Placed, asserted
from mlsysim_sym.asking.planparts import Draft, Plan, bare
from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.reading import shape, yamlfile
from mlsysim_sym.valueclass import frozen

DATACENTER = "industry_average"
Taken: TypeAlias = tuple[str, str, str]  # a value, and the part and the key of the plan that it comes from
Asserted: TypeAlias = "Mapping[str, list[Placed]]"


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
    reading = READINGS[plan.kind, plan.accelerators > 1]
    stated = asserted(plan, reading.metrics, reading.whose)
    draft = Draft(data)
    draft.put("scenario", bare(shape.words(data, "name"))[:60] or "plan", shape.place(data, "name"))
    draft.put("title", shape.words(data, "name"), shape.place(data, "name"))
    draft.put("about", _about(plan, reading))
    stages = [*reading.stages(plan, stated), *_macro(plan, stated)]
    for key, value in stages[0].tree.items():
        draft.put(key, value, shape.place(stages[0].tree, key))
    if stages[1:]:
        listed = yamlfile.Sequence(draft.file, draft.line)
        for stage in stages[1:]:
            listed.append(stage.tree)
            listed.lines.append((stage.line, 1))
        draft.put("then", listed)
    return draft.tree


def _about(plan: Plan, reading: Reading) -> str:
    ops = ", and the emissions of an average data centre" if "ops" in plan.parts else ""
    said = " ".join((f"{reading.about}{ops}.", *reading.unjudged))
    return f"Read from a plan of version {shape.words(plan.data, 'version')} as {said}"


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
    return {"model": (plan.workload, "workload", "name")}


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


def _batch(plan: Plan) -> Taken:
    return str(plan.whole("workload", "batch_size")), "workload", "batch_size"


def _length(plan: Plan) -> Taken:
    return f"{plan.whole('workload', 'seq_len')} token", "workload", "seq_len"


# --- one accelerator ----------------------------------------------------------------------------------------------------


def _single(plan: Plan, stated: Asserted, solver: str, given: Mapping[str, Taken], asked: tuple[str, ...]) -> list[Draft]:
    stage = _stage(plan, solver, {**_machine(plan), **_model(plan)}, {**given, "compute_efficiency": _efficiency(plan)})
    _precision(plan, stage, {})
    stage.texts("require", stated["stage"])
    stage.texts("ask", [(name, {}) for name in asked])
    return [stage]


def _generated(plan: Plan, stated: Asserted) -> list[Draft]:
    given = {"batch_size": _batch(plan), "context_length": _length(plan)}
    return _single(plan, stated, "llm_decode", given, ("decode_step_time", "decode_throughput", "device_memory"))


def _encoded(plan: Plan, stated: Asserted) -> list[Draft]:
    given = {"prefill_batch_size": _batch(plan), "prompt_length": _length(plan)}
    fits = ("weight_size <= usable_memory", plan.place("workload", "name"))
    return _single(plan, {"stage": [fits, *stated["stage"]]}, "llm_prefill", given, ("prefill_time", "weight_size"))


def _passed(plan: Plan, stated: Asserted) -> list[Draft]:
    return _single(plan, stated, "network_pass", {"batch_size": _batch(plan)}, ("kernel_time", "weight_size"))


# --- several accelerators -----------------------------------------------------------------------------------------------


def _share(plan: Plan) -> str:
    """Return the batch of one accelerator."""
    count, batch = plan.accelerators, plan.whole("workload", "batch_size")
    if batch % count:
        said = f"a batch of {batch} is no multiple of {count} accelerators"
        raise SchemaError(said, names=("batch_size",), **plan.place("workload", "batch_size"))
    return str(batch // count)


def _trained(plan: Plan, stated: Asserted) -> list[Draft]:
    """Return two stages: the model's parameters from its shape, and the training step."""
    shapes = _stage(plan, "training_run", {**_machine(plan), **_model(plan)}, {})
    _precision(plan, shapes, {})
    link = plan.text("hardware", "fabric_bandwidth")
    inner = plan.parts["hardware"].get("intra_node_bw", link)
    given = {
        "data_parallel_degree": (str(plan.accelerators), "hardware", "accelerators"),
        "tensor_parallel_degree": ("1", "hardware", "accelerators"),
        "pipeline_parallel_degree": ("1", "hardware", "accelerators"),
        "micro_batch_size": ("1", "workload", "batch_size"),
        "micro_batches": (_share(plan), "workload", "batch_size"),
        "sequence_length": _length(plan),
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
    step.texts("require", stated["stage"])
    step.texts("ask", [(name, {}) for name in ("step_time", "model_flops_utilization", "exposed_data_parallel_time")])
    return [shapes, step]


def _replicated(plan: Plan, stated: Asserted) -> list[Draft]:
    """Return two stages: a pass of one replica's share, and the exchange of gradients after three of them."""
    given = {"batch_size": (_share(plan), "workload", "batch_size")}
    (one,) = _single(plan, {"stage": []}, "network_pass", given, ("kernel_time", "weight_size"))
    exchange = {
        "data_parallel_degree": (str(plan.accelerators), "hardware", "accelerators"),
        "overlappable_time": ("0 s", "hardware", "accelerators"),
        "gradient_buckets": ("1", "hardware", "accelerators"),
        "link_bandwidth": (plan.text("hardware", "fabric_bandwidth"), "hardware", "fabric_bandwidth"),
        "link_latency": ("0 s", "hardware", "fabric_bandwidth"),
    }
    step = _stage(plan, "data_parallel_scaling", {}, exchange)
    taken = Draft(plan.data)
    taken.put("replica_compute_time", "3 * kernel_time", plan.place("workload", "name"))
    taken.put("local_gradient_size", "matmul_parameters * bytes_per_weight", plan.place("workload", "name"))
    step.put("take", taken)
    step.texts("require", stated["stage"])
    step.texts("ask", [(name, {}) for name in ("replica_compute_time", "exposed_data_parallel_time", "data_parallel_speedup")])
    return [one, step]


# --- energy and emissions -----------------------------------------------------------------------------------------------


def _macro(plan: Plan, stated: Asserted) -> list[Draft]:
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
    stage.texts("require", stated["macro"])
    stage.texts("ask", [(name, {}) for name in ("facility_energy", "operational_carbon")])
    return [stage]


# --- how plans are read -------------------------------------------------------------------------------------------------


@frozen
class Reading:
    """How a plan is read: in words, what makes its stages, the metrics that it has and whose they are, what is not judged."""

    about: str
    stages: Callable[[Plan, Asserted], list[Draft]]
    metrics: Mapping[str, Metric]
    whose: str
    unjudged: tuple[str, ...] = ()


ONE, SEVERAL = "one accelerator", "several accelerators"
STEP = "a data-parallel training step, gradients sent after the backward pass"
UNJUDGED = ("Whether a replica fits its memory is not judged.",)
READINGS = {  # by how the workload is read, and whether there are several accelerators
    ("generated", False): Reading("a decoding step of the batch", _generated, GENERATED, ONE),
    ("encoded", False): Reading("one pass of the batch through an encoder", _encoded, ENCODED, ONE),
    ("passed", False): Reading("one pass of the batch through the network", _passed, PASSED, ONE),
    ("generated", True): Reading(STEP, _trained, TRAINED, SEVERAL, UNJUDGED),
    ("encoded", True): Reading(STEP, _trained, TRAINED, SEVERAL, UNJUDGED),
    ("passed", True): Reading(
        f"{STEP}, its work that of three passes", _replicated, REPLICATED, f"{SEVERAL} and a network of parts", UNJUDGED
    ),
}
