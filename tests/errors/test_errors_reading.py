r"""Run the tables of wrong values and wrong files; a new row there needs no change here.

`values.tsv`: a value as typed (with escapes such as `\u00a0`), the unit that is due (or nothing), the outcome (`ok` or
the error's class), the column of what is wrong, the message or the value in base units, the hint, and why the row is there.
`yaml/expected.tsv`: a file of that folder, the outcome, the place as `line:column`, the message or the tree as JSON,
the hint, and why. A message that ends in `...` is compared up to there.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from mlsysim_sym.errors import DataError, MlsysimError
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.reading.values import convert, parse_value
from mlsysim_sym.reading.yamlfile import load

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table by their column names."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def same(message: str, expected: str) -> bool:
    """Compare a message with its row; a row may leave its end open."""
    if expected.endswith("..."):
        return message.startswith(expected.removesuffix("..."))
    return message == expected


def read_value(row: dict[str, str]) -> str:
    """Return a value in base units as its row writes it."""
    value = parse_value(row["text"].encode("ascii", "backslashreplace").decode("unicode_escape"))
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
