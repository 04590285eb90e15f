"""The commands `explain` and `compare`: why a value is what it is, and what it is elsewhere."""

from __future__ import annotations

import itertools
from typing import Any, Protocol

import click

from mlsysim_sym.asking.compare import Comparison, compare
from mlsysim_sym.asking.explain import Explanation
from mlsysim_sym.commands.asked import Asked, build
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.files import PICTURES, check_ending, draw, plot_option
from mlsysim_sym.commands.options import Request, digits_option, question_options, save_option, unit_option, verb
from mlsysim_sym.commands.output import exit_code, print_json, remark_on_json
from mlsysim_sym.solving.question import Question
from mlsysim_sym.valueclass import replace

over_option = click.option(
    "--over",
    metavar="KEY=A,B,...",
    multiple=True,
    help="Records for a slot, values for a variable, or words for a choice (repeatable).",
)
OF_A_STEP = """\
mlsysim-sym explain time_per_output_token --solver llm_decode \\
    --on h100_sxm --model llama_3_70b --choose precision=bf16 \\
    tensor_parallel_degree=4 context_length="8192 token" batch_size=8
"""
OVER_RECORDS = """\
mlsysim-sym compare time_per_output_token --solver llm_decode \\
    --over hardware=h100_sxm,h200_sxm --model llama_3_8b precision=bf16 \\
    context_length="2048 token" batch_size=16
"""
OVER_VALUES = """\
mlsysim-sym compare ridge_point --over "memory_bandwidth=2 TB/s,4 TB/s" \\
    peak_throughput="1 PFLOP/s"
"""


class Told(Protocol):
    """What can be printed as text, as Markdown and as JSON."""

    def text(self) -> str:
        """Return it for a terminal."""

    def markdown(self) -> str:
        """Return it as Markdown."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON shows it."""


def print_told(told: Told, request: Request) -> int:
    """Print what was found and return the exit code."""
    if request.fmt == "json":
        print_json(told.to_dict())
    else:
        click.echo(told.markdown() if request.fmt == "markdown" else told.text())
    return 0


def print_noted(told: Comparison | Explanation, request: Request) -> int:
    """Print a comparison or an explanation with the digits and in the unit asked for, and return the exit code."""
    if request.fmt == "json":
        remark_on_json(request)
        print_json(told.to_dict())
    else:
        show = told.markdown if request.fmt == "markdown" else told.text
        click.echo(show(request.digits, request.unit))
    return 0


@verb(
    "explain",
    OF_A_STEP,
)
@question_options(
    "text", "markdown", "json", metavar="TARGET [KEY=VALUE]...", extra=(unit_option, digits_option, save_option, plot_option)
)
def explain_command(request: Request) -> int:
    """Show where a value comes from and what moves it.

    Takes what `solve` takes. Prints the parts that add up to TARGET, what binds, and the numbers that move it most.
    """
    check_ending("plot", request.more["plot"], PICTURES)
    asked = build(request)
    told = asked.question.explain(_one(asked))
    if request.save is not None:
        from mlsysim_sym.commands.saved import save  # noqa: PLC0415  (few questions are saved)

        save(asked, request, "explain")
    draw(told, request.more["plot"])
    return print_noted(told, request)


def _one(asked: Asked) -> str:
    if len(asked.targets) > 1:
        raise CommandError(f"`explain` takes one TARGET, not {', '.join(asked.targets)}", names=asked.targets)
    return asked.targets[0]


@verb(
    "compare",
    OVER_RECORDS,
    OVER_VALUES,
)
@question_options("text", "markdown", "json", extra=(over_option, unit_option, digits_option))
def compare_command(request: Request) -> int:
    """Ask the same of several records or values.

    Takes what `solve` takes, and --over for what differs; with several --over, every combination is asked.
    """
    if not request.over:
        raise CommandError("nothing to compare over", hint="add --over hardware=h100_sxm,h200_sxm")
    axes = [_axis(text) for text in request.over]
    questions: dict[str, Question] = {}
    targets: tuple[str, ...] = ()
    for combination in itertools.product(*axes):
        asked = build(_with(request, combination))
        questions[", ".join(word if len(axes) == 1 else f"{key}={word}" for key, word in combination)] = asked.question
        targets = asked.targets
    return _print_comparison(compare(questions, targets), request)


def _print_comparison(comparison: Comparison, request: Request) -> int:
    """Print a comparison and return its exit code; raise the first error where no question could be asked."""
    errors = [cell.error for cell in comparison.cells if cell.error is not None]
    if len(errors) == len(comparison.cells):
        raise errors[0]
    print_noted(comparison, request)
    return min(exit_code(cell.answer) for cell in comparison.cells if cell.answer is not None)


def _axis(text: str) -> list[tuple[str, str]]:
    key, equals, listed = text.partition("=")
    words = [word.strip() for word in listed.split(",") if word.strip()]
    if not (key.strip() and equals and words):
        raise CommandError(
            f"`--over {text}` is no list", names=(text,), hint="write --over slot=RECORD,RECORD or --over name=VALUE,VALUE"
        )
    return [(key.strip(), word) for word in words]


def _with(request: Request, combination: tuple[tuple[str, str], ...]) -> Request:
    return replace(request, words=(*request.words, *(f"{key}={word}" for key, word in combination)))
