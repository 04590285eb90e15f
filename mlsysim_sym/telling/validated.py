"""Validations as pages and as JSON: all families in a table, or one family figure by figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.answer import significant
from mlsysim_sym.telling.accuracy import share
from mlsysim_sym.telling.page import Listing, Page, Pairs, Paragraph, Part, Table, section

if TYPE_CHECKING:
    from mlsysim_sym.asking.validate import Compared, Validation

COLUMNS = ("figure", "published", "by law", "error", "8 of 10 within", "note")
FAMILIES = (
    "family", "rows", "by law", "median", "mean", "9 of 10", "in 10%", "in 20%", "bias", "in interval", "baseline", "constants",
)  # fmt: skip
DIGITS, FEWER = 5, 4
LONG = 0.1  # an error from which on its likely reason is told
FEW = 100  # figures of somebody's own that are printed one by one
NAMED = 3  # unpredicted figures that are named


def validation_page(found: Validation) -> Page:
    """Return a validation as a page: the families beside each other, or the one that was asked for in full."""
    title = f"{sum(row.predicted is not None for row in found.rows)} of {len(found.rows)} figures predicted"
    if len(found.families) == 1:
        return Page(title, _family(found, found.families[0]))
    each = (part for family in found.families for part in _family(found, family)) if len(found.rows) <= FEW else ()
    return Page(title, (Paragraph(
        "Errors are shares of the figures; what is not predicted counts as beyond 10%. No line of a figure's group took part "
        "in fitting the constants that it is predicted with. The baseline is the median error of the mean utilisation of the "
        "other figures of the family on the device."
    ), _overview(found), *_overall(found), *each))  # fmt: skip


def _overall(found: Validation) -> tuple[Part, ...]:
    return section("All families", Pairs(tuple(_numbers(found.overall))))


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
        family, str(summary["rows"]), str(summary["predicted"]), share(summary["median"]), share(summary["mean"]),
        share(summary["p90"]), share(summary["within10"], 0), share(summary["within20"], 0), _signed(summary["bias"]),
        share(summary["interval_coverage"], 0), share(summary["baseline_median"]), str(summary["fitted_constants"] or ""),
    )  # fmt: skip


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.1%}"


def _in_words(summary: dict[str, Any]) -> str:
    if not summary["predicted"]:
        return "nothing is predicted"
    said = f"median {share(summary['median'])}, mean {share(summary['mean'])}, nine of ten within {share(summary['p90'])}"
    said += f", in 10%: {share(summary['within10'], 0)}, in 20%: {share(summary['within20'], 0)}, bias {_signed(summary['bias'])}"
    if summary["interval_coverage"] is not None:
        said += f", in the interval: {share(summary['interval_coverage'], 0)}"
    baseline = summary["baseline_median"]
    return said if baseline is None else f"{said}; baseline {share(baseline)}"


def _family(found: Validation, family: str) -> tuple[Part, ...]:
    rows = found.of(family)
    predicted = [row for row in rows if row.predicted is not None]
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.predicted is None:
            reasons.setdefault(row.because, []).append(row.case.id)
    far = [row for row in found.worst(family) if abs(row.relative or 0.0) > LONG]
    return (
        *section(
            family,
            Pairs(tuple(_numbers(found.summary(family)))),
            Listing(tuple(f"{_which(names)} unpredicted, because {reason}" for reason, names in reasons.items())),
        ),
        *(section("Worst", Listing(tuple(f"{row.relative:+.1%} `{row.case.id}`: {row.likely}" for row in far))) if far else ()),
        *section("Figures", Table(COLUMNS, tuple(map(_row, predicted)), tuple(map(_entry, predicted)))),
    )


def _which(names: Sequence[str]) -> str:
    return f"{len(names)}" if len(names) > NAMED else ", ".join(f"`{each}`" for each in names)


def _numbers(summary: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [("figures", f"{summary['rows']}, {summary['predicted']} predicted, {summary['fitted_constants']} constants fitted")]
    if summary["predicted"]:
        median, mean, most = (share(summary[name]) for name in ("median", "mean", "p90"))
        rows.append(("error", f"median {median}, mean {mean}, nine of ten within {most}"))
        rows.append(("within", f"10%: {summary['within10']:.0%}, 20%: {summary['within20']:.0%}; bias {summary['bias']:+.2%}"))
    if summary["interval_coverage"] is not None:
        rows.append(("interval", f"four of five were expected in it, {summary['interval_coverage']:.0%} are"))
    if summary["baseline_median"] is not None:
        rows.append(("baseline", f"median {share(summary['baseline_median'])}, mean {share(summary['baseline_mean'])}"))
    return rows


def _cells(row: Compared) -> tuple[str, str, str]:
    unit = "" if row.case.unit in {"count", "ratio"} else f"{GLUE}{row.case.unit}"
    shown = "" if row.predicted is None else significant(row.predicted, DIGITS) + unit
    return significant(row.case.measured, DIGITS) + unit, shown, "" if row.relative is None else f"{row.relative:+.3%}"


def _row(row: Compared) -> tuple[str, ...]:
    return (f"`{row.case.id}`", *_cells(row), _interval(row), "; ".join(_notes(row)))


def _interval(row: Compared) -> str:
    if row.interval is None:
        return ""
    low, high = (significant(each, FEWER) for each in (row.interval.low, row.interval.high))
    return f"{low}{GLUE}..{GLUE}{high}"


def _notes(row: Compared) -> Iterator[str]:
    """Yield what is to be known of a prediction: inputs that no figure of the family has, constants of other devices."""
    yield from (f"outside: {each}" for each in row.outside)
    foreign = tuple(dict.fromkeys(row.ask.foreign)) if row.ask is not None else ()
    if foreign:
        yield f"constants of other devices: {', '.join(foreign) if len(foreign) <= NAMED else len(foreign)}"


def _entry(row: Compared) -> tuple[str, str]:
    published, shown, error = _cells(row)
    ends = f" (8 of 10 within {_interval(row)})" if row.interval is not None else ""
    said = (f"{shown} by law{ends}, {published} by {row.case.source}", *_notes(row))
    return f"{error or 'no error'}  {row.case.id}", "; ".join(said)


def validation_shape(found: Validation) -> dict[str, Any]:
    """Return a validation as `mlsysim-sym/validate/1`."""
    return {
        "schema": "mlsysim-sym/validate/1",
        "families": {family: found.summary(family) for family in found.families},
        "overall": found.overall,
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
        "likely": row.likely if row.relative is not None and abs(row.relative) > LONG else None,
        "outside": [{"name": each.name, "said": each.said} for each in row.outside],
    }  # fmt: skip
