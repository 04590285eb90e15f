"""Where each thing of the book has its page, and how one page points at another."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

KINDS = ("law", "variable", "solver", "record", "choice", "scenario", "source")


@frozen
class Places:
    """The pages of a book's things, as paths from the top of the site.

    >>> import mlsysim_sym as ms
    >>> Places(ms.Book.load()).of("law", "roofline")
    'laws/compute/roofline.md'
    """

    book: Book

    def of(self, kind: str, name: str) -> str | None:
        """Return where a thing is told about, with the anchor on that page; None where there is no such thing."""
        return self._places[kind].get(name)

    @cached_property
    def _places(self) -> dict[str, dict[str, str]]:
        book = self.book
        found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        found["law"] = {name: f"laws/{book.law(name).area}/{name}.md" for name in book.laws}
        for name in book.variables:
            found["variable"][name] = f"glossary/{book.variable(name).area}.md#{name.lower()}"
        for kind, folder in (("solver", "solvers"), ("choice", "choices"), ("scenario", "scenarios")):
            found[kind] = {name: f"{folder}/{name}.md" for name in book.names(kind)}
        found["record"] = {name: f"records/{name}.md" for name in book.names("record")}
        found["record"] |= {short: found["record"][path] for short, path in book.record_paths.items()}
        found["source"] = {key: f"sources/{key[0].lower()}.md#{key.lower()}" for key in book.source_keys}
        return found


def from_page(place: str, page: str) -> str:
    """Return a path from the top of the site as seen from a page.

    >>> from_page("glossary/compute.md#work", "laws/compute/roofline.md")
    '../../glossary/compute.md#work'
    """
    path, hash_mark, anchor = place.partition("#")
    return os.path.relpath(path, os.path.dirname(page) or ".").replace(os.sep, "/") + hash_mark + anchor  # noqa: PTH120
