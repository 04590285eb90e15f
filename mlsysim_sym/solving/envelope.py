"""Envelopes: the inputs that some published figures have, and what of a situation lies outside of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlsysim_sym.book.system import inherited
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.solving.answer import shown_value, significant
from mlsysim_sym.valueclass import frozen

NEAR = 1e-6  # an input at an end of its range is inside
FITTED_NEAR = 0.1  # a fitted constant may be a tenth beyond those that the figures were predicted with
DIGITS = 4
LISTED = 4
COUNTED = frozenset({"token", "request"})  # written out: 131072 token


@frozen
class Span:
    """The least and the largest value of a variable, in coherent base units, and the unit that they are shown in."""

    low: float
    high: float
    unit: str

    @property
    def held(self) -> bool:
        """Whether all figures have the same value."""
        return self.high - self.low <= NEAR * abs(self.high)

    def holds(self, value: float, near: float) -> bool:
        """Whether a value lies between the ends, or beyond them by no more than a share of the larger."""
        slack = near * max(abs(self.low), abs(self.high))
        return self.low - slack <= value <= self.high + slack

    def __str__(self) -> str:
        if self.held:
            return shown(self.high, self.unit)
        least = self.low if abs(self.low) > NEAR * abs(self.high) else 0.0  # a constant that a fit found to be nothing
        low, high = (shown(each, self.unit) for each in (least, self.high))
        number, _, unit = low.partition(" ")
        return f"{number} to {high}" if unit and unit == high.partition(" ")[2] else f"{low} to {high}"


@frozen
class Outside:
    """An input that no figure of a family has: its name, and what it is beside what the figures have."""

    name: str
    said: str

    def __str__(self) -> str:
        return f"{self.name} {self.said}"


@frozen
class Situation:
    """What is held against an envelope: values in base units, records by slot, words, and names that the user gave.

    `target` is the variable that figures are asked to speak of; those of other questions of the family are no inputs.
    """

    values: Mapping[str, float]
    records: Mapping[str, str]
    words: Mapping[str, str]
    given: tuple[str, ...] = ()
    target: str = ""


@frozen
class Envelope:
    """The inputs of a family's figures: records by slot, words by choice, ranges, and ranges of the fitted constants."""

    records: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    ranges: Mapping[str, Span]
    constants: Mapping[str, Span]
    targets: Mapping[str, Span]

    def outside(self, found: Situation) -> Iterator[Outside]:
        """Yield what lies outside."""
        for slot, known in self.records.items():
            record = found.records.get(slot)
            if record is None:
                yield Outside(slot, f"is no record, figures are of {_some(known)}")
            elif record not in known:
                yield Outside(slot, f"is {_last(record)}, figures are of {_some(known)}")
        for choice, known in self.words.items():
            word = inherited(found.words, choice)
            if word is not None and word not in known:
                yield Outside(choice, f"is {word}, figures have {_some(known)}")
        yield from self._beyond(found.values, found.target)
        told = {*self.ranges, *self.constants, *self.targets}
        for name in found.given:
            if name not in told:
                yield Outside(name, "is given, in no figure it is")

    def _beyond(self, values: Mapping[str, float], target: str) -> Iterator[Outside]:
        asked = {name: span for name, span in self.targets.items() if name == target}
        kinds = (
            (self.ranges, NEAR, "figures have"),
            (self.constants, FITTED_NEAR, "fitted are"),
            (asked, NEAR, "figures have"),
        )
        for spans, near, have in kinds:
            for name, span in spans.items():
                value = values.get(name)
                if value is not None and not span.holds(value, near):
                    yield Outside(name, f"is {shown(value, span.unit)}, {have} {span}")


def shown(value: float, unit: str) -> str:
    """Return a base-unit value with the prefix that reads best, four digits at most.

    >>> shown(2.5e-05, "ms"), shown(4096.0, "1"), shown(0.0, "s")
    ('25 us', '4096', '0 s')
    """
    return f"{significant(value, DIGITS)} {unit}" if unit in COUNTED else shown_value(value, parse_unit(unit), DIGITS)


def _last(record: str) -> str:
    return record.rpartition("/")[2]


def _some(names: tuple[str, ...]) -> str:
    listed = ", ".join(_last(each) for each in names[:LISTED])
    return listed + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")
