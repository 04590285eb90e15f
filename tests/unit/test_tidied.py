"""Closed forms as a reader would write them have the values of the forms that the inverter made."""

from __future__ import annotations

import math
import random

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.tidied import tidied
from mlsysim_sym.book.within import forms_within
from mlsysim_sym.reading.expression import parse_expression
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.tree import Name, Node, Number, QuadraticRoot, names_in
from mlsysim_sym.solving.step import evaluated

BOOK = ms.Book.load()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("4 * 1 * (x * 2)", "8 * x"),
        ("x / a / b / c", "x / (a * b * c)"),
        ("x / a * b / c", "x * b / (a * c)"),
        ("(2 * (a * b)^(1/2))^2", "4 * a * b"),
        ("x * x^(1/2)", "x^(3/2)"),
        ("x / 1/8[B/bit] / y", "8 * x / (1[B/bit] * y)"),
        ("1/2[token/FLOP] * x / y", "1/2[token/FLOP] * x / y"),
        ("x / y / 2[FLOP]", "x / (y * 2[FLOP])"),
        ("a - (b + c - d)", "a - b - c + d"),
        ("x * y - (a * y + y * b)", "y * (x - a - b)"),
        ("(a - b) / -c", "(b - a) / c"),
        ("-(a / (b * c))", "-a / (b * c)"),
        ("a + a + b", "2 * a + b"),
        ("a * b - b * a", "0"),
        ("sqrt(4 * x) / 2", "sqrt(x)"),
        ("1 / (1 / (x * 2))", "2 * x"),
        ("max(0[s], x)", "max(0[s], x)"),
        ("max(a / b / c, 1 * d)", "max(a / (b * c), d)"),
        ("0 * x + y", "y"),
        ("(x - x) * y", "0"),
        ("y / (x - x)", "y / 0"),
    ],
)
def test_what_is_shown(written: str, shown: str) -> None:
    assert text(tidied(parse_expression(written))) == shown


@pytest.mark.parametrize(
    ("a", "b", "c", "shown"),
    [
        ("1", "-1", "-(2 * n)", "(1 + sqrt(1 + 8 * n)) / 2"),
        ("1", "2 * (r - w * m)", "2 * d * m", "w * m - r + sqrt((r - w * m)^2 - 2 * d * m)"),
        ("p * q", "2 * sqrt(p * n)", "n / q - t * q", "(sqrt(p * q^2 * t) - sqrt(p * n)) / (p * q)"),
        ("2 * a", "4 * a * b", "2 * a * c", "sqrt(b^2 - c) - b"),
    ],
)
def test_a_quadratic_is_divided_by_what_its_coefficients_share(a: str, b: str, c: str, shown: str) -> None:
    root = QuadraticRoot(parse_expression(a), parse_expression(b), parse_expression(c), 1)
    assert text(tidied(root)) == shown


def values_of(form: Node, chance: random.Random) -> dict[str, float]:
    """Return small values of like size: at realistic ones a difference may lose all its digits."""
    return {name: chance.uniform(0.3, 2.5) for name in names_in(form)}


def compared(form: Node, seed: str) -> int:
    """Return at how many of twenty points a form has a value, which its tidied form has, too."""
    chance, neat, seen = random.Random(seed), tidied(form), 0  # noqa: S311  (a seeded test)
    for _ in range(20):
        values = values_of(form, chance)
        try:
            wanted = evaluated(form, values)
        except UNDEFINED:
            continue
        assert math.isclose(evaluated(neat, values), wanted, rel_tol=1e-8, abs_tol=1e-12), (text(form), text(neat))
        seen += 1
    return seen


@pytest.mark.parametrize("law", BOOK.laws)
def test_a_tidied_form_has_the_same_value(law: str) -> None:
    for name in BOOK.law(law).variables:
        for form in forms_within(BOOK, BOOK.law(law), name):
            compared(form, f"{law} {name}")


def test_forms_are_compared_where_they_have_values() -> None:
    forms = forms_within(BOOK, BOOK.law("ring_all_reduce"), "link_latency")
    assert [compared(form, "seed") for form in forms] == [20]


def test_another_value_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "tidied", lambda _: Number(parse_expression("3").value))  # type: ignore[union-attr]
    with pytest.raises(AssertionError):
        compared(Name("ranks"), "seed")
