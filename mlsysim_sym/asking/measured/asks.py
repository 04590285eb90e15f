"""A published figure as a question of the engine, and its evaluation: every number comes out of laws.

Questions that differ in numbers alone share one compiled plan, so that thousands of figures and the many evaluations of a
fit cost microseconds each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.judging import one_piece
from mlsysim_sym.asking.measured.spelling import known_device
from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.question import Question, system_of
from mlsysim_sym.valueclass import field, frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

Given = Mapping[str, Any]
Parts = Mapping[str, tuple[str, str, Mapping[str, str]]]
BROKEN = (ValueError, ZeroDivisionError, OverflowError)
SHAPES = {
    "layers": "layers", "hidden": "hidden_size", "heads": "heads", "kv_heads": "kv_heads", "ffn_hidden": "ffn_size",
    "vocab": "vocabulary_size", "head_dim": "head_dimension",
}  # fmt: skip
EXPERTS = ("n_routed_experts", "num_experts", "num_local_experts")  # what models call the number of their experts
EDITIONS = re.compile(
    r"[-\s._](hf|1124|instruct|chat|it|base|fp8|fp4|nvfp4|bf16|awq|gptq|int4|int8|w8a8|w4a16|dynamic|quantized|kv|v0\.1)\b"
)  # what names of the same shape end with
WORD = re.compile(r"[a-z0-9_]+")
SEPARATORS = re.compile(r"[-\s]+")


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
    parts: Parts = field(default_factory=dict)

    def within_domains(self, book: Book) -> None:
        """Raise UnpredictedError for a value outside of its variable's domain: a compiled plan takes any number."""
        system = system_of(self.question(book))
        for name, value in self.values.items():
            try:
                variable, number = system.variable(system.resolve(name)), base(value)
            except MlsysimError as error:
                raise UnpredictedError(said(error)) from None
            if number not in variable.domain:
                raise UnpredictedError(f"`{name}` = {value} lies outside its domain {variable.domain}")

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


def record_of_model(book: Book, name: object) -> str | None:
    """Return the record of a model by the name that a line has for it, None where there is none.

    >>> from mlsysim_sym.book.book import Book
    >>> record_of_model(Book.load(), "meta-llama/Llama-2-7b-hf")
    'models/language/llama_2_7b'
    """
    if not isinstance(name, str):
        return None
    if name in book.names("record"):
        return name
    written = name.rpartition("/")[2].lower()
    plain = EDITIONS.sub("", re.sub(r"^meta-", "", written))
    for each in (written, plain, re.sub(r"[-.\s]+", "_", re.sub(r"\bv(?=\d\.)", "", plain))):
        record = book.record_paths.get(each, "")
        if record.startswith("models/"):
            return str(record)
    return None


@frozen
class Row:
    """A figure with the helpers that its predictor reads it by."""

    book: Book
    case: Case

    def configured(self, **config: Any) -> Row:
        """Return the figure with other entries of its configuration."""
        return replace(self, case=replace(self.case, config={**self.case.config, **config}))

    def number(self, name: str) -> float:
        """Return a number of the configuration, or of the model's record; raise UnpredictedError where neither has it."""
        value = self.case.config.get(name)
        if value is None and name in SHAPES:
            value = self._recorded(SHAPES[name])
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise UnpredictedError(f"the line does not give `{name}`")
        return value

    def _recorded(self, variable: str) -> float | None:
        """Return a number of the record of the line's dense model."""
        name = record_of_model(self.book, self.case.config.get("model"))
        fields = self.book.record(name).fields if name else {}
        if variable not in fields or "experts" in fields:
            return None
        figure = fields[variable].figure
        return None if figure is None else figure.value().base

    def optional(self, name: str, default: float) -> float:
        """Return a number of the configuration, or of the model's record, or what the format takes for an absent one."""
        value = self._recorded(SHAPES[name]) if name in SHAPES and self.case.config.get(name) is None else None
        if value is not None:
            return value
        return default if self.case.config.get(name) is None else self.number(name)

    def word(self, name: str) -> str:
        """Return a text of the configuration."""
        value = self.case.config.get(name)
        if not isinstance(value, str):
            raise UnpredictedError(f"the line does not give `{name}`")
        return value

    @property
    def experts(self) -> float:
        """How many experts a layer of the line's model has, 0 where it says none."""
        return next((self.number(name) for name in EXPERTS if self.case.config.get(name)), 0)

    @property
    def generation(self) -> str:
        """The kind of links that the line's device has inside a node: devices of one kind share constants."""
        device = self.word("device")
        return str(toml("generations.toml").get(device, device))

    @property
    def device(self) -> str:
        """The record of the line's device."""
        name = self.word("device")
        unknown = toml("devices.toml")["unknown"]
        if name in unknown:
            raise UnpredictedError(f"the device `{name}` has no record: {unknown[name]}")
        for each in (name, SEPARATORS.sub("_", name.strip().lower())):
            record = known_device(self.book, each)
            if record is not None:
                return record
        raise UnpredictedError(f"the device `{name}` has no record")

    def precision(self, name: str = "precision") -> Mapping[str, Any]:
        """Return what a printed word for a number format stands for: the word of `compute_precision`, and bytes."""
        written, known = self.word(name), toml("precisions.toml")
        words = (written.lower(), *WORD.findall(written.lower()))  # whole, else the first word of it that is known
        found: Mapping[str, Any] | None = next((known[each] for each in words if each in known), None)
        if found is None:
            raise UnpredictedError(f"the number format `{written}` is not known")
        return self._had(found, known)

    def precision_or(self, otherwise: str) -> Mapping[str, Any]:
        """Return the number format of the line, that of another word where it names none."""
        if self.case.config.get("precision") is not None:
            return self.precision()
        found: Mapping[str, Any] = toml("precisions.toml")[otherwise]
        return found

    def multiplied(self, words: Iterable[str]) -> str | None:
        """Return the first of some words of `compute_precision` that the line's device has a peak for."""
        peaks = self.book.record(self.device).fields["peak_throughput"].figures
        return next((word for word in words if word in peaks), None)

    def _had(self, found: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a number format, computed in another of the same width where the device has only that."""
        field = self.book.record(self.device).fields.get("peak_throughput")
        words = {word for word, _ in field.all()} if field is not None else set()
        alike = (entry["compute"] for entry in known.values() if entry["key"] == found["key"])
        other = next((word for word in alike if word in words), None)
        return found if found["compute"] in words or other is None else {**found, "compute": other}


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
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, tuple):
        return float(value[0]) * _unit(value[1])
    return parse_value(value).base


@cache
def _unit(name: str) -> float:
    return parse_value(f"1 {name}").base if name else 1.0
