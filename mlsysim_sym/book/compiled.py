"""The compiled book: for every law its routes, closed forms, partial derivatives and LaTeX, kept by content hash.

An entry is found by a hash of the law's file and of the glossary files that its variables stand in, so an entry of an
edited law is never found; compiling again keeps the others. The packaged book's entries come with a wheel; those of a
checkout and of a user's laws are made when first asked for and kept in the user's cache.

Entries are for people and other programs. Formulas in them are text of the equation language, and the Python that they
show is never run: a question makes its functions from the author's trees in less time than reading them back would take.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from mlsysim_sym import resources
from mlsysim_sym.book import cachefile
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.emit import Emitter, function
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.library import INDEX, digest_of, index_of, read_afresh
from mlsysim_sym.book.partial import partial
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Node, names_in

WHAT = "laws"
ROOMS = ("book", "reading", "telling")

Compiled = Mapping[str, Any]


def entry_of(book: Book, name: str) -> Compiled:
    """Return a law's compiled entry, from the package, the user's cache, or made now and kept for the next time.

    >>> entry = entry_of(Book.load(), "ridge_point")
    >>> entry["equation"], entry["variables"]["memory_bandwidth"]["forms"]
    ('ridge_point = peak_throughput / memory_bandwidth', ['peak_throughput / ridge_point'])
    """
    key, folder = key_of(book, name), _folder(book, name)
    found = kept(folder).get(key)
    if found is None:
        found = made(book, name)
        write(folder, kept(folder) | {key: found})
    return found


def made(book: Book, name: str) -> Compiled:
    """Compile a law."""
    law = book.law(name)
    return {
        "law": name,
        "equation": text(law.statement),
        "latex": law.latex(book),
        "variables": {variable: _about(law, variable) for variable in law.variables},
    }


def _about(law: Law, variable: str) -> dict[str, Any]:
    inverse = invert(law, variable)
    slope = partial(law.effective, variable) if law.statement.relation != "divides" else None
    others = tuple(each for each in law.variables if each != variable)
    return {
        "route": inverse.route,
        "forms": [text(form) for form in inverse.forms],
        "python": [python_of(variable, form, others) for form in inverse.forms],
        "partial": None if slope is None else text(slope),
    }


def python_of(name: str, form: Node, parameters: tuple[str, ...]) -> str:
    """Return a form as a plain Python function over base units, with the constants that no float holds exactly.

    >>> from mlsysim_sym.reading.expression import parse_expression
    >>> print(python_of("area", parse_expression("width^2 / 3"), ("width",)))
    def area(width):
        return (square(width) / 3.0)
    <BLANKLINE>
    """
    called = {each: f"{each}_" if iskeyword(each) else each for each in (name, *parameters, *names_in(form))}
    emitter = Emitter(called)
    result = emitter.node(form)
    lines = [f"{constant} = {value.numerator} / {value.denominator}" for value, constant in emitter.constants.items()]
    source = function([called[each] for each in parameters], lines, result, emitter).text
    return source.replace("def f(", f"def {called[name]}(", 1)


# --- keeping -----------------------------------------------------------------------------------------------------------


def key_of(book: Book, name: str) -> str:
    """Return the content hash of all that a law's entry is made of."""
    files = {book.entry("law", name).path: book.entry("law", name).digest}
    for variable in book.summary(name)["variables"]:
        if variable in book.variables:
            entry = book.glossary_entry(variable)
            files[entry.path] = entry.digest
    return digest_of(json.dumps(sorted(files.items())).encode())


def kept(folder: str | None) -> dict[str, Compiled]:
    """Return the entries at hand for the laws of a root by content hash: the package's own and the user's cache's."""
    own = _rows(cachefile.read(cachefile.path_of(WHAT, folder)), cachefile.engine(*ROOMS))
    return own | _rows(resources.compiled(WHAT), cachefile.engine()) if folder is None else own


def write(folder: str | None, rows: Mapping[str, Compiled]) -> bool:
    """Keep entries in the user's cache; return whether it could be written."""
    return cachefile.write(cachefile.path_of(WHAT, folder), content_of(rows, cachefile.engine(*ROOMS)))


def content_of(rows: Mapping[str, Compiled], engine: str) -> bytes:
    """Return entries as the content of a file."""
    body = json.dumps(dict(sorted(rows.items())), ensure_ascii=False, separators=(",", ":")).encode()
    return cachefile.wrapped(body, WHAT, engine)


def shipped() -> dict[str, bytes]:
    """Return what a wheel ships of the packaged book: its index and its laws' entries, by file.

    The data files are read afresh, so that nobody's cache goes into a wheel. They are trusted only by the version that
    this is, and only while every data file has the content that is read now.
    """
    root = read_afresh(None)
    book = Book([root])
    for error in book.errors:
        raise error
    rows = {key_of(book, name): made(book, name) for name in book.laws}
    return {INDEX: index_of(root.entries, cachefile.engine()), WHAT: content_of(rows, cachefile.engine())}


def _rows(content: bytes, engine: str) -> dict[str, Compiled]:
    start = cachefile.start_of(content, WHAT, engine)
    return dict(json.loads(content[start:])) if start else {}


def _folder(book: Book, name: str) -> str | None:
    """Return the folder of the root that a law comes from, None for the packaged book."""
    entry = book.entry("law", name)
    root = next(root for root in book.roots if root.entries.get(entry.path) is entry)
    return root.folder


def by_root(book: Book) -> dict[str | None, list[str]]:
    """Return the laws of each root that can be read."""
    found: dict[str | None, list[str]] = {root.folder: [] for root in book.roots}
    for name in book.laws:
        found[_folder(book, name)].append(name)
    return found
