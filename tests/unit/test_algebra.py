"""The algebra of proofs: what is proven, refuted and left open, in this process and in the one that may be ended."""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from mlsysim_sym.checking import algebra
from mlsysim_sym.checking.algebra import Answer, Claim, Worker, judged, serve
from mlsysim_sym.reading.expression import parse_expression

POINTS: tuple[Mapping[str, float], ...] = tuple(
    {"a": 1.3 * k, "b": 0.7 * k + 1, "c": 2.1, "n": 3.0 * k, "x": 0.4 * k} for k in (1, 2, 5)
)


def claim(left: str, right: str, **more: Any) -> Claim:
    """Return a claim about positive variables."""
    trees: dict[str, Any] = {key: parse_expression(value) if key in {"low", "high"} else value for key, value in more.items()}
    return Claim(parse_expression(left), parse_expression(right), frozenset("abcnx"), POINTS, **trees)


BEST = (("x", parse_expression("sqrt(a / b)")),)
PROVEN = [
    ("as it stands", claim("a + b", "a + b")),
    ("ratios", claim("(a^2 - b^2) / (a - b)", "a + b")),
    ("powers", claim("sqrt(a * b) * a^0.5", "a * b^0.5")),
    ("products of powers", claim("(a * b)^c", "a^c * b^c")),
    ("logarithms", claim("log(a * b)", "log(a) + log(b)")),
    ("exponents", claim("exp(a + b) / exp(b)", "exp(a)")),
    ("gamma", claim("gamma(n + 1)", "n * gamma(n)")),
    ("corners in a sum", claim("c + max(a, b)", "max(a + c, b + c)")),
    ("corners in a product", claim("c * min(a, b)", "min(a * c, b * c)")),
    ("corners under a fraction", claim("c / max(a, b)", "min(c / a, c / b)")),
    ("corners of a negative", claim("c - max(a, b)", "min(c - a, c - b)")),
    ("corners in corners", claim("max(a, max(b, c)^2 / a)", "max(a, b^2 / a, c^2 / a)")),
    ("corners of powers", claim("max(a, b)^2", "max(a^2, b^2)")),
    ("corners that a negative factor turns", claim("-c * max(a, b)", "min(-c * a, -c * b)")),
    ("corners under a root", claim("sqrt(max(a, b))", "max(sqrt(a), sqrt(b))")),
    ("corners under a negative power", claim("max(a, b)^(-2)", "min(a^(-2), b^(-2))")),
    ("corners beside other corners", claim("max(a, b) + min(b, c)", "min(b, c) + max(b, a)")),
    ("several terms of powers", claim("a * b^c + 2 * a * b^c", "3 * b^c * a")),
    ("three terms that are two", claim("(a * b)^c + a^c * b^c", "2 * a^c * b^c")),
    ("a slope", claim("a * x^2", "2 * a * x", operation="derivative", index="x")),
    ("a slope at a point", claim("a / x + b * x", "0", operation="derivative", index="x", at=BEST)),
    ("a limit at infinity", claim("a * x / (b + x)", "a", operation="limit", index="x")),
    ("a limit at zero", claim("(exp(a * x) - 1) / x", "a", operation="limit", index="x", low="0")),
    ("a sum", claim("x", "n * (n + 1) / 2", operation="sum", index="x", low="1", high="n")),
]  # fmt: skip
REFUTED = [
    ("a factor", claim("a + b", "a + 2 * b")),
    ("a corner", claim("max(a, b)", "min(a, b)")),
    ("a small number", claim("a", "a + 1e-18 * b")),
    ("a slope", claim("a * x^2", "a * x", operation="derivative", index="x")),
    ("a limit", claim("a * x / (b + x)", "b", operation="limit", index="x")),
    ("a sum", claim("x", "n^2 / 2", operation="sum", index="x", low="1", high="n")),
]


@pytest.mark.parametrize("made", [row[1] for row in PROVEN], ids=[row[0] for row in PROVEN])
def test_what_is_so_is_proven(made: Claim) -> None:
    found = judged(made)
    assert found.verdict == "proven", found
    assert found.gap < 1e-20


@pytest.mark.parametrize("made", [row[1] for row in REFUTED], ids=[row[0] for row in REFUTED])
def test_what_is_not_so_is_refuted_at_a_point(made: Claim) -> None:
    found = judged(made)
    assert found.verdict == "refuted"
    assert found.gap > 1e-20


@pytest.mark.parametrize(
    "made",
    [
        claim("max(a, b)", "max(a, c)"),
        claim("a + min(a, b)", "a + max(a, b)"),
        claim("max(a, b, c)", "max(a, b)"),
        claim("c * max(a, b)", "max(c * a, b)"),
        claim("(c - n) * max(a, b)", "max((c - n) * a, (c - n) * b)"),
        claim("a^c + b^c", "a^c + b^n + 1"),
        claim("a^c + b", "c"),
    ],
)
def test_nothing_is_proven_without_algebra(made: Claim) -> None:
    """At no points nothing is refuted; what is not so must not be proven either."""
    blind = Claim(made.left, made.right, made.positive, ())
    assert judged(blind).verdict == "undecided"


def test_a_corner_times_what_may_be_of_either_sign_stays_where_it_is() -> None:
    """As (c - n) max(a, b), which is the largest or the smallest of the products by the sign of c - n."""
    made = claim("(c - n) * max(a, b)", "max((c - n) * a, (c - n) * b)")
    assert judged(made).verdict == "refuted"


def test_values_that_overflow_say_nothing() -> None:
    sides = parse_expression("gamma(a)"), parse_expression("gamma(a)")
    assert judged(Claim(*sides, frozenset("a"), ({"a": -1.0}, {"a": 0.0}))).gap == 0.0
    other = Claim(parse_expression("1 / (a - b)"), parse_expression("2 / (a - b)"), frozenset("ab"), ({"a": 1.0, "b": 1.0},))
    assert (judged(other).verdict, judged(other).gap) == ("undecided", 0.0)


def test_points_without_a_value_say_nothing() -> None:
    found = judged(Claim(parse_expression("log(a)"), parse_expression("log(a)"), frozenset(), ({"a": 0.0}, {"b": 1.0})))
    assert (found.verdict, found.gap) == ("proven", 0.0)


def test_a_process_judges_one_claim_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [PROVEN[0][1], REFUTED[0][1], "no claim"]
    asked, told = io.BytesIO(b"".join(pickle.dumps(each) for each in sent)), io.BytesIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=asked))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=told))
    serve()
    told.seek(0)
    answers: list[Answer] = [pickle.load(told) for _ in sent]  # noqa: S301  (what this test wrote)
    assert [each.verdict for each in answers] == ["proven", "refuted", "undecided"]
    assert "AttributeError" in answers[2].note


def test_a_claim_that_takes_too_long_is_late_and_the_next_is_judged() -> None:
    worker = Worker()
    try:
        assert worker.judge(PROVEN[0][1]).verdict == "proven"
        worker.deadline = 0.0
        slow = claim("gamma(a + b) * gamma(b + c) * max(a, b)^c", "gamma(a + b) * gamma(c + b) * max(a^c, b^c) + 0 * a")
        assert worker.judge(slow).verdict == "late"
        worker.deadline = algebra.DEADLINE
        assert worker.judge(REFUTED[0][1]).verdict == "refuted"
    finally:
        worker.close()
        worker.close()
