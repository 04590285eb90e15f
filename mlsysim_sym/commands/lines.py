"""Questions as JSON Lines: one object a line in, one answer or error a line out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from mlsysim_sym.commands.asked import base_question
from mlsysim_sym.commands.faults import CommandError, as_known
from mlsysim_sym.commands.options import Request
from mlsysim_sym.commands.output import exit_code, print_line
from mlsysim_sym.errors import did_you_mean
from mlsysim_sym.face import sorted_out
from mlsysim_sym.solving.question import Question

FIELDS = ("ask", "solver", "laws", "with", "given", "require", "choose", "id")
FROM_BEST_TO_WORST = (0, 3, 4, 2, 1)


class Digits(str):
    """A number of a line, as it was written: it is read by the value grammar, not by JSON."""

    __slots__ = ()


def answer_lines(request: Request, stream: Iterable[str]) -> int:
    """Answer each line and return the worst exit code (internal error, wrong, undecided, no answer, answered)."""
    base = base_question(request)
    codes = [0]
    for number, line in enumerate(stream, 1):
        if line.strip():
            codes.append(_answer(base, line, number))
    return max(codes, key=FROM_BEST_TO_WORST.index)


def _answer(base: Question, line: str, number: int) -> int:
    try:
        data = _read(line)
        question, targets = _asked(base, data)
        answer = question.solve(*targets)
        shape, code = answer.to_dict(), exit_code(answer)
    except Exception as error:  # noqa: BLE001  (a wrong line must not stop those after it)
        known = as_known(error)
        known.file, known.line = known.file or "-", known.line or number
        shape, code = known.to_dict(), known.exit_code
    print_line({**_marked(line), **shape})
    return code


def _marked(line: str) -> Mapping[str, Any]:
    """Return a line's own mark, as far as the line can be read."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return {"id": data["id"]} if isinstance(data, Mapping) and "id" in data else {}


def _read(line: str) -> Mapping[str, Any]:
    try:
        data = json.loads(line, parse_int=Digits, parse_float=Digits, parse_constant=_no_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise CommandError(f"the line is no JSON: {error.msg.lower()}", file="-", column=error.colno) from None
    except RecursionError:
        raise CommandError("the line is nested too deeply") from None
    if not isinstance(data, Mapping):
        raise CommandError("a line holds one JSON object", hint='as in {"ask": ["x"], "given": {"y": "1 s"}}')
    for key in data:
        if key not in FIELDS:
            raise CommandError(
                f"unknown field `{key}`", names=(key,), hint=did_you_mean(key, FIELDS) or f"one of {', '.join(FIELDS)}"
            )
    return data


def _no_constant(word: str) -> NoReturn:
    raise CommandError(f"`{word}` is no value", names=(word,))


def _once(found: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(found)
    if len(data) < len(found):
        keys = [key for key, _ in found]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise CommandError(f"`{twice}` stands twice", names=(twice,))
    return data


def _asked(base: Question, data: Mapping[str, Any]) -> tuple[Question, tuple[str, ...]]:
    if "solver" in data or "laws" in data:
        base = Question(
            base.book,
            _text(data, "solver") if "solver" in data else None,
            _texts(data, "laws"),
            base.slots,
            base.values,
            base.required,
            base.choices,
        )
    question = sorted_out(base.with_(**_mapping(data, "with")).choose(**_mapping(data, "choose")), _mapping(data, "given"))
    targets = _texts(data, "ask")
    if not targets:
        raise CommandError("nothing is asked", hint='name the unknown, as in {"ask": ["batch_size"]}')
    return question.require(*_texts(data, "require")), targets


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data[key]
    if value.__class__ is not str:
        raise CommandError(f"`{key}` must be a text", names=(key,))
    return str(value)


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(each.__class__ is str for each in listed):
        raise CommandError(f"`{key}` must be a list of texts", names=(key,))
    return tuple(listed)


def _mapping(data: Mapping[str, Any], key: str) -> dict[str, str]:
    value = data.get(key, {})
    if not isinstance(value, Mapping) or not all(isinstance(each, str) for each in value.values()):
        raise CommandError(f"`{key}` must be an object of texts or numbers", names=(key,), hint='as in {"layers": 80}')
    return {name: str(each) for name, each in value.items()}
