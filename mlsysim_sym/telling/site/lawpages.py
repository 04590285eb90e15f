"""The page of a law, and the pages that list laws by area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.printing import latex
from mlsysim_sym.solving.question import Question, badge_of
from mlsysim_sym.telling.derived import derivation_page
from mlsysim_sym.telling.latex import law_latex, symbol_in
from mlsysim_sym.telling.markdown import markdown
from mlsysim_sym.telling.page import Equation, Heading, Page, Pairs, Paragraph, Part, section
from mlsysim_sym.telling.pages import page_of_law
from mlsysim_sym.telling.site.linking import Linker, badge, plain
from mlsysim_sym.telling.site.neighbours import picture
from mlsysim_sym.telling.site.places import Places

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Example, Law

ABOUT_OTHERS = ("Alternatives", "Neighbours", "Used by")
DROPPED = ("Result", "Numbers used", "Laws chosen")  # of a worked example, said elsewhere on the page


def law_page(places: Places, name: str, *, curve: str = "") -> str:
    """Return the page of a law as Markdown; `curve` names a picture beside it."""
    book = places.book
    law = book.law(name)
    page = page_of_law(law, book)
    linker = Linker(places, places.of("law", name) or "")
    before, after = _split(tuple(_named(law, page.parts)))
    blocks = [markdown(linker.linked(Page(law.title, before))), _worked(book, law, linker)]
    if curve:
        blocks.append(f"## Curve\n\n![{plain(law.title)} about its first example]({curve})")
    blocks.append(_pictured(places, name, markdown(linker.linked(Page("", after)))))
    return "\n\n".join(block.strip() for block in blocks if block.strip()) + "\n"


def _pictured(places: Places, name: str, shown: str) -> str:
    """Return what is said about other laws with a picture of the nearest before their list."""
    start, heading, rest = shown.partition("## Neighbours\n")
    drawn = picture(places, name)
    return f"{start}{heading}\n{drawn}\n{rest}" if heading and drawn else shown


def _named(law: Law, parts: tuple[Part, ...]) -> Iterator[Part]:
    """Yield a page's parts with the law's own name among its facts."""
    first = True
    for part in parts:
        if isinstance(part, Pairs) and first:
            first = False
            yield Pairs((("name", f"`{law.name}`"), *part.rows))
        else:
            yield part


def _split(parts: tuple[Part, ...]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return the parts about the law itself, and those about others."""
    place = next(
        (place for place, part in enumerate(parts) if isinstance(part, Heading) and part.words in ABOUT_OTHERS), len(parts)
    )
    return parts[:place], parts[place:]


def _worked(book: Book, law: Law, linker: Linker) -> str:
    """Return the first example worked out, where it has an answer."""
    for example in law.examples:
        parts = _steps(book, law, example)
        if parts:
            return markdown(linker.linked(Page("", section("Worked example", *parts))))
    return ""


def _steps(book: Book, law: Law, example: Example) -> tuple[Part, ...]:
    unknown = next((name for name in example.expect if name in law.variables), None)
    if unknown is None:
        return ()
    try:
        answer = Question(book, None, (law.name,), {}, dict(example.given), (), {}).solve(unknown)
        page = derivation_page(answer.derivation) if answer.pieces else Page("", ())
    except MlsysimError:
        return ()  # an example of a case that only a choice decides: the page shows it without steps
    return (Paragraph(f"`{page.title}`"), *_equations(page)) if page.parts else ()


def _equations(page: Page) -> Iterator[Part]:
    heading = ""
    for part in page.parts:
        if isinstance(part, Heading):
            heading = part.words
        elif isinstance(part, Equation) and heading not in DROPPED:
            yield part


# --- lists -------------------------------------------------------------------------------------------------------------


def area_index(places: Places, area: str, names: list[str]) -> str:
    """Return the page that lists the laws of an area."""
    linker = Linker(places, f"laws/{area}/index.md")
    book = places.book
    rows = ["| law | equation | kind | source |", "| --- | --- | --- | --- |"]
    for name in names:
        law = book.law(name)
        shown = law_latex(law, book).replace("|", r"\|")
        rows.append(
            f"| {linker.link('law', name, plain(law.title))} | ${shown}$ | {law.kind} | {badge(badge_of(book, law.citations))} |"
        )
    listed = "\n".join(sorted(names))
    return "\n".join((f"# {title_of(area)}", "", *rows, "", "```{toctree}", ":hidden:", "", listed, "```", ""))


def law_index(places: Places) -> tuple[str, dict[str, list[str]]]:
    """Return the page that lists the areas, and the laws of each."""
    book = places.book
    areas: dict[str, list[str]] = {}
    for name in book.laws:
        areas.setdefault(book.law(name).area, []).append(name)
    rows = ["| area | laws | variables |", "| --- | --- | --- |"]
    counts = Counter(book.variable(name).area for name in book.variables)
    rows += [
        f"| [{title_of(area)}]({area}/index.md) | {len(names)} | [{counts[area]}](../glossary/{area}.md) |"
        for area, names in sorted(areas.items())
    ]
    tree = "\n".join(("chapters", *(f"{area}/index" for area in sorted(areas))))
    about = (
        f"{len(book.laws)} laws. Each page has the equation, the equation solved for every variable, where it holds, who says "
        "so, a worked example, its neighbours, and the solvers that use it. [By chapter of the textbook](chapters.md)."
    )
    return "\n".join(("# The law book", "", about, "", *rows, "", "```{toctree}", ":hidden:", "", tree, "```", "")), areas


def title_of(area: str) -> str:
    """Return an area's name as a title."""
    return area.replace("_", " ").capitalize()


# --- the glossary ------------------------------------------------------------------------------------------------------


def glossary_area(places: Places, area: str, names: list[str]) -> str:
    """Return the page of an area's variables."""
    from mlsysim_sym.telling.pages import variable_page  # noqa: PLC0415  (pages of laws come first)

    linker = Linker(places, f"glossary/{area}.md")
    blocks = [f"# Variables of {title_of(area).lower()}"]
    for name in sorted(names):
        page = linker.linked(variable_page(places.book, name))
        lowered = (Paragraph(f"**{part.words}**") if isinstance(part, Heading) else part for part in page.parts)
        symbol = f"${symbol_in(places.book, name)}$"
        shown = markdown(Page("", tuple(part for part in lowered if not isinstance(part, Equation))))
        blocks.append(f"## {name}\n\n{symbol}: {shown}")
    return "\n\n".join(blocks) + "\n"


def conditions_latex(law: Law, book: Book) -> list[str]:
    """Return where a law holds as formulas."""
    return [latex(each, lambda name: symbol_in(book, name)) for each in law.holds_when]
