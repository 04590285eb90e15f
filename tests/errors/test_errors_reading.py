r"""Run the tables of wrong values, equations and files; a new row there needs no change here.

`values.tsv`: a value as typed (with escapes such as `\u00a0`), the unit that is due (or nothing), the outcome (`ok` or
the error's class), the column of what is wrong, the message or the value in base units, the hint, and why the row is there.
`expressions.tsv`: what is read (an expression, statement or condition), its text (with escapes, and repeated so many
times), the outcome, the column, the message or the text as it is printed again, the hint, and why.
`yaml/expected.tsv`: a file of that folder, the outcome, the place as `line:column`, the message or the tree as JSON,
the hint, and why. A message or hint that ends in `...` is compared up to there.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mlsysim_sym.errors import DataError, MlsysimError
from mlsysim_sym.reading.expression import parse_condition, parse_expression, parse_statement
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.reading.values import convert, parse_value
from mlsysim_sym.reading.yamlfile import load

HERE = Path(__file__).parent
READERS = {"expression": parse_expression, "statement": parse_statement, "condition": parse_condition}
MOST_SECONDS = 0.05


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table by their column names."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def same(message: str, expected: str) -> bool:
    """Compare a message with its row; a row may leave its end open."""
    if expected.endswith("..."):
        return message.startswith(expected.removesuffix("..."))
    return message == expected


def load_file(written: str) -> object:
    """Read a text as a file."""
    return load(written, "hostile.yaml")


def unescaped(written: str) -> str:
    """Return a text with its escapes read."""
    return written.encode("ascii", "backslashreplace").decode("unicode_escape")


def read_value(row: dict[str, str]) -> str:
    """Return a value in base units as its row writes it."""
    value = parse_value(unescaped(row["text"]))
    if row["due"]:
        convert(value, parse_unit(row["due"]))
    return f"{value.base!r} {value.unit.dimension}"


@pytest.mark.parametrize("row", rows("values.tsv"), ids=lambda row: row["text"] or "nothing")
def test_values(row: dict[str, str]) -> None:
    try:
        outcome = ("ok", "", read_value(row), "")
    except MlsysimError as error:
        outcome = (type(error).__name__, str(error.column), error.message, error.hint or "")
    assert outcome[:2] == (row["outcome"], row["column"])
    assert same(outcome[2], row["message"]), outcome[2]
    assert outcome[3] == row["hint"]


@pytest.mark.parametrize("row", rows("expressions.tsv"), ids=lambda row: row["text"] + row["times"])
def test_expressions(row: dict[str, str]) -> None:
    written = unescaped(row["text"]) * int(row["times"] or 1)
    try:
        outcome = ("ok", "", text(READERS[row["read"]](written)), "")
    except MlsysimError as error:
        outcome = (type(error).__name__, str(error.column), error.message, error.hint or "")
    assert outcome[:2] == (row["outcome"], row["column"])
    assert same(outcome[2], row["message"]), outcome[2]
    assert same(outcome[3], row["hint"]), outcome[3]


HOSTILE = [
    *(unescaped(row["text"]) * int(row["times"] or 1) for row in rows("expressions.tsv")),
    *(unescaped(row["text"]) for row in rows("values.tsv")),
    *(piece * (1_000_000 // len(piece)) for piece in ("(", "[", "a: ", "- ", "{a: ", "GB*", "m^12*", "1e9", "\0", "\u202e", "'")),
    "9" * 40 + "^64" * 20, "+".join(["2^64"] * 290), "exp(" * 38 + "9" + ")" * 38, "a = lgamma(1e300)",
    "harmonic(1e300)", "beta_regularized(1e12, 1e12, 0.5)", "normal_quantile(1e-300)", "1 " + "m^12*" * 800 + "m",
]  # fmt: skip


@pytest.mark.parametrize("read", [*READERS.values(), parse_value, parse_unit, load_file], ids=lambda read: read.__name__)
def test_no_text_takes_long(read: Callable[[str], object]) -> None:
    """Read every hostile text in time, or refuse it with a place; the best of three runs counts, for machines are busy."""
    for written in HOSTILE:
        if min(seconds(read, written) for _ in range(3)) > MOST_SECONDS:
            pytest.fail(f"{written[:60]!r} ({len(written)} characters)")


def seconds(read: Callable[[str], object], written: str) -> float:
    """Return the CPU time of reading a text, which must be read or refused with a column (or be too large a file)."""
    start = time.process_time()
    try:
        read(written)
    except MlsysimError as error:
        assert error.column is not None or "bytes are more than" in error.message  # noqa: PT017  (it may as well be read)
    return time.process_time() - start


@pytest.mark.parametrize("row", rows("yaml/expected.tsv"), ids=lambda row: row["file"])
def test_files(row: dict[str, str]) -> None:
    text = (HERE / "yaml" / row["file"]).read_bytes().decode()
    try:
        outcome = ("ok", "", json.dumps(load(text, row["file"]), ensure_ascii=False), "")
    except DataError as error:
        place = (error.place or "").removeprefix(f"{row['file']}:")
        outcome = (type(error).__name__, place, error.message, error.hint or "")
    assert outcome[:2] == (row["outcome"], row["place"])
    assert same(outcome[2], row["message"]), outcome[2]
    assert outcome[3] == row["hint"]


def test_every_wrong_file_is_listed() -> None:
    listed = {row["file"] for row in rows("yaml/expected.tsv")}
    assert listed == {path.name for path in (HERE / "yaml").glob("*.yaml")}
