"""Where a value comes from: its additive breakdown along the plan, what binds, and what moves it most.

The breakdown follows the law for the target. A sum is split into its terms, a maximum or a case into its active branch, a
product with one sum of like signs among its factors term by term; a term that is one variable is followed into the law that
gave it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.shown import Drawn, Rounded
from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.errors import NoAnswerError
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Binary, Call, Name, Negative, Node, names_in
from mlsysim_sym.solving.answer import Answer, Piece
from mlsysim_sym.solving.deriving import decided
from mlsysim_sym.solving.fuse import statement_of
from mlsysim_sym.solving.step import evaluated
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.system import Instance
    from mlsysim_sym.solving.question import Question
    from mlsysim_sym.telling.page import Page

DEEPEST = 3
MOST_MOVERS = 8
LEAST_ELASTICITY = 1e-6


@frozen
class Term:
    """One term of a breakdown: what it is, its value in base units, its share of the total, and its own terms.

    `hidden` are the branches of a maximum or minimum that were not active, with their values.
    """

    shown: str
    value: float
    share: float
    law: str = ""
    regime: str = ""
    hidden: tuple[tuple[str, float], ...] = ()
    terms: tuple[Term, ...] = ()


@frozen
class Bound:
    """A limit or requirement with how much of it is used: 1 where it is active."""

    statement: str
    left: float
    right: float
    used: float | None
    name: str


@frozen
class Mover:
    """A number that moves the value: by `elasticity` percent for one percent of it."""

    name: str
    elasticity: float
    layer: str
    written: str


@frozen
class Explanation(Rounded, Drawn):
    """Why a value is what it is. Values are in coherent base units, shares are fractions of the value.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask("single_device", hardware="h100_sxm", operations="1 TFLOP", traffic="30 GB")
    >>> explanation = question.choose(precision="bf16").given(overhead_time="1 ms").explain("kernel_time")
    >>> print(*(f"{term.shown} {term.share:.0%}" for term in explanation.terms), sep=", ")
    memory_time 90%, overhead_time 10%
    """

    target: str
    answer: Answer
    value: float
    at: str
    law: str
    equation: str
    regime: str
    hidden: tuple[tuple[str, float], ...]
    terms: tuple[Term, ...]
    regimes: Mapping[str, str]
    bounds: tuple[Bound, ...]
    movers: tuple[Mover, ...]

    def _page(self, digits: int | None = None, unit: str | None = None) -> Page:
        from mlsysim_sym.telling.explained import explanation_page  # noqa: PLC0415  (objects show themselves by telling)

        return explanation_page(self, digits, unit)

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as `mlsysim-sym/explanation/1`."""
        from mlsysim_sym.telling.explained import explanation_shape  # noqa: PLC0415

        return explanation_shape(self)

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        from mlsysim_sym.telling.plots.breakdown import breakdown_plot  # noqa: PLC0415

        return breakdown_plot(self)


def explain(question: Question, target: str) -> Explanation:
    """Return where the value of a target comes from; raise NoAnswerError where there is none.

    For a set the value at its upper end is explained (at its lower end where it has no upper).
    """
    answer: Answer = question.solve(target)
    if not answer.pieces:
        raise answer.error or NoAnswerError(f"there is no {target}", because=answer.because)
    values = answer.pieces[0].values
    if answer.target not in values:
        raise NoAnswerError(f"`{target}` is not bounded, so there is no value to explain", because=(str(answer),))
    return _Explainer(answer, values).explanation()


