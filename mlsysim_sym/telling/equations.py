"""The lines of a derivation's step and check: as text, and as LaTeX rows that align at the relation."""

from __future__ import annotations

from collections.abc import Iterator

from mlsysim_sym.reading.figures import GLUE, Written, numbers_latex, numbers_text
from mlsysim_sym.reading.printing import LatexPrinter, text
from mlsysim_sym.reading.tree import Name, Node, Number, Statement, names_in
from mlsysim_sym.solving.derivation import Check, DerivedStep
from mlsysim_sym.solving.numbers import Notation

SIGNS = {"=": "=", "<=": r"\le", ">=": r"\ge", "divides": r"\mid"}
ROUTES = {
    "set": "solved by branches",
    "step": "solved by its steps",
    "search": "solved by search",
    "limit": "solved as a limit",
    "divides": "solved by trial",
}


def way(step: DerivedStep, roots: int, certificate: str) -> str:
    """Return how an unknown was found where no closed form says it, and at which degenerate point."""
    said = [step.note] if step.note else []
    if step.route in ROUTES and step.solved is None:
        said.append(ROUTES[step.route])
        if step.route == "search":
            proven = "proven" if certificate != "numeric" else "found, not proven to be all"
            said[-1] += f", {roots} {'root' if roots == 1 else 'roots'} {proven}"
    elif step.route == "set":
        said.append(ROUTES["set"])
    return "; ".join(said)


# --- text --------------------------------------------------------------------------------------------------------------


def step_lines(step: DerivedStep, notation: Notation) -> Iterator[str]:
    """Yield the lines of a step: the law, solved for the unknown, with numbers, the value."""
    if step.note:
        yield f"{step.note}: {text(step.statement)}"
    else:
        yield text(step.statement)
    if step.solved is not None:
        yield f"{step.unknown} = {text(step.solved)}"
    values = [notation.written(step.unknown, value).text.replace(" ", GLUE) for value in step.values if value is not None]
    if not values and step.rejected is not None:
        values = [f"{notation.written(step.unknown, step.rejected).text.replace(' ', GLUE)}, which does not satisfy it"]
    if not values:
        return
    if _tells(step):
        yield f"  = {numbers_text(step.numbers, _shown(step.environment, notation))}"  # type: ignore[arg-type]
    direct = step.solved is not None or step.numbers is not None
    yield f"{'  ' if direct else f'{step.unknown} '}= {' or '.join(dict.fromkeys(values))}"


def check_lines(check: Check, notation: Notation) -> Iterator[str]:
    """Yield the lines of a check: the statement (a requirement's label is one already), and both sides' values."""
    if check.role != "requirement":
        yield text(check.statement)
    left, right = check.values
    if left is not None and right is not None:
        sides = [written_side(check, place, notation).text.replace(" ", GLUE) for place in (0, 1)]
        yield f"  {sides[0]} {check.statement.relation} {sides[1]}{'   fails' if check.holds is False else ''}"


def written_side(check: Check, place: int, notation: Notation) -> Written:
    """Return one side of a check as a number, in the unit of a variable of its dimension."""
    value = check.values[place]
    node = check.sides[place]
    if isinstance(node, Name):
        return notation.written(node.name, float(value or 0.0))
    other = check.sides[1 - place]
    name = other.name if isinstance(other, Name) else next(iter(names_in(check.statement)), "")
    return notation.written(name, float(value or 0.0))


def _tells(step: DerivedStep) -> bool:
    """Whether a line with numbers says more than the value."""
    return (
        step.numbers is not None
        and not isinstance(step.numbers, Name)
        and bool(names_in(step.numbers))
        and set(names_in(step.numbers)) <= set(step.environment)
    )


def _shown(environment: object, notation: Notation):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return lambda name: notation.written(name, environment[name])  # type: ignore[index]


# --- LaTeX -------------------------------------------------------------------------------------------------------------


def statement_row(statement: Statement, notation: Notation) -> str:
    """Return a statement as one row."""
    printer = LatexPrinter(notation.symbol)
    return f"{printer.node(statement.left)} &{SIGNS[statement.relation]} {printer.node(statement.right)}"


def tree_latex(node: Node, notation: Notation) -> str:
    """Return a tree with its symbols."""
    return LatexPrinter(notation.symbol).node(node)


def step_rows(step: DerivedStep, notation: Notation) -> Iterator[str]:
    """Yield the rows of a step."""
    yield statement_row(step.statement, notation)
    symbol = notation.symbol(step.unknown)
    if step.solved is not None:
        yield f"{symbol} &= {tree_latex(step.solved, notation)}"
    values = [notation.written(step.unknown, value).latex for value in step.values if value is not None]
    if not values and step.rejected is not None:
        values = [rf"{notation.written(step.unknown, step.rejected).latex} \quad\text{{(does not satisfy it)}}"]
    if not values:
        return
    if _tells(step):
        yield f"&= {numbers_latex(step.numbers, _shown(step.environment, notation))}"  # type: ignore[arg-type]
    direct = step.solved is not None or step.numbers is not None
    joined = r" \;\text{ or }\; ".join(dict.fromkeys(values))
    yield f"{'' if direct else f'{symbol} '}&= {joined}"


def check_rows(check: Check, notation: Notation) -> Iterator[str]:
    """Yield the rows of a check; a literal side of a requirement shows its unit."""
    bound = check.statement.right
    if check.role == "requirement" and isinstance(bound, Number) and check.values[1] is not None:
        left = tree_latex(check.statement.left, notation)
        yield f"{left} &{SIGNS[check.statement.relation]} {written_side(check, 1, notation).latex}"
    else:
        yield statement_row(check.statement, notation)
    if None not in check.values:
        left, right = (written_side(check, place, notation).latex for place in (0, 1))
        negated = r"\not" if check.holds is False else ""
        yield f"{left} &{negated}{SIGNS[check.statement.relation]} {right}"
