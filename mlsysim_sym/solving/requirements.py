"""Requirements of a question: comparisons whose right side may be a value as people write it."""

from __future__ import annotations

import re
from fractions import Fraction

from mlsysim_sym.book.system import Instance, System, requirement
from mlsysim_sym.errors import MlsysimError, QuestionError
from mlsysim_sym.reading.dimensions import Checker
from mlsysim_sym.reading.expression import parse_expression
from mlsysim_sym.reading.tree import Name, Node, Number, Statement, names_in, rebuilt
from mlsysim_sym.reading.values import Value, parse_value
from mlsysim_sym.reading.variable import Variable
from mlsysim_sym.valueclass import replace

_COMPARISON = re.compile(r"(<=|>=|<|>|=)")


def parse_requirement(text: str) -> Statement:
    """Read a comparison whose right side may be a value as people write it: `time_per_output_token <= 30 ms`.

    >>> parse_requirement("time_per_output_token <= 30 ms").right
    Number(value=Fraction(30, 1), unit='ms')
    """
    pieces = _COMPARISON.split(text, maxsplit=1)
    if len(pieces) != 3:  # noqa: PLR2004
        raise QuestionError(f"`{text}` is no requirement", hint="write it as `time_per_output_token <= 30 ms`")
    left, relation, right = pieces
    if _COMPARISON.search(right):
        middle, second = _COMPARISON.split(right, maxsplit=1)[0].strip(), _COMPARISON.search(right)
        raise QuestionError(
            f"`{text}` compares twice",
            excerpt=text,
            column=len(left) + len(relation) + (second.start() if second else 0) + 1,
            hint=f"state two requirements: `{left.strip()} {relation} {middle}`, and the other beside it",
        )
    if relation == "=":
        column = len(left) + 1
        raise QuestionError(f"`{text}` is an equation", excerpt=text, column=column, hint="give the variable a value instead")
    try:
        sides = _side(left, 0), _side(right, len(left) + len(relation))
    except MlsysimError as error:
        raise error.within(text) from None
    return Statement(sides[0], "<=" if relation.startswith("<") else ">=", sides[1])


def _side(text: str, start: int) -> Node:
    """Read one side; `start` is where it begins in what was written, for the columns of its parts and of an error."""
    stripped = text.strip()
    start += len(text) - len(text.lstrip())
    if re.match(r"[+-]?\.?\d", stripped):
        try:
            value = parse_value(stripped)
        except MlsysimError as error:
            if not re.search(r"[*(+]", stripped):
                raise error.within(stripped, start + 1) from None
        else:
            exact = Fraction(value.number) * (value.unit.factor if value.unit.text == "%" else 1)
            pure = (value.unit.dimension.dimensionless and value.unit.factor == 1) or value.unit.text == "%"
            return Number(exact, None if pure else value.unit.text, "")
    return parse_expression(" " * start + stripped)


def required_instance(system: System, text: str) -> Instance:
    """Return a requirement as an instance, its names resolved and its dimensions checked."""
    statement = parse_requirement(text)
    names = {name: system.resolve(name) for name in names_in(statement)}
    named = rebuilt(statement, lambda node: Name(names[node.name]) if isinstance(node, Name) else None)
    named = _with_dropped_counts(system, named)
    try:
        Checker({name: system.variable(name).measure for name in names.values()}).statement(named)
    except MlsysimError as error:
        error.column = error.column or len(text) - len(_COMPARISON.split(text, maxsplit=1)[2].lstrip()) + 1
        raise error.within(text) from None
    return requirement(named, text)


def _with_dropped_counts(system: System, statement: Statement) -> Statement:
    """Read `30 ms` as `30 ms/token` where the variable accepts it."""
    sides: list[Node] = []
    for side, other in ((statement.left, statement.right), (statement.right, statement.left)):
        if isinstance(side, Number) and isinstance(other, Name):
            value = Value(side.value, parse_value(f"1 {side.unit}").unit if side.unit else parse_value("1").unit, "", 1)
            fixed = accepted(value, system.variable(other.name))
            sides.append(Number(fixed.number, fixed.unit.text if fixed.unit.text != "1" else None))
        else:
            sides.append(side)
    return replace(statement, left=sides[0], right=sides[1])


def accepted(value: Value, variable: Variable) -> Value:
    """Return a value in a unit of the variable's dimension where the variable accepts it with a count dropped."""
    if value.unit.dimension == variable.unit.dimension:
        return value
    if any(value.unit.dimension == other.dimension for other in variable.accepts):
        own = variable.unit
        unit = replace(value.unit, text=own.text, factor=own.factor, dimension=own.dimension)
        scale = value.unit.factor / own.factor
        return replace(value, unit=unit, number=value.number * scale, step=value.step * scale)
    return value
