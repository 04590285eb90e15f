"""Prediction intervals from residuals: quantiles of the other groups' residuals, widened until four of five are covered.

The ends are conformal. Each group of a family is held against the quantiles of the groups beside it; how far four of five
of its figures reach beyond them, in widths of the band, is how much the band of all groups is widened (or narrowed, where
fewer lie beyond). The coverage that is reported is that of figures whose group took part in neither step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from mlsysim_sym.valueclass import frozen

LOW, HIGH = 0.1, 0.9
MEANT = 0.8
FEWEST = 10
LEAST = 0.02
FEWEST_GROUPS = 3  # one to be judged, and two that are held against each other

Residual = tuple[str, float]


@frozen
class Interval:
    """Two ends, in the figure's unit, between which four of five figures are expected."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies between the ends."""
        return self.low <= value <= self.high


@frozen
class Band:
    """An interval about any prediction: the least and the largest logarithm of published over predicted."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the ends are, at least two percent: figures that agree to the last digit tell no width."""
        return max(self.high - self.low, LEAST)

    @property
    def shares(self) -> tuple[float, float]:
        """The ends as shares beyond a prediction."""
        return math.exp(self.low) - 1, math.exp(self.high) - 1

    def around(self, predicted: float) -> Interval:
        """Return the interval about a prediction.

        >>> Band(0.0, 0.0).around(2.0)
        Interval(low=2.0, high=2.0)
        """
        return Interval(predicted * math.exp(self.low), predicted * math.exp(self.high))


class Intervals:
    """The residuals of families; a figure's own group is left out of those that it is judged by."""

    def __init__(self, rows: Iterable[tuple[str, str, float | None, float]]) -> None:
        self._residuals: dict[str, list[Residual]] = {}
        self._known: dict[tuple[str, str | None], Band | None] = {}
        for family, group, predicted, measured in rows:
            if predicted is not None and predicted > 0 and measured > 0:
                self._residuals.setdefault(family, []).append((group, math.log(measured / predicted)))

    def band(self, family: str, without: str | None = None) -> Band | None:
        """Return the band of a family, without one of its groups; None where too few figures or groups are left."""
        key = family, without
        if key not in self._known:
            rest = [pair for pair in self._residuals.get(family, ()) if pair[0] != without]
            self._known[key] = conformal(rest)
        return self._known[key]

    def around(self, family: str, group: str, predicted: float | None) -> Interval | None:
        """Return the interval about a prediction, None where the family has too few figures of other groups."""
        band = self.band(family, group)
        return None if band is None or predicted is None or predicted <= 0 else band.around(predicted)


def conformal(residuals: Sequence[Residual]) -> Band | None:
    """Return the band of residuals, each with its group; None for fewer than ten, or fewer than two groups.

    >>> band = conformal([(str(place), place / 100) for place in range(101)])
    >>> round(band.low, 2), round(band.high, 2)
    (0.09, 0.91)
    """
    groups = _by_group(residuals)
    if len(residuals) < FEWEST or len(groups) < FEWEST_GROUPS - 1:
        return None
    inner = _quantiles(residuals)
    beyond = sorted(
        reach
        for group, values in groups.items()
        for reach in _reaches(values, _quantiles([pair for pair in residuals if pair[0] != group]))
    )
    wider = quantile(beyond, MEANT) * inner.width
    middle = (inner.low + inner.high) / 2
    return Band(min(inner.low - wider, middle), max(inner.high + wider, middle))


def _by_group(residuals: Iterable[Residual]) -> Mapping[str, list[float]]:
    found: dict[str, list[float]] = {}
    for group, value in residuals:
        found.setdefault(group, []).append(value)
    return found


def _quantiles(residuals: Iterable[Residual]) -> Band:
    ordered = sorted(value for _, value in residuals)
    return Band(quantile(ordered, LOW), quantile(ordered, HIGH))


def _reaches(values: Iterable[float], band: Band) -> Iterable[float]:
    """Yield how far values lie beyond a band, in widths of it; negative for what lies inside."""
    return (max(band.low - value, value - band.high) / band.width for value in values)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of sorted numbers, between two of them where it falls so.

    >>> quantile([1.0, 2.0, 4.0], 0.75)
    3.0
    """
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
