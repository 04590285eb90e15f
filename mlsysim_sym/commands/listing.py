"""The command `list`: search laws, variables, records, solvers, choices, scenarios and sources."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.chapters import Place, named, spelt
from mlsysim_sym.book.compose import of_solver
from mlsysim_sym.book.library import AREAS
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.names import KINDS, PLURALS, source_keys
from mlsysim_sym.commands.options import WIDTH, book_option, format_options, header, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.errors import NoAnswerError, did_you_mean
from mlsysim_sym.valueclass import frozen

NAMES_WIDTH = 34
_WITHOUT = "the textbook has this chapter, but no law names it in its field `book`"


@frozen
class Row:
    """A line of the list; `area` is the folder that the thing lies in."""

    kind: str
    name: str
    title: str
    area: str
    aliases: tuple[str, ...] = ()
    chapters: tuple[Place, ...] = ()

    def matches(self, words: tuple[str, ...]) -> bool:
        """Whether each word stands in the name, the title or an alias."""
        text = " ".join((self.name, self.name.replace("_", " "), self.title, *self.aliases)).lower()
        return all(word.lower() in text for word in words)

    def to_dict(self) -> dict[str, object]:
        """Return the line as JSON shows it."""
        shown = {"kind": self.kind, "name": self.name, "title": self.title, "area": self.area, "aliases": list(self.aliases)}
        chapters = [{"volume": each.volume, "chapter": each.chapter} for each in self.chapters]
        return shown | ({"chapters": chapters} if self.kind == "law" else {})


@frozen
class Wanted:
    """What is searched for; `giving` and `needing` are names of variables, `chapters` what `chapter` may mean."""

    kinds: tuple[str, ...]
    words: tuple[str, ...] = ()
    giving: str | None = None
    needing: str | None = None
    area: str | None = None
    chapter: str | None = None
    chapters: tuple[Place, ...] = ()


@verb(
    "list",
    "mlsysim-sym list",
    "mlsysim-sym list laws --area network",
    "mlsysim-sym list laws --chapter fault_tolerance",
    "mlsysim-sym list laws --giving kv_cache_size",
    "mlsysim-sym list records --giving memory_bandwidth",
    "mlsysim-sym list checkpoint interval",
)
@click.argument("words", nargs=-1, metavar="[KIND] [WORDS]...")
@click.option("--giving", metavar="NAME", help="Only what gives this variable.")
@click.option("--needing", metavar="NAME", help="Only what needs this variable.")
@click.option("--area", metavar="AREA", help="Only this area, as in network or hardware.")
@click.option("--chapter", metavar="NAME", help="Only laws of this chapter of the textbook.")
@book_option
@format_options("text", "json")
def list_command(*, words: tuple[str, ...], books: tuple[str, ...], fmt: str, **narrowed: str | None) -> int:
    """List or search what there is.

    KIND is laws, variables, records, solvers, choices, scenarios or sources. Every one of WORDS must stand in a name,
    title or alias. Without arguments, an overview.
    """
    book = Book.load(*books)
    wanted = _wanted(book, words, **narrowed)
    rows = [row for row in _rows(book, wanted) if row.matches(wanted.words)]
    if not rows:
        raise _nothing(book, wanted, words)
    if fmt == "json":
        print_json({"schema": "mlsysim-sym/list/1", "entries": [row.to_dict() for row in rows], "book": book.digest})
    elif words or any(narrowed.values()):
        click.echo(_table(rows, len(wanted.kinds) > 1))
    else:
        click.echo(_overview(rows))
    return 0


def _wanted(
    book: Book, words: tuple[str, ...], *, giving: str | None, needing: str | None, area: str | None, chapter: str | None
) -> Wanted:
    first = PLURALS.get(words[0], words[0]) if words else ""
    kinds = (first,) if first in KINDS else ("law",) if chapter else KINDS
    if area is not None:
        _one_of("area", area, sorted({row.area for row in _rows(book, Wanted(("law", "record")))} | set(AREAS)))
    chapters = named(chapter) if chapter else ()
    if chapter and not chapters:
        _one_of("chapter", chapter, spelt())
    given = book.variable(giving).name if giving else None
    needed = book.variable(needing).name if needing else None
    return Wanted(kinds, words[1:] if first in KINDS else words, given, needed, area, chapter, chapters)


def _one_of(what: str, word: str, known: list[str]) -> None:
    if word not in known:
        hint = did_you_mean(word, known) or f"one of {', '.join(known)}"
        raise CommandError(f"unknown {what} `{word}`", names=(word,), hint=hint)


def _nothing(book: Book, wanted: Wanted, words: tuple[str, ...]) -> NoAnswerError:
    known = [*PLURALS, *(row.name for row in _rows(book, Wanted(wanted.kinds)))]
    hint = did_you_mean("_".join(wanted.words), known) if wanted.words else _WITHOUT if wanted.chapter else None
    options = {key: getattr(wanted, key) for key in ("giving", "needing", "area", "chapter")}
    said = [*words, *(f"--{key} {word}" for key, word in options.items() if word)]
    return NoAnswerError(f"nothing matches `{' '.join(said)}`", names=wanted.words, hint=hint)


# --- rows --------------------------------------------------------------------------------------------------------------


def _rows(book: Book, wanted: Wanted) -> Iterator[Row]:
    for kind in wanted.kinds:
        for row in _OF_KIND[kind](book):
            within = wanted.area in (None, row.area) and (not wanted.chapter or set(row.chapters) & set(wanted.chapters))
            if within and _gives(book, row, wanted.giving) and _needs(book, row, wanted.needing):
                yield row


def _laws(book: Book) -> Iterator[Row]:
    for name in book.laws:
        entry = book.entry("law", name)
        chapters = tuple(Place(*each) for each in entry.summary["chapters"])
        yield Row("law", name, entry.summary["title"], entry.path.split("/")[1], chapters=chapters)


def _variables(book: Book) -> Iterator[Row]:
    seen = set()
    for name, _, area in book.glossary_entries():
        if name not in seen:
            seen.add(name)
            variable = book.variable(name)
            unit = "" if variable.unit.text == "1" else f" [{variable.unit.text}]"
            yield Row("variable", name, f"{variable.meaning}{unit}", area, variable.aliases)


def _records(book: Book) -> Iterator[Row]:
    for path in book.names("record"):
        entry = book.entry("record", path)
        yield Row(
            "record",
            path.rpartition("/")[2],
            entry.summary.get("title", ""),
            path.partition("/")[0],
            (path, *entry.summary.get("aliases", ())),
        )


def _solvers(book: Book) -> Iterator[Row]:
    for name in book.names("solver"):
        yield Row("solver", name, book.solver(name).title, "solvers")


def _choices(book: Book) -> Iterator[Row]:
    for name in book.names("choice"):
        choice = book.choice(name)
        yield Row("choice", name, f"{choice.about} ({', '.join(choice.words)})", "choices", tuple(choice.words))


def _scenarios(book: Book) -> Iterator[Row]:
    for name in book.names("scenario"):
        yield Row("scenario", name, book.entry("scenario", name).summary.get("title", ""), "scenarios")


def _sources(book: Book) -> Iterator[Row]:
    for key in source_keys(book):
        source = book.source(key)
        yield Row("source", key, f"{source.short}. {source.title}", "sources")


_OF_KIND = {
    "law": _laws,
    "variable": _variables,
    "record": _records,
    "solver": _solvers,
    "choice": _choices,
    "scenario": _scenarios,
    "source": _sources,
}


def _gives(book: Book, row: Row, name: str | None) -> bool:
    """Whether a law, solver, record or choice gives a variable."""
    if name is None:
        return True
    if row.kind == "law":
        return bool(book.summary(row.name)["target"] == name)
    if row.kind == "solver":
        return any(_last(each.target) == name for each in of_solver(book, row.name).instances.values() if not each.is_limit)
    if row.kind == "record":
        return name in book.record(row.name).fields
    return row.kind == "choice" and any(name in word.set for word in book.choice(row.name).words.values())


def _needs(book: Book, row: Row, name: str | None) -> bool:
    """Whether a law or solver needs a variable."""
    if name is None:
        return True
    if row.kind == "law":
        summary = book.summary(row.name)
        return name in summary["variables"] and summary["target"] != name
    return row.kind == "solver" and any(_last(each) == name for each in of_solver(book, row.name).names)


def _last(name: str | None) -> str:
    return (name or "").rpartition(".")[2]


# --- text --------------------------------------------------------------------------------------------------------------


def _table(rows: list[Row], headed: bool) -> str:  # noqa: FBT001  (whether the kinds are told apart)
    formatter = click.HelpFormatter(width=WIDTH)
    for kind in KINDS:
        chosen = [(row.name, row.title) for row in rows if row.kind == kind]
        if chosen and headed:
            formatter.write(f"{header(_counted(len(chosen), kind))}\n")
        if chosen:
            formatter.write_dl(chosen, col_max=NAMES_WIDTH)
    return formatter.getvalue().rstrip("\n")


def _counted(count: int, kind: str) -> str:
    plural = next(plural for plural, single in PLURALS.items() if single == kind)
    return f"{count} {kind if count == 1 else plural}"


def _overview(rows: list[Row]) -> str:
    formatter = click.HelpFormatter(width=WIDTH)
    for kind in KINDS:
        chosen = [row for row in rows if row.kind == kind]
        areas: dict[str, int] = {}
        for row in chosen:
            areas[row.area] = areas.get(row.area, 0) + 1
        formatter.write(f"{header(_counted(len(chosen), kind))}\n")
        shown = (
            ", ".join(f"{area} {count}" for area, count in areas.items())
            if len(areas) > 1
            else ", ".join(row.name for row in chosen)
        )
        formatter.write(f"{click.wrap_text(shown, WIDTH, '  ', '  ')}\n" if kind != "source" else "")
    formatter.write("Narrow it: `list laws --area network`, `list variables bandwidth`.\n")
    return formatter.getvalue().rstrip("\n")
