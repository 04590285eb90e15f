"""The command `report`: a scenario as one file that opens anywhere, without a network."""

from __future__ import annotations

from pathlib import Path

import click

from mlsysim_sym.asking.scenario import scenario
from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.completing import completing
from mlsysim_sym.commands.options import book_option, verb
from mlsysim_sym.telling.reported import report_html


@verb("report", "mlsysim-sym report smart_doorbell --html -")
@click.argument("name", metavar="SCENARIO", shell_complete=completing("scenario"))
@click.option("--html", "target", metavar="FILE", required=True, help="Write the report there; - is standard output.")
@book_option
def report_command(name: str, target: str, books: tuple[str, ...]) -> int:
    """Write a scenario's report: scorecard, derivations, provenance, pictures.

    SCENARIO is a name, or the path of a .yaml or .json file. The report is one HTML file that loads nothing.
    """
    written = report_html(scenario(name, Book.load(*books)))
    if target == "-":
        click.echo(written, nl=False)
    else:
        Path(target).write_text(written, encoding="utf-8")
        click.echo(f"report of {name} in {target}")
    return 0
