"""Why a law has no answer: what each of its branches would have needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.peel import NoForm, peel
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Call, Name, Node, occurrences
from mlsysim_sym.solving.answer import shown_value
from mlsysim_sym.solving.fuse import terms_of
from mlsysim_sym.solving.step import Words, evaluated

if TYPE_CHECKING:
    from mlsysim_sym.book.system import Instance, System


def branch_reasons(instance: Instance, unknown: str, values: Mapping[str, float], words: Words, system: System) -> list[str]:
    """Return a line for every labelled branch of `target = min(...)` or `max(...)`: its value, or the unknown that it needs.

    Where the branches stand inside a sum, what each comes to is all that can be said. `values` are the known values under
    system names.
    """
    node = instance.law.statement.right
    if instance.target not in values:
        return []
    if not isinstance(node, Call) or node.function not in {"min", "max"} or not any(node.labels):
        return inner_branches(instance, unknown, values, words, system)
    local = {name: values[other] for name, other in instance.name_of.items() if other in values}
    name = instance.local_of[unknown]
    rows = []
    for label, argument in zip(node.labels, node.arguments, strict=True):
        reason = _branch(argument, name, local, words, instance=instance, system=system, function=node.function)
        if label and reason:
            rows.append(f"{label}: {reason}")
    return rows


def inner_branches(instance: Instance, unknown: str, values: Mapping[str, float], words: Words, system: System) -> list[str]:
    """Return the value that is given, and what the labelled branches inside a sum come to without the unknown."""
    name = instance.local_of[unknown]
    local = {each: values[other] for each, other in instance.name_of.items() if other in values}
    calls = [each for each in terms_of(instance.law.statement.right) if isinstance(each, Call) and any(each.labels)]
    rows = []
    for call in (each for each in calls if occurrences(each, name)):
        for label, argument in zip(call.labels, call.arguments, strict=True):
            try:
                found = None if occurrences(argument, name) or not label else evaluated(argument, local, words)
            except UNDEFINED:
                found = None
            if found is not None:
                shown = shown_value(found, system.variable(str(instance.target)).unit)
                rows.append(f"{label}: {text(argument)} = {shown} already")
    target = shown_value(values[str(instance.target)], system.variable(str(instance.target)).unit)
    return [f"{instance.target} = {target}", *rows] if rows else []


def _branch(
    argument: Node, name: str, local: Mapping[str, float], words: Words, *, instance: Instance, system: System, function: str
) -> str:
    try:
        if not occurrences(argument, name):
            value = shown_value(evaluated(argument, local, words), system.variable(str(instance.target)).unit)
            return f"{'capped at' if function == 'min' else 'never below'} {text(argument)} = {value}"
        target = Name(instance.local_of[str(instance.target)])
        needed = [evaluated(form, local, words) for form in peel(argument, name, target)]
    except (*UNDEFINED, NoForm):
        return ""
    unit = system.variable(instance.name_of[name]).unit
    return f"would need {name} = {' or '.join(shown_value(value, unit) for value in needed)}"
