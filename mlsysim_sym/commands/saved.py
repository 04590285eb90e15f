"""Saved questions: a YAML file that says what was asked, of which book."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.asked import Asked
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.options import MOST_DIGITS, Request
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.reading import shape, yamlfile
from mlsysim_sym.solving.question import Question
from mlsysim_sym.valueclass import frozen

SCHEMA = "mlsysim-sym/question/1"
VERBS = ("solve", "derive", "plan", "explain")
OPTIONAL = ["verb", "solver", "laws", "with", "given", "require", "choose", "in", "digits", "books", "book"]


@frozen
class Saved:
    """A saved question with how it was asked; `digest` is the hash of the book that it was asked of."""

    asked: Asked
    verb: str
    unit: str | None
    digits: int | None
    digest: str


def save(asked: Asked, request: Request, verb: str) -> None:
    """Write a question to a file; raise CommandError where the file cannot be written."""
    question = asked.question
    parts: dict[str, Any] = {"question": SCHEMA, "verb": verb, "ask": list(asked.targets), **question.to_dict()}
    parts |= {"in": request.unit, "digits": request.digits and str(request.digits)}
    parts |= {"books": list(request.books), "book": question.book.digest}
    path = Path(str(request.save))
    try:
        path.write_text("".join(_entry(key, value) for key, value in parts.items() if value), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write `{path}`: {(error.strerror or str(error)).lower()}", names=(str(path),)) from None


def _entry(key: str, value: Any) -> str:  # noqa: ANN401  (text, list or mapping)
    if isinstance(value, Mapping):
        return f"{key}:\n" + "".join(f"  {inner}: {_text(text)}\n" for inner, text in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"{key}:\n" + "".join(f"  - {_text(text)}\n" for text in value)
    return f"{key}: {_text(value)}\n"


def _text(value: str) -> str:
    """Return a text as a YAML scalar: a double-quoted one is written as in JSON."""
    return json.dumps(value, ensure_ascii=False)


def read(path: str) -> Saved:
    """Read a saved question; raise a DataError with file and line for what is wrong in it."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CommandError(f"`{path}` is not UTF-8 text", names=(path,)) from None
    except OSError as error:
        raise CommandError(f"cannot read `{path}`: {(error.strerror or str(error)).lower()}", names=(path,)) from None
    data = shape.mapping(yamlfile.load(text, path), "a saved question")
    shape.known(data, "a saved question", ["question", "ask"], OPTIONAL)
    if data["question"] != SCHEMA:
        raise SchemaError(f"`question: {data['question']}` is not `{SCHEMA}`", **shape.place(data, "question"))
    return Saved(
        Asked(_question(data), shape.texts(data, "ask")),
        shape.one_of(data, "verb", VERBS, "solve"),
        shape.words(data, "in") if "in" in data else None,
        _digits(data),
        shape.words(data, "book", ""),
    )


def _question(data: Mapping[str, Any]) -> Question:
    maps = {key: shape.mapping(data.get(key, {}), f"`{key}`", data, key) for key in ("with", "given", "choose")}
    slots, given, chosen = ({key: shape.words(part, key) for key in part} for part in maps.values())
    return Question(
        Book.load(*shape.texts(data, "books")),
        shape.words(data, "solver") if "solver" in data else None,
        shape.texts(data, "laws"),
        slots,
        given,
        shape.texts(data, "require"),
        chosen,
    )


def _digits(data: Mapping[str, Any]) -> int | None:
    if "digits" not in data:
        return None
    written = shape.words(data, "digits")
    if not written.isdecimal() or not 1 <= int(written) <= MOST_DIGITS:
        raise SchemaError(f"`digits: {written}` is no number from 1 to {MOST_DIGITS}", **shape.place(data, "digits"))
    return int(written)
