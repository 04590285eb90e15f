"""Peeling: a variable that stands once, with everything around it moved across, operation by operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from mlsysim_sym.book.build import ONE, TWO, minus, negated, over, plus, times
from mlsysim_sym.reading.functions import STEPS
from mlsysim_sym.reading.tree import (
    Binary,
    Call,
    Case,
    Name,
    Negative,
    Node,
    Number,
    QuadraticRoot,
    constant_value,
    occurrences,
)


class NoForm(Exception):  # noqa: N818  (a signal between the routes of the inverter, never seen by a caller)
    """The route does not apply."""


_PEELABLE = {"min", "max", "abs", "sqrt", "exp", "log", "log2", "log10", "erf", "normal_quantile"}


def on_the_way(node: Node, name: str) -> tuple[bool, bool, bool]:
    """Whether the path from the root to the variable passes a corner, a step, or something that has no inverse."""
    corner = step = blocked = False
    while not isinstance(node, Name):
        if isinstance(node, Call):
            corner |= node.function in {"min", "max"}
            step |= node.function in STEPS
            blocked |= node.function not in _PEELABLE | STEPS
        if isinstance(node, Case):
            corner = True
            blocked |= any(branch.condition is not None and occurrences(branch.condition, name) for branch in node.branches)
            if blocked:
                break
        node = next(part for part in operands(node) if occurrences(part, name))
    return corner, step, blocked


def operands(node: Node) -> tuple[Node, ...]:
    """Return the operands of a node; of a case, the values of its branches."""
    match node:
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Case(branches):
            return tuple(branch.value for branch in branches)
        case QuadraticRoot(a, b, c):
            return (a, b, c)
    return ()


def peel(node: Node, name: str, target: Node) -> Iterable[Node]:
    """Yield the candidates for a variable that stands once in `node = target`.

    >>> from mlsysim_sym.reading.expression import parse_expression
    >>> from mlsysim_sym.reading.printing import text
    >>> [text(form) for form in peel(parse_expression("a * x^2 + b"), "x", Name("y"))]
    ['sqrt((y - b) / a)', '-sqrt((y - b) / a)']
    """
    match node:
        case Name():
            yield target
        case Negative(operand):
            yield from peel(operand, name, negated(target))
        case Binary("^", left, right):
            yield from _peel_power(left, right, name, target)
        case Binary(operator, left, right):
            inside, moved = _peel_binary(operator, left, right, name, target)
            yield from peel(inside, name, moved)
        case Call(called, arguments):
            yield from _peel_call(called, arguments, name, target)
        case Case(branches):
            for branch in branches:
                if occurrences(branch.value, name):
                    yield from peel(branch.value, name, target)
        case _:
            raise NoForm


def _peel_binary(operator: str, left: Node, right: Node, name: str, target: Node) -> tuple[Node, Node]:
    if occurrences(left, name):
        undo: dict[str, Callable[[], Node]] = {
            "+": lambda: minus(target, right), "-": lambda: plus(target, right),
            "*": lambda: over(target, right), "/": lambda: times(target, right),
        }  # fmt: skip
        return left, undo[operator]()
    undo = {
        "+": lambda: minus(target, left), "-": lambda: minus(left, target),
        "*": lambda: over(target, left), "/": lambda: over(left, target),
    }  # fmt: skip
    return right, undo[operator]()


def _peel_power(base: Node, exponent: Node, name: str, target: Node) -> Iterable[Node]:
    if occurrences(exponent, name):
        yield from peel(exponent, name, over(Call("log", (target,)), Call("log", (base,))))
        return
    value = constant_value(exponent)
    root: Node
    if value == 1:
        root = target
    elif value == 2:  # noqa: PLR2004
        root = Call("sqrt", (target,))
    else:
        root = Binary("^", target, over(ONE, exponent) if value is None else Number(1 / value))
    yield from peel(base, name, root)
    if value is not None and value.denominator == 1 and value % 2 == 0:
        yield from peel(base, name, negated(root))
    if value is not None and value.denominator == 1 and value % 2 == 1 and value != 1:
        yield from peel(base, name, negated(Binary("^", negated(target), Number(1 / value))))


def _peel_call(called: str, arguments: tuple[Node, ...], name: str, target: Node) -> Iterable[Node]:
    inside = next(part for part in arguments if occurrences(part, name))
    if called == "abs":
        yield from peel(inside, name, target)
        yield from peel(inside, name, negated(target))
        return
    undo: dict[str, Callable[[], Node]] = {
        "min": lambda: target,
        "max": lambda: target,
        "sqrt": lambda: Binary("^", target, TWO),
        "exp": lambda: Call("log", (target,)),
        "log": lambda: Call("exp", (target,)),
        "log2": lambda: Binary("^", TWO, target),
        "log10": lambda: Binary("^", Number(Fraction(10)), target),
        "erf": lambda: over(Call("normal_quantile", (over(plus(target, ONE), TWO),)), Call("sqrt", (TWO,))),
        "normal_quantile": lambda: over(plus(ONE, Call("erf", (over(target, Call("sqrt", (TWO,))),))), TWO),
    }
    if called not in undo:
        raise NoForm
    yield from peel(inside, name, undo[called]())
