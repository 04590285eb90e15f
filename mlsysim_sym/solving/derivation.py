"""The step log of an answer as a derivation: each law, solved for its unknown, with numbers put in and the value.

A derivation is made from the author's own trees under the names of the question, so factors stand where the author put
them. It holds trees and values; `telling` prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.errors import QuestionError
from mlsysim_sym.reading.tree import Node, Statement
from mlsysim_sym.solving.citing import Cited
from mlsysim_sym.solving.numbers import Notation, notation_of
from mlsysim_sym.valueclass import field, frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Answer


@frozen
class DerivedStep:
    """One law that gives one unknown. Trees are under the question's names.

    `numbers` is what is evaluated: the solved form, or the law's right side, with its cases decided; None where a set or a
    search gave the value. `values` has one value for each part of the answer (None where it is not known), `rejected` what
    the solved form gives where that does not satisfy the law.
    """

    number: int
    label: str
    title: str
    citations: tuple[Cited, ...]
    unknown: str
    statement: Statement
    route: str
    solved: Node | None
    numbers: Node | None
    values: tuple[float | None, ...]
    environment: Mapping[str, float] = field(repr=False)
    rejected: float | None = None
    searched: bool = False
    regime: str = ""
    note: str = ""

    @property
    def value(self) -> float | None:
        """The unknown's value at the first part of the answer."""
        return self.values[0] if self.values else None


@frozen
class Search:
    """The unknowns that were searched for, what judged them, and the roots found."""

    tears: tuple[str, ...]
    judges: tuple[str, ...]
    roots: int
    certificate: str


@frozen
class Check:
    """A statement that the values were put into: a law left over to judge a search, a limit, or a requirement."""

    label: str
    title: str
    role: str
    statement: Statement
    sides: tuple[Node, Node]
    values: tuple[float | None, float | None]
    environment: Mapping[str, float] = field(repr=False)
    holds: bool | None = None
    slack: float | None = None
    citations: tuple[Cited, ...] = ()


@frozen
class Derivation:
    """How an answer follows: steps in the order of the plan, what was searched for, what was checked, and the result.

    >>> import mlsysim_sym as ms
    >>> answer = ms.solve("memory_bandwidth", ridge_point="100 FLOP/B", peak_throughput="1.0 PFLOP/s")
    >>> print(ms.expression_text(answer.derivation.steps[0].solved))
    peak_throughput / ridge_point
    """

    answer: Answer
    steps: tuple[DerivedStep, ...]
    search: Search | None
    checks: tuple[Check, ...]
    reasons: tuple[str, ...]
    notation: Notation = field(repr=False)

    def noted(self, digits: int | None, unit: str | None) -> Derivation:
        """Return the derivation with other digits, or with the first unknown in a unit."""
        if digits is None and unit is None:
            return self
        made = notation_of(self.answer, self.notation.symbols, digits or self.notation.digits, unit)
        return replace(self, notation=made if unit else replace(made, units=self.notation.units))

    def plot(self, path: str | None = None) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        """Return the graph of which law gives what, and write it into a file if one is named; needs the extra `plot`."""
        from mlsysim_sym.telling.plots.graph import graph_plot  # noqa: PLC0415  (objects print themselves by telling)
        from mlsysim_sym.telling.plots.style import save  # noqa: PLC0415

        drawn = graph_plot(self.answer)
        if path is not None:
            save(drawn, path)
        return drawn

    def text(self, digits: int | None = None, unit: str | None = None) -> str:
        """Return the derivation for a terminal, 80 columns wide."""
        from mlsysim_sym.telling.derived import derivation_page  # noqa: PLC0415  (objects print themselves by telling)

        return derivation_page(self.noted(digits, unit)).text()

    def markdown(self, digits: int | None = None, unit: str | None = None) -> str:
        """Return the derivation as Markdown with LaTeX between `$$`."""
        from mlsysim_sym.telling.derived import derivation_page  # noqa: PLC0415

        return derivation_page(self.noted(digits, unit)).markdown()

    def latex(self, digits: int | None = None, unit: str | None = None) -> str:
        """Return the derivation as the body of a LaTeX document that loads amsmath and amssymb."""
        from mlsysim_sym.telling.latex import derivation_latex  # noqa: PLC0415

        return derivation_latex(self.noted(digits, unit))

    def result_latex(self, digits: int | None = None, unit: str | None = None) -> str:
        """Return the result alone as LaTeX."""
        from mlsysim_sym.telling.latex import result_latex  # noqa: PLC0415

        return result_latex(self.answer, self.noted(digits, unit).notation)

    def to_dict(self, digits: int | None = None, unit: str | None = None) -> dict[str, Any]:
        """Return the derivation as JSON."""
        from mlsysim_sym.telling.shapes import derivation_shape  # noqa: PLC0415

        return derivation_shape(self.noted(digits, unit))

    def __str__(self) -> str:
        return self.text()

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.result_latex()}$"

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from mlsysim_sym.telling.bundles import bundle_of_derivation  # noqa: PLC0415

        return bundle_of_derivation(self)


def derivation(answer: Answer, digits: int | None = None, unit: str | None = None) -> Derivation:
    """Return how an answer follows; `unit` is for the first unknown, `digits` for all numbers."""
    if answer.trace is None:
        raise QuestionError(f"the answer for `{answer.target}` has lost its steps", names=(answer.target,))
    from mlsysim_sym.solving.deriving import Deriver  # noqa: PLC0415  (it makes what is defined here)

    return Deriver(answer).derivation(digits, unit)
