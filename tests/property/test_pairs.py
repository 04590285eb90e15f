"""Every law inverts for every variable: completely, soundly and tightly."""

from __future__ import annotations

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.checking.pairs import verify_law

pytestmark = pytest.mark.property
LAWS = sorted(Book.load().laws)
SAMPLE = LAWS[:: max(1, len(LAWS) // 40)][:40]


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_of_laws_inverts(name: str) -> None:
    book = Book.load()
    reports = verify_law(book, book.law(name), points=6)
    assert [problem for report in reports for problem in report.problems] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", LAWS)
def test_every_law_inverts(name: str) -> None:
    book = Book.load()
    reports = verify_law(book, book.law(name))
    assert [(report.name, report.status, report.problems) for report in reports if report.status != "verified"] == []
