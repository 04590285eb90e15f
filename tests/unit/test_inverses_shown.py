"""Closed forms as they are shown: none that the domain excludes, no two minus signs in a row, each a root still."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book.build import ZERO
from mlsysim_sym.book.collect import split
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.within import forms_within
from mlsysim_sym.reading.expression import parse_expression
from mlsysim_sym.reading.printing import latex, text
from mlsysim_sym.reading.tree import Name, Negative, QuadraticRoot
from mlsysim_sym.solving.step import evaluated

BOOK = ms.Book.load()


def shown(law: str, name: str) -> list[str]:
    return [text(form) for form in forms_within(BOOK, BOOK.law(law), name)]


@pytest.mark.parametrize("law", BOOK.laws)
def test_no_two_minus_signs_in_a_row(law: str) -> None:
    for name in BOOK.law(law).variables:
        for form in forms_within(BOOK, BOOK.law(law), name):
            assert "--" not in text(form).replace(" ", "")
            assert not text(form).startswith("((-(-")
            assert "--" not in latex(form, lambda each: each.replace("_", "")).replace(" ", "")


def test_a_count_is_not_zero() -> None:
    assert any(form == ZERO for form in invert(BOOK.law("hierarchical_all_reduce"), "local_ranks").forms)
    assert "0" not in shown("hierarchical_all_reduce", "local_ranks")
    assert len(shown("hierarchical_all_reduce", "local_ranks")) == 2


def test_a_length_is_not_negative() -> None:
    assert shown("nonembedding_parameters_rule", "hidden_size") == ["sqrt(nonembedding_parameters / (12 * layers))"]
    assert len(shown("gaussian_divergence", "current_mean")) == 2  # a mean may be negative


def test_of_two_roots_of_unlike_signs_one_is_left() -> None:
    assert shown("all_pairs", "documents") == ["(1 + sqrt(1^2 + 4 * 1 * (document_pairs * 2))) / (2 * 1)"]


def test_a_value_inside_the_domain_is_kept() -> None:
    assert "1" in shown("nvls_all_reduce", "ranks")


@pytest.mark.parametrize(
    ("right", "solved"),
    [
        ("a*x - b*x^2", lambda a, b, x: a * x - b * x**2),
        ("-a*x^2 - b*x + 2", lambda a, b, x: -a * x**2 - b * x + 2),
        ("a*sqrt(x) - b*x", lambda a, b, x: a * math.sqrt(x) - b * x),
        ("a/x - b*x", lambda a, b, x: a / x - b * x),
    ],
)
def test_turned_signs_give_the_same_roots(right: str, solved: Callable[..., float]) -> None:
    forms = split(Name("y"), parse_expression(right), "x")
    assert len(forms) >= 2
    draw = random.Random(7)  # noqa: S311  (test data)
    for _ in range(200):
        a, b, x = (draw.uniform(0.5, 4.0) for _ in range(3))
        roots = [evaluated(form, {"a": a, "b": b, "y": solved(a, b, x)}) for form in forms]
        assert any(math.isclose(root, x, rel_tol=1e-9) for root in roots)


def test_a_root_prints_its_signs_once() -> None:
    root = QuadraticRoot(Name("a"), Negative(Name("b")), Negative(Name("c")), -1)
    assert text(root) == "(b - sqrt(b^2 + 4 * a * c)) / (2 * a)"
    assert latex(root, str) == r"\frac{b - \sqrt{b^{2} + 4 \, a \, c}}{2 \, a}"
