"""A question made ready: its numbers, its active laws, its plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mlsysim_sym.book.system import Instance, System, inherited, joined
from mlsysim_sym.errors import MlsysimError, QuestionError, UndecidedError, UnderdeterminedError
from mlsysim_sym.reading.tree import names_in
from mlsysim_sym.solving.choosing import Chooser, chosen
from mlsysim_sym.solving.lacking import Lack
from mlsysim_sym.solving.plan import Plan, Planner
from mlsysim_sym.solving.question import Question
from mlsysim_sym.solving.resolving import Resolved, standing
from mlsysim_sym.valueclass import mutable


@mutable
class Prepared:
    """A question ready to be run: its numbers, its active laws, its plan."""

    question: Question
    targets: tuple[str, ...]
    resolved: Resolved
    planner: Planner
    plan: Plan
    others: tuple[Instance, ...]
    reasons: tuple[str, ...]
    ruled_out: frozenset[str] = frozenset()

    @property
    def system(self) -> System:
        """The question's laws."""
        return self.resolved.system

    def words(self, instance: Instance) -> tuple[tuple[str, str], ...]:
        """Return the words of the choices that an instance's conditions ask about."""
        if not instance.law.choices:
            return ()
        found = ((choice, inherited(self.resolved.words, joined(instance.scope, choice))) for choice in instance.law.choices)
        return tuple(sorted((choice, word) for choice, word in found if word is not None))


def prepared(question: Question, targets: Sequence[str]) -> Prepared:
    """Return a question with its plan, unsolved."""
    return prepare(question, targets, frozenset(), frozenset())


def prepare(
    question: Question, targets: Sequence[str], forbidden: frozenset[tuple[str, str]], dropped: frozenset[str]
) -> Prepared:
    """Resolve a question, choose among alternatives, plan."""
    resolved = standing(question, targets)
    for name in dropped:
        if name in resolved.inputs:
            resolved.released[name] = resolved.inputs.pop(name)
    wanted = tuple(dict.fromkeys(resolved.system.resolve(target) for target in targets))
    _obey(resolved)
    usable = _usable(resolved, wanted)
    active, others, reasons, open_groups = chosen(resolved, wanted, usable)
    _drop_computed_defaults(resolved, wanted, active)
    limits = [each for each in active if each.is_limit] + resolved.requirements
    planner = Planner([each for each in active if not each.is_limit], limits, forbidden)
    plan = _planned(planner, resolved, wanted, open_groups, dropped)
    for group, candidates in open_groups.items():
        if any(instance.id in candidates for instance in plan.instances):
            raise _open(group, candidates)
    ready = Prepared(question, wanted, resolved, planner, plan, others, reasons, _ruled_out(resolved, wanted, others))
    resolved.settle(_standing_in(usable) if resolved.system.whole_book else None)
    _decided(ready)
    return ready


def _decided(ready: Prepared) -> None:
    """Raise UndecidedError where a law of the plan asks about a choice that nobody made."""
    for instance in ready.plan.instances:
        made = dict(ready.words(instance))
        for choice in instance.law.choices:
            if choice not in made:
                words = tuple(ready.question.book.choice(choice).words)
                raise UndecidedError(
                    f"`{instance.label}` depends on the choice `{choice}`, which is open",
                    names=(choice,),
                    candidates=words,
                    hint=f"choose {choice} = one of {', '.join(words)}",
                )


def _obey(resolved: Resolved) -> None:
    """Make room for the laws that the question chooses: a choice's or record's number for their variable is set aside.

    Raises QuestionError where the laws of the question hold no such law.
    """
    instances = [each for each in resolved.system.instances.values() if not each.is_limit]
    for key, law in resolved.asked_laws.items():
        last = key.rpartition(".")[2]
        giving = [each for each in instances if each.target is not None and each.target.rpartition(".")[2] == last]
        if not any(each.id.rpartition(".")[2] == law for each in giving):
            names = list(dict.fromkeys(each.id.rpartition(".")[2] for each in giving))
            raise QuestionError(
                f"`{key} = {law}` cannot be chosen: {resolved.system.title} does not hold `{law}`",
                names=(key, law),
                hint=f"one of {', '.join(names)}" if names else f"no law of it gives `{last}`",
            )
        for name, value in list(resolved.inputs.items()):
            if name.rpartition(".")[2] == last and (name == key or "." not in key) and value.layer != "given":
                resolved.released[name] = resolved.inputs.pop(name)


def _usable(resolved: Resolved, targets: tuple[str, ...]) -> list[Instance]:
    """Return the laws that what is given and asked can reach; all of a solver's, few of a whole book's."""
    everything = list(resolved.system.instances.values())
    if resolved.asked_words:
        everything = [each for each in everything if not _switched_off(resolved, each)]
    if not resolved.system.whole_book:
        return everything
    inside = _connected(everything, {name for name, value in resolved.inputs.items() if value.layer == "given"} | set(targets))
    reached = Planner(everything).spread({*resolved.inputs, *targets}).known | inside
    return [each for each in everything if set(each.names) <= reached]


def _switched_off(resolved: Resolved, instance: Instance) -> bool:
    """Whether only other words use a law than the one that the question chooses."""
    book, law = resolved.system.book, instance.id.rpartition(".")[2]
    if law in resolved.chosen_laws.values():
        return False
    for key in resolved.asked_words:
        users = book.choice(key.rpartition(".")[2]).users_of(law)
        if users and inherited(resolved.words, joined(instance.scope, key.rpartition(".")[2])) not in users:
            return True
    return False


def _standing_in(instances: Iterable[Instance]) -> set[str]:
    """Return the variables of some laws, and of the conditions under which they are chosen."""
    relations = [each.law.relation for each in instances if each.group and each.law.relation]  # without a group there is none
    conditions = {name for relation in relations for condition in relation.when for name in names_in(condition)}
    return {name for each in instances for name in each.names} | conditions


