"""Any error as one of the package: what a command says, and how it ends."""

from __future__ import annotations

import json

import click
import pytest

from mlsysim_sym.commands.faults import LONGEST_ROW, as_known, report, styled, unknown_command, wants_json
from mlsysim_sym.errors import LONGEST_NAME, MlsysimError, UnknownNameError, nearest

COMMAND = click.Command(
    "solve", params=[click.Option(["--format"], type=click.Choice(["text", "json"])), click.Option(["--with"])]
)


def context() -> click.Context:
    return click.Context(COMMAND, info_name="solve")


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (UnknownNameError("unknown law `x`"), "unknown law `x`", None),
        (FileNotFoundError(2, "No such file or directory", "laws.yaml"), "no such file or directory: `laws.yaml`", None),
        (click.NoSuchOption("--formt", ctx=context()), "unknown option `--formt`", "did you mean `--format`?"),
        (click.NoSuchOption("--zzzzzz", ctx=context()), "unknown option `--zzzzzz`", "see `solve --help`"),
        (click.NoSuchOption("--zzzzzz"), "unknown option `--zzzzzz`", None),
        (click.UsageError("Missing 'TARGET'.", ctx=context()), "missing `TARGET`", "see `solve --help`"),
        (
            click.BadParameter("'jsn' is not one of 'text'", param=COMMAND.params[0]),
            "`--format jsn` is not one of text, json",
            "json",
        ),
        (ZeroDivisionError("division by zero"), "internal error, ZeroDivisionError: division by zero", "please report it"),
        (KeyError(), "internal error, KeyError", "please report it"),
    ],
)
def test_any_error_is_told_as_one_of_the_package(error: BaseException, message: str, hint: str | None) -> None:
    known = as_known(error)
    assert isinstance(known, MlsysimError)
    assert known.message == message
    assert hint is None or hint in (known.hint or "")


def test_unknown_commands() -> None:
    assert "solve" in (unknown_command("slove", ["solve", "check"]).hint or "")
    assert unknown_command("zzzz", ["solve", "check"]).hint == "one of solve, check"


def test_json_is_asked_for_before_the_end_of_options() -> None:
    assert wants_json(["solve", "--json"])
    assert wants_json(["solve", "--format=json"])
    assert not wants_json(["solve", "--", "--json"])


def test_an_error_goes_to_both_streams_where_json_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    code = report(UnknownNameError("unknown law `x`", hint="y"), ["solve", "--json"])
    shown = capsys.readouterr()
    assert code == UnknownNameError("").exit_code
    assert "unknown law `x`" in shown.err
    assert "unknown law `x`" in json.loads(shown.out)["message"]


def test_an_interruption_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(KeyboardInterrupt(), []) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_an_internal_error_shows_its_traceback_where_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlsysim_sym.commands import faults  # noqa: PLC0415

    monkeypatch.setenv(faults.DEBUG, "1")
    assert report(ZeroDivisionError("division by zero"), []) == 1
    shown = capsys.readouterr().err
    assert "internal error" in shown
    assert "ZeroDivisionError" in shown


def test_a_message_is_no_endless_echo() -> None:
    shown = styled(UnknownNameError(f"unknown variable `{'a' * 100_000}`", hint="look it up"))
    assert len(shown) < LONGEST_ROW + 100
    assert "..." in shown
    assert shown.endswith("look it up")


def test_nothing_endless_is_a_misspelling() -> None:
    name = "memory_bandwidth"
    assert nearest(name * 6, [name * 6 + "s"]) == [name * 6 + "s"]
    assert nearest("x" * (LONGEST_NAME + 1), ["x" * LONGEST_NAME]) == []
