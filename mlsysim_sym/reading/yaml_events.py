"""Turn the events of PyYAML's parser into a tree, refusing whatever is not strict.

Events, unlike composed nodes, still show anchors and tags, and no resolver has guessed a type from a scalar yet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

from mlsysim_sym.errors import YamlError
from mlsysim_sym.reading.yamlfile import Mapping, Node, Place, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_BYTES = 2_000_000
_MAX_DEPTH = 20
_ODD = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)"
)
_PROBLEMS = (
    ("maximum nesting depth", f"nested deeper than {_MAX_DEPTH}", None),
    (
        "mapping values are not allowed",
        "a `: ` inside a value",
        "quote a value that contains `: `, or mend the indentation",
    ),
    (
        "cannot start any token",
        "a character that cannot start a value",
        "indent by spaces, and quote a value that starts with a sign",
    ),
)
_BLOCKS = ("|", ">")
_BLOCK_HEADER = re.compile(r"[|>][-+1-9]{0,2}(?:\s|$)")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Event: TypeAlias = Any  # the two parsers have unrelated event and mark types


def read(text: str, file: str) -> Node:
    """Return the tree of one YAML document; see `yamlfile.load`."""
    _refuse_bytes(text, file)
    loader = _LOADER(text)
    try:
        return _Reader(text, file, iter(loader.get_event, None)).document()
    except yaml.MarkedYAMLError as error:
        raise _syntax(error, file) from error
    except yaml.YAMLError as error:
        raise YamlError(f"not YAML: {error}", file=file, line=1, column=1) from error
    finally:
        loader.dispose()


def _refuse_bytes(text: str, file: str) -> None:
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > _MAX_BYTES:
        raise YamlError(f"{size} bytes are more than the {_MAX_BYTES} allowed", file=file, hint="split the file")
    odd = _ODD.search(text)
    if odd:
        before = text[: odd.start()]
        line, column = before.count("\n") + 1, odd.start() - before.rfind("\n")
        message = f"the character U+{ord(odd.group()[0]):04X} is not allowed"
        hint = "indent by spaces" if odd.group() == "\t" else "write plain text in UTF-8"
        raise YamlError(message, file=file, line=line, column=column, hint=hint)


def _syntax(error: yaml.MarkedYAMLError, file: str) -> YamlError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or error.context or "a syntax error"
    known = ((what, hint) for part, what, hint in _PROBLEMS if part in problem)
    what, hint = next(known, (problem, None))
    return YamlError(f"not YAML: {what}", file=file, line=line, column=column, hint=hint)


class _Reader:
    """Build the tree from the parser's events, in one pass."""

    def __init__(self, text: str, file: str, events: Iterator[Event]) -> None:
        self.text = text
        self.file = file
        self.events = events

    def document(self) -> Node:
        start = self._skip_stream_start()
        if not isinstance(start, DocumentStartEvent):
            raise YamlError("the file is empty", file=self.file, line=1, column=1)
        if start.version or start.tags:
            raise self._error("a directive is not allowed", start, "leave out the line with `%`")
        root = self._node(next(self.events), "the file", 0)
        next(self.events)
        after = next(self.events)
        if isinstance(after, DocumentStartEvent):
            raise self._error("a second document in one file", after, "split the file")
        return root

    def _skip_stream_start(self) -> Event:
        event = next(self.events)
        return next(self.events) if isinstance(event, StreamStartEvent) else event

    def _node(self, event: Event, name: str, depth: int) -> Node:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise self._error("anchors and aliases are not allowed", event, "write the value out, or quote it")
        if event.tag is not None:
            raise self._error("tags are not allowed", event, "quote a value that starts with `!`")
        if isinstance(event, ScalarEvent):
            return self._scalar(event, name)
        if depth >= _MAX_DEPTH:
            raise self._error(f"nested deeper than {_MAX_DEPTH}", event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, depth + 1)
        return self._sequence(event, depth + 1)

    def _scalar(self, event: Event, name: str) -> str:
        if not event.style and event.value in _NULLS:
            comma = name.startswith("`") and " " in name
            hint = "quote a text that contains a comma" if comma else "leave the field out, or quote the text"
            raise self._error(f"{name} has no value", event, hint)
        if event.style in _BLOCKS and not _BLOCK_HEADER.match(self.text, event.start_mark.index):
            raise self._error("not YAML: a comment that touches its block sign", event, "put a space before `#`")
        return str(event.value)

    def _mapping(self, start: Event, depth: int) -> Mapping:
        mapping = Mapping(self.file, start.start_mark.line + 1)
        lines = mapping.lines
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, mapping)
            value = next(self.events)
            lines[key] = _place(value)
            mapping[key] = self._node(value, f"`{key}`", depth)
        return mapping

    def _key(self, event: Event, mapping: Mapping) -> str:
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            raise self._error("a key must be text", event, "quote a value that starts with `[` or `{`")
        key = self._node(event, "a key", 0)
        if not isinstance(key, str):
            raise self._error("a key must be text", event)
        if key == "<<" and not event.style:
            raise self._error("merge keys are not allowed", event, "write the fields out")
        if key in mapping:
            raise self._error(f"the key `{key}` is there twice, first on line {mapping.lines[key][0]}", event)
        return key

    def _sequence(self, start: Event, depth: int) -> Sequence:
        sequence = Sequence(self.file, start.start_mark.line + 1)
        lines = sequence.lines
        while not isinstance(event := next(self.events), SequenceEndEvent):
            lines.append(_place(event))
            sequence.append(self._node(event, "an item", depth))
        return sequence

    def _error(self, message: str, event: Event, hint: str | None = None) -> YamlError:
        line, column = _place(event)
        return YamlError(message, file=self.file, line=line, column=column, hint=hint)


def _place(event: Event) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
