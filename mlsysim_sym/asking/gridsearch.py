"""Every point of a space judged: its objectives, or the limit that excludes it.

Words and records make plans of their own; all numbers of one plan run through its kernel at once. Points at which another
law would be chosen are planned again there, until each point has been judged under its own laws.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.kernel import ArrayKernel, array_kernel, reason_of
from mlsysim_sym.asking.space import Axis
from mlsysim_sym.errors import MlsysimError, NotConvergedError
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mlsysim_sym.solving.question import Question

    Array = NDArray[np.float64]

MOST_PLANS = 4
SAME = 1e-7


@frozen(eq=False)
class Block:
    """The points of one choice of words and records: scores by objective (NaN: excluded), over the number axes."""

    words: Mapping[str, str]
    scores: tuple[Array, ...]
    excluded: Mapping[str, int]


def setting(axis: Axis, value: Any) -> tuple[str, Any]:  # noqa: ANN401  (a value as `given` takes it)
    """Return a value of an axis as a question takes it."""
    assert axis.unit is not None  # noqa: S101  (numbers have units)
    return axis.name, (number_in(value, axis.unit), axis.unit.text)


def worded(question: Question, words: Mapping[str, str], axes: Sequence[Axis]) -> Question:
    """Return a question with records and words put in."""
    kinds = {axis.name: axis.kind for axis in axes}
    records = {name: word for name, word in words.items() if kinds[name] == "record"}
    return question.with_(**records).choose(**{name: word for name, word in words.items() if name not in records})


def combinations(axes: Sequence[Axis]) -> Iterator[dict[str, str]]:
    """Yield every choice of words and records."""
    outer = [axis for axis in axes if axis.kind in {"word", "record"}]
    for chosen in itertools.product(*(axis.values for axis in outer)):
        yield dict(zip((axis.name for axis in outer), chosen, strict=True))


def numbers_of(axes: Sequence[Axis]) -> tuple[Axis, ...]:
    """Return the axes of numbers."""
    return tuple(axis for axis in axes if axis.kind == "number")


def blocks(question: Question, axes: Sequence[Axis], targets: Sequence[str]) -> Iterator[Block]:
    """Yield the whole space, a block for each choice of words and records."""
    numbers = numbers_of(axes)
    for words in combinations(axes):
        yield _block(worded(question, words, axes), words, numbers, targets)


def _block(question: Question, words: Mapping[str, str], numbers: Sequence[Axis], targets: Sequence[str]) -> Block:
    import numpy as np  # noqa: PLC0415  (an extra)

    shape = tuple(len(axis) for axis in numbers)
    grid = np.meshgrid(*(np.array(axis.values) for axis in numbers), indexing="ij", sparse=True)
    try:
        scores, excluded = judged(question, numbers, grid, shape, targets)
    except MlsysimError as error:
        return Block(words, tuple(np.full(shape, np.nan) for _ in targets), {reason_of(error, words.values()): math.prod(shape)})
    return Block(words, scores, excluded)


def judged(
    question: Question, numbers: Sequence[Axis], grid: Sequence[Array], shape: tuple[int, ...], targets: Sequence[str]
) -> tuple[tuple[Array, ...], dict[str, int]]:
    """Return the targets at all points of a grid, and how many points each reason excludes.

    Where the engine itself gives another value at the best or the last point, the plan is made there instead: one made
    where there is no answer has not been tried against contradictions. Raises NotConvergedError where they still differ.
    """
    if not numbers:
        return _single(question, targets)
    at = [float(column.ravel()[0]) for column in grid]
    for _ in range(MOST_PLANS):
        kernel = array_kernel(_at(question, numbers, at), targets, over=[axis.name for axis in numbers])
        scores, codes = _run(kernel, numbers, grid)
        odd = _disputed(question, numbers, shape, scores[0], targets[0])
        if odd is None:
            return tuple(score.reshape(shape) for score in scores), _counted(kernel, codes)
        at = odd
    raise NotConvergedError(f"search and engine disagree about `{targets[0]}` at {dict(zip(kernel.inputs, at, strict=True))}")


def _at(question: Question, numbers: Sequence[Axis], at: Sequence[float]) -> Question:
    return question.given(**dict(setting(axis, value) for axis, value in zip(numbers, at, strict=True)))


def _disputed(
    question: Question, numbers: Sequence[Axis], shape: tuple[int, ...], scores: Array, target: str
) -> list[float] | None:
    """Return a point at which the engine gives another value, None if the points looked at agree."""
    import numpy as np  # noqa: PLC0415  (an extra)

    flat = scores.ravel()
    answered = np.flatnonzero(np.isfinite(flat))
    if not len(answered):
        return None
    for place in dict.fromkeys((int(answered[np.argmin(flat[answered])]), int(answered[-1]))):
        points = np.unravel_index(place, shape)
        at = [float(axis.values[int(each)]) for axis, each in zip(numbers, points, strict=True)]
        answer = _at(question, numbers, at).solve(target)
        if not answer.pieces or not math.isclose(answer.pieces[0].low, float(flat[place]), rel_tol=SAME):
            return at
    return None


def _single(question: Question, targets: Sequence[str]) -> tuple[tuple[Array, ...], dict[str, int]]:
    """Return the targets of a question without numbers to change."""
    import numpy as np  # noqa: PLC0415

    answer = question.solve(*targets)
    if not answer.pieces:
        return tuple(np.full((), np.nan) for _ in targets), {answer.because[0] if answer.because else "no answer": 1}
    piece = answer.one()
    return tuple(np.array(piece.values[target]) for target in answer.targets), {}


def _run(kernel: ArrayKernel, numbers: Sequence[Axis], columns: Sequence[Array]) -> tuple[tuple[Array, ...], Any]:
    arrays = {axis.name.replace(".", "__"): column for axis, column in zip(numbers, columns, strict=True)}
    values, codes = kernel(**arrays)
    return tuple(values[target] for target in kernel.targets), codes


def _counted(kernel: ArrayKernel, codes: Any) -> dict[str, int]:  # noqa: ANN401  (arrays)
    """Return how many points each reason excludes."""
    import numpy as np  # noqa: PLC0415

    excluded: dict[str, int] = {}
    for code, count in enumerate(np.bincount(codes.ravel())):
        if code and count:
            reason = kernel.reasons[code] or "no value there"
            excluded[reason] = excluded.get(reason, 0) + int(count)
    return excluded
