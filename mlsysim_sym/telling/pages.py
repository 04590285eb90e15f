"""Pages about the book: a law, a variable, a record, a solver, a choice; each as text and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mlsysim_sym.book.chapters import by_place
from mlsysim_sym.book.invert import invert
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.figures import number_text, symbols_of
from mlsysim_sym.reading.printing import latex, text
from mlsysim_sym.reading.units import best_prefix
from mlsysim_sym.solving.citing import cited
from mlsysim_sym.solving.question import badge_of
from mlsysim_sym.solving.validity import of_law
from mlsysim_sym.telling.commands import command, lines_of
from mlsysim_sym.telling.entries import choice_page, record_page, solver_page
from mlsysim_sym.telling.equations import ROUTES
from mlsysim_sym.telling.inverses import form_lines, form_rows, forms_shown
from mlsysim_sym.telling.latex import symbol_in
from mlsysim_sym.telling.measured import family_line
from mlsysim_sym.telling.page import Code, Equation, Listing, Page, Pairs, Paragraph, Part, Table, section

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Example, Law
    from mlsysim_sym.reading.variable import Variable

__all__ = ["choice_page", "law_page", "page_of_law", "record_page", "solver_page", "variable_page"]

MOST_NEIGHBOURS = 8
SHOWN_DIGITS = 6


# --- laws --------------------------------------------------------------------------------------------------------------


def law_page(book: Book, name: str) -> Page:
    """Return the page of a law.

    >>> import mlsysim_sym as ms
    >>> print(law_page(ms.Book.load(), "ridge_point").text().splitlines()[0])
    Ridge point (ridge_point)
    """
    return page_of_law(book.law(name), book)


def page_of_law(law: Law, book: Book) -> Page:
    """Return the page of a law that need not be in the book."""
    symbols = symbols_of(law.variables, lambda name: symbol_in(book, name))
    statement = Equation((text(law.statement),), (latex(law.statement, symbols),))
    return Page(
        f"{law.title} ({law.name})",
        (
            Paragraph(law.about),
            statement,
            Pairs(tuple(_facts(law))),
            *section("Variables", _variables(law, book)),
            *section("Solved for each", *_inverses(law, symbols, book)),
            *section("Where it holds", Listing(tuple(_validity(law)))),
            *section("Assumptions", Listing(law.assumes)),
            *section("Source", Listing(tuple(_sources(law, book)))),
            *section("Example", *_examples(law)),
            *section("Alternatives", Listing(tuple(_alternatives(law, book)))),
            *section("Neighbours", Listing(tuple(_neighbours(law, book)))),
            *section("Measured", *_measured(law)),
            *section("Used by", Listing(tuple(_solvers_with(law, book)))),
        ),
    )


def _facts(law: Law) -> Iterator[tuple[str, str]]:
    yield "kind", f"{law.kind}, {law.bound} bound of its left side" if law.bound else law.kind
    if law.area:
        yield "area", law.area
    if law.regimes:
        yield "regimes", ", ".join(each.replace("_", " ") for each in law.regimes)
    if law.choices:
        yield "choices", ", ".join(law.choices)
    if law.chapters:
        yield "textbook", "; ".join(str(by_place()[place]) for place in law.chapters if place in by_place())


def _variables(law: Law, book: Book) -> Table:
    rows = []
    entries = []
    for name in law.variables:
        try:
            variable = book.variable(name)
        except MlsysimError:
            rows.append((f"`{name}`", "", "", "", "not in the glossary"))
            entries.append((name, "not in the glossary"))
            continue
        rows.append((f"`{name}`", f"${variable.symbol}$", unit_of(variable), str(variable.domain), variable.meaning))
        entries.append((f"{name}  [{unit_of(variable)}], {variable.domain}", variable.meaning))
    return Table(("name", "symbol", "unit", "domain", "meaning"), tuple(rows), tuple(entries))


def unit_of(variable: Variable) -> str:
    """Return a variable's unit, with what is counted where it is a count."""
    return f"{variable.unit.text} ({variable.kind})" if variable.kind else variable.unit.text


_BESIDE = {
    "set": "where another branch binds, more than this point",
    "limit": "the point where the limit is reached",
    "step": "a range, solved by its steps",
}


def _inverses(law: Law, symbols: Mapping[str, str], book: Book) -> Iterator[Part]:
    lines: list[str] = []
    rows: list[str] = []
    notes: list[str] = []
    for name in law.variables:
        inverse = invert(law, name)
        if inverse.route == "forward":
            continue
        forms = forms_shown(book, law, name)
        lines += form_lines(name, forms)
        rows += form_rows(symbols[name], forms, symbols.__getitem__)
        if inverse.route != "closed":
            notes.append(f"`{name}`: {_BESIDE.get(inverse.route) or ROUTES[inverse.route]}")
    if lines:
        yield Equation(tuple(lines), tuple(rows))
    yield Listing(tuple(notes))


def _validity(law: Law) -> Iterator[str]:
    yield from (f"`{text(each)}`" for each in law.holds_when)
    yield from (f"at `{text(point.when)}`: `{text(point.then)}`" for point in law.points)
    yield from (f"as {limit}: {then}" for limit, then in law.limits_to)


