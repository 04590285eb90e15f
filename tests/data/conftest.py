"""How an expected value or set of a data file is compared with an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from mlsysim_sym.checking.expecting import difference
from mlsysim_sym.reading.variable import Variable

Ends = tuple[float, float]
Compare = Callable[[str, Iterable[Ends], Variable], None]


def _compare(expected: str, parts: Iterable[Ends], variable: Variable) -> None:
    assert not difference(expected, [part[:2] for part in parts], variable)


@pytest.fixture(scope="session")
def agrees() -> Compare:
    """Return a function that compares an expected value or set, as a data file writes it, with the parts of an answer."""
    return _compare
