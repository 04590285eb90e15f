"""Chapters of the textbook that laws belong to: the field `book` of a law, and the list of all chapters.

The list is data, `formulas/chapters.yaml`. It is read by whoever lists or judges chapters; reading a law does not need it, so
that a question never pays for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from mlsysim_sym import resources
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.reading import shape
from mlsysim_sym.valueclass import frozen

FILE = "chapters.yaml"


@frozen
class Place:
    """A chapter that a law belongs to, by volume and the chapter's key."""

    volume: int
    chapter: str


@frozen
class Chapter:
    """A chapter of the textbook."""

    place: Place
    title: str

    def __str__(self) -> str:
        return f"volume {self.place.volume}, {self.title}"


@frozen
class Volume:
    """A volume of the textbook with its chapters in order."""

    number: int
    title: str
    chapters: tuple[Chapter, ...]


def read_places(data: Mapping[str, Any]) -> tuple[Place, ...]:
    """Return the chapters that a law's `book` names: one mapping, or a list of them."""
    if "book" not in data:
        return ()
    if isinstance(data["book"], Mapping):
        return (_place(data["book"]),)
    return tuple(_place(item) for item, _ in shape.items(data, "book"))


def _place(item: Mapping[str, Any]) -> Place:
    shape.known(item, "`book`", ["volume", "chapter"])
    return Place(_number(item), shape.words(item, "chapter"))


def _number(item: Mapping[str, Any]) -> int:
    written = shape.words(item, "volume")
    if not written.isdecimal():
        raise SchemaError(f"`volume: {written}` is no whole number", **shape.place(item, "volume"))
    return int(written)


@cache
def volumes() -> tuple[Volume, ...]:
    """Return the volumes of the textbook.

    >>> [len(volume.chapters) for volume in volumes()]
    [16, 17]
    """
    from mlsysim_sym.reading import yamlfile  # noqa: PLC0415  (loads the YAML parser)

    data = shape.mapping(yamlfile.load(resources.read_text("formulas", FILE), f"formulas/{FILE}"), f"`{FILE}`")
    shape.known(data, f"`{FILE}`", ["textbook", "volumes"])
    return tuple(_volume(item) for item, _ in shape.items(data, "volumes"))


def _volume(item: Mapping[str, Any]) -> Volume:
    shape.known(item, "a volume", ["volume", "title", "read", "chapters"])
    number = _number(item)
    chapters = shape.mapping(item["chapters"], "`chapters`", item, "chapters")
    found = tuple(Chapter(Place(number, name), shape.words(chapters, name)) for name in chapters)
    return Volume(number, shape.words(item, "title"), found)


def chapters() -> Iterator[Chapter]:
    """Yield every chapter of every volume, in order."""
    for volume in volumes():
        yield from volume.chapters


@cache
def by_place() -> Mapping[Place, Chapter]:
    """Return the chapters by volume and key.

    >>> str(by_place()[Place(2, "fault_tolerance")])
    'volume 2, Fault Tolerance'
    """
    return {chapter.place: chapter for chapter in chapters()}


def named(words: str) -> tuple[Place, ...]:
    """Return the chapters that somebody's words mean: a key, a title, either with the volume before it; none for others.

    >>> named("Introduction")
    (Place(volume=1, chapter='introduction'), Place(volume=2, chapter='introduction'))
    >>> named("2/introduction")
    (Place(volume=2, chapter='introduction'),)
    """
    volume, slash, name = words.rpartition("/")
    key = name.strip().lower().replace(" ", "_")
    return tuple(place for place in by_place() if place.chapter == key and (not slash or str(place.volume) == volume))


def spelt() -> list[str]:
    """Return the keys of all chapters, each once."""
    return list(dict.fromkeys(place.chapter for place in by_place()))
