"""Make a page's names links: which kind of thing a name means depends on the section that it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from mlsysim_sym.telling.page import Heading, Listing, Page, Pairs, Paragraph, Part, Table
from mlsysim_sym.telling.site.places import Places, from_page
from mlsysim_sym.valueclass import frozen

# What a name means first, by the heading above it.
MEANING: Mapping[str, tuple[str, ...]] = {
    "Alternatives": ("law",),
    "Neighbours": ("law", "variable"),
    "Used by": ("solver", "law"),
    "Source": ("law",),
    "Laws": ("law", "solver"),
    "Limits": ("law", "variable"),
    "Given by": ("law",),
    "Stands in": ("law",),
    "Published for": ("record",),
}
OTHERWISE = ("variable", "law", "record", "solver", "choice")
BADGES = ("given", "default", "verified", "secondary", "derived", "fitted", "measured", "estimated", "unverified")
_TOKEN = re.compile(r"`(?P<code>[^`]+)`|\[(?P<word>\w+)\]|(?P<url>https?://[^\s`<>\"|]+)|(?P<math>\$[^$]+\$)")
_SPECIAL = re.compile(r"([\\*_<>$\[\]{}~])")
CODE_COLUMNS = ("as printed",)


@frozen
class Linker:
    """Turns the words of one page into Markdown with links to other pages."""

    places: Places
    page: str

    def linked(self, page: Page) -> Page:
        """Return a page whose names are links."""
        kinds: tuple[str, ...] = OTHERWISE
        parts: list[Part] = []
        for part in page.parts:
            if isinstance(part, Heading):
                kinds = MEANING.get(part.words, OTHERWISE)
            parts.append(self._part(part, self._with(kinds)))
        return Page(self.words(page.title, ()), tuple(parts))

    def words(self, words: str, kinds: tuple[str, ...], *, math: bool = False) -> str:
        """Return words as Markdown: names between backquotes become links, all else is shown as it is."""
        pieces, end = [], 0
        for found in _TOKEN.finditer(words):
            if found["math"] and not math:
                continue
            pieces += [plain(words[end : found.start()]), self._token(found, kinds)]
            end = found.end()
        return "".join((*pieces, plain(words[end:])))

    def link(self, kind: str, name: str, shown: str | None = None) -> str:
        """Return a link to a thing's page, or its name where it has none."""
        place = self.places.of(kind, name)
        return f"[{shown or f'`{name}`'}]({from_page(place, self.page)})" if place else shown or f"`{name}`"

    def _with(self, kinds: tuple[str, ...]) -> Callable[[str], str]:
        return lambda words: self.words(words, kinds)

    def _token(self, found: re.Match[str], kinds: tuple[str, ...]) -> str:
        if found["math"]:
            return found["math"]
        if found["url"]:
            address = found["url"].rstrip(".,;:)")
            return f"<{address}>{plain(found['url'][len(address) :])}"
        if found["word"]:
            return self._bracketed(found["word"])
        name = found["code"].partition(" (")[0]
        for kind in kinds:
            if self.places.of(kind, name):
                return self.link(kind, name, found[0])
        return found[0]

    def _bracketed(self, word: str) -> str:
        if word in BADGES:
            return badge(word)
        return rf"\[{self.link('source', word, plain(word))}\]" if self.places.of("source", word) else rf"\[{plain(word)}\]"

    def _part(self, part: Part, words: Callable[[str], str]) -> Part:
        match part:
            case Paragraph(said):
                return Paragraph(words(said))
            case Listing(items):
                return Listing(tuple(map(words, items)))
            case Pairs(rows):
                return Pairs(tuple((plain(name), words(said)) for name, said in rows))
            case Table(columns, rows):
                return Table(columns, tuple(self._row(columns, row, words) for row in rows))
        return part

    def _row(self, columns: tuple[str, ...], row: tuple[str, ...], words: Callable[[str], str]) -> tuple[str, ...]:
        cells = []
        for column, cell in zip(columns, row, strict=True):
            if column == "symbol":
                cells.append(cell)
            elif column == "badge":
                cells.append(badge(cell))
            elif column in CODE_COLUMNS and cell:
                cells.append(f"`{cell.replace('`', chr(39))}`")
            else:
                cells.append(words(cell))
        return tuple(cells)


def plain(words: str) -> str:
    r"""Return words so that Markdown shows them as they are.

    >>> print(plain("2 * x < $3"))
    2 \* x \< \$3
    """
    return _SPECIAL.sub(r"\\\1", words)


def badge(word: str) -> str:
    """Return a badge as a coloured word."""
    return f"[{word}]{{.badge .badge-{word}}}" if word in BADGES else plain(word)
