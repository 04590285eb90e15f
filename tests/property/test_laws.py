"""Properties of trees and laws: printing and parsing, choosing units, and going there and back."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlsysim_sym.book.book import Book
from mlsysim_sym.checking.pairs import default_words, verify_pair
from mlsysim_sym.checking.sample import Sampler
from mlsysim_sym.errors import ParseError
from mlsysim_sym.reading.expression import parse_condition, parse_expression, parse_statement
from mlsysim_sym.reading.functions import CONSTANTS, FUNCTIONS, RESERVED
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import (
    And,
    Binary,
    Branch,
    Call,
    Case,
    Comparison,
    Condition,
    Constant,
    Is,
    Name,
    Negative,
    Node,
    Number,
    Statement,
    names_in,
    renamed,
    substituted,
)
from mlsysim_sym.solving.step import evaluated

pytestmark = pytest.mark.property
LAWS = sorted(Book.load().laws)

# --- trees -------------------------------------------------------------------------------------------------------------

words = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True).filter(lambda word: word not in RESERVED)
labels = st.none() | words
names = st.lists(words, min_size=1, max_size=2).map(lambda parts: Name(".".join(parts)))
numbers = st.integers(0, 64).map(lambda value: Number(Fraction(value)))
decimals = st.decimals(0, 100, places=3).map(lambda value: Number(Fraction(str(value)), None, str(value)))
counted = st.builds(lambda above, below, unit: Number(Fraction(above, below), unit), st.integers(1, 99), st.integers(1, 99),
                    st.sampled_from(["FLOP", "B/bit", "1/token^2", "s"]))  # fmt: skip
leaves = names | numbers | decimals | counted | st.sampled_from(sorted(CONSTANTS)).map(Constant)


def conditions(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Condition]:
    compared = st.builds(Comparison, nodes, st.sampled_from(["<", "<=", ">", ">=", "=", "divides"]), nodes)
    simple = compared | st.builds(Is, words, words)
    return simple | st.lists(simple, min_size=2, max_size=3).map(lambda parts: And(tuple(parts)))


@st.composite
def calls(draw: st.DrawFn, nodes: st.SearchStrategy[Node]) -> Call:
    function = FUNCTIONS[draw(st.sampled_from(sorted(FUNCTIONS)))]
    count = function.least if function.most is not None else draw(st.integers(function.least, 3))
    return Call(function.name, tuple(draw(nodes) for _ in range(count)), tuple(draw(labels) for _ in range(count)))


@st.composite
def cases(draw: st.DrawFn, nodes: st.SearchStrategy[Node]) -> Case:
    branches = draw(st.lists(st.builds(Branch, labels, conditions(nodes), nodes), min_size=1, max_size=2))
    if draw(st.booleans()):
        branches.append(Branch(draw(labels), None, draw(nodes)))
    return Case(tuple(branches))


def larger(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.builds(Binary, st.sampled_from("+-*/^"), nodes, nodes) | nodes.map(Negative) | calls(nodes) | cases(nodes)


trees = st.recursive(leaves, larger, max_leaves=20)


def reread(shown: str) -> Node:
    try:
        return parse_expression(shown)
    except ParseError as error:
        assume(not any(part in error.message for part in ("exponent is at most", "deep", "no finite real value")))
        raise


@settings(max_examples=500, deadline=None, derandomize=True)
@given(trees)
def test_a_tree_printed_and_read_is_the_same_tree(tree: Node) -> None:
    again = reread(text(tree))
    assert again == tree
    assert text(again) == text(tree)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(conditions(st.recursive(leaves, larger, max_leaves=4)))
def test_a_condition_printed_and_read_is_the_same(condition: Condition) -> None:
    try:
        assert parse_condition(text(condition)) == condition
    except ParseError as error:
        assume(not any(part in error.message for part in ("exponent is at most", "no finite real value")))
        raise


@settings(max_examples=300, deadline=None, derandomize=True)
@given(trees, st.text(alphabet=" \t\n", min_size=1, max_size=3))
def test_spaces_and_brackets_around_a_tree_change_nothing(tree: Node, space: str) -> None:
    assert reread(f"{space}({space}{text(tree)}{space}){space}") == tree


@pytest.mark.parametrize("name", LAWS)
def test_a_law_printed_and_read_is_the_same_law(name: str) -> None:
    statement = Book.load().law(name).statement
    assert parse_statement(text(statement)) == statement


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.text(max_size=80) | st.text(alphabet="abc()[]+-*/^,:=<>.0123456789 \n", max_size=120))
def test_no_text_does_anything_but_parse_or_be_refused(wild: str) -> None:
    for parse in (parse_statement, parse_expression, parse_condition):
        try:
            parse(wild)
        except ParseError as error:
            assert error.column is not None  # noqa: PT017  (both outcomes are fine; this one has a place)


# --- laws --------------------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(LAWS), st.integers(0, 10**6))
def test_names_are_only_names(name: str, seed: int) -> None:
    book = Book.load()
    law = book.law(name)
    chosen = default_words(book, law)
    new = {each: f"x{number}_{seed}" for number, each in enumerate(law.variables)}
    for point in Sampler(book, law, str(seed), chosen).points(1):
        other = renamed(law.statement, new)
        assert isinstance(other, Statement)
        values = {new[each]: value for each, value in point.items()}
        sides = zip((other.left, other.right), (law.statement.left, law.statement.right), strict=True)
        assert all(evaluated(new_side, values, chosen) == evaluated(old, point, chosen) for new_side, old in sides)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from([each for each in LAWS if not Book.load().law(each).is_limit]), st.integers(0, 10**6), st.data())
def test_a_form_put_back_into_its_law_gives_the_law(name: str, seed: int, data: st.DataObject) -> None:
    """The closed forms of a variable, put in for it as trees, leave an equation that holds at the point they came from."""
    book = Book.load()
    law = book.law(name)
    variable = data.draw(st.sampled_from(law.variables))
    forms = [form for form in law.solved_for(variable) if variable not in names_in(form)]
    chosen = default_words(book, law)
    for point in Sampler(book, law, str(seed), chosen).points(1):
        candidates = [form for form in forms if is_value(form, point, chosen, variable)]
        for form in candidates[:1]:
            closed = substituted(law.effective, {variable: form})
            assert isinstance(closed, Statement)
            sides = [evaluated(side, point, chosen) for side in (closed.left, closed.right)]
            assert sides[0] == pytest.approx(sides[1], rel=1e-6, abs=1e-9)


def is_value(form: Node, point: dict[str, float], chosen: tuple[tuple[str, str], ...], variable: str) -> bool:
    try:
        return evaluated(form, point, chosen) == pytest.approx(point[variable], rel=1e-9)
    except (ArithmeticError, ValueError):
        return False


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(LAWS), st.integers(0, 10**6), st.data())
def test_a_hidden_value_is_found_again(name: str, seed: int, data: st.DataObject) -> None:
    book = Book.load()
    law = book.law(name)
    chosen = default_words(book, law)
    variable = data.draw(st.sampled_from(law.variables))
    points = list(Sampler(book, law, str(seed), chosen).points(1))
    report = verify_pair(book, law, variable, points, chosen)
    assert report.problems == []
