"""What is asked of a law beside its own residual: the law without its denominators, and the comparisons that it holds under."""

from __future__ import annotations

from collections.abc import Iterator

from mlsysim_sym.book.build import ONE, minus, plus, times
from mlsysim_sym.reading.tree import And, Binary, Comparison, Condition, Node, Statement


def cleared(statement: Statement) -> Statement:
    """Return an equation multiplied by its denominators, which has no poles: its roots hold those of the equation."""
    (left, over_left), (right, over_right) = _fraction(statement.left), _fraction(statement.right)
    return Statement(times(left, over_right), statement.relation, times(right, over_left))


def _fraction(node: Node) -> tuple[Node, Node]:
    match node:
        case Binary("/", left, right):
            (a, b), (c, d) = _fraction(left), _fraction(right)
            return times(a, d), times(b, c)
        case Binary("*", left, right):
            (a, b), (c, d) = _fraction(left), _fraction(right)
            return times(a, c), times(b, d)
        case Binary("+" | "-" as operator, left, right):
            (a, b), (c, d) = _fraction(left), _fraction(right)
            if b == d == ONE:
                return node, ONE
            joined = plus if operator == "+" else minus
            return joined(times(a, d), times(c, b)), times(b, d)
        case _:
            return node, ONE


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Yield the comparisons that a condition consists of; what else it asks is left out."""
    match condition:
        case Comparison(_, "<" | "<=" | ">" | ">=", _):
            yield condition
        case And(parts):
            for part in parts:
                yield from comparisons(part)
