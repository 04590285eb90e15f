"""What to give up where a search finds nothing: each requirement or limit left out in turn, and by how much it is missed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.evolving import PENALTY, evolved
from mlsysim_sym.asking.gridsearch import combinations, setting, worded
from mlsysim_sym.asking.kernel import ArrayKernel, array_kernel
from mlsysim_sym.asking.space import Axis
from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.tree import Name, Node, Number
from mlsysim_sym.solving.fuse import statement_of
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.solving.prepare import prepared
from mlsysim_sym.solving.question import system_of
from mlsysim_sym.solving.step import evaluated
from mlsysim_sym.valueclass import frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.asking.arrays.program import Program
    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.question import Question

MOST_JUDGED = 4_000_000  # points; a larger space, or one with ranges, is searched
MOST_SEARCHED = 16  # choices of words and records whose plans are tried


@frozen
class Relaxation:
    """One statement to relax: the least that its left side can be (or the most), what it should be, and the ratio.

    All other statements hold at that point. Values are in base units; `name` is the variable that the left side is, and
    `unit` the one it is shown in.
    """

    statement: str
    name: str
    left: float
    right: float
    unit: Unit
    at: Mapping[str, Any]

    @property
    def factor(self) -> float:
        """The left side over the right: above 1 for an upper limit, below for a lower one."""
        return self.left / self.right if self.right else math.inf


def relaxations(question: Question, axes: Sequence[Axis], objective: str) -> tuple[Relaxation, ...]:
    """Return what could be relaxed, least first: one entry for each statement whose absence leaves a point."""
    best: dict[str, Relaxation] = {}
    numbers = tuple(axis for axis in axes if axis.kind in {"number", "range"})
    for place, words in enumerate(combinations(axes)):
        if place == MOST_SEARCHED:
            break
        try:
            found = list(_of_block(worded(question, words, axes), words, numbers, objective))
        except MlsysimError:
            continue  # this choice has no plan at all; the count of exclusions says so
        for each in found:
            if each.statement not in best or _miss(each) < _miss(best[each.statement]):
                best[each.statement] = each
    return tuple(sorted(best.values(), key=_miss))


def allowed_point(question: Question, numbers: Sequence[Axis], objective: str) -> dict[str, float] | None:
    """Return a point that satisfies everything, found by what misses one statement least; None where none is found."""
    there = question.given(**dict(setting(axis, axis.values[0]) for axis in numbers))
    for each in _of_block(question, {}, numbers, objective):
        upper = statement_of(next(one for one in prepared(there, [objective]).plan.judged if one.label == each.statement))
        if each.left <= each.right if upper.relation == "<=" else each.left >= each.right:
            return dict(each.at)
    return None


def _miss(each: Relaxation) -> float:
    return abs(math.log(each.factor)) if 0 < each.factor < math.inf else math.inf


def _of_block(question: Question, words: Mapping[str, str], numbers: Sequence[Axis], objective: str) -> Iterator[Relaxation]:
    there = question.given(**dict(setting(axis, axis.values[0]) for axis in numbers))
    ready = prepared(there, [objective])
    for instance in ready.plan.judged:
        statement = statement_of(instance)
        if statement.relation != "divides" and isinstance(statement.left, Name):
            relaxed = _Relaxing(there, numbers, objective, instance).relaxed(words)
            if relaxed is not None:
                yield relaxed


class _Relaxing:
    """One statement left out, and by how much it is then missed."""

    def __init__(self, question: Question, numbers: Sequence[Axis], objective: str, instance: Instance) -> None:
        self.numbers, self.instance, self.statement = numbers, instance, statement_of(instance)
        ready = prepared(question, [objective])
        self.known = {name: each.base for name, each in ready.resolved.inputs.items()}
        self.system = ready.system
        sides = (self.statement.left, self.statement.right)
        open_ = [side.name for side in sides if isinstance(side, Name) and side.name not in self.known]
        targets = list(dict.fromkeys([objective, *open_]))
        names = [axis.name for axis in numbers]
        if instance.label in question.required:
            kept = tuple(each for each in question.required if each != instance.label)
            self.kernel = array_kernel(replace(question, required=kept), targets, over=names)
        else:
            self.kernel = LooseKernel(question, targets, names, instance.id)

    def relaxed(self, words: Mapping[str, str]) -> Relaxation | None:
        """Return by how much the statement is missed at the best point that satisfies all others, None where none does."""
        import numpy as np  # noqa: PLC0415  (an extra)

        columns = self.grid() if self.is_grid else None
        if columns is None:
            found = evolved(lambda members: self.judged(members)[0], self.numbers, 0)
            if not found.found:
                return None
            columns = {name: np.array([value]) for name, value in found.best.items()}
        miss, left, right = self.judged(columns)
        at = int(np.argmin(miss))
        if miss[at] >= PENALTY:
            return None
        assert isinstance(self.statement.left, Name)  # noqa: S101  (the caller looks)
        unit = self.system.variable(self.statement.left.name).unit
        point = {**words, **{name: float(column[at]) for name, column in columns.items()}}
        return Relaxation(self.instance.label, self.statement.left.name, float(left[at]), float(right[at]), unit, point)

    @property
    def is_grid(self) -> bool:
        """Whether every point can be judged."""
        return all(axis.kind == "number" for axis in self.numbers) and math.prod(map(len, self.numbers)) <= MOST_JUDGED

    def grid(self) -> dict[str, Any]:
        """Return every point as columns by axis."""
        import numpy as np  # noqa: PLC0415

        grid = np.meshgrid(*(np.array(axis.values) for axis in self.numbers), indexing="ij")
        return {axis.name: column.ravel() for axis, column in zip(self.numbers, grid, strict=True)}

    def judged(self, columns: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        """Return by what ratio the statement is missed (`PENALTY` where another fails), and its two sides."""
        import numpy as np  # noqa: PLC0415

        values, codes = self.kernel(**{name.replace(".", "__"): column for name, column in columns.items()})
        pool = {**columns, **values}
        sides = (self.statement.left, self.statement.right)
        left, right = (np.broadcast_to(_side(side, pool, self.known), codes.shape) for side in sides)
        over, under = (left, right) if self.statement.relation == "<=" else (right, left)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(codes == 0, over / under, PENALTY), left, right


class LooseKernel(ArrayKernel):
    """A question over arrays with one limit of its laws left out, under every plan that applies somewhere."""

    def __init__(self, question: Question, targets: Sequence[str], names: Sequence[str], left_out: str) -> None:
        from mlsysim_sym.asking.arrays.family import Family  # noqa: PLC0415  (it needs NumPy)

        self.question, self.asked, self.inputs, self.pick = question, tuple(targets), tuple(names), "only"
        self.backend, self.left_out = "numpy", left_out
        self.family = Family((self._loose(question),))

    def _program_at(self, point: Sequence[float]) -> Program:
        from mlsysim_sym.asking.arrays.ways import refusing  # noqa: PLC0415

        units = {name: system_of(self.question).variable(name).unit for name in self.inputs}
        given = {name: (number_in(value, units[name]), units[name].text) for name, value in zip(self.inputs, point, strict=True)}
        try:
            return self._loose(self.question.given(**given))
        except MlsysimError as error:
            return refusing(self.inputs, self.targets, error.message)

    def _loose(self, question: Question) -> Program:
        from mlsysim_sym.asking.arrays.build import Builder  # noqa: PLC0415

        ready = prepared(question, self.asked)
        ready.plan = replace(ready.plan, judged=tuple(each for each in ready.plan.judged if each.id != self.left_out))
        return Builder(ready, self.inputs, {}).program()


def _side(side: Node, pool: Mapping[str, Any], known: Mapping[str, float]) -> Any:  # noqa: ANN401  (a number or an array)
    if isinstance(side, Name):
        return pool[side.name] if side.name in pool else known[side.name]
    return evaluated(side, known) if not isinstance(side, Number) else evaluated(side, {})
