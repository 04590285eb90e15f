"""Sets of real numbers as unions of intervals, and how inverse functions map them.

A set knows by how much its ends may be off (`slack`, absolute): the target of an inversion is a rounded number, so that
a value within the slack of a corner counts as standing at the corner.

>>> Reals.point(3.0).above_or(3.0).parts      # min(x, 3) = 3: every x from 3 on
((3.0, inf, False, True),)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from mlsysim_sym.valueclass import frozen

Part = tuple[float, float, bool, bool]  # low, high, low end open, high end open

INF = math.inf
EPSILON = 4 * 2.0**-52
MOST_STEPS = 10_000
VANISHING = 1e-291


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Sort parts and join those that touch or overlap."""
    ordered = sorted((part for part in parts if _nonempty(part)), key=lambda part: (part[0], part[2]))
    joined: list[Part] = []
    for low, high, low_open, high_open in ordered:
        if joined and _touch(joined[-1], low, low_open=low_open):
            before = joined[-1]
            top, top_open = max((before[1], not before[3]), (high, not high_open))
            joined[-1] = (before[0], top, before[2], not top_open)
        else:
            joined.append((low, high, low_open, high_open))
    return tuple(joined)


def _nonempty(part: Part) -> bool:
    low, high, low_open, high_open = part
    return low < high or (low == high and not low_open and not high_open and math.isfinite(low))


def _touch(before: Part, low: float, *, low_open: bool) -> bool:
    return low < before[1] or (low == before[1] and not (before[3] and low_open))


def intersection(first: Iterable[Part], second: Iterable[Part]) -> tuple[Part, ...]:
    """Return what two unions of intervals share."""
    second = tuple(second)
    shared = []
    for a in first:
        for b in second:
            low, low_open = max((a[0], a[2]), (b[0], b[2]))
            high, high_closed = min((a[1], not a[3]), (b[1], not b[3]))
            shared.append((low, high, low_open, not high_closed))
    return merged(shared)


