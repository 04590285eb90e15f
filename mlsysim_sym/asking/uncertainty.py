"""How sure an answer is: samples of what is uncertain sent through the plan, and a guaranteed enclosure beside them.

Samples are drawn by Monte Carlo (`random`), Latin hypercube (`latin`) or a scrambled Sobol' sequence (`sobol`), always in
eight independent replicates: the differences between them give the error of every figure. All replicates come from one
seed, and samples are worked off in order, so the same seed gives the same answer in whatever chunks they are computed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.enclosing import enclosure
from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.kernel import ArrayKernel, array_kernel
from mlsysim_sym.asking.spreads import Spread, groups_in, spreads_of
from mlsysim_sym.errors import NoAnswerError, QuestionError, UndecidedError
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.valueclass import field, frozen, replace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.question import Question

    Array = NDArray[np.float64]

METHODS = ("random", "latin", "sobol")
REPLICATES = 8
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
CHUNK = 1 << 16
LEAST_SAMPLES = 64
INDEX_SAMPLES = 1 << 10


@frozen
class Figure:
    """A figure of the distribution with its standard error, in base units."""

    value: float
    error: float


@frozen
class Index:
    """The share of the target's variance that an input (or a group) explains alone, and with all it acts together with."""

    names: tuple[str, ...]
    first: float
    first_error: float
    total: float
    total_error: float


