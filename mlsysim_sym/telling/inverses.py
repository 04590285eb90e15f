"""The inverses of a law as a reader finds them: tidied, with the coefficients of a long quadratic named below it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.tidied import tidied
from mlsysim_sym.book.within import forms_within
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.printing import latex, text
from mlsysim_sym.reading.tree import Binary, Name, Node, QuadraticRoot, constant_value, rebuilt, walk
from mlsysim_sym.solving.step import evaluated
from mlsysim_sym.valueclass import replace

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

COEFFICIENTS = ("A", "B", "C")
IN_LATEX = {each: rf"\mathcal{{{each}}}" for each in COEFFICIENTS}
SHORT = 60  # letters of LaTeX that coefficients may have together to stand inside the root
LINE = 160  # letters of text that a form may have before its coefficients get names
TRIES, ENOUGH, LEAST, CLOSE = 200, 20, 3, 1e-9


# --- which forms ---------------------------------------------------------------------------------------------------------


def forms_shown(book: Book, law: Law, name: str) -> tuple[Node, ...]:
    """Return the closed forms of a variable for a page: those that can be right, tidied, each once.

    What holds at a degenerate point alone stands under the points of the law and is no way to solve it elsewhere.

    >>> import mlsysim_sym as ms
    >>> book = ms.Book.load()
    >>> [text(form) for form in forms_shown(book, book.law("all_pairs"), "documents")]
    ['(1 + sqrt(1 + 8 * document_pairs)) / 2']
    """
    plain = replace(law, points=()) if law.points else law
    forms = forms_within(book, plain, name) or forms_within(book, law, name)
    forms = tuple(form for form in forms if constant_value(form) is None or _is_met(book, plain, name, form))
    if len(forms) > 1:
        forms = tuple(form for form in forms if not _is_square(form) or _is_met(book, plain, name, form)) or forms
    return tuple(dict.fromkeys(map(tidied, forms)))


def _is_square(form: Node) -> bool:
    """Whether a form undoes a root by an even power, which hides the sign that the root cannot have."""
    power = constant_value(form.right) if isinstance(form, Binary) and form.operator == "^" else None
    return power is not None and power.denominator == 1 and power % 2 == 0


@lru_cache(maxsize=512)
def _is_met(book: Book, law: Law, name: str, form: Node) -> bool:
    """Whether a form gives a variable back at some of the values that a law is seen at; yes where none can be tried."""
    chance = random.Random(f"{law.name} {name}")  # noqa: S311  (a seeded trial, not a secret)
    tried = met = 0
    for _ in range(TRIES):
        values = _drawn(book, law, chance)
        if values is None:
            return True
        try:
            values[text(law.effective.left)] = evaluated(law.effective.right, values)
            found = evaluated(form, values)
        except UNDEFINED:
            continue
        tried += 1
        met += abs(found - values[name]) <= CLOSE * abs(values[name])
        if met >= LEAST or tried >= ENOUGH:
            break
    return met >= LEAST or tried < ENOUGH


def _drawn(book: Book, law: Law, chance: random.Random) -> dict[str, float] | None:
    """Return values of a law's inputs from their typical ranges, None where one has no range."""
    values = {}
    for each in law.variables[1:]:
        try:
            typical = book.variable(each).typical
        except MlsysimError:
            return None
        if not typical or typical[0] <= 0:
            return None
        low, high = typical
        value = low * (high / low) ** chance.random()
        values[each] = float(round(value)) if book.variable(each).domain.step else value
    return values


# --- as rows -------------------------------------------------------------------------------------------------------------


def inverse_rows(law: Law, book: Book, symbol_of: Callable[[str], str]) -> Iterator[str]:
    r"""Yield the law solved for each variable but its left side, in rows that align at `&`.

    >>> import mlsysim_sym as ms
    >>> symbols = {"ridge_point": "I", "peak_throughput": "F", "memory_bandwidth": "B"}
    >>> list(inverse_rows(ms.law("ridge_point"), ms.Book.load(), symbols.__getitem__))
    ['F &= I \\, B', 'B &= \\frac{F}{I}']
    """
    for name in law.variables:
        if invert(law, name).route != "forward":
            yield from form_rows(symbol_of(name), forms_shown(book, law, name), symbol_of)


def form_rows(symbol: str, forms: Sequence[Node], symbol_of: Callable[[str], str]) -> Iterator[str]:
    """Yield the forms of one variable as LaTeX; the two roots of a long quadratic become one row and its coefficients."""

    def shown(node: Node) -> str:
        return latex(node, lambda each: IN_LATEX.get(each) or symbol_of(each))

    def is_long(root: QuadraticRoot) -> bool:
        return sum(len(shown(part)) for part in (root.a, root.b, root.c)) > SHORT

    for left, right in _named(forms, is_long, shown, (rf"-{IN_LATEX['B']}", r"\sqrt", r"\pm")):
        yield rf"\text{{with }} {IN_LATEX[left]} &= {right}" if left else f"{symbol} &= {right}"


def form_lines(name: str, forms: Sequence[Node]) -> Iterator[str]:
    """Yield the forms of one variable as text; those with a long quadratic in them name its coefficients.

    >>> import mlsysim_sym as ms
    >>> list(form_lines("peak_throughput", forms_shown(ms.Book.load(), ms.law("ridge_point"), "peak_throughput")))
    ['peak_throughput = ridge_point * memory_bandwidth']
    """

    def is_long(root: QuadraticRoot) -> bool:
        return len(text(root)) > LINE

    for left, right in _named(forms, is_long, text, ("-B", "sqrt", "±")):
        yield f"  with {left} = {right}" if left else f"{name} = {right}"


def _named(
    forms: Sequence[Node], is_long: Callable[[QuadraticRoot], bool], shown: Callable[[Node], str], marks: tuple[str, str, str]
) -> Iterator[tuple[str, str]]:
    """Yield what each form is, with no name before it, and after a long quadratic its coefficients with theirs."""
    done: list[tuple[Node, ...]] = []
    for form in forms:
        root = next((each for each in walk(form) if isinstance(each, QuadraticRoot)), None)
        if root is None or not is_long(root):
            yield "", shown(form)
            continue
        parts = (root.a, root.b, root.c)
        if parts in done:
            continue
        done.append(parts)
        both = sum(any(_has(each, parts) for each in walk(other)) for other in forms) > 1
        whole = shown(_with_letters(form, root))
        start, radical, either = marks
        sign = "+" if root.sign > 0 else "-"
        yield "", whole.replace(f"{start} {sign} {radical}", f"{start} {either} {radical}") if both else whole
        for letter, part in zip(COEFFICIENTS, parts, strict=True):
            yield letter, shown(part)


def _has(node: object, parts: tuple[Node, ...]) -> bool:
    return isinstance(node, QuadraticRoot) and (node.a, node.b, node.c) == parts


def _with_letters(form: Node, root: QuadraticRoot) -> Node:
    a, b, c = map(Name, COEFFICIENTS)
    lettered = QuadraticRoot(a, b, c, root.sign)
    return rebuilt(form, lambda node: lettered if node == root else None)
