"""Premises worked into each other: every one is solved for a variable, which is then replaced everywhere."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.emit import Emitter, function
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.law import Law
from mlsysim_sym.checking.sample import span
from mlsysim_sym.reading.tree import (
    Branch,
    Case,
    Condition,
    Is,
    Name,
    Node,
    Statement,
    names_in,
    occurrences,
    rebuilt,
    substituted,
)
from mlsysim_sym.valueclass import field, mutable, replace

MOST_TRIES = 4000


class Stuck(Exception):  # noqa: N818  (a reason why a proof stops, turned into its message)
    """A premise can be solved for no variable."""


@mutable
class Premises:
    """Premises as statements, in the order given, and what has been solved for so far.

    `kept` are variables that must stay; `wanted` are solved for where a premise leaves the choice.
    """

    book: Book
    law: Law
    statements: Mapping[str, Statement]
    conditions: tuple[Condition, ...]
    kept: frozenset[str] = frozenset()
    wanted: tuple[str, ...] = ()
    solved: dict[str, Node] = field(default_factory=dict)

    def eliminate(self) -> None:
        """Solve every premise for a variable; raise Stuck where there is none."""
        for name, statement in self.statements.items():
            current: Statement = self.put_in(statement)
            if current.left == current.right:
                continue
            variable, form = self._solved(name, current)
            for other, tree in self.solved.items():
                self.solved[other] = put_in(tree, {variable: form})
            self.solved[variable] = form

    def put_in(self, tree: Any) -> Any:  # noqa: ANN401  (a tree of any sort comes back as that sort)
        """Return a tree with everything that is solved put in."""
        return put_in(tree, self.solved)

    def _solved(self, name: str, statement: Statement) -> tuple[str, Node]:
        for variable in self._candidates(statement):
            if statement.left == Name(variable) and not occurrences(statement.right, variable):
                return variable, statement.right
            forms = solutions(self.law, statement, variable)
            if len(forms) == 1:
                return variable, forms[0]
        raise Stuck(f"`{name}` cannot be solved for a variable that may go")

    def _candidates(self, statement: Statement) -> Iterator[str]:
        names = [each for each in names_in(statement) if each not in self.kept]
        left = statement.left
        order = [each for each in self.wanted if each in names]
        if isinstance(left, Name) and left.name in names:
            order.append(left.name)
        inside = set(self.law.variables)
        yield from dict.fromkeys([*order, *(each for each in names if each not in inside), *names])

    # --- points --------------------------------------------------------------------------------------------------------

    def points(self, trees: Iterable[Any], count: int, seed: str = "") -> Iterator[dict[str, float]]:
        """Yield points that satisfy the premises: free variables drawn, the solved ones inside their domains."""
        names = list(dict.fromkeys(each for tree in [*trees, *self.solved.values()] for each in names_in(tree)))
        names += [each for condition in self.conditions for each in names_in(condition) if each not in {*names, *self.solved}]
        names = list(dict.fromkeys(names))
        chance = random.Random(f"{self.law.name}{seed}")  # noqa: S311  (a seeded test, not a secret)
        follow = self._followed(names)
        made = 0
        for _ in range(MOST_TRIES):
            if made >= count:
                return
            values = [self._draw(name, chance) for name in names]
            try:
                others, held = follow(*values)
            except UNDEFINED:
                continue
            if held and all(self._inside(name, value) for name, value in zip(self.solved, others, strict=True)):
                made += 1
                yield dict(zip(names, values, strict=True))

    def _followed(self, names: list[str]) -> Callable[..., tuple[tuple[float, ...], bool]]:
        emitter = Emitter({name: f"v{index}" for index, name in enumerate(names)})
        forms = "".join(f"{emitter.node(form)}, " for form in self.solved.values())
        held = "".join(f"{emitter.condition(self.put_in(condition))}, " for condition in self.conditions)
        return function(emitter.locals_of.values(), (), f"(({forms}), all_of(({held})))", emitter).bind(FLOAT)

    def _draw(self, name: str, chance: random.Random) -> float:
        variable = self.book.variable(name)
        low, high = span(variable)
        value = low * (high / low) ** chance.random() if low > 0 and high / low > 4 else chance.uniform(low, high)  # noqa: PLR2004
        return float(round(value)) if variable.domain.step else value

    def _inside(self, name: str, value: float) -> bool:
        """Whether a value is in the variable's domain, whole or not."""
        return math.isfinite(value) and value in replace(self.book.variable(name).domain, step=0)


def put_in(tree: Any, values: Mapping[str, Node]) -> Any:  # noqa: ANN401  (a tree of any sort comes back as that sort)
    """Return a tree with trees put in for variables."""
    return substituted(tree, values)


def solutions(law: Law, statement: Statement, name: str) -> tuple[Node, ...]:
    """Return the closed forms of a variable under a statement that need no look at corners or steps."""
    inverse = invert(replace(law, statement=statement, points=()), name)
    return inverse.forms if inverse.route in {"forward", "closed"} else ()


def decided(tree: Any, words: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Return a tree with its choices decided: of a case, the branch that a word picks."""
    return rebuilt(tree, lambda node: _branch(node, words) if isinstance(node, Case) else None)


def _branch(case: Case, words: Mapping[str, str]) -> Node | None:
    left: list[Branch] = []
    for branch in case.branches:
        if isinstance(branch.condition, Is) and branch.condition.choice in words:
            if words[branch.condition.choice] != branch.condition.word:
                continue
            branch = Branch(branch.label, None, branch.value)  # noqa: PLW2901
        left.append(Branch(branch.label, branch.condition, decided(branch.value, words)))
        if branch.condition is None:
            break
    if len(left) == 1 and left[0].condition is None:
        return left[0].value
    return Case(tuple(left))
