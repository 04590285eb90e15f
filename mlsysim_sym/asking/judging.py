"""Statements judged where everything is given: the value, the bound, the margin, and what would have to change.

A question that is solved drops what its limits forbid. Here limits are left aside while values are found, and are judged
like requirements, so that a situation that does not fit still shows by how much.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from mlsysim_sym.book.system import Instance
from mlsysim_sym.errors import MlsysimError, QuestionError
from mlsysim_sym.reading.dimensions import Checker
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Name, Node, names_in, renamed
from mlsysim_sym.reading.units import Unit
from mlsysim_sym.solving import solve
from mlsysim_sym.solving.answer import Answer, Piece, shown_value
from mlsysim_sym.solving.prepare import Prepared, prepared
from mlsysim_sym.solving.question import Question, required_instance, system_of
from mlsysim_sym.solving.run import Run
from mlsysim_sym.solving.step import evaluated
from mlsysim_sym.solving.validity import Measured
from mlsysim_sym.valueclass import field, frozen, replace

PASS, FAIL, UNJUDGED = "PASS", "FAIL", "UNJUDGED"
FLIPPED = {"at_most": "at_least", "at_least": "at_most"}
DIGITS, WHOLE = 4, 15
MOST_REASONS = 4
PROVES = {"<=": "at_most", ">=": "at_least"}  # the lean of a value that proves a comparison where it holds


@frozen
class Verdict:
    """A statement with both sides, in coherent base units, and whether it holds.

    `margin` is the share of the bound that is left (negative where the statement fails). `inverse` says what would have to
    change; `because` why the statement fails or cannot be judged. `largest` is the largest value of the first lever that
    would do, in base units, where less of it does. `measured` is what published figures say of the value.
    """

    statement: str
    status: str
    name: str = ""
    value: float | None = None
    bound: float | None = None
    unit: Unit | None = None
    relation: str = "<="
    margin: float | None = None
    because: tuple[str, ...] = ()
    inverse: tuple[str, ...] = ()
    regimes: Mapping[str, str] = field(default_factory=dict)
    limit: bool = False
    stage: int = 0
    largest: float | None = None
    measured: tuple[Measured, ...] = ()

    def shown(self, value: float | None) -> str:
        """Return one side with its unit."""
        if value is None:
            return ""
        return shown_value(value, self.unit, DIGITS) if self.unit is not None else f"{value:.{DIGITS}g}"


# --- values ------------------------------------------------------------------------------------------------------------


def unlimited(question: Question, *names: str) -> Answer:
    """Return the answer for unknowns with all limits and requirements left aside; raise QuestionError where there is none."""
    answer = solve.unlimited(question, names)
    if not answer.pieces:
        raise QuestionError(f"no {' and '.join(names)} satisfies the question", detail=answer.because)
    return answer


def reasons(error: MlsysimError) -> tuple[str, ...]:
    """Return why something could not be found, shortly."""
    return (error.message, *error.detail[:MOST_REASONS])


def one_piece(answer: Answer) -> Piece:
    """Return the single value of an answer; raise QuestionError for a set."""
    if len(answer.pieces) != 1 or not answer.pieces[0].is_point:
        raise QuestionError(f"`{answer.target}` is not one value here: {answer}")
    return answer.pieces[0]


class Judge:
    """Judges the statements of one question; answers are kept, since statements share unknowns."""

    def __init__(self, question: Question, levers: Sequence[str], stage: int = 0) -> None:
        self.question = question
        self.levers = levers
        self.stage = stage
        self.leaning: dict[str, str] = {}  # values taken from earlier stages that are known from one side only
        self.taken: dict[str, str] = {}  # what they come from, as text
        self.answers: dict[str, Answer] = {}
        self.inputs: dict[str, Any] = {}

    @cached_property
    def ready(self) -> Prepared:
        """The question with its numbers and its limits, without an unknown and without requirements."""
        return prepared(replace(self.question, required=()), ())

    def answer(self, name: str) -> Answer:
        """Return the answer for a name, limits left aside."""
        real = system_of(self.question).resolve(name)
        if real not in self.answers:
            self.answers[real] = unlimited(self.question, real)
            self.inputs |= {each.name: each for each in self.answers[real].inputs}
        return self.answers[real]

    def value(self, name: str) -> tuple[float, str]:
        """Return the single value of a system name, and how it leans."""
        values, senses, _ = self._values((name,))
        return values[name], senses[name]

    def sense(self, answer: Answer) -> str:
        """Return how an answer leans, values taken from earlier stages included."""
        senses = {answer.sense}
        for each in answer.inputs:
            lean = self.leaning.get(each.name)
            slope = answer.elasticities.get(each.name, 0.0) if lean else 0.0
            if lean and slope:
                senses.add(lean if slope > 0 else FLIPPED.get(lean, lean))
        senses.discard("equal")
        return "mixed" if len(senses) > 1 else next(iter(senses), "equal")

    def limits(self) -> list[Verdict]:
        """Return the verdicts of the limits that hold for the laws in use."""
        try:
            plan = self.ready.plan
        except MlsysimError as error:
            return [Verdict("the limits of the solver", UNJUDGED, because=reasons(error), limit=True, stage=self.stage)]
        return [self.verdict(each, limit=True) for each in (*plan.judged, *(each for each, _ in plan.unjudged))]

    def requirement(self, statement: str) -> Verdict:
        """Return the verdict of a comparison."""
        try:
            instance = required_instance(system_of(self.question), statement)
        except MlsysimError as error:
            return Verdict(statement, UNJUDGED, because=reasons(error), stage=self.stage)
        return self.verdict(instance, limit=False)

    def verdict(self, instance: Instance, limit: bool) -> Verdict:  # noqa: FBT001  (said by name)
        """Return the verdict of a limit or requirement."""
        shown = instance.label if instance.law.title == "Requirement" else text(renamed(instance.law.statement, instance.name_of))
        try:
            return replace(self._judged(instance, shown), limit=limit)
        except MlsysimError as error:
            return Verdict(shown, UNJUDGED, because=reasons(error), limit=limit, stage=self.stage)

    def _values(self, names: Sequence[str]) -> tuple[dict[str, float], dict[str, str], dict[str, str]]:
        """Return the values of names, how each leans, and the regimes of the laws behind them."""
        values: dict[str, float] = {}
        senses: dict[str, str] = {}
        regimes: dict[str, str] = {}
        for name in names:
            known = self.ready.resolved.inputs.get(name)
            if known is not None:
                values[name], senses[name] = known.base, self.leaning.get(name, "equal")
                self.inputs[name] = known
                continue
            answer = self.answer(name)
            piece = one_piece(answer)
            values[name], senses[name] = piece.low, self.sense(answer)
            regimes |= piece.regimes
        return values, senses, regimes

    def _judged(self, instance: Instance, shown: str) -> Verdict:
        values, senses, regimes = self._values(instance.names)
        statement = instance.law.statement
        local = {name: values[system] for name, system in instance.name_of.items()}
        words = self.ready.words(instance)
        left, right = (evaluated(side, local, words) for side in (statement.left, statement.right))
        good = Run(self.ready).holds(instance, values)
        relation, name_side = str(statement.relation), statement.left
        if not names_in(statement.left) and names_in(statement.right):  # `30 ms >= x` says what `x <= 30 ms` says
            left, right, name_side = right, left, statement.right
            relation = {"<=": ">=", ">=": "<="}.get(relation, relation)
        name = instance.name_of[name_side.name] if isinstance(name_side, Name) else ""
        margin = None
        if relation in PROVES and right:
            margin = (right - left if relation == "<=" else left - right) / abs(right)
        known = self.answers[name].measured if name in self.answers else ()
        verdict = Verdict(shown, PASS if good else FAIL, name, left, right, self._unit(instance, name_side), relation, margin,
                          regimes=regimes, stage=self.stage, measured=known)  # fmt: skip
        doubt = _doubt(verdict, senses, good=good)
        if doubt:
            return replace(verdict, status=UNJUDGED, because=(doubt,))
        if good:
            return verdict
        rows, largest = self._inverse(instance)
        return replace(verdict, inverse=tuple(rows), largest=largest)

    def _unit(self, instance: Instance, side: Node) -> Unit | None:
        """Return the unit that a side is shown in: its variable's, or one of a variable with the same dimension."""
        system = system_of(self.question)
        variables = {local: system.variable(name) for local, name in instance.name_of.items()}
        if isinstance(side, Name):
            return variables[side.name].unit
        measure = Checker({local: each.measure for local, each in variables.items()}).node(side)
        return next((each.unit for each in variables.values() if each.unit.dimension == measure.dimension), None)

    # --- what would have to change -------------------------------------------------------------------------------------

    def _inverse(self, instance: Instance) -> tuple[list[str], float | None]:
        """Return for every lever what value of it would do, or why none does; and the largest of the first that may be less."""
        required = (instance.label,) if instance.law.title == "Requirement" else ()
        rows, largest = [], None
        for lever in self.levers:
            written = next((key for key in self.question.values if system_of(self.question).resolve(key) == lever), lever)
            question = replace(self.question.without(written), required=required)
            try:
                answer = question.solve(lever)
            except MlsysimError as error:
                rows.append(f"{lever}: {error.message}")
                continue
            rows.append(self._change(lever, written, answer))
            largest = self._below(lever, answer) if largest is None else largest
        return rows, largest

    def _below(self, lever: str, answer: Answer) -> float | None:
        """Return the largest value below the present one that would do."""
        now = self.ready.resolved.inputs.get(lever)
        found = [piece.high for piece in answer.pieces if now is not None and piece.high < now.base]
        return max(found, default=None)

    def _change(self, lever: str, written: str, answer: Answer) -> str:
        if not answer.pieces:
            reason = f": {answer.because[0]}" if answer.because else ""
            return f"no {lever} alone will do{reason}"
        now = self.ready.resolved.inputs.get(lever)
        if now is None:
            return f"{answer} would do"
        higher, lower = ([move(piece, now.base) for piece in answer.pieces] for move in (Piece.above, Piece.below))
        above = min((each for each in higher if each is not None), default=None)
        below = max((each for each in lower if each is not None), default=None)
        rows = []
        for end, word in ((above, "at least"), (below, "at most")):
            if end is not None and not math.isinf(end):
                rows.append(f"{word} {_end(end, now.base, answer)}")
        if not rows:
            return f"{answer} would do"
        return f"needs {written} {' or '.join(rows)}, not {shown_value(now.base, answer.unit, DIGITS)}"


