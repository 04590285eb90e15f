"""The grid of a sweep: a kernel for every combination of records and words, broadcast arrays for the numbers."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlsysim_sym.asking.arrays.family import Family
from mlsysim_sym.asking.arrays.ways import refusing
from mlsysim_sym.asking.kernel import ArrayKernel, array_kernel, reason_of
from mlsysim_sym.asking.sweeping.axes import Dimension
from mlsysim_sym.errors import MlsysimError, QuestionError
from mlsysim_sym.solving.question import Question
from mlsysim_sym.valueclass import frozen

Array: TypeAlias = NDArray[np.float64]
Index: TypeAlias = tuple[slice, ...]
BLOCK = 8_388_608


@frozen(eq=False)
class Cell:
    """One combination of labels: where it lies, the programs for it, and the numbers, one array for each input."""

    labels: Mapping[str, str]
    place: tuple[int, ...]
    family: Family
    inputs: tuple[Array, ...]


@frozen(eq=False)
class Block:
    """A part of a cell: its number, the cell, and where it lies in the numeric dimensions."""

    number: int
    cell: Cell
    index: Index

    @property
    def inputs(self) -> list[Array]:
        """The numbers of the part."""
        return [
            each[tuple(slice(None) if length == 1 else part for length, part in zip(each.shape, self.index, strict=True))]
            for each in self.cell.inputs
        ]

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the part along the numeric dimensions."""
        return tuple(each.stop - each.start for each in self.index)

    @property
    def size(self) -> int:
        """The number of points."""
        return math.prod(self.shape)


@frozen(eq=False)
class Grid:
    """A question over dimensions; `pick` and `backend` as for a kernel."""

    question: Question
    asked: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    pick: str = "only"
    backend: str = "numpy"

    @cached_property
    def numeric(self) -> tuple[Dimension, ...]:
        """The dimensions of numbers."""
        return tuple(each for each in self.dimensions if each.is_numeric)

    @cached_property
    def labelled(self) -> tuple[Dimension, ...]:
        """The dimensions that hold records or words."""
        return tuple(each for each in self.dimensions if not each.is_numeric)

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of all dimensions."""
        return tuple(each.length for each in self.dimensions)

    @property
    def size(self) -> int:
        """The number of points."""
        return math.prod(self.shape)

    @cached_property
    def numbers(self) -> tuple[tuple[str, Array], ...]:
        """The numbers of the numeric dimensions, by name, each along its own axis."""
        found = []
        for place, dimension in enumerate(self.numeric):
            shape = [1] * len(self.numeric)
            shape[place] = dimension.length
            found += [(axis.name, axis.values.reshape(shape)) for axis in dimension.axes]
        return tuple(found)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The combinations of labels, in order."""
        spans = [range(each.length) for each in self.labelled]
        cells = tuple(self._cell(place) for place in itertools.product(*spans))
        if len(self._errors) == len(cells):
            raise self._errors[0]
        return cells

    @cached_property
    def _errors(self) -> list[MlsysimError]:
        return []

    def _cell(self, place: tuple[int, ...]) -> Cell:
        labels, question, own = self._placed(place)
        names = [*(name for name, _ in self.numbers), *own]
        ones = (1,) * len(self.numeric)
        arrays = dict(self.numbers) | {name: np.full(ones, value) for name, value in own.items()}
        try:
            kernel = array_kernel(question, self.asked, names, self.pick, self.backend)
        except MlsysimError as error:
            if not self.labelled:
                raise
            self._errors.append(error)
            family = Family((refusing(names, self.targets_of(question), reason_of(error, labels.values())),))
            return Cell(labels, place, family, tuple(arrays[name] for name in names))
        return self._covered(kernel, labels, place, arrays)

    def _covered(
        self, kernel: ArrayKernel, labels: Mapping[str, str], place: tuple[int, ...], arrays: Mapping[str, Array]
    ) -> Cell:
        inputs = [arrays[name] for name in kernel.inputs]
        return Cell(labels, place, kernel.covering(inputs), tuple(inputs))

    def _placed(self, place: tuple[int, ...]) -> tuple[dict[str, str], Question, dict[str, float]]:
        """Return the labels at a place, the question with them, and numbers that go together with labels."""
        labels: dict[str, str] = {}
        own: dict[str, float] = {}
        question = self.question
        for dimension, at in zip(self.labelled, place, strict=True):
            for axis in dimension.axes:
                if axis.kind == "number":
                    own[axis.name] = float(axis.values[at])
                    continue
                labels[axis.name] = axis.labels[at]
                chosen: dict[str, Any] = {axis.name: axis.labels[at]}
                question = question.with_(**chosen) if axis.kind == "record" else question.choose(**chosen)
        return labels, question, own

    def targets_of(self, question: Question) -> tuple[str, ...]:
        """Return the system names of what is asked."""
        from mlsysim_sym.solving.question import system_of  # noqa: PLC0415

        system = system_of(question)
        return tuple(dict.fromkeys(system.resolve(name) for name in self.asked))

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The system names of what is asked."""
        return self.targets_of(self.question)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The texts of the codes, the same for all cells."""
        return tuple(dict.fromkeys(reason for cell in self.cells for reason in cell.family.reasons if reason))

    def codes_of(self, family: Family) -> NDArray[np.uint16]:
        """Return for each code of some programs the common one."""
        return np.array([self.reasons.index(each) if each else 0 for each in family.reasons], dtype=np.uint16)

    @cached_property
    def laws(self) -> dict[str, tuple[str, ...]]:
        """The laws with regimes, with their labels."""
        found: dict[str, tuple[str, ...]] = {}
        for cell in self.cells:
            found |= cell.family.labels
        return found

    def blocks(self, size: int = BLOCK) -> Iterator[Block]:
        """Yield the parts of the grid in order, each of at most so many points."""
        from mlsysim_sym.asking.arrays.tiles import tiles  # noqa: PLC0415

        shape = tuple(each.length for each in self.numeric)
        number = itertools.count()
        for cell in self.cells:
            for index in tiles(shape, size):
                yield Block(next(number), cell, index)

    def place(self, block: Block, index: Sequence[Any]) -> tuple[Any, ...]:
        """Return where a part of a block's numeric dimensions lies in the whole grid."""
        labels, numbers = iter(block.cell.place), iter(index)
        return tuple(next(numbers) if each.is_numeric else next(labels) for each in self.dimensions)

    @cached_property
    def text(self) -> str:
        """What the grid asks, as JSON: the same text, the same results."""
        axes = [[axis.name, axis.kind, list(axis.labels) or axis.values.tolist()] for d in self.dimensions for axis in d.axes]
        names = [each.name for each in self.dimensions]
        asked = [self.question.book.digest, self.question.to_dict(), list(self.asked), self.pick, names, axes]
        return json.dumps(asked, separators=(",", ":"), sort_keys=True)


def checked(grid: Grid) -> Grid:
    """Return a grid; raise QuestionError where something is both asked and swept, or a name is swept twice."""
    names = [axis.name for each in grid.dimensions for axis in each.axes]
    for place, name in enumerate(names):
        if name in grid.targets:
            raise QuestionError(f"`{name}` is both asked and swept", names=(name,))
        if name in names[:place]:
            raise QuestionError(f"`{name}` is swept twice", names=(name,))
    return grid
