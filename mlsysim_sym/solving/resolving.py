"""A question's numbers, layer by layer: given > choice > record > solver default > glossary default.

A later layer is shadowed by an earlier one and listed, never in conflict with it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.system import Instance, System, inherited, joined, of_laws, whole_book
from mlsysim_sym.errors import (
    MlsysimError,
    OutOfDomainError,
    QuestionError,
    UndecidedError,
    UnknownNameError,
    did_you_mean,
)
from mlsysim_sym.reading.sources import Citation
from mlsysim_sym.reading.values import Value, parse_value
from mlsysim_sym.reading.variable import Variable, check_dimension
from mlsysim_sym.solving.inputs import LAYERS, Convention, Input
from mlsysim_sym.solving.requirements import accepted, required_instance
from mlsysim_sym.valueclass import field, mutable, replace

if TYPE_CHECKING:
    from mlsysim_sym.book.choice import Setting
    from mlsysim_sym.book.registry import Figure, Record
    from mlsysim_sym.solving.question import Question


@mutable
class Resolved:
    """A question's numbers: `inputs` by system name; `pending` names numbers that an open choice keeps back."""

    system: System
    inputs: dict[str, Input]
    words: dict[str, str]
    chosen_laws: dict[str, str]
    requirements: list[Instance]
    released: dict[str, Input] = field(default_factory=dict)
    pending: dict[str, MlsysimError] = field(default_factory=dict)
    checks: dict[str, Input] = field(default_factory=dict)
    empty_slots: tuple[str, ...] = ()
    asked_laws: dict[str, str] = field(default_factory=dict)
    asked_words: tuple[str, ...] = ()

    def settle(self, names: Container[str] | None = None) -> None:
        """Read the conventions among some names (all of them if none are named) and drop the others."""
        for numbers in (self.inputs, self.released):
            for name, number in list(numbers.items()):
                if isinstance(number, Convention):
                    if names is None or name in names:
                        numbers[name] = number.settled
                    else:
                        del numbers[name]


def system_of(question: Question) -> System:
    """Return the system of a question's laws."""
    if question.solver and question.laws:
        raise QuestionError("a question names a solver or laws, not both")
    return _system(question.book, question.solver, tuple(question.laws))


@lru_cache(maxsize=64)
def _system(book: Book, solver: str | None, laws: tuple[str, ...]) -> System:
    if solver:
        from mlsysim_sym.book.compose import of_solver  # noqa: PLC0415  (questions of a few laws do without)

        return of_solver(book, solver)
    return of_laws(book, laws) if laws else whole_book(book)


def resolve(question: Question, targets: Iterable[str]) -> Resolved:
    """Return a question's numbers, layer by layer."""
    found = standing(question, targets)
    found.settle()
    return found


def standing(question: Question, targets: Iterable[str]) -> Resolved:
    """Return a question's numbers with the conventions of the glossary unread."""
    return _Resolver(question).resolve(tuple(targets))


