"""The index says of every name of the catalogue where the book has it, or why it does not."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import COMMANDS, cli

BOOK = Book.load()
INDEX = Path(__file__).resolve().parents[2] / "formulas" / "INDEX.tsv"
LINES = INDEX.read_text(encoding="utf-8").splitlines()
QUICK = 10


class Row(NamedTuple):
    """A line of the index; `where` is a law's file, or the laws that contain or answer the entry."""

    name: str
    kind: str
    where: str
    rest: str


ROWS = [Row(*line.split("\t")) for line in LINES[1:]]
LAWS = frozenset(BOOK.names("law"))
QUESTIONS = sorted((row for row in ROWS if row.kind == "question"), key=lambda row: hashlib.sha256(row.name.encode()).digest())


def verb(row: Row) -> str:
    """Return the verb of a question's command."""
    program, name, *_ = shlex.split(row.rest)
    assert program == "mlsysim-sym"
    return name


def runs(row: Row) -> bool:
    """Whether a question's command ends well."""
    return bool(cli.main(shlex.split(row.rest)[1:], prog_name="mlsysim-sym", standalone_mode=False) == 0)


def test_the_index_is_a_sorted_table_of_different_names() -> None:
    assert LINES[0].split("\t") == ["name", "kind", "where", "command or reason"]
    names = [row.name for row in ROWS]
    assert names == sorted(set(names))
    assert all(name.isidentifier() and all(row) for name, row in zip(names, ROWS, strict=True))


def test_every_law_is_listed_as_one_with_its_file() -> None:
    listed = {row.name: row.where for row in ROWS if row.kind == "law"}
    assert set(listed) == LAWS
    assert [name for name, where in listed.items() if not (INDEX.parent / where).is_file() or Path(where).stem != name] == []


def test_every_kind_is_known_and_points_to_laws() -> None:
    for row in ROWS:
        if row.kind.startswith("part of "):
            assert row.kind.removeprefix("part of ") == row.where.split()[0], row
        else:
            assert row.kind in {"law", "question", "left out"}, row
        if row.kind not in {"law", "left out"}:
            assert set(row.where.split()) <= LAWS, row
        if row.kind == "left out":
            assert " " in row.rest, row


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.name)
def test_a_question_uses_a_known_verb(row: Row) -> None:
    assert verb(row) in COMMANDS


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, marks=() if place < QUICK else pytest.mark.slow, id=row.name) for place, row in enumerate(QUESTIONS)],
)
def test_a_question_is_answered(row: Row) -> None:
    assert runs(row)


@pytest.mark.parametrize("command", ["solve no_such_variable", "solve batch_size no_such=1", "no_such_verb"])
def test_a_broken_command_is_seen(command: str) -> None:
    assert not runs(Row("name", "question", "-", f"mlsysim-sym {command}"))
