"""What the literals of an equation come to: text whose numbers overflow, divide by zero or leave the reals is refused.

The parser bounds each number; products and powers of bounded numbers are not bounded by that. Doubles bound the work.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from mlsysim_sym.errors import ParseError
from mlsysim_sym.reading.tree import Binary, Call, Constant, Negative, Number, Tree, children

_CONSTANTS = {"pi": math.pi, "euler_gamma": 0.5772156649015329}
_OPERATIONS: Mapping[str, Callable[[float, float], float | complex]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "^": pow,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "min": min, "max": max, "abs": abs, "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "log2": math.log2,
    "log10": math.log10, "ceil": math.ceil, "floor": math.floor, "round": round, "erf": math.erf, "gamma": math.gamma,
    "lgamma": math.lgamma,
}  # fmt: skip


def literal_value(tree: Tree) -> float | None:
    """Return what a tree of literals comes to, units left out, None where a variable is in it.

    Looks at all of the tree. Raises ParseError with the column of the operator or function that has no finite real value.

    >>> literal_value(Binary("^", Number(2), Number(10)))
    1024.0
    """
    parts = [literal_value(child) for child in children(tree)]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        if isinstance(tree, Binary) and tree.operator == "/" and parts[1] == 0:
            raise ParseError("division by zero", column=tree.column)
        return None
    try:
        value = _value(tree, known)
    except (OverflowError, ZeroDivisionError, ValueError):
        value = math.nan
    if isinstance(value, complex) or (value is not None and not math.isfinite(value)):
        raise ParseError("these numbers have no finite real value", column=getattr(tree, "column", None))
    return value


def _value(tree: Tree, parts: list[float]) -> float | complex | None:
    match tree:
        case Number():
            return float(tree.value)
        case Constant():
            return _CONSTANTS[tree.name]
        case Negative():
            return -parts[0]
        case Binary():
            return _OPERATIONS[tree.operator](*parts)
        case Call() if tree.function in _FUNCTIONS:
            return float(_FUNCTIONS[tree.function](*parts))
    return None
