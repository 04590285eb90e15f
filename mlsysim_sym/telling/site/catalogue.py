"""Catalogues: records, solvers, choices and scenarios as tables, and a page for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mlsysim_sym.solving.question import badge_of
from mlsysim_sym.telling.entries import choice_page, record_page, solver_page
from mlsysim_sym.telling.markdown import markdown
from mlsysim_sym.telling.page import Page, Pairs
from mlsysim_sym.telling.scored import scorecard_page
from mlsysim_sym.telling.site.linking import Linker, badge, plain
from mlsysim_sym.telling.site.places import Places

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.registry import Figure, Record

COLUMNS = 5  # numbers that a catalogue shows of each record: those that most records of the folder have
TIERS = {
    "hardware": "Hardware",
    "models": "Models and runs",
    "infrastructure": "Infrastructure",
    "systems": "Systems",
}
WORDS = ("bf16", "fp16", "int8", "fp32")  # of a number by precision, the first of these that a record has


def record(places: Places, name: str) -> str:
    """Return the page of a record."""
    found = places.book.record(name)
    page = record_page(places.book, name)
    parts = list(page.parts)
    parts.insert(1, Pairs((("name", f"`{found.name}`"),)))
    return markdown(Linker(places, places.of("record", name) or "").linked(Page(found.title, tuple(parts))))


def solver(places: Places, name: str) -> str:
    """Return the page of a solver."""
    page = solver_page(places.book, name)
    titled = Page(places.book.solver(name).title, (page.parts[0], Pairs((("name", f"`{name}`"),)), *page.parts[1:]))
    return markdown(Linker(places, places.of("solver", name) or "").linked(titled))


def choice(places: Places, name: str) -> str:
    """Return the page of a choice."""
    return markdown(Linker(places, places.of("choice", name) or "").linked(choice_page(places.book, name)))


def scenario(places: Places, name: str) -> str:
    """Return the page of a scenario: its scorecard, and the file."""
    from mlsysim_sym.asking.scenario import scenario as read  # noqa: PLC0415  (only scenarios are scored)

    found = read(name, places.book)
    linker = Linker(places, places.of("scenario", name) or "")
    shown = markdown(linker.linked(scorecard_page(found.score())))
    stages = "\n".join(f"- {linker.link('solver', stage.solver)}{_filled(stage.slots, linker)}" for stage in found.stages)
    command = f"```sh\nmlsysim-sym score {name}\n```"
    margins = f"## Margins\n\n![What is left of each bound]({name}.svg)"
    return f"{shown.rstrip()}\n\n{margins}\n\n## Solvers and records\n\n{stages}\n\n{command}\n"


def _filled(slots: object, linker: Linker) -> str:
    items = dict(slots).items()  # type: ignore[call-overload]
    return "".join(f"; {slot}: {linker.link('record', name)}" for slot, name in items)


# --- catalogues --------------------------------------------------------------------------------------------------------


def tier_index(places: Places, tier: str, names: list[str]) -> str:
    """Return the catalogue of a tier: a table for each folder, each number with its badge."""
    linker = Linker(places, f"records/{tier}/index.md")
    folders: dict[str, list[str]] = {}
    for name in names:
        folders.setdefault(name.split("/")[1], []).append(name)
    blocks = [f"# {TIERS.get(tier, tier.capitalize())}", f"{len(names)} records. Every number links to who says so; {_legend()}"]
    for folder, inside in sorted(folders.items()):
        blocks += [f"## {folder.replace('_', ' ').capitalize()}", "\n".join(_table(places.book, inside, linker))]
    tree = "\n".join(name.partition("/")[2] for name in names)
    return "\n\n".join((*blocks, f"```{{toctree}}\n:hidden:\n\n{tree}\n```")) + "\n"


def _legend() -> str:
    return "the coloured word says how far it can be trusted (see [badges](../../guide/answers.md#badges))."


def _table(book: Book, names: Iterable[str], linker: Linker) -> Iterator[str]:
    records = [book.record(name) for name in names]
    common = Counter(field for each in records for field in each.fields)
    columns = [name for name, _ in sorted(common.items(), key=lambda pair: (-pair[1], pair[0]))[:COLUMNS]]
    shown = [linker.link("variable", name, name.replace("_", " ")) for name in columns]
    yield f"| | {' | '.join(shown)} |"
    yield f"|{' --- |' * (len(columns) + 1)}"
    for each in sorted(records, key=lambda found: found.title.lower()):
        cells = [_cell(book, each, name, linker) for name in columns]
        yield f"| {linker.link('record', each.name, plain(each.title))} | {' | '.join(cells)} |"


def _cell(book: Book, found: Record, name: str, linker: Linker) -> str:
    if name not in found.fields:
        return ""
    word, figure = _one(dict(found.fields[name].all()))
    suffix = f" ({word})" if word else ""
    said = linker.link("record", found.name, plain(figure.text))
    return f"{said}{suffix} {badge(badge_of(book, (figure.citation,), figure))}"


def _one(figures: dict[str, Figure]) -> tuple[str, Figure]:
    word = next((each for each in WORDS if each in figures), next(iter(figures)))
    return word, figures[word]


def listing(places: Places, kind: str, title: str, about: str) -> str:
    """Return the page that lists the solvers, choices or scenarios."""
    book = places.book
    names = book.names(kind)
    folder = {"solver": "solvers", "choice": "choices", "scenario": "scenarios"}[kind]
    linker = Linker(places, f"{folder}/index.md")
    rows = ["| | |", "| --- | --- |"]
    for name in names:
        words = _about(book, kind, name)
        rows.append(f"| {linker.link(kind, name)} | {linker.words(words, ())} |")
    tree = "\n".join(names)
    return f"# {title}\n\n{about}\n\n" + "\n".join(rows) + f"\n\n```{{toctree}}\n:hidden:\n\n{tree}\n```\n"


def _about(book: Book, kind: str, name: str) -> str:
    if kind == "solver":
        return book.solver(name).about
    if kind == "choice":
        return book.choice(name).about
    return str(book.entry("scenario", name).data["about"])
