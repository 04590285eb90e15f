"""The command `show`: the page of a law, variable, record, solver, choice or source."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.names import one_thing
from mlsysim_sym.commands.options import FORMATS, WIDTH, book_option, format_options, note, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.telling import pages


@verb("show", "mlsysim-sym show roofline", "mlsysim-sym show variable:ridge_point", "mlsysim-sym show h100_sxm --json", "mlsysim-sym show llm_decode")
@click.argument("name")
@book_option
@format_options(*FORMATS)
def show_command(name: str, books: tuple[str, ...], fmt: str) -> int:
    """Show a law, variable, record, solver, choice or source.

    NAME may be an alias (MFU, h100). Where it means several things, write the kind before it: variable:ridge_point.
    """
    book = Book.load(*books)
    (kind, real), others = one_thing(book, name)
    for other, its_name in others:
        note(f"there is also {other}:{its_name}")
    _print_page(book, kind, real, fmt)
    return 0


def _print_page(book: Book, kind: str, name: str, fmt: str) -> None:
    made = {"law": pages.law_page, "variable": pages.variable_page, "record": pages.record_page,
            "solver": pages.solver_page, "choice": pages.choice_page, "source": source_page}[kind](book, name, fmt)  # fmt: skip
    if isinstance(made, str):
        click.echo(made)
    else:
        print_json(made)


def source_page(book: Book, name: str, fmt: str = "text") -> str | dict[str, Any]:
    """Return what the bibliography says of a work."""
    source = book.source(name)
    if fmt == "json":
        return {"schema": "mlsysim-sym/source/1", **asdict(source), "link": source.link}
    if fmt == "latex":
        return source.bibtex()
    marks = ("**", "*") if fmt == "markdown" else ("", "")
    rows = [f"{marks[0]}{source.key}{marks[0]}", f"{source.authors} ({source.year}). {marks[1]}{source.title}{marks[1]}.", source.venue]
    rows += [source.link, source.note]
    return "\n".join(click.wrap_text(row, WIDTH) for row in rows if row)
