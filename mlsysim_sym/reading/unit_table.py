"""Read `registry/units.txt`: the subset of pint's definition language that it opens with.

The table knows each unit's exact size and dimension, which prefixes it takes, which of them answers are shown with,
and which spellings are refused. It is read at the first use, in a few milliseconds, and without pint.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from mlsysim_sym.errors import DataError, UnitError
from mlsysim_sym.valueclass import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

BASES = ("s", "B", "FLOP", "token", "request", "kg", "m", "A", "K", "USD", "EUR", "kgCO2e")
"""The coherent base units, in the order of a dimension's exponents."""

_ZERO, _ONE = Fraction(0), Fraction(1)
_PRINTED = (*range(1, len(BASES)), 0)  # time comes last: `token*s`, `kg*m/s`
_TOKEN = re.compile(r"\s*(?:([0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)|([*/^()+-])|([^\s*/^()+\-\d][^\s*/^()+\-]*))")
_MAX_EXPONENT = 12
_MAX_BITS = 4000


@frozen
class Dimension:
    """Hold the exponents of the base units; compare, multiply, divide and raise them.

    >>> print(Dimension.of("B") ** 2 / Dimension.of("s"))
    B^2/s
    """

    exponents: tuple[Fraction, ...] = (_ZERO,) * len(BASES)

    @classmethod
    def of(cls, base: str) -> Dimension:
        """Return the dimension of one base unit."""
        place = BASES.index(base)
        return cls(tuple(_ONE if n == place else _ZERO for n in range(len(BASES))))

    @property
    def dimensionless(self) -> bool:
        """Whether all exponents are zero."""
        return not any(self.exponents)

    def __mul__(self, other: Dimension) -> Dimension:
        pairs = zip(self.exponents, other.exponents, strict=True)
        return Dimension(tuple((a + b or _ZERO) if a and b else (a or b) for a, b in pairs))

    def __truediv__(self, other: Dimension) -> Dimension:
        pairs = zip(self.exponents, other.exponents, strict=True)
        return Dimension(tuple((a - b or _ZERO) if b else a for a, b in pairs))

    def __pow__(self, power: Fraction | int) -> Dimension:
        return Dimension(tuple(a * power if a and power else _ZERO for a in self.exponents))

    def __hash__(self) -> int:
        return hash(tuple((n, a.numerator, a.denominator) for n, a in enumerate(self.exponents) if a))

    def __str__(self) -> str:
        """Write the coherent base unit, as `parse_unit` reads it."""
        upper = [_power(BASES[n], self.exponents[n]) for n in _PRINTED if self.exponents[n] > 0]
        lower = [_power(BASES[n], -self.exponents[n]) for n in _PRINTED if self.exponents[n] < 0]
        above = "*".join(upper) or "1"
        if not lower:
            return above
        return f"{above}/{lower[0]}" if len(lower) == 1 else f"{above}/({'*'.join(lower)})"


def _power(name: str, exponent: Fraction) -> str:
    if exponent == 1:
        return name
    return f"{name}^{exponent}" if exponent.denominator == 1 else f"{name}^({exponent})"


@frozen
class Symbol:
    """Hold one unit of the table."""

    name: str
    factor: Fraction
    dimension: Dimension
    offset: Fraction = _ZERO
    takes: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


@frozen
class Table:
    """Hold the units, the sets of prefixes (spelling to factor) and the refused spellings."""

    symbols: dict[str, Symbol] = field(default_factory=dict)
    sets: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    refused: list[tuple[str, str, str]] = field(default_factory=list)

    def split(self, spelling: str) -> tuple[str, Symbol] | None:
        """Return the prefix and the unit that a spelling is made of, if it is one."""
        if spelling in self.symbols:
            return "", self.symbols[spelling]
        for length in (1, 2):
            symbol = self.symbols.get(spelling[length:])
            if symbol and any(spelling[:length] in self.sets[name] for name in symbol.takes):
                return spelling[:length], symbol
        return None

    def prefix_factor(self, prefix: str) -> Fraction | None:
        """Return what a prefix stands for: 1000 for `k`."""
        return next((group[prefix] for group in self.sets.values() if prefix in group), None)

    def spellings(self) -> list[str]:
        """List every accepted spelling."""
        return [
            prefix + name
            for name, symbol in self.symbols.items()
            for prefix in ("", *(prefix for group in symbol.takes for prefix in self.sets[group]))
        ]


