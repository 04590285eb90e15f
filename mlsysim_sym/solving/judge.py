"""A condition on one unknown, and what its values and enclosures say: holds, fails, or cannot be told.

Relative residuals only: a value counts as a root if `|left - right|` is at most 1e-9 of the largest term.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.jets import Jet
from mlsysim_sym.valueclass import field, frozen, mutable

INF = math.inf
SMALLEST, LARGEST = 1e-30, 1e30
TOLERANCE = 1e-9
VANISHING = 1e-290
MOST_BOXES = 6000
MOST_RANGES = 20_000
MOST_PRECISE = 60
LARGEST_INTEGER = 2.0**53


def vanishes(difference: float, scale: float) -> bool:
    """Whether a difference counts as 0 beside its largest term (or has underflowed)."""
    return math.isfinite(scale) and (abs(difference) <= TOLERANCE * scale or abs(difference) <= VANISHING)


@frozen
class Judge:
    """`left - right` of a law or limit, as a function of the unknown: enclosures, and floats with the largest term.

    Of a divisibility of the unknown itself, `multiple_of` is the number that divides it, `divisor_of` the one it divides.
    `alike` encloses another function of the same sign, which may be sharper where the first is blunt.
    """

    label: str
    relation: str  # "=", "<=", ">=", "divides"
    enclose: Callable[[Jet], Jet]
    difference: Callable[[float], tuple[float, float]]
    precise_sign: Callable[[float], int] | None = None
    multiple_of: int = 0
    divisor_of: int = 0
    alike: Callable[[Jet], Jet] | None = None

    def holds(self, x: float) -> bool:
        """Whether the condition holds at a value, up to rounding."""
        try:
            difference, scale = self.difference(x)
        except UNDEFINED:
            return False
        if math.isnan(difference):
            return False
        if self.relation == "divides":
            return difference == 0
        near = vanishes(difference, scale)
        if self.relation == "=":
            return near
        return near or (difference < 0) == (self.relation == "<=")

    def sign(self, x: float) -> int:
        """Return the sign of `left - right` at a value: as enclosures prove it, else as floats show it.

        It is 0 where it is undefined or within rounding of 0.
        """
        proven = proven_sign(self, x) if math.isfinite(x) else 0
        if proven:
            return proven
        try:
            difference, scale = self.difference(x)
        except UNDEFINED:
            return 0
        if math.isnan(difference) or (math.isfinite(difference) and abs(difference) <= 1e-15 * scale < math.inf):
            return 0
        return 1 if difference > 0 else -1


def enclosures(condition: Judge, box: Jet) -> list[Jet]:
    """Return what is known of a box: enclosures of the difference, and of what has the same sign; none where it has no value."""
    found = []
    for enclose in (condition.enclose, condition.alike):
        if enclose is not None:
            try:
                found.append(enclose(box))
            except OverflowError:  # a value beyond what floats hold is no lack of one
                found.append(Jet(-math.inf, math.inf, -math.inf, math.inf))
            except UNDEFINED:
                return []
    return found


@mutable
class Isolated:
    """Where `left - right` changes sign or vanishes: roots, flat pieces, jumps."""

    roots: list[float] = field(default_factory=list)
    flats: list[tuple[float, float]] = field(default_factory=list)
    jumps: list[float] = field(default_factory=list)
    certified: bool = True
    boxes: int = 0
    precise: int = 0


def middle_of(a: float, b: float) -> float:
    """Return a value between two ends, for judging what lies between them."""
    if math.isinf(a) and math.isinf(b):
        return 0.0
    if math.isinf(b):
        return max(2 * a, a + 1.0) if a >= 0 else 0.0
    if math.isinf(a):
        return min(2 * b, b - 1.0) if b <= 0 else 0.0
    if a > 0 and b > 4 * a:
        return math.sqrt(a) * math.sqrt(b)
    return a * 0.01 + b * 0.99 if a == 0 else 0.5 * (a + b)


def is_root(condition: Judge, x: float) -> bool:
    """Whether both sides are equal at a value, up to rounding."""
    try:
        return vanishes(*condition.difference(x))
    except UNDEFINED:
        return False


def proven_sign(condition: Judge, x: float) -> int:
    """Return the sign that an enclosure at a value proves, else 0."""
    jets = enclosures(condition, Jet(x, x))
    return 1 if any(jet.low > 0 for jet in jets) else (-1 if any(jet.high < 0 for jet in jets) else 0)


def is_blurred(condition: Judge, x: float) -> bool:
    """Whether floats say that a value is no root where enclosures, sharper than they, cannot tell it from one."""
    jets = enclosures(condition, Jet(x, x))
    return bool(jets) and not is_root(condition, x) and all(jet.low <= 0 <= jet.high for jet in jets)


def decided_sign(condition: Judge, x: float) -> int:
    """Return the sign at a value: by its enclosure, else by 300 bits, where doubles only show rounding."""
    sign = proven_sign(condition, x)
    if sign or condition.precise_sign is None or not math.isfinite(x):
        return sign
    try:
        return condition.precise_sign(x)
    except (*UNDEFINED, TypeError):
        return 0


def size(condition: Judge, x: float) -> float:
    """Return `|left - right|` relative to the largest term, infinity where it is undefined."""
    try:
        difference, scale = condition.difference(x)
    except UNDEFINED:
        return INF
    if difference == 0:
        return 0.0
    return abs(difference) / scale if scale and math.isfinite(scale) else INF


def noisy(condition: Judge, x: float) -> bool:
    """Whether rounding alone hides the value here: a change of sign is then no evidence."""
    try:
        jet = condition.enclose(Jet(x, x))
        _, scale = condition.difference(x)
    except UNDEFINED:
        return True
    return jet.high - jet.low > TOLERANCE * scale


def cut(low: float, high: float) -> float:
    """Return where to halve a box: by ratio where it spans a large one."""
    if low == 0:
        return max(high * 1e-6, SMALLEST)
    if high == 0:
        return min(low * 1e-6, -SMALLEST)
    if low > 0 and high > 4 * low:
        return math.sqrt(low) * math.sqrt(high)
    if high < 0 and low < 4 * high:
        return -math.sqrt(-low) * math.sqrt(-high)
    return 0.5 * (low + high)
