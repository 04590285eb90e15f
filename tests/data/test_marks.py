"""A mark on a law says that the equation was read in the work that the law cites, not on a page about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from mlsysim_sym.book.book import Book
from mlsysim_sym.reading.sources import Citation

BOOK = Book.load()
COPIES = tuple(yaml.safe_load((Path(__file__).parent / "copies.yaml").read_text(encoding="utf-8")))


def marks() -> Iterator[tuple[str, Citation]]:
    for name in BOOK.names("law"):
        law = BOOK.law(name)
        yield from ((name, citation) for citation in law.citations if citation.read is not None)


def test_marks_stand_where_the_work_is() -> None:
    found = list(marks())
    assert len(found) > 100
    astray = [
        f"{name}: {citation.key} read at {citation.read.at}"
        for name, citation in found
        if citation.read is not None
        and not BOOK.source(citation.key).speaks_at(citation.read.at)
        and not citation.read.at.startswith(COPIES)
    ]
    assert astray == []


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("jax-ml/scaling-book:roofline.md", True),
        ("https://jax-ml.github.io/scaling-book/roofline", True),
        ("a/b:roofline.md", False),
    ],
)
def test_pages_of_a_repository_are_its_own(address: str, *, own: bool) -> None:
    assert BOOK.source("scalingbook2025").speaks_at(address) is own
