"""Entries of the book as JSON: a law, a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.invert import invert
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.figures import symbols_of
from mlsysim_sym.reading.printing import latex, text
from mlsysim_sym.reading.variable import check_dimension
from mlsysim_sym.solving.citing import cited
from mlsysim_sym.solving.question import accepted, badge_of
from mlsysim_sym.solving.validity import of_law
from mlsysim_sym.telling.inverses import forms_shown
from mlsysim_sym.telling.latex import law_latex, symbol_in
from mlsysim_sym.telling.measured import validity_shape

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Law
    from mlsysim_sym.book.registry import Figure
    from mlsysim_sym.reading.sources import Citation


def law_shape(book: Book, name: str) -> dict[str, Any]:
    """Return a law as `mlsysim-sym/law/1`.

    >>> import mlsysim_sym as ms
    >>> law_shape(ms.Book.load(), "ridge_point")["solved"]["memory_bandwidth"]["forms"]
    ['peak_throughput / ridge_point']
    """
    law = book.law(name)
    symbols = symbols_of(law.variables, lambda each: symbol_in(book, each))
    return {
        "schema": "mlsysim-sym/law/1",
        "name": law.name,
        "area": law.area,
        "title": law.title,
        "about": law.about,
        "kind": law.kind,
        "bound": law.bound,
        "equation": text(law.statement),
        "latex": law_latex(law, book),
        "variables": [_variable(book, each) for each in law.variables],
        "solved": {each: _inverse(book, law, each, symbols) for each in law.variables},
        "regimes": list(law.regimes),
        "assumes": list(law.assumes),
        "holds_when": [text(each) for each in law.holds_when],
        "sources": [source_of(book, each) for each in law.citations],
        "examples": [{"given": dict(each.given), "expect": dict(each.expect), "regime": each.regime} for each in law.examples],
        "alternatives": law.relation.group if law.relation else None,
        "see_also": list(law.see_also),
        "chapters": [{"volume": each.volume, "chapter": each.chapter} for each in law.chapters],
        "measured": [validity_shape(each) for each in of_law(name)],
        "book": book.digest,
    }


def _variable(book: Book, name: str) -> dict[str, Any]:
    try:
        variable = book.variable(name)
    except MlsysimError:
        return {"name": name, "symbol": None, "unit": None, "kind": None, "domain": None, "meaning": None}
    facts = {"kind": variable.kind, "domain": str(variable.domain), "meaning": variable.meaning}
    return {"name": name, "symbol": variable.symbol, "unit": variable.unit.text, **facts}


def _inverse(book: Book, law: Law, name: str, symbols: Any) -> dict[str, Any]:  # noqa: ANN401  (a mapping of symbols)
    forms = forms_shown(book, law, name)
    shown = {"forms": [text(each) for each in forms], "latex": [latex(each, symbols) for each in forms]}
    return {"route": invert(law, name).route, **shown}


def source_of(book: Book, citation: Citation) -> dict[str, Any]:
    """Return a citation with its work looked up, its badge and its mark of having been read."""
    shown = next(iter(cited(book, (citation,))), None)
    read = citation.read
    return {
        "key": citation.key,
        "short": shown.short if shown else citation.key,
        "place": citation.place,
        "link": shown.link if shown else "",
        "badge": badge_of(book, (citation,)),
        "read": None if read is None else {"at": read.at, "on": read.on, "shows": read.shows},
    }


def record_shape(book: Book, name: str) -> dict[str, Any]:
    """Return a record as `mlsysim-sym/record/1`; values are in the glossary's unit."""
    record = book.record(name)
    return {
        "schema": "mlsysim-sym/record/1",
        "name": record.name,
        "title": record.title,
        "about": record.about,
        "aliases": list(record.aliases),
        "fields": [
            {"name": field.name, "by": field.by, "word": word or None, **_figure(book, field.name, figure)}
            for field in record.fields.values()
            for word, figure in field.all()
        ],
        "parts": [
            {"name": part.name, "times": part.times, "laws": list(part.laws), "fields": dict(part.fields)}
            for part in record.parts
        ],
        "totals": [{"name": each.name, "reducer": each.reducer, "of": each.of} for each in record.totals],
        "choose": dict(record.choose),
        "book": book.digest,
    }


def _figure(book: Book, name: str, figure: Figure) -> dict[str, Any]:
    return {
        **_value(book, name, figure),
        "written": figure.text,
        "as_printed": figure.as_printed or None,
        "source": source_of(book, figure.citation),
        "badge": badge_of(book, (figure.citation,), figure),
        "basis": figure.basis,
        "how": figure.how or None,
        "role": figure.role or None,
        "differs": figure.differs or None,
        "also": [dict(each) for each in figure.also],
        "spread": None if figure.spread is None else dict(figure.spread),
    }


def _value(book: Book, name: str, figure: Figure) -> dict[str, Any]:
    try:
        variable = book.variable(name)
        value = accepted(figure.value(), variable)
        check_dimension(value, variable.unit, name, {})
    except MlsysimError:
        return {"value": None, "unit": None}
    exact = (value.base_exact - variable.unit.offset) / variable.unit.factor
    return {"value": int(exact) if exact.denominator == 1 else float(exact), "unit": variable.unit.text}
