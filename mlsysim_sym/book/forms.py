"""A law solved for one of its variables, as values that show themselves: trees, text, LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from mlsysim_sym.errors import UnknownNameError, did_you_mean
from mlsysim_sym.reading.figures import symbols_of
from mlsysim_sym.reading.printing import latex, text
from mlsysim_sym.reading.tree import Node

if TYPE_CHECKING:
    from mlsysim_sym.book.law import Law

SAID = {
    "set": "where the law has one value; elsewhere the answer is a set",
    "step": "where the law has one value; elsewhere the answer is a set",
    "search": "no closed form: found by search",
}


class Solved(tuple[Node, ...]):  # noqa: SLOT001  (a tuple with slots can hold no names)
    """The closed forms of a variable of a law: one for each root, none where a search is needed.

    >>> import mlsysim_sym as ms
    >>> print(ms.law("ridge_point").solved_for("memory_bandwidth"))
    memory_bandwidth = peak_throughput / ridge_point
    """

    law: Law
    name: str
    route: str

    def __new__(cls, law: Law, name: str) -> Self:
        """Solve a law for a variable; raise UnknownNameError for one that it does not have."""
        from mlsysim_sym.book.invert import invert  # noqa: PLC0415  (the inverter reads laws)

        if name not in law.variables:
            hint = did_you_mean(name, list(law.variables)) or f"it has {', '.join(law.variables)}"
            raise UnknownNameError(f"law `{law.name}` has no variable `{name}`", names=(name,), hint=hint)
        found = invert(law, name)
        made = super().__new__(cls, found.forms)
        made.law, made.name, made.route = law, name, found.route
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Solved, (self.law, self.name)

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        rows = [f"{self.name} = {text(form)}" for form in self]
        said = SAID.get(self.route)
        return "\n".join([*rows, *([f"({said})"] if said else [])])

    def _repr_latex_(self) -> str:
        r"""Return the forms with the symbols of the glossary.

        >>> import mlsysim_sym as ms
        >>> ms.law("ridge_point").solved_for("memory_bandwidth")._repr_latex_()
        '$\\displaystyle B = \\frac{F}{I^{\\ast}}$'
        """
        from mlsysim_sym.book.book import Book  # noqa: PLC0415  (a book reads laws)

        if not self:
            return rf"$\displaystyle \text{{{SAID['search']}}}$"
        symbols = symbols_of(self.law.variables, lambda name: Book.load().variable(name).symbol)
        rows = (f"{symbols[self.name]} = {latex(form, lambda name: symbols[name])}" for form in self)
        joined = r",\quad ".join(rows)
        return rf"$\displaystyle {joined}$"
