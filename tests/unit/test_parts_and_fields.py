"""Records in questions: parts with their totals, fields by a choice, series; and what is said where a choice is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import BookError, UndecidedError, UnderdeterminedError, UnknownNameError
from mlsysim_sym.solving.question import Question
from tests.unit.packs import book_alone

GLOSSARY = "area: edge\nvariables:\n" + "".join(
    f'  {name}: {{latex: "{name[-1]}_{{{index}}}", unit: {unit}, domain: positive, typical: [1 {unit}, 9 {unit}], meaning: I.}}\n'
    for index, (name, unit) in enumerate([("toy_power", "W"), ("toy_time", "s"), ("toy_energy", "J"), ("toy_price", "USD"),
                                          ("toy_rate", "USD/J"), ("toy_total", "J"), ("toy_peak", "W")])

)  # fmt: skip
GLOSSARY += '  toy_parts: {latex: "n_{t}", unit: "1", domain: count, typical: ["1", "9"], meaning: Number of parts.}\n'
LAW = """\
law: {name}
title: {name}
about: A law of a toy.
kind: identity
equation: "{equation}"
assumes: [None.]
{more}source: {{key: toy2026, place: page 1}}
examples:
  - {{given: {{toy_power: 1 W}}, expect: {{toy_time: 1 s}}}}
"""
PART = "{{part: {name}, law: toy_energy, times: {times}, fields: {{toy_power: {power} W}}, source: toy2026, where: page 1}}"
BOARD = f"""\
record: hardware/edge/toy_board
title: Toy board
aliases: [toy_board]
fields:
  toy_rate:
    by: toy_mode
    day: {{value: 2 USD/J, as_printed: "2", source: toy2026, where: page 1}}
    night: {{value: 1 USD/J, as_printed: "1", source: toy2026, where: page 1}}
parts:
  - {PART.format(name="lamp", times=2, power=3)}
  - {PART.format(name="motor", times=1, power=5)}
total:
  toy_total: REDUCER(OF)
"""
METER = """\
record: hardware/edge/toy_meter
title: Toy meter
aliases: [toy_meter]
series:
  hourly: {unit: W, step: 1 h, start: "2026-06-01T00:00", values: [4, 1, 3, 8], source: toy2026, where: table 1}
fields:
  toy_power: {reduce: mean, of: hourly}
  toy_peak: {reduce: best_window, of: hourly, length: 2 h}
absent:
  toy_rate: {looked: [page 1, page 2]}
"""
CHOICE = """\
choice: toy_mode
about: When the toy plays.
values: {day: {}, night: {}, dawn: {}}
"""
SETTER = """\
choice: toy_speed
about: How fast the toy plays.
values:
  slow: {set: {toy_time: {value: 9 s, source: {key: toy2026, place: page 2}}}}
  fast: {set: {toy_time: {value: 1 s, source: {key: toy2026, place: page 2}}}}
