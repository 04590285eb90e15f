"""What a question lacks: the smallest sets of variables that would make its unknowns known, natural ones first.

Natural is what people give: what a solver's own questions give, then what no law of the question computes. Only where no few
of those would do, what lies between (the size of a cache, the time of a part) is named.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from mlsysim_sym.solving.plan import Planner
from mlsysim_sym.valueclass import frozen

Names = tuple[str, ...]
MOST_NAMES = 3
MOST_ROOTS = 20
MOST_SETS = 12
MOST_TRIED = 1500


@frozen(eq=False)
class Lack:
    """Laws that may apply, those among them that are in force, what these make known, and what is usually given or asked."""

    possible: Planner
    active: Planner
    reached: frozenset[str]
    usual: tuple[str, ...] = ()

    @classmethod
    def of(cls, possible: Planner, active: Planner, known: Iterable[str], usual: Iterable[str]) -> Lack:
        """Return what is lacking beside what is known.

        Only laws in force show what is known already: of two alternatives at once one would contradict the other.
        """
        return cls(possible, active, frozenset(active.spread(known).known), tuple(usual))

    def sets(self, targets: Sequence[str]) -> tuple[Names, ...]:
        """Return sets that would make the targets known, smallest first, and before them, for a solver, the natural ones."""
        natural = self.natural(targets) if self.usual else ()
        found = dict.fromkeys(name for target in targets for name in self.between(target))
        rest = [names for names in found if not any(set(other) < set(names) for other in found)]
        rest = [names for names in rest if not any(set(other) <= set(names) for other in natural)]
        return (*natural, *sorted(rest, key=lambda names: (len(names), names)))[:MOST_SETS]

    # --- natural inputs ------------------------------------------------------------------------------------------------

    def natural(self, targets: Sequence[str]) -> tuple[Names, ...]:
        """Return the smallest sets of natural inputs from which the targets follow, forwards or, if not so, backwards."""
        found = self.smallest(targets, self.behind(targets), self.forwards) or self.smallest(
            targets, self.around(targets), self.backwards
        )
        return tuple(sorted(found, key=lambda names: (sum(map(self.rank, names)), names)))[: MOST_SETS // 2]

    def rank(self, name: str) -> int:
        """Return how far down a variable stands among what is usually given or asked."""
        return self.usual.index(name) if name in self.usual else len(self.usual) + 1

    def smallest(self, targets: Sequence[str], names: Iterable[str], known: Callable[[Names], set[str]]) -> list[Names]:
        """Return the smallest sets of the natural ones among some names with which the targets are known."""
        inputs = sorted(
            (name for name in names if self.is_natural(name) and name not in targets),
            key=lambda name: (self.rank(name), name),
        )
        for size in range(1, MOST_NAMES + 1):
            ways = itertools.islice(itertools.combinations(inputs, size), MOST_TRIED)
            found = [way for way in ways if set(targets) <= known(way)]
            if found:
                return found
        return []

    def is_natural(self, name: str) -> bool:
        """Whether somebody may know a variable: it is usually given or asked, or no law computes it."""
        return name in self.usual or name not in self.computed

    @cached_property
    def computed(self) -> frozenset[str]:
        """The variables that laws are for."""
        return frozenset(each.target for each in self.possible.instances if each.target is not None)

    def forwards(self, more: Names) -> set[str]:
        """Return what follows forwards with some more names."""
        return self.possible.spread(self.reached | set(more), inverse=False).known

    def backwards(self, more: Names) -> set[str]:
        """Return what follows from the laws in force, both ways, with some more names."""
        return self.active.spread(self.reached | set(more)).known

    def behind(self, targets: Sequence[str]) -> list[str]:
        """Return the unknowns that the targets rest on, nearest first."""
        giving: dict[str, list[Names]] = {}
        for each in self.possible.instances:
            if each.target is not None:
                giving.setdefault(each.target, []).append(each.names)
        return self.grown(targets, giving)

    def around(self, targets: Sequence[str]) -> list[str]:
        """Return the unknowns connected with the targets by laws in force, nearest first."""
        beside: dict[str, list[Names]] = {}
        for each in self.active.instances:
            for name in each.names:
                beside.setdefault(name, []).append(each.names)
        return self.grown(targets, beside)

    def grown(self, targets: Sequence[str], near: Mapping[str, list[Names]]) -> list[str]:
        """Return the targets and the unknowns near them, nearest first; `near` lists what stands beside each in laws."""
        found = list(dict.fromkeys(targets))
        seen = {*found, *self.reached}
        for name in found:  # grows on the way
            fresh = dict.fromkeys(other for names in near.get(name, ()) for other in names if other not in seen)
            seen |= set(fresh)
            found += fresh
        return found

    # --- what lies between ---------------------------------------------------------------------------------------------

    def between(self, target: str) -> Iterable[Names]:
        """Yield sets that would do, by iterative deepening over the laws for a target."""
        yield from self.lacking(target, frozenset(), 0)
        yield from self.common_roots(target)

    def lacking(self, target: str, seen: frozenset[str], depth: int) -> list[Names]:
        """Return the sets that each law with the target lacks, and at some depth what would give those."""
        options: dict[Names, None] = {}
        for position in self.possible.beside.get(target, ()):
            instance = self.possible.instances[position]
            lacking = tuple(sorted(set(instance.names) - self.reached - {target}))
            if not lacking:
                continue
            if len(lacking) <= MOST_NAMES:
                options[lacking] = None
            if depth < 2 and instance.target == target:  # noqa: PLR2004
                options |= dict.fromkeys(self.through(lacking, seen | {target}, depth))
        return [names for names in options if len(names) <= MOST_NAMES and target not in names and not seen & set(names)]

    def through(self, lacking: Names, seen: frozenset[str], depth: int) -> Iterable[Names]:
        """Yield the sets that would give what a law lacks, through the laws for it."""
        ways: list[list[Names]] = []
        for name in lacking:
            own: list[Names] = [(name,)]
            if name not in seen:
                own += self.lacking(name, seen | {name}, depth + 1)
            ways.append(own[:6])
        for way in itertools.islice(itertools.product(*ways), 200):
            names = tuple(sorted({name for part in way for name in part}))
            if len(names) <= MOST_NAMES:
                yield names

    def common_roots(self, target: str) -> Iterable[Names]:
        """Yield single variables behind a law with many unknowns that would give them all: the batch behind a sum of parts."""
        instances = self.possible.instances
        for instance in (instances[position] for position in self.possible.beside.get(target, ())):
            lacking = set(instance.names) - self.reached - {target}
            if instance.target != target or len(lacking) <= MOST_NAMES:
                continue
            behind = Counter(
                name
                for each in lacking
                for position in self.possible.beside[each]
                if instances[position].target == each
                for name in set(instances[position].names) - self.reached - lacking
            )
            for name, _ in behind.most_common(MOST_ROOTS):
                if target in self.forwards((name,)):
                    yield (name,)
