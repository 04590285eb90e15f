"""Typed access to the registry: `ms.hardware.h100_sxm.memory_bandwidth`, with completion, read when it is asked for.

A namespace is a folder of the registry. It knows the names of the records below it, whole folders included; a record knows
its fields; a field is a value with its unit and who says so. Nothing is read before somebody asks for a record, and the names
of records come from the index that the book keeps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from mlsysim_sym.errors import NoSuchNameError, did_you_mean
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    import pint

    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.registry import Field, Figure, Record
    from mlsysim_sym.reading.sources import Read, Source

FOLDERS = ("hardware", "models", "infrastructure", "systems")


@frozen
class NamedValue:
    """A number of a record with its unit, its source and its badge; it stands wherever a value is expected.

    >>> import mlsysim_sym as ms
    >>> bandwidth = ms.hardware.h100_sxm.memory_bandwidth
    >>> bandwidth.to("TB/s"), bandwidth.units, bandwidth.source.authors
    (3.35, 'GB/s', 'NVIDIA')
    >>> print(ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth=bandwidth))
    ridge_point = 295.343 FLOP/B
    """

    book: Book
    record: Record
    field: str
    word: str
    figure: Figure

    @property
    def magnitude(self) -> float:
        """The number, in `units`."""
        return float(self.figure.value().number)

    @property
    def units(self) -> str:
        """The unit that the record gives the number in."""
        return self.figure.value().unit.text

    def to(self, unit: str) -> float:
        """Return the number in another unit; raise UnitMismatchError where that is of another dimension."""
        from mlsysim_sym.reading.units import parse_unit  # noqa: PLC0415  (whoever lists names reads no units)
        from mlsysim_sym.reading.values import convert  # noqa: PLC0415

        return float(convert(self.figure.value(), parse_unit(unit)))

    def __float__(self) -> float:
        """Return the number in coherent base units, as answers do."""
        return self.figure.value().base

    @property
    def quantity(self) -> pint.Quantity[Any]:
        """The number as a pint quantity of this package's registry, to compute with."""
        from mlsysim_sym.reading.quantity import Quantity  # noqa: PLC0415  (pint is slow to import)

        return Quantity(self.figure.text)

    @property
    def source(self) -> Source:
        """The work that prints the number."""
        return self.book.source(self.figure.source)

    @property
    def badge(self) -> str:
        """How far the number is to be trusted: verified, secondary, derived, ..."""
        from mlsysim_sym.solving.question import badge_of  # noqa: PLC0415

        return badge_of(self.book, (self.figure.citation,), self.figure)

    @property
    def where(self) -> str:
        """The place in the source."""
        return self.figure.where

    @property
    def as_printed(self) -> str:
        """The number as the source prints it."""
        return self.figure.as_printed

    @property
    def read(self) -> Read | None:
        """Where and when somebody read the number there, None where nobody has."""
        return self.figure.read

    @property
    def also(self) -> tuple[Mapping[str, Any], ...]:
        """What other sources say."""
        return self.figure.also

    def __str__(self) -> str:
        return self.figure.text

    def __repr__(self) -> str:
        return f"{self.figure.text} [{self.figure.source}, {self.badge}]"


class _Names:
    """What has names that are asked for with a dot, or in brackets."""

    def _names(self) -> Mapping[str, Any]:
        raise NotImplementedError

    def _get(self, name: str) -> Any:  # noqa: ANN401  (a namespace, a record or a value)
        raise NotImplementedError

    def _what(self) -> str:
        raise NotImplementedError

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        if name not in self._names():
            raise self._unknown(name)
        return self._get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __dir__(self) -> list[str]:
        own = (name for name in super().__dir__() if name.startswith("__") or not name.startswith("_"))
        return sorted({*own, *self._names()})

    def __repr__(self) -> str:
        return f"<{self._what()}: {', '.join(list(self._names())[:6])}{', ...' if len(self) > 6 else ''}>"  # noqa: PLR2004

    def _unknown(self, name: str) -> NoSuchNameError:
        return NoSuchNameError(f"{self._what()} has no `{name}`", names=(name,), hint=did_you_mean(name, [*self._names()]))

    if not TYPE_CHECKING:  # what there is stands in the stub; a checker that saw this would take every name

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401
            """Return what a name means; raise NoSuchNameError, which is an AttributeError, with the nearest names."""
            if name.startswith("_"):
                raise AttributeError(name)
            return self[name]


