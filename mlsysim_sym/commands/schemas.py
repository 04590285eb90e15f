"""JSON Schemas of every kind of file, for editors: which fields there are, which are due, and which words they take.

Fields and words come from the readers, names of variables, choices and sources from the book. What only a reader can judge
(equations, units, whether a mark shows its number) stays with `check`. A text may look like a number to an editor's YAML
reader, so texts are strings or numbers here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from mlsysim_sym.asking import cases, scenario
from mlsysim_sym.book import law, registry, solver
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.chapters import volumes
from mlsysim_sym.reading import variable
from mlsysim_sym.reading.stated import SPREAD_FIELDS, SPREADS

Schema: TypeAlias = "dict[str, Any]"

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NUMBER = r"^[+-]?(0|[1-9][0-9]*(_[0-9]+)*)(\.[0-9]+(_[0-9]+)*)?([eE][+-]?[0-9]+)?( *%)?( +1 */.*| *[^0-9 ,.].*)?$"
TEXT: Schema = {"type": ["string", "number"]}
VALUE: Schema = {"type": ["string", "number"], "pattern": NUMBER}
TEXTS: Schema = {"type": "array", "items": TEXT}
STATEMENT: Schema = {"type": "string", "minLength": 3, "pattern": "=|divides"}
RELATION: Schema = {"type": "string", "minLength": 3, "pattern": "<=|>=|divides"}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
NAME = "^[a-z][a-z0-9_]*$"
FURTHER = ("how", "as_printed")


def texts(book: Book) -> dict[str, str]:
    """Return the schemas of a book as the content of files, by file name.

    >>> sorted(texts(Book.load()))[:3]
    ['choice.schema.json', 'law.schema.json', 'measurement.schema.json']
    """
    return {f"{kind}.schema.json": json.dumps(made, indent=1, ensure_ascii=False) + "\n" for kind, made in schemas(book).items()}


def schemas(book: Book) -> dict[str, Schema]:
    """Return the schemas by the kind of file that they are for."""
    made = {
        "law": _law(), "variables": _glossary(), "choice": _choice(book), "solver": _solver(),
        "scenario": _scenario(book), "sources": _sources(), "measurement": _measurement(),
    }  # fmt: skip
    made |= {f"record.{folder}": _record(book, folder) for folder in _folders(book)}
    return {kind: {"$schema": DRAFT, "title": _title(kind), **schema} for kind, schema in made.items()}


def schema_of(path: str) -> str | None:
    """Return the kind of schema that a data file is judged by, None for a file that is none.

    >>> schema_of("registry/hardware/cloud/x.yaml"), schema_of("formulas/compute/variables.yaml")
    ('record.hardware', 'variables')
    """
    from mlsysim_sym.book.library import classify  # noqa: PLC0415

    found = classify(path)
    if found is None:
        return None
    kind = {"glossary": "variables", "record": f"record.{path.split('/')[1]}"}
    return kind.get(found[0], found[0])


def _title(kind: str) -> str:
    return f"mlsysim_sym: a file of kind {kind}"


def _folders(book: Book) -> list[str]:
    return sorted({path.partition("/")[0] for path in book.names("record")})


# --- shapes ------------------------------------------------------------------------------------------------------------


def _object(required: Iterable[str], optional: Iterable[str], known: Mapping[str, Schema]) -> Schema:
    """Return the schema of a mapping with these fields and no others; a field that nothing more is known of is a text."""
    names = [*required, *optional]
    return {
        "type": "object",
        "required": list(required),
        "properties": {name: known.get(name, TEXT) for name in names},
        "additionalProperties": False,
    }


def _map(values: Schema, names: Schema | None = None) -> Schema:
    return {"type": "object", "additionalProperties": values, **({"propertyNames": names} if names else {})}


def _list(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def _one_of(words: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(words)}


def _when(name: str, words: Sequence[str], then: Sequence[str], otherwise: Sequence[str] = ()) -> Schema:
    """Return a condition: where a field is one of some words, further fields are due."""
    found: Schema = {"if": {"required": [name], "properties": {name: {"enum": list(words)}}}, "then": {"required": list(then)}}
    return found | ({"else": {"required": list(otherwise)}} if otherwise else {})


def _mark() -> Schema:
    return _object(["at", "on", "shows"], [], {"on": DATE})


def _citations() -> Schema:
    one = {"anyOf": [{"type": "string"}, _object(["key"], ["place", "read"], {"read": _mark()})]}
    return {"anyOf": [one, _list(one, 1)]}


def _setting() -> Schema:
    return _object(["value", "source"], ["why", "spread"], {"value": VALUE, "source": _citations(), "spread": _spread()})


def _variables(book: Book) -> Schema:
    return _one_of(sorted({*book.variables, *book.aliases}))


# --- formulas ----------------------------------------------------------------------------------------------------------


def _law() -> Schema:
    relation = _object(["group"], ["when", "priority"], {"when": TEXTS})
    published = _object(["source", "place", "as_printed"], ["read"], {"read": _mark()})
    example = _object(
        ["given", "expect"], ["regime", "published", "note"],
        {"given": _map(VALUE), "expect": _map(TEXT), "published": published},
    )  # fmt: skip
    by = {"anyOf": [_one_of(["elimination", "numeric"]), _map(TEXT, _one_of(["stationary", "limit", "sum", "how"]))]}
    proof = _object(
        ["laws", "by"], ["under", "eliminate", "note"], {"laws": TEXTS, "by": by, "under": _map(TEXT), "eliminate": TEXTS}
    )
    made = _object(law.REQUIRED, law.OPTIONAL, {
        "law": {"type": "string", "pattern": NAME}, "kind": _one_of(law.KINDS), "bound": _one_of(["upper", "lower"]),
        "equation": STATEMENT, "source": _citations(), "assumes": TEXTS, "holds_when": TEXTS, "see_also": TEXTS,
        "examples": _list(example, 1), "at": _list(_object(["when", "then"], [], {"then": STATEMENT})),
        "mixes": _list(_object(["kinds", "because"], [], {"kinds": TEXTS})), "alternatives": relation, "case_of": relation,
        "derived_from": proof, "limits_to": _list(_object(["as", "then"], [], {})), "defines": _entries(),
        "book": {"anyOf": [_place(), _list(_place(), 1)]},
    })  # fmt: skip
    return made | {"allOf": [_when("kind", ["bound"], ["bound"]), _limit()]}


def _place() -> Schema:
    """Return the schema of a chapter of the textbook, the chapters of each volume being those that it has."""
    made = _object(["volume", "chapter"], [], {"volume": {"enum": [word for each in volumes() for word in _spelt(each.number)]}})
    return made | {"oneOf": [
        {"properties": {"volume": {"enum": _spelt(each.number)},
                        "chapter": _one_of(chapter.place.chapter for chapter in each.chapters)}}
        for each in volumes()
    ]}  # fmt: skip


def _spelt(number: int) -> list[int | str]:
    return [number, str(number)]


def _limit() -> Schema:
    is_limit = {"required": ["kind"], "properties": {"kind": {"const": "limit"}}}
    return {"if": is_limit, "then": {"properties": {"equation": RELATION}}}


def _entries() -> Schema:
    entry = _object(variable.REQUIRED, variable.OPTIONAL, {
        "latex": {"type": "string", "minLength": 1}, "typical": {"type": "array", "items": VALUE, "minItems": 2, "maxItems": 2},
        "aliases": TEXTS, "default": _setting(), "accepts": TEXTS, "domain": _domain(),
    })  # fmt: skip
    return _map(entry, {"pattern": NAME})


def _domain() -> Schema:
    interval = {"type": "string", "pattern": r"^[\[(].+,.+[\])]( step 1)?$"}
    return {"anyOf": [_one_of(variable.WORDS), interval]}


def _glossary() -> Schema:
    return _object(["area", "variables"], [], {"variables": _entries()})


def _choice(book: Book) -> Schema:
    word = _object([], ["use", "set", "also", "about"], {
        "use": _map(TEXT, _variables(book)), "set": _map(_setting(), _variables(book)),
        "also": _map(TEXT, _one_of(book.names("choice"))),
    })  # fmt: skip
    return _object(["choice", "about", "values"], ["default"], {"values": _map(word)})


def _solver() -> Schema:
    use = _object([], ["law", "solver", "scope", "bind"], {"bind": _map(TEXT)})
    use |= {"oneOf": [{"required": ["law"]}, {"required": ["solver"]}]}
    question = _object(["ask", "about", "expect"], ["with", "given", "require", "choose", "note"], {
        "ask": {"anyOf": [TEXT, _list(TEXT, 1)]}, "with": _map(TEXT), "given": _map(VALUE), "require": _list(RELATION),
        "choose": _map(TEXT), "expect": _map(TEXT),
    })  # fmt: skip
    return _object(solver.REQUIRED, solver.OPTIONAL, {
        "solver": {"type": "string", "pattern": NAME}, "needs": {"anyOf": [TEXTS, _map(TEXTS)]}, "uses": _list(use, 1),
        "shared": TEXTS, "defaults": _map(_setting()), "choose": _map(TEXT), "limits": TEXTS, "questions": _list(question),
    })  # fmt: skip


# --- registry ----------------------------------------------------------------------------------------------------------


def _record(book: Book, folder: str) -> Schema:
    """Return the schema of a folder's records; fields that its records have are described, to be completed first."""
    records = [book.record(path) for path in book.names("record") if path.startswith(f"{folder}/")]
    used = sorted({field for record in records for field in record.fields})
    fields = _map({"$ref": "#/$defs/field"}, _variables(book))
    fields |= {"properties": {name: _described(book, name) for name in used}}
    absent = _map(_object(["looked"], [], {"looked": _list(TEXT, 1)}), _variables(book))
    return _object(registry.REQUIRED, registry.OPTIONAL, {
        "record": {"type": "string", "pattern": f"^{folder}/"}, "aliases": TEXTS, "fields": fields, "parts": _list(_part(book)),
        "total": _map({"type": "string", "pattern": rf"^({'|'.join(registry.REDUCERS)})\(.+\)$"}, _variables(book)),
        "series": _map(_series()), "choose": _map(TEXT, _one_of(book.names("choice"))), "absent": absent,
    }) | {"$defs": {"field": _field(book)}}  # fmt: skip


