"""Trees as SymPy expressions: the same numbers as floats give, and what stays unevaluated."""

from __future__ import annotations

import pytest
import sympy

from mlsysim_sym.book.arithmetic import FLOAT
from mlsysim_sym.reading.expression import parse_condition, parse_expression, parse_statement
from mlsysim_sym.reading.sympy_form import sympy_form

X, Y = 2.5, 4.25
CALLS = [
    ("sqrt(x)", "sqrt", (X,)),
    ("exp(x)", "exp", (X,)),
    ("log(x)", "log", (X,)),
    ("log2(x)", "log2", (X,)),
    ("log10(x)", "log10", (X,)),
    ("ceil(x)", "ceil", (X,)),
    ("floor(x)", "floor", (X,)),
    ("abs(x)", "abs", (X,)),
    ("erf(x)", "erf", (X,)),
    ("gamma(x)", "gamma", (X,)),
    ("lgamma(x)", "lgamma", (X,)),
    ("harmonic(x)", "harmonic", (X,)),
    ("min(x, y)", "min", (X, Y)),
    ("max(x, y)", "max", (X, Y)),
    ("binomial(y, x)", "binomial", (Y, X)),
    ("normal_quantile(x / y)", "normal_quantile", (X / Y,)),
    ("gamma_upper_regularized(x, y)", "gamma_upper_regularized", (X, Y)),
    ("beta_regularized(0.3, x, y)", "beta_regularized", (0.3, X, Y)),
    ("erlang_b(x, 3)", "erlang_b", (X, 3.0)),
]


@pytest.mark.parametrize(("text", "name", "arguments"), CALLS, ids=[row[1] for row in CALLS])
def test_functions_have_the_values_of_floats(text: str, name: str, arguments: tuple[float, ...]) -> None:
    found = sympy_form(parse_expression(text)).subs({"x": sympy.Rational(5, 2), "y": sympy.Rational(17, 4)})
    assert float(sympy.N(found)) == pytest.approx(FLOAT[name](*arguments), rel=1e-9)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x + y * 2 - x / y", 2.5 + 8.5 - 2.5 / 4.25),
        ("-x^2", -6.25),
        ("2[kB] * x", 5000.0),
        ("1/4[s] + 0 * pi", 0.25),
        ("case(when x < y and y >= 4: x, else: y)", 2.5),
        ("case(when x > y: x, when x = y: 0, else: y)", 4.25),
    ],
)
def test_values(text: str, value: float) -> None:
    found = sympy_form(parse_expression(text)).subs({"x": sympy.Rational(5, 2), "y": sympy.Rational(17, 4)})
    assert float(sympy.N(found.doit())) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a = b", "Eq(a, b)"),
        ("a <= b + 1", "a <= b + 1"),
        ("a >= b", "a >= b"),
        ("a divides b", "Eq(Mod(b, a), 0)"),
        ("a = a", "Eq(a, a)"),
    ],
)
def test_statements_stay_as_they_are(text: str, shown: str) -> None:
    assert str(sympy_form(parse_statement(text))) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b", "a < b"),
        ("mode is low", "Eq(mode, low)"),
        ("a > b and mode is low", "Eq(mode, low) & (a > b)"),
        ("a divides b", "Eq(Mod(b, a), 0)"),
    ],
)
def test_conditions(text: str, shown: str) -> None:
    found = sympy_form(parse_condition(text))
    assert str(found) == shown or sorted(map(str, found.args)) == sorted(shown.replace("(a > b)", "a > b").split(" & "))
