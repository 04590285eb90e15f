"""The inverses of a law as rows of LaTeX; a quadratic is written once, with its coefficients named below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.within import forms_within
from mlsysim_sym.reading.printing import latex
from mlsysim_sym.reading.tree import Node, QuadraticRoot

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

COEFFICIENTS = (r"\mathcal{A}", r"\mathcal{B}", r"\mathcal{C}")
SHORT = 60  # letters of LaTeX that coefficients may have together to stand inside the root


def inverse_rows(law: Law, book: Book, symbol_of: Callable[[str], str]) -> Iterator[str]:
    r"""Yield the law solved for each variable but its left side, in rows that align at `&`.

    >>> import mlsysim_sym as ms
    >>> symbols = {"ridge_point": "I", "peak_throughput": "F", "memory_bandwidth": "B"}
    >>> list(inverse_rows(ms.law("ridge_point"), ms.Book.load(), symbols.__getitem__))
    ['F &= I \\, B', 'B &= \\frac{F}{I}']
    """
    for name in law.variables:
        if invert(law, name).route != "forward":
            yield from form_rows(symbol_of(name), forms_within(book, law, name), symbol_of)


def form_rows(symbol: str, forms: Sequence[Node], symbol_of: Callable[[str], str]) -> Iterator[str]:
    """Yield the forms of one variable; the two roots of a long quadratic become one row and its coefficients."""
    done: list[tuple[Node, ...]] = []
    for form in forms:
        if not isinstance(form, QuadraticRoot) or _is_short(form, symbol_of):
            yield f"{symbol} &= {latex(form, symbol_of)}"
            continue
        parts = (form.a, form.b, form.c)
        if parts in done:
            continue
        done.append(parts)
        both = sum(isinstance(each, QuadraticRoot) and (each.a, each.b, each.c) == parts for each in forms) > 1
        sign = r"\pm" if both else "+" if form.sign > 0 else "-"
        a, b, c = COEFFICIENTS
        yield rf"{symbol} &= \frac{{-{b} {sign} \sqrt{{{b}^{{2}} - 4 \, {a} \, {c}}}}}{{2 \, {a}}}"
        for letter, part in zip(COEFFICIENTS, parts, strict=True):
            yield rf"\text{{with }} {letter} &= {latex(part, symbol_of)}"


def _is_short(root: QuadraticRoot, symbol_of: Callable[[str], str]) -> bool:
    return sum(len(latex(part, symbol_of)) for part in (root.a, root.b, root.c)) <= SHORT
