"""Reductions of a sweep: what is kept of points that are never all there at once.

Each takes tiles in any grouping and order, and can be joined with another of its kind; the result is the same. Order
statistics are exact: a first pass counts values by the leading bits of their floats, a second collects the few that share
the leading bits of the one that is sought.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlsysim_sym.errors import QuestionError
from mlsysim_sym.valueclass import field, mutable

Array: TypeAlias = NDArray[np.float64]
Places: TypeAlias = Callable[[NDArray[np.intp]], NDArray[np.int64]]
LEADING = 18
BATCH = 1 << 20
SIGN = np.uint64(1 << 63)
MOST_FRONT = 100_000


class Reduction(Protocol):
    """What is kept of points."""

    def add(self, values: Sequence[Array], codes: NDArray[Any], places: Places) -> None:
        """Take a tile: the targets' values, the codes, and a function from places in it to places in the grid."""

    def join(self, other: Any) -> None:  # noqa: ANN401  (another of its kind)
        """Take what another kept."""


@mutable
class Extreme:
    """The least value of a target times a sign (-1 for the greatest), and the first place in the grid that has it."""

    target: int
    sign: float = 1.0
    value: float = math.inf
    place: int = -1

    def add(self, values: Sequence[Array], codes: NDArray[Any], places: Places) -> None:  # noqa: ARG002
        """Take a tile."""
        own = values[self.target]
        least = float(own.min() if self.sign > 0 else own.max()) * self.sign
        if math.isnan(least):
            least = float((np.fmin if self.sign > 0 else np.fmax).reduce(own, axis=None)) * self.sign
        if least <= self.value:
            found = places(np.flatnonzero(own.reshape(-1) == least * self.sign))
            self._offer(least, int(found.min()))

    def _offer(self, value: float, place: int) -> None:
        if value < self.value or (value == self.value and (self.place < 0 or place < self.place)):
            self.value, self.place = value, place

    def join(self, other: Extreme) -> None:
        """Take what another kept."""
        if other.place >= 0:
            self._offer(other.value, other.place)


@mutable
class Counts:
    """How many points each code has."""

    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def add(self, values: Sequence[Array], codes: NDArray[Any], places: Places) -> None:  # noqa: ARG002
        """Take a tile."""
        self._grow(np.bincount(codes.reshape(-1)) if codes.any() else np.array([codes.size]))

    def _grow(self, found: NDArray[Any]) -> None:
        if found.size > self.counts.size:
            self.counts = np.concatenate([self.counts, np.zeros(found.size - self.counts.size, dtype=np.int64)])
        self.counts[: found.size] += found

    def join(self, other: Counts) -> None:
        """Take what another kept."""
        self._grow(other.counts)


def keys_of(values: Array) -> NDArray[np.uint64]:
    """Return whole numbers in the order of floats.

    >>> keys = keys_of(np.array([-2.0, -1.0, 0.0, 1.5]))
    >>> bool((np.diff(keys.astype(float)) > 0).all())
    True
    """
    bits = np.ascontiguousarray(values, dtype=np.float64).view(np.uint64)
    return np.where(bits & SIGN, ~bits, bits | SIGN)


def leading_of(values: Array) -> NDArray[np.intp]:
    """Return the leading bits of the keys of values."""
    return (keys_of(values) >> np.uint64(64 - LEADING)).astype(np.intp)


@mutable
class Leading:
    """How many answered points have which leading bits, for one target; and the sum of their values."""

    target: int
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1 << LEADING, dtype=np.int64))
    waiting: list[NDArray[np.intp]] = field(default_factory=list)
    held: int = 0

    def add(self, values: Sequence[Array], codes: NDArray[Any], places: Places) -> None:  # noqa: ARG002
        """Take a tile."""
        own = values[self.target].reshape(-1)
        self.waiting.append(leading_of(own[~np.isnan(own)] if codes.any() else own))
        self.held += self.waiting[-1].size
        if self.held > BATCH:
            self.settle()

    def settle(self) -> None:
        """Count what waits."""
        if self.waiting:
            self.counts += np.bincount(np.concatenate(self.waiting), minlength=1 << LEADING)
            self.waiting, self.held = [], 0

    def join(self, other: Leading) -> None:
        """Take what another kept."""
        self.settle()
        other.settle()
        self.counts += other.counts


