"""What to give up where a search finds nothing: each requirement or limit left out in turn, and by how much it is missed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.gridsearch import combinations, numbers_of, setting, worded
from mlsysim_sym.asking.kernel import array_kernel
from mlsysim_sym.asking.space import Axis
from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.tree import Name, Node, Number
from mlsysim_sym.solving.fuse import statement_of
from mlsysim_sym.solving.prepare import prepared
from mlsysim_sym.solving.step import evaluated
from mlsysim_sym.valueclass import frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.question import Question

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
    for place, words in enumerate(combinations(axes)):
        if place == MOST_SEARCHED:
            break
        try:
            found = list(_of_block(worded(question, words, axes), words, numbers_of(axes), objective))
        except MlsysimError:
            continue  # this choice has no plan at all; the count of exclusions says so
        for each in found:
            if each.statement not in best or _miss(each) < _miss(best[each.statement]):
                best[each.statement] = each
    return tuple(sorted(best.values(), key=_miss))


def _miss(each: Relaxation) -> float:
    return abs(math.log(each.factor)) if 0 < each.factor < math.inf else math.inf


def _of_block(question: Question, words: Mapping[str, str], numbers: Sequence[Axis], objective: str) -> Iterator[Relaxation]:
    there = question.given(**dict(setting(axis, axis.values[0]) for axis in numbers))
    ready = prepared(there, [objective])
    for instance in ready.plan.judged:
        statement = statement_of(instance)
        if statement.relation != "divides" and isinstance(statement.left, Name):
            relaxed = _without(there, words, numbers, objective, instance=instance)
            if relaxed is not None:
                yield relaxed


def _without(
    question: Question, words: Mapping[str, str], numbers: Sequence[Axis], objective: str, *, instance: Instance
) -> Relaxation | None:
    """Return by how much one statement is missed at the best point that satisfies all others."""
    import numpy as np  # noqa: PLC0415  (an extra)

    statement = statement_of(instance)
    assert isinstance(statement.left, Name)  # noqa: S101  (the caller looks)
    ready = prepared(question, [objective])
    known = {name: each.base for name, each in ready.resolved.inputs.items()}
    unit = ready.system.variable(statement.left.name).unit
    sides = [side.name for side in (statement.left, statement.right) if isinstance(side, Name) and side.name not in known]
    grid = np.meshgrid(*(np.array(axis.values) for axis in numbers), indexing="ij")
    columns = {axis.name: column.ravel() for axis, column in zip(numbers, grid, strict=True)}
    values, good = _values(question, instance, list(dict.fromkeys([objective, *sides])), columns)
    if not good.any():
        return None
    pool = {**columns, **values}
    left, right = (np.broadcast_to(_side(side, pool, known), good.shape) for side in (statement.left, statement.right))
    miss = np.where(good, left / right if statement.relation == "<=" else right / left, np.inf)
    at = int(np.argmin(miss))
    point = {**words, **{name: float(column[at]) for name, column in columns.items()}}
    return Relaxation(instance.label, statement.left.name, float(left[at]), float(right[at]), unit, point)


def _values(
    question: Question, instance: Instance, targets: Sequence[str], columns: Mapping[str, Any]
) -> tuple[Mapping[str, Any], Any]:
    """Return the targets with one statement left out, and where all others hold."""
    names = list(columns)
    if instance.label in question.required:
        kept = tuple(each for each in question.required if each != instance.label)
        kernel = array_kernel(replace(question, required=kept), targets, over=names)
        values, codes = kernel(**{name.replace(".", "__"): column for name, column in columns.items()})
        return values, codes == 0
    return _without_limit(question, instance, targets, columns)


def _without_limit(
    question: Question, instance: Instance, targets: Sequence[str], columns: Mapping[str, Any]
) -> tuple[Mapping[str, Any], Any]:
    """Return the same for a limit of the solver, as far as the plan at hand judges it."""
    import numpy as np  # noqa: PLC0415  (an extra)

    from mlsysim_sym.asking.arrays.build import Builder  # noqa: PLC0415
    from mlsysim_sym.asking.arrays.family import Family  # noqa: PLC0415
    from mlsysim_sym.asking.arrays.tiles import inputs_of  # noqa: PLC0415

    ready = prepared(question, targets)
    ready.plan = replace(ready.plan, judged=tuple(each for each in ready.plan.judged if each.id != instance.id))
    program = Builder(ready, list(columns), {}).program()
    size = len(next(iter(columns.values())))
    values, codes = [np.empty(size) for _ in targets], np.empty(size, dtype=np.uint8)
    arrays = {name.replace(".", "__"): column for name, column in columns.items()}
    for result in Family((program,)).run(inputs_of(program, arrays)):
        codes[result.tile] = result.codes
        for whole, part in zip(values, result.values, strict=True):
            whole[result.tile] = part
    return dict(zip(program.targets, values, strict=True)), codes == 0


def _side(side: Node, pool: Mapping[str, Any], known: Mapping[str, float]) -> Any:  # noqa: ANN401  (a number or an array)
    if isinstance(side, Name):
        return pool[side.name] if side.name in pool else known[side.name]
    return evaluated(side, known) if not isinstance(side, Number) else evaluated(side, {})
