"""Searches with continuous ranges, or over spaces too large to judge every point.

SciPy's differential evolution runs on the kernel (`asking.evolving`). What it finds for one goal is then bounded
(`asking.bounding`): the certificate is `bounded` where nothing better can be left, `heuristic` with the reason where that
is not proven. For several goals the ranges are searched along many directions between the best of each, and what no point
beats is kept.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.bounding import Bound, bounded
from mlsysim_sym.asking.evolving import PENALTY, Evolved, evolved
from mlsysim_sym.asking.fronts import pareto
from mlsysim_sym.asking.gridsearch import combinations, worded
from mlsysim_sym.asking.kernel import array_kernel
from mlsysim_sym.asking.optimize import Candidate
from mlsysim_sym.asking.relaxing import allowed_point
from mlsysim_sym.asking.space import Axis
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.solving.question import Question

DIRECTIONS = 12  # between two goals; fewer steps for more of them
NUDGE = 1e-6
MOST_FRONT = 48
SAMPLED = "a front over ranges is found along directions, between which there are more points"


@frozen
class Descended:
    """What a search without a full grid found: the best points, the front, the certificate and why it is no stronger one."""

    best: tuple[Candidate, ...]
    front: tuple[Candidate, ...]
    certificate: str
    bound: float | None
    examined: int
    why: str = ""


def descended(question: Question, axes: Sequence[Axis], goals: Sequence[tuple[str, str]], seed: int) -> Descended:
    """Return the best points over a space with ranges, by one goal or several."""
    made = list(_landscapes(question, axes, goals))
    return _front(made, len(goals), seed) if len(goals) > 1 else _least(made, goals[0][1], seed)


def _landscapes(question: Question, axes: Sequence[Axis], goals: Sequence[tuple[str, str]]) -> Iterator[_Landscape]:
    """Yield one for each choice of words and records that has a plan."""
    for words in combinations(axes):
        try:
            yield _Landscape(worded(question, words, axes), words, axes, goals)
        except MlsysimError:
            continue  # no plan under these words, so nothing to find


class _Landscape:
    """The goals over the numbers of one choice of words and records, each made one that is to be least."""

    def __init__(self, question: Question, words: dict[str, str], axes: Sequence[Axis], goals: Sequence[tuple[str, str]]) -> None:
        self.question, self.words, self.axes = question, words, axes
        self.numbers = [axis for axis in axes if axis.kind in {"number", "range"}]
        self.kernel = array_kernel(question, [name for name, _ in goals], over=[axis.name for axis in self.numbers])
        self.signs = [1.0 if sense == "min" else -1.0 for _, sense in goals]
        self.examined = 0

    def scores(self, columns: dict[str, Any]) -> Any:  # noqa: ANN401  (arrays, goals by members)
        """Return the goals of members; `PENALTY` where there is no answer."""
        import numpy as np  # noqa: PLC0415  (an extra)

        values, codes = self.kernel(**{name.replace(".", "__"): column for name, column in columns.items()})
        self.examined += codes.size
        rows = zip(self.signs, self.kernel.targets, strict=True)
        return np.array([np.where(codes == 0, sign * values[name], PENALTY) for sign, name in rows])

    def least(self, place: int, seed: int) -> Evolved:
        """Return the least of one goal."""
        judge = lambda columns: self.scores(columns)[place]  # noqa: E731
        found = evolved(judge, self.numbers, seed)
        if found.found:
            return found
        start = allowed_point(self.question, self.numbers, self.kernel.targets[place])
        return found if start is None else evolved(judge, self.numbers, seed, start)

    def candidate(self, at: dict[str, float], scores: Sequence[float]) -> Candidate:
        """Return a point with all that is chosen there."""
        chosen = {**self.words, **at}
        signed = tuple(sign * float(score) for sign, score in zip(self.signs, scores, strict=True))
        return Candidate({axis.name: chosen[axis.name] for axis in self.axes}, signed)

    def bound(self, found: Evolved, score: float) -> Bound:
        """Return what nothing here is below, as far as that matters beside a score."""
        return bounded(self.question, self.numbers, self.kernel, found.best, sign=self.signs[0], score=score)


# --- one goal ----------------------------------------------------------------------------------------------------------


def _least(made: Sequence[_Landscape], sense: str, seed: int) -> Descended:
    sign = 1.0 if sense == "min" else -1.0
    found = [(each, each.least(0, seed)) for each in made]
    good = sorted(((each, at) for each, at in found if at.found), key=lambda pair: pair[1].score)
    examined = sum(each.examined for each in made)
    points = tuple(each.candidate(at.best, [at.score]) for each, at in good)
    if not good:
        return Descended((), (), "heuristic", None, examined, "no point that was tried has an answer")
    best = good[0][1].score
    bounds = [each.bound(at, best) for each, at in good]
    lacking = [each.why for each in bounds if each.value is None]
    lacking += ["nothing proves that other words and records have no answer" for _, at in found if not at.found]
    if lacking:
        return Descended(points, (), "heuristic", None, examined, lacking[0])
    least = min(each.value for each in bounds if each.value is not None)
    if all(each.met for each in bounds):
        return Descended(points, (), "bounded", sign * least, examined)
    return Descended(points, (), "heuristic", sign * least, examined, "the bound that is proven is not met")


# --- several goals -----------------------------------------------------------------------------------------------------


def _front(made: Sequence[_Landscape], count: int, seed: int) -> Descended:
    import numpy as np  # noqa: PLC0415  (an extra)

    points: list[Candidate] = []
    rows: list[Any] = []
    for each in made:
        for at, scores in _along(each, count, seed):
            points.append(each.candidate(at, scores))
            rows.append(scores)
    examined = sum(each.examined for each in made)
    if not points:
        return Descended((), (), "heuristic", None, examined, "no point that was tried has an answer")
    table = np.array(rows).T
    kept = pareto(table)
    if len(kept) > MOST_FRONT:
        kept = kept[np.unique(np.linspace(0, len(kept) - 1, MOST_FRONT).round().astype(int))]
    front = tuple(points[int(place)] for place in kept)
    return Descended(front[:1], front, "heuristic", None, examined, SAMPLED)


def _along(each: _Landscape, count: int, seed: int) -> Iterator[tuple[dict[str, float], Any]]:
    """Yield points with their scores: the best of each goal, and of the directions between them."""
    import numpy as np  # noqa: PLC0415

    runs = [each.least(place, seed) for place in range(count)]
    if not all(run.found for run in runs):
        return
    corners = np.array([each.scores({name: np.array([value]) for name, value in run.best.items()})[:, 0] for run in runs])
    ideal, spread = corners.min(axis=0), np.ptp(corners, axis=0)
    spread = np.where(spread > 0, spread, 1.0)

    def towards(weights: Any) -> Any:  # noqa: ANN401  (a function of columns)
        def judge(columns: dict[str, Any]) -> Any:  # noqa: ANN401
            scores = each.scores(columns)
            scaled = (scores - ideal[:, None]) / spread[:, None] * weights[:, None]
            return np.where(scores[0] < PENALTY, scaled.max(axis=0) + NUDGE * scaled.sum(axis=0), PENALTY)

        return judge

    runs += [evolved(towards(np.array(weights)), each.numbers, seed) for weights in _directions(count)]
    for run in runs:
        columns = {name: np.append(run.last[name], value) for name, value in run.best.items()}
        scores = each.scores(columns)
        for place in np.flatnonzero(scores[0] < PENALTY):
            yield {name: float(column[place]) for name, column in columns.items()}, scores[:, place]


def _directions(count: int) -> Iterator[tuple[float, ...]]:
    """Yield weights of the goals, evenly spread, none of them 0.

    >>> len(list(_directions(2))), next(_directions(3))
    (11, (0.25, 0.25, 0.5))
    """
    steps = DIRECTIONS if count == 2 else max(count + 1, math.ceil(DIRECTIONS / count))  # noqa: PLR2004
    for parts in itertools.product(range(1, steps), repeat=count - 1):
        if sum(parts) < steps:
            yield (*(part / steps for part in parts), 1 - sum(parts) / steps)
