"""Hold measured validity: intervals of groups left out, envelopes, and what answers, solvers, laws and scorecards say."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import mlsysim_sym as ms
from mlsysim_sym.asking.measured.intervals import Band, Intervals, conformal
from mlsysim_sym.asking.scenario import scenario
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.solving.envelope import Envelope, Situation, Span
from mlsysim_sym.solving.validity import data, index, of_law, of_solver, validities
from mlsysim_sym.telling.accuracy import END, START, accuracy_section, renewed

TOP = Path(__file__).resolve().parents[2]
PRODUCT: dict[str, Any] = {
    "bytes_per_input": "2 B", "bytes_per_weight": "2 B", "bytes_per_output": "2 B", "cast_time": "0 s",
    "rows": 4096, "columns": 12288, "inner_size": 4096,
}  # fmt: skip
FITTED = "nvidia_h100_sxm_matrix_products"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def product(target: str = "kernel_time", device: str = "h100_sxm", book: Book | None = None, **changes: Any) -> Answer:
    given = {key: value for key, value in {**PRODUCT, **changes}.items() if value is not None}
    asked = ms.ask("matrix_product", hardware=device, efficiency=FITTED, book=book, **given)
    found: Answer = asked.choose(compute_precision="bf16").solve(target)
    return found


# --- intervals ---------------------------------------------------------------------------------------------------------


def grouped(spread: float, seed: int, groups: int = 12) -> list[tuple[str, float]]:
    """Return residuals whose groups lie apart by `spread`, in each of which they differ by a tenth."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    centres = [chance.gauss(0, spread) for _ in range(groups)]
    return [(str(group), centre + chance.gauss(0, 0.1)) for group, centre in enumerate(centres) for _ in range(20)]


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.4])
def test_four_of_five_of_a_group_that_was_left_out_are_held(spread: float) -> None:
    held = []
    for seed in range(10):
        rows = [("f", group, 1.0, math.exp(value)) for group, value in grouped(spread, seed)]
        intervals = Intervals(rows)
        ends = [intervals.around("f", group, 1.0) for _, group, _, _ in rows]
        held += [each.holds(measured) for each, (*_, measured) in zip(ends, rows, strict=True) if each is not None]
    assert len(held) == 10 * 12 * 20
    assert 0.74 <= sum(held) / len(held) <= 0.86


