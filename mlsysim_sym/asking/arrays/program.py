"""A plan as a program of array operations: a value that is written as JSON and read back by another process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from mlsysim_sym.asking.arrays.lower import Operation
from mlsysim_sym.valueclass import field, frozen

ANSWERED = 0


@frozen
class Check:
    """What must hold at a point; where it does not, the point has no answer for the reason `code`.

    `kind` is `inside` (the first place lies in a domain), `limit` (left <= right), `equal` (left = right within
    `tolerance`), `differ` (the opposite), or `holds` (a condition).
    """

    kind: str
    places: tuple[int, ...]
    code: int
    low: float = float("-inf")
    high: float = float("inf")
    low_open: bool = True
    high_open: bool = True
    step: int = 0
    tolerance: float = 0.0


@frozen
class Root:
    """An unknown that is searched: `tear` stands for it, left and right are to be equal, between two ends.

    `near` is a value to look around first; `code` the reason where there is no root. With an `end`, `highest` or
    `lowest`, the last value on that side at which left <= right is wanted instead; of whole numbers, the last that the
    condition `kept` holds for (no condition: -1).
    """

    tear: int
    left: int
    right: int
    low: int
    high: int
    code: int
    near: float = 1.0
    step: int = 0
    end: str = ""
    low_open: bool = False
    high_open: bool = False
    scan: str = "linear"
    kept: int = -1

    @property
    def judged(self) -> tuple[int, ...]:
        """The places that tell whether a value is a root: both sides, and the condition if there is one."""
        return (self.left, self.right) if self.kept < 0 else (self.left, self.right, self.kept)


@frozen
class Joint:
    """Unknowns that are searched together: what stands for each, the two sides of each equation, and where to start.

    `starts` holds for each unknown the values to start from, `logs` whether its logarithm is what moves.
    """

    tears: tuple[int, ...]
    sides: tuple[tuple[int, int], ...]
    starts: tuple[tuple[float, ...], ...]
    logs: tuple[bool, ...]

    @property
    def judged(self) -> tuple[int, ...]:
        """The places of all sides."""
        return tuple(place for pair in self.sides for place in pair)


@frozen
class Variant:
    """One way through a plan: the places of the targets' values, and what must hold."""

    targets: tuple[int, ...]
    checks: tuple[Check, ...]


@frozen
class Regime:
    """Which branch of a law is active: the places of its arguments, least or greatest, or of its conditions."""

    law: str
    labels: tuple[str, ...]
    kind: str
    places: tuple[int, ...]


@frozen(eq=False)
class Program:
    """Operations in order, the ways through them, and what their numbers mean.

    `inputs`, `targets` and `units` are glossary names and base units; `reasons` are the texts of the codes (0: answered).
    `other` is the code of points at which another law would be chosen, None if that cannot be. Of several values, `pick`
    says which is taken: the `highest` or `lowest`, or none (`only`).
    """

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    operations: tuple[Operation, ...]
    variants: tuple[Variant, ...]
    roots: tuple[Root, ...] = ()
    joints: tuple[Joint, ...] = ()
    regimes: tuple[Regime, ...] = ()
    reasons: tuple[str, ...] = ("answered",)
    units: Mapping[str, str] = field(default_factory=dict)
    laws: tuple[str, ...] = ()
    book: str = ""
    other: int | None = None
    pick: str = "only"

    @cached_property
    def text(self) -> str:
        """The program as JSON."""
        return json.dumps(_plain(self), separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """The hash of the program."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def idle(self) -> tuple[str, ...]:
        """The inputs that no target, check or regime depends on, their own domains aside."""
        wanted = {place for variant in self.variants for place in variant.targets}
        wanted |= {place for each in self.regimes for place in each.places}
        wanted |= {place for root in self.roots for place in (*root.judged, root.low, root.high)}
        wanted |= {place for joint in self.joints for place in joint.judged}
        for check in (check for variant in self.variants for check in variant.checks):
            if check.kind != "inside" or self.operations[check.places[0]][0] != "input":
                wanted |= set(check.places)
        needed = [self.operations[place] for place in self.needed(wanted)]
        read = {int(arguments[0]) for name, arguments in needed if name == "input"}
        return tuple(name for place, name in enumerate(self.inputs) if place not in read)

    def needed(self, wanted: Collection[int]) -> list[int]:
        """Return the places of the operations that some values rest on, in order."""
        kept = set(wanted)
        for place in range(len(self.operations) - 1, -1, -1):
            name, arguments = self.operations[place]
            if place in kept and name not in {"input", "tear", "const"}:
                kept |= {int(each) for each in arguments}
        return sorted(kept)

    def level(self, place: int) -> int:
        """Return the number of roots that a value rests on being found."""
        return self._levels[place]

    @cached_property
    def _levels(self) -> list[int]:
        levels: list[int] = []
        for name, arguments in self.operations:
            if name == "tear":
                levels.append(int(arguments[0]) + 1)
            elif name in {"input", "const"}:
                levels.append(0)
            else:
                levels.append(max(levels[int(each)] for each in arguments))
        return levels


def program_of(text: str) -> Program:
    """Read a program that `Program.text` wrote.

    >>> made = Program(("x",), ("y",), (("input", (0,)), ("square", (0,))), (Variant((1,), (Check("inside", (1,), 1),)),))
    >>> program_of(made.text).text == made.text
    True
    """
    data = json.loads(text)
    return Program(
        inputs=tuple(data["inputs"]),
        targets=tuple(data["targets"]),
        operations=tuple((name, tuple(arguments)) for name, arguments in data["operations"]),
        variants=tuple(Variant(tuple(targets), tuple(map(_check, checks))) for targets, checks in data["variants"]),
        roots=tuple(Root(*row) for row in data["roots"]),
        joints=tuple(_joint(row) for row in data["joints"]),
        regimes=tuple(Regime(law, tuple(labels), kind, tuple(places)) for law, labels, kind, places in data["regimes"]),
        reasons=tuple(data["reasons"]),
        units=data["units"],
        laws=tuple(data["laws"]),
        book=data["book"],
        other=data["other"],
        pick=data["pick"],
    )


def _joint(row: Sequence[Any]) -> Joint:
    tears, sides, starts, logs = row
    return Joint(tuple(tears), tuple(map(tuple, sides)), tuple(map(tuple, starts)), tuple(logs))


def _check(row: Sequence[Any]) -> Check:
    return Check(row[0], tuple(row[1]), *row[2:])


def _plain(value: Any) -> Any:  # noqa: ANN401  (JSON)
    if isinstance(value, Program):
        return {name: _plain(getattr(value, name)) for name in Program.__match_args__}
    if isinstance(value, (Check, Root, Joint, Variant, Regime)):
        return [_plain(getattr(value, name)) for name in type(value).__match_args__]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value
