"""The functions that an equation may call: one definition each.

A definition says how many arguments a function takes, what dimensions it accepts, and how it is typeset. How it is
evaluated (as a float, an interval or a certified ball) stands in `book.arithmetic`, which refuses to load if a function
of this table is missing there.
"""

from __future__ import annotations

from typing import Literal

from mlsysim_sym.valueclass import frozen

Rule = Literal["alike", "pure", "root"]
# alike: all arguments share one dimension, which the result has too
# pure:  arguments and result are pure numbers
# root:  the result has half the argument's dimension


@frozen
class Function:
    """A function of the equation language; `most` is None where any number of arguments is allowed."""

    name: str
    least: int
    most: int | None
    rule: Rule
    latex: str


def _table(*rows: Function) -> dict[str, Function]:
    return {row.name: row for row in rows}


FUNCTIONS = _table(
    Function("min", 2, None, "alike", r"\min\left(%s\right)"),
    Function("max", 2, None, "alike", r"\max\left(%s\right)"),
    Function("abs", 1, 1, "alike", r"\left|%s\right|"),
    Function("sqrt", 1, 1, "root", r"\sqrt{%s}"),
    Function("exp", 1, 1, "pure", r"\exp\left(%s\right)"),
    Function("log", 1, 1, "pure", r"\ln\left(%s\right)"),
    Function("log2", 1, 1, "pure", r"\log_{2}\left(%s\right)"),
    Function("log10", 1, 1, "pure", r"\log_{10}\left(%s\right)"),
    Function("ceil", 1, 1, "pure", r"\left\lceil %s \right\rceil"),
    Function("floor", 1, 1, "pure", r"\left\lfloor %s \right\rfloor"),
    Function("round", 1, 1, "pure", r"\operatorname{round}\left(%s\right)"),
    Function("erf", 1, 1, "pure", r"\operatorname{erf}\left(%s\right)"),
    Function("gamma", 1, 1, "pure", r"\Gamma\left(%s\right)"),
    Function("lgamma", 1, 1, "pure", r"\ln\Gamma\left(%s\right)"),
    Function("beta_regularized", 3, 3, "pure", r"I\left(%s\right)"),
    Function("gamma_upper_regularized", 2, 2, "pure", r"Q\left(%s\right)"),
    Function("binomial", 2, 2, "pure", r"\operatorname{C}\left(%s\right)"),
    Function("harmonic", 1, 1, "pure", r"H\left(%s\right)"),
    Function("normal_quantile", 1, 1, "pure", r"\Phi^{-1}\left(%s\right)"),
    Function("erlang_b", 2, 2, "pure", r"B\left(%s\right)"),
)

CONSTANTS = {"pi": r"\pi", "euler_gamma": r"\gamma_{\mathrm{E}}"}
KEYWORDS = frozenset({"case", "when", "else", "and", "is", "divides"})
RESERVED = frozenset(FUNCTIONS) | frozenset(CONSTANTS) | KEYWORDS
STEPS = frozenset({"ceil", "floor", "round"})
