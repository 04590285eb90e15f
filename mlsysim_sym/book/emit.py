"""Trees to Python source, and source to functions: the one place where code is made.

The source calls only names of a namespace of `book.arithmetic` (floats, jets of intervals); builtins are absent. It is
made from checked trees alone: names become numbered locals, so no text of a law can become code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from types import CodeType
from typing import Any

from mlsysim_sym.book.build import ONE
from mlsysim_sym.reading.tree import (
    And,
    Binary,
    Branch,
    Call,
    Case,
    Comparison,
    Condition,
    Constant,
    Is,
    Name,
    Negative,
    Node,
    Number,
    QuadraticRoot,
    constant_value,
)
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.valueclass import field, frozen, mutable


@mutable
class Emitter:
    """Turns trees into expressions over locals; `locals_of` gives each variable's local name.

    Literals that no float holds exactly become constants `k0, k1, ...`, which each namespace makes in its own arithmetic.
    """

    locals_of: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    constants: dict[Fraction, str] = field(default_factory=dict)

    def node(self, node: Node) -> str:  # noqa: PLR0911  (one return for each sort of node)
        """Return the Python expression of a tree."""
        match node:
            case Number(value, unit):
                return self.number(value * parse_unit(unit).factor if unit else value)
            case Name(name):
                return self.locals_of[name]
            case Constant(name):
                return name
            case Negative(operand):
                return f"(-{self.node(operand)})"
            case Binary("^"):
                return self.power(node)
            case Binary(operator, left, right):
                near = self.near_one(left, right) if operator == "-" else None
                return near or f"({self.node(left)} {operator} {self.node(right)})"
            case Call():
                return self.call(node)
            case Case(branches):
                return self.case(branches)
            case QuadraticRoot(a, b, c, sign):
                return f"quadratic_root({self.node(a)}, {self.node(b)}, {self.node(c)}, {sign})"

    def call(self, call: Call) -> str:
        """Return a call; the logarithm of 1 and something small keeps its digits."""
        match call:
            case Call("log", (Binary("-", left, right),)) if (near := self.near_one(left, right)) is not None:
                return f"log({near})"
            case Call("log", (Binary("+" | "-" as sign, whole, inside),)) if whole == ONE:
                return f"log1p({'-' if sign == '-' else ''}{self.node(inside)})"
        return f"{call.function}({', '.join(self.node(each) for each in call.arguments)})"

    def near_one(self, left: Node, right: Node) -> str | None:
        """Return a difference of 1 and an exponential, or a power of `1 - x`, as a call that keeps its digits near 0."""
        match left, right:
            case Call("exp", (inside,)), _ if right == ONE:
                return f"expm1({self.node(inside)})"
            case _, Call("exp", (inside,)) if left == ONE:
                return f"(-expm1({self.node(inside)}))"
            case _, Binary("^", Binary("-", whole, part), exponent) if left == whole == ONE and constant_value(exponent) is None:
                return f"complement_power({self.node(part)}, {self.node(exponent)})"
        return None

    def number(self, value: Fraction) -> str:
        """Return a literal, or the name of a constant where a float would round it."""
        shown = float(value)
        if Fraction(shown) == value:
            return repr(shown)
        return self.constants.setdefault(value, f"k{len(self.constants)}")

    def power(self, node: Binary) -> str:
        """Return a power, by whole exponents where it has one."""
        exponent = constant_value(node.right)
        base = self.node(node.left)
        if exponent is not None and exponent == 2:  # noqa: PLR2004
            return f"square({base})"
        if exponent is not None and exponent.denominator == 1:
            return f"integer_power({base}, {int(exponent)})"
        return f"power({base}, {self.node(node.right)})"

    def case(self, branches: tuple[Branch, ...]) -> str:
        """Return a case as a call with one pair of functions for each branch: does it hold, and its value."""
        rows = []
        for branch in branches:
            holds = "None" if branch.condition is None else f"(lambda: {self.condition(branch.condition)})"
            rows.append(f"({holds}, (lambda: {self.node(branch.value)}))")
        return f"case(({', '.join(rows)},))"

    def condition(self, condition: Condition) -> str:
        """Return a condition as a call that gives True, False, or None where it is open."""
        match condition:
            case And(parts):
                return f"all_of(({', '.join(self.condition(part) for part in parts)},))"
            case Is(choice, word):
                return str(self.words.get(choice) == word)
            case Comparison(left, "divides", right):
                return f"divides({self.node(left)}, {self.node(right)})"
            case Comparison(left, operator, right):
                name = {"<": "less", "<=": "at_most", ">": "greater", ">=": "at_least", "=": "equal"}[operator]
                return f"{name}({self.node(left)}, {self.node(right)})"


@frozen
class Source:
    """Source of one function `f`, with the constants that it needs."""

    text: str
    constants: tuple[tuple[str, Fraction], ...]
    code: CodeType

    def bind(self, namespace: Mapping[str, Any]) -> Callable[..., Any]:
        """Return the function over an arithmetic."""
        constant = namespace["constant"]
        scope: dict[str, Any] = {"__builtins__": {}, **namespace}
        scope |= {name: constant(value) for name, value in self.constants}
        exec(self.code, scope)  # noqa: S102  (source made by Emitter from checked trees; builtins are absent)
        return scope["f"]  # type: ignore[no-any-return]


def function(parameters: Iterable[str], lines: Iterable[str], result: str, emitter: Emitter) -> Source:
    """Return the source of a function with these parameters, assignments and result."""
    body = "".join(f"    {line}\n" for line in lines)
    text = f"def f({', '.join(parameters)}):\n{body}    return {result}\n"
    constants = tuple((name, value) for value, name in emitter.constants.items())
    return Source(text, constants, compile(text, "<law>", "exec"))


def expression_function(node: Node, names: tuple[str, ...], words: Mapping[str, str] | None = None) -> Source:
    """Return the source of a function of some variables, in their order.

    >>> from mlsysim_sym.book.arithmetic import FLOAT
    >>> from mlsysim_sym.reading.expression import parse_expression
    >>> expression_function(parse_expression("a / b"), ("a", "b")).bind(FLOAT)(1.0, 4.0)
    0.25
    """
    locals_of = {name: f"v{index}" for index, name in enumerate(names)}
    emitter = Emitter(locals_of, words or {})
    shown = emitter.node(node)
    return function(locals_of.values(), (), shown, emitter)
