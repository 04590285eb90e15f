"""Every law of a group is chosen by its name over the whole book, and what is given contradicts no other law."""

from __future__ import annotations

from collections import defaultdict

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Example, Law
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.solving.question import Question

BOOK = Book.load()


def groups() -> dict[str, list[Law]]:
    """Return the laws of each variable that several may give."""
    found: dict[str, list[Law]] = defaultdict(list)
    for law in map(BOOK.law, BOOK.names("law")):
        if law.relation and law.relation.group:
            found[law.relation.group].append(law)
    return dict(found)


GROUPS = groups()


def forward(law: Law) -> Example:
    """Return an example of a law that gives its left side."""
    return next(example for example in law.examples if law.target in example.expect)


def asked(law: Law) -> Answer:
    given = {name: str(value) for name, value in forward(law).given.items()}
    words = {law.relation.group: law.name} if law.relation and law.relation.group else {}
    answer: Answer = Question(BOOK, None, (), {}, given, (), words).solve(law.target or "")
    return answer


def test_a_group_is_named_after_the_variable_that_its_laws_give() -> None:
    assert [(group, law.name) for group, laws in GROUPS.items() for law in laws if law.target != group] == []


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_a_law_of_a_group_is_chosen_by_one_word(group: str) -> None:
    for law in GROUPS[group]:
        answer = asked(law)
        expected = parse_value(forward(law).expect[group])
        assert answer.pieces[-1].high == pytest.approx(float(expected.base), rel=1e-4), law.name
        assert law.name in answer.laws


@pytest.mark.parametrize(
    ("chosen", "other"),
    [("chinchilla_optimal_tokens", None), ("murphy_yield", "poisson_yield"), ("young_interval", "daly_first_order_interval")],
)
def test_the_other_laws_are_cross_checks(chosen: str, other: str | None) -> None:
    checks = {check.by for check in asked(BOOK.law(chosen)).cross_checks}
    assert (other in checks) == (other is not None)


ALONE = ["two_level_waste", "retraining_cost_rate", "checkpoint_waste", "checkpointed_activation_size"]


@pytest.mark.parametrize("name", ALONE)
def test_what_is_given_need_not_be_the_best(name: str) -> None:
    """An interval that somebody gives is no contradiction to the law of the best interval."""
    assert float(asked(BOOK.law(name))) > 0
