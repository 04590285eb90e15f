"""Checks of records, choices and solvers: names, units, domains, sources, marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from mlsysim_sym.book.assembly import parts_of
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.choice import Setting, check_setting
from mlsysim_sym.book.compose import of_solver
from mlsysim_sym.book.registry import Figure, Record
from mlsysim_sym.book.solver import Solver
from mlsysim_sym.book.system import Instance, System, whole_book
from mlsysim_sym.checking.laws import caught, citation_errors
from mlsysim_sym.checking.sureness import spread_errors
from mlsysim_sym.errors import BookError, MlsysimError, ProvenanceError, SchemaError, UnknownNameError, did_you_mean
from mlsysim_sym.reading.dimensions import Checker
from mlsysim_sym.reading.tree import renamed
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import Variable, base_value

Errors = Iterator[MlsysimError]


def record_errors(book: Book, name: str) -> Errors:
    """Yield all errors of a record."""
    try:
        record = book.record(name)
    except MlsysimError as error:
        yield error
        return
    for field_name, field in record.fields.items():
        try:
            variable = book.variable(field_name)
        except UnknownNameError as error:
            yield error.located(record.file, next((figure.place.get("line") for _, figure in field.all()), record.line))
            continue
        if field.by is not None and field.by not in book.names("choice"):
            yield UnknownNameError(
                f"`{field_name}` depends on the unknown choice `{field.by}`", file=record.file, line=record.line
            )
        for word, figure in field.all():
            what = f"`{field_name}{' ' + word if word else ''}` of `{name}`"
            yield from _figure_errors(book, record, figure, variable, what)
            if field.by in book.names("choice") and word and word not in book.choice(str(field.by)).words:
                hint = did_you_mean(word, list(book.choice(str(field.by)).words))
                yield UnknownNameError(f"choice `{field.by}` has no word `{word}`", names=(word,), hint=hint, **_place(figure))
    yield from _part_errors(book, record)


def _place(figure: Figure) -> dict[str, Any]:
    return {key: figure.place.get(key) for key in ("file", "line")}


def _figure_errors(book: Book, record: Record, figure: Figure, variable: Variable, what: str) -> Errors:
    try:
        value = base_value(figure.text, variable.unit, what, _place(figure), variable.accepts)
    except MlsysimError as error:
        yield error.located(record.file, figure.place.get("line"))
        return
    if value.base not in variable.domain:
        yield SchemaError(f"{what} = {figure.text} lies outside {variable.domain}", **_place(figure))
    yield from spread_errors(figure.spread, variable, value, _place(figure))
    yield from citation_errors(book, (figure.citation,), what, record.file, figure.place.get("line"))
    if figure.as_printed and figure.basis == "printed" and not shows(figure.as_printed, figure.text):
        yield ProvenanceError(
            f"{what} is {figure.text}, but its source is quoted as {figure.as_printed!r}",
            **_place(figure),
            hint="a converted number is `basis: derived` with `how`",
        )
    if figure.read is not None and figure.basis == "printed" and not shows(figure.read.shows, figure.text):
        yield ProvenanceError(f"{what} is {figure.text}, but its mark shows {figure.read.shows!r}", **_place(figure))
    for other in figure.also:
        yield from citation_errors(book, _also_citation(other), f"`also` of {what}", record.file, figure.place.get("line"))


def _also_citation(other: Mapping[str, Any]) -> tuple[Any, ...]:
    from mlsysim_sym.reading.sources import Citation  # noqa: PLC0415

    return (Citation(str(other["source"])),) if "source" in other else ()


_NUMBERS = (
    re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"),
    re.compile(r"\d{1,3}(?:[,_ ]\d{3})+(?:\.\d+)?"),
)


def shows(quoted: str, text: str) -> bool:
    """Whether a quotation holds a value's number: as it is, in another prefix (a power of 1000 or 1024), or as percent.

    >>> shows("3.35TB/s", "3.35 TB/s"), shows("1,979 teraFLOPS", "989.4 TFLOP/s"), shows("400Gb/s", "50 GB/s")
    (True, False, True)
    """
    wanted = parse_value(text)
    found = [match.group() for pattern in _NUMBERS for match in pattern.finditer(quoted)]
    numbers = [Fraction(number.replace(",", "").replace("_", "").replace(" ", "")) for number in found]
    candidates = {wanted.number, wanted.base_exact}
    for number in numbers:
        for candidate in candidates:
            if candidate == number or (number and candidate and _prefixed(candidate / number)):
                return True
    return False


_EXTRAS = (Fraction(1), Fraction(8), Fraction(1, 8), Fraction(3600), Fraction(1, 3600), Fraction(100), Fraction(1, 100))
_PREFIXES = frozenset(Fraction(base) ** power for base in (1000, 1024) for power in range(-6, 7))


def _prefixed(ratio: Fraction) -> bool:
    """Whether a ratio is a prefix (a power of 1000 or 1024), up to bits per byte, seconds per hour, or percent."""
    return any(ratio / extra in _PREFIXES for extra in _EXTRAS)


def _part_errors(book: Book, record: Record) -> Errors:
    for part in record.parts:
        for law in part.laws:
            if law not in book.names("law"):
                yield UnknownNameError(
                    f"part `{part.name}` calls the unknown law `{law}`", file=record.file, line=part.place.get("line")
                )
        for name, text in part.fields.items():
            try:
                variable = book.variable(name)
                base_value(text, variable.unit, f"`{name}` of part `{part.name}`", part.place)
            except MlsysimError as error:
                yield error.located(record.file, part.place.get("line"))
        if not part.source:
            yield ProvenanceError(f"part `{part.name}` names no source", file=record.file, line=part.place.get("line"))
    if record.parts and all(law in book.names("law") for part in record.parts for law in part.laws):
        yield from (error.located(record.file, record.line) for error in caught(_balanced_totals, book, record))


def _balanced_totals(book: Book, record: Record) -> None:
    """Raise the error of a total that no part gives or that is in another unit than its variable."""
    system = whole_book(book)
    instances, _ = parts_of(system, record, "part", "")
    system = system.with_instances(instances)
    for instance in instances:
        if instance.origin == "total":
            _balance(system, instance)


def source_errors(book: Book) -> Errors:
    """Yield what is wrong with entries of the bibliography, whether or not something cites them."""
    for key in book.source_keys:
        try:
            book.source(key)
        except MlsysimError as error:
            yield error


def alias_errors(book: Book) -> Errors:
    """Yield aliases that two records claim."""
    claimed: dict[str, str] = {}
    for path, entry in book.entries["record"].items():
        for alias in entry.summary.get("aliases", []):
            if claimed.setdefault(alias, path) != path:
                yield BookError(
                    f"records `{claimed[alias]}` and `{path}` both have the alias `{alias}`",
                    names=(alias, claimed[alias], path),
                    file=entry.path,
                )


def choice_errors(book: Book, name: str) -> Errors:
    """Yield all errors of a choice."""
    try:
        choice = book.choice(name)
    except MlsysimError as error:
        yield error
        return
    for word, does in choice.words.items():
        for variable, law in does.use.items():
            if variable not in book.variables:
                yield UnknownNameError(f"choice `{name}` switches the unknown variable `{variable}`", file=choice.file)
            elif law not in book.names("law") or book.summary(law)["target"] != variable:
                yield BookError(f"`{word}` of `{name}` uses `{law}`, which is no law for `{variable}`", file=choice.file)
        for variable, setting in does.set.items():
            found = [*caught(lambda each, which: check_setting(each, book.variable(which)), setting, variable)]
            yield from found or _setting_spread_errors(setting, book.variable(variable), choice.file)
            yield from citation_errors(
                book, setting.citations, f"`{variable}` of `{name}`", choice.file, setting.where.get("line")
            )
        for other, its_word in does.also.items():
            yield from (
                error.located(choice.file) for error in caught(lambda each, text: book.choice(each).word(text), other, its_word)
            )


def _setting_spread_errors(setting: Setting, variable: Variable, file: str) -> Errors:
    return spread_errors(setting.spread, variable, parse_value(setting.text), {"file": file, "line": setting.where.get("line")})


def solver_errors(book: Book, name: str) -> Errors:
    """Yield all errors of a solver."""
    try:
        solver = book.solver(name)
        system = of_solver(book, name)
    except MlsysimError as error:
        yield error.located(book.entry("solver", name).path)
        return
    yield from _default_errors(book, solver, system)
    for instance in system.instances.values():
        if instance.origin in {"binding", "limit"} and instance.names:
            yield from (error.located(solver.file) for error in caught(_balance, system, instance))
    yield from _chosen_errors(book, solver)
    yield from _question_errors(book, solver, system)


def _default_errors(book: Book, solver: Solver, system: System) -> Errors:
    for variable, setting in solver.defaults.items():
        try:
            real = system.variable(system.canonical(variable))
            check_setting(setting, real)
        except MlsysimError as error:
            yield error.located(solver.file, setting.where.get("line"))
            continue
        yield from _setting_spread_errors(setting, real, solver.file)
        yield from citation_errors(
            book, setting.citations, f"the default of `{variable}`", solver.file, setting.where.get("line")
        )


def _chosen_errors(book: Book, solver: Solver) -> Errors:
    for key, word in solver.choose.items():
        last = key.rpartition(".")[2]
        if last in book.names("choice"):
            yield from (
                error.located(solver.file) for error in caught(lambda each, text: book.choice(each).word(text), last, word)
            )
        elif word not in book.names("law"):
            yield UnknownNameError(f"solver `{solver.name}` chooses the unknown law `{word}`", file=solver.file)


def _question_errors(book: Book, solver: Solver, system: System) -> Errors:
    for question in solver.questions:
        for slot, record in question.slots.items():
            if slot not in system.slots:
                yield UnknownNameError(
                    f"solver `{solver.name}` has no slot `{slot}`", file=solver.file, line=question.place.get("line")
                )
            yield from (error.located(solver.file, question.place.get("line")) for error in caught(book.record, record))


def _balance(system: System, instance: Instance) -> None:
    measures = {name: system.variable(name).measure for name in instance.names}
    Checker(measures, instance.law.mixes).statement(renamed(instance.law.statement, instance.name_of))
