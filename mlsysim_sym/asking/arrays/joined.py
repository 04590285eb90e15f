"""Unknowns of a plan that only a search finds together, put into ways: one for each choice of candidates inside the block."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsysim_sym.asking.arrays.ways import JointDraft, Way
from mlsysim_sym.book.invert import invert
from mlsysim_sym.errors import UndecidedError
from mlsysim_sym.reading.tree import renamed

if TYPE_CHECKING:
    from mlsysim_sym.asking.arrays.build import Builder

SHARES = (0.25, 0.5, 0.75, 0.1, 0.4, 0.6, 0.9)  # the first of them as `solving.block` does
TYPICAL = (1e-3, 1e3)


def joined(builder: Builder, way: Way) -> Iterator[Way]:
    """Yield the ways through a block of two or more unknowns; raise UndecidedError where limits alone bound them."""
    plan, algebra = builder.plan, builder.algebra
    if len(plan.residuals) != len(plan.tears):
        names = " and ".join(plan.tears)
        raise UndecidedError(f"{names} are bounded by limits together: a region, not values", names=plan.tears)
    options = [invert(step.instance.law, step.instance.local_of[step.unknown]).forms for step in plan.inside]
    for forms in itertools.product(*options):
        branch = way.branch()
        first = len(builder.roots) + sum(len(each.tears) for each in builder.joints)
        tears = tuple(algebra.atom("tear", first + place) for place in range(len(plan.tears)))
        branch.terms |= dict(zip(plan.tears, tears, strict=True))
        for step, form in zip(plan.inside, forms, strict=True):
            builder.candidate(branch, step, renamed(form, step.instance.name_of), "forward" if step.forward else "inside")
        sides = tuple(builder.sides(branch.terms, residual) for residual in plan.residuals)
        starts, logs = zip(*(_start(builder, name) for name in plan.tears), strict=True)
        builder.joints.append(JointDraft(tears, sides, starts, logs))
        reason = (
            f"no {' and '.join(plan.tears)} were found that satisfy {' and '.join(f'`{each.label}`' for each in plan.residuals)}"
        )
        for name, tear in zip(plan.tears, tears, strict=True):
            branch.checks.insert(builder.first, ("inside", (tear,), builder.code(reason), builder.domain(name), 0.0))
        for residual in plan.residuals:
            builder.hold(branch, residual)
        yield branch


def _start(builder: Builder, name: str) -> tuple[tuple[float, ...], bool]:
    """Return the values that an unknown starts from, and whether its logarithm is what moves."""
    low, high = builder.system.variable(name).typical or TYPICAL
    values = tuple(low ** (1 - share) * high**share if low > 0 else low + (high - low) * share for share in SHARES)
    return values, builder.domain(name).low >= 0
