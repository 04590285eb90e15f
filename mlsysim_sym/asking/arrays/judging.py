"""Points judged: which variant holds where, why none does, and which branch of a law is active."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlsysim_sym.asking.arrays.program import ANSWERED, Check, Program, Regime, Variant
from mlsysim_sym.valueclass import frozen

Array = NDArray[np.float64]
Codes = NDArray[np.uint8]
TOLERANCE = 1e-9
SEVERAL = 1
NO_ROOT = 2


@frozen(eq=False)
class Judged:
    """The targets' values by one variant, and the codes of the reasons (None: all points are answered)."""

    values: tuple[Array, ...]
    codes: Codes | None

    @classmethod
    def of(cls, variant: Variant, checks: Sequence[Check], values: Sequence[Any], extent: tuple[int, ...]) -> Judged:
        """Return a variant judged; the first check that fails gives the reason."""
        codes: Codes | None = None
        for check in checks:
            bad = failing(check, values)
            if bad is not None:
                codes = np.zeros(extent, dtype=np.uint8) if codes is None else codes
                np.copyto(codes, np.uint8(check.code), where=(codes == ANSWERED) & bad)
        return cls(tuple(values[place] for place in variant.targets), codes)

    def copied(self) -> Judged:
        """Return it with values of its own."""
        return Judged(tuple(np.array(each) for each in self.values), self.codes)


def failing(check: Check, values: Sequence[Any]) -> NDArray[np.bool_] | None:
    """Return where a check fails, None if nowhere."""
    if check.kind == "inside":
        bad = _outside(check, np.asarray(values[check.places[0]]))
    elif check.kind == "holds":
        bad = ~np.asarray(values[check.places[0]], dtype=bool)
    else:
        left, right = (np.asarray(values[place]) for place in check.places)
        bad = _apart(check, left, right)
    return bad if bad is not None and bad.any() else None


def _apart(check: Check, left: Array, right: Array) -> NDArray[np.bool_]:
    scale = np.maximum(np.abs(left), np.abs(right))
    if check.kind == "limit":
        return ~(left <= right + TOLERANCE * scale)
    alike: NDArray[np.bool_] = np.abs(left - right) <= check.tolerance * scale
    return ~alike if check.kind == "equal" else alike


def _outside(check: Check, x: Array) -> NDArray[np.bool_] | None:
    least, most = x.min(), x.max()
    above = least > check.low if check.low_open else least >= check.low
    below = most < check.high if check.high_open else most <= check.high
    if above and below and not check.step:
        return None
    low = x > check.low if check.low_open else x >= check.low - TOLERANCE * abs(check.low)
    high = x < check.high if check.high_open else x <= check.high + TOLERANCE * abs(check.high)
    good = low & high
    if check.step:
        good &= np.abs(x - np.rint(x)) <= TOLERANCE * np.maximum(1.0, np.abs(x))
    return ~good


def combined(program: Program, judged: Sequence[Judged], extent: tuple[int, ...]) -> tuple[tuple[Array, ...], Codes]:
    """Return one value a target at each point, NaN where there is none or several, and the reasons."""
    if len(judged) == 1:
        return _alone(judged[0], extent)
    values = [np.full(extent, np.nan) for _ in program.targets]
    codes = np.zeros(extent, dtype=np.uint8) if judged[0].codes is None else judged[0].codes.copy()
    answered = np.zeros(extent, dtype=bool)
    for each in judged:
        good = np.ones(extent, dtype=bool) if each.codes is None else each.codes == ANSWERED
        given = [np.broadcast_to(value, extent) for value in each.values]
        alike = np.all([np.abs(a - b) <= TOLERANCE * np.abs(b) for a, b in zip(given, values, strict=True)], axis=0)
        if program.pick == "only":
            codes[good & answered & ~alike] = SEVERAL
        fresh = good & (~answered | _better(program.pick, given[0], values[0]))
        for value, new in zip(values, given, strict=True):
            np.copyto(value, new, where=fresh)
        codes[good & ~answered] = ANSWERED
        answered |= good
    for value in values:
        value[codes != ANSWERED] = np.nan
    return tuple(values), codes


def _better(pick: str, new: Array, old: Array) -> NDArray[np.bool_]:
    """Return where a value is to be taken instead of one that was found before."""
    if pick == "only":
        return np.zeros(new.shape, dtype=bool)
    better: NDArray[np.bool_] = new > old if pick == "highest" else new < old
    return better


def _alone(judged: Judged, extent: tuple[int, ...]) -> tuple[tuple[Array, ...], Codes]:
    if judged.codes is None:
        return tuple(np.broadcast_to(value, extent) for value in judged.values), np.zeros(extent, dtype=np.uint8)
    bad = judged.codes != ANSWERED
    values = tuple(np.where(bad, np.nan, value) for value in judged.values)
    return values, judged.codes


def regime_codes(program: Program, values: Sequence[Any], extent: tuple[int, ...]) -> tuple[Codes, ...]:
    """Return for every law with labels which is active at each point: a place among its labels, the last one beyond them."""
    return tuple(np.ascontiguousarray(np.broadcast_to(_active(each, values), extent)) for each in program.regimes)


def _active(regime: Regime, values: Sequence[Any]) -> Codes:
    rows = np.broadcast_arrays(*(np.asarray(values[place]) for place in regime.places))
    stacked = np.stack(rows)
    if regime.kind == "case":
        stacked = stacked.astype(bool)
    found: Codes = np.asarray((np.argmin if regime.kind == "min" else np.argmax)(stacked, axis=0), dtype=np.uint8)
    return found
