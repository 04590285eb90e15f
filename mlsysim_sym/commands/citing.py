"""The command `cite`: who says so, for laws, records, solvers and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.compose import of_solver
from mlsysim_sym.commands.completing import completing
from mlsysim_sym.commands.names import one_thing
from mlsysim_sym.commands.options import WIDTH, book_option, format_options, header, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.reading.sources import Citation

SAVED = (".yaml", ".yml")


@frozen
class Use:
    """A work, for what it is cited, and the place in it."""

    key: str
    what: str
    place: str = ""


@verb("cite", "mlsysim-sym cite roofline", "mlsysim-sym cite h100_sxm llama_3_70b --bibtex", "mlsysim-sym cite q.yaml")
@click.argument(
    "names",
    nargs=-1,
    required=True,
    metavar="NAME...",
    shell_complete=completing("law", "record", "solver", "variable", "word", "source"),
)
@click.option("--bibtex", is_flag=True, help="Print BibTeX entries.")
@book_option
@format_options("text", "json")
def cite_command(names: tuple[str, ...], bibtex: bool, books: tuple[str, ...], fmt: str) -> int:  # noqa: FBT001  (a flag of click)
    """List the sources of a law, record or answer.

    NAME is a law, variable, record, solver, choice, scenario or source; or the file of a saved question, for the sources of
    its answer.
    """
    book = Book.load(*books)
    uses = list(dict.fromkeys(use for name in names for use in _uses(book, name)))
    grouped: dict[str, list[Use]] = {}
    for use in uses:
        grouped.setdefault(use.key, []).append(use)
    if bibtex:
        click.echo("\n".join(book.source(key).bibtex() for key in sorted(grouped)))
    elif fmt == "json":
        print_json({"schema": "mlsysim-sym/cite/1", "sources": [_shape(book, key, grouped[key]) for key in grouped]})
    else:
        click.echo("\n".join(_paragraph(book, key, grouped[key]) for key in grouped) or "no sources: nothing was cited")
    return 0


def _uses(book: Book, name: str) -> Iterator[Use]:
    if name.endswith(SAVED):
        return _of_answer(name)
    (kind, real), _ = one_thing(book, name)
    return _OF_KIND[kind](book, real)


def _of_law(book: Book, name: str) -> Iterator[Use]:
    law = book.law(name)
    yield from _cited(law.citations, name)
    for example in law.examples:
        if example.published is not None:
            yield Use(example.published.source, f"{name}, example", example.published.place)


def _of_variable(book: Book, name: str) -> Iterator[Use]:
    default = book.variable(name).default
    yield from _cited(default.citations if default else (), f"{name}, default")


def _of_record(book: Book, name: str) -> Iterator[Use]:
    record = book.record(name)
    for key, field in record.fields.items():
        for word, figure in field.all():
            yield Use(figure.source, f"{key} {word}".strip(), figure.where)
            yield from (
                Use(other["source"], f"{key} {word}, also".strip(), other.get("where", ""))
                for other in figure.also
                if "source" in other
            )
    for part in record.parts:
        yield Use(part.source, part.name, part.where)


def _of_solver(book: Book, name: str) -> Iterator[Use]:
    for instance in of_solver(book, name).instances.values():
        yield from _cited(instance.law.citations, instance.id)
    for variable, setting in of_solver(book, name).defaults.items():
        yield from _cited(setting.citations, f"{variable}, default")


def _of_choice(book: Book, name: str) -> Iterator[Use]:
    for word, entry in book.choice(name).words.items():
        for variable, setting in entry.set.items():
            yield from _cited(setting.citations, f"{name} = {word}, {variable}")


def _of_scenario(book: Book, name: str) -> Iterator[Use]:
    from mlsysim_sym.asking.scenario import scenario  # noqa: PLC0415  (few citations are of scenarios)

    made = scenario(name, book)
    for each in made.expectations:
        yield from _cited(each.citations, f"{name}, {each.ask}")
    for stage in made.stages:
        for record in dict.fromkeys(stage.slots.values()):
            yield from _of_record(book, record)
        yield from _of_solver(book, stage.solver)


def _of_source(book: Book, name: str) -> Iterator[Use]:
    yield Use(book.source(name).key, "")


def _of_answer(path: str) -> Iterator[Use]:
    from mlsysim_sym.commands.saved import read  # noqa: PLC0415  (only an answer needs the solver)

    kept = read(path)
    answer = kept.asked.question.solve(*kept.asked.targets)
    for name in answer.laws:
        last = name.rpartition(".")[2]
        if last in kept.asked.question.book.names("law"):
            yield from _cited(kept.asked.question.book.law(last).citations, name)
    for each in answer.inputs:
        yield from _cited(each.citations, each.name)


_OF_KIND: dict[str, Callable[[Book, str], Iterator[Use]]] = {
    "law": _of_law,
    "variable": _of_variable,
    "record": _of_record,
    "solver": _of_solver,
    "choice": _of_choice,
    "scenario": _of_scenario,
    "source": _of_source,
}


def _cited(citations: tuple[Citation, ...], what: str) -> Iterator[Use]:
    return (Use(citation.key, what, citation.place) for citation in citations)


def _shape(book: Book, key: str, uses: list[Use]) -> dict[str, Any]:
    source = book.source(key)
    return {
        "key": key,
        "authors": source.authors,
        "title": source.title,
        "year": source.year,
        "venue": source.venue,
        "link": source.link,
        "cited_for": [{"what": use.what, "place": use.place} for use in uses if use.what],
    }


def _paragraph(book: Book, key: str, uses: list[Use]) -> str:
    source = book.source(key)
    rows = [f"{header(key)}  {source.short}", *_wrapped(f"{source.title}. {source.venue}".strip(), "  ")]
    rows += [f"  {source.link}"] if source.link else []
    places: dict[str, list[str]] = {}
    for use in uses:
        if use.what:
            places.setdefault(use.place, []).append(use.what)
    for place, names in places.items():
        rows += _wrapped(f"for {', '.join(names)}{f': {place}' if place else ''}", "    ")
    return "\n".join(rows)


def _wrapped(text: str, indent: str) -> list[str]:
    return click.wrap_text(text, WIDTH, indent, indent).splitlines()
