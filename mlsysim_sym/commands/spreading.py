"""The command `uncertainty`: how sure an answer is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from mlsysim_sym.asking.kernel import BACKENDS
from mlsysim_sym.commands.asked import one_target, pairs
from mlsysim_sym.commands.files import check_files, out_option, plot_option, print_drawn
from mlsysim_sym.commands.options import Request, question_options, verb

METHODS = ("sobol", "latin", "random")
MOST_SAMPLES = 1 << 26
spread_option = click.option(
    "--spread",
    "spreads",
    metavar="NAME=SPREAD",
    multiple=True,
    help="How uncertain a number is: 5%, LOW..HIGH, or a shape first: normal, lognormal, triangular, interval (repeatable).",
)
together_option = click.option(
    "--together", metavar="NAME,NAME", multiple=True, help="Numbers that vary together, all high or all low (repeatable)."
)
correlate_option = click.option(
    "--correlate",
    metavar="NAME,NAME=R",
    multiple=True,
    help="How far numbers vary together: a correlation from -1 to 1 of every two of them (repeatable).",
)
samples_option = click.option(
    "--samples", type=click.IntRange(1, MOST_SAMPLES), default=1 << 14, show_default=True, help="How many, rounded up to 8 x 2^k."
)
seed_option = click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same answer.")
method_option = click.option(
    "--method", type=click.Choice(METHODS), default="sobol", show_default=True, help="How samples are drawn."
)
indices_option = click.option("--indices", is_flag=True, help="Add Sobol' indices: who is to blame for the spread.")
backend_option = click.option("--backend", type=click.Choice(BACKENDS), default="numpy", show_default=True, help="What computes.")
OF_A_STEP = """\
mlsysim-sym uncertainty time_per_output_token --solver llm_decode \\
    --on h100_sxm --model llama_3_70b --choose precision=bf16 \\
    tensor_parallel_degree=4 context_length="8192 token" batch_size=8 \\
    --spread memory_efficiency=0.6..0.9 --spread "batch_size=4..32" \\
    'time_per_output_token<=20 ms'
"""
OF_A_FIT = """\
mlsysim-sym uncertainty optimal_parameters \\
    --solver compute_optimal_model training_work="5.76e23 FLOP"
"""
COLUMNS = ("share", "value", "error")


@verb("uncertainty", OF_A_STEP, OF_A_FIT)
@question_options(
    "text",
    "markdown",
    "json",
    metavar="TARGET [KEY=VALUE]...",
    extra=(
        spread_option,
        together_option,
        correlate_option,
        samples_option,
        seed_option,
        method_option,
        indices_option,
        backend_option,
        plot_option,
        out_option,
    ),
)
def uncertainty_command(request: Request) -> int:
    """Show how sure an answer is.

    Takes what `solve` takes. Numbers are as uncertain as their records say, and as --spread says. Prints the distribution
    of TARGET with the error of each figure, ends that are guaranteed, and P(meets), the probability that all requirements
    are met.
    """
    check_files(request)
    question, target = one_target("uncertainty", request)
    more = request.more
    found = question.uncertainty(
        target,
        spreads=pairs("--spread", more["spreads"]),
        together=[[name.strip() for name in names.split(",")] for names in more["together"]],
        correlated=pairs("--correlate", more["correlate"]),
        samples=more["samples"],
        seed=more["seed"],
        method=more["method"],
        indices=more["indices"],
        backend=more["backend"],
    )
    print_drawn(found, request, _rows)
    return 0


def _rows(data: dict[str, Any]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    return COLUMNS, ([each[column] for column in COLUMNS] for each in data["quantiles"])
