"""Validation: what laws say beside what was published, a family of figures at a time.

A figure is predicted with constants that no line of its group took part in fitting. Beside each error stands that of the
naive baseline: somebody who knows the peak of the device and the mean utilisation that the other figures of the family
reach on it. A figure that laws say nothing of is a miss, with the reason.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.cases import Case, of_book
from mlsysim_sym.asking.measured.asks import Ask, Evaluator, Row, UnpredictedError
from mlsysim_sym.asking.measured.baseline import Baselines
from mlsysim_sym.asking.measured.envelopes import Envelopes
from mlsysim_sym.asking.measured.families import families, family_of
from mlsysim_sym.asking.measured.fits import constants_of, group_of
from mlsysim_sym.asking.measured.intervals import Band, Interval, Intervals, quantile
from mlsysim_sym.asking.measured.predict import complete, same_dimension, unit_factor
from mlsysim_sym.asking.measured.reasons import likely
from mlsysim_sym.asking.measured.spelling import tidied
from mlsysim_sym.asking.shown import Drawn
from mlsysim_sym.errors import UnknownNameError, did_you_mean
from mlsysim_sym.solving.envelope import Outside
from mlsysim_sym.solving.validity import validities
from mlsysim_sym.valueclass import field, frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.telling.page import Page

WITHIN = (0.10, 0.20)
WORST = 5


@frozen
class Compared:
    """A figure with what laws say about it, both in the figure's unit; `relative` is the error as a share of the figure.

    `baseline` is the naive baseline's error, a share without sign. `interval` holds four of five figures of the family.
    Somebody's own figure has none where `outside` names inputs that no figure has by which it would be made.
    """

    case: Case
    family: str
    predicted: float | None
    relative: float | None
    because: str = ""
    baseline: float | None = None
    interval: Interval | None = None
    ask: Ask | None = None
    group: str = ""
    outside: tuple[Outside, ...] = ()

    @property
    def predicted_base(self) -> float:
        """The prediction in coherent base units."""
        assert self.predicted is not None  # noqa: S101  (who asks has looked)
        return self.predicted * unit_factor(self.case.unit)

    @property
    def likely(self) -> str:
        """The likely reason of an error beyond a tenth, or why there is no prediction."""
        return self.because or likely(self.case, self.family)


@frozen
class Validation(Drawn):
    """Families of figures, each with how far laws are from them.

    >>> import mlsysim_sym as ms
    >>> found = validate(ms.Book.load(), family="activations")
    >>> found.summary("activations")["within10"]
    1.0
    """

    rows: tuple[Compared, ...]
    book: str
    bands: Mapping[str, Band | None] = field(default_factory=dict, repr=False)

    @property
    def families(self) -> tuple[str, ...]:
        """The names of the families, in the order of their file."""
        found = dict.fromkeys(row.family for row in self.rows)
        known = [name for name in families() if name in found]
        return (*known, *(name for name in found if name not in known))

    def of(self, family: str) -> tuple[Compared, ...]:
        """Return the figures of a family."""
        return tuple(row for row in self.rows if row.family == family)

    @property
    def overall(self) -> dict[str, Any]:
        """The numbers of all families together, as `summary` has them."""
        return _summary(self.rows)

    def summary(self, family: str) -> dict[str, Any]:
        """Return the numbers of a family as `validate/1` has them; shares and errors are fractions.

        Median, mean, 90th percentile and bias are those of the predicted figures; the shares within 10% and 20% are of all
        figures, what is not predicted being a miss, and so is `median_all`.
        """
        return _summary(self.of(family))

    def worst(self, family: str, count: int = WORST) -> tuple[Compared, ...]:
        """Return the figures with the largest errors."""
        rows = [row for row in self.of(family) if row.relative is not None]
        return tuple(sorted(rows, key=lambda row: -abs(row.relative or 0.0))[:count])

    def row(self, name: str) -> Compared:
        """Return a figure by its id; raise UnknownNameError where there is none."""
        for row in self.rows:
            if row.case.id == name:
                return row
        raise _no_figure(name, [row.case for row in self.rows])

    def _page(self) -> Page:
        from mlsysim_sym.telling.validated import validation_page  # noqa: PLC0415  (objects print themselves by telling)

        return validation_page(self)

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        from mlsysim_sym.telling.plots.against import against_plot  # noqa: PLC0415

        return against_plot(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the validation as `mlsysim-sym/validate/1`."""
        from mlsysim_sym.telling.validated import validation_shape  # noqa: PLC0415

        return validation_shape(self)


