"""Solvers: lists of laws that a user opens to ask about something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlsysim_sym.book.choice import Setting, read_setting
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.reading import shape
from mlsysim_sym.reading.expression import parse_expression, parse_statement
from mlsysim_sym.reading.tree import Node, Statement
from mlsysim_sym.valueclass import field, frozen


@frozen
class Use:
    """A law or a solver put to use, under a scope, with bindings in the using solver's terms."""

    law: str | None
    solver: str | None
    scope: str
    bind: Mapping[str, Node]
    place: Mapping[str, Any] = field(default_factory=dict, compare=False)


@frozen
class TypicalQuestion:
    """A question that a solver is asked, with its answer."""

    ask: tuple[str, ...]
    about: str
    slots: Mapping[str, str]
    given: Mapping[str, str]
    require: tuple[str, ...]
    choose: Mapping[str, str]
    expect: Mapping[str, str]
    place: Mapping[str, Any] = field(default_factory=dict, compare=False)


@frozen
class Solver:
    """A composition of laws."""

    name: str
    title: str
    about: str
    needs: Mapping[str, tuple[str, ...]]
    uses: tuple[Use, ...]
    shared: tuple[str, ...] = ()
    defaults: Mapping[str, Setting] = field(default_factory=dict)
    choose: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[Statement | str, ...] = ()
    questions: tuple[TypicalQuestion, ...] = ()
    replaces: str | None = None
    file: str = ""
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots with their scopes: `hardware`, `prefill.model`."""
        return tuple(f"{scope}.{slot}" if scope else slot for scope, slots in self.needs.items() for slot in slots)


REQUIRED = ["solver", "about", "uses"]
OPTIONAL = ["title", "needs", "shared", "defaults", "choose", "limits", "questions", "replaces"]


def read_solver(data: Mapping[str, Any], name: str) -> Solver:
    """Read a solver's file; raise a DataError with file and line for what is wrong in it."""
    shape.known(data, "a solver", REQUIRED, OPTIONAL)
    if shape.words(data, "solver") != name:
        raise SchemaError(f"`solver: {data['solver']}` stands in the file of `{name}`", **shape.place(data, "solver"))
    defaults = shape.mapping(data.get("defaults", {}), "`defaults`", data, "defaults")
    choose = shape.mapping(data.get("choose", {}), "`choose`", data, "choose")
    return Solver(
        name=name,
        title=shape.words(data, "title", name.replace("_", " ").capitalize()),
        about=shape.words(data, "about"),
        needs=_needs(data),
        uses=tuple(_use(item, where) for item, where in shape.items(data, "uses")),
        shared=shape.texts(data, "shared"),
        defaults={key: read_setting(key, defaults) for key in defaults},
        choose={key: shape.words(choose, key) for key in choose},
        limits=tuple(_limit(text, where) for text, where in shape.texts_with_lines(data, "limits")),
        questions=tuple(_question(item, where) for item, where in shape.items(data, "questions")),
        replaces=data.get("replaces"),
        file=getattr(data, "file", "") or "",
        lines=getattr(data, "lines", {}),
    )


def _needs(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    needs = data.get("needs", [])
    if isinstance(needs, Mapping):
        return {scope: shape.texts(needs, scope) for scope in needs}
    return {"": shape.texts(data, "needs")}


def _use(item: Mapping[str, Any], where: Mapping[str, Any]) -> Use:
    shape.known(item, "an entry of `uses`", [], ["law", "solver", "scope", "bind"])
    if ("law" in item) == ("solver" in item):
        raise SchemaError("an entry of `uses` names a law or a solver", **where)
    bind = shape.mapping(item.get("bind", {}), "`bind`", item, "bind")
    bound = {key: shape.placed(shape.place(bind, key), parse_expression, shape.words(bind, key)) for key in bind}
    return Use(item.get("law"), item.get("solver"), shape.words(item, "scope", ""), bound, where)


def _limit(text: str, where: Mapping[str, Any]) -> Statement | str:
    if text.replace("_", "").replace(".", "").isalnum() and " " not in text:
        return text
    statement = shape.placed(where, parse_statement, text)
    if statement.relation == "=":
        raise SchemaError(f"the limit `{text}` is an equation", hint="a limit uses <=, >= or divides", **where)
    return statement


def _question(item: Mapping[str, Any], where: Mapping[str, Any]) -> TypicalQuestion:
    shape.known(item, "a question", ["ask", "about", "expect"], ["with", "given", "require", "choose", "note"])
    ask = item["ask"]
    asked = (ask,) if isinstance(ask, str) else shape.texts(item, "ask")
    maps = {key: shape.mapping(item.get(key, {}), f"`{key}`", item, key) for key in ("with", "given", "choose", "expect")}
    plain = {key: {name: shape.words(part, name) for name in part} for key, part in maps.items()}
    return TypicalQuestion(
        asked,
        shape.words(item, "about"),
        plain["with"],
        plain["given"],
        shape.texts(item, "require"),
        plain["choose"],
        plain["expect"],
        where,
    )
