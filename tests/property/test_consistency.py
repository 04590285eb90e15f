"""The book does not contradict itself, and no law stands in it twice."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.checking.sample import span
from mlsysim_sym.reading import yamlfile
from mlsysim_sym.reading.expression import parse_statement
from mlsysim_sym.reading.tree import Binary, Call, Constant, Is, Name, Number, Statement, children, names_in, walk
from mlsysim_sym.reading.variable import Variable
from mlsysim_sym.solving.question import Question
from mlsysim_sym.solving.step import holds, solve_law

pytestmark = pytest.mark.property
BOOK = Book.load()
LAWS = {name: BOOK.law(name) for name in BOOK.names("law")}
EXACT = {"identity", "definition"}
WILD = 1e-6  # how far two laws that claim the same thing may differ
CLOSE = 1e-9
POINTS = 12
TRIES = 120
DEPTH = 8
RENAMING = 3  # a right side of so few nodes is a name, or one operation on two: those are alike without saying the same

# --- laws of one variable ------------------------------------------------------------------------------------------------


def groups() -> dict[str, list[Law]]:
    found: dict[str, list[Law]] = defaultdict(list)
    for law in LAWS.values():
        if law.relation and law.relation.group:
            found[law.relation.group].append(law)
    return {group: laws for group, laws in found.items() if len(laws) > 1}


GROUPS = groups()


def told_apart_by_words(first: Law, second: Law) -> bool:
    """Whether a question chooses between two laws: one asks about something, or words of a choice name different ones."""
    if first.relation and second.relation and first.relation.when != second.relation.when:
        return True
    words = [
        {
            (choice, word)
            for choice in BOOK.names("choice")
            for word, entry in BOOK.choice(choice).words.items()
            if law.name in entry.use.values()
        }
        for law in (first, second)
    ]
    return all(words) and not words[0] & words[1]


def told_apart(first: Law, second: Law) -> bool:
    """Whether two laws of a group say that they are about different things: by kind, by what they ask or by what they assume."""
    if {first.kind, second.kind} - EXACT and first.kind != second.kind:
        return True
    return (
        told_apart_by_words(first, second)
        or bool(set(first.assumes) ^ set(second.assumes))
        or first.holds_when != second.holds_when
    )


# --- the same inputs -----------------------------------------------------------------------------------------------------


def definition_of(name: str) -> Law | None:
    """Return the one exact law that gives a variable, None where there is none or a choice."""
    laws = [LAWS[each] for each in BOOK.laws_for.get(name, ()) if LAWS[each].kind in EXACT and not LAWS[each].is_limit]
    exact = [law for law in laws if law.kind == "definition"] if len(laws) > 1 else laws
    return exact[0] if len(exact) == 1 and not exact[0].points else None


@cache
def opened(name: str) -> tuple[str, ...]:
    """Return the variables that a law's inputs follow from by exact laws, itself where nothing defines it."""
    law = definition_of(name)
    if law is None or name in law.variables[1:]:
        return (name,)
    return law.variables[1:]


class Point:
    """Values at which laws are compared: some drawn, the others by exact laws."""

    def __init__(self, values: Mapping[str, float], target: str) -> None:
        self.values, self.target = dict(values), target

    def get(self, name: str, depth: int = 0) -> float | None:
        """Return a variable's value, by the exact law that gives it where it was not drawn."""
        if name in self.values or name == self.target or depth > DEPTH:
            return self.values.get(name)
        law = definition_of(name)
        found = None if law is None else self.of(law, depth + 1)
        if found is not None:
            self.values[name] = found
        return found

    def of(self, law: Law, depth: int = 0) -> float | None:
        """Return what a law gives here, None where it needs more or does not hold."""
        target = law.target
        assert target is not None
        known: dict[str, float] = {}
        for other in (*law.variables, *names_in_conditions(law)):
            value = None if other == target else self.get(other, depth)
            if value is None and other != target:
                return None
            if value is not None:
                known[other] = value
        try:
            found = solve_law(
                law, target, {name: known[name] for name in law.variables if name != target}, BOOK.variable(target).domain
            )
            if not found.points:
                return None
            known[target] = found.points[0]
            good = all(holds(condition, known, ()) is not False for condition in conditions(law))
        except (*UNDEFINED, KeyError):
            return None
        return known[target] if good else None


