"""Hold the JSON Schemas: every file passes, wrong ones do not, and they have the fields that the readers take."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from mlsysim_sym import resources
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from mlsysim_sym.commands.schemas import schema_of, schemas
from mlsysim_sym.reading import shape, yamlfile

SCENARIO = "scenario: x\ntitle: X\nabout: X.\nsolver: single_device\n"
LAW = (
    "law: x\ntitle: X\nabout: X.\nkind: identity\nequation: x = y\nsource: {key: a, place: b}\n"
    "examples: [{given: {y: 1 s}, expect: {x: 1 s}}]\n"
)
NUMBER = 'memory_bandwidth: {value: 2 GB/s, as_printed: "2 GB/s", source: a, where: b}'
RECORD = "record: hardware/edge/x\ntitle: X\nfields:\n  " + NUMBER + "\n"
SOLVER = "solver: x\nabout: X.\nuses: [{law: roofline}]\n"
CHOICE = "choice: x\nabout: X.\nvalues: {a: {set: {ranks: {value: 2, source: {key: a}}}}}\n"
GLOSSARY = 'area: edge\nvariables:\n  x: {latex: "x", unit: s, domain: positive, meaning: X.}\n'
SOURCES = "a2020: {authors: A, title: T, year: 2020}\n"
RIGHT = {
    "law": LAW, "variables": GLOSSARY, "choice": CHOICE, "solver": SOLVER, "record.hardware": RECORD, "scenario": SCENARIO,
    "sources": SOURCES,
}  # fmt: skip
WRONG = [
    ("law", "kind: identity", "kind: law"),
    ("law", "kind: identity", "kind: bound"),
    ("law", "kind: identity", "kind: limit"),
    ("law", "equation: x = y", "equation: xy"),
    ("law", "title: X\n", ""),
    ("law", "title: X\n", "title: X\nbook: {volume: 2}\n"),
    ("law", "title: X\n", "title: X\nbook: {volume: 3, chapter: introduction}\n"),
    ("law", "title: X\n", "title: X\nbook: [{volume: 1, chapter: fault_tolerance}]\n"),
    ("law", "title: X", "titel: X"),
    ("law", "source: {key: a, place: b}", "source: {place: b}"),
    ("law", "source: {key: a, place: b}", "source: []"),
    ("law", "[{given: {y: 1 s}, expect: {x: 1 s}}]", "[]"),
    ("law", "{y: 1 s}", '{y: "1,5 s"}'),
    ("variables", "domain: positive", "domain: big"),
    ("variables", 'latex: "x", ', ""),
    ("variables", "meaning: X.", "meaning: X., typical: [1 s]"),
    ("variables", "  x:", "  X:"),
    ("choice", "{set:", "{sets:"),
    ("choice", "set: {ranks:", "set: {rankz:"),
    ("choice", ", source: {key: a}", ""),
    ("solver", "{law: roofline}", "{law: roofline, solver: single_device}"),
    ("solver", "{law: roofline}", "{bind: {x: y}}"),
    ("solver", "about: X.\n", "about: X.\nquestions: [{ask: x, about: y}]\n"),
    ("solver", "about: X.\n", "about: X.\ndefaults: {x: {value: 1}}\n"),
    ("solver", "about: X.\n", 'about: X.\nquestions: [{ask: x, about: y, expect: {x: 1}, require: ["x = 3"]}]\n'),
    ("record.hardware", "hardware/edge/x", "models/x"),
    ("record.hardware", "memory_bandwidth:", "mem_bw:"),
    ("record.hardware", "source: a, ", ""),
    ("record.hardware", "value: 2 GB/s", "value: two GB/s"),
    ("record.hardware", "value: 2 GB/s", 'value: "1 000 GB/s"'),
    ("record.hardware", "value: 2 GB/s", 'value: "1,5 GB/s"'),
    ("record.hardware", 'as_printed: "2 GB/s", ', ""),
    ("record.hardware", "where: b", "where: b, basis: derived"),
    ("record.hardware", "where: b", "where: b, basis: guessed"),
    ("record.hardware", "where: b", "where: b, role: used"),
    ("record.hardware", "where: b", "where: b, sparsity: sparse"),
    ("record.hardware", "where: b", "where: b, direction: up"),
    ("record.hardware", "where: b", "where: b, read: {at: x, on: yesterday, shows: y}"),
    ("record.hardware", "where: b", "where: b, read: {at: x}"),
    ("record.hardware", "where: b", "where: b, spread: {shape: uniform, sd: 5 W}"),
    ("record.hardware", "where: b", "where: b, spread: {shape: normal, low: 5 W}"),
    ("record.hardware", NUMBER, "peak_throughput: {by: compute_precision}"),
    ("record.hardware", NUMBER, "peak_throughput: {by: mood, bf16: {value: 1 FLOP/s, as_printed: x, source: a}}"),
    ("record.hardware", NUMBER, "memory_bandwidth: {reduce: mean}"),
    ("record.hardware", "title: X\n", "title: X\nabsent: {die_area: {looked: []}}\n"),
    ("record.hardware", "title: X\n", "title: X\ntotal: {operations: sum of all}\n"),
    ("record.hardware", "title: X\n", "title: X\nparts: [{part: a, fields: {}}]\n"),
    ("record.hardware", "title: X\n", "title: X\nseries: {s: {unit: s, step: 1 h, start: x, values: [], source: a}}\n"),
    ("scenario", "solver: single_device", "solver: singel_device"),
    ("scenario", "about: X.\n", ""),
    ("scenario", "about: X.\n", "about: X.\nwants: [x]\n"),
    ("scenario", "about: X.\n", 'about: X.\nrequire: ["x = 3"]\n'),
    ("scenario", "about: X.\n", "about: X.\nexpect: [{ask: x}]\n"),
    ("sources", "year: 2020", "jahr: 2020"),
    ("sources", "title: T, ", ""),
    ("sources", "a2020:", "A 2020:"),
    ("sources", "title: T", "title: T, doi: https://doi.org/10.1/x"),
]


@cache
def validators() -> dict[str, Any]:
    made = schemas(Book.load())
    for schema in made.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    return {kind: jsonschema.Draft202012Validator(schema) for kind, schema in made.items()}


def errors(kind: str, text: str) -> list[str]:
    return [error.message for error in validators()[kind].iter_errors(yamlfile.load(text, "x.yaml"))]


def entries() -> Iterator[tuple[str, Any]]:
    for root in Book.load().roots:
        yield from ((entry.path, entry.data) for entry in root.entries.values())


def test_every_file_passes() -> None:
    found = [
        f"{path}: {list(error.absolute_path)}: {error.message[:80]}"
        for path, data in entries()
        for error in validators()[str(schema_of(path))].iter_errors(data)
    ]
    assert found == []


def test_every_measurement_passes() -> None:
    folder = resources.registry() / "measurements"
    lines = [line for file in folder.iterdir() if file.name.endswith(".jsonl") for line in file.read_text().splitlines()]
    assert len(lines) > 10
    assert [line for line in lines if not validators()["measurement"].is_valid(json.loads(line))] == []


def test_wrong_measurements_do_not_pass() -> None:
    right = {"id": "a", "kind": "k", "metric": "m", "measured": 1, "unit": "s", "config": {}, "source": "t"}
    check = validators()["measurement"]
    assert check.is_valid(right)
    assert not check.is_valid({**right, "measured": "1"})
    assert not check.is_valid({**right, "config": []})
    assert not check.is_valid({key: value for key, value in right.items() if key != "unit"})


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_file_passes(kind: str) -> None:
    assert errors(kind, RIGHT[kind]) == []


@pytest.mark.parametrize(("kind", "part", "instead"), WRONG)
def test_a_wrong_file_does_not(kind: str, part: str, instead: str) -> None:
    assert RIGHT[kind].count(part) == 1
    assert errors(kind, RIGHT[kind].replace(part, instead))


def test_numbers_as_an_editor_reads_them_pass() -> None:
    fields = {"multiprocessors": {"value": 8, "as_printed": 8, "source": "a"}}
    assert validators()["record.hardware"].is_valid({"record": "hardware/edge/x", "title": "X", "fields": fields})


def test_the_schemas_have_the_fields_that_the_readers_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read one file of each kind anew, note which fields each reader knows, and look for just these in its schema."""
    taken: set[tuple[frozenset[str], frozenset[str]]] = set()
    known = shape.known

    def noted(data: Mapping[str, Any], what: str, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        taken.add((frozenset(required), frozenset([*required, *optional])))
        known(data, what, required, optional)

    monkeypatch.setattr(shape, "known", noted)
    book = Book(Book.load().roots)
    _read_all(book)
    described = {part for schema in validators().values() for part in _objects(schema.schema)}
    assert [sorted(every) for required, every in taken if (required, every) not in described] == []
    assert len(taken) > 15


def _read_all(book: Book) -> None:
    from mlsysim_sym.asking.scenario import scenario  # noqa: PLC0415

    for name in book.laws:
        book.law(name)
    for name in book.variables:
        book.variable(name)
    for kind, read in (("record", book.record), ("solver", book.solver), ("choice", book.choice)):
        for name in book.names(kind):
            read(name)
    for name in book.names("scenario"):
        scenario(name, book)
    assert book.sources


def _objects(schema: object) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Yield the fields of every mapping in a schema that says which fields it has: those that are due, and all."""
    if isinstance(schema, dict):
        if schema.get("additionalProperties") is False:
            due = set(schema.get("required", ()))
            yield frozenset(due), frozenset(schema["properties"])
            yield frozenset(due - {"source"}), frozenset(schema["properties"])  # readers ask for a source by themselves
        for part in schema.values():
            yield from _objects(part)
    if isinstance(schema, list):
        for part in schema:
            yield from _objects(part)


def test_the_command_writes_them(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["compile", "--schemas", str(tmp_path / "schemas"), "--json"])
    assert done.exit_code == 0
    written = json.loads(done.stdout)["files"]
    assert sorted(Path(path).name for path in written) == sorted(f"{kind}.schema.json" for kind in validators())
    for path in written:
        jsonschema.Draft202012Validator.check_schema(json.loads(Path(path).read_text(encoding="utf-8")))
