"""Closed forms as they are shown: none that the domain excludes, no two minus signs in a row, each a root still."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book.build import ONE, ZERO
from mlsysim_sym.book.collect import split
from mlsysim_sym.book.invert import invert
from mlsysim_sym.reading.expression import parse_expression
from mlsysim_sym.reading.printing import latex, text
from mlsysim_sym.reading.tree import Name, Negative, QuadraticRoot
from mlsysim_sym.solving.step import evaluated
from mlsysim_sym.telling.inverses import form_lines, form_rows, forms_shown

BOOK = ms.Book.load()


def shown(law: str, name: str) -> list[str]:
    return [text(form) for form in forms_shown(BOOK, BOOK.law(law), name)]


@pytest.mark.parametrize("law", BOOK.laws)
def test_no_two_minus_signs_in_a_row(law: str) -> None:
    for name in BOOK.law(law).variables:
        for form in forms_shown(BOOK, BOOK.law(law), name):
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
    assert shown("all_pairs", "documents") == ["(1 + sqrt(1 + 8 * document_pairs)) / 2"]


@pytest.mark.parametrize(
    ("law", "name"),
    [("minimum_chain_broadcast", "link_latency"), ("zero_concentrated_privacy", "concentration_rho")],
)
def test_a_root_that_would_be_negative_is_not_shown_as_a_square(law: str, name: str) -> None:
    assert len(invert(BOOK.law(law), name).forms) == 2
    assert len(shown(law, name)) == 1


def test_both_roots_are_shown_where_both_can_be() -> None:
    assert len(shown("checkpoint_waste", "checkpoint_interval")) == 2


def test_the_coefficients_of_a_long_quadratic_get_names() -> None:
    forms = forms_shown(BOOK, BOOK.law("fail_stop_silent_waste"), "checkpoint_interval")
    lines = list(form_lines("checkpoint_interval", forms))
    assert lines[0] == "checkpoint_interval = (-B ± sqrt(B^2 - 4 * A * C)) / (2 * A)"
    assert [line[:11] for line in lines[1:]] == ["  with A = ", "  with B = ", "  with C = "]
    rows = list(form_rows("x", forms, lambda each: each[0]))
    assert rows[0] == r"x &= \frac{-\mathcal{B} \pm \sqrt{\mathcal{B}^{2} - 4 \, \mathcal{A} \, \mathcal{C}}}{2 \, \mathcal{A}}"
    assert len(rows) == 4


def test_what_holds_at_a_degenerate_point_alone_is_not_shown_as_a_solution() -> None:
    assert any(form == ONE for form in invert(BOOK.law("nvls_all_reduce"), "ranks").forms)
    assert "1" not in shown("nvls_all_reduce", "ranks")
    assert shown("speculative_expected_tokens", "draft_length") == [
        "log(1 - tokens_per_round * (1 - acceptance_rate) / 1[token]) / log(acceptance_rate) - 1"
    ]


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


def test_a_number_that_solves_the_algebra_alone_is_not_shown() -> None:
    assert [text(form) for form in invert(BOOK.law("speculative_expected_tokens"), "acceptance_rate").forms] == ["1"]
    assert shown("speculative_expected_tokens", "acceptance_rate") == []
