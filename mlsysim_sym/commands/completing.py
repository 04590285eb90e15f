"""Completion in a shell: names come from the index of the book; no law or record is read.

A shell learns it by `eval "$(_MLSYSIM_SYM_COMPLETE=bash_source mlsysim-sym)"` (or `zsh_source`, `fish_source`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from mlsysim_sym.errors import MlsysimError

if TYPE_CHECKING:
    import click

    from mlsysim_sym.book.book import Book

    Names = Callable[[Book], Iterable[str]]


def _words_of(book: Book, key: str) -> Iterable[str]:
    """Return what may follow `KEY=`: the words of a choice, the laws for a variable, or records for a slot."""
    last = key.rpartition(".")[2]
    if last in book.names("choice"):
        return book.choice(last).words
    if last in book.variables:
        return book.laws_for.get(last, ())
    return book.record_paths


NAMES: Mapping[str, Names] = {
    "choice": lambda book: [f"{name}=" for name in book.names("choice")],
    "law": lambda book: book.laws,
    "record": lambda book: book.record_paths,
    "scenario": lambda book: book.names("scenario"),
    "slot": lambda _: ("hardware=", "model="),
    "solver": lambda book: book.names("solver"),
    "source": lambda book: book.source_keys,
    "variable": lambda book: [*book.variables, *book.aliases],
    "word": lambda book: book.names("choice"),
}


def completing(*kinds: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Return what completes an argument with the names of some kinds, and after `KEY=` with what may follow.

    >>> completing("solver")(None, None, "llm_de")
    ['llm_decode']
    """

    def complete(ctx: click.Context | None, _: click.Parameter | None, incomplete: str) -> list[str]:
        from mlsysim_sym.book.book import Book  # noqa: PLC0415  (only a shell that asks pays for it)

        key, equals, start = incomplete.partition("=")
        try:
            book = Book.load(*((ctx.params.get("books") if ctx else None) or ()))
            if equals:
                return [f"{key}={each}" for each in sorted(_words_of(book, key)) if each.startswith(start)]
            names = {each for kind in kinds for each in NAMES[kind](book)}
        except MlsysimError:  # nothing to offer: the command that is being typed says what is wrong with its book
            return []
        return sorted(each for each in names if each.startswith(incomplete))

    return complete
