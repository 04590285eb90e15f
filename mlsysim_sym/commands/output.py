"""Print answers: the payload in the format asked for, and its exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from mlsysim_sym.commands.options import Request, note
from mlsysim_sym.errors import UnitMismatchError
from mlsysim_sym.reading.units import Unit, parse_unit
from mlsysim_sym.solving.answer import Answer

if TYPE_CHECKING:
    from mlsysim_sym.solving.plan import Plan
    from mlsysim_sym.solving.worded import WordAnswer

CODES = {"solved": 0, "empty": 3}


def exit_code(answer: Answer | WordAnswer) -> int:
    """Return the exit code of an answer: 0 answered, 3 no answer, 4 not decided."""
    return CODES.get(answer.status, 4)


def print_json(data: Any) -> None:  # noqa: ANN401  (JSON)
    """Print data as JSON, readable."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def print_line(data: Any) -> None:  # noqa: ANN401  (JSON)
    """Print data as one line of JSON Lines, at once."""
    click.echo(json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(", ", ": ")))


def unit_of(request: Request, answer: Answer) -> str | None:
    """Return the unit that an answer is printed in; raise UnitMismatchError for one of another dimension."""
    if request.unit is None:
        return None
    _same_dimension(parse_unit(request.unit), answer)
    return request.unit


def _same_dimension(unit: Unit, answer: Answer) -> None:
    if unit.dimension != answer.unit.dimension:
        raise UnitMismatchError(
            f"`{answer.target}` is in {answer.unit.text}, which does not convert to {unit.text}", names=(answer.target, unit.text)
        )


def print_answer(answer: Answer | WordAnswer, request: Request) -> int:
    """Print an answer and return its exit code."""
    if not isinstance(answer, Answer):
        return _print_words(answer, request)
    unit = unit_of(request, answer)
    if request.fmt == "json":
        remark_on_json(request)
        print_json(answer.to_dict())
    elif request.fmt == "text" or not answer.pieces:
        _print_text(answer, request.digits, unit)
    elif request.fmt == "markdown":
        click.echo(answer.derivation.markdown(request.digits, unit))
    else:
        click.echo(answer.derivation.noted(request.digits, unit).result_latex())
    return exit_code(answer)


def print_derivation(answer: Answer | WordAnswer, request: Request) -> int:
    """Print the steps to an answer and return its exit code; raise QuestionError for a choice, which has none."""
    if not isinstance(answer, Answer):
        from mlsysim_sym.solving.worded import no_steps  # noqa: PLC0415  (only a wrong question pays for it)

        raise no_steps(answer.target)
    unit = unit_of(request, answer)
    if request.fmt == "json":
        remark_on_json(request)
        print_json(answer.derivation.to_dict())
    elif not answer.pieces:
        _print_text(answer, request.digits, unit)
    elif request.fmt == "text":
        click.echo(answer.derivation.text(digits=request.digits, unit=unit))
    elif request.fmt == "markdown":
        click.echo(answer.derivation.markdown(request.digits, unit))
    else:
        click.echo(answer.derivation.latex(request.digits, unit))
    return exit_code(answer)


def print_plan(plan: Plan, targets: tuple[str, ...], request: Request) -> int:
    """Print a plan and return its exit code."""
    if request.fmt == "json":
        from mlsysim_sym.telling.shapes import plan_shape  # noqa: PLC0415  (text needs no shapes)

        print_json(plan_shape(plan))
    else:
        click.echo(str(plan) or f"nothing to do: {', '.join(targets)} is given")
    return 0


def _print_words(answer: WordAnswer, request: Request) -> int:
    if request.fmt == "json":
        print_json(answer.to_dict())
    else:
        click.echo(answer.text())
    return exit_code(answer)


def _print_text(answer: Answer, digits: int | None, unit: str | None) -> None:
    from mlsysim_sym.telling.text import answer_text  # noqa: PLC0415  (JSON needs no text)

    click.echo(answer_text(answer, digits, unit))


def remark_on_json(request: Request) -> None:
    """Say that JSON has its own units and digits, where others were asked for."""
    if request.unit is not None or request.digits is not None:
        note("--in and --digits change text only; JSON has full numbers in the glossary's units")
