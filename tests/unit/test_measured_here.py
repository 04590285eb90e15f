"""Hold the whole way of own measurements: the script on a stand-in for a device, rows, fit, record, and a solve that uses it.

The stand-in takes as long for each product and copy as laws say with known constants, so that these must come out again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mlsysim_sym.asking.cases import Case, read_file
from mlsysim_sym.asking.measured.asks import Evaluator, Row
from mlsysim_sym.asking.measured.families import family_of
from mlsysim_sym.asking.measured.predict import complete
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from tests.unit.scripts import imported

TRUE = {
    "compute_efficiency": {"h100_sxm/16 bit": 0.8}, "memory_efficiency": {"h100_sxm": 0.9},
    "launch_latency": {"h100_sxm": 4.0}, "cast_overhead": {}, "hidden_fraction": {"all": 0.75},
}  # fmt: skip
KNOWN = {"compute_efficiency": 0.8, "memory_efficiency": 0.9, "launch_latency": 4.0, "hidden_fraction": 0.75}
LONG = 2**20


class Clock:
    """The time of the stand-in, in seconds, and what laws say of a kernel."""

    def __init__(self) -> None:
        self.now = 0.0
        self.book = Book.load()
        self.evaluator = Evaluator(self.book)

    def run(self, kind: str, **config: Any) -> None:
        """Let the time of a kernel pass."""
        case = Case("x", kind, "latency", 1.0, "ms", "made", {"device": "h100_sxm", **config})
        self.now += self.evaluator.value(complete(Row(self.book, case), TRUE))


class Tensor:
    """A shape that takes time when it is multiplied or copied."""

    def __init__(self, clock: Clock, *shape: int) -> None:
        self.clock, self.shape = clock, shape

    def t(self) -> Tensor:
        """Return the transpose."""
        return Tensor(self.clock, *reversed(self.shape))

    def __matmul__(self, other: Tensor) -> Tensor:
        m, n, k = self.shape[0], other.shape[1], self.shape[1]
        self.clock.run("kernel_gemm", m=m, n=n, k=k, dtype="bfloat16")
        return Tensor(self.clock, m, n)

    def copy_(self, other: Tensor) -> Tensor:
        """Copy another tensor, in bytes."""
        self.clock.run("copy", size_bytes=other.shape[0])
        return self


class Event:
    """An event on the stand-in."""

    clock: Clock

    def __init__(self, *, enable_timing: bool) -> None:
        assert enable_timing
        self.at = 0.0

    def record(self) -> None:
        """Take the time."""
        self.at = self.clock.now

    def synchronize(self) -> None:
        """Wait for nothing: the stand-in is done at once."""

    def elapsed_time(self, end: Event) -> float:
        """Return the milliseconds until another event."""
        return 1e3 * (end.at - self.at)


def stand_in() -> SimpleNamespace:
    clock = Clock()
    cuda = SimpleNamespace(
        Event=type("Own", (Event,), {"clock": clock}), is_available=lambda: True, empty_cache=lambda: None,
        get_device_name=lambda _: "NVIDIA H100 80GB HBM3",
    )  # fmt: skip

    def randn(*shape: int, **_: Any) -> Tensor:
        if len(shape) != 2:
            raise RuntimeError("only matrices here")
        return Tensor(clock, *shape)

    return SimpleNamespace(
        __version__="2.9.0", version=SimpleNamespace(cuda="13.0", hip=None), cuda=cuda, bfloat16="bf16", uint8="u8",
        float32="f32", randn=randn, empty=lambda size, **_: Tensor(clock, size),
        empty_like=lambda other: Tensor(clock, *other.shape),
    )  # fmt: skip


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("measured") / "rows.jsonl"
    script = imported("benchmarks/gpu/measure.py")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "torch", stand_in())
        patch.setattr(script, "driver", lambda: "580.65")
        assert script.main(["--out", str(path)]) == 0
    return path


def test_the_script_measures_what_the_device_can_and_names_the_rest(rows: Path) -> None:
    cases = read_file(str(rows))
    assert {case.kind for case in cases} == {"kernel_gemm", "copy"}
    assert {family_of(case).name for case in cases} == {"matrix_products", "small_matrix_products", "copies"}
    assert all(case.config["device"] == "NVIDIA H100 80GB HBM3" and "driver 580.65" in case.source for case in cases)
    assert all(case.config["software"] == "PyTorch 2.9.0, toolkit 13.0" for case in cases)


def test_constants_come_out_with_error_bars_and_answer_a_question(rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "own"
    done = run("calibrate", "--device", "h100_sxm", "--cases", str(rows), "--out", str(out), "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert data["rows"] == 52
    for name, known in {
        "compute_efficiency": 0.8,
        "memory_efficiency": 0.9,
        "launch_latency": 4.0,
        "hidden_fraction": 0.75,
    }.items():
        (entry,) = data["constants"][name]
        assert entry["value"] == pytest.approx(known, rel=5e-3), name
        assert 0 <= entry["standard_error"] < 0.05 * known, name
    record = Book.load(str(out)).record(data["record"])
    for name in ("memory_efficiency", "launch_latency", "hidden_fraction"):
        figure = record.fields[name].figure
        assert figure is not None
        assert figure.basis == "fitted"
        assert figure.spread is not None
    told = run(
        "solve", "kernel_time", "--solver", "matrix_product", "--book", str(out), "--on", "h100_sxm", "--with",
        f"efficiency={data['record']}", "--choose", "compute_precision=bf16", "rows=4096", "columns=12288", "inner_size=4096",
        "bytes_per_input=2 B", "bytes_per_weight=2 B", "bytes_per_output=2 B", "cast_time=0 s", "--json",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    measured = next(case.measured for case in read_file(str(rows)) if case.id.endswith("kernel_gemm_4096_12288_4096_bfloat16"))
    assert json.loads(told.stdout)["set"][0]["value"] == pytest.approx(measured / 1e3, rel=5e-3)


def test_a_copy_reads_and_writes() -> None:
    """Two ways of a mebibyte at 90 percent of 3.35 TB/s, and a launch."""
    clock = Clock()
    clock.run("copy", size_bytes=LONG)
    assert clock.now == pytest.approx(4e-6 + 2 * LONG / (0.9 * 3.35e12))


def test_rows_of_an_own_device_are_validated_too(rows: Path) -> None:
    """The driver's words for the device are those of its record; what no law speaks of says why."""
    done = run("validate", "--cases", str(rows), "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)["cases"]
    assert {row["family"] for row in told if row["predicted"] is not None} >= {"matrix_products", "small_matrix_products"}
    assert all(row["because"] for row in told if row["predicted"] is None)
