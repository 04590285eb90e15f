"""The naive baseline: the peak of the device times the mean utilisation of the other figures of the family on it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import Any

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.measured.asks import Ask, Evaluator, Row, UnpredictedError
from mlsysim_sym.asking.measured.families import Family, family_of
from mlsysim_sym.asking.measured.predict import complete, ideal, unit_factor

TIMES = frozenset({"s", "ms", "us", "minutes", "s/step", "accelerator-hour", "day"})


class Baselines:
    """Mean utilisations by family and the fields that a family shares them by.

    A utilisation is the figure over what there would be without any loss, a time the other way round. Figures without an
    ideal are compared with the mean of the others of the same metric and unit.
    """

    def __init__(self, evaluator: Evaluator, cases: Iterable[Case]) -> None:
        self._evaluator = evaluator
        self._cases: dict[str, list[Case]] = {}
        for case in cases:
            self._cases.setdefault(family_of(case).name, []).append(case)
        self._known: dict[str, dict[tuple[Any, ...], list[tuple[str, float]]]] = {}

    def error(self, case: Case, ask: Ask | None) -> float | None:
        """Return the baseline's error for a figure, None where no other figure tells a mean."""
        family = family_of(case)
        if family.name not in self._known:
            self._known[family.name] = self._utilisations(family)
        best = self._best(case, ask)
        key = self._key(family, case, best is not None)
        rest = [value for name, value in self._known[family.name].get(key, ()) if name != case.id]
        if not rest or not case.measured:
            return None
        said = _from_share(case, statistics.fmean(rest), 1.0 if best is None else best)
        return abs(said / case.measured - 1)

    def _utilisations(self, family: Family) -> dict[tuple[Any, ...], list[tuple[str, float]]]:
        found: dict[tuple[Any, ...], list[tuple[str, float]]] = {}
        for case in self._cases.get(family.name, ()):
            if not case.measured:
                continue
            best = self._best(case, None)
            share = _share(case, case.measured, 1.0 if best is None else best)
            found.setdefault(self._key(family, case, best is not None), []).append((case.id, share))
        return found

    def _best(self, case: Case, ask: Ask | None) -> float | None:
        """Return the figure without any loss, in its own unit."""
        try:
            perfect = ideal(ask or complete(Row(self._evaluator.book, case)))
            return None if perfect is None else self._evaluator.value(perfect) / unit_factor(case.unit)
        except UnpredictedError:
            return None

    @staticmethod
    def _key(family: Family, case: Case, has_ideal: bool) -> tuple[Any, ...]:  # noqa: FBT001  (a key's part)
        shared = tuple(str(case.config.get(name)) for name in family.baseline) if has_ideal else ()
        return (has_ideal, *shared) if has_ideal else (has_ideal, case.kind, case.metric, case.unit)


def _share(case: Case, measured: float, best: float) -> float:
    return best / measured if case.unit in TIMES and best != 1.0 else measured / best


def _from_share(case: Case, share: float, best: float) -> float:
    return best / share if case.unit in TIMES and best != 1.0 else best * share
