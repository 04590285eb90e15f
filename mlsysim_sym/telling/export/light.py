"""Documents in the light formats: Markdown, Quarto, MyST; and as HTML with MathML."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mlsysim_sym.solving.citing import Cited
from mlsysim_sym.telling.export.document import Block, Document, Formula, Head, Numbers, Symbols, Words
from mlsysim_sym.telling.markdown import display, laid_out
from mlsysim_sym.telling.mathml import mathml, rows_mathml
from mlsysim_sym.valueclass import frozen


@frozen
class Dialect:
    """How a dialect of Markdown writes a labelled formula and a citation."""

    formula: Callable[[tuple[str, ...], str], Iterator[str]]
    cite: Callable[[Cited], str]


def light_text(document: Document, dialect: Dialect) -> str:
    """Return a document in a dialect of Markdown."""
    return "\n\n".join("\n".join(_block(block, dialect)) for block in document.blocks if not _empty(block))


def _empty(block: Block) -> bool:
    return isinstance(block, Symbols) and not block.rows


def _block(block: Block, dialect: Dialect) -> Iterator[str]:
    match block:
        case Head(said, level, cites):
            yield " ".join((f"{'#' * level} {said}",))
            if cites:
                yield ""
                yield "; ".join(dialect.cite(each) for each in cites)
        case Words(said):
            yield said
        case Formula(rows, label):
            yield from dialect.formula(rows, label)
        case Symbols(rows):
            yield "| symbol | unit | meaning |"
            yield "| --- | --- | --- |"
            yield from (f"| {_in_cell(symbol)} | {unit} | {meaning} |" for symbol, unit, meaning in rows)
        case Numbers(rows):
            yield "| number | badge | who says so |"
            yield "| --- | --- | --- |"
            for symbol, value, badge, cites in rows:
                yield f"| {_in_cell(f'{symbol} = {value}')} | {badge} | {'; '.join(map(dialect.cite, cites))} |"


def _in_cell(formula: str) -> str:
    return f"${formula.replace('|', chr(92) + 'vert ')}$"


# --- dialects ----------------------------------------------------------------------------------------------------------


def _plain_formula(rows: tuple[str, ...], _: str) -> Iterator[str]:
    yield from display(rows)


def _quarto_formula(rows: tuple[str, ...], label: str) -> Iterator[str]:
    *lines, last = display(rows)
    yield from lines
    yield f"{last} {{#eq-{label}}}"


def _myst_formula(rows: tuple[str, ...], label: str) -> Iterator[str]:
    yield "```{math}"
    yield f":label: eq-{label}"
    yield ""
    yield from laid_out(rows)
    yield "```"


def _pandoc_cite(each: Cited) -> str:
    place = f", {each.place}" if each.place else ""
    return f"[@{each.key}{place}]" if each.key else str(each)


def _myst_cite(each: Cited) -> str:
    return f"{{cite:p}}`{each.key}`" + (f" ({each.place})" if each.place else "") if each.key else str(each)


MARKDOWN = Dialect(_plain_formula, str)
QUARTO = Dialect(_quarto_formula, _pandoc_cite)
MYST = Dialect(_myst_formula, _myst_cite)


# --- HTML --------------------------------------------------------------------------------------------------------------


def html_text(document: Document) -> str:
    """Return a document as a piece of HTML, formulas as MathML."""
    return "\n".join(line for block in document.blocks if not _empty(block) for line in _html(block))


def _html(block: Block) -> Iterator[str]:
    from mlsysim_sym.telling.html import words  # noqa: PLC0415  (only HTML needs it)

    match block:
        case Head(said, level, cites):
            yield f"<h{level}>{words(said)}</h{level}>"
            if cites:
                yield f"<p>{words('; '.join(map(str, cites)))}</p>"
        case Words(said):
            yield f"<p>{_with_math(said)}</p>"
        case Formula(rows, label):
            yield f'<div class="math" id="eq-{label}">{rows_mathml(rows)}</div>'
        case Symbols(rows):
            yield "<table>"
            for symbol, unit, meaning in rows:
                yield f"<tr><td>{mathml(symbol)}</td><td>{words('' if unit == '1' else unit)}</td><td>{words(meaning)}</td></tr>"
            yield "</table>"
        case Numbers(rows):
            yield "<table>"
            for symbol, value, badge, cites in rows:
                who = words("; ".join(map(str, cites)))
                yield f"<tr><td>{mathml(f'{symbol} = {value}')}</td><td>{badge}</td><td>{who}</td></tr>"
            yield "</table>"


def _with_math(said: str) -> str:
    from mlsysim_sym.telling.html import words  # noqa: PLC0415

    parts = said.split("$")
    return "".join(mathml(part) if place % 2 else words(part) for place, part in enumerate(parts))
