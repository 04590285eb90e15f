"""A user's own laws and records: five mistakes found in one check, mended, solved in every direction; names shadowed openly."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book.book import Book
from mlsysim_sym.check import check
from mlsysim_sym.errors import DataError, UndecidedError
from mlsysim_sym.solving.question import Question
from tests.unit.packs import written

SOURCES = """\
toy2026:
  authors: A. Toy
  title: Toy laws
  year: 2026
"""
VARIABLES = """\
area: edge
variables:
  toy_power: {latex: "P_{toy}", unit: W, domain: positive, typical: [1 W, 1 kW], meaning: Power of the toy.}
  toy_time: {latex: "t_{toy}", unit: s, domain: positive, typical: [1 s, 1000 s], meaning: Time that the toy runs.}
  toy_energy: {latex: "E_{toy}", unit: J, domain: positive, typical: [1 J, 1 MJ], meaning: Energy of the toy.}
  toy_price: {latex: "c_{toy}", unit: USD, domain: positive, typical: [0.01 USD, 100 USD], meaning: Price of a run.}
  toy_rate: {latex: "r_{toy}", unit: USD/J, domain: positive, typical: [1e-6 USD/J, 1 USD/J], meaning: Price of energy.}
  toy_loss: {latex: "l_{toy}", unit: J, domain: nonnegative, typical: [0.01 J, 100 J], meaning: Energy that warms the toy.}
"""
LAW = """\
law: {name}
title: {title}
about: A law of a toy.
kind: identity
equation: "{equation}"
assumes: [The toy is ideal.]
source: {{key: toy2026, place: page 1}}
examples:
  - given: {given}
    expect: {expect}
"""
RECORD = """\
record: hardware/edge/toy_board
title: Toy board
aliases: [toy_board]
fields:
  toy_power: {value: 5 W, as_printed: "5 W", source: toy2026, where: page 2, basis: printed}
  toy_loss: {value: 2 J, as_printed: "2 J", source: toy2026, where: page 2, basis: printed}