@frozen
class Reals:
    """A set of real numbers with the slack of its ends."""

    parts: tuple[Part, ...]
    slack: float = 0.0

    @staticmethod
    def point(value: float, scale: float = 0.0) -> Reals:
        """Return the set of one value; `scale` is the largest term that it was computed from."""
        if not math.isfinite(value):
            return Reals(())
        return Reals(((value, value, False, False),), EPSILON * max(abs(value), scale))

    @staticmethod
    def interval(low: float, high: float, *, low_open: bool = False, high_open: bool = False, slack: float = 0.0) -> Reals:
        """Return the set of values between two ends; infinite ends are open."""
        part = (low, high, low_open or low == -INF, high_open or high == INF)
        return Reals(merged([part]), slack)

    def widened(self, relative: float) -> Reals:
        """Return the set with each finite end moved outwards by a relative amount."""
        parts = [
            (low - abs(low) * relative, high + abs(high) * relative, low_open, high_open)
            for low, high, low_open, high_open in self.parts
        ]
        return Reals(merged(parts), self.slack)

    def union(self, *others: Reals) -> Reals:
        """Return the union."""
        parts = [part for each in (self, *others) for part in each.parts]
        return Reals(merged(parts), max(self.slack, *(each.slack for each in others)) if others else self.slack)

    def meet(self, *others: Reals) -> Reals:
        """Return the intersection."""
        parts = self.parts
        for each in others:
            parts = intersection(parts, each.parts)
        return Reals(parts, max(self.slack, *(each.slack for each in others)) if others else self.slack)

    # arithmetic inverses: the x for which op(x, c) lies in the set
    def shifted(self, by: float) -> Reals:
        """Return the x for which `x - by` lies in the set."""
        parts = [(low + by, high + by, lo, ho) for low, high, lo, ho in self.parts]
        return Reals(merged(parts), max(self.slack, EPSILON * max([abs(by), *_finite(self.parts)])))

    def negated(self) -> Reals:
        """Return the x for which `-x` lies in the set."""
        return Reals(merged((-high, -low, ho, lo) for low, high, lo, ho in self.parts), self.slack)

    def scaled(self, by: float) -> Reals:
        """Return the x for which `x / by` lies in the set (`by` not 0)."""
        slack = max(self.slack * abs(by), EPSILON * max([0.0, *(abs(by) * each for each in _finite(self.parts))]))
        if by < 0:
            return Reals(self.negated().scaled(-by).parts, slack)
        return Reals(merged((_times(low, by), _times(high, by), lo, ho) for low, high, lo, ho in self.parts), slack)

    def divided(self, by: float) -> Reals:
        """Return the x for which `by * x` lies in the set."""
        if by == 0:
            holds = any(low - self.slack <= 0 <= high + self.slack for low, high, _, _ in self.parts)
            return ALL if holds else NONE
        return self.scaled(1 / by) if abs(by) > 1e-300 else NONE  # noqa: PLR2004  (reciprocal would overflow)

    def multiplied(self, by: float) -> Reals:
        """Return the x for which `x / by` lies in the set; none if `by` is 0."""
        return self.scaled(by) if by else NONE

    def below(self, above: float) -> Reals:
        """Return the x for which `above / x` lies in the set."""
        if above == 0:
            holds = any(low - self.slack <= 0 <= high + self.slack for low, high, _, _ in self.parts)
            return Reals(((-INF, 0.0, True, True), (0.0, INF, True, True))) if holds else NONE
        turned = [
            _turned(piece, above, side)
            for side in (1, -1)
            for piece in intersection(self.parts, [(0.0, INF, True, True) if side > 0 else (-INF, 0.0, True, True)])
        ]
        parts = merged(turned)
        return Reals(parts, EPSILON * max([0.0, *_finite(parts)]))

    def mapped(self, inverse: Callable[[float], float], low: float = -INF, high: float = INF, *, rising: bool = True) -> Reals:
        """Return the x for which a monotone function with range [low, high] and this inverse lies in the set."""
        out = []
        room = [(low - self.slack, high + self.slack, low == -INF, high == INF)]
        for a, b, ao, bo in intersection(self.parts, room):
            ends = [(inverse(min(max(a, low), high)), ao), (inverse(min(max(b, low), high)), bo)]
            if not rising:
                ends.reverse()
            out.append((ends[0][0], ends[1][0], ends[0][1] or ends[0][0] == -INF, ends[1][1] or ends[1][0] == INF))
        parts = merged(out)
        return Reals(parts, EPSILON * max([0.0, *_finite(parts)]))

    def power(self, exponent: float) -> Reals:
        """Return the x for which `x ^ exponent` lies in the set; x is positive unless the exponent is an integer."""
        if exponent == 0:
            return ALL if any(low - self.slack <= 1 <= high + self.slack for low, high, _, _ in self.parts) else NONE
        positive = self.mapped(lambda t: _root(t, exponent), 0.0, INF, rising=exponent > 0)
        if not float(exponent).is_integer():
            return positive
        if exponent % 2 == 0:
            return positive.union(positive.negated())
        mirrored = self.negated().mapped(lambda t: _root(t, exponent), 0.0, INF, rising=exponent > 0)
        return positive.union(mirrored.negated())

    # corners
    def above_or(self, corner: float) -> Reals:
        """Return the x for which `min(x, corner)` lies in the set."""
        slack = max(self.slack, EPSILON * abs(corner))
        under = intersection(self.parts, [(-INF, corner, True, True)])
        flat = any(low - slack <= corner <= high + slack for low, high, _, _ in self.parts)
        start = min([corner, *(low for low, high, _, _ in self.parts if abs(low - corner) <= slack)])
        tail = [(start, INF, False, True)] if flat else []
        return Reals(merged([*under, *tail]), slack)

    def below_or(self, corner: float) -> Reals:
        """Return the x for which `max(x, corner)` lies in the set."""
        return self.negated().above_or(-corner).negated()

    def absolute(self) -> Reals:
        """Return the x for which `abs(x)` lies in the set."""
        upper = Reals(intersection(self.parts, [(0.0, INF, False, True)]), self.slack)
        return upper.union(upper.negated())

    # steps
    def ceiled(self) -> Reals:
        """Return the x for which `ceil(x)` lies in the set."""
        return self._stepped(-1.0, 0.0, low_open=True, high_open=False)

    def floored(self) -> Reals:
        """Return the x for which `floor(x)` lies in the set."""
        return self._stepped(0.0, 1.0, low_open=False, high_open=True)

    def rounded(self) -> Reals:
        """Return the x for which `round(x)` lies in the set (halves go to the even neighbour)."""
        halves = []
        for first, last in self._integers():
            if first == -INF or last == INF:
                halves.append((first - 0.5, last + 0.5, True, True))
                continue
            for n in range(int(first), int(last) + 1):
                odd = n % 2 == 1
                halves.append((n - 0.5, n + 0.5, odd, odd))
        return Reals(merged(halves))

    def _stepped(self, before: float, after: float, *, low_open: bool, high_open: bool) -> Reals:
        return Reals(
            merged(
                (first + before, last + after, low_open or first == -INF, high_open or last == INF)
                for first, last in self._integers()
            )
        )

    def _integers(self) -> Iterable[tuple[float, float]]:
        for low, high, lo, ho in self.parts:
            near = max(self.slack, 1e-9)
            first = -INF if low == -INF else float(math.ceil(low - near))
            last = INF if high == INF else float(math.floor(high + near))
            if lo and first == low:
                first += 1
            if ho and last == high:
                last -= 1
            if (first <= last and last - first <= MOST_STEPS) or INF in (-first, last):
                yield first, last


