"""What an answer says beside its steps: the set, what binds, regimes, certificate, numbers used, checks, warnings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from mlsysim_sym.book.registry import Figure
from mlsysim_sym.reading.figures import GLUE, Written
from mlsysim_sym.reading.printing import text
from mlsysim_sym.solving.answer import Answer, Piece
from mlsysim_sym.solving.citing import cited
from mlsysim_sym.solving.numbers import Notation, as_given
from mlsysim_sym.solving.question import Input
from mlsysim_sym.telling.page import Listing, Pairs, Part, Table, section

SIGNS = {"equal": "=", "at_most": "<=", "at_least": ">=", "mixed": "~"}
SENSES = {
    "at_most": "at most: laws that it rests on are bounds, so the true value may be less",
    "at_least": "at least: laws that it rests on are bounds, so the true value may be more",
    "mixed": "neither: laws that it rests on are bounds that lean both ways",
}
CERTIFICATES = {
    "exact": "exact: closed forms, put back into every law",
    "certified": "certified: a search that proves it found all there is in the domain",
    "numeric": "numeric: put back into every law, not proven to be all there is",
}
LAYERS = {"solver": "default of the solver", "glossary": "convention"}
INFINITE = Written("infinity")


# --- the set -----------------------------------------------------------------------------------------------------------


def set_line(answer: Answer, notation: Notation) -> str:
    """Return an answer's set in one line."""
    name = answer.target
    if not answer.pieces:
        return f"{name}: no answer"
    if len(answer.pieces) == 1:
        piece = answer.pieces[0]
        if piece.is_point:
            return f"{name} {SIGNS[answer.sense]} {piece_line(piece, name, notation)}"
        return f"{name} in {piece_line(piece, name, notation)}"
    return f"{name} in {{{', '.join(piece_line(piece, name, notation) for piece in answer.pieces)}}}"


def piece_line(piece: Piece, name: str, notation: Notation) -> str:
    """Return one part of a set, other unknowns beside it."""
    low, high = end(piece.low, name, notation).text, end(piece.high, name, notation).text
    if piece.is_point:
        rows = [f"{other} = {notation.written(other, value).text}" for other, value in piece.beside.items()]
        return low + (f" with {', '.join(rows)}" if rows else "")
    if piece.kind == "integers":
        return stride_line(piece, low, high, end(float(piece.step), name, notation).text)
    shown = f"{'(' if piece.low_open else '['}{low}, {high}{')' if piece.high_open else ']'}"
    return f"{shown} (no influence)" if piece.kind == "any" else shown


def stride_line(piece: Piece, low: str, high: str, step: str) -> str:
    """Return a range of integers, or of multiples, given its ends and its step as they are written."""
    if piece.step == 1:
        return f"{low} .. {high}"
    return f"multiples of {step} from {low}" + ("" if math.isinf(piece.high) else f" to {high}")


def end(value: float, name: str, notation: Notation) -> Written:
    """Return one end of a part."""
    if math.isinf(value):
        return Written("infinity" if value > 0 else "-infinity")
    return notation.written(name, value)


# --- what it rests on --------------------------------------------------------------------------------------------------


def result_pairs(answer: Answer, notation: Notation) -> Pairs:
    """Return what binds, the regimes, the certificate and the amplification."""
    rows = list(_binding(answer, notation))
    regimes = {law: regime for piece in answer.pieces for law, regime in piece.regimes.items()}
    rows += [("regime", f"{law}: {regime.replace('_', ' ')}") for law, regime in regimes.items()]
    if answer.pieces:
        if answer.sense in SENSES:
            rows.append(("sense", SENSES[answer.sense]))
        rows.append(("certificate", CERTIFICATES[answer.certificate]))
    amplified = [piece.amplification for piece in answer.pieces if piece.amplification is not None]
    if amplified:
        rows.append(("amplification", f"one percent of a number given moves it by up to {max(amplified):.3g} percent"))
    rows += [("measured", line) for line in _measured(answer, notation)]
    rows += [("because", reason) for reason in answer.because]
    return Pairs(tuple(_once(rows)))


