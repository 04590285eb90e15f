"""The list of numbers that may have gone stale."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.sourcing.aging import Aged, Rule, aged, rules
from mlsysim_sym.telling.page import Listing, Page, Paragraph, Part, Table, section
from mlsysim_sym.valueclass import frozen

COLUMNS = ("number", "of", "age", "allowed")
DATED_BY = {"where": "named with the number", "read": "the day of reading", "source": "the source's year"}
DAYS_OF_YEAR, MONTH, NEARLY = 365.25, 30.44, 0.03


@frozen
class Freshness:
    """The numbers of a book on a day: those older than their kind may be, and how many are not."""

    on: dt.date
    stale: tuple[Aged, ...]
    fresh: int
    ageless: int
    without_rule: tuple[Aged, ...]
    rules: tuple[Rule, ...]
    book: str

    def page(self) -> Page:
        """Return the list as a page."""
        counts = f"{len(self.stale)} older than their kind may be, {self.fresh} not, {self.ageless} of kinds that do not age"
        rows = [(each, _row(each, self.on)) for each in self.stale]
        entries = tuple((_name(each), f"{row[1]}; {row[2]} old, {row[3]} allowed; {each.source}") for each, row in rows)
        kinds = {each.rule.kind: each.rule for each in self.stale if each.rule is not None}
        why = tuple(f"{kind}: {_age(rule.days or 0)}. {rule.why}" for kind, rule in kinds.items())
        table: Part = Table(COLUMNS, tuple(row for _, row in rows), entries) if rows else Paragraph("Nothing is too old.")
        return Page(
            f"Freshness on {self.on.isoformat()}",
            (
                Paragraph(f"{counts}."),
                *section("Too old", table),
                *section("Why", Listing(why)),
                *section("No rule says how old these may be", Listing(tuple(_name(each) for each in self.without_rule))),
            ),
        )

    def text(self) -> str:
        """Return the list for a terminal."""
        return self.page().text()

    def markdown(self) -> str:
        """Return the list as Markdown."""
        return self.page().markdown()

    def to_dict(self) -> dict[str, Any]:
        """Return the list as `mlsysim-sym/freshness/1`."""
        return {
            "schema": "mlsysim-sym/freshness/1", "on": self.on.isoformat(), "fresh": self.fresh, "ageless": self.ageless,
            "stale": [_shape(each, self.on) for each in self.stale],
            "without_rule": [_shape(each, self.on) for each in self.without_rule],
            "rules": [
                {"kind": each.kind, "under": each.under, "fields": list(each.fields), "days": each.days, "why": each.why}
                for each in self.rules
            ],
            "book": self.book,
        }  # fmt: skip


def freshness(book: Book, on: dt.date | None = None) -> Freshness:
    """Return the numbers of a book that are older on a day (today) than their kind may be, the most overdue first.

    >>> freshness(Book.load(), dt.date(2000, 1, 1)).stale
    ()
    """
    on = on or dt.datetime.now(dt.UTC).date()
    found = list(aged(book))
    stale = sorted((each for each in found if each.stale(on)), key=lambda each: -_overdue(each, on))
    without = tuple(each for each in found if each.rule is None)
    ageless = sum(each.rule is not None and each.rule.days is None for each in found)
    fresh = len(found) - len(stale) - len(without) - ageless
    return Freshness(on, tuple(stale), fresh, ageless, without, rules(), book.digest)


def _overdue(each: Aged, on: dt.date) -> float:
    """Return by how much a number is too old, in ages that its kind may have."""
    return each.days(on) / (each.rule.days or 1.0) if each.rule is not None else 0.0


def _name(each: Aged) -> str:
    short = each.record.rpartition("/")[2]
    return f"{short}.{each.field}" + (f" {each.word}" if each.word else "")


def _row(each: Aged, on: dt.date) -> tuple[str, ...]:
    allowed = each.rule.days if each.rule is not None else None
    return (f"`{_name(each)}`", f"{each.day.isoformat()} ({DATED_BY[each.dated_by]})", _age(each.days(on)), _age(allowed or 0))


def _age(days: float) -> str:
    """Return an age as people say it.

    >>> _age(90), _age(240), _age(365), _age(730.5)
    ('90 days', '8 months', '1 year', '2 years')
    """
    if days < 4 * MONTH:
        return f"{days:.0f} days"
    years = days / DAYS_OF_YEAR
    if abs(years - 1) < NEARLY:
        return "1 year"
    return f"{days / MONTH:.0f} months" if years < 2 - NEARLY else f"{years:.2g} years"


def _shape(each: Aged, on: dt.date) -> dict[str, Any]:
    return {
        "record": each.record, "field": each.field, "word": each.word or None, "value": each.value, "source": each.source,
        "kind": each.rule.kind if each.rule is not None else None, "day": each.day.isoformat(), "dated_by": each.dated_by,
        "age_days": each.days(on), "allowed_days": each.rule.days if each.rule is not None else None,
    }  # fmt: skip
