"""A tree as text of the equation language, and as LaTeX: always in the author's own order and shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from mlsysim_sym.reading.functions import CONSTANTS, FUNCTIONS
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
    Statement,
)

_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_NEGATIVE = 3
_ATOM = 5


def _strength(node: Node) -> int:
    if isinstance(node, Binary):
        return _STRENGTH[node.operator]
    if isinstance(node, Negative):
        return _NEGATIVE
    if isinstance(node, Number) and (node.value.denominator != 1 or node.value < 0) and node.unit is None:
        return _STRENGTH["/"]
    if isinstance(node, QuadraticRoot):
        return _STRENGTH["/"]
    return _ATOM


# --- text --------------------------------------------------------------------------------------------------------------


def text(tree: Node | Statement | Condition) -> str:
    """Return a tree in the equation language; parsing it again gives the same tree.

    >>> from mlsysim_sym.reading.expression import parse_expression
    >>> text(parse_expression("a*(b+c)/-d^2"))
    'a * (b + c) / -d^2'
    """
    if isinstance(tree, Statement):
        return f"{text(tree.left)} {tree.relation} {text(tree.right)}"
    if isinstance(tree, Comparison):
        return f"{text(tree.left)} {tree.operator} {text(tree.right)}"
    if isinstance(tree, Is):
        return f"{tree.choice} is {tree.word}"
    if isinstance(tree, And):
        return " and ".join(text(part) for part in tree.parts)
    return _text(tree)


def _text(node: Node) -> str:  # noqa: PLR0911  (one return for each kind of node)
    match node:
        case Number(value, unit, written):
            shown = written or _fraction_text(value)
            return f"{shown}[{unit}]" if unit else shown
        case Name(name) | Constant(name):
            return name
        case Negative(operand):
            return "-" + _bracketed(operand, _STRENGTH["^"])
        case Binary("^", left, right):
            return _bracketed(left, _ATOM) + "^" + _bracketed(right, _NEGATIVE)
        case Binary(operator, left, right):
            own = _STRENGTH[operator]
            after = _bracketed(right, own + 1)
            return f"{_bracketed(left, own)} {operator} {f'({after})' if operator in '+-' and after[0] == '-' else after}"
        case Call(function, arguments, labels):
            shown_labels = labels or (None,) * len(arguments)
            pairs = zip(shown_labels, arguments, strict=True)
            return f"{function}({', '.join(_labelled(label, _text(each)) for label, each in pairs)})"
        case Case(branches):
            return f"case({', '.join(_branch(branch) for branch in branches)})"
        case QuadraticRoot(a, b, c, sign):
            joint, last = _moved(c)
            root = f"sqrt({_bracketed(_unsigned(b), _ATOM)}^2 {joint} 4 * {_bracketed(a, 3)} * {_bracketed(last, 3)})"
            return f"({_text_of_negative(b)} {'+' if sign > 0 else '-'} {root}) / (2 * {_bracketed(a, 3)})"


def _unsigned(node: Node) -> Node:
    """Return a node without the minus sign that it may begin with: its square is the same."""
    return node.operand if isinstance(node, Negative) else node


def _moved(node: Node) -> tuple[str, Node]:
    """Return the sign and the rest of a product that is taken away: two minus signs make a plus."""
    return ("+", node.operand) if isinstance(node, Negative) else ("-", node)


def _text_of_negative(node: Node) -> str:
    return _bracketed(node.operand, _STRENGTH["*"]) if isinstance(node, Negative) else f"-{_bracketed(node, 4)}"


def _fraction_text(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _bracketed(node: Node, least: int) -> str:
    return _text(node) if _strength(node) >= least else f"({_text(node)})"


def _labelled(label: str | None, shown: str) -> str:
    return f"{label}: {shown}" if label else shown


def _branch(branch: Branch) -> str:
    head = "else" if branch.condition is None else f"when {text(branch.condition)}"
    return _labelled(branch.label, f"{head}: {_text(branch.value)}")


# --- LaTeX -------------------------------------------------------------------------------------------------------------

Symbols = Callable[[str], str]


def latex(tree: Node | Statement | Condition, symbols: Mapping[str, str] | Symbols) -> str:
    r"""Return a tree as LaTeX; `symbols` gives each variable's symbol.

    >>> from mlsysim_sym.reading.expression import parse_expression
    >>> print(latex(parse_expression("operations / (peak * efficiency)"), {"operations": "W", "peak": "P", "efficiency": "e"}))
    \frac{W}{P \, e}
    """
    lookup = symbols if callable(symbols) else symbols.__getitem__
    return LatexPrinter(lookup).any(tree)


_RELATION = {"=": "=", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">", "divides": r"\mid"}


class LatexPrinter:
    """One printing, with its symbols."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols

    def any(self, tree: Node | Statement | Condition) -> str:
        """Return a tree of any kind."""
        match tree:
            case Statement(left, relation, right) | Comparison(left, relation, right):
                return f"{self.node(left)} {_RELATION[relation]} {self.node(right)}"
            case Is(choice, word):
                return rf"\text{{{_words(choice)} is {_words(word)}}}"
            case And(parts):
                return r" \text{ and } ".join(self.any(part) for part in parts)
        return self.node(tree)

    def node(self, node: Node) -> str:  # noqa: PLR0911  (one return for each kind of node)
        """Return one side."""
        match node:
            case Number(value):
                return self.number(value, node.text)
            case Name(name):
                return self.symbols(name)
            case Constant(name):
                return CONSTANTS[name]
            case Negative(operand):
                return "-" + self.bracketed(operand, _STRENGTH["*"])
            case Binary():
                return self.binary(node)
            case Call():
                return self.call(node)
            case Case(branches):
                rows = r" \\ ".join(self.branch(branch) for branch in branches)
                return rf"\begin{{cases}} {rows} \end{{cases}}"
            case QuadraticRoot(a, b, c, sign):
                joint, last = _moved(c)
                first, second, third = (self.bracketed(part, _STRENGTH["*"]) for part in (a, _unsigned(b), last))
                root = rf"\sqrt{{{self.bracketed(_unsigned(b), _ATOM)}^{{2}} {joint} 4 \, {first} \, {third}}}"
                start = second if isinstance(b, Negative) else f"-{second}"
                return rf"\frac{{{start} {'+' if sign > 0 else '-'} {root}}}{{2 \, {first}}}"

    def number(self, value: Fraction, written: str) -> str:
        """Return a number as it was written."""
        if "e" in written.lower():
            mantissa, _, exponent = written.lower().partition("e")
            return rf"{mantissa} \times 10^{{{int(exponent)}}}"
        if "." in written:
            return written
        return str(value) if value.denominator == 1 else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"

    def binary(self, node: Binary) -> str:
        """Return two operands with what joins them."""
        match node.operator:
            case "/":
                return self.quotient(node)
            case "^":
                return rf"{self.base(node.left)}^{{{self.node(node.right)}}}"
            case "*":
                return self.product(node)
        after = self.bracketed(node.right, _STRENGTH["*"])
        signed = rf"\left({after}\right)" if after.startswith("-") else after
        return f"{self.node(node.left)} {node.operator} {signed}"

    def quotient(self, node: Binary) -> str:
        """Return a quotient; one of a unit is left out."""
        if _is_one_of_a_unit(node.right):
            return self.node(node.left)
        return rf"\frac{{{self.node(node.left)}}}{{{self.node(node.right)}}}"

    def product(self, node: Binary) -> str:
        """Return a product; one of a unit is left out."""
        left = self.bracketed(node.left, _STRENGTH["*"])
        right = self.bracketed(node.right, _STRENGTH["*"])
        if _is_one_of_a_unit(node.left):
            return right
        if _is_one_of_a_unit(node.right):
            return left
        joint = r" \times " if _ends_in_digit(node.left) and _starts_with_digit(node.right) else r" \, "
        return left + joint + right

    def base(self, node: Node) -> str:
        """Return the base of a power."""
        node = _without_unit_ones(node)
        shown = self.node(node)
        simple = isinstance(node, Number | Constant) and _strength(node) == _ATOM
        return shown if simple or (isinstance(node, Name) and "^" not in shown) else rf"\left({shown}\right)"

    def bracketed(self, node: Node, least: int) -> str:
        """Return an operand, in brackets where it binds less than it must."""
        return self.node(node) if _strength(node) >= least else rf"\left({self.node(node)}\right)"

    def call(self, node: Call) -> str:
        """Return a function with its arguments."""
        labels = node.labels or (None,) * len(node.arguments)
        shown = [self.labelled(label, self.node(each)) for label, each in zip(labels, node.arguments, strict=True)]
        return FUNCTIONS[node.function].latex % r",\; ".join(shown)

    @staticmethod
    def labelled(label: str | None, shown: str) -> str:
        """Return an argument with its label below it."""
        return rf"\underbrace{{{shown}}}_{{\text{{{_words(label)}}}}}" if label else shown

    def branch(self, branch: Branch) -> str:
        """Return one row of a case."""
        condition = r"\text{otherwise}" if branch.condition is None else rf"\text{{if }} {self.any(branch.condition)}"
        return f"{self.node(branch.value)} & {condition}"


def _is_one_of_a_unit(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 1 and node.unit is not None


def _without_unit_ones(node: Node) -> Node:
    """Return what is left of a product or quotient when one of a unit, which LaTeX leaves out, is taken away."""
    if isinstance(node, Binary) and node.operator in "*/" and _is_one_of_a_unit(node.right):
        return _without_unit_ones(node.left)
    if isinstance(node, Binary) and node.operator == "*" and _is_one_of_a_unit(node.left):
        return _without_unit_ones(node.right)
    return node


def _words(name: str) -> str:
    return name.replace("_", " ")


def _starts_with_digit(node: Node) -> bool:
    while isinstance(node, Binary) and node.operator in "*^":
        node = node.left
    return isinstance(node, Number)


def _ends_in_digit(node: Node) -> bool:
    while isinstance(node, Binary) and node.operator == "*":
        node = node.right
    return isinstance(node, Number)
