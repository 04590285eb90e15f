"""Which branch of a law is active at a solution, and which way an answer that rests on bounds leans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.system import Instance
from mlsysim_sym.reading.tree import Call, Case, walk
from mlsysim_sym.solving import slopes
from mlsysim_sym.solving.step import Words, evaluated, holds

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Piece
    from mlsysim_sym.solving.plan import Plan
    from mlsysim_sym.solving.solve import Prepared


def regimes_of(instances: Iterable[Instance], values: Mapping[str, float], words: Callable[[Instance], Words]) -> dict[str, str]:
    """Return for every law with labels the label of the branch that is active."""
    found = {}
    for instance in instances:
        if instance.law.regimes and set(instance.names) <= set(values):
            local = {name: values[system] for name, system in instance.name_of.items()}
            regime = _regime(instance, local, words(instance))
            if regime:
                found[instance.label] = regime
    return found


def _regime(instance: Instance, local: Mapping[str, float], words: Words) -> str:
    active = []
    for node in walk(instance.law.effective):
        if isinstance(node, Call) and any(node.labels):
            active += _active_arguments(node, local, words)
        if isinstance(node, Case) and any(branch.label for branch in node.branches):
            branch = next((each for each in node.branches if each.condition is None or holds(each.condition, local, words)), None)
            active += [branch.label] if branch and branch.label else []
    return " and ".join(dict.fromkeys(active))


def _active_arguments(node: Call, local: Mapping[str, float], words: Words) -> list[str]:
    try:
        sizes = [evaluated(argument, local, words) for argument in node.arguments]
    except UNDEFINED:
        return []
    best = min(sizes) if node.function == "min" else max(sizes)
    labels = node.labels or (None,) * len(sizes)
    return [label for label, size in zip(labels, sizes, strict=True) if label and abs(size - best) <= 1e-12 * abs(best)]


def sense_of(prepared: Prepared, plan: Plan, pieces: Sequence[Piece]) -> str:
    """Return `equal`, or how an answer leans that rests on bounds: `at_most`, `at_least` or `mixed`.

    A bound law leaves a gap between its left side and its right. The answer leans the way in which it moves when the gap
    opens.
    """
    bounds = [instance for instance in plan.instances if instance.law.kind == "bound"]
    if not bounds or not pieces or not pieces[0].values:
        return "equal"
    values = pieces[0].values
    if not all(set(each.names) <= set(values) for each in bounds):
        return "mixed"
    leans = {lean for each in bounds if (lean := _lean(prepared, plan, each, values))}
    if not leans:
        return "equal"
    return leans.pop() if len(leans) == 1 else "mixed"


def _lean(prepared: Prepared, plan: Plan, bound: Instance, values: Mapping[str, float]) -> str:
    """Return which way the target moves when a bound's left side falls short of (or exceeds) its right side."""
    gap = _gap_slope(prepared, plan, bound, values)
    if gap == 0:
        return ""
    upper = bound.law.bound == "upper"
    return "at_most" if (gap > 0) == upper else "at_least"


def _gap_slope(prepared: Prepared, plan: Plan, bound: Instance, values: Mapping[str, float]) -> float:
    """Return d target / d gap for `left = right + gap` in one law, all else as planned."""
    target = plan.targets[0]
    moved: slopes.Slopes = {name: {} for name in values}
    for step in plan.steps:
        own = slopes.partials(step.instance, values, prepared.words(step.instance))
        pivot = own.get(step.unknown, 0.0)
        if not pivot:
            continue
        total: dict[str, float] = {"gap": 1.0} if step.instance is bound else {}
        for name, slope in own.items():
            if name != step.unknown:
                for source, change in moved.get(name, {}).items():
                    total[source] = total.get(source, 0.0) - slope * change
        if step.instance is bound:
            total["gap"] = total.get("gap", 0.0)
        moved[step.unknown] = {source: change / pivot for source, change in total.items()}
    return moved.get(target, {}).get("gap", 0.0)
