"""Prediction intervals from residuals: what held four of five of the other figures of a family."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from mlsysim_sym.valueclass import frozen

LOW, HIGH = 0.1, 0.9
FEWEST = 10


@frozen
class Interval:
    """Two ends, in the figure's unit, between which four of five figures are expected."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies between the ends."""
        return self.low <= value <= self.high


class Intervals:
    """Quantiles of a family's residuals; a figure's own group is left out of those that it is judged by."""

    def __init__(self, rows: Iterable[tuple[str, str, float | None, float]]) -> None:
        self._residuals: dict[str, list[tuple[str, float]]] = {}
        for family, group, predicted, measured in rows:
            if predicted is not None and predicted > 0 and measured > 0:
                self._residuals.setdefault(family, []).append((group, math.log(measured / predicted)))

    def around(self, family: str, group: str, predicted: float | None) -> Interval | None:
        """Return the interval about a prediction, None where the family has too few figures of other groups."""
        rest = sorted(value for other, value in self._residuals.get(family, ()) if other != group or not group)
        if predicted is None or len(rest) < FEWEST:
            return None
        return Interval(predicted * math.exp(quantile(rest, LOW)), predicted * math.exp(quantile(rest, HIGH)))


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of sorted numbers, between two of them where it falls so.

    >>> quantile([1.0, 2.0, 4.0], 0.75)
    3.0
    """
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