"""
CASE = "toy_peak = toy_power * case(when toy_mode is day: 2, else: 1)"


def files(reducer: str = "sum", of: str = "toy_energy") -> dict[str, str]:
    return {
        "formulas/edge/variables_toy.yaml": GLOSSARY,
        "formulas/edge/toy_energy.yaml": LAW.format(name="toy_energy", equation="toy_energy = toy_power * toy_time", more=""),
        "formulas/edge/toy_price.yaml": LAW.format(name="toy_price", equation="toy_price = toy_rate * toy_energy", more=""),
        "formulas/edge/toy_case.yaml": LAW.format(name="toy_case", equation=CASE, more=""),
        "formulas/choices/toy_mode.yaml": CHOICE,
        "formulas/choices/toy_speed.yaml": SETTER,
        "registry/sources.yaml": "toy2026: {authors: A. Toy, title: Toy, year: 2026}\n",
        "registry/hardware/edge/toy_board.yaml": BOARD.replace("REDUCER", reducer).replace("OF", of),
        "registry/hardware/edge/toy_meter.yaml": METER,
    }


def pack(folder: Path, *reducer: str) -> Book:
    """Write the pack; return its book."""
    return book_alone(folder, files(*reducer))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSYSIM_SYM_CACHE", str(tmp_path_factory.mktemp("cache")))


def asked(book: Book, *laws: str, record: str = "toy_board", **given: Any) -> Question:
    slots = {"hardware": record} if record else {}
    return Question(book, None, laws, slots=slots, values={f"toy_{name}": value for name, value in given.items()})


# --- totals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reducer", "total"), [("sum", 110.0), ("max", 50.0), ("min", 30.0), ("mean", 110 / 3)])
def test_totals_over_parts_forwards_and_backwards(tmp_path: Path, reducer: str, total: float) -> None:
    """Two lamps of 3 W and a motor of 5 W, for ten seconds."""
    book = pack(tmp_path, reducer)
    assert float(asked(book, "toy_energy", time="10 s").solve("toy_total")) == pytest.approx(total)
    assert float(asked(book, "toy_energy", total=f"{total!r} J").solve("toy_time")) == pytest.approx(10.0)


def test_a_total_of_what_no_part_gives(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="no part of `hardware/edge/toy_board` gives `toy_price`"):
        asked(pack(tmp_path, "sum", "toy_price"), "toy_energy", time="10 s").solve("toy_total")


def test_totals_count_parts_and_reduce_their_fields(tmp_path: Path) -> None:
    book = pack(tmp_path, "max", "toy_energy)\n  toy_parts: count(toy_power)\n  toy_peak: max(toy_power")
    question = asked(book, "toy_energy", time="10 s")
    assert float(question.solve("toy_parts")) == 3.0
    assert float(question.solve("toy_peak")) == 5.0


# --- fields by a choice ------------------------------------------------------------------------------------------------


def test_a_field_by_a_choice(tmp_path: Path) -> None:
    question = asked(pack(tmp_path), "toy_price", energy="10 J")
    assert float(question.choose(toy_mode="night").solve("toy_price")) == pytest.approx(10.0)
    assert float(question.choose(toy_mode="day").solve("toy_price")) == pytest.approx(20.0)


def test_an_open_choice_is_the_reason_that_a_value_lacks(tmp_path: Path) -> None:
    with pytest.raises(UndecidedError) as caught:
        asked(pack(tmp_path), "toy_price", energy="10 J").solve("toy_price")
    assert set(caught.value.candidates) == {"day", "night"}
    assert "toy_mode" in (caught.value.hint or "")


def test_a_word_that_a_field_lacks_is_no_fallback(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="publishes no `toy_rate` for toy_mode = dawn"):
        asked(pack(tmp_path), "toy_price", energy="10 J").choose(toy_mode="dawn").solve("toy_price")


def test_a_record_tells_its_field_or_that_it_has_none(tmp_path: Path) -> None:
    record = pack(tmp_path).record("toy_board")
    assert record.field("toy_rate").chosen("day", record.name).value().base == 2.0
    assert (record.short, record.tier) == ("toy_board", "hardware")
    with pytest.raises(UnknownNameError, match="has no field `toy_rat`") as caught:
        record.field("toy_rat")
    assert "toy_rate" in (caught.value.hint or "")


# --- open choices ------------------------------------------------------------------------------------------------------


def test_a_law_that_asks_about_an_open_choice(tmp_path: Path) -> None:
    question = asked(pack(tmp_path), "toy_case", record="", power="3 W")
    with pytest.raises(UndecidedError, match="depends on the choice `toy_mode`, which is open") as caught:
        question.solve("toy_peak")
    assert set(caught.value.candidates) == {"day", "night", "dawn"}
    assert float(question.choose(toy_mode="day").solve("toy_peak")) == pytest.approx(6.0)
    assert float(question.choose(toy_mode="dawn").solve("toy_peak")) == pytest.approx(3.0)


def test_an_open_choice_that_would_give_what_lacks(tmp_path: Path) -> None:
    question = asked(pack(tmp_path), "toy_energy", record="", power="3 W")
    with pytest.raises(UndecidedError, match="the choice `toy_speed` is open"):
        question.solve("toy_energy")
    assert float(question.choose(toy_speed="slow").solve("toy_energy")) == pytest.approx(27.0)


def test_what_lacks_is_listed(tmp_path: Path) -> None:
    with pytest.raises(UnderdeterminedError) as caught:
        asked(pack(tmp_path), "toy_price", record="", rate="1 USD/J").solve("toy_price")
    assert ("toy_energy",) in caught.value.missing
    assert caught.value.hint


def test_words_of_a_choice_are_judged(tmp_path: Path) -> None:
    question = asked(pack(tmp_path), "toy_energy", record="", power="3 W")
    found = question.require("toy_energy <= 10 J").solve("toy_speed")
    assert found.words == ("fast",)
    assert found.status == "solved"
    assert any(reason.startswith("slow: ") for reason in found.because)
    assert str(found) == "toy_speed in {fast}"
    assert found.to_dict()["set"] == [{"kind": "word", "value": "fast", "with": {}}]
    assert found.error is None
    none = question.require("toy_energy <= 1 J").solve("toy_speed")
    assert none.status == "empty"
    assert none.error is not None
    assert "no answer" in str(none)


def test_words_with_something_asked_beside_them(tmp_path: Path) -> None:
    found = asked(pack(tmp_path), "toy_energy", record="", power="3 W").solve("toy_speed", "toy_energy")
    assert found.words == ("slow", "fast")
    assert [float(found.beside[word][0]) for word in found.words] == pytest.approx([27.0, 3.0])
    assert "27" in str(found)


# --- series ------------------------------------------------------------------------------------------------------------


def test_numbers_of_a_series_say_where_they_come_from(tmp_path: Path) -> None:
    book = pack(tmp_path)
    record = book.record("toy_meter")
    ((_, figure),) = record.field("toy_power").all()
    assert figure.value().base == 4.0
    assert (figure.basis, figure.how) == ("derived", "mean of the series `hourly`")
    ((_, figure),) = record.field("toy_peak").all()
    assert figure.value().base == 2.0
    assert figure.how == "best_window of the series `hourly` over 2 h"
    assert record.absent == {"toy_rate": ("page 1", "page 2")}
    assert float(asked(book, "toy_energy", record="toy_meter", time="2 s").solve("toy_energy")) == pytest.approx(8.0)
