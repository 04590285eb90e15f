"""Uncertainties as pages and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.answer import shown_value, significant
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.telling.page import Listing, Page, Pairs, Table, section
from mlsysim_sym.telling.shapes import finite

if TYPE_CHECKING:
    from mlsysim_sym.asking.spreads import Spread
    from mlsysim_sym.asking.uncertainty import Figure, Uncertainty

DIGITS = 5
WAYS = {"random": "Monte Carlo", "latin": "Latin hypercube", "sobol": "scrambled Sobol' sequence"}


def uncertainty_page(found: Uncertainty) -> Page:
    """Return an uncertainty as a page: the distribution, what is met, what is guaranteed, what spreads."""
    median = found.quantiles[0.5]
    return Page(
        f"{found.target}: half of the samples lie below {_shown(median.value, found)}",
        (
            *section("Distribution", Table(("figure", "value", "error"), tuple(_rows(found)))),
            *section("Result", Pairs(tuple(_pairs(found)))),
            *section(
                "What is uncertain",
                Table(("name", "shape", "spread", "from"), tuple(_spread(each, found) for each in found.spreads)),
            ),
            *section("Correlations", Pairs(tuple(_correlations(found)))),
            *section("Shares of the variance", Table(("input", "alone", "with others"), tuple(_indices(found)))),
            *section("Notes", Listing(found.notes)),
        ),
    )


def _rows(found: Uncertainty) -> Iterator[tuple[str, ...]]:
    figures = [("mean", found.mean), ("standard deviation", found.sd)]
    figures += [(f"{share:.0%} lie below", figure) for share, figure in found.quantiles.items()]
    for label, figure in figures:
        yield label, _shown(figure.value, found), _shown(figure.error, found)


def _shown(value: float, found: Uncertainty) -> str:
    return shown_value(value, found.unit, DIGITS).replace(" ", GLUE) if math.isfinite(value) else "unknown"


def _pairs(found: Uncertainty) -> Iterator[tuple[str, str]]:
    yield "nominal", "none" if found.nominal is None else _shown(found.nominal, found)
    what = ", ".join(found.required) or "no requirement is stated; all limits hold"
    yield "P(meets)", f"{found.meets.value:.3%}, error {found.meets.error:.3%}: {what}"
    yield from (("P(fails)", f"{count / found.samples:.3%}: {reason}") for reason, count in found.lost.items())
    if found.enclosure is None:
        yield "enclosure", found.enclosed_by
    else:
        low, high = (_shown(end, found) if math.isfinite(end) else "infinity" for end in found.enclosure)
        yield "enclosure", f"from {low} to {high}, {found.enclosed_by} (by {found.enclosed_with})"
    yield "samples", f"{found.samples} by {WAYS[found.method]}, seed {found.seed}"


def _spread(each: Spread, found: Uncertainty) -> tuple[str, ...]:
    unit = found.answer.trace.prepared.system.variable(each.name).unit

    def shown(value: float) -> str:
        return shown_value(value, unit, DIGITS).replace(" ", GLUE)

    if each.bounded:
        words = f"{shown(each.low)} to {shown(each.high)}"
    elif each.shape == "lognormal":
        words = f"median {shown(each.centre)}, sd of the logarithm {significant(each.sd, DIGITS)}"
    else:
        words = f"about {shown(each.centre)}, sd {significant(each.sd, DIGITS) if unit.offset else shown(each.sd)}"
    by = f" by {each.correlation:g}" if each.correlation < 1 else ""
    together = f"; with {each.group}{by}" if each.group and each.group != each.shared else ""
    return f"`{each.name}`", each.shape, words, each.origin + together


def _correlations(found: Uncertainty) -> Iterator[tuple[str, str]]:
    for each in found.correlations:
        yield f"{each.value:g}", f"every two of {', '.join(f'`{name}`' for name in each.names)} (Gaussian copula)"


def _indices(found: Uncertainty) -> Iterator[tuple[str, ...]]:
    for index in found.indices:
        names = ", ".join(f"`{name}`" for name in index.names)
        yield names, f"{index.first:.3f} ± {index.first_error:.3f}", f"{index.total:.3f} ± {index.total_error:.3f}"


def uncertainty_shape(found: Uncertainty) -> dict[str, Any]:
    """Return an uncertainty as `mlsysim-sym/uncertainty/1`; values in the units of the glossary."""
    return {
        "schema": "mlsysim-sym/uncertainty/1",
        "target": found.target,
        "unit": found.unit.text,
        "nominal": None if found.nominal is None else finite(found.nominal, found.unit),
        "method": found.method,
        "seed": found.seed,
        "samples": found.samples,
        "mean": _figure(found.mean, found),
        "sd": _figure(found.sd, found),
        "quantiles": [{"share": share, **_figure(figure, found)} for share, figure in found.quantiles.items()],
        "require": list(found.required),
        "meets": {"value": found.meets.value, "error": _or_none(found.meets.error)},
        "lost": dict(found.lost),
        "enclosure": None if found.enclosure is None else [finite(end, found.unit) for end in found.enclosure],
        "enclosed_by": found.enclosed_by,
        "enclosed_with": found.enclosed_with or None,
        "correlations": [{"names": list(each.names), "correlation": each.value} for each in found.correlations],
        "spreads": [_spread_shape(each, found) for each in found.spreads],
        "indices": [
            {
                "names": list(index.names),
                "first": index.first,
                "first_error": index.first_error,
                "total": index.total,
                "total_error": index.total_error,
            }
            for index in found.indices
        ],
        "notes": list(found.notes),
        "book": found.answer.book,
    }


def _figure(figure: Figure, found: Uncertainty) -> dict[str, Any]:
    scale = float(found.unit.factor)
    return {"value": finite(figure.value, found.unit), "error": _or_none(figure.error / scale)}


def _or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _spread_shape(each: Spread, found: Uncertainty) -> dict[str, Any]:
    unit = found.answer.trace.prepared.system.variable(each.name).unit
    parts: dict[str, Any] = {"name": each.name, "shape": each.shape, "unit": unit.text, "centre": number_in(each.centre, unit)}
    if each.bounded:
        parts |= {"low": number_in(each.low, unit), "high": number_in(each.high, unit)}
    else:
        parts["sd"] = each.sd if each.shape == "lognormal" else each.sd / float(unit.factor)
    return parts | {"from": each.origin, "with": each.group or None, "correlation": each.correlation}
