"""Hold freshness: the day of a number, the ages of kinds, and what is listed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.sourcing.aging import aged, read_rules, rules
from mlsysim_sym.sourcing.freshness import freshness

RECORD = """\
record: infrastructure/prices/{name}
title: A price
fields:
  cloud_price: {{value: 3 USD/h, as_printed: "3", source: a_page, where: "{where}", basis: printed{read}}}
"""
SOURCE = "a_page: {authors: A. Author, title: A page, year: 2024}\n"
READ = ', read: {at: "https://example.org", on: 2026-11-01, shows: "3"}'
ON = dt.date(2026, 11, 25)


def book(folder: Path, where: str, read: str = "") -> Book:
    for path, text in {
        "registry/infrastructure/prices/x.yaml": RECORD.format(name="x", where=where, read=read),
        "registry/sources.d/mine.yaml": SOURCE,
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return Book.load(str(folder))


@pytest.mark.parametrize(
    ("where", "read", "day", "dated_by"),
    [
        ("on demand, March 2026", READ, "2026-03-31", "where"),
        ("published 2026-10-02", READ, "2026-10-02", "where"),
        ("year 2025, global", "", "2025-12-31", "where"),
        ("February 2024 and year 2023", "", "2024-02-29", "where"),
        ("valid from January 1, 2025", "", "2025-01-31", "where"),
        ("table 2", READ, "2026-11-01", "read"),
        ("table 2", "", "2024-12-31", "source"),
        ("row 2048, part 1234-56-78", READ, "2026-11-01", "read"),
        ("part 2026-13-45", READ, "2026-11-01", "read"),
    ],
)
def test_the_day_of_a_number(where: str, read: str, day: str, dated_by: str, tmp_path: Path) -> None:
    found = [each for each in aged(book(tmp_path, where, read)) if each.record == "infrastructure/prices/x"]
    assert [(each.day.isoformat(), each.dated_by) for each in found] == [(day, dated_by)]


@pytest.mark.parametrize(("on", "stale"), [("2026-12-31", False), ("2027-01-01", True)])
def test_a_price_holds_for_ninety_days(on: str, stale: bool, tmp_path: Path) -> None:  # noqa: FBT001  (pytest passes by name)
    listed = freshness(book(tmp_path, "published 2026-10-02"), dt.date.fromisoformat(on)).stale
    assert ("infrastructure/prices/x" in {each.record for each in listed}) is stale


def test_every_number_of_the_book_has_a_rule() -> None:
    found = freshness(Book.load(), ON)
    assert [each.record for each in found.without_rule] == []
    assert found.fresh + len(found.stale) + found.ageless == len(list(aged(Book.load())))
    assert all(rule.why for rule in rules())


def test_the_most_overdue_comes_first() -> None:
    listed = freshness(Book.load(), dt.date(2030, 1, 1)).stale
    shares = [each.days(dt.date(2030, 1, 1)) / (each.rule.days or 1) for each in listed if each.rule]
    assert shares == sorted(shares, reverse=True)
    assert {"price", "grid intensity"} <= {each.rule.kind for each in listed if each.rule}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("price\tx/\t*\t90 day", "has 5 columns, not 4"),
        ("price\tx/\t\t90 day\tso", "needs a kind, fields and a reason"),
        ("price\tx/\t*\t90 USD\tso", "`90 USD` is no age"),
        ("price\tx/\t*\t0 day\tso", "is no age"),
    ],
)
def test_lines_that_are_no_rules(line: str, said: str) -> None:
    with pytest.raises(SchemaError, match=said) as caught:
        list(read_rules(f"# a remark\n\n{line}\n", "ages.tsv"))
    assert (caught.value.file, caught.value.line) == ("ages.tsv", 3)


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book(tmp_path, "March 2026")
    assert cli.main(["freshness", "--on", "2026-11-25", "--book", str(tmp_path), "--json"], standalone_mode=False) == 0
    shape = json.loads(capsys.readouterr().out)
    mine = next(each for each in shape["stale"] if each["record"].endswith("/x"))
    assert (mine["kind"], mine["age_days"], mine["allowed_days"], mine["dated_by"]) == ("price", 239, 90.0, "where")
    assert cli.main(["freshness", "--on", "2026-11-25", "--book", str(tmp_path)], standalone_mode=False) == 0
    text = capsys.readouterr().out
    assert "x.cloud_price" in text
    assert max(map(len, text.splitlines())) <= 80
    assert cli.main(["freshness", "--on", "soon"], standalone_mode=False) == 2
