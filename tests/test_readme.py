"""The README's commands, Python and YAML do what it shows, and its numbers are those of the book."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mlsysim_sym.book.book import Book

TOP = Path(__file__).resolve().parent.parent
TEXT = (TOP / "README.md").read_text(encoding="utf-8")
ANYTHING = "..."  # alone on a line: any number of lines


@dataclass(frozen=True)
class Command:
    """A command of the README with the output that it shows."""

    words: tuple[str, ...]
    shown: tuple[str, ...]


def blocks(language: str) -> list[str]:
    """Return the code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def commands() -> Iterator[Command]:
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            yield Command(tuple(shlex.split(command)), tuple(shown))


def agrees(shown: tuple[str, ...], got: tuple[str, ...]) -> bool:
    """Whether lines are as shown, where a line of three dots stands for any number of lines."""
    if not shown:
        return not got
    if shown[0] == ANYTHING:
        return any(agrees(shown[1:], got[skip:]) for skip in range(len(got) + 1))
    return bool(got) and shown[0] == got[0] and agrees(shown[1:], got[1:])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that the README's YAML blocks are."""
    folder = tmp_path_factory.mktemp("readme")
    for block in blocks("yaml"):
        head, _, text = block.partition("\n")
        path = folder / head.removeprefix("# ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", list(commands()), ids=lambda command: " ".join(command.words)[:60])
def test_a_command_prints_what_the_readme_shows(command: Command, place: Path) -> None:
    program, *arguments = command.words
    assert program == "mlsysim-sym"
    environment = {**os.environ, "PYTHONPATH": str(TOP), "NO_COLOR": "1", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "mlsysim_sym", *arguments], cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    got = tuple(line.rstrip() for line in (done.stdout + done.stderr).rstrip("\n").split("\n"))
    assert agrees(command.shown, got), "\n".join(got)


def test_python_prints_what_the_readme_shows() -> None:
    example = doctest.DocTestParser().get_doctest("\n".join(blocks("python")), {}, "README.md", "README.md", 0)
    assert example.examples
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example)
    assert runner.summarize(verbose=False).failed == 0


def test_there_are_commands_python_and_yaml() -> None:
    assert len(list(commands())) >= 6
    assert len(blocks("python")) >= 1
    assert len(blocks("yaml")) >= 4


def between(mark: str) -> str:
    return TEXT.partition(f"<!-- {mark} -->\n")[2].partition(f"<!-- /{mark} -->")[0]


def statistics(book: Book) -> str:
    """Return the README's block of numbers."""
    laws = [book.law(name) for name in book.names("law")]
    cited = [citation for law in laws for citation in law.citations]
    records = [book.record(name) for name in book.names("record")]
    figures = [figure for record in records for entry in record.fields.values() for _, figure in entry.all()]
    counts = {
        "laws": len(laws),
        "variables": len(book.variables),
        "pairs": sum(len(law.variables) for law in laws),
        "records": len(records),
        "numbers in records": len(figures),
        "solvers": len(book.names("solver")),
        "sources": len(book.sources),
    }
    read = (
        f"Read at their source: {sum(each.read is not None for each in cited)} of {len(cited)} citations of laws, "
        f"{sum(each.read is not None for each in figures)} of {len(figures)} numbers of records."
    )
    rows = [counts.keys(), ["---"] * len(counts), map(str, counts.values())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + f"\n\n{read}\n"


def solvers(book: Book) -> str:
    """Return the README's table of solvers."""
    rows = [f"| `{name}` | {book.solver(name).about.partition('. ')[0].removesuffix('.')} |" for name in book.names("solver")]
    return "\n".join(["| solver | about |", "| --- | --- |", *rows]) + "\n"


@pytest.mark.parametrize("mark", ["statistics", "solvers"])
def test_a_block_is_as_the_book_says(mark: str, request: pytest.FixtureRequest) -> None:
    """`pytest tests/golden tests/test_readme.py --update-goldens` writes the blocks anew."""
    shown = {"statistics": statistics, "solvers": solvers}[mark](Book.load())
    if request.config.getoption("--update-goldens", default=False):
        path = TOP / "README.md"
        head, _, rest = path.read_text(encoding="utf-8").partition(f"<!-- {mark} -->\n")
        tail = rest.partition(f"<!-- /{mark} -->")[2]
        path.write_text(f"{head}<!-- {mark} -->\n{shown}<!-- /{mark} -->{tail}", encoding="utf-8")
    else:
        assert between(mark) == shown
