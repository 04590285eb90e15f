"""Scenarios: a whole situation as a file. What it consists of, what it must meet, what is asked about it.

A scenario has one stage, or several that follow each other: a later stage (`then`) has its own solver and takes values from
the stages before it. Everything that can be judged without solving is judged when the file is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking import planfile
from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import MlsysimError, SchemaError, UnknownNameError, did_you_mean, nearest
from mlsysim_sym.reading import shape
from mlsysim_sym.reading.dimensions import Checker
from mlsysim_sym.reading.expression import parse_expression
from mlsysim_sym.reading.sources import Citation, read_citations
from mlsysim_sym.reading.textfile import text_of
from mlsysim_sym.reading.tree import Name, Node, Statement, names_in, rebuilt
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.question import Question, required_instance, resolve, system_of
from mlsysim_sym.valueclass import field, frozen

if TYPE_CHECKING:
    from mlsysim_sym.asking.score import Scorecard

STAGE = ["solver", "with", "choose", "given", "require", "ask", "levers"]
RELATION = re.compile(r"[<>=]")


@frozen
class Expectation:
    """What somebody says about a scenario: a comparison or a value of `ask`, within a share; or a remark on it."""

    ask: str
    about: str
    citations: tuple[Citation, ...]
    value: str = ""
    within: str = ""
    place: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """The variable that is spoken of, empty for an expression."""
        left = RELATION.split(self.ask)[0].strip()
        return left if re.fullmatch(r"[\w.]+", left) else ""

    @property
    def first(self) -> str:
        """The first variable that is spoken of."""
        return next(iter(re.findall(r"[A-Za-z_][\w.]*", self.ask)), self.ask)

    @property
    def statements(self) -> tuple[str, ...]:
        """The comparisons that the expectation states."""
        if RELATION.search(self.ask):
            return (self.ask,)
        if not self.value:
            return ()
        share = float(parse_value(self.within).base) if self.within else 0.0
        value = parse_value(self.value)
        unit = "" if value.unit.text == "1" else f" {value.unit.text}"
        low, high = sorted((float(value.number) * (1 - share), float(value.number) * (1 + share)))
        return (f"{self.ask} >= {low!r}{unit}", f"{self.ask} <= {high!r}{unit}")


@frozen
class Stage:
    """One solver with its records, choices and values, and what is required and asked of it."""

    solver: str
    slots: Mapping[str, str]
    choices: Mapping[str, str]
    values: Mapping[str, str]
    required: tuple[str, ...]
    asked: tuple[str, ...]
    levers: tuple[str, ...]
    taken: Mapping[str, Node] = field(default_factory=dict)
    tree: Any = field(default=None, compare=False, repr=False)

    def question(self, book: Book, values: Mapping[str, Any] | None = None) -> Question:
        """Return the stage as a question, with values of the stages before it."""
        return Question(book, self.solver, (), self.slots, {**self.values, **(values or {})}, self.required, self.choices)


@frozen
class Scenario:
    """A situation: its stages, and what its sources expect of it."""

    name: str
    title: str
    about: str
    stages: tuple[Stage, ...]
    expectations: tuple[Expectation, ...]
    book: Book = field(repr=False, compare=False)
    file: str = field(default="", compare=False)
    tree: Any = field(default=None, compare=False, repr=False)

    @property
    def question(self) -> Question:
        """The first stage as a question."""
        return self.stages[0].question(self.book)

    def score(self) -> Scorecard:
        """Return the scorecard: does it fit, does it meet its requirements, what does it cost."""
        from mlsysim_sym.asking.score import score  # noqa: PLC0415  (scenarios are read without being scored)

        return score(self)

    def require_all(self) -> Scorecard:
        """Return the scorecard; raise OutOfMemoryError or ServiceLevelViolation where something does not hold."""
        return self.score().require_all()


# --- reading -----------------------------------------------------------------------------------------------------------


def scenario(name_or_path: str, book: Book | None = None) -> Scenario:
    """Return a scenario by its name in the book, or by the path of a YAML or JSON file; plans of the predecessor are read too.

    >>> scenario("smart_doorbell").stages[0].solver
    'edge_deployment'
    """
    book = book if book is not None else Book.load()
    if name_or_path in book.names("scenario"):
        return read_scenario(book.entry("scenario", name_or_path).data, book, name=name_or_path)
    if not re.search(r"[/\\]|\.(yaml|yml|json)\Z", name_or_path):
        raise UnknownNameError(
            f"unknown scenario `{name_or_path}`",
            names=(name_or_path,),
            hint=did_you_mean(name_or_path, list(book.names("scenario")))
            or f"one of {', '.join(book.names('scenario'))}, or a .yaml or .json file",
        )
    data = _file(name_or_path)
    return read_scenario(planfile.scenario_tree(data, book) if planfile.is_plan(data) else data, book)


def _file(path: str) -> Any:  # noqa: ANN401  (a tree)
    from mlsysim_sym.reading import yamlfile  # noqa: PLC0415  (only files of users are parsed here)

    return yamlfile.load(text_of(path), path)


def read_scenario(data: Any, book: Book | None = None, name: str | None = None) -> Scenario:  # noqa: ANN401  (a tree or JSON)
    """Read a scenario from a tree of a file, or from plain data; raise a DataError or QuestionError with file and line.

    `name` is what the file is called, where that must agree.
    """
    book = book if book is not None else Book.load()
    made = unchecked(_texts(data), book, name)
    for error in errors_of(made):
        raise error
    return made


def unchecked(data: Any, book: Book, name: str | None = None) -> Scenario:  # noqa: ANN401  (a tree)
    """Read the fields of a scenario without judging what they say."""
    tree = shape.mapping(data, "a scenario", data)
    shape.known(tree, "a scenario", ["scenario", "title", "about", "solver"], [*STAGE[1:], "then", "expect"])
    if name is not None and shape.words(tree, "scenario") != name:
        raise SchemaError(f"`scenario: {tree['scenario']}` stands in the file of `{name}`", **shape.place(tree, "scenario"))
    stages = [_stage(tree, {})]
    for item, _ in shape.items(tree, "then"):
        shape.known(item, "an entry of `then`", ["solver"], [*STAGE[1:], "take"])
        stages.append(_stage(item, shape.mapping(item.get("take", {}), "`take`", item, "take")))
    expected = tuple(_expectation(item, place) for item, place in shape.items(tree, "expect"))
    return Scenario(
        shape.words(tree, "scenario"), shape.words(tree, "title"), shape.words(tree, "about"), tuple(stages), expected, book,
        getattr(tree, "file", "") or "", tree,
    )  # fmt: skip


def _texts(data: Any) -> Any:  # noqa: ANN401  (a tree or JSON)
    """Return plain data with its numbers as texts; what was read from a file is text already."""
    if hasattr(data, "lines"):
        return data
    if isinstance(data, Mapping):
        return {str(key): _texts(value) for key, value in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [_texts(each) for each in data]
    return repr(data) if isinstance(data, (int, float)) and not isinstance(data, bool) else data


def _stage(tree: Mapping[str, Any], take: Mapping[str, Any]) -> Stage:
    parts = {key: shape.mapping(tree.get(key, {}), f"`{key}`", tree, key) for key in ("with", "choose", "given")}
    plain = {key: {name: shape.words(part, name) for name in part} for key, part in parts.items()}
    taken = {name: shape.placed(shape.place(take, name), parse_expression, shape.words(take, name)) for name in take}
    return Stage(
        shape.words(tree, "solver"), plain["with"], plain["choose"], plain["given"], shape.texts(tree, "require"),
        shape.texts(tree, "ask"), shape.texts(tree, "levers"), taken, tree,
    )  # fmt: skip


def _expectation(item: Mapping[str, Any], where: Mapping[str, Any]) -> Expectation:
    shape.known(item, "an expectation", ["ask", "about", "source"], ["value", "within"])
    if "value" in item and RELATION.search(shape.words(item, "ask")):
        raise SchemaError("an expectation is a comparison or has a `value`, not both", **shape.place(item, "value"))
    if "within" in item and "value" not in item:
        raise SchemaError("`within` is a share of a `value`, and there is none", **shape.place(item, "within"))
    return Expectation(
        shape.words(item, "ask"), shape.words(item, "about"), read_citations(item, "an expectation"),
        shape.words(item, "value", ""), shape.words(item, "within", ""), where,
    )  # fmt: skip


# --- judging what was read ---------------------------------------------------------------------------------------------


def errors_of(made: Scenario) -> Iterator[MlsysimError]:
    """Yield what is wrong with a scenario before it is run, each error with its place."""
    sound: list[Stage] = []
    for stage in made.stages:
        wrong = list(_stage_errors(made.book, stage, sound))
        yield from wrong
        if wrong:
            return
        sound.append(stage)
    for each in made.expectations:
        for citation in each.citations:
            if citation.key not in made.book.source_keys:
                yield UnknownNameError(
                    f"unknown source `{citation.key}`", names=(citation.key,),
                    hint=did_you_mean(citation.key, list(made.book.source_keys)), **each.place,
                )  # fmt: skip
        yield from _caught(each.place, _expected, made, each)


def _expected(made: Scenario, each: Expectation) -> None:
    system = system_of(made.stages[stage_of(made.book, made.stages, each.first)].question(made.book))
    for text in each.statements:
        required_instance(system, text)


def stage_of(book: Book, stages: Sequence[Stage], name: str) -> int:
    """Return the place of the last of some stages that has a variable; raise UnknownNameError where none has."""
    systems = [system_of(Question(book, stage.solver)) for stage in stages]
    for place in reversed(range(len(stages))):
        try:
            systems[place].resolve(name)
        except UnknownNameError:
            continue
        return place
    known = [each for system in systems for each in system.names]
    raise UnknownNameError(f"no stage has `{name}`", names=(name,), hint=did_you_mean(name, known))


def _stage_errors(book: Book, stage: Stage, before: Sequence[Stage]) -> Iterator[MlsysimError]:
    tree = stage.tree
    if stage.solver not in book.names("solver"):
        near = nearest(stage.solver, list(book.names("solver")))
        yield UnknownNameError(
            f"unknown solver `{stage.solver}`", names=(stage.solver,), hint=did_you_mean(stage.solver, near) if near else None,
            **shape.place(tree, "solver"),
        )  # fmt: skip
        return
    bare = Question(book, stage.solver)
    system = system_of(bare)
    for slot, record in stage.slots.items():
        where = shape.place(tree["with"], slot)
        yield from _caught(where, system.scopes_fed, slot)
        yield from _caught(where, book.record, record)
    for key, word in stage.choices.items():
        yield from _caught(shape.place(tree["choose"], key), resolve, bare.choose(**{key: word}), ())
    for key, value in stage.values.items():
        yield from _caught(shape.place(tree["given"], key), resolve, bare.given(**{key: value}), ())
    for key, node in stage.taken.items():
        yield from _caught(shape.place(tree["take"], key), _balance, book, bare, before, key, node)
    for text, place in shape.texts_with_lines(tree, "require"):
        yield from _caught(place, required_instance, system, text)
    for part in ("ask", "levers"):
        for name, place in shape.texts_with_lines(tree, part):
            yield from _caught(place, system.resolve, name)


def _caught(where: Mapping[str, Any], call: Any, *arguments: Any) -> Iterator[MlsysimError]:  # noqa: ANN401  (any reader)
    try:
        call(*arguments)
    except MlsysimError as error:
        yield error.located(str(where["file"]), where.get("line"), where.get("column")) if where.get("file") else error


def _balance(book: Book, question: Question, before: Sequence[Stage], key: str, node: Node) -> None:
    """Judge an expression over the variables of earlier stages against the variable that takes it."""
    system = system_of(question)
    measures = {"it": system.variable(system.resolve(key)).measure}
    for name in names_in(node):
        there = system_of(Question(book, before[stage_of(book, before, name)].solver))
        measures[name] = there.variable(there.resolve(name)).measure
    renamed = rebuilt(node, lambda each: each if isinstance(each, Name) else None)
    Checker(measures).statement(Statement(Name("it"), "=", renamed))
