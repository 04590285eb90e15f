"""The best of what may be chosen, with a certificate of how it was found.

`exhaustive`: every point of the space was judged. `bounded`: a search of ranges or of a very large space, and by interval
arithmetic no point of it is better than `bound`. `heuristic`: a search that may have missed the best, with the reason why
no more is proven. The winner is solved for once more by the engine itself, so that it comes with its laws, numbers and
sources.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.fronts import pareto
from mlsysim_sym.asking.gridsearch import Block, blocks, numbers_of, setting, worded
from mlsysim_sym.asking.relaxing import Relaxation, relaxations
from mlsysim_sym.asking.shown import Drawn
from mlsysim_sym.asking.space import Axis, space_of
from mlsysim_sym.errors import NotConvergedError, QuestionError
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.solving.question import system_of
from mlsysim_sym.valueclass import field, frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.asking.descending import Descended
    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.question import Question
    from mlsysim_sym.telling.page import Page

MOST_POINTS = 20_000_000
KEPT = 10
SAME = 1e-7
SHIFTS = (1e-14, 1e-12, 1e-10)


@frozen
class Candidate:
    """A point of the space with its objectives (base units): words and records as text, numbers in base units."""

    values: Mapping[str, Any]
    objectives: tuple[float, ...]


@frozen
class Rank:
    """How a point compares: its place (1 is the best) among how many judged points, and its first objective."""

    rank: int
    of: int
    value: float


@frozen
class Optimum(Drawn):
    """What a search found.

    `size` points make the space (None where it is continuous), of which `examined` have a value and `excluded` counts the
    others by what excludes them. `best` lists the best first; `front` the points that none beats in every objective.
    `relax` says, where nothing is left, which statement to relax and by how much; `why`, why the certificate is heuristic.
    """

    objectives: tuple[str, ...]
    senses: tuple[str, ...]
    units: tuple[Unit, ...]
    axes: tuple[Axis, ...]
    size: int | None
    examined: int
    excluded: Mapping[str, int]
    certificate: str
    best: tuple[Candidate, ...]
    front: tuple[Candidate, ...] = ()
    follows: Mapping[str, float] = field(default_factory=dict)
    bound: float | None = None
    relax: tuple[Relaxation, ...] = ()
    answer: Answer | None = None
    book: str = ""
    why: str = ""
    blocks: tuple[Block, ...] = field(default=(), repr=False, compare=False)

    @property
    def status(self) -> str:
        """`solved`, or `empty` where no point satisfies all limits and requirements."""
        return "solved" if self.best else "empty"

    def rank(self, **values: Any) -> Rank:
        """Return the rank of the best point with these values; raise QuestionError where they are all excluded.

        Values are written as people write them; a scope's dot is written as two underscores.
        """
        import numpy as np  # noqa: PLC0415  (an extra)

        wanted = {name.replace("__", "."): value for name, value in values.items()}
        if not self.blocks:
            raise QuestionError("only an exhaustive search ranks points")
        picked = _picked(self.axes, wanted)
        sign = 1.0 if self.senses[0] == "min" else -1.0
        everything = np.concatenate([sign * block.scores[0].ravel() for block in self.blocks])
        own = [
            sign * np.atleast_1d(block.scores[0])[picked]
            for block in self.blocks
            if all(block.words.get(name, value) == value for name, value in wanted.items())
        ]
        mine = np.concatenate([each.ravel() for each in own]) if own else np.array([np.nan])
        if not np.isfinite(mine).any():
            raise QuestionError("every point with these values is excluded", names=tuple(wanted))
        value = float(np.nanmin(mine))
        better = int((everything < value - 1e-12 * abs(value)).sum())
        return Rank(better + 1, self.examined, sign * value)

    def _page(self) -> Page:
        from mlsysim_sym.telling.searched import optimum_page  # noqa: PLC0415  (objects show themselves by telling)

        return optimum_page(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as `mlsysim-sym/optimum/1`."""
        from mlsysim_sym.telling.searched import optimum_shape  # noqa: PLC0415

        return optimum_shape(self)

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        from mlsysim_sym.telling.plots.search import search_plot  # noqa: PLC0415

        return search_plot(self)


