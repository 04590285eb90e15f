"""Hold the command line: what it prints where, in which format, with which exit code."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mlsysim_sym import __version__
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import COMMANDS, SECTIONS, cli
from mlsysim_sym.commands.asked import read_words
from mlsysim_sym.commands.options import Verb

TOP = Path(__file__).resolve().parents[2]
RIDGE = ("peak_throughput=989.4 TFLOP/s", "memory_bandwidth=3.35 TB/s")
DECODE = (
    *("--solver", "llm_decode", "--on", "h100_sxm", "--model", "llama_3_70b"),
    *("--choose", "precision=bf16", "tensor_parallel_degree=4", "context_length=8192 token"),
)
LATENCY = "time_per_output_token <= 30 ms"


def run(*arguments: str, given: str | None = None, code: int = 0, **environment: str) -> Result:
    """Run a command line in this process and hold its exit code."""
    result = CliRunner().invoke(cli, list(arguments), input=given, env=environment)
    assert result.exit_code == code, result.output
    return result


def shape(*arguments: str, code: int = 0) -> Any:  # noqa: ANN401  (JSON)
    """Return what a command prints under --json."""
    return json.loads(run(*arguments, "--json", code=code).stdout)


def process(*arguments: str, **more: Any) -> subprocess.Popen[str]:
    """Start the command line as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": ""}
    return subprocess.Popen(
        [sys.executable, "-m", "mlsysim_sym", *arguments],
        text=True,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
        **more,
    )


# --- help --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_has_examples_and_fits_eighty_columns(name: str) -> None:
    text = run(*name.split(), "--help").stdout
    assert "\nExamples:\n  mlsysim-sym " in text
    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_table_of_commands_says_what_their_help_says(name: str) -> None:
    command = cli.get_command(None, name)  # type: ignore[arg-type]
    assert isinstance(command, Verb)
    assert (command.help or "").splitlines()[0] == COMMANDS[name][1]


def examples() -> list[str]:
    """Return every example of every help text that stands for itself."""
    texts = []
    for name in COMMANDS:
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        assert isinstance(command, Verb)
        texts += [text.replace("\\\n", " ").strip() for text in command.examples]
    return [text for text in texts if "q.yaml" not in text and "my_laws" not in text and "<" not in text.replace("<=", "")]


