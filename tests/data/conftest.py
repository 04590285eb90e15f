"""How an expected value or set of a data file is compared with an answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import pytest

from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import Variable
from mlsysim_sym.solving.question import accepted

# What a value with many digits is compared to; one with few to half a unit of its last digit.
CLOSE = 1e-9
Ends = tuple[float, float]
Compare = Callable[[str, Iterable[Ends], Variable], None]


def _value(text: str, variable: Variable) -> tuple[float, float]:
    """Return a value in base units with half a unit of its last printed digit."""
    if text.strip() == "inf":
        return math.inf, 0.0
    written = parse_value(text.strip())
    value = accepted(written, variable)
    scale = value.base / written.base if written.base else 1.0
    return value.base, max(float(written.half_unit) * scale, CLOSE * abs(value.base))


def _parts(text: str, variable: Variable) -> list[list[tuple[float, float]]]:
    """Return the low and high ends of each part of a set: `40 s`, `1 .. 4, 6, 12`, `4 TB/s .. inf`."""
    ends = [[_value(end, variable) for end in part.split(" .. ")] for part in text.split(", ")]
    return [each * 2 if len(each) == 1 else each for each in ends]


def _joined(parts: Sequence[Ends], variable: Variable) -> list[Ends]:
    """Return neighbouring integers as ranges."""
    found: list[Ends] = []
    for low, high in sorted(parts):
        if variable.domain.step and found and low == found[-1][1] + 1:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _compare(expected: str, parts: Iterable[Ends], variable: Variable) -> None:
    wanted = _parts(expected, variable)
    got = _joined([part[:2] for part in parts], variable)
    assert len(got) == len(wanted), f"{got} instead of {expected}"
    for ends, own in zip(wanted, got, strict=True):
        for (value, within), end in zip(ends, own, strict=True):
            assert end == value or abs(end - value) <= within, f"{end!r} instead of {value!r} ({expected})"


@pytest.fixture(scope="session")
def agrees() -> Compare:
    """Return a function that compares an expected value or set, as a data file writes it, with the parts of an answer."""
    return _compare
