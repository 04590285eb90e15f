"""Every law balances, by three proofs that share no code: a walk, a computation with quantities, and a change of units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.checking.pairs import default_words
from mlsysim_sym.checking.pint_prover import prove_dimensions
from mlsysim_sym.checking.sample import Sampler
from mlsysim_sym.reading.dimensions import Checker
from mlsysim_sym.reading.tree import Node, Number, Statement, rebuilt
from mlsysim_sym.reading.units import BASES, Dimension, parse_unit
from mlsysim_sym.solving.step import evaluated

pytestmark = pytest.mark.property
LAWS = sorted(Book.load().laws)
SCALES = st.fixed_dictionaries({base: st.integers(-3, 3) for base in BASES})


@pytest.mark.parametrize("name", LAWS)
def test_the_walk_and_the_quantities_agree_that_it_balances(name: str) -> None:
    book = Book.load()
    law = book.law(name)
    checker = Checker({each: book.variable(each).measure for each in law.variables}, law.mixes)
    for statement in (law.statement, *(point.then for point in law.points)):
        checker.statement(statement)
    assert prove_dimensions(book, law) is None


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from([name for name in LAWS if not Book.load().law(name).is_limit]), SCALES)
def test_a_law_holds_in_any_system_of_units(name: str, scales: Mapping[str, int]) -> None:
    book = Book.load()
    law = book.law(name)
    words = default_words(book, law)
    for point in Sampler(book, law, "scaled", words).points(1):
        values = {each: value * factor(book.variable(each).unit.dimension, scales) for each, value in point.items()}
        statement = in_units(law, scales)
        left, right = (evaluated(side, values, words) for side in (statement.left, statement.right))
        assert math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9 * largest(law, values))


def factor(dimension: Dimension, scales: Mapping[str, int]) -> float:
    """Return what a number of base units is multiplied by when each base unit shrinks by a power of four."""
    return float(4 ** sum(power * scales[base] for base, power in zip(BASES, dimension.exponents, strict=True)))


def in_units(law: Law, scales: Mapping[str, int]) -> Statement:
    """Return a law's statement with its literals in other base units."""

    def scaled(node: Any) -> Node | None:  # noqa: ANN401  (any part of a tree)
        if not isinstance(node, Number) or node.unit is None:
            return None
        unit = parse_unit(node.unit)
        return Number(node.value * unit.factor * Fraction(factor(unit.dimension, scales)))

    return rebuilt(law.effective, scaled)


def largest(law: Law, values: Mapping[str, float]) -> float:
    """Return the size of the left side, or of its inputs of the same dimension, that a difference is small against."""
    book = Book.load()
    dimensions = {name: book.variable(name).unit.dimension for name in law.variables}
    due = dimensions.get(law.target or "")
    return max((abs(values[name]) for name in law.variables if dimensions[name] == due), default=0.0)
