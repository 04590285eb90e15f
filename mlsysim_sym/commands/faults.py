"""Errors at the command line: one look for all of them, an exit code each, and an error shape under `--json`."""

from __future__ import annotations

import itertools
import json
import os
import sys
import textwrap
from typing import Any

import click

from mlsysim_sym.commands.options import WIDTH
from mlsysim_sym.errors import MlsysimError, did_you_mean, nearest

INTERRUPTED = 130
LONGEST_ROW = 4000  # characters, beyond which it is an echo of what was put in
DEBUG = "MLSYSIM_SYM_DEBUG"


class CommandError(MlsysimError):
    """The command line itself is wrong."""

    family = "command"
    exit_code = 2


class InternalError(MlsysimError):
    """The package, not the user, is wrong."""

    family = "internal"
    exit_code = 1


def unknown_command(name: str, known: list[str]) -> CommandError:
    """Return the error for a command that does not exist."""
    hint = did_you_mean(name, known) or f"one of {', '.join(known)}"
    return CommandError(f"unknown command `{name}`", names=(name,), hint=hint)


def wants_json(arguments: list[str]) -> bool:
    """Whether a command line asks for JSON; an error must know this even where the options could not be read.

    >>> wants_json(["solve", "--format", "json"]), wants_json(["solve", "--format", "text"])
    (True, False)
    """
    ahead = arguments[: arguments.index("--")] if "--" in arguments else arguments
    pairs = itertools.pairwise(ahead)
    return "--json" in ahead or "--format=json" in ahead or ("--format", "json") in pairs


def report(error: BaseException, arguments: list[str]) -> int:
    """Print an error where it belongs and return the exit code."""
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        _silence()
        return 0
    known = as_known(error)
    if isinstance(known, InternalError) and os.environ.get(DEBUG):
        _traceback(error)
    click.echo(styled(known), err=True, color=False if os.environ.get("NO_COLOR") else None)
    if wants_json(arguments):
        click.echo(json.dumps(known.to_dict(), ensure_ascii=False))
    return known.exit_code


def styled(error: MlsysimError) -> str:
    """Return the message as a terminal shows it: no wider than it should be, long lines continued further in, not endless."""
    rows = [_folded(row if len(row) <= LONGEST_ROW else f"{row[:LONGEST_ROW]} ...") for row in error.render().splitlines()]
    return "\n".join(rows).replace("error:", click.style("error:", bold=True), 1)


def _folded(row: str) -> str:
    if len(row) <= WIDTH:
        return row
    indent = " " * (len(row) - len(row.lstrip()))
    return textwrap.fill(
        row.strip(),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def as_known(error: BaseException) -> MlsysimError:
    """Return any error as one of this package."""
    if isinstance(error, MlsysimError):
        return error
    if isinstance(error, click.ClickException):
        return _from_click(error)
    if isinstance(error, OSError) and error.filename is not None:
        return CommandError(f"{(error.strerror or 'cannot be read').lower()}: `{error.filename}`", names=(str(error.filename),))
    what = f"{type(error).__name__}: {error}".strip().rstrip(":")
    return InternalError(
        f"internal error, {what}",
        hint=f"this is a fault of mlsysim-sym: please report it with the command; {DEBUG}=1 shows the traceback",
    )


def _from_click(error: click.ClickException) -> CommandError:
    context = getattr(error, "ctx", None)
    if isinstance(error, click.NoSuchOption):
        known = [name for parameter in context.command.get_params(context) for name in parameter.opts] if context else []
        near = nearest(error.option_name, known, limit=1)
        hint = f"did you mean `{near[0]}`?" if near else _see_help(context)
        return CommandError(f"unknown option `{error.option_name}`", names=(error.option_name,), hint=hint)
    if isinstance(error, click.BadParameter) and isinstance(getattr(error.param, "type", None), click.Choice):
        return _bad_choice(error)
    message = error.format_message().replace("'", "`").rstrip(".")
    return CommandError(message[:1].lower() + message[1:], hint=_see_help(context))


def _bad_choice(error: click.BadParameter) -> CommandError:
    parameter: Any = error.param
    words = [str(word) for word in parameter.type.choices]
    given = error.message.split("'")[1] if "'" in error.message else ""
    said = f"{parameter.opts[-1]} {given}" if isinstance(parameter, click.Option) else given
    hint = did_you_mean(given, words) or (None if isinstance(parameter, click.Option) else _see_help(error.ctx))
    return CommandError(f"`{said}` is not one of {', '.join(words)}", names=(given,), hint=hint)


def _see_help(context: Any) -> str | None:  # noqa: ANN401  (a click.Context, or None)
    return f"see `{context.command_path} --help`" if context is not None else None


def _silence() -> None:
    """Let nothing more be written: the reader of a pipe has gone."""
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  (the last lines of the process)


def _traceback(error: BaseException) -> None:
    import traceback  # noqa: PLC0415  (only an internal error pays for it)

    click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
