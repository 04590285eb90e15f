"""The command `run`: a saved question asked again."""

from __future__ import annotations

import click

from mlsysim_sym.commands import saved
from mlsysim_sym.commands.options import FORMATS, Request, digits_option, format_options, note, unit_option, verb
from mlsysim_sym.commands.output import print_answer, print_derivation, print_plan


@verb(
    "run",
    "mlsysim-sym solve ridge_point --on h100_sxm precision=bf16 --save q.yaml\nmlsysim-sym run q.yaml",
    "mlsysim-sym run q.yaml --json",
)
@click.argument("path", metavar="FILE")
@unit_option
@digits_option
@format_options(*FORMATS)
def run_command(path: str, unit: str | None, digits: int | None, fmt: str) -> int:
    """Replay a saved question.

    FILE was written by --save. If the book has changed since, a note says so.
    """
    kept = saved.read(path)
    now = kept.asked.question.book.digest
    if kept.digest and kept.digest != now:
        note(f"the book has changed since the question was saved ({kept.digest} then, {now} now): the answer may differ")
    return _replay(kept, Request(unit=unit or kept.unit, digits=digits or kept.digits, fmt=fmt))


def _replay(kept: saved.Saved, request: Request) -> int:
    question, targets = kept.asked.question, kept.asked.targets
    if kept.verb == "plan":
        return print_plan(question.plan(*targets), targets, request)
    if kept.verb == "explain":
        from mlsysim_sym.commands.comparing import print_noted  # noqa: PLC0415  (few explanations are saved)

        return print_noted(question.explain(targets[0]), request)
    answer = question.solve(*targets)
    return print_derivation(answer, request) if kept.verb == "derive" else print_answer(answer, request)
