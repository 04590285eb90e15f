"""The equation language: its limits and every refusal, each with the column and a way out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsysim_sym.errors import ParseError
from mlsysim_sym.reading.expression import (
    DEEPEST,
    LARGEST_EXPONENT,
    LARGEST_POWER,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    MOST_NODES,
    parse_condition,
    parse_expression,
    parse_statement,
)


@pytest.mark.parametrize(
    ("inside", "beyond", "message"),
    [
        ("a" + " " * (LONGEST_TEXT - 1), "a" + " " * LONGEST_TEXT, "at most 4000 characters"),
        ("(" * (DEEPEST // 2 - 1) + "a" + ")" * (DEEPEST // 2 - 1), "(" * DEEPEST + "a" + ")" * DEEPEST, "nested more than"),
        ("+".join(["a"] * (MOST_NODES // 2)), "+".join(["a"] * (MOST_NODES // 2 + 1)), "more than 600 terms"),
        ("1" * LONGEST_NUMBER, "1" * (LONGEST_NUMBER + 1), "at most 40 digits"),
        (f"1e{LARGEST_EXPONENT}", f"1e{LARGEST_EXPONENT + 1}", "an exponent of at most 300"),
        ("1e0300", "1e000000", "an exponent of at most"),
        (f"a ^ {LARGEST_POWER}", f"a ^ {LARGEST_POWER + 1}", "an exponent is at most 64"),
        (f"a ^ -{LARGEST_POWER}", "a ^ (8 * 9)", "an exponent is at most 64"),
    ],
)
def test_limits(inside: str, beyond: str, message: str) -> None:
    parse_expression(inside)
    with pytest.raises(ParseError, match=message) as caught:
        parse_expression(beyond)
    assert caught.value.column


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("a b", 3, "expected an operator or the end, found `b`", r"write `\*`"),
        ("a 2", 3, "expected an operator", r"write `\*`"),
        ("2 (a)", 3, "expected an operator", r"write `\*`"),
        ("a )", 3, "expected an operator or the end", None),
        ("a % b", 3, "unexpected character '%'", "write a fraction"),
        ("a + _b", 5, "unexpected character '_'", "begins with a letter"),
        ("{a}", 1, "unexpected character '{'", r"\( \)"),
        ("a ! b", 3, "unexpected character '!'", "conditions use"),
        ("a + [", 5, r"unexpected character '\['", "right after its number"),
        ("a + é", 5, "unexpected character 'é'", None),
        ("a +", 4, "expected a name, a number or `\\(`, found the end", None),
        ("(a", 3, "expected `\\)` to close the bracket", None),
        ("when", 1, "expected a name, a number", None),
        ("2[]", 2, "empty unit brackets", "leave the brackets out"),
        ("2/0[s]", 3, "division by zero", None),
        ("a / (2 - 2)", 3, "division by zero", None),
        ("a * (1/0)", 7, "no finite real value", None),
        ("a * 0^-1", 6, "no finite real value", None),
        ("a * (-1)^0.5", 9, "no finite real value", None),
        ("a * sqrt(-1)", 5, "no finite real value", None),
        ("a * log(0)", 5, "no finite real value", None),
        ("a * 9^9^9", 6, "an exponent is at most 64", None),
        ("a ^ 9^9", 3, "an exponent is at most 64", None),
        ("a * (((2^64)^64)^64)^64", 13, "no finite real value", None),
        ("ceil(exp(exp(exp(9))))", 10, "no finite real value", None),
        ("gamma(1e300) + a", 1, "no finite real value", None),
        ("min(a, 1e300 * 1e300)", 14, "no finite real value", None),
        ("case(when a < 10^64^2: a)", 17, "an exponent is at most 64", None),
        ("sqrt", 1, "`sqrt` is a function", r"write `sqrt\(...\)`"),
        ("squirt(a)", 1, "unknown function `squirt`", "sqrt"),
        ("zzz(a)", 1, "unknown function `zzz`", r"write `\*`"),
        ("sqrt(a, b)", 1, r"`sqrt` takes 1 argument\(s\), not 2", None),
        ("min(a)", 1, r"`min` takes at least 2 argument\(s\), not 1", None),
        ("sqrt(a", 7, "expected `\\)` to close `sqrt`", None),
        ("a.", 3, "expected a name after `.`", None),
        ("case a", 6, "expected `\\(` after `case`", None),
        ("case(a)", 6, "expected `when` or `else`", None),
        ("case(else a)", 11, "expected `:` after `else`", None),
        ("case(when a < 1 b)", 17, "expected `:` after the condition", None),
        ("case(when a: b)", 12, "expected a comparison", None),
        ("case(else: a, else: b)", 13, "expected `\\)` to close `case`", None),
        ("case(when a is *: b)", 16, "expected a word after `is`", None),
    ],
)
def test_refusals_of_expressions(text: str, column: int, message: str, hint: str | None) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        parse_expression(text)
    assert caught.value.column == column
    assert (caught.value.hint is None) == (hint is None)
    assert hint is None or re.search(hint, caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a", 2, "expected `=`, `<=`, `>=` or `divides`, found the end"),
        ("a < b", 3, "expected `=`"),
        ("a = b = c", 7, "expected an operator or the end"),
        ("a + 1 divides b", 7, "`divides` stands between two names"),
    ],
)
def test_refusals_of_statements(text: str, column: int, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        parse_statement(text)
    assert caught.value.column == column


@pytest.mark.parametrize("text", ["a", "a <", "a is", "a < 1 and", "a < 1 or b < 2", "and"])
def test_refusals_of_conditions(text: str) -> None:
    with pytest.raises(ParseError):
        parse_condition(text)


@given(st.text("ab12.e^*/+-()[]:,=<> when case is else and divides sqrt min", max_size=60))
def test_any_text_is_read_or_refused_with_a_column(text: str) -> None:
    for read in (parse_expression, parse_statement, parse_condition):
        try:
            read(text)
        except ParseError as error:
            assert error.column is not None  # noqa: PT017  (a text may as well be read)
            assert 1 <= error.column <= len(text) + 1  # noqa: PT017  (the same)
