"""A question as a value: what is asked, of which laws, and what is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.reading.values import kept
from mlsysim_sym.solving.inputs import LAYERS, Input
from mlsysim_sym.solving.requirements import accepted, parse_requirement, required_instance
from mlsysim_sym.solving.resolving import Resolved, badge_of, resolve, system_of
from mlsysim_sym.solving.verbs import Verbs
from mlsysim_sym.valueclass import field, frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.asking.explain import Explanation
    from mlsysim_sym.solving.compiled import Compiled
    from mlsysim_sym.solving.derivation import Derivation
    from mlsysim_sym.solving.plan import Plan

__all__ = [
    "LAYERS",
    "Input",
    "Question",
    "Resolved",
    "accepted",
    "badge_of",
    "parse_requirement",
    "required_instance",
    "resolve",
    "system_of",
]


@frozen
class Question(Verbs):
    """What is asked of which laws; a frozen value, so that variants share what they do not change.

    `solver` or `laws` names the laws, or neither (the whole book). `slots` fills slots with records, `values` gives
    variables, `required` states comparisons, `choices` chooses words and laws.
    """

    book: Book
    solver: str | None = None
    laws: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)

    # --- variants ------------------------------------------------------------------------------------------------------

    def given(self, **values: Any) -> Question:
        """Return the question with more given (a scope's dot is written as two underscores in Python names)."""
        return replace(self, values={**self.values, **{name: kept(value) for name, value in _dotted(values).items()}})

    def require(self, *statements: str) -> Question:
        """Return the question with more requirements, as in `require("time_per_output_token <= 30 ms")`."""
        return replace(self, required=(*self.required, *statements))

    def without(self, *names: str) -> Question:
        """Return the question without some of what is given."""
        return replace(self, values={key: value for key, value in self.values.items() if key not in names})

    def choose(self, **words: str) -> Question:
        """Return the question with more choices of words or laws."""
        return replace(self, choices={**self.choices, **_dotted(words)})

    def with_(self, **records: str) -> Question:
        """Return the question with more slots filled."""
        return replace(self, slots={**self.slots, **_dotted(records)})

    # --- answers -------------------------------------------------------------------------------------------------------

    def solve(self, *targets: str) -> Any:  # noqa: ANN401  (an Answer, or for a choice a WordAnswer)
        """Return the checked answer for one or several unknowns."""
        from mlsysim_sym.solving.solve import solve  # noqa: PLC0415  (questions are made without being solved)

        return solve(self, targets)

    def plan(self, *targets: str) -> Plan:
        """Return the plan for one or several unknowns, without solving anything."""
        from mlsysim_sym.solving.solve import prepared  # noqa: PLC0415

        self._no_choice(*targets)
        return prepared(self, targets).plan

    def derive(self, *targets: str) -> Derivation:
        """Return the derivation of the answer."""
        found: Derivation = self.solve(*targets).derivation
        return found

    def explain(self, target: str) -> Explanation:
        """Return where a value comes from: its breakdown, what binds, and what moves it most."""
        from mlsysim_sym.asking.explain import explain  # noqa: PLC0415

        self._no_choice(target)
        return explain(self, target)

    def _no_choice(self, *targets: str) -> None:
        for name in targets:
            if name.rpartition(".")[2] in self.book.names("choice"):
                from mlsysim_sym.solving.worded import no_steps  # noqa: PLC0415  (only a wrong question pays for it)

                raise no_steps(name)

    def compiled(self, targets: str | Iterable[str], inputs: Iterable[str]) -> Compiled:
        """Return a plain function of some of the numbers, in base units, for many evaluations in one process."""
        from mlsysim_sym.solving.compiled import compiled  # noqa: PLC0415

        return compiled(self, (targets,) if isinstance(targets, str) else tuple(targets), tuple(inputs))

    def to_dict(self) -> dict[str, Any]:
        """Return the question as it is saved."""
        parts: dict[str, Any] = {
            "solver": self.solver,
            "laws": list(self.laws),
            "with": dict(self.slots),
            "given": {key: str(value) for key, value in self.values.items()},
            "require": list(self.required),
            "choose": dict(self.choices),
        }
        return {key: value for key, value in parts.items() if value}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from mlsysim_sym.telling.bundles import bundle, question_page  # noqa: PLC0415
        from mlsysim_sym.telling.shapes import question_shape  # noqa: PLC0415

        return bundle(question_page(self), question_shape(self))


def _dotted(names: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "."): value for name, value in names.items()}
