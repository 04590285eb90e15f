"""Explanations and comparisons as pages and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.numbers import Notation, notation_of
from mlsysim_sym.telling.page import Listing, Page, Pairs, Paragraph, Table, section
from mlsysim_sym.telling.results import set_line
from mlsysim_sym.telling.shapes import answer_shape, finite

if TYPE_CHECKING:
    from mlsysim_sym.asking.explain import Explanation, Term


def explanation_page(explanation: Explanation, digits: int | None = None, unit: str | None = None) -> Page:
    """Return an explanation as a page: the terms, what binds, what moves the value; `unit` is the value's."""
    answer = explanation.answer
    notation = notation_of(answer, (), digits, unit)
    value = notation.written(explanation.target, explanation.value).text
    where = f", explained {explanation.at}" if explanation.at else ""
    return Page(
        f"{set_line(answer, notation)}{where}",
        (
            *section("Where it comes from", Paragraph(_law(explanation)), _terms(explanation, notation, value)),
            *section("What binds", Pairs(tuple(_binding(explanation, notation)))),
            *section("What moves it most, by percent for one percent", _movers(explanation)),
            *section("Warnings", Listing(answer.warnings)),
        ),
    )


def _law(explanation: Explanation) -> str:
    if not explanation.law:
        return f"No law of the plan has `{explanation.target}` as its left side: it was solved for, so it is no sum of terms."
    return f"`{explanation.law}`: `{explanation.equation}`"


def _terms(explanation: Explanation, notation: Notation, value: str) -> Table:
    rows: list[tuple[str, ...]] = [
        (explanation.target, value.replace(" ", GLUE), "100%", _said(explanation, explanation.target, notation))
    ]
    rows += [row for term in explanation.terms for row in _rows(term, explanation.target, notation, 1)]
    if len(rows) == 1:
        rows[0] = (*rows[0][:3], rows[0][3] or "no sum of terms")
    return Table(("part", "value", "share", "by"), tuple(rows))


def _rows(term: Term, target: str, notation: Notation, depth: int) -> Iterator[tuple[str, ...]]:
    value = notation.written(target, term.value).text.replace(" ", GLUE)
    yield f"{GLUE * 2 * depth}{term.shown}", value, f"{term.share:.1%}", _said(term, target, notation)
    for each in term.terms:
        yield from _rows(each, target, notation, depth + 1)


def _said(part: Term | Explanation, target: str, notation: Notation) -> str:
    """Return the law of a part, the regime it is in, and what that regime hides."""
    hidden = [f"{shown.replace('_', ' ')} {notation.written(target, value).text}" for shown, value in part.hidden]
    regime = part.regime.replace("_", " ")
    said = [f"`{part.law}`" if part.law else "", regime, f"hides {', '.join(hidden)}" if hidden else ""]
    return "; ".join(each for each in said if each)


def _binding(explanation: Explanation, notation: Notation) -> Iterator[tuple[str, str]]:
    yield from (("regime", f"{law}: {regime.replace('_', ' ')}") for law, regime in explanation.regimes.items())
    for bound in explanation.bounds:
        used = "" if bound.used is None else f", {bound.used:.1%} used"
        left, right = (notation.written(bound.name, value).text for value in (bound.left, bound.right))
        yield "limit", f"`{bound.statement}`: {left} against {right}{used}"


def _movers(explanation: Explanation) -> Table:
    rows = tuple((f"`{each.name}`", f"{each.elasticity:+.3f}", each.written, each.layer) for each in explanation.movers)
    return Table(("name", "percent", "value", "from"), rows)


# --- JSON --------------------------------------------------------------------------------------------------------------


def explanation_shape(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as `mlsysim-sym/explanation/1`."""
    answer = explanation.answer
    unit = answer.unit
    system = answer.trace.prepared.system

    def bound_unit(name: str) -> Any:  # noqa: ANN401  (a unit)
        return system.variable(name).unit if name else unit

    return {
        "schema": "mlsysim-sym/explanation/1",
        "target": explanation.target,
        "unit": unit.text,
        "value": finite(explanation.value, unit),
        "at": explanation.at,
        "law": explanation.law,
        "equation": explanation.equation,
        "regime": explanation.regime,
        "hidden": {shown: finite(value, unit) for shown, value in explanation.hidden},
        "terms": [_term(term, explanation) for term in explanation.terms],
        "regimes": dict(explanation.regimes),
        "bounds": [
            {
                "statement": each.statement,
                "left": finite(each.left, bound_unit(each.name)),
                "right": finite(each.right, bound_unit(each.name)),
                "unit": bound_unit(each.name).text,
                "used": each.used,
            }
            for each in explanation.bounds
        ],
        "elasticities": [
            {"name": each.name, "elasticity": each.elasticity, "layer": each.layer, "written": each.written}
            for each in explanation.movers
        ],
        "answer": answer_shape(answer),
    }


def _term(term: Term, explanation: Explanation) -> dict[str, Any]:
    unit = explanation.answer.unit
    return {
        "term": term.shown,
        "value": finite(term.value, unit),
        "share": term.share,
        "law": term.law,
        "regime": term.regime,
        "hidden": {shown: finite(value, unit) for shown, value in term.hidden},
        "terms": [_term(each, explanation) for each in term.terms],
    }
