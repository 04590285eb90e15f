"""Answers, derivations and laws as LaTeX, for documents that load amsmath and amssymb."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.figures import GLUE, escaped, symbols_of
from mlsysim_sym.reading.printing import latex
from mlsysim_sym.solving.answer import Answer, Piece
from mlsysim_sym.solving.citing import Cited, cited
from mlsysim_sym.solving.derivation import Derivation
from mlsysim_sym.solving.numbers import Notation, as_given
from mlsysim_sym.telling.equations import check_rows, step_rows, way
from mlsysim_sym.telling.measured import measured_lines
from mlsysim_sym.telling.results import end

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Law

SIGNS = {"equal": "=", "at_most": r"\le", "at_least": r"\ge", "mixed": r"\approx"}


def result_latex(answer: Answer, notation: Notation) -> str:
    """Return an answer's set as one formula."""
    symbol = notation.symbol(answer.target)
    if not answer.pieces:
        return rf"{symbol} \in \varnothing"
    if len(answer.pieces) == 1 and answer.pieces[0].is_point:
        piece = answer.pieces[0]
        beside = [f"{notation.symbol(name)} = {notation.written(name, value).latex}" for name, value in piece.beside.items()]
        return r",\; ".join([f"{symbol} {SIGNS[answer.sense]} {end(piece.low, answer.target, notation).latex}", *beside])
    if all(piece.is_point for piece in answer.pieces):
        points = r",\; ".join(end(piece.low, answer.target, notation).latex for piece in answer.pieces)
        return rf"{symbol} \in \left\{{ {points} \right\}}"
    parts = r" \cup ".join(_piece(piece, answer.target, notation) for piece in answer.pieces)
    return rf"{symbol} \in {parts}"


def _piece(piece: Piece, name: str, notation: Notation) -> str:
    low, high = (end(value, name, notation).latex for value in (piece.low, piece.high))
    if piece.is_point:
        return rf"\left\{{ {low} \right\}}"
    if piece.kind == "integers":
        second = rf",\; {end(piece.low + piece.step, name, notation).latex}" if piece.step > 1 else ""
        last = r",\; \dots" if math.isinf(piece.high) else rf",\; \dots,\; {high}"
        return rf"\left\{{ {low}{second}{last} \right\}}"
    left = "(" if piece.low_open or math.isinf(piece.low) else "["
    right = ")" if piece.high_open or math.isinf(piece.high) else "]"
    return rf"\left{left} {low},\; {high} \right{right}"


# --- derivations -------------------------------------------------------------------------------------------------------


def derivation_latex(derivation: Derivation) -> str:
    """Return a derivation as the body of a document."""
    return "\n".join(_body(derivation))


def _body(derivation: Derivation) -> Iterator[str]:
    answer, notation = derivation.answer, derivation.notation
    before = [step for step in derivation.steps if not step.searched]
    inside = [step for step in derivation.steps if step.searched]
    for step in (*before, *inside):
        if derivation.search and inside and step is inside[0]:
            tears = ", ".join(f"${notation.symbol(tear)}$" for tear in derivation.search.tears)
            judges = ", ".join(rf"\texttt{{{_words(judge)}}}" for judge in derivation.search.judges)
            yield rf"\paragraph{{Search}} for {tears}, until these hold: {judges}."
        said = way(step, len(answer.pieces), answer.certificate)
        note = f" ({_words(said)})" if said else ""
        yield rf"\paragraph{{{step.number}. {_words(step.title)}}}{_cites(step.citations)}{note}"
        yield from _align(tuple(step_rows(step, notation)))
    for check in derivation.checks:
        title = check.label if check.role == "requirement" else check.title
        yield rf"\paragraph{{{check.role.capitalize()}: {_words(title)}}}{_cites(check.citations)}"
        yield from _align(tuple(check_rows(check, notation)))
    yield r"\paragraph{Result}"
    yield from _align((result_latex(answer, notation),))
    for reason in answer.because:
        yield rf"\par {_words(reason)}."
    for line in measured_lines(answer, notation):
        yield rf"\par Measured: {_words(line).replace(GLUE, '~')}."
    yield from _inputs(answer, notation)


def _inputs(answer: Answer, notation: Notation) -> Iterator[str]:
    """Yield the numbers used as a list, each with its badge and who says so."""
    if not answer.inputs:
        return
    yield r"\paragraph{Inputs}"
    yield r"\begin{itemize}"
    for each in answer.inputs:
        shown = as_given(each, notation.digits).latex
        sources = cited(notation.book, each.citations) if notation.book else ()
        yield rf"  \item ${notation.symbol(each.name)} = {shown}$ [{each.badge}]{_cites(sources)}"
    yield r"\end{itemize}"


def _align(rows: tuple[str, ...]) -> Iterator[str]:
    yield r"\begin{align}"
    for place, row in enumerate(rows, 1):
        yield f"  {row}" + (r" \notag \\" if place < len(rows) else "")
    yield r"\end{align}"


def _words(words: str) -> str:
    return escaped(words.replace("`", ""))


def _cites(citations: tuple[Cited, ...]) -> str:
    places = (f"[{{{escaped(each.place)}}}]" if each.place else "" for each in citations)
    return "".join(rf" \cite{place}{{{each.key}}}" for place, each in zip(places, citations, strict=True) if each.key)


# --- laws --------------------------------------------------------------------------------------------------------------


def law_latex(law: Law, book: Book) -> str:
    """Return a law's statement with the glossary's symbols."""
    symbols = symbols_of(law.variables, lambda name: symbol_in(book, name))
    return latex(law.statement, symbols)


def symbol_in(book: Book, name: str) -> str:
    """Return a variable's symbol; the name itself for one that the book lacks."""
    try:
        return book.variable(name).symbol
    except MlsysimError:
        return rf"\text{{{escaped(name.replace('_', ' '))}}}"
