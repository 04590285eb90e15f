"""A question made ready: which laws take part, what is dropped for them, and what is said where nothing decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import QuestionError, UndecidedError, UnderdeterminedError
from mlsysim_sym.solving.question import Question
from tests.unit.packs import book_alone

SOURCE = "source: {key: toy2026, place: page 1}\n"
VARIABLES = """\
area: edge
variables:
  toy_power: {latex: "P_{t}", unit: W, domain: positive, typical: [1 W, 1 kW], meaning: Power.}
  toy_time: {latex: "t_{t}", unit: s, domain: positive, typical: [1 s, 1000 s], meaning: Time.}
  toy_energy: {latex: "E_{t}", unit: J, domain: positive, typical: [1 J, 1 MJ], meaning: Energy.}
  toy_heat: {latex: "h_{t}", unit: J, domain: nonnegative, typical: [0.01 J, 100 J], meaning: Heat.}
  toy_gain: {latex: "g_{t}", unit: "1", domain: positive, typical: ["0.1", "9"], meaning: Gain.}
  toy_price: {latex: "p_{t}", unit: USD, domain: positive, typical: [1 USD, 9 USD], meaning: Price.}
  toy_share: {latex: "s_{t}", unit: "1", domain: fraction, typical: ["0.1", "0.9"], meaning: Share.,
              default: {value: 50%, source: {key: toy2026, place: page 1}, why: most}}
"""
LAWS = {
    "toy_energy": ("identity", "toy_energy = toy_power * toy_time", ""),
    "toy_mooded": ("identity", "toy_heat = case(when toy_mood is calm: toy_energy * toy_share, else: toy_energy)", ""),
    "toy_share": ("identity", "toy_share = toy_gain / 10", ""),
    "toy_price_plain": ("model", "toy_price = toy_gain * 2[USD]", "alternatives: {group: toy_price, priority: 1}\n"),
    "toy_price_fancy": ("model", "toy_price = toy_gain * 3[USD]", "alternatives: {group: toy_price, priority: 1}\n"),
}
BOARD = """\
record: hardware/edge/toy_board
title: Toy board
aliases: [toy_board]
fields:
  toy_power: {value: 5 W, as_printed: "5 W", source: toy2026, where: page 2, basis: printed}
  toy_gain: {value: "2", as_printed: "2", source: toy2026, where: page 2, basis: printed}
