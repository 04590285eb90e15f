"""Hold what `check` says of records: facts that follow from others, published counts, how much is filled and read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mlsysim_sym.book.book import Book
from mlsysim_sym.check import check
from mlsysim_sym.checking import agreeing, counts, filling
from mlsysim_sym.cli import cli
from tests.unit.packs import written

DEVICE = """\
record: hardware/edge/toy
title: Toy
fields:
  multiprocessors: {value: 10, as_printed: "10", source: book_conventions, where: page 1}
  clock_frequency: {value: 1 GHz, as_printed: "1 GHz", source: book_conventions, where: page 1}
  operations_per_cycle:
    by: compute_precision
    fp16: {value: 100 FLOP, as_printed: "100", source: book_conventions, where: page 1}
  peak_throughput:
    by: compute_precision
    fp16: {value: PEAK, as_printed: "PEAK", source: book_conventions, where: page 1}
    int8: {value: 9 TFLOP/s, as_printed: "9", source: book_conventions, where: page 1}
"""
MODEL = """\
record: models/vision/toy
title: Toy
fields:
  parameters: {value: COUNT, as_printed: "COUNT", source: book_conventions, where: page 1, role: check}
parts:
  - part: one
    law: conv2d_parameters
    fields: {input_channels: 3, output_channels: 64, kernel_height: 7, kernel_width: 7, channel_groups: 1, channel_parameters: 0}
    source: book_conventions
    where: page 1
total:
  parameters: sum(conv_parameters)
"""
SHAPE_OF_TOY = 7 * 7 * 3 * 64


def book_of(folder: Path, path: str, text: str) -> Book:
    """Return the package's book with one more file."""
    return Book.load(str(written(folder, {path: text})))


# --- facts that follow from others -------------------------------------------------------------------------------------


def test_a_peak_that_its_units_do_not_make_is_an_error(tmp_path: Path) -> None:
    book = book_of(tmp_path, "registry/hardware/edge/toy.yaml", DEVICE.replace("PEAK", "1.5 TFLOP/s"))
    (row,) = agreeing.derived(book, "hardware/edge/toy")
    assert row.word == "fp16"  # nothing is said of int8
    assert row.computed == pytest.approx(1.0)  # 10 * 100 FLOP * 1 GHz
    (error,) = check(book, only=("hardware/edge/toy",)).errors
    assert error.message == "`peak_throughput fp16` of `hardware/edge/toy` is 1.5 TFLOP/s, but its other fields give 1 TFLOP/s"
    assert error.line == 11
    assert str(error.file).endswith("toy.yaml")
    assert "differs" in str(error.hint)


@pytest.mark.parametrize("peak", ["1 TFLOP/s", "1.009 TFLOP/s", '1.5 TFLOP/s, differs: "Two dies are counted."'])
def test_a_peak_that_agrees_or_is_explained_is_none(tmp_path: Path, peak: str) -> None:
    value = peak.partition(",")[0]
    text = DEVICE.replace("value: PEAK", f"value: {peak}").replace("PEAK", value)
    assert check(book_of(tmp_path, "registry/hardware/edge/toy.yaml", text), only=("hardware/edge/toy",)).errors == []


def test_the_records_have_peaks_to_be_checked() -> None:
    book = Book.load()
    rows = [row for name in book.names("record") for row in agreeing.derived(book, name)]
    assert {row.record.rpartition("/")[2] for row in rows} >= {"amd_mi300x", "amd_mi250", "nvidia_a100_80gb_sxm"}
    assert [row for row in rows if abs(row.relative) > agreeing.TOLERANCE and not row.printed.differs] == []


def test_the_orin_nx_does_25_tflops_of_fp16_and_not_its_100_sparse_int8_tops() -> None:
    record = Book.load().record("jetson_orin_nx_16gb")
    peaks = record.field("peak_throughput").figures
    assert peaks["fp16"].value().base == 25e12
    assert peaks["int8"].value().base == 50e12  # dense: the printed 100 TOPS are with sparsity
    assert peaks["int8"].as_printed == "up to 100 TOPS"
    assert "sparsity" in peaks["int8"].how
    assert all(figure.value().base < 100e12 for figure in peaks.values())
    alone = next(each for each in peaks["fp16"].also if "GPU alone" in each.get("where", ""))
    assert alone["value"] == "15.04 TFLOP/s"


# --- published counts --------------------------------------------------------------------------------------------------


