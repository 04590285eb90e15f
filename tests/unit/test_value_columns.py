"""A wrong value or requirement says in which column it is wrong, from Python and on the command line."""

from __future__ import annotations

import json
import shlex

import pytest
from click.testing import CliRunner

import mlsysim_sym as ms
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import MlsysimError, ParseError, UnitError, UnitMismatchError

WRONG = (  # variable, value, column
    ("memory_bandwidth", "3.35 TBs", 6),
    ("memory_bandwidth", "3.35 TB", 6),
    ("memory_bandwidth", "-3 TB/s", 1),
    ("memory_bandwidth", "3,5 TB/s", 2),
    ("memory_bandwidth", "3.35 TB/s/dev", 11),
    ("memory_bandwidth", "  3.35 TB//s", 11),
    ("batch_size", "3 GB", 3),
    ("context_length", "10 tokn", 4),
    ("context_length", "10", 3),
    ("batch_size", "1e-999999999", 3),
    ("batch_size", "9**9**9", 2),
    ("batch_size", "__import__('os')", 1),
)


def refused(name: str, value: object) -> MlsysimError:
    """Return the error that giving a value raises."""
    with pytest.raises(MlsysimError) as caught:
        ms.ask("llm_decode").given(**{name: value}).solve("decode_step_time")
    return caught.value


@pytest.mark.parametrize(("name", "value", "column"), WRONG, ids=str)
def test_a_wrong_value_has_a_column(name: str, value: str, column: int) -> None:
    error = refused(name, value)
    assert error.column == column
    assert error.names
    rows = error.render().splitlines()
    assert rows[1].lstrip().startswith(f"{name} = ")
    assert f"{rows[1]} "[rows[2].index("^")] == (f"{error.excerpt} "[column - 1])


@pytest.mark.parametrize(("name", "value", "column"), WRONG[:5], ids=str)
def test_the_command_line_shows_it(name: str, value: str, column: int) -> None:
    words = ["solve", "decode_step_time", "--solver", "llm_decode", f"{name}={value}"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    marked, caret = result.stderr.splitlines()[1:3]
    assert marked == f"   {name} = {value}"
    assert caret.index("^") == len(f"   {name} = ") + column - 1
    shape = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)
    assert (shape["column"], shape["excerpt"]) == (column, value)


@pytest.mark.parametrize(
    ("text", "column", "kind"),
    [
        ("decode_step_time <= 30 msx", 24, UnitError),
        ("decode_step_time <= 30 GB", 21, MlsysimError),
        ("decode_step_time <= 2 *+ batch_size", 24, ParseError),
        ("decode_step_time <= 2 * (batch_size", 36, ParseError),
        ("  decode_step_time<=3,5 ms", 22, UnitError),
        ("decode_step_time <= exp(30[ms])", 21, MlsysimError),
    ],
)
def test_a_wrong_requirement_has_a_column(text: str, column: int, kind: type[MlsysimError]) -> None:
    with pytest.raises(kind) as caught:
        ms.ask("llm_decode").require(text).solve("batch_size")
    assert caught.value.column == column
    rows = caught.value.render().splitlines()
    assert rows[1] == f"   {text}"
    assert rows[2].index("^") == column + 2


def test_a_pair_with_a_wrong_unit_has_the_units_column() -> None:
    assert refused("memory_bandwidth", (3.35, "TB/z")).column == 4


def test_long_and_unprintable_text_stays_in_one_line() -> None:
    error = refused("batch_size", "1 " + "x" * 97)
    assert all(len(row) <= 80 for row in error.render().splitlines()[1:3])
    error = refused("batch_size", "1 \x1b[31m\n\u202egb")
    assert "\x1b" not in error.render().splitlines()[1]
    assert "\u202e" not in error.render().splitlines()[1]
    assert len(error.render().splitlines()) <= 5


def test_in_a_file_the_column_counts_from_the_start_of_the_line() -> None:
    error = UnitError("wrong", excerpt="3 gb", column=3).located("a.yaml", 7, 10)
    assert error.place == "a.yaml:7:12"
    assert "^" not in error.render()
    assert UnitError("wrong", excerpt="3 gb", column=3).located("a.yaml", 7).place == "a.yaml:7"


def test_a_mismatch_of_a_number_without_a_unit_points_behind_it() -> None:
    error = refused("memory_bandwidth", 3.35)
    assert isinstance(error, UnitMismatchError)
    assert (error.excerpt, error.column) == ("3.35", 5)


def test_words_of_a_shell_are_read_alike() -> None:
    result = CliRunner().invoke(cli, shlex.split("solve ridge_point 'memory_bandwidth=  3.35 TBs'"))
    assert "memory_bandwidth = 3.35 TBs" in result.stderr
