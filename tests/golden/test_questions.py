"""Questions over the whole book: the answers, and the same by hand."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.library import AREAS
from mlsysim_sym.errors import MlsysimError, UndecidedError, UnderdeterminedError
from mlsysim_sym.reading import yamlfile
from mlsysim_sym.solving.question import Question

CASES: list[Any] = list(yamlfile.load((Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8"), "questions.yaml"))


def of(key: str) -> list[Any]:
    return [pytest.param(case, id=f"{place}-{case['ask']}") for place, case in enumerate(CASES) if key in case]


NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")
OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip


def by_hand(node: ast.expr) -> float:
    """Return the value of a sum: numbers, arithmetic, `log` and `floor`."""
    if isinstance(node, ast.Constant):
        return float(str(node.value))
    if isinstance(node, ast.UnaryOp):
        return -by_hand(node.operand)
    if isinstance(node, ast.BinOp):
        return OPERATIONS[type(node.op)](by_hand(node.left), by_hand(node.right))
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    value = by_hand(node.args[0])
    return math.log(value) if node.func.id == "log" else float(math.floor(value))


def asked(case: dict[str, Any]) -> Question:
    given, words, slots = (dict(case.get(key, {})) for key in ("given", "choose", "with"))
    return Question(Book.load(), None, (), slots, given, tuple(case.get("require", ())), words)


@pytest.mark.parametrize("case", of("answer"))
def test_a_question_has_its_answer(case: dict[str, Any]) -> None:
    assert str(asked(case).solve(case["ask"])) == f"{case['ask']} {case['answer']}"
    value = by_hand(ast.parse(case["sum"], mode="eval").body)
    shown = [float(text) for text in NUMBER.findall(case["answer"])]
    assert any(math.isclose(value, each, rel_tol=5.1e-6) for each in shown), f"{value} by hand"


@pytest.mark.parametrize("case", of("error"))
def test_a_question_without_an_answer_says_why(case: dict[str, Any]) -> None:
    with pytest.raises(MlsysimError) as caught:
        asked(case).solve(case["ask"])
    assert type(caught.value).__name__ == case["error"]
    if isinstance(caught.value, UnderdeterminedError):
        assert tuple(case["missing"]) in caught.value.missing
    if isinstance(caught.value, UndecidedError):
        assert set(caught.value.candidates) == set(case["candidates"])


@pytest.mark.parametrize("case", of("then"))
def test_what_is_missing_would_do(case: dict[str, Any]) -> None:
    assert set(case["then"]) == set(case["missing"])
    assert asked({**case, "given": {**case.get("given", {}), **case["then"]}}).solve(case["ask"])


def test_the_questions_cover_the_book() -> None:
    assert len(CASES) >= 50
    assert {case["area"] for case in CASES} == set(AREAS)
    assert sum("inverse" in case for case in CASES) >= 20
    assert sum("error" in case for case in CASES) >= 5
    assert all(case["why"] for case in CASES)
