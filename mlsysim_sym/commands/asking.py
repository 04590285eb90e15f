"""The commands `solve`, `plan` and `derive`: one question, one answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mlsysim_sym.commands.asked import Asked, build
from mlsysim_sym.commands.options import FORMATS, Request, digits_option, note, question_options, save_option, unit_option, verb
from mlsysim_sym.commands.output import print_answer, print_derivation, print_plan
from mlsysim_sym.solving.answer import Answer

if TYPE_CHECKING:
    from mlsysim_sym.solving.worded import WordAnswer

STDIN = "-"
OF_ONE_LAW = """\
mlsysim-sym {verb} memory_bandwidth ridge_point="100 FLOP/B" \\
    peak_throughput="1 PFLOP/s"
"""
OF_A_SOLVER = """\
mlsysim-sym {verb} batch_size --solver llm_decode --on h100_sxm \\
    --model llama_3_70b --choose precision=bf16 tensor_parallel_degree=4 \\
    context_length="8192 token" 'time_per_output_token<=30 ms'
"""
OF_A_GRAPH = """\
mlsysim-sym derive ridge_point --solver single_device --on h100_sxm \\
    --choose precision=bf16 --plot graph.svg
"""
IN_UNITS = """\
mlsysim-sym solve training_time --solver training_run --in day --digits 3 \\
    active_parameters=70e9 training_tokens="1.4 Ttoken" accelerators=1024 \\
    peak_throughput="989.4 TFLOP/s" model_flops_utilization=40%
"""
OF_LINES = "mlsysim-sym solve - --solver single_device < questions.jsonl\n"


graph_option = click.option("--plot", metavar="FILE", help="Draw which law gives what into a file (.svg, .png or .pdf).")


@verb("solve", OF_ONE_LAW.format(verb="solve"), OF_A_SOLVER.format(verb="solve"), IN_UNITS, OF_LINES)
@question_options(*FORMATS, extra=(unit_option, digits_option, save_option))
def solve_command(request: Request) -> int:
    """Answer a question, forwards or backwards.

    TARGET is an unknown (also written TARGET=?). KEY="VALUE UNIT" gives a variable, a record for a slot, or the word of a
    choice; 'KEY<=VALUE UNIT' requires. Without --solver and --law, the whole book is used. A TARGET of - reads
    questions from standard input, one JSON object a line, and prints one answer a line.
    """
    if STDIN in request.words:
        from mlsysim_sym.commands.lines import answer_lines  # noqa: PLC0415  (few questions come in lines)

        return answer_lines(request, sys.stdin)
    asked = build(request)
    answer = asked.question.solve(*asked.targets)
    _save(asked, request, "solve")
    return print_answer(answer, request)


@verb("derive", OF_ONE_LAW.format(verb="derive --format latex"), OF_A_SOLVER.format(verb="derive"), OF_A_GRAPH)
@question_options(*FORMATS, extra=(unit_option, digits_option, save_option, graph_option))
def derive_command(request: Request) -> int:
    """Show the steps that lead to the answer.

    Takes what `solve` takes. Every step names its law and source, the law solved for its unknown, the numbers put in, and
    the value. --plot draws which law gives what.
    """
    _check_graph(request)
    asked = build(request)
    answer = asked.question.solve(*asked.targets)
    _save(asked, request, "derive")
    _draw(answer, request)
    return print_derivation(answer, request)


@verb("plan", OF_ONE_LAW.format(verb="plan"), OF_A_SOLVER.format(verb="plan --json"))
@question_options("text", "json", extra=(save_option,))
def plan_command(request: Request) -> int:
    """Show which law gives what, without solving.

    Takes what `solve` takes. No number is computed; a question that cannot be planned says what is missing.
    """
    asked = build(request)
    plan = asked.question.plan(*asked.targets)
    _save(asked, request, "plan")
    return print_plan(plan, asked.targets, request)


def _check_graph(request: Request) -> None:
    if request.more["plot"] is not None:
        from mlsysim_sym.commands.files import PICTURES, check_ending  # noqa: PLC0415  (few derivations are drawn)

        check_ending("plot", request.more["plot"], PICTURES)


def _draw(answer: Answer | WordAnswer, request: Request) -> None:
    if request.more["plot"] is not None and isinstance(answer, Answer):
        from mlsysim_sym.commands.files import draw  # noqa: PLC0415  (few derivations are drawn)

        draw(answer.derivation, request.more["plot"])


def _save(asked: Asked, request: Request, name: str) -> None:
    if request.save is None:
        return
    from mlsysim_sym.commands.saved import save  # noqa: PLC0415  (few questions are saved)

    save(asked, request, name)
    note(f"saved to {request.save}; replay it with `mlsysim-sym run {request.save}`")
