"""The command `roofline`: roofs of devices, workloads under them, and the picture of both."""

from __future__ import annotations

import click

from mlsysim_sym.asking.roofs import MEMORY, Workload, roofs
from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.comparing import print_told
from mlsysim_sym.commands.completing import completing
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.files import PICTURES, check_ending, draw, plot_option
from mlsysim_sym.commands.options import Request, book_option, format_options, verb

OF_LEVELS = """\
mlsysim-sym roofline h100_sxm --level "node=450 GB/s" \\
    --level "network=50 GB/s"
"""
OF_DEVICES = """\
mlsysim-sym roofline h100_sxm nvidia_a100_80gb_sxm --plot roof.svg \\
    --workload "decoding=8 FLOP/B" --workload "GEMM=400 FLOP/B, 600 TFLOP/s"
"""


@verb("roofline", OF_DEVICES, OF_LEVELS)
@click.argument("devices", nargs=-1, required=True, metavar="DEVICE...", shell_complete=completing("record"))
@click.option(
    "--workload",
    "workloads",
    metavar="NAME=INTENSITY[, REACHED]",
    multiple=True,
    help="Stand it under the roofs, or where it was measured (repeatable).",
)
@click.option(
    "--level",
    "levels",
    metavar="NAME=BANDWIDTH",
    multiple=True,
    help="Add the roof of a cache, a link or a network (repeatable).",
)
@click.option("--precision", metavar="WORD", default="bf16", show_default=True, help="Take the peak of this precision.")
@plot_option
@book_option
@format_options("text", "markdown", "json")
def roofline_command(
    *,
    devices: tuple[str, ...],
    workloads: tuple[str, ...],
    levels: tuple[str, ...],
    precision: str,
    plot: str | None,
    books: tuple[str, ...],
    fmt: str,
) -> int:
    """Show what devices reach at an arithmetic intensity.

    DEVICE is a record with a peak and a bandwidth. Several devices have a roof each; one device has one for its memory and
    one for each --level.
    """
    check_ending("plot", plot, PICTURES)
    under = tuple(_workload(each) for each in workloads)
    over = dict(_named("level", each) for each in levels)
    if MEMORY in over:
        raise CommandError(f"`{MEMORY}` is the roof of the device itself", names=(MEMORY,), hint="name the level otherwise")
    found = roofs(devices, under, over, precision, Book.load(*books))
    draw(found, plot)
    return print_told(found, Request(fmt=fmt))


def _workload(written: str) -> Workload:
    name, told = _named("workload", written)
    intensity, _, reached = (part.strip() for part in told.partition(","))
    return Workload(name, intensity, reached)


def _named(option: str, written: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in written.partition("="))
    if not (name and equals and value):
        hint = 'write --workload "NAME=8 FLOP/B"' if option == "workload" else 'write --level "NAME=450 GB/s"'
        raise CommandError(f"`--{option} {written}` names no value", names=(written,), hint=hint)
    return name, value
