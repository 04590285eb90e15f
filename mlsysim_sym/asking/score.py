"""Scorecards: a scenario judged in order. Does it fit, does it meet its requirements and what binds, what does it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.judging import FAIL, PASS, UNJUDGED, Judge, Verdict, one_piece, reasons
from mlsysim_sym.asking.scenario import Expectation, Scenario, Stage, stage_of
from mlsysim_sym.asking.shown import Drawn
from mlsysim_sym.errors import MlsysimError, NoAnswerError, OutOfMemoryError, ServiceLevelViolation, UnderdeterminedError
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Name, Node, names_in, rebuilt
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.solving.question import Input, system_of
from mlsysim_sym.solving.step import evaluated
from mlsysim_sym.valueclass import frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.telling.page import Page

BYTES = parse_unit("B").dimension
EXIT = {PASS: 0, FAIL: 3, UNJUDGED: 4}


@frozen
class Macro:
    """A value that a scenario asks for: the answer and how it leans, or why there is none."""

    name: str
    answer: Answer | None
    because: tuple[str, ...] = ()
    sense: str = "equal"


@frozen
class Expected:
    """What a source expects, with the verdicts of its comparisons and the value of the variable."""

    expectation: Expectation
    verdicts: tuple[Verdict, ...]
    value: Macro | None


@frozen
class Scorecard(Drawn):
    """A scenario judged: what fits, what is met, what it costs, what its sources expect."""

    scenario: Scenario
    feasibility: tuple[Verdict, ...]
    performance: tuple[Verdict, ...]
    macro: tuple[Macro, ...]
    expected: tuple[Expected, ...]
    inputs: tuple[Input, ...]

    @property
    def rows(self) -> tuple[Verdict, ...]:
        """The limits and requirements."""
        return (*self.feasibility, *self.performance)

    @property
    def status(self) -> str:
        """FAIL where a limit or requirement fails, else UNJUDGED where one could not be judged, else PASS."""
        found = {row.status for row in self.rows} | {UNJUDGED for each in self.macro if each.answer is None}
        return next((status for status in (FAIL, UNJUDGED) if status in found), PASS)

    @property
    def exit_code(self) -> int:
        """0 if all hold, 3 if one fails, 4 if one could not be judged."""
        return EXIT[self.status]

    @property
    def binding(self) -> Verdict | None:
        """The comparison with the least margin: what gives first."""
        known = [row for row in self.rows if row.margin is not None and row.status != UNJUDGED]
        return min(known, key=lambda row: row.margin or 0.0, default=None)

    @property
    def regimes(self) -> Mapping[str, str]:
        """The branches of laws that are active behind the requirements."""
        return {law: regime for row in self.rows for law, regime in row.regimes.items()}

    def require_all(self) -> Scorecard:
        """Return the scorecard; raise OutOfMemoryError or ServiceLevelViolation for what fails, or say what is not judged."""
        for row in self.rows:
            if row.status == FAIL:
                raise violation(row)
        for row in self.rows:
            if row.status == UNJUDGED:
                raise UnderdeterminedError(f"`{row.statement}` cannot be judged", names=(row.statement,), detail=row.because)
        for each in self.macro:
            if each.answer is None:
                raise UnderdeterminedError(f"`{each.name}` cannot be found", names=(each.name,), detail=each.because)
        return self

    def _page(self) -> Page:
        from mlsysim_sym.telling.scored import scorecard_page  # noqa: PLC0415  (objects show themselves by telling)

        return scorecard_page(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the scorecard as `mlsysim-sym/scorecard/1`."""
        from mlsysim_sym.telling.scored import scorecard_shape  # noqa: PLC0415

        return scorecard_shape(self)

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        from mlsysim_sym.telling.plots.scorecard import scorecard_plot  # noqa: PLC0415

        return scorecard_plot(self)


def violation(row: Verdict) -> NoAnswerError:
    """Return the error of a comparison that fails: of memory where both sides are amounts of data."""
    said = f"`{row.statement}` fails: {row.shown(row.value)} against {row.shown(row.bound)}"
    if is_memory(row):
        return OutOfMemoryError(said, because=row.inverse, needed=row.value, available=row.bound, largest=row.largest)
    return ServiceLevelViolation(said, because=row.inverse)


def is_memory(row: Verdict) -> bool:
    """Whether a comparison says that something fits: both sides are amounts of data."""
    return row.unit is not None and row.unit.dimension == BYTES and row.relation == "<="


# --- scoring -----------------------------------------------------------------------------------------------------------


