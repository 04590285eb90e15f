"""Answers, derivations, questions and the book's entries as JSON; the shapes are listed in the documentation.

Values are in the glossary's unit; an unbounded end is null; shares are fractions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import numbers_text
from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving.citing import Cited
from mlsysim_sym.solving.derivation import Check, Derivation, DerivedStep
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.telling.entry_shapes import law_shape, record_shape
from mlsysim_sym.telling.equations import check_rows, step_rows, way

if TYPE_CHECKING:
    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.answer import Answer, Piece
    from mlsysim_sym.solving.plan import Plan
    from mlsysim_sym.solving.question import Input, Question

__all__ = ["answer_shape", "derivation_shape", "finite", "law_shape", "plan_shape", "question_shape", "record_shape"]

# --- answers -----------------------------------------------------------------------------------------------------------


def answer_shape(answer: Answer) -> dict[str, Any]:
    """Return an answer as `mlsysim-sym/answer/1`.

    >>> import mlsysim_sym as ms
    >>> shape = answer_shape(ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s"))
    >>> shape["unit"], shape["set"][0]["value"]
    ('FLOP/B', 295.34328358208955)
    """
    return {
        "schema": "mlsysim-sym/answer/1",
        "target": answer.target,
        "unit": answer.unit.text,
        "status": answer.status,
        "set": [_piece(piece, answer) for piece in answer.pieces],
        "sense": answer.sense,
        "certificate": answer.certificate,
        "laws": list(answer.laws),
        "inputs": [_input(each, answer) for each in answer.inputs],
        "cross_checks": [_cross_check(each, answer) for each in answer.cross_checks],
        "released": [_input(each, answer) for each in answer.released],
        "warnings": list(answer.warnings),
        "missing": [list(names) for names in answer.missing],
        "conflict": [dict(each) for each in answer.conflict],
        "because": list(answer.because),
        "measured": _measured(answer),
        "book": answer.book,
    }


def _measured(answer: Answer) -> list[dict[str, Any]]:
    if not answer.measured:
        return []
    from mlsysim_sym.telling.measured import measured_shape  # noqa: PLC0415  (few answers were compared)

    return measured_shape(answer)


def _piece(piece: Piece, answer: Answer) -> dict[str, Any]:
    ends: dict[str, Any]
    if piece.is_point:
        ends = {"value": finite(piece.low, answer.unit)}
    else:
        ends = {
            "low": finite(piece.low, answer.unit),
            "high": finite(piece.high, answer.unit),
            "low_open": piece.low_open,
            "high_open": piece.high_open,
        } | ({"step": finite(float(piece.step), answer.unit)} if piece.step > 1 else {})
    return {
        "kind": "point" if piece.is_point else piece.kind,
        **ends,
        "with": {name: finite(value, _unit(name, answer)) for name, value in piece.beside.items()},
        "regimes": dict(piece.regimes),
        "binding": [dict(each) for each in piece.binding],
        "certificate": piece.certificate,
        "amplification": piece.amplification if piece.amplification is None or math.isfinite(piece.amplification) else None,
    }


def _unit(name: str, answer: Answer) -> Unit:
    return answer.units.get(name) or answer.trace.prepared.system.variable(name).unit


def finite(value: float, unit: Unit) -> float | int | None:
    """Return a base-unit value as a number of a unit, whole where it is, null where it is unbounded."""
    if not math.isfinite(value):
        return None
    number = number_in(value, unit)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _input(number: Input, answer: Answer) -> dict[str, Any]:
    unit = _unit(number.name, answer)
    exact = (number.value.base_exact - unit.offset) / unit.factor
    figure = number.figure
    return {
        "name": number.name,
        "value": int(exact) if exact.denominator == 1 else float(exact),
        "unit": unit.text,
        "badge": number.badge,
        "source": ", ".join(each.key for each in number.citations) or number.layer,
        "replaces": list(number.replaces),
        "layer": number.layer,
        "written": number.value.text,
        "place": "; ".join(each.place for each in number.citations if each.place),
        "record": number.record,
        "as_printed": figure.as_printed if figure is not None else None,
        "why": number.why,
    }


def _cross_check(check: Any, answer: Answer) -> dict[str, Any]:  # noqa: ANN401  (a cross check)
    unit = _unit(check.name, answer)
    relative = check.relative if math.isfinite(check.relative) else None
    values = {"value": finite(check.value, unit), "answer": finite(check.answer, unit)}
    return {"name": check.name, "by": check.by, **values, "unit": unit.text, "relative": relative}


# --- questions and plans -----------------------------------------------------------------------------------------------


def question_shape(question: Question) -> dict[str, Any]:
    """Return a question as `mlsysim-sym/question/1`, with the book that it was asked of."""
    return {"schema": "mlsysim-sym/question/1", **question.to_dict(), "book": question.book.digest}


def plan_shape(plan: Plan) -> dict[str, Any]:
    """Return a plan as `mlsysim-sym/plan/1`: the steps, what is searched for, what judges it."""

    def step(each: Any) -> dict[str, Any]:  # noqa: ANN401  (a step)
        return {"law": each.instance.label, "unknown": each.unknown, "forward": each.forward}

    return {
        "schema": "mlsysim-sym/plan/1",
        "targets": list(plan.targets),
        "before": [step(each) for each in plan.before],
        "search": list(plan.tears),
        "inside": [step(each) for each in plan.inside],
        "until": [each.label for each in plan.residuals],
        "subject_to": [each.label for each in plan.judged],
        "not_judged": [{"statement": each.label, "lacks": list(names)} for each, names in plan.unjudged],
    }


# --- derivations -------------------------------------------------------------------------------------------------------


def derivation_shape(derivation: Derivation) -> dict[str, Any]:
    """Return a derivation as `mlsysim-sym/derivation/1`."""
    search = derivation.search
    return {
        "schema": "mlsysim-sym/derivation/1",
        "target": derivation.answer.target,
        "steps": [_step(step, derivation) for step in derivation.steps],
        "search": None
        if search is None
        else {"for": list(search.tears), "until": list(search.judges), "roots": search.roots, "certificate": search.certificate},
        "checks": [_check(check, derivation) for check in derivation.checks],
        "chosen": list(derivation.reasons),
        "digits": derivation.notation.digits,
        "result_latex": derivation.result_latex(),
        "answer": answer_shape(derivation.answer),
    }


def _step(step: DerivedStep, derivation: Derivation) -> dict[str, Any]:
    answer, notation = derivation.answer, derivation.notation
    unit = notation.unit_of(step.unknown)
    values = [None if value is None else finite(value, unit) for value in step.values]
    numbers = None
    if step.numbers is not None and step.value is not None:
        numbers = _numbers(step, derivation)
    return {
        "number": step.number,
        "law": step.label,
        "title": step.title,
        "sources": [source_shape(each) for each in step.citations],
        "unknown": step.unknown,
        "equation": text(step.statement),
        "route": step.route,
        "solved": None if step.solved is None else f"{step.unknown} = {text(step.solved)}",
        "numbers": numbers,
        "values": values,
        "unit": unit.text,
        "written": [notation.written(step.unknown, value).text for value in step.values if value is not None],
        "searched": step.searched,
        "regime": step.regime,
        "note": way(step, len(answer.pieces), answer.certificate),
        "latex": list(step_rows(step, notation)),
    }


def _numbers(step: DerivedStep, derivation: Derivation) -> str | None:
    try:
        return numbers_text(step.numbers, lambda name: derivation.notation.written(name, step.environment[name]))  # type: ignore[arg-type]
    except KeyError:
        return None


def _check(check: Check, derivation: Derivation) -> dict[str, Any]:
    return {
        "label": check.label,
        "title": check.title,
        "role": check.role,
        "statement": text(check.statement),
        "holds": check.holds,
        "slack": check.slack,
        "sources": [source_shape(each) for each in check.citations],
        "latex": list(check_rows(check, derivation.notation)),
    }


def source_shape(source: Cited) -> dict[str, Any]:
    """Return a cited place."""
    return {"key": source.key, "short": source.short, "place": source.place, "link": source.link, "read": source.read}
