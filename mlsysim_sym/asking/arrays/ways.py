"""What a plan is walked with: terms of all names, what must hold, and unknowns that are searched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from mlsysim_sym.asking.arrays.judging import NO_ROOT
from mlsysim_sym.asking.arrays.program import Check, Program, Variant
from mlsysim_sym.asking.arrays.terms import NAN, Term
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.valueclass import field, frozen, mutable


class Unknown(NamedTuple):
    """An unknown that is searched: what stands for it, its name, the ends between which it lies, its domain."""

    tear: Term
    name: str
    low: Term
    high: Term
    domain: Domain


@frozen
class Draft:
    """A root before it is lowered: see `program.Root`."""

    tear: Term
    left: Term = NAN
    right: Term = NAN
    low: Term = NAN
    high: Term = NAN
    code: int = NO_ROOT
    near: float = 1.0
    step: int = 0
    end: str = ""
    low_open: bool = False
    high_open: bool = False
    kept: Term | None = None

    @property
    def scan(self) -> str:
        """How the points of the scan are spread between the ends."""
        below, above = self.low.coefficient == -math.inf, self.high.coefficient == math.inf
        if below or above:
            return "line" if below and above else "above" if above else "below"
        return "geometric" if self.low.is_number and self.low.coefficient > 0 else "linear"


@frozen
class JointDraft:
    """Unknowns searched together before they are lowered: see `program.Joint`."""

    tears: tuple[Term, ...]
    sides: tuple[tuple[Term, Term], ...]
    starts: tuple[tuple[float, ...], ...]
    logs: tuple[bool, ...]


@mutable
class Way:
    """One way through the plan so far: terms of all names, and what must hold."""

    terms: dict[str, Term]
    checks: list[tuple[str, tuple[Term, ...], int, Domain | None, float]] = field(default_factory=list)

    def branch(self) -> Way:
        """Return a copy."""
        return Way(dict(self.terms), list(self.checks))


def refusing(names: Sequence[str], targets: Sequence[str], reason: str) -> Program:
    """Return a program that answers nowhere, for one reason."""
    never = Variant((0,) * len(targets), (Check("holds", (1,), 1),))
    operations = (("const", (math.nan,)), ("const", (0.0,)))
    return Program(tuple(names), tuple(targets), operations, (never,), reasons=("answered", reason))


def middle(typical: tuple[float, float] | None, domain: Domain) -> float:
    """Return a value that a variable may have, from its typical range.

    >>> middle((1.0, 100.0), Domain(0.0)), middle(None, Domain(1.0, low_open=False, step=1))
    (10.0, 2.0)
    """
    if typical is None:
        low, high = (end if math.isfinite(end) else None for end in (domain.low, domain.high))
        value = low + 1 if low is not None and high is None else 1.0
        value = (low + high) / 2 if low is not None and high is not None else value
    else:
        value = math.sqrt(typical[0] * typical[1]) if typical[0] > 0 else (typical[0] + typical[1]) / 2
    if domain.step:
        value = float(round(value))
    return value if value in domain else next((each for each in (1.0, domain.low, domain.high) if each in domain), value)