def _finite(parts: Iterable[Part]) -> list[float]:
    return [abs(end) for part in parts for end in part[:2] if math.isfinite(end)]


def _times(value: float, by: float) -> float:
    return value if math.isinf(value) else value * by


def _turned(part: Part, above: float, side: int) -> Part:
    """Return the x with `above / x` in a part that lies on one side of 0."""
    far = INF * side * (1 if above > 0 else -1)
    ends = []
    for value, is_open in ((part[0], part[2]), (part[1], part[3])):
        if value == 0:
            ends.append((far, True))
        else:
            ends.append((0.0, True) if math.isinf(value) else (above / value, is_open))
    (low, low_open), (high, high_open) = sorted(ends)
    return low, high, low_open, high_open


def _root(value: float, exponent: float) -> float:
    if value == 0:
        return 0.0 if exponent > 0 else INF
    if math.isinf(value):
        return INF if exponent > 0 else 0.0
    try:
        return float(value ** (1 / exponent))
    except OverflowError:
        return INF


ALL = Reals(((-INF, INF, True, True),))
NONE = Reals(())


# --- what made code calls -----------------------------------------------------------------------------------------------


def target(value: float, sense: str, widen: float) -> Reals:
    """Return the set that an inversion starts from: a point, or the half-line on one side of it."""
    if sense == "=":
        around = Reals.point(value)
        return around.widened(widen).union(Reals.interval(-VANISHING, VANISHING) if value == 0 else NONE) if widen else around
    slack = EPSILON * abs(value)
    return Reals.interval(-INF, value, slack=slack) if sense == "<=" else Reals.interval(value, INF, slack=slack)


def exponents(powers: Reals, base: float) -> Reals:
    """Return the x for which `base ^ x` lies in the set."""
    if base <= 0:
        raise ValueError("a power law with an unknown exponent needs a positive base")
    if base == 1:
        return ALL if any(low - powers.slack <= 1 <= high + powers.slack for low, high, _, _ in powers.parts) else NONE
    return powers.mapped(lambda value: _log(value) / math.log(base), 0.0, INF, rising=base > 1)


def everything_if(values: Reals, value: float) -> Reals:
    """Return all reals if `value` lies in the set, else none: the branch that does not hold the unknown."""
    return ALL if any(low - values.slack <= value <= high + values.slack for low, high, _, _ in values.parts) else NONE


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -INF


def _exp(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return INF


def _power_of(base: float, value: float) -> float:
    try:
        return float(base**value)
    except OverflowError:
        return INF


def _quantile(value: float) -> float:
    import statistics  # noqa: PLC0415  (a slow import that few laws need)

    if value in (-1.0, 1.0):
        return INF * value
    return statistics.NormalDist().inv_cdf((value + 1) / 2) / math.sqrt(2)


def _square(value: float) -> float:
    return value * value


SETS: dict[str, object] = {
    "target": target,
    "exponents": exponents,
    "everything_if": everything_if,
    "undo_sqrt": lambda values: values.mapped(_square, 0.0, INF),
    "undo_exp": lambda values: values.mapped(_log, 0.0, INF),
    "undo_log": lambda values: values.mapped(_exp),
    "undo_log2": lambda values: values.mapped(lambda t: _power_of(2.0, t)),
    "undo_log10": lambda values: values.mapped(lambda t: _power_of(10.0, t)),
    "undo_erf": lambda values: values.mapped(_quantile, -1.0, 1.0),
    "undo_normal_quantile": lambda values: values.mapped(lambda t: (1 + math.erf(t / math.sqrt(2))) / 2),
}