@mutable
class Gathered:
    """The values of a target with certain leading bits."""

    target: int
    leading: tuple[int, ...]
    found: list[Array] = field(default_factory=list)

    def add(self, values: Sequence[Array], codes: NDArray[Any], places: Places) -> None:  # noqa: ARG002
        """Take a tile."""
        own = values[self.target].reshape(-1)
        wanted = np.isin(leading_of(own), self.leading) & ~np.isnan(own)
        if wanted.any():
            self.found.append(own[wanted].copy())

    def join(self, other: Gathered) -> None:
        """Take what another kept."""
        self.found += other.found

    def by_leading(self) -> Mapping[int, Array]:
        """Return the values in order, by their leading bits."""
        every = np.sort(np.concatenate(self.found)) if self.found else np.empty(0)
        bits = leading_of(every)
        return {each: every[bits == each] for each in self.leading}


def ranks_of(shares: Iterable[float], count: int) -> list[tuple[int, int, float]]:
    """Return for each share of `count` values the two ranks around it, and the weight of the upper one."""
    found = []
    for share in shares:
        at = share * (count - 1)
        low = min(math.floor(at), count - 1)
        found.append((low, min(low + 1, count - 1), at - low))
    return found


def leading_at(counts: NDArray[np.int64], rank: int) -> tuple[int, int]:
    """Return the leading bits of the value of a rank, and its rank among those that share them."""
    sums = np.cumsum(counts)
    leading = int(np.searchsorted(sums, rank, side="right"))
    return leading, rank - (int(sums[leading - 1]) if leading else 0)


@mutable
class Front:
    """The points that no other beats in every objective: targets with signs (-1 where more is better)."""

    objectives: tuple[tuple[int, float], ...]
    scores: Array = field(default_factory=lambda: np.empty((0, 0)))
    at: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def add(self, values: Sequence[Array], codes: NDArray[Any], places: Places) -> None:  # noqa: ARG002
        """Take a tile."""
        scores = np.stack([np.ravel(values[target]) * sign for target, sign in self.objectives], axis=1)
        kept = np.flatnonzero(~np.isnan(scores).any(axis=1))
        for row in self.scores[:: max(1, len(self.scores) // 16)]:
            beaten = (scores[kept] >= row).all(axis=1) & (scores[kept] > row).any(axis=1)
            kept = kept[~beaten]
        if kept.size:
            self._take(scores[kept], places(kept))

    def _take(self, scores: Array, at: NDArray[np.int64]) -> None:
        if self.scores.size:
            scores, at = np.concatenate([self.scores, scores]), np.concatenate([self.at, at])
        kept = front_of(scores, at)
        if kept.size > MOST_FRONT:
            raise QuestionError(f"more than {MOST_FRONT} points are on the front", hint="sweep a coarser grid")
        self.scores, self.at = scores[kept], at[kept]

    def join(self, other: Front) -> None:
        """Take what another kept."""
        if other.scores.size:
            self._take(other.scores, other.at)


def front_of(scores: Array, at: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the rows that no other row beats, sorted by score; of equal rows the first in the grid."""
    order = np.lexsort((at, *scores.T[::-1]))
    rows = scores[order]
    if rows.shape[1] == 2:  # noqa: PLR2004  (two objectives: a falling staircase)
        best = np.minimum.accumulate(rows[:, 1])
        kept = np.ones(len(rows), dtype=bool)
        kept[1:] = rows[1:, 1] < best[:-1]
        return order[kept]
    front: list[int] = []
    for place, row in enumerate(rows):
        if not front or not (rows[front] <= row).all(axis=1).any():
            front.append(place)
    return order[front]
