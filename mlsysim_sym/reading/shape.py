"""Reading the fields of a data file: each helper takes what it expects or raises a SchemaError with the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from mlsysim_sym.errors import MlsysimError, SchemaError, did_you_mean

T = TypeVar("T")


def place(data: object, key: str | None = None) -> dict[str, Any]:
    """Return file and line of a mapping, or of one of its values, as keyword arguments of an error."""
    file = getattr(data, "file", None)
    line, column = getattr(data, "lines", {}).get(key, (None, None)) if key is not None else (None, None)
    return {"file": file, "line": line or getattr(data, "line", None), "column": column}


def mapping(data: object, what: str, owner: object = None, key: str | None = None) -> Mapping[str, Any]:
    """Return `data` if it is a mapping."""
    if not isinstance(data, Mapping):
        raise SchemaError(f"{what} must be a mapping, not {_named(data)}", **place(owner, key))
    return data


def known(data: Mapping[str, Any], what: str, required: Sequence[str], optional: Sequence[str] = ()) -> None:
    """Refuse unknown and missing fields."""
    allowed = [*required, *optional]
    for key in data:
        if key not in allowed:
            hint = did_you_mean(key, allowed) or f"{what} has {', '.join(allowed)}"
            raise SchemaError(f"unknown field `{key}` in {what}", names=(key,), hint=hint, **place(data, key))
    for key in required:
        if key not in data:
            raise SchemaError(f"{what} has no `{key}`", names=(key,), **place(data))


def words(data: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """Return a text field."""
    value = data.get(key, default)
    if not isinstance(value, str):
        raise SchemaError(f"`{key}` must be a text, not {_named(value)}", names=(key,), **place(data, key))
    return value


def one_of(data: Mapping[str, Any], key: str, allowed: Sequence[str], default: str | None = None) -> str:
    """Return a text field that is one of a few words."""
    value = words(data, key, default)
    if value not in allowed:
        hint = did_you_mean(value, list(allowed)) or f"one of {', '.join(allowed)}"
        raise SchemaError(f"`{key}: {value}` is not allowed", names=(key,), hint=hint, **place(data, key))
    return value


def texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of texts; an absent field is an empty list."""
    return tuple(text for text, _ in texts_with_lines(data, key))


def texts_with_lines(data: Mapping[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each text of a list with its place."""
    value = data.get(key, ())
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise SchemaError(f"`{key}` must be a list, not {_named(value)}", names=(key,), **place(data, key))
    for index, item in enumerate(value):
        if not isinstance(item, str):
            raise SchemaError(f"`{key}` must be a list of texts", names=(key,), **item_place(value, index))
        yield item, item_place(value, index)


def items(data: Mapping[str, Any], key: str) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Yield each mapping of a list with its place; an absent field is an empty list."""
    value = data.get(key, ())
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise SchemaError(f"`{key}` must be a list, not {_named(value)}", names=(key,), **place(data, key))
    for index, item in enumerate(value):
        where = item_place(value, index)
        if not isinstance(item, Mapping):
            raise SchemaError(f"`{key}` must be a list of mappings", names=(key,), **where)
        yield item, where


def item_place(sequence: object, index: int) -> dict[str, Any]:
    """Return file, line and column of an item of a list."""
    lines = getattr(sequence, "lines", None)
    line, column = lines[index] if lines else (getattr(sequence, "line", None), None)
    return {"file": getattr(sequence, "file", None), "line": line, "column": column}


def placed(where: Mapping[str, Any], read: Callable[..., T], *arguments: Any) -> T:
    """Call a reader of text; give its error the place in the file.

    A column that the reader reports is a column of the text: it is added to that of the text's first character.
    """
    try:
        return read(*arguments)
    except MlsysimError as error:
        start = where.get("column")
        if error.file is None:
            error.column = start + error.column - 1 if start and error.column else start or error.column
            error.file, error.line = where.get("file"), where.get("line")
        raise


def _named(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, Sequence) and not isinstance(value, str) else f"the text `{value}`"
