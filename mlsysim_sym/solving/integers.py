"""Isolating roots among integers: ranges are dropped, bisected where the slope has one sign, or halved."""

from __future__ import annotations

import math

from mlsysim_sym.book.jets import unknown
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.judge import INF, LARGEST_INTEGER, MOST_RANGES, Isolated, Judge, cut, enclosures, is_root


def whole_ends(domain: Domain) -> tuple[int, float]:
    """Return the first and the last integer of a domain; the last may be infinite."""
    low = math.ceil(domain.low)
    if domain.low_open and domain.low == low:
        low += 1
    if math.isinf(domain.high):
        return low, domain.high
    high = math.floor(domain.high)
    return low, high - 1 if domain.high_open and domain.high == high else high


def isolate_integers(condition: Judge, domain: Domain, found: Isolated) -> None:
    """Isolate among integers: a root is an integer; a change of sign between two integers is a jump."""
    low, high = whole_ends(domain)
    if math.isinf(high):
        high = LARGEST_INTEGER
    stack = [(float(low), float(high))]
    while stack:
        a, b = stack.pop()
        found.boxes += 1
        if b - a <= 1:
            _pair(condition, a, b, found)
            continue
        if found.boxes > MOST_RANGES:
            _sampled(condition, a, b, found)
            continue
        jets = enclosures(condition, unknown(a, b))
        if not jets:
            continue
        if any(jet.low > 0 or jet.high < 0 for jet in jets):
            if is_root(condition, a):
                _run_of_roots(condition, a, b, found)
            elif is_root(condition, b):
                _run_up_to(condition, a, b, found)
            continue
        if any(jet.down >= 0 or jet.up <= 0 for jet in jets) and (condition.sign(a) or is_root(condition, a)):
            _monotone_integers(condition, a, b, found)
            continue
        middle = float(math.floor(cut(a, b) if a else b / 2))
        middle = min(max(middle, a + 1), b - 1)
        stack += [(middle, b), (a, middle)]
    found.roots = sorted(dict.fromkeys(found.roots))
    found.jumps = sorted(dict.fromkeys(found.jumps))


def _sampled(condition: Judge, a: float, b: float, found: Isolated) -> None:
    """Judge a range that is too long to be searched by values spread over it: all roots, or only its ends. No proof."""
    found.certified = False
    ratio = (b / max(a, 1.0)) ** (1 / 24) if b > 0 else 1.0
    probes = [float(math.floor(max(a, 1.0) * ratio**power)) for power in range(25)]
    probes += [float(math.floor(a + (b - a) * share / 24)) for share in range(25)]
    if all(is_root(condition, probe) for probe in (a, b, *probes) if a <= probe <= b):
        found.flats.append((a, INF if b == LARGEST_INTEGER else b))
        return
    while b - a > 1 and condition.sign(a) * condition.sign(b) < 0:
        middle = float(math.floor(cut(a, b))) if a else float(math.floor(b / 2))
        middle = min(max(middle, a + 1), b - 1)
        a, b = (middle, b) if condition.sign(middle) == condition.sign(a) else (a, middle)
    _pair(condition, a, b, found)


def _monotone_integers(condition: Judge, low: float, high: float, found: Isolated) -> None:
    """Bisect to where the sign changes: before the first integer that is not on the low side, and after the last root.

    There must be a value at `low`; where there is none the range is halved instead.
    """
    start = condition.sign(low)
    if start == 0 or condition.sign(high) == start:
        if start == 0:
            _run_of_roots(condition, low, high, found)
        elif is_root(condition, high):
            _run_up_to(condition, low, high, found)
        return
    a, b = low, high
    while b - a > 1:
        middle = _between(a, b)
        if condition.sign(middle) == start:
            a = middle
        else:
            b = middle
    _pair(condition, a, b, found)
    if is_root(condition, b - 1):
        b = _first_of_run(condition, low, b - 1)
    if is_root(condition, b):
        _run_of_roots(condition, b, high, found)


def _run_of_roots(condition: Judge, low: float, high: float, found: Isolated) -> None:
    """Add the run of roots that begins at `low`, as far as it reaches."""
    a, b = low, high
    if not is_root(condition, low):
        found.jumps.append(low)
        return
    while b - a > 1 and not is_root(condition, b):
        middle = _between(a, b)
        a, b = (middle, b) if is_root(condition, middle) else (a, middle)
    end = b if is_root(condition, b) else a
    if end > low:
        found.flats.append((low, INF if end == LARGEST_INTEGER else end))
    else:
        found.roots.append(low)


def _run_up_to(condition: Judge, low: float, high: float, found: Isolated) -> None:
    """Add the run of roots that ends at `high`, a root, and begins after `low`, which is none."""
    first = _first_of_run(condition, low, high)
    if first < high:
        found.flats.append((first, INF if high == LARGEST_INTEGER else high))
    else:
        found.roots.append(high)


def _first_of_run(condition: Judge, low: float, high: float) -> float:
    """Return the first of the roots that stand side by side up to `high`."""
    a, b = low, high
    if is_root(condition, a):
        return a
    while b - a > 1:
        middle = _between(a, b)
        a, b = (a, middle) if is_root(condition, middle) else (middle, b)
    return b


def _between(a: float, b: float) -> float:
    """Return an integer between two that are no neighbours: halfway, by ratio where they are far apart."""
    middle = math.floor((a + b) / 2) if b < 4 * max(a, 1) else math.floor(math.sqrt(max(a, 1)) * math.sqrt(b))
    return min(max(float(middle), a + 1), b - 1)


def _pair(condition: Judge, a: float, b: float, found: Isolated) -> None:
    for end in dict.fromkeys((a, b)):
        if is_root(condition, end):
            found.roots.append(end)
    if condition.sign(a) * condition.sign(b) < 0 and not (is_root(condition, a) or is_root(condition, b)):
        found.jumps += [a, b]