def _connected(instances: Sequence[Instance], names: set[str]) -> set[str]:
    """Return the variables of laws that hold at least two of the names, or one and nothing else unknown."""
    return {name for each in instances if len(names & set(each.names)) > 1 for name in each.names}


def _ruled_out(resolved: Resolved, targets: tuple[str, ...], others: Iterable[Instance]) -> frozenset[str]:
    """Return the laws that were not chosen because their conditions do not hold: no cross-checks."""
    chooser = Chooser(resolved, targets, ())
    return frozenset(each.id for each in others if each.group and chooser.condition(each) is False)


def _planned(
    planner: Planner,
    resolved: Resolved,
    wanted: tuple[str, ...],
    open_groups: Mapping[str, tuple[str, ...]],
    dropped: frozenset[str],
) -> Plan:
    """Return the plan; where nothing leads to an unknown that a record or a default gives, that number is the answer.

    A default that made way is none.
    """
    try:
        plan = planner.plan(wanted, resolved.inputs)
    except UnderdeterminedError as error:
        kept = [name for name in wanted if name in resolved.released and name not in dropped]
        if not kept:
            raise _better(_complete(error, resolved, wanted, planner), resolved, open_groups) from None
        for name in kept:
            resolved.inputs[name] = resolved.released.pop(name)
        return _planned(planner, resolved, wanted, open_groups, dropped)
    for instance, lacking in plan.unjudged:
        if instance in resolved.requirements:
            missing = _lack(resolved, lacking, planner).sets(lacking)
            unjudged = UnderdeterminedError(
                f"the requirement `{instance.label}` cannot be judged: {', '.join(lacking)} not known",
                names=lacking,
                missing=missing,
                detail=tuple(f"would do: {' and '.join(names)}" for names in missing[:6]),
            )
            raise _better(unjudged, resolved, open_groups)
    return plan


def _complete(error: UnderdeterminedError, resolved: Resolved, wanted: tuple[str, ...], planner: Planner) -> UnderdeterminedError:
    """Return the error with what is missing."""
    lack = _lack(resolved, wanted, planner)
    missing = lack.sets(wanted)
    rows = [f"would do: {' and '.join(names)}" for names in missing[:6]]
    if not resolved.system.whole_book and not (lack.usual and lack.natural(wanted)):
        from mlsysim_sym.solving.structure import structure  # noqa: PLC0415  (networkx: only diagnosis needs it)

        free = structure(lack.possible.instances, resolved.inputs).free
        rows += [f"left free: {', '.join(free[:8])}{' and more' if len(free) > 8 else ''}"] if free else []  # noqa: PLR2004
    return UnderdeterminedError(
        error.message,
        names=error.names,
        missing=missing,
        detail=tuple(rows),
        hint=_hint(resolved, missing),
    )


def _lack(resolved: Resolved, wanted: tuple[str, ...], active: Planner) -> Lack:
    """Return what finds the missing among the laws that may apply; a solver's own questions show what is usually given."""
    chooser = Chooser(resolved, wanted, ())
    laws = [each for each in resolved.system.instances.values() if not each.is_limit]
    possible = [each for each in laws if not each.group or chooser.condition(each) is not False]
    return Lack.of(Planner(possible), active, resolved.inputs, resolved.system.usual)


def _hint(resolved: Resolved, missing: tuple[tuple[str, ...], ...]) -> str:
    if resolved.empty_slots:
        slots = " and ".join(f"`{slot}`" for slot in resolved.empty_slots[:3])
        return f"no record fills {slots}: --with {resolved.empty_slots[0]}=RECORD"
    return "give one of these" if missing else "no law of this question leads to it"


def _drop_computed_defaults(resolved: Resolved, wanted: tuple[str, ...], active: Sequence[Instance]) -> None:
    """Drop a default where an active law gives its variable from what is known: it holds only where nothing else does.

    A law that a choice names outranks a default also where what it needs follows only backwards.
    """
    planner = Planner([each for each in active if not each.is_limit])
    weak = [name for name, value in resolved.inputs.items() if value.layer in {"solver", "glossary"}]
    targets = {each.target for each in planner.instances}
    for name in weak:
        if name in targets:
            known = set(resolved.inputs) - {name}
            named = inherited(resolved.chosen_laws, name) is not None
            start = known | set(wanted) if named else known
            if name in planner.spread(start, inverse=named).known - set(wanted):
                resolved.released[name] = resolved.inputs.pop(name)


def _better(error: UnderdeterminedError, resolved: Resolved, open_groups: Mapping[str, tuple[str, ...]]) -> MlsysimError:
    """Return the reason behind a missing variable where one is known: an open choice of a record's field."""
    missing = {name for names in error.missing for name in names} | set(error.names)
    for name, pending in resolved.pending.items():
        if name in missing:
            return pending
    book = resolved.system.book
    for name in book.names("choice"):
        choice = book.choice(name)
        if name not in resolved.words and any(set(word.set) & missing for word in choice.words.values()):
            return UndecidedError(
                f"the choice `{name}` is open",
                names=(name,),
                candidates=tuple(choice.words),
                hint=f"choose {name} = one of {', '.join(choice.words)}",
            )
    for group, candidates in open_groups.items():
        if group in missing:
            return _open(group, candidates)
    return error


def _open(group: str, candidates: tuple[str, ...]) -> UndecidedError:
    return UndecidedError(
        f"several laws give `{group}` and nothing decides between them",
        names=(group,),
        candidates=candidates,
        detail=candidates,
        hint=f"choose {group} = one of {', '.join(candidates)}",
    )
