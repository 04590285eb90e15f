"""Write what a command found into files: a picture, or its data."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import click

from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.options import Request, note
from mlsysim_sym.commands.output import print_json

PICTURES = (".svg", ".png", ".pdf")
TABLES = (".json", ".csv")
plot_option = click.option("--plot", metavar="FILE", help="Draw it into a file (.svg, .png or .pdf).")
out_option = click.option("--out", metavar="FILE", help="Write its data into a file (.json or .csv).")


class Drawn(Protocol):
    """What can be printed, written as data, and drawn."""

    def text(self) -> str:
        """Return it for a terminal."""

    def markdown(self) -> str:
        """Return it as Markdown."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON shows it."""

    def plot(self, path: str) -> None:
        """Draw it into a file."""


Rows = Callable[[dict[str, Any]], tuple[Sequence[str], Iterable[Sequence[Any]]]]


def print_drawn(found: Drawn, request: Request, rows: Rows) -> None:
    """Print what was found, and write the files asked for; `rows` makes a table of its JSON."""
    plot, out = request.more["plot"], request.more["out"]
    if plot is not None:
        found.plot(plot)
        note(f"drawn into {plot}")
    if out is not None:
        _write(found.to_dict(), out, rows)
        note(f"written to {out}")
    if request.fmt == "json":
        print_json(found.to_dict())
    else:
        click.echo(found.markdown() if request.fmt == "markdown" else found.text())


def check_files(request: Request) -> None:
    """Raise CommandError for a file whose ending says no format, before anything is computed."""
    for option, endings in (("plot", PICTURES), ("out", TABLES)):
        path = request.more[option]
        if path is not None and Path(path).suffix not in endings:
            raise CommandError(
                f"`--{option} {path}` has no known format", names=(path,), hint=f"end it in {' or '.join(endings)}"
            )


def _write(data: dict[str, Any], out: str, rows: Rows) -> None:
    if out.endswith(".json"):
        Path(out).write_text(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")
        return
    columns, table = rows(data)
    with Path(out).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(table)