"""
SOLVERS = {
    "toy_run": "needs: [hardware]\nuses:\n  - {law: toy_energy}\n",
    "toy_moods": "uses:\n  - {law: toy_mooded}\n  - {law: toy_share}\n",
    "toy_prices": "uses:\n  - {law: toy_price_plain}\n  - {law: toy_price_fancy}\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    texts = {
        "formulas/edge/variables.yaml": VARIABLES,
        "registry/sources.yaml": "toy2026: {authors: A. Toy, title: Toy laws, year: 2026}\n",
        "registry/hardware/edge/toy_board.yaml": BOARD,
        "formulas/choices/toy_mood.yaml": "choice: toy_mood\nabout: A mood.\nvalues:\n  calm: {}\n  wild: {}\n",
    }
    for name, (kind, equation, more) in LAWS.items():
        head = f'law: {name}\ntitle: {name}\nabout: A toy.\nkind: {kind}\nequation: "{equation}"\nassumes: [None.]\n'
        texts[f"formulas/edge/{name}.yaml"] = head + more + SOURCE + "examples: []\n"
    for name, uses in SOLVERS.items():
        texts[f"formulas/solvers/{name}.yaml"] = f"solver: {name}\nabout: Plays.\n{uses}"
    return book_alone(tmp_path_factory.mktemp("pack"), texts)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSYSIM_SYM_CACHE", str(tmp_path))


def test_a_law_that_asks_about_an_open_choice_is_undecided(book: Book) -> None:
    open_mood = Question(book, "toy_moods").given(toy_energy="10 J", toy_share="40%")
    with pytest.raises(UndecidedError, match="`toy_mooded` depends on the choice `toy_mood`, which is open") as caught:
        open_mood.solve("toy_heat")
    assert caught.value.candidates == ("calm", "wild")
    assert float(open_mood.choose(toy_mood="calm").solve("toy_heat")) == 4
    assert float(open_mood.choose(toy_mood="wild").solve("toy_heat")) == 10


def test_a_default_gives_way_to_a_law_that_computes_it(book: Book) -> None:
    calm = Question(book, "toy_moods").choose(toy_mood="calm")
    by_default = calm.given(toy_energy="10 J").solve("toy_heat")
    assert float(by_default) == 5
    computed = calm.given(toy_energy="10 J", toy_gain="2").solve("toy_heat")
    assert float(computed) == 2
    assert [each.name for each in computed.released] == ["toy_share"]


def test_equal_alternatives_are_undecided_until_one_is_chosen(book: Book) -> None:
    asked = Question(book, "toy_prices").given(toy_gain="4")
    with pytest.raises(UndecidedError, match="several laws give `toy_price`") as caught:
        asked.solve("toy_price")
    assert set(caught.value.candidates) == {"toy_price_plain", "toy_price_fancy"}
    assert float(asked.choose(toy_price="toy_price_fancy").solve("toy_price")) == 12


def test_what_equal_alternatives_would_give_is_said_to_be_open(book: Book) -> None:
    with pytest.raises((UndecidedError, UnderdeterminedError)) as caught:
        Question(book, "toy_prices").solve("toy_gain")
    assert "toy_price" in str(caught.value)


def test_a_chosen_law_must_be_in_the_solver(book: Book) -> None:
    with pytest.raises(QuestionError, match="toy_price") as caught:
        Question(book, "toy_run").choose(toy_energy="toy_price_plain").solve("toy_energy")
    assert caught.value.hint == "one of toy_energy"


def test_a_number_of_a_record_is_the_answer_where_no_law_leads_to_it(book: Book) -> None:
    answer = Question(book, "toy_run", slots={"hardware": "toy_board"}).solve("toy_power")
    assert float(answer) == 5
    assert [each.badge for each in answer.inputs if each.name == "toy_power"]


def test_an_asked_variable_is_released_where_a_law_leads_to_it(book: Book) -> None:
    board = Question(book, "toy_run", slots={"hardware": "toy_board"})
    answer = board.given(toy_energy="100 J", toy_time="10 s").solve("toy_power")
    assert float(answer) == 10
    assert [each.name for each in answer.released] == ["toy_power"]


def test_an_empty_slot_is_the_hint(book: Book) -> None:
    with pytest.raises(UnderdeterminedError) as caught:
        Question(book, "toy_run").given(toy_time="1 s").solve("toy_energy")
    assert caught.value.hint == "no record fills `hardware`: --with hardware=RECORD"
    assert ("toy_power",) in caught.value.missing


def test_a_requirement_on_what_nothing_gives_cannot_be_judged(book: Book) -> None:
    asked = Question(book, "toy_moods", choices={"toy_mood": "calm"}).given(toy_gain="2").require("toy_heat <= 3 J")
    with pytest.raises(UnderdeterminedError, match="the requirement `toy_heat <= 3 J` cannot be judged") as caught:
        asked.solve("toy_share")
    assert ("toy_energy",) in caught.value.missing


def test_the_whole_book_is_asked_through_what_is_given(book: Book) -> None:
    answer = Question(book, None).given(toy_power="5 W", toy_time="2 s").solve("toy_energy")
    assert float(answer) == 10
    with pytest.raises(UnderdeterminedError) as caught:
        Question(book, None).given(toy_power="5 W").solve("toy_energy")
    assert caught.value.hint == "give one of these"
    assert ("toy_time",) in caught.value.missing


def test_the_law_that_is_chosen_takes_the_place_of_a_number(book: Book) -> None:
    board = Question(book, "toy_moods", choices={"toy_mood": "calm"}).given(toy_energy="10 J", toy_gain="6")
    answer = board.choose(toy_share="toy_share").solve("toy_heat")
    assert float(answer) == 6
    assert [each.name for each in answer.released] == ["toy_share"]
