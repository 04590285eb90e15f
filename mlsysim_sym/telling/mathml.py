r"""LaTeX as MathML, by `math-core`: the one place that knows that package, whose methods change names between releases.

>>> print(mathml(r"\frac{a}{b}"))
<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from mlsysim_sym.asking.extras import MissingExtraError, required
from mlsysim_sym.errors import DataError
from mlsysim_sym.telling.export.breaking import fitted
from mlsysim_sym.telling.markdown import unaligned

# Commands of LaTeX that MathML needs no word for.
UNSPOKEN = (r"\displaystyle", r"\notag", r"\allowbreak")


class FormulaError(DataError):
    """A formula cannot be turned into MathML."""


@cache
def _converter() -> Any:  # noqa: ANN401  (a class of a package without types for all versions)
    core = required("math_core", "docs")
    return core, core.LatexToMathML()


def mathml(formula: str) -> str:
    """Return a formula for a line of text; raise FormulaError for what cannot be converted."""
    return _converted(formula, displayed=False)


def mathml_block(formula: str) -> str:
    """Return a formula that stands on its own line; raise FormulaError for what cannot be converted."""
    return _converted(formula, displayed=True)


def _converted(formula: str, *, displayed: bool) -> str:
    core, converter = _converter()
    bare = formula.strip()
    for word in UNSPOKEN:
        bare = bare.replace(word, "")
    bare = re.sub(r"\\begin\{align\*?\}(.*?)\\end\{align\*?\}", r"\\begin{aligned}\1\\end{aligned}", bare, flags=re.DOTALL)
    try:
        return str(converter.convert_with_local_state(bare, displaystyle=displayed))
    except core.LatexError as error:
        raise FormulaError(f"`{bare}` cannot be shown as MathML", detail=tuple(str(error).splitlines()[:3])) from error


def rows_mathml(rows: tuple[str, ...]) -> str:
    """Return the rows of an equation, aligned at their `&` where there are several."""
    shown = fitted(rows)
    if len(shown) == 1:
        return mathml_block(unaligned(shown[0]))
    joined = r" \\ ".join(shown)
    return mathml_block(rf"\begin{{aligned}} {joined} \end{{aligned}}")


def has_mathml() -> bool:
    """Whether formulas can be shown as MathML here."""
    try:
        _converter()
    except MissingExtraError:
        return False
    return True
