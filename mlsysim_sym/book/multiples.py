"""The multiples of a whole number in ranges: what `8 divides layers` leaves of the layers, without listing them.

A set of whole numbers is a union of ranges with one step: only the multiples of the step belong to it. The multiples of
two numbers are those of their least common multiple, so that one step is enough however many conditions there are.

>>> of(8, [(1.0, 100.0, False, False)])[0][:3]
((8.0, 8.0, False, False), (16.0, 16.0, False, False), (24.0, 24.0, False, False))
>>> of(8, [(1.0, math.inf, False, True)])
(((8.0, inf, False, True),), 8)
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from mlsysim_sym.book.sets import Part

MOST_LISTED = 64


def at_or_above(value: float, step: int) -> float:
    """Return the least multiple of a step that is at least a value."""
    return value if math.isinf(value) else float(math.ceil(value) + -math.ceil(value) % step)


def at_or_below(value: float, step: int) -> float:
    """Return the greatest multiple of a step that is at most a value."""
    return -at_or_above(-value, step)


def holds(parts: Iterable[Part], step: int, value: float) -> bool:
    """Whether a value lies in ranges of multiples (of any reals where the step is 1)."""
    return any(low <= value <= high for low, high, *_ in parts) and (step == 1 or value % step == 0)


def clipped(step: int, parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return ranges drawn in to the first and the last multiple in each."""
    found = []
    for low, high, *_ in parts:
        first, last = at_or_above(low, step), at_or_below(high, step)
        if first <= last:
            found.append((first, last, math.isinf(first), math.isinf(last)))
    return tuple(found)


def of(step: int, parts: Iterable[Part]) -> tuple[tuple[Part, ...], int]:
    """Return what the multiples of a step share with ranges of whole numbers, and the step; a few are listed, with step 1."""
    ranges = clipped(step, parts)
    if step > 1 and sum((high - low) / step + 1 for low, high, *_ in ranges) <= MOST_LISTED:
        return tuple((float(n), float(n), False, False) for part in ranges for n in whole(step, part)), 1
    return ranges, step


def whole(step: int, part: Part) -> Iterable[int]:
    """Return the multiples in a range with finite ends."""
    return range(int(part[0]), int(part[1]) + 1, step)


def divisors(number: int) -> list[int]:
    """Return the positive divisors of a positive number in order.

    >>> divisors(12)
    [1, 2, 3, 4, 6, 12]
    """
    small = [n for n in range(1, math.isqrt(number) + 1) if number % n == 0]
    return sorted({*small, *(number // n for n in small)})
