"""A question held ready: its plan fused into one plain function of a few numbers, in coherent base units.

What the question gives decides between alternatives and makes the plan; from then on only the inputs change. A plan of
closed forms becomes a function of a few microseconds. A plan that must search, or try several candidates, is solved
afresh at every call, with its certificate and all of its checks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from mlsysim_sym.book.arithmetic import FLOAT
from mlsysim_sym.book.invert import invert
from mlsysim_sym.errors import NotConvergedError, QuestionError, UndecidedError, did_you_mean
from mlsysim_sym.reading.tree import Node, Number, renamed, substituted
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.solving.fuse import fuse
from mlsysim_sym.solving.plan import Step
from mlsysim_sym.solving.question import Question, system_of
from mlsysim_sym.solving.run import Trace
from mlsysim_sym.valueclass import frozen

Function = Callable[..., Any]
SAME = 1e-9


@frozen(eq=False)
class Compiled:
    """A function of `inputs` that gives `targets`: one number for one target, a tuple for several.

    Numbers are in coherent base units, which `units` names: bytes, FLOP, seconds, tokens, watts. Inputs are given by
    place or by name (a scope's dot written as two underscores). `fused` says that `function` is one plain Python
    function without searches. It looks at no domain, limit or requirement, and where a law has no value it raises
    ValueError, ZeroDivisionError or OverflowError. Otherwise every call is a whole `solve` and raises what that raises.
    """

    targets: tuple[str, ...]
    inputs: tuple[str, ...]
    units: Mapping[str, str]
    fused: bool
    function: Function

    def __call__(self, *values: float, **named: float) -> Any:  # noqa: ANN401  (a number, or a tuple of numbers)
        """Return the targets at some values of the inputs."""
        return self.function(*(values if len(values) == len(self.inputs) and not named else self._ordered(values, named)))

    def _ordered(self, values: Sequence[float], named: Mapping[str, float]) -> tuple[float, ...]:
        given = dict(zip(self.inputs, values, strict=False)) | {name.replace("__", "."): value for name, value in named.items()}
        if set(given) != set(self.inputs) or len(values) + len(named) != len(self.inputs):
            raise TypeError(f"{', '.join(self.targets)} needs {', '.join(self.inputs)}; not {', '.join(given) or 'nothing'}")
        return tuple(given[name] for name in self.inputs)


def compiled(question: Question, targets: Sequence[str], inputs: Sequence[str]) -> Compiled:
    """Return a function of some of a question's numbers, compiled at the point that the question gives.

    Raises QuestionError for an input that the question does not use or a target that no input moves, and what `solve`
    raises if the question has no single answer at that point.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask(peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
    >>> ridge = question.compiled("ridge_point", ["memory_bandwidth"])
    >>> round(ridge(3.35e12), 3), round(ridge(memory_bandwidth=4.8e12), 3), ridge.units["ridge_point"]
    (295.343, 206.125, 'FLOP/B')
    """
    answer = question.solve(*targets)
    at = _values(answer)
    trace: Trace = answer.trace
    system = trace.prepared.system
    names = tuple(system.resolve(name) for name in inputs)
    wanted = trace.prepared.targets
    used = {each.name for each in trace.used}
    for name in names:
        if name not in used:
            raise QuestionError(
                f"`{name}` is no number that the answer uses", names=(name,), hint=did_you_mean(name, sorted(used))
            )
    moved = _moved(trace.plan.steps, names, wanted, searched=trace.plan.tears)
    forms = None if trace.plan.tears else _forms(moved)
    units = {name: str(system.variable(name).unit.dimension) for name in (*names, *wanted)}
    if forms is None:
        return Compiled(wanted, names, units, fused=False, function=_solving(question, targets, names))
    function = _fused(trace, names, wanted, moved, forms)
    found = function(*(trace.values[name] for name in names))
    for name, value, expected in zip(wanted, found if len(wanted) > 1 else (found,), at, strict=True):
        if not math.isclose(value, expected, rel_tol=SAME):
            raise NotConvergedError(f"the compiled plan gives `{name}` = {value:.9g}, the answer {expected:.9g}")
    return Compiled(wanted, names, units, fused=True, function=function)


def _values(answer: Answer) -> tuple[float, ...]:
    """Return the targets' values in base units; raise the answer's error, or UndecidedError unless it is one point."""
    if answer.error is not None:
        raise answer.error
    if len(answer.pieces) != 1 or not answer.pieces[0].is_point:
        shown = str(answer)
        raise UndecidedError(
            f"not one value: {shown}", names=answer.targets, hint="ask with `solve`, which returns the whole set"
        )
    piece = answer.pieces[0]
    return (piece.low, *(piece.beside[name] for name in answer.targets[1:]))


def _moved(steps: Sequence[Step], inputs: Sequence[str], targets: Sequence[str], searched: Sequence[str]) -> tuple[Step, ...]:
    """Return the steps that the inputs move; raise QuestionError for a target that stays where it is."""
    reached = {*inputs, *searched}
    kept = []
    for step in steps:
        if reached & (set(step.instance.names) - {step.unknown}):
            reached.add(step.unknown)
            kept.append(step)
    for target in targets:
        if target not in reached:
            raise QuestionError(f"`{target}` does not depend on {', '.join(inputs)}", names=(target, *inputs))
    return tuple(kept)


def _forms(steps: Sequence[Step]) -> list[Node] | None:
    """Return the steps' forms under system names, None if a step has not one closed form that always holds."""
    forms = []
    for step in steps:
        inverse = invert(step.instance.law, step.instance.local_of[step.unknown])
        if inverse.route not in {"forward", "closed"} or len(inverse.forms) != 1:
            return None
        forms.append(renamed(inverse.forms[0], step.instance.name_of))
    return forms


def _fused(
    trace: Trace, inputs: tuple[str, ...], targets: tuple[str, ...], steps: Sequence[Step], forms: Sequence[Node]
) -> Function:
    """Return one function of the steps, with every number that the inputs do not move put in."""
    moving = {*inputs, *(step.unknown for step in steps)}
    fixed: dict[str, Node] = {name: Number(Fraction(value)) for name, value in trace.values.items() if name not in moving}
    closed: list[Node] = [substituted(form, fixed) for form in forms]
    outputs = [("name", target, None) for target in targets]
    function = fuse(inputs, steps, closed, outputs, lambda instance: dict(trace.prepared.words(instance))).bind(FLOAT)
    return function if len(targets) > 1 else lambda *values: function(*values)[0]


def _solving(question: Question, targets: Sequence[str], inputs: tuple[str, ...]) -> Function:
    """Return a function that solves the question at every call."""
    units = [system_of(question).variable(name).unit for name in inputs]

    def function(*values: float) -> Any:  # noqa: ANN401
        written = {
            name: (float((Fraction(value) - unit.offset) / unit.factor), unit.text)
            for name, value, unit in zip(inputs, values, units, strict=True)
        }
        found = _values(question.given(**written).solve(*targets))
        return found if len(found) > 1 else found[0]

    return function
