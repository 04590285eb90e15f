"""Questions over arrays: a plan as one function of NumPy arrays, with a reason for every point without an answer.

The kernel is what sweeps, uncertainty and search run on. It is made once for a plan; the numbers that it takes are in
coherent base units (bytes, FLOP, seconds, tokens, watts), and so are those that it gives.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.extras import required
from mlsysim_sym.errors import (
    ContradictionError,
    MlsysimError,
    NoAnswerError,
    QuestionError,
    UndecidedError,
    UnderdeterminedError,
)
from mlsysim_sym.solving.prepare import Prepared
from mlsysim_sym.solving.question import Question, system_of
from mlsysim_sym.solving.solve import prepared
from mlsysim_sym.valueclass import replace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mlsysim_sym.asking.arrays.family import Family
    from mlsysim_sym.asking.arrays.program import Program
    from mlsysim_sym.asking.arrays.tiles import Array, Result

__all__ = ["ArrayKernel", "array_kernel"]
PICKS = ("only", "highest", "lowest")
BACKENDS = ("numpy", "numba", "numba_parallel")
MOST_PROGRAMS = 32
MOST_KEPT = 64
_KEPT: dict[str, ArrayKernel] = {}


class ArrayKernel:
    """A function of arrays: `kernel(**arrays) -> ({target: values}, codes)`.

    Arrays are broadcast together, so that axes of a grid are given as `x[:, None]` and `y[None, :]`; what one axis moves
    is then computed once along it. A scope's dot is written as two underscores. Values are float64 in base units
    (`units`), NaN where a point has no answer; `codes` (uint8) say why: places in `reasons`, 0 for an answer.

    Where a swept number makes another law apply, the plan made there takes over (`family` holds a program for each).
    `idle` names the inputs that nothing depends on.
    """

    def __init__(
        self, question: Question, targets: Sequence[str], names: Sequence[str], pick: str = "only", backend: str = "numpy"
    ) -> None:
        from mlsysim_sym.asking.arrays.family import Family  # noqa: PLC0415  (it needs NumPy)

        self.question, self.asked, self.inputs, self.pick = question, tuple(targets), tuple(names), pick
        self.backend = backend
        self.family: Family = Family((program_for(question, targets, names, pick),))

    @property
    def program(self) -> Program:
        """The first program, planned at the point that the question gives."""
        return self.family.programs[0]

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the values, in order."""
        return self.program.targets

    @property
    def units(self) -> Mapping[str, str]:
        """The base units of inputs and targets."""
        return self.program.units

    @property
    def reasons(self) -> tuple[str, ...]:
        """The texts of the codes."""
        return self.family.reasons

    @property
    def idle(self) -> tuple[str, ...]:
        """The inputs that neither the targets nor what must hold depends on."""
        return tuple(name for name in self.inputs if all(name in each.idle for each in self.family.programs))

    def __call__(self, **arrays: Any) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.uint8]]:
        """Return the targets' values at all points, and the codes of the reasons."""
        import numpy as np  # noqa: PLC0415  (an extra)

        from mlsysim_sym.asking.arrays.tiles import shape_of  # noqa: PLC0415

        inputs = self.given(arrays)
        shape = shape_of(inputs)
        values = [np.empty(shape) for _ in self.targets]
        codes = np.empty(shape, dtype=np.uint8)
        for result in self.covering(inputs).run(inputs, backend=self.backend):
            codes[result.tile] = result.codes
            for whole, part in zip(values, result.values, strict=True):
                whole[result.tile] = part
        return dict(zip(self.targets, values, strict=True)), codes

    def tiles(self, **arrays: Any) -> Iterator[Result]:
        """Yield the results part by part, in arrays that are used again: nothing of the size of the grid is held."""
        inputs = self.given(arrays)
        yield from self.covering(inputs).run(inputs, backend=self.backend)

    def given(self, arrays: Mapping[str, Any]) -> list[Array]:
        """Return arrays in the order of the inputs, with one number of axes; TypeError for a wrong name."""
        from mlsysim_sym.asking.arrays.tiles import inputs_of  # noqa: PLC0415

        return inputs_of(self.program, arrays)

    def covering(self, inputs: Sequence[Array]) -> Family:
        """Return the programs that some inputs need, the missing ones made first."""
        while len(self.family.programs) < MOST_PROGRAMS:
            point = self.family.unclaimed(inputs)
            if point is None:
                break
            self.family = self.family.with_program(self._program_at(point))
        return self.family

    def _program_at(self, point: Sequence[float]) -> Program:
        """Return the program that is planned at a point; where no plan can be made there, one that says why."""
        from mlsysim_sym.asking.arrays.ways import refusing  # noqa: PLC0415

        placed = self.question.given(**_written(self.question, dict(zip(self.inputs, point, strict=True))))
        try:
            return program_for(placed, self.asked, self.inputs, self.pick)
        except MlsysimError as error:
            return refusing(self.inputs, self.targets, error.message)


