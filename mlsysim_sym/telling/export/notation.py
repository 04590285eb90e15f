r"""Notations: this book's own symbols, or the textbook's macros.

A variable's macro is the glossary's `book_macro`, or stands in `textbook.tsv` beside this module: those of the textbook's
macros that mean the same quantity in the same unit. The textbook defines its macros itself; a document that is compiled
without it needs definitions of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.telling.latex import symbol_in

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

NOTATIONS = ("own", "book")


@cache
def textbook_macros() -> Mapping[str, str]:
    r"""Return the textbook's macros by variable.

    >>> print(textbook_macros()["ridge_point"])
    \RooflineRidgePoint
    """
    lines = (resources.files(__package__) / "textbook.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def symbol_in_notation(book: Book, notation: str) -> Callable[[str], str]:
    """Return what gives a variable's symbol: the textbook's macro where it has one under `book`, else the glossary's."""

    def own(name: str) -> str:
        return symbol_in(book, name)

    def macro(name: str) -> str:
        try:
            found = book.variable(name).book_macro or textbook_macros().get(name)
        except MlsysimError:
            return own(name)
        return f"{found}{{}}" if found else own(name)

    return macro if notation == "book" else own
