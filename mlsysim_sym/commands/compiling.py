"""The command `compile`: the whole book prepared ahead of questions."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.library import cache_directory, read_root
from mlsysim_sym.commands.options import book_option, format_options, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.errors import MlsysimError

WRONG = 2
SMALLEST_SHARE = 50


@verb("compile", "mlsysim-sym compile", "mlsysim-sym compile --jobs 4 --book my_laws")
@click.option("--jobs", type=click.IntRange(1), metavar="N", default=None, help="Use N processes (all cores unless given).")
@book_option
@format_options("text", "json")
def compile_command(jobs: int | None, books: tuple[str, ...], fmt: str) -> int:
    """Prepare the whole book ahead of questions.

    Reads every file, solves every law for every variable, and fills the cache.
    """
    began = time.perf_counter()
    read_root(None)
    book = Book.load(*books)
    routes, faults = _inverted(book, books, jobs or os.cpu_count() or 1)
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
        "cache": cache_directory(),
        "book": book.digest,
    }
    if fmt == "json":
        print_json(shape)
    else:
        click.echo(_text(shape, routes))
    return WRONG if book.errors or faults else 0


def _text(shape: dict[str, object], routes: Counter[str]) -> str:
    by_route = ", ".join(f"{route} {count}" for route, count in sorted(routes.items()))
    rows = [
        f"{shape['laws']} laws, {shape['variables']} variables, {shape['records']} records",
        f"{shape['pairs']} pairs of law and variable: {by_route}",
        f"{shape['seconds']} s; cache in {shape['cache']}",
    ]
    return "\n".join(rows)


def _inverted(book: Book, books: tuple[str, ...], jobs: int) -> tuple[Counter[str], list[MlsysimError]]:
    """Solve every law for every variable; return the counts by route and the errors of laws that cannot be read."""
    shares = list(_shares(book.laws, jobs))
    routes: Counter[str] = Counter()
    faults: list[MlsysimError] = []
    for counts, errors in _mapped(shares, books):
        routes += counts
        faults += errors
    return routes, faults


def _shares(names: Sequence[str], jobs: int) -> Iterator[tuple[str, ...]]:
    count = max(1, min(jobs, len(names) // SMALLEST_SHARE))
    return (tuple(names[start::count]) for start in range(count))


def _mapped(shares: list[tuple[str, ...]], books: tuple[str, ...]) -> Iterator[tuple[Counter[str], list[MlsysimError]]]:
    if len(shares) == 1:
        yield invert_all(shares[0], books)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  (slow to import)

    with ProcessPoolExecutor(len(shares)) as pool:
        yield from pool.map(invert_all, shares, [books] * len(shares))


def invert_all(names: tuple[str, ...], books: tuple[str, ...]) -> tuple[Counter[str], list[MlsysimError]]:
    """Solve some laws for all their variables."""
    book = Book.load(*books)
    routes: Counter[str] = Counter()
    faults = []
    for name in names:
        try:
            law = book.law(name)
            routes.update(invert(law, variable).route for variable in law.variables)
        except MlsysimError as error:
            faults.append(error)
    return routes, faults
