"""Hold the provenance of numbers: value, as printed, source, link, place, badge, date of reading, other sources."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import UnknownNameError
from mlsysim_sym.telling.provenance import age, provenance


def test_a_field_says_who_says_it() -> None:
    (row,) = provenance(Book.load(), "h100_sxm.memory_bandwidth").to_dict()["fields"]
    assert row["value"] == Book.load().record("h100_sxm").field("memory_bandwidth").figure.text  # type: ignore[union-attr]
    assert "335" in row["as_printed"].replace(".", "")
    assert row["source"]["key"] in Book.load().source_keys
    assert row["source"]["link"].startswith("https://")
    assert row["where"]
    assert row["badge"] in {"verified", "secondary", "unverified"}
    assert (row["read"] is None) == (row["badge"] == "unverified")


def test_a_field_by_choice_has_a_row_for_each_word() -> None:
    rows = provenance(Book.load(), "h100_sxm.peak_throughput").to_dict()["fields"]
    assert {row["word"] for row in rows} >= {"bf16", "fp8"}
    assert all(row["by"] == "compute_precision" for row in rows)


def test_a_record_has_all_its_fields() -> None:
    book = Book.load()
    rows = provenance(book, "h100_sxm").to_dict()["fields"]
    assert {row["name"] for row in rows} == set(book.record("h100_sxm").fields)


def test_names_of_records_may_have_dots() -> None:
    assert provenance(Book.load(), "llama-3.1-405b").record.short == "llama_3_1_405b"
    assert provenance(Book.load(), "llama-3.1-405b.layers").to_dict()["fields"][0]["value"] == "126"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("h100_sxm.memory_bandwith", "memory_bandwidth"), ("h100_sxmm", "h100_sxm"), ("h100_sxmm.layers", "h100_sxm")],
)
def test_unknown_names_have_hints(name: str, hint: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        provenance(Book.load(), name)
    assert hint in str(caught.value.hint)


def test_the_command_prints_text_and_json() -> None:
    done = CliRunner().invoke(cli, ["provenance", "h100_sxm.memory_bandwidth"])
    assert done.exit_code == 0
    for word in ("value", "as printed", "source", "link", "where", "badge"):
        assert word in done.stdout
    shape = json.loads(CliRunner().invoke(cli, ["provenance", "h100_sxm.memory_bandwidth", "--json"]).stdout)
    assert shape["schema"] == "mlsysim-sym/provenance/1"
    assert CliRunner().invoke(cli, ["provenance", "h100_sxm.nothing"]).exit_code == 2


@pytest.mark.parametrize("name", ["h100_sxm", "us_average", "llama_3_8b", "resnet_50"])
def test_pages_are_80_columns_wide(name: str) -> None:
    long = [line for line in provenance(Book.load(), name).text().splitlines() if len(line) > 80 and "http" not in line]
    assert long == []


# --- of answers --------------------------------------------------------------------------------------------------------

RIDGE = ["ridge_point", "--on", "h100_sxm", "--choose", "compute_precision=bf16"]


def test_an_answer_says_what_it_rests_on() -> None:
    shape = json.loads(CliRunner().invoke(cli, ["provenance", *RIDGE, "--json"]).stdout)
    assert (shape["schema"], shape["answer"]) == ("mlsysim-sym/provenance/1", "ridge_point = 295.343 FLOP/B")
    rows = {row["name"]: row for row in shape["fields"]}
    assert set(rows) == {"peak_throughput", "memory_bandwidth"}
    peak = rows["peak_throughput"]
    assert (peak["value"], peak["as_printed"], peak["badge"]) == ("989.4 TFLOP/s", "989.4", "secondary")
    assert peak["record"] == "hardware/cloud/nvidia_h100_sxm"
    assert peak["where"]
    assert peak["source"]["link"].startswith("https://")
    assert peak["read"]["on"].startswith("20")
    assert peak["age_days"] is not None
    assert {"989 TFLOP/s", "989.5 TFLOP/s"} <= {each["value"] for each in peak["also"]}
    (law,) = shape["laws"]
    assert (law["name"], law["sources"][0]["key"]) == ("ridge_point", "williams2009roofline")


def test_givens_defaults_and_what_they_replace_are_named() -> None:
    words = ["time_per_output_token", "--solver", "llm_decode", "--on", "h100_sxm", "--model", "llama_3_8b", "precision=bf16",
             "context_length=2048 token", "batch_size=8", "tensor_parallel_degree=2"]  # fmt: skip
    rows = {row["name"]: row for row in json.loads(CliRunner().invoke(cli, ["provenance", *words, "--json"]).stdout)["fields"]}
    assert (rows["batch_size"]["badge"], rows["batch_size"]["source"]) == ("given", None)
    assert rows["tensor_parallel_degree"]["replaces"] == ["solver: 1"]
    assert rows["bytes_per_weight"]["source"]["key"]
    assert rows["bytes_per_weight"]["layer"] == "choice"
    text = CliRunner().invoke(cli, ["provenance", *words]).stdout
    assert [line for line in text.splitlines() if len(line) > 80 and "http" not in line] == []
    assert "instead of  solver: 1" in text


def test_a_saved_question_and_a_printed_answer_say_the_same(tmp_path: Path) -> None:
    runner = CliRunner()
    saved, printed = tmp_path / "q.yaml", tmp_path / "a.json"
    printed.write_text(runner.invoke(cli, ["solve", *RIDGE, "--save", str(saved), "--json"]).stdout, encoding="utf-8")
    asked = json.loads(runner.invoke(cli, ["provenance", *RIDGE, "--json"]).stdout)
    of_saved = json.loads(runner.invoke(cli, ["provenance", str(saved), "--json"]).stdout)
    of_printed = json.loads(runner.invoke(cli, ["provenance", str(printed), "--json"]).stdout)
    assert of_saved == asked
    assert (of_printed["fields"], of_printed["laws"]) == (asked["fields"], asked["laws"])


def test_a_printed_answer_of_another_book_keeps_its_own_numbers(tmp_path: Path) -> None:
    shape = json.loads(CliRunner().invoke(cli, ["solve", *RIDGE, "--json"]).stdout)
    shape["inputs"][0] |= {"written": "1 TFLOP/s", "as_printed": "1"}
    file = tmp_path / "a.json"
    file.write_text(json.dumps(shape), encoding="utf-8")
    row = json.loads(CliRunner().invoke(cli, ["provenance", str(file), "--json"]).stdout)["fields"][0]
    assert (row["value"], row["as_printed"], row["read"], row["also"]) == ("1 TFLOP/s", "1", None, [])
    assert row["source"]["key"] == "nvidia_h100_whitepaper"


@pytest.mark.parametrize(
    ("content", "words"), [("{", "is no JSON"), ("{}", "is no answer"), ("[]", "is no answer"), (None, "cannot read")]
)
def test_a_file_that_is_no_answer_is_refused(tmp_path: Path, content: str | None, words: str) -> None:
    file = tmp_path / "a.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    done = CliRunner().invoke(cli, ["provenance", str(file)])
    assert (done.exit_code, words in done.stderr) == (2, True)


def test_nothing_asked_and_nothing_answered_have_their_codes() -> None:
    assert CliRunner().invoke(cli, ["provenance"]).exit_code == 2
    none = ["arithmetic_intensity", "--law", "roofline", "attainable_throughput=2 PFLOP/s", "peak_throughput=1 PFLOP/s",
            "memory_bandwidth=1 TB/s"]  # fmt: skip
    assert CliRunner().invoke(cli, ["provenance", *none]).exit_code == 3


def test_ages_count_days() -> None:
    assert age({"on": "2026-11-24"}, dt.date(2027, 11, 25)) == 366
    assert age(None) is None
