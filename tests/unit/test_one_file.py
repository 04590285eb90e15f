"""Hold that one YAML file adds a device, a network as parts, a grid with a series, a solver, or a scenario.

Each is written into an empty folder, and found, shown and asked by the command line at once, with `--book`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mlsysim_sym.cli import cli

DEVICE = """\
record: hardware/edge/garden_board
title: Garden board
aliases: [gardener]
fields:
  memory_bandwidth: {value: 60 GB/s, as_printed: "60 GB/s", source: book_conventions, where: page 1}
  memory_capacity: {value: 8 GB, as_printed: "8 GB", source: book_conventions, where: page 1}
  peak_throughput:
    by: compute_precision
    int8: {value: 20 TFLOP/s, as_printed: "20 TOPS", source: book_conventions, where: page 1}
"""
NETWORK = """\
record: models/vision/garden_net
title: Garden network
fields:
  image_width: {value: 32, as_printed: "32", source: book_conventions, where: page 2}
parts:
  - part: stem
    laws: [conv2d_operations, conv2d_parameters]
    fields: {input_channels: 3, output_channels: 16, kernel_height: 3, kernel_width: 3, output_height: 32, output_width: 32,
      channel_groups: 1, channel_parameters: 0}
    source: book_conventions
    where: page 2
  - part: block
    laws: [conv2d_operations, conv2d_parameters]
    times: 4
    fields: {input_channels: 16, output_channels: 16, kernel_height: 3, kernel_width: 3, output_height: 32, output_width: 32,
      channel_groups: 1, channel_parameters: 0}
    source: book_conventions
    where: page 2
total:
  operations: sum(operations)
  parameters: sum(conv_parameters)
"""
GRID = """\
record: infrastructure/grids/garden_grid
title: Garden grid
series:
  hourly_intensity: {unit: gCO2e/kWh, step: 1 h, start: "2026-06-01T00:00", zone: Europe/Berlin,
    values: [400, 100, 200, 500], source: book_conventions, where: page 3}
fields:
  grid_intensity: {reduce: mean, of: hourly_intensity}
  best_window_intensity: {reduce: best_window, of: hourly_intensity, length: 2 h}
"""
SOLVER = """\
solver: garden_kernel
title: Garden kernel
about: How fast the garden board multiplies matrices.
needs: [hardware]
uses:
  - {law: gemm_operations}
  - {law: gemm_traffic}
  - {law: arithmetic_intensity}
  - {law: roofline}
"""
SCENARIO = """\
scenario: garden_watch
title: Garden watch
about: A kernel on an accelerator, to be judged.
solver: single_device
with: {hardware: h100_sxm}
choose: {compute_precision: bf16}
given: {operations: 1 TFLOP, traffic: 1 GB}
require: ["arithmetic_intensity >= 500 FLOP/B"]
ask: [kernel_time]
"""
PER_IMAGE = 2 * 9 * 32 * 32 * (3 * 16 + 4 * 16 * 16)
ALL = {
    "registry/hardware/edge/garden_board.yaml": DEVICE,
    "registry/models/vision/garden_net.yaml": NETWORK,
    "registry/infrastructure/grids/garden_grid.yaml": GRID,
    "formulas/solvers/garden_kernel.yaml": SOLVER,
    "registry/scenarios/garden_watch.yaml": SCENARIO,
}


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--book", str(folder)])


def asked(folder: Path, *words: str) -> Any:  # noqa: ANN401  (JSON)
    done = run(folder, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def written(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Write the one file that a test names into an empty folder."""
    path = next(path for path in ALL if path.endswith(f"/{request.param}.yaml"))
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(ALL[path], encoding="utf-8")
    return tmp_path


