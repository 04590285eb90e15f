"""All sign changes of a residual on a scan, refined together: bracketed roots of many points at once.

Secants guarded by bisection run on every bracket of every point in one array. Where the residual begins or ends to have a
value between two scan points, that edge is approached; where it comes nearest to zero between two others, that dip is
followed down: a sign change there is a bracket too. What is narrower than a scan shows by neither, so roots found here
are `numeric`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlsysim_sym.asking.arrays.operations import SNAP
from mlsysim_sym.valueclass import frozen

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Residual = Callable[[Array, Index | None], tuple[Array, ...]]

SHARES = (1e-9, 1e-5, 0.01, 0.15, 0.35, 0.55, 0.75, 0.9, 0.98, 1 - 1e-4, 1 - 1e-9)
DECADES = (
    -15, -12, -9, -7, -5, -4, -3, -2.4, -1.8, -1.3, -0.9, -0.55, -0.25,
    0.04, 0.35, 0.65, 1, 1.4, 1.9, 2.5, 3, 4, 5, 7, 9, 12, 15,
)  # fmt: skip
MOST_STEPS = 200
WIDTH = 2e-15
AGREES = 1e-9
BELOW = 1e-15
CHECKED = 4
SLOW = 0.1
CROWD = 4
EDGE_STEPS = 60
DIP_STEPS = 24
MOST_TRIED = 16_384
GOLDEN = 0.3819660112501051


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

    `residual(x, which)` gives both sides of the equation at some points (all where `which` is None), and of a search for an
    end whether whole numbers are to be kept, where not all are.
    """
    scan = _scan(low, high, search)
    if search.end:
        sided = _sided(residual)
        found = _brackets(sided, scan, size)
        last = _last(sided, found, (scan, high if search.end == "highest" else low), search, size)
        return [_kept(residual, last, (low, high), search)]
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
    """Return a residual whose equality counts as less: what holds with equality holds, and what has no value does not."""

    def sided(x: Array, which: Index | None) -> tuple[Array, ...]:
        left, right = residual(x, which)[:2]
        missing = np.isnan(left) | np.isnan(right)
        left = np.where(left == right, right - BELOW * np.abs(right), left)
        return np.where(missing, 1.0, left), np.where(missing, 0.0, right)

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
    left, right = residual(np.ascontiguousarray(end), None)[:2]
    return np.where(left <= right, np.broadcast_to(beyond, (size,)), np.where(np.isinf(last), np.nan, last))


def _kept(residual: Residual, last: Array, ends: tuple[Array, Array], search: Search) -> Array:
    """Return the last whole numbers that are kept, from the last that satisfy the limits inwards; NaN where none is near."""
    low, high = (np.broadcast_to(np.asarray(end, dtype=float), last.shape) for end in ends)
    here = np.flatnonzero(np.isfinite(last))
    if not search.step or not here.size or len(residual(last[here], here)) == 2:  # noqa: PLR2004  (no condition)
        return last
    found, x = np.full(last.shape, np.nan), last[here]
    for _ in range(MOST_TRIED):
        left, right, kept = residual(x, here)
        good = np.broadcast_to(np.asarray(kept, dtype=bool), x.shape) & (left <= right)
        found[here[good]] = x[good]
        x = x + (-1.0 if search.end == "highest" else 1.0)
        open_ = ~good & (x >= low[here]) & (x <= high[here])
        here, x = here[open_], x[open_]
        if not here.size:
            break
    return found


@frozen
class Brackets:
    """Neighbouring scan points with residuals of unlike sign: of which point, both ends, both residuals."""

    which: Index
    a: Array
    b: Array
    at_a: Array
    at_b: Array


def _brackets(residual: Residual, scan: Sequence[Array], size: int) -> Brackets:
    """Return where neighbouring points of the scan, or what lies between them, have residuals of unlike sign."""
    rows: list[Brackets] = []
    seen: list[Seen] = []
    for place, each in enumerate(scan):
        x = np.ascontiguousarray(np.broadcast_to(each, (size,)))
        found = np.broadcast_to(_apart(*residual(x, None)), (size,))
        seen = [*seen[-2:], Seen(x, found, np.abs(found))]
        if len(seen) == 1:
            rows += _hits(seen[0])
            continue
        rows += _crossed(*seen[-2:])
        if 1 < place < len(scan) - 1:  # the points next to an end are close enough to it
            rows += _at_edges(residual, *seen[-2:])
        if len(seen) == 3:  # noqa: PLR2004  (three points show a dip)
            rows += _in_dips(residual, *seen)
    if not rows:
        nothing = np.empty(0)
        return Brackets(np.empty(0, dtype=np.intp), nothing, nothing, nothing, nothing)
    return Brackets(*(np.concatenate([getattr(each, name) for each in rows]) for name in FIELDS))


class Seen(NamedTuple):
    """A point of the scan: where it lies at each point, the residual there, and its size."""

    x: Array
    at: Array
    size: Array