def array_kernel(
    question: Question, targets: str | Sequence[str], over: Sequence[str], pick: str = "only", backend: str = "numpy"
) -> ArrayKernel:
    """Return a question as a function of arrays of the numbers named in `over`; all else is put in as the question has it.

    Where several values satisfy the question, or a range of them, `pick` says which is given: the `highest` or `lowest`; by
    default such points have no value, and a reason. A range of whole numbers is taken to have no gaps.

    The back end is `numpy`, `numba` (loops compiled for one core) or `numba_parallel` (for all).

    Raises QuestionError for a name that the question's laws lack, what `solve` raises for too little or too much given,
    and UndecidedError where a plan gives sets (a number bounded by limits alone) instead of values.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask(peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
    >>> kernel = array_kernel(question, "ridge_point", ["memory_bandwidth"])
    >>> values, codes = kernel(memory_bandwidth=[3.35e12, 4.8e12, -1.0])
    >>> values["ridge_point"].round(3).tolist(), kernel.reasons[codes[2]]
    ([295.343, 206.125, nan], 'memory_bandwidth outside (0, inf)')
    """
    required("numpy", "arrays")
    if pick not in PICKS:
        raise QuestionError(f"`{pick}` picks nothing", names=(pick,), hint=f"one of {', '.join(PICKS)}")
    asked = (targets,) if isinstance(targets, str) else tuple(targets)
    if backend not in BACKENDS:
        raise QuestionError(f"unknown back end `{backend}`", names=(backend,), hint=f"one of {', '.join(BACKENDS)}")
    if backend != "numpy":
        required("numba", "numba")
    system = system_of(question)
    names = tuple(dict.fromkeys(system.resolve(name.replace("__", ".")) for name in over))
    wanted = {system.resolve(target) for target in asked}
    if twice := [name for name in names if name in wanted]:
        raise QuestionError(f"`{twice[0]}` is both asked and swept", names=tuple(twice))
    key = json.dumps([question.book.digest, question.to_dict(), asked, names, pick, backend])
    if key not in _KEPT:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        try:
            _KEPT[key] = ArrayKernel(question, asked, names, pick, backend)
        except UndecidedError as error:
            raise _told(question, asked, names, error) from None
    return _KEPT[key]


def reason_of(error: MlsysimError, labels: Iterable[str]) -> str:
    """Return why a combination of records and words has no plan; one that lacks numbers is told which."""
    if isinstance(error, UnderdeterminedError):
        return f"{error.message} with {', '.join(f'`{each}`' for each in labels)}"
    return error.message


def _told(question: Question, targets: Sequence[str], names: Sequence[str], error: UndecidedError) -> MlsysimError:
    """Return why nothing can be said: what is wrong without the requirements (a figure that is lacking) comes first.

    Where too little is known, a requirement alone may bound what is asked, and that is not what the user lacks.
    """
    if question.required:
        try:
            _placed(replace(question, required=()), names).solve(*targets)
        except MlsysimError as deeper:
            return deeper
    return error


def program_for(question: Question, targets: Sequence[str], names: Sequence[str], pick: str = "only") -> Program:
    """Return the program of a question, planned at the point that the question gives, or at a typical one."""
    from mlsysim_sym.asking.arrays.build import Builder  # noqa: PLC0415

    ready, near = _planned(_placed(question, names), targets)
    return Builder(ready, names, near, pick).program()


def _placed(question: Question, names: Sequence[str]) -> Question:
    """Return the question with a value for every swept number: its own, or a typical one."""
    from mlsysim_sym.asking.arrays.ways import middle  # noqa: PLC0415

    system = system_of(question)
    known = {system.resolve(name) for name in question.values}
    found = {name: system.variable(name) for name in names if name not in known}
    return question.given(**_written(question, {name: middle(each.typical, each.domain) for name, each in found.items()}))


def _written(question: Question, values: Mapping[str, float]) -> dict[str, tuple[float, str]]:
    """Return base-unit values as a question takes them."""
    system = system_of(question)
    units = {name: system.variable(name).unit for name in values}
    return {
        name: (float((value - float(units[name].offset)) / float(units[name].factor)), units[name].text)
        for name, value in values.items()
    }


def _planned(question: Question, targets: Sequence[str]) -> tuple[Prepared, Mapping[str, float]]:
    """Return the question prepared as `solve` ends up with it, and the values there, if it has an answer there."""
    try:
        answer = question.solve(*targets)
    except (ContradictionError, NoAnswerError):
        return prepared(question, targets), {}
    values = {name: value for name, value in answer.trace.values.items() if math.isfinite(value) and value}
    return answer.trace.prepared, values
