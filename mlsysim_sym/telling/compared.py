"""Comparisons as pages and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.numbers import digits_of, notation_of
from mlsysim_sym.telling.page import Page, Part, Table, section
from mlsysim_sym.telling.results import SIGNS, piece_line
from mlsysim_sym.telling.shapes import answer_shape

if TYPE_CHECKING:
    from mlsysim_sym.asking.compare import Cell, Comparison
    from mlsysim_sym.solving.answer import Answer

COLUMNS = ("question", "value", "to the first", "regimes")
LONGEST_LIST = 60  # characters of a heading


def comparison_page(comparison: Comparison, digits: int | None = None, unit: str | None = None) -> Page:
    """Return a comparison as a page: a table for each unknown, the first of them in a unit if one is asked for."""
    parts: list[Part] = []
    for target in comparison.targets:
        cells = comparison.of(target)
        answers = [cell.answer for cell in cells if cell.answer is not None]
        most = digits or max((digits_of(answer) for answer in answers), default=3)
        due = unit if target == comparison.targets[0] else None
        parts += section(target, Table(COLUMNS, tuple(_row(cell, most, due) for cell in cells)))
    return Page(f"Comparison of {_what(comparison)}", tuple(parts))


def _what(comparison: Comparison) -> str:
    """Return the questions by name, or their number where their names are no short list."""
    listed = ", ".join(comparison.labels)
    return listed if len(listed) <= LONGEST_LIST else f"{len(comparison.labels)} questions"


def _row(cell: Cell, digits: int, unit: str | None) -> tuple[str, str, str, str]:
    if cell.answer is None or not cell.answer.pieces:
        reason = cell.because[0] if cell.because else "no reason is known"
        return cell.label, "no answer", "", reason
    ratio = "" if cell.ratio is None else f"{cell.ratio:.3g}x"
    return cell.label, _set(cell.answer, digits, unit), ratio, _regimes(cell.answer)


def _set(answer: Answer, digits: int, unit: str | None) -> str:
    notation = notation_of(answer, (), digits, unit)
    leaning = "" if answer.sense == "equal" else f"{SIGNS[answer.sense]}{GLUE}"
    return ", ".join(leaning + piece_line(piece, answer.target, notation).replace(" ", GLUE) for piece in answer.pieces)


def _regimes(answer: Answer) -> str:
    found = {law: regime for piece in answer.pieces for law, regime in piece.regimes.items()}
    bound = {entry["statement"]: None for entry in answer.binding if entry["statement"] != "domain"}
    said = [f"{law}: {regime.replace('_', ' ')}" for law, regime in found.items()]
    return "; ".join([*said, *(f"bound by {statement}" for statement in bound)])


def comparison_shape(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as `mlsysim-sym/comparison/1`."""
    return {
        "schema": "mlsysim-sym/comparison/1",
        "questions": list(comparison.labels),
        "targets": list(comparison.targets),
        "cells": [
            {
                "question": cell.label,
                "target": cell.target,
                "ratio": cell.ratio,
                "because": list(cell.because),
                "answer": None if cell.answer is None else answer_shape(cell.answer),
                "error": None if cell.error is None else cell.error.to_dict(),
            }
            for cell in comparison.cells
        ],
    }