def one(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("written", [name], indirect=True)


@pytest.mark.parametrize(
    ("written", "kind"),
    [("garden_board", "records"), ("garden_net", "records"), ("garden_grid", "records"), ("garden_kernel", "solvers"),
     ("garden_watch", "scenarios")],
    indirect=["written"],
)  # fmt: skip
def test_each_is_listed_shown_and_right(written: Path, kind: str) -> None:
    rows = asked(written, "list", kind, "garden")["entries"]
    assert [row["title"].split()[0] for row in rows] == ["Garden"]
    name = rows[0]["name"]
    assert "Garden" in run(written, "show", name).stdout.splitlines()[0]
    if kind != "scenarios":
        assert "no errors" in run(written, "check", "--only", name).stdout


@one("garden_board")
def test_a_device(written: Path) -> None:
    words = ("--solver", "single_device", "--on", "gardener", "--choose", "compute_precision=int8")
    answer = asked(written, "solve", "attainable_throughput", *words, "arithmetic_intensity=100 FLOP/B")
    assert answer["set"][0]["value"] == 6e12  # 60 GB/s * 100 FLOP/B
    back = asked(written, "solve", "arithmetic_intensity", *words, "attainable_throughput=3 TFLOP/s")
    assert back["set"][0]["value"] == 50
    (row,) = asked(written, "provenance", "gardener.memory_bandwidth")["fields"]
    assert row["as_printed"] == "60 GB/s"
    wrong = run(written, "solve", "ridge_point", "--on", "gardener", "precision=bf16")
    assert (wrong.exit_code, "publishes no" in wrong.stderr) == (2, True)


@one("garden_net")
def test_a_network_as_parts(written: Path) -> None:
    words = ("--solver", "llm_prefill", "--model", "garden_net")
    counted = asked(written, "solve", "parameters", *words)
    assert counted["set"][0]["value"] == 9 * (3 * 16 + 4 * 16 * 16)
    work = asked(written, "solve", "operations", "--with", "model=garden_net", "batch_size=3")
    assert work["set"][0]["value"] == 3 * PER_IMAGE
    back = asked(written, "solve", "batch_size", "--with", "model=garden_net", f"operations={5 * PER_IMAGE} FLOP")
    assert back["set"][0]["value"] == 5


@one("garden_grid")
def test_a_grid_with_a_series(written: Path) -> None:
    words = ("--solver", "carbon_aware_scheduling", "--with", "grid=garden_grid")
    answer = asked(written, "solve", "deferral_saving", *words)
    assert answer["set"][0]["value"] == pytest.approx(1 - 150 / 300)
    shown = asked(written, "provenance", "garden_grid.best_window_intensity")["fields"][0]
    assert shown["how"] == "best_window of the series `hourly_intensity` over 2 h"


@one("garden_kernel")
def test_a_solver(written: Path) -> None:
    words = ("--solver", "garden_kernel", "--on", "h100_sxm", "--choose", "compute_precision=bf16")
    given = ("columns=4096", "inner_size=4096", "bytes_per_element=2 B")
    answer = asked(written, "solve", "rows", *words, *given, "attainable_throughput>=500 TFLOP/s")
    low = answer["set"][0]["low"]
    intensity = 500e12 / 3350e9  # FLOP a byte, of r rows: 2 r n n / (2 (n n + 2 r n))
    assert low == -(-intensity * 4096 // (4096 - 2 * intensity))
    assert "garden_kernel" in run(written, "list", "solvers", "--giving", "attainable_throughput").stdout


@one("garden_watch")
def test_a_scenario(written: Path) -> None:
    card = run(written, "score", "garden_watch", "--json")
    assert card.exit_code == 0
    assert '"PASS"' in card.stdout
    assert "arithmetic_intensity >= 500 FLOP/B" in run(written, "show", "garden_watch").stdout
    failed = run(_changed(written / "a", "500", "2000"), "score", "garden_watch")
    assert (failed.exit_code, "FAIL" in failed.stdout) == (3, True)
    wrong = run(_changed(written / "b", '"arithmetic_intensity', '"arithmetic_intensty'), "score", "garden_watch")
    assert wrong.exit_code == 2
    assert "garden_watch.yaml:8" in wrong.stderr
    assert "`arithmetic_intensity`" in wrong.stderr


def _changed(folder: Path, part: str, instead: str) -> Path:
    place = folder / "registry" / "scenarios"
    place.mkdir(parents=True)
    (place / "garden_watch.yaml").write_text(SCENARIO.replace(part, instead), encoding="utf-8")
    return folder
