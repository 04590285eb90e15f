"""Citations with their works looked up, ready to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.reading.sources import Citation


@frozen
class Cited:
    """A place in a work, ready to be printed; `read` says whether somebody read it there."""

    key: str
    short: str
    place: str = ""
    link: str = ""
    read: bool = False

    def __str__(self) -> str:
        return f"{self.short} [{self.key}]" + (f", {self.place}" if self.place else "")


def cited(book: Book, citations: Sequence[Citation]) -> tuple[Cited, ...]:
    """Return citations with their works looked up; a key that the bibliography lacks stands for itself."""
    found = []
    for each in citations:
        try:
            source = book.source(each.key)
        except MlsysimError:
            if each.key or each.place:
                found.append(Cited(each.key, each.key, each.place, read=each.read is not None))
            continue
        found.append(Cited(each.key, source.short, each.place, source.link, each.read is not None))
    return tuple(found)
