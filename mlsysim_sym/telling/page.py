"""A page: what a document says, part by part, printed as text for a terminal or as Markdown."""

from __future__ import annotations

from typing import TypeAlias

from mlsysim_sym.valueclass import frozen


@frozen
class Heading:
    """A heading; below one of level 3 the parts stand close together, indented."""

    words: str
    level: int = 2


@frozen
class Paragraph:
    """Sentences; names and expressions stand between backquotes."""

    words: str


@frozen
class Equation:
    """Lines of an equation as text, and its rows as LaTeX."""

    lines: tuple[str, ...]
    rows: tuple[str, ...]


@frozen
class Pairs:
    """Names, each with what is to be said about it."""

    rows: tuple[tuple[str, str], ...]


@frozen
class Listing:
    """Items of a list."""

    items: tuple[str, ...]


@frozen
class Table:
    """Rows under columns; `entries` say the same as a head and its details, for where a terminal is too narrow."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    entries: tuple[tuple[str, str], ...] = ()


@frozen
class Code:
    """Lines to be copied as they are."""

    lines: tuple[str, ...]
    language: str = ""


Part: TypeAlias = Heading | Paragraph | Equation | Pairs | Listing | Table | Code


@frozen
class Page:
    """A title and parts.

    >>> print(Page("Ridge point", (Paragraph("Where `compute` meets memory."),)).text())
    Ridge point
    <BLANKLINE>
    Where `compute` meets memory.
    """

    title: str
    parts: tuple[Part, ...]

    def text(self) -> str:
        """Return the page for a terminal, 80 columns wide."""
        from mlsysim_sym.telling.plain import plain  # noqa: PLC0415  (the printers read pages)

        return plain(self)

    def markdown(self) -> str:
        """Return the page as Markdown."""
        from mlsysim_sym.telling.markdown import markdown  # noqa: PLC0415

        return markdown(self)

    def __str__(self) -> str:
        return self.text()

    def _repr_markdown_(self) -> str:
        return self.markdown()


def section(title: str, *parts: Part | None) -> tuple[Part, ...]:
    """Return a heading with its parts, nothing where all parts are empty."""
    kept = tuple(part for part in parts if part is not None and _filled(part))
    return (Heading(title), *kept) if kept else ()


def _filled(part: Part) -> bool:
    match part:
        case Pairs(rows) | Table(_, rows):
            return bool(rows)
        case Listing(items):
            return bool(items)
        case Paragraph(words):
            return bool(words)
        case Code(lines):
            return bool(lines)
    return True
