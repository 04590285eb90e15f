"""Hold plan files of the predecessor: what they become, what they are judged by, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.planmetrics import ENCODED, GENERATED, MACRO, PASSED, REPLICATED, TRAINED
from mlsysim_sym.asking.scenario import Scenario
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import MlsysimError

FLEET_PLAN = """\
version: "1.0"
name: "Llama-3 70B Distributed Training with Assertions"

workload:
  name: "Llama3_70B"
  batch_size: 4096
  seq_len: 2048

hardware:
  name: "H100"
  nodes: 64
  precision: "fp16"
  efficiency: 0.45

ops:
  region: "France"
  duration_days: 14.0

constraints:
  assert:
    - metric: "macro.carbon_footprint"
      max: 1.0
"""
ONE_PLAN = """\
version: "1.0"
name: "Llama-3 8B Inference"
workload: {name: Llama3_8B, batch_size: 16, seq_len: 2048}
hardware: {name: H100, accelerators: 1, precision: fp16, efficiency: 0.35}
constraints:
  assert:
    - {metric: performance.latency, max: 20, min: 1}
"""


def made(folder: Path, text: str) -> Scenario:
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return ms.scenario(str(path))


def test_several_accelerators_are_a_training_step(tmp_path: Path) -> None:
    scenario = made(tmp_path, FLEET_PLAN)
    assert [stage.solver for stage in scenario.stages] == ["training_run", "training_step_3d", "carbon_and_water"]
    card = scenario.score()
    values = {each.name: each.answer.pieces[0].low for each in card.macro if each.answer is not None}
    # 6 operations a parameter and token, half-precision peak of 989.4 TFLOP/s at 45%
    work = 6 * 70_553_706_496 * 4096 * 2048 / 64 / (989.4e12 * 0.45)
    assert values["step_time"] - values["exposed_data_parallel_time"] == pytest.approx(work, rel=0.01)
    assert values["facility_energy"] == pytest.approx(64 * 700 * 1.57 * 14 * 86400, rel=0.03)
    assert card.exit_code == 3


def test_one_accelerator_is_a_decoding_step(tmp_path: Path) -> None:
    card = made(tmp_path, ONE_PLAN).score()
    assert [row.statement for row in card.performance] == ["decode_step_time <= 20 ms", "decode_step_time >= 1 ms"]
    # weights of two bytes and a cache of 131,072 bytes a token, at 3.35 TB/s
    expected = (2 * (8_030_261_248 - 128_256 * 4096) + 16 * 2048 * 131_072) / 3.35e12
    assert card.performance[0].value == pytest.approx(expected, rel=0.08)
    assert card.status == "PASS"


def test_every_metric_can_be_judged(tmp_path: Path) -> None:
    for text, metrics in ((ONE_PLAN, GENERATED), (FLEET_PLAN, {**TRAINED, **MACRO})):
        asserts = "".join(f"    - {{metric: {name}, max: 1e15}}\n" for name in metrics)
        card = made(tmp_path, text[: text.index("  assert:")] + "  assert:\n" + asserts).score()
        judged = [row for row in card.rows if not row.limit]
        assert len(judged) == len(metrics)
        assert {row.status for row in judged} == {"PASS"}


@pytest.mark.parametrize(
    ("change", "line", "said", "hint"),
    [
        (('"H100"', '"H10O"'), 10, "no record of hardware is called `H10O`", "`h100`"),
        (('"Llama3_70B"', '"Llama3_70"'), 5, "no record of models is called `Llama3_70`", "llama3_70b"),
        (('"France"', '"Frence"'), 16, "no record of infrastructure/grids is called `Frence`", "`france`"),
        (("batch_size: 4096", "batch_size: 4095"), 6, "a batch of 4095 is no multiple of 64", None),
        (("batch_size: 4096", "batch_size: 4k"), 6, "whole number of at least 1, not 4k", None),
        (("batch_size:", "batchsize:"), 6, "unknown field `batchsize` in `workload`", "`batch_size`"),
        (("nodes: 64", "nodes: 64\n  accelerators: 32"), 11, "32 by `accelerators` and 64 by `nodes`", None),
        (("nodes: 64", "node_count: 64"), 11, "`node_count` needs `accelerators_per_node`", None),
        (("efficiency: 0.45", "efficiency: 45"), 13, "`efficiency: 45` lies outside (0, 1]", None),
        (("efficiency: 0.45", "efficiency: high"), 13, "`efficiency: high` is no number", None),
        (('"fp16"', '"fp17"'), 12, "fp17", "fp16"),
        (("macro.carbon_footprint", "macro.carbon_fotprint"), 21, "unknown metric `macro.carbon_fotprint`", "carbon_footprint"),
        (("macro.carbon_footprint", "macro.tco_usd"), 21, "`macro.tco_usd` cannot be judged: a plan names no prices", "scenario"),
        (("macro.carbon_footprint", "performance.latency"), 21, "no metric of plans with several accelerators", "step_latency"),
        (("max: 1.0", "max: 1 t"), 22, "max: 1 t", None),
        (("max: 1.0", "maximum: 1.0"), 22, "unknown field `maximum`", "max"),
        (("      max: 1.0\n", ""), 21, "has neither `max` nor `min`", None),
        (('version: "1.0"\n', ""), 1, "a plan has no `version`", None),
        (("duration_days: 14.0", "duration_days: 14 day"), 17, "has a unit, and plans have none there", None),
    ],
)  # fmt: skip
def test_refused_with_file_and_line(change: tuple[str, str], line: int, said: str, hint: str | None, tmp_path: Path) -> None:
    with pytest.raises(MlsysimError) as caught:
        made(tmp_path, FLEET_PLAN.replace(*change))
    assert said in caught.value.message
    assert caught.value.file == str(tmp_path / "plan.yaml")
    assert caught.value.line == line
    assert hint is None or hint in (caught.value.hint or "")


def test_accelerators_by_nodes(tmp_path: Path) -> None:
    scenario = made(tmp_path, FLEET_PLAN.replace("nodes: 64", "node_count: 8\n  accelerators_per_node: 8\n  accelerators: 64"))
    assert scenario.stages[1].values["data_parallel_degree"] == "64"


def test_the_command_takes_a_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(FLEET_PLAN, encoding="utf-8")
    assert cli.main(["score", str(path)], standalone_mode=False) == 3
    assert "operational_carbon <= 1000 kgCO2e" in capsys.readouterr().out
    path.write_text(FLEET_PLAN.replace("max: 1.0", "max: 100"), encoding="utf-8")
    assert cli.main(["score", str(path)], standalone_mode=False) == 0
    path.write_text(FLEET_PLAN.replace("H100", "H10O"), encoding="utf-8")
    assert cli.main(["score", str(path)], standalone_mode=False) == 2
    assert "plan.yaml:10" in capsys.readouterr().err


# --- workloads that are no language models ------------------------------------------------------------------------------


def one(name: str, hardware: str, batch: int, more: str = "") -> str:
    return (
        f'version: "1.0"\nname: "{name} once"\nworkload: {{name: {name}, batch_size: {batch}, seq_len: 1500}}\n'
        f"hardware: {{name: {hardware}, precision: fp16, efficiency: 0.5{more}}}\n"
    )


def asserting(*metrics: str) -> str:
    return "constraints:\n  assert:\n" + "".join(f"    - {{metric: {name}, max: 1e15}}\n" for name in metrics)


@pytest.mark.parametrize(
    ("name", "solver"), [("ResNet50", "network_pass"), ("DLRM", "network_pass"), ("BERT-Base", "llm_prefill")]
)
def test_another_workload_passes_once(name: str, solver: str, tmp_path: Path) -> None:
    metrics = ENCODED if solver == "llm_prefill" else PASSED
    card = made(tmp_path, one(name, "T4", 32) + asserting(*metrics)).score()
    assert [stage.solver for stage in card.scenario.stages] == [solver]
    judged = [row for row in card.rows if not row.limit]
    assert len(judged) == len(metrics) + (solver == "llm_prefill")  # that an encoder fits is no limit of its solver
    assert {row.status for row in judged} == {"PASS"}


def test_a_network_takes_the_time_of_its_operations(tmp_path: Path) -> None:
    text = one("resnet-50", "T4", 32) + asserting("performance.latency", "performance.throughput", "performance.mfu")
    latency, rate, share = [row.value for row in made(tmp_path, text).score().performance]
    # 8,178,368,512 operations an image by its table of layers, 65 TFLOP/s in half precision
    assert latency == pytest.approx(32 * 8_178_368_512 / (65e12 * 0.5), rel=1e-9)
    assert rate == pytest.approx(65e12 * 0.5 / 8_178_368_512, rel=1e-9)
    assert share == pytest.approx(0.5, rel=1e-9)


def test_a_network_is_trained_on_several_accelerators(tmp_path: Path) -> None:
    text = one("ResNet50", "A100", 2048, ", accelerators: 8")
    scenario = made(tmp_path, text + "ops: {region: EU_Avg}\n" + asserting(*REPLICATED, *MACRO))
    assert [stage.solver for stage in scenario.stages] == ["network_pass", "data_parallel_scaling", "carbon_and_water"]
    values = {row.statement.partition(" <= ")[0]: row.value for row in scenario.score().rows if not row.limit}
    assert len(values) == len({**REPLICATED, **MACRO})
    compute = 3 * 256 * 8_178_368_512 / (312e12 * 0.5)
    exchange = 2 * 7 / 8 * 2 * 25_557_032 / 50e9
    assert values["replica_compute_time + exposed_data_parallel_time"] == pytest.approx(compute + exchange, rel=1e-9)
    assert values["2048 / (replica_compute_time + exposed_data_parallel_time)"] == pytest.approx(2048 / (compute + exchange))
    assert values["data_parallel_speedup / data_parallel_degree"] == pytest.approx(compute / (compute + exchange), rel=1e-9)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("Quebec", "`canada`"),
        ("Texas", "`us_average`"),
        ("Iowa", "`us_average`"),
        ("Germny", "`germany`"),
        ("Atlantis", "list records infrastructure/grids"),
    ],
)
def test_a_region_without_a_record_is_told_with_a_way_on(said: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(MlsysimError) as caught:
        made(tmp_path, FLEET_PLAN.replace("France", said))
    assert f"no record of infrastructure/grids is called `{said}`" in caught.value.message
    assert hint in str(caught.value.hint)
    assert caught.value.line == 16


def test_a_reported_run_is_no_workload(tmp_path: Path) -> None:
    with pytest.raises(MlsysimError, match="no record of models is called `llama_3_8b_run`"):
        made(tmp_path, one("llama_3_8b_run", "H100", 1))
