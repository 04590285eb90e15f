"""A symbolic equation engine for ML systems: cited laws that answer any question, forwards or backwards.

>>> import mlsysim_sym as ms
>>> answer = ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
>>> print(answer)
ridge_point = 295.343 FLOP/B
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

from mlsysim_sym.errors import (
    DataError,
    MlsysimError,
    NoAnswerError,
    OOMError,
    OutOfMemoryError,
    QuestionError,
    ServiceLevelViolation,
    SLAViolation,
)
from mlsysim_sym.face import ask, expression_text, law, record, scenario, solve, variable

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.catalogue import hardware, infrastructure, models, systems
    from mlsysim_sym.reading.quantity import Quantity
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.question import Question

TYPE_LAZY = {
    "Answer": "mlsysim_sym.solving.answer",
    "Book": "mlsysim_sym.book.book",
    "Quantity": "mlsysim_sym.reading.quantity",
    "Question": "mlsysim_sym.solving.question",
    "hardware": "mlsysim_sym.catalogue",
    "infrastructure": "mlsysim_sym.catalogue",
    "models": "mlsysim_sym.catalogue",
    "systems": "mlsysim_sym.catalogue",
}

__all__ = [
    "Answer",
    "Book",
    "DataError",
    "MlsysimError",
    "NoAnswerError",
    "OOMError",
    "OutOfMemoryError",
    "Quantity",
    "Question",
    "QuestionError",
    "SLAViolation",
    "ServiceLevelViolation",
    "ask",
    "expression_text",
    "hardware",
    "infrastructure",
    "law",
    "models",
    "record",
    "scenario",
    "solve",
    "systems",
    "variable",
]


def __getattr__(name: str) -> object:
    if name in TYPE_LAZY:
        from importlib import import_module  # noqa: PLC0415  (what a name needs is imported when it is asked for)

        return getattr(import_module(TYPE_LAZY[name]), name)
    raise AttributeError(f"module `mlsysim_sym` has no attribute `{name}`")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
