"""Terms lowered to operations: what depends on few inputs first, so that it is done once for many points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from mlsysim_sym.asking.arrays.terms import Atom, Powers, Term, Terms

Operation: TypeAlias = tuple[str, tuple[float, ...]]  # a name and the places of earlier operations (a number for `const`)
Part: TypeAlias = tuple[frozenset[int], int]  # the inputs that an operation depends on, and its place


class Lowering:
    """Operations in order, each with the inputs that it depends on; equal operations are one."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.operations: list[Operation] = []
        self.depends: list[frozenset[int]] = []
        self.places: dict[Operation, int] = {}
        self.made: dict[Term | int, int] = {}

    def emit(self, name: str, *arguments: float) -> int:
        """Return the place of an operation."""
        operation = (name, arguments)
        if operation not in self.places:
            self.places[operation] = len(self.operations)
            self.operations.append(operation)
            self.depends.append(self._inputs(name, arguments))
        return self.places[operation]

    def _inputs(self, name: str, arguments: Sequence[float]) -> frozenset[int]:
        if name in {"input", "tear"}:
            return frozenset({int(arguments[0]) if name == "input" else -1 - int(arguments[0])})
        return frozenset() if name == "const" else frozenset().union(*(self.depends[int(each)] for each in arguments))

    def term(self, term: Term) -> int:
        """Return the place of a term's value."""
        if term not in self.made:
            self.made[term] = self._product(term) if term.powers else self.emit("const", term.coefficient)
        return self.made[term]

    def atom(self, place: int) -> int:
        """Return the place of an atom's value."""
        if place not in self.made:
            self.made[place] = self._made(self.terms.atoms[place])
        return self.made[place]

    def _made(self, atom: Atom) -> int:
        name, *parts = atom
        if name in {"input", "tear"}:
            return self.emit(name, parts[0])
        if name == "sum":
            return self._sum(parts[0])
        return self.emit(name, *(self.term(each) for each in parts))

    # --- products ------------------------------------------------------------------------------------------------------

    def _product(self, term: Term) -> int:
        groups: dict[frozenset[int], list[tuple[int, int]]] = {}
        for atom, power in term.powers:
            place = self.atom(atom)
            groups.setdefault(self.depends[place], []).append((place, power))
        above = [(depends, self._powers(rows, 1)) for depends, rows in groups.items() if any(power > 0 for _, power in rows)]
        below = [(depends, self._powers(rows, -1)) for depends, rows in groups.items() if any(power < 0 for _, power in rows)]
        return self._joined(_sorted(above), _sorted(below), term.coefficient)

    def _powers(self, rows: Sequence[tuple[int, int]], sign: int) -> int:
        found: int | None = None
        for place, power in rows:
            if power * sign > 0:
                raised = self._raised(place, abs(power))
                found = raised if found is None else self.emit("multiply", found, raised)
        assert found is not None  # noqa: S101  (callers look first)
        return found

    def _raised(self, place: int, power: int) -> int:
        if power == 1:
            return place
        half = self._raised(place, power // 2)
        squared = self.emit("square", half)
        return self.emit("multiply", squared, place) if power % 2 else squared

    def _joined(self, above: list[Part], below: list[Part], coefficient: float) -> int:
        """Return a coefficient times factors over divisors, the number and small factors first."""
        widest = max((depends for depends, _ in (*above, *below)), key=len)
        late = [part for part in below if part[0] == widest]
        parts = above + [(depends, self.emit("reciprocal", place)) for depends, place in below if depends != widest]
        top = self._greedy(_sorted(parts), "multiply")
        if late and (top is None or top[0] != widest):
            start = self._scaled(top[1], coefficient) if top else self.emit("const", coefficient)
            return self.emit("divide", start, late[0][1])
        if late and top:
            return self._scaled(self.emit("divide", top[1], late[0][1]), coefficient)
        return self._small_first(_sorted(parts), coefficient)

    def _small_first(self, parts: list[Part], coefficient: float) -> int:
        """Multiply the number into the smallest factor, then join the factors."""
        first = min(parts, key=lambda part: (len(part[0]), part[1]))
        scaled = [(each[0], self._scaled(each[1], coefficient)) if each is first else each for each in parts]
        joined = self._greedy(scaled, "multiply")
        assert joined is not None  # noqa: S101  (a product has factors)
        return joined[1]

    def _scaled(self, place: int, coefficient: float) -> int:
        if coefficient == 1:
            return place
        return (
            self.emit("negative", place) if coefficient == -1 else self.emit("multiply", self.emit("const", coefficient), place)
        )

    # --- sums ----------------------------------------------------------------------------------------------------------

    def _sum(self, terms: Sequence[Term]) -> int:
        groups: dict[frozenset[int], int] = {}
        for term in terms:
            positive = self.term(Term(abs(term.coefficient), term.powers))
            depends = self.depends[positive]
            if depends not in groups:
                groups[depends] = positive if term.coefficient > 0 else self.emit("negative", positive)
            else:
                groups[depends] = self.emit("add" if term.coefficient > 0 else "subtract", groups[depends], positive)
        joined = self._greedy(_sorted(groups.items()), "add")
        assert joined is not None  # noqa: S101  (a sum has terms)
        return joined[1]

    def _greedy(self, parts: list[Part], name: str) -> Part | None:
        """Join parts two by two, those first that depend on the fewest inputs together."""
        left = list(parts)
        while len(left) > 1:
            pairs = [(i, j) for i in range(len(left)) for j in range(i)]
            i, j = min(pairs, key=lambda pair: (len(left[pair[0]][0] | left[pair[1]][0]), pair))
            both = (left[i][0] | left[j][0], self.emit(name, left[j][1], left[i][1]))
            left = [each for place, each in enumerate(left) if place not in (i, j)] + [both]
        return left[0] if left else None


def _sorted(parts: Iterable[Part]) -> list[Part]:
    key: Callable[[Part], tuple[int, list[int], int]] = lambda part: (len(part[0]), sorted(part[0]), part[1])  # noqa: E731
    return sorted(parts, key=key)


__all__ = ["Lowering", "Operation", "Powers"]
