"""Programs written as NumPy functions: one for each set of axes, so that what few axes move is done once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from mlsysim_sym.asking.arrays.operations import UFUNCS, namespace
from mlsysim_sym.asking.arrays.program import Program
from mlsysim_sym.valueclass import frozen

Function: TypeAlias = Callable[..., Any]


@frozen(eq=False)
class Group:
    """Operations that the same axes move, after the same roots: a function of the values so far and of buffers."""

    mask: int
    level: int
    buffers: int
    function: Function
    source: str


def masks_of(program: Program, inputs: Sequence[int], full: int) -> list[int]:
    """Return for every operation the axes that move it; a root is searched at every point."""
    masks: list[int] = []
    for name, arguments in program.operations:
        if name == "input":
            masks.append(inputs[int(arguments[0])])
        elif name in {"tear", "const"}:
            masks.append(full if name == "tear" else 0)
        else:
            mask = 0
            for each in arguments:
                mask |= masks[int(each)]
            masks.append(mask)
    return masks


def groups_of(program: Program, masks: Sequence[int], wanted: Collection[int]) -> list[Group]:
    """Return the groups in the order in which they can run."""
    rows: dict[tuple[int, int, int], list[int]] = {}
    for place in program.needed(wanted):
        if program.operations[place][0] not in {"input", "tear", "const"}:
            key = (program.level(place), masks[place].bit_count(), masks[place])
            rows.setdefault(key, []).append(place)
    found = []
    for (level, _, mask), places in sorted(rows.items()):
        exported = _exported(program, places, wanted)
        found.append(_group(program, mask, level, places, exported))
    return found


def _exported(program: Program, places: Sequence[int], wanted: Collection[int]) -> set[int]:
    own = set(places)
    used = set(wanted)
    for place, (name, arguments) in enumerate(program.operations):
        if place not in own and name not in {"input", "tear", "const"}:
            used |= {int(each) for each in arguments}
    return own & used


def _group(program: Program, mask: int, level: int, places: Sequence[int], exported: Collection[int]) -> Group:
    writer = Writer(program, places, exported)
    lines = writer.lines(with_buffers=mask != 0)
    taken = [f"v{place} = values[{place}]" for place in writer.taken]
    given = [f"values[{place}] = v{place}" for place in sorted(exported)]
    text = "".join(f"    {line}\n" for line in (*taken, *lines, *given))
    source = f"def f(values, buffers):\n{text}    return None\n"
    return Group(mask, level, writer.buffers, made(source, writer.constants), source)


def inner_function(program: Program, places: Sequence[int], parameters: Sequence[int], results: Sequence[int]) -> Function:
    """Return a function of some places' values that gives others', by plain expressions."""
    writer = Writer(program, places, results)
    lines = writer.lines(with_buffers=False)
    text = "".join(f"    {line}\n" for line in lines)
    source = f"def f({', '.join(f'v{each}' for each in parameters)}):\n{text}"
    source += f"    return ({', '.join(writer.name(each) for each in results)},)\n"
    return made(source, writer.constants)


def made(source: str, constants: Mapping[str, float]) -> Function:
    """Return the function of a source that a Writer made; builtins are absent."""
    scope: dict[str, Any] = {"__builtins__": {}, **namespace(), **constants}
    exec(compile(source, "<plan>", "exec"), scope)  # noqa: S102  (source made from numbered operations alone)
    return scope["f"]  # type: ignore[no-any-return]


class Writer:
    """Writes operations as lines; a buffer is used again when nothing reads it any more."""

    def __init__(self, program: Program, places: Sequence[int], kept: Collection[int]) -> None:
        self.program, self.places, self.kept = program, dict.fromkeys(places), set(kept)
        self.constants: dict[str, float] = {}
        self.taken: dict[int, None] = {}
        self.buffers = 0
        self.free: list[int] = []
        self.holds: dict[int, int] = {}
        self.last = {each: place for place in self.places for each in self._arguments(place)}

    def _arguments(self, place: int) -> list[int]:
        return [int(each) for each in self.program.operations[place][1]]

    def name(self, place: int) -> str:
        """Return how a value is called."""
        operation, arguments = self.program.operations[place]
        if operation == "const":
            self.constants[f"k{place}"] = float(arguments[0])
            return f"k{place}"
        if place not in self.places:
            self.taken[place] = None
        return f"v{place}"

    def lines(self, *, with_buffers: bool) -> Iterable[str]:
        """Return an assignment for each operation."""
        return [self._line(place, with_buffers=with_buffers) for place in self.places]

    def _line(self, place: int, *, with_buffers: bool) -> str:
        operation = self.program.operations[place][0]
        shown = [self.name(each) for each in self._arguments(place)]
        if with_buffers:
            self._release(place)
            if operation in UFUNCS:
                shown.append(f"out=buffers[{self._buffer(place)}]")
        called = f"{operation}_" if operation == "and" else operation
        return f"v{place} = {called}({', '.join(shown)})"

    def _release(self, place: int) -> None:
        for each in dict.fromkeys(self._arguments(place)):
            if self.last[each] == place and each in self.holds and each not in self.kept:
                self.free.append(self.holds.pop(each))

    def _buffer(self, place: int) -> int:
        if not self.free:
            self.free.append(self.buffers)
            self.buffers += 1
        self.holds[place] = self.free.pop()
        return self.holds[place]
