"""The dimension and kind checker: walks the parsed tree, before any algebra could cancel a term.

Dimensions are compared wherever terms meet (`+ - min max`, comparisons, both sides of a statement); kinds (what a
count counts) likewise, while products and quotients drop them. An error names both sides, the odd term, and the factor
that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from mlsysim_sym.errors import DimensionError, KindError
from mlsysim_sym.reading.functions import FUNCTIONS
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import (
    And,
    Binary,
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
    constant_value,
)
from mlsysim_sym.reading.units import Dimension, parse_unit
from mlsysim_sym.valueclass import frozen

PURE = Dimension()


@frozen
class Measure:
    """What a tree measures: a dimension, and what is counted if that is known."""

    dimension: Dimension
    kind: str | None = None


@frozen
class Checker:
    """A checker for one law: the measures of its variables and the kinds that it may mix."""

    measures: Mapping[str, Measure]
    mixes: frozenset[frozenset[str]] = frozenset()

    def statement(self, statement: Statement) -> Measure:
        """Check both sides against each other; return what the left side measures.

        Raises DimensionError or KindError with both sides.
        """
        if statement.relation == "divides":
            return self._alike([statement.left, statement.right], "both sides of `divides`")
        left, right = self.node(statement.left), self._right(statement)
        if left.dimension != right.dimension:
            raise self._unbalanced(statement, left, right)
        self._same_kind([statement.left, statement.right], [left, right])
        return left

    def _right(self, statement: Statement) -> Measure:
        try:
            return self.node(statement.right)
        except DimensionError as error:
            raise DimensionError(
                "the equation does not balance", detail=error.detail or (error.message,), hint=error.hint, column=error.column
            ) from None

    def condition(self, condition: Condition) -> None:
        """Check the comparisons of a condition."""
        match condition:
            case And(parts):
                for part in parts:
                    self.condition(part)
            case Comparison(left, operator, right):
                self._alike([left, right], f"both sides of `{operator}`")
            case Is():
                return

    def node(self, node: Node) -> Measure:  # noqa: PLR0911  (one return for each sort of node)
        """Return what a tree measures; raise DimensionError or KindError where its terms do not fit."""
        match node:
            case Number(_, unit):
                return Measure(parse_unit(unit).dimension if unit else PURE)
            case Constant():
                return Measure(PURE)
            case Name(name):
                return self.measures[name]
            case Negative(operand):
                return self.node(operand)
            case Binary():
                return self._binary(node)
            case Call():
                return self._call(node)
            case Case():
                return self._case(node)
            case QuadraticRoot():
                return self._quadratic_root(node)

    def _binary(self, node: Binary) -> Measure:
        if node.operator in "+-":
            return self._alike(_terms(node), "the terms")
        if node.operator == "^":
            return self._power(node)
        left, right = self.node(node.left), self.node(node.right)
        if node.operator == "*":
            return Measure(left.dimension * right.dimension, _product_kind(node, left, right))
        return Measure(left.dimension / right.dimension, left.kind if _is_number(node.right) else None)

    def _power(self, node: Binary) -> Measure:
        exponent, base = self.node(node.right), self.node(node.left)
        if not exponent.dimension.dimensionless:
            raise DimensionError(
                "an exponent must be a pure number",
                column=node.column,
                detail=(f"`{text(node.right)}` is in {exponent.dimension}",),
            )
        if base.dimension.dimensionless:
            return Measure(PURE, base.kind if constant_value(node.right) == 1 else None)
        value = constant_value(node.right)
        if value is None:
            raise DimensionError(
                "a quantity with a dimension may only be raised to a number",
                column=node.column,
                detail=(f"`{text(node.left)}` is in {base.dimension}",),
                hint="divide it by one unit first, as in `(x / 1[token])^a`",
            )
        return Measure(base.dimension ** Fraction(value))

    def _call(self, node: Call) -> Measure:
        rule = FUNCTIONS[node.function].rule
        if rule == "alike":
            return self._alike(list(node.arguments), f"the arguments of `{node.function}`")
        if rule == "root":
            return Measure(self.node(node.arguments[0]).dimension ** Fraction(1, 2))
        kinds = []
        for argument in node.arguments:
            measure = self.node(argument)
            kinds.append(measure.kind)
            if not measure.dimension.dimensionless:
                raise DimensionError(
                    f"`{node.function}` takes a pure number",
                    column=node.column,
                    detail=(f"`{text(argument)}` is in {measure.dimension}",),
                )
        return Measure(PURE, kinds[0] if node.function in {"ceil", "floor", "round"} else None)

    def _case(self, node: Case) -> Measure:
        for branch in node.branches:
            if branch.condition is not None:
                self.condition(branch.condition)
        return self._alike([branch.value for branch in node.branches], "the branches of `case`")

    def _quadratic_root(self, node: QuadraticRoot) -> Measure:
        first, second, third = (self.node(part).dimension for part in (node.a, node.b, node.c))
        if second * second != first * third:
            raise DimensionError("the terms of a quadratic do not fit", detail=(text(node),))
        return Measure(second / first)

    def _alike(self, nodes: list[Node], where: str) -> Measure:
        measures = [self.node(node) for node in nodes]
        common = _majority(measures)
        for node, measure in zip(nodes, measures, strict=True):
            if measure.dimension != common and not _is_zero(node):
                raise DimensionError(
                    f"{where} have different dimensions",
                    column=getattr(node, "column", None) or None,
                    detail=tuple(f"`{text(each)}` is in {other.dimension}" for each, other in zip(nodes, measures, strict=True)),
                    hint=f"`{text(node)}` is the odd term; {_mend(measure.dimension, common)}",
                )
        kind = self._same_kind(nodes, measures)
        return Measure(common, kind)

    def _same_kind(self, nodes: list[Node], measures: list[Measure]) -> str | None:
        known = [(node, measure.kind) for node, measure in zip(nodes, measures, strict=True) if measure.kind]
        kinds = dict.fromkeys(kind for _, kind in known if kind)
        if len(kinds) > 1 and not any(set(kinds) <= mix for mix in self.mixes):
            raise KindError(
                f"counts of different things are added or compared: {', '.join(kinds)}",
                detail=tuple(f"`{text(node)}` counts {kind}" for node, kind in known),
                hint="say `mixes:` with the reason if this is meant",
            )
        return next(iter(kinds), None) if len(kinds) == 1 else None

    def _unbalanced(self, statement: Statement, left: Measure, right: Measure) -> DimensionError:
        return DimensionError(
            "the equation does not balance",
            detail=(f"left:  {text(statement.left)} [{left.dimension}]", f"right: {text(statement.right)} [{right.dimension}]"),
            hint=f"the right side {_mend(right.dimension, left.dimension)}",
        )


def _terms(node: Node) -> list[Node]:
    if isinstance(node, Binary) and node.operator in "+-":
        return [*_terms(node.left), node.right]
    return [node]


def _majority(measures: list[Measure]) -> Dimension:
    counted = [measure.dimension for measure in measures]
    return max(counted, key=lambda each: (counted.count(each), -counted.index(each)))


def _mend(found: Dimension, wanted: Dimension) -> str:
    factor = wanted / found
    return f"must be multiplied by something in {factor} to be in {wanted}"


def _is_number(node: Node) -> bool:
    return constant_value(node) is not None


def _is_zero(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 0 and node.unit is None


def _product_kind(node: Binary, left: Measure, right: Measure) -> str | None:
    if _is_number(node.left):
        return right.kind
    return left.kind if _is_number(node.right) else None
