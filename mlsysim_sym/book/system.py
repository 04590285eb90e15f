"""A system: laws put to use under scopes, with their variables joined; what a question is planned on.

A solver is flattened into instances of laws. A variable's system name is its name under its scope (`prefill.batch_size`);
bindings make two names one, or add an equation between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.rivals import one_law_each
from mlsysim_sym.errors import BookError, UnknownNameError, did_you_mean
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Binary, Call, Name, Node, Number, Statement, names_in, renamed
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import Variable
from mlsysim_sym.valueclass import field, frozen, mutable

if TYPE_CHECKING:
    from mlsysim_sym.book.choice import Setting
    from mlsysim_sym.book.registry import Part, Record, Total
    from mlsysim_sym.book.solver import Solver, Use


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


@frozen(eq=False)
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
    """Instances of laws with what a solver says about their variables."""

    book: Book
    title: str
    instances: dict[str, Instance]
    slots: dict[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: dict[str, Setting] = field(default_factory=dict)
    choose: dict[str, str] = field(default_factory=dict)
    given: dict[str, tuple[Setting, str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    whole_book: bool = False

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
            else did_you_mean(name, list(self.names)),
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
        instances = dict(self.instances) | {each.id: each for each in more}
        return System(
            self.book,
            self.title,
            instances,
            dict(self.slots),
            dict(self.defaults),
            dict(self.choose),
            dict(self.given),
            dict(self.aliases),
            self.whole_book,
        )


# --- whole book, one law -----------------------------------------------------------------------------------------------


def _of_law(book: Book, name: str, scope: str = "", rename: Callable[[str], str] | None = None, origin: str = "law") -> Instance:
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
    instances = {name: _of_law(book, name) for name in book.laws if not book.summary(name)["limit"]}
    fed: tuple[str, ...] = ("",)
    slots = dict.fromkeys(("hardware", "model", "infrastructure", "system", "grid", "price", "run"), fed)
    return System(book, "the book", instances, slots, whole_book=True)


def of_laws(book: Book, names: Iterable[str]) -> System:
    """Return the system of a few laws."""
    listed = list(names)
    for name in listed:
        book.entry("law", name)
    instances = {name: _of_law(book, name) for name in listed}
    return System(
        book, f"law `{listed[0]}`" if len(listed) == 1 else "the laws named", instances, {"hardware": ("",), "model": ("",)}
    )


# --- solvers -----------------------------------------------------------------------------------------------------------


def of_solver(book: Book, name: str) -> System:
    """Return a solver flattened into instances of laws."""
    composer = _Composer(book)
    composer.solver(book.solver(name), "", {})
    system = composer.system(f"solver `{name}`")
    one_law_each(system.instances.values(), system.title, book.entry("solver", name).path)
    return system


class _Composer:
    """Collects instances, then joins their names."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.pending: list[tuple[str, str, Mapping[str, str], str, int]] = []  # scope, law, names of its own, origin, depth
        self.aliases: dict[str, str] = {}
        self.bindings: list[tuple[str, Node, str, str, Mapping[str, Any]]] = []  # variable, expression, scope, solver, place
        self.limits: list[tuple[str, Statement, str]] = []
        self.shared: list[tuple[str, tuple[str, ...]]] = []
        self.slots: dict[str, dict[str, None]] = {}
        self.defaults: dict[str, tuple[Setting, int]] = {}
        self.choose: dict[str, str] = {}
        self.depth = 0

    def solver(self, solver: Solver, scope: str, slots: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > 12:  # noqa: PLR2004
            raise BookError(f"solver `{solver.name}` uses itself", names=(solver.name,), file=solver.file)
        for inner, needed in solver.needs.items():
            for slot in needed:
                own = joined(joined(scope, inner), slot)
                fed = slots.get(joined(inner, slot), own)
                self.slots.setdefault(fed, {})[joined(scope, inner)] = None
        if solver.shared:
            self.shared.append((scope, solver.shared))
        for variable, setting in solver.defaults.items():
            self.defaults.setdefault(joined(scope, variable), (setting, self.depth))
        for key, word in solver.choose.items():
            self.choose.setdefault(joined(scope, key), word)
        for use in solver.uses:
            self.use(use, solver, scope)
        for limit in solver.limits:
            if isinstance(limit, str):
                self.pending.append((scope, limit, {}, "limit", self.depth))
            else:
                self.limits.append((scope, limit, solver.name))
        self.depth -= 1

    def use(self, use: Use, solver: Solver, scope: str) -> None:
        inner = joined(scope, use.scope)
        bind = dict(use.bind)
        private: dict[str, str] = {}
        if use.law is not None:
            self.pending.append((inner, use.law, private, "law", self.depth))
            known = set(self.summary(use.law, use.place)["variables"])
        else:
            used = self.book.solver(str(use.solver))
            slots = {}
            for slot in used.slots:
                node = bind.pop(slot, None)
                if isinstance(node, Name):
                    slots[slot] = joined(scope, node.name)
            self.solver(used, inner, slots)
            known = None  # any variable of the solver may be bound; unknown ones are found when names are joined
        for variable, node in bind.items():
            if known is not None and variable not in known:
                raise UnknownNameError(
                    f"law `{use.law}` has no variable `{variable}` to bind",
                    names=(variable,),
                    hint=did_you_mean(variable, sorted(known)),
                    **use.place,
                )
            own = joined(inner, variable)
            if isinstance(node, Name):
                if use.law is not None and not use.scope:
                    private[variable] = joined(scope, node.name)
                elif own != joined(scope, node.name):
                    self.aliases[own] = joined(scope, node.name)
            else:
                self.bindings.append((own, node, scope, solver.name, use.place))

    def summary(self, law: str, place: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return self.book.summary(law)
        except UnknownNameError as error:
            raise error.located(place.get("file") or "", place.get("line")) from None

    def system(self, title: str) -> System:
        slots = {slot: tuple(scopes) for slot, scopes in self.slots.items()}
        system = System(self.book, title, {}, slots, aliases=self.aliases)
        self._share()
        outer: dict[str, int] = {}
        for scope, name, private, origin, depth in self.pending:
            instance = _of_law(self.book, name, scope, _namer(system, scope, private), origin)
            if instance.target and not instance.is_limit:
                outer[instance.target] = min(depth, outer.get(instance.target, depth))
            before = system.instances.get(instance.id)
            if before is None or before.names == instance.names:
                system.instances[instance.id] = instance
        for variable, node, scope, solver, place in self.bindings:
            instance = self._bound(system, variable, node, scope=scope, solver=solver, place=place)
            system.instances[instance.id] = instance
        for scope, statement, solver in self.limits:
            instance = self._limit(system, scope, statement, solver)
            system.instances[instance.id] = instance
        bound = {system.canonical(variable) for variable, *_ in self.bindings}
        settings = {system.canonical(name): found for name, found in reversed(self.defaults.items())}
        system.defaults = {
            name: setting for name, (setting, depth) in settings.items() if name not in bound and outer.get(name, depth) >= depth
        }
        system.choose = self.choose
        return system

    def _share(self) -> None:
        """Make a shared variable one, in all scopes below the solver that shares it."""
        for scope, names in self.shared:
            for inner in self._scopes():
                below = inner.startswith(f"{scope}.") if scope else bool(inner)
                if below:
                    for name in names:
                        self.aliases.setdefault(joined(inner, name), joined(scope, name))

    def _scopes(self) -> tuple[str, ...]:
        scopes = dict.fromkeys(scope for scope, *_ in self.pending)
        for scope in list(scopes):
            outer = scope
            while outer:
                outer = outer.rpartition(".")[0]
                scopes.setdefault(outer)
        return tuple(scopes)

    def _bound(self, system: System, variable: str, node: Node, *, scope: str, solver: str, place: Mapping[str, Any]) -> Instance:
        target = system.canonical(variable)
        expression = renamed(node, {name: system.canonical(joined(scope, name)) for name in names_in(node)})
        return _made(
            f"{variable} bound", Statement(Name(target), "=", expression), f"Binding of `{solver}`", place.get("file") or ""
        )

    def _limit(self, system: System, scope: str, statement: Statement, solver: str) -> Instance:
        names = {name: system.canonical(joined(scope, name)) for name in names_in(statement)}
        named = renamed(statement, names)
        return _made(text(named), named, f"Limit of `{solver}`", "")


def _namer(system: System, scope: str, private: Mapping[str, str]) -> Callable[[str], str]:
    """Return how an instance's variables are named: its own bindings first, then the scope's names."""
    return lambda each: system.canonical(private.get(each, joined(scope, each)))


def _made(name: str, statement: Statement, title: str, file: str, origin: str = "binding") -> Instance:
    """Return an instance of a law that a solver, a question or a record makes."""
    kind = "definition" if statement.relation == "=" else "limit"
    law = Law(name=name, area="", title=title, about=title, kind=kind, statement=statement, citations=(), file=file)
    return Instance(name, "", law.variables, law.target, law.is_limit, None, origin if kind == "definition" else "limit", law)


def requirement(statement: Statement, label: str) -> Instance:
    """Return a requirement of a question as an instance of a limit."""
    return _made(label, statement, "Requirement", "", "limit")


# --- records with parts ------------------------------------------------------------------------------------------------


def parts_of(system: System, record: Record, slot: str, scope: str) -> tuple[list[Instance], dict[str, tuple[Setting, str]]]:
    """Return the laws that a record's parts put to use, and the numbers that they give."""
    instances: list[Instance] = []
    given: dict[str, tuple[Setting, str]] = {}
    for part in record.parts:
        inner = joined(slot, part.name)
        outputs = {system.book.summary(law)["target"] for law in part.laws}
        named = _part_namer(system, scope, inner, outputs | set(part.fields))
        instances += [_of_law(system.book, law, inner, named, "part") for law in part.laws]
        given |= dict(_part_given(record, part, inner))
    instances += [_total(record, total, slot, scope, system) for total in record.totals]
    return instances, given


def _part_namer(system: System, scope: str, inner: str, own: set[str]) -> Callable[[str], str]:
    """Return how the variables of a part's laws are named: its own under the part, the others under the scope."""
    return lambda each: joined(inner, each) if each in own else system.canonical(joined(scope, each))


def _part_given(record: Record, part: Part, inner: str) -> Iterator[tuple[str, tuple[Setting, str]]]:
    from mlsysim_sym.book.choice import Setting  # noqa: PLC0415
    from mlsysim_sym.reading.sources import Citation  # noqa: PLC0415

    for name, written in part.fields.items():
        yield joined(inner, name), (Setting(written, (Citation(part.source, part.where),), "", part.place), record.name)


def _total(record: Record, total: Total, slot: str, scope: str, system: System) -> Instance:
    names = [
        (Name(joined(joined(slot, part.name), total.of)), parse_value(part.times).number)
        for part in record.parts
        if any(system.book.summary(law)["target"] == total.of for law in part.laws) or total.of in part.fields
    ]
    if not names:
        raise BookError(
            f"no part of `{record.name}` gives `{total.of}`",
            names=(total.of,),
            **{k: v for k, v in total.place.items() if k != "column"},
        )
    node = _reduced(total.reducer, names)
    target = system.canonical(joined(scope, total.name))
    reducer = "Sum" if total.reducer == "sum" else total.reducer
    title = f"{reducer} over the parts of {record.title}"
    return _made(joined(slot, f"total {total.name}"), Statement(Name(target), "=", node), title, record.file, "total")


def _reduced(reducer: str, names: list[tuple[Name, Any]]) -> Node:
    if reducer in {"max", "min"}:
        return Call(reducer, tuple(name for name, _ in names)) if len(names) > 1 else names[0][0]
    count = sum(times for _, times in names)
    if reducer == "count":
        return Number(count)
    node: Node | None = None
    for name, times in names:
        term: Node = name if times == 1 else Binary("*", Number(times), name)
        node = term if node is None else Binary("+", node, term)
    assert node is not None  # noqa: S101  (there is a name)
    return node if reducer == "sum" else Binary("/", node, Number(count))
