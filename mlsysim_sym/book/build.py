"""Building trees, with 0 and 1 folded away."""

from __future__ import annotations

from fractions import Fraction

from mlsysim_sym.reading.tree import Binary, Negative, Node, Number

ZERO, ONE, TWO = Number(Fraction(0)), Number(Fraction(1)), Number(Fraction(2))


def plus(left: Node, right: Node) -> Node:
    """Return `left + right`."""
    if left == ZERO:
        return right
    if isinstance(right, Negative):
        return minus(left, right.operand)
    if isinstance(left, Negative) and right != ZERO:
        return minus(right, left.operand)
    return left if right == ZERO else Binary("+", left, right)


def minus(left: Node, right: Node) -> Node:
    """Return `left - right`."""
    if left == right:
        return ZERO
    if left == ZERO:
        return negated(right)
    if isinstance(right, Negative):
        return plus(left, right.operand)
    if isinstance(left, Negative) and right != ZERO:
        return negated(plus(left.operand, right))
    return left if right == ZERO else Binary("-", left, right)


def negated(node: Node) -> Node:
    """Return `-node`."""
    if isinstance(node, Negative):
        return node.operand
    if isinstance(node, Binary) and node.operator == "-":
        return Binary("-", node.right, node.left)
    return node if node == ZERO else Negative(node)


def times(left: Node, right: Node) -> Node:
    """Return `left * right`."""
    if ZERO in (left, right):
        return ZERO
    if isinstance(right, Negative):
        return negated(times(left, right.operand))
    if isinstance(left, Negative):
        return negated(times(left.operand, right))
    if left == ONE:
        return right
    return left if right == ONE else Binary("*", left, right)


def over(left: Node, right: Node) -> Node:
    """Return `left / right`."""
    if left == ZERO:
        return ZERO
    if isinstance(left, Negative) and isinstance(right, Negative):
        return over(left.operand, right.operand)
    return left if right == ONE else Binary("/", left, right)
