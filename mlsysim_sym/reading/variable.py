"""A glossary entry: symbol, unit, domain and meaning of a variable."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from mlsysim_sym.errors import ProvenanceError, SchemaError
from mlsysim_sym.reading import shape
from mlsysim_sym.reading.dimensions import Measure
from mlsysim_sym.reading.sources import Citation, read_citations
from mlsysim_sym.reading.stated import stated_spread
from mlsysim_sym.reading.units import Unit, parse_unit
from mlsysim_sym.reading.values import Value, parse_value
from mlsysim_sym.valueclass import field, frozen

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


@frozen
class Domain:
    """The values that a variable may have: an interval, of integers if `step` is 1."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = True
    high_open: bool = True
    step: int = 0

    def __contains__(self, value: float) -> bool:
        if self.step and not float(value).is_integer():
            return False
        above = value > self.low if self.low_open else value >= self.low
        return above and (value < self.high if self.high_open else value <= self.high)

    @property
    def integer(self) -> bool:
        """Whether only integers are meant."""
        return bool(self.step)

    def __str__(self) -> str:
        left = "(" if self.low_open else "["
        right = ")" if self.high_open else "]"
        shown = f"{left}{self.low:g}, {self.high:g}{right}"
        return f"integers in {shown}" if self.step else shown


WORDS = {
    "real": Domain(),
    "positive": Domain(0.0),
    "nonnegative": Domain(0.0, low_open=False),
    "fraction": Domain(0.0, 1.0, low_open=False, high_open=False),
    "open_fraction": Domain(0.0, 1.0),
    "count": Domain(1.0, low_open=False, step=1),
    "whole": Domain(0.0, low_open=False, step=1),
}
_INTERVAL = re.compile(r"([\[(])\s*([^,\s]+)\s*,\s*([^,\s]+)\s*([\])])(?:\s+step\s+1)?\Z")


def parse_domain(text: str) -> Domain:
    """Read a domain: a word or an interval.

    >>> parse_domain("[2, inf) step 1")
    Domain(low=2.0, high=inf, low_open=False, high_open=True, step=1)
    """
    if text in WORDS:
        return WORDS[text]
    match = _INTERVAL.match(text)
    if match is None:
        raise SchemaError(f"`{text}` is no domain", hint=f"one of {', '.join(WORDS)}, or an interval such as `[0, 1)`")
    left, low, high, right = match.groups()
    try:
        ends = float(low), float(high)
    except ValueError:
        raise SchemaError(f"the ends of the domain `{text}` must be numbers") from None
    if not ends[0] < ends[1]:
        raise SchemaError(f"the domain `{text}` is empty")
    return Domain(ends[0], ends[1], left == "(", right == ")", int(text.endswith("step 1")))


@frozen
class Default:
    """A value that holds where nothing else gives the variable, with who says so."""

    value: Value
    citations: tuple[Citation, ...]
    why: str = ""
    spread: Mapping[str, Any] | None = None


@frozen
class Variable:
    """A variable of the glossary; values are kept in coherent base units."""

    name: str
    area: str
    symbol: str
    unit: Unit
    meaning: str
    domain: Domain
    kind: str | None = None
    typical_texts: tuple[tuple[str, Mapping[str, Any]], ...] = field(default=(), repr=False)
    confused_with: str = ""
    aliases: tuple[str, ...] = ()
    default: Default | None = None
    accepts: tuple[Unit, ...] = ()
    book_macro: str = ""
    file: str = ""
    line: int | None = None

    @cached_property
    def typical(self) -> tuple[float, float] | None:
        """The range of values that occur, in base units; raises a DataError if it is written wrongly."""
        return _typical(self) if self.typical_texts else None

    @cached_property
    def measure(self) -> Measure:
        """Dimension and kind, for the checker."""
        return Measure(self.unit.dimension, self.kind)


REQUIRED = ["latex", "unit", "domain", "meaning"]
OPTIONAL = ["kind", "typical", "not", "aliases", "default", "accepts", "book_macro"]


