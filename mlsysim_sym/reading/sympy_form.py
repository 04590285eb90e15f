"""Trees as SymPy expressions, for display, differentiation and proofs; nothing on the solve path needs them.

Every symbol comes from `symbol`, plain and without assumptions, so two trees with the same name share it. Text is never
given to SymPy. Units are worked into the numbers: symbols stand for values in coherent base units.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

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
from mlsysim_sym.reading.units import parse_unit

_RELATIONS = {"=": sympy.Eq, "<=": sympy.Le, ">=": sympy.Ge, "<": sympy.Lt, ">": sympy.Gt}
_CONSTANTS = {"pi": sympy.pi, "euler_gamma": sympy.EulerGamma}
_OPERATORS = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "^": lambda left, right: left**right,
}
_FUNCTIONS = {
    "min": lambda *each: sympy.Min(*each, evaluate=False),
    "max": lambda *each: sympy.Max(*each, evaluate=False),
    "abs": sympy.Abs,
    "sqrt": sympy.sqrt,
    "exp": sympy.exp,
    "log": sympy.log,
    "log2": lambda x: sympy.log(x, 2),
    "log10": lambda x: sympy.log(x, 10),
    "ceil": sympy.ceiling,
    "floor": sympy.floor,
    "round": sympy.Function("round"),
    "erf": sympy.erf,
    "gamma": sympy.gamma,
    "lgamma": sympy.loggamma,
    "beta_regularized": lambda x, a, b: sympy.betainc_regularized(a, b, 0, x),
    "gamma_upper_regularized": lambda a, x: sympy.uppergamma(a, x) / sympy.gamma(a),
    "binomial": sympy.binomial,
    "harmonic": sympy.harmonic,
    "normal_quantile": lambda p: sympy.sqrt(2) * sympy.erfinv(2 * p - 1),
    "erlang_b": lambda load, servers: load**servers * sympy.exp(-load) / sympy.uppergamma(servers + 1, load),
}


def symbol(name: str) -> Any:  # noqa: ANN401  (SymPy ships no types)
    """Return the symbol of a variable, a choice or a word."""
    return sympy.Symbol(name)


def sympy_form(tree: Node | Statement | Condition) -> Any:  # noqa: ANN401  (SymPy ships no types)
    """Return a tree as a SymPy expression; statements, min, max and cases stay unevaluated.

    >>> from mlsysim_sym.reading.expression import parse_statement
    >>> sympy_form(parse_statement("reach = min(peak, bandwidth * intensity)"))
    Eq(reach, Min(peak, bandwidth*intensity))
    """
    match tree:
        case Statement(left, "divides", right) | Comparison(left, "divides", right):
            return sympy.Eq(sympy.Mod(sympy_form(right), sympy_form(left), evaluate=False), 0, evaluate=False)
        case Statement(left, relation, right) | Comparison(left, relation, right):
            return _RELATIONS[relation](sympy_form(left), sympy_form(right), evaluate=False)
        case Is(choice, word):
            return sympy.Eq(symbol(choice), symbol(word), evaluate=False)
        case And(parts):
            return sympy.And(*(sympy_form(part) for part in parts), evaluate=False)
    return _node(tree)


def _node(node: Node) -> Any:  # noqa: ANN401, PLR0911  (one return for each kind of node)
    match node:
        case Number(value, unit):
            return _rational(value * parse_unit(unit).factor if unit else value)
        case Name(name):
            return symbol(name)
        case Constant(name):
            return _CONSTANTS[name]
        case Negative(operand):
            return -_node(operand)
        case Binary(operator, left, right):
            return _OPERATORS[operator](_node(left), _node(right))
        case Call(function, arguments):
            return _FUNCTIONS[function](*(_node(each) for each in arguments))
        case Case(branches):
            return sympy.Piecewise(*(_branch(branch) for branch in branches), evaluate=False)
        case QuadraticRoot(a, b, c, sign):
            first, second, third = (_node(part) for part in (a, b, c))
            return (-second + sign * sympy.sqrt(second**2 - 4 * first * third)) / (2 * first)


def _rational(value: Fraction) -> Any:  # noqa: ANN401
    return sympy.Rational(value.numerator, value.denominator)


def _branch(branch: Branch) -> tuple[Any, Any]:
    return _node(branch.value), sympy.true if branch.condition is None else sympy_form(branch.condition)
