"""Checks of scenarios: names, units, sources, and that every scenario can be scored."""

from __future__ import annotations

from collections.abc import Iterator

from mlsysim_sym.asking.scenario import errors_of, unchecked
from mlsysim_sym.asking.score import score
from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import MlsysimError, ProofError


def scenario_errors(book: Book, name: str) -> Iterator[MlsysimError]:
    """Yield all errors of a scenario; one that cannot be judged in part is none, one whose expectations fail is."""
    entry = book.entry("scenario", name)
    if entry.error is not None:
        return  # reported with the files that cannot be read
    try:
        made = unchecked(entry.data, book, name)
    except MlsysimError as error:
        yield error.located(entry.path)
        return
    found = list(errors_of(made))
    yield from (error.located(entry.path) for error in found)
    if found:
        return
    for each in score(made).expected:
        for verdict in each.verdicts:
            if verdict.status == "FAIL":
                where = {key: each.expectation.place.get(key) for key in ("file", "line")}
                yield ProofError(
                    f"`{name}` is not as its source expects: {verdict.statement}", names=(verdict.statement,),
                    detail=(f"it is {verdict.shown(verdict.value)}",), **where,
                )  # fmt: skip
