"""All pages of the site that come from the book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlsysim_sym.telling.site import catalogue, chapterpage, lawpages, reference, sources
from mlsysim_sym.telling.site.folder import Folder
from mlsysim_sym.telling.site.places import Places

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

SOLVERS = "A solver is a list of laws for one subject: what one opens to ask about something."
CHOICES = "A choice is one word that switches several laws and values together."
SCENARIOS = "A scenario is a whole situation as a file: what it consists of, what it must meet, what is asked about it."


def build(handwritten: Path, target: Path) -> int:
    """Write the sources of the site and return how many files there are."""
    from mlsysim_sym.book.book import Book  # noqa: PLC0415  (asked for once)
    from mlsysim_sym.telling.site.font import math_font  # noqa: PLC0415

    folder = Folder.at(target)
    folder.copy(handwritten)
    book = Book.load()
    for place, words in pages(book):
        folder.write(place, words)
    folder.write_bytes("_static/math.woff2", math_font())
    folder.prune()
    return len(folder.written)


def pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield every page that the book gives, with its place."""
    places = Places(book)
    yield from _laws(places)
    yield from _glossary(places)
    yield from _records(places)
    yield from _margins(places)
    for kind, write in (("solver", catalogue.solver), ("choice", catalogue.choice), ("scenario", catalogue.scenario)):
        for name in book.names(kind):
            yield places.of(kind, name) or "", write(places, name)
    yield "solvers/index.md", catalogue.listing(places, "solver", "Solvers", SOLVERS)
    yield "choices/index.md", catalogue.listing(places, "choice", "Choices", CHOICES)
    yield "scenarios/index.md", catalogue.listing(places, "scenario", "Scenarios", SCENARIOS)
    yield from _sources(places)
    yield from _reference(places)


def _laws(places: Places) -> Iterator[tuple[str, str]]:
    top, areas = lawpages.law_index(places)
    yield "laws/index.md", top
    yield chapterpage.PLACE, chapterpage.chapter_index(places)
    for area, names in areas.items():
        yield f"laws/{area}/index.md", lawpages.area_index(places, area, names)
        for name in names:
            yield from _law(places, area, name)


def _law(places: Places, area: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the page of a law, and its curve where its regimes make one worth looking at."""
    from mlsysim_sym.telling.plots.law import law_plot  # noqa: PLC0415  (loads matplotlib)
    from mlsysim_sym.telling.plots.style import svg  # noqa: PLC0415

    figure = law_plot(places.book, name) if places.book.law(name).regimes else None
    if figure is not None:
        yield f"laws/{area}/{name}.svg", svg(figure)
    yield places.of("law", name) or "", lawpages.law_page(places, name, curve=f"{name}.svg" if figure is not None else "")


def _margins(places: Places) -> Iterator[tuple[str, str]]:
    """Yield the picture of each scenario's margins."""
    from mlsysim_sym.asking.scenario import scenario  # noqa: PLC0415  (only scenarios are scored)
    from mlsysim_sym.telling.plots.scorecard import scorecard_plot  # noqa: PLC0415  (loads matplotlib)
    from mlsysim_sym.telling.plots.style import svg  # noqa: PLC0415

    for name in places.book.names("scenario"):
        yield f"scenarios/{name}.svg", svg(scorecard_plot(scenario(name, places.book).score()))


def _glossary(places: Places) -> Iterator[tuple[str, str]]:
    areas: dict[str, list[str]] = {}
    for name in places.book.variables:
        areas.setdefault(places.book.variable(name).area, []).append(name)
    rows = "\n".join(f"- [{lawpages.title_of(area)}]({area}.md): {len(names)} variables" for area, names in sorted(areas.items()))
    tree = "\n".join(sorted(areas))
    yield "glossary/index.md", f"# Glossary\n\n{rows}\n\n```{{toctree}}\n:hidden:\n\n{tree}\n```\n"
    for area, names in areas.items():
        yield f"glossary/{area}.md", lawpages.glossary_area(places, area, names)


def _records(places: Places) -> Iterator[tuple[str, str]]:
    tiers: dict[str, list[str]] = {}
    for name in places.book.names("record"):
        tiers.setdefault(name.partition("/")[0], []).append(name)
        yield places.of("record", name) or "", catalogue.record(places, name)
    for tier, names in tiers.items():
        yield f"records/{tier}/index.md", catalogue.tier_index(places, tier, names)
    rows = "\n".join(
        f"- [{catalogue.TIERS.get(tier, tier.capitalize())}]({tier}/index.md): {len(names)} records"
        for tier, names in tiers.items()
    )
    tree = "\n".join(f"{tier}/index" for tier in tiers)
    yield "records/index.md", f"# The registry\n\n{rows}\n\n```{{toctree}}\n:hidden:\n\n{tree}\n```\n"


def _sources(places: Places) -> Iterator[tuple[str, str]]:
    users = sources.cited_by(places.book)
    yield "sources/index.md", sources.index(places)
    for letter, keys in sources.letters(places.book).items():
        yield f"sources/{letter}.md", sources.letter_page(places, letter, keys, users)


def _reference(places: Places) -> Iterator[tuple[str, str]]:
    from mlsysim_sym.asking.validate import validate  # noqa: PLC0415  (only the accuracy page compares)
    from mlsysim_sym.telling.plots.compared import predicted_plot  # noqa: PLC0415
    from mlsysim_sym.telling.plots.style import svg  # noqa: PLC0415

    yield "reference/cli.md", reference.command_line()
    found = validate(places.book)
    yield "accuracy.svg", svg(predicted_plot(found))
    yield "accuracy.md", reference.accuracy(places, found)
