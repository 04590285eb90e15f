"""Trees of laws as products of powers: numbers folded, like terms joined, common factors taken out.

A plan over arrays is bound by how many times each point is touched. Most laws are products and sums, so a chain of them
folds: a throughput `B / t`, a rate `0.7 B / t` and their difference are one product. `Terms` holds what products are made
of (`atoms`): inputs, sums, and every function of terms. Equal atoms are one atom.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.reading.functions import STEPS
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
    constant_value,
)
from mlsysim_sym.reading.units import parse_unit

Powers: TypeAlias = tuple[tuple[int, int], ...]
Atom: TypeAlias = tuple[Any, ...]
CANCELLED = 1e-15
MOST_POWER = 64
COMPARISONS = {"<": "less", "<=": "at_most", ">": "greater", ">=": "at_least", "=": "equal", "divides": "divides"}


class Term(NamedTuple):
    """A number times whole powers of atoms."""

    coefficient: float
    powers: Powers = ()

    @property
    def is_number(self) -> bool:
        """Whether no atom is left."""
        return not self.powers


NAN, ZERO, ONE = Term(math.nan), Term(0.0), Term(1.0)


class Terms:
    """The atoms of some terms, and the arithmetic that makes terms of trees."""

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self.places: dict[Atom, int] = {}

    def atom(self, *parts: Any) -> Term:
        """Return an atom as a term."""
        place = self.places.setdefault(parts, len(self.atoms))
        if place == len(self.atoms):
            self.atoms.append(parts)
        return Term(1.0, ((place, 1),))

    def rests(self, term: Term, tear: Term) -> bool:
        """Whether a term rests on an unknown."""
        (sought, _) = tear.powers[0]
        return any(atom == sought for atom in self.under(term))

    def rests_in_step(self, term: Term, tear: Term) -> bool:
        """Whether an unknown stands inside a whole step (`ceil`, `floor`, `round`) of a term."""
        steps = [self.atoms[atom][1] for atom in self.under(term) if self.atoms[atom][0] in STEPS]
        return any(self.rests(each, tear) for each in steps)

    def under(self, term: Term) -> set[int]:
        """Return the atoms that a term rests on."""
        atoms = [atom for atom, _ in term.powers]
        seen: set[int] = set()
        while atoms:
            atom = atoms.pop()
            if atom not in seen:
                seen.add(atom)
                atoms += [each for part in self.atoms[atom][1:] for each in _atoms_in(part)]
        return seen

    # --- products and sums ---------------------------------------------------------------------------------------------

    def times(self, left: Term, right: Term) -> Term:
        """Return a product."""
        return _product(left.coefficient * right.coefficient, (*left.powers, *right.powers))

    def over(self, left: Term, right: Term) -> Term:
        """Return a quotient; one by the number 0 has no value."""
        if right.coefficient == 0:
            return NAN
        return _product(left.coefficient / right.coefficient, (*left.powers, *((a, -p) for a, p in right.powers)))

    def raised(self, base: Term, exponent: int) -> Term:
        """Return a whole power."""
        try:
            return _product(float(base.coefficient**exponent), tuple((a, p * exponent) for a, p in base.powers))
        except UNDEFINED:
            return NAN

    def sum(self, terms: Iterable[Term]) -> Term:
        """Return a sum, like terms joined and what all terms share taken out."""
        joined: dict[Powers, tuple[float, float]] = {}
        for coefficient, powers in terms:
            total, largest = joined.get(powers, (0.0, 0.0))
            joined[powers] = (total + coefficient, max(largest, abs(coefficient)))
        kept = [Term(total, powers) for powers, (total, largest) in joined.items() if not abs(total) <= CANCELLED * largest]
        if len(kept) < 2:  # noqa: PLR2004
            return kept[0] if kept else ZERO
        shared = _shared([dict(each.powers) for each in kept])
        scale = kept[0].coefficient
        if not (math.isfinite(scale) and scale):
            return NAN
        rest = tuple(_product(each.coefficient / scale, (*each.powers, *((a, -p) for a, p in shared))) for each in kept)
        return self.times(Term(scale, shared), self.atom("sum", rest))

    # --- trees ---------------------------------------------------------------------------------------------------------

    def node(self, node: Node, names: Mapping[str, Term], words: Mapping[str, str]) -> Term:  # noqa: PLR0911  (one for each sort of node)
        """Return the term of a tree; `names` gives the terms of its variables, `words` its choices."""
        match node:
            case Number(value, unit):
                return Term(float(value * parse_unit(unit).factor if unit else value))
            case Name(name):
                return names[name]
            case Constant(name):
                return Term(float(FLOAT[name]))
            case Negative(operand):
                return self.times(Term(-1.0), self.node(operand, names, words))
            case Binary("^"):
                return self.power(node, names, words)
            case Binary(operator, left, right):
                return self.binary(operator, self.node(left, names, words), self.node(right, names, words))
            case Call(function, arguments):
                return self.call(function, [self.node(each, names, words) for each in arguments])
            case Case(branches):
                rows = [
                    (True if each.condition is None else self.condition(each.condition, names, words), each.value)
                    for each in branches
                ]
                return self.cases([(holds, self.node(value, names, words)) for holds, value in rows if holds is not False])
            case QuadraticRoot(a, b, c, sign):
                parts = [self.node(each, names, words) for each in (a, b, c)]
                return self.call("upper_root" if sign > 0 else "lower_root", parts)

    def binary(self, operator: str, left: Term, right: Term) -> Term:
        """Return `left operator right`."""
        if operator in "*/":
            return self.times(left, right) if operator == "*" else self.over(left, right)
        return self.sum([left, right if operator == "+" else self.times(Term(-1.0), right)])

    def power(self, node: Binary, names: Mapping[str, Term], words: Mapping[str, str]) -> Term:
        """Return a power, by whole exponents where it has one."""
        base = self.node(node.left, names, words)
        exact = constant_value(node.right)
        exponent = Term(float(exact)) if exact is not None else self.node(node.right, names, words)
        if exponent.is_number and exponent.coefficient.is_integer() and abs(exponent.coefficient) <= MOST_POWER:
            return self.raised(base, int(exponent.coefficient))
        return self.call("power", [base, exponent])

    def call(self, function: str, arguments: Sequence[Term]) -> Term:
        """Return a function of terms; of numbers, its value."""
        if function in {"min", "max"}:
            return self.extreme(function, arguments)
        if all(each.is_number for each in arguments):
            return Term(_value(function, [each.coefficient for each in arguments]))
        return self.atom(function, *arguments)

    def extreme(self, function: str, arguments: Sequence[Term]) -> Term:
        """Return the least or greatest of terms, numbers first."""
        numbers = [each.coefficient for each in arguments if each.is_number]
        if any(map(math.isnan, numbers)):
            return NAN
        rest = list(dict.fromkeys(each for each in arguments if not each.is_number))
        kept = [*rest, Term((min if function == "min" else max)(numbers))] if numbers else rest
        found = kept[0]
        for each in kept[1:]:
            found = self.atom(function, found, each)
        return found

    def cases(self, branches: Sequence[tuple[bool | Term, Term]]) -> Term:
        """Return the value of the first branch whose condition holds; none has no value."""
        found = NAN
        for holds, value in reversed(branches):
            found = value if isinstance(holds, bool) or found == value else self.atom("where", holds, value, found)
        return found

    def condition(self, condition: Condition, names: Mapping[str, Term], words: Mapping[str, str]) -> bool | Term:
        """Return whether a condition holds, as far as numbers tell, or the term that tells."""
        match condition:
            case Is(choice, word):
                return words.get(choice) == word
            case And(parts):
                found = [self.condition(each, names, words) for each in parts]
                if False in found:
                    return False
                return self.every([each for each in found if not isinstance(each, bool)])
            case Comparison(left, operator, right):
                sides = [self.node(each, names, words) for each in (left, right)]
                return self.compared(COMPARISONS[operator], *sides)

    def compared(self, name: str, left: Term, right: Term) -> bool | Term:
        """Return whether two terms compare so, as far as numbers tell."""
        if left.is_number and right.is_number:
            return bool(FLOAT[name](left.coefficient, right.coefficient))
        return self.atom(name, left, right)

    def every(self, conditions: Sequence[Term]) -> bool | Term:
        """Return whether all of some conditions hold."""
        if not conditions:
            return True
        found = conditions[0]
        for each in conditions[1:]:
            found = self.atom("and", found, each)
        return found


def _product(coefficient: float, factors: Iterable[tuple[int, int]]) -> Term:
    if coefficient == 0:
        return ZERO
    powers: dict[int, int] = {}
    for atom, power in factors:
        powers[atom] = powers.get(atom, 0) + power
    return Term(coefficient, tuple(sorted((atom, power) for atom, power in powers.items() if power)))


def _shared(rows: Sequence[Mapping[int, int]]) -> Powers:
    """Return the powers that all rows share: with one sign everywhere, the smallest."""
    found = []
    for atom in rows[0]:
        powers = [row.get(atom, 0) for row in rows]
        if all(power > 0 for power in powers):
            found.append((atom, min(powers)))
        elif all(power < 0 for power in powers):
            found.append((atom, max(powers)))
    return tuple(found)


def _value(function: str, numbers: Sequence[float]) -> float:
    roots = {"upper_root": 1, "lower_root": -1}
    try:
        if function in roots:
            return float(FLOAT["quadratic_root"](*numbers, roots[function]))
        return float(_snapped(*numbers) if function == "snap" else FLOAT[function](*numbers))
    except UNDEFINED:
        return math.nan


def _snapped(value: float) -> float:
    near = float(round(value))
    return near if abs(value - near) <= 1e-9 * max(1.0, abs(value)) else math.nan


def _atoms_in(part: object) -> list[int]:
    """Return the atoms in a part of an atom: a term, or the terms of a sum."""
    if isinstance(part, Term):
        return [atom for atom, _ in part.powers]
    return [atom for each in part for atom in _atoms_in(each)] if isinstance(part, tuple) else []
