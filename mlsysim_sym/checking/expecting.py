"""How a value or set that a data file expects is compared with an answer: `40 s`, `1 .. 4, 6, 12`, `4 TB/s .. inf`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import Variable
from mlsysim_sym.solving.requirements import accepted

CLOSE = 1e-9  # for values with many digits; those with few are compared to half a unit of the last one
Ends: TypeAlias = tuple[float, float]


def difference(expected: str, parts: Iterable[Ends], variable: Variable) -> str:
    """Return what is other than expected, in base units, or nothing; raise a QuestionError for an expectation that is no set.

    >>> import mlsysim_sym as ms
    >>> ranks = ms.Book.load().variable("ranks")
    >>> difference("1 .. 3", [(1.0, 1.0), (2.0, 3.0)], ranks), difference("1 .. 4", [(1.0, 3.0)], ranks)
    ('', '3 instead of 4')
    """
    wanted = _parts(expected, variable)
    got = _joined(list(parts), variable)
    if len(got) != len(wanted):
        shown = ", ".join(_shown(part) for part in got) or "nothing"
        return f"{shown} instead of {expected}"
    for ends, own in zip(wanted, got, strict=True):
        for (value, within), end in zip(ends, own, strict=True):
            if end != value and not abs(end - value) <= within:
                return f"{end:.10g} instead of {value:.10g}"
    return ""


def _shown(part: Ends) -> str:
    low, high = part
    return f"{low:.10g}" if low == high else f"{low:.10g} .. {high:.10g}"


def _parts(text: str, variable: Variable) -> list[list[tuple[float, float]]]:
    """Return the low and high end of each part of a set, each with how far off an answer may be."""
    ends = [[_value(end, variable) for end in part.split(" .. ")] for part in text.split(", ")]
    return [each * 2 if len(each) == 1 else each for each in ends]


def _value(text: str, variable: Variable) -> tuple[float, float]:
    """Return a value in base units with half a unit of its last printed digit."""
    if text.strip() == "inf":
        return math.inf, 0.0
    written = parse_value(text.strip())
    value = accepted(written, variable)
    scale = value.base / written.base if written.base else 1.0
    return value.base, max(float(written.half_unit) * scale, CLOSE * abs(value.base))


def _joined(parts: Sequence[Ends], variable: Variable) -> list[Ends]:
    """Return neighbouring integers as ranges."""
    found: list[Ends] = []
    for low, high in sorted(parts):
        if variable.domain.step and found and low == found[-1][1] + variable.domain.step:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found
