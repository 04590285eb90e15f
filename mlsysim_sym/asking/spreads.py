"""How sure a number is: shapes of spreads, from a record or from the question, and their quantiles.

A shape says how often a value occurs: `uniform` and `triangular` between two ends, `normal` about the number itself with a
standard deviation, `lognormal` with the number itself as the median and `sd` as the standard deviation of its logarithm.
`interval` says nothing about what lies between its ends: it bounds what is guaranteed, and where samples are drawn it is
taken as uniform, which the result says. Every shape is cut to the domain of its variable.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mlsysim_sym.asking.extras import required
from mlsysim_sym.errors import DataError, QuestionError, did_you_mean
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import check_dimension
from mlsysim_sym.solving.question import accepted
from mlsysim_sym.valueclass import frozen, replace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mlsysim_sym.book.system import System
    from mlsysim_sym.reading.variable import Domain, Variable
    from mlsysim_sym.solving.question import Input

    Array = NDArray[np.float64]

SHAPES = ("normal", "lognormal", "uniform", "triangular", "interval")
SURE = 3.0  # standard deviations within which an unbounded shape is enclosed
HOW = "write name=5%, name=LOW..HIGH, or name=normal 5%, lognormal 0.3, triangular LOW..HIGH, interval LOW..HIGH"
_SAID = re.compile(rf"(?:(?P<shape>{'|'.join(SHAPES)})\s+)?(?P<rest>.+)\Z")


@frozen
class Spread:
    """The spread of one number in base units; `origin` is `asked` or the record that states it.

    `group` names the numbers that vary together: all high or all low, or, with a `correlation` below 1, by that much.
    """

    name: str
    shape: str
    centre: float
    low: float = -math.inf
    high: float = math.inf
    sd: float = 0.0
    origin: str = "asked"
    group: str = ""
    whole: bool = False
    correlation: float = 1.0
    shared: str = ""

    @property
    def coordinate(self) -> str:
        """What it shares a quantile with: its group, or only the same number in other scopes."""
        return (self.group if self.correlation == 1 else self.shared) or self.name

    @property
    def bounded(self) -> bool:
        """Whether the shape has ends of its own."""
        return self.shape in {"uniform", "triangular", "interval"}

    @property
    def is_cut(self) -> bool:
        """Whether the domain cuts off what lies within three standard deviations of an unbounded shape."""
        if self.bounded or self.sd == 0:
            return False
        low, high = self._reach
        return self.low > low or self.high < high

    @property
    def sure(self) -> tuple[float, float]:
        """The ends between which the number is enclosed: its own, or three standard deviations, inside the domain."""
        if self.bounded:
            return self.low, self.high
        low, high = self._reach
        return max(low, self.low), min(high, self.high)

    @property
    def _reach(self) -> tuple[float, float]:
        """Three standard deviations to either side of an unbounded shape, whatever its domain."""
        reach = self.sd * SURE
        if self.shape == "lognormal":
            return self.centre * math.exp(-reach), self.centre * math.exp(reach)
        return self.centre - reach, self.centre + reach

    def quantile(self, u: Array) -> Array:
        """Return the values below which shares `u` lie."""
        import numpy as np  # noqa: PLC0415  (an extra)

        if self.whole and self.bounded:
            return np.clip(np.floor(self.low + u * (self.high - self.low + 1)), self.low, self.high)
        if self.shape in {"uniform", "interval"}:
            found = self.low + u * (self.high - self.low)
        elif self.shape == "triangular":
            found = self._triangular(u)
        else:
            found = self._bell(u)
        return np.rint(found) if self.whole else found

    def _triangular(self, u: Array) -> Array:
        import numpy as np  # noqa: PLC0415

        width, left = self.high - self.low, self.centre - self.low
        below = self.low + np.sqrt(u * width * left)
        above = self.high - np.sqrt((1 - u) * width * (self.high - self.centre))
        return np.where(u * width < left, below, above)

    def _bell(self, u: Array) -> Array:
        """Return quantiles of the normal shapes, cut to the domain."""
        import numpy as np  # noqa: PLC0415

        special = required("scipy.special", "arrays")
        low, high = (self._standard(end) for end in (self.low, self.high))
        first, last = special.ndtr(low), special.ndtr(high)
        z = special.ndtri(first + u * (last - first))
        found: Array = self.centre * np.exp(self.sd * z) if self.shape == "lognormal" else self.centre + self.sd * z
        return np.clip(found, self.low, self.high)

    def _standard(self, end: float) -> float:
        """Return an end of the domain in standard deviations from the middle."""
        if self.sd == 0:
            return math.copysign(math.inf, end - self.centre)
        if self.shape == "normal" or math.isinf(end):
            return (end - self.centre) / self.sd
        return math.log(end / self.centre) / self.sd if end > 0 else -math.inf


def spreads_of(
    system: System, inputs: Sequence[Input], asked: Mapping[str, str], together: Sequence[Sequence[str]] = ()
) -> tuple[Spread, ...]:
    """Return the spreads of the numbers that an answer used: those asked for, else those that records state.

    Raises QuestionError for a spread of a number that the answer does not use.
    """
    by_name = {each.name: each for each in inputs}
    said: dict[str, tuple[str, str]] = {}
    for written, text in asked.items():
        names = meant(written, by_name, system)
        said |= {name: (text, written if len(names) > 1 else "") for name in names}
    groups = {
        name: f"group {place + 1}"
        for place, names in enumerate(together)
        for each in names
        for name in meant(each, by_name, system)
    }
    found = []
    for name, each in by_name.items():
        spread = _asked(said[name], each, system) if name in said else recorded_spread(each, system.variable(each.name))
        if spread is not None:
            found.append(replace(spread, group=groups[name], correlation=1.0) if name in groups else spread)
    return tuple(found)


def meant(written: str, inputs: Mapping[str, Input], system: System) -> tuple[str, ...]:
    """Return the numbers that a name means: one, or the same number in all scopes that use it."""
    inside = tuple(name for name in system.names_called.get(written, ()) if name in inputs)
    if inside:
        return inside
    name = system.resolve(written)
    if name not in inputs:
        raise QuestionError(
            f"`{name}` is no number that the answer uses, so it cannot be spread",
            names=(name,),
            hint=did_you_mean(name, sorted(inputs)),
        )
    return (name,)


def _asked(said: tuple[str, str], number: Input, system: System) -> Spread:
    text, group = said
    return replace(read_spread(text, number, system), group=group)


def recorded_spread(number: Input, variable: Variable) -> Spread | None:
    """Return the spread that a record, a choice or the glossary states; raise a QuestionError for one that does not fit."""
    said = number.spread
    if said is None:
        return None
    shape = str(said["shape"])
    written = {key: str(said[key]) for key in ("low", "high", "sd") if key in said}
    origin = number.record or number.layer
    own = f"{origin} {number.name.rpartition('.')[2]}"
    made = _made(shape, written, number, variable, origin=origin, group=str(said.get("with", "")) or own)
    correlation = float(str(said.get("correlation", "1")))
    return replace(made, correlation=correlation, shared=own)


def read_spread(text: str, number: Input, system: System) -> Spread:
    """Return the spread that a text states of a number.

    `5%` is a normal shape of that relative standard deviation, `LOW..HIGH` is uniform; a word before it names another
    shape. Raises QuestionError for anything else.
    """
    matched = _SAID.match(text.strip())
    if matched is None:
        raise QuestionError(f"`{text}` is no spread of `{number.name}`", names=(number.name,), hint=HOW)
    rest = matched["rest"].strip()
    shape = matched["shape"] or ("uniform" if ".." in rest else "normal")
    try:
        return _read(shape, rest, number, system)
    except DataError as error:
        message = f"`{text}` is no spread of `{number.name}`: {error.message}"
        raise QuestionError(message, names=(number.name,), hint=HOW) from None


def _read(shape: str, rest: str, number: Input, system: System) -> Spread:
    if shape in {"normal", "lognormal"}:
        return _made(shape, {"sd": rest}, number, system.variable(number.name), origin="asked")
    low, dots, high = rest.partition("..")
    if not dots:
        raise QuestionError(f"a {shape} spread of `{number.name}` needs two ends, not `{rest}`", names=(number.name,), hint=HOW)
    ends = {"low": low.strip(), "high": high.strip()}
    return _made(shape, ends, number, system.variable(number.name), origin="asked")


def _made(shape: str, written: Mapping[str, str], number: Input, variable: Variable, *, origin: str, group: str = "") -> Spread:
    centre, domain = number.base, variable.domain
    if "sd" in written:
        sd = _deviation(shape, written["sd"], number, variable)
        if shape == "lognormal" and centre <= 0:
            raise QuestionError(f"`{number.name}` = {number.value.text} has no lognormal spread: it is not positive")
        return Spread(number.name, shape, centre, domain.low, domain.high, sd, origin, group, bool(domain.step))
    low, high = (_base(written[end], number.name, variable) for end in ("low", "high"))
    if not low <= high:
        raise QuestionError(f"the spread of `{number.name}` runs from {written['low']} down to {written['high']}")
    if shape == "triangular" and not low <= centre <= high:
        raise QuestionError(
            f"`{number.name}` = {number.value.text} lies outside its triangle {written['low']}..{written['high']}"
        )
    _inside(low, high, domain, number.name)
    return Spread(number.name, shape, centre, low, high, 0.0, origin, group, bool(domain.step))


def _inside(low: float, high: float, domain: Domain, name: str) -> None:
    if low < domain.low or high > domain.high:
        raise QuestionError(f"the spread of `{name}` leaves its domain {domain}", names=(name,))


def _deviation(shape: str, text: str, number: Input, variable: Variable) -> float:
    """Return a standard deviation: of the logarithm, relative to the number, or in its unit."""
    value = parse_value(text)
    pure = value.unit.dimension.dimensionless
    if shape == "lognormal" and not pure:
        raise QuestionError(f"a lognormal spread of `{number.name}` is a pure number, not {text}", names=(number.name,))
    relative = shape == "normal" and value.unit.text == "%"
    sd = float(value.base) * (abs(number.base) if relative else 1.0)
    if shape == "normal" and not relative:
        sd = abs(_base(text, number.name, variable) - float(variable.unit.offset))
    if not sd >= 0 or math.isinf(sd):
        raise QuestionError(f"`{text}` is no standard deviation of `{number.name}`", names=(number.name,))
    return sd


def _base(text: str, name: str, variable: Variable) -> float:
    value = accepted(parse_value(text), variable)
    check_dimension(value, variable.unit, f"the spread of `{name}`", {}, ())
    return value.base
