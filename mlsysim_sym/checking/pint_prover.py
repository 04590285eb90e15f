"""A second proof of dimensions, independent of the first: a law computed on quantities of `pint`.

The tree walker of `reading.dimensions` compares dimensions; this one computes. Every variable is a quantity, once in
base units and once in units that nobody would choose (GB/h beside kFLOP/day), all different; a law that balances gives
the same numbers both times, and one that does not cannot be computed at all.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.checking.pairs import default_words
from mlsysim_sym.checking.sample import Sampler, span
from mlsysim_sym.reading.functions import FUNCTIONS
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.quantity import registry
from mlsysim_sym.reading.tree import (
    And,
    Binary,
    Call,
    Case,
    Comparison,
    Condition,
    Constant,
    Is,
    Name,
    Negative,
    Node,
    Number,
    QuadraticRoot,
    Statement,
    constant_value,
    names_in,
)
from mlsysim_sym.reading.units import BASES, Dimension, parse_unit
from mlsysim_sym.solving.step import Words
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    import pint

AGREES = 1e-9
TINY = 1e-12  # sides that cancel to nothing agree
POINTS = 5
SCRAMBLED = {
    "s": ("h", "ms", "day", "ns"),
    "B": ("GB", "KiB", "bit", "TiB"),
    "FLOP": ("kFLOP", "TFLOP", "GMAC"),
    "token": ("Mtoken", "ktoken"),
    "request": ("krequest", "Mrequest"),
    "kg": ("g", "mg"),
    "m": ("mm", "km"),
    "A": ("mA", "kA"),
    "K": ("mK", "kK"),
    "USD": ("kUSD", "mUSD"),
    "EUR": ("kEUR", "mEUR"),
    "kgCO2e": ("gCO2e", "MgCO2e"),
}


class Refused(Exception):  # noqa: N818  (turned into the message of the prover)
    """Two quantities do not fit."""


def prove_dimensions(book: Book, law: Law) -> str | None:
    """Return None if a law can be computed on quantities and gives one answer in any units, else what is wrong.

    >>> import mlsysim_sym as ms
    >>> prove_dimensions(ms.Book.load(), ms.law("roofline"))
    """
    words = default_words(book, law)
    trouble = "no point could be tried"
    for point, satisfies in _points(book, law, words):
        try:
            return _judged(book, law, dict(words), point, satisfies=satisfies)
        except Refused as error:
            return str(error)
        except UNDEFINED as error:
            trouble = str(error)
    return f"`{law.name}` cannot be computed: {trouble}"


def _points(book: Book, law: Law, words: Words) -> Iterator[tuple[dict[str, float], bool]]:
    """Yield points that satisfy a law, then some that need not: a law has singular points, and a wrong one may have no other."""
    yield from ((point, True) for point in Sampler(book, law, "pint", words).points(POINTS))
    chance = random.Random(law.name)  # noqa: S311  (seeded points, not a secret)
    for _ in range(POINTS):
        yield {name: chance.uniform(*span(book.variable(name))) for name in law.variables}, False


def _judged(book: Book, law: Law, words: Mapping[str, str], point: Mapping[str, float], *, satisfies: bool) -> str | None:
    """Return what is wrong with a law at a point; raise Refused where dimensions do not fit."""
    sides = []
    for chance in (None, random.Random(law.name)):  # noqa: S311  (a seeded choice of units)
        values = {name: _quantity(point[name], book.variable(name).unit.dimension, chance) for name in law.variables}
        computed = _Computed(values, words)
        sides.append([computed.statement(each) for each in (law.statement, *(each.then for each in law.points))])
        for condition in (*law.holds_when, *(each.when for each in law.points)):
            _Computed({**values, **_others(book, condition, values, chance)}, words).condition(condition)
    return _compared(law, sides[0], sides[1], satisfies=satisfies)


def _compared(law: Law, base: list[Any], scrambled: list[Any], *, satisfies: bool) -> str | None:
    for first, second in zip(base, scrambled, strict=True):
        for one, other in zip(first, second, strict=True):
            if not math.isclose(one, other, rel_tol=AGREES) and not (math.isnan(one) and math.isnan(other)):
                return f"`{law.name}` depends on the units: {one!r} in base units, {other!r} in others"
    left, right = base[0]
    replaced = bool(law.points)  # by another statement, perhaps at this very point
    if (
        satisfies
        and not replaced
        and law.statement.relation == "="
        and not math.isclose(left, right, rel_tol=AGREES, abs_tol=TINY)
    ):
        return f"the sides of `{law.name}` differ: {left!r} and {right!r}"
    return None


def _others(book: Book, condition: Condition, values: Mapping[str, Any], chance: random.Random | None) -> dict[str, Any]:
    """Return quantities for variables that only a condition names."""
    names = [name for name in names_in(condition) if name not in values]
    return {name: _quantity(1.0, book.variable(name).unit.dimension, chance) for name in names}


def _quantity(value: float, dimension: Dimension, chance: random.Random | None) -> pint.Quantity[Any]:
    """Return a value in base units as a quantity, in units drawn at random if there is chance."""
    units = registry()
    base = _unit({name: name for name in BASES}, dimension)
    if chance is None:
        return units.Quantity(value, base)
    drawn = {name: chance.choice(SCRAMBLED.get(name, (name,))) for name in BASES}
    return units.Quantity(value, base).to(_unit(drawn, dimension))


def _unit(names: Mapping[str, str], dimension: Dimension) -> Any:  # noqa: ANN401  (pint's unit)
    unit = registry().Unit("")
    for base, power in zip(BASES, dimension.exponents, strict=True):
        if power:
            unit *= registry().Unit(names[base]) ** (int(power) if power.denominator == 1 else float(power))
    return unit


@frozen
class _Computed:
    """A law's variables as quantities, and the computation of trees over them."""

    values: Mapping[str, Any]
    words: Mapping[str, str]

    def statement(self, statement: Statement) -> tuple[float, float]:
        """Return both sides in base units."""
        left, right = self.node(statement.left), self.node(statement.right)
        if left.dimensionality != right.dimensionality:
            raise Refused(f"the sides are in {_shown(left)} and {_shown(right)}")
        return float(left.to_base_units().magnitude), float(right.to_base_units().magnitude)

    def node(self, node: Node) -> Any:  # noqa: ANN401, PLR0911  (a quantity; one return for each kind of node)
        match node:
            case Number(value, unit):
                read = parse_unit(unit or "1")
                return registry().Quantity(float(value * read.factor), _unit(_PLAIN, read.dimension))
            case Constant(name):
                return _pure(FLOAT[name])
            case Name(name):
                return self.values[name]
            case Negative(operand):
                return -self.node(operand)
            case Binary("^", base, exponent):
                return self._power(base, exponent)
            case Binary(operator, left, right):
                return self._binary(operator, left, right)
            case Call(function, arguments):
                return self._call(function, arguments)
            case Case():
                return self._case(node)
            case QuadraticRoot():
                raise Refused("a quadratic root is no part of a law")

    def _binary(self, operator: str, left: Node, right: Node) -> Any:  # noqa: ANN401
        first, second = self.node(left), self.node(right)
        if operator == "*":
            return first * second
        if operator == "/":
            return first / second
        first, second = self._alike((left, right), (first, second))
        return first + second if operator == "+" else first - second

    def _power(self, base: Node, exponent: Node) -> Any:  # noqa: ANN401
        below, above = self.node(base), self.node(exponent)
        power = _number(above, "an exponent")
        if not below.dimensionless and constant_value(exponent) is None:
            raise Refused(f"`{text(base)}`, in {_shown(below)}, is raised to a variable")
        if below.dimensionless:
            return _pure(FLOAT["power"](_number(below, "a base"), power))
        return below ** (int(power) if power.is_integer() else power)

    def _call(self, function: str, arguments: tuple[Node, ...]) -> Any:  # noqa: ANN401
        values = tuple(self.node(each) for each in arguments)
        rule = FUNCTIONS[function].rule
        if rule == "alike":
            alike = self._alike(arguments, values)
            sizes = [each.to_base_units() for each in alike]
            return abs(alike[0]) if function == "abs" else {"min": min, "max": max}[function](sizes)
        if rule == "root":
            return values[0] ** 0.5
        return _pure(FLOAT[function](*(_number(each, f"the argument of `{function}`") for each in values)))

    def _alike(self, nodes: tuple[Node, ...], values: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return quantities that have one dimension; a bare 0 has any."""
        others = [value for node, value in zip(nodes, values, strict=True) if constant_value(node) != 0]
        model = others[0] if others else values[0]
        zeros = [constant_value(node) == 0 for node in nodes]
        for node, value, zero in zip(nodes, values, zeros, strict=True):
            if not zero and value.dimensionality != model.dimensionality:
                raise Refused(f"`{text(node)}` is in {_shown(value)}, beside {_shown(model)}")
        nothing = registry().Quantity(0.0, model.units)
        return tuple(nothing if zero else value for value, zero in zip(values, zeros, strict=True))

    def _case(self, case: Case) -> Any:  # noqa: ANN401
        """Return the value of the branch that applies; the others have to be computable in the same dimension."""
        taken, values = None, []
        for branch in case.branches:
            holds = branch.condition is None or self.condition(branch.condition)
            try:
                values.append((branch.value, self.node(branch.value)))
            except UNDEFINED:
                continue
            if holds and taken is None:
                taken = len(values) - 1
        alike = self._alike(tuple(node for node, _ in values), tuple(value for _, value in values))
        if taken is None:
            raise ValueError("no branch applies")
        return alike[taken]

    def condition(self, condition: Condition) -> bool:
        """Return whether a condition holds."""
        match condition:
            case And(parts):
                held = [self.condition(part) for part in parts]
                return all(held)
            case Is(choice, word):
                return self.words.get(choice) == word
            case Comparison(left, operator, right):
                alike = self._alike((left, right), (self.node(left), self.node(right)))
                return bool(FLOAT[_COMPARED[operator]](*(float(each.to_base_units().magnitude) for each in alike)))


_COMPARED = {"<": "less", "<=": "at_most", ">": "greater", ">=": "at_least", "=": "equal", "divides": "divides"}
_PLAIN = {name: name for name in BASES}


def _pure(value: Any) -> Any:  # noqa: ANN401
    return registry().Quantity(float(value), "")


def _number(quantity: Any, what: str) -> float:  # noqa: ANN401
    if not quantity.dimensionless:
        raise Refused(f"{what} is in {_shown(quantity)}")
    return float(quantity.to("").magnitude)


def _shown(quantity: Any) -> str:  # noqa: ANN401
    return f"{quantity.to_base_units().units:~}" or "pure numbers"
