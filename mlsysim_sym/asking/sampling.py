"""Samples of the unit cube, and kernels run over them: here or by any executor, in any chunks, with the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.kernel import ArrayKernel
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

METHODS = ("random", "latin", "sobol")
REPLICATES = 8
CHUNK = 1 << 16


def replicates(method: str, dimensions: int, each: int, seed: int) -> Iterator[Iterator[Array]]:
    """Yield for each replicate its samples of the unit cube (points by dimensions), chunk by chunk."""
    import numpy as np  # noqa: PLC0415  (an extra)

    for child in np.random.SeedSequence(seed).spawn(REPLICATES):
        yield unit_samples(method, dimensions, each, np.random.default_rng(child))


def unit_samples(method: str, dimensions: int, count: int, rng: Any) -> Iterator[Array]:  # noqa: ANN401  (a generator)
    """Yield samples of the unit cube in chunks; the sequence does not depend on the size of a chunk."""
    if method == "random":
        for start in range(0, count, CHUNK):
            yield rng.random((min(CHUNK, count - start), dimensions))
        return
    qmc = required("scipy.stats.qmc", "arrays")
    if method == "latin":
        whole = qmc.LatinHypercube(dimensions, rng=rng).random(count)
        yield from (whole[start : start + CHUNK] for start in range(0, count, CHUNK))
        return
    engine = qmc.Sobol(dimensions, scramble=True, rng=rng)
    for start in range(0, count, CHUNK):
        yield engine.random(min(CHUNK, count - start))


@frozen(eq=False)
class Evaluated:
    """A kernel's first target at some samples, and why others have none."""

    values: Array
    codes: Any


def evaluated(
    kernels: Sequence[ArrayKernel], chunks: Iterator[Mapping[str, Array]], executor: Executor | None
) -> Iterator[tuple[Evaluated, ...]]:
    """Yield what kernels give for each chunk of columns by input, in order."""
    if executor is None:
        for columns in chunks:
            yield tuple(run(kernel, columns) for kernel in kernels)
        return
    from mlsysim_sym.asking.sweeping.running import in_order, whole  # noqa: PLC0415  (it needs NumPy)

    tasks = (_task(kernel, columns) for columns in chunks for kernel in kernels)
    done = in_order(tasks, whole, lambda _: ((),), executor)
    found: list[Evaluated] = []
    for each in done:
        found.append(Evaluated(each.values[0], each.codes))
        if len(found) == len(kernels):
            yield tuple(found)
            found = []


def run(kernel: ArrayKernel, columns: Mapping[str, Array]) -> Evaluated:
    """Return what a kernel gives for columns by input."""
    values, codes = kernel(**{name.replace(".", "__"): column for name, column in columns.items()})
    return Evaluated(values[kernel.targets[0]], codes)


def _task(kernel: ArrayKernel, columns: Mapping[str, Array]) -> Any:  # noqa: ANN401  (a task as workers take it)
    """Return a chunk as text and numbers, the programs that it needs made first."""
    import numpy as np  # noqa: PLC0415

    from mlsysim_sym.asking.sweeping.running import Task  # noqa: PLC0415

    inputs = kernel.given({name.replace(".", "__"): column for name, column in columns.items()})
    family = kernel.covering(inputs)
    codes = np.arange(len(family.reasons), dtype=np.uint16)
    return Task(family.text, tuple(inputs), codes, 0, (1,), np.broadcast_shapes(*(each.shape for each in inputs)), kernel.backend)