def _described(book: Book, name: str) -> Schema:
    found = book.variable(name)
    unit = "" if found.unit.text == "1" else f" [{found.unit.text}]"
    return {"description": f"{found.meaning}{unit}", "$ref": "#/$defs/field"}


def _field(book: Book) -> Schema:
    words = {"type": "object", "required": ["by"], "minProperties": 2,
             "properties": {"by": _one_of(book.names("choice"))}, "additionalProperties": _number()}  # fmt: skip
    reduced = _object(["reduce", "of"], ["length", "q", "weights"], {"length": VALUE, "q": VALUE})
    otherwise = {"if": {"required": ["reduce"]}, "then": reduced, "else": _number()}
    return {"type": "object", "if": {"required": ["by"]}, "then": words, "else": otherwise}


def _number() -> Schema:
    found = _object(registry.NUMBER, registry.NUMBER_MORE, {
        "value": VALUE, "basis": _one_of(registry.BASES), "read": _mark(), "also": _list(_object(["value"], [
            "source", "as_printed", "where", "how", "read", "basis", "note", "direction"], {"value": VALUE, "read": _mark()})),
        "role": _one_of(["check"]), "spread": _spread(), "direction": _one_of(["one_way", "both_ways"]),
        "sparsity": _one_of(["dense"]),
    })  # fmt: skip
    return found | _when("basis", [each for each in registry.BASES if each != "printed"], FURTHER[:1], FURTHER[1:])


