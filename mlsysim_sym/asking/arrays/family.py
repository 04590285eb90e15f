"""Several programs as one function: where another law applies, the program that was planned there takes over.

A point belongs to the first program whose choice of laws holds at it. Which programs a grid needs is found before it is
run, so that its parts can be run anywhere, in any order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mlsysim_sym.asking.arrays.program import Program, program_of
from mlsysim_sym.asking.arrays.tiles import Array, Result, run
from mlsysim_sym.errors import QuestionError
from mlsysim_sym.valueclass import frozen, replace

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CODES = 255


@frozen(eq=False)
class Family:
    """Programs of one question, in the order in which they claim points."""

    programs: tuple[Program, ...]

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The texts of the codes of all programs."""
        return tuple(dict.fromkeys(reason for each in self.programs for reason in each.reasons))

    @cached_property
    def codes(self) -> tuple[NDArray[np.uint8], ...]:
        """For each program, the common code of each of its own."""
        if len(self.reasons) > MOST_CODES:
            raise QuestionError(f"more than {MOST_CODES} reasons why points have no answer", hint="sweep less at once")
        return tuple(np.array([self.reasons.index(each) for each in p.reasons], dtype=np.uint8) for p in self.programs)

    @cached_property
    def laws(self) -> tuple[str, ...]:
        """The labels of all laws with regimes."""
        return tuple(dict.fromkeys(regime.law for each in self.programs for regime in each.regimes))

    @cached_property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """For each law with regimes its labels, in the order of their codes."""
        return {regime.law: regime.labels for each in reversed(self.programs) for regime in each.regimes}

    @cached_property
    def text(self) -> str:
        """The programs as JSON."""
        return json.dumps([json.loads(each.text) for each in self.programs], separators=(",", ":"))

    def run(self, inputs: Sequence[Array], *, regimes: bool = False, backend: str = "numpy") -> Iterator[Result]:
        """Yield the results tile by tile."""
        first = self.programs[0]
        for result in run(first, inputs, regimes=regimes, backend=backend):
            if len(self.programs) > 1 or regimes:
                yield self._completed(result, inputs, regimes=regimes, backend=backend)
            else:
                yield result

    def _completed(self, result: Result, inputs: Sequence[Array], *, regimes: bool, backend: str) -> Result:
        """Return a result with the points of other programs filled in, under common codes and regimes."""
        values = [np.array(each) for each in result.values]
        own = result.codes
        codes = self.codes[0][own]
        found = self._spread(self.programs[0], result.regimes, own.shape) if regimes else []
        open_ = np.flatnonzero((own == self.programs[0].other).reshape(-1)) if self.programs[0].other is not None else _NONE
        for number, program in enumerate(self.programs[1:], 1):
            if not open_.size:
                break
            rows = [np.broadcast_to(_part(each, result), own.shape).reshape(-1)[open_] for each in inputs]
            got = _whole(program, rows, regimes=regimes, backend=backend)
            for value, part in zip(values, got.values, strict=True):
                value.reshape(-1)[open_] = part
            codes.reshape(-1)[open_] = self.codes[number][got.codes]
            for kind, own_kind in zip(found, self._spread(program, got.regimes, got.codes.shape), strict=False):
                kind.reshape(-1)[open_] = own_kind
            open_ = open_[got.codes == program.other] if program.other is not None else _NONE
        return Result(result.tile, tuple(values), codes, tuple(found))

    def _spread(self, program: Program, regimes: Sequence[NDArray[np.uint8]], shape: tuple[int, ...]) -> list[NDArray[np.uint8]]:
        """Return the regimes of all laws, 255 for one that a program does not hold."""
        own = {each.law: codes for each, codes in zip(program.regimes, regimes, strict=False)}
        return [np.array(own[law]) if law in own else np.full(shape, MOST_CODES, dtype=np.uint8) for law in self.laws]

    def unclaimed(self, inputs: Sequence[Array]) -> tuple[float, ...] | None:
        """Return the inputs at the first point that no program claims, None if all are claimed."""
        if any(each.other is None for each in self.programs):
            return None
        bare = Family(tuple(_bare(each) for each in self.programs))
        last = bare.codes[-1][bare.programs[-1].other or 0]
        for result in bare.run(inputs):
            left = np.flatnonzero((result.codes == last).reshape(-1))
            if left.size:
                rows = [np.broadcast_to(_part(each, result), result.codes.shape).reshape(-1) for each in inputs]
                return tuple(float(row[left[0]]) for row in rows)
        return None

    def with_program(self, program: Program) -> Family:
        """Return the family with one more program."""
        return Family((*self.programs, program))


_NONE = np.empty(0, dtype=np.intp)


def family_of(text: str) -> Family:
    """Read a family that `Family.text` wrote."""
    return Family(tuple(program_of(json.dumps(each)) for each in json.loads(text)))


def _bare(program: Program) -> Program:
    """Return a program of nothing but the conditions of its choice of laws."""
    checks = tuple(check for check in program.variants[0].checks if check.code == program.other)
    return replace(program, variants=(replace(program.variants[0], targets=(), checks=checks),), roots=(), targets=(), regimes=())


def _part(array: Array, result: Result) -> Array:
    return array[tuple(slice(None) if length == 1 else each for length, each in zip(array.shape, result.tile, strict=True))]


def _whole(program: Program, rows: Sequence[Array], *, regimes: bool, backend: str) -> Result:
    """Return a program's result at some points in one piece."""
    whole = Result(
        (slice(None),),
        tuple(np.empty(rows[0].shape) for _ in program.targets),
        np.empty(rows[0].shape, dtype=np.uint8),
        tuple(np.empty(rows[0].shape, dtype=np.uint8) for _ in (program.regimes if regimes else ())),
    )
    for part in run(program, rows, regimes=regimes, backend=backend):
        _copy(part, whole)
    return whole


def _copy(part: Result, whole: Result) -> None:
    whole.codes[part.tile] = part.codes
    for here, there in zip(part.values, whole.values, strict=True):
        there[part.tile] = here
    for own, common in zip(part.regimes, whole.regimes, strict=True):
        common[part.tile] = own


__all__ = ["Family", "family_of"]
