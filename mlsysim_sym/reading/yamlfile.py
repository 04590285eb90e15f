"""Read YAML strictly: every scalar is text, nothing is guessed, and every place is kept.

YAML turns `NO` into a truth value, `22:30` into 1350 and `1e12` into text, and lets the second of two equal keys win.
Here scalars stay as written, and whatever may surprise is refused with its line and column. A tree can be kept as
JSON with its places; reading it back does not load the YAML parser.
"""

from __future__ import annotations

import json
from typing import Any, TypeAlias

__all__ = ["Mapping", "Node", "Place", "Sequence", "from_json", "line_of", "load", "to_json"]

Place: TypeAlias = tuple[int, int]
Node: TypeAlias = "str | Mapping | Sequence"


class Mapping(dict[str, "Node"]):
    """Hold a mapping with its file, its line, and the place of each key's value in `lines`."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, Place] = {}


class Sequence(list["Node"]):
    """Hold a list with its file, its line, and the place of each item in `lines`."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: list[Place] = []


def load(text: str, file: str) -> Node:
    r"""Return the tree of one YAML document.

    Raises `YamlError` with the place of what is not strict YAML.

    >>> tree = load("grid:\n  country: NO\n  since: 22:30\n", "grids.yaml")
    >>> tree["grid"]
    {'country': 'NO', 'since': '22:30'}
    >>> tree["grid"].lines["since"]
    (3, 10)
    """
    from mlsysim_sym.reading.yaml_events import read  # noqa: PLC0415  (a cached tree needs no parser)

    return read(text, file)


def line_of(mapping: Mapping, key: str) -> int:
    r"""Return the line of a key's value, or of the mapping where it lacks the key.

    >>> line_of(load("a: 1\nb: 2\n", "x.yaml"), "b")
    2
    """
    place = mapping.lines.get(key)
    return place[0] if place else mapping.line


def to_json(node: Node) -> str:
    """Return a tree with its places as compact JSON.

    >>> tree = load("a: [1, 2]", "x.yaml")
    >>> again = from_json(to_json(tree))
    >>> again == tree, again["a"].lines
    (True, [(1, 5), (1, 8)])
    """
    file = "" if isinstance(node, str) else node.file
    return json.dumps([file, _packed(node)], ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Node:
    """Return the tree that `to_json` wrote."""
    file, packed = json.loads(text)
    return _unpacked(packed, file)


class Packed:
    r"""A tree that `to_json` wrote, unpacked only where it is looked at.

    >>> found = Packed(to_json(load("grids:\n  norway: NO\n  sweden: SE\n", "grids.yaml"))).only("grids", "sweden")
    >>> found, found.lines
    ({'sweden': 'SE'}, {'sweden': (3, 11)})
    """

    def __init__(self, text: str) -> None:
        self.file, (_, _, self.content) = json.loads(text)

    def only(self, field: str, key: str) -> Mapping:
        """Return a mapping of the file with one of its entries alone, at its place; raise KeyError for another."""
        line, places, content = self.content[field]
        at = 2 * list(content).index(key) if key in content else 0
        return _unpacked([line, places[at : at + 2], {key: content[key]}], self.file)  # type: ignore[return-value]


def _packed(node: Node) -> Any:  # noqa: ANN401  (JSON)
    """Pack `{line, places, content}`: a mapping's content is an object, a sequence's a list."""
    if isinstance(node, Mapping):
        places = [number for key in node for number in node.lines[key]]
        return [node.line, places, {key: _packed(value) for key, value in node.items()}]
    if isinstance(node, Sequence):
        places = [number for place in node.lines for number in place]
        return [node.line, places, [_packed(value) for value in node]]
    return node


def _unpacked(packed: Any, file: str) -> Node:  # noqa: ANN401  (JSON)
    if isinstance(packed, str):
        return packed
    line, numbers, content = packed
    pairs = iter(numbers)
    places = zip(pairs, pairs, strict=True)
    if isinstance(content, dict):
        mapping = Mapping(file, line)
        mapping.update(content)
        mapping.lines = dict(zip(content, places, strict=True))
        for key, value in content.items():
            if value.__class__ is list:
                mapping[key] = _unpacked(value, file)
        return mapping
    sequence = Sequence(file, line)
    sequence.extend(value if value.__class__ is str else _unpacked(value, file) for value in content)
    sequence.lines = list(places)
    return sequence
