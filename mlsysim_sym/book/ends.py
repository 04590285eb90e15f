"""Arithmetic on the two ends of an interval, rounded outwards; a product with 0 is 0, even of an infinite end."""

from __future__ import annotations

import math
from typing import TypeAlias

INF = math.inf
Ends: TypeAlias = tuple[float, float]


def rounded_down(value: float) -> float:
    """Return the next float below."""
    return math.nextafter(value, -INF)


def rounded_up(value: float) -> float:
    """Return the next float above."""
    return math.nextafter(value, INF)


def outward(low: float, high: float) -> Ends:
    """Return two ends rounded outwards; an indeterminate end is infinite."""
    if low != low:  # noqa: PLR0124  (nan: an indeterminate form says nothing)
        low = -INF
    if high != high:  # noqa: PLR0124
        high = INF
    return rounded_down(low), rounded_up(high)


def multiply(a: Ends, b: Ends) -> Ends:
    """Enclose all products of two intervals; rounding does not take their sign away.

    >>> multiply((0.0, 0.0), (-INF, INF)), multiply((0.0, INF), (1.0, 1.0))
    ((0.0, 0.0), (0.0, inf))
    """
    if a == (0.0, 0.0) or b == (0.0, 0.0):
        return 0.0, 0.0
    products = [product(x, y) for x in a for y in b]
    low, high = rounded_down(min(products)), rounded_up(max(products))
    if (a[0] >= 0 and b[0] >= 0) or (a[1] <= 0 and b[1] <= 0):
        return max(low, 0.0), high
    if (a[0] >= 0 and b[1] <= 0) or (a[1] <= 0 and b[0] >= 0):
        return low, min(high, 0.0)
    return low, high


def product(x: float, y: float) -> float:
    """Return a product that is 0 where one factor is."""
    return 0.0 if x == 0 or y == 0 else x * y


def add(a: Ends, b: Ends) -> Ends:
    """Enclose all sums of two intervals; rounding does not take the sign of both away."""
    if a == (0.0, 0.0):
        return b
    if b == (0.0, 0.0):
        return a
    low, high = outward(a[0] + b[0], a[1] + b[1])
    if a[0] >= 0 and b[0] >= 0:
        return max(low, 0.0), high
    return (low, min(high, 0.0)) if a[1] <= 0 and b[1] <= 0 else (low, high)


def divide(a: Ends, b: Ends) -> Ends:
    """Enclose all quotients; raise ZeroDivisionError where the divisor is 0 alone."""
    if b[0] > 0 or b[1] < 0:
        inverse = (0.0 if math.isinf(b[1]) else rounded_down(1 / b[1]), 0.0 if math.isinf(b[0]) else rounded_up(1 / b[0]))
        return multiply(a, inverse)
    if b == (0.0, 0.0):
        raise ZeroDivisionError("division by zero everywhere in the box")
    if b[0] == 0 and (a[0] >= 0 or a[1] <= 0):
        return _one_sided(a, b[1], 1)
    if b[1] == 0 and (a[0] >= 0 or a[1] <= 0):
        return _one_sided(a, b[0], -1)
    return -INF, INF


def _one_sided(a: Ends, far: float, sign: int) -> Ends:
    """Return a / (0, far] for an `a` of one sign."""
    least = min(abs(a[0]), abs(a[1]))
    near = 0.0 if math.isinf(far) else rounded_down(least / abs(far))
    positive = (a[1] > 0) == (sign > 0)
    return (max(near, 0.0), INF) if positive else (-INF, -max(near, 0.0))