Scale = tuple[Fraction, Dimension]


class Expression:
    """Evaluate a unit expression; `word` and `number` say what a name and a number in it are worth."""

    __slots__ = ("number", "place", "text", "tokens", "word")

    def __init__(self, text: str, word: Callable[[str], Scale], number: Callable[[str], Fraction]) -> None:
        self.text = text
        self.word = word
        self.number = number
        self.tokens = _tokens(text)
        self.place = 0

    def evaluate(self) -> Scale:
        """Return the factor and the dimension of the whole text; an error has the column of what is wrong."""
        try:
            scale = self._product()
            if self.place < len(self.tokens):
                raise self._unexpected()
            if any(abs(exponent) > _MAX_EXPONENT for exponent in scale[1].exponents if exponent):
                raise self._error(f"has an exponent beyond {_MAX_EXPONENT}")
        except UnitError as error:
            error.column = error.column or self._column(self.place - 1)
            raise error.within(self.text) from None
        return scale

    def _column(self, place: int) -> int:
        starts = [match.start(match.lastindex or 0) for match in _TOKEN.finditer(self.text.rstrip())]
        return [*starts, len(self.text.rstrip())][max(place, 0)] + 1

    def _peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def _take(self, token: str) -> bool:
        found = self._peek() == token
        self.place += found
        return found

    def _product(self) -> Scale:
        factor, dimension = self._raised()
        while (sign := self._peek()) in ("*", "/"):
            self.place += 1
            other, by = self._raised()
            if sign == "*":
                factor, dimension = factor * other, dimension * by
            else:
                factor, dimension = factor / other, dimension / by
        return factor, dimension

    def _raised(self) -> Scale:
        factor, dimension = self._atom()
        if not self._take("^"):
            return factor, dimension
        exponent = self._exponent()
        if _bits(factor) > _MAX_BITS:
            raise self._error("is too large")
        return self._root(factor, exponent), dimension**exponent

    def _atom(self) -> Scale:
        head = self._peek()
        if self._take("("):
            scale = self._product()
            if not self._take(")"):
                raise self._ahead("has a bracket that is not closed")
            return scale
        if not head or head in "*/^)+-":
            raise self._unexpected()
        self.place += 1
        return (self.number(head), Dimension()) if head[0].isdigit() else self.word(head)

    def _exponent(self) -> Fraction | int:
        if not self._take("("):
            return self._integer()
        upper, lower = self._integer(), self._integer() if self._take("/") else 1
        if not self._take(")"):
            raise self._ahead("has a bracket that is not closed")
        if lower < 1:
            raise self._error("has an exponent that is no number")
        return Fraction(upper, lower)

    def _integer(self) -> int:
        sign = -1 if self._take("-") else 1
        digits = self._peek()
        if not (digits.isascii() and digits.isdigit()):
            raise self._ahead("has an exponent that is no whole number", hint="write `^2`, `^-1` or `^(1/2)`")
        if len(digits) > len(str(_MAX_EXPONENT)) or int(digits) > _MAX_EXPONENT:
            raise self._ahead(f"has an exponent beyond {_MAX_EXPONENT}")
        self.place += 1
        return sign * int(digits)

    def _root(self, factor: Fraction, exponent: Fraction | int) -> Fraction:
        if factor == 1:
            return factor
        raised = Fraction(factor**exponent.numerator)
        parts = [_exact_root(part, exponent.denominator) for part in (raised.numerator, raised.denominator)]
        if parts[0] is None or parts[1] is None:
            raise self._error("has a root that is no rational number", hint="write the root of a base unit")
        return Fraction(parts[0], parts[1])

    def _unexpected(self) -> UnitError:
        head = self._peek()
        if not head:
            return self._ahead("ends where a unit is due")
        if head == "*" and self.place and self.tokens[self.place - 1] == "*":
            return self._error("has `**`", hint="write `^`")
        if head[0] not in "*/^()+-":
            return self._ahead(f"has `{head}` without a sign before it", hint="join units by `*` or `/`")
        return self._ahead(f"has a misplaced `{head}`")

    def _error(self, what: str, hint: str | None = None) -> UnitError:
        """Return an error about what was read last."""
        return UnitError(f"the unit `{self.text}` {what}", hint=hint)

    def _ahead(self, what: str, hint: str | None = None) -> UnitError:
        """Return an error about what comes next."""
        return UnitError(f"the unit `{self.text}` {what}", hint=hint, column=self._column(self.place))


