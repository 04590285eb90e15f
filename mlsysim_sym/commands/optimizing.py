"""The command `optimize`: the best of what may be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from mlsysim_sym.commands.asked import base_question, pairs, read_words
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.files import check_files, out_option, plot_option, print_drawn
from mlsysim_sym.commands.options import Request, question_options, verb

least_option = click.option("--min", "least", metavar="NAME", multiple=True, help="What is to be least (repeatable).")
most_option = click.option("--max", "most", metavar="NAME", multiple=True, help="What is to be greatest (repeatable).")
over_option = click.option(
    "--over",
    metavar="KEY=VALUES",
    multiple=True,
    help="What may change: A,B,... or LOW..HIGH for a variable, records for a slot, words for a choice; * for all (repeatable).",
)
seed_option = click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the continuous search.")
OF_SERVING = """\
mlsysim-sym optimize --max decode_throughput --solver llm_decode \\
    --model llama_3_70b --choose precision=bf16 context_length="8192 token" \\
    'time_per_output_token<=30 ms' --over hardware=h100_sxm,h200_sxm \\
    --over batch_size=1..256 --over "tensor_parallel_degree=*"
"""
OF_PLACES = """\
mlsysim-sym optimize --min destination.operational_carbon \\
    --solver carbon_aware_placement it_power="1 MW" duration="7 day" \\
    destination.pue=1.1 --over "destination.grid=infrastructure/grids/*"
"""


@verb("optimize", OF_SERVING, OF_PLACES)
@question_options(
    "text",
    "markdown",
    "json",
    metavar="[KEY=VALUE]...",
    extra=(least_option, most_option, over_option, seed_option, plot_option, out_option),
)
def optimize_command(request: Request) -> int:
    """Find the best of what may be chosen.

    Takes what `solve` takes, with --min or --max in place of a TARGET, and --over for what may change. Every point is
    judged where that is fast, and each one that is excluded is counted under the limit that excludes it. With several
    goals, the points that none beats in every goal are listed.
    """
    check_files(request)
    if targets := read_words(request.words).targets:
        raise CommandError(
            f"`optimize` takes no TARGET, but `{targets[0]}`", names=(targets[0],), hint=f"write --min {targets[0]}"
        )
    found = base_question(request).optimize(
        min=request.more["least"], max=request.more["most"], over=pairs("--over", request.over), seed=request.more["seed"]
    )
    if request.more["plot"] and not found.best:
        raise CommandError("the search found nothing to draw", hint="leave --plot out to see what excludes all points")
    print_drawn(found, request, _rows)
    return 0 if found.best else 3


def _rows(data: dict[str, Any]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    goals, axes = [each["name"] for each in data["objectives"]], [each["name"] for each in data["axes"]]
    points = data["front"] or data["best"]
    return (*goals, *axes), ([*each["objectives"], *(each["values"][name] for name in axes)] for each in points)