def _sources(law: Law, book: Book) -> Iterator[str]:
    for citation, shown in zip(law.citations, cited(book, law.citations), strict=False):
        read = f"; read on {citation.read.on} at {citation.read.at}: `{citation.read.shows}`" if citation.read else ""
        yield f"{shown} [{badge_of(book, (citation,))}]{read}"
    if law.proof is not None:
        laws = ", ".join(f"`{each}`" for each in law.proof.laws)
        way = (
            law.proof.by if isinstance(law.proof.by, str) else ", ".join(f"{key} {value}" for key, value in law.proof.by.items())
        )
        under = ", ".join(f"{key} = {value}" for key, value in law.proof.under.items())
        yield f"follows from {laws} by {way}" + (f" under {under}" if under else "")


def _examples(law: Law) -> Iterator[Part]:
    for example in law.examples:
        yield Paragraph(_example(example))
        unknown = next(iter(example.expect), None)
        if unknown:
            yield Code(lines_of(command([unknown], law=law.name, given=example.given)), "sh")


def _example(example: Example) -> str:
    given = ", ".join(f"`{name} = {value}`" for name, value in example.given.items())
    expected = ", ".join(f"`{name} = {value}`" for name, value in example.expect.items())
    regime = f", {example.regime.replace('_', ' ')}" if example.regime else ""
    published = example.published
    where = f" Published: {published.source}, {published.place}, as `{published.as_printed}`." if published else ""
    return f"With {given}: {expected}{regime}.{where}"


def _alternatives(law: Law, book: Book) -> Iterator[str]:
    if law.relation is None:
        return
    if law.relation.when:
        way = "applies" if law.relation.exclusive else "is preferred"
        yield f"this law {way} when {' and '.join(f'`{text(each)}`' for each in law.relation.when)}"
    group = law.relation.group
    for name in book.laws:
        if name != law.name and book.summary(name)["group"] == group:
            other = book.law(name)
            conditions = other.relation.when if other.relation else ()
            when = f", when {' and '.join(f'`{text(each)}`' for each in conditions)}" if conditions else ""
            yield f"`{name}`: {other.title}{when}"


def _neighbours(law: Law, book: Book) -> Iterator[str]:
    shared = Counter(
        other for name in law.variables for other in book.laws_of.get(name, ()) if other != law.name and other not in law.see_also
    )
    near = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_NEIGHBOURS]
    for name in law.see_also:
        yield f"`{name}`: {_title(book, name)}"
    for name, count in near:
        common = [each for each in law.variables if name in book.laws_of.get(each, ())]
        shown = ", ".join(f"`{each}`" for each in common[:3]) + (" ..." if count > 3 else "")  # noqa: PLR2004
        yield f"`{name}`: {_title(book, name)}; shares {shown}"


def _measured(law: Law) -> Iterator[Part]:
    """Yield how far published figures are from the answers in which a law takes part."""
    found = of_law(law.name)
    if found:
        yield Paragraph("Errors of answers in which the law takes part, against published figures that took part in no fit:")
        yield Listing(tuple(family_line(each) for each in found))


def _title(book: Book, law: str) -> str:
    try:
        return book.law(law).title
    except MlsysimError:
        return "not in this book"


def _solvers_with(law: Law, book: Book) -> Iterator[str]:
    for name in book.names("solver"):
        solver = book.solver(name)
        scopes = [use.scope for use in solver.uses if use.law == law.name]
        limited = law.name in solver.limits
        if scopes or limited:
            under = ", ".join(f"`{scope}`" for scope in scopes if scope)
            yield f"`{name}`: {solver.title}" + (f", under {under}" if under else "") + (", as a limit" if limited else "")


# --- variables ---------------------------------------------------------------------------------------------------------


def variable_page(book: Book, name: str) -> Page:
    """Return the page of a variable of the glossary."""
    variable = book.variable(name)
    gives = book.laws_for.get(variable.name, ())
    stands = tuple(each for each in book.laws_of.get(variable.name, ()) if each not in gives)
    return Page(
        variable.name,
        (
            Paragraph(variable.meaning + (f" Not {variable.confused_with}." if variable.confused_with else "")),
            Equation((), (variable.symbol,)),
            Pairs(tuple(_variable_facts(variable, book))),
            *section("Given by", Listing(tuple(f"`{law}`: `{text(book.law(law).statement)}`" for law in gives))),
            *section("Stands in", Listing(tuple(f"`{law}`: {book.law(law).title}" for law in stands))),
            *section("Published for", Listing(tuple(_records_with(variable.name, book)))),
        ),
    )


def _variable_facts(variable: Variable, book: Book) -> Iterator[tuple[str, str]]:
    yield "area", variable.area
    yield "unit", unit_of(variable)
    yield "domain", str(variable.domain)
    if variable.typical:
        low, high = (" ".join(_prefixed(each, variable)) for each in variable.typical)
        yield "typical", f"{low} to {high}"
    if variable.aliases:
        yield "also called", ", ".join(variable.aliases)
    if variable.accepts:
        yield "accepts", ", ".join(unit.text for unit in variable.accepts)
    if variable.default is not None:
        who = "; ".join(str(each) for each in cited(book, variable.default.citations))
        yield "default", f"{variable.default.value.text}: {who}" + (f" ({variable.default.why})" if variable.default.why else "")
    if variable.book_macro:
        yield "macro", variable.book_macro


def _prefixed(value: float, variable: Variable) -> tuple[str, ...]:
    number, unit = best_prefix(value, variable.unit)
    return (number_text(number, SHOWN_DIGITS),) if unit == "1" else (number_text(number, SHOWN_DIGITS), unit)


def _records_with(name: str, book: Book) -> Iterator[str]:
    for path in book.names("record"):
        record = book.record(path)
        if name in record.fields:
            figures = [f"{word} {figure.text}".strip() for word, figure in record.fields[name].all()]
            yield f"`{record.short}`: {', '.join(figures)}"
