"""A question solved: planned, run, and planned again where a plan cannot be carried out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mlsysim_sym.errors import (
    ContradictionError,
    NotConvergedError,
    QuestionError,
    UndecidedError,
    UnderdeterminedError,
)
from mlsysim_sym.solving.agreement import Agreement, Release
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.solving.prepare import Prepared, prepare, prepared
from mlsysim_sym.solving.question import Input, Question
from mlsysim_sym.solving.run import NeedTear, Run, Way
from mlsysim_sym.valueclass import frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.solving.worded import WordAnswer

__all__ = ["Prepared", "failures", "prepared", "solve", "unlimited"]
MOST_PLANS = 24
MOST_CANDIDATES = 6


def solve(question: Question, targets: Sequence[str]) -> Answer | WordAnswer:
    """Return the checked answer to a question about one or several unknowns.

    Raises QuestionError for what is wrong with the question (underdetermined, contradictory, undecided); a good question
    without an answer gives an Answer whose status is `empty`, with the reasons.
    """
    if not targets:
        raise QuestionError("nothing is asked", hint="name the unknown")
    if targets[0].rpartition(".")[2] in question.book.names("choice"):
        from mlsysim_sym.solving.worded import solve_choice  # noqa: PLC0415  (it solves questions in turn)

        return solve_choice(question, targets)
    return _solved(_Asked(question, tuple(targets)))


def unlimited(question: Question, targets: Sequence[str]) -> Answer:
    """Return the answer to a question with all limits and requirements left aside."""
    return _solved(_Asked(question, tuple(targets), limited=False))


@frozen
class _Asked:
    """A question with what earlier plans have shown.

    `forbidden` pairs (law, unknown) are no steps; `dropped` names defaults that made way, for `reasons`.
    """

    question: Question
    targets: tuple[str, ...]
    limited: bool = True
    forbidden: frozenset[tuple[str, str]] = frozenset()
    dropped: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()

    def without(self, number: Input, reason: str) -> _Asked:
        """Return the question without a default."""
        return replace(self, dropped=self.dropped | {number.name}, reasons=(*self.reasons, reason))

    def prepared(self) -> Prepared:
        """Return the question with its plan; where too little is given, look first whether that contradicts itself."""
        question = self.question if self.limited else replace(self.question, required=())
        try:
            found = prepare(question, self.targets, self.forbidden, self.dropped)
        except UnderdeterminedError:
            given = prepare(question, (), self.forbidden, self.dropped)
            Agreement(given).agree({name: each.base for name, each in given.resolved.inputs.items()})
            raise
        if not self.limited:
            found.plan = replace(found.plan, judged=(), unjudged=())
        return found


def _solved(asked: _Asked) -> Answer:
    for _ in range(MOST_PLANS):
        prepared = asked.prepared()
        try:
            return Run(prepared, warnings=[*asked.reasons]).answer()
        except NeedTear as signal:
            asked = replace(asked, forbidden=asked.forbidden | {signal.pair})
        except Release as signal:
            return _released(asked, signal)
    raise NotConvergedError(f"no plan for {', '.join(asked.targets)} could be carried out")


def _released(asked: _Asked, signal: Release) -> Answer:
    """Return the answer without a default that contradicts what is given.

    Of the first rank that mends the contradiction, any default may make way as long as the answer is the same: nothing says
    which. Where it differs, UndecidedError shows what each would make of it; where no default mends it, ContradictionError
    shows both sides.
    """
    for rank in signal.ranks:
        mending = [number for number in rank if _mends(asked, number)]
        if mending:
            ways = {number.name: asked.without(number, signal.reason(number, mending)) for number in mending[:MOST_CANDIDATES]}
            return _either(ways, signal)
    names = [f"`{number.name}`" for rank in signal.ranks for number in rank]
    row = f"no value of {' or '.join(names[:4])}, given by default, mends it"
    signal.contradiction.detail = (*signal.contradiction.detail, row)
    raise signal.contradiction


def _mends(asked: _Asked, number: Input) -> bool:
    """Whether a variable has a value in its domain that fits what is given, or needs none."""
    alone = _Asked(asked.question, (number.name,), limited=False, dropped=asked.dropped | {number.name})
    try:
        return bool(_solved(alone).pieces)
    except UnderdeterminedError:
        return True
    except (ContradictionError, NotConvergedError):
        return False


def _either(ways: Mapping[str, _Asked], signal: Release) -> Answer:
    """Return the answer that all ways agree on; raise UndecidedError where they differ."""
    found = {name: _solved(way) for name, way in ways.items()}
    first, *others = found.values()
    if all(_same(first, other) for other in others):
        return first
    raise UndecidedError(
        f"several defaults contradict what is given (`{signal.law}` is off by {signal.off:+.2%}): which makes way?",
        names=tuple(found),
        candidates=tuple(found),
        detail=tuple(f"without the default of `{name}`: {answer}" for name, answer in found.items()),
        hint=f"give {' or '.join(f'`{name}`' for name in found)}",
    )


def _same(first: Answer, other: Answer) -> bool:
    """Whether two answers are the same set, up to rounding."""
    ends = [[end for piece in each.pieces for end in (piece.low, piece.high)] for each in (first, other)]
    return len(ends[0]) == len(ends[1]) and all(
        one == two or math.isclose(one, two, rel_tol=1e-9) for one, two in zip(*ends, strict=True)
    )


def failures(prepared: Prepared) -> tuple[str, ...]:
    """Return why the limits and requirements of a question without an unknown fail; nothing if they hold."""
    run = Run(prepared)
    ways = run.steps([Way({name: each.base for name, each in prepared.resolved.inputs.items()})])
    if not any(run.meets(way.values) for way in ways):
        return tuple(dict.fromkeys(run.because))
    return ()
