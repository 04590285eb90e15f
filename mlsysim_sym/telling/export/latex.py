"""Documents as LaTeX, for a preamble that loads amsmath, amssymb, graphicx, booktabs and longtable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsysim_sym.reading.figures import escaped, unit_latex
from mlsysim_sym.solving.citing import Cited
from mlsysim_sym.telling.export.breaking import LINE, fitted, width
from mlsysim_sym.telling.export.document import Block, Document, Formula, Head, Numbers, Symbols, Words
from mlsysim_sym.telling.markdown import unaligned

# Shrinks a formula that no break makes narrow enough; wide enough ones stay as they are.
FIT = r"\providecommand{\lawfit}[2][\linewidth]{\resizebox{\ifdim\width>#1 #1\else\width\fi}{!}{$\displaystyle #2$}}"
PREAMBLE = (
    r"\usepackage{amsmath,amssymb,graphicx,booktabs,longtable,xurl}", r"\setlength{\emergencystretch}{3em}", FIT,
)  # fmt: skip
HEADS = {3: "subsection*", 4: "paragraph", 5: "subparagraph"}
ALWAYS_FITS = 0.97
MOST_ROWS = 6  # of a formula that is kept on one page
_MATH = re.compile(r"\$[^$]+\$|`[^`]+`")


def latex_text(document: Document) -> str:
    """Return a document as the body of a LaTeX document."""
    body = "\n".join(line for block in document.blocks for line in _block(block))
    return f"{FIT}\n{body}" if r"\lawfit" in body else body


def _block(block: Block) -> Iterator[str]:
    match block:
        case Head(said, level, cites):
            yield rf"\{HEADS[level]}{{{words(said)}}}{_cited(cites)}"
        case Words(said):
            yield words(said)
        case Formula(rows, label):
            yield from formula(rows, label)
        case Symbols(rows) if rows:
            yield from _symbols(rows)
        case Numbers(rows):
            yield from _numbers(rows)


def formula(rows: tuple[str, ...], label: str) -> Iterator[str]:
    """Yield a displayed formula whose rows fit a line."""
    shown = [_fitted(line) for line in fitted(rows)]
    if len(shown) > MOST_ROWS:
        yield from _over_pages(shown, label)
        return
    yield r"\begin{equation}"
    yield rf"\label{{eq:{label}}}"
    if len(shown) == 1:
        yield unaligned(shown[0])
    else:
        yield r"\begin{aligned}"
        yield from (f"  {line}" + (r" \\" if place < len(shown) else "") for place, line in enumerate(shown, 1))
        yield r"\end{aligned}"
    yield r"\end{equation}"


def _over_pages(rows: list[str], label: str) -> Iterator[str]:
    """Yield rows that may be divided between pages, the last of them numbered."""
    yield r"{\allowdisplaybreaks"
    yield r"\begin{align}"
    yield from (rf"  {line} \notag \\" for line in rows[:-1])
    yield rf"  {rows[-1]} \label{{eq:{label}}}"
    yield r"\end{align}}"


def _fitted(row: str) -> str:
    """Return a row, what follows its relation shrunk where it is too wide to be broken."""
    if width(row) <= LINE:
        return row
    head, mark, tail = row.partition("&") if not row.startswith(r"\&") else ("", "", row)
    share = max(0.3, ALWAYS_FITS - min(width(head), LINE) / (LINE * 1.05) - 0.12)
    relation = re.match(r"\s*(=|\\le|\\ge|\\approx|\\mid|\\in|\\quad)\s*", tail)
    sign, rest = (relation[0], tail[relation.end() :]) if relation else ("", tail)
    return rf"{head}{mark}{sign}\lawfit[{share:.2f}\linewidth]{{{rest}}}"


def words(said: str) -> str:
    r"""Return words with names as code.

    >>> print(words("by `bandwidth` at 50%, $x_1$"))
    by \texttt{bandwidth} at 50\%, $x_1$
    """
    pieces, end = [], 0
    for found in _MATH.finditer(said):
        pieces.append(_plain(said[end : found.start()]))
        inside = found[0]
        pieces.append(inside if inside.startswith("$") else rf"\texttt{{{_breakable(escaped(inside[1:-1]))}}}")
        end = found.end()
    return "".join((*pieces, _plain(said[end:])))


# Signs that the fonts of plain LaTeX lack, by their Unicode names so that they cannot be mistaken for each other here.
UNICODE = {
    "\N{EN DASH}": "--", "\N{EM DASH}": "---", "\N{MULTIPLICATION SIGN}": r"$\times$", "\N{MIDDLE DOT}": r"$\cdot$",
    "\N{LESS-THAN OR EQUAL TO}": r"$\le$", "\N{GREATER-THAN OR EQUAL TO}": r"$\ge$", "\N{RIGHTWARDS ARROW}": r"$\to$",
    "\N{MICRO SIGN}": r"$\mu$", "\N{SUPERSCRIPT TWO}": r"\textsuperscript{2}", "\N{SUPERSCRIPT THREE}": r"\textsuperscript{3}",
    "\N{ALMOST EQUAL TO}": r"$\approx$", "\N{MINUS SIGN}": "$-$", "\N{INFINITY}": r"$\infty$",
    "\N{HORIZONTAL ELLIPSIS}": r"\dots{}", "\N{GREEK SMALL LETTER ALPHA}": r"$\alpha$", "\N{GREEK SMALL LETTER BETA}": r"$\beta$",
    "\N{GREEK SMALL LETTER GAMMA}": r"$\gamma$", "\N{GREEK SMALL LETTER ETA}": r"$\eta$",
    "\N{GREEK SMALL LETTER LAMDA}": r"$\lambda$", "\N{GREEK SMALL LETTER RHO}": r"$\rho$",
    "\N{GREEK SMALL LETTER SIGMA}": r"$\sigma$", "<": r"\textless{}", ">": r"\textgreater{}",
}  # fmt: skip


def _plain(said: str) -> str:
    shown = _breakable(escaped(said))
    for sign, command in UNICODE.items():
        shown = shown.replace(sign, command)
    return shown


def _breakable(code: str) -> str:
    return code.replace(r"\_", r"\_\allowbreak{}")


def _cited(cites: tuple[Cited, ...]) -> str:
    return "".join(rf" \cite{f'[{{{_plain(each.place)}}}]' if each.place else ''}{{{each.key}}}" for each in cites if each.key)


def _symbols(rows: tuple[tuple[str, str, str], ...]) -> Iterator[str]:
    yield r"\begin{longtable}{@{}llp{0.56\linewidth}@{}}"
    yield r"\toprule"
    for symbol, unit, meaning in rows:
        yield rf"${symbol}$ & {'' if unit == '1' else f'${unit_latex(unit)}$'} & {words(meaning)} \\"
    yield r"\bottomrule"
    yield r"\end{longtable}"


def _numbers(rows: tuple[tuple[str, str, str, tuple[Cited, ...]], ...]) -> Iterator[str]:
    yield r"\begin{itemize}"
    yield from (rf"\item ${symbol} = {value}$ [{badge}]{_cited(cites)}" for symbol, value, badge, cites in rows)
    yield r"\end{itemize}"


def whole(body: str, bibliography: str = "") -> str:
    """Return a document that can be compiled."""
    closing = [r"\bibliographystyle{plain}", rf"\bibliography{{{bibliography}}}"] if bibliography else []
    lines = (r"\documentclass[11pt]{article}", r"\usepackage[margin=25mm]{geometry}", *PREAMBLE, r"\begin{document}")
    return "\n".join((*lines, body, *closing, r"\end{document}", ""))
