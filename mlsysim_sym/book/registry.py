"""Records: devices, models, sites and prices, with a source on every number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mlsysim_sym.book import series
from mlsysim_sym.errors import ProvenanceError, SchemaError, UndecidedError, UnknownNameError, did_you_mean
from mlsysim_sym.reading import shape
from mlsysim_sym.reading.sources import Citation, Read, read_mark
from mlsysim_sym.reading.stated import stated_spread
from mlsysim_sym.reading.values import Value, parse_value
from mlsysim_sym.valueclass import field, frozen

BASES = ("printed", "derived", "fitted", "measured", "estimated")
REDUCERS = ("sum", "max", "min", "mean", "count")
NUMBER = ["value", "source"]
NUMBER_MORE = [
    "as_printed",
    "where",
    "basis",
    "how",
    "read",
    "also",
    "role",
    "spread",
    "direction",
    "note",
    "sparsity",
    "differs",
]


@frozen
class Figure:
    """A number of a record: its text, who says so, how it was printed, and why it `differs` from what laws compute."""

    text: str
    source: str
    where: str = ""
    as_printed: str = ""
    basis: str = "printed"
    how: str = ""
    read: Read | None = None
    role: str = ""
    also: tuple[Mapping[str, Any], ...] = ()
    spread: Mapping[str, Any] | None = None
    differs: str = ""
    place: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def citation(self) -> Citation:
        """The figure's source as a citation."""
        return Citation(self.source, self.where, self.read)

    def value(self) -> Value:
        """Return the number with its unit."""
        return shape.placed(self.place, parse_value, self.text)


@frozen
class Field:
    """A field of a record: one figure, or one for every word of a choice."""

    name: str
    figure: Figure | None
    by: str | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def checks_only(self) -> bool:
        """Whether the field is compared with what laws compute, and never used."""
        return bool(self.figure and self.figure.role == "check")

    def all(self) -> Iterator[tuple[str, Figure]]:
        """Yield each figure with the word that it belongs to (empty for a plain field)."""
        if self.figure is not None:
            yield "", self.figure
        yield from self.figures.items()

    def chosen(self, word: str | None, record: str) -> Figure:
        """Return the figure for a word; a missing word is an error, never a fallback."""
        if self.figure is not None:
            return self.figure
        if word is None:
            raise UndecidedError(
                f"`{self.name}` of `{record}` depends on `{self.by}`",
                names=(self.name,),
                candidates=tuple(self.figures),
                hint=f"choose {self.by} = one of {', '.join(self.figures)}",
            )
        if word not in self.figures:
            raise UnknownNameError(
                f"`{record}` publishes no `{self.name}` for {self.by} = {word}",
                names=(self.name, word),
                hint=f"it has {', '.join(self.figures)}",
            )
        return self.figures[word]


@frozen
class Part:
    """A part of a record: laws called with the part's own numbers, `times` over."""

    name: str
    laws: tuple[str, ...]
    times: str
    fields: Mapping[str, str]
    source: str
    where: str
    place: Mapping[str, Any] = field(default_factory=dict, compare=False)


@frozen
class Total:
    """A variable of the record that is reduced over its parts."""

    name: str
    reducer: str
    of: str
    place: Mapping[str, Any] = field(default_factory=dict, compare=False)


@frozen
class Record:
    """A record; `name` is its path under the registry."""

    name: str
    title: str
    aliases: tuple[str, ...]
    fields: Mapping[str, Field]
    about: str = ""
    parts: tuple[Part, ...] = ()
    totals: tuple[Total, ...] = ()
    series: Mapping[str, series.Series] = field(default_factory=dict)
    choose: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    replaces: str | None = None
    file: str = ""
    line: int | None = None

    @property
    def short(self) -> str:
        """The last part of the record's path."""
        return self.name.rpartition("/")[2]

    @property
    def tier(self) -> str:
        """The first part of the record's path: hardware, models, infrastructure or systems."""
        return self.name.partition("/")[0]

    def field(self, name: str) -> Field:
        """Return a field; raise UnknownNameError with the nearest names."""
        if name not in self.fields:
            raise UnknownNameError(
                f"record `{self.name}` has no field `{name}`",
                names=(name,),
                file=self.file,
                hint=did_you_mean(name, list(self.fields)),
            )
        return self.fields[name]


REQUIRED = ["record", "title"]
OPTIONAL = ["fields", "aliases", "about", "parts", "total", "series", "choose", "absent", "replaces"]


def read_record(data: Mapping[str, Any], name: str) -> Record:
    """Read a record's file; raise a DataError with file and line for what is wrong in it."""
    shape.known(data, "a record", REQUIRED, OPTIONAL)
    if shape.words(data, "record") != name:
        raise SchemaError(f"`record: {data['record']}` stands in the file `{name}`", **shape.place(data, "record"))
    all_series = {
        key: series.read_series(key, entry, data)
        for key, entry in shape.mapping(data.get("series", {}), "`series`", data, "series").items()
    }
    if "fields" not in data and "parts" not in data:
        raise SchemaError("a record has neither `fields` nor `parts`", **shape.place(data))
    fields = shape.mapping(data.get("fields", {}), "`fields`", data, "fields")
    choose = shape.mapping(data.get("choose", {}), "`choose`", data, "choose")
    return Record(
        name=name,
        title=shape.words(data, "title"),
        aliases=shape.texts(data, "aliases"),
        about=shape.words(data, "about", ""),
        fields={key: _field(key, fields, all_series) for key in fields},
        parts=_parts(data),
        totals=tuple(_totals(data)),
        series=all_series,
        choose={key: shape.words(choose, key) for key in choose},
        absent=_absent(data),
        replaces=data.get("replaces"),
        file=getattr(data, "file", "") or "",
        line=getattr(data, "line", None),
    )