def _picked(axes: Sequence[Axis], wanted: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the places of the wanted values along the number axes; raise QuestionError for a name that is no axis."""
    if unknown := set(wanted) - {axis.name for axis in axes}:
        raise QuestionError(f"`{min(unknown)}` was not searched", names=tuple(sorted(unknown)))
    numbers = numbers_of(axes)
    return tuple(axis.place(wanted[axis.name]) if axis.name in wanted else slice(None) for axis in numbers)


def optimize(
    question: Question,
    *,
    min: str | Sequence[str] = (),  # noqa: A002  (what users write)
    max: str | Sequence[str] = (),  # noqa: A002
    over: Mapping[str, Any],
    seed: int = 0,
) -> Optimum:
    """Return the best of what `over` lets a question choose, by one objective or several (then with their front).

    `over` names records for a slot (or a folder of them, as in a sweep), words of a choice, values or a range `LOW..HIGH` of
    a variable; `*` is every word, or every divisor of what the laws say that an integer divides. Raises QuestionError for
    what is no space.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask("llm_decode", model="llama_3_70b", precision="bf16", context_length="8192 token")
    >>> question = question.given(batch_size=16).require("time_per_output_token <= 30 ms")
    >>> over = {"hardware": "h100_sxm,h200_sxm", "tensor_parallel_degree": "1,2,4,8"}
    >>> found = question.optimize(min="decode_step_time", over=over)
    >>> found.best[0].values["hardware"], found.best[0].values["tensor_parallel_degree"], found.certificate
    ('hardware/cloud/nvidia_h200_sxm', 8.0, 'exhaustive')
    """
    required("numpy", "arrays")
    system = system_of(question)
    asked = [(name, "min") for name in _listed(min)] + [(name, "max") for name in _listed(max)]
    if not asked:
        raise QuestionError("nothing is to be best", hint="name what is to be least or most: min=..., max=...")
    goals = tuple((system.resolve(name), sense) for name, sense in asked)
    for name in dict(goals):
        if len(senses := [sense for goal, sense in goals if goal == name]) > 1:
            raise QuestionError(f"`{name}` is a goal {len(senses)} times: {' and '.join(senses)}", names=(name,))
    axes, freed = space_of(question, over)
    changed = {axis.name for axis in axes}
    if both := [name for name, _ in goals if name in changed]:
        raise QuestionError(f"`{both[0]}` is both changed and to be best", names=tuple(both))
    search = _Search(freed, axes, goals)
    size = math.prod(len(axis) for axis in axes)
    if any(axis.kind == "range" for axis in axes) or size > MOST_POINTS:
        from mlsysim_sym.asking.descending import descended  # noqa: PLC0415  (few searches are continuous)

        return search.finished(descended(freed, axes, goals, seed))
    return search.exhausted(size)


def _listed(names: str | Sequence[str]) -> Sequence[str]:
    return (names,) if isinstance(names, str) else names


class _Search:
    def __init__(self, question: Question, axes: tuple[Axis, ...], goals: tuple[tuple[str, str], ...]) -> None:
        self.question, self.axes, self.goals = question, axes, goals
        system = system_of(question)
        self.names = tuple(name for name, _ in goals)
        self.senses = tuple(sense for _, sense in goals)
        self.units = tuple(system.variable(name).unit for name in self.names)

    def empty(self, size: int | None, certificate: str) -> Optimum:
        return Optimum(
            self.names,
            self.senses,
            self.units,
            self.axes,
            size=size,
            examined=0,
            excluded={},
            certificate=certificate,
            best=(),
            book=self.question.book.digest,
        )

    def exhausted(self, size: int) -> Optimum:
        """Judge every point."""
        import numpy as np  # noqa: PLC0415

        judged = tuple(blocks(self.question, self.axes, self.names))
        scores = np.stack([np.concatenate([block.scores[place].ravel() for block in judged]) for place in range(len(self.names))])
        excluded: dict[str, int] = {}
        for block in judged:
            for reason, count in block.excluded.items():
                excluded[reason] = excluded.get(reason, 0) + count
        good = np.isfinite(scores).all(axis=0)
        found = replace(
            self.empty(size, "exhaustive"),
            examined=int(good.sum()),
            excluded=dict(sorted(excluded.items(), key=lambda pair: -pair[1])),
            blocks=judged,
        )
        if not good.any():
            return replace(found, relax=relaxations(self.question, self.axes, self.names[0]))
        signed = scores * np.array([1.0 if sense == "min" else -1.0 for sense in self.senses])[:, None]
        best = _least(signed[0])
        front = tuple(self.candidates(pareto(signed), scores)) if len(self.names) > 1 else ()
        return self.confirmed(replace(found, best=tuple(self.candidates(best, scores)), front=front))

    def candidates(self, places: Any, scores: Any) -> Iterator[Candidate]:  # noqa: ANN401  (arrays)
        """Yield the points at some places of all blocks, one after the other."""
        import numpy as np  # noqa: PLC0415

        numbers = numbers_of(self.axes)
        shape = tuple(len(axis) for axis in numbers)
        each = math.prod(shape)
        outer = [axis for axis in self.axes if axis.kind in {"word", "record"}]
        outside = tuple(len(axis) for axis in outer)
        for place in places:
            block, inside = divmod(int(place), each)
            picked = zip(outer, np.unravel_index(block, outside) if outer else (), strict=True)
            values = {axis.name: axis.values[int(at)] for axis, at in picked}
            within = zip(numbers, np.unravel_index(inside, shape) if numbers else (), strict=True)
            values |= {axis.name: axis.values[int(at)] for axis, at in within}
            yield Candidate({axis.name: values[axis.name] for axis in self.axes}, tuple(map(float, scores[:, place])))

    # --- the winner ----------------------------------------------------------------------------------------------------

    def finished(self, done: Descended) -> Optimum:
        """Return what a search of ranges found."""
        size = None if any(axis.kind == "range" for axis in self.axes) else math.prod(len(axis) for axis in self.axes)
        found = replace(
            self.empty(size, done.certificate),
            examined=done.examined,
            best=done.best,
            front=done.front,
            bound=done.bound,
            why=done.why,
        )
        if done.best:
            return self.confirmed(found)
        return replace(found, relax=relaxations(self.question, self.axes, self.names[0]))

    def confirmed(self, found: Optimum) -> Optimum:
        """Solve for the winner once more; raise NotConvergedError where the engine disagrees."""
        best, answer = self.answered(found.best[0])
        found = replace(found, best=(best, *found.best[1:]))
        piece = answer.one()
        if not math.isclose(piece.low, found.best[0].objectives[0], rel_tol=SAME):
            raise NotConvergedError(f"the search gives {found.best[0].objectives[0]:.9g}, the answer {piece.low:.9g}")
        backwards = [step.unknown for step in answer.trace.plan.steps if not step.forward]
        return replace(found, answer=answer, follows={name: piece.values[name] for name in backwards})

    def answered(self, best: Candidate) -> tuple[Candidate, Answer]:
        """Return the engine's answer at the best point, or so close beside it in a range that no digit shows it.

        A search ends where a requirement binds, and there rounding alone can break it.
        """
        first: Answer | None = None
        for candidate in _beside(best, [axis.name for axis in self.axes if axis.kind == "range"]):
            answer: Answer = self.at(candidate).solve(self.names[0])
            if answer.error is None and answer.pieces:
                return candidate, answer
            first = first or answer
        assert first is not None  # noqa: S101  (the best point itself comes first)
        raise first.error or NotConvergedError("the engine has no answer at the best point", because=first.because)

    def at(self, candidate: Candidate) -> Question:
        """Return the question at a point."""
        words = {axis.name: candidate.values[axis.name] for axis in self.axes if axis.kind in {"word", "record"}}
        numbers = [axis for axis in self.axes if axis.kind in {"number", "range"}]
        given = dict(setting(axis, candidate.values[axis.name]) for axis in numbers)
        return worded(self.question, words, self.axes).given(**given)


def _beside(best: Candidate, ranges: Sequence[str]) -> Iterator[Candidate]:
    yield best
    for name in ranges:
        for share in SHIFTS:
            for value in (best.values[name] * (1 - share), best.values[name] * (1 + share)):
                yield replace(best, values={**best.values, name: value})


def _least(scores: Any) -> Any:  # noqa: ANN401  (arrays)
    """Return the places of the least scores, in order; equal ones in the order of the space."""
    import numpy as np  # noqa: PLC0415

    finite = np.flatnonzero(np.isfinite(scores))
    if len(finite) > KEPT:
        edge = np.partition(scores[finite], KEPT - 1)[KEPT - 1]
        finite = finite[scores[finite] <= edge]
    return finite[np.argsort(scores[finite], kind="stable")][:KEPT]
