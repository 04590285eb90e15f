"""The command `validate`: laws beside published results."""

from __future__ import annotations

import sys

import click

from mlsysim_sym.asking.cases import Case, read_file, read_lines
from mlsysim_sym.asking.validate import validate
from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.comparing import print_told
from mlsysim_sym.commands.options import Request, book_option, format_options, verb


@verb("validate", "mlsysim-sym validate", "mlsysim-sym validate --family activations --json")
@click.option("--family", metavar="NAME", help="Only the figures of this family.")
@click.option(
    "--cases", metavar="FILE", help="The figures of this file (JSON Lines, - for standard input) instead of the book's."
)
@book_option
@format_options("text", "markdown", "json")
def validate_command(family: str | None, cases: str | None, books: tuple[str, ...], fmt: str) -> int:
    """Compare laws with published results.

    Prints for each family of figures how far laws are from them. A figure that no law speaks of is counted, with the
    reason, and is no error; a line that cannot be read is.
    """
    return print_told(validate(Book.load(*books), _cases(cases), family), Request(fmt=fmt))


def _cases(path: str | None) -> list[Case] | None:
    if path is None:
        return None
    return list(read_lines(sys.stdin, "-")) if path == "-" else read_file(path)
