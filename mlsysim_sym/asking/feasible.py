"""What is allowed: for one unknown the exact set, for two a region with the statement that binds on each edge.

A region is drawn column by column: at a value of the first unknown the second is solved for exactly, with everything that
binds its ends. Between columns whose ends are held by different statements the corner is bisected; where the region ends,
the first unknown is solved for exactly at the last value of the second.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.shown import Drawn
from mlsysim_sym.errors import NoAnswerError, QuestionError, UnderdeterminedError
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import check_dimension
from mlsysim_sym.solving.answer import shown_value
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.solving.prepare import prepared
from mlsysim_sym.solving.question import accepted, system_of
from mlsysim_sym.solving.run import Run, Way
from mlsysim_sym.valueclass import field, frozen

if TYPE_CHECKING:
    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.reading.variable import Domain
    from mlsysim_sym.solving.answer import Answer, Piece
    from mlsysim_sym.solving.question import Question
    from mlsysim_sym.telling.page import Page

COLUMNS = 33
CORNER = 1e-4
MOST_HALVINGS = 40


@frozen
class Span:
    """One allowed range of the second unknown, with what holds its ends."""

    low: float
    high: float
    low_by: str
    high_by: str


@frozen
class Column:
    """A value of the first unknown and the ranges of the second that are allowed there; why there are none."""

    x: float
    spans: tuple[Span, ...]
    because: tuple[str, ...] = ()


@frozen
class Edge:
    """A stretch of the region's boundary: the statement that binds along it, and its points in base units.

    `side` says where the edge lies: `low` or `high` in the second unknown, `left` or `right` in the first.
    """

    statement: str
    side: str
    points: tuple[tuple[float, float], ...]


@frozen
class Region(Drawn):
    """The pairs of values that a question allows, in coherent base units. An unbounded end is infinite.

    >>> import mlsysim_sym as ms
    >>> question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_8b", precision="bf16")
    >>> region = question.require("time_per_output_token <= 20 ms").feasible("context_length", "batch_size", columns=5)
    >>> sorted({edge.statement for edge in region.edges})
    ['device_memory <= usable_memory', 'domain', 'time_per_output_token <= 20 ms']
    """

    names: tuple[str, str]
    units: tuple[Unit, Unit]
    columns: tuple[Column, ...]
    edges: tuple[Edge, ...]
    whole: tuple[bool, bool]
    within: tuple[float, float]
    book: str = field(default="", repr=False)

    def __contains__(self, pair: tuple[float, float]) -> bool:
        """Whether the column nearest to a pair (base units) allows it."""
        x, y = pair
        nearest = min(self.columns, key=lambda column: abs(column.x - x))
        return any(span.low <= y <= span.high for span in nearest.spans)

    def _page(self) -> Page:
        from mlsysim_sym.telling.regional import region_page  # noqa: PLC0415  (objects show themselves by telling)

        return region_page(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the region as `mlsysim-sym/region/1`."""
        from mlsysim_sym.telling.regional import region_shape  # noqa: PLC0415

        return region_shape(self)

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        from mlsysim_sym.telling.plots.feasible import feasible_plot  # noqa: PLC0415

        return feasible_plot(self)


def feasible(question: Question, names: Sequence[str], within: str | None = None, columns: int = COLUMNS) -> Answer | Region:
    """Return what a question allows: the exact set of one unknown, or a region of two; what is given of these is left out.

    `within` bounds the first of two unknowns (`lo..hi`, values with units); without it the typical range of the
    glossary is taken. Raises what `solve` raises, and NoAnswerError where nothing in the range is allowed.
    """
    if len(names) == 1:
        system = system_of(question)
        asked = system.resolve(names[0])
        written = [key for key in question.values if system.resolve(key) == asked]
        return question.without(*written).solve(asked)  # type: ignore[no-any-return]
    if len(names) != 2:  # noqa: PLR2004
        raise QuestionError(f"a region has one or two unknowns, not {len(names)}", names=tuple(names))
    return _Drawing(question, names[0], names[1]).region(within, columns)


