"""Hold scenarios: what is read, what is refused and where, and that every scenario of the book holds up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.scenario import Scenario, read_scenario, scenario
from mlsysim_sym.book.book import Book
from mlsysim_sym.check import check
from mlsysim_sym.checking.scenarios import scenario_errors
from mlsysim_sym.errors import DataError, MlsysimError, UnknownNameError

NAMES = (
    "autonomous_vehicle", "chatbot_serving", "fine_tuning_lab", "frontier_training", "hospital_imaging", "mobile_keyboard",
    "rag_search", "recommendation", "smart_doorbell", "wildlife_camera",
)  # fmt: skip
CHAT = """\
scenario: chat
title: A chat
about: One replica.
solver: llm_decode
with: {hardware: h100_sxm, model: llama_3_8b}
choose: {precision: bf16}
given:
  context_length: 8192 token
  batch_size: 8
require: ["time_per_output_token <= 30 ms"]
ask: [decode_throughput]
"""


def written(folder: Path, text: str, name: str = "chat.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_book_has_these_scenarios() -> None:
    assert set(NAMES) <= set(Book.load().names("scenario"))


@pytest.mark.parametrize("name", Book.load().names("scenario"))
def test_scenarios_of_the_book_have_no_errors(name: str) -> None:
    assert [str(error) for error in scenario_errors(Book.load(), name)] == []


def test_a_scenario_is_read_from_a_file(tmp_path: Path) -> None:
    made = ms.scenario(written(tmp_path, CHAT))
    assert isinstance(made, Scenario)
    assert made.question.solver == "llm_decode"
    assert made.question.values == {"context_length": "8192 token", "batch_size": "8"}
    assert made.score().status == "PASS"


def test_json_says_the_same_as_yaml(tmp_path: Path) -> None:
    data = {
        "scenario": "chat", "title": "A chat", "about": "One replica.", "solver": "llm_decode",
        "with": {"hardware": "h100_sxm", "model": "llama_3_8b"}, "choose": {"precision": "bf16"},
        "given": {"context_length": "8192 token", "batch_size": 8}, "require": ["time_per_output_token <= 30 ms"],
        "ask": ["decode_throughput"],
    }  # fmt: skip
    from_file = scenario(written(tmp_path, json.dumps(data, indent=1), "chat.json"))
    from_yaml = scenario(written(tmp_path, CHAT))
    assert from_file == from_yaml == read_scenario(data)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("batch_size: 8", "batch_size: 8 token", 9, "is in 1, not in token"),
        ("batch_size: 8", "batch_sise: 8", 9, "unknown variable `batch_sise`"),
        ("batch_size: 8", "batch_size: 0.5", 9, "outside its domain"),
        ("context_length: 8192 token", "context_length: 8k", 8, "8k"),
        ("hardware: h100_sxm", "hardware: h100_sxmm", 5, "unknown record `h100_sxmm`"),
        ("hardware: h100_sxm", "hardwear: h100_sxm", 5, "has no slot `hardwear`"),
        ("precision: bf16", "precision: bf17", 6, "bf17"),
        ("<= 30 ms", "<= 30 GB", 10, "does not balance"),
        ("time_per_output_token <= 30 ms", "time_per_output_token = 30 ms", 10, "is an equation"),
        ("ask: [decode_throughput]", "ask: [decode_thruput]", 11, "unknown variable `decode_thruput`"),
        ("solver: llm_decode", "solver: llm_decod", 4, "unknown solver `llm_decod`"),
        ("title: A chat", "titel: A chat", 2, "unknown field `titel`"),
        ("require: [", "requires: [", 10, "unknown field `requires`"),
        ("ask: [decode_throughput]", "ask: decode_throughput", 11, "`ask` must be a list"),
        ("ask: [decode_throughput]", "levers: [batchsize]", 11, "unknown variable `batchsize`"),
        (
            "ask: [decode_throughput]",
            "expect:\n  - {ask: parameters, about: x, source: nobody1900}",
            12,
            "unknown source `nobody1900`",
        ),
        (
            "ask: [decode_throughput]",
            "expect:\n  - {ask: parameters, about: x, source: a, within: 1%}",
            12,
            "a share of a `value`",
        ),
        ("ask: [decode_throughput]", "expect:\n  - {ask: parameters, about: x}", 12, "an expectation has no `source`"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in CHAT
    path = written(tmp_path, CHAT.replace(old, new))
    with pytest.raises(MlsysimError) as caught:
        scenario(path)
    assert (caught.value.file, caught.value.line) == (path, line)
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_missing_file_and_a_missing_name_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        scenario(str(tmp_path / "none.yaml"))
    with pytest.raises(UnknownNameError) as caught:
        scenario("chatbot_servin")
    assert "chatbot_serving" in str(caught.value.hint)


def test_a_later_stage_takes_what_fits_only(tmp_path: Path) -> None:
    stage = "then:\n  - solver: datacenter_energy\n    with: {hardware: h100_sxm}\n    take: {accelerators: context_length}\n"
    with pytest.raises(MlsysimError) as caught:
        scenario(written(tmp_path, CHAT + stage))
    assert caught.value.line == 15
    with pytest.raises(UnknownNameError, match="no stage has `servers`"):
        scenario(written(tmp_path, CHAT + stage.replace("context_length", "servers")))


def test_a_scenario_added_to_a_folder_is_found_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "registry" / "scenarios"
    folder.mkdir(parents=True)
    written(folder, CHAT)
    book = Book.load(str(tmp_path))
    assert scenario("chat", book).score().status == "PASS"
    written(folder, CHAT.replace("scenario: chat", "scenario: other"), "wrong.yaml")
    (error,) = (
        scenario_errors(Book.load(str(tmp_path)), "wrong") if "wrong" in Book.load(str(tmp_path)).names("scenario") else [None]
    )
    assert error is None or "stands in the file of `wrong`" in str(error)


def test_check_judges_scenarios(tmp_path: Path) -> None:
    folder = tmp_path / "registry" / "scenarios"
    folder.mkdir(parents=True)
    expect = "expect:\n  - {ask: parameters, value: 9e9, within: 1%, about: too many, source: grattafiori2024llama3}\n"
    written(folder, CHAT + expect)
    report = check(Book.load(str(tmp_path)), only=("chat",))
    (error,) = report.errors
    assert "is not as its source expects" in error.message


def test_data_of_python_is_checked_too() -> None:
    data: dict[str, Any] = {"scenario": "x", "title": "x", "about": "x", "solver": "llm_decode", "given": {"batch_sise": 3}}
    with pytest.raises(UnknownNameError, match="batch_sise"):
        read_scenario(data)
    with pytest.raises(DataError, match="must be a mapping"):
        read_scenario([1, 2])
