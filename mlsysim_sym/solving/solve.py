"""A question solved: planned, run, and planned again where a plan cannot be carried out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlsysim_sym.errors import NotConvergedError, QuestionError, UnderdeterminedError
from mlsysim_sym.solving.agreement import Agreement, Release
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.solving.prepare import Prepared, prepare, prepared
from mlsysim_sym.solving.question import Question
from mlsysim_sym.solving.run import NeedTear, Run, Way

if TYPE_CHECKING:
    from mlsysim_sym.solving.worded import WordAnswer

__all__ = ["Prepared", "failures", "prepared", "solve"]
MOST_PLANS = 24


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
    forbidden: frozenset[tuple[str, str]] = frozenset()
    dropped: frozenset[str] = frozenset()
    released: list[str] = []
    for _ in range(MOST_PLANS):
        prepared = _prepared(question, targets, forbidden, dropped)
        try:
            return Run(prepared, warnings=[*released]).answer()
        except NeedTear as signal:
            forbidden |= {signal.pair}
        except Release as signal:
            dropped |= {signal.name}
            released.append(signal.reason)
    raise NotConvergedError(f"no plan for {', '.join(targets)} could be carried out")


def _prepared(
    question: Question, targets: Sequence[str], forbidden: frozenset[tuple[str, str]], dropped: frozenset[str]
) -> Prepared:
    """Prepare a question; where too little is given, look first whether what is given contradicts itself."""
    try:
        return prepare(question, targets, forbidden, dropped)
    except UnderdeterminedError:
        given = prepare(question, (), forbidden, dropped)
        Agreement(given).agree({name: each.base for name, each in given.resolved.inputs.items()})
        raise


def failures(question: Question) -> tuple[str, ...]:
    """Return why the limits and requirements of a question without an unknown fail; nothing if they hold."""
    run = Run(prepared(question, ()))
    ways = run.steps([Way({name: each.base for name, each in run.prepared.resolved.inputs.items()})])
    if not any(run.meets(way.values) for way in ways):
        return tuple(dict.fromkeys(run.because))
    return ()
