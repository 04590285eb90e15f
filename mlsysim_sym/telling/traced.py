"""The provenance of an answer: every number that it used and every law that it went through, with who says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.telling.entry_shapes import source_of
from mlsysim_sym.telling.page import Heading, Page, Pairs, Part
from mlsysim_sym.telling.provenance import age, figure_row, pairs_of
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.registry import Figure
    from mlsysim_sym.reading.sources import Citation
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.question import Input

UNKNOWN = ("as_printed", "where", "basis", "how", "role", "differs", "read", "age_days")


@frozen
class Traced:
    """What an answer rests on: `inputs` and `laws` as rows, in the order in which the answer used them.

    >>> import mlsysim_sym as ms
    >>> answer = ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
    >>> traced(ms.Book.load(), answer).to_dict()["laws"][0]["name"]
    'ridge_point'
    """

    target: str
    answer: str
    inputs: tuple[Mapping[str, Any], ...]
    laws: tuple[Mapping[str, Any], ...]
    book: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as `mlsysim-sym/provenance/1`."""
        return {"schema": "mlsysim-sym/provenance/1", "target": self.target, "answer": self.answer,
                "fields": [dict(row) for row in self.inputs], "laws": [dict(row) for row in self.laws],
                "book": self.book}  # fmt: skip

    def page(self) -> Page:
        """Return it as a page: a heading for each number and each law."""
        parts: list[Part] = []
        for row in self.inputs:
            whose = f" ({row['record']})" if row["record"] else ""
            parts += [Heading(f"{row['name']}{whose}"), Pairs(tuple(pairs_of(row)))]
        for row in self.laws:
            parts += [Heading(f"law {row['name']}"), Pairs(tuple(_law_pairs(row)))]
        return Page(self.answer, tuple(parts))

    def text(self) -> str:
        """Return it for a terminal."""
        return self.page().text()

    def markdown(self) -> str:
        """Return it as Markdown."""
        return self.page().markdown()


def traced(book: Book, answer: Answer) -> Traced:
    """Return the provenance of an answer to a question of a book."""
    laws = tuple(_law_row(book, name) for name in answer.laws)
    return Traced(answer.target, str(answer), tuple(_input_row(book, each) for each in answer.inputs), laws, book.digest)


def traced_shape(book: Book, shape: Mapping[str, Any]) -> Traced:
    """Return the provenance of an answer that was written as `mlsysim-sym/answer/1`.

    What the shape leaves out (dates, other sources) is looked up in the book where that still has the same number.
    """
    inputs = tuple(_shape_row(book, each) for each in shape["inputs"])
    laws = tuple(_law_row(book, name) for name in shape["laws"])
    return Traced(shape["target"], f"{shape['target']}: {shape['status']}", inputs, laws, shape["book"])


def _input_row(book: Book, each: Input) -> dict[str, Any]:
    head = {"name": each.name, "layer": each.layer, "record": each.record}
    tail = {"why": each.why or None, "replaces": list(each.replaces)}
    if each.figure is not None:
        return {**head, **figure_row(book, each.figure), **tail}
    sources = [source_of(book, citation) for citation in each.citations]
    return {**head, **_cited(each.value.text, each.badge, sources), **tail}


def _cited(value: str, badge: str, sources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the row of a number that no record gives: it stands in the question, or is somebody's convention."""
    row: dict[str, Any] = {"value": value, **dict.fromkeys(UNKNOWN), "source": None, "badge": badge, "also": []}
    if sources:
        first = sources[0]
        row |= {"source": {key: first[key] for key in ("key", "short", "link")}, "where": first["place"] or None}
        row |= {"read": first["read"], "age_days": age(first["read"])}
    return row


def _shape_row(book: Book, each: Mapping[str, Any]) -> dict[str, Any]:
    head = {"name": each["name"], "layer": each["layer"], "record": each["record"]}
    tail = {"why": each["why"] or None, "replaces": list(each["replaces"])}
    figure = _figure(book, each)
    if figure is not None:
        return {**head, **figure_row(book, figure), **tail}
    sources = [_source(book, each)] if each["source"] in book.source_keys else []
    row = _cited(each["written"], each["badge"], sources)
    return {**head, **row, "as_printed": each["as_printed"], **tail}


def _source(book: Book, each: Mapping[str, Any]) -> dict[str, Any]:
    from mlsysim_sym.reading.sources import Citation  # noqa: PLC0415  (most answers are traced as they are)

    citation: Citation = Citation(each["source"], each["place"])
    return source_of(book, citation)


def _figure(book: Book, each: Mapping[str, Any]) -> Figure | None:
    """Return the number of the book that an answer used, None where the book has another one by now."""
    try:
        field = book.record(each["record"] or "").fields.get(each["name"].rpartition(".")[2])
    except MlsysimError:
        return None
    figures = [] if field is None else [figure for _, figure in field.all()]
    return next((one for one in figures if (one.text, one.source, one.where) == _key(each)), None)


def _key(each: Mapping[str, Any]) -> tuple[str, str, str]:
    return each["written"], each["source"], each["place"]


def _law_row(book: Book, name: str) -> dict[str, Any]:
    last = name.rpartition(".")[2]
    citations = book.law(last).citations if last in book.laws else ()
    return {"name": name, "sources": [_law_source(book, citation) for citation in citations]}


def _law_source(book: Book, citation: Citation) -> dict[str, Any]:
    found = source_of(book, citation)
    return {**found, "age_days": age(found["read"])}


def _law_pairs(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not row["sources"]:
        yield "source", "a binding or limit of the solver, or a total over parts"
    for each in row["sources"]:
        yield "source", f"{each['short']} [{each['key']}]" + (f", {each['place']}" if each["place"] else "")
        if each["link"]:
            yield "link", each["link"]
        yield "badge", each["badge"]
        if each["read"]:
            yield "read", f"{each['read']['on']} at {each['read']['at']}"
