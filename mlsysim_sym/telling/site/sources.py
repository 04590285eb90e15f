"""The bibliography: a page for each letter, each work with the laws and records that cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsysim_sym.telling.site.linking import Linker, plain
from mlsysim_sym.telling.site.places import Places

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book


def letters(book: Book) -> dict[str, list[str]]:
    """Return the keys of the bibliography by first letter."""
    found: dict[str, list[str]] = {}
    for key in sorted(book.source_keys, key=str.lower):
        found.setdefault(key[0].lower(), []).append(key)
    return found


def cited_by(book: Book) -> dict[str, list[tuple[str, str]]]:
    """Return for each work the laws and records that cite it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in book.laws:
        for citation in book.law(name).citations:
            found.setdefault(citation.key, []).append(("law", name))
    for name in book.names("record"):
        for field in book.record(name).fields.values():
            for _, figure in field.all():
                found.setdefault(figure.source, []).append(("record", name))
    return {key: list(dict.fromkeys(users)) for key, users in found.items()}


def letter_page(places: Places, letter: str, keys: list[str], users: dict[str, list[tuple[str, str]]]) -> str:
    """Return the page of the works whose keys begin with a letter."""
    linker = Linker(places, f"sources/{letter}.md")
    blocks = [f"# Sources: {letter.upper()}"]
    for key in keys:
        work = places.book.source(key)
        said = [f"{plain(work.authors)} ({work.year}). *{plain(work.title)}*.", plain(work.venue)]
        said += [f"<{work.link}>" if work.link.startswith("http") else plain(work.link), plain(work.note)]
        links = ", ".join(linker.link(kind, name, f"`{name.rpartition('/')[2]}`") for kind, name in users.get(key, ()))
        blocks += [
            f"## {key}",
            " ".join(each for each in said if each),
            f"Cited by {links}." if links else "Not cited by a law or record's number.",
        ]
    return "\n\n".join(blocks) + "\n"


def index(places: Places) -> str:
    """Return the page that lists the letters."""
    found = letters(places.book)
    rows = "\n".join(f"- [{letter.upper()}]({letter}.md): {len(keys)} works" for letter, keys in found.items())
    tree = "\n".join(found)
    return f"# Sources\n\n{len(places.book.source_keys)} works.\n\n{rows}\n\n```{{toctree}}\n:hidden:\n\n{tree}\n```\n"