@frozen
class Uncertainty:
    """What is known of a target whose inputs are uncertain. Values are in coherent base units.

    `meets` is the share of samples that satisfy every limit and requirement; `lost` says why others have no value;
    `enclosure` are ends that hold for certain while every number stays within its spread (`enclosed_by` says in what
    sense, or why there is none).
    """

    target: str
    unit: Unit
    nominal: float | None
    spreads: tuple[Spread, ...]
    method: str
    seed: int
    samples: int
    mean: Figure
    sd: Figure
    quantiles: Mapping[float, Figure]
    required: tuple[str, ...]
    meets: Figure
    lost: Mapping[str, int]
    enclosure: tuple[float, float] | None
    enclosed_by: str
    indices: tuple[Index, ...]
    notes: tuple[str, ...]
    answer: Answer
    values: Any = field(default=None, repr=False, compare=False)

    def text(self) -> str:
        """Return the result for a terminal, 80 columns wide."""
        from mlsysim_sym.telling.spread import uncertainty_page  # noqa: PLC0415  (objects print themselves by telling)

        return uncertainty_page(self).text()

    def markdown(self) -> str:
        """Return the result as Markdown."""
        from mlsysim_sym.telling.spread import uncertainty_page  # noqa: PLC0415

        return uncertainty_page(self).markdown()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as `mlsysim-sym/uncertainty/1`."""
        from mlsysim_sym.telling.spread import uncertainty_shape  # noqa: PLC0415

        return uncertainty_shape(self)

    def plot(self, path: str) -> None:
        """Draw the distribution into a file whose ending says the format."""
        from mlsysim_sym.telling.plots.spread import spread_plot  # noqa: PLC0415
        from mlsysim_sym.telling.plots.style import save  # noqa: PLC0415

        save(spread_plot(self), path)

    def __str__(self) -> str:
        return self.text()

    def _repr_markdown_(self) -> str:
        return self.markdown()


def uncertainty(
    question: Question,
    target: str,
    *,
    spreads: Mapping[str, str] | None = None,
    together: Sequence[Sequence[str]] = (),
    samples: int = 1 << 14,
    seed: int = 0,
    method: str = "sobol",
    indices: bool = False,
) -> Uncertainty:
    """Return how a target is distributed where some numbers of a question are uncertain.

    Spreads come from the records, and from `spreads` (`{"memory_bandwidth": "5%"}`); the names of each of `together` vary
    together. Sample sizes are rounded up to eight powers of two. `indices` adds Sobol' indices. Raises QuestionError where
    nothing is uncertain, and what `solve` raises.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask(peak_throughput="1 PFLOP/s", memory_bandwidth="4 TB/s")
    >>> found = question.uncertainty("ridge_point", spreads={"memory_bandwidth": "2 TB/s..5 TB/s"})
    >>> [round(end, 6) for end in found.enclosure], round(found.quantiles[0.5].value, 1)
    ([200.0, 500.0], 285.7)
    """
    if method not in METHODS:
        raise QuestionError(f"`{method}` is no way to draw samples", hint=f"one of {', '.join(METHODS)}")
    answer, point = _planned(question, target)
    system = answer.trace.prepared.system
    found = spreads_of(system, answer.inputs, spreads or {}, together)
    if not found:
        raise QuestionError(
            f"nothing that `{target}` rests on is uncertain", names=(target,), hint="state a spread, as in memory_bandwidth=5%"
        )
    return _Sampling(question, answer, point, found, method=method, seed=seed).result(samples, indices=indices)


def _planned(question: Question, target: str) -> tuple[Answer, Mapping[str, float]]:
    """Return the answer at the nominal point, requirements aside, with all values there."""
    answer: Answer = replace(question, required=()).solve(target)
    if answer.error is not None:
        raise answer.error
    return answer, answer.one().values


class _Sampling:
    def __init__(
        self, question: Question, answer: Answer, point: Mapping[str, float], spreads: Sequence[Spread], *, method: str, seed: int
    ) -> None:
        self.question, self.answer, self.point = question, answer, point
        self.spreads, self.method, self.seed = tuple(spreads), method, seed
        self.groups = tuple(groups_in(spreads))
        self.target = answer.target
        names = [each.name for each in spreads]
        self.free = array_kernel(replace(question, required=()), [self.target], over=names)
        self.bound = array_kernel(question, [self.target], over=names) if question.required else self.free

    def result(self, samples: int, *, indices: bool) -> Uncertainty:
        import numpy as np  # noqa: PLC0415  (an extra)

        each = 1 << max(math.ceil(math.log2(max(samples, LEAST_SAMPLES) / REPLICATES)), 3)
        values = np.empty((REPLICATES, each))
        good = np.zeros((REPLICATES, each), dtype=bool)
        lost: dict[str, int] = {}
        for place, drawn in enumerate(self.replicates(each)):
            start = 0
            for u in drawn:
                stop = start + len(u)
                columns = self.columns(u)
                values[place, start:stop], fails = _run(self.free, columns)
                good[place, start:stop] = self.meeting(columns, fails, lost)
                start = stop
        if not np.isfinite(values).any():
            raise NoAnswerError(f"no sample has a {self.target}", because=tuple(lost))
        enclosed, by = self.enclosed()
        return Uncertainty(
            target=self.target,
            unit=self.answer.unit,
            nominal=self.point[self.target],
            spreads=self.spreads,
            method=self.method,
            seed=self.seed,
            samples=values.size,
            mean=_over(values, np.nanmean),
            sd=_over(values, np.nanstd),
            quantiles={share: _over(values, _quantile(share)) for share in SHARES},
            required=self.question.required,
            meets=_over(good, np.mean),
            lost=dict(sorted(lost.items(), key=lambda pair: -pair[1])),
            enclosure=enclosed,
            enclosed_by=by,
            indices=tuple(self.indices()) if indices else (),
            notes=tuple(self.notes()),
            answer=self.answer,
            values=values.ravel(),
        )

    def meeting(self, columns: Mapping[str, Array], fails: Any, lost: dict[str, int]) -> Any:  # noqa: ANN401  (an array)
        """Return where limits and requirements hold; count the reasons where not."""
        import numpy as np  # noqa: PLC0415

        codes = fails if self.bound is self.free else _run(self.bound, columns)[1]
        for code, count in enumerate(np.bincount(codes)):
            if code and count:
                reason = self.bound.reasons[code]
                lost[reason] = lost.get(reason, 0) + int(count)
        return codes == 0

    # --- samples -------------------------------------------------------------------------------------------------------

    def replicates(self, each: int) -> Iterator[Iterator[Array]]:
        """Yield for each replicate its samples of the unit cube, chunk by chunk."""
        import numpy as np  # noqa: PLC0415

        for seed in np.random.SeedSequence(self.seed).spawn(REPLICATES):
            yield unit_samples(self.method, len(self.groups), each, np.random.default_rng(seed))

    def columns(self, u: Array) -> dict[str, Array]:
        """Return samples of the unit cube as samples of the inputs; a group shares one coordinate."""
        return {spread.name: spread.quantile(u[:, place]) for place, members in enumerate(self.groups) for spread in members}

    # --- beside the samples --------------------------------------------------------------------------------------------

    def enclosed(self) -> tuple[tuple[float, float] | None, str]:
        """Return guaranteed ends, and in what sense; None with the reason where the plan gives none."""
        names = [each.name for each in self.spreads]
        trace = self.answer.trace
        try:
            made = enclosure(trace.prepared, trace.plan, self.target, names, self.point)
        except UndecidedError as error:
            return None, error.message
        ends = made.ends({each.name: each.sure for each in self.spreads})
        open_ended = [each.name for each in self.spreads if not each.bounded]
        within = f"while {', '.join(open_ended)} stay within three standard deviations" if open_ended else "for certain"
        return ends, within

    def notes(self) -> Iterator[str]:
        for each in self.spreads:
            if each.shape == "interval":
                yield f"`{each.name}` is an interval, of which no distribution is known: samples take it as uniform"

    def indices(self) -> Iterator[Index]:
        """Yield Sobol' indices by SALib, largest total first."""
        import numpy as np  # noqa: PLC0415

        sample, analyze = (required(f"SALib.{name}.sobol", "uncertainty") for name in ("sample", "analyze"))
        labels = ["+".join(each.name for each in members) for members in self.groups]
        problem = {"num_vars": len(labels), "names": labels, "bounds": [[0.0, 1.0]] * len(labels)}
        u = sample.sample(problem, INDEX_SAMPLES, calc_second_order=False, seed=self.seed)
        values, _ = _run(self.free, self.columns(np.clip(u, 1e-12, 1 - 1e-12)))
        if not np.isfinite(values).all():
            raise NoAnswerError("Sobol' indices need a value at every sample", because=("some samples have no value",))
        spread = float(values.std())
        if spread == 0:
            return
        state = np.random.get_state()  # noqa: NPY002  (SALib draws its resamples from the global generator)
        try:
            found = analyze.analyze(problem, (values - values.mean()) / spread, calc_second_order=False, seed=self.seed + 1)
        finally:
            np.random.set_state(state)  # noqa: NPY002
        made = [
            Index(tuple(each.name for each in members), *(float(found[key][place]) for key in ("S1", "S1_conf", "ST", "ST_conf")))
            for place, members in enumerate(self.groups)
        ]
        yield from sorted(made, key=lambda index: -index.total)


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


def _run(kernel: ArrayKernel, columns: Mapping[str, Array]) -> tuple[Array, Any]:
    """Return a kernel's values and codes; what it does not read, it is not given."""
    values, codes = kernel(**{name.replace(".", "__"): column for name, column in columns.items()})
    return values[kernel.targets[0]], codes


def _over(values: Any, figure: Any) -> Figure:  # noqa: ANN401  (arrays and functions of them)
    """Return a figure of all samples, its error from the replicates."""
    import numpy as np  # noqa: PLC0415

    each = [float(figure(row)) for row in values if np.isfinite(row).any()]
    error = float(np.std(each, ddof=1) / math.sqrt(len(each))) if len(each) > 1 else math.nan
    return Figure(float(figure(values)), error)


def _quantile(share: float) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415

    return lambda values: np.nanquantile(values, share)
