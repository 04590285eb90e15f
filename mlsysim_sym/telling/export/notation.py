"""Notations: this book's own symbols, or the textbook's macros.

A variable's macro is the glossary's `book_macro`: the textbook's macro that means the same quantity in the same unit. The
textbook defines its macros itself; a document that is compiled without it needs definitions of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.telling.latex import symbol_in

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

NOTATIONS = ("own", "book")


def symbol_in_notation(book: Book, notation: str) -> Callable[[str], str]:
    """Return what gives a variable's symbol: the textbook's macro where it has one under `book`, else the glossary's."""

    def own(name: str) -> str:
        return symbol_in(book, name)

    def macro(name: str) -> str:
        try:
            found = book.variable(name).book_macro
        except MlsysimError:
            return own(name)
        return f"{found}{{}}" if found else own(name)

    return macro if notation == "book" else own
