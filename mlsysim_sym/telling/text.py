"""Answers as text for a terminal: one line, and the whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mlsysim_sym.solving.answer import Answer, Piece, shown_value

if TYPE_CHECKING:
    from mlsysim_sym.reading.units import Unit

SIGNS = {"equal": "=", "at_most": "<=", "at_least": ">=", "mixed": "~"}


def answer_line(answer: Answer) -> str:
    """Return an answer in one line."""
    name = answer.target
    if not answer.pieces:
        return f"{name}: no answer"
    if len(answer.pieces) == 1:
        piece = answer.pieces[0]
        if piece.is_point:
            return f"{name} {SIGNS[answer.sense]} {piece_text(piece, answer.unit)}{beside(piece, answer)}"
        return f"{name} in {piece_text(piece, answer.unit)}"
    return f"{name} in {{{', '.join(piece_text(piece, answer.unit) + beside(piece, answer) for piece in answer.pieces)}}}"


def beside(piece: Piece, answer: Answer) -> str:
    """Return the other unknowns of a point."""
    rows = [f"{name} = {shown_value(value, answer.units[name])}" for name, value in piece.beside.items()]
    return f" with {', '.join(rows)}" if rows else ""


def piece_text(piece: Piece, unit: Unit) -> str:
    """Return one part of a set."""
    if piece.is_point:
        return shown_value(piece.low, unit)
    low = shown_value(piece.low, unit) if math.isfinite(piece.low) else "-infinity"
    high = shown_value(piece.high, unit) if math.isfinite(piece.high) else "infinity"
    if piece.kind == "integers":
        return f"{low} .. {high}"
    return f"{'(' if piece.low_open else '['}{low}, {high}{')' if piece.high_open else ']'}"
