"""Seeded points that satisfy a law: what its inverses are tried on."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import Domain, Variable
from mlsysim_sym.solving.fuse import residual_function
from mlsysim_sym.solving.question import accepted
from mlsysim_sym.solving.step import Words, holds, solve_law
from mlsysim_sym.valueclass import frozen

MOST_TRIES = 60


@frozen
class Sampler:
    """Draws points of one law: half of them near its examples, half over the typical ranges of its variables."""

    book: Book
    law: Law
    seed: str = ""
    words: Words = ()

    def points(self, count: int) -> Iterator[dict[str, float]]:
        """Yield up to `count` points; fewer where the law's validity leaves no room."""
        chance = random.Random(f"{self.law.name}{self.seed}")  # noqa: S311  (a seeded test, not a secret)
        examples = [self._example(example.given, example.expect) for example in self.law.examples]
        made = 0
        for attempt in range(count * MOST_TRIES):
            if made >= count:
                return
            near = examples[attempt % len(examples)] if examples and attempt % 2 == 0 else None
            point = self._point(chance, near)
            if point is not None:
                made += 1
                yield point

    def _example(self, given: Mapping[str, str], expect: Mapping[str, str]) -> dict[str, float]:
        values = {}
        for name, written in {**expect, **given}.items():
            try:
                values[name] = accepted(parse_value(written), self.book.variable(name)).base
            except MlsysimError:
                continue
        return values

    def _point(self, chance: random.Random, near: Mapping[str, float] | None) -> dict[str, float] | None:
        values = {name: self._draw(self.book.variable(name), chance, (near or {}).get(name)) for name in self.law.variables}
        if self.law.is_limit:
            return values if self._valid(values) else None
        return self._completed(values, chance)

    def _completed(self, values: dict[str, float], chance: random.Random) -> dict[str, float] | None:
        """Let one variable follow from the others: the left side where it can, else one that has a closed form."""
        order = [self.law.target] if self.law.target else []
        order += [name for name in self.law.variables if name not in order]
        for name in order:
            others = {other: value for other, value in values.items() if other != name}
            try:
                result = solve_law(self.law, name, others, self.book.variable(name).domain, self.words)
            except UNDEFINED:
                continue
            if result.points:
                found = {**others, name: chance.choice(result.points)}
                return found if self._valid(found) and self._fits(found) and self._tells(found) else None
            if name == self.law.target:
                return None
        return None

    def _valid(self, values: Mapping[str, float]) -> bool:
        inside = all(values[name] in self.book.variable(name).domain for name in self.law.variables)
        return inside and all(holds(condition, values, self.words) is not False for condition in self.law.holds_when)

    def _fits(self, values: Mapping[str, float]) -> bool:
        try:
            difference, scale = residual_function(self.law, self.words)(*(values[name] for name in self.law.variables))
        except UNDEFINED:
            return False
        return math.isfinite(scale) and abs(difference) <= 1e-12 * scale

    def _tells(self, values: Mapping[str, float]) -> bool:
        """Whether the left side still tells its inputs apart: not rounded to an end of its domain, not underflowed."""
        if self.law.target is None:
            return True
        domain = self.book.variable(self.law.target).domain
        value = values[self.law.target]
        rounded = value in (domain.low, domain.high) and not any(self._at_an_end(name, values[name]) for name in values)
        return not rounded and not 0 < abs(value) < 1e-280  # noqa: PLR2004

    def _at_an_end(self, name: str, value: float) -> bool:
        """Whether an input stands at an end of its continuous domain, or is the least count: then so may the left side."""
        domain = self.book.variable(name).domain
        return name != self.law.target and not domain.step and value in (domain.low, domain.high)

    def _draw(self, variable: Variable, chance: random.Random, near: float | None) -> float:
        low, high = span(variable)
        if near is not None and near > 0:
            value = near * 10 ** chance.uniform(-0.7, 0.7)
        elif low > 0 and high / low > 4:  # noqa: PLR2004
            value = low * (high / low) ** chance.random()
        else:
            value = chance.uniform(low, high)
        return _fitted(value, variable.domain)


def span(variable: Variable) -> tuple[float, float]:
    """Return the range that a variable is drawn from: its typical range, else its domain cut to a working size."""
    if variable.typical:
        return variable.typical
    low, high = variable.domain.low, variable.domain.high
    if math.isinf(low):
        low = -1e3 if math.isinf(high) else high - 1e3
    if math.isinf(high):
        high = max(abs(low) * 1e4, 1e4)
    if low == 0 and high > 1:
        low = min(1e-2, high * 1e-4)
    return low, high


def _fitted(value: float, domain: Domain) -> float:
    """Return a value moved into its domain."""
    if domain.step:
        value = float(round(value))
    low = (
        domain.low + (1 if domain.step else 1e-6 * max(1.0, abs(domain.low)))
        if domain.low_open and math.isfinite(domain.low)
        else domain.low
    )
    high = (
        domain.high - (1 if domain.step else 1e-6 * max(1.0, abs(domain.high)))
        if domain.high_open and math.isfinite(domain.high)
        else domain.high
    )
    if domain.low == 0 and domain.low_open and not domain.step:
        low = 0.0 if value > 0 else 1e-6
    return min(max(value, low), high)
