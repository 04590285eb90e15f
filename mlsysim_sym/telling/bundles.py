"""How the things of this package show themselves in a notebook: Markdown with formulas, text, and the data as JSON.

Markdown is what notebooks, Quarto and MyST typeset best: they bring fonts for formulas, which a browser may lack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlsysim_sym.telling.derived import derivation_page
from mlsysim_sym.telling.page import Page, Pairs
from mlsysim_sym.telling.pages import page_of_law
from mlsysim_sym.telling.shapes import answer_shape, derivation_shape, law_shape
from mlsysim_sym.telling.text import answer_page, answer_text

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Law
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.derivation import Derivation
    from mlsysim_sym.solving.question import Question

FAMILY = "application/vnd.mlsysim-sym"


def bundle(page: Page, shape: dict[str, Any]) -> dict[str, Any]:
    """Return a page and its data in the forms that notebooks choose from; the data's form is named by its schema.

    >>> sorted(bundle(Page("A", ()), {"schema": "mlsysim-sym/answer/1"}))
    ['application/vnd.mlsysim-sym.answer.v1+json', 'text/markdown', 'text/plain']
    """
    _, kind, version = shape["schema"].split("/")
    return {"text/plain": page.text(), "text/markdown": page.markdown(), f"{FAMILY}.{kind}.v{version}+json": shape}


def bundle_of_law(law: Law, book: Book) -> dict[str, Any]:
    """Return a law for a notebook; its data too where the book has it."""
    page = page_of_law(law, book)
    return (
        bundle(page, law_shape(book, law.name))
        if law.name in book.laws
        else {"text/plain": page.text(), "text/markdown": page.markdown()}
    )


def bundle_of_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer for a notebook: with its derivation where it has one."""
    page = derivation_page(answer.derivation) if answer.pieces and answer.trace is not None else answer_page(answer)
    return {**bundle(page, answer_shape(answer)), "text/plain": answer_text(answer)}


def bundle_of_derivation(derivation: Derivation) -> dict[str, Any]:
    """Return a derivation for a notebook."""
    return bundle(derivation_page(derivation), derivation_shape(derivation))


def question_page(question: Question) -> Page:
    """Return a question as a page: what is asked of which laws, with what given."""
    rows = [("solver", f"`{question.solver}`")] if question.solver else []
    rows += [("law", f"`{name}`") for name in question.laws]
    rows += [(slot, f"`{name}`") for slot, name in question.slots.items()]
    rows += [("choose", f"`{key} = {word}`") for key, word in question.choices.items()]
    rows += [("given", f"`{name} = {_written(value)}`") for name, value in question.values.items()]
    rows += [("require", f"`{each}`") for each in question.required]
    return Page("Question", (Pairs(tuple(rows)),))


def _written(value: object) -> str:
    return " ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)
