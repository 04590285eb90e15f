"""The command `compile`: the whole book prepared ahead of questions."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from mlsysim_sym.book import cachefile
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.compiled import Compiled, by_root, kept, key_of, made, write
from mlsysim_sym.book.library import read_root
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.options import book_option, format_options, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.errors import MlsysimError

WRONG = 2
SMALLEST_SHARE = 50


@verb(
    "compile",
    "mlsysim-sym compile",
    "mlsysim-sym compile --jobs 4 --book my_laws",
    "mlsysim-sym compile --schemas schemas",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", default=None, help="Use N processes (all cores unless given).")
@click.option("--stub", metavar="FILE", help="Write the names of the registry for type checkers and editors, and no more.")
@click.option("--schemas", metavar="DIR", help="Write the JSON Schemas of all kinds of files, for editors, and no more.")
@book_option
@format_options("text", "json")
def compile_command(jobs: int | None, stub: str | None, schemas: str | None, books: tuple[str, ...], fmt: str) -> int:
    """Prepare the whole book ahead of questions.

    Reads every file; solves every law for every variable, differentiates and
    typesets it, and keeps all that in the cache. What is kept already is not
    made again. With --stub or --schemas, writes those files instead.
    """
    if stub or schemas:
        return _written(Book.load(*books), stub, schemas, fmt)
    began = time.perf_counter()
    read_root(None)
    book = Book.load(*books)
    rows, faults = _compiled(book, books, jobs or os.cpu_count() or 1)
    routes = Counter(about["route"] for row in rows for about in row["variables"].values())
    seconds = time.perf_counter() - began
    for error in (*book.errors, *faults):
        click.echo(error.render(), err=True)
    shape = {
        "schema": "mlsysim-sym/compile/1",
        "laws": len(book.laws),
        "variables": len(book.variables),
        "records": len(book.names("record")),
        "pairs": sum(routes.values()),
        "routes": dict(sorted(routes.items())),
        "seconds": round(seconds, 3),
        "cache": cachefile.directory(),
        "book": book.digest,
    }
    if fmt == "json":
        print_json(shape)
    else:
        click.echo(_text(shape, routes))
    return WRONG if book.errors or faults else 0


def _written(book: Book, stub: str | None, schemas: str | None, fmt: str) -> int:
    """Write the files for editors; raise CommandError where one cannot be written."""
    from mlsysim_sym.commands import schemas as shapes  # noqa: PLC0415  (compiling needs neither)
    from mlsysim_sym.commands import stubs  # noqa: PLC0415

    files = {str(Path(schemas) / name): text for name, text in shapes.texts(book).items()} if schemas else {}
    if stub:
        files[stub] = stubs.stub(book)
    for path, text in files.items():
        _write(path, text)
    if fmt == "json":
        print_json({"schema": "mlsysim-sym/written/1", "files": list(files), "book": book.digest})
    else:
        click.echo("\n".join(f"wrote {path}" for path in files))
    return 0


def _write(path: str, text: str) -> None:
    file = Path(path)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write `{path}`: {(error.strerror or str(error)).lower()}", names=(path,)) from None


def _text(shape: dict[str, object], routes: Counter[str]) -> str:
    by_route = ", ".join(f"{route} {count}" for route, count in sorted(routes.items()))
    rows = [
        f"{shape['laws']} laws, {shape['variables']} variables, {shape['records']} records",
        f"{shape['pairs']} pairs of law and variable: {by_route}",
        f"{shape['seconds']} s; cache in {shape['cache']}",
    ]
    return "\n".join(rows)


def _compiled(book: Book, books: tuple[str, ...], jobs: int) -> tuple[list[Compiled], list[MlsysimError]]:
    """Compile every law, keep the entries root by root, and return them with the errors of laws that cannot be read.

    Entries that are at hand are taken as they are, and those of laws that are gone are dropped.
    """
    found: list[Compiled] = []
    faults: list[MlsysimError] = []
    for folder, names in by_root(book).items():
        known = kept(folder)
        keys = {name: key_of(book, name) for name in names}
        rows = {key: known[key] for key in keys.values() if key in known}
        for fresh, errors in _mapped(list(_shares([name for name in names if keys[name] not in known], jobs)), books):
            rows |= {keys[name]: row for name, row in fresh.items()}
            faults += errors
        if rows.keys() != known.keys():
            write(folder, rows)
        found += rows.values()
    return found, faults


def _shares(names: Sequence[str], jobs: int) -> Iterator[tuple[str, ...]]:
    count = max(1, min(jobs, len(names) // SMALLEST_SHARE))
    return (tuple(names[start::count]) for start in range(count))


def _mapped(shares: list[tuple[str, ...]], books: tuple[str, ...]) -> Iterator[tuple[dict[str, Compiled], list[MlsysimError]]]:
    if len(shares) == 1:
        yield compile_all(shares[0], books)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  (slow to import)

    with ProcessPoolExecutor(len(shares)) as pool:
        yield from pool.map(compile_all, shares, [books] * len(shares))


def compile_all(names: tuple[str, ...], books: tuple[str, ...]) -> tuple[dict[str, Compiled], list[MlsysimError]]:
    """Compile some laws."""
    book = Book.load(*books)
    rows: dict[str, Compiled] = {}
    faults = []
    for name in names:
        try:
            rows[name] = made(book, name)
        except MlsysimError as error:
            faults.append(error)
    return rows, faults
