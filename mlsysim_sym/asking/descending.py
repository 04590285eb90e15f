"""Searches with continuous ranges, or over spaces too large to judge every point.

SciPy's differential evolution runs on the kernel, all members of a generation at once. What it finds is then bounded: boxes
of the space are dropped where intervals prove that a limit fails in them or that nothing in them is better, and halved
where not. If all are dropped or nearly met, nothing better is left, and the certificate is `bounded`.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.enclosing import enclosure, halves, width
from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.gridsearch import combinations, setting, worded
from mlsysim_sym.asking.kernel import array_kernel
from mlsysim_sym.asking.optimize import Candidate
from mlsysim_sym.asking.space import Axis
from mlsysim_sym.errors import MlsysimError, QuestionError, UndecidedError
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.solving.question import Question

PENALTY = 1e120
GAP = 1e-6
MOST_BOXES = 2000
MEMBERS = 24
GENERATIONS = 400
Found = tuple[tuple[Candidate, ...], str, float | None, int]


@frozen
class _Descent:
    """What one choice of words and records leads to: the best point, the bound below all points (None: unknown)."""

    candidate: Candidate | None
    bound: float | None
    examined: int


def descended(question: Question, axes: Sequence[Axis], goals: Sequence[tuple[str, str]], seed: int) -> Found:
    """Return the best points, the certificate, the bound and how many points were judged."""
    if len(goals) > 1:
        raise QuestionError("a front needs a space without ranges", hint="name values instead of LOW..HIGH")
    (target, sense), *_ = goals
    sign = 1.0 if sense == "min" else -1.0
    found = [_descent(worded(question, words, axes), words, axes, target, sign=sign, seed=seed) for words in combinations(axes)]
    points = sorted(
        (each.candidate for each in found if each.candidate is not None), key=lambda point: sign * point.objectives[0]
    )
    examined = sum(each.examined for each in found)
    bounds = [each.bound for each in found]
    if not points:
        return (), "heuristic", None, examined
    known = [bound for bound in bounds if bound is not None]
    if len(known) < len(bounds):
        return tuple(points), "heuristic", None, examined
    return tuple(points), "bounded", sign * min(known), examined


def _descent(question: Question, words: dict[str, str], axes: Sequence[Axis], target: str, *, sign: float, seed: int) -> _Descent:
    numbers = [axis for axis in axes if axis.kind in {"number", "range"}]
    try:
        judge, counted = _judge(question, numbers, target, sign)
    except MlsysimError:
        return _Descent(None, math.inf, 0)  # no plan under these words, so nothing to find
    best, score = _evolved(judge, numbers, seed)
    if score >= PENALTY:
        return _Descent(None, None, counted[0])
    values = {axis.name: _value(axis, place) for axis, place in zip(numbers, best, strict=True)}
    point = Candidate({axis.name: {**words, **values}[axis.name] for axis in axes}, (sign * score,))
    bound = None
    if all(axis.kind == "range" for axis in numbers):
        bound = _bounded(question, numbers, target, values, sign=sign, score=score)
    return _Descent(point, bound, counted[0])


def _judge(question: Question, numbers: Sequence[Axis], target: str, sign: float) -> tuple[Callable[[Any], Any], list[int]]:
    """Return the objective of members (columns), smaller being better, and a count of how many it judged."""
    import numpy as np  # noqa: PLC0415  (an extra)

    kernel = array_kernel(question, [target], over=[axis.name for axis in numbers])
    counted = [0]

    def judge(members: Any) -> Any:  # noqa: ANN401  (arrays)
        columns = np.atleast_2d(members.T).T
        arrays = {axis.name.replace(".", "__"): _column(axis, column) for axis, column in zip(numbers, columns, strict=True)}
        values, codes = kernel(**arrays)
        counted[0] += len(codes)
        return np.where(codes == 0, sign * values[kernel.targets[0]], PENALTY)

    return judge, counted


def _column(axis: Axis, column: Any) -> Any:  # noqa: ANN401  (arrays)
    import numpy as np  # noqa: PLC0415

    if axis.kind == "range":
        return column
    return np.array(axis.values)[np.clip(np.rint(column).astype(int), 0, len(axis) - 1)]


def _value(axis: Axis, place: float) -> float:
    return float(place) if axis.kind == "range" else float(axis.values[round(place)])


def _evolved(judge: Callable[[Any], Any], numbers: Sequence[Axis], seed: int) -> tuple[Any, float]:
    """Return the best place that differential evolution finds, and its score."""
    optimize = required("scipy.optimize", "arrays")
    ends = [axis.values if axis.kind == "range" else (0, len(axis) - 1) for axis in numbers]
    found = optimize.differential_evolution(
        judge,
        ends,
        integrality=[axis.kind == "number" for axis in numbers],
        vectorized=True,
        updating="deferred",
        popsize=MEMBERS,
        maxiter=GENERATIONS,
        tol=1e-12,
        atol=0.0,
        rng=seed,
        polish=False,
    )
    return found.x, float(found.fun)


def _bounded(
    question: Question, numbers: Sequence[Axis], target: str, values: dict[str, float], *, sign: float, score: float
) -> float | None:
    """Return a bound below the objective all over the space, None where the plan has no enclosure."""
    at = question.given(**dict(setting(axis, values[axis.name]) for axis in numbers))
    answer = at.solve(target)
    if not answer.pieces:
        return None
    trace = answer.trace
    names = [axis.name for axis in numbers]
    try:
        made = enclosure(trace.prepared, trace.plan, answer.target, names, answer.pieces[0].values)
    except UndecidedError:
        return None
    start = {axis.name: (float(axis.values[0]), float(axis.values[1])) for axis in numbers}
    order = itertools.count()  # boxes of equal bounds are taken in turn
    heap: list[tuple[float, int, Any]] = [(-math.inf, next(order), start)]
    enough = score - GAP * abs(score)
    for _ in range(MOST_BOXES):
        low, _, box = heapq.heappop(heap)
        if low >= enough:
            return low
        for half in halves(box, max(box, key=lambda name: width(box[name]))):
            ends, failing = made.bound(half)
            if not failing:
                heapq.heappush(heap, (min(sign * ends[0], sign * ends[1]), next(order), half))
        if not heap:
            return score
    return min(heap)[0] if math.isfinite(min(heap)[0]) else None
