"""Read units exactly, from the one list in `registry/units.txt`, without pint.

A unit is an exact rational number of coherent base units. Python's own fractions do the arithmetic, so a conversion
is never off by a rounding and does not depend on the order of the factors.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from math import isfinite

from mlsysim_sym.errors import UnitError, did_you_mean
from mlsysim_sym.reading.unit_table import BASES, Dimension, Expression, Scale, Symbol, Table, read_table
from mlsysim_sym.resources import read_text
from mlsysim_sym.valueclass import frozen

__all__ = ["BASES", "Dimension", "Unit", "best_prefix", "parse_unit", "table"]

_FIRST = r"([^\s*/^()+\-\d%][^\s*/^()+\-]*)(?= *(?:[*/]|$))"
_LONGEST = 100
_ROUNDS_UP = 0.99995  # four digits of it print as 1


@frozen
class Unit:
    """Hold a unit: `value * factor + offset` is its size in coherent base units.

    >>> parse_unit("Gbit/s").factor
    Fraction(125000000, 1)
    """

    text: str
    factor: Fraction
    dimension: Dimension
    offset: Fraction = Fraction(0)

    def __str__(self) -> str:
        return self.text


@cache
def table() -> Table:
    """Return the table of units; the first call reads the file."""
    return read_table(read_text("registry", "units.txt"), "registry/units.txt")


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """Read a unit expression: names joined by `*` and `/`, powers by `^`, with brackets; `1` is the pure number.

    Raises `UnitError`, with the right spelling where it is known.

    >>> print(parse_unit("USD/kW/h").dimension)
    USD*s^2/(kg*m^2)
    >>> parse_unit("GBps")
    Traceback (most recent call last):
        ...
    mlsysim_sym.errors.UnitError: `GBps` is no unit: a rate is a quotient
       GBps
       ^
       hint: write `GB/s`
    """
    if len(text) > _LONGEST:
        message = f"a unit of {len(text)} characters is too long: `{text[:20]}...`"
        raise UnitError(message, excerpt=text, column=_LONGEST + 1)
    stripped = text.strip(" ")
    if stripped == "%":
        return Unit("%", Fraction(1, 100), Dimension())
    symbol = table().symbols.get(stripped)
    if symbol is not None:
        return Unit(stripped, symbol.factor, symbol.dimension, symbol.offset)
    try:
        factor, dimension = Expression(stripped, _word, _one).evaluate()
    except UnitError as error:
        raise error.within(text, 1 + len(text) - len(text.lstrip(" "))) from None
    return Unit(stripped, factor, dimension)


def _word(name: str) -> Scale:
    found = table().split(name)
    if found is None:
        raise unknown(name)
    prefix, symbol = found
    if symbol.offset:
        message = f"`{name}` is an absolute scale and cannot be part of an expression"
        raise UnitError(message, hint="write `K` for a difference")
    size = table().prefix_factor(prefix)
    return (symbol.factor if size is None else symbol.factor * size), symbol.dimension


def _one(number: str) -> Fraction:
    if number != "1":
        message = f"the number `{number}` is no unit"
        raise UnitError(message, hint="work it into the number before the unit")
    return Fraction(1)


def unknown(name: str) -> UnitError:
    """Return the error for a spelling that is no unit."""
    units = table()
    for pattern, why, instead in units.refused:
        prefix = _covers(pattern, name)
        if prefix is not None:
            return UnitError(f"`{name}` is no unit: {why}", hint=f"write {instead.replace('*', prefix)}")
    if units.prefix_factor(name) is not None:
        return UnitError(f"`{name}` is no unit: a bare prefix", hint=f"write the number out, or a unit as in `{name}B`")
    return UnitError(f"`{name}` is no unit", hint=_guess(name))


def _covers(pattern: str, name: str) -> str | None:
    """Return what the `*` of a refused pattern stands for in a name, or None."""
    if not pattern.startswith("*"):
        return "" if pattern == name else None
    prefix = name.removesuffix(pattern[1:])
    if prefix == name:
        return None
    right = (prefix, prefix.swapcase()) if len(prefix) == 1 else (prefix, prefix.capitalize())
    return next((each for each in right if not each or table().prefix_factor(each) is not None), None)


def _guess(name: str) -> str | None:
    spellings = table().spellings()
    same = [other for other in spellings if other.lower() in (name.lower(), name.lower().removesuffix("s"))]
    if same:
        return "write " + " or ".join(f"`{other}`" for other in same[:3])
    if not name.isascii():
        return "write powers as `^2` and products as `*`"
    return did_you_mean(name, list(table().symbols))


def best_prefix(value: float, unit: Unit) -> tuple[float, str]:
    """Return a value in base units as a number of the unit, with the prefix that reads best.

    Only the first unit of the numerator changes its prefix, within what the table shows it with.

    >>> best_prefix(2e9, parse_unit("B/s"))
    (2.0, 'GB/s')
    >>> best_prefix(0.03, parse_unit("s/token"))
    (30.0, 'ms/token')
    >>> best_prefix(3600.0, parse_unit("s"))
    (1.0, 'h')
    """
    given = _within(value, unit)
    first = re.match(_FIRST, unit.text)
    found = table().split(first.group(1)) if first else None
    if first is None or found is None or not found[1].shows or not value or not isfinite(value):
        return given, unit.text
    prefix, symbol = found
    rest = unit.text[first.end() :]
    names = [other + symbol.name for other in _ladder(prefix, symbol)]
    if not rest:
        names += symbol.alone
    shown = [(_within(value, other), other.text) for other in (parse_unit(name + rest) for name in names)]
    return next((pair for pair in reversed(shown) if abs(pair[0]) >= _ROUNDS_UP), shown[0])


def _ladder(prefix: str, symbol: Symbol) -> tuple[str, ...]:
    binary = table().sets["binary"]
    return ("", *binary) if prefix in binary else symbol.shows


def _within(value: float, unit: Unit) -> float:
    shifted = value - float(unit.offset) if unit.offset else value
    return shifted * unit.factor.denominator / unit.factor.numerator