"""
# Another field of the board, one that the laws of the package know.
SLOWER = ('toy_power: {value: 5 W, as_printed: "5 W"', 'memory_bandwidth: {value: 2 GB/s, as_printed: "2 GB/s"')


def law(name: str, equation: str, given: str, expect: str) -> str:
    return LAW.format(name=name, title=name.replace("_", " ").capitalize(), equation=equation, given=given, expect=expect)


RIGHT = {
    "formulas/edge/variables_toy.yaml": VARIABLES,
    "formulas/edge/toy_energy.yaml": law("toy_energy", "toy_energy = toy_power * toy_time + toy_loss",
                                         "{toy_power: 5 W, toy_time: 60 s, toy_loss: 2 J}", "{toy_energy: 302 J}"),
    "formulas/edge/toy_price.yaml": law("toy_price", "toy_price = toy_energy * toy_rate",
                                        "{toy_energy: 300 J, toy_rate: 0.01 USD/J}", "{toy_price: 3 USD}"),
    "formulas/edge/toy_limit.yaml": law("toy_limit", "toy_rest = 1 - exp(-toy_time / 1[s])", "{toy_time: 1.0 s}",
                                        "{toy_rest: 0.632120558829}")
    .replace("examples:", 'defines:\n  toy_rest: {latex: "q", unit: "1", domain: "(0, 1)", typical: ["0.01", "0.99"], '
             "meaning: Share of the play that is over.}\nexamples:"),
    "formulas/edge/toy_twice.yaml": law("toy_twice", "toy_double = 2 * toy_energy", "{toy_energy: 3 J}", "{toy_double: 6 J}")
    .replace("examples:", 'defines:\n  toy_double: {latex: "E_{2}", unit: J, domain: positive, typical: [1 J, 1 MJ], '
             "meaning: Energy of two toys.}\nexamples:"),
    "registry/sources.yaml": SOURCES,
    "registry/hardware/edge/toy_board.yaml": RECORD,
}  # fmt: skip
# One mistake in each of five files: what is written instead of what, the file, and what the message is about.
WRONG = [
    ("registry/hardware/edge/toy_board.yaml", "value: 2 J,", "value: 2 gb,", "gb"),
    ("formulas/edge/toy_energy.yaml", "+ toy_loss", "+ toy_los", "toy_los"),
    ("formulas/edge/toy_price.yaml", "source: {key: toy2026, place: page 1}\n", "", "source"),
    ("formulas/edge/toy_twice.yaml", "2 * toy_energy", "2 * toy_energy / toy_time", "balance"),
    ("formulas/edge/toy_limit.yaml", "0.632120558829", "0.732120558829", "0.732"),
]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSYSIM_SYM_CACHE", str(tmp_path_factory.mktemp("cache")))


def errors_of(book: Book, folder: Path) -> list[dict[str, Any]]:
    """Return the errors of a check that lie in a folder."""
    found = check(book, all_directions=False, only=(), jobs=1).to_dict()["errors"]
    return [error for error in found if str(error["file"]).startswith(str(folder))]


# --- five mistakes -----------------------------------------------------------------------------------------------------


def broken(folder: Path) -> Path:
    files = dict(RIGHT)
    for path, right, wrong, _ in WRONG:
        assert files[path].count(right) == 1
        files[path] = files[path].replace(right, wrong)
    return written(folder, files)


def test_five_mistakes_give_five_errors_with_file_and_line_in_one_check(tmp_path: Path) -> None:
    folder = broken(tmp_path)
    errors = errors_of(Book.load(str(folder), packaged=False), folder)
    assert len(errors) == len(WRONG)
    for path, _, wrong, word in WRONG:
        (error,) = [each for each in errors if each["file"] == f"{folder}/{path}"]
        assert word in " ".join([error["message"], *error["detail"], error["hint"] or ""])
        lines = (folder / path).read_text(encoding="utf-8").splitlines()
        assert 1 <= error["line"] <= len(lines)
        if wrong:
            shown = next(number for number, line in enumerate(lines, 1) if wrong in line)
            assert abs(error["line"] - shown) <= 1  # an example is named by its first line


@pytest.mark.slow
def test_the_mistakes_of_a_pack_are_found_beside_the_book_of_the_package(tmp_path: Path) -> None:
    folder = broken(tmp_path)
    assert len(errors_of(Book.load(str(folder)), folder)) == len(WRONG)


@pytest.mark.parametrize(("path", "right", "wrong", "word"), WRONG, ids=[path.rpartition("/")[2] for path, *_ in WRONG])
def test_each_mistake_alone_is_one_error(tmp_path: Path, path: str, right: str, wrong: str, word: str) -> None:
    folder = written(tmp_path, {**RIGHT, path: RIGHT[path].replace(right, wrong)})
    (error,) = errors_of(Book.load(str(folder), packaged=False), folder)
    assert error["file"] == f"{folder}/{path}"
    assert word in " ".join([error["message"], *error["detail"], error["hint"] or ""])


# --- mended ------------------------------------------------------------------------------------------------------------

LAWS = ("toy_energy", "toy_limit", "toy_price", "toy_twice")


def test_a_mended_pack_is_verified_in_every_direction(tmp_path: Path) -> None:
    report = check(Book.load(str(written(tmp_path, RIGHT))), all_directions=True, only=LAWS, jobs=1)
    counts = report.to_dict()
    assert counts["errors"] == []
    assert (counts["laws"], counts["pairs"], counts["verified"]) == (4, 11, 11)
    assert (counts["wrong"], counts["unsolved"]) == (0, 0)


VALUES = {"toy_power": 5.0, "toy_time": 1.5, "toy_loss": 2.0, "toy_energy": 9.5, "toy_rate": 0.02, "toy_price": 0.19,
          "toy_rest": 1 - math.exp(-1.5), "toy_double": 19.0}  # fmt: skip
UNITS = {"toy_power": "W", "toy_time": "s", "toy_loss": "J", "toy_energy": "J", "toy_rate": "USD/J", "toy_price": "USD",
         "toy_rest": "", "toy_double": "J"}  # fmt: skip


def test_a_mended_pack_solves_in_every_direction(tmp_path: Path) -> None:
    book = Book.load(str(written(tmp_path, RIGHT)))
    for name in LAWS:
        for unknown in book.law(name).variables:
            given = {other: f"{VALUES[other]!r} {UNITS[other]}".strip() for other in book.law(name).variables if other != unknown}
            answer = Question(book, None, (name,), values=given).solve(unknown)
            assert float(answer) == pytest.approx(VALUES[unknown], rel=1e-12), (name, unknown)


def test_laws_of_a_pack_join_the_book_of_the_package(tmp_path: Path) -> None:
    book = Book.load(str(written(tmp_path, RIGHT)))
    answer = ms.solve("toy_time", book=book, toy_price="3.02 USD", toy_rate="0.01 USD/J", toy_power="5 W", toy_loss="2 J")
    assert float(answer) == pytest.approx(60.0)
    assert set(answer.laws) == {"toy_price", "toy_energy"}


def test_records_of_a_pack_fill_the_slots_of_the_package(tmp_path: Path) -> None:
    record = RECORD.replace(*SLOWER)
    book = Book.load(str(written(tmp_path, {**RIGHT, "registry/hardware/edge/toy_board.yaml": record})))
    answer = ms.ask("single_device", book=book, hardware="toy_board", traffic="4 GB").solve("memory_time")
    assert answer.to("s") == pytest.approx(2.0)


# --- shadowing ---------------------------------------------------------------------------------------------------------

RIDGE = law("ridge_point", "ridge_point = 2 * peak_throughput / memory_bandwidth",
            "{peak_throughput: 100 TFLOP/s, memory_bandwidth: 1 TB/s}", "{ridge_point: 200 FLOP/B}")  # fmt: skip


def test_a_pack_may_not_shadow_a_name_silently(tmp_path: Path) -> None:
    folder = written(tmp_path, {"formulas/compute/ridge_point.yaml": RIDGE, "registry/sources.yaml": SOURCES})
    with pytest.raises(DataError, match="there already") as caught:
        ms.solve("ridge_point", book=Book.load(str(folder)), peak_throughput="1 PFLOP/s", memory_bandwidth="1 TB/s")
    assert "replaces: ridge_point" in (caught.value.hint or "")


def test_a_pack_shadows_a_name_that_it_says_it_replaces_and_answers_show_it(tmp_path: Path) -> None:
    files = {"formulas/compute/ridge_point.yaml": RIDGE + "replaces: ridge_point\n", "registry/sources.yaml": SOURCES}
    book = Book.load(str(written(tmp_path, files)))
    answer = ms.solve("ridge_point", book=book, peak_throughput="1 PFLOP/s", memory_bandwidth="1 TB/s")
    assert answer.to("FLOP/B") == pytest.approx(2000.0)
    assert set(book.replaced) == {"ridge_point"}
    shape = answer.to_dict()
    assert any("ridge_point" in warning for warning in shape["warnings"])
    assert shape["book"] != ms.solve("ridge_point", peak_throughput="1 PFLOP/s", memory_bandwidth="1 TB/s").to_dict()["book"]


def test_a_record_is_shadowed_likewise(tmp_path: Path) -> None:
    record = RECORD.replace("hardware/edge/toy_board", "hardware/cloud/nvidia_h100_sxm").replace("[toy_board]", "[h100_sxm]")
    record = record.replace(*SLOWER)
    record = "".join(line for line in record.splitlines(keepends=True) if "toy_loss" not in line)
    path = "registry/hardware/cloud/nvidia_h100_sxm.yaml"
    folder = written(tmp_path, {path: record + "replaces: hardware/cloud/nvidia_h100_sxm\n", "registry/sources.yaml": SOURCES})
    book = Book.load(str(folder))
    answer = ms.ask("single_device", book=book, hardware="h100_sxm", traffic="4 GB").solve("memory_time")
    assert answer.to("s") == pytest.approx(2.0)
    assert f"`hardware/cloud/nvidia_h100_sxm` is replaced by {folder}/{path}" in answer.warnings


# --- undecided ---------------------------------------------------------------------------------------------------------

CHOICE = """\
choice: toy_mode
about: How the toy plays.
values:
  quiet: {set: {toy_power: {value: 1 W, source: {key: toy2026, place: page 3}}}}
  loud:  {set: {toy_power: {value: 9 W, source: {key: toy2026, place: page 3}}}}