def _end(end: float, now: float, answer: Answer) -> str:
    """Return an end of a set of values that will do, rounded into the set; for whole numbers with how many more that is."""
    if answer.variable.domain.step:
        more = "more" if end > now else "fewer"
        return f"{shown_value(end, answer.unit, WHOLE)} ({shown_value(abs(end - now), answer.unit, WHOLE)} {more})"
    scale = 10.0 ** (math.floor(math.log10(abs(end))) + 1 - DIGITS) if end else 1.0
    rounded = math.ceil(end / scale) if end > now else math.floor(end / scale)
    return shown_value(rounded * scale, answer.unit, DIGITS + 2)


def _doubt(verdict: Verdict, senses: Mapping[str, str], *, good: bool) -> str:
    """Return why a comparison of values that rest on bounds proves nothing, empty where it proves something."""
    leaning = {name: sense for name, sense in senses.items() if sense != "equal"}
    if not leaning:
        return ""
    names = ", ".join(leaning)
    if verdict.name in leaning and len(leaning) == 1 and verdict.relation in PROVES:
        proves = leaning[verdict.name] == PROVES[verdict.relation]
        if leaning[verdict.name] != "mixed" and proves == good:
            return ""
        lean = {"at_most": "at most", "at_least": "at least"}.get(leaning[verdict.name], "neither at least nor at most")
        return f"{names} is known only as {lean} {verdict.shown(verdict.value)}"
    return f"laws behind {names} are bounds, so its value is not known"
