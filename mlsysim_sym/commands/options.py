"""What commands share: options, help texts with examples, and the request that they are read into."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from mlsysim_sym.commands.completing import completing
from mlsysim_sym.valueclass import field, frozen

FORMATS = ("text", "markdown", "latex", "json")
MOST_DIGITS = 17
WIDTH = 80


@frozen
class Request:
    """The arguments of a command that asks a question, as they were written; `more` are options of one command alone."""

    words: tuple[str, ...] = ()
    solver: str | None = None
    laws: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    hardware: str | None = None
    model: str | None = None
    chosen: tuple[str, ...] = ()
    books: tuple[str, ...] = ()
    unit: str | None = None
    digits: int | None = None
    fmt: str = "text"
    save: str | None = None
    over: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


class Verb(click.Command):
    """A command whose help ends with examples, printed as written."""

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **parts: Any) -> None:
        super().__init__(*arguments, **parts)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        """Write the examples."""
        formatter.write("\nExamples:\n")
        for example in self.examples:
            formatter.write("".join(f"  {line}\n" for line in example.splitlines()))


def verb(name: str, *examples: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function a command with examples."""
    settings = {"help_option_names": ["-h", "--help"]}
    return click.command(name, cls=Verb, examples=examples, context_settings=settings, no_args_is_help=False)


def format_options(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add `--format` and `--json`; the function gets one argument `fmt`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*, as_json: bool, fmt: str, **others: Any) -> Any:  # noqa: ANN401  (whatever the command takes and returns)
            return function(fmt="json" if as_json else fmt, **others)

        with_json = click.option("--json", "as_json", is_flag=True, help="Short for --format json.")(wrapper)
        choice = click.Choice(formats)
        return click.option("--format", "fmt", type=choice, default=formats[0], help="How to print it.")(with_json)

    return decorate


book_option = click.option(
    "--book", "books", metavar="DIR", multiple=True, help="Add a folder with formulas/ and registry/ (repeatable)."
)
unit_option = click.option("--in", "unit", metavar="UNIT", help="Print the answer in this unit.")
digits_option = click.option("--digits", type=click.IntRange(1, MOST_DIGITS), metavar="N", help="Print N significant digits.")
_QUESTION = (
    click.option(
        "--solver", metavar="NAME", shell_complete=completing("solver"), help="Use the laws of this solver (see `list solvers`)."
    ),
    click.option(
        "--law", "laws", metavar="NAME", multiple=True, shell_complete=completing("law"), help="Use this law only (repeatable)."
    ),
    click.option(
        "--with",
        "records",
        metavar="SLOT=RECORD",
        multiple=True,
        shell_complete=completing("slot"),
        help="Fill a slot, as in decode.hardware=h100_sxm (repeatable).",
    ),
    click.option(
        "--on", "hardware", metavar="RECORD", shell_complete=completing("record"), help="Short for --with hardware=RECORD."
    ),
    click.option("--model", metavar="RECORD", shell_complete=completing("record"), help="Short for --with model=RECORD."),
    click.option(
        "--choose",
        "chosen",
        metavar="KEY=WORD",
        multiple=True,
        shell_complete=completing("choice"),
        help="Choose a word or a law (repeatable).",
    ),
    book_option,
)
save_option = click.option("--save", metavar="FILE", help="Save the question, for `run` (a .yaml file).")


def question_options(
    *formats: str, metavar: str = "TARGET... [KEY=VALUE]...", extra: Sequence[Any] = ()
) -> Callable[[Callable[[Request], int]], Callable[..., int]]:
    """Add the options of a question; the function gets one argument, a Request."""

    def decorate(function: Callable[[Request], int]) -> Callable[..., int]:
        @functools.wraps(function)
        def wrapper(**parts: Any) -> int:
            own = {name: parts.pop(name) for name in list(parts) if name not in Request.__match_args__}
            return function(Request(**parts, more=own))

        made: Callable[..., Any] = format_options(*formats)(wrapper)
        for option in reversed((*_QUESTION, *extra)):
            made = option(made)
        return click.argument("words", nargs=-1, metavar=metavar, shell_complete=completing("variable", "word"))(made)

    return decorate


def note(message: str) -> None:
    """Print a remark beside the answer."""
    click.echo(f"note: {message}", err=True)


def header(text: str) -> str:
    """Return a header, bold on a terminal."""
    return click.style(text, bold=True)