class _Explainer:
    """Explains one answer at one point."""

    def __init__(self, answer: Answer, values: Mapping[str, float]) -> None:
        self.answer = answer
        self.values = values
        self.prepared = answer.trace.prepared
        self.plan = answer.trace.plan
        steps = {step.unknown: step.instance for step in self.plan.steps if step.forward}
        own = {each.target: each for each in self.prepared.planner.instances if set(each.names) <= set(values)}
        self.giving: dict[str, Instance] = {answer.target: own[answer.target], **steps} if answer.target in own else steps

    def explanation(self) -> Explanation:
        target = self.answer.target
        piece = self.answer.pieces[0]
        value = self.values[target]
        split = self.split(target, value, value, DEEPEST)
        instance = self.giving.get(target)
        return Explanation(
            target=target,
            answer=self.answer,
            value=value,
            at=_at(piece, value),
            law=instance.label if instance else "",
            equation=text(statement_of(instance)) if instance else "",
            regime=split.regime,
            hidden=split.hidden,
            terms=split.terms,
            regimes=piece.regimes,
            bounds=tuple(sorted(self.bounds(), key=lambda each: -(each.used or 0.0))),
            movers=tuple(self.movers()),
        )

    # --- the breakdown -------------------------------------------------------------------------------------------------

    def split(self, name: str, value: float, total: float, depth: int) -> Term:
        """Return a variable with the terms of the law that gave it; without terms where that is no sum."""
        share = value / total if total else 0.0
        plain = Term(name, value, share)
        instance = self.giving.get(name)
        if instance is None or depth == 0:
            return plain
        node, regime, hidden = self.active(self.side(instance), instance)
        parts = self.parts(node)
        if len(parts) == 1:
            return self.followed(parts[0], Term(name, value, share, instance.label, regime, hidden), total, depth)
        terms = tuple(self.term(part, value, total, depth) for part in parts if self.amount(part) != 0.0)
        return Term(name, value, share, instance.label, regime, hidden, terms)

    def followed(self, part: Node, term: Term, total: float, depth: int) -> Term:
        """Return a term whose law is no sum: the sum behind its one variable, scaled, or behind one factor."""
        factor = part.name if isinstance(part, Name) else self.summed_factor(part)
        if factor is None or not self.values.get(factor):
            return term
        inner = self.split(factor, self.values[factor], self.values[factor], depth)
        scale = term.value / total if total else 0.0
        size = self.values[factor]
        terms = tuple(_scaled(each, scale, term.value / size) for each in inner.terms)
        hidden = term.hidden or tuple((shown, value * term.value / size) for shown, value in inner.hidden)
        return Term(term.shown, term.value, term.share, term.law, term.regime or inner.regime, hidden, terms)

    def term(self, part: Node, value: float, total: float, depth: int) -> Term:
        node, regime, hidden = self.active(part, None)
        amount = self.amount(node)
        if isinstance(node, Name):
            inner = self.split(node.name, amount, total, depth - 1)
            return Term(inner.shown, amount, inner.share, inner.law, regime or inner.regime, hidden or inner.hidden, inner.terms)
        share = amount / total if total else 0.0
        term = Term(text(node), amount, share, regime=regime, hidden=hidden)
        if depth == 1:
            return term
        parts = self.parts(node)
        if len(parts) == 1:
            return self.followed(node, term, total, depth - 1)
        terms = tuple(self.term(each, value, total, depth - 1) for each in parts if self.amount(each) != 0.0)
        return Term(term.shown, amount, share, "", regime, hidden, terms)

    def side(self, instance: Instance) -> Node:
        """Return what a law's target equals, under the question's names and with its cases decided."""
        statement = statement_of(instance)
        return decided(statement.right, self.values, self.prepared.words(instance))

    def active(self, node: Node, instance: Instance | None) -> tuple[Node, str, tuple[tuple[str, float], ...]]:
        """Return the branch of a maximum or minimum that is active, its label, and the others with their values."""
        if not (isinstance(node, Call) and node.function in {"max", "min"}):
            regime = self.answer.pieces[0].regimes.get(instance.label, "") if instance else ""
            return node, regime, ()
        values = [self.amount(each) for each in node.arguments]
        best = (max if node.function == "max" else min)(values)
        place = values.index(best)
        labels = node.labels or (None,) * len(values)
        hidden = tuple(
            (label or text(each), value)
            for index, (label, each, value) in enumerate(zip(labels, node.arguments, values, strict=True))
            if index != place
        )
        inner, regime, more = self.active(node.arguments[place], None)
        return inner, " and ".join(each for each in (labels[place] or "", regime) if each), hidden + more

    def parts(self, node: Node) -> list[Node]:  # noqa: PLR0911  (one return for each kind of node)
        """Return the terms of a node, a factor distributed over the one sum among the factors."""
        match node:
            case Binary("+", left, right):
                return self.parts(left) + self.parts(right)
            case Binary("-", left, right):
                return self.parts(left) + [_negated(each) for each in self.parts(right)]
            case Negative(operand):
                return [_negated(each) for each in self.parts(operand)]
            case Binary("/", left, right) if len(self.parts(left)) > 1:
                return self.distributed(node, [Binary("/", each, right) for each in self.parts(left)])
            case Binary("*", left, right) if _is_sum(left) and not _is_sum(right):
                return self.distributed(node, [Binary("*", each, right) for each in self.parts(left)])
            case Binary("*", left, right) if _is_sum(right) and not _is_sum(left):
                return self.distributed(node, [Binary("*", left, each) for each in self.parts(right)])
        return [node]

    def distributed(self, node: Node, parts: list[Node]) -> list[Node]:
        """Return the terms of a product; a count such as `n - 1` stays one factor, for its terms have opposite signs."""
        signs = {math.copysign(1.0, amount) for amount in map(self.amount, parts) if amount}
        return parts if len(signs) <= 1 else [node]

    def summed_factor(self, node: Node) -> str | None:
        """Return the one factor of a product's numerator that a sum gave; None if there is none, or several."""
        found = [name for name in _numerator(node) if self.is_summed(name, DEEPEST)]
        return found[0] if len(found) == 1 else None

    def is_summed(self, name: str, depth: int) -> bool:
        """Whether a variable is given by a sum, directly or through copies and products."""
        instance = self.giving.get(name)
        if instance is None or depth == 0:
            return False
        node, _, hidden = self.active(self.side(instance), instance)
        parts = self.parts(node)
        if len(parts) > 1 or hidden:
            return True
        return sum(self.is_summed(each, depth - 1) for each in _numerator(node)) == 1

    def amount(self, node: Node) -> float:
        return evaluated(node, {name: self.values[name] for name in names_in(node)})

    # --- what binds, what moves ----------------------------------------------------------------------------------------

    def bounds(self) -> Iterator[Bound]:
        for instance in self.plan.judged:
            statement = statement_of(instance)
            if statement.relation == "divides":
                continue
            try:
                left, right = self.amount(statement.left), self.amount(statement.right)
            except (*UNDEFINED, KeyError):
                continue
            used = left / right if statement.relation == "<=" and right else (right / left if left else None)
            requirement = instance.law.title == "Requirement"
            names = tuple(names_in(statement))
            yield Bound(instance.label if requirement else text(statement), left, right, used, names[0] if names else "")

    def movers(self) -> Iterator[Mover]:
        inputs = {each.name: each for each in self.answer.inputs}
        found = self.answer.trace.elasticities(self.answer.target) if self.answer.pieces[0].is_point else {}
        big: Sequence[tuple[str, float]] = [pair for pair in found.items() if abs(pair[1]) > LEAST_ELASTICITY]
        ordered = sorted(big, key=lambda pair: (-round(abs(pair[1]), 9), pair[0]))
        for name, elasticity in ordered[:MOST_MOVERS]:
            each = inputs[name]
            yield Mover(name, elasticity, each.layer, each.value.text)


def _at(piece: Piece, value: float) -> str:
    if piece.is_point:
        return ""
    return "at the upper end of the set" if value == piece.high else "at the lower end of the set"


def _is_sum(node: Node) -> bool:
    return isinstance(node, Binary) and node.operator in "+-"


def _negated(node: Node) -> Node:
    return node.operand if isinstance(node, Negative) else Negative(node)


def _numerator(node: Node) -> list[str]:
    """Return the variables that are factors above the line of a product."""
    match node:
        case Name(name):
            return [name]
        case Binary("*", left, right):
            return _numerator(left) + _numerator(right)
        case Binary("/", left, _):
            return _numerator(left)
    return []


def _scaled(term: Term, share: float, size: float) -> Term:
    """Return a term of a part as a term of the whole."""
    return Term(
        term.shown,
        term.value * size,
        term.share * share,
        term.law,
        term.regime,
        tuple((shown, value * size) for shown, value in term.hidden),
        tuple(_scaled(each, share, size) for each in term.terms),
    )
