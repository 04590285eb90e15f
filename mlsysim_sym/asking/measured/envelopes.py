"""Envelopes: the inputs that the predicted figures of a family have, and what of a new figure lies outside of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.measured.asks import Ask, base
from mlsysim_sym.asking.measured.fits import fits
from mlsysim_sym.solving.envelope import Outside, Situation
from mlsysim_sym.solving.question import system_of
from mlsysim_sym.solving.validity import Validity
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.asking.validate import Compared
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.solving.question import Input

MODEL = "model"  # models are described by their numbers, not by their names
MODELS = "models/"
PRECISION = "compute_precision"
SIXTEEN = ("bf16", "fp16")
DEFAULTS = ("solver", "glossary")


@frozen
class Used:
    """What the answers to questions of one structure use: names of inputs, values that nobody gave or a model has, and laws."""

    names: frozenset[str]
    defaults: Mapping[str, float]
    model: Mapping[str, float]
    laws: tuple[str, ...]


class Envelopes:
    """Makes the envelopes of families of one book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._used: dict[tuple[Any, ...], Used] = {}

    def laws(self, rows: Iterable[Compared]) -> list[str]:
        """Return the laws that take part in predictions."""
        found = {law: None for row in rows if row.ask is not None for law in self.used(row.ask).laws}
        return sorted(found)

    def used(self, ask: Ask) -> Used:
        """Return what the answer to a question uses; questions that differ in numbers alone use the same."""
        if ask.structure not in self._used:
            answer = ask.question(self.book).solve(ask.target)
            laws = dict.fromkeys(each.rpartition(".")[2] for each in answer.laws)
            known = tuple(each for each in laws if each in self.book.names("law"))
            defaults = {each.name: each.base for each in answer.inputs if each.layer in DEFAULTS}
            model = {each.name: each.base for each in answer.inputs if _of_model(each)}
            self._used[ask.structure] = Used(frozenset(each.name for each in answer.inputs), defaults, model, known)
        return self._used[ask.structure]

    def envelope(self, rows: Iterable[Compared]) -> dict[str, Any]:
        """Return the envelope of predicted figures as `validity.json` keeps it; numbers are in coherent base units."""
        records: dict[str, set[str]] = {}
        words: dict[str, set[str]] = {}
        spans: dict[str, dict[str, list[float]]] = {"ranges": {}, "constants": {}, "targets": {}}
        units: dict[str, str] = {}
        unused: list[Mapping[str, float]] = []
        for row in rows:
            ask = row.ask
            assert ask is not None  # noqa: S101  (predicted figures have one)
            question = ask.question(self.book)
            system = system_of(question)
            fitted = fitted_names(ask)
            for slot, record in ask.slots.items():
                records.setdefault(slot, set()).add(self.book.record(record).name)
            for choice, word in ask.words.items():
                words.setdefault(choice, set()).update(_alike(choice, word))
            target = system.resolve(ask.target)
            values = self._values(ask)
            unused.append(self.used(ask).defaults)
            for name, value in values.items():
                kind = "constants" if name in fitted else "ranges"
                spans[kind].setdefault(name, []).append(value)
            spans["targets"].setdefault(target, []).append(row.predicted_base)
            units |= {name: system.variable(name).unit.text for name in (*values, target)}
        for name in spans["ranges"].keys() & spans["constants"].keys():  # fitted for some figures, set for others
            spans["constants"][name] += spans["ranges"].pop(name)
        for defaults in unused:  # a figure that leaves an input of others at its default has it too
            for name in spans["ranges"].keys() & defaults.keys():
                spans["ranges"][name].append(defaults[name])
        made = {
            kind: {name: [_short(min(each)), _short(max(each)), units[name]] for name, each in sorted(found.items())}
            for kind, found in spans.items()
        }
        return {
            "records": {slot: sorted(each) for slot, each in _outermost(records).items() if slot != MODEL},
            "words": {choice: sorted(each) for choice, each in _outermost(words).items()}, **made,
        }  # fmt: skip

    def _values(self, ask: Ask) -> dict[str, float]:
        """Return the inputs that an answer uses by their names in the system, those of the model's record included."""
        system = system_of(ask.question(self.book))
        used = self.used(ask)
        named = {system.resolve(name): base(value) for name, value in ask.values.items()}
        found = {name: value for name, value in named.items() if name in used.names}
        return {**found, **used.model} if MODEL in ask.slots else found

    def outside(self, ask: Ask, predicted: float, validity: Validity) -> tuple[Outside, ...]:
        """Return what of a figure's question lies outside the envelope of its family; its fitted constants do not count."""
        system = system_of(ask.question(self.book))
        fitted = fitted_names(ask)
        values = {name: value for name, value in self._values(ask).items() if name not in fitted}
        records = {slot: self.book.record(name).name for slot, name in ask.slots.items()}
        target = system.resolve(ask.target)
        return tuple(validity.envelope.outside(Situation({**values, target: predicted}, records, ask.words, (), target)))


def fitted_names(ask: Ask) -> set[str]:
    """Return the variables of a question that are fitted constants."""
    own = {each.name for each in fits()[ask.fit].used(Ask(ask.target))} if ask.fit else set()
    return {*own, *ask.parts}


def _of_model(number: Input) -> bool:
    """Whether an input describes a whole model, not one of the parts that some models are made of."""
    return (number.record or "").startswith(MODELS) and not number.name.startswith(f"{MODEL}.")


def _alike(choice: str, word: str) -> Iterator[str]:
    """Yield a word, and the other format of 16 bits for one of them."""
    yield word
    if choice.rpartition(".")[2] == PRECISION and word in SIXTEEN:
        yield from SIXTEEN


def _outermost(found: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Leave out a scoped name that says what the name without its scope says."""
    return {name: each for name, each in found.items() if "." not in name or found.get(name.rpartition(".")[2]) != each}


def _short(value: float) -> float:
    return float(f"{value:.10g}")
