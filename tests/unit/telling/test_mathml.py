"""Formulas as MathML: every law's, and what goes wrong says which formula."""

from __future__ import annotations

import pytest

import mlsysim_sym as ms
from mlsysim_sym.telling.html import document, fragment, words
from mlsysim_sym.telling.inverses import inverse_rows
from mlsysim_sym.telling.latex import law_latex, symbol_in
from mlsysim_sym.telling.mathml import FormulaError, mathml, mathml_block, rows_mathml
from mlsysim_sym.telling.page import Equation, Page, Pairs, Table

pytest.importorskip("math_core")
BOOK = ms.Book.load()


def test_every_law_and_every_inverse_becomes_mathml() -> None:
    for name in BOOK.laws:
        law = BOOK.law(name)
        assert mathml_block(law_latex(law, BOOK)).startswith("<math")
        rows = tuple(inverse_rows(law, BOOK, lambda each: symbol_in(BOOK, each)))
        if rows:
            assert "<math" in rows_mathml(rows)


@pytest.mark.parametrize(
    ("formula", "part"),
    [
        (r"\frac{a}{b}", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        (r"T_{F\&B}", "&amp;"),
        (r"\displaystyle x", "<mi>x</mi>"),
        (r"\begin{align} a &= b \notag \\ &= c \end{align}", "<mtable"),
    ],
)
def test_formulas(formula: str, part: str) -> None:
    assert part in mathml(formula)


def test_a_formula_that_cannot_be_shown_is_named() -> None:
    with pytest.raises(FormulaError, match="nosuchcommand"):
        mathml(r"\nosuchcommand{x}")


def test_html_shows_what_it_is_given_and_runs_nothing() -> None:
    page = Page(
        "<script>alert(1)</script>",
        (Pairs((("a", "`b<c`"),)), Table(("symbol", "value"), (("$x_1$", "1 < 2"),)), Equation((), ("a &= b",))),
    )
    shown = document("a & b", fragment(page))
    assert "<script" not in shown
    assert "<code>b&lt;c</code>" in shown
    assert "<title>a &amp; b</title>" in shown
    assert shown.count("<math") == 2


def test_addresses_become_links_without_the_full_stop() -> None:
    assert words("see https://a.example/x.") == 'see <a href="https://a.example/x">https://a.example/x</a>.'
