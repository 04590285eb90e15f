r"""Works as BibTeX whose texts LaTeX can print, and whose organisations are not taken for people.

>>> from mlsysim_sym.reading.sources import Source
>>> print(entry(Source("a", "Mistral AI", "50% of R&D", "2024")))
@misc{a,
  author = {{Mistral AI}},
  title = {{50\% of R\&D}},
  year = {2024},
}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mlsysim_sym.telling.export.latex import words

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.reading.sources import Source

INITIALS = re.compile(r"\b[^\W\d_]\.")


def bibliography(book: Book, keys: Iterable[str]) -> str:
    """Return works as the text of a `.bib` file, in the order of their keys."""
    return "\n\n".join(entry(book.source(key)) for key in sorted(set(keys)) if key in book.source_keys) + "\n"


def entry(work: Source) -> str:
    """Return one work as a BibTeX entry."""
    fields = {"author": _authors(work.authors), "title": f"{{{words(work.title)}}}", "year": work.year}
    fields |= {"journal": words(work.venue), "doi": work.doi, "eprint": work.arxiv, "url": work.url, "note": words(work.note)}
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{'article' if work.venue else 'misc'}{{{work.key},\n{rows}}}"


def _authors(authors: str) -> str:
    """Return authors joined by `and`; one without initials is an organisation, which braces keep whole."""
    listed = authors.replace(" et al.", ", others").replace(" and ", ", ").split(",")
    names = [each.strip() for each in listed if each.strip()]
    shown = [words(each) for each in names]
    return " and ".join(
        said if each == "others" or INITIALS.search(each) else f"{{{said}}}" for each, said in zip(names, shown, strict=True)
    )
