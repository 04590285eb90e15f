"""Points that no other point beats in every objective."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pareto(scores: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the places of the points that are not dominated, the least in the first row first; smaller is better.

    Points with equal scores count once; NaN is no point. Shapes: (objectives, points) to (points of the front).

    >>> import numpy as np
    >>> pareto(np.array([[1.0, 2.0, 3.0, 2.0], [3.0, 2.0, 1.0, 2.5]])).tolist()
    [0, 1, 2]
    """
    import numpy as np  # noqa: PLC0415  (an extra)

    left = np.flatnonzero(np.isfinite(scores).all(axis=0))
    order = np.lexsort(scores[::-1, left])
    left = left[order]
    front = []
    while len(left):
        best = left[0]  # least in the first objective, so that nothing left dominates it
        front.append(best)
        keep = (scores[:, left] < scores[:, best, None]).any(axis=0)
        left = left[keep]
    return np.array(front, dtype=np.intp)
