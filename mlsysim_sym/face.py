"""The few functions that users call first; each imports what it needs when it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlsysim_sym.asking.scenario import Scenario
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Law
    from mlsysim_sym.book.registry import Record
    from mlsysim_sym.reading.tree import Node
    from mlsysim_sym.reading.variable import Variable
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.question import Question


def ask(solver: str | None = None, *, book: Book | None = None, **given: Any) -> Question:
    """Return a question to a solver (or to the whole book): slots take records, variables take values.

    A record may be given by its name or alias, or as `ms.hardware.h100_sxm`.

    Raises UnknownNameError, with the nearest names, for a name that is neither.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask("single_device", hardware="h100_sxm", arithmetic_intensity="100 FLOP/B")
    >>> print(question.solve("attainable_throughput"))
    attainable_throughput <= 335 TFLOP/s
    """
    from mlsysim_sym.solving.question import Question  # noqa: PLC0415

    return sorted_out(Question(_book(book), solver), given)


def sorted_out(question: Question, given: dict[str, Any]) -> Question:
    """Return a question with each keyword put where it belongs: slot, choice or value."""
    from mlsysim_sym.named import NamedRecord  # noqa: PLC0415
    from mlsysim_sym.solving.question import system_of  # noqa: PLC0415

    system = system_of(question)
    slots, choices, values = {}, {}, {}
    for name, given_value in given.items():
        value = given_value.path if isinstance(given_value, NamedRecord) else given_value
        key = name.replace("__", ".")
        if key in system.slots and isinstance(value, str):
            slots[key] = value
        elif key.rpartition(".")[2] in question.book.names("choice") and isinstance(value, str):
            choices[key] = value
        else:
            values[key] = value
    return question.with_(**slots).choose(**choices).given(**values)


def solve(*targets: str, book: Book | None = None, **given: Any) -> Answer:
    """Return the answer for unknowns over the whole book.

    >>> import mlsysim_sym as ms
    >>> ms.solve("memory_bandwidth", ridge_point="100 FLOP/B", peak_throughput="1 PFLOP/s").to("TB/s")
    10.0
    """
    return ask(None, book=book, **given).solve(*targets)  # type: ignore[no-any-return]


def law(name: str, book: Book | None = None) -> Law:
    """Return a law by name."""
    return _book(book).law(name)


def record(name: str, book: Book | None = None) -> Record:
    """Return a record by name or alias."""
    return _book(book).record(name)


def scenario(name_or_path: str, book: Book | None = None) -> Scenario:
    """Return a scenario by its name in the book, or by the path of a YAML or JSON file.

    >>> import mlsysim_sym as ms
    >>> ms.scenario("chatbot_serving").score().status
    'PASS'
    """
    from mlsysim_sym.asking.scenario import scenario  # noqa: PLC0415

    return scenario(name_or_path, _book(book))


def variable(name: str, book: Book | None = None) -> Variable:
    """Return a variable of the glossary by name or alias."""
    return _book(book).variable(name)


def expression_text(node: Node) -> str:
    """Return a tree in the equation language."""
    from mlsysim_sym.reading.printing import text  # noqa: PLC0415

    return text(node)


def _book(book: Book | None) -> Book:
    from mlsysim_sym.book.book import Book  # noqa: PLC0415

    return book if book is not None else Book.load()
