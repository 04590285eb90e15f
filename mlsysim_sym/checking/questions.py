"""Checks of the typical questions of a solver: each has the answer that its file promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.solver import Solver, TypicalQuestion
from mlsysim_sym.checking.expecting import difference
from mlsysim_sym.errors import MlsysimError, ProofError, SchemaError
from mlsysim_sym.solving.question import Question


def typical_errors(book: Book, name: str) -> Iterator[MlsysimError]:
    """Yield an error for each typical question of a solver that cannot be answered, or is not answered as promised.

    >>> import mlsysim_sym as ms
    >>> list(typical_errors(ms.Book.load(), "single_device"))
    []
    """
    solver = book.solver(name)
    for typical in solver.questions:
        try:
            yield from _errors_of(book, solver, typical)
        except MlsysimError as error:
            yield error.located(solver.file, typical.place.get("line"))


def asked(book: Book, solver: str, typical: TypicalQuestion) -> Any:  # noqa: ANN401  (an answer, or the words of a choice)
    """Return the answer to a typical question."""
    question = Question(book, solver, (), typical.slots, typical.given, typical.require, typical.choose)
    return question.solve(*typical.ask)


def _errors_of(book: Book, solver: Solver, typical: TypicalQuestion) -> Iterator[MlsysimError]:
    where: dict[str, Any] = {"file": solver.file, "line": typical.place.get("line")}
    if set(typical.expect) != set(typical.ask):
        odd = sorted(set(typical.expect) ^ set(typical.ask))
        yield SchemaError(
            f"a question of `{solver.name}` asks {_listed(typical.ask)} and expects {_listed(typical.expect)}",
            names=tuple(odd), hint="`expect` has one entry for each variable of `ask`", **where,
        )  # fmt: skip
        return
    answer = asked(book, solver.name, typical)
    if answer.status != "solved":
        why = "; ".join(answer.because) or answer.status
        yield ProofError(
            f"a question of `{solver.name}` expects {_expected(typical, typical.ask[0])}, and has no answer",
            names=typical.ask, detail=(why,), **where,
        )  # fmt: skip
        return
    for name in typical.ask:
        found = _found(book, answer, typical, name)
        if found:
            said = f"a question of `{solver.name}` expects {_expected(typical, name)}, the answer is {found}"
            yield ProofError(said, names=(name,), **where)


def _found(book: Book, answer: Any, typical: TypicalQuestion, name: str) -> str:  # noqa: ANN401  (as `asked` returns it)
    """Return in which way an answer is not as expected, or nothing."""
    expected = typical.expect[name]
    if name.rpartition(".")[2] in book.names("choice"):
        words = ", ".join(answer.words)
        return "" if words == expected else words
    if name == typical.ask[0]:
        found = difference(expected, [(piece.low, piece.high) for piece in answer.pieces], answer.variable)
    else:
        system = answer.trace.prepared.system
        parts = [(piece.beside[name], piece.beside[name]) for piece in answer.pieces]
        found = difference(expected, parts, system.variable(system.resolve(name)))
    return f"{found} (base units)" if found else ""


def _expected(typical: TypicalQuestion, name: str) -> str:
    return f"{name} = {typical.expect[name]}"


def _listed(names: Any) -> str:  # noqa: ANN401  (names in order)
    return ", ".join(f"`{name}`" for name in names) or "nothing"
