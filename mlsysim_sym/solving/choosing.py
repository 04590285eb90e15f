"""Alternatives: one law is chosen for every variable that several laws give, before anything is planned."""

from __future__ import annotations

from collections.abc import Sequence

from mlsysim_sym.book.system import Instance, inherited, joined
from mlsysim_sym.errors import UnknownNameError
from mlsysim_sym.reading.tree import names_in
from mlsysim_sym.solving.plan import Planner
from mlsysim_sym.solving.resolving import Resolved
from mlsysim_sym.solving.step import holds


def chosen(
    resolved: Resolved, targets: tuple[str, ...], usable: Sequence[Instance]
) -> tuple[list[Instance], tuple[Instance, ...], tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Choose one law in every group of alternatives; return active laws, the others, the reasons, and what is open."""
    system = resolved.system
    groups: dict[str, list[Instance]] = {}
    for instance in usable:
        if instance.group and not instance.is_limit:
            groups.setdefault(instance.group, []).append(instance)
    contested = {group: members for group, members in groups.items() if len(members) > 1 or system.whole_book}
    if not contested:
        return list(usable), (), (), {}
    chooser = Chooser(resolved, targets, usable)
    dropped: set[str] = set()
    reasons = []
    open_groups: dict[str, tuple[str, ...]] = {}
    for group, members in contested.items():
        kept, reason = chooser.pick(group, members)
        if reason:
            reasons.append(reason)
        if len(kept) > 1:
            open_groups[group] = tuple(each.id for each in kept)
        dropped |= {each.id for each in members if each.id != kept[0].id} if kept else {each.id for each in members}
    active = [each for each in usable if each.id not in dropped]
    others = tuple(each for each in usable if each.id in dropped)
    return active, others, tuple(reasons), open_groups


class Chooser:
    """Picks the law of each group of alternatives, from what is chosen, what holds and what can be computed."""

    def __init__(self, resolved: Resolved, targets: tuple[str, ...], usable: Sequence[Instance]) -> None:
        self.resolved = resolved
        self.targets = set(targets)
        self.planner = Planner([each for each in usable if not each.is_limit])
        self.reaches: dict[tuple[bool, str | None], set[str]] = {}

    def reach(self, group: str, *, backwards: bool) -> set[str]:
        """Return what follows from the inputs and the unknowns other than the group's own: forwards alone, or both ways."""
        key = (backwards, group if group in self.targets else None)
        if key not in self.reaches:
            start = {*self.resolved.inputs, *self.targets} - {group}
            self.reaches[key] = self.planner.spread(start, inverse=backwards).known
        return self.reaches[key]

    def pick(self, group: str, members: list[Instance]) -> tuple[list[Instance], str]:
        """Return the law that is active for a group (several if open, none if no condition holds), and why."""
        named = self._named(group, members)
        if named is not None:
            return [named], f"{group}: `{named.id}`, chosen"
        able = [each for each in members if self.condition(each) is not False]
        if not able:
            return [], ""
        computable = [each for each in able if self._computable(each, group, backwards=False)]
        computable = computable or [each for each in able if self._computable(each, group, backwards=True)] or able
        best = min((self._priority(each) for each in computable), default=0)
        first = [each for each in computable if self._priority(each) == best]
        if len(members) > 1 and len(first) == 1:
            return first, f"{group}: `{first[0].id}`, the first of {len(members)} alternatives"
        return first, ""

    def _named(self, group: str, members: list[Instance]) -> Instance | None:
        last = group.rpartition(".")[2]
        law = inherited(self.resolved.asked_laws, group) or inherited(self.resolved.chosen_laws, group)
        if law is None:
            return None
        for each in members:
            if each.id.rpartition(".")[2] == law:
                return each
        if self.resolved.system.whole_book or not any(key in (group, last) for key in self.resolved.chosen_laws):
            return None
        book = self.resolved.system.book
        if law in book.names("law"):
            return None
        raise UnknownNameError(
            f"`{law}` is no law for `{group}`", names=(law,), hint=f"one of {', '.join(each.id for each in members)}"
        )

    def condition(self, instance: Instance) -> bool | None:
        """Return whether a law's own conditions hold, None where that is open."""
        relation = instance.law.relation
        if relation is None or not relation.when:
            return True
        inputs = self.resolved.inputs
        values = {local: inputs[name].base for local, name in self._locals(instance).items() if name in inputs}
        words = tuple(
            sorted(
                (key.rpartition(".")[2], word)
                for key, word in self.resolved.words.items()
                if not key.rpartition(".")[0] or instance.scope.startswith(key.rpartition(".")[0])
            )
        )
        outcomes = [holds(each, values, words) for each in relation.when]
        if False in outcomes:
            return False
        return None if None in outcomes else True

    def _locals(self, instance: Instance) -> dict[str, str]:
        """Return the system names of the law's variables and of those that only its conditions name."""
        known = dict(instance.name_of)
        relation = instance.law.relation
        for condition in relation.when if relation else ():
            for name in names_in(condition):
                if name not in known:
                    known[name] = self.resolved.system.canonical(joined(instance.scope, name))
        return known

    def _computable(self, instance: Instance, group: str, *, backwards: bool) -> bool:
        return set(instance.names) <= self.reach(group, backwards=backwards) | self.targets | {group}

    @staticmethod
    def _priority(instance: Instance) -> int:
        relation = instance.law.relation
        return relation.priority if relation and relation.priority is not None else 0
