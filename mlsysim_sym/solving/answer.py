"""An answer: a checked set with what it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.multiples import at_or_above, at_or_below
from mlsysim_sym.errors import NoAnswerError, QuestionError
from mlsysim_sym.reading.units import Unit, best_prefix, parse_unit
from mlsysim_sym.reading.variable import Variable
from mlsysim_sym.valueclass import field, frozen

if TYPE_CHECKING:
    import pint

    from mlsysim_sym.solving.derivation import Derivation
    from mlsysim_sym.solving.question import Input
    from mlsysim_sym.solving.validity import Measured

CERTIFICATES = ("exact", "certified", "numeric")


@frozen
class Piece:
    """One part of an answer's set, in coherent base units: a point, an interval, a range of integers, or anything.

    Of a range of integers only the multiples of `step` belong to it. `values` are all variables at the piece (at a point),
    or at one of its ends.
    """

    kind: str
    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    beside: Mapping[str, float] = field(default_factory=dict)
    regimes: Mapping[str, str] = field(default_factory=dict)
    binding: tuple[Mapping[str, Any], ...] = ()
    certificate: str = "exact"
    amplification: float | None = None
    values: Mapping[str, float] = field(default_factory=dict, repr=False)
    step: int = 1

    def __contains__(self, value: float) -> bool:
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below and (self.step == 1 or value % self.step == 0)

    def above(self, value: float) -> float | None:
        """Return the least member beyond a value that is no member, None if there is none: the next multiple, or the low end.

        >>> Piece("integers", 8.0, math.inf, step=8).above(13.0)
        16.0
        """
        if self.low > value:
            return self.low
        found = at_or_above(value, self.step)
        return found if self.step > 1 and value < found <= self.high else None

    def below(self, value: float) -> float | None:
        """Return the greatest member before a value that is no member, None if there is none."""
        if self.high < value:
            return self.high
        found = at_or_below(value, self.step)
        return found if self.step > 1 and value > found >= self.low else None

    @property
    def is_point(self) -> bool:
        """Whether the piece is one value."""
        return self.low == self.high


@frozen
class CrossCheck:
    """What another law or a published number says about a variable, beside what the answer says."""

    name: str
    by: str
    value: float
    answer: float

    @property
    def relative(self) -> float:
        """The relative difference."""
        return (self.value - self.answer) / self.answer if self.answer else math.inf


@frozen
class Answer:
    """The answer to a question.

    `pieces` are in coherent base units; `set` shows them in the glossary's unit. `float(answer)` gives the value of a single
    point in base units and is an error otherwise; `answer.to("ms")` gives it in a unit.
    """

    targets: tuple[str, ...]
    variable: Variable
    status: str
    pieces: tuple[Piece, ...]
    sense: str
    laws: tuple[str, ...]
    inputs: tuple[Input, ...]
    book: str
    because: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    cross_checks: tuple[CrossCheck, ...] = ()
    released: tuple[Input, ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()
    conflict: tuple[Mapping[str, Any], ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict, repr=False)
    error: Exception | None = field(default=None, compare=False, repr=False)
    trace: Any = field(default=None, compare=False, repr=False)

    @property
    def target(self) -> str:
        """The first unknown."""
        return self.targets[0]

    @property
    def unit(self) -> Unit:
        """The glossary's unit of the first unknown."""
        return self.variable.unit

    @property
    def certificate(self) -> str:
        """The weakest certificate of the pieces."""
        return max((piece.certificate for piece in self.pieces), key=CERTIFICATES.index, default="exact")

    @property
    def set(self) -> tuple[Mapping[str, Any], ...]:
        """The pieces as JSON shows them."""
        return tuple(self.to_dict()["set"])

    @property
    def binding(self) -> tuple[Mapping[str, Any], ...]:
        """The statements that are active at the ends of the set."""
        return tuple(entry for piece in self.pieces for entry in piece.binding)

    @property
    def sources(self) -> tuple[tuple[str, str, str], ...]:
        """Each number that was used with its value and who says so."""
        return tuple((each.name, each.value.text, ", ".join(c.key for c in each.citations) or each.layer) for each in self.inputs)

    @property
    def measured(self) -> tuple[Measured, ...]:
        """What published figures say of the answer: the families that it lies inside of, else the nearest one."""
        from mlsysim_sym.solving.validity import measured  # noqa: PLC0415  (it is about answers)

        return measured(self)

    def one(self) -> Piece:
        """Return the single point of the answer; raise QuestionError if it is a set, NoAnswerError if it is empty."""
        if not self.pieces:
            raise NoAnswerError(f"there is no {self.target}", because=self.because)
        if len(self.pieces) > 1 or not self.pieces[0].is_point:
            raise QuestionError(f"the answer for `{self.target}` is a set, not one value: {self}", hint="look at `.pieces`")
        return self.pieces[0]

    def __float__(self) -> float:
        return self.one().low

    def to(self, unit: str) -> float:
        """Return the single value in a unit.

        >>> import mlsysim_sym as ms
        >>> found = ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
        >>> round(found.to("FLOP/B"), 6)
        295.343284
        """
        from mlsysim_sym.errors import UnitMismatchError  # noqa: PLC0415

        wanted = parse_unit(unit)
        if wanted.dimension != self.unit.dimension:
            raise UnitMismatchError(f"`{self.target}` is in {self.unit.text}, which is no {unit}")
        return float((self.one().low - float(wanted.offset)) / float(wanted.factor))

    @property
    def quantity(self) -> pint.Quantity[Any]:
        """The single value as a pint quantity of this package's registry."""
        from mlsysim_sym.reading.quantity import from_base  # noqa: PLC0415

        return from_base(float(self), self.unit.text)

    @property
    def derivation(self) -> Derivation:
        """The steps that lead to the answer, printable as text, Markdown, LaTeX or JSON."""
        from mlsysim_sym.solving.derivation import derivation  # noqa: PLC0415

        return derivation(self)

    @property
    def elasticities(self) -> dict[str, float]:
        """How the single value moves, in percent, with one percent of each number that was used."""
        return dict(self.trace.elasticities(self.target)) if self.trace else {}

    def __str__(self) -> str:
        from mlsysim_sym.telling.text import answer_line  # noqa: PLC0415

        return answer_line(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the JSON shape `mlsysim-sym/answer/1`."""
        from mlsysim_sym.telling.shapes import answer_shape  # noqa: PLC0415

        return answer_shape(self)

    def inline(self, digits: int | None = 3, unit: str | None = None) -> str:
        """Return the value for running text, as Markdown that Quarto and notebooks take as it is.

        Raises NoAnswerError where there is no value to print.
        """
        from mlsysim_sym.telling.inline import inline  # noqa: PLC0415

        return inline(self, digits, unit)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.derivation.result_latex()}$"

    def _repr_markdown_(self) -> str:
        return self.derivation.markdown()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from mlsysim_sym.telling.bundles import bundle_of_answer  # noqa: PLC0415

        return bundle_of_answer(self)


def shown_value(value: float, unit: Unit, digits: int = 6) -> str:
    """Return a base-unit value with the prefix that reads best.

    >>> shown_value(3.35e12, parse_unit("B/s"))
    '3.35 TB/s'
    """
    number, name = best_prefix(value, unit)
    shown = significant(number, digits)
    return shown if name == "1" else f"{shown} {name}"


def significant(number: float, digits: int = 6) -> str:
    """Return a number with so many significant digits, plainly written where that is short.

    >>> significant(75.0), significant(0.346001234), significant(1234567.0), significant(8030261248.0)
    ('75', '0.346001', '1234567', '8.03026e+09')
    """
    if number == math.inf:
        return "infinity"
    if number == -math.inf:
        return "-infinity"
    if float(number).is_integer() and abs(number) < 10 ** max(digits + 1, 7):
        return f"{number:.0f}"
    return f"{number:.{digits}g}"
