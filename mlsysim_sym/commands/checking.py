"""The command `check`: every law and record judged."""

from __future__ import annotations

import os

import click

from mlsysim_sym.book.book import Book
from mlsysim_sym.check import check
from mlsysim_sym.commands.options import book_option, format_options, verb
from mlsysim_sym.commands.output import print_json

WRONG = 2


@verb(
    "check", "mlsysim-sym check", "mlsysim-sym check --all-directions --only roofline", "mlsysim-sym check --book my_laws --json"
)
@click.option(
    "--all-directions", is_flag=True, help="Solve every law for every variable at seeded points, and judge the answers."
)
@click.option("--only", metavar="LAW", multiple=True, help="Judge this law only (repeatable).")
@click.option("--jobs", type=click.IntRange(1), metavar="N", default=None, help="Use N processes (all cores unless given).")
@book_option
@format_options("text", "json")
def check_command(all_directions: bool, only: tuple[str, ...], jobs: int | None, books: tuple[str, ...], fmt: str) -> int:  # noqa: FBT001  (a flag of click)
    """Judge every law and record.

    Checks units, sources, examples and proofs, and prints what is wrong with file and line. Exits with 2 if anything is.
    """
    book = Book.load(*books)
    for name in only:
        book.entry("law", name)
    report = check(book, all_directions, only, jobs or os.cpu_count() or 1)
    if fmt == "json":
        print_json(report.to_dict())
    else:
        click.echo(report.text())
    return 0 if report.ok else WRONG
