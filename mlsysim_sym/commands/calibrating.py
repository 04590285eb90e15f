"""The command `calibrate`: the constants of a device, fitted on measured rows."""

from __future__ import annotations

from pathlib import Path

import click

from mlsysim_sym.asking.cases import read_file
from mlsysim_sym.asking.measured.fits import fits
from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.comparing import print_told
from mlsysim_sym.commands.options import Request, book_option, format_options, verb
from mlsysim_sym.errors import DataError, QuestionError

OWN = 'own_measurements: {authors: "the owner of the device", title: "Own measurements", year: "undated"}\n'


@verb(
    "calibrate",
    "mlsysim-sym calibrate --device h100_sxm --cases rows.jsonl",
    "mlsysim-sym calibrate --device h100_sxm --cases rows.jsonl --out my_book",
)
@click.option("--device", metavar="RECORD", required=True, help="The device that the rows were measured on.")
@click.option("--cases", metavar="FILE", required=True, help="Measured rows (JSON Lines), as benchmarks/gpu/measure.py writes.")
@click.option("--fit", "name", default="matrix_products", metavar="NAME", help="Which constants: an entry of fits.toml.")
@click.option("--out", metavar="DIR", help="Write the constants as a record into this folder of your own.")
@book_option
@format_options("text", "markdown", "json")
def calibrate_command(  # noqa: PLR0917  (click passes by name)
    device: str, cases: str, name: str, out: str | None, books: tuple[str, ...], fmt: str
) -> int:
    """Fit the constants of a device on measured rows.

    Prints each constant with its standard error and how far laws are from the rows with it. With --out the constants
    become a record of basis `fitted` that fills the slot `efficiency` of `matrix_product`.
    """
    from mlsysim_sym.asking.calibrating import calibration  # noqa: PLC0415  (needs SciPy)

    if name not in fits():
        raise QuestionError(f"unknown fit `{name}`", names=(name,), hint=f"one of {', '.join(fits())}")
    found = calibration(Book.load(*books), device, name, read_file(cases))
    if out is not None:
        folder = Path(out) / "registry"
        _write(folder / f"{found.path}.yaml", found.record())
        if not (folder / "sources.yaml").exists():
            _write(folder / "sources.yaml", OWN)
    return print_told(found, Request(fmt=fmt))


def _write(place: Path, content: str) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    except OSError as error:
        raise DataError(f"cannot write `{place}`: {(error.strerror or str(error)).lower()}", names=(str(place),)) from None
