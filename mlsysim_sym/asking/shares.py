"""Who is to blame for a spread: Sobol' indices of a target by its uncertain inputs, by SALib."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsysim_sym.asking.copula import Copula
from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.sampling import run
from mlsysim_sym.errors import NoAnswerError
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.asking.kernel import ArrayKernel

SAMPLES = 1 << 10
EDGE = 1e-12


@frozen
class Index:
    """The share of the target's variance that an input explains alone, and with all it acts together with.

    Numbers that share a coordinate, or that are correlated, are blamed together.
    """

    names: tuple[str, ...]
    first: float
    first_error: float
    total: float
    total_error: float


def indices(kernel: ArrayKernel, copula: Copula, seed: int) -> Iterator[Index]:
    """Yield Sobol' indices, largest total first; none where nothing varies. Raises NoAnswerError where samples have no value."""
    import numpy as np  # noqa: PLC0415  (an extra)

    sample, analyze = (required(f"SALib.{name}.sobol", "uncertainty") for name in ("sample", "analyze"))
    clusters = copula.clusters
    if len(clusters) == 1:  # all move together, so there is nobody else to blame
        yield Index(tuple(each.name for members in copula.coordinates for each in members), 1.0, 0.0, 1.0, 0.0)
        return
    group_of = {place: f"g{number}" for number, places in enumerate(clusters) for place in places}
    count = len(copula.coordinates)
    problem = {
        "num_vars": count,
        "names": [f"u{place}" for place in range(count)],
        "bounds": [[0.0, 1.0]] * count,
        "groups": [group_of[place] for place in range(count)],
    }
    u = sample.sample(problem, SAMPLES, calc_second_order=False, seed=seed)
    values = run(kernel, copula.columns(np.clip(u, EDGE, 1 - EDGE))).values
    if not np.isfinite(values).all():
        raise NoAnswerError("Sobol' indices need a value at every sample", because=("some samples have no value",))
    spread = float(values.std())
    if spread == 0:
        return
    state = np.random.get_state()  # noqa: NPY002  (SALib draws its resamples from the global generator)
    try:
        found = analyze.analyze(problem, (values - values.mean()) / spread, calc_second_order=False, seed=seed + 1)
    finally:
        np.random.set_state(state)  # noqa: NPY002
    order = list(dict.fromkeys(group_of[place] for place in range(count)))
    made = []
    for number, places in enumerate(clusters):
        at = order.index(f"g{number}")
        names = tuple(each.name for place in places for each in copula.coordinates[place])
        made.append(Index(names, *(float(found[key][at]) for key in ("S1", "S1_conf", "ST", "ST_conf"))))
    yield from sorted(made, key=lambda index: -index.total)
