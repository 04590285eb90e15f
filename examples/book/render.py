"""Render a chapter without Quarto: run its Python, put the results in, and give what is left to pandoc.

    python examples/book/render.py examples/book/memory_wall.qmd chapter.html

Quarto does the same and more; this shows that a chapter is plain Markdown once its numbers are in.
"""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CELL = re.compile(r"^```\{python\}\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
INCLUDE = re.compile(r"^\{\{<\s*include\s+(\S+)\s*>\}\}$", re.MULTILINE)
VALUE = re.compile(r"`\{python\} ([^`]+)`")


def included(chapter: str, folder: Path) -> str:
    """Return a chapter with the files that it includes, such as `{{< include laws/roofline.qmd >}}`, in their place."""
    return INCLUDE.sub(lambda found: (folder / found[1]).read_text(encoding="utf-8"), chapter)


def executed(chapter: str) -> str:
    """Return a chapter with its cells replaced by what they print, and its values by what they are."""
    names: dict[str, Any] = {}

    def cell(found: re.Match[str]) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(found[1], names)  # noqa: S102  (the chapter's own code, as Quarto runs it)
        return printed.getvalue() if "output: asis" in found[1] else ""

    def value(found: re.Match[str]) -> str:
        made = eval(found[1], names)  # noqa: S307
        shown = getattr(made, "_repr_markdown_", None)
        return str(shown()) if shown else f"`{made}`"

    return VALUE.sub(value, CELL.sub(cell, chapter))


def rendered(chapter: str, fmt: str, folder: Path, pandoc: str = "pandoc") -> str:
    """Return an executed chapter in a format of pandoc's; `folder` is where `export book` wrote."""
    options = ["--mathml"] if fmt == "html" else []
    command = [pandoc, "--from", "markdown", "--to", fmt, *options, "--citeproc",
               "--bibliography", str(folder / "sources.bib"),
               "--lua-filter", str(folder / "_extensions" / "mlsysim-sym" / "filter.lua")]  # fmt: skip
    run = subprocess.run(command, input=chapter, capture_output=True, text=True, check=True)
    return run.stdout


def main() -> None:
    """Render the chapter that the command line names."""
    from mlsysim_sym.book.book import Book  # noqa: PLC0415  (a script)
    from mlsysim_sym.telling.export.folder import write_book  # noqa: PLC0415

    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        write_book(Book.load(), Path(folder))
        chapter = included(source.read_text(encoding="utf-8"), Path(folder))
        text = rendered(executed(chapter), target.suffix.removeprefix(".") or "html", Path(folder))
    target.write_text(text, encoding="utf-8")
    print(f"{source.name} in {target}")


if __name__ == "__main__":
    main()
