"""Hold the provenance of numbers: value, as printed, source, link, place, badge, date of reading, other sources."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import UnknownNameError
from mlsysim_sym.telling.provenance import provenance


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