"""


def test_an_undecided_choice_lists_its_words(tmp_path: Path) -> None:
    book = Book.load(str(written(tmp_path, {**RIGHT, "formulas/choices/toy_mode.yaml": CHOICE})))
    question = Question(book, None, ("toy_energy",), values={"toy_time": "60 s", "toy_loss": "0 J"})
    with pytest.raises(UndecidedError) as caught:
        question.solve("toy_energy")
    assert set(caught.value.candidates) == {"quiet", "loud"}
    assert float(question.choose(toy_mode="loud").solve("toy_energy")) == pytest.approx(540.0)
    assert question.require("toy_energy <= 100 J").solve("toy_mode").words == ("quiet",)


def test_undecided_laws_are_listed(tmp_path: Path) -> None:
    group = "alternatives: {group: toy_energy}\n"
    given = "{toy_power: 5 W, toy_time: 60 s}"
    other = law("toy_energy_other", "toy_energy = toy_power * toy_time", given, "{toy_energy: 300 J}")
    files = {**RIGHT, "formulas/edge/toy_energy.yaml": RIGHT["formulas/edge/toy_energy.yaml"] + group,
             "formulas/edge/toy_energy_other.yaml": other + group}  # fmt: skip
    book = Book.load(str(written(tmp_path, files)))
    question = Question(book, values={"toy_power": "5 W", "toy_time": "60 s", "toy_loss": "2 J"})
    with pytest.raises(UndecidedError) as caught:
        question.solve("toy_energy")
    assert set(caught.value.candidates) == {"toy_energy", "toy_energy_other"}
    answer = question.choose(toy_energy="toy_energy_other").solve("toy_energy")
    assert float(answer) == pytest.approx(300.0)
    assert [(each.by, each.value) for each in answer.cross_checks] == [("toy_energy", 302.0)]
