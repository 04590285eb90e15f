"""The pieces of an answer: what is active at their ends, and which of them are the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mlsysim_sym.book.sets import Part
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.answer import Piece
from mlsysim_sym.solving.judge import Judge
from mlsysim_sym.solving.plan import Step


def ends(
    part: Part, kind: str, domain: Domain, conditions: Sequence[Judge], *, last: Sequence[Step], stride: int = 1
) -> tuple[Mapping[str, Any], ...]:
    """Return what is active at each end: the statements that fail just beyond it, or the domain, else the last step."""
    found = []
    for end, at, way in (("low", part[0], -1.0), ("high", part[1], 1.0)):
        if math.isinf(at):
            continue
        stopping = _stopping(conditions, at, way, stride=stride if kind == "integers" else 0)
        if at in (domain.low, domain.high) or (stride > 1 and at + way * stride not in domain):
            found.append({"end": end, "statement": "domain", "slack": 0.0})
            continue
        if not stopping and last:
            found.append({"end": end, "statement": last[0].instance.label, "slack": 0.0})
        for each in stopping:
            difference, scale = _difference(each, at)
            found.append({"end": end, "statement": each.label, "slack": abs(difference) / scale if scale else 0.0})
    return tuple(found)


def _stopping(conditions: Sequence[Judge], at: float, way: float, *, stride: int) -> list[Judge]:
    """Return the conditions that end a set: those that fail at the next integer, or ever farther out, or touch their limit.

    `stride` is how far apart the integers of the set are, 0 for reals.
    """
    steps = [float(stride)] if stride else [max(abs(at), 1e-30) * share for share in (1e-6, 1e-4, 1e-2)]
    for step in steps:
        broken = [each for each in conditions if not each.holds(at + way * step)]
        if broken:
            return broken
    return [each for each in conditions if _touches(each, at)]


def _touches(condition: Judge, at: float) -> bool:
    difference, scale = _difference(condition, at)
    return abs(difference) <= 1e-6 * scale


def _difference(condition: Judge, at: float) -> tuple[float, float]:
    try:
        return condition.difference(at)
    except (ValueError, ZeroDivisionError, OverflowError):
        return 0.0, 0.0


def distinct(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces in order, points that rounding cannot tell apart once."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda each: (each.low, each.high)):
        if not kept or not _same(piece, kept[-1]):
            kept.append(piece)
    return kept


def _same(piece: Piece, before: Piece) -> bool:
    if not (before.is_point and piece.is_point and abs(piece.low - before.low) <= 1e-9 * max(abs(piece.low), abs(before.low))):
        return False
    return piece.beside == before.beside or _near(piece.beside, before.beside)


def _near(first: Mapping[str, float], second: Mapping[str, float]) -> bool:
    return all(math.isclose(first[name], second[name], rel_tol=1e-9) for name in first)
