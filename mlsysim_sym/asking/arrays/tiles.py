"""A program run over arrays: in tiles that fit the cache, with buffers that are used again.

The shapes of the inputs say which axes move what. A value that one axis moves is computed once along it; one that two of
three axes move, once for each tile of the two. Results do not depend on how points fall into tiles.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlsysim_sym.asking.arrays.code import Function, Group, groups_of, inner_function, masks_of
from mlsysim_sym.asking.arrays.judging import Judged, combined, regime_codes
from mlsysim_sym.asking.arrays.program import Check, Joint, Program, Root
from mlsysim_sym.asking.arrays.ranges import Range, proven, ranges
from mlsysim_sym.asking.arrays.roots import Search, roots
from mlsysim_sym.valueclass import frozen, mutable

Array: TypeAlias = NDArray[np.float64]
Tile: TypeAlias = tuple[slice, ...]
POINTS = 16_384
ROOT_POINTS = 16_384
LOOP_POINTS = 65_536
MOST_KEPT = 32
PARALLEL_POINTS = 4_194_304


@frozen(eq=False)
class Searched:
    """A root made ready: the function of both sides, and the places of what it reads besides the unknown."""

    root: Root
    sides: Function
    reads: tuple[int, ...]


@frozen(eq=False)
class Joined:
    """Unknowns searched together made ready: the function of all sides, and the places of what it reads besides them."""

    joint: Joint
    sides: Function
    reads: tuple[int, ...]


@frozen(eq=False)
class Ready:
    """A program compiled for some axes: groups of operations in order, the checks that are left, and what is searched."""

    masks: Sequence[int]
    full: int
    groups: Sequence[Group]
    checks: Sequence[Sequence[Check]]
    searched: Sequence[Searched | Joined]
    regimes: bool
    loops: dict[bool, Any]


@mutable
class Result:
    """What a tile gives: where it lies, the targets' values, the codes of the reasons, and the regimes if asked for.

    The arrays are used again for the next tile.
    """

    tile: Tile
    values: tuple[Array, ...]
    codes: NDArray[np.uint8]
    regimes: tuple[NDArray[np.uint8], ...] = ()


def inputs_of(program: Program, arrays: Mapping[str, Any]) -> list[Array]:
    """Return the inputs in order as arrays of one number of axes; TypeError for a name too many or too few."""
    given = {name.replace("__", "."): value for name, value in arrays.items()}
    if set(given) != set(program.inputs):
        raise TypeError(f"the kernel needs {', '.join(program.inputs)}; not {', '.join(given) or 'nothing'}")
    found = [np.asarray(given[name], dtype=np.float64) for name in program.inputs]
    axes = max((each.ndim for each in found), default=0)
    return [each.reshape((1,) * (axes - each.ndim) + each.shape) for each in found]


def shape_of(inputs: Sequence[Array]) -> tuple[int, ...]:
    """Return the shape that the inputs have together."""
    return np.broadcast_shapes(*(each.shape for each in inputs)) if inputs else ()


def ready(program: Program, inputs: Sequence[Array], *, regimes: bool) -> Ready:
    """Return a program compiled for the axes and ranges of some inputs."""
    axes = [sum(1 << axis for axis, length in enumerate(each.shape) if length > 1) for each in inputs]
    full = sum(1 << axis for axis, length in enumerate(shape_of(inputs)) if length > 1)
    found, whole = ranges(program, [_range(each) for each in inputs], [_whole(each) for each in inputs])
    searched = {place for place, (name, _) in enumerate(program.operations) if name == "tear"}  # these may be missing
    left = tuple(
        tuple(check for check in each.checks if searched.intersection(check.places) or not proven(check, found, whole))
        for each in program.variants
    )
    key = (tuple(axes), full, left, regimes)
    kept = program.__dict__.setdefault("_ready", {})
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)))
        kept[key] = _compiled(program, axes, full, left, regimes=regimes)
    return kept[key]  # type: ignore[no-any-return]


def _range(array: Array) -> Range:
    return (float(array.min()), float(array.max())) if array.size else (math.nan, math.nan)


def _whole(array: Array) -> bool:
    with np.errstate(invalid="ignore"):
        return bool(np.all(np.rint(array) == array))


def _compiled(program: Program, axes: Sequence[int], full: int, left: Sequence[Sequence[Check]], *, regimes: bool) -> Ready:
    masks = masks_of(program, axes, full)
    wanted = {place for variant in program.variants for place in variant.targets}
    wanted |= {place for checks in left for check in checks for place in check.places}
    if regimes:
        wanted |= {place for regime in program.regimes for place in regime.places}
    searched: list[Searched | Joined] = [
        Searched(root, *_sides(program, number, (root.tear,), root.judged)) for number, root in enumerate(program.roots)
    ]
    first = len(searched)
    for joint in program.joints:
        searched.append(Joined(joint, *_sides(program, first, joint.tears, joint.judged)))
        first += len(joint.tears)
    wanted |= {place for each in searched for place in each.reads}
    wanted |= {place for root in program.roots for place in (root.low, root.high)}
    return Ready(masks, full, groups_of(program, masks, wanted), left, searched, regimes, {})


def _sides(program: Program, first: int, tears: tuple[int, ...], judged: tuple[int, ...]) -> tuple[Function, tuple[int, ...]]:
    """Return the function of what judges some unknowns, and the places that it reads besides them.

    `first` is how many unknowns are found before them.
    """
    inside = [place for place in program.needed(judged) if first < program.level(place) <= first + len(tears)]
    own = [place for place in inside if place not in tears]
    read = {int(each) for place in own for each in program.operations[place][1]} | set(judged)
    reads = tuple(
        sorted(each for each in read - set(inside) if program.operations[each][0] != "const" and program.level(each) <= first)
    )
    return inner_function(program, own, (*tears, *reads), judged), reads


# --- tiles -------------------------------------------------------------------------------------------------------------


def tiles(shape: tuple[int, ...], points: int) -> Iterator[Tile]:
    """Yield the parts of a grid in order, each of at most so many points, whole along the last axes where that fits.

    >>> [tuple((s.start, s.stop) for s in tile) for tile in tiles((3, 4), 8)]
    [((0, 2), (0, 4)), ((2, 3), (0, 4))]
    """
    size = sizes(shape, points)
    starts = [range(0, length, step) for length, step in zip(shape, size, strict=True)]
    for corner in itertools.product(*starts):
        yield tuple(slice(at, min(at + step, length)) for at, step, length in zip(corner, size, shape, strict=True))


def sizes(shape: tuple[int, ...], points: int) -> tuple[int, ...]:
    """Return the lengths of a tile along each axis."""
    found: list[int] = []
    room = max(points, 1)
    for length in reversed(shape):
        found.append(max(1, min(length, room)))
        room //= found[-1]
    return tuple(reversed(found))


def run(program: Program, inputs: Sequence[Array], *, regimes: bool = False, backend: str = "numpy") -> Iterator[Result]:
    """Yield the results tile by tile; regimes are told by NumPy whatever the back end."""
    shape = shape_of(inputs)
    if math.prod(shape) == 0:
        return
    prepared = ready(program, inputs, regimes=regimes)
    compiled = backend != "numpy" and prepared.full and not regimes
    points = (PARALLEL_POINTS if backend == "numba_parallel" else LOOP_POINTS) if compiled else POINTS
    points = ROOT_POINTS if (program.roots or program.joints) and not compiled else points
    running = (Looping if compiled else Running)(program, prepared, inputs, shape)
    running.parallel = backend == "numba_parallel"
    for tile in tiles(shape, points):
        with np.errstate(all="ignore"):
            yield running.tile(tile)


class Running:
    """A program on its way over a grid: the values of the tile, and buffers."""

    parallel = False

    def __init__(self, program: Program, prepared: Ready, inputs: Sequence[Array], shape: tuple[int, ...]) -> None:
        self.program, self.ready, self.shape = program, prepared, shape
        self.values: list[Any] = [arguments[0] if name == "const" else None for name, arguments in program.operations]
        self.inputs = [(place, inputs[int(a[0])]) for place, (name, a) in enumerate(program.operations) if name == "input"]
        self.at: dict[Any, Tile] = {}
        self.pools: list[list[Array]] = [[] for _ in prepared.groups]
        self.views: dict[tuple[int, tuple[int, ...]], list[Array]] = {}

    def tile(self, tile: Tile) -> Result:
        """Return the results of a tile."""
        extent = tuple(each.stop - each.start for each in tile)
        self._load(tile)
        judged = list(self._from_level(0, self.ready.searched, tile, extent))
        values, codes = combined(self.program, judged, extent)
        found = regime_codes(self.program, self.values, extent) if self.ready.regimes else ()
        return Result(tile, values, codes, found)

    def _load(self, tile: Tile) -> None:
        for place, array in self.inputs:
            mask = self.ready.masks[place]
            key = _part(tile, mask)
            if self.at.get(("input", place)) != key:
                self.at["input", place] = key
                here = array[tuple(each if mask >> axis & 1 else slice(None) for axis, each in enumerate(tile))]
                self.values[place] = here if mask else float(here.reshape(-1)[0])

    def _from_level(self, level: int, left: Sequence[Searched | Joined], tile: Tile, extent: tuple[int, ...]) -> Iterator[Judged]:
        """Run the groups of a level, then search what comes next; yield the judged variants, one for each root."""
        self._run_level(level, tile, extent)
        if not left:
            for variant, checks in zip(self.program.variants, self.ready.checks, strict=True):
                judged = Judged.of(variant, checks, self.values, extent)
                yield judged.copied() if self.ready.searched else judged  # the next root takes the same buffers
            return
        searched, *rest = left
        if isinstance(searched, Joined):
            tears = searched.joint.tears
            for rows in self._together(searched, extent):
                for tear, row in zip(tears, rows, strict=True):
                    self.values[tear] = row.reshape(extent)
                for inner in range(level + 1, level + len(tears)):
                    self._run_level(inner, tile, extent)
                yield from self._from_level(level + len(tears), rest, tile, extent)
            return
        for found in self._roots(searched, extent):
            self.values[searched.root.tear] = found.reshape(extent)
            yield from self._from_level(level + 1, rest, tile, extent)

    def _run_level(self, level: int, tile: Tile, extent: tuple[int, ...]) -> None:
        for number, group in enumerate(self.ready.groups):
            if group.level == level:
                self._run(number, group, tile, extent)

    def _together(self, searched: Joined, extent: tuple[int, ...]) -> list[Array]:
        from mlsysim_sym.asking.arrays.newton import Start, together  # noqa: PLC0415  (few plans need it)

        known = [self._flat(self.values[place], extent) for place in searched.reads]

        def sides(x: Array, which: NDArray[np.intp]) -> Sequence[tuple[Array, Array]]:
            given = [each if np.ndim(each) == 0 else each[which] for each in known]
            found = searched.sides(*x, *given)
            return list(zip(found[::2], found[1::2], strict=True))

        starts = [Start(values, log) for values, log in zip(searched.joint.starts, searched.joint.logs, strict=True)]
        return together(sides, starts, math.prod(extent))

    def _run(self, number: int, group: Group, tile: Tile, extent: tuple[int, ...]) -> None:
        key = _part(tile, group.mask)
        if group.level == 0 and self.at.get(number) == key:
            return
        self.at[number] = key
        group.function(self.values, self._buffers(number, group, extent))

    def _buffers(self, number: int, group: Group, extent: tuple[int, ...]) -> list[Array]:
        shape = tuple(length if group.mask >> axis & 1 else 1 for axis, length in enumerate(extent))
        key = (number, shape)
        if key not in self.views:
            size = math.prod(shape)
            pool = self.pools[number]
            if not pool or pool[0].size < size:
                pool[:] = [np.empty(size) for _ in range(group.buffers)]
            self.views[key] = [each[:size].reshape(shape) for each in pool]
        return self.views[key]

    def _roots(self, searched: Searched, extent: tuple[int, ...]) -> list[Array]:
        size = math.prod(extent)
        root = searched.root
        known = [self._flat(self.values[place], extent) for place in searched.reads]

        def residual(x: Array, which: NDArray[np.intp] | None) -> tuple[Array, ...]:
            given = known if which is None else [each if np.ndim(each) == 0 else each[which] for each in known]
            return searched.sides(x, *given)  # type: ignore[no-any-return]

        low, high = (self._flat(self.values[place], extent) for place in (root.low, root.high))
        return roots(residual, low, high, search_of(root), size)

    @staticmethod
    def _flat(value: Any, extent: tuple[int, ...]) -> Any:  # noqa: ANN401  (a number or an array)
        return value if np.ndim(value) == 0 else np.ascontiguousarray(np.broadcast_to(value, extent)).reshape(-1)


class Looping(Running):
    """A program on its way over a grid, what every axis moves by numba's loops."""

    def tile(self, tile: Tile) -> Result:
        """Return the results of a tile."""
        from mlsysim_sym.asking.arrays.loops import loops_of  # noqa: PLC0415  (it needs numba)

        kept = self.ready.loops
        if self.parallel not in kept:
            kept[self.parallel] = loops_of(
                self.program, self.ready.masks, self.ready.full, self.ready.checks, parallel=self.parallel
            )
        loops = kept[self.parallel]
        self._load(tile)
        extent = tuple(each.stop - each.start for each in tile)
        for number, group in enumerate(self.ready.groups):
            if group.mask != self.ready.full:
                self._run(number, group, tile, extent)
        lengths = [length for axis, length in enumerate(extent) if self.ready.full >> axis & 1]
        known = [self._narrow(place, extent) for place in loops.reads]
        values = [np.empty(lengths) for _ in self.program.targets]
        codes = np.empty(lengths, dtype=np.uint8)
        loops.function(*lengths, *known, *values, codes)
        return Result(tile, tuple(each.reshape(extent) for each in values), codes.reshape(extent))

    def _narrow(self, place: int, extent: tuple[int, ...]) -> Any:  # noqa: ANN401  (a number or an array)
        """Return a value with no more axes than move it."""
        mask, value = self.ready.masks[place], self.values[place]
        if not mask:
            return float(value)
        return np.ascontiguousarray(value).reshape([length for axis, length in enumerate(extent) if mask >> axis & 1])


def search_of(root: Root) -> Search:
    """Return where a root is looked for."""
    return Search(root.near, root.step, root.end, root.low_open, root.high_open, root.scan)


def _part(tile: Tile, mask: int) -> Tile:
    return tuple(each for axis, each in enumerate(tile) if mask >> axis & 1)
