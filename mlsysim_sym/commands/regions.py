"""The command `feasible`: what is allowed, and what binds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from mlsysim_sym.commands.asked import build
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.files import check_files, out_option, plot_option, print_drawn
from mlsysim_sym.commands.options import Request, question_options, verb
from mlsysim_sym.commands.output import print_answer

within_option = click.option("--within", metavar="LOW..HIGH", help="Where to look for the first of two unknowns.")
columns_option = click.option(
    "--columns", type=click.IntRange(3, 1000), default=33, show_default=True, help="Values of the first unknown to start from."
)
OF_TWO = """\
mlsysim-sym feasible context_length batch_size --solver llm_decode \\
    --on h100_sxm --model llama_3_70b --choose precision=bf16 \\
    tensor_parallel_degree=4 'time_per_output_token<=20 ms' \\
    --within "1000 token..200000 token"
"""


@verb("feasible", OF_TWO)
@question_options("text", "markdown", "json", extra=(within_option, columns_option, plot_option, out_option))
def feasible_command(request: Request) -> int:
    """Show what is allowed, and what binds.

    Takes what `solve` takes, with one TARGET (the exact set) or two (a region, with the statement that binds on each of
    its edges).
    """
    check_files(request)
    asked = build(request)
    found = asked.question.feasible(*asked.targets, within=request.more["within"], columns=request.more["columns"])
    if len(asked.targets) == 1:
        if request.more["plot"] or request.more["out"]:
            raise CommandError("--plot and --out draw and write regions of two unknowns", hint="name a second TARGET")
        return print_answer(found, request)
    print_drawn(found, request, _rows)
    return 0


def _rows(data: dict[str, Any]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    first, second = data["names"]
    points = ([edge["side"], edge["statement"], *point] for edge in data["edges"] for point in edge["points"])
    return ("side", "statement", first, second), points
