"""A published figure as a question of the engine, and its evaluation: every number comes out of laws.

Questions that differ in numbers alone share one compiled plan, so that thousands of figures and the many evaluations of a
fit cost microseconds each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.judging import one_piece
from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.question import Question
from mlsysim_sym.valueclass import field, frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

Given = Mapping[str, Any]
BROKEN = (ValueError, ZeroDivisionError, OverflowError)


class UnpredictedError(Exception):
    """Why no law says anything about a figure."""


@frozen
class Ask:
    """What a figure asks: `target` of a solver or of laws, with records, words and values.

    `fit` names the fit whose constants are among the values, `ideal` holds the values that stand for no loss at all, from
    which the naive baseline is made. `keys` say which constants are the line's (its device, its precision ...), `spare` names
    those that it does not depend on, `foreign` those that only other devices' lines tell. `parts` takes variables from fits of
    single kernels as they are: the fit, its constant, and keys that differ from the line's.
    """

    target: str
    solver: str | None = None
    laws: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    values: Given = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    fit: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    ideal: Given = field(default_factory=dict)
    spare: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, str, Mapping[str, str]]] = field(default_factory=dict)

    def question(self, book: Book) -> Question:
        """Return the question."""
        return Question(book, self.solver, self.laws, self.slots, self.values, (), self.words)

    def with_values(self, values: Given) -> Ask:
        """Return the question with other values."""
        return replace(self, values={**self.values, **values})

    @property
    def structure(self) -> tuple[Any, ...]:
        """What the question's plan depends on, numbers aside."""
        slots, words = tuple(sorted(self.slots.items())), tuple(sorted(self.words.items()))
        return self.target, self.solver, self.laws, slots, words, tuple(sorted(self.values))


@frozen
class Row:
    """A figure with the helpers that its predictor reads it by."""

    book: Book
    case: Case

    def number(self, name: str) -> float:
        """Return a number of the configuration; raise UnpredictedError where it has none."""
        value = self.case.config.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise UnpredictedError(f"the line does not give `{name}`")
        return value

    def optional(self, name: str, default: float) -> float:
        """Return a number of the configuration, or what the format takes for an absent one."""
        return default if self.case.config.get(name) is None else self.number(name)

    def word(self, name: str) -> str:
        """Return a text of the configuration."""
        value = self.case.config.get(name)
        if not isinstance(value, str):
            raise UnpredictedError(f"the line does not give `{name}`")
        return value

    @property
    def device(self) -> str:
        """The record of the line's device."""
        name = self.word("device")
        known = toml("devices.toml")
        if name in known["unknown"]:
            raise UnpredictedError(f"the device `{name}` has no record: {known['unknown'][name]}")
        record = known.get(name, name)
        if record not in self.book.record_paths and record not in self.book.names("record"):
            raise UnpredictedError(f"the device `{name}` has no record")
        return str(record)

    def precision(self, name: str = "precision") -> Mapping[str, Any]:
        """Return what a printed word for a number format stands for: the word of `compute_precision`, and bytes."""
        written = self.word(name)
        found: Mapping[str, Any] | None = toml("precisions.toml").get(written.lower())
        if found is None:
            raise UnpredictedError(f"the number format `{written}` is not known")
        return found


class Evaluator:
    """Evaluates questions of one book, each structure compiled once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._made: dict[tuple[Any, ...], list[_Plan]] = {}

    def value(self, ask: Ask) -> float:
        """Return the target in coherent base units; raise UnpredictedError where laws give none."""
        plans = self._made.setdefault(ask.structure, [])
        plan = next((each for each in plans if all(ask.values[name] == value for name, value in each.fixed.items())), None)
        if plan is None:
            plan = self._planned(ask)
            plans.append(plan)
        try:
            return plan.function(ask.values)
        except BROKEN as error:
            raise UnpredictedError(f"the laws give no value: {error}") from None
        except MlsysimError as error:
            raise UnpredictedError(said(error)) from None

    def _planned(self, ask: Ask) -> _Plan:
        """Return a plan that takes the values which the answer uses; the others are `fixed` and belong to the plan."""
        question = ask.question(self.book)
        try:
            answer = question.solve(ask.target)
            used = {each.name for each in answer.trace.used}
            names = [name for name in ask.values if name in used]
            fixed = {name: value for name, value in ask.values.items() if name not in used}
            if not names:
                return _Plan(fixed, _constant(one_piece(answer).low))
            compiled = question.compiled(ask.target, names)
        except MlsysimError as error:
            raise UnpredictedError(said(error)) from None
        return _Plan(fixed, lambda values: float(compiled(*(base(values[name]) for name in names))))


@frozen(eq=False)
class _Plan:
    """A compiled question: `function` of the values that it uses, `fixed` values that another answer may need."""

    fixed: Given
    function: Callable[[Given], float]


def said(error: MlsysimError) -> str:
    """Return an error in one line."""
    return "; ".join((error.message, *error.detail[:2]))


def _constant(value: float) -> Callable[[Given], float]:
    return lambda _: value


def solved(book: Book, ask: Ask) -> tuple[float, tuple[str, ...]]:
    """Return a target by a whole solve, with every check, and the laws that gave it."""
    answer = ask.question(book).solve(ask.target)
    return one_piece(answer).low, answer.laws


def written(value: float, unit: str) -> float | tuple[float, str]:
    """Return a number as a question takes it."""
    return (value, unit) if unit else value


def base(value: Any) -> float:  # noqa: ANN401  (a number, a text, or a number with its unit)
    """Return a value in coherent base units."""
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, tuple):
        return float(value[0]) * _unit(value[1])
    return parse_value(value).base


_UNITS: dict[str, float] = {}


def _unit(name: str) -> float:
    if not name:
        return 1.0
    if name not in _UNITS:
        _UNITS[name] = parse_value(f"1 {name}").base
    return _UNITS[name]
