"""How sure an answer is: samples of what is uncertain sent through the plan, and a guaranteed enclosure beside them.

Samples are drawn by Monte Carlo (`random`), Latin hypercube (`latin`) or a scrambled Sobol' sequence (`sobol`), always in
eight independent replicates: the differences between them give the error of every figure. All replicates come from one
seed, and samples are worked off in order, so the same seed gives the same answer in whatever chunks, and by whatever
executor they are computed; back ends agree to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.copula import Correlation, copula_of, correlations_of
from mlsysim_sym.asking.enclosing import enclosure
from mlsysim_sym.asking.kernel import array_kernel
from mlsysim_sym.asking.sampling import METHODS, REPLICATES, evaluated, replicates
from mlsysim_sym.asking.shares import Index, indices
from mlsysim_sym.asking.shown import Drawn
from mlsysim_sym.asking.spreads import Spread, meant, spreads_of
from mlsysim_sym.errors import NoAnswerError, QuestionError, UndecidedError
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.valueclass import field, frozen, replace

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import numpy as np
    from numpy.typing import NDArray

    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.question import Question
    from mlsysim_sym.telling.page import Page

    Array = NDArray[np.float64]

__all__ = ["METHODS", "Figure", "Index", "Uncertainty", "uncertainty"]
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
LEAST_SAMPLES = 64


@frozen
class Figure:
    """A figure of the distribution with its standard error, in base units."""

    value: float
    error: float


@frozen
class Uncertainty(Drawn):
    """What is known of a target whose inputs are uncertain. Values are in coherent base units.

    `meets` is the probability that every limit and requirement is satisfied; `lost` says why others have no value;
    `enclosure` are ends that hold for certain while every number stays within its spread (`enclosed_by` says in what
    sense, or why there is none, `enclosed_with` by what arithmetic).
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
    enclosed_with: str
    correlations: tuple[Correlation, ...]
    indices: tuple[Index, ...]
    notes: tuple[str, ...]
    answer: Answer
    values: Any = field(default=None, repr=False, compare=False)

    def _page(self) -> Page:
        from mlsysim_sym.telling.spread import uncertainty_page  # noqa: PLC0415  (objects show themselves by telling)

        return uncertainty_page(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as `mlsysim-sym/uncertainty/1`."""
        from mlsysim_sym.telling.spread import uncertainty_shape  # noqa: PLC0415

        return uncertainty_shape(self)

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        from mlsysim_sym.telling.plots.spread import spread_plot  # noqa: PLC0415

        return spread_plot(self)


def uncertainty(
    question: Question,
    target: str,
    *,
    spreads: Mapping[str, str] | None = None,
    together: Sequence[Sequence[str]] = (),
    correlated: Mapping[Any, Any] | None = None,
    samples: int = 1 << 14,
    seed: int = 0,
    method: str = "sobol",
    indices: bool = False,
    backend: str = "numpy",
    executor: Executor | None = None,
) -> Uncertainty:
    """Return how a target is distributed where some numbers of a question are uncertain.

    Spreads come from the records, and from `spreads` (`{"memory_bandwidth": "5%"}`); the names of each of `together` vary
    together, those of `correlated` (`{("a", "b"): 0.6}`) by that correlation of their normal scores. Sample sizes are
    rounded up to eight powers of two. `indices` adds Sobol' indices. `executor` runs chunks elsewhere, `backend` is that of
    a kernel. Raises QuestionError where nothing is uncertain, and what `solve` raises.

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
    by_name = {each.name: each for each in answer.inputs}
    mixed = correlations_of(correlated or {}, lambda name: meant(name, by_name, system))
    drawn = _Sampling(question, answer, point, found, mixed, method=method, seed=seed, backend=backend)
    return drawn.result(samples, executor, blamed=indices)


def _planned(question: Question, target: str) -> tuple[Answer, Mapping[str, float]]:
    """Return the answer at the nominal point, requirements aside, with all values there."""
    answer: Answer = replace(question, required=()).solve(target)
    if answer.error is not None:
        raise answer.error
    return answer, answer.one().values


class _Sampling:
    def __init__(
        self,
        question: Question,
        answer: Answer,
        point: Mapping[str, float],
        spreads: Sequence[Spread],
        correlations: tuple[Correlation, ...],
        *,
        method: str,
        seed: int,
        backend: str,
    ) -> None:
        self.question, self.answer, self.point = question, answer, point
        self.spreads, self.correlations, self.method, self.seed = tuple(spreads), correlations, method, seed
        self.copula = copula_of(spreads, correlations)
        self.target = answer.target
        names = [each.name for each in spreads]
        self.free = array_kernel(replace(question, required=()), [self.target], over=names, backend=backend)
        self.bound = array_kernel(question, [self.target], over=names, backend=backend) if question.required else self.free

    def result(self, samples: int, executor: Executor | None, *, blamed: bool) -> Uncertainty:
        import numpy as np  # noqa: PLC0415  (an extra)

        each = 1 << max(math.ceil(math.log2(max(samples, LEAST_SAMPLES) / REPLICATES)), 3)
        values, good, lost = self.drawn(each, executor)
        if not np.isfinite(values).any():
            raise NoAnswerError(f"no sample has a {self.target}", because=tuple(lost))
        enclosed, by, means = self.enclosed()
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
            enclosed_with=means,
            correlations=self.correlations,
            indices=tuple(indices(self.free, self.copula, self.seed)) if blamed else (),
            notes=tuple(self.notes(float(np.isfinite(values).mean()))),
            answer=self.answer,
            values=values.ravel(),
        )

    def drawn(self, each: int, executor: Executor | None) -> tuple[Array, Any, dict[str, int]]:
        """Return the target by replicate and sample, where all limits and requirements hold, and the reasons where not."""
        import numpy as np  # noqa: PLC0415

        values = np.empty(REPLICATES * each)
        good = np.zeros(REPLICATES * each, dtype=bool)
        lost: dict[str, int] = {}
        kernels = (self.free,) if self.bound is self.free else (self.free, self.bound)
        start = 0
        for done in evaluated(kernels, self.chunks(each), executor):
            stop = start + len(done[0].codes)
            values[start:stop] = done[0].values
            good[start:stop] = done[-1].codes == 0
            self.count(done[-1].codes, lost)
            start = stop
        return values.reshape(REPLICATES, each), good.reshape(REPLICATES, each), lost

    def chunks(self, each: int) -> Iterator[Mapping[str, Array]]:
        for drawn in replicates(self.method, len(self.copula.coordinates), each, self.seed):
            yield from map(self.copula.columns, drawn)

    def count(self, codes: Any, lost: dict[str, int]) -> None:  # noqa: ANN401  (an array)
        """Count the reasons why samples have no value, or do not meet what is required."""
        import numpy as np  # noqa: PLC0415

        for code, count in enumerate(np.bincount(codes)):
            if code and count:
                reason = self.bound.reasons[code]
                lost[reason] = lost.get(reason, 0) + int(count)

    # --- beside the samples --------------------------------------------------------------------------------------------

    def enclosed(self) -> tuple[tuple[float, float] | None, str, str]:
        """Return guaranteed ends, in what sense, and by what arithmetic; None with the reason where the plan gives none."""
        names = [each.name for each in self.spreads]
        trace = self.answer.trace
        try:
            made = enclosure(trace.prepared, trace.plan, self.target, names, self.point)
        except UndecidedError as error:
            return None, error.message, ""
        domain = trace.prepared.system.variable(self.target).domain
        low, high = made.ends({each.name: each.sure for each in self.spreads})
        ends = max(low, domain.low), min(high, domain.high)
        open_ended = [each.name for each in self.spreads if not each.bounded]
        stay = "stays" if len(open_ended) == 1 else "stay"
        within = f"while {', '.join(open_ended)} {stay} within three standard deviations" if open_ended else "for certain"
        return ends, within, made.by

    def notes(self, answered: float) -> Iterator[str]:
        if answered < 1:
            yield f"{1 - answered:.3%} of the samples have no {self.target}: the distribution is that of the others"
        for each in self.spreads:
            if each.shape == "interval":
                yield f"`{each.name}` is an interval, of which no distribution is known: samples take it as uniform"
            elif each.is_cut:
                domain = self.answer.trace.prepared.system.variable(each.name).domain
                yield f"`{each.name}` stays in {domain}: what its {each.shape} spread would hold beyond is cut off"


def _over(values: Any, figure: Any) -> Figure:  # noqa: ANN401  (arrays and functions of them)
    """Return a figure of all samples, its error from the replicates."""
    import numpy as np  # noqa: PLC0415

    each = [float(figure(row)) for row in values if np.isfinite(row).any()]
    error = float(np.std(each, ddof=1) / math.sqrt(len(each))) if len(each) > 1 else math.nan
    return Figure(float(figure(values)), error)


def _quantile(share: float) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415

    return lambda values: np.nanquantile(values, share)