class ByWord(_Names):
    """A field that depends on a choice: one value for each word, as in `peak_throughput.bf16`.

    >>> import mlsysim_sym as ms
    >>> ms.hardware.h100_sxm.peak_throughput.bf16.to("TFLOP/s")
    989.4
    """

    def __init__(self, owner: NamedRecord, field: Field) -> None:
        self._owner, self._field = owner, field

    @property
    def by(self) -> str:
        """The choice that decides."""
        return str(self._field.by)

    def _names(self) -> Mapping[str, Any]:
        return self._field.figures

    def _get(self, name: str) -> NamedValue:
        return NamedValue(self._owner._book, self._owner.record, self._field.name, name, self._field.figures[name])  # noqa: SLF001  (its part)

    def _what(self) -> str:
        return f"`{self._field.name}` of `{self._owner.record.name}`"


class NamedRecord(_Names):
    """A record with its fields as attributes; it stands wherever the name of a record is expected.

    >>> import mlsysim_sym as ms
    >>> ms.models.llama_3_70b.layers.magnitude
    80.0
    >>> ms.hardware.h100_sxm.memory_bandwith
    Traceback (most recent call last):
        ...
    mlsysim_sym.errors.NoSuchNameError: `hardware/cloud/nvidia_h100_sxm` has no `memory_bandwith`
       hint: did you mean `memory_bandwidth`, ...?
    """

    def __init__(self, book: Book, path: str) -> None:
        self._book, self._path = book, path

    @cached_property
    def record(self) -> Record:
        """The record itself: parts, totals, series and what is absent."""
        return self._book.record(self._path)

    @property
    def path(self) -> str:
        """The name by which commands and questions know the record."""
        return self._path

    def _names(self) -> Mapping[str, Any]:
        return self.record.fields

    def _get(self, name: str) -> NamedValue | ByWord:
        field = self.record.fields[name]
        if field.figure is None:
            return ByWord(self, field)
        return NamedValue(self._book, self.record, name, "", field.figure)

    def _what(self) -> str:
        return f"`{self._path}`"

    def __str__(self) -> str:
        return self._path


class Namespace(_Names):
    """A folder of the registry: its folders, and every record below it by short name and alias.

    As an axis of a sweep or a search it stands for all of them.

    >>> import mlsysim_sym as ms
    >>> len(ms.infrastructure.grids) >= 40, "france" in ms.infrastructure.grids
    (True, True)
    >>> print(ms.hardware.cloud)
    all hardware/cloud
    """

    def __init__(self, folder: str, book: Book | None = None) -> None:
        self._folder, self._given = folder, book

    @cached_property
    def _book(self) -> Book:
        from mlsysim_sym.book.book import Book  # noqa: PLC0415  (a namespace costs nothing before it is used)

        return self._given if self._given is not None else Book.load()

    @cached_property
    def _members(self) -> Mapping[str, str]:
        return members(self._book, self._folder)

    def _names(self) -> Mapping[str, Any]:
        return self._members

    def _get(self, name: str) -> Namespace | NamedRecord:
        path = self._members[name]
        return NamedRecord(self._book, path) if path in self._book.entries["record"] else Namespace(path, self._book)

    def _what(self) -> str:
        return f"`{self._folder}`"

    def __str__(self) -> str:
        return f"all {self._folder}"


def members(book: Book, folder: str) -> dict[str, str]:
    """Return what a folder's names mean: the paths of its folders, and of the records below it.

    Names that are no identifiers are left out, as is one that two records of the folder claim; a folder comes before a
    record of the same name.

    >>> from mlsysim_sym.book.book import Book
    >>> members(Book.load(), "hardware")["h100"]
    'hardware/cloud/nvidia_h100_sxm'
    """
    inside = [path for path in book.entries["record"] if path.startswith(f"{folder}/")]
    folders = {path[len(folder) + 1 :].partition("/")[0] for path in inside if path.count("/") > folder.count("/") + 1}
    found: dict[str, str | None] = {}
    for path in inside:
        aliases = book.entries["record"][path].summary.get("aliases", ())
        for name in dict.fromkeys([path.rpartition("/")[2], *aliases]):
            if name.isidentifier() and not iskeyword(name) and not name.startswith("_"):
                found[name] = None if name in found else path
    named = {name: path for name, path in found.items() if path}
    return {**named, **{name: f"{folder}/{name}" for name in sorted(folders)}}