def _hits(first: Seen) -> Iterator[Brackets]:
    """Yield the points at which the first of the scan is a root."""
    here = np.flatnonzero(first.size == 0)
    if here.size:
        yield Brackets(here, first.x[here], first.x[here], first.at[here], first.at[here])


def _crossed(before: Seen, now: Seen) -> Iterator[Brackets]:
    """Yield where the sign changes between two points of the scan, or the second is a root."""
    here = np.flatnonzero(before.at * now.at <= 0)
    if here.size:
        here = here[(np.sign(before.at[here]) * now.at[here] < 0) | ((now.at[here] == 0) & (before.at[here] != 0))]
        yield Brackets(here, before.x[here], now.x[here], before.at[here], now.at[here])


def _at_edges(residual: Residual, before: Seen, now: Seen) -> Iterator[Brackets]:
    """Yield the brackets beside a place where the residual begins or ends to have a value between two points."""
    if np.isnan(before.size.min()) or np.isnan(now.size.min()):
        here = np.flatnonzero(np.isnan(before.at) != np.isnan(now.at))
        if here.size:
            yield _beside(residual, Brackets(here, before.x[here], now.x[here], before.at[here], now.at[here]))


def _beside(residual: Residual, found: Brackets) -> Brackets:
    """Return the brackets beside the edge of what has a value: halved towards it until the sign changes."""
    ends = np.isnan(found.at_a)
    bad, good = np.where(ends, found.a, found.b), np.where(ends, found.b, found.a)
    at_good = np.where(ends, found.at_b, found.at_a)
    new, at_new = np.full(bad.shape, np.nan), np.full(bad.shape, np.nan)
    open_ = at_good != 0
    for _ in range(EDGE_STEPS):
        middle = bad + 0.5 * (good - bad)
        open_ &= (middle != bad) & (middle != good)
        here = np.flatnonzero(open_)
        if not here.size:
            break
        at = np.full(bad.shape, np.nan)
        at[here] = _apart(*residual(middle[here], found.which[here]))
        crossed = open_ & (at * np.sign(at_good) <= 0)
        new[crossed], at_new[crossed] = middle[crossed], at[crossed]
        open_ &= ~crossed
        missing = np.isnan(at)
        bad = np.where(open_ & missing, middle, bad)
        good, at_good = np.where(open_ & ~missing, middle, good), np.where(open_ & ~missing, at, at_good)
    kept = np.flatnonzero(~np.isnan(new))
    first = ends[kept]
    new, at_new, good, at_good = new[kept], at_new[kept], good[kept], at_good[kept]
    return Brackets(
        found.which[kept],
        np.where(first, new, good),
        np.where(first, good, new),
        np.where(first, at_new, at_good),
        np.where(first, at_good, at_new),
    )


def _in_dips(residual: Residual, first: Seen, before: Seen, now: Seen) -> Iterator[Brackets]:
    """Yield the brackets in the dips of a residual between three points: where it comes nearest to zero, without a root."""
    here = np.flatnonzero((before.size < first.size) & (before.size < now.size))
    here = here[(first.at[here] * before.at[here] > 0) & (before.at[here] * now.at[here] > 0)]
    if here.size:
        ends = Brackets(here, first.x[here], now.x[here], first.at[here], now.at[here])
        yield from _led_down(residual, ends, before.x[here], before.at[here])


def _led_down(residual: Residual, ends: Brackets, middle: Array, at_middle: Array) -> Iterator[Brackets]:
    """Yield the brackets on both sides of a place where a dip crosses zero, or touches it; golden sections lead there."""
    which, (a, b, at_a, at_b) = ends.which, (getattr(ends, each) for each in FIELDS[1:])
    for _ in range(DIP_STEPS):
        left = middle - a > b - middle
        x = np.where(left, middle - GOLDEN * (middle - a), middle + GOLDEN * (b - middle))
        at = np.asarray(_apart(*residual(x, which)))
        crossed = at * np.sign(at_middle) <= 0
        if crossed.any():
            here = np.flatnonzero(crossed)
            other = here[at[here] != 0]  # a root that is hit is one bracket, one that is passed two
            low, at_low = np.where(left, a, middle), np.where(left, at_a, at_middle)
            high, at_high = np.where(left, middle, b), np.where(left, at_middle, at_b)
            yield Brackets(which[here], low[here], x[here], at_low[here], at[here])
            yield Brackets(which[other], x[other], high[other], at[other], at_high[other])
        lower = np.abs(at) < np.abs(at_middle)
        edge, at_edge = np.where(lower, middle, x), np.where(lower, at_middle, at)  # the worse of the two becomes an end
        below = left != lower
        a, at_a = np.where(below, edge, a), np.where(below, at_edge, at_a)
        b, at_b = np.where(below, b, edge), np.where(below, at_b, at_edge)
        middle, at_middle = np.where(lower, x, middle), np.where(lower, at, at_middle)
        kept = np.flatnonzero(~crossed & np.isfinite(at))
        if not kept.size:
            return
        which = which[kept]
        a, b, at_a, at_b, middle, at_middle = (each[kept] for each in (a, b, at_a, at_b, middle, at_middle))


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
