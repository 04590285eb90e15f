"""What moves an answer: exact elasticities to every number that it used, and how far each must move to reach a target.

An elasticity is the percentage by which the target moves for one percent of an input. It is exact: symbolic partials of
every law, joined by the chain rule, through blocks by the implicit function theorem. At a kink each side has its own. An
input that takes whole values only is moved to the next values that the laws permit, and the percentages are read off
these finite steps.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.gradient import slopes_at
from mlsysim_sym.asking.kinks import decided_beside, kinked
from mlsysim_sym.asking.shown import Drawn
from mlsysim_sym.errors import MlsysimError, NoAnswerError
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import check_dimension
from mlsysim_sym.solving.answer import Answer, Piece
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.solving.requirements import accepted
from mlsysim_sym.valueclass import frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.question import Input, Question
    from mlsysim_sym.solving.run import Trace
    from mlsysim_sym.telling.page import Page

NUDGE = 1e-6
LEAST = 1e-12
MOST_REACHES = 8
FARTHEST = 3  # how many values on a side of an integer are tried before doubling and halving


@frozen
class Move:
    """A whole-valued input moved to the nearest permitted value: where to, and the target there (base units)."""

    to: float
    target: float


@frozen
class Reach:
    """How far one input alone must move so that the target is reached: `to` in base units, or why none does.

    `factor` is the new value over the present one.
    """

    to: float | None
    factor: float | None
    because: str = ""


@frozen
class Influence:
    """One input and what it does to the target.

    `down` and `up` are the elasticities on either side (percent of the target for one percent of the input); they
    differ at a kink and for whole-valued inputs, whose finite steps are in `moves`. `how` is `exact`, `numeric` where a
    partial derivative has no symbolic form, or `finite` steps. None says that there is no such side.
    """

    name: str
    value: float
    written: str
    layer: str
    badge: str
    down: float | None
    up: float | None
    how: str
    moves: tuple[Move, ...] = ()
    reach: Reach | None = None

    @property
    def elasticity(self) -> float:
        """The side that moves the target more."""
        sides = [each for each in (self.down, self.up) if each is not None]
        return max(sides, key=abs, default=0.0)

    @property
    def kinked(self) -> bool:
        """Whether the two sides differ."""
        return self.down is None or self.up is None or not math.isclose(self.down, self.up, rel_tol=1e-9, abs_tol=LEAST)


@frozen
class Sensitivity(Drawn):
    """What moves a target, strongest first. Values are in coherent base units.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask(peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
    >>> found = question.sensitivity("ridge_point", reach="ridge_point <= 200 FLOP/B")
    >>> [(each.name, each.elasticity) for each in found.influences]
    [('memory_bandwidth', -1.0), ('peak_throughput', 1.0)]
    >>> round(found.influences[0].reach.to / 1e12, 3)
    4.947
    """

    target: str
    value: float
    unit: Unit
    units: Mapping[str, Unit]
    influences: tuple[Influence, ...]
    still: tuple[str, ...]
    aim: str
    answer: Answer

    def _page(self) -> Page:
        from mlsysim_sym.telling.sensed import sensitivity_page  # noqa: PLC0415  (objects show themselves by telling)

        return sensitivity_page(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as `mlsysim-sym/sensitivity/1`."""
        from mlsysim_sym.telling.sensed import sensitivity_shape  # noqa: PLC0415

        return sensitivity_shape(self)

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        from mlsysim_sym.telling.plots.tornado import tornado_plot  # noqa: PLC0415

        return tornado_plot(self)


def sensitivity(question: Question, target: str, reach: str | None = None) -> Sensitivity:
    """Return what moves a target at the point that a question gives.

    `reach` is a value (`30 ms`) or a requirement (`time_per_output_token <= 30 ms`): for the inputs that move the target
    most, and for those that were given, it is asked backwards how far each alone must move. Requirements of the question
    need not hold where it stands; one of the target that does not is what is to be reached, if nothing else is. Raises
    what `solve` raises, and QuestionError where the answer is no single point.
    """
    here = replace(question, required=())
    answer: Answer = here.solve(target)
    if answer.error is not None:
        raise answer.error
    piece = answer.one()
    return _Sensing(here, answer, piece, question.required).told(reach)


class _Sensing:
    def __init__(self, question: Question, answer: Answer, piece: Piece, required: tuple[str, ...]) -> None:
        self.question, self.answer, self.required = question, answer, required
        self.trace: Trace = answer.trace
        self.values = piece.values
        self.target = answer.target
        self.value = piece.low
        self.inputs = {each.name: each for each in answer.inputs}
        self.system = self.trace.prepared.system
        self.kinks = kinked(self.trace.plan.instances, self.values)

    def told(self, reach: str | None) -> Sensitivity:
        slopes = slopes_at(self.trace.prepared, self.trace.plan, self.target, self.values)
        how = "exact" if slopes.exact else "numeric"
        found = [self.influence(name, slopes.by_input.get(name, 0.0), how) for name in self.reaching()]
        moving = sorted((each for each in found if abs(each.elasticity) > LEAST), key=lambda each: (-_size(each), each.name))
        still = tuple(sorted(set(self.inputs) - {each.name for each in moving}))
        aim = self.missed() if reach is None else self.aim(reach)
        told = [
            replace(each, reach=self.reach(each.name, aim)) if aim and (place < MOST_REACHES or each.layer == "given") else each
            for place, each in enumerate(moving)
        ]
        units = {each.name: self.system.variable(each.name).unit for each in told}
        return Sensitivity(self.target, self.value, self.answer.unit, units, tuple(told), still, aim, self.answer)

    def reaching(self) -> Iterator[str]:
        """Yield the inputs from which the target follows along the plan."""
        plan = self.trace.plan
        wanted = {self.target, *plan.tears, *(name for each in plan.residuals for name in each.names)}
        for step in reversed(plan.steps):
            if step.unknown in wanted:
                wanted |= set(step.instance.names)
        yield from (name for name in self.inputs if name in wanted and self.values.get(name))

    def influence(self, name: str, slope: float, how: str) -> Influence:
        domain = self.system.variable(name).domain
        each = self.inputs[name]
        down: float | None = self.elasticity(name, slope)
        up = down
        moves: tuple[Move, ...] = ()
        if domain.step:
            moves = tuple(self.moves(name, each, domain.step))
            down, up = (self.arc(name, moves, above=above) for above in (False, True))
            how = "finite"
        elif self.kinks and self.touches(name):
            down, up = (self.side(name, each, direction) for direction in (-1, 1))
        return Influence(name, each.base, each.value.text, each.layer, each.badge, down, up, how, moves)

    def elasticity(self, name: str, slope: float) -> float:
        return slope * self.values[name] / self.value if self.value else 0.0

    # --- kinks ---------------------------------------------------------------------------------------------------------

    def touches(self, name: str) -> bool:
        """Whether an input moves anything that a law on a kink depends on."""
        reached = {name, *self.trace.plan.tears}
        for step in self.trace.plan.steps:
            if reached & (set(step.instance.names) - {step.unknown}):
                reached.add(step.unknown)
        return any(reached & set(each.names) for each in self.kinks)

    def side(self, name: str, each: Input, direction: int) -> float | None:
        """Return the elasticity on one side of a kink, None where the question has no answer on that side."""
        values = self.solved(name, each.base * (1.0 + direction * NUDGE))
        if values is None:
            return None
        prepared = self.trace.prepared
        words = {law.id: prepared.words(law) for law in self.kinks}
        decided = decided_beside(self.kinks, values, words)
        slopes = slopes_at(prepared, self.trace.plan, self.target, self.values, decided)
        return self.elasticity(name, slopes.by_input.get(name, 0.0))

    def solved(self, name: str, value: float) -> Mapping[str, float] | None:
        """Return all values with one input moved: the solution nearest to the present one, None without an answer."""
        unit = self.system.variable(name).unit
        moved = self.question.without(*self.written_as(name)).given(**{name: (number_in(value, unit), unit.text)})
        try:
            answer = moved.solve(self.target)
        except MlsysimError:
            return None
        points = [piece for piece in answer.pieces if piece.is_point]
        return min(points, key=lambda piece: abs(piece.low - self.value)).values if points else None

    def written_as(self, name: str) -> tuple[str, ...]:
        """Return the names under which the question gives a variable."""
        return tuple(key for key in self.question.values if self.system.resolve(key) == name)

    # --- whole values --------------------------------------------------------------------------------------------------

    def moves(self, name: str, each: Input, step: float) -> Iterator[Move]:
        """Yield the nearest permitted whole value below and above with the target there."""
        domain = self.system.variable(name).domain
        for candidates in (_below(each.base, step), _above(each.base, step)):
            for value in candidates:
                values = self.solved(name, value) if value in domain else None
                if values is not None:
                    yield Move(value, values[self.target])
                    break

    def arc(self, name: str, moves: tuple[Move, ...], *, above: bool) -> float | None:
        """Return the elasticity between the present value and the one moved to."""
        here = self.values[name]
        for move in moves:
            if (move.to > here) == above and move.to != 0 and here != 0 and move.target * self.value > 0:
                return math.log(move.target / self.value) / math.log(move.to / here)
        return None

    # --- how far -------------------------------------------------------------------------------------------------------

    def missed(self) -> str:
        """Return the requirement of the target that does not hold here, "" if there is none."""
        for statement in self.required:
            name = re.split("[<>=]", statement, maxsplit=1)[0].strip()
            if name in self.system.names and self.system.resolve(name) == self.target:
                try:
                    if self.question.require(statement).solve(self.target).pieces:
                        continue
                except NoAnswerError:
                    pass
                return statement
        return ""

    def aim(self, reach: str) -> str:
        """Return what is to be reached as a requirement; a value is approached from where the target is."""
        if any(sign in reach for sign in "<>"):
            return reach
        variable = self.system.variable(self.target)
        wanted = accepted(parse_value(reach), variable)
        check_dimension(wanted, variable.unit, f"`{self.target}`", {}, ())
        return f"{self.target} {'<=' if wanted.base < self.value else '>='} {reach}"

    def reach(self, name: str, aim: str) -> Reach:
        """Ask backwards how far one input alone must move."""
        freed = self.question.without(*self.written_as(name), *self.written_as(self.target))
        wanted = freed.require(*dict.fromkeys((*self.required, aim)))
        try:
            answer: Answer = wanted.solve(name)
        except MlsysimError as error:
            return Reach(None, None, error.message)
        here = self.values[name]
        ends = [_nearest(piece, here) for piece in answer.pieces]
        if not ends:
            return Reach(None, None, answer.because[0] if answer.because else f"no {name} reaches it")
        best = min(ends, key=lambda value: abs(value - here))
        return Reach(best, best / here if here else None)


def _size(influence: Influence) -> float:
    return round(abs(influence.elasticity), 9)


def _below(value: float, step: float) -> Iterator[float]:
    yield from (value - step * count for count in range(1, FARTHEST + 1))
    yield from (value / 2**power for power in (1, 2) if float(value / 2**power).is_integer())


def _above(value: float, step: float) -> Iterator[float]:
    yield from (value + step * count for count in range(1, FARTHEST + 1))
    yield from (value * 2**power for power in (1, 2))


def _nearest(piece: Piece, here: float) -> float:
    """Return the value of a piece that is nearest to the present one."""
    return min(max(here, piece.low), piece.high)
