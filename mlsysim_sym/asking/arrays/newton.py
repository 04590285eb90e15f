"""Several unknowns that only a search finds together, at many points at once: damped Newton from several starts.

What `solving.block.several` does at one point, done to arrays: the same starts, in logarithms where an unknown is positive,
every point with a damping of its own. Roots found so are verified, but nothing proves that they are all.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mlsysim_sym.valueclass import frozen

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Sides = Callable[[Array, Index], Sequence[tuple[Array, Array]]]
MOST_ITERATIONS = 60
MOST_HALVINGS = 12
FIRST = 3  # starts for each unknown that every point is tried from
NUDGE = 1e-6
CONVERGED = 1e-13
AGREES = 1e-9
SAME = 1e-7


@frozen
class Start:
    """Where an unknown is looked for: values to start from, and whether its logarithm is what moves."""

    values: tuple[float, ...]
    log: bool


def together(sides: Sides, starts: Sequence[Start], size: int) -> list[Array]:
    """Return the roots of each of `size` points: arrays of unknowns by points, NaN where a point has no further one.

    Points without a root are tried again from more places.

    `sides(x, which)` gives both sides of every equation at some points; `x` has a row for each unknown.
    """
    found: list[Array] = []
    with np.errstate(all="ignore"):
        for start in itertools.product(*(each.values[:FIRST] for each in starts)):
            x, good = _descended(sides, starts, start, np.arange(size), size)
            _kept(found, x, good)
        for start in itertools.product(*(each.values[FIRST:] for each in starts)):
            left = np.flatnonzero(np.isnan(found[0][0])) if found else np.arange(size)
            if not left.size:
                break
            x, good = _descended(sides, starts, start, left, size)
            _kept(found, x, good)
    return found or [np.full((len(starts), size), np.nan)]


def _kept(found: list[Array], x: Array, good: NDArray[np.bool_]) -> None:
    """Put roots where their point has no such root yet."""
    for slot in found:
        good = good & ~(np.abs(slot - x) <= SAME * np.abs(x)).all(axis=0)
    for slot in found:
        fresh = good & np.isnan(slot[0])
        slot[:, fresh] = x[:, fresh]
        good = good & ~fresh
    if good.any():
        found.append(np.where(good, x, np.nan))


def _descended(
    sides: Sides, starts: Sequence[Start], start: Sequence[float], which: Index, size: int
) -> tuple[Array, NDArray[np.bool_]]:
    """Return where some of all points end up from one start, and which of them satisfy all equations there."""
    log = np.array([each.log for each in starts])[:, None]
    hidden = np.repeat(
        np.array([np.log(x) if each.log else x for x, each in zip(start, starts, strict=True)])[:, None], size, axis=1
    )

    def errors(h: Array, which: Index) -> Array:
        rows = sides(np.where(log, np.exp(np.where(log, h, 0.0)), h), which)
        return np.stack([np.broadcast_to((a - b) / (np.abs(a) + np.abs(b)), which.shape) for a, b in rows])

    last = np.full((len(starts), size), np.nan)
    at = errors(hidden[:, which], which)
    last[:, which] = at
    for _ in range(MOST_ITERATIONS):
        open_ = np.flatnonzero(np.abs(at).max(axis=0) >= CONVERGED)
        which, at = which[open_], at[:, open_]
        if not which.size:
            break
        hidden[:, which], at, moved = _improved(errors, hidden[:, which], at, which)
        last[:, which] = at
        which, at = which[moved], at[:, moved]
    x = np.where(log, np.exp(np.where(log, hidden, 0.0)), hidden)
    return x, (np.abs(last).max(axis=0) <= AGREES) & np.isfinite(x).all(axis=0)


def _improved(
    errors: Callable[[Array, Index], Array], hidden: Array, at: Array, which: Index
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return points after a damped Newton step, their residuals, and which of them it brought nearer."""
    change = _newton(errors, hidden, at, which)
    new, at_new = hidden.copy(), at.copy()
    moved = np.zeros(which.shape, dtype=bool)
    open_ = np.flatnonzero(np.isfinite(change).all(axis=0))
    for power in range(MOST_HALVINGS):
        if not open_.size:
            break
        trial = hidden[:, open_] + change[:, open_] * 0.5**power
        after = errors(trial, which[open_])
        better = np.abs(after).max(axis=0) < np.abs(at[:, open_]).max(axis=0)
        here = open_[better]
        new[:, here], at_new[:, here], moved[here] = trial[:, better], after[:, better], True
        open_ = open_[~better]
    return new, at_new, moved


def _newton(errors: Callable[[Array, Index], Array], hidden: Array, at: Array, which: Index) -> Array:
    """Return the full step of Newton's method at every point, NaN where the equations do not tell the unknowns apart."""
    columns = list(_slopes(errors, hidden, at, which))
    matrix = np.stack(columns, axis=1).transpose(2, 0, 1)  # points, equations, unknowns
    step = np.full(hidden.T.shape, np.nan)
    good = np.flatnonzero(np.isfinite(matrix).all(axis=(1, 2)))
    good = good[np.linalg.det(matrix[good]) != 0]
    step[good] = np.linalg.solve(matrix[good], -at.T[good][:, :, None])[:, :, 0]
    return step.T


def _slopes(errors: Callable[[Array, Index], Array], hidden: Array, at: Array, which: Index) -> Iterator[Array]:
    for place in range(len(hidden)):
        nudge = NUDGE * np.maximum(1.0, np.abs(hidden[place]))
        beside = hidden.copy()
        beside[place] += nudge
        yield (errors(beside, which) - at) / nudge
