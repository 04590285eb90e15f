"""Hold calibration: constants are found again on rows that laws made, on recorded rows, and become a record that is used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mlsysim_sym.asking.calibrate import calibrate
from mlsysim_sym.asking.calibrating import calibration, rows_of
from mlsysim_sym.asking.cases import Case, read_lines
from mlsysim_sym.asking.measured.asks import Evaluator, Row, UnpredictedError
from mlsysim_sym.asking.measured.families import families, family_of
from mlsysim_sym.asking.measured.fits import fits
from mlsysim_sym.asking.measured.predict import complete
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import QuestionError
from tests.unit.scripts import imported

TRUE = {
    "compute_efficiency": {"h100_sxm/16 bit": 0.8}, "memory_efficiency": {"h100_sxm": 0.9},
    "launch_latency": {"h100_sxm": 4.0}, "cast_overhead": {}, "hidden_fraction": {"all": 0.75},
}  # fmt: skip


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def product(m: int, n: int, k: int, measured: float = 1.0) -> Case:
    config = {"device": "h100_sxm", "devices": 1, "dtype": "bfloat16", "m": m, "n": n, "k": k}
    return Case(f"p{m}x{n}x{k}", "kernel_gemm", "latency", measured, "ms", "made", config)


def made() -> list[Case]:
    """Return rows whose times laws gave with known constants."""
    book = Book.load()
    evaluator = Evaluator(book)
    cases = []
    for m in (1, 64, 256, 1024, 4096):
        for n, k in ((4096, 4096), (12288, 4096), (8192, 8192)):
            case = product(m, n, k)
            seconds = evaluator.value(complete(Row(book, case), TRUE))
            cases.append(product(m, n, k, seconds * 1e3))
    return cases


def test_known_constants_are_found_again() -> None:
    found = calibrate(Book.load(), fits()["matrix_products"], made())
    for name, values in TRUE.items():
        for key, value in values.items():
            assert found.values[name][key][0] == pytest.approx(value, rel=1e-3), name
    assert found.rows == 15
    assert set(found.without) == {"4096/4096", "12288/4096", "8192/8192"}


def test_a_known_time_of_a_product() -> None:
    """4096 x 4096 x 4096 on 132 multiprocessors: eight waves of 128 tiles of 256 by 256 pad to 4 waves of 132 tiles."""
    book = Book.load()
    case = product(4096, 4096, 4096)
    padded = 2 * 4096 * 132 * 256 * 256 * 2  # 256 tiles of 256 x 256 in two waves
    compute, memory = padded / (989.4e12 * 0.8), 2 * 3 * 4096 * 4096 / (3.35e12 * 0.9)
    expected = 4e-6 + max(compute, memory) + 0.25 * min(compute, memory)
    assert Evaluator(book).value(complete(Row(book, case), TRUE)) == pytest.approx(expected, rel=1e-9)


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(QuestionError, match="cannot be fitted on 2 lines"):
        calibrate(Book.load(), fits()["matrix_products"], made()[:2])


def test_rows_of_another_kind_are_refused() -> None:
    other = Case("x", "serving_ttft", "ttft", 1.0, "ms", "made", {"device": "h100_sxm"})
    with pytest.raises(QuestionError, match="none of 1 rows belongs"):
        calibration(Book.load(), "h100_sxm", "matrix_products", [other])


def test_recorded_rows_give_a_record_that_answers(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [
        {"id": case.id, "kind": case.kind, "metric": case.metric, "measured": case.measured, "unit": case.unit,
         "config": dict(case.config), "source": case.source}
        for case in made()
    ]  # fmt: skip
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    out = tmp_path / "own"
    done = run("calibrate", "--device", "h100_sxm", "--cases", str(path), "--out", str(out))
    assert done.exit_code == 0, done.output
    book = Book.load(str(out))
    record = book.record("fitted/own_nvidia_h100_sxm_matrix_products")
    figure = record.fields["memory_efficiency"].figure
    assert figure is not None
    assert figure.basis == "fitted"
    assert figure.value().base == pytest.approx(0.9, rel=1e-3)
    told = run(
        "solve", "kernel_time", "--solver", "matrix_product", "--book", str(out), "--on", "h100_sxm", "--with",
        "efficiency=fitted/own_nvidia_h100_sxm_matrix_products", "--choose",
        "compute_precision=bf16", "rows=1024", "columns=4096", "inner_size=4096", "bytes_per_input=2 B", "bytes_per_weight=2 B",
        "bytes_per_output=2 B", "cast_time=0 s", "--json",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    measured = next(case.measured for case in made() if case.id == "p1024x4096x4096")
    assert json.loads(told.stdout)["set"][0]["value"] == pytest.approx(measured / 1e3, rel=1e-2)


def test_the_books_own_rows_of_a_device() -> None:
    rows = rows_of(Book.load(), "h100_sxm")
    assert sum(case.kind == "kernel_gemm" for case in rows) == 75
    done = run("calibrate", "--device", "h100_sxm", "--json")
    data = json.loads(done.stdout)
    assert data["schema"] == "mlsysim-sym/calibration/1"
    assert data["rows"] == 75
    assert 0.8 < data["constants"]["compute_efficiency"][0]["value"] < 0.9


def test_unknown_names_are_refused() -> None:
    assert run("calibrate", "--device", "h100_sxm", "--fit", "matrix_product").exit_code == 2
    assert run("calibrate", "--device", "h100_smx").exit_code == 2
    assert run("validate", "--derive").exit_code == 2


# --- rules and rows ----------------------------------------------------------------------------------------------------


def test_a_line_is_in_the_first_family_that_fits() -> None:
    assert family_of(product(4096, 4096, 4096)).name == "matrix_products"
    assert family_of(product(1, 4096, 4096)).name == "small_matrix_products"
    assert all(family.predictor or family.missing for family in families().values())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"device": "cpu"}, "has no record"),
        ({"device": "abacus"}, "the device `abacus` has no record"),
        ({"dtype": "ternary"}, "the number format `ternary` is not known"),
        ({"m": None}, "the line does not give `m`"),
        ({"k": "many"}, "the line does not give `k`"),
    ],
)
def test_a_row_that_cannot_be_asked_says_why(changes: dict[str, Any], said: str) -> None:
    case = product(4096, 4096, 4096)
    wrong = Case(case.id, case.kind, case.metric, 1.0, "ms", "made", {**case.config, **changes})
    with pytest.raises(UnpredictedError, match=said):
        complete(Row(Book.load(), wrong))


# --- the script that measures ------------------------------------------------------------------------------------------


def script() -> Any:  # noqa: ANN401  (a module)
    return imported("benchmarks/gpu/measure.py")


def test_the_script_writes_rows_that_are_read() -> None:
    measure = script()
    here = {"device": "NVIDIA H100", "software": "PyTorch 2.9", "driver": "13.0", "date": "2026-01-02"}
    rows = [measure.row(kind, config, 1e-3, here) for kind, config in measure.plan()]
    cases = list(read_lines([json.dumps(row) for row in rows], "rows.jsonl"))
    assert len({case.id for case in cases}) == len(cases) > 100
    assert {case.kind for case in cases} == {"kernel_gemm", "copy", "kernel_attention", "layer_time"}
    assert all(case.measured == pytest.approx(1.0) and "driver 13.0" in case.source for case in cases)


def test_the_script_plans_without_a_gpu(capsys: pytest.CaptureFixture[str]) -> None:
    measure = script()
    assert measure.main(["--plan", "--quick"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(measure.plan(measure.QUICK)))
    assert measure.arguments(["--device", "mine"]).device == "mine"
