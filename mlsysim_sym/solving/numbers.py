"""How the numbers of an answer are written: how many digits they bear, in which unit, under which symbol."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from mlsysim_sym.errors import UnitMismatchError
from mlsysim_sym.reading.figures import Written, escaped, number_text, symbols_of
from mlsysim_sym.reading.units import Unit, best_prefix, parse_unit
from mlsysim_sym.valueclass import field, frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.system import System
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.question import Input

FEWEST, MOST = 3, 6
_NUMERAL = re.compile(r"[+-]?[0-9][0-9_]*(\.[0-9_]+)?([eE][+-]?[0-9]+)?")
_COUNTED = frozenset({"token", "request"})


def digits_of(answer: Answer) -> int:
    """Return how many significant digits an answer is shown with: one more than its poorest number bears, three to six.

    Only what was given and what records say is looked at; counts are exact.

    >>> import mlsysim_sym as ms
    >>> digits_of(ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s"))
    4
    """
    borne = [each.value.digits for each in answer.inputs if each.layer in {"given", "record"} and not _exact(each, answer)]
    return min(max(min(borne, default=MOST) + 1, FEWEST), MOST)


def _exact(number: Input, answer: Answer) -> bool:
    value = number.value
    if value.digits == 0 or value.number == 0:
        return True
    variable = answer.trace.prepared.system.variable(number.name) if answer.trace else None
    if variable is None or value.base_exact.denominator != 1:
        return False
    counted = variable.kind is not None or variable.unit.text in _COUNTED
    return bool(variable.domain.step) or (counted and "." not in value.text and "e" not in value.text.partition(" ")[0])


@frozen
class UnitsOf:
    """The unit of each variable of a system, by its name there."""

    system: System

    def __call__(self, name: str) -> Unit:
        """Return the unit of a variable."""
        return self.system.variable(name).unit


@frozen
class UnitsIn:
    """The unit of each variable that an answer names, and of its unknown for any other."""

    answer: Answer

    def __call__(self, name: str) -> Unit:
        """Return the unit of a variable."""
        return self.answer.units.get(name, self.answer.unit)


@frozen
class Notation:
    """How one answer or derivation writes values and symbols; all values in coherent base units.

    A number that somebody gave is written as they gave it; `units` are asked for by the user and take no prefix.
    """

    unit_of: Callable[[str], Unit]
    digits: int
    inputs: Mapping[str, Input] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    symbols: Mapping[str, str] = field(default_factory=dict)
    book: Book | None = None

    def written(self, name: str, value: float) -> Written:
        """Return a variable's value as it is printed."""
        given = self.inputs.get(name)
        if given is not None and given.base == value and name not in self.units:
            return as_given(given, self.digits)
        if name in self.units:
            return in_unit(value, self.units[name], self.digits)
        return prefixed(value, self.unit_of(name), self.digits)

    def symbol(self, name: str) -> str:
        """Return a variable's symbol; the name itself where no symbol is known."""
        return self.symbols.get(name) or rf"\text{{{escaped(name)}}}"


def notation_of(answer: Answer, names: Iterable[str] = (), digits: int | None = None, unit: str | None = None) -> Notation:
    """Return how an answer's numbers are written; `unit` is for the first unknown, `names` in the order of their symbols."""
    system: System = answer.trace.prepared.system
    listed = [*names, *answer.targets, *(each.name for each in answer.inputs)]
    return Notation(
        unit_of=UnitsOf(system),
        digits=digits or digits_of(answer),
        inputs={each.name: each for each in answer.inputs},
        units={answer.target: target_unit(answer, unit)} if unit else {},
        symbols=symbols_of(listed, lambda last: system.book.variable(last).symbol),
        book=system.book,
    )


def line_notation(answer: Answer, digits: int, unit: str | None = None) -> Notation:
    """Return how an answer's numbers are written in one line, which needs none of the answer's steps."""
    units = {answer.target: target_unit(answer, unit)} if unit else {}
    return Notation(UnitsIn(answer), digits, units=units)


def target_unit(answer: Answer, unit: str) -> Unit:
    """Return a unit asked for the first unknown; raise UnitMismatchError if it is of another dimension."""
    wanted = parse_unit(unit)
    if wanted.dimension != answer.unit.dimension:
        raise UnitMismatchError(f"`{answer.target}` is in {answer.unit.text}, which is no {unit}", names=(answer.target,))
    return wanted


def as_given(number: Input, digits: int) -> Written:
    """Return a number as it was given, with all its digits and in its unit; a pure fraction stays one."""
    value = number.value
    if value.unit.text not in value.text and value.unit.text != "1":  # a count was dropped: 30 ms for 30 ms/token
        return prefixed(value.base, value.unit, max(digits, value.digits))
    unit = "" if value.unit.text == "1" else value.unit.text
    typed = value.text.removesuffix(unit).strip()
    if _NUMERAL.fullmatch(typed) and float(typed) == float(value.number):
        return Written(typed.replace("_", ""), unit)
    if value.digits == 0 and value.number.denominator > 1 and len(value.text) <= len("999/1000"):
        return Written(str(value.number), unit)
    return Written(number_text(float(value.number), max(digits, value.digits)), unit)


def prefixed(value: float, unit: Unit, digits: int) -> Written:
    """Return a value with the prefix that reads best.

    >>> prefixed(0.0169408, parse_unit("s/token"), 3).text
    '16.9 ms/token'
    """
    number, name = best_prefix(value, unit)
    return Written(number_text(number, digits), "" if name == "1" else name)


def in_unit(value: float, unit: Unit, digits: int) -> Written:
    """Return a value in exactly this unit."""
    return Written(number_text(number_in(value, unit), digits), "" if unit.text == "1" else unit.text)


def number_in(value: float, unit: Unit) -> float:
    """Return a base-unit value as a number of a unit."""
    shifted = value - float(unit.offset) if unit.offset else value
    return float(shifted * unit.factor.denominator / unit.factor.numerator)
