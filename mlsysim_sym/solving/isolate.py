"""Isolating roots among reals: boxes are dropped, closed or halved, by enclosures of a difference and of its slope."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.jets import SPECIAL_ERROR, Jet, unknown
from mlsysim_sym.solving.judge import (
    LARGEST,
    MOST_BOXES,
    MOST_PRECISE,
    SMALLEST,
    VANISHING,
    Isolated,
    Judge,
    cut,
    decided_sign,
    enclosures,
    is_root,
    middle_of,
    noisy,
    proven_sign,
    size,
)

FLAT = 4 * SPECIAL_ERROR  # what encloses a special function is itself so wide
MOST_SPREAD = 24
THIN = 1e-13
SATURATES = 1e-3


def _is_end(low: float, high: float) -> bool:
    """Whether a box lies beyond the largest or below the smallest number that is searched."""
    return high <= -LARGEST or low >= LARGEST or (low >= -SMALLEST and high <= SMALLEST)


def isolate_reals(condition: Judge, stack: list[tuple[float, float]], found: Isolated) -> None:
    """Isolate among reals: boxes are dropped, bisected where the slope has one sign, or halved."""
    while stack:
        low, high = stack.pop()
        found.boxes += 1
        jets = enclosures(condition, unknown(low, high))
        if not jets or any(jet.low > 0 or jet.high < 0 for jet in jets):
            continue
        jet = jets[0]
        if _is_end(low, high):
            if _flat(condition, jet, low, high):
                found.flats.append((low, high))
            continue
        sloped = any(each.down > 0 or each.up < 0 for each in jets)
        thin = high - low <= THIN * max(abs(low), abs(high))
        if sloped and (thin or _has_values(condition, low, high)):
            _monotone(condition, low, high, found)
            continue
        if _flat(condition, jet, low, high):
            found.flats.append((low, high))
            continue
        if thin or found.boxes > MOST_BOXES:
            _thin(condition, low, high, found)
            continue
        middle = cut(low, high)
        if not low < middle < high or _hopeless(condition, jets, low, high):
            _thin(condition, low, high, found)
            continue
        stack += [(middle, high), (low, middle)]


def _has_values(condition: Judge, low: float, high: float) -> bool:
    """Whether there is a value at both ends: next to a pole, or beyond one, halving tells more."""
    return all(math.isinf(end) or enclosures(condition, Jet(end, end)) for end in (low, high))


def _flat(condition: Judge, jet: Jet, low: float, high: float) -> bool:
    if not (math.isfinite(jet.low) and math.isfinite(jet.high)):
        return False
    try:
        _, scale = condition.difference(middle_of(low, high))
    except UNDEFINED:
        return False
    return max(abs(jet.low), abs(jet.high)) <= max(FLAT * scale, VANISHING)


def _thin(condition: Judge, low: float, high: float, found: Isolated) -> None:
    """Judge a box that intervals cannot: by its values, and say that this is no proof."""
    ends = condition.sign(low), condition.sign(high)
    middle = 0.5 * (low + high)
    wide = high - low > 1e-6 * max(abs(low), abs(high))
    if wide:
        found.certified = False
        flats = list(_flats_by_values(condition, low, high))
        if flats:
            found.flats += flats
            return
        # What the budget of boxes leaves over may be decades wide, with no value at its far end.
        stops = [low, *(_spread(low, high) if found.boxes > MOST_BOXES else ()), high]
        for a, b in itertools.pairwise(stops):
            _changed(condition, a, b, found)
        return
    if noisy(condition, middle):
        signs = _ends_decided(condition, low, high, found)
        if signs[0] * signs[1] < 0:
            found.roots.append(middle)
        found.certified = found.certified and 0 not in signs
    elif is_root(condition, middle):
        found.roots.append(middle)
        found.certified = found.certified and ends[0] * ends[1] < 0
    elif ends[0] != ends[1]:
        found.jumps.append(high if ends[1] else low)


def _changed(condition: Judge, low: float, high: float, found: Isolated) -> None:
    """Find the root or jump between two values of unlike sign. No proof."""
    if condition.sign(low) * condition.sign(high) >= 0:
        return
    signs = _ends_decided(condition, low, high, found)
    if signs[0] * signs[1] > 0:
        return
    root = _bracketed(condition, low, high)
    if signs[0] * signs[1] < 0 or not noisy(condition, root):
        (found.roots if condition.holds(root) else found.jumps).append(root)


def _flats_by_values(condition: Judge, low: float, high: float) -> Iterator[tuple[float, float]]:
    """Yield where values spread over a box vanish side by side, each piece as far as it reaches. No proof."""
    values = [low, *_spread(low, high), high]
    for vanishing, group in itertools.groupby(range(len(values)), lambda place: size(condition, values[place]) <= FLAT):
        run = list(group)
        if vanishing and len(run) > 1:
            first, last = run[0], run[-1]
            below, above = values[max(first - 1, 0)], values[min(last + 1, len(values) - 1)]
            yield _reach(condition, values[first], below), _reach(condition, values[last], above)


def _reach(condition: Judge, inside: float, outside: float) -> float:
    """Return how far a piece of vanishing values reaches towards a value that does not vanish."""
    if size(condition, outside) <= FLAT:
        return outside
    for _ in range(60):
        middle = 0.5 * (inside + outside)
        inside, outside = (middle, outside) if size(condition, middle) <= FLAT else (inside, middle)
    return outside if abs(outside - inside) <= THIN * abs(outside) else inside


def grown(condition: Judge, flat: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Return a flat piece as far as values vanish beside it, between two bounds: a box next to it may have been judged whole.

    A thin one is a root, or two that meet, and stays as it is.
    """
    if flat[1] - flat[0] <= SATURATES * max(abs(flat[0]), abs(flat[1])):
        return flat
    return _grown_end(condition, flat[0], low), _grown_end(condition, flat[1], high)