@pytest.mark.parametrize("text", examples())
def test_examples_of_the_help_texts_answer(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if text.startswith(("mlsysim-sym check", "mlsysim-sym compile")):
        pytest.skip("takes long; the suite of the book runs it")
    monkeypatch.chdir(tmp_path)  # some write files
    if "rows.jsonl" in text:
        rows = (TOP / "registry/measurements/aiconfigurator_matrix_products.jsonl").read_text(encoding="utf-8").splitlines()
        kept = [row for row in rows if '"h100_sxm"' in row]
        (tmp_path / "rows.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert run(*shlex.split(text)[1:]).stdout


@pytest.mark.parametrize("verb", ["solve", "derive"])
@pytest.mark.parametrize(
    ("fmt", "shown"), [("text", "295343 FLOP/kB"), ("markdown", "295343"), ("latex", r"295343\,\mathrm{FLOP/kB}")]
)
def test_every_format_takes_digits_and_a_unit(verb: str, fmt: str, shown: str) -> None:
    assert shown in run(verb, "ridge_point", *RIDGE, "--format", fmt, "--digits", "6", "--in", "FLOP/kB").stdout


@pytest.mark.parametrize("fmt", ["text", "markdown"])
def test_an_explanation_and_a_comparison_take_digits_and_a_unit(fmt: str) -> None:
    wanted = ("--format", fmt, "--digits", "5", "--in", "us/token")
    explained = run("explain", "time_per_output_token", *DECODE, "batch_size=8", *wanted).stdout
    assert "12133 us/token" in explained
    over = ("--over", "batch_size=8,16")
    assert "12133 us/token" in run("compare", "time_per_output_token", *DECODE, *over, *wanted).stdout.replace("\u00a0", " ")


def test_a_unit_of_another_dimension_is_refused_by_every_verb_that_takes_one() -> None:
    for verb, more in (("solve", ()), ("derive", ()), ("explain", ()), ("compare", ("--over", "batch_size=8,16"))):
        given = () if more else ("batch_size=8",)
        assert "GB" in run(verb, "time_per_output_token", *DECODE, *given, *more, "--in", "GB", code=2).stderr


def test_a_comparison_of_many_counts_them() -> None:
    over = ("--over", "batch_size=8,16,32", "--over", "tensor_parallel_degree=4,8")
    asked = [word for word in DECODE if word != "tensor_parallel_degree=4"]
    assert run("compare", "time_per_output_token", *asked, *over).stdout.startswith("Comparison of 6 questions\n")


def test_no_command_prints_the_help() -> None:
    assert run().stdout == run("--help").stdout == run("-h").stdout


def test_version() -> None:
    assert run("--version").stdout == f"mlsysim-sym {__version__}\n"


def test_help_loads_only_click() -> None:
    code = 'import sys, mlsysim_sym.cli as c; c.cli.main(["--help"], standalone_mode=False); print(*sys.modules, file=sys.stderr)'
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    loaded = set(done.stderr.split())
    own = {name for name in loaded if name.startswith("mlsysim_sym")}
    assert own == {"mlsysim_sym", "mlsysim_sym.cli", "mlsysim_sym.errors", "mlsysim_sym.face"}
    assert loaded.isdisjoint({"yaml", "sympy", "pint", "networkx", "fractions", "json"})


def test_sections_hold_every_command_once() -> None:
    assert sorted(name for section in SECTIONS.values() for name in section) == sorted(COMMANDS)


# --- words -------------------------------------------------------------------------------------------------------------


def test_words_are_sorted() -> None:
    words = read_words(["x=?", "y", "decode.z = 3 ms", "a * b <= 2 s", "c>=1"])
    assert words.targets == ["x", "y"]
    assert words.values == {"decode.z": "3 ms"}
    assert words.required == ["a * b <= 2 s", "c>=1"]


# --- solve -------------------------------------------------------------------------------------------------------------


def test_solve_prints_the_answer() -> None:
    assert "295.3 FLOP/B" in run("solve", "ridge_point", *RIDGE).stdout


def test_target_may_be_written_with_a_question_mark() -> None:
    assert run("solve", "ridge_point=?", *RIDGE).stdout == run("solve", "ridge_point", *RIDGE).stdout


def test_target_may_be_an_alias() -> None:
    asked = ("solve", "--solver", "llm_decode", *DECODE[2:], "batch_size=8")
    assert run(*asked, "TPOT").stdout == run(*asked, "time_per_output_token").stdout


def test_unit_and_digits() -> None:
    text = run("solve", "ridge_point", *RIDGE, "--in", "FLOP/bit", "--digits", "3").stdout
    assert "36.9 FLOP/bit" in text


def test_formats() -> None:
    asked = ("solve", "ridge_point", *RIDGE, "--format")
    assert "295.3" in run(*asked, "markdown").stdout
    assert "295.3" in run(*asked, "latex").stdout
    assert json.loads(run(*asked, "json").stdout)["schema"] == "mlsysim-sym/answer/1"


def test_json_remarks_on_what_changes_text_only() -> None:
    result = run("solve", "ridge_point", *RIDGE, "--json", "--digits", "3")
    assert "change text only" in result.stderr
    assert json.loads(result.stdout)["status"] == "solved"


def test_requirement_and_records() -> None:
    found = shape("solve", "batch_size", *DECODE, LATENCY)
    assert (found["set"][0]["low"], found["set"][0]["high"]) == (1, 66)


def test_slots_and_choices_may_be_given_as_values() -> None:
    short = shape(
        "solve",
        "batch_size",
        "--solver",
        "llm_decode",
        "hardware=h100_sxm",
        "model=llama_3_70b",
        "precision=bf16",
        "tensor_parallel_degree=4",
        "context_length=8192 token",
        LATENCY,
    )
    assert short == shape("solve", "batch_size", *DECODE, LATENCY)


def test_with_names_a_slot() -> None:
    long = shape("solve", "ridge_point", "--with", "hardware=h100_sxm", "precision=bf16")
    assert long == shape("solve", "ridge_point", "--on", "h100_sxm", "--choose", "precision=bf16")


def test_no_answer_says_why_and_exits_with_three() -> None:
    asked = (
        "solve",
        "arithmetic_intensity",
        "--solver",
        "single_device",
        "--on",
        "h100_sxm",
        "attainable_throughput=2000 TFLOP/s",
    )
    result = run(*asked, code=3)
    assert "roofline" in result.stdout
    assert result.stderr == ""
    assert shape(*asked, code=3)["status"] == "empty"


def test_no_answer_in_other_formats_is_text() -> None:
    asked = ("arithmetic_intensity", "--solver", "single_device", "--on", "h100_sxm", "attainable_throughput=2000 TFLOP/s")
    assert run("derive", *asked, "--format", "latex", code=3).stdout


def test_errors_are_shapes_under_json() -> None:
    result = run("solve", "ridge_pont", "--json", code=2)
    error = json.loads(result.stdout)
    assert error["schema"] == "mlsysim-sym/error/1"
    assert error["family"] == "UnknownNameError"
    assert result.stderr.startswith("error: ")


# --- plan, derive, explain, compare ------------------------------------------------------------------------------------


def test_plan_names_the_laws() -> None:
    assert "ridge_point" in run("plan", "ridge_point", *RIDGE).stdout
    assert shape("plan", "batch_size", *DECODE, LATENCY)


def test_plan_of_what_is_given() -> None:
    assert "nothing to do" in run("plan", "layers", "layers=80").stdout


def test_derive_in_every_format() -> None:
    asked = ("derive", "ridge_point", *RIDGE)
    assert "295.3" in run(*asked).stdout
    assert "295.3" in run(*asked, "--format", "markdown").stdout
    assert "\\frac" in run(*asked, "--format", "latex").stdout
    assert shape(*asked)


def test_explain() -> None:
    asked = ("explain", "time_per_output_token", *DECODE, "batch_size=8")
    assert "time_per_output_token" in run(*asked).stdout
    assert run(*asked, "--format", "markdown").stdout
    assert shape(*asked)


def test_compare_over_records_values_and_words() -> None:
    asked = ("compare", "ridge_point", "--choose", "precision=bf16", "--over")
    text = run(*asked, "hardware=h100_sxm,h200_sxm").stdout
    assert "h100_sxm" in text
    assert "h200_sxm" in text
    assert run("compare", "ridge_point", "--over", "memory_bandwidth=2 TB/s,4 TB/s", RIDGE[0], "--format", "markdown").stdout
    assert shape("compare", "ridge_point", "--on", "h100_sxm", "--over", "compute_precision=bf16,fp8")


def test_compare_over_two_things_asks_every_combination() -> None:
    text = run("compare", "ridge_point", "--over", "hardware=h100_sxm,h200_sxm", "--over", "compute_precision=bf16,fp8").stdout
    assert "hardware=h200_sxm, compute_precision=fp8" in text


def test_compare_exits_with_three_where_nothing_has_an_answer() -> None:
    asked = ("compare", "arithmetic_intensity", "--law", "roofline", "attainable_throughput=9 EFLOP/s", "--over")
    assert "no answer" in run(*asked, "hardware=h100_sxm,h200_sxm", code=3).stdout


# --- JSON Lines --------------------------------------------------------------------------------------------------------

GOOD = '{"ask": ["ridge_point"], "given": {"peak_throughput": "989.4 TFLOP/s", "memory_bandwidth": "3.35 TB/s"}}'
EMPTY = (
    '{"ask": "arithmetic_intensity", "solver": "single_device", "with": {"hardware": "h100_sxm"}, '
    '"given": {"attainable_throughput": "2000 TFLOP/s"}}'
)
OPEN = '{"ask": ["parameters"], "solver": "llm_decode", "id": 7}'


def lines(text: str, *arguments: str, code: int = 0) -> list[Any]:
    """Return the shapes that lines of questions are answered with."""
    return [json.loads(line) for line in run("solve", "-", *arguments, given=text, code=code).stdout.splitlines()]


def test_lines_are_answered_in_order() -> None:
    found = lines(f"{GOOD}\n\n{EMPTY}\n", code=3)
    assert [each["status"] for each in found] == ["solved", "empty"]


def test_lines_exit_with_the_worst_code() -> None:
    found = lines(f"{GOOD}\n{OPEN}\n{EMPTY}\n", code=4)
    assert [each.get("exit", 0) for each in found] == [0, 4, 0]
    assert found[1]["id"] == 7
    assert lines(f"{OPEN}\nnonsense\n", code=2)[1]["line"] == 2


def test_lines_add_to_the_question_of_the_command() -> None:
    text = '{"ask": ["ridge_point"], "given": {"peak_throughput": "1 PFLOP/s"}}'
    found = lines(text, "--law", "ridge_point", "memory_bandwidth=1 TB/s")
    assert found[0]["status"] == "solved"


def test_numbers_in_lines_stay_exact() -> None:
    assert lines('{"ask": ["layers"], "given": {"layers": 80}}')[0]["set"]


WRONG_LINES = {
    "nonsense": "the line is no JSON",
    "[1]": "a line holds one JSON object",
    '{"ask": ["x"], "gven": {}}': "unknown field `gven`",
    '{"ask": []}': "nothing is asked",
    '{"given": {"layers": 80}}': "nothing is asked",
    '{"ask": [1]}': "`ask` must be a list of texts",
    '{"ask": ["x"], "given": 3}': "`given` must be an object of texts or numbers",
    '{"ask": ["x"], "given": {"layers": true}}': "`given` must be an object of texts or numbers",
    '{"ask": ["x"], "given": {"layers": NaN}}': "`NaN` is no value",
    '{"ask": ["x"], "given": {"layers": 1, "layers": 2}}': "`layers` stands twice",
    '{"ask": ["x"], "solver": 3}': "`solver` must be a text",
    '{"ask": ["x"], "solver": "llm_decod"}': "unknown solver `llm_decod`",
    '{"ask": ["layers"], "given": {"layers": "8k"}}': "`8k` has a bare prefix, which is no unit",
    "[" * 100_000: "the line is nested too deeply",
}


@pytest.mark.parametrize("text", WRONG_LINES, ids=lambda text: text[:40])
def test_wrong_lines_are_error_shapes(text: str) -> None:
    (error,) = lines(text, code=2)
    assert error["schema"] == "mlsysim-sym/error/1"
    assert error["message"].startswith(WRONG_LINES[text])
    assert error["line"] == 1


def test_internal_errors_do_not_stop_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("mlsysim_sym.solving.question.Question.solve", fail)
    assert [each["family"] for each in lines(f"{GOOD}\n{GOOD}", code=1)] == ["InternalError", "InternalError"]


# --- save and run ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["solve", "derive", "plan"])
def test_saved_question_answers_the_same(name: str, tmp_path: Path) -> None:
    file = str(tmp_path / "q.yaml")
    first = run(name, "batch_size", *DECODE, LATENCY, "--save", file)
    assert f"mlsysim-sym run {file}" in first.stderr
    assert run("run", file).stdout == first.stdout
    assert json.loads(run("run", file, "--json").stdout)


def test_saved_explanation(tmp_path: Path) -> None:
    file = str(tmp_path / "q.yaml")
    first = run("explain", "time_per_output_token", *DECODE, "batch_size=8", "--save", file)
    assert run("run", file).stdout == first.stdout


def test_saved_question_keeps_unit_and_digits(tmp_path: Path) -> None:
    file = str(tmp_path / "q.yaml")
    first = run("solve", "ridge_point", *RIDGE, "--in", "FLOP/bit", "--digits", "3", "--save", file)
    again = run("run", file)
    assert again.stdout == first.stdout
    assert again.stderr == ""
    assert "36.918 FLOP/bit" in run("run", file, "--digits", "5").stdout


def test_another_book_is_remarked_on(tmp_path: Path) -> None:
    file = tmp_path / "q.yaml"
    run("solve", "ridge_point", *RIDGE, "--save", str(file))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(Book.load().digest, "0000"), encoding="utf-8")
    assert "the book has changed since" in " ".join(run("run", str(file)).stderr.split())


def test_saved_texts_survive_quoting(tmp_path: Path) -> None:
    file = tmp_path / "q.yaml"
    run("solve", "batch_size", *DECODE, "time_per_output_token<=30 ms", "--save", str(file))
    assert '- "time_per_output_token<=30 ms"' in file.read_text(encoding="utf-8")


def test_question_that_cannot_be_saved(tmp_path: Path) -> None:
    result = run("solve", "ridge_point", *RIDGE, "--save", str(tmp_path / "no" / "q.yaml"), code=2)
    assert "cannot write" in result.stderr


# --- the book ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["roofline", "variable:ridge_point", "MFU", "h100_sxm", "llm_decode", "recompute", "williams2009roofline", "laws:roofline"],
)
@pytest.mark.parametrize("fmt", ["text", "markdown", "json"])
def test_show(name: str, fmt: str) -> None:
    text = run("show", name, "--format", fmt).stdout
    assert text.strip()
    if fmt == "json":
        assert json.loads(text)["schema"].startswith("mlsysim-sym/")


