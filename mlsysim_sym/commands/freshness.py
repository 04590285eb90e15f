"""The command `freshness`: numbers that may have gone stale."""

from __future__ import annotations

import datetime as dt

import click

from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.comparing import print_told
from mlsysim_sym.commands.options import Request, book_option, format_options, verb
from mlsysim_sym.sourcing.freshness import freshness


@verb("freshness", "mlsysim-sym freshness", "mlsysim-sym freshness --on 2027-06-30 --json")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day to judge by; today otherwise.")
@book_option
@format_options("text", "markdown", "json")
def freshness_command(*, on: dt.datetime | None, books: tuple[str, ...], fmt: str) -> int:
    """List the numbers that may have gone stale.

    Each kind of number may have an age, which registry/freshness.tsv states with its reason. A number's day is named with
    it, or is the day that it was read on, or its source's year.
    """
    return print_told(freshness(Book.load(*books), on.date() if on else None), Request(fmt=fmt))
