"""Sweeps: a question asked at every point of a grid, as a labelled table or reduced while it runs.

A sweep is made without being run. `data` runs it whole; `min`, `quantiles`, `front` and `counts` reduce it block by block
and hold nothing of the size of the grid; `write` puts it on disk in blocks that a later run goes on from.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.shown import Drawn
from mlsysim_sym.errors import MlsysimError, NoAnswerError, QuestionError, did_you_mean
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from mlsysim_sym.asking.sweeping.grid import Grid
    from mlsysim_sym.asking.sweeping.reductions import Reduction
    from mlsysim_sym.solving.question import Question
    from mlsysim_sym.telling.page import Page

MOST_WHOLE = 200_000_000


@frozen
class Point:
    """One point of a sweep: the labels and numbers of its axes, and what is asked there, as the glossary's units have them."""

    at: Mapping[str, Any]
    results: Mapping[str, float]


class Sweep(Drawn):
    """A question at every point of a grid.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask("single_device", precision="bf16")
    >>> numbers = "1..1000 FLOP/B log 4"
    >>> found = sweep(question, "attainable_throughput", hardware="a100_80gb,h100_sxm", arithmetic_intensity=numbers)
    >>> found.size, found.data["attainable_throughput"].shape
    (8, (2, 4))
    >>> found.max("attainable_throughput").at["hardware"]
    'h100_sxm'
    """

    def __init__(self, grid: Grid, executor: Executor | None = None, block: int | None = None) -> None:
        from mlsysim_sym.asking.sweeping.grid import BLOCK  # noqa: PLC0415  (it needs NumPy)

        self.grid, self.executor = grid, executor
        self.block = block or BLOCK

    @property
    def targets(self) -> tuple[str, ...]:
        """The system names of what is asked."""
        return self.grid.targets

    @property
    def size(self) -> int:
        """The number of points."""
        return self.grid.size

    @property
    def reasons(self) -> tuple[str, ...]:
        """The texts of the codes; the first means an answer."""
        return self.grid.reasons

    # --- whole ---------------------------------------------------------------------------------------------------------

    @cached_property
    def data(self) -> Any:  # noqa: ANN401  (an xarray.Dataset)
        """All points as an `xarray.Dataset`: axes, values in the glossary's units, `reason`, and regimes as variables."""
        from mlsysim_sym.asking.sweeping.dataset import dataset  # noqa: PLC0415

        required("xarray", "arrays")
        if self.size > MOST_WHOLE:
            raise QuestionError(f"{self.size} points are too many to hold", hint="reduce them, or write them in blocks")
        return dataset(self)

    def to_pandas(self) -> Any:  # noqa: ANN401  (a DataFrame)
        """Return all points as a table of pandas, a row for each; reasons and regimes as categories."""
        pd = required("pandas", "arrays")
        found = self.data.to_dataframe().reset_index()
        worded = {"reason": self.reasons, **{f"{law}.regime": labels for law, labels in self.grid.laws.items()}}
        for name, words in worded.items():
            codes = found[name].to_numpy().astype(int)
            codes[codes >= len(words)] = -1
            found[name] = pd.Categorical.from_codes(codes, list(words))
        return found

    def to_json(self, path: str | Path) -> None:
        """Write the sweep as `to_dict` gives it; raise QuestionError for more points than that lists."""
        from mlsysim_sym.telling.swept import LISTED  # noqa: PLC0415  (objects show themselves by telling)

        if self.size > LISTED:
            raise QuestionError(f"{self.size} points are too many for JSON", hint="write Parquet, or a folder of blocks")
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)
        Path(path).write_text(text + "\n", encoding="utf-8")

    def to_csv(self, path: str | Path) -> None:
        """Write all points as CSV."""
        self.to_pandas().to_csv(path, index=False)

    def to_parquet(self, path: str | Path) -> None:
        """Write all points as one Parquet file."""
        required("pyarrow", "arrays")
        self.to_pandas().to_parquet(path, index=False)

    def write(self, folder: str | Path, rows: int = 1_000_000) -> Any:  # noqa: ANN401  (Written)
        """Write all points as Parquet blocks with a manifest; go on where an earlier run ended.

        Raises DiskError where the disk is full, and ManifestError where the folder holds another sweep.
        """
        from mlsysim_sym.asking.sweeping.blocks import write  # noqa: PLC0415

        required("pyarrow", "arrays")
        return write(self, folder, rows)

    # --- reduced -------------------------------------------------------------------------------------------------------

    def reduce(self, make: Callable[[], list[Reduction]]) -> Sequence[Reduction]:
        """Return reductions of all points; `make` gives empty ones."""
        from mlsysim_sym.asking.sweeping.running import Progress, grouped, in_order, reduced, task_of  # noqa: PLC0415

        total = make()
        groups = list(grouped(self.grid.blocks(self.block), self.block))
        sizes = iter([sum(block.size for block in group) for group in groups])
        progress = Progress(self.size, "sweep")
        tasks = (tuple(task_of(self.grid, block) for block in group) for group in groups)
        work = in_order(tasks, reduced, lambda _: (make(),), self.executor)
        try:
            for part in work:
                for mine, other in zip(total, part, strict=True):
                    mine.join(other)
                progress.step(next(sizes))
        finally:
            progress.close()
        return total

    def min(self, target: str | None = None) -> Point:
        """Return the point with the least value of a target, the first in the grid if several have it.

        Raises NoAnswerError where no point has an answer.
        """
        return self._extreme(target, 1.0)

    def max(self, target: str | None = None) -> Point:
        """Return the point with the greatest value of a target, the first in the grid if several have it."""
        return self._extreme(target, -1.0)

    def _extreme(self, target: str | None, sign: float) -> Point:
        from mlsysim_sym.asking.sweeping.reductions import Extreme  # noqa: PLC0415

        place = self._target(target)
        (found,) = self.reduce(lambda: [Extreme(place, sign)])
        assert isinstance(found, Extreme)  # noqa: S101  (what went in)
        if found.place < 0:
            raise self._empty()
        return self.point(found.place)

    def counts(self) -> dict[str, int]:
        """Return how many points are answered, and how many are not for which reason."""
        from mlsysim_sym.asking.sweeping.reductions import Counts  # noqa: PLC0415

        (found,) = self.reduce(lambda: [Counts()])
        assert isinstance(found, Counts)  # noqa: S101  (what went in)
        return {reason: int(count) for reason, count in zip(self.reasons, found.counts, strict=False) if count}

    def quantiles(self, shares: Iterable[float], target: str | None = None) -> dict[float, float]:
        """Return exact quantiles of a target over the answered points, by two passes, interpolated between neighbours."""
        from mlsysim_sym.asking.sweeping.reductions import Gathered, Leading, leading_at, ranks_of  # noqa: PLC0415

        place, wanted = self._target(target), tuple(shares)
        if wrong := [each for each in wanted if not 0 <= each <= 1]:
            raise QuestionError(f"{wrong[0]} is no share between 0 and 1")
        (first,) = self.reduce(lambda: [Leading(place)])
        assert isinstance(first, Leading)  # noqa: S101  (what went in)
        first.settle()
        counts, total = first.counts, int(first.counts.sum())
        if not total:
            raise self._empty()
        ranks = ranks_of(wanted, total)
        bits = tuple(sorted({leading_at(counts, rank)[0] for low, high, _ in ranks for rank in (low, high)}))
        (second,) = self.reduce(lambda: [Gathered(place, bits)])
        assert isinstance(second, Gathered)  # noqa: S101  (what went in)
        rows = second.by_leading()

        def value(rank: int) -> float:
            leading, within = leading_at(counts, rank)
            return float(rows[leading][within])

        found = [value(low) + weight * (value(high) - value(low)) for low, high, weight in ranks]
        return {share: self.shown(self.targets[place], each) for share, each in zip(wanted, found, strict=True)}

    def front(self, *, least: Sequence[str] = (), most: Sequence[str] = ()) -> tuple[Point, ...]:
        """Return the points that no other beats: less of some targets, more of others; of equal ones the first."""
        from mlsysim_sym.asking.sweeping.reductions import Front  # noqa: PLC0415

        objectives = (*((self._target(name), 1.0) for name in least), *((self._target(name), -1.0) for name in most))
        if len(objectives) < 2:  # noqa: PLR2004
            raise QuestionError("a front needs two objectives", hint='as in front(least=["cost"], most=["throughput"])')
        (found,) = self.reduce(lambda: [Front(objectives)])
        assert isinstance(found, Front)  # noqa: S101  (what went in)
        return tuple(self.point(int(place)) for place in found.at)

    # --- points --------------------------------------------------------------------------------------------------------

    def point(self, place: int) -> Point:
        """Return a point by its place in the grid, in C order."""
        import numpy as np  # noqa: PLC0415  (an extra)

        at = [int(each) for each in np.unravel_index(place, self.grid.shape)]
        labels: dict[str, Any] = {}
        for dimension, here in zip(self.grid.dimensions, at, strict=True):
            for axis in dimension.axes:
                labels[axis.name] = axis.labels[here] if axis.labels else self.shown(axis.name, float(axis.values[here]))
        values = self.values_at(at)
        return Point(labels, {name: self.shown(name, value) for name, value in zip(self.targets, values, strict=True)})

    def values_at(self, at: Sequence[int]) -> list[float]:
        """Return the targets' values in base units at places along the dimensions."""
        numbers = [here for here, each in zip(at, self.grid.dimensions, strict=True) if each.is_numeric]
        place = tuple(here for here, each in zip(at, self.grid.dimensions, strict=True) if not each.is_numeric)
        cell = next(each for each in self.grid.cells if each.place == place)
        index = tuple(slice(here, here + 1) for here in numbers)
        parts = [
            each[tuple(slice(None) if length == 1 else part for length, part in zip(each.shape, index, strict=True))]
            for each in cell.inputs
        ]
        (result,) = list(cell.family.run(parts))
        return [float(each.reshape(-1)[0]) for each in result.values]

    def shown(self, name: str, value: float) -> float:
        """Return a base-unit value in the glossary's unit."""
        unit = self.unit(name)
        return (value - float(unit.offset)) / float(unit.factor)

    def unit(self, name: str) -> Any:  # noqa: ANN401  (a Unit)
        """Return the glossary's unit of a variable."""
        from mlsysim_sym.solving.question import system_of  # noqa: PLC0415

        return system_of(self.grid.question).variable(name).unit

    @property
    def idle(self) -> tuple[str, ...]:
        """The axes of numbers that nothing depends on."""
        names = [name for name, _ in self.grid.numbers]
        used = {
            name for cell in self.grid.cells for each in cell.family.programs for name in each.inputs if name not in each.idle
        }
        return tuple(name for name in names if name not in used)

    def _page(self) -> Page:
        from mlsysim_sym.telling.swept import sweep_page  # noqa: PLC0415  (objects show themselves by telling)

        return sweep_page(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the sweep as `mlsysim-sym/sweep/1`."""
        from mlsysim_sym.telling.swept import sweep_shape  # noqa: PLC0415

        return sweep_shape(self)

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        from mlsysim_sym.telling.plots.swept import sweep_plot  # noqa: PLC0415

        return sweep_plot(self)

    def _target(self, name: str | None) -> int:
        if name is None:
            return 0
        from mlsysim_sym.solving.question import system_of  # noqa: PLC0415

        real = system_of(self.grid.question).resolve(name)
        if real not in self.targets:
            raise QuestionError(f"`{name}` is not swept for", names=(name,), hint=did_you_mean(name, self.targets))
        return self.targets.index(real)

    def _empty(self) -> MlsysimError:
        rows = tuple(f"{count} points: {reason}" for reason, count in self.counts().items())
        return NoAnswerError("no point of the sweep has an answer", because=rows)

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        shape = " x ".join(f"{each.name} {each.length}" for each in self.grid.dimensions)
        return f"<Sweep of {', '.join(self.targets)} over {shape}: {math.prod(self.grid.shape)} points>"


def sweep(
    question: Question,
    targets: str | Sequence[str],
    *,
    together: Iterable[Sequence[str]] = (),
    pick: str = "only",
    backend: str = "numpy",
    executor: Executor | None = None,
    block: int | None = None,
    **axes: Any,
) -> Sweep:
    """Return a sweep of a question over axes.

    An axis is a variable with values or a range (`"1..64"`, `"1 TB/s..8 TB/s log 7"`, a list, an array with a unit as
    `(array, "TB/s")`), a slot with records (`["h100_sxm", "a100_80gb"]`; every one of a folder by `ms.hardware.cloud`,
    `"all hardware/cloud"` or `"hardware/cloud/*"`), or a choice with words (`"all"`). Axes named in `together` are walked
    side by side. `pick` and `backend` are those of `array_kernel`. `executor` is any `concurrent.futures.Executor`; blocks of
    `block` points (8 million) are its tasks, smaller ones sent together.

    Raises QuestionError for an axis that cannot be one, and MissingExtraError without NumPy.
    """
    required("numpy", "arrays")
    from mlsysim_sym.asking.sweeping.axes import dimensions_of  # noqa: PLC0415  (it needs NumPy)
    from mlsysim_sym.asking.sweeping.grid import Grid, checked  # noqa: PLC0415

    asked = (targets,) if isinstance(targets, str) else tuple(targets)
    if not asked:
        raise QuestionError("nothing is asked", hint="name the unknown")
    grid = Grid(question, asked, dimensions_of(question, axes, together), pick, backend)
    return Sweep(checked(grid), executor, block)
