"""All sign changes of a residual on a scan, refined together: bracketed roots of many points at once.

Chandrupatla's method (inverse quadratic steps guarded by bisection) runs on every bracket of every point in one array. The
scan can miss two roots that lie between neighbouring scan points, so roots found here are `numeric`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from mlsysim_sym.asking.arrays.operations import SNAP
from mlsysim_sym.valueclass import frozen

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Residual = Callable[[Array, Index | None], tuple[Array, Array]]

SHARES = (1e-9, 1e-5, 0.01, 0.15, 0.35, 0.55, 0.75, 0.9, 0.98, 1 - 1e-4, 1 - 1e-9)
DECADES = (
    -15, -12, -9, -7, -5, -4, -3, -2.4, -1.8, -1.3, -0.9, -0.55, -0.25,
    0.04, 0.35, 0.65, 1, 1.4, 1.9, 2.5, 3, 4, 5, 7, 9, 12, 15,
)  # fmt: skip
MOST_STEPS = 200
WIDTH = 4e-16
AGREES = 1e-9
BELOW = 1e-15
CHECKED = 4
SLOW = 0.1
CROWD = 4


@frozen
class Search:
    """Where roots are looked for: a place to look around where an end is infinite, and whether only whole ones count.

    With an `end`, the last value on that side is wanted at which left <= right. An open end is no place to look at. `scan`
    says how the points between are spread: `linear` or `geometric` between two ends, `above` or `below` one, or all over.
    """

    near: float
    step: int = 0
    end: str = ""
    low_open: bool = False
    high_open: bool = False
    scan: str = "linear"


def roots(residual: Residual, low: Array, high: Array, search: Search, size: int) -> list[Array]:
    """Return the roots of each of `size` points, least first: arrays padded with NaN, at least one.

    `residual(x, which)` gives both sides of the equation at some points (all where `which` is None).
    """
    scan = _scan(low, high, search)
    if search.end:
        residual = _sided(residual)
        found = _brackets(residual, scan, size)
        return [_last(residual, found, (scan, high if search.end == "highest" else low), search, size)]
    found = _brackets(residual, scan, size)
    which, x = _refined(residual, found)
    left, right = residual(x, which)
    scale = np.maximum(np.abs(left), np.abs(right))
    good = (np.abs(left - right) <= AGREES * scale) & (scale < np.inf)
    x, which = x[good], which[good]
    if search.step:
        nearest = np.rint(x)
        x = np.where(np.abs(x - nearest) <= SNAP * np.maximum(1.0, np.abs(x)), nearest, x)
    return _ranked(which, x, size)


def _sided(residual: Residual) -> Residual:
    """Return a residual whose equality counts as less: what holds with equality holds."""

    def sided(x: Array, which: Index | None) -> tuple[Array, Array]:
        left, right = residual(x, which)
        return np.where(left == right, right - BELOW * np.abs(right), left), np.asarray(right)

    return sided


def _scan(low: Array, high: Array, search: Search) -> list[Array]:
    """Return the points of the scan in order, each an array or a number for all points."""
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    first, last = [] if search.low_open else [low], [] if search.high_open else [high]
    if search.scan == "linear":
        return [*first, *(low + (high - low) * share for share in SHARES), *last]
    if search.scan == "geometric":
        return [*first, *(low * (high / low) ** share for share in SHARES), *last]
    around = [abs(search.near) * 10.0**decade for decade in DECADES]
    if search.scan == "above":
        return [*first, *(low + distance for distance in around)]
    if search.scan == "below":
        return [*(high - distance for distance in reversed(around)), *last]
    return [np.asarray(each) for each in (*(-each for each in reversed(around)), 0.0, *around)]


def _last(residual: Residual, found: Brackets, room: tuple[Sequence[Array], Array], search: Search, size: int) -> Array:
    """Return the last values on one side at which left <= right: the end of the scan, or where that begins to fail."""
    upward = search.end == "highest"
    scan, beyond = room
    good = (found.at_a <= 0) & (found.at_b > 0) if upward else (found.at_a > 0) & (found.at_b <= 0)
    which, x = _refined(residual, Brackets(*(getattr(found, name)[good] for name in FIELDS)), below=True)
    if search.step:
        x = np.floor(x * (1 + SNAP)) if upward else np.ceil(x * (1 - SNAP))
    last = np.full(size, -np.inf if upward else np.inf)
    (np.maximum if upward else np.minimum).at(last, which, x)
    end = np.broadcast_to(scan[-1] if upward else scan[0], (size,))
    left, right = residual(np.ascontiguousarray(end), None)
    return np.where(left <= right, np.broadcast_to(beyond, (size,)), np.where(np.isinf(last), np.nan, last))


@frozen
class Brackets:
    """Neighbouring scan points with residuals of unlike sign: of which point, both ends, both residuals."""

    which: Index
    a: Array
    b: Array
    at_a: Array
    at_b: Array


def _brackets(residual: Residual, scan: Sequence[Array], size: int) -> Brackets:
    rows: list[tuple[Index, Array, Array, Array, Array]] = []
    before: tuple[Array, Array] | None = None
    for each in scan:
        x = np.ascontiguousarray(np.broadcast_to(each, (size,)))
        left, right = residual(x, None)
        found = np.broadcast_to(_apart(left, right), (size,))
        if before is not None:
            changes = np.flatnonzero((before[1] * np.sign(found) < 0) | ((found == 0) & (before[1] != 0)))
            if changes.size:
                rows.append((changes, before[0][changes], x[changes], before[1][changes], found[changes]))
        else:
            changes = np.flatnonzero(found == 0)
            if changes.size:
                rows.append((changes, x[changes], x[changes], found[changes], found[changes]))
        before = (x, found)
    if not rows:
        nothing = np.empty(0)
        return Brackets(np.empty(0, dtype=np.intp), nothing, nothing, nothing, nothing)
    return Brackets(*(np.concatenate(column) for column in zip(*rows, strict=True)))


def _refined(residual: Residual, found: Brackets, *, below: bool = False) -> tuple[Index, Array]:
    """Return the roots in the brackets: of which point, and where; `below` takes the end at which left < right.

    The method of Anderson and Bjorck: secants, the kept end's residual scaled down. Every fourth step halves the bracket
    unless the three before brought the residual down; every second one where the residual may jump (`below`).
    """
    x = np.where(found.at_b == 0, found.b, found.a).astype(float)
    open_ = np.flatnonzero((found.at_a != 0) & (found.at_b != 0))
    state = Brackets(found.which[open_], *(getattr(found, each)[open_] for each in ("a", "b", "at_a", "at_b")))
    was = np.full(open_.size, np.inf)
    finished = np.zeros(open_.size, dtype=bool)
    for step in range(1, MOST_STEPS + 1):
        if not open_.size:
            break
        before = state.b
        slow = np.zeros_like(was) if below and step % 2 == 0 else was if step % CHECKED == 0 else None
        state = _stepped(residual, state, slow)
        a, b = state.a, state.b  # b is the newest estimate
        done = np.abs(b - (a if below else before)) <= WIDTH * np.abs(b)
        done |= (state.at_b == 0) if below else (np.abs(state.at_b) <= WIDTH)
        done &= ~finished
        x[open_[done]] = (np.where(state.at_b < 0, b, a) if below else b)[done]
        finished |= done
        if step % CHECKED == 0:
            was = np.abs(state.at_b)
        if step == MOST_STEPS:
            x[open_[~finished]] = (np.where(state.at_b < 0, b, a) if below else b)[~finished]
        elif CROWD * np.count_nonzero(finished) > finished.size:
            open_, was = open_[~finished], was[~finished]
            state = Brackets(*(getattr(state, each)[~finished] for each in FIELDS))
            finished = np.zeros(open_.size, dtype=bool)
    return found.which, x


FIELDS = ("which", "a", "b", "at_a", "at_b")


def _stepped(residual: Residual, state: Brackets, was: Array | None) -> Brackets:
    """Return brackets after one step: a secant, or the middle where the residual has not come down from what it was."""
    a, b, at_a, at_b = state.a, state.b, state.at_a, state.at_b
    new = b - at_b * ((b - a) / (at_b - at_a))
    if was is not None:
        new = np.where(np.abs(at_b) > SLOW * was, a + 0.5 * (b - a), new)
    outside = ~((new - a) * (b - new) >= 0)
    if outside.any():
        new = np.where(outside, a + 0.5 * (b - a), new)
    left, right = residual(new, state.which)
    value = _apart(left, right)
    crossed = (value < 0) != (at_b < 0)
    shrink = 1 - value / at_b
    shrink[~(shrink > 0)] = 0.5
    return Brackets(state.which, np.where(crossed, b, a), new, np.where(crossed, at_b, at_a * shrink), value)


def _apart(left: Array, right: Array) -> Array:
    """Return by how much of their sizes two sides differ: what grows without bound stays between -1 and 1."""
    apart = np.asarray((left - right) / (np.abs(left) + np.abs(right)))
    return np.where((left == 0) & (right == 0), 0.0, apart) if np.isnan(apart).any() else apart


def _ranked(which: Index, x: Array, size: int) -> list[Array]:
    """Return roots as arrays over points: the least of each, the next, and so on; equal ones once."""
    if np.bincount(which, minlength=1).max() <= 1:
        alone = np.full(size, np.nan)
        alone[which] = x
        return [alone]
    order = np.lexsort((x, which))
    which, x = which[order], x[order]
    fresh = np.ones(x.size, dtype=bool)
    fresh[1:] = (which[1:] != which[:-1]) | (np.abs(x[1:] - x[:-1]) > SNAP * np.abs(x[1:]))
    which, x = which[fresh], x[fresh]
    rank = np.arange(which.size) - np.searchsorted(which, which)
    found = [np.full(size, np.nan) for _ in range(int(rank.max()) + 1)]
    for number, row in enumerate(found):
        chosen = rank == number
        row[which[chosen]] = x[chosen]
    return found
