"""No value that satisfies a law is left out of its inverse: a dense scan of every (law, variable) pair finds nothing more."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import pytest

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.checking.sample import Sampler, span
from mlsysim_sym.solving.fuse import residual_function
from mlsysim_sym.solving.step import narrowed, solve_law

BOOK = Book.load()
POINTS, STEPS, ROOM = 2, 600, 30.0


def crossings(error: Callable[[float], float | None], low: float, high: float, step: int) -> Iterator[float]:
    """Yield where an error changes its sign continuously, by a scan of a range and bisection."""
    grid = [
        low * (high / low) ** (place / STEPS) if low > 0 else low + (high - low) * place / STEPS for place in range(STEPS + 1)
    ]
    grid = sorted({float(round(x)) for x in grid}) if step else grid
    before = None
    for x in grid:
        now = error(x)
        if now == 0 and step and error(x - 1) and error(x + 1):
            yield x
        elif now is not None and before is not None and not step and now * before[1] < 0:
            yield from _bisected(error, before[0], x)
        before = None if now is None else (x, now)


def _bisected(error: Callable[[float], float | None], low: float, high: float) -> Iterator[float]:
    below = (error(low) or 0.0) < 0
    for _ in range(100):
        middle = (low + high) / 2
        at = error(middle)
        if at is None:
            return
        low, high = (middle, high) if (at < 0) == below else (low, middle)
    beside = [abs(error(low * (1 + shift)) or 0.0) for shift in (-1e-6, 1e-6)]
    if abs(error(low) or 0.0) < 1e-12 < min(beside):  # else it is a pole or a jump, or the law cannot tell it from its neighbours
        yield low


def missed(law: Law, unknown: str, values: Mapping[str, float]) -> list[str]:
    """Return the roots of a law that its inverse leaves out, the other variables being as at a point."""
    judge = residual_function(law, ())
    others = {name: value for name, value in values.items() if name != unknown}

    def error(x: float) -> float | None:
        try:
            difference, scale = judge(*(x if name == unknown else values[name] for name in law.variables))
        except UNDEFINED:
            return None
        return difference / scale if scale and math.isfinite(scale) else None

    domain = narrowed(BOOK.variable(unknown).domain, law.holds_when, unknown, others)
    low, high = span(BOOK.variable(unknown))
    low, high = (low / ROOM if low > 0 else low), high * ROOM
    low, high = max(low, domain.low), min(high, domain.high)
    if low >= high or (low == 0 and math.isinf(high)):
        return []
    parts = solve_law(law, unknown, others, BOOK.variable(unknown).domain).parts
    found = [x for x in crossings(error, low, high, domain.step) if x in domain and low < x < high]
    return [
        f"{law.name}: {unknown} = {x!r} at {dict(others)}"
        for x in found
        if not any(part[0] - 1e-6 * abs(x) <= x <= part[1] + 1e-6 * abs(x) for part in parts)
    ]


@pytest.mark.slow
@pytest.mark.property
@pytest.mark.parametrize("name", BOOK.names("law"))
def test_no_root_is_missed(name: str) -> None:
    law = BOOK.law(name)
    if law.is_limit or law.choices:
        return
    points = list(Sampler(BOOK, law, "missed").points(POINTS))
    assert [each for point in points for unknown in law.variables for each in missed(law, unknown, point)] == []
