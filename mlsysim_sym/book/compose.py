"""A solver flattened into instances of laws: uses under scopes, bindings, shared variables, limits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.rivals import one_law_each
from mlsysim_sym.book.system import Instance, System, joined, made, of_law
from mlsysim_sym.errors import BookError, SchemaError, UnknownNameError, did_you_mean
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Name, Node, Statement, names_in, renamed

if TYPE_CHECKING:
    from mlsysim_sym.book.choice import Setting
    from mlsysim_sym.book.solver import Solver, Use


def of_solver(book: Book, name: str) -> System:
    """Return a solver flattened into instances of laws."""
    composer = _Composer(book)
    composer.solver(book.solver(name), "", {})
    system = composer.system(f"solver `{name}`")
    counted = Counter(system.canonical(each) for each in _usual(book.solver(name)))
    system.usual = tuple(each for each, _ in counted.most_common())
    one_law_each(system.instances.values(), system.title, book.entry("solver", name).path)
    return system


def _usual(solver: Solver) -> Iterator[str]:
    """Yield what a solver's own questions give, ask and require."""
    for question in solver.questions:
        yield from question.given
        yield from question.ask
        yield from (re.split("[<>]", text)[0].strip() for text in question.require)


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
            instance = of_law(self.book, name, scope, _namer(system, scope, private), origin)
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
        if target in names_in(expression):
            raise SchemaError(
                f"`{target}` is bound to `{text(node)}`, which is a formula of itself",
                names=(target,),
                hint="give the entry a `scope`, so that its variable is another one",
                **place,
            )
        return made(
            f"{variable} bound", Statement(Name(target), "=", expression), f"Binding of `{solver}`", place.get("file") or ""
        )

    def _limit(self, system: System, scope: str, statement: Statement, solver: str) -> Instance:
        names = {name: system.canonical(joined(scope, name)) for name in names_in(statement)}
        named = renamed(statement, names)
        return made(text(named), named, f"Limit of `{solver}`", "")


def _namer(system: System, scope: str, private: Mapping[str, str]) -> Callable[[str], str]:
    """Return how an instance's variables are named: its own bindings first, then the scope's names."""
    return lambda each: system.canonical(private.get(each, joined(scope, each)))
