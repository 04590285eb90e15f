"""Accuracy as generated data: the errors, intervals and envelopes of families of published figures.

`benchmarks/calibrate/accuracy.py` writes what stands here to `registry/measurements`, where answers and pages read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.measured.anchors import FAMILIES, met
from mlsysim_sym.asking.measured.envelopes import Envelopes
from mlsysim_sym.asking.measured.families import families
from mlsysim_sym.solving.question import system_of

if TYPE_CHECKING:
    from mlsysim_sym.asking.validate import Compared, Validation
    from mlsysim_sym.book.book import Book

DIGITS = 6


def accuracy(book: Book, found: Validation, version: str, date: str) -> dict[str, Any]:
    """Return what `validity.json` holds of a validation of the book's own figures."""
    envelopes = Envelopes(book)
    predicted = [name for name in found.families if found.summary(name)["predicted"]]
    anchored = [row for row in found.rows if row.family in FAMILIES]
    return {
        "version": version,
        "date": date,
        "overall": _rounded(found.overall),
        "anchors": {"met": sum(map(met, anchored)), "of": len(anchored)},
        "families": {name: _family(envelopes, found, name) for name in predicted},
        "unpredicted": {name: len(found.of(name)) for name in found.families if name not in predicted},
    }


def _family(envelopes: Envelopes, found: Validation, name: str) -> dict[str, Any]:
    rows = [row for row in found.of(name) if row.predicted is not None]
    numbers = _rounded(found.summary(name))
    band = found.bands.get(name) if numbers["interval_coverage"] is not None else None  # none that was not put to the test
    return {
        "about": families()[name].about,
        "questions": _questions(envelopes, rows),
        "laws": envelopes.laws(rows),
        "numbers": numbers,
        "interval": None if band is None else [_short(each) for each in band.shares],
        "envelope": envelopes.envelope(rows),
    }


def _questions(envelopes: Envelopes, rows: list[Compared]) -> list[dict[str, Any]]:
    found = {}
    for row in rows:
        ask = row.ask
        assert ask is not None  # noqa: S101  (predicted figures have one)
        target = system_of(ask.question(envelopes.book)).resolve(ask.target)
        laws = () if ask.solver else tuple(sorted(envelopes.used(ask).laws))
        found[ask.solver or "", laws, target] = {"solver": ask.solver, "laws": list(laws), "target": target}
    return [found[key] for key in sorted(found)]


def index(made: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the families with an interval by the unknown that they speak of, as `validity_index.json` holds them."""
    by_target: dict[str, list[str]] = {}
    for name, entry in made["families"].items():
        for question in entry["questions"] if entry["interval"] is not None else ():
            if name not in by_target.setdefault(question["target"], []):
                by_target[question["target"]].append(name)
    return dict(sorted(by_target.items()))


def _rounded(numbers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _short(value) if isinstance(value, float) else value for name, value in numbers.items()}


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
