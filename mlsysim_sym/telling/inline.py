r"""Values for the running text of a document: Markdown that says what it says, with the unit kept beside the number.

>>> import mlsysim_sym as ms
>>> answer = ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
>>> print(inline(answer).replace("\u00a0", " "))
295 FLOP/B
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsysim_sym.errors import NoAnswerError
from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.solving.numbers import notation_of
from mlsysim_sym.telling.results import end

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Answer, Piece
    from mlsysim_sym.solving.numbers import Notation

_SPECIAL = re.compile(r"([\\*_<>$\[\]{}~`#|])")


class Inline(str):
    """A value as text; Quarto and notebooks take its Markdown as it is, where they would escape a plain string."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)

    def _repr_latex_(self) -> str:
        return str(self)


def inline(answer: Answer, digits: int | None = 3, unit: str | None = None) -> Inline:
    """Return the value of an answer for running text; raise NoAnswerError where there is none to print."""
    if not answer.pieces:
        raise NoAnswerError(f"`{answer.target}` has no value to print", names=(answer.target,), because=answer.because)
    notation = notation_of(answer, (), digits, unit)
    return Inline(" or ".join(_piece(piece, answer, notation) for piece in answer.pieces))


def _piece(piece: Piece, answer: Answer, notation: Notation) -> str:
    low, high = (_shown(end(value, answer.target, notation).text) for value in (piece.low, piece.high))
    if piece.is_point:
        return low
    if piece.high == float("inf"):
        return f"at least {low}"
    return f"{low} to {high}"


def _shown(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", value).replace(" ", GLUE)
