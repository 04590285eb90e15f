"""The commands `score` and `provenance`: a situation judged, and who says a number."""

from __future__ import annotations

import click

from mlsysim_sym.asking.scenario import scenario
from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.comparing import print_told
from mlsysim_sym.commands.options import Request, book_option, format_options, verb
from mlsysim_sym.telling.provenance import provenance


@verb("score", "mlsysim-sym score chatbot_serving", "mlsysim-sym score smart_doorbell --json")
@click.argument("name", metavar="FILE|NAME")
@book_option
@format_options("text", "markdown", "json")
def score_command(name: str, books: tuple[str, ...], fmt: str) -> int:
    """Judge a scenario: does it fit, does it perform, what does it cost.

    Takes the name of a scenario of the book, or a YAML or JSON file. Exits with 3 if a requirement or limit fails, with 4
    if one could not be judged.
    """
    card = scenario(name, Book.load(*books)).score()
    print_told(card, Request(fmt=fmt))
    return card.exit_code


@verb("provenance", "mlsysim-sym provenance h100_sxm.memory_bandwidth", "mlsysim-sym provenance h100_sxm --json")
@click.argument("name", metavar="RECORD[.FIELD]")
@book_option
@format_options("text", "markdown", "json")
def provenance_command(name: str, books: tuple[str, ...], fmt: str) -> int:
    """Show who says a number of a record.

    Prints every number with its source, its place there, its badge, when it was read, and what other sources say.
    """
    return print_told(provenance(Book.load(*books), name), Request(fmt=fmt))
