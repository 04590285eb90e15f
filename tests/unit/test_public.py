"""The names that users rely on: a change here is a change of the interface."""

from __future__ import annotations

import inspect

import mlsysim_sym as ms

PUBLIC = {
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
}


def test_the_public_names_are_these() -> None:
    assert set(ms.__all__) == PUBLIC


def test_every_public_name_is_there_and_documented() -> None:
    for name in sorted(PUBLIC):
        assert inspect.getdoc(getattr(ms, name)), name


def test_every_public_function_shows_how_it_is_called() -> None:
    for name in ("ask", "solve"):
        assert ">>>" in str(inspect.getdoc(getattr(ms, name))), name


def test_a_name_that_is_not_there_says_so() -> None:
    assert not hasattr(ms, "solv")
