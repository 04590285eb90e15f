"""Ways through a plan lowered to one program, with the regimes of its laws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mlsysim_sym.asking.arrays.lower import Lowering
from mlsysim_sym.asking.arrays.program import Check, Joint, Program, Regime, Root, Variant
from mlsysim_sym.asking.arrays.terms import Term
from mlsysim_sym.asking.arrays.ways import Draft, JointDraft, Way
from mlsysim_sym.book.system import Instance
from mlsysim_sym.reading.tree import Call, Case, walk
from mlsysim_sym.solving.fuse import statement_of

if TYPE_CHECKING:
    from mlsysim_sym.asking.arrays.build import Builder


def assembled(builder: Builder, ways: Sequence[Way]) -> Program:
    """Return the ways as one program."""
    lowering = Lowering(builder.algebra)
    for draft in builder.roots:  # the ends come before what they bound
        lowering.term(draft.low)
        lowering.term(draft.high)
    variants = tuple(_variant(builder, lowering, way) for way in ways)
    roots = tuple(_root(lowering, draft) for draft in builder.roots)
    joints = tuple(_joint(lowering, draft) for draft in builder.joints)
    regimes = tuple(_regimes(builder, lowering, ways[0])) if len(ways) == 1 else ()
    names = (*builder.names, *builder.plan.targets)
    return Program(
        inputs=builder.names,
        targets=builder.plan.targets,
        operations=tuple(lowering.operations),
        variants=variants,
        roots=roots,
        joints=joints,
        regimes=regimes,
        reasons=tuple(builder.reasons),
        units={name: str(builder.system.variable(name).unit.dimension) for name in names},
        laws=tuple(dict.fromkeys(each.label for each in builder.plan.instances)),
        book=builder.prepared.question.book.digest,
        other=builder.other,
        pick=builder.pick,
    )


def _root(lowering: Lowering, draft: Draft) -> Root:
    return Root(
        lowering.term(draft.tear),
        lowering.term(draft.left),
        lowering.term(draft.right),
        lowering.term(draft.low),
        lowering.term(draft.high),
        code=draft.code,
        near=draft.near,
        step=draft.step,
        end=draft.end,
        low_open=draft.low_open,
        high_open=draft.high_open,
        scan=draft.scan,
        kept=-1 if draft.kept is None else lowering.term(draft.kept),
    )


def _joint(lowering: Lowering, draft: JointDraft) -> Joint:
    left_right = tuple((lowering.term(left), lowering.term(right)) for left, right in draft.sides)
    return Joint(tuple(lowering.term(each) for each in draft.tears), left_right, draft.starts, draft.logs)


def _variant(builder: Builder, lowering: Lowering, way: Way) -> Variant:
    """Return a way's targets and checks."""
    checks = []
    for kind, terms, code, domain, tolerance in way.checks:
        places = tuple(lowering.term(each) for each in terms)
        room = (domain.low, domain.high, domain.low_open, domain.high_open, domain.step) if domain else ()
        checks.append(Check(kind, places, code, *room) if room else Check(kind, places, code, tolerance=tolerance))
    return Variant(tuple(lowering.term(way.terms[name]) for name in builder.plan.targets), tuple(checks))


def _regimes(builder: Builder, lowering: Lowering, way: Way) -> Iterable[Regime]:
    """Yield the laws with labels that what is swept moves."""
    for instance in builder.plan.instances:
        if instance.law.regimes and set(instance.names) <= set(way.terms):
            nodes = [node for node in walk(statement_of(instance)) if _is_labelled(node)]
            if len(nodes) == 1:
                found = _regime(builder, lowering, way, instance, nodes[0])  # type: ignore[arg-type]
                if found is not None:
                    yield found


def _regime(builder: Builder, lowering: Lowering, way: Way, instance: Instance, node: Call | Case) -> Regime | None:
    """Return the branches of one labelled node, None where they do not depend on what is swept."""
    words = builder.words(instance)
    if isinstance(node, Call):
        terms = [builder.algebra.node(each, way.terms, words) for each in node.arguments]
        labels = tuple(label or "" for label in node.labels)
        kind = node.function
    else:
        found = [
            True if each.condition is None else builder.algebra.condition(each.condition, way.terms, words)
            for each in node.branches
        ]
        terms = [Term(float(each)) if isinstance(each, bool) else each for each in found]
        labels, kind = tuple(each.label or "" for each in node.branches), "case"
    if all(each.is_number for each in terms):
        return None
    return Regime(instance.label, labels, kind, tuple(lowering.term(each) for each in terms))


def _is_labelled(node: object) -> bool:
    if isinstance(node, Call):
        return node.function in {"min", "max"} and any(node.labels)
    return isinstance(node, Case) and any(branch.label for branch in node.branches)
