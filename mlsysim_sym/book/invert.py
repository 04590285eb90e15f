"""The inverter: a law's statement solved for one of its variables, on the author's own tree.

Four routes, tried in this order:

1. *forward*: the variable is the left side; nothing to do.
2. *peel*: the variable stands once; everything around it is moved across, operation by operation. Where the way passes
   a corner (`min max abs case`) or a step (`ceil floor round`) the answer is a set, computed by `book.sets`.
3. *collect*: it stands several times, but the statement is a ratio of at most three powers of it (or of one expression
   that contains it): linear, a power, or a quadratic. Corners are split into branches first.
4. *search*: none of these; the solver looks for all roots in the domain.

Forms are candidates: the solver puts each back into the law and keeps those that satisfy it. So a branch needs no guard
and a squared equation loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache

from mlsysim_sym.book.collect import split
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.peel import NoForm, on_the_way, peel
from mlsysim_sym.reading.tree import Comparison, Name, Node, Statement, occurrences
from mlsysim_sym.valueclass import frozen, replace


@frozen
class Inverse:
    """How a law is solved for a variable.

    `route` is forward, closed, set, step, limit, divides or search. `forms` are trees over the other variables, each a
    candidate; `needs_set` says that the answer may be more than points.
    """

    law: Law
    name: str
    route: str
    forms: tuple[Node, ...]

    @property
    def needs_set(self) -> bool:
        """Whether the answer may hold intervals, so that the forms alone are not enough."""
        return self.route in {"set", "step", "limit"}


@lru_cache(maxsize=8192)
def invert(law: Law, name: str) -> Inverse:
    """Return how `law` is solved for `name`; a name that the law lacks is a KeyError."""
    if name not in law.variables:
        raise KeyError(f"law `{law.name}` has no variable `{name}`")
    statement = law.effective
    if statement.relation == "divides":
        return Inverse(law, name, "divides", ())
    special = [form for point in law.points if occurrences(point.when, name) for form in _point_forms(point.when, name)]
    if special:
        plain = invert(replace(law, points=()), name)
        route = "closed" if plain.route == "closed" else "search"
        return Inverse(law, name, route, (*plain.forms, *special))
    left, right = statement.left, statement.right
    if left == Name(name) and not occurrences(right, name):
        return Inverse(law, name, "forward" if statement.relation == "=" else "limit", (right,))
    if occurrences(statement, name) == 1:
        return _peeled(law, name, statement)
    if statement.relation == "=":
        with suppress(NoForm):
            return Inverse(law, name, "closed", split(left, right, name))
    return Inverse(law, name, "search", ())


def _point_forms(when: Comparison, name: str) -> Iterable[Node]:
    """Yield the value at which a degenerate point stands, as one more candidate."""
    side, other = (when.left, when.right) if occurrences(when.left, name) else (when.right, when.left)
    if occurrences(side, name) == 1 and not occurrences(other, name):
        yield from peel(side, name, other)


def _peeled(law: Law, name: str, statement: Statement) -> Inverse:
    side, other = (statement.left, statement.right) if occurrences(statement.left, name) else (statement.right, statement.left)
    corner, step, blocked = on_the_way(side, name)
    if blocked:
        return Inverse(law, name, "search", ())
    route = "closed"
    if statement.relation != "=":
        route = "limit"
    elif step:
        route = "step"
    elif corner:
        route = "set"
    try:
        forms = () if step else tuple(peel(side, name, other))
    except NoForm:
        forms = ()
        route = "search" if route == "closed" else route
    return Inverse(law, name, route, forms)
