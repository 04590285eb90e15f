"""Hold the lines that took part in no fit: the book does not read them, and each is predicted or says why not."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from mlsysim_sym.asking.cases import Case, of_book, read_file
from mlsysim_sym.asking.validate import Validation, validate
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli

FOLDER = Path(__file__).resolve().parents[2] / "registry" / "measurements" / "held_out"
LEAST = 0.8  # of the lines, which laws speak of


def lines() -> list[Case]:
    return [case for file in sorted(FOLDER.glob("*.jsonl")) for case in read_file(str(file))]


@cache
def found() -> Validation:
    return validate(Book.load(), lines())


def test_the_book_does_not_read_them() -> None:
    own = {(case.id, case.source) for case in of_book(Book.load())}
    assert len(lines()) > 200
    assert not own & {(case.id, case.source) for case in lines()}
    assert len({case.id for case in lines()}) == len(lines())


def test_each_says_where_it_was_seen() -> None:
    for case in lines():
        assert case.more["at"], case.id
        assert case.source, case.id


def test_each_is_predicted_or_says_why_not() -> None:
    for row in found().rows:
        assert row.because or (row.predicted is not None and math.isfinite(row.predicted) and row.predicted > 0), row.case.id
        assert "makes no question" not in row.because, row.because
    assert sum(row.predicted is not None for row in found().rows) > LEAST * len(found().rows)


def test_no_prediction_is_in_another_unit() -> None:
    for row in found().rows:
        if row.relative is not None:
            assert -0.9 < row.relative < 9, (row.case.id, row.relative)


def test_the_command_reads_a_file_of_them() -> None:
    result = CliRunner().invoke(cli, ["validate", "--cases", str(FOLDER / "maxtext_v5p.jsonl"), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["families"]["tpu_training"]["predicted"] == 10
