"""Every (law, variable) pair put to the test: whether its inverse is complete, sound and tight.

Complete: the hidden value lies in the set. Sound: every point of the set satisfies the law. Tight: just outside a finite
end it does not. All up to 1e-9 of the largest term, times how much the inversion amplifies rounding.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.sets import Part
from mlsysim_sym.checking.sample import Sampler
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.fuse import residual_function
from mlsysim_sym.solving.judge import TOLERANCE, VANISHING
from mlsysim_sym.solving.step import StepResult, Words, narrowed, solve_law
from mlsysim_sym.valueclass import field, mutable

POINTS = 20


@mutable
class PairReport:
    """What testing one pair found; `problems` are lines that say what is wrong."""

    law: str
    name: str
    route: str
    points: int = 0
    certificate: str = "exact"
    set_valued: bool = False
    everything: bool = False
    problems: list[str] = field(default_factory=list)

    @property
    def status(self) -> str:
        """`verified`, `wrong` or `unsolved` (no point could be drawn, or no answer was found)."""
        if any(not problem.startswith("unsolved") for problem in self.problems):
            return "wrong"
        return "unsolved" if self.problems or not self.points else "verified"


def verify_law(book: Book, law: Law, points: int = POINTS, seed: str = "") -> list[PairReport]:
    """Test every variable of a law on seeded points."""
    words = default_words(book, law)
    drawn = list(Sampler(book, law, seed, words).points(points))
    return [verify_pair(book, law, name, drawn, words) for name in law.variables]


def default_words(book: Book, law: Law) -> Words:
    """Return a word for every choice that a law's statement asks about: the default, else the first."""
    words = []
    for choice in law.choices:
        found = book.choice(choice)
        words.append((choice, found.default or next(iter(found.words))))
    return tuple(words)


def verify_pair(book: Book, law: Law, name: str, drawn: list[dict[str, float]], words: Words) -> PairReport:
    """Test one pair on given points."""
    report = PairReport(law.name, name, invert(law, name).route)
    domain = book.variable(name).domain
    for point in drawn:
        report.points += 1
        hidden = point[name]
        others = {other: value for other, value in point.items() if other != name}
        try:
            result = solve_law(law, name, others, domain, words)
        except UNDEFINED as error:
            report.problems.append(f"wrong: {type(error).__name__}: {error}{_where(others)}")
            continue
        _note(report, result)
        trial = _Trial(law, name, point, narrowed(domain, law.holds_when, name, others), words)
        if trial.satisfied(hidden) and not trial.contains(result, hidden):
            report.problems.append(
                f"wrong: {name} = {hidden!r} is not in {_shown(result)}{_where(others)}"
                if result.parts
                else f"unsolved: {name} = {hidden!r}: {'; '.join(result.because)}{_where(others)}"
            )
        report.problems += trial.unsound(result) + trial.loose(result)
        if len(report.problems) > 2:  # noqa: PLR2004
            break
    return report


def _note(report: PairReport, result: StepResult) -> None:
    order = ("exact", "certified", "numeric")
    report.certificate = max(report.certificate, result.certificate, key=order.index)
    report.set_valued |= result.points is None
    report.everything |= result.everything


def _where(others: Mapping[str, float]) -> str:
    return f" at {', '.join(f'{name}={value!r}' for name, value in others.items())}"


def _shown(result: StepResult) -> str:
    return ", ".join(f"[{low!r}, {high!r}]" for low, high, *_ in result.parts[:4])


@mutable
class _Trial:
    """One hidden value, its law, and how well the inversion is conditioned there."""

    law: Law
    name: str
    point: Mapping[str, float]
    domain: Domain
    words: Words

    def residual(self, value: float) -> float:
        """Return `|left - right|` relative to the largest term, infinity where the law is undefined."""
        values = [value if other == self.name else self.point[other] for other in self.law.variables]
        try:
            difference, scale = residual_function(self.law, self.words)(*values)
        except UNDEFINED:
            return math.inf
        relation = self.law.statement.relation
        if relation in {"<=", ">="}:
            difference = max(difference, 0.0) if relation == "<=" else max(-difference, 0.0)
        if abs(difference) <= VANISHING:
            return 0.0
        return abs(difference) / scale if scale else abs(difference)

    def satisfied(self, value: float) -> bool:
        return self.residual(value) <= TOLERANCE

    def width(self, value: float) -> float:
        """Return by how much (absolutely) a value may move before the law's relative residual reaches 1e-9."""
        step = 1e-9 * max(abs(value), 1e-300)
        for _ in range(40):
            if max(self.residual(value + step), self.residual(value - step)) > TOLERANCE:
                return 4 * step
            step *= 4
        return math.inf

    def contains(self, result: StepResult, value: float) -> bool:
        if result.holds(value):
            return True
        return any(abs(end - value) <= self.width(value) for part in result.parts for end in part[:2] if math.isfinite(end))

    def unsound(self, result: StepResult) -> list[str]:
        wrong = [
            f"wrong: {self.name} = {probe!r} in the set breaks the law by {self.residual(probe):.1e}{_where(self.point)}"
            for part in result.parts
            for probe in _probes(part, self.domain, result.step)
            if self.residual(probe) > 100 * TOLERANCE
        ]
        return wrong[:1]

    def loose(self, result: StepResult) -> list[str]:
        """Return where a point just outside an end still satisfies the law clearly."""
        if result.everything or result.points is not None:
            return []
        found = []
        for low, high, *_ in result.parts:
            between = low + 1.0 if result.step > 1 and low < high else None
            if between is not None and self.satisfied(between):
                found.append(f"wrong: {self.name} = {between!r} between multiples satisfies the law{_where(self.point)}")
            for end, way in ((low, -1.0), (high, 1.0)):
                if not math.isfinite(end) or end in (self.domain.low, self.domain.high):
                    continue
                step = 1e-5 * max(abs(end), 1e-300)
                out = end + way * (max(float(result.step), float(round(step))) if self.domain.step else step)
                if not result.holds(out) and out in self.domain and self.residual(out) <= 1e-14:  # noqa: PLR2004
                    found.append(f"wrong: {self.name} = {out!r} outside the set satisfies the law{_where(self.point)}")
        return found[:1]


def _probes(part: Part, domain: Domain, stride: int) -> list[float]:
    low, high, low_open, high_open = part
    if low == high:
        return [low]
    bottom = low if math.isfinite(low) else min(-1.0, high * 2 if math.isfinite(high) else -1e6)
    top = high if math.isfinite(high) else max(1.0, abs(bottom) * 1e6)
    if domain.step:
        inner = {math.floor(bottom + (top - bottom) * share) for share in (0.0, 0.2, 0.5, 0.8, 1.0)}
        return [float(each - each % stride) for each in inner if low <= each - each % stride <= high]
    probes = [bottom + (top - bottom) * share for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
    ends = ((low, low_open, 1.0), (high, high_open, -1.0))
    return probes + [
        end + way * 1e-9 * min(abs(end), high - low) for end, is_open, way in ends if math.isfinite(end) and not is_open
    ]
