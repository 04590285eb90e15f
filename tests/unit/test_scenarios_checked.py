"""What a check says of scenarios that are wrong, and what reading one alone refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlsysim_sym.asking.scenario import read_scenario, scenario
from mlsysim_sym.book.book import Book
from mlsysim_sym.check import check
from mlsysim_sym.checking.scenarios import scenario_errors
from mlsysim_sym.errors import DataError, MlsysimError, ServiceLevelViolation

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


def pack(folder: Path, text: str, name: str = "chat") -> Book:
    """Return the book with one scenario more."""
    place = folder / "registry" / "scenarios" / f"{name}.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(text, encoding="utf-8")
    return Book.load(str(folder))


WRONG = [
    ("an unknown field", "ask: [", "asks: [", 11, "asks"),
    ("no solver", "solver: llm_decode\n", "", None, "solver"),
    ("another file's name", "scenario: chat", "scenario: talk", 1, "stands in the file of `chat`"),
    ("an unknown variable", "ask: [decode_throughput]", "ask: [decode_speed]", 11, "unknown variable `decode_speed`"),
    ("a wrong unit", "<= 30 ms", "<= 30 GB", 10, "time"),
    ("an unknown solver", "solver: llm_decode", "solver: llm_decod", 4, "unknown solver `llm_decod`"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "line", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_check_says_where_a_scenario_is_wrong(tmp_path: Path, right: str, wrong: str, line: int | None, said: str) -> None:
    assert right in CHAT
    book = pack(tmp_path, CHAT.replace(right, wrong, 1))
    errors = [*scenario_errors(book, "chat")] if "chat" in book.names("scenario") else list(book.errors)
    assert any(said in " ".join([each.message, *each.detail]) for each in errors), [str(each) for each in errors]
    assert all(each.file and each.file.endswith("chat.yaml") for each in errors)
    assert line is None or line in [each.line for each in errors]


def test_a_file_that_cannot_be_read_is_reported_once(tmp_path: Path) -> None:
    book = pack(tmp_path, CHAT + "given: {}\n")  # a second `given`
    assert list(scenario_errors(book, "chat")) == []
    told = [error for error in check(book, only=("roofline",), jobs=1).errors + list(book.errors) if "given" in error.message]
    assert len({(error.file, error.line) for error in told}) == 1


def test_a_scenario_that_meets_its_source_has_no_errors(tmp_path: Path) -> None:
    expect = "expect:\n  - {ask: parameters, value: 8e9, within: 5%, about: as named, source: grattafiori2024llama3}\n"
    book = pack(tmp_path, CHAT + expect)
    assert list(scenario_errors(book, "chat")) == []


EXPECTATIONS = [
    ("{ask: parameters > 3, value: 8e9, about: both, source: grattafiori2024llama3}", "a comparison or has a `value`, not both"),
    ("{ask: parameters > 3, within: 5%, about: share, source: grattafiori2024llama3}", "`within` is a share of a `value`"),
    ("{ask: parameters, value: 8e9, about: nobody, source: nobody2020}", "unknown source `nobody2020`"),
    ("{ask: parametres, value: 8e9, about: misspelt, source: grattafiori2024llama3}", "no stage has `parametres`"),
    ("{ask: parameters, value: 8e9, about: no source}", "source"),
]


@pytest.mark.parametrize(("entry", "said"), EXPECTATIONS, ids=[row[1] for row in EXPECTATIONS])
def test_a_wrong_expectation_is_refused_with_its_line(tmp_path: Path, entry: str, said: str) -> None:
    path = tmp_path / "chat.yaml"
    path.write_text(f"{CHAT}expect:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(MlsysimError) as caught:
        scenario(str(path))
    assert said in " ".join([caught.value.message, *caught.value.detail])
    assert (caught.value.file, caught.value.line) == (str(path), 13)


def test_files_that_are_not_there_or_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot read"):
        scenario(str(tmp_path / "nothing.yaml"))
    path = tmp_path / "bytes.yaml"
    path.write_bytes(b"scenario: \xff\xfe\n")
    with pytest.raises(DataError, match="not UTF-8"):
        scenario(str(path))


def test_a_name_must_agree_where_one_is_due() -> None:
    from_json = {"scenario": "chat", "title": "A chat", "about": "One.", "solver": "llm_decode"}
    assert read_scenario(from_json, name="chat").name == "chat"
    with pytest.raises(DataError, match="stands in the file of `talk`"):
        read_scenario(from_json, name="talk")


def test_a_requirement_that_fails_is_an_error_where_all_are_required(tmp_path: Path) -> None:
    path = tmp_path / "chat.yaml"
    path.write_text(CHAT.replace("30 ms", "1 ms"), encoding="utf-8")
    with pytest.raises(ServiceLevelViolation):
        scenario(str(path)).require_all()
    path.write_text(CHAT, encoding="utf-8")
    assert scenario(str(path)).require_all().status == "PASS"
