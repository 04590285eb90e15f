"""Every law gives what its examples say, forwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Example, Law
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.question import Question, accepted
from mlsysim_sym.solving.step import StepResult, solve_law

BOOK = Book.load()


def solved(law: Law, example: Example, unknown: str) -> StepResult:
    """Return the set of an example's unknown; what the example does not give has its default."""
    values = {name: accepted(parse_value(text), BOOK.variable(name)).base for name, text in example.given.items()}
    for name in law.variables:
        default = BOOK.variable(name).default
        if name not in values and name != unknown and default is not None:
            values[name] = default.value.base
    return solve_law(law, unknown, values, BOOK.variable(unknown).domain)


@pytest.mark.parametrize("name", BOOK.names("law"))
def test_a_law_gives_what_its_examples_say(name: str, agrees: Callable[..., None]) -> None:
    law = BOOK.law(name)
    assert law.examples, "a law has an example"
    for example in law.examples:
        for unknown, expected in example.expect.items():
            if unknown in example.given:  # a value that a limit allows
                value = accepted(parse_value(expected), BOOK.variable(unknown)).base
                assert any(low <= value <= high for low, high, *_ in solved(law, example, unknown).parts)
                continue
            agrees(expected, [part[:2] for part in solved(law, example, unknown).parts], BOOK.variable(unknown))


BRANCHED = [name for name in BOOK.names("law") if any(example.regime for example in BOOK.law(name).examples)]


@pytest.mark.parametrize("name", BRANCHED)
def test_an_example_lies_in_the_regime_that_it_names(name: str) -> None:
    for example in BOOK.law(name).examples:
        answer = Question(BOOK, None, (name,), values=example.given).solve(*example.expect)
        for piece in answer.pieces:
            assert example.regime is None or example.regime in piece.regimes[name].split(" and ")


@pytest.mark.parametrize("expected", ["1 .. 3", "1 .. 4, 7", "2 .. 4, 6", "5, 6", "1 .. inf"])
def test_another_set_is_seen(expected: str, agrees: Callable[..., None]) -> None:
    parts = [(1.0, 1.0), (2.0, 2.0), (3.0, 4.0), (6.0, 6.0)]
    agrees("1 .. 4, 6", parts, BOOK.variable("ranks"))
    with pytest.raises(AssertionError):
        agrees(expected, parts, BOOK.variable("ranks"))
