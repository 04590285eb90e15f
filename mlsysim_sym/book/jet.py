"""Interval arithmetic with first derivatives: what proves that a root is there, is the only one, or is not there.

A `Jet` encloses the values of a quantity over a box of the unknown, and its derivative over the same box. Ends are
rounded outwards. A value of 0 in the derivative of a step or a kink is widened to all slopes that occur there.
"""

from __future__ import annotations

from typing import TypeAlias

from mlsysim_sym.book.ends import INF, Ends
from mlsysim_sym.book.ends import add as _add
from mlsysim_sym.book.ends import divide as _divide
from mlsysim_sym.book.ends import multiply as _multiply
from mlsysim_sym.book.ends import outward as _outward

Number: TypeAlias = "Jet | float | int"
EXACT = 2.0**26  # counts up to here have exact products


class Jet:
    """The values (`low`, `high`) of a quantity over a box, and its slopes (`down`, `up`) with respect to the unknown."""

    __slots__ = ("down", "high", "low", "up")

    def __init__(self, low: float, high: float, down: float = 0.0, up: float = 0.0) -> None:
        self.low, self.high, self.down, self.up = low, high, down, up

    @property
    def value(self) -> Ends:
        """Both ends of the values."""
        return self.low, self.high

    @property
    def slope(self) -> Ends:
        """Both ends of the slopes."""
        return self.down, self.up

    @property
    def constant(self) -> bool:
        """Whether the quantity does not depend on the unknown."""
        return self.down == 0.0 == self.up

    def __repr__(self) -> str:
        return f"Jet([{self.low!r}, {self.high!r}], slope [{self.down!r}, {self.up!r}])"

    def __neg__(self) -> Jet:
        return Jet(-self.high, -self.low, -self.up, -self.down)

    def __add__(self, other: Number) -> Jet:
        other = jet(other)
        return Jet(*_outward(self.low + other.low, self.high + other.high), *_add(self.slope, other.slope))

    __radd__ = __add__

    def __sub__(self, other: Number) -> Jet:
        return self + -jet(other)

    def __rsub__(self, other: Number) -> Jet:
        return jet(other) + -self

    def __mul__(self, other: Number) -> Jet:
        other = jet(other)
        slope = _add(_multiply(self.slope, other.value), _multiply(self.value, other.slope))
        return Jet(*_multiply(self.value, other.value), *slope)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Jet:
        other = jet(other)
        quotient = _divide(self.value, other.value)
        if self.constant and other.constant:
            return Jet(*quotient)
        change = _multiply(quotient, other.slope)
        rise = _add(self.slope, (-change[1], -change[0]))
        return Jet(*quotient, *_divide(rise, other.value) if other.low * other.high > 0 else (-INF, INF))

    def __rtruediv__(self, other: Number) -> Jet:
        return jet(other) / self


def jet(value: Number) -> Jet:
    """Return a jet; a plain number is a constant."""
    return value if isinstance(value, Jet) else Jet(float(value), float(value))


def known(value: float) -> Number:
    """Return a given number as what formulas over jets take: Python would round products of plain numbers to the nearest.

    A count stays plain, as exponents and recursions want it, and as products of counts are exact.
    """
    return value if float(value).is_integer() and abs(value) <= EXACT else Jet(value, value)


def unknown(low: float, high: float) -> Jet:
    """Return the unknown itself over a box."""
    return Jet(low, high, 1.0, 1.0)
