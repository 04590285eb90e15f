"""The command `export`: laws, answers and derivations for documents; a folder for a whole book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.asked import build, read_words
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.names import things
from mlsysim_sym.commands.options import Request, digits_option, note, question_options, unit_option, verb
from mlsysim_sym.commands.output import exit_code, print_json
from mlsysim_sym.telling.export.bibliography import bibliography
from mlsysim_sym.telling.export.document import Document, answer_document, derivation_document, law_document, noted
from mlsysim_sym.telling.export.notation import NOTATIONS, symbol_in_notation

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Answer

FORMATS = ("latex", "markdown", "quarto", "myst", "html", "json")
BOOK = "book"
part_option = click.option(
    "--part",
    type=click.Choice(("steps", "result")),
    default="steps",
    help="The steps that lead to an answer, or the result alone.",
)
label_option = click.option("--label", metavar="NAME", default="", help="Begin the labels of equations with NAME.")
notation_option = click.option(
    "--notation", type=click.Choice(NOTATIONS), default="own", help="Symbols of the glossary, or the textbook's macros."
)
bib_option = click.option("--bib", metavar="FILE", help="Write the works that are cited to FILE, as BibTeX.")
whole_option = click.option("--whole", is_flag=True, help="A whole document rather than a part of one (latex, html).")
AN_ANSWER = """\
mlsysim-sym export ridge_point peak_throughput="989.4 TFLOP/s" \\
    memory_bandwidth="3.35 TB/s" --format myst
"""


@verb("export", "mlsysim-sym export roofline --format quarto", AN_ANSWER)
@question_options(
    *FORMATS,
    metavar="LAW | TARGET... [KEY=VALUE]... | book DIR",
    extra=(unit_option, digits_option, part_option, label_option, notation_option, bib_option, whole_option),
)
def export_command(request: Request) -> int:
    """Print a law, an answer or a derivation for a document.

    One name of a LAW prints the law; what `solve` takes prints the steps to the answer. `book DIR` writes a folder: a
    partial for each law, macros, data, the bibliography and a Quarto extension.
    """
    if request.words[:1] == (BOOK,):
        return _book(request)
    library = Book.load(*request.books)
    name = _law(request, library)
    if name is not None:
        symbol_of = symbol_in_notation(library, request.more["notation"])
        _print(law_document(library.law(name), library, symbol_of), request, library, lambda: _law_data(library, name))
        return 0
    return _answer(request, library)


def _law(request: Request, book: Book) -> str | None:
    """Return the law that a command names, None where it asks a question."""
    words = read_words(request.words)
    if len(words.targets) != 1 or words.values or words.required or request.solver or request.laws:
        return None
    meant = {kind: real for kind, real in things(book, words.targets[0]) if kind in {"law", "variable"}}
    return meant.get("law")


def _law_data(book: Book, name: str) -> dict[str, object]:
    from mlsysim_sym.telling.entry_shapes import law_shape  # noqa: PLC0415  (only JSON needs it)

    return law_shape(book, name)


def _answer(request: Request, book: Book) -> int:
    asked = build(request)
    answer: Answer = asked.question.solve(*asked.targets)
    if answer.error is not None:
        raise answer.error
    symbol_of = symbol_in_notation(book, "book") if request.more["notation"] == "book" else None
    derivation = answer.derivation.noted(request.digits, request.unit)
    label = request.more["label"]
    if request.more["part"] == "result":
        document = answer_document(answer, noted(derivation.notation, book, symbol_of), label)
    else:
        document = derivation_document(derivation, book, label, symbol_of)
    _print(document, request, book, derivation.to_dict)
    return exit_code(answer)


def _print(document: Document, request: Request, book: Book, data: Callable[[], dict[str, object]]) -> None:
    if request.fmt == "json":
        print_json(data())
    else:
        click.echo(_written(document, request.fmt, _bib_name(request), whole=request.more["whole"]))
    if request.more["bib"]:
        Path(request.more["bib"]).write_text(bibliography(book, document.keys), encoding="utf-8")
        note(f"{len(document.keys)} works written to {request.more['bib']}")


def _bib_name(request: Request) -> str:
    return Path(request.more["bib"]).stem if request.more["bib"] else ""


def _written(document: Document, fmt: str, bib: str, *, whole: bool) -> str:
    if fmt == "latex":
        from mlsysim_sym.telling.export import latex  # noqa: PLC0415  (one format is printed)

        body = latex.latex_text(document)
        return latex.whole(body, bib) if whole else body
    from mlsysim_sym.telling.export import light  # noqa: PLC0415

    if fmt == "html":
        from mlsysim_sym.telling.html import document as page  # noqa: PLC0415

        body = light.html_text(document)
        return page("Law book", body) if whole else body
    return light.light_text(document, {"markdown": light.MARKDOWN, "quarto": light.QUARTO, "myst": light.MYST}[fmt])


def _book(request: Request) -> int:
    from mlsysim_sym.telling.export.folder import write_book  # noqa: PLC0415  (a whole book is seldom written)

    if len(request.words) != 2:  # noqa: PLR2004  (`book` and the folder)
        raise CommandError("`export book` takes one folder", hint="write `mlsysim-sym export book DIR`")
    target = Path(request.words[1])
    if target.exists() and not target.is_dir():
        raise CommandError(f"`{target}` is no folder", names=(str(target),))
    count = write_book(Book.load(*request.books), target, request.more["notation"])
    click.echo(f"{count} files in {target}")
    return 0
