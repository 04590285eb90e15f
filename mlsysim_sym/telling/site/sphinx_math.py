"""A Sphinx extension: formulas as MathML, made when the site is built, so that pages need no script and no network."""

from __future__ import annotations

from typing import Any

from mlsysim_sym.asking.extras import required
from mlsysim_sym.telling.mathml import mathml, mathml_block

NAME = "mathml_core"


def inline(writer: Any, node: Any) -> None:  # noqa: ANN401  (a writer and a node of docutils)
    """Write a formula in a line of text."""
    writer.body.append(mathml(node.astext()))
    raise required("docutils.nodes", "docs").SkipNode


def block(writer: Any, node: Any) -> None:  # noqa: ANN401
    """Write a displayed formula, with its number where it has one."""
    writer.body.append(writer.starttag(node, "div", CLASS="math", tabindex="0"))
    writer.body.append(mathml_block(node.astext()))
    if node.get("number"):
        writer.body.append(f'<span class="eqno">({node["number"]})</span>')
    writer.body.append("</div>")
    raise required("docutils.nodes", "docs").SkipNode


def setup(app: Any) -> dict[str, bool]:  # noqa: ANN401  (Sphinx)
    """Register the renderer; `html_math_renderer` in the configuration chooses it."""
    app.add_html_math_renderer(NAME, (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
