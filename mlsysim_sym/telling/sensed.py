"""Sensitivities as pages and as JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.numbers import Notation, notation_of, number_in
from mlsysim_sym.telling.page import Listing, Page, Paragraph, Table, section
from mlsysim_sym.telling.results import set_line
from mlsysim_sym.telling.shapes import finite

if TYPE_CHECKING:
    from mlsysim_sym.asking.sensitivity import Influence, Sensitivity

MOST_STILL = 12


def sensitivity_page(found: Sensitivity) -> Page:
    """Return a sensitivity as a page: the ranked table, what reaches the target, what does not matter."""
    notation = notation_of(found.answer, [each.name for each in found.influences])
    rows = tuple(_row(each) for each in found.influences)
    reached = tuple(_reached(each, notation) for each in found.influences if each.reach is not None)
    steps = tuple(line for each in found.influences for line in _steps(each, found, notation))
    return Page(
        set_line(found.answer, notation),
        (
            *section(
                "What moves it most, by percent for one percent",
                Table(("name", "percent", "value", "from", "how"), rows),
                _kinks(found),
            ),
            *section(
                f"What alone would reach {found.aim}",
                Table(("name", "must be", "factor", "because"), reached),
                Paragraph(_nearest(found, notation)),
            ),
            *section("Steps to the next whole value", Listing(steps)),
            *section("Without influence here", Paragraph(_still(found))),
        ),
    )


def _row(each: Influence) -> tuple[str, ...]:
    return f"`{each.name}`", _percent(each), each.written, each.layer, each.how


def _percent(each: Influence) -> str:
    if not each.kinked:
        return f"{each.elasticity:+.4f}"
    return " / ".join("none" if side is None else f"{side:+.4f}" for side in (each.down, each.up)).replace(" ", GLUE)


def _kinks(found: Sensitivity) -> Paragraph:
    if not any(each.kinked for each in found.influences):
        return Paragraph("")
    return Paragraph("Two numbers are those below and above the present value; `none` is a side without an answer.")


def _reached(each: Influence, notation: Notation) -> tuple[str, ...]:
    assert each.reach is not None  # noqa: S101  (the caller looks)
    if each.reach.to is None:
        return f"`{each.name}`", "no value", "", each.reach.because
    factor = "" if each.reach.factor is None else f"x{GLUE}{each.reach.factor:.4g}"
    return f"`{each.name}`", notation.written(each.name, each.reach.to).text.replace(" ", GLUE), factor, ""


def _nearest(found: Sensitivity, notation: Notation) -> str:
    """Return a sentence on the input that has to move least, by its factor."""
    able = [(each, each.reach) for each in found.influences if each.reach is not None and each.reach.factor]
    if not able:
        return ""
    each, reach = min(able, key=lambda pair: abs(math.log(abs(pair[1].factor or 1.0))))
    to = notation.written(each.name, reach.to).text.replace(" ", GLUE) if reach.to is not None else ""
    return f"The shortest way is `{each.name}`: {reach.factor:.4g} times what it is, {to}."


def _steps(each: Influence, found: Sensitivity, notation: Notation) -> list[str]:
    written = notation.written
    return [
        f"`{each.name}` {written(each.name, move.to).text}: {written(found.target, move.target).text}"
        f" ({move.target / found.value - 1:+.2%})"
        for move in each.moves
    ]


def _still(found: Sensitivity) -> str:
    more = len(found.still) - MOST_STILL
    listed = ", ".join(f"`{name}`" for name in found.still[:MOST_STILL])
    return f"{listed} and {more} more" if more > 0 else listed


def sensitivity_shape(found: Sensitivity) -> dict[str, Any]:
    """Return a sensitivity as `mlsysim-sym/sensitivity/1`; values in the glossary's units."""
    return {
        "schema": "mlsysim-sym/sensitivity/1",
        "target": found.target,
        "unit": found.unit.text,
        "value": finite(found.value, found.unit),
        "aim": found.aim or None,
        "inputs": [_influence(each, found) for each in found.influences],
        "still": list(found.still),
        "book": found.answer.book,
    }


def _influence(each: Influence, found: Sensitivity) -> dict[str, Any]:
    unit = found.units[each.name]
    reach = each.reach
    return {
        "name": each.name,
        "value": number_in(each.value, unit),
        "unit": unit.text,
        "layer": each.layer,
        "badge": each.badge,
        "elasticity": each.elasticity,
        "down": each.down,
        "up": each.up,
        "how": each.how,
        "moves": [{"to": number_in(move.to, unit), "target": finite(move.target, found.unit)} for move in each.moves],
        "reach": None
        if reach is None
        else {
            "to": None if reach.to is None else finite(reach.to, unit),
            "factor": reach.factor,
            "because": reach.because,
        },
    }
