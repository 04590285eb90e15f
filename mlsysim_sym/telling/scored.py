"""Scorecards as pages and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.citing import cited
from mlsysim_sym.telling.measured import measured_line, shape_of
from mlsysim_sym.telling.page import Listing, Page, Pairs, Paragraph, Part, Table, section
from mlsysim_sym.telling.shapes import answer_shape
from mlsysim_sym.telling.text import answer_line
from mlsysim_sym.valueclass import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsysim_sym.asking.judging import Verdict
    from mlsysim_sym.asking.score import Expected, Macro, Scorecard

COLUMNS = ("statement", "value", "bound", "margin", "verdict")
DIGITS = 4


def scorecard_page(card: Scorecard) -> Page:
    """Return a scorecard as a page: feasibility, performance, macro, expectations, numbers."""
    scenario = card.scenario
    fits = Table(COLUMNS, tuple(_row(row) for row in card.feasibility), tuple(_entry(row) for row in card.feasibility))
    meets = Table(COLUMNS, tuple(_row(row) for row in card.performance), tuple(_entry(row) for row in card.performance))
    badges = Counter(each.badge for each in card.inputs)
    return Page(
        f"{scenario.title}: {card.status}",
        (
            Paragraph(scenario.about),
            *_stated("Feasibility", fits, "No limit is stated."),
            *_stated("Performance", meets, "No requirement is stated."),
            *section("What binds", Pairs(tuple(_binds(card)))),
            *section("Macro", Listing(tuple(_asked(each) for each in card.macro))),
            *section("Expectations", Listing(tuple(_expected(card, each) for each in card.expected))),
            *section("Numbers used", Listing((", ".join(f"{count} {badge}" for badge, count in sorted(badges.items())),)))
        ),
    )  # fmt: skip


def _stated(title: str, table: Table, nothing: str) -> tuple[Part, ...]:
    return section(title, table if table.rows else Paragraph(nothing))


def _cells(row: Verdict) -> tuple[str, str, str, str]:
    margin = "" if row.margin is None else f"{row.margin:+.1%}"
    return f"`{row.statement}`", row.shown(row.value).replace(" ", GLUE), row.shown(row.bound).replace(" ", GLUE), margin


def _row(row: Verdict) -> tuple[str, ...]:
    said = "; ".join((*row.because, *row.inverse, *_measured(row)))
    return (*_cells(row), f"{row.status}: {said}" if said else row.status)


def _entry(row: Verdict) -> tuple[str, str]:
    _, value, bound, margin = _cells(row)
    sides = f"{value} against {bound}" if value else ""
    left = f"margin {margin}" if margin else ""
    parts = (sides, left, *row.because, *row.inverse, *_measured(row))
    return f"{row.status}  {row.statement}", "; ".join(each for each in parts if each)


def _measured(row: Verdict) -> Iterator[str]:
    yield from (f"measured {measured_line(each, row.name, row.shown)}" for each in row.measured)


def _binds(card: Scorecard) -> Iterator[tuple[str, str]]:
    closest = card.binding
    if closest is not None:
        yield "least margin", f"{closest.statement} ({closest.margin:+.1%})"
    yield from ((law, regime.replace("_", " ")) for law, regime in card.regimes.items())


def _asked(each: Macro, unit: str | None = None) -> str:
    if each.answer is None:
        return f"{each.name}: UNJUDGED: {'; '.join(each.because[:2])}"
    return answer_line(replace(each.answer, sense=each.sense), DIGITS, unit)


def _expected(card: Scorecard, each: Expected) -> str:
    said = each.expectation
    sources = "; ".join(str(one) for one in cited(card.scenario.book, said.citations))
    parts = [_asked(each.value, _unit(said.value))] if each.value is not None else [_sides(row) for row in each.verdicts]
    if said.value:
        parts.append(f"expected {said.value}{f' within {said.within}' if said.within else ''}")
    elif each.verdicts and each.value is not None:
        parts.append(f"expected {said.ask}")
    return f"{_met(each)}{', '.join(parts)}; {said.about} ({sources})"


def _unit(value: str) -> str | None:
    unit = parse_value(value).unit.text if value else "1"
    return None if unit == "1" else unit


def _sides(row: Verdict) -> str:
    return f"{row.statement} ({row.shown(row.value)})" if row.value is not None else row.statement


def _met(each: Expected) -> str:
    found = {row.status for row in each.verdicts}
    if not found:
        return ""
    if "FAIL" in found:
        return "not as expected: "
    return "as expected: " if found == {"PASS"} else "UNJUDGED: "


# --- JSON --------------------------------------------------------------------------------------------------------------


def scorecard_shape(card: Scorecard) -> dict[str, Any]:
    """Return a scorecard as `mlsysim-sym/scorecard/1`; values are in the unit beside them."""
    closest = card.binding
    return {
        "schema": "mlsysim-sym/scorecard/1",
        "scenario": card.scenario.name,
        "title": card.scenario.title,
        "status": card.status,
        "feasibility": [_verdict(row) for row in card.feasibility],
        "performance": [_verdict(row) for row in card.performance],
        "binding": None if closest is None else closest.statement,
        "regimes": dict(card.regimes),
        "macro": [_macro(each) for each in card.macro],
        "expectations": [
            {
                "ask": each.expectation.ask, "about": each.expectation.about, "value": each.expectation.value or None,
                "within": each.expectation.within or None, "sources": [one.key for one in each.expectation.citations],
                "verdicts": [_verdict(row) for row in each.verdicts],
                "answer": None if each.value is None else _macro(each.value),
            }
            for each in card.expected
        ],
        "inputs": [
            {"name": each.name, "value": each.value.text, "layer": each.layer, "badge": each.badge, "record": each.record,
             "sources": [one.key for one in each.citations]}
            for each in card.inputs
        ],
        "book": card.scenario.book.digest,
    }  # fmt: skip


def _verdict(row: Verdict) -> dict[str, Any]:
    def side(value: float | None) -> float | None:
        return value if value is None or row.unit is None else (value - float(row.unit.offset)) / float(row.unit.factor)

    return {
        "statement": row.statement, "stage": row.stage, "status": row.status, "value": side(row.value), "bound": side(row.bound),
        "unit": None if row.unit is None else row.unit.text, "margin": row.margin, "because": list(row.because),
        "inverse": list(row.inverse), "regimes": dict(row.regimes), "measured": [shape_of(each) for each in row.measured],
    }  # fmt: skip


def _macro(each: Macro) -> dict[str, Any]:
    return {
        "name": each.name,
        "sense": each.sense,
        "because": list(each.because),
        "answer": None if each.answer is None else answer_shape(each.answer),
    }
