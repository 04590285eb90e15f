"""Trees of the equation language: their nodes, and ways to look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, TypeAlias, TypeVar

from mlsysim_sym.valueclass import field, frozen, replace

Relation = Literal["=", "<=", ">=", "divides"]


@frozen
class Number:
    """An exact number, `unit` as written in the brackets (None for a pure number)."""

    value: Fraction
    unit: str | None = None
    text: str = field(default="", compare=False, repr=False)
    column: int = field(default=0, compare=False, repr=False)


@frozen
class Name:
    """A variable; a scoped one has dots."""

    name: str
    column: int = field(default=0, compare=False, repr=False)


@frozen
class Constant:
    """A mathematical constant."""

    name: str
    column: int = field(default=0, compare=False, repr=False)


@frozen
class Negative:
    """A negated operand."""

    operand: Node
    column: int = field(default=0, compare=False, repr=False)


@frozen
class Binary:
    """Two operands joined by one of `+ - * / ^`."""

    operator: str
    left: Node
    right: Node
    column: int = field(default=0, compare=False, repr=False)


@frozen
class Call:
    """A function of arguments, each with a label or None."""

    function: str
    arguments: tuple[Node, ...]
    labels: tuple[str | None, ...] = ()
    column: int = field(default=0, compare=False, repr=False)


@frozen
class Comparison:
    """A condition on two sides."""

    left: Node
    operator: str
    right: Node


@frozen
class Is:
    """A condition on a choice."""

    choice: str
    word: str


@frozen
class And:
    """All of several conditions."""

    parts: tuple[Condition, ...]


@frozen
class Branch:
    """One branch of a case; the last may have no condition."""

    label: str | None
    condition: Condition | None
    value: Node


@frozen
class Case:
    """A choice between branches by conditions, the first that holds."""

    branches: tuple[Branch, ...]
    column: int = field(default=0, compare=False, repr=False)


@frozen
class QuadraticRoot:
    """A root of `a x^2 + b x + c`; made by the inverter, never parsed. `sign` is +1 or -1."""

    a: Node
    b: Node
    c: Node
    sign: int


Node: TypeAlias = Number | Name | Constant | Negative | Binary | Call | Case | QuadraticRoot
Condition: TypeAlias = Comparison | Is | And


@frozen
class Statement:
    """Two sides and the relation between them."""

    left: Node
    relation: Relation
    right: Node


Tree: TypeAlias = Node | Condition | Statement | Branch
Sort = TypeVar("Sort", Node, Condition, Statement, Branch, Tree)  # a tree that is changed stays of its sort


_PARTS: Mapping[type, tuple[str, ...]] = {
    Negative: ("operand",), Binary: ("left", "right"), Call: ("arguments",), Comparison: ("left", "right"), And: ("parts",),
    Branch: ("condition", "value"), Case: ("branches",), QuadraticRoot: ("a", "b", "c"), Statement: ("left", "right"),
}  # fmt: skip


def children(tree: Tree) -> Iterator[Tree]:
    """Yield the parts directly below a node, in the author's order."""
    for name in _PARTS.get(type(tree), ()):
        part = getattr(tree, name)
        if isinstance(part, tuple):
            yield from part
        elif part is not None:
            yield part


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield a tree and all that is below it, depth first."""
    yield tree
    for child in children(tree):
        yield from walk(child)


def names_in(tree: Tree) -> dict[str, None]:
    """Return the variables of a tree in order of first appearance (a dict, for its order)."""
    return {node.name: None for node in walk(tree) if isinstance(node, Name)}


def choices_in(tree: Tree) -> dict[str, None]:
    """Return the choices that conditions of a tree ask about."""
    return {node.choice: None for node in walk(tree) if isinstance(node, Is)}


def occurrences(tree: Tree, name: str) -> int:
    """Count how often a variable stands in a tree."""
    return sum(1 for node in walk(tree) if isinstance(node, Name) and node.name == name)


def constant_value(node: Node) -> Fraction | None:
    """Return the value of a tree of pure literals, None if it is anything else."""
    if isinstance(node, Number):
        return node.value if node.unit is None else None
    if isinstance(node, Negative):
        inner = constant_value(node.operand)
        return None if inner is None else -inner
    if isinstance(node, Binary) and node.operator in "+-*/":
        left, right = constant_value(node.left), constant_value(node.right)
        if left is None or right is None or (node.operator == "/" and right == 0):
            return None
        return {"+": left + right, "-": left - right, "*": left * right}.get(node.operator, left / right if right else left)
    return None


def renamed(tree: Sort, names: Mapping[str, str]) -> Sort:
    """Return the tree with variables renamed."""
    return rebuilt(tree, lambda node: replace(node, name=names.get(node.name, node.name)) if isinstance(node, Name) else None)


def substituted(tree: Sort, values: Mapping[str, Node]) -> Sort:
    """Return the tree with trees put in for variables."""
    return rebuilt(tree, lambda node: values.get(node.name) if isinstance(node, Name) else None)


def rebuilt(tree: Sort, change: Callable[[Tree], Tree | None]) -> Sort:
    """Return the tree with every node for which `change` returns one replaced, top first."""
    new: Any = change(tree)
    if new is not None:
        made: Sort = new
        return made
    parts: dict[str, Any] = {}
    for name in _PARTS.get(type(tree), ()):
        part = getattr(tree, name)
        if isinstance(part, tuple):
            parts[name] = tuple(rebuilt(each, change) for each in part)
        elif part is not None:
            parts[name] = rebuilt(part, change)
    return replace(tree, **parts) if parts else tree
