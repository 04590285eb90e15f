"""The command `check`: every law and record judged."""

from __future__ import annotations

import os

import click

from mlsysim_sym.book.book import Book
from mlsysim_sym.check import check
from mlsysim_sym.commands.comparing import print_told
from mlsysim_sym.commands.options import Request, book_option, format_options, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.errors import UnknownNameError, did_you_mean

WRONG = 2
KINDS = ("law", "record", "choice", "solver", "scenario")


@verb(
    "check",
    "mlsysim-sym check",
    "mlsysim-sym check --all-directions --only roofline",
    "mlsysim-sym check --table",
    "mlsysim-sym check --book my_laws --json",
)
@click.option(
    "--all-directions", is_flag=True, help="Solve every law for every variable at seeded points, and judge the answers."
)
@click.option(
    "--only", metavar="NAME", multiple=True, help="Judge this law, record, choice, solver or scenario only (repeatable)."
)
@click.option("--table", is_flag=True, help="Print the counts that models publish beside those of laws, and no more.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", default=None, help="Use N processes (all cores unless given).")
@book_option
@format_options("text", "json")
def check_command(
    *, all_directions: bool, only: tuple[str, ...], table: bool, jobs: int | None, books: tuple[str, ...], fmt: str
) -> int:
    """Judge every law and record.

    Checks units, sources, examples, proofs, the questions of solvers, and facts of records that follow from others; prints
    what is wrong with file and line, and how much of what is wanted is there. Exits with 2 if anything is wrong.
    """
    book = Book.load(*books)
    names = tuple(_known(book, name) for name in only)
    if table:
        from mlsysim_sym.checking.counts import counts  # noqa: PLC0415  (a check of laws prints no table)

        return print_told(counts(book, tuple(name for name in names if name in book.names("record"))), Request(fmt=fmt))
    report = check(book, all_directions=all_directions, only=names, jobs=jobs or os.cpu_count() or 1)
    if fmt == "json":
        print_json(report.to_dict())
    else:
        click.echo(report.text())
    return 0 if report.ok else WRONG


def _known(book: Book, name: str) -> str:
    """Return the full name of a law, record, choice, solver or scenario; raise UnknownNameError with the nearest names."""
    path = book.record_paths.get(name, name)
    if any(path in book.names(kind) for kind in KINDS):
        return path
    known = [other for kind in KINDS for other in book.names(kind)]
    raise UnknownNameError(f"nothing is called `{name}`", names=(name,), hint=did_you_mean(name, [*known, *book.record_paths]))
