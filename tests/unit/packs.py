"""Packs that tests write: laws, variables, solvers and sources of a toy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mlsysim_sym.book.book import Book

LAW = """\
law: {name}
title: A law of a toy
about: A law of a toy.
kind: identity
{equation}
source: {{key: toy, place: page 1}}
"""
EQUATION = """\
equation: "{equation}"
assumes: [None.]
examples: [{{given: {{{known}: "1"}}, expect: {{{asked}: "1"}}}}]"""
SOURCES = "toy: {authors: A. Toy, title: Toy, year: 2026}\n"


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files by their paths below a folder; return the folder."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def write_pack(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a pack; of a law its equation and examples do, the rest is put around them."""
    written(folder, {path: _whole(Path(path).stem, text) for path, text in files.items()})


def _whole(name: str, text: str) -> str:
    return LAW.format(name=name, equation=text) if text.startswith("equation") else text


def book_alone(folder: Path, files: Mapping[str, str]) -> Book:
    """Write files and return the book that they are, without that of the package."""
    return Book.load(str(written(folder, files)), packaged=False)


def book_of_equations(folder: Path, glossary: str, laws: Mapping[str, str], known: str, asked: str) -> Book:
    """Return a book of equations by the name of their law; the example of each names two of its variables."""
    files = {"formulas/edge/variables_toy.yaml": glossary, "registry/sources.yaml": SOURCES}
    for name, equation in laws.items():
        files[f"formulas/edge/{name}.yaml"] = EQUATION.format(equation=equation, known=known, asked=asked)
    write_pack(folder, files)
    return Book.load(str(folder), packaged=False)
