"""A scenario's report as one file: scorecard, pictures, derivations, provenance. It loads nothing from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from mlsysim_sym.asking.explain import explain
from mlsysim_sym.asking.extras import MissingExtraError, required
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.solving.citing import cited
from mlsysim_sym.solving.numbers import prefixed
from mlsysim_sym.telling.derived import derivation_page
from mlsysim_sym.telling.html import document, fragment, words
from mlsysim_sym.telling.page import Page, Table
from mlsysim_sym.telling.scored import scorecard_page
from mlsysim_sym.valueclass import replace

if TYPE_CHECKING:
    from mlsysim_sym.asking.scenario import Scenario
    from mlsysim_sym.asking.score import Macro, Scorecard
    from mlsysim_sym.solving.question import Question

STAGE, DIGITS = "stage", 4  # the layer of what an earlier stage answered, and its digits
COLUMNS = ("name", "value", "badge", "from", "who says so")


def report_html(scenario: Scenario) -> str:
    """Return the report of a scenario as the text of an HTML file.

    Raises MissingExtraError where the package that typesets formulas is not installed; without matplotlib the report has no
    pictures and says so.
    """
    required("math_core", "docs")
    card = scenario.score()
    return document(scenario.title, "\n".join(_body(card)))


def _body(card: Scorecard) -> Iterator[str]:
    answered = [each for each in card.macro if each.answer is not None]
    yield fragment(scorecard_page(card))
    yield '<h2 id="pictures">Where the values come from</h2>'
    yield from _pictures(card)
    yield '<h2 id="derivations">Derivations</h2>'
    for each in answered:
        yield from _derivation(each)
    yield '<h2 id="provenance">Every number used</h2>'
    yield fragment(_provenance(card), level=2)
    yield f"<p>Book {escape(card.scenario.book.digest)}.</p>"


def _pictures(card: Scorecard) -> Iterator[str]:
    try:
        required("matplotlib", "plot")
    except MissingExtraError as error:
        yield f"<p>No pictures: {words(error.message)} ({words(error.hint or '')}).</p>"
        return
    yield f'<figure role="img" aria-label="Margins">{_margins(card)}</figure>'
    for question, target in _explained(card):
        picture = _breakdown(question, target)
        if picture:
            yield f'<figure role="img" aria-label="Breakdown of {escape(target)}">{picture}</figure>'


def _margins(card: Scorecard) -> str:
    from mlsysim_sym.telling.plots.scorecard import scorecard_plot  # noqa: PLC0415  (loads matplotlib)
    from mlsysim_sym.telling.plots.style import svg  # noqa: PLC0415

    drawn = svg(scorecard_plot(card))
    return _own(drawn[drawn.index("<svg") :], "margins")


def _explained(card: Scorecard) -> Iterator[tuple[Question, str]]:
    """Yield what has terms to draw: the variables that are required, then those that are asked."""
    for stage in card.scenario.stages:
        question = stage.question(card.scenario.book)
        required_names = (next(iter(re.findall(r"[A-Za-z_][\w.]*", each)), "") for each in stage.required)
        yield from ((question, name) for name in dict.fromkeys((*required_names, *stage.asked)) if name)


def _breakdown(question: Question, target: str) -> str:
    """Return a breakdown as an SVG element; nothing where the value is no sum of terms."""
    from mlsysim_sym.telling.plots.breakdown import breakdown_plot  # noqa: PLC0415  (loads matplotlib)
    from mlsysim_sym.telling.plots.style import svg  # noqa: PLC0415

    try:
        explanation = explain(replace(question, required=()), target)
    except MlsysimError:
        return ""  # a set, or what a later stage takes from an earlier one: its derivation is below
    if sum(1 + len(term.terms) for term in explanation.terms) < 2:  # noqa: PLR2004  (one bar says nothing)
        return ""
    drawn = svg(breakdown_plot(explanation))
    return _own(drawn[drawn.index("<svg") :], target)


def _own(drawn: str, name: str) -> str:
    """Return an SVG element whose identifiers are its own, so that several stand in one page."""
    prefix = re.sub(r"\W+", "-", name)
    shown = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', drawn)
    shown = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', shown)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", shown)


def _derivation(each: Macro) -> Iterator[str]:
    if each.answer is None:
        return
    page = derivation_page(each.answer.derivation)
    yield f"<details><summary>{words(page.title)}</summary>"
    yield fragment(Page("", page.parts), level=2)
    yield "</details>"


def _provenance(card: Scorecard) -> Page:
    rows = tuple(
        (
            f"`{each.name}`",
            prefixed(each.base, each.value.unit, DIGITS).text if each.layer == STAGE else each.value.text,
            each.badge,
            each.record or each.layer,
            "; ".join(f"{one}{f' {one.link}' if one.link else ''}" for one in cited(card.scenario.book, each.citations))
            or each.why,
        )
        for each in card.inputs
    )
    return Page("", (Table(COLUMNS, rows),))
