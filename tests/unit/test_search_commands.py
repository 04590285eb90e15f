"""The commands `sensitivity`, `uncertainty`, `feasible` and `optimize`: what they print, write and return."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.cli import cli

RIDGE = ("peak_throughput=1 PFLOP/s", "memory_bandwidth=4 TB/s")
DECODE = ("--solver", "llm_decode", "--on", "h100_sxm", "--model", "llama_3_70b", "--choose", "precision=bf16")
POINT = ("tensor_parallel_degree=4", "context_length=8192 token", "batch_size=8")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(list(words), prog_name="mlsysim-sym", standalone_mode=False)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def shape(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = run(capsys, *words, "--json")
    return code, json.loads(out)


COMMANDS = [
    ("sensitivity", "ridge_point", *RIDGE, "--reach", "200 FLOP/B"),
    ("uncertainty", "ridge_point", *RIDGE, "--spread", "memory_bandwidth=5%", "--samples", "64", "--indices"),
    (
        "feasible",
        "context_length",
        "batch_size",
        *DECODE,
        "tensor_parallel_degree=4",
        "time_per_output_token<=20 ms",
        "--columns",
        "5",
    ),
    (
        "optimize",
        "--max",
        "decode_throughput",
        *DECODE,
        *POINT[1:2],
        "--over",
        "batch_size=1..8",
        "--over",
        "tensor_parallel_degree=*",
    ),
]


@pytest.mark.parametrize("words", COMMANDS, ids=[words[0] for words in COMMANDS])
def test_a_command_prints_at_eighty_columns_and_as_json(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    code, data = shape(capsys, *words)
    assert code == 0
    assert data["schema"].startswith("mlsysim-sym/")
    assert run(capsys, *words, "--format", "markdown")[1].startswith("#")


@pytest.mark.parametrize("words", COMMANDS, ids=[words[0] for words in COMMANDS])
def test_a_command_writes_pictures_and_data(words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    picture, table, data = (str(tmp_path / name) for name in ("a.svg", "a.csv", "a.json"))
    assert run(capsys, *words, "--plot", picture, "--out", table)[0] == 0
    _, _, said = run(capsys, *words, "--out", data)
    assert f"written to {data}" in said
    assert "<svg" in Path(picture).read_text(encoding="utf-8")
    with Path(table).open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert len(rows) > 2
    assert len({len(row) for row in rows}) == 1
    assert json.loads(Path(data).read_text(encoding="utf-8")) == shape(capsys, *words)[1]


def test_how_far_it_must_move(capsys: pytest.CaptureFixture[str]) -> None:
    _, data = shape(capsys, *COMMANDS[0])
    moved = {each["name"]: each["reach"] for each in data["inputs"]}
    assert moved["memory_bandwidth"]["to"] == pytest.approx(5e12)
    assert moved["peak_throughput"]["to"] == pytest.approx(0.8e15)


def test_the_same_seed_prints_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (shape(capsys, *COMMANDS[1], "--seed", "3")[1] for _ in range(2))
    assert first == second != shape(capsys, *COMMANDS[1], "--seed", "4")[1]


def test_one_unknown_is_answered_as_by_solve(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("batch_size", *DECODE, *POINT[:2], "time_per_output_token<=30 ms")
    assert run(capsys, "feasible", *words)[1] == run(capsys, "solve", *words)[1]


def test_nothing_left_is_exit_three_with_what_to_relax(capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "optimize",
        "--max",
        "decode_throughput",
        *DECODE,
        POINT[1],
        "--over",
        "batch_size=1..8",
        "--over",
        "tensor_parallel_degree=4,8",
    )
    code, out, _ = run(capsys, *words, "time_per_output_token<=1 ms")
    assert code == 3
    assert "relax one of these" in out
    assert "`time_per_output_token<=1 ms`" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("sensitivity", "ridge_point", "memory_time", *RIDGE), "takes one TARGET"),
        (("uncertainty", "ridge_point", *RIDGE), "nothing that `ridge_point` rests on is uncertain"),
        (("uncertainty", "ridge_point", *RIDGE, "--spread", "memory_bandwidth"), "is no pair"),
        (("feasible", *COMMANDS[2][1:], "--within", "5"), "is no range"),
        (("feasible", "ridge_point", *RIDGE, "--plot", "a.svg"), "regions of two unknowns"),
        (("optimize", "ridge_point", *RIDGE, "--over", "batch_size=1"), "takes no TARGET"),
        (("optimize", "--min", "ridge_point", *RIDGE), "needs something to change"),
        (("sensitivity", "ridge_point", *RIDGE, "--plot", "a.gif"), "has no known format"),
        (("sensitivity", "ridge_point", *RIDGE, "--out", "a.xlsx"), "end it in .json, .csv or .parquet"),
        (("sensitivity", "ridge_point", *RIDGE, "--out", "no/such/folder/a.csv"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_exit_two(words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = run(capsys, *words)
    assert code == 2
    assert message in " ".join(said.split())


def test_a_file_is_written_whole_or_not_at_all(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up leaves the file of an earlier run as it was, and nothing half-written beside it."""
    table = tmp_path / "a.csv"
    words = ("sweep", "ridge_point", "peak_throughput=1 PFLOP/s", "memory_bandwidth=1 TB/s,2 TB/s", "--out", str(table))
    assert run(capsys, *words)[0] == 0
    before = table.read_text(encoding="utf-8")

    def full(_self: Path, _to: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    code, _, said = run(capsys, *words)
    assert code == 2
    assert "cannot be written: No space left on device" in " ".join(said.split())
    assert table.read_text(encoding="utf-8") == before
    assert list(tmp_path.iterdir()) == [table]


def test_a_sweep_writes_json_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = tmp_path / "a.json"
    words = ("sweep", "ridge_point", "peak_throughput=1 PFLOP/s", "memory_bandwidth=1 TB/s,2 TB/s")
    assert run(capsys, *words, "--out", str(data))[0] == 0
    assert json.loads(data.read_text(encoding="utf-8")) == shape(capsys, *words)[1]
