"""The Quarto extension and the live chapter, under pandoc; and a number of the registry that changes its text."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

import mlsysim_sym as ms
from mlsysim_sym.telling.export.folder import write_book
from tests.unit.scripts import imported

TOP = Path(__file__).resolve().parents[3]
CHAPTER = TOP / "examples" / "book" / "memory_wall.qmd"
pytestmark = pytest.mark.slow


def tool() -> str:
    found = shutil.which("pandoc")
    if found is None:
        found = str(pytest.importorskip("pypandoc").get_pandoc_path())
    return found


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("book")
    write_book(ms.Book.load(), target)
    return target


@pytest.fixture(scope="module")
def render() -> ModuleType:
    return imported("examples/book/render.py")


def test_shortcodes_print_laws_and_numbers(book: Path, render: ModuleType) -> None:
    text = (
        "See @eq-ridge-point.\n\n{{< law ridge_point >}}\n\n"
        "Each (not {{< law roofline inline >}}) has ({{< val nvidia_h100_sxm.memory_bandwidth >}})."
    )
    shown = render.rendered(text, "latex", book, tool())
    assert r"\[I^{\ast} = \frac{F}{B} \qquad (1)\]" in shown
    assert "has (3350~GB/s)." in shown
    assert "Equation~1" in shown


@pytest.mark.parametrize("fmt", ["html", "latex"])
def test_a_chapter_includes_the_partial_of_a_law(fmt: str, book: Path, render: ModuleType) -> None:
    chapter = "# Roofs\n\n{{< include laws/roofline.qmd >}}\n\nSee @eq-roofline and @eq-roofline-solved.\n"
    shown = render.rendered(render.included(chapter, book), fmt, book, tool())
    assert "Williams" in shown
    assert "{{<" not in shown
    assert "@eq-" not in shown
    assert ("<math" if fmt == "html" else r"\underbrace{F}_{\text{compute bound}}") in shown


def test_a_name_that_is_not_there_stops_the_document(book: Path, render: ModuleType) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        render.rendered("{{< val no_such.number >}}", "html", book, tool())
    assert "no values called `no_such.number`" in caught.value.stderr


@pytest.mark.parametrize("fmt", ["html", "latex"])
def test_the_chapter_builds(fmt: str, book: Path, render: ModuleType) -> None:
    shown = render.rendered(render.executed(CHAPTER.read_text(encoding="utf-8")), fmt, book, tool())
    for words in ("295", "FLOP/B", "66", "Williams"):
        assert words in shown
    assert "{{<" not in shown
    assert "{python}" not in shown


def test_a_partial_of_every_law_is_read(book: Path, tmp_path: Path) -> None:
    joined = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((book / "laws").glob("*.qmd")))
    command = [
        tool(),
        "--from",
        "markdown",
        "--to",
        "html",
        "--mathml",
        "--fail-if-warnings",
        "--output",
        str(tmp_path / "a.html"),
    ]
    subprocess.run(command, input=joined, text=True, check=True, capture_output=True)


def test_a_number_of_the_registry_changes_the_text(tmp_path: Path, render: ModuleType) -> None:
    record = ms.Book.load().entry("record", "hardware/cloud/nvidia_h100_sxm")
    original = (TOP / record.path).read_text(encoding="utf-8")
    changed = original.replace("value: 3350 GB/s", "value: 4000 GB/s").replace(
        "record: hardware/cloud/nvidia_h100_sxm",
        "record: hardware/cloud/nvidia_h100_sxm\nreplaces: hardware/cloud/nvidia_h100_sxm",
    )
    assert changed.count("4000 GB/s") == 1
    pack = tmp_path / "pack" / "registry" / "hardware" / "cloud" / "nvidia_h100_sxm.yaml"
    pack.parent.mkdir(parents=True)
    pack.write_text(changed, encoding="utf-8")
    chapter = CHAPTER.read_text(encoding="utf-8").replace("ms.Book.load()", f"ms.Book.load({str(tmp_path / 'pack')!r})")
    chapter = chapter.replace('ms.ask("single_device",', 'ms.ask("single_device", book=book,')
    before, after = render.executed(CHAPTER.read_text(encoding="utf-8")), render.executed(chapter)
    row = "| NVIDIA H100 SXM5 80 GB | 989.4 TFLOP/s | {} | {} |"
    assert row.format("3350 GB/s", "295\u00a0FLOP/B") in before
    assert row.format("4000 GB/s", "247\u00a0FLOP/B") in after
