r"""A folder for the authors of a book: a partial for each law, macros, data, a bibliography, a Quarto extension."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import Written
from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving.question import badge_of
from mlsysim_sym.telling.entry_shapes import law_shape
from mlsysim_sym.telling.export.bibliography import bibliography
from mlsysim_sym.telling.export.document import label_of, law_document
from mlsysim_sym.telling.export.latex import FIT, latex_text
from mlsysim_sym.telling.export.light import MYST, QUARTO, light_text
from mlsysim_sym.telling.export.notation import symbol_in_notation

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.registry import Figure

EXTENSION = "_extensions/mlsysim-sym"
DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def book_files(book: Book, notation: str = "own") -> Iterator[tuple[str, str]]:
    """Yield every file of the folder: its place and its text."""
    symbol_of = symbol_in_notation(book, notation)
    for name in book.laws:
        document = law_document(book.law(name), book, symbol_of)
        yield f"laws/{name}.tex", latex_text(document) + "\n"
        yield f"laws/{name}.qmd", light_text(document, QUARTO) + "\n"
        yield f"laws/{name}.md", light_text(document, MYST) + "\n"
    data = book_data(book, symbol_of)
    yield "laws.json", json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    yield "sources.bib", bibliography(book, book.source_keys)
    yield "macros.tex", "\n".join(macros(data)) + "\n"
    yield f"{EXTENSION}/data.lua", "\n".join(_lua(data)) + "\n"
    for name in ("_extension.yml", "mlsysim-sym.lua", "filter.lua"):
        yield f"{EXTENSION}/{name}", (resources.files(__package__) / "quarto" / name).read_text(encoding="utf-8")


def write_book(book: Book, target: Path, notation: str = "own") -> int:
    """Write the folder and return how many files it has."""
    count = 0
    for place, words in book_files(book, notation):
        path = target / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
        count += 1
    return count


# --- data --------------------------------------------------------------------------------------------------------------


def book_data(book: Book, symbol_of: Callable[[str], str]) -> dict[str, Any]:
    """Return laws and numbers as data: `mlsysim-sym/book/1`."""
    return {
        "schema": "mlsysim-sym/book/1",
        "book": book.digest,
        "laws": {name: _law(book, name, symbol_of) for name in book.laws},
        "values": dict(_values(book)),
    }


def _law(book: Book, name: str, symbol_of: Callable[[str], str]) -> dict[str, Any]:
    from mlsysim_sym.reading.figures import symbols_of  # noqa: PLC0415  (kept beside its use)
    from mlsysim_sym.reading.printing import latex  # noqa: PLC0415

    law = book.law(name)
    shown = latex(law.statement, symbols_of(law.variables, symbol_of))
    return {**law_shape(book, name), "latex": shown, "label": label_of(name), "equation": text(law.statement)}


def _values(book: Book) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every number of every record as `record.field` or `record.field.word`, with its badge and source."""
    for path in book.names("record"):
        record = book.record(path)
        for field in record.fields.values():
            for word, figure in field.all():
                name = ".".join(part for part in (record.short, field.name, word) if part)
                yield name, _value(book, figure)


def _value(book: Book, figure: Figure) -> dict[str, Any]:
    number, _, unit = figure.text.partition(" ")
    return {
        "text": figure.text,
        "latex": Written(number, unit).latex if "%" not in number else number.replace("%", r"\%"),
        "badge": badge_of(book, (figure.citation,), figure),
        "source": figure.source,
        "where": figure.where,
    }


# --- macros ------------------------------------------------------------------------------------------------------------


def macro_name(kind: str, name: str) -> str:
    r"""Return the macro of a law or a number: letters only, digits spelled out.

    >>> macro_name("val", "nvidia_h100_sxm.memory_bandwidth")
    'valNvidiaHOneZeroZeroSxmMemoryBandwidth'
    """
    words = re.findall(r"[A-Za-z]+|\d", name)
    return kind + "".join(DIGITS[int(word)] if word.isdigit() else word[0].upper() + word[1:] for word in words)


def macros(data: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a file of macros: one for each law and each number."""
    yield "% Made from the law book: \\lawRoofline is an equation, \\val... a number with its unit. For amsmath and graphicx."
    yield FIT
    for name, law in data["laws"].items():
        yield rf"\newcommand{{\{macro_name('law', name)}}}{{{law['latex']}}}"
    for name, value in data["values"].items():
        yield rf"\newcommand{{\{macro_name('val', name)}}}{{\ensuremath{{{value['latex']}}}}}"


# --- Lua ---------------------------------------------------------------------------------------------------------------


def _lua(data: dict[str, Any]) -> Iterator[str]:
    yield "-- Made from the law book: what the shortcodes `law` and `val` print."
    yield "return {"
    for kind, keys in (("laws", ("latex", "title", "label")), ("values", ("text", "badge", "source"))):
        yield f"{kind} = {{"
        for name, entry in data[kind].items():
            fields = ", ".join(f"{key} = {_quoted(entry[key])}" for key in keys)
            yield f"[{_quoted(name)}] = {{{fields}}},"
        yield "},"
    yield "}"


def _quoted(words: str) -> str:
    r"""Return words as a string of Lua.

    >>> print(_quoted('a "b" \\frac'))
    "a \"b\" \\frac"
    """
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
