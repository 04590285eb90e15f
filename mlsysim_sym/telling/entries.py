"""Pages about what fills a question: a record, a solver, a choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving.citing import cited
from mlsysim_sym.solving.question import badge_of
from mlsysim_sym.solving.validity import of_solver
from mlsysim_sym.telling.commands import command, lines_of
from mlsysim_sym.telling.measured import measured_section
from mlsysim_sym.telling.page import Code, Listing, Page, Pairs, Paragraph, Part, Table, section

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.choice import Setting, Word
    from mlsysim_sym.book.registry import Figure, Record
    from mlsysim_sym.book.solver import Solver, TypicalQuestion, Use


MEASURED = (
    "Errors against published figures whose group took part in no fit, as shares of the figure; what is not predicted counts as "
    "beyond 10%. An answer whose inputs are among those of a family's figures carries its interval."
)

# --- records -----------------------------------------------------------------------------------------------------------


def record_page(book: Book, name: str) -> Page:
    """Return the page of a record: every number, as printed, with who says so.

    >>> import mlsysim_sym as ms
    >>> print(record_page(ms.Book.load(), "h100_sxm").text().splitlines()[0])
    NVIDIA H100 SXM5 80 GB (hardware/cloud/nvidia_h100_sxm)
    """
    record = book.record(name)
    return Page(
        f"{record.title} ({record.name})",
        (
            Paragraph(record.about) if record.about else Paragraph(f"A record of {record.tier}."),
            Pairs(tuple(_record_facts(record))),
            *section("Numbers", _fields(record, book)),
            *section("Parts", _parts(record)),
            *section("Totals", Listing(tuple(f"`{total.name} = {total.reducer}({total.of})`" for total in record.totals))),
            *section("Series", Listing(tuple(f"`{key}`: {each.unit}" for key, each in record.series.items()))),
        ),
    )


def _record_facts(record: Record) -> Iterator[tuple[str, str]]:
    if record.aliases:
        yield "also called", ", ".join(record.aliases)
    if record.choose:
        yield "chooses", ", ".join(f"{key} = {word}" for key, word in record.choose.items())
    for key, words in record.absent.items():
        yield "not published", f"{key}: {', '.join(words)}"


def _fields(record: Record, book: Book) -> Table:
    rows, entries = [], []
    for field_name, field in record.fields.items():
        for word, figure in field.all():
            row = _figure(f"{field_name} ({word})" if word else field_name, figure, book)
            name, value, badge, printed, who, also = row
            differs = f"differs: {figure.differs}" if figure.differs else ""
            rows.append((*row[:-1], "; ".join(each for each in (also, differs) if each)))
            said = [who, f"printed `{printed}`" if printed else "", figure.how, f"also {also}" if also else "", differs]
            role = ", only compared" if figure.role == "check" else ""
            entries.append((f"{name.replace('`', '')} = {value}  [{badge}{role}]", "; ".join(each for each in said if each)))
    return Table(("name", "value", "badge", "as printed", "who says so", "also"), tuple(rows), tuple(entries))


def _figure(name: str, figure: Figure, book: Book) -> tuple[str, ...]:
    who = "; ".join(str(each) for each in cited(book, (figure.citation,)))
    spread = f" ({figure.spread['shape']})" if figure.spread else ""
    also = "; ".join(_other(each) for each in figure.also)
    return f"`{name}`", figure.text + spread, badge_of(book, (figure.citation,), figure), figure.as_printed, who, also


def _other(also: Mapping[str, Any]) -> str:
    details = [f"`{also['as_printed']}`" if also.get("as_printed") else "", also.get("where", ""), also.get("how", "")]
    said = ", ".join(each for each in details if each)
    return f"{also.get('value', '')} [{also.get('source', '')}]" + (f" ({said})" if said else "")


def _parts(record: Record) -> Table:
    rows = tuple(
        (f"`{part.name}`", part.times, ", ".join(part.laws), ", ".join(f"{key} = {value}" for key, value in part.fields.items()))
        for part in record.parts
    )
    return Table(("part", "times", "laws", "numbers"), rows)


# --- solvers -----------------------------------------------------------------------------------------------------------


def solver_page(book: Book, name: str) -> Page:
    """Return the page of a solver: slots, laws, defaults with their reasons, and questions as commands."""
    solver = book.solver(name)
    return Page(
        f"{solver.title} ({solver.name})",
        (
            Paragraph(solver.about),
            Pairs(tuple(_solver_facts(solver))),
            *section("Laws", Listing(tuple(_use(use, book) for use in solver.uses))),
            *section("Limits", Listing(tuple(f"`{each if isinstance(each, str) else text(each)}`" for each in solver.limits))),
            *section("Inputs with defaults", _settings(solver.defaults, book)),
            *measured_section(of_solver(name), MEASURED),
            *section("Questions", *(part for each in solver.questions for part in _question(solver, each))),
        ),
    )


def _solver_facts(solver: Solver) -> Iterator[tuple[str, str]]:
    if solver.slots:
        yield "slots", ", ".join(solver.slots)
    if solver.shared:
        yield "shared", ", ".join(solver.shared)
    if solver.choose:
        yield "chooses", ", ".join(f"{key} = {word}" for key, word in solver.choose.items())


def _use(use: Use, book: Book) -> str:
    what = use.law or use.solver or ""
    title = book.law(what).title if use.law else f"solver, {book.solver(what).title}"
    scope = f" under `{use.scope}`" if use.scope else ""
    bound = ", ".join(f"`{key} = {text(node)}`" for key, node in use.bind.items())
    return f"`{what}`: {title}{scope}" + (f" with {bound}" if bound else "")


def _settings(settings: Mapping[str, Setting], book: Book) -> Table:
    rows = tuple(
        (f"`{name}`", setting.text, setting.why, "; ".join(str(each) for each in cited(book, setting.citations)))
        for name, setting in settings.items()
    )
    entries = tuple(
        (f"{name} = {setting.text}", "; ".join(row[2:]).strip("; "))
        for (name, setting), row in zip(settings.items(), rows, strict=True)
    )
    return Table(("name", "value", "why", "who says so"), rows, entries)


def _question(solver: Solver, question: TypicalQuestion) -> Iterator[Part]:
    expected = ", ".join(f"`{name} = {value}`" for name, value in question.expect.items())
    about = question.about[:1].upper() + question.about[1:].rstrip(".")
    yield Paragraph(f"{about}: {expected}." if expected else f"{about}.")
    shown = command(
        question.ask,
        solver=solver.name,
        slots=question.slots,
        given=question.given,
        require=question.require,
        choose=question.choose,
    )
    yield Code(lines_of(shown), "sh")


# --- choices -----------------------------------------------------------------------------------------------------------


def choice_page(book: Book, name: str) -> Page:
    """Return the page of a choice: what each word does."""
    choice = book.choice(name)
    words = (part for word, does in choice.words.items() for part in section(word, Listing(tuple(_word(does, book)))))
    default = (
        Pairs((("default", choice.default),))
        if choice.default
        else Pairs((("default", "none: it must be chosen where it matters"),))
    )
    return Page(f"{choice.name}", (Paragraph(choice.about), default, *words))


def _word(word: Word, book: Book) -> Iterator[str]:
    for variable, law in word.use.items():
        yield f"`{variable}` by `{law}`: {book.law(law).title}"
    for variable, setting in word.set.items():
        who = "; ".join(str(each) for each in cited(book, setting.citations))
        yield f"`{variable} = {setting.text}`" + (f" ({setting.why})" if setting.why else "") + (f": {who}" if who else "")
    for other, its_word in word.also.items():
        yield f"sets `{other} = {its_word}`"
