"""The strict YAML reader: what it keeps, what it refuses, and that its cache form loses nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mlsysim_sym.errors import YamlError
from mlsysim_sym.reading import yaml_events
from mlsysim_sym.reading.yamlfile import Mapping, Node, Sequence, from_json, line_of, load, to_json

LAW = """\
law: roofline
about: A kernel runs no faster
  than memory feeds it.
equation: "t = min(compute: a, memory: b * c)"
assumes:
  - Compute and memory overlap.
  - 'Traffic: one level.'
source: {key: williams2009roofline, place: section 3}
holds_when: []
"""

PIECES = ["a", "b", "c: ", "d:", "- ", "-", " ", "  ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", ",", ": ", ":"]
PIECES += ["'", '"', "#", " #", "|", "|\n  ", ">", "e1", "\u00e9", "\\n", "\\", "~", "null", "---", "...", "x y"]
PIECES += ["%", "!", "&", "*", "<<", "|-\n  ", ">+\n  "]


def mapping(node: Node) -> Mapping:
    """Narrow a node to a mapping."""
    assert isinstance(node, Mapping)
    return node


def sequence(node: Node) -> Sequence:
    """Narrow a node to a sequence."""
    assert isinstance(node, Sequence)
    return node


def everything(node: Node) -> Any:  # noqa: ANN401  (nested tuples)
    """Return a tree with every place, for comparison."""
    if isinstance(node, Mapping):
        return node.file, node.line, node.lines, [(key, everything(value)) for key, value in node.items()]
    if isinstance(node, Sequence):
        return node.file, node.line, node.lines, [everything(value) for value in node]
    return node


def test_scalars_stay_text() -> None:
    tree = load("{a: 1e12, b: NO, c: 2023-03-21, d: 22:30, e: 010, f: 'x', g: true, h: 0.34, i: .inf, j: ''}", "f")
    assert list(mapping(tree).values()) == ["1e12", "NO", "2023-03-21", "22:30", "010", "x", "true", "0.34", ".inf", ""]


def test_places_are_those_of_the_values() -> None:
    law = mapping(load(LAW, "roofline.yaml"))
    assert law.file == "roofline.yaml"
    assert law.line == 1
    assert law.lines["law"] == (1, 6)
    assert law.lines["about"] == (2, 8)
    assert law.lines["assumes"] == (6, 3)
    assert sequence(law["assumes"]).lines == [(6, 5), (7, 5)]
    assert mapping(law["source"]).lines == {"key": (8, 15), "place": (8, 44)}
    assert law["about"] == "A kernel runs no faster than memory feeds it."
    assert law["holds_when"] == []


def test_line_of_a_missing_key_is_the_mappings() -> None:
    source = mapping(mapping(load(LAW, "f"))["source"])
    assert (line_of(source, "place"), line_of(source, "read")) == (8, 8)


def test_a_tree_is_plain_python() -> None:
    assert load("a: [b, {c: d}]", "f") == {"a": ["b", {"c": "d"}]}


def test_the_python_parser_gives_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = everything(load(LAW, "f"))
    monkeypatch.setattr(yaml_events, "_LOADER", yaml.SafeLoader)
    assert everything(load(LAW, "f")) == fast


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_both_parsers_agree_on_any_text(text: str) -> None:
    results = []
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_events, "_LOADER", loader)
            try:
                results.append(everything(load(text, "f")))
            except YamlError as error:
                results.append(f"refused with a line: {error.line is not None}")
    assert results[0] == results[1]


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.text("ab: #'\"\u00e9", max_size=6),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner),
        max_leaves=12,
    )
)
def test_the_cache_form_loses_nothing(data: Any) -> None:  # noqa: ANN401  (any tree)
    tree = load(yaml.safe_dump(data, default_style='"', allow_unicode=True).replace("!!null", ""), "f")
    assert tree == data
    assert everything(from_json(to_json(tree))) == everything(tree)


def test_the_cache_form_is_faster_and_compact() -> None:
    text = "\n".join(f"key{n}: {{value: {n} GB, source: somebody, where: table {n}}}" for n in range(500))
    tree = load(text, "f")
    packed = to_json(tree)
    assert len(packed) < 2.5 * len(text)
    times = {}
    for name, read in (("json", lambda: from_json(packed)), ("yaml", lambda: load(text, "f"))):
        times[name] = min(_seconds(read) for _ in range(5))
    assert times["json"] < times["yaml"]


def _seconds(call: Any) -> float:  # noqa: ANN401  (any function)
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: " + "x" * 2_000_001, "bytes are more than"),
        ("a: " + "\u00e9" * 1_000_001, "bytes are more than"),
        ("[" * 100_000, "nested deeper than 20"),
        ("- " * 30 + "x", "nested deeper than 20"),
        ("a: \x00", "U+0000"),
        ("a: \ud800", "U+D800"),
        ("\ufeffa: 1", "U+FEFF"),
        ("a: \u202e1", "U+202E"),
        ("a: 1\rb: 2", "U+000D"),
    ],
)
def test_hostile_text_is_refused_fast(text: str, message: str) -> None:
    start = time.perf_counter()
    with pytest.raises(YamlError, match=message.replace("+", r"\+")):
        load(text, "f")
    assert time.perf_counter() - start < 0.5


def test_windows_line_ends_are_fine() -> None:
    assert load("a: 1\r\nb: 2\r\n", "f") == {"a": "1", "b": "2"}


def test_a_cached_tree_needs_no_parser() -> None:
    packed = to_json(load(LAW, "f"))
    code = (
        "import sys; from mlsysim_sym.reading.yamlfile import from_json;"
        "assert from_json(sys.argv[1])['law'] == 'roofline'; assert 'yaml' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, packed], check=True)  # our own code


def test_block_texts_after_other_alphabets() -> None:
    assert load("\u03b2: \u2192\r\nb: |\r\n  text\r\nc: >-\n  long\n  text\n", "f") == {
        "\u03b2": "\u2192",
        "b": "text\n",
        "c": "long text",
    }


def test_depth_20_is_allowed() -> None:
    assert load("[" * 20 + "]" * 20, "f")
