"""The book has as many laws, examples from elsewhere and proofs as it promises, counted so that none counts by name alone."""

from __future__ import annotations

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law

BOOK = Book.load()
LAWS = [BOOK.law(name) for name in BOOK.names("law")]


def printed_elsewhere(law: Law) -> bool:
    """Whether an example's numbers were printed by somebody whom the law does not cite."""
    own = {citation.key for citation in law.citations}
    return any(example.published is not None and example.published.source not in own for example in law.examples)


def is_renaming(law: Law) -> bool:
    """Whether a proof only gives the variables of one premise other names, each its own."""
    if law.proof is None or len(law.proof.laws) != 1 or law.proof.by != "elimination":
        return False
    (premise,) = (BOOK.law(name) for name in law.proof.laws)
    names = list(law.proof.under.values())
    left = set(premise.variables) - set(law.proof.under)
    return all(name in BOOK.variables for name in names) and len(names) == len(set(names)) and not left & set(names)


def test_laws() -> None:
    assert len(LAWS) >= 600


def test_examples_from_elsewhere() -> None:
    assert sum(map(printed_elsewhere, LAWS)) >= 150


def test_proofs() -> None:
    proven = [law for law in LAWS if law.proof is not None]
    numeric = [law for law in proven if law.proof and "numeric" in str(law.proof.by)]
    assert len(numeric) <= 30
    assert len([law for law in proven if not is_renaming(law)]) >= 100


@pytest.mark.parametrize(
    ("name", "renamed"),
    [("straggler_step_time", True), ("ring_step_time", True), ("series_availability", False), ("md1_waiting_time", False)],
)
def test_a_renaming_is_seen(name: str, *, renamed: bool) -> None:
    assert is_renaming(BOOK.law(name)) is renamed


def test_own_numbers_do_not_count() -> None:
    assert printed_elsewhere(BOOK.law("palm_mfu"))
    assert not printed_elsewhere(BOOK.law("compute_time"))
