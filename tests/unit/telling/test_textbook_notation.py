"""The textbook's macros: each exists in its own notation, and means the same kind of quantity in the same unit."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import mlsysim_sym as ms
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.telling.export.document import derivation_document, law_document
from mlsysim_sym.telling.export.latex import latex_text, whole
from mlsysim_sym.telling.export.notation import symbol_in_notation

BOOK = ms.Book.load()
WORDS = {"bytes": "B", "byte": "B", "hours": "h", "hour": "h", "dimensionless": "1", "tokens": "token"}
CONVENTIONS = {r"\BatchSize": "B", r"\LayerCount": "N_L", r"\HiddenDimension": "d"}  # as the textbook prints them


@pytest.fixture(scope="module")
def registry() -> dict[str, dict[str, Any]]:
    try:
        found = importlib.metadata.distribution("mlsysim")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("needs the package `mlsysim`, which has the textbook's notation")
    folder = Path(str(found.locate_file("mlsysim/notation/data")))
    entries: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for entry in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("symbols", []):
            entries[entry["macro"]] = entry
    return entries


def macros() -> dict[str, str]:
    named = {name: BOOK.variable(name).book_macro for name in BOOK.variables}
    return {name: macro for name, macro in named.items() if macro}


@pytest.mark.parametrize("name", sorted(macros()))
def test_a_macro_means_the_same_in_the_same_unit(name: str, registry: dict[str, dict[str, Any]]) -> None:
    variable, entry = BOOK.variable(name), registry[macros()[name]]
    if entry["kind"] == "count":
        assert variable.unit.text in {"1", "token"}
        return
    assert entry["kind"] == "scalar"
    written = re.sub(r"[A-Za-z]+", lambda word: WORDS.get(word[0], word[0]), entry["unit"])
    parts = written.split("/")
    said = parts[0] if len(parts) == 1 else f"{parts[0]}/({'*'.join(part.strip('()') for part in parts[1:])})"
    assert variable.unit.dimension == parse_unit(said).dimension, f"{variable.unit.text} here, {entry['unit']} there"


def test_no_macro_stands_for_two_variables() -> None:
    assert len(set(macros().values())) == len(macros())


def test_the_conventions_of_the_textbook(registry: dict[str, dict[str, Any]]) -> None:
    assert {macro: registry[macro]["latex"] for macro in CONVENTIONS} == CONVENTIONS


def test_scopes_become_subscripts_of_macros() -> None:
    answer = ms.ask(
        "llm_serving", hardware="h100_sxm", model="llama_3_70b", tensor_parallel_degree=4, prompt_length="2048 token",
        output_length="256 token", decode__batch_size=32,
    ).choose(precision="bf16").solve("request_capacity")  # fmt: skip
    shown = latex_text(derivation_document(answer.derivation, BOOK, symbol_of=symbol_in_notation(BOOK, "book")))
    assert r"\BatchSize{}_{\text{decode}}" in shown


@pytest.mark.latex
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_laws_compile_with_the_textbooks_macros(registry: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    defined = "\n".join(rf"\newcommand{{{macro}}}{{{registry[macro]['latex']}}}" for macro in sorted(set(macros().values())))
    symbol_of = symbol_in_notation(BOOK, "book")
    laws = [name for name in BOOK.laws if set(BOOK.law(name).variables) & set(macros())]
    body = "\n\n".join(latex_text(law_document(BOOK.law(name), BOOK, symbol_of)) for name in laws)
    (tmp_path / "a.tex").write_text(whole(f"{defined}\n{body}"), encoding="utf-8")
    tool = shutil.which("pdflatex") or ""
    subprocess.run([tool, "-interaction=nonstopmode", "a"], cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "a.log").read_text(encoding="utf-8", errors="replace")
    assert re.findall(r"^!.*", log, re.MULTILINE) == []
    assert "Output written" in log