def _field(name: str, owner: Mapping[str, Any], all_series: Mapping[str, series.Series]) -> Field:
    entry = shape.mapping(owner[name], f"field `{name}`", owner, name)
    if "reduce" in entry:
        return Field(name, _reduced(name, entry, all_series))
    if "by" not in entry:
        return Field(name, _figure(name, entry))
    words = {
        word: _figure(f"{name} {word}", shape.mapping(entry[word], f"`{word}`", entry, word)) for word in entry if word != "by"
    }
    if not words:
        raise SchemaError(f"field `{name}` has no word of `{entry['by']}`", **shape.place(owner, name))
    return Field(name, None, shape.words(entry, "by"), words)


def _figure(name: str, entry: Mapping[str, Any]) -> Figure:
    if "source" not in entry:
        raise ProvenanceError(f"field `{name}` names no source", names=(name,), **shape.place(entry))
    shape.known(entry, f"field `{name}`", NUMBER, NUMBER_MORE)
    basis = shape.one_of(entry, "basis", BASES, "printed")
    if basis != "printed" and "how" not in entry:
        raise ProvenanceError(f"field `{name}` is {basis} and does not say `how`", names=(name,), **shape.place(entry, "basis"))
    if basis == "printed" and "as_printed" not in entry:
        raise ProvenanceError(f"field `{name}` is printed and does not say `as_printed`", names=(name,), **shape.place(entry))
    if entry.get("sparsity", "dense") != "dense":
        raise ProvenanceError(
            f"field `{name}` holds a sparse figure",
            names=(name,),
            hint="halve it, and say so in `how`",
            **shape.place(entry, "sparsity"),
        )
    return Figure(
        text=shape.words(entry, "value"),
        source=shape.words(entry, "source"),
        where=shape.words(entry, "where", ""),
        as_printed=shape.words(entry, "as_printed", ""),
        basis=basis,
        how=shape.words(entry, "how", ""),
        read=read_mark(entry),
        role=shape.one_of(entry, "role", ["check", ""], ""),
        also=tuple(item for item, _ in shape.items(entry, "also")),
        spread=stated_spread(entry),
        differs=shape.words(entry, "differs", ""),
        place=shape.place(entry, "value"),
    )


def _reduced(name: str, entry: Mapping[str, Any], all_series: Mapping[str, series.Series]) -> Figure:
    shape.known(entry, f"field `{name}`", ["reduce", "of"], ["length", "q", "weights"])
    of = shape.words(entry, "of")
    if of not in all_series:
        raise SchemaError(
            f"field `{name}` reduces the unknown series `{of}`",
            hint=did_you_mean(of, list(all_series)),
            **shape.place(entry, "of"),
        )
    chosen = all_series[of]
    value = shape.placed(shape.place(entry, "reduce"), series.reduced, chosen, entry, all_series)
    how = f"{entry['reduce']} of the series `{of}`" + (f" over {entry['length']}" if "length" in entry else "")
    return Figure(
        f"{value!r} {chosen.unit}",
        chosen.source,
        chosen.where,
        "",
        "derived",
        how,
        chosen.read,
        place=shape.place(entry, "reduce"),
    )


def _parts(data: Mapping[str, Any]) -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for item, where in shape.items(data, "parts"):
        part = _part(item)
        if part.name in found:
            raise SchemaError(
                f"two parts are called `{part.name}`", names=(part.name,), hint="give each its own name, or say `times`", **where
            )
        found[part.name] = part
    return tuple(found.values())


def _part(item: Mapping[str, Any]) -> Part:
    shape.known(item, "a part", ["part", "fields"], ["law", "laws", "times", "source", "where", "note"])
    laws = shape.texts(item, "laws") or (shape.words(item, "law"),)
    fields = shape.mapping(item["fields"], "`fields`", item, "fields")
    return Part(
        shape.words(item, "part"),
        laws,
        shape.words(item, "times", "1"),
        {key: shape.words(fields, key) for key in fields},
        shape.words(item, "source", ""),
        shape.words(item, "where", ""),
        shape.place(item),
    )


def _totals(data: Mapping[str, Any]) -> Iterator[Total]:
    totals = shape.mapping(data.get("total", {}), "`total`", data, "total")
    for name in totals:
        written = shape.words(totals, name)
        reducer, _, rest = written.partition("(")
        of = rest.rstrip(") ").removeprefix("parts.").strip()
        if reducer not in REDUCERS or not rest.endswith(")"):
            raise SchemaError(
                f"`{name}: {written}` is no total", hint=f"{'(x), '.join(REDUCERS)}(x)", **shape.place(totals, name)
            )
        yield Total(name, reducer, of, shape.place(totals, name))


def _absent(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    absent = shape.mapping(data.get("absent", {}), "`absent`", data, "absent")
    return {name: shape.texts(shape.mapping(absent[name], f"`{name}`", absent, name), "looked") for name in absent}
