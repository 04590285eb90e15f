"""The command `sweep`: one question at every point of a grid."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from mlsysim_sym.asking.kernel import BACKENDS
from mlsysim_sym.asking.sweep import Sweep
from mlsysim_sym.commands.asked import build
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.files import PICTURES, TABLES, check_ending, draw, plot_option, write_whole
from mlsysim_sym.commands.options import Request, note, question_options, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.valueclass import replace

PATTERN = re.compile(r"all |[a-z][\w/]*/[\w]*\*")  # a folder, or hardware/cloud/*
out_option = click.option(
    "--out", metavar="FILE", help="Write all points into a file (.json, .csv or .parquet), or into a folder (FOLDER/) in blocks."
)
together_option = click.option(
    "--together", metavar="KEY,KEY,...", multiple=True, help="Walk these axes side by side (repeatable)."
)
pick_option = click.option(
    "--pick", type=click.Choice(("only", "highest", "lowest")), default="only", help="Which of several values to take."
)
backend_option = click.option("--backend", type=click.Choice(BACKENDS), default="numpy", help="What computes.")
OF_BATCHES = """\
mlsysim-sym sweep time_per_output_token --solver llm_decode \\
    --model llama_3_70b --choose precision=bf16 tensor_parallel_degree=4 \\
    hardware=h100_sxm,a100_80gb batch_size=1..64 \\
    context_length="2048 token,8192 token"
"""
OF_LARGEST = """\
mlsysim-sym sweep batch_size --pick highest --solver llm_decode \\
    --on h100_sxm --model llama_3_70b --choose precision=bf16 \\
    tensor_parallel_degree=4 context_length="1024..16384 token log 5" \\
    'time_per_output_token<=30 ms'
"""


@verb("sweep", OF_BATCHES, OF_LARGEST)
@question_options(
    "text",
    "markdown",
    "json",
    metavar="TARGET... [KEY=VALUES]...",
    extra=(together_option, pick_option, plot_option, out_option, backend_option),
)
def sweep_command(request: Request) -> int:
    """Ask a question at every point of a grid.

    Takes what `solve` takes. An axis is a KEY with several VALUES: A,B,... or LOW..HIGH (with `step 2`, `count 9` or
    `log 9`) for a variable, records or `all FOLDER` (hardware/cloud) for a slot, words or `all` for a choice.
    """
    _check_files(request)
    plain, axes = axes_of(request.words)
    if not axes:
        raise CommandError("nothing is swept", hint="give a KEY several VALUES, as in batch_size=1..64")
    asked = build(replace(request, words=plain))
    swept = asked.question.sweep(
        asked.targets,
        together=[_names(text) for text in request.more["together"]],
        pick=request.more["pick"],
        backend=request.more["backend"],
        **axes,
    )
    _write(swept, request)
    return _print(swept, request)


def axes_of(words: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the words that are no axes, and the axes by name.

    >>> axes_of(("step_time", "batch_size=1..64", "layers=80"))
    (('step_time', 'layers=80'), {'batch_size': '1..64'})
    """
    plain: list[str] = []
    axes: dict[str, str] = {}
    for word in words:
        key, equals, values = (part.strip() for part in word.partition("="))
        several = ".." in values or "," in values or values in {"all", "*"} or PATTERN.match(values) is not None
        if not equals or key[-1:] in "<>" or not several:
            plain.append(word)
        elif key in axes:
            raise CommandError(f"`{key}` is swept twice: {axes[key]} and {values}", names=(key,))
        else:
            axes[key] = values
    return tuple(plain), axes


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _check_files(request: Request) -> None:
    """Raise CommandError for a file whose ending says no format, before anything is computed."""
    check_ending("plot", request.more["plot"], PICTURES)
    out: str | None = request.more["out"]
    if out is None or not out.endswith("/"):
        check_ending("out", out, TABLES, ", or in / for a folder of blocks")


def _write(swept: Sweep, request: Request) -> None:
    out = request.more["out"]
    draw(swept, request.more["plot"])
    if out is None:
        return
    if out.endswith("/"):
        written = swept.write(out)
        again = f", {len(written.repaired)} of them again" if written.repaired else ""
        there = written.blocks - written.fresh
        kept = f"; {there} were there from an earlier run" if there else ""
        note(f"{written.fresh} of {written.blocks} blocks written to {out}{again}{kept}")
        return
    writers = {".json": swept.to_json, ".csv": swept.to_csv, ".parquet": swept.to_parquet}
    write_whole("out", out, writers[Path(out).suffix])
    note(f"written to {out}")


def _print(swept: Sweep, request: Request) -> int:
    """Print a sweep and return its exit code: 3 if no point has an answer."""
    shape: dict[str, Any] | None = swept.to_dict() if request.fmt == "json" else None
    if shape is not None:
        print_json(shape)
        return 0 if shape["answered"] else 3
    click.echo(swept.markdown() if request.fmt == "markdown" else swept.text())
    return 0 if swept.counts().get(swept.reasons[0]) else 3
