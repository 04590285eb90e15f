"""Fitting the constants of laws on published figures: least squares on the logarithm of the error, with error bars.

What is compared is always the laws' own answer: each evaluation goes through compiled questions. Outliers count less
(soft L1). Each group of lines is left out in turn, so that every line has a prediction that it took no part in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.measured.asks import Ask, Evaluator, Row, UnpredictedError, written
from mlsysim_sym.asking.measured.families import family_of, fits_rule
from mlsysim_sym.asking.measured.fits import Constant, Fit, numbers
from mlsysim_sym.asking.measured.predict import asked, unit_factor, with_parts
from mlsysim_sym.errors import NotConvergedError, QuestionError
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

SOFT = 0.1  # errors beyond a tenth count less than squared
STEP = 1e-4
FEWEST = 2
LOST = 5.0  # the logarithm of the error where laws give no value at trial constants


@frozen
class Sample:
    """A line of a fit: its question, what was measured in base units, and its group."""

    ask: Ask
    measured: float
    group: str
    case: Case


@frozen
class Fitted:
    """The outcome of a fit: values and standard errors by constant and key, lines, and values without each group."""

    name: str
    values: Mapping[str, Mapping[str, tuple[float, float]]]
    without: Mapping[str, Mapping[str, Mapping[str, float]]]
    rows: int
    units: Mapping[str, str]

    @property
    def constants(self) -> int:
        """How many numbers were fitted."""
        return sum(len(each) for each in self.values.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as `fitted.json` keeps it."""
        return {
            "rows": self.rows,
            "constants": self.constants,
            "units": dict(self.units),
            "all": {name: {key: [_short(v), _short(e)] for key, (v, e) in each.items()} for name, each in self.values.items()},
            "without": {
                group: {name: {key: _short(v) for key, v in each.items()} for name, each in values.items()}
                for group, values in self.without.items()
            },
        }


def _short(value: float) -> float:
    return float(f"{value:.5g}") if math.isfinite(value) else value


def samples(book: Book, fit: Fit, cases: Iterable[Case]) -> list[Sample]:
    """Return the lines of a fit that laws can be asked about."""
    found = []
    for case in cases:
        if family_of(case).name not in fit.families or not case.measured > 0 or (fit.skip and fits_rule(case, fit.skip)):
            continue
        try:
            ask = with_parts(asked(Row(book, case)))
            found.append(Sample(ask, case.measured * unit_factor(case.unit), fit.group_of(case), case))
        except UnpredictedError:
            continue
    return found


def calibrate(book: Book, fit: Fit, cases: Iterable[Case]) -> Fitted:
    """Return the constants of a fit from some lines.

    Raises MissingExtraError without SciPy, and QuestionError where the lines are too few for the constants.
    """
    evaluator = Evaluator(book)
    lines = [line for line in samples(book, fit, cases) if _answered(evaluator, fit, line)]
    values = _solved(evaluator, fit, lines, errors=True)
    groups = dict.fromkeys(line.group for line in lines)
    without = {}
    if len(groups) >= FEWEST:
        for group in groups:
            rest = [line for line in lines if line.group != group]
            made = _solved(evaluator, fit, rest, errors=False)
            without[group] = {name: numbers(each) for name, each in made.items()}
    return Fitted(fit.name, values, without, len(lines), {each.name: each.unit for each in fit.constants})


def _answered(evaluator: Evaluator, fit: Fit, line: Sample) -> bool:
    """Whether laws give a value for a line at the constants that a search starts from."""
    try:
        evaluator.value(line.ask.with_values({each.name: written(each.start, each.unit) for each in fit.used(line.ask)}))
    except UnpredictedError:
        return False
    return True


def _slots(fit: Fit, lines: Sequence[Sample]) -> list[tuple[Constant, str]]:
    """Return the numbers to be fitted: each constant with each key that a line has."""
    found: dict[tuple[str, str], Constant] = {}
    for line in lines:
        for constant in fit.used(line.ask):
            found[constant.name, constant.key(line.ask.keys)] = constant
    return [(constant, key) for (_, key), constant in found.items()]


def _solved(
    evaluator: Evaluator, fit: Fit, lines: Sequence[Sample], *, errors: bool
) -> dict[str, dict[str, tuple[float, float]]]:
    optimize: Any = required("scipy.optimize", "arrays")
    slots = _slots(fit, lines)
    if len(lines) < len(slots):
        raise QuestionError(f"{len(slots)} constants of `{fit.name}` cannot be fitted on {len(lines)} lines", names=(fit.name,))
    places = {(constant.name, key): place for place, (constant, key) in enumerate(slots)}
    rows = [_Line(line, places, fit) for line in lines]

    def residuals(scaled: Any) -> list[float]:  # noqa: ANN401  (an array)
        vector = [value * constant.start for value, (constant, _) in zip(scaled, slots, strict=True)]
        return [row.error(evaluator, vector) for row in rows]

    low = [constant.low / constant.start for constant, _ in slots]
    high = [constant.high / constant.start for constant, _ in slots]
    found = optimize.least_squares(
        residuals, [1.0] * len(slots), bounds=(low, high), loss="soft_l1", f_scale=SOFT, diff_step=STEP, x_scale=1.0
    )
    if not found.success:
        raise NotConvergedError(f"the fit `{fit.name}` did not converge: {found.message}")
    bars = _bars(found, len(lines)) if errors else [0.0] * len(slots)
    made: dict[str, dict[str, tuple[float, float]]] = {constant.name: {} for constant in fit.constants}
    for (constant, key), scaled, bar in zip(slots, found.x, bars, strict=True):
        made[constant.name][key] = float(scaled) * constant.start, bar * constant.start
    return made


def _bars(found: Any, count: int) -> list[float]:  # noqa: ANN401  (an OptimizeResult)
    """Return standard errors from the curvature at the solution, for constants that a line depends on."""
    import numpy as np  # noqa: PLC0415  (an extra, there with SciPy)

    jacobian = np.asarray(found.jac)
    freedom = max(count - jacobian.shape[1], 1)
    covariance = np.linalg.pinv(jacobian.T @ jacobian) * (2 * found.cost / freedom)
    return [math.sqrt(max(float(each), 0.0)) for each in np.diag(covariance)]


class _Line:
    """A line with the places of its constants in the vector that is searched."""

    def __init__(self, line: Sample, places: Mapping[tuple[str, str], int], fit: Fit) -> None:
        self.ask, self.measured = line.ask, math.log(line.measured)
        self.places = [
            (constant.name, places[constant.name, constant.key(line.ask.keys)], constant.unit) for constant in fit.used(line.ask)
        ]

    def error(self, evaluator: Evaluator, vector: Sequence[float]) -> float:
        ask = self.ask.with_values({name: written(vector[place], unit) for name, place, unit in self.places})
        try:
            value = evaluator.value(ask)
        except UnpredictedError:
            return LOST
        return math.log(value) - self.measured if value > 0 else LOST
