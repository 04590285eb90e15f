"""Static checks of laws and glossary, and worked examples run in every direction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.chapters import by_place, spelt
from mlsysim_sym.book.law import Example, Law
from mlsysim_sym.book.sets import Part
from mlsysim_sym.book.system import Instance
from mlsysim_sym.checking.sureness import spread_errors
from mlsysim_sym.errors import (
    BookError,
    MlsysimError,
    ProofError,
    ProvenanceError,
    SchemaError,
    UnknownNameError,
    did_you_mean,
)
from mlsysim_sym.reading.dimensions import Checker
from mlsysim_sym.reading.sources import Citation
from mlsysim_sym.reading.tree import names_in
from mlsysim_sym.reading.values import Value, parse_value
from mlsysim_sym.reading.variable import check_dimension
from mlsysim_sym.solving.question import accepted
from mlsysim_sym.solving.regimes import regimes_of
from mlsysim_sym.solving.step import solve_law

Errors = Iterator[MlsysimError]
T = TypeVar("T")


def glossary_errors(book: Book) -> Errors:
    """Yield errors of the glossary: entries that cannot be read, names and aliases that stand twice."""
    first: dict[str, str] = {}
    for name, entry, _ in book.glossary_entries():
        place: dict[str, Any] = {"file": getattr(entry.data, "file", entry.path), "line": entry_line(entry.data, name)}
        if name in first:
            yield BookError(f"variable `{name}` is there already", names=(name,), detail=(f"first: {first[name]}",), **place)
        else:
            first[name] = f"{place['file']}:{place['line']}"
            yield from caught(lambda each: book.variable(each).typical, name)
    yield from _alias_errors(book, first)
    for name in first:
        default = caught_value(lambda each: book.variable(each).default, name)
        if default is not None:
            variable = book.variable(name)
            yield from citation_errors(book, default.citations, f"the default of `{name}`", variable.file, variable.line)
            yield from spread_errors(default.spread, variable, default.value, {"file": variable.file, "line": variable.line})


def _alias_errors(book: Book, names: Mapping[str, str]) -> Errors:
    claimed: dict[str, str] = {}
    for name in names:
        variable = caught_value(book.variable, name)
        if variable is None:
            continue
        for alias in variable.aliases:
            other = alias if alias in names else claimed.setdefault(alias, name)
            if other != name:
                yield BookError(
                    f"alias `{alias}` of `{name}` is also `{other}`", names=(alias,), file=variable.file, line=variable.line
                )


def entry_line(data: Mapping[str, Any], name: str) -> int | None:
    """Return the line of a glossary entry."""
    for field in ("variables", "defines"):
        if field in data and name in data[field]:
            return data[field].lines.get(name, (None, None))[0]  # type: ignore[no-any-return]
    return None


def caught(read: Callable[..., object], *arguments: object) -> Errors:
    """Yield the error that a reading raises, if any."""
    try:
        read(*arguments)
    except MlsysimError as error:
        yield error


def caught_value(read: Callable[..., T], *arguments: object) -> T | None:
    """Return what a reading gives, None if it raises (its error is told where it is looked for)."""
    try:
        return read(*arguments)
    except MlsysimError:
        return None


def law_errors(book: Book, name: str, *, directions: bool = True) -> Errors:
    """Yield all errors of a law: names, dimensions, kinds, sources, neighbours, examples."""
    try:
        law = book.law(name)
    except MlsysimError as error:
        yield error
        return
    unknown = [*_unknown_names(book, law)]
    yield from unknown
    if unknown:
        return
    balanced = [*_dimension_errors(book, law)]
    yield from balanced
    yield from citation_errors(book, law.citations, f"law `{name}`", law.file, law.line_of("source"))
    yield from _neighbour_errors(book, law)
    yield from _chapter_errors(law)
    yield from _symbol_errors(book, law)
    if not law.examples:
        yield SchemaError(f"law `{name}` has no example", file=law.file, line=law.line_of("examples"))
    if not balanced:
        for example in law.examples:
            yield from _example_errors(book, law, example, directions=directions)


def _unknown_names(book: Book, law: Law) -> Errors:
    named: dict[str, str] = dict.fromkeys(law.variables, "equation")
    for condition in law.holds_when:
        named |= {name: named.get(name, "holds_when") for name in names_in(condition)}
    for condition in law.relation.when if law.relation else ():
        named |= {name: named.get(name, "alternatives") for name in names_in(condition)}
    for name, field in named.items():
        yield from (_at(law, field, error) for error in caught(book.variable, name) if isinstance(error, UnknownNameError))
        if name in book.aliases and name not in book.variables:
            yield SchemaError(f"`{name}` is an alias", hint=f"write `{book.aliases[name]}`", **_place(law, field))
    for choice in law.choices:
        yield from (_at(law, "equation", error) for error in caught(book.choice, choice))


def _place(law: Law, field: str) -> dict[str, Any]:
    line, column = law.lines.get(field, (None, None))
    return {"file": law.file, "line": line, "column": column}


def _at(law: Law, field: str, error: MlsysimError) -> MlsysimError:
    return error.located(law.file, law.line_of(field))


def _dimension_errors(book: Book, law: Law) -> Errors:
    readable = {name: caught_value(book.variable, name) for name in _all_names(law)}
    measures = {name: variable.measure for name, variable in readable.items() if variable is not None}
    if len(measures) < len(readable):
        return
    checker = Checker(measures, law.mixes)
    yield from (_at(law, "equation", error) for error in caught(checker.statement, law.statement))
    for condition in law.holds_when:
        yield from (_at(law, "holds_when", error) for error in caught(checker.condition, condition))
    for point in law.points:
        yield from (_at(law, "at", error) for error in caught(checker.condition, point.when))
        yield from (_at(law, "at", error) for error in caught(checker.statement, point.then))


def _all_names(law: Law) -> list[str]:
    names = dict.fromkeys(law.variables)
    for condition in law.holds_when:
        names |= names_in(condition)
    return list(names)


def citation_errors(book: Book, citations: tuple[Citation, ...], what: str, file: str, line: int | None) -> Errors:
    """Yield errors of citations: works that the bibliography lacks, places that are missing."""
    for citation in citations:
        try:
            book.source(citation.key)
        except UnknownNameError as error:
            yield ProvenanceError(
                f"{what} cites the unknown source `{citation.key}`", names=(citation.key,), hint=error.hint, file=file, line=line
            )
        except MlsysimError as error:
            yield error


def _chapter_errors(law: Law) -> Errors:
    for place in law.chapters:
        if place not in by_place():
            yield UnknownNameError(
                f"the textbook has no chapter `{place.chapter}` in volume {place.volume}",
                names=(place.chapter,),
                hint=did_you_mean(place.chapter, spelt()),
                **_place(law, "book"),
            )


def _neighbour_errors(book: Book, law: Law) -> Errors:
    for other in law.see_also:
        if other not in book.names("law"):
            yield UnknownNameError(
                f"`see_also` names the unknown law `{other}`",
                names=(other,),
                hint=did_you_mean(other, list(book.names("law"))),
                **_place(law, "see_also"),
            )
    if law.target is None or law.is_limit:
        return
    rivals = [other for other in book.laws_for.get(law.target, ()) if other != law.name]
    group = law.relation.group if law.relation else None
    if group is not None and group != law.target:
        yield SchemaError(
            f"the group of `{law.name}` is `{group}`, not its left side `{law.target}`", **_place(law, "alternatives")
        )
    for other in rivals:
        if group is None or book.summary(other)["group"] != group:
            yield BookError(
                f"laws `{law.name}` and `{other}` both give `{law.target}` and do not say how they relate",
                names=(law.name, other),
                hint="say `alternatives:` or `case_of:` in both, or give one another variable",
                **_place(law, "equation"),
            )


def _symbol_errors(book: Book, law: Law) -> Errors:
    seen: dict[str, str] = {}
    for name in law.variables:
        symbol = caught_value(lambda each: book.variable(each).symbol, name)
        if symbol in seen:
            yield SchemaError(f"`{name}` and `{seen[symbol]}` have the same symbol {symbol}", **_place(law, "equation"))
        if symbol:
            seen[symbol] = name


# --- examples ----------------------------------------------------------------------------------------------------------


def _example_errors(book: Book, law: Law, example: Example, *, directions: bool) -> Errors:
    where: dict[str, Any] = {"file": law.file, "line": example.line}
    try:
        values = {name: _value(book, name, text, where) for name, text in {**example.given, **example.expect}.items()}
    except MlsysimError as error:
        yield error.located(law.file, example.line)
        return
    if law.is_limit:
        yield from _limit_errors(book, law, example, values, where)
        return
    lacking = [name for name in law.variables if name not in values]
    if lacking:
        yield SchemaError(f"an example of `{law.name}` gives no {', '.join(lacking)}", **where)
        return
    yield from _forward(book, law, example, values, where)
    if directions:
        yield from _backward(book, law, example, values, where)


def _limit_errors(book: Book, law: Law, example: Example, values: Mapping[str, Value], where: Mapping[str, Any]) -> Errors:
    """Compare the range that a limit allows with the one that its example expects (`0 GB .. 72 GB`, `1, 2, 4`)."""
    words = _words(book, law, example)
    for name, text in example.expect.items():
        others = {other: values[other].base for other in law.variables if other != name and other in values}
        if name in example.given or len(others) + 1 < len(law.variables):
            yield SchemaError(f"an example of the limit `{law.name}` gives all variables but the one it expects", **where)
            continue
        parts = solve_law(law, name, others, book.variable(name).domain, words).parts
        wanted = [_range(book, name, piece, where) for piece in text.split(",")]
        if not all(_allows(parts, low, high) for low, high in wanted) or (len(wanted) == 1 and not _ends_at(parts, *wanted[0])):
            shown = ", ".join(f"{part[0]:.9g} .. {part[1]:.9g}" for part in parts[:4]) or "nothing"
            yield ProofError(f"an example of `{law.name}` expects {name} in {text}, the law allows {shown} (base units)", **where)


def _range(book: Book, name: str, text: str, where: Mapping[str, Any]) -> tuple[float, float]:
    ends = [end.strip() for end in text.split("..")]
    low, high = (float("inf") if end == "inf" else _value(book, name, end, where).base for end in (ends[0], ends[-1]))
    return low, high


def _allows(parts: tuple[Part, ...], low: float, high: float) -> bool:
    return all(
        any(part[0] <= end * (1 + 1e-6) + 1e-12 and end <= part[1] * (1 + 1e-6) + 1e-12 for part in parts) for end in (low, high)
    )


def _ends_at(parts: tuple[Part, ...], low: float, high: float) -> bool:
    ends = (parts[0][0], parts[-1][1])
    return all(
        mine == theirs or abs(mine - theirs) <= 1e-6 * max(abs(mine), abs(theirs))
        for mine, theirs in zip(ends, (low, high), strict=True)
    )


def _value(book: Book, name: str, text: str, where: Mapping[str, Any]) -> Value:
    variable = book.variable(name)
    first = text.replace("..", ",").split(",")[0].strip()
    value = accepted(parse_value(first), variable)
    check_dimension(value, variable.unit, f"`{name}`", where, ())
    return value


def _words(book: Book, law: Law, example: Example) -> tuple[tuple[str, str], ...]:
    from mlsysim_sym.checking.pairs import default_words  # noqa: PLC0415

    return tuple((choice, example.given.get(choice, word)) for choice, word in default_words(book, law))


def _forward(book: Book, law: Law, example: Example, values: Mapping[str, Value], where: Mapping[str, Any]) -> Errors:
    words = _words(book, law, example)
    for name in example.expect:
        others = {other: values[other].base for other in law.variables if other != name}
        result = solve_law(law, name, others, book.variable(name).domain, words)
        wanted = values[name]
        slack = max(float(wanted.half_unit) * 1.0001, 1e-12 * abs(wanted.base))
        found = result.points
        if not _covers(result.parts, wanted.base, slack):
            shown = ", ".join(f"{each:.9g}" for each in found or []) or "; ".join(result.because) or "a set without it"
            yield ProofError(
                f"an example of `{law.name}` expects {name} = {wanted.text}, the law gives {shown} (base units)", **where
            )
        if example.regime and found:
            instance = _instance(law)
            active = regimes_of([instance], {**others, name: found[0]}, lambda _: words).get(law.name, "")
            if example.regime not in active.split(" and "):
                yield ProofError(
                    f"an example of `{law.name}` expects the regime {example.regime}, active is {active or 'none'}", **where
                )


def _covers(parts: tuple[Part, ...], value: float, slack: float) -> bool:
    return any(low - slack <= value <= high + slack for low, high, *_ in parts)


def _instance(law: Law) -> Instance:
    return Instance(law.name, "", law.variables, law.target, law.is_limit, None, "law", law)


def _backward(book: Book, law: Law, example: Example, values: Mapping[str, Value], where: Mapping[str, Any]) -> Errors:
    """Hide each given number in turn, the expected one being what the law gives exactly."""
    from mlsysim_sym.checking.pairs import verify_pair  # noqa: PLC0415

    words = _words(book, law, example)
    name = next(iter(example.expect))
    others = {other: values[other].base for other in law.variables if other != name}
    exact = solve_law(law, name, others, book.variable(name).domain, words).points
    if not exact:
        return
    point = {**others, name: min(exact, key=lambda each: abs(each - values[name].base))}
    for hidden in example.given:
        if hidden in point:
            report = verify_pair(book, law, hidden, [point], words)
            for problem in report.problems:
                yield ProofError(f"an example of `{law.name}` solved for {hidden}: {problem}", **where)
