"""Hold validation: the line format, what laws say about published figures, and what is not predicted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mlsysim_sym.asking.cases import Case, of_book, read_lines
from mlsysim_sym.asking.validate import Validation, validate
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import SchemaError, UnknownNameError

ROW: dict[str, Any] = {
    "id": "a", "kind": "energy", "metric": "dynamic_energy", "measured": 433.0, "unit": "MWh",
    "config": {"gpu_hours": 1082990, "tdp_w": 400}, "source": "table 1", "confidence": "high",
}  # fmt: skip
SHAPE = {
    "rows", "predicted", "fitted_constants", "median", "mean", "p90", "within10", "within20", "bias", "interval_coverage",
    "baseline_median", "baseline_mean", "median_all",
}  # fmt: skip


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["validate", *arguments], input=given)


@pytest.fixture(scope="module")
def found() -> Validation:
    return validate(Book.load())


def test_first_families(found: Validation) -> None:
    assert {"parameter_counts", "activations", "energy", "carbon"} <= set(found.families)


@pytest.mark.parametrize(
    ("family", "within"), [("parameter_counts", 0.015), ("activations", 1e-9), ("energy", 0.01), ("carbon", 0.001)]
)
def test_laws_say_what_was_published(found: Validation, family: str, within: float) -> None:
    errors = {row.case.id: row.relative for row in found.of(family) if row.relative is not None}
    assert errors
    assert {name: error for name, error in errors.items() if abs(error) > within} == {}


def test_counts_are_within_half_a_percent_but_for_rounded_names(found: Validation) -> None:
    far = {row.case.id for row in found.of("parameter_counts") if row.relative is not None and abs(row.relative) > 0.005}
    # "110M" and "2.8B" are rounded
    assert far <= {"record:models/language/bert_base", "record:models/language/mamba_2_8b"}


def test_the_shape_is_the_design(found: Validation) -> None:
    data = found.to_dict()
    assert data["schema"] == "mlsysim-sym/validate/1"
    for numbers in data["families"].values():
        assert set(numbers) == SHAPE
    activations = data["families"]["activations"]
    assert activations["rows"] == activations["predicted"] == 6
    assert activations["within10"] == 1.0
    assert activations["baseline_median"] > 0.5
    json.dumps(data, allow_nan=False)


def test_every_figure_has_a_source() -> None:
    for case in of_book(Book.load()):
        assert case.source


def test_what_has_no_law_says_why(found: Validation) -> None:
    unknown = [row for row in found.rows if row.predicted is None]
    assert unknown
    assert all(row.because for row in unknown)


@pytest.mark.parametrize(
    "changes",
    [
        {"metric": "time_to_first_token"},
        {"config": {}},
        {"config": {"gpu_hours": "many", "tdp_w": 400}},
        {"config": {"gpu_hours": -5, "tdp_w": 400}},
        {"config": {"gpu_hours": [], "tdp_w": None}},
        {"unit": "parsec"},
        {"metric": "parameters", "config": {"model": "nobody/none"}},
        {"metric": "parameters", "config": {"model": 7}},
        {"metric": "memory_per_gpu", "config": {"what": "activations_none", "vpp": "x"}},
        {"id": "record:x", "metric": "parameters", "config": {}},
    ],
)
def test_a_line_without_a_law_is_unpredicted(changes: dict[str, Any]) -> None:
    done = run("--cases", "-", "--json", given=json.dumps({**ROW, **changes}) + "\n")
    assert done.exit_code == 0
    (row,) = json.loads(done.stdout)["cases"]
    assert row["predicted"] is None
    assert row["because"]


def test_a_file_of_cases(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(ROW) + "\n\n" + json.dumps({**ROW, "id": "b", "measured": 866}) + "\n", encoding="utf-8")
    done = run("--cases", str(path), "--json")
    assert done.exit_code == 0
    numbers = json.loads(done.stdout)["families"]["energy"]
    assert numbers["rows"] == numbers["predicted"] == 2
    assert numbers["within10"] == 0.5
    assert numbers["baseline_median"] is None  # the mean is that of the book's own figures, of which none is of this kind
    assert "unpredicted" not in run("--cases", str(path)).stdout


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "must hold a JSON object"),
        (json.dumps({**ROW, "measured": "1"}), "no number `measured`"),
        (json.dumps({**ROW, "measured": True}), "no number `measured`"),
        (json.dumps(ROW).replace("433.0", "NaN"), "NaN is no number"),
        (json.dumps(ROW).replace("433.0", "1e999"), "no number `measured`"),
        (json.dumps({**ROW, "config": []}), "`config` must be an object"),
        (json.dumps({key: value for key, value in ROW.items() if key != "unit"}), "has no `unit`"),
    ],
)
def test_a_malformed_line_is_refused_with_its_number(line: str, said: str) -> None:
    with pytest.raises(SchemaError, match=said) as caught:
        list(read_lines([json.dumps(ROW), "", line], "x.jsonl"))
    assert caught.value.line == 3
    done = run("--cases", "-", given=f"{json.dumps(ROW)}\n{line}\n")
    assert done.exit_code == 2


def test_families_can_be_asked_for_alone() -> None:
    done = run("--family", "activations", "--json")
    assert set(json.loads(done.stdout)["families"]) == {"activations"}
    assert run("--family", "activatons").exit_code == 2
    with pytest.raises(UnknownNameError) as caught:
        validate(Book.load(), [Case("a", "energy", "x", 1.0, "s", "t")], "carbon")
    assert "energy" in str(caught.value.hint)


def test_a_pack_brings_its_own_figures(tmp_path: Path) -> None:
    folder = tmp_path / "registry" / "measurements"
    folder.mkdir(parents=True)
    (folder / "own.jsonl").write_text(json.dumps({**ROW, "id": "own"}) + "\n", encoding="utf-8")
    (tmp_path / "registry" / "sources.yaml").write_text('mine: {authors: "A. B.", title: C, year: "2024"}\n', encoding="utf-8")
    assert "own" in {case.id for case in of_book(Book.load(str(tmp_path)))}
