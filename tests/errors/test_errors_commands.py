"""Run the table of wrong commands and the golden error pages; a new row or page needs no change here.

`commands.tsv`: a command as the shell reads it, its exit code, a fragment of what it prints on standard error, and why
the row is there. Under `--json`, each must also print one error shape with the same exit code on standard output.
`questions/` holds saved questions for the rows to name.
`odd_questions.tsv`: questions with an odd turn, of the same columns; the fragment stands in the answer or in the error.
`golden/errors/*.txt`: a command after `$`, what it prints, and its exit code in brackets.
"""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlsysim_sym.cli import cli

HERE = Path(__file__).parent
GOLDEN = sorted((HERE.parent / "golden" / "errors").glob("*.txt"))


def rows(table: str = "commands.tsv") -> list[dict[str, str]]:
    """Return the rows of a table by their column names."""
    with (HERE / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


@pytest.fixture(autouse=True)
def beside_the_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rows name the files of this folder."""
    monkeypatch.chdir(HERE)


def unfolded(text: str) -> str:
    """Return a text on one line: long lines of a message are folded."""
    return " ".join(text.split())


def run(command: str, *more: str) -> Result:
    """Run a command line in this process."""
    return CliRunner().invoke(cli, [*shlex.split(command), *more])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["command"])
def test_wrong_commands(row: dict[str, str]) -> None:
    result = run(row["command"])
    assert row["fragment"] in unfolded(result.stderr)
    assert result.exit_code == int(row["exit"])
    assert result.stderr.startswith("error: ")
    assert result.stdout == ""


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["command"])
def test_wrong_commands_in_json(row: dict[str, str]) -> None:
    result = run(row["command"], "--json")
    shape = json.loads(result.stdout)
    assert shape["schema"] == "mlsysim-sym/error/1"
    assert shape["exit"] == result.exit_code == int(row["exit"])
    assert unfolded(shape["message"]) in unfolded(result.stderr)


@pytest.mark.parametrize("row", rows("odd_questions.tsv"), ids=lambda row: row["why"])
def test_odd_questions(row: dict[str, str]) -> None:
    result = run(row["command"])
    assert row["fragment"] in unfolded(result.output)
    assert result.exit_code == int(row["exit"])
    shape = json.loads(run(row["command"], "--json").stdout)
    assert ("exit" in shape) == (result.stdout == "")


@pytest.mark.parametrize("page", GOLDEN, ids=lambda page: page.stem)
def test_golden_pages(page: Path) -> None:
    expected = page.read_text(encoding="utf-8")
    assert golden(command_of(expected)) == expected


def command_of(text: str) -> str:
    """Return the command that a page starts with, on as many lines as it takes."""
    lines = text.splitlines()
    count = next(number for number, line in enumerate(lines, 1) if not line.endswith("\\"))
    return "\n".join(lines[:count]).removeprefix("$ ")


def golden(command: str) -> str:
    """Return the page of a command: what it prints and its exit code."""
    result = run(command.replace("\\\n", " ").removeprefix("mlsysim-sym "))
    return f"$ {command}\n{result.output}({result.exit_code})\n"


def test_pages_are_ten_or_more() -> None:
    assert len(GOLDEN) >= 10


def test_pages_fit_eighty_columns() -> None:
    assert all(len(line) <= 80 for page in GOLDEN for line in page.read_text(encoding="utf-8").splitlines())