def test_show_says_what_else_a_name_means() -> None:
    assert "there is also variable:ridge_point" in run("show", "ridge_point").stderr


def test_list_without_arguments_is_an_overview() -> None:
    text = run("list").stdout
    assert f"{len(Book.load().laws)} laws" in text
    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize("kind", ["laws", "variables", "records", "solvers", "choices", "sources", "law"])
def test_list_of_a_kind(kind: str) -> None:
    text = run("list", kind).stdout
    assert text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_list_filters() -> None:
    laws = [row["name"] for row in shape("list", "laws", "--giving", "ridge_point")["entries"]]
    assert laws == ["ridge_point"]
    assert "roofline" in [row["name"] for row in shape("list", "laws", "--needing", "peak_throughput")["entries"]]
    assert {row["area"] for row in shape("list", "laws", "--area", "network")["entries"]} == {"network"}
    assert "nvidia_h100_sxm" in [row["name"] for row in shape("list", "--giving", "memory_bandwidth")["entries"]]
    assert "llm_decode" in [row["name"] for row in shape("list", "solvers", "--needing", "batch_size")["entries"]]


def test_list_of_a_chapter() -> None:
    found = [row["name"] for row in shape("list", "laws", "--chapter", "fault_tolerance")["entries"]]
    assert "young_interval" in found
    assert {row["chapters"][0]["volume"] for row in shape("list", "laws", "--chapter", "benchmarking")["entries"]} == {1}
    assert run("list", "laws", "--chapter", "Fault Tolerance").stdout == run("list", "--chapter", "2/fault_tolerance").stdout
    assert "did you mean `fault_tolerance`" in run("list", "laws", "--chapter", "fault_tolerence", code=2).stderr
    assert "nothing matches `laws --chapter ml_workflow`" in run("list", "laws", "--chapter", "ml_workflow", code=3).stderr


