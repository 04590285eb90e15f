"""Ends of a made function over boxes of its inputs, as narrow as the signs of its slopes allow.

The function returns several outputs. Slopes come from the engine's intervals (`book.jets`, rounded outwards). Where the
slope of an output by an input has one sign all over a box, the output's ends lie at the ends of that input. The ends
themselves are values over balls of arb where python-flint is installed, else over the engine's intervals.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from mlsysim_sym.book import balls
from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.emit import Source
from mlsysim_sym.book.ends import INF, Ends
from mlsysim_sym.book.jets import JET, Jet
from mlsysim_sym.solving.fuse import Fused
from mlsysim_sym.valueclass import frozen

Box = Mapping[str, Ends]
ANYTHING: Ends = (-INF, INF)


@frozen(eq=False)
class Boxed:
    """A made function of some inputs (system names, base units) over intervals, and over balls where there are any."""

    inputs: tuple[str, ...]
    jets: Callable[..., tuple[Any, ...]]
    balls: Callable[..., tuple[Any, ...]] | None
    count: int

    def slopes(self, box: Box, name: str) -> tuple[Ends, ...]:
        """Return the slopes of all outputs by one input over a box."""
        return tuple((each.down, each.up) if isinstance(each, Jet) else (0.0, 0.0) for each in self._run(box, name))

    def values(self, box: Box) -> tuple[Ends, ...]:
        """Return ends of all outputs over a box."""
        plain = tuple(_value(each) for each in self._run(box, None))
        if self.balls is None:
            return plain
        return tuple(met(*pair) for pair in zip(plain, self._rolled(box), strict=True))

    def moving(self, box: Box) -> list[str]:
        """Return the inputs that a box leaves open."""
        return [name for name in self.inputs if box[name][0] < box[name][1]]

    def ends(self, box: Box, place: int) -> Ends:
        """Return ends of one output over a box, with every input of one-signed slope at its ends."""
        slopes = {name: self.slopes(box, name)[place] for name in self.moving(box)}
        left = {name: ends for name, ends in slopes.items() if sign(ends) == 0}
        return (
            self.near(corner(box, slopes, -1), left, place)[0],
            self.near(corner(box, slopes, 1), left, place)[1],
        )

    def near(self, box: Box, slopes: Mapping[str, Ends], place: int) -> Ends:
        """Return ends of one output: its values over a box, cut by its value in the middle and the slopes from there."""
        low, high = self.values(box)[place]
        if not slopes or not all(math.isfinite(end) for ends in slopes.values() for end in ends):
            return low, high
        middle = {name: (sum(box[name]) / 2,) * 2 if name in slopes else box[name] for name in self.inputs}
        near = Jet(*self.values(middle)[place])
        for name, ends in slopes.items():
            near = near + Jet(*ends) * (Jet(*box[name]) - middle[name][0])
        return max(low, near.low), min(high, near.high)

    def _run(self, box: Box, moving: str | None) -> tuple[Any, ...]:
        slope = {name: 1.0 if name == moving else 0.0 for name in self.inputs}
        arguments = [Jet(*box[name], slope[name], slope[name]) for name in self.inputs]
        try:
            return self.jets(*arguments)
        except UNDEFINED:
            return (Jet(*ANYTHING, *ANYTHING),) * self.count

    def _rolled(self, box: Box) -> tuple[Ends, ...]:
        assert self.balls is not None  # noqa: S101  (the caller looks)
        with balls.precision():
            try:
                return tuple(balls.ends_of(each) for each in self.balls(*(balls.ball(*box[name]) for name in self.inputs)))
            except UNDEFINED:
                return (ANYTHING,) * self.count


def boxed(inputs: Sequence[str], fused: Fused, count: int) -> Boxed:
    """Return a fused function over boxes."""
    made = fused.source
    rolled = None
    if has_balls():
        with balls.precision():
            rolled = bound(made, balls.namespace())
    return Boxed(tuple(inputs), bound(made, JET), rolled, count)


def bound(made: Source, namespace: Mapping[str, Any]) -> Callable[..., tuple[Any, ...]]:
    """Return a made function over an arithmetic that rounds outwards, in which every number is one of that arithmetic's.

    Python would multiply two plain numbers to the nearest float, which encloses nothing. What rests on numbers alone is
    computed once.
    """
    tree = ast.parse(made.text)
    numbers = _Numbers()
    (function,) = numbers.visit(tree).body
    constant = namespace["constant"]
    scope: dict[str, Any] = {"__builtins__": {}, **namespace, **{name: constant(value) for name, value in made.constants}}
    scope |= {name: constant(Fraction(value)) for value, name in numbers.names.items()}
    function.body = [line for line in function.body if not _done(line, scope)]
    exec(compile(ast.fix_missing_locations(tree), "<box>", "exec"), scope)  # noqa: S102  (source made from checked trees)
    return scope["f"]  # type: ignore[no-any-return]


class _Numbers(ast.NodeTransformer):
    """Names in place of the floats of a source; whole exponents are no floats there."""

    def __init__(self) -> None:
        self.names: dict[float, str] = {}

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """Return a name for a float."""
        if not isinstance(node.value, float):
            return node
        return ast.Name(self.names.setdefault(node.value, f"n{len(self.names)}"), ast.Load())


def _done(line: ast.stmt, scope: dict[str, Any]) -> bool:
    """Do an assignment that rests on numbers alone, for good; whether it was one."""
    read = {each.id for each in ast.walk(line) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
    if not isinstance(line, ast.Assign) or not read <= set(scope):
        return False
    module = ast.fix_missing_locations(ast.Module([line], []))
    try:
        exec(compile(module, "<box>", "exec"), scope)  # noqa: S102  (a line of the same source)
    except UNDEFINED:
        return False
    return True


def has_balls() -> bool:
    """Whether python-flint is installed."""
    from importlib.util import find_spec  # noqa: PLC0415  (few questions ask)

    return find_spec("flint") is not None


def _value(found: Any) -> Ends:  # noqa: ANN401
    return found.value if isinstance(found, Jet) else (float(found), float(found))


def met(first: Ends, second: Ends) -> Ends:
    """Return what two enclosures of one number have in common; raise ArithmeticError for two that have nothing."""
    low, high = max(first[0], second[0]), min(first[1], second[1])
    if low > high:
        raise ArithmeticError(f"two enclosures of one number are apart: {first} and {second}")
    return low, high


def sign(slope: Ends) -> int:
    """Return the sign that a slope has all over a box, 0 where it has several."""
    return 1 if slope[0] >= 0 else -1 if slope[1] <= 0 else 0


def corner(box: Box, slopes: Mapping[str, Ends], way: int) -> dict[str, Ends]:
    """Return the box with every input of one-signed slope at the end where an output is least (-1) or greatest (1)."""
    found = dict(box)
    for name, slope in slopes.items():
        if (up := sign(slope)) != 0:
            end = box[name][1] if up * way > 0 else box[name][0]
            found[name] = (end, end)
    return found


def width(ends: Ends) -> float:
    """Return the width of an interval, in the logarithm where it is positive."""
    low, high = ends
    return math.log(high / low) if low > 0 and math.isfinite(high) else high - low


def halves(box: Box, name: str) -> list[dict[str, Ends]]:
    """Return the two halves of a box along one of its sides."""
    low, high = box[name]
    middle = math.sqrt(low) * math.sqrt(high) if low > 0 and high > 2 * low else (low + high) / 2
    return [{**box, name: (low, middle)}, {**box, name: (middle, high)}]
