"""Validations as pages and as JSON: all families in a table, or one family figure by figure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.answer import significant
from mlsysim_sym.telling.page import Listing, Page, Pairs, Paragraph, Part, Table, section

if TYPE_CHECKING:
    from mlsysim_sym.asking.validate import Compared, Validation

COLUMNS = ("figure", "published", "by law", "error")
FAMILIES = ("family", "rows", "by law", "median", "mean", "in 10%", "baseline", "constants")
DIGITS = 5
LONG = 0.1  # an error from which on its likely reason is told


def validation_page(found: Validation) -> Page:
    """Return a validation as a page: the families beside each other, or the one that was asked for in full."""
    title = f"{sum(row.predicted is not None for row in found.rows)} of {len(found.rows)} figures predicted"
    if len(found.families) == 1:
        return Page(title, _family(found, found.families[0]))
    return Page(title, (Paragraph(
        "Errors are shares of the figures; what is not predicted counts as beyond 10%. No line of a figure's group took part "
        "in fitting the constants that it is predicted with. The baseline is the median error of the mean utilisation of the "
        "other figures of the family on the device."
    ), _overview(found)))  # fmt: skip


def _overview(found: Validation) -> Table:
    rows, entries = [], []
    for family in found.families:
        summary = found.summary(family)
        cells = _cells_of(family, summary)
        rows.append(cells)
        entries.append((f"{family}: {cells[2]} of {cells[1]}", _in_words(summary)))
    return Table(FAMILIES, tuple(rows), tuple(entries))


def _cells_of(family: str, summary: dict[str, Any]) -> tuple[str, ...]:
    return (
        family, str(summary["rows"]), str(summary["predicted"]), _percent(summary["median"]), _percent(summary["mean"]),
        _whole(summary["within10"]), _percent(summary["baseline_median"]), str(summary["fitted_constants"] or ""),
    )  # fmt: skip


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _whole(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _in_words(summary: dict[str, Any]) -> str:
    if not summary["predicted"]:
        return "nothing is predicted"
    said = f"median {summary['median']:.1%}, mean {summary['mean']:.1%}, in 10%: {summary['within10']:.0%}"
    baseline = summary["baseline_median"]
    return said if baseline is None else f"{said}, baseline {baseline:.1%}"


def _family(found: Validation, family: str) -> tuple[Part, ...]:
    rows = found.of(family)
    predicted = [row for row in rows if row.predicted is not None]
    reasons = Counter(row.because for row in rows if row.predicted is None)
    far = [row for row in found.worst(family) if abs(row.relative or 0.0) > LONG]
    return (
        *section(
            family,
            Pairs(tuple(_numbers(found.summary(family)))),
            Listing(tuple(f"{count} unpredicted, because {reason}" for reason, count in reasons.items())),
        ),
        *(section("Worst", Listing(tuple(f"{row.relative:+.1%} `{row.case.id}`: {row.likely}" for row in far))) if far else ()),
        *section("Figures", Table(COLUMNS, tuple(map(_row, predicted)), tuple(map(_entry, predicted)))),
    )


def _numbers(summary: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [("figures", f"{summary['rows']}, {summary['predicted']} predicted, {summary['fitted_constants']} constants fitted")]
    if summary["predicted"]:
        rows.append(
            ("error", f"median {summary['median']:.2%}, mean {summary['mean']:.2%}, nine of ten within {summary['p90']:.2%}")
        )
        rows.append(("within", f"10%: {summary['within10']:.0%}, 20%: {summary['within20']:.0%}; bias {summary['bias']:+.2%}"))
    if summary["interval_coverage"] is not None:
        rows.append(("interval", f"four of five were expected in it, {summary['interval_coverage']:.0%} are"))
    if summary["baseline_median"] is not None:
        rows.append(("baseline", f"median {summary['baseline_median']:.1%}, mean {summary['baseline_mean']:.1%}"))
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
        "cases": [_case(row) for row in found.rows],
        "book": found.book,
    }


def _case(row: Compared) -> dict[str, Any]:
    interval = row.interval
    return {
        "id": row.case.id, "family": row.family, "metric": row.case.metric, "measured": row.case.measured,
        "predicted": row.predicted, "unit": row.case.unit, "relative": row.relative, "baseline": row.baseline,
        "interval": None if interval is None else [interval.low, interval.high],
        "solver": row.ask.solver if row.ask else None, "laws": list(row.ask.laws) if row.ask else [],
        "foreign": list(row.ask.foreign) if row.ask else [], "because": row.because or None, "source": row.case.source,
    }  # fmt: skip
