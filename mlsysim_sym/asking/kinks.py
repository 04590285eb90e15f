"""Where a solution lies on a kink of `min`, `max` or `abs`, and what the laws say on either side of it.

At a kink there is no slope, but there is one on each side. Which branch holds on a side is read off a solution a little
to that side; the slope is then taken at the solution itself with the branch decided, so nothing is rounded away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.build import negated
from mlsysim_sym.book.system import Instance
from mlsysim_sym.reading.tree import Call, Node, Statement, Tree, names_in, rebuilt, walk
from mlsysim_sym.solving.fuse import statement_of
from mlsysim_sym.solving.step import Words, evaluated

TIED = 1e-9
CORNERS = frozenset({"min", "max"})


def kinked(instances: Iterable[Instance], values: Mapping[str, float]) -> tuple[Instance, ...]:
    """Return the laws that lie on a kink at a solution, two of their branches being equal there."""
    found = []
    for instance in instances:
        if not instance.is_limit and set(instance.names) <= set(values):
            calls = [node for node in walk(statement_of(instance)) if isinstance(node, Call)]
            if any(_tied(call, values) for call in calls):
                found.append(instance)
    return tuple(found)


def _tied(call: Call, values: Mapping[str, float]) -> bool:
    if call.function == "abs":
        inner, sizes = _value(call.arguments[0], values), [abs(values[name]) for name in names_in(call)]
        return inner is not None and abs(inner) <= TIED * max(sizes, default=0.0)
    if call.function not in CORNERS:
        return False
    amounts = sorted(each for argument in call.arguments if (each := _value(argument, values)) is not None)
    if len(amounts) < 2:  # noqa: PLR2004
        return False
    first, second = (amounts[0], amounts[1]) if call.function == "min" else (amounts[-1], amounts[-2])
    return abs(first - second) <= TIED * max(abs(first), abs(second))


def _value(node: Node, values: Mapping[str, float]) -> float | None:
    try:
        return evaluated(node, values)
    except UNDEFINED:
        return None


def decided_beside(
    instances: Iterable[Instance], beside: Mapping[str, float], words: Mapping[str, Words]
) -> dict[str, Statement]:
    """Return the statements of laws by id, each corner replaced by the branch that holds at a solution beside it."""
    return {instance.id: _decided(statement_of(instance), beside, words.get(instance.id, ())) for instance in instances}


def _decided(statement: Statement, beside: Mapping[str, float], words: Words) -> Statement:
    def branch(tree: Tree) -> Tree | None:
        if not isinstance(tree, Call) or tree.function not in {*CORNERS, "abs"}:
            return None
        kept = _branch(tree, beside, words)
        return rebuilt(kept, branch)

    return rebuilt(statement, branch)


def _branch(call: Call, beside: Mapping[str, float], words: Words) -> Node:
    amounts = list(_amounts(call.arguments, beside, words))
    if call.function == "abs":
        return call.arguments[0] if amounts[0] >= 0 else negated(call.arguments[0])
    best = min(amounts) if call.function == "min" else max(amounts)
    return call.arguments[amounts.index(best)]


def _amounts(nodes: Iterable[Node], values: Mapping[str, float], words: Words) -> Iterator[float]:
    for node in nodes:
        yield evaluated(node, values, words)