class _Drawing:
    def __init__(self, question: Question, first: str, second: str) -> None:
        self.system = system_of(question)
        self.first, self.second = self.system.resolve(first), self.system.resolve(second)
        if self.first == self.second:
            raise QuestionError(f"`{first}` and `{second}` are one variable", names=(first, second))
        written = [key for key in question.values if self.system.resolve(key) in {self.first, self.second}]
        self.question = question.without(*written)
        self.unit = self.system.variable(self.first).unit
        self.whole = bool(self.system.variable(self.first).domain.step)
        self.seen: dict[float, Column] = {}

    def region(self, within: str | None, count: int) -> Region:
        variable = self.system.variable(self.first)
        low, high = self.range(within, variable.typical, variable.domain)
        xs = list(_grid(low, high, count, whole=bool(variable.domain.step)))
        found = [self.column(x) for x in xs]
        if not any(column.spans for column in found):
            because = found[len(found) // 2].because
            ends = " to ".join(shown_value(end, self.unit, 4) for end in (low, high))
            raise NoAnswerError(f"no {self.first} from {ends} allows any {self.second}", because=because)
        self.refine(found)
        columns = tuple(self.seen[x] for x in sorted(self.seen))
        second = self.system.variable(self.second)
        return Region(
            (self.first, self.second),
            (self.unit, second.unit),
            columns,
            (*_along(columns), *self.ends(columns)),
            (bool(variable.domain.step), bool(second.domain.step)),
            (low, high),
            self.question.book.digest,
        )

    def range(self, within: str | None, typical: tuple[float, float] | None, domain: Domain) -> tuple[float, float]:
        if within is not None:
            low, high = read_range(within, self.first, self.question)
            return max(low, domain.low), min(high, domain.high)
        if typical is None:
            raise UnderdeterminedError(
                f"`{self.first}` has no typical range",
                names=(self.first,),
                hint="say where: within=LOW..HIGH (--within in a command)",
            )
        return typical

    def column(self, x: float) -> Column:
        """Solve for the second unknown at a value of the first."""
        if x not in self.seen:
            here = self.question.given(**{self.first: (number_in(x, self.unit), self.unit.text)})
            answer: Answer = here.solve(self.second)
            self.seen[x] = Column(x, tuple(self.span(piece, here) for piece in answer.pieces), answer.because)
        return self.seen[x]

    def span(self, piece: Piece, here: Question) -> Span:
        """Return a range of the second unknown; what holds a single integer is asked of its neighbours."""
        variable = self.system.variable(self.second)
        by = [_by(piece, "low"), _by(piece, "high")]
        if piece.is_point and variable.domain.step and not piece.binding:
            for place, beside in enumerate((piece.low - 1.0, piece.high + 1.0)):
                if beside not in variable.domain:
                    by[place] = "domain"
                    continue
                by[place] = next(
                    iter(failing(here.given(**{self.second: (number_in(beside, variable.unit), variable.unit.text)}))), by[place]
                )
        return Span(piece.low, piece.high, by[0], by[1])

    def refine(self, found: Sequence[Column]) -> None:
        """Bisect between columns that differ in what binds."""
        for left, right in itertools.pairwise(found):
            first, last = left, right
            for _ in range(MOST_HALVINGS):
                middle = _between(first.x, last.x, whole=self.whole)
                if _bindings(first) == _bindings(last) or middle is None:
                    break
                column = self.column(middle)
                first, last = (column, last) if _bindings(column) == _bindings(first) else (first, column)

    def ends(self, columns: Sequence[Column]) -> Iterator[Edge]:
        """Yield the edges where the region ends in the first unknown, solved for at the last values of the second."""
        for before, after in itertools.pairwise(columns):
            if bool(before.spans) == bool(after.spans):
                continue
            last, beyond, side = (before, after, "right") if before.spans else (after, before, "left")
            for span in last.spans:
                if self.whole:
                    yield Edge(next(iter(beyond.because), ""), side, ((last.x, span.low), (last.x, span.high)))
                    continue
                at = span.low if math.isfinite(span.low) else span.high
                if math.isfinite(at):
                    yield self.end(last.x, at, span, side)

    def end(self, x: float, y: float, span: Span, side: str) -> Edge:
        unit = self.system.variable(self.second).unit
        answer: Answer = self.question.given(**{self.second: (number_in(y, unit), unit.text)}).solve(self.first)
        near = 1e-9 * abs(x)
        for piece in answer.pieces:
            if piece.low - near <= x <= piece.high + near:
                which, at = ("high", piece.high) if side == "right" else ("low", piece.low)
                return Edge(_by(piece, which), side, ((at, span.low), (at, span.high)))
        return Edge("; ".join(answer.because[:1]), side, ((x, span.low), (x, span.high)))


def failing(question: Question) -> tuple[str, ...]:
    """Return the limits and requirements that fail at what a question gives, without an unknown; none where they hold."""
    run = Run(prepared(question, ()))
    ways = run.steps([Way({name: each.base for name, each in run.prepared.resolved.inputs.items()})])
    if any(run.meets(way.values) for way in ways):
        return ()
    return tuple(dict.fromkeys(instance.label for instance, _ in run.failed)) or tuple(run.because[:1])


def read_range(text: str, name: str, question: Question) -> tuple[float, float]:
    """Return the two values of `lo..hi` in base units; raise QuestionError for what is no range.

    >>> import mlsysim_sym as ms
    >>> read_range("1 TB/s..4 TB/s", "memory_bandwidth", ms.ask("single_device"))
    (1000000000000.0, 4000000000000.0)
    """
    low, dots, high = text.partition("..")
    if not dots or not low.strip() or not high.strip():
        raise QuestionError(f"`{text}` is no range of `{name}`", names=(name,), hint="write LOW..HIGH, as in 1 TB/s..4 TB/s")
    system = system_of(question)
    variable = system.variable(system.resolve(name))
    ends = []
    for written in (low, high):
        value = accepted(parse_value(written.strip()), variable)
        check_dimension(value, variable.unit, f"`{name}`", {}, ())
        ends.append(value.base)
    if ends[0] >= ends[1]:
        raise QuestionError(f"the range `{text}` of `{name}` is empty", names=(name,))
    return ends[0], ends[1]


def _grid(low: float, high: float, count: int, *, whole: bool) -> Iterator[float]:
    """Yield values from low to high, evenly spaced in the logarithm where both are positive."""
    shares = [place / (count - 1) for place in range(count)]
    spread = (low ** (1 - share) * high**share for share in shares) if low > 0 else (low + (high - low) * s for s in shares)
    yield from dict.fromkeys([low, *(float(round(x)) if whole else x for x in spread if low < x < high), high])


def _between(low: float, high: float, *, whole: bool) -> float | None:
    if whole:
        middle = float(math.floor((low + high) / 2))
        return middle if low < middle < high else None
    if abs(high - low) <= CORNER * max(abs(low), abs(high)):
        return None
    return math.sqrt(low * high) if low > 0 else (low + high) / 2


def _by(piece: Piece, end: str) -> str:
    found = [entry["statement"] for entry in piece.binding if entry["end"] in {end, "point"}]
    return found[0] if found else "unbounded" if math.isinf(getattr(piece, end)) else "equality"


def _bindings(column: Column) -> tuple[tuple[str, str], ...]:
    return tuple((span.low_by, span.high_by) for span in column.spans)


def _along(columns: Sequence[Column]) -> Iterator[Edge]:
    """Yield the lower and upper edges: runs of columns whose ends the same statement holds."""
    for side in ("low", "high"):
        for place in range(max(len(column.spans) for column in columns)):
            yield from _runs(columns, place, side)


def _runs(columns: Iterable[Column], place: int, side: str) -> Iterator[Edge]:
    statement = ""
    points: list[tuple[float, float]] = []
    for column in columns:
        span = column.spans[place] if place < len(column.spans) else None
        now = "" if span is None else getattr(span, f"{side}_by")
        if now != statement and points:
            yield Edge(statement, side, tuple(points))
            points = []
        statement = now
        if span is not None:
            points.append((column.x, getattr(span, side)))
    if points:
        yield Edge(statement, side, tuple(points))