def conditions(law: Law) -> list[Any]:
    return [*law.holds_when, *(law.relation.when if law.relation else ())]


def names_in_conditions(law: Law) -> list[str]:
    return [name for condition in conditions(law) for name in names_in(condition)]


def leaves(law: Law, stop: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the variables that a law rests on, defined ones opened as far as `stop`."""
    found: set[str] = set()
    todo = [name for name in law.variables if name != law.target]
    seen = {law.target or ""}
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        inner = (name,) if name in stop else opened(name)
        if inner == (name,) or any(each in seen for each in inner):
            found.add(name)
        else:
            todo += inner
    return frozenset(found)


def inputs(first: Law, second: Law) -> frozenset[str] | None:
    """Return what both laws rest on: the inputs of one where the other's follow from them, else what both open to."""
    for law, other in ((first, second), (second, first)):
        own = frozenset(law.variables) - {law.target or ""}
        if leaves(other, own) <= own:
            return own
    left, right = leaves(first), leaves(second)
    return left | right if left <= right or right <= left else None


def compared(first: Law, second: Law) -> Iterator[tuple[float, float]]:
    """Yield what two laws of one variable give at seeded points at which both hold."""
    names = (inputs(first, second) or frozenset()) | {*names_in_conditions(first), *names_in_conditions(second)} - {first.target}
    assert first.target is not None
    chance = random.Random(f"{first.name} {second.name}")  # noqa: S311  (a seeded test, not a secret)
    for _ in range(TRIES):
        point = Point({name: drawn(BOOK.variable(name), chance) for name in sorted(names)}, first.target)
        left, right = point.of(first), point.of(second)
        if left is not None and right is not None:
            yield left, right


def drawn(variable: Variable, chance: random.Random) -> float:
    low, high = span(variable)
    value = low * (high / low) ** chance.random() if low > 0 else chance.uniform(low, high)
    return float(round(value)) if variable.domain.step else value


def apart(values: list[tuple[float, float]]) -> float:
    return max(abs(left - right) / max(abs(left), abs(right), 1e-300) for left, right in values)


def comparable() -> list[tuple[Law, Law]]:
    """Pairs of laws of one variable that no word tells apart and that rest on the same."""
    return [
        (first, second)
        for laws in GROUPS.values()
        for first, second in itertools.combinations(laws, 2)
        if first.target == second.target and not told_apart_by_words(first, second) and inputs(first, second) is not None
    ]


PAIRS = comparable()


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=[f"{first.name}-{second.name}" for first, second in PAIRS])
def test_laws_that_claim_the_same_agree(first: Law, second: Law) -> None:
    values = list(itertools.islice(compared(first, second), POINTS))
    assert values
    if apart(values) > WILD:
        assert told_apart(first, second), f"{first} and {second} differ: {values[0]}"
        assert first.assumes or second.assumes


AGREEING = {
    ("carbon_per_token", "carbon_per_token_from_rate"), ("cost_per_token", "cost_per_token_from_rates"),
    ("carbon_usage_effectiveness", "carbon_usage_effectiveness_from_pue"),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), sorted(AGREEING))
def test_two_routes_to_one_quantity_agree(one: str, other: str) -> None:
    values = list(itertools.islice(compared(LAWS[one], LAWS[other]), POINTS))
    assert len(values) == POINTS
    assert apart(values) < CLOSE


def test_a_difference_is_seen() -> None:
    values = list(itertools.islice(compared(LAWS["mm1_waiting_time"], LAWS["md1_waiting_time"]), POINTS))
    assert apart(values) == pytest.approx(0.5)
    assert not told_apart(LAWS["mm1_waiting_time"], LAWS["mm1_waiting_time"])


# --- real records --------------------------------------------------------------------------------------------------------

CHECKED = [
    (record, name)
    for record in BOOK.names("record")
    for name, entry in BOOK.record(record).fields.items()
    if entry.by is None and entry.chosen(None, record).role == "check"
]


