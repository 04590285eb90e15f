"""The commands `score` and `provenance`: a situation judged, and who says the numbers of a record or answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from mlsysim_sym.asking.scenario import scenario
from mlsysim_sym.book.book import Book
from mlsysim_sym.commands import saved
from mlsysim_sym.commands.asked import Asked, build
from mlsysim_sym.commands.citing import SAVED
from mlsysim_sym.commands.comparing import print_told
from mlsysim_sym.commands.completing import completing
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.files import PICTURES, check_ending, draw, plot_option
from mlsysim_sym.commands.options import Request, book_option, format_options, question_options, verb
from mlsysim_sym.commands.output import exit_code
from mlsysim_sym.telling.provenance import provenance
from mlsysim_sym.telling.traced import traced, traced_shape

ANSWER = "mlsysim-sym/answer/1"


@verb("score", "mlsysim-sym score chatbot_serving", "mlsysim-sym score smart_doorbell --json")
@click.argument("name", metavar="FILE|NAME", shell_complete=completing("scenario"))
@plot_option
@book_option
@format_options("text", "markdown", "json")
def score_command(name: str, plot: str | None, books: tuple[str, ...], fmt: str) -> int:
    """Judge a scenario: does it fit, does it perform, what does it cost.

    Takes the name of a scenario of the book, or a YAML or JSON file. Exits with 3 if a requirement or limit fails, with 4
    if one could not be judged.
    """
    check_ending("plot", plot, PICTURES)
    card = scenario(name, Book.load(*books)).score()
    draw(card, plot)
    print_told(card, Request(fmt=fmt))
    return card.exit_code


@verb(
    "provenance",
    "mlsysim-sym provenance h100_sxm.memory_bandwidth",
    "mlsysim-sym provenance h100_sxm --json",
    "mlsysim-sym provenance ridge_point --on h100_sxm precision=bf16",
    "mlsysim-sym provenance q.yaml",
)
@question_options("text", "markdown", "json", metavar="RECORD[.FIELD] | FILE | TARGET... [KEY=VALUE]...")
def provenance_command(request: Request) -> int:
    """Show who says a number, of a record or of an answer.

    Prints every number with its source, its place there, its badge, when it was read, and what other sources say. Takes a
    record or a field of one; a question, as `solve` does, for what its answer rests on; a question that --save saved; or
    an answer that --json printed (a .json file).
    """
    if _asks(request):
        return _traced(build(request), request)
    if not request.words:
        raise CommandError("nothing is asked", hint="name a record, a field of one, a file or an unknown")
    (name,) = request.words
    if name.endswith(SAVED):
        return _traced(saved.read(name).asked, request)
    book = Book.load(*request.books)
    if name.endswith(".json"):
        return print_told(traced_shape(book, _answer(name)), request)
    return print_told(provenance(book, name), request)


def _asks(request: Request) -> bool:
    """Whether a command line asks a question: a single word alone is the name of a record or file."""
    options = (request.solver, request.laws, request.records, request.hardware, request.model, request.chosen)
    return len(request.words) > 1 or (bool(request.words) and any(options))


def _traced(asked: Asked, request: Request) -> int:
    answer = asked.question.solve(*asked.targets)
    print_told(traced(asked.question.book, answer), request)
    return exit_code(answer)


def _answer(path: str) -> dict[str, Any]:
    """Return an answer that was written as JSON; raise a DataError for a file that is none."""
    try:
        shape = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"cannot read `{path}`: {(error.strerror or str(error)).lower()}", names=(path,)) from None
    except ValueError as error:
        raise CommandError(f"`{path}` is no JSON: {str(error).lower()}", names=(path,)) from None
    if not isinstance(shape, dict) or shape.get("schema") != ANSWER:
        raise CommandError(
            f"`{path}` is no answer", names=(path,), hint=f"its `schema` must be {ANSWER}, as `solve --json` prints"
        )
    return shape
