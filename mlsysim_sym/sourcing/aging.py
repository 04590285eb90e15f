"""How old numbers are, and how old their kind may be.

A number's day is the latest that its `where` names (a day, a month, a year: the last day of it), else the day that it was
read on, else the last day of its source's year. The ages that kinds may have stand in `registry/freshness.tsv`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

from mlsysim_sym import resources
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.registry import Figure, Record
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.valueclass import frozen

TABLE = ("registry", "freshness.tsv")
COLUMNS = 5
DAY = 86_400.0
MONTHS = tuple(calendar.month_name)[1:]
_DAY = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})(?: \d{{1,2}},)? ((?:19|20)\d\d)\b")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


@frozen
class Rule:
    """A kind of number: where its records lie, its fields, and how many days it may be old (None: any)."""

    kind: str
    under: str
    fields: tuple[str, ...]
    days: float | None
    why: str

    def fits(self, record: str, field: str) -> bool:
        """Whether a field of a record is of this kind."""
        return record.startswith(self.under) and any(fnmatchcase(field, pattern) for pattern in self.fields)


@frozen
class Aged:
    """A number of a record with its day, what says the day, and the rule of its kind (None where none fits)."""

    record: str
    field: str
    word: str
    value: str
    source: str
    day: dt.date
    dated_by: str
    rule: Rule | None

    def days(self, on: dt.date) -> int:
        """Return its age on a day."""
        return (on - self.day).days

    def stale(self, on: dt.date) -> bool:
        """Whether it is older than its kind may be."""
        return self.rule is not None and self.rule.days is not None and self.days(on) > self.rule.days


@cache
def rules() -> tuple[Rule, ...]:
    """Return the table of kinds; raise SchemaError with the line of what is wrong in it.

    >>> [rule.kind for rule in rules()][:3]
    ['price', 'purchase price', 'grid intensity']
    """
    return tuple(read_rules(resources.read_text(*TABLE), "/".join(TABLE)))


def read_rules(text: str, file: str) -> Iterator[Rule]:
    """Yield the rules of a table."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != COLUMNS:
            raise SchemaError(f"a line has {COLUMNS} columns, not {len(cells)}", file=file, line=number)
        kind, under, fields, age, why = cells
        if not (kind and fields and why):
            raise SchemaError("a line needs a kind, fields and a reason", file=file, line=number)
        yield Rule(kind, under, tuple(fields.split()), _days(age, file, number), why)


def _days(age: str, file: str, line: int) -> float | None:
    if age == "never":
        return None
    value = parse_value(age)
    if value.unit.dimension != parse_value("1 day").unit.dimension or value.base <= 0:
        raise SchemaError(f"`{age}` is no age", file=file, line=line, hint="as in 90 day, 2 year or never")
    return float(value.base) / DAY


def dated(figure: Figure, book: Book) -> tuple[dt.date, str]:
    """Return the day of a number, and what says it."""
    said = _said(figure.where)
    if said is not None:
        return said, "where"
    if figure.read is not None:
        return dt.date.fromisoformat(figure.read.on), "read"
    return dt.date(int(book.source(figure.source).year[:4]), 12, 31), "source"


def _said(text: str) -> dt.date | None:
    """Return the latest day that a text names.

    >>> _said("EC2 P5, on demand, March 2026"), _said("year 2023, fleet average"), _said("table 2")
    (datetime.date(2026, 3, 31), datetime.date(2023, 12, 31), None)
    """
    days = []
    for year, month, day in _DAY.findall(text):
        try:
            days.append(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue  # digits that look like a day, as in a part number
    rest = _DAY.sub("", text)
    for name, year in _MONTH.findall(rest):
        month = MONTHS.index(name) + 1
        days.append(dt.date(int(year), month, calendar.monthrange(int(year), month)[1]))
    latest = dt.datetime.now(dt.UTC).year  # 2048 is a number of something
    days += [dt.date(int(year), 12, 31) for year in _YEAR.findall(_MONTH.sub("", rest)) if int(year) <= latest]
    return max(days, default=None)


def aged(book: Book) -> Iterator[Aged]:
    """Yield every number of every record that can be read."""
    for name in book.names("record"):
        if book.entry("record", name).error is None:
            yield from _of_record(book, book.record(name))


def _of_record(book: Book, record: Record) -> Iterator[Aged]:
    for field in record.fields.values():
        rule = next((each for each in rules() if each.fits(record.name, field.name)), None)
        for word, figure in field.all():
            day, dated_by = dated(figure, book)
            yield Aged(record.name, field.name, word, figure.text, figure.source, day, dated_by, rule)
