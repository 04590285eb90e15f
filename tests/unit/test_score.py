"""Hold scorecards: order, margins, inverses, what cannot be judged, errors, and the pages as they were approved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mlsysim_sym as ms
from mlsysim_sym.asking.scenario import read_scenario, scenario
from mlsysim_sym.asking.score import Scorecard
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import UnderdeterminedError

GOLDEN = Path(__file__).parents[1] / "golden" / "scorecards"
TIGHT: dict[str, Any] = {
    "scenario": "tight_chat", "title": "A tight chat service", "about": "Too little on purpose.", "solver": "llm_decode",
    "with": {"hardware": "h100_sxm", "model": "llama_3_70b"}, "choose": {"precision": "bf16"},
    "given": {"tensor_parallel_degree": 1, "context_length": "8192 token", "batch_size": 32},
    "require": ["time_per_output_token <= 10 ms"], "ask": ["decode_throughput"],
}  # fmt: skip
KERNEL: dict[str, Any] = {
    "scenario": "kernel", "title": "A kernel", "about": "A bound proves one side only.", "solver": "single_device",
    "with": {"hardware": "h100_sxm"}, "choose": {"compute_precision": "bf16"},
    "given": {"operations": "100 GFLOP", "traffic": "1 GB"},
}  # fmt: skip


def card(base: dict[str, Any], **changes: Any) -> Scorecard:
    return read_scenario({**base, **changes}).score()


@pytest.mark.parametrize("name", [*Book.load().names("scenario"), "tight_chat"])
def test_scorecards_are_as_approved(name: str, request: pytest.FixtureRequest) -> None:
    made = read_scenario(TIGHT) if name == "tight_chat" else scenario(name)
    shown, badges, _ = made.score().text().partition("\nNumbers used\n")  # badges change as sources are read
    assert badges
    path = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update-goldens", default=False):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_what_does_not_fit_says_by_how_much_and_what_would() -> None:
    found = card(TIGHT)
    memory = next(row for row in found.feasibility if row.name == "device_memory")
    assert (found.status, memory.status) == ("FAIL", "FAIL")
    assert memory.value == pytest.approx(227.0e9, rel=0.01)
    assert memory.margin == pytest.approx((80e9 - (memory.value or 0)) / 80e9)
    assert memory.inverse[0] == "needs tensor_parallel_degree at least 4 (3 more), not 1"
    assert memory.inverse[1].startswith("no batch_size alone will do")
    assert found.binding is not None
    assert found.binding.name == "time_per_output_token"
    assert found.regimes["decode_step_time"] == "memory_bound"


def test_the_inverse_does_what_it_says() -> None:
    found = card(TIGHT, given={**TIGHT["given"], "tensor_parallel_degree": 8})
    assert [row.status for row in found.rows] == ["PASS"] * 3
    fewer = card(TIGHT, given={**TIGHT["given"], "tensor_parallel_degree": 4}, require=["time_per_output_token <= 15 ms"])
    (late,) = fewer.performance
    assert late.status == "FAIL"
    most = int(late.inverse[1].split("at most ")[1].split(" ")[0])
    given = {"tensor_parallel_degree": 4, "context_length": "8192 token"}
    good = card(TIGHT, given={**given, "batch_size": most}, require=["time_per_output_token <= 15 ms"])
    bad = card(TIGHT, given={**given, "batch_size": most + 1}, require=["time_per_output_token <= 15 ms"])
    assert (good.status, bad.status) == ("PASS", "FAIL")


def test_levers_are_those_that_the_scenario_names() -> None:
    found = card(TIGHT, levers=["context_length"], given={**TIGHT["given"], "tensor_parallel_degree": 4, "batch_size": 100})
    (memory,) = [row for row in found.feasibility if row.status == "FAIL"]
    assert len(memory.inverse) == 1
    assert memory.inverse[0].startswith("needs context_length at most ")


def test_what_is_not_known_is_never_passed() -> None:
    given = {key: value for key, value in TIGHT["given"].items() if key != "batch_size"}
    found = card(TIGHT, given=given)
    assert found.status == "UNJUDGED"
    assert {row.status for row in found.performance} == {"UNJUDGED"}
    assert all(row.because for row in found.rows if row.status == "UNJUDGED")
    assert found.exit_code == 4
    with pytest.raises(UnderdeterminedError):
        found.require_all()


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("kernel_time <= 1 s", "UNJUDGED"),  # the true time may be more than the bound
        ("kernel_time <= 100 us", "FAIL"),  # it is at least 299 us
        ("kernel_time >= 100 us", "PASS"),
        ("kernel_time >= 1 s", "UNJUDGED"),
        ("attainable_throughput >= 1 GFLOP/s", "UNJUDGED"),
        ("attainable_throughput <= 989.5 TFLOP/s", "PASS"),
        ("100 us <= kernel_time", "PASS"),
        ("memory_time <= 1 ms", "PASS"),
    ],
)
def test_a_bound_proves_one_side_only(statement: str, status: str) -> None:
    (row,) = card(KERNEL, require=[statement]).performance
    assert row.status == status, row


def test_a_bound_that_a_later_stage_takes_stays_one() -> None:
    queue = {"solver": "queue_station", "take": {"service_time": "kernel_time"}, "given": {"arrival_rate": "100 request/s"}}
    found = card(KERNEL, then=[{**queue, "require": ["server_utilization <= 90%"], "ask": ["server_utilization"]}])
    (row,) = found.performance
    assert row.status == "UNJUDGED"
    assert found.macro[0].sense == "at_least"
    found = card(KERNEL, then=[{**queue, "require": ["server_utilization <= 1%"]}])
    assert found.performance[0].status == "FAIL"


def test_what_cannot_be_taken_is_said() -> None:
    queue = {"solver": "queue_station", "take": {"service_time": "kernel_time"}, "given": {"arrival_rate": "100 request/s"}}
    bare = {key: value for key, value in KERNEL.items() if key != "given"}
    found = card(bare, then=[{**queue, "require": ["server_utilization <= 90%"]}])
    assert "was to be taken from a stage before" in found.performance[0].because[0]


def test_require_all_raises_what_the_predecessor_raised() -> None:
    assert ms.OOMError is ms.OutOfMemoryError
    assert ms.SLAViolation is ms.ServiceLevelViolation
    with pytest.raises(ms.OOMError) as memory:
        read_scenario(TIGHT).require_all()
    assert memory.value.needed == pytest.approx(227.0e9, rel=0.01)
    assert memory.value.available == 80e9
    assert memory.value.exit_code == 3
    with pytest.raises(ms.SLAViolation):
        card(TIGHT, given={**TIGHT["given"], "tensor_parallel_degree": 4}).require_all()
    assert memory.value.largest is None  # no batch alone would do
    assert ms.scenario("chatbot_serving").require_all().status == "PASS"


def test_require_all_says_what_fits_and_what_is_not_known() -> None:
    small = {**TIGHT, "with": {"hardware": "h100_sxm", "model": "llama_3_8b"}, "require": [], "levers": ["batch_size"]}
    with pytest.raises(ms.OOMError) as memory:
        card(small, given={**TIGHT["given"], "batch_size": 512}).require_all()
    assert memory.value.largest == (80_000_000_000 - 2 * 8_030_261_248) // (8192 * 131_072) == 59
    assert memory.value.to_dict()["largest"] == 59
    kernel = {
        "scenario": "kernel", "title": "A kernel", "about": "Of unknown traffic.", "solver": "single_device",
        "with": {"hardware": "h100_sxm"}, "choose": {"compute_precision": "bf16"}, "given": {"operations": "1 TFLOP"},
        "ask": ["kernel_time"],
    }  # fmt: skip
    with pytest.raises(UnderdeterminedError, match="`kernel_time` cannot be found") as unknown:
        card(kernel).require_all()
    assert unknown.value.exit_code == 4


def test_json_holds_what_the_page_says() -> None:
    data = card(TIGHT).to_dict()
    assert data["schema"] == "mlsysim-sym/scorecard/1"
    assert data["status"] == "FAIL"
    (row,) = data["performance"]
    assert row["unit"] == "s/token"
    assert row["bound"] == pytest.approx(0.01)
    assert row["status"] == "FAIL"
    assert {each["badge"] for each in data["inputs"]} >= {"given", "default"}
    json.dumps(data, allow_nan=False)


def test_markdown_is_a_page() -> None:
    assert card(TIGHT).markdown().startswith("# A tight chat service: FAIL")


@pytest.mark.parametrize(("changes", "code"), [({}, 3), ({"given": {"tensor_parallel_degree": 8}}, 4)])
def test_the_command_exits_by_the_verdict(tmp_path: Path, changes: dict[str, Any], code: int) -> None:
    path = tmp_path / "tight.json"
    path.write_text(json.dumps({**TIGHT, **changes}), encoding="utf-8")
    done = CliRunner().invoke(cli, ["score", str(path), "--json"])
    assert done.exit_code == code
    assert json.loads(done.stdout)["schema"] == "mlsysim-sym/scorecard/1"
    assert CliRunner().invoke(cli, ["score", "smart_doorbell"]).exit_code == 0
    assert CliRunner().invoke(cli, ["score", str(tmp_path / "none.yaml")]).exit_code == 2
