"""Exact first derivatives of a planned target: symbolic partials of every law, swept backwards along the plan.

Every law of a plan is an equation `left - right = 0`. Its partial derivatives come from the law's own tree
(`book.partial`). One sweep from the target back to the inputs then gives all slopes at once, so the cost does not grow
with the number of inputs. Through a block the slopes of its tears follow from its residuals by the implicit function
theorem. Inside `ceil`, `floor` and `round` a slope is 0: what a whole step does is asked by finite steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.book.build import ONE, ZERO, minus, negated, over, plus, times
from mlsysim_sym.book.partial import NoPartial, slope
from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import NotConvergedError
from mlsysim_sym.reading.tree import Call, Name, Node, Statement, Tree, rebuilt, substituted
from mlsysim_sym.solving import slopes as numeric
from mlsysim_sym.solving.fuse import fuse, statement_of
from mlsysim_sym.solving.plan import Plan, Step
from mlsysim_sym.solving.prepare import Prepared
from mlsysim_sym.valueclass import frozen

Statements = Mapping[str, Statement]
STEPS = frozenset({"ceil", "floor", "round"})


@frozen
class Derivative:
    """One equation's partial derivatives by system name, as trees; `open` are those that the language cannot say."""

    instance: Instance
    trees: Mapping[str, Node]
    open: tuple[str, ...]


@frozen
class Slopes:
    """The slopes of a target in base units by input, and whether every partial was symbolic."""

    by_input: Mapping[str, float]
    exact: bool


def derivative(instance: Instance, statement: Statement | None = None) -> Derivative:
    """Return the partials of an equation's `left - right`; `statement` stands for the law's own where a kink is decided."""
    said = statement or statement_of(instance)
    hidden: dict[str, Node] = {}

    def hide(tree: Tree) -> Tree | None:
        if isinstance(tree, Call) and tree.function in STEPS:
            return Name(_hidden(tree, hidden))
        return None

    difference = rebuilt(minus(said.left, said.right), hide)
    trees: dict[str, Node] = {}
    lacking = []
    for name in dict.fromkeys(instance.names):
        try:
            trees[name] = substituted(slope(difference, name), hidden)
        except NoPartial:
            lacking.append(name)
    return Derivative(instance, trees, tuple(lacking))


def _hidden(call: Call, hidden: dict[str, Node]) -> str:
    name = f"~step{len(hidden)}"
    hidden[name] = call
    return name


# --- at one point ------------------------------------------------------------------------------------------------------


def slopes_at(
    prepared: Prepared, plan: Plan, target: str, values: Mapping[str, float], decided: Statements | None = None
) -> Slopes:
    """Return the slopes of a target at a solution, by everything that the plan's laws take as known.

    `decided` replaces statements of laws (by instance id) whose kinks are decided to one side. Raises NotConvergedError
    where the block is singular there, so that no slope exists.
    """
    instances = [*(step.instance for step in plan.steps), *plan.residuals]
    local: dict[str, dict[str, float]] = {}
    exact = True
    for instance in instances:
        found = derivative(instance, (decided or {}).get(instance.id))
        local[instance.id], symbolic = _numbers(prepared, found, values)
        exact &= symbolic
    swept = _swept({target: 1.0}, plan.steps, local)
    if plan.tears:
        _through_block(swept, plan, local)
    unknown = {step.unknown for step in plan.steps} | set(plan.tears)
    return Slopes({name: value for name, value in swept.items() if name not in unknown}, exact)


def _numbers(prepared: Prepared, found: Derivative, values: Mapping[str, float]) -> tuple[dict[str, float], bool]:
    """Return an equation's partials as numbers, and whether all are symbolic."""
    names = [name for name in found.trees if name in values]
    pseudo = [_Row(found.instance, f"~{name}") for name in names]
    outputs = [("name", row.unknown, None) for row in pseudo]
    words = prepared.words(found.instance)
    inputs = [name for name in dict.fromkeys(found.instance.names) if name in values]
    try:
        function = fuse(inputs, pseudo, [found.trees[name] for name in names], outputs, lambda _: dict(words)).bind(FLOAT)
        numbers = dict(zip(names, function(*(values[name] for name in inputs)), strict=True))
    except UNDEFINED:
        numbers = {}
    lacking = [name for name in found.instance.names if name not in numbers]
    if lacking:
        measured = numeric.partials(found.instance, values, words)
        numbers |= {name: measured[name] for name in lacking if name in measured}
    return numbers, not lacking


