"""Ranges of values: what a program can be shown to do before it runs, so that less is checked at every point.

A range is (low, high); (nan, nan) where nothing is known, or where a value may be missing. Rounding can move an end by a
few units in the last place, which the tolerance of every check exceeds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from mlsysim_sym.asking.arrays.program import Check, Program

Range: TypeAlias = tuple[float, float]
UNKNOWN: Range = (math.nan, math.nan)
CONDITIONS = frozenset({"less", "at_most", "greater", "at_least", "equal", "divides", "and", "negated"})
WHOLE = frozenset({"ceil", "floor", "round", "snap"})
KEEPS_WHOLE = frozenset({"multiply", "add", "subtract", "negative", "min", "max", "square", "abs"})
NEAR = 1e-9


def ranges(program: Program, inputs: Sequence[Range], whole: Sequence[bool]) -> tuple[list[Range], list[bool]]:
    """Return the range of every operation, and whether its values are whole, from those of the inputs."""
    found: list[Range] = []
    integral: list[bool] = []
    for name, arguments in program.operations:
        if name == "input":
            found.append(inputs[int(arguments[0])])
            integral.append(whole[int(arguments[0])])
        elif name == "tear":
            found.append(_tear(program, int(arguments[0]), found))
            integral.append(False)
        elif name == "const":
            found.append((arguments[0], arguments[0]))
            integral.append(math.isfinite(arguments[0]) and float(arguments[0]).is_integer())
        else:
            places = [int(each) for each in arguments]
            found.append(_range(name, [found[place] for place in places]))
            kept = name in KEEPS_WHOLE and all(integral[place] for place in places)
            integral.append(name in WHOLE or kept)
    return found, integral


def _tear(program: Program, number: int, found: Sequence[Range]) -> Range:
    if number >= len(program.roots):
        return UNKNOWN
    root = program.roots[number]
    return (found[root.low][0], found[root.high][1])


def _range(name: str, parts: Sequence[Range]) -> Range:
    rule = RULES.get(name)
    if rule is None or any(math.isnan(end) for part in parts for end in part):
        return UNKNOWN
    try:
        low, high = rule(*parts)
    except (ValueError, ZeroDivisionError, OverflowError):
        return UNKNOWN
    return (low, high) if low <= high else UNKNOWN


def _times(a: Range, b: Range) -> Range:
    ends = [x * y for x in a for y in b]
    return UNKNOWN if any(map(math.isnan, ends)) else (min(ends), max(ends))


def _reciprocal(a: Range) -> Range:
    if a[0] <= 0 <= a[1]:
        return UNKNOWN
    return (1 / a[1], 1 / a[0])


def _square(a: Range) -> Range:
    ends = (a[0] * a[0], a[1] * a[1])
    return (0.0 if a[0] <= 0 <= a[1] else min(ends), max(ends))


def _rising(function: Callable[[float], float]) -> Callable[[Range], Range]:
    return lambda a: (function(a[0]), function(a[1]))


def _exp(x: float) -> float:
    return math.exp(x) if x < 709 else math.inf  # noqa: PLR2004  (where floats end)


def _power(a: Range, b: Range) -> Range:
    if a[0] <= 0 or not all(map(math.isfinite, (*a, *b))):
        return UNKNOWN
    ends = [x**y for x in a for y in b]
    return (min(ends), max(ends))


RULES: Mapping[str, Callable[..., Range]] = {
    **dict.fromkeys(CONDITIONS, lambda *_: (0.0, 1.0)),
    "add": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "subtract": lambda a, b: (a[0] - b[1], a[1] - b[0]),
    "multiply": _times,
    "divide": lambda a, b: _times(a, _reciprocal(b)),
    "reciprocal": _reciprocal,
    "negative": lambda a: (-a[1], -a[0]),
    "square": _square,
    "min": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    "max": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    "abs": lambda a: (0.0 if a[0] <= 0 <= a[1] else min(abs(a[0]), abs(a[1])), max(abs(a[0]), abs(a[1]))),
    "sqrt": _rising(math.sqrt),
    "exp": _rising(_exp),
    "log": _rising(math.log),
    "log2": _rising(math.log2),
    "log10": _rising(math.log10),
    "ceil": _rising(lambda x: float(math.ceil(x))),
    "floor": _rising(lambda x: float(math.floor(x))),
    "round": _rising(lambda x: float(round(x))),
    "erf": _rising(math.erf),
    "power": _power,
    "where": lambda _, a, b: (min(a[0], b[0]), max(a[1], b[1])),
}


def proven(check: Check, found: Sequence[Range], whole: Sequence[bool]) -> bool:
    """Return whether a check holds at every point of some ranges."""
    if check.kind == "inside":
        low, high = found[check.places[0]]
        if check.step and not whole[check.places[0]]:
            return False
        above = low > check.low if check.low_open else low >= check.low
        return above and (high < check.high if check.high_open else high <= check.high)
    if check.kind == "limit":
        left, right = (found[place] for place in check.places)
        return left[1] <= right[0]
    return False
