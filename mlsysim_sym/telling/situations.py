"""Pages about scenarios: what the situation consists of, what it must meet, what its sources expect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsysim_sym.asking.scenario import scenario
from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving.citing import cited
from mlsysim_sym.telling.page import Code, Listing, Page, Pairs, Paragraph, Part, section

if TYPE_CHECKING:
    from mlsysim_sym.asking.scenario import Expectation, Stage
    from mlsysim_sym.book.book import Book


def scenario_page(book: Book, name: str) -> Page:
    """Return the page of a scenario: its stages, its requirements, and what its sources expect of it.

    >>> import mlsysim_sym as ms
    >>> print(scenario_page(ms.Book.load(), "chatbot_serving").text().splitlines()[0])
    Chatbot serving (chatbot_serving)
    """
    made = scenario(name, book)
    stages = tuple(part for number, stage in enumerate(made.stages) for part in _stage(book, stage, number))
    expected = Listing(tuple(_expected(book, each) for each in made.expectations))
    return Page(
        f"{made.title} ({made.name})",
        (
            Paragraph(made.about),
            *stages,
            *section("What its sources expect", expected),
            *section("Judge it", Code((f"mlsysim-sym score {made.name}",), "sh")),
        ),
    )


def _stage(book: Book, stage: Stage, number: int) -> Iterator[Part]:
    title = f"{'Then' if number else 'First'}: {book.solver(stage.solver).title}"
    yield from section(title, Pairs(tuple(_facts(stage))), Listing(tuple(f"`{each}`" for each in stage.required)))


def _facts(stage: Stage) -> Iterator[tuple[str, str]]:
    yield "solver", stage.solver
    yield from ((slot, record) for slot, record in stage.slots.items())
    yield from ((choice, word) for choice, word in stage.choices.items())
    yield from ((name, value) for name, value in stage.values.items())
    yield from ((name, f"`{text(node)}` of before") for name, node in stage.taken.items())
    if stage.asked:
        yield "asked", ", ".join(stage.asked)
    if stage.levers:
        yield "may change", ", ".join(stage.levers)
    if stage.required:
        yield "required", "each of these"


def _expected(book: Book, each: Expectation) -> str:
    who = "; ".join(str(one) for one in cited(book, each.citations))
    value = f" = {each.value}" if each.value else ""
    within = f" within {each.within}" if each.within else ""
    return f"`{each.ask}`{value}{within}: {each.about}, {who}"