def _swept(start: Mapping[str, float], steps: Sequence[Step], local: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return how the starting combination moves with every variable that no step gives."""
    bar = dict(start)
    for step in reversed(steps):
        weight = bar.pop(step.unknown, 0.0)
        if weight == 0.0:
            continue
        own = local[step.instance.id]
        pivot = own.get(step.unknown, 0.0)
        if pivot == 0.0:
            raise NotConvergedError(f"`{step.instance.label}` does not move with `{step.unknown}` here, so no slope exists")
        factor = weight / pivot
        for name, partial in own.items():
            if name != step.unknown and partial:
                bar[name] = bar.get(name, 0.0) - factor * partial
    return bar


def _through_block(swept: dict[str, float], plan: Plan, local: Mapping[str, Mapping[str, float]]) -> None:
    """Replace the slopes by the tears with what the residuals make of them."""
    rows = [_swept(local[each.id], plan.steps, local) for each in plan.residuals]
    size = len(plan.tears)
    if len(rows) != size:
        raise NotConvergedError(f"{size} unknowns of the block and {len(rows)} laws that judge them: no slope exists")
    matrix = [[row.get(tear, 0.0) for row in rows] for tear in plan.tears]
    weights = _solved(matrix, [swept.pop(tear, 0.0) for tear in plan.tears])
    for weight, row in zip(weights, rows, strict=True):
        for name, partial in row.items():
            if name not in plan.tears:
                swept[name] = swept.get(name, 0.0) - weight * partial


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve the transposed system of one or two tears."""
    if len(right) == 1:
        determinant = matrix[0][0]
        found = [right[0] / determinant] if determinant else []
    else:
        (a, b), (c, d) = matrix
        determinant = a * d - b * c
        found = [(right[0] * d - b * right[1]) / determinant, (a * right[1] - right[0] * c) / determinant] if determinant else []
    if not found:
        raise NotConvergedError("the block is singular here, so no slope exists")
    return found


# --- held in process ---------------------------------------------------------------------------------------------------


@frozen
class _Row:
    """A line of a fused function: like a step, with a name of its own."""

    instance: Instance
    unknown: str


class _Sheet:
    """The lines of a function that is being written."""

    def __init__(self, steps: Sequence[Step], forms: Sequence[Node]) -> None:
        self.rows = [_Row(step.instance, step.unknown) for step in steps]
        self.trees = list(forms)

    def add(self, instance: Instance, name: str, tree: Node) -> Node:
        """Write a line and return what later lines call it."""
        self.rows.append(_Row(instance, name))
        self.trees.append(tree)
        return Name(name)


def gradient_function(
    prepared: Prepared,
    steps: Sequence[Step],
    forms: Sequence[Node],
    target: str,
    inputs: Sequence[str],
    *,
    fixed: Mapping[str, Node],
) -> Callable[..., tuple[float, ...]] | None:
    """Return one plain function of the inputs that gives the target and its slope by every input, in their order.

    The steps are closed forms in which the `fixed` numbers are put in. Returns None where a partial cannot be said
    symbolically. At a kink the first of the tied branches is followed.
    """
    sheet = _Sheet(steps, forms)
    moving = {*inputs, *(step.unknown for step in steps)}
    bar: dict[str, Node] = {target: ONE}
    for step in reversed(steps):
        weight = bar.pop(step.unknown, None)
        if weight is None:
            continue
        found = derivative(step.instance)
        pivot = found.trees.get(step.unknown)
        names = [name for name in dict.fromkeys(step.instance.names) if name != step.unknown and name in moving]
        if pivot is None or set(names) & set(found.open):
            return None
        factor = sheet.add(step.instance, f"~{step.unknown}", negated(over(weight, substituted(pivot, fixed))))
        for name in names:
            term = times(factor, substituted(found.trees[name], fixed))
            bar[name] = plus(bar[name], term) if name in bar else term
    for name in inputs:
        sheet.add(steps[0].instance, f"~{name}", bar.get(name, ZERO))
    outputs = [("name", target, None), *(("name", f"~{name}", None) for name in inputs)]
    fused = fuse(inputs, sheet.rows, sheet.trees, outputs, lambda instance: dict(prepared.words(instance)))
    function: Callable[..., tuple[float, ...]] = fused.bind(FLOAT)
    return function
