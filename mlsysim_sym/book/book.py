"""A book: laws, glossary, choices, solvers, records and sources as one value, each read when first needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.installed import installed
from mlsysim_sym.book.library import Entry, Root, read_root
from mlsysim_sym.errors import BookError, MlsysimError, UnknownNameError, did_you_mean
from mlsysim_sym.reading.sources import Source, read_source
from mlsysim_sym.reading.variable import Variable, read_variable

if TYPE_CHECKING:
    from mlsysim_sym.book.choice import Choice
    from mlsysim_sym.book.law import Law
    from mlsysim_sym.book.registry import Record
    from mlsysim_sym.book.solver import Solver

KINDS = ("law", "choice", "solver", "record", "scenario")


class Book:
    """Laws and numbers that questions are asked of.

    `Book.load()` is the book of this package; `Book.load("my_laws")` adds a folder with `formulas/` and `registry/`. A
    later folder may shadow a name of an earlier one only where its file says `replaces: NAME`.

    >>> import mlsysim_sym as ms
    >>> ms.Book.load().law("ridge_point").target
    'ridge_point'
    """

    def __init__(self, roots: Iterable[Root], places: tuple[str | None, ...] | None = None) -> None:
        self.roots = tuple(roots)
        self.places = places
        self._made: dict[tuple[str, str], Any] = {}

    def __reduce__(self) -> str | tuple[Any, ...]:
        """Pickle a loaded book by its places: whoever unpickles loads it there, once for all that came from it."""
        return super().__reduce__() if self.places is None else (_loaded, (self.places,))

    @staticmethod
    def load(*directories: str | os.PathLike[str], packaged: bool = True) -> Book:
        """Read the package's book and the books in `directories`; raise DataError for a name that is shadowed silently."""
        places: tuple[str | None, ...] = ((None,) if packaged else ()) + tuple(os.fspath(each) for each in directories)
        return _loaded(places)

    # --- names ---------------------------------------------------------------------------------------------------------

    @cached_property
    def entries(self) -> Mapping[str, Mapping[str, Entry]]:
        """The files by kind and name; a pack's file replaces another only where it says so."""
        found: dict[str, dict[str, Entry]] = {kind: {} for kind in (*KINDS, "glossary", "sources")}
        for number, root in enumerate(self.roots):
            for entry in root.entries.values():
                key = f"{number}:{entry.name}" if entry.kind in {"glossary", "sources"} else entry.name
                before = found[entry.kind].get(key)
                if before is not None and entry.error is None and entry.data.get("replaces") != entry.name:
                    raise BookError(
                        f"{entry.kind} `{entry.name}` is there already",
                        names=(entry.name,),
                        file=_shown(entry),
                        line=getattr(entry.data, "lines", {}).get(entry.kind, (None,))[0],
                        detail=(f"first: {_shown(before)}",),
                        hint=f"say `replaces: {entry.name}` to shadow it",
                    )
                found[entry.kind][key] = entry
        return found

    @cached_property
    def replaced(self) -> Mapping[str, str]:
        """The names that a pack shadows, with the file that does."""
        shadows = {}
        for root in self.roots[1:]:
            for entry in root.entries.values():
                if entry.error is None and entry.kind in KINDS and entry.data.get("replaces") == entry.name:
                    shadows[entry.name] = _shown(entry)
        return shadows

    @property
    def digest(self) -> str:
        """A hash of every file: two books with the same hash give the same answers."""
        return "-".join(root.digest for root in self.roots)

    def names(self, kind: str) -> tuple[str, ...]:
        """Return the names of laws, choices, solvers, records or scenarios."""
        return tuple(self.entries[kind])

    @cached_property
    def errors(self) -> tuple[MlsysimError, ...]:
        """The errors of files that could not be read at all."""
        return tuple(entry.error for root in self.roots for entry in root.failed if entry.error is not None)

    # --- laws ----------------------------------------------------------------------------------------------------------

    def law(self, name: str) -> Law:
        """Return a law; raise UnknownNameError with the nearest names."""
        found: Law = self._get("law", name, lambda entry: _reader("law", "read_law")(entry.data, entry.path.split("/")[1], name))
        return found

    def compiled(self, law: str) -> Mapping[str, Any]:
        """Return what is compiled of a law: routes, closed forms, partial derivatives, LaTeX.

        >>> import mlsysim_sym as ms
        >>> ms.Book.load().compiled("ridge_point")["variables"]["peak_throughput"]["partial"]
        '1 / memory_bandwidth'
        """
        from mlsysim_sym.book.compiled import entry_of  # noqa: PLC0415  (it reads books)

        return entry_of(self, law)

    def summary(self, law: str) -> Mapping[str, Any]:
        """Return what planning needs of a law without unpacking it."""
        entry = self.entry("law", law)
        if entry.error is not None:
            raise entry.error
        return entry.summary

    @cached_property
    def laws(self) -> tuple[str, ...]:
        """The names of all laws that can be read."""
        return tuple(name for name, entry in self.entries["law"].items() if entry.error is None)

    @cached_property
    def laws_of(self) -> Mapping[str, tuple[str, ...]]:
        """For every variable the laws that it stands in."""
        found: dict[str, list[str]] = {}
        for name in self.laws:
            for variable in self.summary(name)["variables"]:
                found.setdefault(variable, []).append(name)
        return {variable: tuple(names) for variable, names in found.items()}

    @cached_property
    def laws_for(self) -> Mapping[str, tuple[str, ...]]:
        """For every variable the laws that it is the left side of (limits left out)."""
        found: dict[str, list[str]] = {}
        for name in self.laws:
            summary = self.summary(name)
            if summary["target"] and not summary["limit"]:
                found.setdefault(summary["target"], []).append(name)
        return {variable: tuple(names) for variable, names in found.items()}

    # --- glossary ------------------------------------------------------------------------------------------------------

    @cached_property
    def _glossary(self) -> Mapping[str, tuple[Entry, str]]:
        """For every variable its file and area. A name in two files is an error of the later one."""
        found: dict[str, tuple[Entry, str]] = {}
        for name, entry, area in self.glossary_entries():
            found.setdefault(name, (entry, area))
        return found

    def glossary_entries(self) -> Iterator[tuple[str, Entry, str]]:
        """Yield every glossary entry with its file and area, doubles included."""
        for entry in self.entries["glossary"].values():
            for name in entry.summary.get("variables", {}):
                yield name, entry, entry.summary["area"]
        for entry in self.entries["law"].values():
            for name in entry.summary.get("defines", {}):
                yield name, entry, entry.path.split("/")[1]

    def glossary_entry(self, name: str) -> Entry:
        """Return the file that a variable stands in."""
        return self._glossary[name][0]

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of all variables."""
        return tuple(self._glossary)

    @cached_property
    def defaulted(self) -> frozenset[str]:
        """The variables that have a default."""
        entries = [*self.entries["glossary"].values(), *self.entries["law"].values()]
        return frozenset(name for entry in entries for name in entry.summary.get("defaults", ()))

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """The other names of variables."""
        found: dict[str, str] = {}
        for name, (entry, _) in self._glossary.items():
            own = entry.summary["variables" if entry.kind == "glossary" else "defines"]
            found |= dict.fromkeys(own[name], name)
        return found

    def variable(self, name: str) -> Variable:
        """Return a variable by name or alias; raise UnknownNameError with the nearest names."""
        key = ("variable", name)
        if key not in self._made:
            real = name if name in self._glossary else self.aliases.get(name, name)
            if real not in self._glossary:
                raise UnknownNameError(
                    f"unknown variable `{name}`", names=(name,), hint=did_you_mean(name, [*self.variables, *self.aliases])
                )
            entry, area = self._glossary[real]
            field = "variables" if entry.kind == "glossary" else "defines"
            own = entry.only(field, real)
            self._made[key] = read_variable(real, area, own[real], own)
        return self._made[key]  # type: ignore[no-any-return]

    # --- the rest ------------------------------------------------------------------------------------------------------

    def choice(self, name: str) -> Choice:
        """Return a choice."""
        found: Choice = self._get("choice", name, lambda entry: _reader("choice", "read_choice")(entry.data, name))
        return found

    def solver(self, name: str) -> Solver:
        """Return a solver."""
        found: Solver = self._get("solver", name, lambda entry: _reader("solver", "read_solver")(entry.data, name))
        return found

    def record(self, name: str) -> Record:
        """Return a record by path, last part of the path, or alias."""
        path = self.record_paths.get(name, name)
        found: Record = self._get("record", path, lambda entry: _reader("registry", "read_record")(entry.data, path), name)
        return found

    @cached_property
    def record_paths(self) -> Mapping[str, str]:
        """For every short name and alias the record's path; a name that two records claim is left out."""
        found: dict[str, str | None] = {}
        for path, entry in self.entries["record"].items():
            for alias in dict.fromkeys([path.rpartition("/")[2], *entry.summary.get("aliases", [])]):
                found[alias] = None if alias in found else path
        return {alias: path for alias, path in found.items() if path}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The bibliography."""
        return {key: self.source(key) for key in self._source_entries}

    @cached_property
    def _source_entries(self) -> Mapping[str, Entry]:
        return {key: entry for entry in self.entries["sources"].values() for key in entry.summary.get("keys", ())}

    @property
    def source_keys(self) -> Collection[str]:
        """The keys of the bibliography."""
        return self._source_entries

    def source(self, key: str) -> Source:
        """Return a work of the bibliography."""
        made = ("source", key)
        if made not in self._made:
            if key not in self._source_entries:
                raise UnknownNameError(
                    f"unknown source `{key}`", names=(key,), hint=did_you_mean(key, list(self._source_entries))
                )
            self._made[made] = read_source(key, self._source_entries[key].data[key])
        return self._made[made]  # type: ignore[no-any-return]

    def entry(self, kind: str, name: str, shown: str | None = None) -> Entry:
        """Return the file of a law, choice, solver, record or scenario."""
        found = self.entries[kind].get(name)
        if found is None:
            known = [*self.entries[kind], *(self.record_paths if kind == "record" else ())]
            raise UnknownNameError(f"unknown {kind} `{shown or name}`", names=(name,), hint=did_you_mean(shown or name, known))
        return found

    def _get(self, kind: str, name: str, make: Callable[[Entry], Any], shown: str | None = None) -> Any:  # noqa: ANN401
        key = (kind, name)
        if key not in self._made:
            self._made[key] = make(self.entry(kind, name, shown))
        return self._made[key]


def _reader(module: str, name: str) -> Callable[..., Any]:
    """Return a reader of one kind of file; its module is imported when the first such file is needed."""
    from importlib import import_module  # noqa: PLC0415

    read: Callable[..., Any] = getattr(import_module(f"mlsysim_sym.book.{module}"), name)
    return read


def _shown(entry: Entry) -> str:
    return getattr(entry.data, "file", None) or entry.path if entry.error is None else entry.path


@cache
def _loaded(places: tuple[str | None, ...]) -> Book:
    return Book([*(read_root(place) for place in places), *installed(places)], places)