def test_every_published_count_is_met_or_explained() -> None:
    table = counts.counts(Book.load())
    assert len(table.rows) >= 26
    assert sum(row.close for row in table.rows) >= 22
    assert [(row.record, row.field) for row in table.rows if not row.close and not row.published.differs] == []
    assert [row.record for row in table.rows if row.computed is None] == []


def test_a_count_that_laws_do_not_meet_is_an_error(tmp_path: Path) -> None:
    path = "registry/models/vision/toy.yaml"
    right = MODEL.replace("COUNT", str(SHAPE_OF_TOY))
    assert check(book_of(tmp_path / "a", path, right), only=("models/vision/toy",)).errors == []
    book = book_of(tmp_path / "b", path, MODEL.replace("COUNT", "10000"))
    (error,) = check(book, only=("models/vision/toy",)).errors
    assert error.message == f"`parameters` of `models/vision/toy` is published as 10000, but laws count {SHAPE_OF_TOY}"
    assert error.detail == ("-5.92%",)
    explained = MODEL.replace("COUNT, as", 'COUNT, differs: "Biases are counted.", as').replace("COUNT", "10000")
    assert check(book_of(tmp_path / "c", path, explained), only=("models/vision/toy",)).errors == []


def test_a_count_that_no_law_makes_is_an_error(tmp_path: Path) -> None:
    text = MODEL[: MODEL.index("parts:")].replace("COUNT", "10000")
    (error,) = check(book_of(tmp_path, "registry/models/vision/toy.yaml", text), only=("models/vision/toy",)).errors
    assert "published as 10000, but" in error.message


def test_the_command_prints_the_table() -> None:
    done = CliRunner().invoke(cli, ["check", "--table"])
    assert done.exit_code == 0
    assert "met within 0.5%" in done.stdout.splitlines()[0]
    assert "resnet_50.parameters" in done.stdout
    assert "bert_base.parameters`: The laws leave out positions" in done.stdout
    assert [line for line in done.stdout.splitlines() if len(line) > 80] == []
    shape = json.loads(CliRunner().invoke(cli, ["check", "--table", "--json"]).stdout)
    assert shape["schema"] == "mlsysim-sym/counts/1"
    row = next(row for row in shape["rows"] if row["record"].endswith("/llama_3_8b"))
    assert (row["computed"], row["within"], row["relative"]) == (8030261248.0, True, 0.0)
    one = json.loads(CliRunner().invoke(cli, ["check", "--table", "--only", "resnet_50", "--json"]).stdout)
    assert [row["computed"] for row in one["rows"]] == [25557032.0]


# --- what is filled and read -------------------------------------------------------------------------------------------


def test_the_fill_rate_counts_fields_and_what_was_looked_for(tmp_path: Path) -> None:
    text = (
        DEVICE.replace("PEAK", "1 TFLOP/s") + 'absent:\n  die_area: {looked: ["data sheet"]}\n  clock_frequency: {looked: [x]}\n'
    )
    row = filling.coverage(book_of(tmp_path, "registry/hardware/edge/toy.yaml", text), ["hardware/edge/toy"])["hardware/edge"]
    assert row == {"records": 1, "numbers": 5, "read": 0, "wanted": len(filling.WANTED), "filled": 3, "absent": 1}


def test_every_kind_of_record_is_counted() -> None:
    book = Book.load()
    found = filling.coverage(book, book.names("record"))
    assert sum(row["records"] for row in found.values()) == len(book.names("record"))
    for tier in ("cloud", "workstation", "edge", "mobile", "tiny"):
        row = found[f"hardware/{tier}"]
        assert 0 < row["filled"] <= row["wanted"] == row["records"] * len(filling.WANTED)
        assert 0 < row["read"] <= row["numbers"]
    assert "wanted" not in found["infrastructure/grids"]
    assert [line for line in "\n".join(filling.lines(found)).splitlines() if len(line) > 80] == []


def test_check_prints_the_rates() -> None:
    names = ("h100_sxm", "france", "llama_3_8b")
    arguments = ["check", *(word for name in names for word in ("--only", name))]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.stdout
    assert "hardware/cloud" in done.stdout
    assert "filled" in done.stdout
    kinds = json.loads(CliRunner().invoke(cli, [*arguments, "--json"]).stdout)["kinds"]
    assert list(kinds) == ["hardware/cloud", "infrastructure/grids", "models/language"]
    assert kinds["hardware/cloud"]["records"] == 1
