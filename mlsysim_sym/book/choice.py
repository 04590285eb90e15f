"""Choices: words that switch several laws and values together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlsysim_sym.errors import SchemaError, UnknownNameError, did_you_mean
from mlsysim_sym.reading import shape
from mlsysim_sym.reading.sources import Citation, read_citations
from mlsysim_sym.reading.stated import stated_spread
from mlsysim_sym.reading.variable import Domain, Variable, base_value
from mlsysim_sym.valueclass import field, frozen


@frozen
class Setting:
    """A value that a choice, a solver or a scenario gives a variable, with who says so."""

    text: str
    citations: tuple[Citation, ...]
    why: str = ""
    where: Mapping[str, Any] = field(default_factory=dict, compare=False)
    spread: Mapping[str, Any] | None = None


@frozen
class Word:
    """What one word of a choice does."""

    use: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, Setting] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)


@frozen
class Choice:
    """An enumerated choice with its words; `default` may be None."""

    name: str
    about: str
    words: Mapping[str, Word]
    default: str | None = None
    file: str = ""

    def word(self, text: str) -> Word:
        """Return what a word does; raise UnknownNameError for a word that the choice lacks."""
        if text not in self.words:
            raise UnknownNameError(
                f"choice `{self.name}` has no word `{text}`",
                names=(text,),
                hint=did_you_mean(text, list(self.words)) or f"one of {', '.join(self.words)}",
            )
        return self.words[text]

    def users_of(self, law: str) -> frozenset[str]:
        """Return the words that use a law."""
        return frozenset(name for name, word in self.words.items() if law in word.use.values())


def read_choice(data: Mapping[str, Any], name: str) -> Choice:
    """Read a choice's file."""
    shape.known(data, "a choice", ["choice", "about", "values"], ["default"])
    if shape.words(data, "choice") != name:
        raise SchemaError(f"`choice: {data['choice']}` stands in the file of `{name}`", **shape.place(data, "choice"))
    values = shape.mapping(data["values"], "`values`", data, "values")
    words = {word: _word(word, entry, values) for word, entry in values.items()}
    default = shape.words(data, "default", "") or None
    if default is not None and default not in words:
        raise SchemaError(f"the default `{default}` is no word of `{name}`", **shape.place(data, "default"))
    return Choice(name, shape.words(data, "about"), words, default, getattr(data, "file", "") or "")


def _word(word: str, entry: object, owner: Mapping[str, Any]) -> Word:
    item = shape.mapping(entry, f"`{word}`", owner, word)
    shape.known(item, f"`{word}`", [], ["use", "set", "also", "about"])
    use = shape.mapping(item.get("use", {}), "`use`", item, "use")
    also = shape.mapping(item.get("also", {}), "`also`", item, "also")
    settings = shape.mapping(item.get("set", {}), "`set`", item, "set")
    return Word(
        {key: shape.words(use, key) for key in use},
        {key: read_setting(key, settings) for key in settings},
        {key: shape.words(also, key) for key in also},
    )


def read_setting(name: str, owner: Mapping[str, Any]) -> Setting:
    """Read `{value, source, why}` of a variable."""
    item = shape.mapping(owner[name], f"the value of `{name}`", owner, name)
    shape.known(item, f"the value of `{name}`", ["value"], ["source", "why", "spread"])
    return Setting(
        shape.words(item, "value"),
        read_citations(item, f"the value of `{name}`"),
        shape.words(item, "why", ""),
        shape.place(item, "value"),
        stated_spread(item),
    )


def check_setting(setting: Setting, variable: Variable) -> None:
    """Check unit and domain of a setting against its variable."""
    value = base_value(setting.text, variable.unit, f"`{variable.name}`", setting.where, variable.accepts)
    in_domain(value.base, variable.domain, f"`{variable.name}` = {setting.text}", setting.where)


def in_domain(value: float, domain: Domain, what: str, where: Mapping[str, Any]) -> None:
    """Raise a SchemaError for a value of a data file outside its variable's domain."""
    if value not in domain:
        raise SchemaError(f"{what} lies outside {domain}", **where)