def test_list_finds_words_in_titles_and_aliases() -> None:
    assert "model_flops_utilization" in run("list", "variables", "MFU").stdout
    assert "young_interval" in run("list", "checkpoint", "interval").stdout


def test_cite() -> None:
    text = run("cite", "roofline").stdout
    assert "Williams et al. 2009" in text
    assert "section 3" in text
    assert "@article{williams2009roofline," in run("cite", "roofline", "--bibtex").stdout
    assert shape("cite", "h100_sxm")["sources"]


@pytest.mark.parametrize("name", ["llm_decode", "recompute", "williams2009roofline", "variable:runtime_goodput", "resnet_50"])
def test_cite_of_every_kind(name: str) -> None:
    assert run("cite", name).stdout


def test_cite_of_an_answer(tmp_path: Path) -> None:
    file = str(tmp_path / "q.yaml")
    run("solve", "batch_size", *DECODE, LATENCY, "--save", file)
    keys = [each["key"] for each in shape("cite", file)["sources"]]
    assert "pope2023" in keys


def test_compile_counts_every_pair() -> None:
    one, two = shape("compile", "--jobs", "1"), shape("compile", "--jobs", "2")
    assert one["pairs"] == sum(one["routes"].values()) > one["laws"]
    assert one["routes"] == two["routes"]
    assert "pairs of law and variable" in run("compile", "--jobs", "1").stdout


