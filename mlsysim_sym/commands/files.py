"""Write what a command found into files, whole or not at all: a picture, or its data."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import click

from mlsysim_sym.asking.shown import Drawn
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.options import Request, note
from mlsysim_sym.commands.output import print_json

PICTURES = (".svg", ".png", ".pdf")
TABLES = (".json", ".csv", ".parquet")
plot_option = click.option("--plot", metavar="FILE", help="Draw it into a file (.svg, .png or .pdf).")
out_option = click.option("--out", metavar="FILE", help="Write its data into a file (.json, .csv or .parquet).")


Rows = Callable[[dict[str, Any]], tuple[Sequence[str], Iterable[Sequence[Any]]]]


def print_drawn(found: Drawn, request: Request, rows: Rows) -> None:
    """Print what was found, and write the files asked for; `rows` makes a table of its JSON."""
    draw(found, request.more["plot"])
    out = request.more["out"]
    if out is not None:
        write_data(found.to_dict(), out, rows)
    if request.fmt == "json":
        print_json(found.to_dict())
    else:
        click.echo(found.markdown() if request.fmt == "markdown" else found.text())


def check_files(request: Request) -> None:
    """Raise CommandError for a file whose ending says no format, before anything is computed."""
    for option, endings in (("plot", PICTURES), ("out", TABLES)):
        check_ending(option, request.more[option], endings)


def check_ending(option: str, path: str | None, endings: Sequence[str], more: str = "") -> None:
    """Raise CommandError for a file name that ends in none of these; `more` says what else would do."""
    if path is not None and Path(path).suffix not in endings:
        *others, last = endings
        hint = f"end it in {', '.join(others)} or {last}{more}"
        raise CommandError(f"`--{option} {path}` has no known format", names=(path,), hint=hint)


class Pictured(Protocol):
    """What draws itself into a file."""

    def plot(self, path: str | None = None) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        """Return the picture, and write it into a file if one is named."""


def draw(found: Pictured, plot: str | None) -> None:
    """Draw what was found into a file, if one is named."""
    if plot is not None:
        write_whole("plot", plot, lambda to: found.plot(str(to)))
        note(f"drawn into {plot}")


def write_data(data: dict[str, Any], out: str, rows: Rows) -> None:
    """Write JSON, or the table that `rows` makes of it, into a file."""
    write_whole("out", out, lambda to: WRITERS[to.suffix](to, data, rows))
    note(f"written to {out}")


def write_whole(option: str, path: str, write: Callable[[Path], Any]) -> None:
    """Write a file beside the one that is wanted and put it in its place when it is whole: a file there stays until then.

    Raises CommandError where it cannot be written.
    """
    to = Path(path)
    beside = to.with_name(f".{to.stem}.{os.getpid()}{to.suffix}")
    try:
        write(beside)
        beside.replace(to)
    except OSError as error:
        raise CommandError(f"`--{option} {path}` cannot be written: {error.strerror or error}", names=(path,)) from None
    finally:
        beside.unlink(missing_ok=True)


def _write_json(to: Path, data: dict[str, Any], _rows: Rows) -> None:
    to.write_text(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def _write_csv(to: Path, data: dict[str, Any], rows: Rows) -> None:
    columns, table = rows(data)
    with to.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(table)


def _write_parquet(to: Path, data: dict[str, Any], rows: Rows) -> None:
    """Write the table with its schema's name and the book's hash as its metadata; a column of several types is text."""
    from mlsysim_sym.asking.extras import required  # noqa: PLC0415  (few results are written)

    pa, pq = (required(name, "arrays") for name in ("pyarrow", "pyarrow.parquet"))
    columns, table = rows(data)
    kept = list(table)
    named = {name: _column([row[place] for row in kept]) for place, name in enumerate(columns)}
    about = {key: str(data[key]) for key in ("schema", "book") if data.get(key)}
    pq.write_table(pa.table(named).replace_schema_metadata(about), to)


def _column(values: list[Any]) -> list[Any]:
    kinds = {type(each) for each in values if each is not None}
    if kinds <= {int, float}:
        return [None if each is None else float(each) for each in values]
    return values if len(kinds) == 1 else [None if each is None else str(each) for each in values]


WRITERS: dict[str, Callable[[Path, dict[str, Any], Rows], None]] = {
    ".json": _write_json,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
}
