"""What a check of a pack refuses: one mistake in a sound pack of laws, records, choices and solvers, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.check import Report, check
from mlsysim_sym.errors import BookError
from mlsysim_sym.solving.question import Question
from tests.unit.packs import book_alone

VARIABLES = """\
area: edge
variables:
  toy_power: {latex: "P_{t}", unit: W, domain: positive, typical: [1 W, 1 kW], meaning: Power., aliases: [toy_watts]}
  toy_time: {latex: "t_{t}", unit: s, domain: positive, typical: [1 s, 1000 s], meaning: Time.}
  toy_energy: {latex: "E_{t}", unit: J, domain: positive, typical: [1 J, 1 MJ], meaning: Energy.}
  toy_loss: {latex: "l_{t}", unit: J, domain: nonnegative, typical: [0.01 J, 100 J], meaning: Loss.}
  toy_share: {latex: "s_{t}", unit: "1", domain: fraction, typical: ["0.1", "0.9"], meaning: Share.}
  toy_useful: {latex: "u_{t}", unit: J, domain: positive, typical: [1 J, 1 MJ], meaning: Useful energy.}
  toy_bits: {latex: "b_{t}", unit: B, domain: positive, typical: [1 B, 8 B], meaning: Bytes of a number.,
             default: {value: 4 B, source: {key: toy2026, place: page 1}, why: most}}
"""
LAW = """\
law: {name}
title: {title}
about: A law of a toy.
kind: {kind}
equation: "{equation}"
assumes: [The toy is ideal.]
{more}source: {{key: toy2026, place: page 1}}
examples:
  - given: {given}
    expect: {expect}
"""


def law(name: str, equation: str, given: str, expect: str, *, kind: str = "identity", more: str = "") -> str:
    title = name.replace("_", " ").capitalize()
    return LAW.format(name=name, title=title, equation=equation, given=given, expect=expect, kind=kind, more=more)


GIVEN = "{toy_energy: 300 J, toy_share: 50%, toy_mode: low}"
ENERGY, USEFUL, LIMIT = "formulas/edge/toy_energy.yaml", "formulas/edge/toy_useful.yaml", "formulas/edge/toy_limit.yaml"
OTHER, BOARD, SOURCES = "formulas/edge/toy_full.yaml", "registry/hardware/edge/toy_board.yaml", "registry/sources.yaml"
MODE, SOLVER, GLOSSARY = "formulas/choices/toy_mode.yaml", "formulas/solvers/toy.yaml", "formulas/edge/variables_toy.yaml"

SOUND = {
    GLOSSARY: VARIABLES,
    ENERGY: law("toy_energy", "toy_energy = toy_power * toy_time + toy_loss",
                "{toy_power: 5 W, toy_time: 60 s, toy_loss: 2 J}", "{toy_energy: 302 J}", more="see_also: [toy_useful]\n"),
    USEFUL: law("toy_useful", "toy_useful = toy_energy * toy_share", "{toy_energy: 300 J, toy_share: 50%}", "{toy_useful: 150 J}",
                more="alternatives: {group: toy_useful, priority: 1, when: [toy_mode is low]}\n"),
    OTHER: law("toy_full", "toy_useful = toy_energy", "{toy_energy: 300 J}", "{toy_useful: 300 J}",
               more="alternatives: {group: toy_useful, priority: 2}\n"),
    LIMIT: law("toy_limit", "toy_power * toy_time <= toy_energy", "{toy_power: 5 W, toy_energy: 100 J}",
               "{toy_time: 0 s .. 20 s}", kind="limit"),
    SOURCES: "toy2026: {authors: A. Toy, title: Toy laws, year: 2026}\n",
    MODE: """\
choice: toy_mode
about: How the toy plays.
default: low
values:
  low: {use: {toy_useful: toy_useful}, set: {toy_share: {value: 50%, source: {key: toy2026, place: page 2}}}}
  full: {use: {toy_useful: toy_full}}
""",
    BOARD: """\
