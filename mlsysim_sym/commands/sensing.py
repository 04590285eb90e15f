"""The command `sensitivity`: what moves an answer, and how far it must move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from mlsysim_sym.commands.asked import one_target
from mlsysim_sym.commands.files import check_files, out_option, plot_option, print_drawn
from mlsysim_sym.commands.options import Request, question_options, verb

reach_option = click.option(
    "--reach", metavar="VALUE", help="Ask how far each input alone must move for TARGET to get here, as in '10 ms'."
)
OF_A_STEP = """\
mlsysim-sym sensitivity time_per_output_token --solver llm_decode \\
    --on h100_sxm --model llama_3_70b --choose precision=bf16 \\
    tensor_parallel_degree=4 context_length="8192 token" batch_size=8 \\
    --reach "10 ms"
"""
COLUMNS = ("name", "value", "unit", "layer", "badge", "elasticity", "down", "up", "how")


@verb("sensitivity", OF_A_STEP)
@question_options("text", "markdown", "json", metavar="TARGET [KEY=VALUE]...", extra=(reach_option, plot_option, out_option))
def sensitivity_command(request: Request) -> int:
    """Show what moves an answer most.

    Takes what `solve` takes. Prints by how many percent TARGET moves for one percent of each input, exactly; for whole
    values the next steps, and on a kink both sides.
    """
    check_files(request)
    question, target = one_target("sensitivity", request)
    print_drawn(question.sensitivity(target, reach=request.more["reach"]), request, _rows)
    return 0


def _rows(data: dict[str, Any]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    return COLUMNS, ([each[column] for column in COLUMNS] for each in data["inputs"])
