"""Turn a tutorial of the site into a notebook, so that both are one text: `python -m mlsysim_sym.telling.site.notebooks`."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```\n?", re.DOTALL | re.MULTILINE)
OPTION = re.compile(r"\A(?::[^\n]*\n)+\n?")
ON_THE_SITE = re.compile(r"\[([^\]]+)\]\((?:\.\./)?[\w/]+\.md\)")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(page: str) -> dict[str, Any]:
    r"""Return a page of MyST with code cells as a notebook without outputs; links to pages of the site become their words.

    >>> made = notebook("# A\n\n```{code-cell} ipython3\n1 + 1\n```\n")
    >>> [cell["cell_type"] for cell in made["cells"]]
    ['markdown', 'code']
    """
    return {"cells": list(_cells(FRONT.sub("", page))), "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _cells(page: str) -> Iterator[dict[str, Any]]:
    end = 0
    for found in CELL.finditer(page):
        yield from _markdown(page[end : found.start()])
        source = OPTION.sub("", found[1]).rstrip("\n")
        yield {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], **_source(source)}
        end = found.end()
    yield from _markdown(page[end:])


def _markdown(words: str) -> Iterator[dict[str, Any]]:
    if words.strip():
        yield {"cell_type": "markdown", "metadata": {}, **_source(ON_THE_SITE.sub(r"\1", words.strip()))}


def _source(words: str) -> dict[str, Any]:
    """Return a cell's text with an identifier that changes only with the text."""
    return {"id": hashlib.sha256(words.encode()).hexdigest()[:12], "source": words.splitlines(keepends=True)}


def as_file(made: dict[str, Any]) -> str:
    """Return a notebook as the text of its file."""
    return json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write(tutorials: Path, target: Path) -> int:
    """Write every tutorial as a notebook and return how many there are."""
    pages = [path for path in sorted(tutorials.glob("*.md")) if CELL.search(path.read_text(encoding="utf-8"))]
    for path in pages:
        made = as_file(notebook(path.read_text(encoding="utf-8")))
        (target / f"{path.stem}.ipynb").write_text(made, encoding="utf-8")
    return len(pages)


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]), Path(sys.argv[2]))} notebooks\n")
