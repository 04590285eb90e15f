"""Every typical question of every solver has the answer that its file promises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.solver import TypicalQuestion
from mlsysim_sym.solving.question import Question

TOP = Path(__file__).resolve().parents[2]
BOOKS = {"": Book.load(), "chain20": Book.load(str(TOP / "benchmarks" / "chain20"))}
CASES = [
    pytest.param(book, solver, place, id=f"{solver}-{place}")
    for book, solvers in (("", BOOKS[""].names("solver")), ("chain20", ("chain20",)))
    for solver in solvers
    for place in range(len(BOOKS[book].solver(solver).questions))
]


def answer_to(book: Book, solver: str, typical: TypicalQuestion) -> Any:  # noqa: ANN401  (an answer, or the words of a choice)
    question = Question(book, solver, (), typical.slots, typical.given, typical.require, typical.choose)
    return question.solve(*typical.ask)


@pytest.mark.parametrize(("book", "solver", "place"), CASES)
def test_a_typical_question_has_its_answer(book: str, solver: str, place: int, agrees: Callable[..., None]) -> None:
    typical = BOOKS[book].solver(solver).questions[place]
    answer = answer_to(BOOKS[book], solver, typical)
    assert answer.status == "solved"
    first, *others = typical.ask
    assert set(typical.expect) == {first, *others}
    if first.rpartition(".")[2] in BOOKS[book].names("choice"):
        assert ", ".join(answer.words) == typical.expect[first]
        return
    system = answer.trace.prepared.system
    agrees(typical.expect[first], [(piece.low, piece.high) for piece in answer.pieces], answer.variable)
    for name in others:
        parts = [(piece.beside[name], piece.beside[name]) for piece in answer.pieces]
        agrees(typical.expect[name], parts, system.variable(system.resolve(name)))


@pytest.mark.parametrize("solver", BOOKS[""].names("solver"))
def test_a_solver_has_four_questions_or_more(solver: str) -> None:
    assert len(BOOKS[""].solver(solver).questions) >= 4
