"""What an exported law, answer or derivation says, before it is written in a format: steps, formulas with labels, symbols."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.figures import subscripted, symbols_of
from mlsysim_sym.reading.printing import LatexPrinter, latex
from mlsysim_sym.reading.tree import names_in
from mlsysim_sym.solving.citing import Cited, cited
from mlsysim_sym.solving.numbers import as_given
from mlsysim_sym.telling.equations import SIGNS, check_rows, step_rows, way
from mlsysim_sym.telling.inverses import inverse_rows
from mlsysim_sym.telling.latex import result_latex, symbol_in
from mlsysim_sym.valueclass import frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Law
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.derivation import Derivation
    from mlsysim_sym.solving.numbers import Notation
    from mlsysim_sym.solving.question import Input

SymbolOf: TypeAlias = Callable[[str], str]


@frozen
class Head:
    """A heading with the works that it rests on."""

    words: str
    level: int
    cites: tuple[Cited, ...] = ()


@frozen
class Words:
    """Sentences; names stand between backquotes."""

    words: str


@frozen
class Formula:
    """A displayed formula: rows that align at `&`, under a label that texts refer to."""

    rows: tuple[str, ...]
    label: str


@frozen
class Symbols:
    """The nomenclature: symbol, unit and meaning of each variable used."""

    rows: tuple[tuple[str, str, str], ...]


@frozen
class Numbers:
    """The numbers used: symbol, value, badge and the works that say so."""

    rows: tuple[tuple[str, str, str, tuple[Cited, ...]], ...]


Block: TypeAlias = Head | Words | Formula | Symbols | Numbers


@frozen
class Document:
    """Blocks in order."""

    blocks: tuple[Block, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the works that are cited."""
        return tuple(dict.fromkeys(each.key for block in self.blocks for each in _cites(block) if each.key))


def _cites(block: Block) -> Iterator[Cited]:
    if isinstance(block, Head):
        yield from block.cites
    if isinstance(block, Numbers):
        for *_, cites in block.rows:
            yield from cites


def label_of(name: str) -> str:
    """Return a label that every format allows.

    >>> label_of("decode.kv_cache_size")
    'decode-kv-cache-size'
    """
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")


# --- laws --------------------------------------------------------------------------------------------------------------


def law_document(law: Law, book: Book, symbol_of: SymbolOf | None = None) -> Document:
    """Return a law as a document: the statement, solved for each variable, where it holds, the symbols."""
    lookup = symbol_of or (lambda name: symbol_in(book, name))
    symbols = symbols_of(law.variables, lookup)
    label = label_of(law.name)
    inverses = tuple(inverse_rows(law, book, symbols.__getitem__))
    blocks: list[Block] = [
        Head(law.title, 3, cited(book, law.citations)),
        Words(law.about),
        Formula((_statement(law, symbols.__getitem__),), label),
    ]
    if inverses:
        blocks += [Words("Solved for each variable:"), Formula(inverses, f"{label}-solved")]
    held = [f"${latex(each, symbols)}$" for each in law.holds_when]
    said = [*law.assumes, *([f"It holds where {' and '.join(held)}."] if held else [])]
    blocks += [Words(" ".join(said))] if said else []
    return Document((*blocks, Symbols(tuple(_nomenclature(law.variables, book, lookup)))))


def _statement(law: Law, symbol_of: SymbolOf) -> str:
    printer = LatexPrinter(symbol_of)
    return f"{printer.node(law.statement.left)} &{SIGNS[law.statement.relation]} {printer.node(law.statement.right)}"


def _nomenclature(names: Iterable[str], book: Book, symbol_of: SymbolOf) -> Iterator[tuple[str, str, str]]:
    for name, symbol in symbols_of(names, symbol_of).items():
        try:
            variable = book.variable(name.rpartition(".")[2])
        except MlsysimError:
            continue  # a name that only a binding has: it stands for an expression and has no entry
        scope = name.rpartition(".")[0]
        yield symbol, variable.unit.text, variable.meaning + (f" (of {scope})" if scope else "")


# --- answers and derivations -------------------------------------------------------------------------------------------


def noted(notation: Notation, book: Book, symbol_of: SymbolOf | None) -> Notation:
    """Return a notation with other symbols."""
    if symbol_of is None:
        return notation
    found = {}
    for name in notation.symbols:
        scope, _, last = name.rpartition(".")
        found[name] = subscripted(symbol_of(last), scope) if scope else symbol_of(last)
    return replace(notation, symbols=found, book=book)


def answer_document(answer: Answer, notation: Notation, label: str = "") -> Document:
    """Return an answer as one labelled formula."""
    return Document((Formula((result_latex(answer, notation),), label or label_of(answer.target)),))


def derivation_document(derivation: Derivation, book: Book, label: str = "", symbol_of: SymbolOf | None = None) -> Document:
    """Return a derivation as a document: numbered steps, checks, the result, the symbols used."""
    answer, notation = derivation.answer, noted(derivation.notation, book, symbol_of)
    top = label or label_of(answer.target)
    blocks: list[Block] = []
    for step in sorted(derivation.steps, key=lambda each: each.searched):
        said = way(step, len(answer.pieces), answer.certificate)
        blocks += [Head(f"{step.number}. {step.title}", 4, step.citations), *([Words(f"({said})")] if said else [])]
        blocks.append(Formula(tuple(step_rows(step, notation)), f"{top}-{step.number}"))
    for number, check in enumerate(derivation.checks, 1):
        title = check.label if check.role == "requirement" else check.title
        blocks += [Head(f"{check.role.capitalize()}: {title}", 4, check.citations)]
        blocks.append(Formula(tuple(check_rows(check, notation)), f"{top}-check-{number}"))
    blocks += [Head("Result", 4), Formula((result_latex(answer, notation),), f"{top}-result")]
    names = dict.fromkeys(name for step in derivation.steps for name in names_in(step.statement))
    lookup = {name: notation.symbol(name) for name in names}
    rows = (_symbol(name, lookup[name], notation) for name in names)
    if answer.inputs:
        blocks += [Head("Numbers used", 4), Numbers(tuple(_number(each, notation) for each in answer.inputs))]
    return Document((*blocks, Symbols(tuple(row for row in rows if row))))


def _number(number: Input, notation: Notation) -> tuple[str, str, str, tuple[Cited, ...]]:
    cites = cited(notation.book, number.citations) if notation.book else ()
    return notation.symbol(number.name), as_given(number, notation.digits).latex, number.badge, cites


def _symbol(name: str, symbol: str, notation: Notation) -> tuple[str, str, str] | None:
    scope, _, last = name.rpartition(".")
    try:
        variable = notation.book.variable(last) if notation.book else None
    except MlsysimError:
        return None
    if variable is None:
        return None
    return symbol, variable.unit.text, variable.meaning + (f" (of {scope})" if scope else "")
