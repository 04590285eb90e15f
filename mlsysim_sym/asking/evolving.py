"""SciPy's differential evolution over axes of numbers and ranges, all members of a generation judged at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.space import Axis
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

PENALTY = 1e120
MEMBERS = 24  # for each axis
GENERATIONS = 400


@frozen(eq=False)
class Evolved:
    """The best place found with its score, and the last generation (columns of members by axis)."""

    best: dict[str, float]
    score: float
    last: dict[str, Array]

    @property
    def found(self) -> bool:
        """Whether any member was allowed."""
        return self.score < PENALTY


def evolved(
    judge: Callable[[dict[str, Array]], Array], numbers: Sequence[Axis], seed: int, start: Mapping[str, float] | None = None
) -> Evolved:
    """Return the least that is found of a function of columns by axis; `PENALTY` stands for what is not allowed.

    Where no member of the first generation is allowed there is nothing to go by, unless an allowed `start` is known.
    """
    import numpy as np  # noqa: PLC0415  (an extra)

    optimize = required("scipy.optimize", "arrays")
    found = optimize.differential_evolution(
        lambda members: judge(_columns(numbers, np.atleast_2d(members.T).T)),
        [axis.values if axis.kind == "range" else (0, max(len(axis) - 1, 0)) for axis in numbers],
        integrality=[axis.kind == "number" for axis in numbers],
        vectorized=True,
        updating="deferred",
        popsize=MEMBERS,
        x0=None if start is None else [_placed(axis, start[axis.name]) for axis in numbers],
        init="sobol",
        maxiter=GENERATIONS,
        tol=1e-12,
        atol=0.0,
        rng=seed,
        polish=False,
    )
    best = {name: float(column[0]) for name, column in _columns(numbers, np.atleast_2d(found.x).T).items()}
    return Evolved(best, float(found.fun), _columns(numbers, found.population.T))


def _placed(axis: Axis, value: float) -> float:
    return value if axis.kind == "range" else float(axis.values.index(value))


def _columns(numbers: Sequence[Axis], members: Any) -> dict[str, Array]:  # noqa: ANN401  (an array, axes by members)
    import numpy as np  # noqa: PLC0415

    columns = {}
    for axis, row in zip(numbers, members, strict=True):
        whole = axis.kind == "number"
        columns[axis.name] = np.array(axis.values)[np.clip(np.rint(row).astype(int), 0, len(axis) - 1)] if whole else row
    return columns
