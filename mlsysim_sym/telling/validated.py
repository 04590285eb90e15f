"""Validations as pages and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.answer import significant
from mlsysim_sym.telling.page import Listing, Page, Pairs, Part, Table, section

if TYPE_CHECKING:
    from mlsysim_sym.asking.validate import Compared, Validation

COLUMNS = ("figure", "published", "by law", "error")
DIGITS = 5


def validation_page(found: Validation) -> Page:
    """Return a validation as a page: for each family its numbers, its figures, and what has no law."""
    parts: list[Part] = []
    for family in found.families:
        rows = found.of(family)
        predicted = [row for row in rows if row.predicted is not None]
        reasons = Counter(row.because for row in rows if row.predicted is None)
        parts += section(
            family,
            Pairs(tuple(_numbers(found.summary(family)))),
            Table(COLUMNS, tuple(_row(row) for row in predicted), tuple(_entry(row) for row in predicted)),
            Listing(tuple(f"{count} unpredicted, because {reason}" for reason, count in reasons.items())),
        )
    return Page(f"{sum(row.predicted is not None for row in found.rows)} of {len(found.rows)} figures predicted", tuple(parts))


def _numbers(summary: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [("figures", f"{summary['rows']}, {summary['predicted']} predicted, {summary['fitted_constants']} constants fitted")]
    if summary["predicted"]:
        rows.append(
            ("error", f"median {summary['median']:.2%}, mean {summary['mean']:.2%}, nine of ten within {summary['p90']:.2%}")
        )
        rows.append(("within", f"10%: {summary['within10']:.0%}, 20%: {summary['within20']:.0%}; bias {summary['bias']:+.2%}"))
    if summary["baseline_median"] is not None:
        rows.append(("baseline", f"median error {summary['baseline_median']:.1%} of the mean of the others"))
    return rows


def _cells(row: Compared) -> tuple[str, str, str]:
    unit = "" if row.case.unit in {"count", "ratio"} else f"{GLUE}{row.case.unit}"
    shown = "" if row.predicted is None else significant(row.predicted, DIGITS) + unit
    return significant(row.case.measured, DIGITS) + unit, shown, "" if row.relative is None else f"{row.relative:+.3%}"


def _row(row: Compared) -> tuple[str, ...]:
    return (f"`{row.case.id}`", *_cells(row))


def _entry(row: Compared) -> tuple[str, str]:
    published, shown, error = _cells(row)
    return f"{error or 'no error'}  {row.case.id}", f"{shown} by law, {published} by {row.case.source}"


def validation_shape(found: Validation) -> dict[str, Any]:
    """Return a validation as `mlsysim-sym/validate/1`."""
    return {
        "schema": "mlsysim-sym/validate/1",
        "families": {family: found.summary(family) for family in found.families},
        "cases": [
            {
                "id": row.case.id, "family": row.family, "metric": row.case.metric, "measured": row.case.measured,
                "predicted": row.predicted, "unit": row.case.unit, "relative": row.relative, "laws": list(row.laws),
                "because": row.because or None, "source": row.case.source,
            }
            for row in found.rows
        ],
        "book": found.book,
    }  # fmt: skip
