"""Hold the comparison with peers by scripts that stand for them: same rows, best setting, errors instead of silence."""

from __future__ import annotations

import importlib
import json
import statistics
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mlsysim_sym.asking.measured.asks import Evaluator
from mlsysim_sym.asking.validate import validate
from mlsysim_sym.book.book import Book
from mlsysim_sym.valueclass import replace

HERE = Path(__file__).resolve().parents[2] / "benchmarks" / "peers"
FAKE = """
import json, sys
rows = [json.loads(line) for line in sys.stdin]
print(json.dumps({"peer": "fake", "version": "9.8.7"}))
for row in rows:
    if row["model"].get("experts") or row["want"] != %(want)r:
        print(json.dumps({"id": row["id"], "setting": "good", "because": "not in it"}))
        continue
    for setting, value in %(values)s.items():
        print(json.dumps({"id": row["id"], "setting": setting, "value": value}))
"""
NAMES = ("run_mlsysim.py", "run_llm_analysis.py", "run_genz.py")


@pytest.fixture(scope="module")
def compare() -> ModuleType:
    sys.path.insert(0, str(HERE))
    try:
        return importlib.import_module("compare")
    finally:
        sys.path.remove(str(HERE))


def fakes(folder: Path, want: str, values: dict[str, float]) -> None:
    for name in NAMES:
        (folder / name).write_text(FAKE % {"want": want, "values": repr(values)}, encoding="utf-8")


def test_a_peer_is_shown_at_its_best_setting_beside_laws_on_the_same_rows(
    compare: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fakes(tmp_path, "tokens_per_s", {"good": 1000.0, "bad": 1e9})
    out = tmp_path / "results.md"
    assert compare.main(["--family", "decode_static", "--peer", "mlsysim", "--adapters", str(tmp_path), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert told == out.read_text(encoding="utf-8")
    assert "mlsysim 9.8.7" in told
    rows = validate(Book.load(), family="decode_static").rows
    errors = [abs(1000 / _shares(each.case) / each.case.measured - 1) for each in rows]
    laws = [abs(each.relative) for each in rows if each.relative is not None]
    cells = [cell.strip() for cell in next(line for line in told.splitlines() if line.startswith("| decode_static")).split("|")]
    assert cells[3] == f"{len(rows)} of {len(rows)}"
    assert cells[4] == "good"
    assert cells[5] == f"{statistics.median(errors):.1%}"
    assert cells[8] == f"{statistics.median(laws):.1%}"
    assert cells[11]


def _shares(case: Any) -> float:  # noqa: ANN401
    return float(case.config["tp"]) if case.metric.endswith("per_gpu") else 1.0


def test_a_rate_of_training_is_asked_as_the_time_of_a_step(compare: ModuleType) -> None:
    """A peer that says what laws say of the step has the error of laws, whatever the table's own quantity is."""
    evaluator = Evaluator(Book.load())
    posed, left = compare.rows_of(["megatron_training", "foundry_training"])
    each = [one for family in posed.values() for one in family]
    assert {one.compared.case.metric for one in each} >= {"iteration_time", "tokens_per_s_per_gpu"}
    assert len(each) + sum(left.values()) == 126
    for one in each[::5]:
        seconds = evaluator.value(replace(one.compared.ask, target="step_time"))
        assert one.figure(seconds) == pytest.approx(one.compared.predicted, rel=1e-6)


def test_what_a_peer_cannot_express_is_counted_by_reason(
    compare: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fakes(tmp_path, "step_time", {"good": 1.0})
    assert compare.main(["--family", "parameter_counts", "--adapters", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert told.count("0 of ") == 3
    assert "- genz-llm, parameter_counts: " in told
    assert "because not in it" in told


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import no_such_peer", "the peer `genz-llm` ends with 1 under"),
        ("import sys; sys.exit('no license')", "no license"),
        ("print('hello')", "writes lines that are no JSON"),
    ],
)
def test_a_peer_that_is_not_there_is_an_error(
    compare: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], script: str, said: str
) -> None:
    (tmp_path / "run_genz.py").write_text(script, encoding="utf-8")
    assert compare.main(["--family", "decode_static", "--peer", "genz-llm", "--adapters", str(tmp_path)]) == 3
    told = capsys.readouterr()
    assert not told.out
    assert said in told.err
    assert "--python PEER=PATH" in told.err


def test_an_interpreter_that_is_not_there_is_an_error(compare: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--family", "decode_static", "--peer", "mlsysim", "--python", "mlsysim=/no/such/python"]
    assert compare.main(words) == 3
    assert "cannot be run by `/no/such/python`" in capsys.readouterr().err
    assert compare.main(["--python", "calculon=python"]) == 2


def test_an_adapter_writes_a_line_for_each_row_and_setting(capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:  # noqa: ANN401
    monkeypatch.syspath_prepend(str(HERE))
    adapter: Any = importlib.import_module("adapter")
    rows = [{"id": "a", "model": {}}, {"id": "b", "model": {"experts": 8}}, {"id": "c", "model": {}, "broken": True}]
    monkeypatch.setattr(adapter.sys, "stdin", [json.dumps(row) for row in rows])

    def answer(row: dict[str, Any], setting: float) -> float:
        adapter.dense(row)
        assert "broken" not in row, "too large"
        return setting

    adapter.serve("click", {"one": 1.0, "two": 2.0}, answer)
    first, *lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first["peer"] == "click"
    assert first["version"]
    assert [line.get("value") for line in lines] == [1.0, None, None, 2.0, None, None]
    assert "mixture of experts" in lines[1]["because"]
    assert lines[2]["because"] == "the peer refuses it: too large"