def validate(book: Book, cases: Iterable[Case] | None = None, family: str | None = None, row: str | None = None) -> Validation:
    """Return figures beside what laws say: those of the book, counts of its records included, or those of `cases`.

    The naive baseline of somebody's own cases is the mean over the book's figures of the same family and device.

    Raises UnknownNameError for a family or a figure that there is none of.
    """
    own = [*of_book(book), *record_cases(book)]
    given = own if cases is None else tidied(book, cases, own)
    kept = [each for each in given if row is None or each.id == row]
    if not kept and row is not None:
        raise _no_figure(row, given)
    kept = _of_family(kept, family)
    evaluator = Evaluator(book)
    found = [_compared(evaluator, case) for case in kept]
    baselines = Baselines(evaluator, own if cases is not None or row is not None else kept)
    found = [replace(each, baseline=baselines.error(each.case, each.ask)) for each in found]
    if cases is not None or row is not None:
        envelopes = Envelopes(book)
        return Validation(tuple(_held(envelopes, each) for each in found), book.digest)
    intervals = Intervals((each.family, each.group, each.predicted, each.case.measured) for each in found)
    found = [replace(each, interval=intervals.around(each.family, each.group, each.predicted)) for each in found]
    return Validation(tuple(found), book.digest, {each.family: intervals.band(each.family) for each in found})


def _no_figure(name: str, cases: Iterable[Case]) -> UnknownNameError:
    return UnknownNameError(f"there is no figure `{name}`", names=(name,), hint=did_you_mean(name, [each.id for each in cases]))


def _held(envelopes: Envelopes, row: Compared) -> Compared:
    """Return a figure with the interval that the book's own figures give, or with what lies outside of their inputs."""
    validity = validities().get(row.family)
    if validity is None or row.ask is None or row.predicted is None or validity.low is None or validity.high is None:
        return row
    outside = envelopes.outside(row.ask, row.predicted_base, validity)
    if outside or row.predicted <= 0:
        return replace(row, outside=outside)
    ends = Interval(row.predicted * (1 + validity.low), row.predicted * (1 + validity.high))
    return replace(row, interval=ends)


def _of_family(cases: Sequence[Case], family: str | None) -> list[Case]:
    if family is None:
        return list(cases)
    kept = [case for case in cases if family_of(case).name == family]
    if not kept:
        known = tuple(dict.fromkeys(family_of(case).name for case in cases))
        raise UnknownNameError(f"unknown family `{family}`", names=(family,),
                               hint=did_you_mean(family, known) or f"one of {', '.join(known)}")  # fmt: skip
    return kept


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


def _compared(evaluator: Evaluator, case: Case) -> Compared:
    family = family_of(case)
    try:
        ask = complete(Row(evaluator.book, case))
        ask.within_domains(evaluator.book)
        same_dimension(evaluator.book, ask, case.unit)
        predicted = evaluator.value(ask) / unit_factor(case.unit)
    except UnpredictedError as error:
        return Compared(case, family.name, None, None, because=str(error))
    group = group_of(ask.fit, case) or case.id
    if not case.measured:
        return Compared(
            case, family.name, predicted, None, "the figure is 0, so no share of it can be said", ask=ask, group=group
        )
    return Compared(case, family.name, predicted, predicted / case.measured - 1, ask=ask, group=group)


def _summary(rows: Sequence[Compared]) -> dict[str, Any]:
    errors = [row.relative for row in rows if row.relative is not None]
    sizes = sorted(abs(error) for error in errors)
    everything = sizes + [math.inf] * (len(rows) - len(sizes))
    baselines = [row.baseline for row in rows if row.baseline is not None and (row.relative is not None or not errors)]
    covered = [row.interval.holds(row.case.measured) for row in rows if row.interval is not None]
    return {
        "rows": len(rows),
        "predicted": len(errors),
        "fitted_constants": constants_of({row.ask.fit for row in rows if row.ask is not None}),
        "median": statistics.median(sizes) if sizes else None,
        "median_all": _finite(statistics.median(everything)),
        "mean": statistics.fmean(sizes) if sizes else None,
        "p90": quantile(sizes, 0.9) if sizes else None,
        "within10": _share(sizes, WITHIN[0], len(rows)),
        "within20": _share(sizes, WITHIN[1], len(rows)),
        "bias": statistics.fmean(errors) if errors else None,
        "interval_coverage": sum(covered) / len(covered) if covered else None,
        "baseline_median": statistics.median(baselines) if baselines else None,
        "baseline_mean": statistics.fmean(baselines) if baselines else None,
    }


def _share(sizes: Sequence[float], limit: float, count: int) -> float | None:
    return sum(size <= limit for size in sizes) / count if sizes else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
