"""Roofs as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.roofs import BANDWIDTH, INTENSITY, PEAK, RIDGE, THROUGHPUT
from mlsysim_sym.reading.figures import GLUE, number_text
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.numbers import notation_of, number_in
from mlsysim_sym.telling.page import Page, Table, section

if TYPE_CHECKING:
    from mlsysim_sym.asking.roofs import Roofs
    from mlsysim_sym.solving.answer import Answer


def roofs_page(found: Roofs) -> Page:
    """Return roofs as a page: peak, bandwidth and ridge point of each, and what each allows the workloads."""
    rows = tuple((name, *(_shown(found.roofs[name].solve(key)) for key in (PEAK, BANDWIDTH, RIDGE))) for name in found.roofs)
    parts = section("Roofs", Table(("roof", "peak", "bandwidth", "ridge point"), rows))
    if found.workloads:
        columns = ("workload", "intensity", "roof", "at most", "share of peak", "held by")
        parts += section("Workloads", Table(columns, tuple(_workloads(found))))
    return Page(found.title or ", ".join(found.roofs), tuple(parts))


def _shown(answer: Answer) -> str:
    return notation_of(answer).written(answer.target, answer.one().low).text.replace(" ", GLUE)


def _workloads(found: Roofs) -> Iterator[tuple[str, ...]]:
    peaks = {name: question.solve(PEAK).one().low for name, question in found.roofs.items()}
    for workload in found.workloads:
        for name, peak in peaks.items():
            answer = found.under(name, workload)
            share = answer.one().low / peak
            yield workload.label, workload.intensity, name, _shown(answer), f"{number_text(100 * share, 2)}%", _regime(answer)
        if workload.reached:
            yield workload.label, workload.intensity, "measured", workload.reached, "", ""


def _regime(answer: Answer) -> str:
    return next(iter(answer.one().regimes.values()), "").replace("_bound", "")


def roofs_shape(found: Roofs) -> dict[str, Any]:
    """Return roofs as `mlsysim-sym/roofs/1`; values are in the glossary's units."""
    return {
        "schema": "mlsysim-sym/roofs/1",
        "roofs": [
            {"name": name, **{key: _value(question.solve(key)) for key in (PEAK, BANDWIDTH, RIDGE)}}
            for name, question in found.roofs.items()
        ],
        "workloads": [
            {
                "name": workload.label,
                INTENSITY: _in(found, INTENSITY, workload.intensity),
                "under": [_under(name, found.under(name, workload)) for name in found.roofs],
                "reached": _in(found, THROUGHPUT, workload.reached) if workload.reached else None,
            }
            for workload in found.workloads
        ],
        "book": found.digest,
    }


def _under(name: str, answer: Answer) -> dict[str, Any]:
    return {"roof": name, THROUGHPUT: _value(answer), "regime": next(iter(answer.one().regimes.values()), None)}


def _value(answer: Answer) -> float:
    return number_in(answer.one().low, answer.unit)


def _in(found: Roofs, name: str, value: str) -> float:
    unit = next(iter(found.roofs.values())).book.variable(name).unit
    return number_in(float(parse_value(value).base), unit)
