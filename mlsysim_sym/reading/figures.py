r"""Numbers, units and symbols in typeset equations: how a derivation prints a tree with its numbers put in.

A number and its unit are kept together: `3.35 TB/s` in text, `3.35\,\mathrm{TB/s}` in LaTeX. Names stay where the author
put them, so the line with numbers has the shape of the line with symbols.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping

from mlsysim_sym.reading.printing import LatexPrinter, text
from mlsysim_sym.reading.tree import Binary, Call, Name, Negative, Node, Number, QuadraticRoot, rebuilt
from mlsysim_sym.valueclass import frozen, replace

PLAIN_DIGITS = 7  # integers of so many digits are written out
GLUE = "\u00a0"  # joins a number and its unit, so that no line break parts them


@frozen
class Written:
    """A number as it is printed, and its unit (empty for a pure number)."""

    number: str
    unit: str = ""

    @property
    def text(self) -> str:
        """The number with its unit, as the value grammar reads it."""
        if self.unit.startswith("1/"):
            return f"{self.number}{self.unit[1:]}"
        return f"{self.number} {self.unit}" if self.unit else self.number

    @property
    def latex(self) -> str:
        r"""The number with its unit upright.

        >>> print(Written("8.03e9", "FLOP/s").latex)
        8.03 \times 10^{9}\,\mathrm{FLOP/s}
        """
        if self.unit.startswith("1/"):
            return f"{number_latex(self.number)}/{unit_latex(self.unit[2:])}"
        return number_latex(self.number) + (rf"\,{unit_latex(self.unit)}" if self.unit else "")


def number_text(number: float, digits: int) -> str:
    """Return a number with so many significant digits, an integer in full where that is short.

    >>> number_text(295.3432, 4), number_text(128256.0, 3), number_text(70553706496.0, 4), number_text(0.0000123, 3)
    ('295.3', '128256', '7.055e10', '1.23e-5')
    """
    if math.isinf(number) or math.isnan(number):
        return "nan" if math.isnan(number) else ("infinity" if number > 0 else "-infinity")
    if float(number).is_integer() and abs(number) < 10 ** max(digits + 1, PLAIN_DIGITS):
        return f"{number:.0f}"
    if number < 1 and f"{number:.{digits}g}" == "1":  # a probability near 1: as many digits of what is missing
        return f"{number:.{digits - math.floor(math.log10(1 - number))}f}".rstrip("0")
    mantissa, _, exponent = f"{number:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def number_latex(number: str) -> str:
    r"""Return a printed number in LaTeX.

    >>> print(number_latex("-7.055e10"), number_latex("1/3"), number_latex("infinity"))
    -7.055 \times 10^{10} \frac{1}{3} \infty
    """
    if "\\" in number:
        return number
    if "infinity" in number:
        return number.replace("infinity", r"\infty")
    mantissa, _, exponent = number.replace("_", "").lower().partition("e")
    if "/" in mantissa:
        above, _, below = mantissa.partition("/")
        mantissa = rf"\frac{{{above}}}{{{below}}}"
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa


def unit_latex(unit: str) -> str:
    r"""Return a unit upright.

    >>> print(unit_latex("gCO2e/cm^2"), unit_latex("J*s"), unit_latex("%"))
    \mathrm{gCO2e/cm^{2}} \mathrm{J \cdot s} \%
    """
    if unit == "%":
        return r"\%"
    shown = re.sub(r"\^\(?(-?[0-9/]+)\)?", r"^{\1}", unit)
    shown = shown.replace("*", r" \cdot ").replace("_", r"\_").replace("%", r"\%")
    return rf"\mathrm{{{shown}}}"


_SPECIAL = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"} | {c: rf"\{c}" for c in "&%$#_{}"}


def escaped(words: str) -> str:
    r"""Return a text for LaTeX.

    >>> print(escaped("50% of link_bandwidth"))
    50\% of link\_bandwidth
    """
    return "".join(_SPECIAL.get(character, character) for character in words)


# --- symbols -----------------------------------------------------------------------------------------------------------


def subscripted(symbol: str, words: str) -> str:
    r"""Return a symbol with more words in its subscript.

    >>> print(subscripted(r"T_{\mathrm{step}}", "decode"), subscripted("b", "prefill"), subscripted("x_i^{2}", "a"))
    T_{\mathrm{step},\,\text{decode}} b_{\text{prefill}} x_{i,\,\text{a}}^{2}
    """
    more = rf"\text{{{escaped(words)}}}"
    place = _subscript(symbol)
    if place is None:
        return f"{symbol}_{{{more}}}"
    start, end = place
    inside = symbol[start:end].removeprefix("{").removesuffix("}")
    return rf"{symbol[:start]}{{{inside},\,{more}}}{symbol[end:]}"


def _subscript(symbol: str) -> tuple[int, int] | None:
    """Return where the outermost subscript stands, its braces included."""
    depth = 0
    for index, character in enumerate(symbol):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "_" and depth == 0 and symbol[index - 1 : index] != "\\":
            return index + 1, _group_end(symbol, index + 1)
    return None


def _group_end(symbol: str, start: int) -> int:
    if symbol[start : start + 1] != "{":
        command = re.compile(r"\\[A-Za-z]+|.").match(symbol, start)
        return command.end() if command else start
    depth = 0
    for index in range(start, len(symbol)):
        depth += {"{": 1, "}": -1}.get(symbol[index], 0)
        if depth == 0:
            return index + 1
    return len(symbol)


def symbols_of(names: Iterable[str], symbol_of: Callable[[str], str]) -> Mapping[str, str]:
    r"""Return a symbol for each name under a scope, its scope as a subscript; of two alike the second says its name.

    >>> print(*symbols_of(["layers", "loss", "decode.layers"], lambda name: "L").values())
    L L_{\text{loss}} L_{\text{decode}}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        scope, _, last = name.rpartition(".")
        symbol = symbol_of(last)
        scoped = subscripted(symbol, scope) if scope else symbol
        if scoped in taken:
            scoped = subscripted(scoped, last.replace("_", " "))
        taken.add(scoped)
        found[name] = scoped
    return found


