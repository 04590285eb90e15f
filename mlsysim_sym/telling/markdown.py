"""Pages as Markdown: equations between `$$`, tables with bars."""

from __future__ import annotations

from collections.abc import Iterator

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.telling.export.breaking import aligned_at, fitted
from mlsysim_sym.telling.page import Code, Equation, Heading, Listing, Page, Pairs, Paragraph, Part, Table


def markdown(page: Page) -> str:
    r"""Return a page as Markdown.

    >>> print(markdown(Page("Ridge point", (Table(("name", "value"), (("a", "1 | 2"),)),))))
    # Ridge point
    <BLANKLINE>
    | name | value |
    | --- | --- |
    | a | 1 \| 2 |
    """
    blocks = [f"# {page.title}"] if page.title else []
    blocks += ["\n".join(_part(part)) for part in page.parts]
    return "\n\n".join(blocks).replace(GLUE, " ")


def _part(part: Part) -> Iterator[str]:
    match part:
        case Heading(words, level):
            yield f"{'#' * level} {words}"
        case Paragraph(words):
            yield words
        case Equation(_, rows):
            yield from display(rows)
        case Pairs(rows):
            yield from (f"- **{name}**: {said}" for name, said in rows)
        case Listing(items):
            yield from (f"- {item}" for item in items)
        case Table(columns, rows):
            yield _bars(columns)
            yield _bars(tuple("---" for _ in columns))
            yield from (_bars(row) for row in rows)
        case Code(lines, language):
            yield f"```{language}"
            yield from lines
            yield "```"


def display(rows: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a displayed equation, its rows aligned where there are several."""
    yield "$$"
    yield from laid_out(rows)
    yield "$$"


def laid_out(rows: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of an equation for a place that displays one: fitted to the page, aligned where they are several."""
    shown = fitted(rows)
    if len(shown) == 1:
        yield unaligned(shown[0])
        return
    yield r"\begin{aligned}"
    yield " \\\\\n".join(shown)
    yield r"\end{aligned}"


def unaligned(row: str) -> str:
    r"""Return a row of an equation without the mark that it is aligned at.

    >>> print(unaligned(r"T_{F\&B} &= 2"))
    T_{F\&B} = 2
    """
    found = aligned_at(row)
    return row if found is None else row[:found] + row[found + 1 :]


def _bars(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
