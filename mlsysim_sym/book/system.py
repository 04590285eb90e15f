"""A system: laws put to use under scopes, with their variables joined; what a question is planned on.

A solver is flattened into instances of laws. A variable's system name is its name under its scope (`prefill.batch_size`);
bindings make two names one, or add an equation between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.errors import BookError, UnknownNameError, did_you_mean
from mlsysim_sym.reading.tree import Statement
from mlsysim_sym.reading.variable import Variable
from mlsysim_sym.valueclass import field, frozen, mutable, replace

if TYPE_CHECKING:
    from mlsysim_sym.book.choice import Setting


def joined(scope: str, name: str) -> str:
    """Return a name under a scope.

    >>> joined("decode.tp", "ranks"), joined("", "ranks")
    ('decode.tp.ranks', 'ranks')
    """
    return f"{scope}.{name}" if scope and name else scope or name


def inherited(chosen: Mapping[str, str], name: str) -> str | None:
    """Return what is chosen for a name in its scope, or in the nearest scope around it.

    >>> inherited({"precision": "bf16", "decode.precision": "fp8"}, "decode.tp.precision")
    'fp8'
    """
    scope, _, last = name.rpartition(".")
    while True:
        found = chosen.get(joined(scope, last))
        if found is not None or not scope:
            return found
        scope = scope.rpartition(".")[0]


@frozen
class Instance:
    """A law put to use: `names` are the system names of the law's variables, in their order.

    The law itself is read when first needed; planning needs only its names.
    """

    id: str
    scope: str
    names: tuple[str, ...]
    target: str | None
    is_limit: bool
    group: str | None
    origin: str
    source: tuple[Book, str] | Law = field(repr=False)

    def __eq__(self, other: object) -> bool:
        """Whether two laws are put to use alike; most often they are one object."""
        if self is other:
            return True
        return isinstance(other, Instance) and (self.id, self.names, self.source) == (other.id, other.names, other.source)

    def __hash__(self) -> int:
        return hash(self.id)

    @cached_property
    def law(self) -> Law:
        """The law."""
        return self.source if isinstance(self.source, Law) else self.source[0].law(self.source[1])

    @cached_property
    def name_of(self) -> Mapping[str, str]:
        """The system name of each variable of the law."""
        return dict(zip(self.law.variables, self.names, strict=True))

    @cached_property
    def local_of(self) -> Mapping[str, str]:
        """The law's own name of each system name."""
        return {system: local for local, system in self.name_of.items()}

    @property
    def label(self) -> str:
        """The law's name under its scope, as an answer shows it."""
        return self.id


