"""Pages as text for a terminal, 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.telling.page import Code, Equation, Heading, Listing, Page, Pairs, Paragraph, Part, Table

WIDTH = 80
INDENT = 3
WIDEST_NAME = 28
_CLOSE = 3  # the level of headings below which parts stand close together
_GAP = 2


def plain(page: Page) -> str:
    """Return a page as text."""
    blocks = ["\n".join(filled(page.title, 0, INDENT))] if page.title else []
    depth = 0
    for part in page.parts:
        if isinstance(part, Heading):
            depth = part.level
            blocks.append("\n".join(filled(part.words, 0, INDENT)))
            continue
        indent = INDENT if depth >= _CLOSE else (_GAP if depth else 0)
        rows = "\n".join(_part(part, indent))
        if not rows:
            continue
        if depth:
            blocks[-1] += f"\n{rows}"
        else:
            blocks.append(rows)
    return "\n\n".join(blocks).replace(GLUE, " ")


def filled(words: str, indent: int = 0, hanging: int | None = None) -> list[str]:
    """Return a paragraph in lines of at most 80 columns; a word that is longer stands alone."""
    after = " " * (indent if hanging is None else hanging)
    return textwrap.wrap(
        words, WIDTH, initial_indent=" " * indent, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    ) or [""]


def _part(part: Part, indent: int) -> Iterable[str]:  # noqa: PLR0911  (one return for each kind of part)
    match part:
        case Paragraph(words):
            return filled(words, indent)
        case Equation(lines):
            return [row for line in lines for row in _equation(line, indent)]
        case Pairs(rows):
            return _pairs(rows, indent)
        case Listing(items):
            return [row for item in items for row in filled(f"- {item}", indent, indent + 2)]
        case Table():
            return _table(part, indent)
        case Code(lines):
            return [f"{' ' * indent}{line}" for line in lines]
    return [part.words]


def _equation(line: str, indent: int) -> list[str]:
    own = len(line) - len(line.lstrip())
    return filled(line.lstrip(), indent + own, indent + own + 4)


def _pairs(rows: Sequence[tuple[str, str]], indent: int) -> list[str]:
    width = max((len(name) for name, _ in rows if len(name) <= WIDEST_NAME), default=0)
    lines = []
    for name, said in rows:
        start = indent + width + _GAP
        if len(name) > width:
            lines += [" " * indent + name, *filled(said, start)]
            continue
        first, *more = filled(said, start)
        lines += [f"{' ' * indent}{name:<{width}}{' ' * _GAP}{first[start:]}".rstrip(), *more]
    return lines


# --- tables ------------------------------------------------------------------------------------------------------------


def _table(table: Table, indent: int) -> list[str]:
    widths = _widths(table, WIDTH - indent)
    if widths is None:
        entries = table.entries or [(row[0], _said(table.columns, row)) for row in table.rows]
        return [line for head, body in entries for line in _entry(head, body, indent)]
    lines = [*_row(table.columns, widths, indent), " " * indent + "  ".join("-" * width for width in widths)]
    return lines + [line for row in table.rows for line in _row(row, widths, indent)]


def _said(columns: Sequence[str], row: Sequence[str]) -> str:
    return "; ".join(f"{column}: {cell}" for column, cell in zip(columns[1:], row[1:], strict=True) if cell)


def _entry(head: str, body: str, indent: int) -> list[str]:
    return filled(head, indent, indent + 4) + (filled(body, indent + 4) if body else [])


def _widths(table: Table, room: int) -> list[int] | None:
    """Return the widths of the columns; None where the table does not fit, or entries are asked for."""
    if table.entries:
        return None
    lines = [table.columns, *table.rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(table.columns))]
    least = [max(_longest_word(line[place]) for line in lines) for place in range(len(widths))]
    room -= _GAP * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda place: widths[place] - least[place])
        if widths[widest] <= least[widest]:
            return None
        widths[widest] -= 1
    return widths


def _longest_word(cell: str) -> int:
    own = len(cell) - len(cell.lstrip(GLUE))
    first, *more = cell.split(" ")
    return max([len(first), *(len(word) + (own + _GAP if own else 0) for word in more)])


def _row(cells: Sequence[str], widths: Sequence[int], indent: int) -> list[str]:
    columns = [_cell(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(len(column) for column in columns)
    rows = []
    for place in range(height):
        shown = (column[place] if place < len(column) else "" for column in columns)
        joined = "  ".join(f"{cell:<{width}}" for cell, width in zip(shown, widths, strict=True))
        rows.append((" " * indent + joined).rstrip())
    return rows


def _cell(cell: str, width: int) -> list[str]:
    """Return a cell in lines; after the first they stand further in, as far as the cell's own indent and two more."""
    own = len(cell) - len(cell.lstrip(GLUE))
    after = " " * (own + _GAP) if own else ""
    wrapped = textwrap.wrap(cell, width, subsequent_indent=after, break_long_words=False, break_on_hyphens=False)
    return wrapped or [""]
