"""A record's parts put to use: the laws of each part under its own scope, and the totals over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.choice import Setting
from mlsysim_sym.book.system import Instance, System, joined, made, of_law
from mlsysim_sym.errors import BookError
from mlsysim_sym.reading.sources import Citation
from mlsysim_sym.reading.tree import Binary, Call, Name, Node, Number, Statement
from mlsysim_sym.reading.values import parse_value

if TYPE_CHECKING:
    from mlsysim_sym.book.registry import Part, Record, Total


def parts_of(system: System, record: Record, slot: str, scope: str) -> tuple[list[Instance], dict[str, tuple[Setting, str]]]:
    """Return the laws that a record's parts put to use, and the numbers that they give."""
    instances: list[Instance] = []
    given: dict[str, tuple[Setting, str]] = {}
    for part in record.parts:
        inner = joined(slot, part.name)
        outputs = {system.book.summary(law)["target"] for law in part.laws}
        named = _part_namer(system, scope, inner, outputs | set(part.fields))
        instances += [of_law(system.book, law, inner, named, "part") for law in part.laws]
        given |= dict(_part_given(record, part, inner))
    instances += [_total(record, total, slot, scope, system) for total in record.totals]
    return instances, given


def _part_namer(system: System, scope: str, inner: str, own: set[str]) -> Callable[[str], str]:
    """Return how the variables of a part's laws are named: its own under the part, the others under the scope."""
    return lambda each: joined(inner, each) if each in own else system.canonical(joined(scope, each))


def _part_given(record: Record, part: Part, inner: str) -> Iterator[tuple[str, tuple[Setting, str]]]:
    for name, written in part.fields.items():
        yield joined(inner, name), (Setting(written, (Citation(part.source, part.where),), "", part.place), record.name)


def _total(record: Record, total: Total, slot: str, scope: str, system: System) -> Instance:
    names = [
        (Name(joined(joined(slot, part.name), total.of)), parse_value(part.times).number)
        for part in record.parts
        if any(system.book.summary(law)["target"] == total.of for law in part.laws) or total.of in part.fields
    ]
    if not names:
        raise BookError(
            f"no part of `{record.name}` gives `{total.of}`",
            names=(total.of,),
            **{k: v for k, v in total.place.items() if k != "column"},
        )
    node = _reduced(total.reducer, names)
    target = system.canonical(joined(scope, total.name))
    reducer = "Sum" if total.reducer == "sum" else total.reducer
    title = f"{reducer} over the parts of {record.title}"
    return made(joined(slot, f"total {total.name}"), Statement(Name(target), "=", node), title, record.file, "total")


def _reduced(reducer: str, names: list[tuple[Name, Any]]) -> Node:
    if reducer in {"max", "min"}:
        return Call(reducer, tuple(name for name, _ in names)) if len(names) > 1 else names[0][0]
    count = sum(times for _, times in names)
    if reducer == "count":
        return Number(count)
    node: Node | None = None
    for name, times in names:
        term: Node = name if times == 1 else Binary("*", Number(times), name)
        node = term if node is None else Binary("+", node, term)
    assert node is not None  # noqa: S101  (there is a name)
    return node if reducer == "sum" else Binary("/", node, Number(count))
