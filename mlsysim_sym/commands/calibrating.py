"""The command `calibrate`: the constants of a device, fitted on measured rows."""

from __future__ import annotations

from pathlib import Path

import click

from mlsysim_sym.asking.cases import read_rows
from mlsysim_sym.asking.measured.fits import fits
from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.comparing import print_told
from mlsysim_sym.commands.options import Request, book_option, format_options, verb
from mlsysim_sym.errors import QuestionError

OWN = 'own_measurements: {authors: "the owner of the device", title: "Own measurements", year: "undated"}\n'


@verb(
    "calibrate",
    "mlsysim-sym calibrate --device h100_sxm",
    "mlsysim-sym calibrate --device h100_sxm --fit collectives --json",
)
@click.option("--device", metavar="RECORD", required=True, help="The device that the rows were measured on.")
@click.option("--cases", metavar="FILE", help="Measured rows (JSON Lines, - for standard input) instead of the book's.")
@click.option("--fit", "name", default="matrix_products", metavar="NAME", help="Which constants: an entry of fits.toml.")
@click.option("--out", metavar="DIR", help="Write the constants as a record into this folder of your own.")
@book_option
@format_options("text", "markdown", "json")
def calibrate_command(  # noqa: PLR0917  (click passes by name)
    device: str, cases: str | None, name: str, out: str | None, books: tuple[str, ...], fmt: str
) -> int:
    """Fit the constants of a device on measured rows.

    The rows are those of the book, or those that `benchmarks/gpu/measure.py` writes on a device of your own. Prints each
    constant with its standard error, and how far laws are from the rows with it. With --out the constants become a record
    of basis `fitted` that fills the slot `efficiency`.
    """
    from mlsysim_sym.asking.calibrating import calibration, rows_of  # noqa: PLC0415  (needs SciPy)
    from mlsysim_sym.sourcing.recordfile import write_whole  # noqa: PLC0415  (few fits are kept)

    if name not in fits():
        raise QuestionError(f"unknown fit `{name}`", names=(name,), hint=f"one of {', '.join(fits())}")
    book = Book.load(*books)
    found = calibration(book, device, name, rows_of(book, device) if cases is None else read_rows(cases))
    if out is not None:
        folder = Path(out) / "registry"
        write_whole(folder / f"{found.path}.yaml", found.record())
        if not (folder / "sources.yaml").exists():
            write_whole(folder / "sources.yaml", OWN)
    return print_told(found, Request(fmt=fmt))
