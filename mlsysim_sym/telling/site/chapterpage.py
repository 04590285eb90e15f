"""The textbook's chapters with their laws, and which chapters and laws have none of each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsysim_sym.book.chapters import Chapter, Place, volumes
from mlsysim_sym.telling.site.linking import Linker, plain
from mlsysim_sym.telling.site.places import Places

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

PLACE = "laws/chapters.md"
ABOUT = (
    "The textbook *Machine Learning Systems* (<https://github.com/harvard-edge/cs249r_book>) in its own order, with the laws "
    "that a chapter treats or would. A law's file names its chapters; `mlsysim-sym list laws --chapter NAME` lists them."
)


def laws_of_chapters(book: Book) -> dict[Place, list[str]]:
    """Return the laws of each chapter that has any."""
    found: dict[Place, list[str]] = {}
    for name in book.laws:
        for volume, chapter in book.summary(name)["chapters"]:
            found.setdefault(Place(volume, chapter), []).append(name)
    return found


def chapter_index(places: Places) -> str:
    """Return the page that lists the chapters."""
    book = places.book
    linker = Linker(places, PLACE)
    laws = laws_of_chapters(book)
    blocks = ["# Chapters of the textbook", ABOUT]
    for volume in volumes():
        blocks.append(f"## Volume {volume.number}: {plain(volume.title)}")
        blocks += list(_listed(linker, volume.chapters, laws))
        without = [chapter.title for chapter in volume.chapters if chapter.place not in laws]
        if without:
            blocks.append(f"**Chapters without laws:** {plain(', '.join(without))}.")
    without = [name for name in book.laws if not book.summary(name)["chapters"]]
    if without:
        blocks += ["## Laws without a chapter", _links(linker, without)]
    return "\n\n".join(blocks) + "\n"


def _listed(linker: Linker, chapters: tuple[Chapter, ...], laws: dict[Place, list[str]]) -> Iterator[str]:
    for chapter in chapters:
        if chapter.place in laws:
            names = laws[chapter.place]
            yield f"### {plain(chapter.title)}"
            yield f"{len(names)} {'law' if len(names) == 1 else 'laws'}: {_links(linker, names)}"


def _links(linker: Linker, names: list[str]) -> str:
    titled = sorted((linker.places.book.entry("law", name).summary["title"], name) for name in names)
    return ", ".join(linker.link("law", name, plain(title)) for title, name in titled) + "."