def _grown_end(condition: Judge, end: float, bound: float) -> float:
    if end == bound or math.isinf(end):
        return end
    inside, step = end, math.copysign(1e-9 * max(abs(end), SMALLEST), bound - end)
    while abs(step) < abs(bound - end) and size(condition, end + step) <= FLAT:
        inside, step = end + step, 2 * step
    outside = end + step if abs(step) < abs(bound - end) else bound
    return inside if inside == end else _reach(condition, inside, outside)


def _spread(low: float, high: float) -> list[float]:
    """Return values all over a box: by ratio where it spans a large one, else evenly."""
    if low > 0 and high > 4 * low:
        return [low ** (1 - place / MOST_SPREAD) * high ** (place / MOST_SPREAD) for place in range(1, MOST_SPREAD)]
    return [low + (high - low) * place / MOST_SPREAD for place in range(1, MOST_SPREAD)]


def _ends_decided(condition: Judge, low: float, high: float, found: Isolated) -> tuple[int, int]:
    """Return the signs at both ends, by 300 bits as long as the search may still afford them."""
    if found.precise >= MOST_PRECISE:
        return proven_sign(condition, low), proven_sign(condition, high)
    found.precise += 1
    return decided_sign(condition, low), decided_sign(condition, high)


def _hopeless(condition: Judge, jets: list[Jet], low: float, high: float) -> bool:
    """Whether halving cannot help: in a narrow box the enclosures are as wide as rounding makes them at a single value."""
    if not 0 < high <= 2 * low:
        return False
    points = enclosures(condition, Jet(low, low))
    pairs = zip(points, jets, strict=False)
    return bool(points) and all(point.high - point.low > 0.5 * (jet.high - jet.low) for point, jet in pairs)


def _monotone(condition: Judge, low: float, high: float, found: Isolated) -> None:
    """Find the one root, if any, of a box with a slope of one sign; prove the signs at its ends by enclosures."""
    signs = proven_sign(condition, low), proven_sign(condition, high)
    if signs[0] * signs[1] > 0:
        return
    if 0 in signs and found.precise < MOST_PRECISE:
        found.precise += 1
        signs = decided_sign(condition, low), decided_sign(condition, high)
        if signs[0] * signs[1] > 0:
            return
    if 0 in signs:
        for end, sign in zip((low, high), signs, strict=True):
            if sign == 0 and is_root(condition, end):
                found.roots.append(end)
                return
        floats = condition.sign(low), condition.sign(high)
        if floats[0] * floats[1] > 0:
            return
        if 0 in floats:
            _half_defined(condition, low, high, found)
            return
    root = _bracketed(condition, low, high)
    if 0 in signs and noisy(condition, root):
        found.certified = False
    else:
        found.roots.append(root)


def _half_defined(condition: Judge, low: float, high: float, found: Isolated) -> None:
    """Look for the root of a box at whose end the function has no value: without that sign there is no proof."""
    found.certified = False
    if condition.sign(low) == condition.sign(high) == 0:
        return
    edge = _bracketed(condition, low, high)
    if is_root(condition, edge) and not noisy(condition, edge):
        found.roots.append(edge)


def _bracketed(condition: Judge, low: float, high: float) -> float:
    """Return the change of sign in a bracket to the last bit, by halving (geometrically over wide ranges).

    Where the function is undefined at an end (a pole), the other end tells which side is which.
    """
    top = condition.sign(high)
    bottom = condition.sign(low)
    a, b = low, high
    while True:
        middle = middle_of(a, b)
        if not a < middle < b:
            break
        sign = condition.sign(middle)
        if sign == 0 and is_root(condition, middle):
            return middle
        on_top = sign == top if top else sign != bottom
        a, b = (a, middle) if on_top else (middle, b)
    return min((a, b), key=lambda end: size(condition, end))
