"""A model configuration as it was given: read strictly, and every key accounted for.

Whoever reads a key takes it; what nobody took in the end is either known to say nothing about a model's shape, or it is
reported. So nothing that a file says is passed over in silence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlsysim_sym.errors import DataError, SchemaError
from mlsysim_sym.valueclass import field, frozen

LARGEST = 5_000_000  # bytes; published configurations have a few thousand


@frozen
class Found:
    """A value with the key that it was read from."""

    value: Any
    key: str


class Configuration:
    """The keys of a JSON object, and which of them were taken."""

    def __init__(self, data: dict[str, Any], file: str, text: str, outer: Configuration | None = None) -> None:
        self.data, self.file, self.text, self.outer = data, file, text, outer
        self.taken: dict[str, str] = {}  # what each taken key was used for
        self.strange: dict[str, str] = {}  # keys with a value that nothing here knows what to make of

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def place(self, key: str) -> dict[str, Any]:
        """Return file and line of a key, as arguments of an error."""
        match = re.search(rf'"{re.escape(key)}"\s*:', self.text)
        return {"file": self.file, "line": self.text.count("\n", 0, match.start()) + 1 if match else None}

    def get(self, keys: Sequence[str], use: str) -> Found | None:
        """Take the first of some keys that is there and is not null; all that are there must say the same."""
        there = [Found(self.data[key], key) for key in keys if self.data.get(key) is not None]
        self.taken |= {key: use for key in keys if key in self.data}
        for other in there[1:]:
            if other.value != there[0].value:
                raise SchemaError(
                    f"`{there[0].key}` is {there[0].value} and `{other.key}` is {other.value}, and both say the {use}",
                    names=(there[0].key, other.key), **self.place(other.key),
                )  # fmt: skip
        return there[0] if there else None

    def count(self, keys: Sequence[str], use: str, least: int = 1) -> Found | None:
        """Take a whole number."""
        found = self.get(keys, use)
        if found is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, int) or found.value < least:
            raise SchemaError(
                f"`{found.key}` must be a whole number of at least {least}, not {json.dumps(found.value)}",
                names=(found.key,), **self.place(found.key),
            )  # fmt: skip
        return found

    def needed(self, keys: Sequence[str], use: str) -> Found:
        """Take a whole number that must be there: a class's default stands in no file, so it is no number of this one."""
        found = self.count(keys, use)
        if found is None:
            raise SchemaError(
                f"the configuration says no {use}: it has none of {', '.join(keys)}", names=tuple(keys), file=self.file,
                hint="a published file may leave out what its class fills in; add the key to a copy of the file",
            )  # fmt: skip
        return found

    def flag(self, key: str, use: str) -> bool | None:
        """Take a true or false; None where the file does not say."""
        found = self.get((key,), use)
        if found is not None and not isinstance(found.value, bool):
            raise SchemaError(f"`{key}` must be true or false, not {json.dumps(found.value)}", names=(key,), **self.place(key))
        return None if found is None else found.value

    def words(self, key: str, use: str) -> list[str]:
        """Take a list of texts; an absent one is empty."""
        found = self.get((key,), use)
        if found is None:
            return []
        if not isinstance(found.value, list) or not all(isinstance(each, str) for each in found.value):
            raise SchemaError(f"`{key}` must be a list of texts", names=(key,), **self.place(key))
        return list(found.value)

    def doubt(self, key: str, why: str) -> None:
        """Report a key whose value nothing here knows what to make of."""
        self.strange[key] = why


@frozen
class Account:
    """What became of every key of a configuration."""

    used: dict[str, str]
    irrelevant: dict[str, str]
    unknown: dict[str, str] = field(default_factory=dict)


def read_configuration(path: str) -> Configuration:
    """Read a configuration; raise a DataError for what is no JSON object, with its line."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise DataError(f"cannot read `{path}`: {(error.strerror or str(error)).lower()}", names=(path,)) from None
    if len(raw) > LARGEST:
        raise DataError(f"the file has {len(raw)} bytes, a configuration at most {LARGEST}", file=path)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise DataError("the file is not UTF-8 text", file=path) from None
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
    except json.JSONDecodeError as error:
        raise DataError(f"the file is no JSON: {error.msg.lower()}", file=path, line=error.lineno, column=error.colno) from None
    except _NotOnceError as error:
        raise DataError(str(error), file=path) from None
    except RecursionError:
        raise DataError("the file is nested too deeply", file=path) from None
    if not isinstance(data, dict):
        raise DataError("a configuration is a JSON object", file=path)
    return Configuration(data, path, text)


class _NotOnceError(Exception):
    """A key stands twice, or a number is none."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key in made if sum(key == other for other, _ in pairs) > 1)
        raise _NotOnceError(f"the key `{twice}` stands twice")
    return made


def _refused(name: str) -> Any:  # noqa: ANN401  (json's signature)
    raise _NotOnceError(f"`{name}` is no number")
