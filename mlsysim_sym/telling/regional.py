"""Feasible regions as pages and as JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.answer import shown_value
from mlsysim_sym.telling.page import Page, Table, section
from mlsysim_sym.telling.shapes import finite

if TYPE_CHECKING:
    from mlsysim_sym.asking.feasible import Column, Edge, Region
    from mlsysim_sym.reading.units import Unit

MOST_ROWS = 17
DIGITS = 5


def region_page(region: Region) -> Page:
    """Return a region as a page: its edges with what binds there, and columns to read values off."""
    first, second = region.names
    telling = [
        column
        for place, column in enumerate(region.columns)
        if column.spans or any(near.spans for near in region.columns[max(place - 1, 0) : place + 2])
    ]
    kept = telling[:: max(1, math.ceil(len(telling) / MOST_ROWS))]
    return Page(
        f"{second} against {first}: what is allowed",
        (
            *section(
                "Edges", Table(("side", f"{first} from", "to", "bound by"), tuple(_edge(each, region) for each in region.edges))
            ),
            *section("Columns", Table((first, second, "bound by"), tuple(_column(each, region) for each in kept))),
        ),
    )


def _edge(edge: Edge, region: Region) -> tuple[str, ...]:
    low, high = edge.points[0][0], edge.points[-1][0]
    return edge.side, _shown(low, region.units[0]), _shown(high, region.units[0]), f"`{edge.statement}`"


def _column(column: Column, region: Region) -> tuple[str, ...]:
    unit = region.units[1]
    x = _shown(column.x, region.units[0])
    if not column.spans:
        return x, "nothing", column.because[0] if column.because else ""
    sign = ".." if region.whole[1] else "to"
    ranges = ", ".join(f"{_shown(span.low, unit)}{GLUE}{sign}{GLUE}{_shown(span.high, unit)}" for span in column.spans)
    held = dict.fromkeys(by for span in column.spans for by in (span.low_by, span.high_by) if by != "domain")
    return x, ranges, ", ".join(f"`{by}`" for by in held)


def _shown(value: float, unit: Unit) -> str:
    return shown_value(value, unit, DIGITS).replace(" ", GLUE) if math.isfinite(value) else "unbounded"


def region_shape(region: Region) -> dict[str, Any]:
    """Return a region as `mlsysim-sym/region/1`; values in the glossary's units, an unbounded end null."""
    x_unit, y_unit = region.units
    return {
        "schema": "mlsysim-sym/region/1",
        "names": list(region.names),
        "units": [x_unit.text, y_unit.text],
        "edges": [
            {
                "statement": edge.statement,
                "side": edge.side,
                "points": [[finite(x, x_unit), finite(y, y_unit)] for x, y in edge.points],
            }
            for edge in region.edges
        ],
        "columns": [
            {
                "at": finite(column.x, x_unit),
                "ranges": [
                    {
                        "low": finite(span.low, y_unit),
                        "high": finite(span.high, y_unit),
                        "low_by": span.low_by,
                        "high_by": span.high_by,
                    }
                    for span in column.spans
                ],
                "because": list(column.because),
            }
            for column in region.columns
        ],
        "book": region.book,
    }