def test_check_of_one_law() -> None:
    assert run("check", "--only", "roofline", "--jobs", "1").stdout
    assert shape("check", "--only", "roofline", "--jobs", "1")["schema"] == "mlsysim-sym/check/1"


# --- manners -----------------------------------------------------------------------------------------------------------


def test_headers_are_bold_only_where_wanted() -> None:
    runner = CliRunner()
    assert "\x1b[1m" in runner.invoke(cli, ["list"], color=True).stdout
    assert "\x1b[" not in runner.invoke(cli, ["list"], color=True, env={"NO_COLOR": "1"}).stdout
    assert "\x1b[" not in runner.invoke(cli, ["list"]).stdout
    assert "\x1b[" not in runner.invoke(cli, ["solv"], color=True, env={"NO_COLOR": "1"}).stderr


def test_internal_error_asks_for_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(Book, "load", fail)
    short = run("list", code=1).stderr
    assert "internal error, RuntimeError: planted" in short
    assert "report" in short
    assert "Traceback" not in short
    assert "Traceback" in run("list", code=1, MLSYSIM_SYM_DEBUG="1").stderr


def test_main_returns_the_code_where_asked() -> None:
    assert cli.main(["list", "zzzz"], standalone_mode=False) == 3


def test_completion_knows_the_commands() -> None:
    environment = {"_MLSYSIM_SYM_COMPLETE": "bash_complete", "COMP_WORDS": "mlsysim-sym so", "COMP_CWORD": "1"}
    assert "solve" in CliRunner().invoke(cli, [], env=environment, prog_name="mlsysim-sym").stdout


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("solve --solver llm_dec", "llm_decode"),
        ("solve kv_cache_si", "kv_cache_size"),
        ("solve MFU --on h100_s", "h100_sxm"),
        ("solve x --law roofl", "roofline"),
        ("solve x --choose weight_precision=bf", "weight_precision=bf16"),
        ("solve x --choose weight_prec", "weight_precision="),
        ("compare x --with model=llama_3_7", "model=llama_3_70b"),
        ("show ridge_p", "ridge_point"),
        ("cite williams2009r", "williams2009roofline"),
    ],
)
def test_completion_knows_the_names_of_the_book(typed: str, offered: str) -> None:
    environment = {
        "_MLSYSIM_SYM_COMPLETE": "zsh_complete",
        "COMP_WORDS": f"mlsysim-sym {typed}",
        "COMP_CWORD": str(len(typed.split())),
    }
    lines = CliRunner().invoke(cli, [], env=environment, prog_name="mlsysim-sym").stdout.splitlines()
    assert offered in lines