def score(scenario: Scenario) -> Scorecard:
    """Return the scorecard of a scenario.

    >>> from mlsysim_sym.asking.scenario import scenario
    >>> score(scenario("smart_doorbell")).status
    'PASS'
    """
    judges: list[Judge] = []
    feasibility: list[Verdict] = []
    performance: list[Verdict] = []
    macro: list[Macro] = []
    for place, stage in enumerate(scenario.stages):
        judge, lacking = _judge(scenario, stage, judges, place)
        judges.append(judge)
        rows = [*judge.limits(), *(judge.requirement(each) for each in stage.required)]
        rows = [_explained(row, lacking) for row in rows]
        feasibility += [row for row in rows if row.limit or is_memory(row)]
        performance += [row for row in rows if not (row.limit or is_memory(row))]
        macro += [_macro(judge, name, lacking) for name in stage.asked]
    expected = tuple(_expected(scenario, judges, each) for each in scenario.expectations)
    inputs = {(judge.stage, name): _told(judge, each) for judge in judges for name, each in judge.inputs.items()}
    return Scorecard(scenario, tuple(feasibility), tuple(performance), tuple(macro), expected, tuple(inputs.values()))


def _told(judge: Judge, number: Input) -> Input:
    """Return a number as the scorecard lists it: what an earlier stage answered was given by nobody."""
    if number.name not in judge.taken:
        return number
    return replace(number, layer="stage", badge="derived", why=f"{judge.taken[number.name]}, of an earlier stage")


def _levers(stage: Stage, scenario: Scenario) -> Sequence[str]:
    """Return the levers of a stage: those that it names, else the whole numbers that it gives."""
    system = system_of(stage.question(scenario.book))
    if stage.levers:
        return [system.resolve(name) for name in stage.levers]
    return [name for name in map(system.resolve, stage.values) if system.variable(name).domain.step]


def _judge(scenario: Scenario, stage: Stage, before: Sequence[Judge], place: int) -> tuple[Judge, tuple[str, ...]]:
    """Return the judge of a stage with what it takes from those before it, and why some could not be taken."""
    system = system_of(stage.question(scenario.book))
    values: dict[str, Any] = {}
    leaning: dict[str, str] = {}
    lacking: list[str] = []
    for name, node in stage.taken.items():
        real = system.resolve(name)
        try:
            base, senses = _value(node, before)
        except MlsysimError as error:
            lacking.append(f"{name} was to be taken from a stage before: {error.message}")
            continue
        unit = system.variable(real).unit
        values[name] = f"{(base - float(unit.offset)) / float(unit.factor)!r}" + (f" {unit.text}" if unit.text != "1" else "")
        if senses:
            leaning[real] = senses.pop() if isinstance(node, Name) else "mixed"
    judge = Judge(stage.question(scenario.book, values), _levers(stage, scenario), place)
    judge.leaning = leaning
    judge.taken = {system.resolve(name): text(node) for name, node in stage.taken.items() if name in values}
    return judge, tuple(lacking)


def _value(node: Node, before: Sequence[Judge]) -> tuple[float, set[str]]:
    """Return the value of an expression over earlier stages, and how what it holds leans."""
    names = {name: f"v{place}" for place, name in enumerate(names_in(node))}
    values, senses = {}, set()
    for name, short in names.items():
        values[short], sense = _value_of(name, before)
        senses.add(sense)
    renamed = rebuilt(node, lambda each: Name(names[each.name]) if isinstance(each, Name) else None)
    return evaluated(renamed, values), senses - {"equal"}


def _value_of(name: str, before: Sequence[Judge]) -> tuple[float, str]:
    for judge in reversed(before):
        try:
            real = system_of(judge.question).resolve(name)
        except MlsysimError:
            continue
        return judge.value(real)
    raise UnderdeterminedError(f"no stage before has `{name}`", names=(name,))


def _explained(row: Verdict, lacking: tuple[str, ...]) -> Verdict:
    return replace(row, because=(*lacking, *row.because)) if lacking and row.status == UNJUDGED else row


def _macro(judge: Judge, name: str, lacking: tuple[str, ...] = ()) -> Macro:
    try:
        answer = judge.answer(name)
        one_piece(answer)
    except MlsysimError as error:
        return Macro(name, None, (*lacking, *reasons(error)))
    return Macro(name, answer, sense=judge.sense(answer))


def _expected(scenario: Scenario, judges: Sequence[Judge], each: Expectation) -> Expected:
    judge = judges[stage_of(scenario.book, scenario.stages, each.first)]
    verdicts = tuple(judge.requirement(text) for text in each.statements)
    return Expected(each, verdicts, _macro(judge, each.name) if each.name else None)