class _Resolver:
    def __init__(self, question: Question) -> None:
        self.question = question
        self.book = question.book
        self.system = system_of(question)
        self.records = [(slot, self.book.record(name)) for slot, name in question.slots.items()]
        self.layers: dict[str, dict[str, Input]] = {layer: {} for layer in LAYERS}
        self.pending: dict[str, MlsysimError] = {}
        self.checks: dict[str, Input] = {}
        self._add_parts()

    def _add_parts(self) -> None:
        for slot, record in self.records:
            for scope in self.system.scopes_fed(slot):
                if record.parts:
                    from mlsysim_sym.book.assembly import parts_of  # noqa: PLC0415  (few records have parts)

                    instances, given = parts_of(self.system, record, slot, scope)
                    self.system = self.system.with_instances(instances)
                    self.system.given |= given

    def resolve(self, targets: tuple[str, ...]) -> Resolved:
        words, laws = self._choices()
        self._given()
        self._choice_settings(words)
        self._records(words)
        for name, (setting, record) in self.system.given.items():
            self._set("record", name, self._setting(name, setting, "record", record))
        for name, setting in self.system.defaults.items():
            if name in self.system.names:
                self._set("solver", name, self._setting(name, setting, "solver"))
        for name in self.system.names:
            if name.rpartition(".")[2] in self.book.defaulted:
                self._set("glossary", name, Convention(self.system, name))
        requirements = [required_instance(self.system, text) for text in self.question.required]
        return self._joined(targets, words, laws, requirements)

    def _set(self, layer: str, name: str, value: Input) -> None:
        self.layers[layer].setdefault(name, value)

    # choices
    def _choices(self) -> tuple[dict[str, str], dict[str, str]]:
        levels = [self.question.choices, self._chosen_by_records(), self.system.choose]
        words: dict[str, str] = {}
        laws: dict[str, str] = {}
        for level in levels:
            fresh: dict[str, str] = {}
            for key, word in level.items():
                self._choose(key, word, fresh, laws)
            words |= {key: word for key, word in fresh.items() if key not in words}
        for name in self.book.names("choice"):
            default = self.book.choice(name).default
            if default and name not in words:
                words[name] = default
                self._also(name, default, words)
        for key, word in words.items():
            scope, _, choice = key.rpartition(".")
            for variable, law in self.book.choice(choice).word(word).use.items():
                laws.setdefault(joined(scope, variable), law)
        return words, laws

    def _chosen_by_records(self) -> dict[str, str]:
        """Return the words that records choose in the scopes that they fill; raise UndecidedError where two differ."""
        found: dict[str, tuple[str, Record]] = {}
        for slot, record in self.records:
            for scope in self.system.scopes_fed(slot):
                for choice, word in record.choose.items():
                    key = joined(scope, choice)
                    before, first = found.setdefault(key, (word, record))
                    if before != word and key not in self.question.choices:
                        raise UndecidedError(
                            f"two records choose `{key}`",
                            names=(key,),
                            candidates=(before, word),
                            detail=(f"{first.name}: {before}", f"{record.name}: {word}"),
                            hint=f"choose {key} = {before} or {word}",
                        )
        return {key: word for key, (word, _) in found.items()}

    def _choose(self, key: str, word: str, words: dict[str, str], laws: dict[str, str]) -> None:
        last = key.rpartition(".")[2]
        if last in self.book.names("choice"):
            self.book.choice(last).word(word)
            words[key] = word
            self._also(key, word, words)
            return
        if word not in self.book.names("law"):
            known = [*self.book.names("choice"), *self.book.variables]
            raise UnknownNameError(
                f"`{key} = {word}` chooses nothing: `{last}` is no choice and `{word}` no law",
                names=(key, word),
                hint=did_you_mean(last, known) or did_you_mean(word, list(self.book.names("law"))),
            )
        if self.book.summary(word)["target"] != last:
            raise QuestionError(
                f"`{key} = {word}` cannot be chosen: `{word}` gives `{self.book.summary(word)['target']}`",
                names=(key, word),
                hint=f"one of {', '.join(self.book.laws_for.get(last, ())) or 'no law'}",
            )
        laws.setdefault(self.system.canonical(key), word)

    def _also(self, key: str, word: str, words: dict[str, str]) -> None:
        scope, _, choice = key.rpartition(".")
        for other, its_word in self.book.choice(choice).word(word).also.items():
            full = joined(scope, other)
            if full not in words:
                words[full] = its_word
                self._also(full, its_word, words)

    def _word(self, choice: str, scope: str, words: Mapping[str, str]) -> str | None:
        """Return the word of a choice in a scope, looked for outwards."""
        return inherited(words, joined(scope, choice))

    def _choice_settings(self, words: Mapping[str, str]) -> None:
        for key in words:
            scope, _, choice = key.rpartition(".")
            for variable, setting in self.book.choice(choice).word(words[key]).set.items():
                for name in self.system.names_called.get(variable, ()):
                    inner = name.rpartition(".")[0]
                    if self._word(choice, inner, words) == words[key] and _covers(scope, inner):
                        self._set("choice", name, self._setting(name, setting, "choice", f"{choice} = {words[key]}"))

    # values
    def _given(self) -> None:
        for written, raw in self.question.values.items():
            name = self.system.resolve(written)
            try:
                value = read_given(written, raw, self.system.variable(name))
            except MlsysimError as error:
                error.subject, error.names = written, error.names or (name,)
                raise
            self._set("given", name, Input(name, value, "given", "given"))

    def _setting(self, name: str, setting: Setting, layer: str, record: str | None = None) -> Input:
        variable = self.system.variable(name)
        value = accepted(parse_value(setting.text), variable)
        check_dimension(value, variable.unit, f"`{name}`", setting.where, ())
        badge = "default" if layer != "record" else badge_of(self.book, setting.citations)
        return Input(name, value, layer, badge, setting.citations, record=record, why=setting.why, spread=setting.spread)

    def _records(self, words: Mapping[str, str]) -> None:
        fed: dict[str, str] = {}
        for slot, record in self.records:
            for scope in self.system.scopes_fed(slot):
                for field_name in record.fields:
                    self._feed(scope, record, field_name, words, fed)

    def _feed(self, scope: str, record: Record, field_name: str, words: Mapping[str, str], fed: dict[str, str]) -> None:
        name = self.system.canonical(joined(scope, field_name))
        if name not in self.system.names:
            return
        entry = record.fields[field_name]
        try:
            figure = entry.chosen(self._word(entry.by, scope, words) if entry.by else None, record.name)
        except MlsysimError as error:
            self.pending[name] = error
            return
        variable = self.system.variable(name)
        value = figure.value()
        check_dimension(value, variable.unit, f"`{field_name}` of `{record.name}`", figure.place, variable.accepts)
        cited = (figure.citation,)
        badge = badge_of(self.book, cited, figure)
        made = Input(name, accepted(value, variable), "record", badge, cited, figure, record.name, spread=figure.spread)
        if figure.role == "check":
            self.checks[name] = made
        elif fed.setdefault(name, record.name) != record.name and self.layers["record"][name].base != made.base:
            raise UndecidedError(
                f"two records give `{name}`",
                names=(name,),
                candidates=(fed[name], record.name),
                detail=(f"{fed[name]}: {self.layers['record'][name].value.text}", f"{record.name}: {value.text}"),
                hint=f"give `{name}` yourself",
            )
        else:
            self._set("record", name, made)

    # joining
    def _joined(
        self, targets: tuple[str, ...], words: dict[str, str], laws: dict[str, str], requirements: list[Instance]
    ) -> Resolved:
        wanted = [self.system.resolve(target) for target in targets]
        inputs: dict[str, Input] = {}
        shadowed: dict[str, list[str]] = {}
        released: dict[str, Input] = {}
        for layer in LAYERS:
            for name, value in self.layers[layer].items():
                if name in inputs:
                    shadowed.setdefault(name, []).append(f"{layer}: {value.value.text}")
                elif name in wanted and layer != "given":
                    released.setdefault(name, value)
                else:
                    inputs[name] = value
        inputs |= {name: replace(inputs[name], replaces=tuple(instead)) for name, instead in shadowed.items()}
        return Resolved(
            self.system,
            inputs,
            words,
            laws,
            requirements,
            released,
            {name: error for name, error in self.pending.items() if name not in inputs and name not in wanted},
            self.checks,
            empty_slots=self._empty_slots(),
            asked_laws=self._asked_laws(),
            asked_words=() if self.question.laws else tuple(key for key in self.question.choices if key in words),
        )

    def _asked_laws(self) -> dict[str, str]:
        """Return the laws that the question itself chooses, by the variable that each gives."""
        choices = self.book.names("choice")
        asked = {key: word for key, word in self.question.choices.items() if key.rpartition(".")[2] not in choices}
        return {self.system.canonical(key): word for key, word in asked.items()}

    def _empty_slots(self) -> tuple[str, ...]:
        """Return the slots of a solver that no record fills."""
        if not self.question.solver:
            return ()
        filled = {self.system.canonical(slot) for slot in self.question.slots} | set(self.question.slots)
        return tuple(slot for slot in self.system.slots if slot not in filled)


def read_given(written: str, raw: object, variable: Variable) -> Value:
    """Return what a question gives a variable; raise for text that is no value, another unit, or another domain."""
    value = accepted(parse_value(raw), variable)
    check_dimension(value, variable.unit, f"`{written}`", {}, ())
    if value.base not in variable.domain:
        raise OutOfDomainError(
            f"`{written}` = {value.text} lies outside its domain {variable.domain}",
            names=(variable.name,),
            detail=(variable.meaning,),
            excerpt=value.text,
            column=1,
        )
    return value


def _covers(outer: str, inner: str) -> bool:
    return not outer or inner == outer or inner.startswith(f"{outer}.")


def badge_of(book: Book, citations: Iterable[Citation], figure: Figure | None = None) -> str:
    """Return how far a number is to be trusted: read at its producer, read elsewhere, or not read.

    A number whose basis is not `printed` carries its basis.
    """
    if figure is not None and figure.basis != "printed":
        return figure.basis
    read = [(citation.key, citation.read.at) for citation in citations if citation.read is not None]
    if not read:
        return "unverified"
    return "verified" if any(key in book.source_keys and book.source(key).speaks_at(at) for key, at in read) else "secondary"
