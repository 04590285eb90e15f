"""What is exported compiles: every law, fifty derivations and all macros, without an error or a line that is too wide."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import mlsysim_sym as ms
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.solving.question import Question
from mlsysim_sym.telling.export import folder
from mlsysim_sym.telling.export.bibliography import bibliography
from mlsysim_sym.telling.export.document import Document, derivation_document, law_document
from mlsysim_sym.telling.export.latex import latex_text, whole

BOOK = ms.Book.load()
MOST = 50
pytestmark = [pytest.mark.latex, pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")]


def compiled(body: str, keys: tuple[str, ...], place: Path) -> str:
    """Compile a document as an author would, and return the log of the last run."""
    (place / "a.tex").write_text(whole(body, "a" if keys else ""), encoding="utf-8")
    (place / "a.bib").write_text(bibliography(BOOK, keys), encoding="utf-8")
    for tool in ("pdflatex", "bibtex", "pdflatex", "pdflatex", "pdflatex") if keys else ("pdflatex",):
        command = [tool, "-interaction=nonstopmode", "a"] if tool == "pdflatex" else [tool, "a"]
        subprocess.run(command, cwd=place, capture_output=True, check=False, timeout=300)
    return (place / "a.log").read_text(encoding="utf-8", errors="replace")


def complaints(log: str) -> list[str]:
    """Return errors, lines too wide, and references that lead nowhere, each with the part it is in."""
    found, part = [], ""
    for line in log.splitlines():
        part = line if line.startswith("PART ") else part
        if re.match(r"!|Overfull|LaTeX Warning: (Reference|Citation|Label|There were)", line):
            found.append(f"{part}: {line}")
    return found


def parts(documents: dict[str, Document]) -> str:
    return "\n\n".join(f"\\typeout{{PART {name}}}\n{latex_text(document)}" for name, document in documents.items())


def test_every_law_compiles(tmp_path: Path) -> None:
    documents = {name: law_document(BOOK.law(name), BOOK) for name in BOOK.laws}
    keys = tuple({key for document in documents.values() for key in document.keys})
    log = compiled(parts(documents), keys, tmp_path)
    assert complaints(log) == []
    assert "PART roofline" in log
    assert "Output written on a.pdf" in log


def typical() -> Iterator[tuple[str, Question, tuple[str, ...]]]:
    for name in BOOK.names("solver"):
        for place, each in enumerate(BOOK.solver(name).questions):
            question = Question(BOOK, name, (), each.slots, each.given, each.require, each.choose)
            yield f"{name}-{place}", question, each.ask


def test_fifty_derivations_compile(tmp_path: Path) -> None:
    documents: dict[str, Document] = {}
    seen: dict[str, int] = {}
    for label, question, asked in typical():
        if len(documents) == MOST:
            break
        solver = label.rpartition("-")[0]
        if seen.get(solver, 0) == 2:
            continue
        try:
            answer = question.solve(*asked)
        except MlsysimError:
            continue  # a question whose answer is that it has none
        if answer.pieces:
            seen[solver] = seen.get(solver, 0) + 1
            documents[label] = derivation_document(answer.derivation, BOOK, label.replace("_", "-"))
    assert len(documents) == MOST
    keys = tuple({key for document in documents.values() for key in document.keys})
    assert complaints(compiled(parts(documents), keys, tmp_path)) == []


def test_macros_compile(tmp_path: Path) -> None:
    data = folder.book_data(BOOK, lambda name: BOOK.variable(name).symbol)
    names = [folder.macro_name("law", name) for name in list(data["laws"])]
    values = [folder.macro_name("val", name) for name in data["values"]]
    body = "\n".join(folder.macros(data))
    body += "\n\n" + "\n\n".join(rf"\noindent\lawfit{{\{name}}}" for name in names)
    body += "\n\n" + "\n\n".join(rf"\noindent\{name}" for name in values)
    assert complaints(compiled(body, (), tmp_path)) == []