def test_completion_offers_nothing_where_a_book_is_missing() -> None:
    environment = {
        "_MLSYSIM_SYM_COMPLETE": "zsh_complete",
        "COMP_WORDS": "mlsysim-sym solve --book nowhere roof",
        "COMP_CWORD": "4",
    }
    assert not CliRunner().invoke(cli, [], env=environment, prog_name="mlsysim-sym").stdout.strip()


def test_process_answers() -> None:
    with process("solve", "ridge_point", *RIDGE) as child:
        out, err = child.communicate()
    assert (child.returncode, err) == (0, "")
    assert "295.3" in out


def test_process_is_quiet_when_the_reader_goes() -> None:
    with process("list", "variables", "--json") as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.stdout.close()
        child.wait()
        assert child.stderr is not None
        assert child.stderr.read() == ""
    assert child.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_process_that_is_interrupted() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a script may have it ignored, which is inherited
    try:
        child = process("solve", "-")
    finally:
        signal.signal(signal.SIGINT, before)
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(f"{GOOD}\n")
        child.stdin.flush()
        child.stdout.readline()
        time.sleep(0.1)
        child.send_signal(signal.SIGINT)
        child.wait(timeout=60)
        assert child.stderr is not None
        assert child.stderr.read().strip() == "interrupted"
    assert child.returncode == 130
