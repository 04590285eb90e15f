"""Validation: what laws say beside what was published, a family of figures at a time.

Nothing is fitted here, so `fitted_constants` is 0. The baseline of a figure is the mean of the other figures of its family
that have the same metric and unit: what somebody would say who knows the family and no law.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.cases import Case, of_book
from mlsysim_sym.asking.predicting import UnpredictedError, predict
from mlsysim_sym.errors import MlsysimError, UnitError, UnknownNameError, did_you_mean
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

FAMILIES = {"parameter_count": "parameter_counts", "memory": "activations"}
UNITS = {"count": (1.0, ""), "ratio": (1.0, ""), "tCO2e": (1000.0, "kgCO2e")}
WITHIN = (0.10, 0.20)


@frozen
class Compared:
    """A figure with what laws say about it, both in the figure's unit; `relative` is the error as a share of the figure."""

    case: Case
    family: str
    predicted: float | None
    relative: float | None
    laws: tuple[str, ...] = ()
    because: str = ""
    baseline: float | None = None


@frozen
class Validation:
    """Families of figures, each with how far laws are from them.

    >>> import mlsysim_sym as ms
    >>> found = validate(ms.Book.load(), family="activations")
    >>> found.summary("activations")["within10"]
    1.0
    """

    rows: tuple[Compared, ...]
    book: str

    @property
    def families(self) -> tuple[str, ...]:
        """The names of the families."""
        return tuple(dict.fromkeys(row.family for row in self.rows))

    def of(self, family: str) -> tuple[Compared, ...]:
        """Return the figures of a family."""
        return tuple(row for row in self.rows if row.family == family)

    def summary(self, family: str) -> dict[str, Any]:
        """Return the numbers of a family as `validate/1` has them; shares and errors are fractions."""
        rows = self.of(family)
        errors = [row.relative for row in rows if row.relative is not None]
        sizes = sorted(abs(error) for error in errors)
        baselines = [row.baseline for row in rows if row.baseline is not None]
        return {
            "rows": len(rows),
            "predicted": len(errors),
            "fitted_constants": 0,
            "median": statistics.median(sizes) if sizes else None,
            "mean": statistics.fmean(sizes) if sizes else None,
            "p90": _quantile(sizes, 0.9) if sizes else None,
            "within10": _share(sizes, WITHIN[0]),
            "within20": _share(sizes, WITHIN[1]),
            "bias": statistics.fmean(errors) if errors else None,
            "interval_coverage": None,
            "baseline_median": statistics.median(baselines) if baselines else None,
        }

    def text(self) -> str:
        """Return the validation for a terminal, 80 columns wide."""
        from mlsysim_sym.telling.validated import validation_page  # noqa: PLC0415  (objects print themselves by telling)

        return validation_page(self).text()

    def markdown(self) -> str:
        """Return the validation as Markdown."""
        from mlsysim_sym.telling.validated import validation_page  # noqa: PLC0415

        return validation_page(self).markdown()

    def to_dict(self) -> dict[str, Any]:
        """Return the validation as `mlsysim-sym/validate/1`."""
        from mlsysim_sym.telling.validated import validation_shape  # noqa: PLC0415

        return validation_shape(self)


def validate(book: Book, cases: Iterable[Case] | None = None, family: str | None = None) -> Validation:
    """Return figures beside what laws say: those of the book, counts of its records included, or those of `cases`."""
    given = [*of_book(book), *record_cases(book)] if cases is None else list(cases)
    known = tuple(dict.fromkeys(map(family_of, given)))
    if family is not None and family not in known:
        raise UnknownNameError(f"unknown family `{family}`", names=(family,),
                               hint=did_you_mean(family, known) or f"one of {', '.join(known)}")  # fmt: skip
    kept = [case for case in given if family in {None, family_of(case)}]
    return Validation(tuple(_compared(book, case, kept) for case in kept), book.digest)


def family_of(case: Case) -> str:
    """Return the family that a figure belongs to."""
    return FAMILIES.get(case.kind, case.kind)


def record_cases(book: Book) -> Iterator[Case]:
    """Yield the published counts of parameters that records keep to be compared with what laws count."""
    for name in book.names("record"):
        if not name.startswith("models/") or book.entries["record"][name].error is not None:
            continue
        record = book.record(name)
        entry = record.fields.get("parameters")
        if entry is not None and entry.checks_only and entry.figure is not None:
            figure = entry.figure
            yield Case(f"record:{name}", "parameter_count", "parameters", figure.value().base, "count",
                       f"{figure.source}{', ' + figure.where if figure.where else ''}", {"model": name})  # fmt: skip


def _compared(book: Book, case: Case, others: Sequence[Case]) -> Compared:
    family = family_of(case)
    try:
        made = predict(book, case)
        predicted = made.value / _factor(case.unit)
    except UnpredictedError as error:
        return Compared(case, family, None, None, because=str(error))
    except MlsysimError as error:
        return Compared(case, family, None, None, because=error.message)
    if not case.measured:
        return Compared(case, family, predicted, None, made.laws, "the figure is 0, so no share of it can be said")
    relative = predicted / case.measured - 1
    return Compared(case, family, predicted, relative, made.laws, baseline=_baseline(case, others))


def _factor(unit: str) -> float:
    """Return what one unit of a figure is in coherent base units; raise UnitError for one that is not known."""
    times, name = UNITS.get(unit, (1.0, unit))
    if not name:
        return times
    try:
        return times * parse_value(f"1 {name}").base
    except MlsysimError as error:
        raise UnitError(f"the unit `{unit}` is not known: {error.message}") from None


def _baseline(case: Case, others: Sequence[Case]) -> float | None:
    """Return the error of the mean of the other figures of the same kind, None where there is none."""
    rest = [
        each.measured
        for each in others
        if each is not case and (each.kind, each.metric, each.unit) == (case.kind, case.metric, case.unit)
    ]
    return abs(statistics.fmean(rest) / case.measured - 1) if rest else None


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _share(sizes: Sequence[float], limit: float) -> float | None:
    return sum(size <= limit for size in sizes) / len(sizes) if sizes else None
