"""No law stands in the book twice under other names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.reading import yamlfile
from mlsysim_sym.reading.expression import parse_statement
from mlsysim_sym.reading.tree import Binary, Call, Constant, Is, Name, Number, Statement, children, names_in, walk

pytestmark = pytest.mark.property
BOOK = Book.load()
LAWS = {name: BOOK.law(name) for name in BOOK.names("law")}
RENAMING = 3  # a right side of so few nodes is a name, or one operation on two: those are alike without saying the same

Dimension = Callable[[str], str]


def dimension_of(name: str) -> str:
    """Return a variable's dimension; what it counts is left out, so that a law for ranks and one for workers are alike."""
    return str(BOOK.variable(name).unit.dimension)


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