# --- trees with numbers ------------------------------------------------------------------------------------------------

Shown = Callable[[str], Written]


def numbers_text(tree: Node, shown: Shown) -> str:
    """Return a tree as text with a number in place of each name.

    >>> from mlsysim_sym.reading.expression import parse_expression
    >>> tree = parse_expression("work / (peak * efficiency) + overhead")
    >>> values = {"work": Written("2", "TFLOP"), "peak": Written("989.4", "TFLOP/s"), "efficiency": Written("0.5")}
    >>> numbers_text(tree, lambda name: values.get(name, Written("3", "us"))).replace(GLUE, " ")
    '(2 TFLOP) / ((989.4 TFLOP/s) * 0.5) + 3 us'
    """
    return text(_placed(tree, shown, inside=False))


def _placed(node: Node, shown: Shown, *, inside: bool) -> Node:  # noqa: PLR0911  (one return for each kind of node)
    """Return a tree whose names print as numbers; `inside` a product, a number with a unit stands in brackets."""
    match node:
        case Name(name):
            return Name(_bracketed(shown(name), inside=inside))
        case Number(_, unit) if unit:
            return Name(_bracketed(Written(text(replace(node, unit=None)), unit), inside=inside))
        case Negative(operand):
            return Negative(_placed(operand, shown, inside=True))
        case Binary(operator, left, right):
            tight = operator in "*/^"
            after = _placed(right, shown, inside=tight)
            if isinstance(after, Name) and after.name.startswith("-"):
                after = Name(f"({after.name})")
            return Binary(operator, _placed(left, shown, inside=tight), after)
        case Call(function, arguments):
            return Call(function, tuple(_placed(each, shown, inside=False) for each in arguments))
        case QuadraticRoot(a, b, c, sign):
            first, second, third = (_placed(each, shown, inside=True) for each in (a, b, c))
            return QuadraticRoot(first, second, third, sign)
    return rebuilt(node, lambda part: Name(shown(part.name).text) if isinstance(part, Name) else None)


def _bracketed(written: Written, *, inside: bool) -> str:
    glued = written.text.replace(" ", GLUE)
    return f"({glued})" if inside and (written.unit or "/" in glued or glued.startswith("-")) else glued


def numbers_latex(tree: Node, shown: Shown) -> str:
    """Return a tree as LaTeX with a number in place of each name."""
    return _NumbersPrinter(shown).node(tree)


class _NumbersPrinter(LatexPrinter):
    """Prints numbers for names; factors are joined by a cross, because two numbers side by side read as one."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(lambda name: shown(name).latex)

    def node(self, node: Node) -> str:
        if isinstance(node, Number) and node.unit:
            return Written(self.number(node.value, node.text), node.unit).latex
        return super().node(node)

    def binary(self, node: Binary) -> str:
        if node.operator in "+-":
            right = self.bracketed(node.right, 2)
            return f"{self.node(node.left)} {node.operator} {_guarded(right, isinstance(node.right, Name))}"
        return super().binary(node)

    def quotient(self, node: Binary) -> str:
        return rf"\frac{{{self.node(node.left)}}}{{{self.node(node.right)}}}"

    def product(self, node: Binary) -> str:
        right = self.bracketed(node.right, 2)
        return rf"{self.bracketed(node.left, 2)} \times {_guarded(right, isinstance(node.right, Name))}"

    def base(self, node: Node) -> str:
        shown = self.node(node)
        return shown if re.fullmatch(r"[0-9.]+|\\left\(.*\\right\)", shown) else rf"\left({shown}\right)"

    @staticmethod
    def labelled(label: str | None, shown: str) -> str:  # noqa: ARG004  (the line with symbols has the labels)
        return shown


def _guarded(shown: str, is_name: bool) -> str:  # noqa: FBT001  (one caller's test)
    return rf"\left({shown}\right)" if is_name and shown.startswith("-") else shown