record: hardware/edge/toy_board
title: Toy board
aliases: [toy_board]
fields:
  toy_power: {value: 5 W, as_printed: "5 watts", source: toy2026, where: page 2, basis: printed,
              read: {at: "https://toy.example/board", on: 2026-11-24, shows: "draws 5 W"},
              also: [{value: 6 W, source: toy2026, as_printed: "6 W"}]}
  toy_share:
    by: toy_mode
    low: {value: 50%, as_printed: "50", source: toy2026, where: page 2, basis: printed}
    full: {value: 90%, as_printed: "90", source: toy2026, where: page 2, basis: printed}
parts:
  - {part: lamp, law: toy_energy, times: 2, fields: {toy_power: 1 W, toy_loss: 1 J}, source: toy2026, where: page 3}
  - {part: motor, law: toy_energy, times: 1, fields: {toy_power: 3 W, toy_loss: 0 J}, source: toy2026, where: page 3}
total:
  toy_useful: sum(toy_energy)
""",
    "registry/hardware/edge/toy_other.yaml": """\
record: hardware/edge/toy_other
title: Other board
aliases: [toy_other]
fields:
  toy_power: {value: 7 W, as_printed: "7 W", source: toy2026, where: page 2, basis: printed}
""",
    SOLVER: """\
solver: toy
about: Plays with the toy.
needs: [hardware]
uses:
  - {law: toy_energy, bind: {toy_loss: 0.1 * toy_heat * 1}}
  - {law: toy_useful}
  - {law: toy_full}
choose: {toy_mode: low}
defaults:
  toy_time: {value: 1 min, source: {key: toy2026, place: page 4}, why: usual}
questions:
  - {ask: toy_energy, about: energy of a minute, with: {hardware: toy_board}, expect: {toy_energy: 604 J}}