def test_plain_quantiles_would_hold_too_few_where_groups_lie_apart() -> None:
    residuals = grouped(0.4, 1, groups=4)
    band = conformal(residuals)
    values = sorted(value for _, value in residuals)
    assert band is not None
    assert band.low < values[len(values) // 10]
    assert band.high > values[-len(values) // 10]


def test_a_group_takes_no_part_in_its_own_interval() -> None:
    rows = [("f", "a", 1.0, 1.1)] * 8 + [("f", "b", 1.0, 1.2)] * 8 + [("f", "far", 1.0, 9.0)] * 8
    found = Intervals(rows).around("f", "far", 1.0)
    assert found is not None
    assert found.high < 2


@pytest.mark.parametrize("rows", [[("a", 0.1)] * 20, [(str(place), 0.1) for place in range(9)], []])
def test_too_few_figures_or_groups_give_no_interval(rows: list[tuple[str, float]]) -> None:
    assert conformal(rows) is None


def test_an_interval_contains_the_middle_of_its_residuals() -> None:
    band = conformal([(str(place), 0.3) for place in range(12)])
    assert band is not None
    assert band == Band(pytest.approx(0.3), pytest.approx(0.3))  # type: ignore[arg-type]


# --- envelopes ---------------------------------------------------------------------------------------------------------

ENVELOPE = Envelope(
    {"hardware": ("hardware/cloud/a", "hardware/cloud/b")}, {"precision": ("bf16",)},
    {"batch_size": Span(1.0, 64.0, "1"), "bytes_per_kv": Span(2.0, 2.0, "B")}, {"efficiency": Span(0.5, 0.8, "1")},
    {"time": Span(0.001, 1.0, "s")},
)  # fmt: skip
INSIDE = Situation(
    {"batch_size": 64.0, "bytes_per_kv": 2.0, "efficiency": 0.85, "time": 0.5}, {"hardware": "hardware/cloud/b"},
    {"precision": "bf16"}, ("batch_size",), "time",
)  # fmt: skip


def test_what_figures_have_is_inside() -> None:
    assert list(ENVELOPE.outside(INSIDE)) == []  # a fitted constant may be a tenth beyond


@pytest.mark.parametrize(
    ("part", "changed", "said"),
    [
        ("values", {"batch_size": 65.0}, "batch_size is 65, figures have 1 to 64"),
        ("values", {"bytes_per_kv": 1.0}, "bytes_per_kv is 1 B, figures have 2 B"),
        ("values", {"efficiency": 0.95}, "efficiency is 0.95, fitted are 0.5 to 0.8"),
        ("values", {"time": 0.0001}, "time is 100 us, figures have 1 ms to 1 s"),
        ("records", {"hardware": "hardware/edge/c"}, "hardware is c, figures are of a, b"),
        ("records", {"hardware": None}, "hardware is no record, figures are of a, b"),
        ("words", {"precision": "fp8"}, "precision is fp8, figures have bf16"),
        ("given", ("launch",), "launch is given, in no figure it is"),
    ],
)
def test_what_lies_outside_is_named(part: str, changed: object, said: str) -> None:
    now: dict[str, Any] = {name: getattr(INSIDE, name) for name in ("values", "records", "words", "given", "target")}
    now[part] = changed if part == "given" else {**now[part], **dict(changed)}  # type: ignore[call-overload]
    now["records"] = {slot: name for slot, name in now["records"].items() if name}
    assert [str(each) for each in ENVELOPE.outside(Situation(**now))] == [said]


def test_a_choice_that_is_open_is_not_outside() -> None:
    assert list(ENVELOPE.outside(Situation(INSIDE.values, INSIDE.records, {}))) == []


# --- answers -----------------------------------------------------------------------------------------------------------


def test_an_answer_inside_carries_its_interval() -> None:
    answer = product()
    (found,) = answer.measured
    low, high = data()["families"]["matrix_products"]["interval"]
    assert found.inside
    assert found.validity.family == "matrix_products"
    assert found.low == pytest.approx(float(answer) * (1 + low))
    assert found.high == pytest.approx(float(answer) * (1 + high))
    assert low < 0 < high
    text = answer.derivation.text()
    assert "published figures (matrix_products)" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    assert r"\%~..~+" in answer.derivation.latex().partition("Measured: within -")[2]
    assert "\xa0" not in str(found)
    assert "8 of 10" in answer.derivation.markdown()
    assert str(found).startswith("kernel_time within -")


def test_the_interval_is_written_in_the_unit_that_is_asked_for() -> None:
    text = " ".join(product().derivation.text(unit="ms").split())
    assert "(0.4" in text.partition("measured")[2].partition("for 8 of 10")[0]
    assert " ms)" in text.partition("measured")[2].partition("for 8 of 10")[0]


def test_the_json_has_the_same() -> None:
    (found,) = product().to_dict()["measured"]
    assert found["inside"] is True
    assert found["unit"] == "s" or found["low"] > 1
    assert found["outside"] == []
    assert found["figures"] == validities()["matrix_products"].figures
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("device", "changes", "said"),
    [
        ("h100_sxm", {"rows": 400000}, "rows is 400000, figures have"),
        ("b300", {}, "hardware is nvidia_b300, figures are of"),
        ("h100_sxm", {"launch_latency": "5 ms"}, "launch_latency is 5 ms, fitted are"),
        ("h100_sxm", {"multiprocessors": 100}, "multiprocessors is given, in no figure it is"),
    ],
)
def test_an_answer_outside_says_which_input_is(device: str, changes: dict[str, Any], said: str) -> None:
    answer = product(device=device, **changes)
    (found,) = answer.measured
    assert not found.inside
    assert found.low is None
    assert any(said in str(each) for each in found.outside), [str(each) for each in found.outside]
    text = " ".join(answer.derivation.text().split())
    assert f"outside of the {found.validity.figures} published figures" in text
    assert answer.to_dict()["measured"][0]["inside"] is False


def test_an_inverse_answer_carries_the_interval_of_what_was_required() -> None:
    asked = ms.ask("matrix_product", hardware="h100_sxm", efficiency=FITTED, **{**PRODUCT, "rows": "4096"})
    answer = asked.without("rows").choose(compute_precision="bf16").require("kernel_time <= 500 us").solve("rows")
    (found,) = answer.measured
    assert found.target == "kernel_time"
    assert found.inside
    assert found.low is None
    assert "kernel_time within" in " ".join(answer.derivation.text().split())


def test_a_value_that_is_given_is_spoken_of_too() -> None:
    asked = ms.ask("matrix_product", hardware="h100_sxm", **{**PRODUCT, "kernel_time": "520 us"})
    answer = asked.given(memory_efficiency=0.85, launch_latency="3 us", hidden_fraction=0.86)
    (found,) = answer.choose(compute_precision="bf16").solve("compute_efficiency").measured
    assert (found.target, found.inside) == ("kernel_time", True)


def test_an_answer_that_no_figure_speaks_of_says_nothing() -> None:
    answer = ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
    assert answer.measured == ()
    assert answer.to_dict()["measured"] == []
    assert "measured" not in answer.derivation.text()
    assert product("padded_operations").measured == ()


def test_a_law_that_a_pack_replaces_was_not_compared(tmp_path: Path) -> None:
    law = (TOP / "formulas" / "compute" / "kernel_time_partly_overlapped.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "formulas" / "compute"
    folder.mkdir(parents=True)
    changed = law.rstrip() + "\nreplaces: kernel_time_partly_overlapped\n"
    (folder / "kernel_time_partly_overlapped.yaml").write_text(changed, encoding="utf-8")
    assert product(book=Book.load(str(tmp_path))).measured == ()
    assert product().measured


def test_an_answer_without_a_family_reads_the_index_alone() -> None:
    asked = """
import mlsysim_sym as ms
from mlsysim_sym.solving import validity
answer = ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
answer.to_dict(), answer.derivation.text()
assert validity.index.cache_info().currsize == 1
assert validity.data.cache_info().currsize == 0
assert "mlsysim_sym.asking.validate" not in __import__("sys").modules
"""
    subprocess.run([sys.executable, "-c", asked], cwd=TOP, check=True)
    assert len(json.dumps({name: list(found) for name, found in index().items()})) < 4000


# --- the generated data ------------------------------------------------------------------------------------------------


def test_the_index_names_the_families_with_an_interval() -> None:
    found = {
        (question["target"], name)
        for name, entry in data()["families"].items() if entry["interval"]
        for question in entry["questions"]
    }  # fmt: skip
    assert found == {(target, name) for target, names in index().items() for name in names}


def test_every_family_has_its_errors_and_its_inputs() -> None:
    book = Book.load()
    for name, found in validities().items():
        assert found.figures > 0, name
        assert found.envelope.targets, name
        assert set(found.laws) <= set(book.laws), name
        assert all(each.solver is None or book.solver(each.solver) for each in found.questions), name
        if found.low is not None and found.high is not None:
            assert -1 < found.low < found.high, name
            assert 0.6 <= (found.coverage or 0) <= 1, name
    assert 0.7 <= data()["overall"]["interval_coverage"] <= 0.9


def test_the_table_of_the_readme_is_the_generated_one() -> None:
    text = (TOP / "README.md").read_text(encoding="utf-8")
    assert renewed(text, data()) == text
    section = accuracy_section(data())
    assert f"Version {data()['version']}, {data()['date']}" in section
    assert all(f"| `{name}` |" in section for name in data()["families"])


def test_a_text_without_marks_is_refused() -> None:
    with pytest.raises(SchemaError, match="no marks"):
        renewed("# Readme\n", data())
    assert renewed(f"a {START} old {END} b", data()).startswith(f"a {START}\n\nVersion ")


# --- pages -------------------------------------------------------------------------------------------------------------


def test_a_solver_shows_its_measured_errors_and_inputs() -> None:
    shown = " ".join(run("show", "solver:matrix_product").stdout.split())
    assert "matrix_products: 183 of 183 figures predicted" in shown
    assert "8 of 10 within" in shown
    assert "`rows`: 16 to 16384" in shown
    assert "naive baseline" in shown
    data_ = json.loads(run("show", "solver:matrix_product", "--json").stdout)["measured"]
    assert [each["family"] for each in data_] == [each.family for each in of_solver("matrix_product")]
    assert data_[0]["envelope"]["ranges"]["rows"] == {"low": 16.0, "high": 16384.0, "unit": "1"}


def test_a_law_shows_the_answers_in_which_it_takes_part() -> None:
    shown = " ".join(run("show", "law:kernel_time_partly_overlapped").stdout.split())
    assert "`matrix_products`: `kernel_time` of `matrix_product`; 183 figures" in shown
    assert {each.family for each in of_law("kernel_time_partly_overlapped")} >= {"matrix_products"}
    found = json.loads(run("show", "law:kernel_time_partly_overlapped", "--json").stdout)["measured"]
    assert found[0]["family"] == "matrix_products"


def test_what_no_figure_speaks_of_shows_nothing() -> None:
    assert of_law("ridge_point") == ()
    assert "Measured" not in run("show", "law:ridge_point").stdout
    assert "Measured" not in run("show", "solver:fair_classifier").stdout


SCENARIO = f"""
scenario: one_product
title: One product
about: A product of a large layer in time.
solver: matrix_product
with: {{hardware: h100_sxm, efficiency: {FITTED}}}
choose: {{compute_precision: bf16}}
given:
  {{bytes_per_input: 2 B, bytes_per_weight: 2 B, bytes_per_output: 2 B, cast_time: 0 s, rows: "4096", columns: "12288",
    inner_size: "4096"}}
require: ["kernel_time <= 400 us"]
ask: [kernel_time]
"""


def test_a_scorecard_says_how_far_its_statements_can_be_off(tmp_path: Path) -> None:
    path = tmp_path / "one_product.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    card = scenario(str(path)).score()
    (row,) = card.performance
    assert row.measured[0].inside
    assert "measured within -" in " ".join(card.text().split())
    assert card.to_dict()["performance"][0]["measured"][0]["family"] == "matrix_products"
