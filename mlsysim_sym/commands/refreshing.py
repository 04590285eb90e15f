"""The command `refresh`: prices and grid intensities fetched as snapshots, and records made of them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from mlsysim_sym.commands.options import format_options, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.errors import QuestionError, UnknownNameError, did_you_mean
from mlsysim_sym.sourcing.recordfile import write_into
from mlsysim_sym.sourcing.snapshot import Snapshot, read_snapshot, write_snapshot
from mlsysim_sym.sourcing.wanted import Wanted

SOURCES = {"aws": "aws", "electricity-maps": "electricity_maps"}
FOLDER = "registry/snapshots"


@verb(
    "refresh",
    "mlsysim-sym refresh aws --region us-east-1 --into my_laws",
    "mlsysim-sym refresh electricity-maps --zone DE --reading history \\\n    --into my_laws",
    "mlsysim-sym refresh registry/snapshots/aws_us_east_1_2026_11_25.json \\\n    --into my_laws",
)
@click.argument("source", metavar="SOURCE|SNAPSHOT.json")
@click.option("--region", default="", metavar="NAME", help="Region of a cloud, as in us-east-1.")
@click.option("--zone", default="", metavar="NAME", help="Zone of a grid, as in DE.")
@click.option("--reading", type=click.Choice(["latest", "history"]), default="latest", help="Now, or the last 24 hours.")
@click.option("--only", multiple=True, metavar="PREFIX", help="Only machines whose type starts so (repeatable).")
@click.option("--out", default=FOLDER, metavar="DIR", help=f"Where the snapshot goes; {FOLDER} below this folder otherwise.")
@click.option("--into", metavar="DIR", help="Also make records of it, in this book.")
@click.option("--url", default="", metavar="URL", help="Fetch from here instead of the source's own address.")
@click.option("--timeout", "seconds", type=click.FloatRange(0.1, 600), default=30.0, metavar="S", help="The longest silence.")
@format_options("text", "json")
def refresh_command(*, source: str, out: str, into: str | None, fmt: str, **parts: Any) -> int:
    """Fetch prices or grid intensities as a dated snapshot.

    SOURCE is `aws` (on-demand prices of EC2) or `electricity-maps` (needs a key in ELECTRICITY_MAPS_API_KEY). A snapshot
    says when and where it was fetched, with hashes, and changes no answer: questions see its numbers only after a second
    step, `--into`, has made records of them in a book of yours.
    """
    if source.endswith(".json"):
        taken, path = read_snapshot(source), Path(source)
        if into is None:
            raise QuestionError("a snapshot that is there needs no fetching", hint="make records of it with --into DIR")
    else:
        taken = _module(source).snapshot(Wanted(**parts))
        path = write_snapshot(taken, out)
    written = write_into(into, _module(taken.source).records(taken)) if into is not None else []
    _print(taken, path, written, fmt)
    return 0


def _module(name: str) -> Any:  # noqa: ANN401  (a module)
    known = {**SOURCES, **{each: each for each in SOURCES.values()}}
    if name not in known:
        hint = did_you_mean(name, list(SOURCES)) or f"one of {', '.join(SOURCES)}, or a .json file"
        raise UnknownNameError(f"unknown source of data `{name}`", names=(name,), hint=hint)
    return import_module(f"mlsysim_sym.sourcing.{known[name]}")


def _print(taken: Snapshot, path: Path, written: list[str], fmt: str) -> None:
    if fmt == "json":
        print_json({
            "schema": "mlsysim-sym/refresh/1", "snapshot": str(path), "sha256": taken.digest, "published": taken.published,
            "version": taken.version, "rows": len(taken.rows), "records": written,
        })  # fmt: skip
        return
    click.echo(f"{path}: {len(taken.rows)} rows, published {taken.published}")
    for each in written:
        click.echo(each)