def _spread() -> Schema:
    found = _object(["shape"], [*SPREAD_FIELDS], {
        "shape": _one_of(SPREADS), "low": VALUE, "high": VALUE, "sd": VALUE,
    })  # fmt: skip
    return found | _when("shape", ["normal", "lognormal"], ["sd"], ["low", "high"])


def _part(book: Book) -> Schema:
    made = _object(["part", "fields"], ["law", "laws", "times", "source", "where", "note"], {
        "laws": _list(TEXT, 1), "fields": _map(VALUE, _variables(book)),
    })  # fmt: skip
    return made | {"anyOf": [{"required": ["law"]}, {"required": ["laws"]}]}


def _series() -> Schema:
    return _object(["unit", "step", "start", "values", "source"], ["zone", "where", "basis", "how", "as_printed", "read"], {
        "step": VALUE, "values": _list(TEXT, 1), "basis": _one_of(registry.BASES), "read": _mark(),
    })  # fmt: skip


def _scenario(book: Book) -> Schema:
    stage: dict[str, Schema] = {
        "solver": _one_of(book.names("solver")), "with": _map(TEXT), "choose": _map(TEXT), "given": _map(VALUE),
        "require": _list(RELATION), "ask": TEXTS, "levers": TEXTS, "take": _map(TEXT),
    }  # fmt: skip
    later = _object(["solver"], [*scenario.STAGE[1:], "take"], stage)
    expected = _object(["ask", "about", "source"], ["value", "within"], {"source": _citations(), "value": VALUE, "within": VALUE})
    return _object(["scenario", "title", "about", "solver"], [*scenario.STAGE[1:], "then", "expect"],
                   {**stage, "then": _list(later), "expect": _list(expected)})  # fmt: skip


def _sources() -> Schema:
    work = _object(["authors", "title", "year"], ["venue", "doi", "arxiv", "url", "note"], {
        "doi": {"type": "string", "pattern": "^10\\."}, "url": {"type": "string", "pattern": "^https?://"},
    })  # fmt: skip
    return _map(work, {"pattern": "^[a-z0-9_-]+$"})


def _measurement() -> Schema:
    texts_of = {name: {"type": "string"} for name in cases.FIELDS}
    return {
        "type": "object", "required": [*cases.FIELDS, "config", "measured"],
        "properties": {**texts_of, "config": {"type": "object"}, "measured": {"type": "number"}},
    }  # fmt: skip
