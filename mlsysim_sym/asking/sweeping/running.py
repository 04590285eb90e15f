"""Blocks of a sweep run: here, or by any executor; a task is text and numbers, never code."""

from __future__ import annotations

import itertools
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlsysim_sym.asking.arrays.family import Family, family_of
from mlsysim_sym.asking.arrays.tiles import Array, Result
from mlsysim_sym.asking.sweeping.grid import Block, Grid
from mlsysim_sym.asking.sweeping.reductions import Reduction
from mlsysim_sym.errors import NoAnswerError
from mlsysim_sym.valueclass import frozen, mutable

AHEAD = 3
Codes: TypeAlias = NDArray[np.uint16]


class WorkerLostError(NoAnswerError):
    """A worker of an executor died; nothing that it was to give is kept."""


@frozen(eq=False)
class Task:
    """A block as another process gets it: programs as text, numbers, and where its points lie in the whole grid.

    `strides` and `start` give the place of a point in the grid from its places along the numeric dimensions.
    """

    programs: str
    inputs: tuple[Array, ...]
    codes: Codes
    start: int
    strides: tuple[int, ...]
    shape: tuple[int, ...]
    backend: str


def task_of(grid: Grid, block: Block) -> Task:
    """Return a block as a task."""
    strides = np.cumprod([1, *grid.shape[:0:-1]])[::-1].tolist() if grid.shape else []
    numeric = [stride for stride, each in zip(strides, grid.dimensions, strict=True) if each.is_numeric]
    labelled = [stride for stride, each in zip(strides, grid.dimensions, strict=True) if not each.is_numeric]
    start = sum(at * stride for at, stride in zip(block.cell.place, labelled, strict=True))
    start += sum(part.start * stride for part, stride in zip(block.index, numeric, strict=True))
    family = block.cell.family
    return Task(family.text, tuple(block.inputs), grid.codes_of(family), start, tuple(numeric), block.shape, grid.backend)


@lru_cache(maxsize=32)
def _family(text: str) -> Family:
    return family_of(text)


def grouped(blocks: Iterable[Block], points: int) -> Iterator[tuple[Block, ...]]:
    """Yield neighbouring blocks together until they hold so many points: what is sent to a worker is worth the way."""
    group: list[Block] = []
    held = 0
    for block in blocks:
        if group and held + block.size > points:
            yield tuple(group)
            group, held = [], 0
        group.append(block)
        held += block.size
    if group:
        yield tuple(group)


def places_in(task: Task, result: Result) -> Callable[[NDArray[np.intp]], NDArray[np.int64]]:
    """Return the function from places in a tile to places in the grid."""
    extent = result.codes.shape
    start = task.start + sum(part.start * stride for part, stride in zip(result.tile, task.strides, strict=True))

    def places(own: NDArray[np.intp]) -> NDArray[np.int64]:
        rows = np.unravel_index(own, extent) if extent else ()
        found = np.full(own.shape, start, dtype=np.int64)
        for row, stride in zip(rows, task.strides, strict=True):
            found += row * stride
        return found

    return places


def reduced(tasks: Sequence[Task], reductions: Sequence[Reduction]) -> Sequence[Reduction]:
    """Return reductions of the points of some tasks: nothing of the size of a block is held."""
    for task in tasks:
        for result in _family(task.programs).run(task.inputs, backend=task.backend):
            codes = task.codes[result.codes] if result.codes.any() else result.codes
            places = places_in(task, result)
            for each in reductions:
                each.add(result.values, codes, places)
    return reductions


@mutable
class Whole:
    """All points of a block: the targets' values, codes, and regimes (255 where a law has none)."""

    values: tuple[Array, ...]
    codes: Codes
    regimes: dict[str, NDArray[np.uint8]]


def wholes(tasks: Sequence[Task], laws: Sequence[str]) -> list[Whole]:
    """Return all points of some tasks."""
    return [whole(task, laws) for task in tasks]


def whole(task: Task, laws: Sequence[str]) -> Whole:
    """Return all points of a task, with the regimes of some laws."""
    family = _family(task.programs)
    count = len(family.programs[0].targets)
    found = Whole(
        tuple(np.empty(task.shape) for _ in range(count)),
        np.empty(task.shape, dtype=np.uint16),
        {law: np.full(task.shape, 255, dtype=np.uint8) for law in laws},
    )
    asked = bool(family.laws) and bool(laws)
    for result in family.run(task.inputs, regimes=asked, backend=task.backend):
        found.codes[result.tile] = task.codes[result.codes]
        for here, there in zip(result.values, found.values, strict=True):
            there[result.tile] = here
        for law, codes in zip(family.laws, result.regimes, strict=False):
            if law in found.regimes:
                found.regimes[law][result.tile] = codes
    return found


# --- where tasks run ---------------------------------------------------------------------------------------------------


class Sent:
    """A task or some on their way, with what is done with them; opaque to an executor that looks into its arguments."""

    __slots__ = ("extra", "task", "work")

    def __init__(self, work: Callable[..., Any], task: Any, extra: tuple[Any, ...]) -> None:  # noqa: ANN401  (one or some)
        self.work, self.task, self.extra = work, task, extra


def performed(sent: Sent) -> Any:  # noqa: ANN401  (whatever the work gives)
    """Do what was sent."""
    return sent.work(sent.task, *sent.extra)


def in_order(
    tasks: Iterable[Any], work: Callable[..., Any], extra: Callable[[Any], tuple[Any, ...]], executor: Executor | None
) -> Iterator[Any]:
    """Yield what work on each task (or each group of them) gives, in order; with an executor, a few ahead.

    Raises WorkerLostError where a worker dies.
    """
    if executor is None:
        for task in tasks:
            yield work(task, *extra(task))
        return
    waiting: deque[Future[Any]] = deque()
    ahead = AHEAD * _workers(executor)
    rest = iter(tasks)
    try:
        waiting.extend(executor.submit(performed, Sent(work, task, extra(task))) for task in itertools.islice(rest, ahead))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(executor.submit(performed, Sent(work, task, extra(task))) for task in itertools.islice(rest, 1))
    except BrokenExecutor as error:
        raise WorkerLostError("a worker died before its block was done", because=(str(error),)) from error
    finally:
        for each in waiting:
            each.cancel()


def _workers(executor: Executor) -> int:
    found = getattr(executor, "_max_workers", None)
    return found if isinstance(found, int) else 8


class Progress:
    """A bar on stderr, on a terminal only."""

    def __init__(self, total: int, what: str) -> None:
        self.total, self.what, self.done, self.shown = max(total, 1), what, 0, -1
        self.visible = sys.stderr.isatty()

    def step(self, points: int) -> None:
        """Note points as done."""
        self.done += points
        share = int(100 * self.done / self.total)
        if self.visible and share != self.shown:
            self.shown = share
            bar = "#" * (share // 4)
            sys.stderr.write(f"\r{self.what} [{bar:25}] {share:3d}%")
            sys.stderr.flush()

    def close(self) -> None:
        """Take the bar away."""
        if self.visible and self.shown >= 0:
            sys.stderr.write("\r" + " " * (len(self.what) + 40) + "\r")
            sys.stderr.flush()
