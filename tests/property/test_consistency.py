"""The book does not contradict itself: laws of one variable agree, or say where they do and why they do not elsewhere."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.checking.sample import span
from mlsysim_sym.reading import yamlfile
from mlsysim_sym.reading.tree import And, Comparison, Is, Name, Number, names_in
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import Variable
from mlsysim_sym.solving.question import Question
from mlsysim_sym.solving.step import holds, solve_law

pytestmark = pytest.mark.property
BOOK = Book.load()
LAWS = {name: BOOK.law(name) for name in BOOK.names("law")}
EXACT = {"identity", "definition"}
CHANCES = {"erlang_b", "erlang_c"}  # models of a station that the waiting laws of the same station go on from
WILD = 1e-6  # how far two laws that claim the same thing may differ
CLOSE = 1e-9
POINTS = 12
TRIES = 120
DEPTH = 8
MANY = 60

# --- laws of one variable ------------------------------------------------------------------------------------------------


def groups() -> dict[str, list[Law]]:
    found: dict[str, list[Law]] = defaultdict(list)
    for law in LAWS.values():
        if law.relation and law.relation.group:
            found[law.relation.group].append(law)
    return {group: laws for group, laws in found.items() if len(laws) > 1}


GROUPS = groups()


def parts_of(law: Law) -> Iterator[Any]:
    """Yield the single conditions of a law."""
    for condition in conditions(law):
        yield from condition.parts if isinstance(condition, And) else (condition,)


def told_apart_by_words(first: Law, second: Law) -> bool:
    """Whether a question chooses between two laws: they ask for other words of a choice, or words name different ones."""
    asked = [{part.choice: part.word for part in parts_of(law) if isinstance(part, Is)} for law in (first, second)]
    if any(asked[1].get(choice, word) != word for choice, word in asked[0].items()):
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


# --- the same inputs -----------------------------------------------------------------------------------------------------


def definition_of(name: str) -> Law | None:
    """Return the one exact law that gives a variable, None where there is none or a choice."""
    laws = [LAWS[each] for each in BOOK.laws_for.get(name, ()) if not LAWS[each].is_limit]
    laws = [law for law in laws if law.kind in EXACT or law.name in CHANCES]
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


def demanded(*laws: Law) -> dict[str, float]:
    """Return the values that conditions of laws name: a law for one server is compared there and nowhere else."""
    return {
        part.left.name: float(part.right.value)
        for law in laws
        for part in parts_of(law)
        if isinstance(part, Comparison)
        and part.operator == "="
        and isinstance(part.left, Name)
        and isinstance(part.right, Number)
    }


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
            return own - {name for name in own if follows(name, own - {name})}
    left, right = leaves(first), leaves(second)
    return left | right if left <= right or right <= left else None


def follows(name: str, known: frozenset[str]) -> bool:
    """Whether a variable follows from others by exact laws: it is not drawn then, as its value is theirs to say."""
    law = definition_of(name)
    return law is not None and leaves(law, known) <= known


def compared(first: Law, second: Law, fixed: Mapping[str, float] | None = None) -> Iterator[tuple[float, float]]:
    """Yield what two laws of one variable give at seeded points at which both hold, some values being fixed."""
    fixed = {**demanded(first, second), **(fixed or {})}
    names = (inputs(first, second) or frozenset()) | {*names_in_conditions(first), *names_in_conditions(second)} - {first.target}
    assert first.target is not None
    chance = random.Random(f"{first.name} {second.name}")  # noqa: S311  (a seeded test, not a secret)
    for _ in range(TRIES):
        values = {name: drawn(BOOK.variable(name), chance) for name in sorted(names)}
        point = Point({**values, **fixed}, first.target)
        left, right = point.of(first), point.of(second)
        if left is not None and right is not None:
            yield left, right


def drawn(variable: Variable, chance: random.Random) -> float:
    low, high = span(variable)
    value = low * (high / low) ** chance.random() if low > 0 else chance.uniform(low, high)
    return float(round(value)) if variable.domain.step else value


def apart(values: list[tuple[float, float]]) -> float:
    return max(abs(left - right) / max(abs(left), abs(right), 1e-300) for left, right in values)


def meet(first: Law, second: Law) -> bool:
    """Whether two laws can hold at once; those with the same conditions have to."""
    same = first.relation and second.relation and first.relation.when == second.relation.when
    return bool(same) or next(compared(first, second), None) is not None


def comparable() -> list[tuple[Law, Law]]:
    """Pairs of laws of one variable that no word tells apart, that rest on the same, and that can hold at once."""
    return [
        (first, second)
        for laws in GROUPS.values()
        for first, second in itertools.combinations(laws, 2)
        if first.target == second.target
        and not told_apart_by_words(first, second)
        and inputs(first, second) is not None
        and meet(first, second)
    ]


PAIRS = comparable()


def pairs_of(entry: Mapping[str, Any]) -> list[tuple[Law, Law]]:
    """Return the comparable pairs among the laws of an entry."""
    return [(first, second) for first, second in PAIRS if {first.name, second.name} <= set(entry["laws"])]


def listed(text: str, name: str) -> Mapping[str, list[Any]]:
    found: Any = yamlfile.load(text, name)
    return dict(found)


SAID = listed((Path(__file__).parents[1] / "data" / "differences.yaml").read_text(encoding="utf-8"), "differences.yaml")
MAY_DIFFER = {
    frozenset((first.name, second.name)) for entry in (*SAID["agree"], *SAID["differ"]) for first, second in pairs_of(entry)
}
BEATEN = {(entry["bound"], winner) for entry in SAID["beat"] for winner in entry["by"]}


@cache
def gap(first: str, second: str) -> float:
    """Return the largest relative difference of two laws at random points."""
    values = list(itertools.islice(compared(LAWS[first], LAWS[second]), POINTS))
    assert values, f"{first} and {second} never hold at the same point"
    return apart(values)


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=[f"{first.name}-{second.name}" for first, second in PAIRS])
def test_laws_that_claim_the_same_agree(first: Law, second: Law) -> None:
    """A pair that differs is listed with its reason, one that agrees is not."""
    said = frozenset((first.name, second.name)) in MAY_DIFFER
    assert said == (gap(first.name, second.name) > WILD), f"{first.name} and {second.name}: {gap(first.name, second.name):.2g}"


@pytest.mark.parametrize("entry", SAID["agree"], ids=lambda entry: "-".join(entry["laws"]))
def test_laws_agree_where_they_say_so(entry: Mapping[str, Any]) -> None:
    fixed = {name: float(parse_value(text).base) for name, text in entry["at"].items()}
    pairs = pairs_of(entry)
    assert {law.name for pair in pairs for law in pair} == set(entry["laws"])
    for first, second in pairs:
        values = list(itertools.islice(compared(first, second, fixed), POINTS))
        assert values, f"{first.name} and {second.name} do not hold there"
        assert apart(values) <= float(entry.get("within", CLOSE)), f"{first.name} and {second.name}: {values[0]}"


@pytest.mark.parametrize("entry", SAID["differ"], ids=lambda entry: "-".join(entry["laws"]))
def test_an_entry_is_needed(entry: Mapping[str, Any]) -> None:
    elsewhere = {frozenset((a.name, b.name)) for other in SAID["agree"] for a, b in pairs_of(other)}
    needed = [pair for pair in pairs_of(entry) if frozenset((pair[0].name, pair[1].name)) not in elsewhere]
    assert needed
    assert {law.name for pair in pairs_of(entry) for law in pair} == set(entry["laws"])


def test_every_difference_has_a_reason() -> None:
    entries = [entry for group in SAID.values() for entry in group]
    assert all(len(entry["why"].split()) > 3 for entry in entries)


BOUNDS = [
    (bound, other)
    for pair in PAIRS
    for bound, other in (pair, pair[::-1])
    if bound.kind == "bound" and other.kind != "bound"
]  # fmt: skip


@pytest.mark.parametrize(("bound", "other"), BOUNDS, ids=[f"{bound.name}-{other.name}" for bound, other in BOUNDS])
def test_a_bound_bounds_what_it_is_about(bound: Law, other: Law) -> None:
    """No model of a variable gives more than an upper bound on it, or less than a lower one."""
    sign = 1 if bound.bound == "upper" else -1
    values = list(itertools.islice(compared(bound, other), MANY))
    assert values
    beaten = any(sign * (limit - value) < -CLOSE * abs(limit) for limit, value in values)
    assert beaten == ((bound.name, other.name) in BEATEN)


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
    assert gap("mm1_waiting_time", "md1_waiting_time") == pytest.approx(0.5)
    assert frozenset(("mm1_waiting_time", "md1_waiting_time")) in MAY_DIFFER
    fixed = {"arrival_variation": 1.0, "service_variation": 1.01}
    values = list(itertools.islice(compared(LAWS["allen_cunneen"], LAWS["mmc_waiting_time"], fixed), POINTS))
    assert apart(values) > CLOSE


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