@pytest.mark.parametrize(("record", "name"), CHECKED, ids=[f"{record}-{name}" for record, name in CHECKED])
def test_a_published_value_is_what_the_laws_give(record: str, name: str) -> None:
    kind = record.split("/", maxsplit=1)[0].removesuffix("s")
    answer = Question(BOOK, None, (), {kind: record}).solve(name)
    published = BOOK.record(record).fields[name].chosen(None, record).value().base
    assert float(answer) == pytest.approx(published, rel=0.05)


# --- twins ---------------------------------------------------------------------------------------------------------------

Dimension = Callable[[str], str]


def dimension_of(name: str) -> str:
    variable = BOOK.variable(name)
    return f"{variable.unit.dimension} {variable.kind or ''}"


def ordered(tree: Any, shown: Dimension) -> str:  # noqa: ANN401  (a tree of any sort)
    """Return a tree as text, with operands that may change places in order."""
    if isinstance(tree, Name):
        return shown(tree.name)
    if isinstance(tree, Number):
        return f"{tree.value}[{tree.unit or ''}]"
    if isinstance(tree, Constant):
        return tree.name
    if isinstance(tree, Is):
        return f"{tree.choice} is {tree.word}"
    if isinstance(tree, Binary) and tree.operator in "+*":
        return f"({f' {tree.operator} '.join(sorted(ordered(each, shown) for each in operands(tree, tree.operator)))})"
    inner = [ordered(each, shown) for each in children(tree)]
    if isinstance(tree, Call) and tree.function in {"min", "max"}:
        inner.sort()
    head = getattr(tree, "operator", getattr(tree, "function", getattr(tree, "relation", type(tree).__name__)))
    return f"{head}({', '.join(inner)})"


def operands(tree: Any, operator: str) -> Iterator[Any]:  # noqa: ANN401
    if isinstance(tree, Binary) and tree.operator == operator:
        yield from operands(tree.left, operator)
        yield from operands(tree.right, operator)
    else:
        yield tree


def renamings(first: Iterable[str], second: Iterable[str], dimension: Dimension) -> Iterator[dict[str, str]]:
    """Yield the ways to rename one law's variables to another's of the same dimension."""
    first, second = list(first), list(second)
    if not first:
        yield {}
        return
    for place, name in enumerate(second):
        if dimension(name) == dimension(first[0]):
            for rest in renamings(first[1:], second[:place] + second[place + 1 :], dimension):
                yield {first[0]: name, **rest}


def alike(first: Statement, second: Statement, dimension: Dimension = dimension_of) -> bool:
    """Whether two statements are the same up to the names of their variables."""
    if ordered(first, dimension) != ordered(second, dimension):
        return False
    wanted = ordered(second, str)
    return any(ordered(first, names.__getitem__) == wanted for names in renamings(names_in(first), names_in(second), dimension))


def twins() -> set[tuple[str, ...]]:
    buckets: dict[str, list[Law]] = defaultdict(list)
    for law in LAWS.values():
        if sum(1 for _ in walk(law.statement.right)) > RENAMING:
            buckets[ordered(law.effective, dimension_of)].append(law)
    found = set()
    for laws in buckets.values():
        left = sorted(laws, key=lambda law: law.name)
        while left:
            same = [law for law in left if law is left[0] or alike(left[0].effective, law.effective)]
            left = [law for law in left if law not in same]
            if len(same) > 1:
                found.add(tuple(law.name for law in same))
    return found


def test_no_law_stands_twice_under_other_names() -> None:
    listed: Any = yamlfile.load((Path(__file__).parents[1] / "data" / "twins.yaml").read_text(encoding="utf-8"), "twins.yaml")
    reasons = {tuple(sorted(entry["laws"])): entry["why"] for entry in listed}
    assert twins() == set(reasons)
    assert all(len(why.split()) > 3 for why in reasons.values())


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("z = (y + x) * w * 2 / y", True),
        ("z = (y + x) * w * 2 / x", True),
        ("z = (y + x) * w * 2 / w", False),
        ("z = (y + x) * w * 3 / y", False),
        ("z = (y - x) * w * 2 / y", False),
    ],
)
def test_a_renamed_law_is_seen(other: str, *, same: bool) -> None:
    assert alike(parse_statement("a = 2 * b * (c + d) / c"), parse_statement(other), lambda _: "1") == same
