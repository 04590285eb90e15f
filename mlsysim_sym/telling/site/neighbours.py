"""A law among its neighbours, as a picture: laws that give what it needs, the law, laws that need what it gives.

The picture stands in the page itself, so that its boxes are links and its colours those of the theme, light or dark. It is
written from the book alone: the same book gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import chain
from typing import TYPE_CHECKING

from mlsysim_sym.telling.site.places import Places, from_page
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Law

MOST = 6  # laws on either side
WIDE, GAP, HIGH, ROW = 200, 50, 36, 44  # of boxes, in pixels
LETTERS = 31  # of a title on one line of a box
PLACES = (0, WIDE + GAP, 2 * (WIDE + GAP))


@frozen
class Box:
    """A law beside the one that a page is about, and the variable that both have; no law where any of `count` may be meant."""

    law: str
    variable: str
    count: int = 1


def before(book: Book, law: Law) -> tuple[Box, ...]:
    """Return for each variable that a law needs the law that gives it; of several that do only a named neighbour.

    >>> import mlsysim_sym as ms
    >>> [box.law or f"one for {box.variable}" for box in before(ms.Book.load(), ms.law("throughput_from_kernel_time"))]
    ['one for operations', 'kernel_time_overlapped']
    """
    found = []
    for variable in law.variables:
        giving = [each for each in book.laws_for.get(variable, ()) if each != law.name]
        if variable == law.target or not giving:
            continue
        named = giving if len(giving) == 1 else [each for each in law.see_also if each in giving]
        found.append(Box(named[0], variable) if named else Box("", variable, len(giving)))
    return tuple(found)


def after(book: Book, law: Law) -> tuple[Box, ...]:
    """Return the laws that need what a law gives, near ones first."""
    if law.target is None or law.is_limit:
        return ()
    giving = set(book.laws_for.get(law.target, ()))
    needing = [each for each in book.laws_of.get(law.target, ()) if each not in giving]
    return tuple(Box(each, law.target) for each in _nearest(book, law, needing))


def _nearest(book: Book, law: Law, names: Sequence[str]) -> list[str]:
    def distance(name: str) -> tuple[bool, bool]:
        return name not in law.see_also, book.entry("law", name).path.split("/")[1] != law.area

    return sorted(names, key=distance)


def picture(places: Places, name: str) -> str:
    """Return the picture as a block of Markdown, nothing for a law without such neighbours."""
    book = places.book
    law = book.law(name)
    sides = before(book, law), after(book, law)
    if not any(sides):
        return ""
    rows = max(min(len(side), MOST) + (len(side) > MOST) for side in sides)
    height = max(rows, 1) * ROW
    middle = height / 2
    drawn = chain(
        _side(places, name, sides[0], 0, middle), _box(PLACES[1], middle - HIGH / 2, law.title, "", "own"),
        _side(places, name, sides[1], 2, middle),
    )  # fmt: skip
    said = f"Laws before and after {law.title}"
    svg = (
        f'<svg viewBox="-1 -1 {PLACES[2] + WIDE + 2} {height + 2}" role="img" aria-label="{escape(said)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>'
    )
    return f'```{{raw}} html\n<div class="neighbours">{svg}</div>\n```'


def _side(places: Places, name: str, boxes: tuple[Box, ...], column: int, middle: float) -> Iterator[str]:
    shown = boxes[:MOST]
    more = len(boxes) - len(shown)
    left = PLACES[column]
    top = middle - (len(shown) + bool(more)) * ROW / 2
    for place, box in enumerate(shown):
        y = top + place * ROW + (ROW - HIGH) / 2
        yield _line(column, y + HIGH / 2, middle)
        title = places.book.entry("law", box.law).summary["title"] if box.law else f"one of {box.count} laws"
        yield f'<a href="{escape(_address(places, name, box))}">{"".join(_box(left, y, title, box.variable, "other"))}</a>'
    if more:
        yield f'<text x="{left + WIDE / 2:g}" y="{top + len(shown) * ROW + ROW / 2:g}" class="more">and {more} more</text>'


def _address(places: Places, name: str, box: Box) -> str:
    """Return where a box leads: to its law, or to the variable with all laws that give it."""
    place = places.of("law", box.law) if box.law else places.of("variable", box.variable)
    path, mark, anchor = from_page(place or "", places.of("law", name) or "").partition("#")
    return f"{path.removesuffix('.md')}.html{mark}{anchor.replace('_', '-')}"


def _box(x: float, y: float, title: str, variable: str, kind: str) -> Iterator[str]:
    yield f'<rect x="{x:g}" y="{y:g}" width="{WIDE}" height="{HIGH}" rx="4" class="{kind}"/>'
    middle = x + WIDE / 2
    high = y + (15 if variable else 22)
    yield f'<text x="{middle:g}" y="{high:g}">{escape(_cut(title))}</text>'
    if variable:
        yield f'<text x="{middle:g}" y="{y + 29:g}" class="variable">{escape(_cut(variable))}</text>'


def _line(column: int, y: float, middle: float) -> str:
    start, end = (WIDE, PLACES[1]) if column == 0 else (PLACES[2], PLACES[1] + WIDE)
    half = (start + end) / 2
    return f'<path d="M{start} {y:g}C{half:g} {y:g} {half:g} {middle:g} {end} {middle:g}"/>'


def _cut(words: str) -> str:
    return words if len(words) <= LETTERS else words[: LETTERS - 1].rstrip() + "…"
