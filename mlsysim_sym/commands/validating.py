"""The command `validate`: laws beside published results."""

from __future__ import annotations

import click

from mlsysim_sym.asking.cases import read_rows
from mlsysim_sym.asking.validate import validate
from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.comparing import print_told
from mlsysim_sym.commands.files import PICTURES, check_ending, draw, plot_option
from mlsysim_sym.commands.options import Request, book_option, format_options, note, verb
from mlsysim_sym.errors import NoAnswerError, QuestionError


@verb(
    "validate",
    "mlsysim-sym validate",
    "mlsysim-sym validate --family matrix_products --json",
    "mlsysim-sym validate --row korth_t5_22B_full --derive",
    "mlsysim-sym validate --family collectives --plot collectives.svg",
)
@click.option("--family", metavar="NAME", help="Only the figures of this family, one by one.")
@click.option("--row", metavar="ID", help="Only this figure.")
@click.option("--derive", is_flag=True, help="With --row: print how laws give the figure, step by step.")
@click.option(
    "--cases", metavar="FILE", help="The figures of this file (JSON Lines, - for standard input) instead of the book's."
)
@plot_option
@book_option
@format_options("text", "markdown", "json")
def validate_command(  # noqa: PLR0917  (click passes by name)
    family: str | None,
    row: str | None,
    derive: bool,  # noqa: FBT001  (the same)
    cases: str | None,
    plot: str | None,
    books: tuple[str, ...],
    fmt: str,
) -> int:
    """Compare laws with published results.

    Prints for each family of figures how far laws are from them, beside the naive baseline: the mean utilisation of the
    other figures on the device. A figure that no law speaks of is a miss, with the reason, and is no error; a line that
    cannot be read is. With --plot every prediction is drawn against its figure, both axes logarithmic.
    """
    if derive and row is None:
        raise QuestionError("--derive needs --row", names=("derive",), hint="name the figure: --row ID --derive")
    check_ending("plot", plot, PICTURES)
    book = Book.load(*books)
    found = validate(book, None if cases is None else read_rows(cases), family, row)
    draw(found, plot)
    if not derive or row is None:
        return print_told(found, Request(fmt=fmt))
    figure = found.row(row)
    if figure.ask is None:
        raise NoAnswerError(f"laws say nothing of `{row}`", because=(figure.because,))
    note(f"{figure.case.measured:g} {figure.case.unit} published, {figure.predicted:.5g} by law: {figure.case.source}")
    return print_told(figure.ask.question(book).derive(figure.ask.target), Request(fmt=fmt))