@mutable
class System:
    """Instances of laws with what a solver says about their variables.

    `usual` is what a solver's own questions give or ask, the most frequent first.
    """

    book: Book
    title: str
    instances: dict[str, Instance]
    slots: dict[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: dict[str, Setting] = field(default_factory=dict)
    choose: dict[str, str] = field(default_factory=dict)
    given: dict[str, tuple[Setting, str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    whole_book: bool = False
    usual: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The system names of all variables, in order of first use."""
        return tuple(dict.fromkeys(name for each in self.instances.values() for name in each.names))

    @cached_property
    def names_called(self) -> Mapping[str, tuple[str, ...]]:
        """For every variable of the book its names under the scopes of this system."""
        found: dict[str, list[str]] = {}
        for name in self.names:
            found.setdefault(name.rpartition(".")[2], []).append(name)
        return {last: tuple(names) for last, names in found.items()}

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.names)

    def variable(self, name: str) -> Variable:
        """Return the glossary entry of a system name."""
        return self.book.variable(name.rpartition(".")[2])

    def resolve(self, name: str) -> str:
        """Return the system name that a user means; raise UnknownNameError with the nearest names."""
        real = self.canonical(name)
        if real in self._names:
            return real
        scope, _, last = name.rpartition(".")
        real = self.canonical(joined(scope, self.book.aliases.get(last, last)))
        if real in self._names:
            return real
        inside = [other for other in self.names if other.endswith(f".{real}")]
        if len(inside) == 1 and not scope:
            return inside[0]
        where = "" if self.whole_book else f" in {self.title}"
        raise UnknownNameError(
            f"unknown variable `{name}`{where}",
            names=(name,),
            hint=f"say which: {', '.join(f'`{each}`' for each in inside[:4])}"
            if inside
            else did_you_mean(name, list(self.names)) or did_you_mean(name, [*self.slots, *self.book.names("choice")]),
        )

    def canonical(self, name: str) -> str:
        """Return the name that bindings and slots make of a name."""
        seen = {name}
        while True:
            slot, _, last = name.rpartition(".")
            if name in self.aliases:
                name = self.aliases[name]
            elif slot in self.slots and slot:
                name = joined(slot.rpartition(".")[0], last)
            else:
                return name
            if name in seen:
                raise BookError(f"the bindings of `{name}` run in a circle", names=(name,))
            seen.add(name)

    def scopes_fed(self, slot: str) -> tuple[str, ...]:
        """Return the scopes whose variables a slot's record gives."""
        if slot not in self.slots:
            raise UnknownNameError(
                f"{self.title} has no slot `{slot}`",
                names=(slot,),
                hint=did_you_mean(slot, list(self.slots)) or f"it has {', '.join(self.slots) or 'no slots'}",
            )
        return self.slots[slot]

    def with_instances(self, more: Iterable[Instance]) -> System:
        """Return the system with more laws."""
        return replace(self, instances=self.instances | {each.id: each for each in more}, given=dict(self.given))


# --- whole book, one law -----------------------------------------------------------------------------------------------


def of_law(book: Book, name: str, scope: str = "", rename: Callable[[str], str] | None = None, origin: str = "law") -> Instance:
    """Return a law put to use under a scope, its variables named by it or by `rename`."""
    summary = book.summary(name)
    target, group = summary["target"], summary["group"]
    if rename is None and not scope:
        return Instance(name, "", tuple(summary["variables"]), target, summary["limit"], group, origin, (book, name))
    named = rename or (lambda each: joined(scope, each))
    return Instance(
        id=joined(scope, name),
        scope=scope,
        names=tuple(named(each) for each in summary["variables"]),
        target=named(target) if target else None,
        is_limit=summary["limit"],
        group=named(group) if group else None,
        origin=origin,
        source=(book, name),
    )


def whole_book(book: Book) -> System:
    """Return the system of every law of a book that gives a variable."""
    instances = {name: of_law(book, name) for name in book.laws if not book.summary(name)["limit"]}
    fed: tuple[str, ...] = ("",)
    slots = dict.fromkeys(("hardware", "model", "infrastructure", "system", "grid", "price", "run"), fed)
    return System(book, "the book", instances, slots, whole_book=True)


def of_laws(book: Book, names: Iterable[str]) -> System:
    """Return the system of a few laws."""
    listed = list(names)
    for name in listed:
        book.entry("law", name)
    instances = {name: of_law(book, name) for name in listed}
    return System(
        book, f"law `{listed[0]}`" if len(listed) == 1 else "the laws named", instances, {"hardware": ("",), "model": ("",)}
    )


def made(name: str, statement: Statement, title: str, file: str, origin: str = "binding") -> Instance:
    """Return an instance of a law that a solver, a question or a record makes."""
    kind = "definition" if statement.relation == "=" else "limit"
    law = Law(name=name, area="", title=title, about=title, kind=kind, statement=statement, citations=(), file=file)
    return Instance(name, "", law.variables, law.target, law.is_limit, None, origin if kind == "definition" else "limit", law)


def requirement(statement: Statement, label: str) -> Instance:
    """Return a requirement of a question as an instance of a limit."""
    return made(label, statement, "Requirement", "", "limit")