def _tokens(text: str) -> list[str]:
    tokens = [match.group(match.lastindex or 0) for match in _TOKEN.finditer(text.rstrip())]
    if not tokens:
        message = "an empty unit"
        raise UnitError(message, excerpt=text, column=1, hint="write `1` for a pure number")
    return tokens


def _bits(number: Fraction) -> int:
    return number.numerator.bit_length() + number.denominator.bit_length()


def _exact_root(number: int, degree: int) -> int | None:
    if degree == 1 or number == 1:
        return number
    low, high = 1, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**degree < number else (low, middle)
    return low if low**degree == number else None


class _Reader:
    """Keep what the comments said last while the lines go by."""

    def __init__(self) -> None:
        self.table = Table()
        self.prefixes: dict[str, Fraction] = {}
        self.takes: tuple[str, ...] = ()
        self.shows: tuple[str, ...] = ()
        self.alone: tuple[str, ...] = ()

    def line(self, line: str) -> None:
        if line.startswith("#:"):
            self.directive(line[2:].split())
        elif line.startswith("#!"):
            names, why, instead = (part.strip() for part in line[2:].split(" ; "))
            self.table.refused.extend((name, why, instead) for name in names.split())
        elif line and not line.startswith("#"):
            self.definition(*(part.strip() for part in line.split("=")))

    def directive(self, words: list[str]) -> None:
        if words[0] == "set":
            self.prefixes = self.table.sets.setdefault(words[1], {})
            return
        takes, _, shown = " ".join(words[1:]).partition(", shows ")
        shows, _, alone = shown.partition(" | ")
        self.takes = tuple(name for name in takes.split() if name != "nothing")
        self.shows = tuple("" if prefix == "1" else prefix for prefix in shows.split())
        self.alone = tuple(alone.split())

    def definition(self, name: str, text: str, *others: str) -> None:
        if name in self.table.symbols:
            message = f"`{name}` is defined twice"
            raise ValueError(message)
        if name.endswith("-"):
            self.prefixes.update({prefix.rstrip("-"): Fraction(text) for prefix in (name, *others)})
            return
        if others:
            message = "a unit has one spelling"
            raise ValueError(message)
        body, _, offset = text.partition("; offset:")
        factor, dimension = self.scale(name, body)
        shift = Fraction(offset.strip() or 0)
        self.table.symbols[name] = Symbol(name, factor, dimension, shift, self.takes, self.shows, self.alone)

    def scale(self, name: str, body: str) -> Scale:
        if body.startswith("["):
            return _ONE, Dimension.of(name)
        return Expression(body, self.word, Fraction).evaluate()

    def word(self, name: str) -> Scale:
        symbol = self.table.symbols[name]
        return symbol.factor, symbol.dimension


def read_table(text: str, file: str) -> Table:
    r"""Return the table that a definition file describes.

    >>> table = read_table("B = [information]\nbit = B / 8", "units.txt")
    >>> table.symbols["bit"].factor
    Fraction(1, 8)
    """
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            reader.line(line.strip())
        except (ValueError, KeyError, IndexError, TypeError, DataError) as error:
            message = f"the line `{line.strip()}` is no definition: {error}"
            raise UnitError(message, file=file, line=number, hint="the file opens with its grammar") from error
    return reader.table