def read_variable(name: str, area: str, data: object, owner: Mapping[str, Any]) -> Variable:
    """Read a glossary entry; raise a DataError with file and line for what is wrong in it."""
    entry = shape.mapping(data, f"variable `{name}`", owner, name)
    if not NAME.match(name):
        raise SchemaError(f"`{name}` is no name", hint="small letters, digits and _", **shape.place(owner, name))
    shape.known(entry, f"variable `{name}`", REQUIRED, OPTIONAL)
    unit = shape.placed(shape.place(entry, "unit"), parse_unit, shape.words(entry, "unit"))
    domain = shape.placed(shape.place(entry, "domain"), parse_domain, shape.words(entry, "domain"))
    where = shape.place(entry)
    symbol = shape.words(entry, "latex")
    _balanced(symbol, entry)
    kind = shape.words(entry, "kind", "") or None
    if kind and not unit.dimension.dimensionless:
        raise SchemaError(f"variable `{name}` has a unit and a kind: a kind is for pure counts", **shape.place(entry, "kind"))
    return Variable(
        name=name,
        area=area,
        symbol=symbol,
        unit=unit,
        meaning=shape.words(entry, "meaning"),
        domain=domain,
        kind=kind,
        typical_texts=tuple(shape.texts_with_lines(entry, "typical")),
        confused_with=shape.words(entry, "not", ""),
        aliases=shape.texts(entry, "aliases"),
        default=_default(name, entry, unit, domain),
        accepts=tuple(shape.placed(place, parse_unit, text) for text, place in shape.texts_with_lines(entry, "accepts")),
        book_macro=shape.words(entry, "book_macro", ""),
        file=where["file"] or "",
        line=where["line"],
    )


def _balanced(symbol: str, entry: Mapping[str, Any]) -> None:
    depth = 0
    for character in symbol:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            break
    if depth or not symbol:
        raise SchemaError(f"the braces of `latex: {symbol}` do not balance", **shape.place(entry, "latex"))


def base_value(text: str, unit: Unit, what: str, where: Mapping[str, Any], accepts: tuple[Unit, ...] = ()) -> Value:
    """Read a value and check its dimension against a variable's unit."""
    value = shape.placed(where, parse_value, text)
    check_dimension(value, unit, what, where, accepts)
    return value


def check_dimension(value: Value, unit: Unit, what: str, where: Mapping[str, Any], accepts: tuple[Unit, ...] = ()) -> None:
    """Raise a UnitMismatchError that names both sides unless the value fits the unit."""
    from mlsysim_sym.errors import UnitMismatchError  # noqa: PLC0415  (keeps the import list of data errors short)

    own = value.unit.dimension
    if own != unit.dimension and all(own != other.dimension for other in accepts):
        raise UnitMismatchError(
            f"{what} is in {unit.text}, not in {value.unit.text}",
            detail=(f"given:  {value.text} [{value.unit.dimension}]", f"wanted: {what} [{unit.dimension}]"),
            **(where or {"excerpt": value.text, "column": value.unit_column}),
        )


def _typical(variable: Variable) -> tuple[float, float]:
    where = variable.typical_texts[0][1]
    if len(variable.typical_texts) != 2:  # noqa: PLR2004
        raise SchemaError(f"`typical` of `{variable.name}` has two ends", **where)
    what = f"`typical` of `{variable.name}`"
    low, high = (base_value(text, variable.unit, what, place).base for text, place in variable.typical_texts)
    if not low < high:
        raise SchemaError(f"{what} is empty: {low:g} to {high:g}", **where)
    if low < variable.domain.low or high > variable.domain.high:
        raise SchemaError(f"{what} leaves its domain {variable.domain}", **where)
    return low, high


def _default(name: str, entry: Mapping[str, Any], unit: Unit, domain: Domain) -> Default | None:
    if "default" not in entry:
        return None
    data = shape.mapping(entry["default"], f"the default of `{name}`", entry, "default")
    return read_default(name, data, unit, domain)


def read_default(name: str, data: Mapping[str, Any], unit: Unit, domain: Domain) -> Default:
    """Read `{value, source, why}`."""
    shape.known(data, f"the default of `{name}`", ["value"], ["source", "why", "spread"])
    if "source" not in data:
        raise ProvenanceError(f"the default of `{name}` names no source", **shape.place(data))
    value = base_value(shape.words(data, "value"), unit, f"`{name}`", shape.place(data, "value"))
    if value.base not in domain:
        raise SchemaError(f"the default of `{name}` is {value.text}, outside {domain}", **shape.place(data, "value"))
    return Default(value, read_citations(data, f"the default of `{name}`"), shape.words(data, "why", ""), stated_spread(data))
