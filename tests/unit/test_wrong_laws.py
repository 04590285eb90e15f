"""Laws that do not balance are refused by both proofs of dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.checking.pint_prover import prove_dimensions
from mlsysim_sym.errors import DimensionError
from mlsysim_sym.reading.dimensions import Checker
from mlsysim_sym.reading.expression import parse_statement

ROWS = yaml.safe_load((Path(__file__).parent.parent / "data" / "wrong_laws.yaml").read_text(encoding="utf-8"))


def wrong_law(row: Mapping[str, str]) -> Law:
    law = Book.load().law(row["law"])
    return replace(law, statement=parse_statement(row["equation"]), points=(), holds_when=())


def test_there_are_forty() -> None:
    assert len(ROWS) >= 40


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['law']}: {row['because']}" for row in ROWS])
def test_both_proofs_refuse_it(row: Mapping[str, str]) -> None:
    book, law = Book.load(), wrong_law(row)
    with pytest.raises(DimensionError):
        Checker({name: book.variable(name).measure for name in law.variables}, law.mixes).statement(law.statement)
    refusal = prove_dimensions(book, law)
    assert refusal is not None
    assert "cannot be computed" not in refusal


@pytest.mark.parametrize("name", sorted({row["law"] for row in ROWS}))
def test_both_proofs_accept_the_law_as_it_stands_in_the_book(name: str) -> None:
    book = Book.load()
    law = book.law(name)
    Checker({each: book.variable(each).measure for each in law.variables}, law.mixes).statement(law.statement)
    assert prove_dimensions(book, law) is None