""".replace("0.1 * toy_heat * 1", "toy_heat"),
}  # fmt: skip
SOUND[GLOSSARY] += '  toy_heat: {latex: "h_{t}", unit: J, domain: nonnegative, typical: [0.01 J, 100 J], meaning: Heat.}\n'


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSYSIM_SYM_CACHE", str(tmp_path_factory.mktemp("cache")))


def judged(folder: Path, files: dict[str, str]) -> Report:
    """Write a pack and check it without the book of the package."""
    return check(book_alone(folder, files), jobs=1)


def test_the_sound_pack_is_sound(tmp_path: Path) -> None:
    report = judged(tmp_path, SOUND)
    assert report.ok, report.text()
    assert (report.counts["laws"], report.counts["records"]) == (4, 2)
    assert report.text().endswith("no errors")


POWER = '{value: 5 W, as_printed: "5 watts"'
RECORDS = [
    ("a year that is no year", SOURCES, "year: 2026", "year: soon", "`year: soon` is no year write 2026"),
    ("a year of a work that nothing cites", SOURCES, "2026}\n", "2026}\nb2: {authors: B, title: C, year: 20}\n", "is no year"),
    ("a field that no glossary has", BOARD, "  toy_power: {value: 5", "  toy_might: {value: 5", "unknown variable `toy_might`"),
    ("a choice that is not there", BOARD, "by: toy_mode", "by: toy_mood", "depends on the unknown choice `toy_mood`"),
    ("a word that the choice lacks", BOARD, "    full: {", "    loud: {", "choice `toy_mode` has no word `loud`"),
    (
        "a wrong unit",
        BOARD,
        POWER,
        '{value: 5 GB, as_printed: "5"',
        "`toy_power` of `hardware/edge/toy_board` is in W, not in GB",
    ),
    ("a unit that is none", BOARD, POWER, '{value: 5 gb, as_printed: "5"', "gb"),
    ("a number outside the domain", BOARD, 'value: 90%, as_printed: "90"', 'value: 190%, as_printed: "190"', "lies outside"),
    ("a quotation of another number", BOARD, '"5 watts"', '"6 watts"', "quoted as '6 watts'"),
    ("a mark that shows another number", BOARD, '"draws 5 W"', '"draws 7 W"', "its mark shows 'draws 7 W'"),
    (
        "a source that is not there",
        BOARD,
        "source: toy2026, where: page 2, basis: printed,",
        "source: toy2025, where: page 2,",
        "cites the unknown source `toy2025`",
    ),
    (
        "another source that is not there",
        BOARD,
        "also: [{value: 6 W, source: toy2026",
        "also: [{value: 6 W, source: toy1999",
        "cites the unknown source `toy1999`",
    ),
    ("no source", BOARD, "source: toy2026, where: page 2, basis: printed,", "", "`toy_power` names no source"),
    ("a derived number without how", BOARD, "page 2, basis: printed,", "page 2, basis: derived,", "does not say `how`"),
    ("a printed number without a quotation", BOARD, 'as_printed: "5 watts", ', "", "does not say `as_printed`"),
    ("two parts of one name", BOARD, "part: motor", "part: lamp", "two parts are called `lamp` give each its own name"),
    ("a field that nobody knows", BOARD, "  toy_power: {", "  toy_powre: {", "did you mean `toy_power`"),
    ("a word that is misspelt", BOARD, "    low: {value: 50%", "    lou: {value: 50%", "did you mean `low`"),
    ("a sparse figure", BOARD, "basis: printed,\n", "basis: printed, sparsity: sparse,\n", "holds a sparse figure"),
    (
        "a spread that is none",
        BOARD,
        "basis: printed,\n",
        "basis: printed, spread: {shape: round},\n",
        "`shape: round` is not allowed",
    ),
    (
        "a spread in another unit",
        BOARD,
        "basis: printed,\n",
        "basis: printed, spread: {shape: normal, sd: 5 s},\n",
        "the spread of `toy_power` is in W, not in s",
    ),
    (
        "a spread that leaves the domain",
        BOARD,
        "basis: printed,\n",
        "basis: printed, spread: {shape: uniform, low: -1 W, high: 9 W},\n",
        "the spread of `toy_power` leaves its domain",
    ),
    (
        "a spread that runs down",
        BOARD,
        "basis: printed,\n",
        "basis: printed, spread: {shape: interval, low: 9 W, high: 1 W},\n",
        "runs from 9 W down to 1 W",
    ),
    (
        "a spread without its ends",
        BOARD,
        "basis: printed,\n",
        "basis: printed, spread: {shape: uniform, low: 1 W},\n",
        "a uniform spread needs high and low",
    ),
    (
        "a spread without its width",
        BOARD,
        "basis: printed,\n",
        "basis: printed, spread: {shape: normal},\n",
        "a normal spread needs sd",
    ),
    (
        "a field by a choice without words",
        BOARD,
        "  toy_power: {",
        "  toy_loss: {by: toy_mode}\n  toy_power: {",
        "has no word of `toy_mode`",
    ),
    ("a role that is none", BOARD, "basis: printed,\n", "basis: printed, role: guess,\n", "`role: guess` is not allowed"),
    ("an unknown key", BOARD, "where: page 2, basis: printed,", "page: 2, basis: printed,", "unknown field `page`"),
    ("another record's name", BOARD, "record: hardware/edge/toy_board", "record: toy_board", "stands in the file"),
    (
        "an alias of two records",
        BOARD,
        "aliases: [toy_board]",
        "aliases: [toy_board, toy_other]",
        "both have the alias `toy_other`",
    ),
    (
        "a part with an unknown law",
        BOARD,
        "{part: lamp, law: toy_energy",
        "{part: lamp, law: toy_enemy",
        "calls the unknown law `toy_enemy`",
    ),
    ("a part with an unknown field", BOARD, "toy_loss: 1 J}", "toy_lost: 1 J}", "unknown variable `toy_lost`"),
    ("a part with a wrong unit", BOARD, "toy_loss: 1 J}", "toy_loss: 1 s}", "`toy_loss` of part `lamp` is in J, not in s"),
    (
        "a part without a source",
        BOARD,
        "toy_loss: 1 J}, source: toy2026, where: page 3",
        "toy_loss: 1 J}",
        "part `lamp` names no source",
    ),
    ("a part without a law", BOARD, "{part: lamp, law: toy_energy, ", "{part: lamp, ", "`law` must be a text"),
    ("a total that is none", BOARD, "sum(toy_energy)", "product(toy_energy)", "is no total"),
    ("a total that does not end", BOARD, "sum(toy_energy)", "sum(toy_energy", "is no total"),
    (
        "a field of an unknown series",
        BOARD,
        "  toy_power: {",
        "  toy_loss: {reduce: mean, of: hourly}\n  toy_power: {",
        "reduces the unknown series `hourly`",
    ),
    ("absent fields that are no mapping", BOARD, "total:\n", "absent: {toy_loss: nothing}\ntotal:\n", "must be a mapping"),
]
CHOICES = [
    (
        "an unknown variable",
        MODE,
        "full: {use: {toy_useful: toy_full",
        "full: {use: {toy_useless: toy_full",
        "switches the unknown variable `toy_useless`",
    ),
    (
        "a law for something else",
        MODE,
        "toy_useful: toy_full",
        "toy_useful: toy_energy",
        "`toy_energy`, which is no law for `toy_useful`",
    ),
    ("a law that is not there", MODE, "toy_useful: toy_full", "toy_useful: toy_fool", "`toy_fool`, which is no law for"),
    ("a value in another unit", MODE, "{value: 50%", "{value: 50 J", "is in 1, not in J"),
    ("a value outside the domain", MODE, "{value: 50%", "{value: 150%", "lies outside"),
    ("a value of an unknown source", MODE, "key: toy2026", "key: toy2025", "cites the unknown source `toy2025`"),
]
CIRCLE = """\
{law: toy_useful, scope: a, bind: {toy_share: b.toy_share}}
  - {law: toy_useful, scope: b, bind: {toy_share: a.toy_share}}"""
RIVAL = "{law: toy_useful, bind: {toy_energy: 2 * toy_heat}}"
SOLVERS = [
    (
        "a default's spread in another unit",
        SOLVER,
        "why: usual}",
        "why: usual, spread: {shape: normal, sd: 1 W}}",
        "is in s, not in W",
    ),
    ("a question with another answer", SOLVER, "{toy_energy: 604 J}", "{toy_energy: 302 J}", "the answer is 604 instead of 302"),
    ("a question without its answer", SOLVER, "{toy_energy: 604 J}", "{toy_heat: 302 J}", "and expects `toy_heat`"),
    (
        "a question without an answer",
        SOLVER,
        "expect: {toy_energy: 604 J}",
        'require: ["toy_energy <= 1 J"], expect: {toy_energy: 604 J}',
        "and has no answer",
    ),
    ("a question that asks nothing known", SOLVER, "ask: toy_energy", "ask: toy_enery", "toy_enery"),
    ("a default outside the domain", SOLVER, "value: 1 min", "value: -1 min", "lies outside"),
    ("a default in another unit", SOLVER, "value: 1 min", "value: 1 W", "is in s, not in W"),
    ("a default of an unknown source", SOLVER, "key: toy2026", "key: toy2025", "cites the unknown source `toy2025`"),
    ("a default of an unknown variable", SOLVER, "  toy_time: {value", "  toy_tame: {value", "unknown variable `toy_tame`"),
    ("a word that the choice lacks", SOLVER, "{toy_mode: low}", "{toy_mode: loud}", "choice `toy_mode` has no word `loud`"),
    (
        "a law that is not there",
        SOLVER,
        "{toy_mode: low}",
        "{toy_mode: low, toy_useful: toy_fool}",
        "chooses the unknown law `toy_fool`",
    ),
    ("a slot that is not there", SOLVER, "with: {hardware: toy_board}", "with: {software: toy_board}", "has no slot `software`"),
    (
        "a record that is not there",
        SOLVER,
        "with: {hardware: toy_board}",
        "with: {hardware: toy_bored}",
        "unknown record `toy_bored`",
    ),
    ("a law used that is not there", SOLVER, "{law: toy_full}", "{law: toy_fool}", "unknown law `toy_fool`"),
    ("a solver used that is not there", SOLVER, "{law: toy_full}", "{solver: toys}", "unknown solver `toys`"),
    ("a solver that uses itself", SOLVER, "{law: toy_full}", "{solver: toy, scope: inner}", "solver `toy` uses itself"),
    ("a law and a solver in one", SOLVER, "{law: toy_full}", "{law: toy_full, solver: toy}", "names a law or a solver"),
    ("a binding of no variable of the law", SOLVER, "bind: {toy_loss:", "bind: {toy_lost:", "has no variable `toy_lost` to bind"),
    (
        "a binding to a formula of itself",
        SOLVER,
        "toy_loss: toy_heat",
        'toy_loss: "2 * toy_loss"',
        "which is a formula of itself",
    ),
    ("a binding that does not balance", SOLVER, "toy_loss: toy_heat", "toy_loss: toy_heat * toy_time", "balance"),
    ("a limit that does not balance", SOLVER, "choose:", "limits: [toy_energy <= 2 * toy_time]\nchoose:", "balance"),
    ("a limit that is an equation", SOLVER, "choose:", "limits: [toy_energy = toy_heat]\nchoose:", "is an equation"),
    (
        "a binding in a circle",
        SOLVER,
        "{law: toy_useful}",
        CIRCLE,
        "run in a circle",
    ),
    (
        "two laws for one variable",
        SOLVER,
        "  - {law: toy_full}",
        "  - {law: toy_energy, scope: a, bind: {toy_energy: toy_energy}}\n  - {law: toy_full}",
        "several laws give `toy_energy` in solver `toy`",
    ),
    ("a binding of what a law gives", SOLVER, "{law: toy_useful}", RIVAL, "solver `toy`: `toy_energy`, `toy_energy bound`"),
    ("another solver's name", SOLVER, "solver: toy\n", "solver: toys\n", "stands in the file of `toy`"),
]
LAWS = [
    (
        "an unknown neighbour",
        ENERGY,
        "see_also: [toy_useful]",
        "see_also: [toy_use]",
        "`see_also` names the unknown law `toy_use`",
    ),
    (
        "a chapter that the textbook lacks",
        ENERGY,
        "see_also:",
        "book: {volume: 1, chapter: fault_tolerance}\nsee_also:",
        "the textbook has no chapter `fault_tolerance` in volume 1",
    ),
    ("an alias for a name", ENERGY, "toy_energy = toy_power * ", "toy_energy = toy_watts * ", "`toy_watts` is an alias"),
    (
        "an unknown name in a condition",
        ENERGY,
        "see_also:",
        "holds_when: [toy_tame > 1]\nsee_also:",
        "unknown variable `toy_tame`",
    ),
    (
        "a condition that does not balance",
        ENERGY,
        "see_also:",
        "holds_when: [toy_time > toy_loss]\nsee_also:",
        "have different dimensions",
    ),
    (
        "an unknown choice",
        ENERGY,
        "+ toy_loss",
        "+ case(when toy_mood is low: toy_loss, else: toy_heat)",
        "unknown choice `toy_mood`",
    ),
    ("an example without a value", ENERGY, "toy_time: 60 s, ", "", "gives no toy_time"),
    ("an example in another unit", ENERGY, "toy_time: 60 s, ", "toy_time: 60 W, ", "is in s, not in W"),
    ("an example that is wrong", ENERGY, "302 J", "304 J", "expects toy_energy = 304 J"),
    ("a limit's example that is wrong", LIMIT, "0 s .. 20 s", "0 s .. 30 s", "expects toy_time in 0 s .. 30 s"),
    ("a limit's example that is too narrow", LIMIT, "0 s .. 20 s", "0 s .. 10 s", "expects toy_time in 0 s .. 10 s"),
    ("a limit's example without a value", LIMIT, "toy_power: 5 W, ", "", "gives all variables but the one it expects"),
    ("two laws without a relation", OTHER, "alternatives: {group: toy_useful, priority: 2}\n", "", "do not say how they relate"),
    (
        "a group that is not the left side",
        OTHER,
        "group: toy_useful, priority: 2",
        "group: toy_energy, priority: 2",
        "is `toy_energy`, not its left side",
    ),
    ("an unknown source", OTHER, "key: toy2026", "key: toy2025", "cites the unknown source `toy2025`"),
]
CITED = "source: {key: toy2026, place: page 1}\n"
FULL = "formulas/edge/toy_alone.yaml"
CITATIONS = [
    ("source: []\n", "names no source"),
    ("source: [[toy2026]]\n", "must be a key or a mapping"),
    ("source: {key: toy2026, page: 1}\n", "unknown field `page`"),
    ("source: {key: toy2026, read: {at: x, on: yesterday, shows: y}}\n", "`on: yesterday` is no date"),
    ("source: {key: toy2026, read: {at: x, shows: y}}\n", "`read` has no `on`"),
]
HEAT = "domain: nonnegative, typical: [0.01 J, 100 J], meaning: Heat."
GLOSSARIES = [
    ("one symbol for two", "P_{t}", "t_{t}", "have the same symbol"),
    ("braces that do not balance", '"t_{t}"', '"t_{t"', "do not balance"),
    ("a brace that closes first", '"t_{t}"', '"t}t{"', "do not balance"),
    ("an alias that is a name", "toy_watts", "toy_time", "alias `toy_time` of `toy_power` is also `toy_time`"),
    (
        "an alias twice",
        "meaning: Time.",
        "meaning: Time., aliases: [toy_watts]",
        "alias `toy_watts` of `toy_time` is also `toy_power`",
    ),
    ("a name that is none", "  toy_heat:", "  Toy-heat:", "`Toy-heat` is no name"),
    ("a kind of a quantity", "unit: s, ", "unit: s, kind: rank, ", "a kind is for pure counts"),
    ("a domain that is none", HEAT, HEAT.replace("nonnegative", "part"), "`part` is no domain"),
    ("an empty domain", HEAT, HEAT.replace("nonnegative", '"[1, 1]"'), "is empty"),
    ("a domain without numbers", HEAT, HEAT.replace("nonnegative", '"[a, b]"'), "must be numbers"),
    ("an empty range", '["0.1", "0.9"]', '["0.9", "0.1"]', "is empty"),
    ("a range of one end", '["0.1", "0.9"]', '["0.9"]', "has two ends"),
    ("a range outside the domain", '["0.1", "0.9"]', '["0.1", "1.9"]', "leaves its domain"),
    ("a default without a source", "value: 4 B, source: {key: toy2026, place: page 1}", "value: 4 B", "names no source"),
    ("a default outside the domain", "value: 4 B", "value: -4 B", "outside"),
    ("a default of an unknown source", "key: toy2026", "key: toy2025", "cites the unknown source `toy2025`"),
    ("a default in another unit", "value: 4 B", "value: 4 s", "is in B, not in s"),
]
ROWS = [*RECORDS, *CHOICES, *SOLVERS, *LAWS, *((name, GLOSSARY, *rest) for name, *rest in GLOSSARIES)]
IDS = [f"{row[1].rpartition('/')[2]}: {row[0]}" for row in ROWS]


@pytest.mark.parametrize(("path", "right", "wrong", "message"), [row[1:] for row in ROWS], ids=IDS)
def test_one_mistake_is_told(tmp_path: Path, path: str, right: str, wrong: str, message: str) -> None:
    assert right in SOUND[path]
    report = judged(tmp_path, {**SOUND, path: SOUND[path].replace(right, wrong, 1)})
    assert not report.ok
    told = [" ".join([error.message, *error.detail, error.hint or ""]) for error in report.errors]
    assert any(message in each for each in told), told
    assert all(error.file for error in report.errors)
    assert "error" in report.text().splitlines()[-1]


@pytest.mark.parametrize(("wrong", "message"), CITATIONS, ids=[row[1] for row in CITATIONS])
def test_a_wrong_citation_of_a_law_is_told(tmp_path: Path, wrong: str, message: str) -> None:
    alone = law("toy_alone", "toy_heat = toy_loss", "{toy_loss: 2 J}", "{toy_heat: 2 J}").replace(CITED, wrong)
    report = judged(tmp_path, {**SOUND, FULL: alone})
    assert any(message in error.message for error in report.errors), report.text()


def test_a_file_that_cannot_be_read_is_told_where_it_alone_is_asked_for(tmp_path: Path) -> None:
    judged(tmp_path, SOUND | {BOARD: SOUND[BOARD].replace("toy_power: {", "toy_power: {{")})
    report = check(Book.load(str(tmp_path), packaged=False), only=("hardware/edge/toy_board",))
    assert [error.message.partition(":")[0] for error in report.errors] == ["a key must be text"]


def test_an_alias_that_two_claim_is_told_where_one_alone_is_asked_for(tmp_path: Path) -> None:
    judged(tmp_path, SOUND | {BOARD: SOUND[BOARD].replace("[toy_board]", "[toy_board, toy_other]")})
    report = check(Book.load(str(tmp_path), packaged=False), only=("hardware/edge/toy_board",))
    assert any("both have the alias `toy_other`" in error.message for error in report.errors)


def test_a_record_of_parts_needs_no_fields(tmp_path: Path) -> None:
    lines = SOUND[BOARD].splitlines(keepends=True)
    parts = lines.index("parts:\n")
    report = judged(
        tmp_path, SOUND | {BOARD: "".join(lines[:3] + lines[parts:]), SOLVER: SOUND[SOLVER].partition("questions:")[0]}
    )
    assert report.ok, report.text()
    bare = judged(tmp_path / "bare", SOUND | {BOARD: "".join(lines[:3])})
    assert any("has neither `fields` nor `parts`" in error.message for error in bare.errors)


def test_a_question_of_a_solver_with_two_laws_for_one_variable_is_refused(tmp_path: Path) -> None:
    judged(tmp_path, SOUND | {SOLVER: SOUND[SOLVER].replace("{law: toy_useful}", RIVAL)})
    question = Question(Book.load(str(tmp_path), packaged=False), "toy", values={"toy_power": "5 W", "toy_heat": "1 J"})
    with pytest.raises(BookError, match=r"several laws give `toy_energy`") as caught:
        question.solve("toy_useful")
    assert str(caught.value.file).endswith("toy.yaml")
    assert caught.value.exit_code == 2


def test_every_pair_of_the_pack_is_verified(tmp_path: Path) -> None:
    judged(tmp_path, SOUND)
    book = Book.load(str(tmp_path), packaged=False)
    laws = tuple(name for name in book.names("law") if name != "toy_limit")
    report = check(book, all_directions=True, only=laws, jobs=1)
    assert report.ok, report.text()
    assert report.counts["verified"] == report.counts["pairs"]
    assert "verified" in report.text()


def test_a_variable_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    twice = 'area: edge\nvariables:\n  toy_heat: {latex: "k", unit: J, domain: positive, meaning: Heat.}\n'
    report = judged(tmp_path, {**SOUND, "formulas/edge/variables_more.yaml": twice})
    (error,) = [each for each in report.errors if "is there already" in each.message]
    assert error.detail[0].startswith("first: ")
    assert "variables_" in error.detail[0]


# What is told although the file cannot be read whole.
NO_EXAMPLE = "examples:\n  - given: {toy_power: 5 W, toy_time: 60 s, toy_loss: 2 J}\n    expect: {toy_energy: 302 J}\n"
BROKEN_FILES = [
    ("a default that is no word", MODE, "default: low", "default: loud", "the default `loud` is no word of `toy_mode`"),
    ("another choice's name", MODE, "choice: toy_mode", "choice: toy_mood", "stands in the file of `toy_mode`"),
    ("another choice that is not there", MODE, "full: {", "full: {also: {toy_mood: good}, ", "unknown choice `toy_mood`"),
    ("another choice's word that is not there", MODE, "full: {", "full: {also: {toy_mode: loud}, ", "has no word `loud`"),
    ("a law without an example that a solver uses", ENERGY, NO_EXAMPLE, "", "`examples`"),
    ("a total in another unit", BOARD, "sum(toy_energy)", "sum(toy_power)", "balance"),
    ("a total of what no part gives", BOARD, "sum(toy_energy)", "sum(toy_heat)", "no part of"),
    ("a total of no variable", BOARD, "toy_useful: sum", "toy_useless: sum", "unknown variable `toy_useless`"),
    ("a broken entry that a record uses", GLOSSARY, '"P_{t}"', '"P_{t"', "do not balance"),
]


@pytest.mark.parametrize(
    ("path", "right", "wrong", "message"), [row[1:] for row in BROKEN_FILES], ids=[row[0] for row in BROKEN_FILES]
)
def test_one_mistake_ends_no_check(tmp_path: Path, path: str, right: str, wrong: str, message: str) -> None:
    test_one_mistake_is_told(tmp_path, path, right, wrong, message)