def _measured(answer: Answer, notation: Notation) -> Iterator[str]:
    if answer.measured:
        from mlsysim_sym.telling.measured import measured_lines  # noqa: PLC0415  (few answers were compared)

        yield from measured_lines(answer, notation)


def _once(rows: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield rows with a repeated name left out."""
    before = None
    for name, said in rows:
        yield ("" if name == before else name), said
        before = name


def _binding(answer: Answer, notation: Notation) -> Iterator[tuple[str, str]]:
    for piece in answer.pieces:
        for entry in piece.binding:
            value = {"low": piece.low, "high": piece.high}.get(entry["end"], piece.low)
            shown = end(value, answer.target, notation).text.replace(" ", GLUE)
            where = {"low": f"from {shown}", "high": f"up to {shown}"}.get(entry["end"], f"at {shown}")
            yield "binding", f"{where}: {bound_statement(answer, entry)}"


def bound_statement(answer: Answer, entry: Mapping[str, Any]) -> str:
    """Return what is active at an end: its label, and the statement where the label does not say it."""
    label = entry["statement"]
    if label == "domain":
        return f"the domain of {answer.target}, {answer.variable.domain}"
    plan = answer.trace.plan if answer.trace else None
    for instance in (*plan.judged, *plan.residuals) if plan else ():
        if instance.label == label:
            statement = text(instance.law.statement)
            said = "" if instance.law.title == "Requirement" or statement == label else f": {statement}"
            slack = f" ({entry['slack']:.2%} of it left)" if entry["slack"] > 1e-6 else ""  # noqa: PLR2004
            return f"{label}{said}{slack}"
    return str(label)


# --- numbers used ------------------------------------------------------------------------------------------------------


def inputs_table(answer: Answer, notation: Notation) -> Table:
    """Return the numbers that an answer used, each with who says so."""
    rows, entries = [], []
    for each in answer.inputs:
        shown = as_given(each, notation.digits).text.replace(" ", GLUE)
        who = who_says(each, notation)
        printed = as_printed(each.figure)
        rows.append((f"`{each.name}`", shown, each.badge, who, printed))
        kept = f"; instead of {', '.join(each.replaces)}" if each.replaces else ""
        details = "; ".join(
            part
            for part in (who if each.layer != "given" else "", f"printed `{printed}`" if printed and printed not in shown else "")
            if part
        )
        entries.append((f"{each.name} = {shown}  [{each.badge}]", (details + kept).removeprefix("; ")))
    return Table(("name", "value", "badge", "who says so", "as printed"), tuple(rows), tuple(entries))


def who_says(number: Input, notation: Notation) -> str:
    """Return who says a number: the record and its source, the default and its reason, or that it was given."""
    if number.layer == "given":
        return "given"
    sources = "; ".join(str(each) for each in cited(notation.book, number.citations)) if notation.book else ""
    start = LAYERS.get(number.layer) or (number.record or "").rpartition("/")[2]
    why = f" ({number.why.rstrip('.')})" if number.why else ""
    return f"{start}{why}: {sources}" if sources else f"{start}{why}"


def as_printed(figure: Figure | None) -> str:
    """Return how a record's number stands at its source."""
    return figure.as_printed if figure is not None else ""


def closing(answer: Answer, notation: Notation) -> tuple[Part, ...]:
    """Return the sections after the result: numbers used, cross checks, warnings."""
    checks = tuple(
        f"{each.name}: {each.by} gives {notation.written(each.name, each.value).text}, "
        f"the answer {notation.written(each.name, each.answer).text} ({each.relative:+.2%})"
        for each in answer.cross_checks
    )
    released = tuple(f"{each.name}: the {each.layer}'s {each.value.text} was set aside" for each in answer.released)
    return (
        *section("Inputs", inputs_table(answer, notation)),
        *section("Set aside", Listing(released)),
        *section("Cross checks", Listing(checks)),
        *section("Warnings", Listing(answer.warnings)),
    )
