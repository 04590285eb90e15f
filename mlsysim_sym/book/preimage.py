"""Set-valued inverses: the preimage of a set under everything around a variable that stands once."""

from __future__ import annotations

from mlsysim_sym.book.emit import Emitter, Source, function
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.peel import NoForm
from mlsysim_sym.reading.tree import Binary, Branch, Call, Case, Name, Negative, Node, Statement, occurrences


def set_source(law: Law, name: str, others: tuple[str, ...], words: dict[str, str]) -> Source | None:
    """Return the source of a function of the other variables that gives the set of a variable, if it stands once.

    The function's last parameter, `widen`, moves the target outwards by a relative amount (0 for the plain answer).
    """
    statement = law.effective
    if statement.relation == "divides" or occurrences(statement, name) != 1:
        return None
    on_left = bool(occurrences(statement.left, name))
    side, other = (statement.left, statement.right) if on_left else (statement.right, statement.left)
    emitter = Emitter({each: f"v{index}" for index, each in enumerate(others)}, words)
    start = f"target({emitter.node(other)}, {_sense(statement, on_left=on_left)!r}, widen)"
    try:
        shown = _preimage(side, name, start, emitter)
    except NoForm:
        return None
    return function([*emitter.locals_of.values(), "widen"], (), shown, emitter)


def _sense(statement: Statement, *, on_left: bool) -> str:
    if statement.relation == "=":
        return "="
    return "<=" if (statement.relation == "<=") == on_left else ">="


def _preimage(node: Node, name: str, target: str, emitter: Emitter) -> str:
    match node:
        case Name():
            return target
        case Negative(operand):
            return _preimage(operand, name, f"{target}.negated()", emitter)
        case Binary():
            inside, moved = _preimage_binary(node, name, target, emitter)
            return _preimage(inside, name, moved, emitter)
        case Call(called, arguments):
            inside, moved = _preimage_call(called, arguments, name, target, emitter)
            return _preimage(inside, name, moved, emitter)
        case Case(branches):
            return _preimage_case(branches, name, target, emitter)
    raise NoForm


def _preimage_binary(node: Binary, name: str, target: str, emitter: Emitter) -> tuple[Node, str]:
    operator, left, right = node.operator, node.left, node.right
    if operator == "^":
        if occurrences(right, name):
            return right, f"exponents({target}, {emitter.node(left)})"
        return left, f"{target}.power({emitter.node(right)})"
    if occurrences(left, name):
        other = emitter.node(right)
        moved = {"+": f"shifted(-({other}))", "-": f"shifted({other})", "*": f"divided({other})", "/": f"multiplied({other})"}
        return left, f"{target}.{moved[operator]}"
    other = emitter.node(left)
    moved = {"+": f"shifted(-({other}))", "-": f"negated().shifted({other})", "*": f"divided({other})", "/": f"below({other})"}
    return right, f"{target}.{moved[operator]}"


def _preimage_call(called: str, arguments: tuple[Node, ...], name: str, target: str, emitter: Emitter) -> tuple[Node, str]:
    inside = next(part for part in arguments if occurrences(part, name))
    others = [emitter.node(part) for part in arguments if part is not inside]
    if called in {"min", "max"}:
        corner = others[0] if len(others) == 1 else f"{called}({', '.join(others)})"
        return inside, f"{target}.{'above_or' if called == 'min' else 'below_or'}({corner})"
    methods = {"abs": "absolute()", "ceil": "ceiled()", "floor": "floored()", "round": "rounded()"}
    if called in methods:
        return inside, f"{target}.{methods[called]}"
    if called in {"sqrt", "exp", "log", "log2", "log10", "erf", "normal_quantile"}:
        return inside, f"undo_{called}({target})"
    raise NoForm


def _preimage_case(branches: tuple[Branch, ...], name: str, target: str, emitter: Emitter) -> str:
    rows = []
    for branch in branches:
        if branch.condition is not None and occurrences(branch.condition, name):
            raise NoForm
        holds = "None" if branch.condition is None else f"(lambda: {emitter.condition(branch.condition)})"
        if occurrences(branch.value, name):
            value = _preimage(branch.value, name, target, emitter)
        else:
            value = f"everything_if({target}, {emitter.node(branch.value)})"
        rows.append(f"({holds}, (lambda: {value}))")
    return f"case(({', '.join(rows)},))"
