"""The command `show`: the page of a law, variable, record, solver, choice, scenario or source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import click

from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.completing import completing
from mlsysim_sym.commands.names import one_thing
from mlsysim_sym.commands.options import WIDTH, book_option, format_options, note, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving.validity import of_law, of_solver
from mlsysim_sym.telling import entries, pages, situations
from mlsysim_sym.telling.inverses import forms_shown
from mlsysim_sym.telling.measured import validity_shape
from mlsysim_sym.telling.page import Page


@verb(
    "show",
    "mlsysim-sym show roofline",
    "mlsysim-sym show variable:ridge_point",
    "mlsysim-sym show h100_sxm --json",
    "mlsysim-sym show MFU",
    "mlsysim-sym show chatbot_serving",
)
@click.argument("name", shell_complete=completing("law", "record", "solver", "variable", "word", "source", "scenario"))
@book_option
@format_options("text", "markdown", "json")
def show_command(name: str, books: tuple[str, ...], fmt: str) -> int:
    """Show a law, variable, record, solver, choice, scenario or source.

    NAME may be an alias (MFU, h100). Where it means several things, write the kind before it: variable:ridge_point.
    """
    book = Book.load(*books)
    (kind, real), others = one_thing(book, name)
    for other, its_name in others:
        note(f"there is also {other}:{its_name}")
    if fmt == "json":
        print_json({"schema": f"mlsysim-sym/{kind}/1", "name": real, **_data(book, kind, real), "book": book.digest})
    elif kind == "source":
        click.echo(_source(book, real, fmt))
    else:
        page = _PAGES[kind](book, real)
        click.echo(page.markdown() if fmt == "markdown" else page.text())
    return 0


_PAGES: dict[str, Callable[[Book, str], Page]] = {
    "law": pages.law_page,
    "variable": pages.variable_page,
    "record": entries.record_page,
    "solver": entries.solver_page,
    "choice": entries.choice_page,
    "scenario": situations.scenario_page,
}


def _source(book: Book, name: str, fmt: str) -> str:
    source = book.source(name)
    bold, slant = ("**", "*") if fmt == "markdown" else ("", "")
    rows = [f"{bold}{source.key}{bold}", f"{source.authors} ({source.year}). {slant}{source.title}{slant}."]
    rows += [source.venue, source.link, source.note]
    return "\n".join(row if fmt == "markdown" else click.wrap_text(row, WIDTH) for row in rows if row)


def _data(book: Book, kind: str, name: str) -> dict[str, Any]:
    """Return what the book's files say, as written; for a law also its closed forms, and measured errors."""
    if kind == "source":
        source = book.source(name)
        return {**asdict(source), "link": source.link}
    if kind == "variable":
        return _glossary_entry(book, name)
    data = dict(book.entry(kind, name).data)
    if kind == "law":
        law = book.law(name)
        data["solved_for"] = {each: [text(form) for form in forms_shown(book, law, each)] for each in law.variables}
        data["measured"] = [validity_shape(each) for each in of_law(name)]
    if kind == "solver":
        data["measured"] = [validity_shape(each) for each in of_solver(name)]
    return data


def _glossary_entry(book: Book, name: str) -> dict[str, Any]:
    entry, area = next((entry, area) for each, entry, area in book.glossary_entries() if each == name)
    return {"area": area, **entry.data["variables" if entry.kind == "glossary" else "defines"][name]}
