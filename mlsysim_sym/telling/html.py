"""Pages as HTML: equations as MathML, no script, no address that a browser would load from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.telling.mathml import mathml, rows_mathml
from mlsysim_sym.telling.page import Code, Equation, Heading, Listing, Page, Pairs, Paragraph, Part, Table

_TOKEN = re.compile(r"`(?P<code>[^`]+)`|(?P<url>https?://[^\s`<>\"|]+)")
_BREAKABLE = re.compile(r"(<[^>]*>)|([/_.](?=[A-Za-z]))")  # long names are broken where one would, tags are left as they are
DEEPEST = 6


def fragment(page: Page, level: int = 1) -> str:
    """Return a page as a piece of HTML, its title as a heading of `level`.

    >>> print(fragment(Page("A < B", (Listing(("as `c`",)),))))
    <h1>A &lt; B</h1>
    <ul>
    <li>as <code>c</code></li>
    </ul>
    """
    head = [f"<h{level}>{words(page.title)}</h{level}>"] if page.title else []
    body = [line for part in page.parts for line in _part(part, level)]
    return "\n".join((*head, *body)).replace(GLUE, "\N{NO-BREAK SPACE}")


def words(said: str) -> str:
    """Return words as HTML: what stands between backquotes is code, addresses are links."""
    pieces, end = [], 0
    for found in _TOKEN.finditer(said):
        pieces.append(escape(said[end : found.start()]))
        if found["code"]:
            pieces.append(f"<code>{escape(found['code'])}</code>")
        else:
            address = found["url"].rstrip(".,;:)")
            pieces.append(f'<a href="{escape(address)}">{escape(address)}</a>{escape(found["url"][len(address) :])}')
        end = found.end()
    return "".join((*pieces, escape(said[end:])))


def _part(part: Part, level: int) -> Iterator[str]:
    match part:
        case Heading(said, depth):
            place = min(depth + level - 1, DEEPEST)
            yield f"<h{place}>{words(said)}</h{place}>"
        case Paragraph(said):
            yield f"<p>{words(said)}</p>"
        case Equation(_, rows):
            yield f'<div class="math">{rows_mathml(rows)}</div>' if rows else ""
        case Pairs(rows):
            yield "<dl>"
            yield from (f"<dt>{words(name)}</dt><dd>{words(said)}</dd>" for name, said in rows)
            yield "</dl>"
        case Listing(items):
            yield "<ul>"
            yield from (f"<li>{words(item)}</li>" for item in items)
            yield "</ul>"
        case Table(columns, rows):
            yield from _table(columns, rows)
        case Code(lines, _):
            yield "<pre>" + escape("\n".join(lines)) + "</pre>"


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    yield '<div class="table"><table>'
    yield "<tr>" + "".join(f'<th scope="col">{words(column)}</th>' for column in columns) + "</tr>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{_cell(column, cell)}</td>" for column, cell in zip(columns, row, strict=True)) + "</tr>"
    yield "</table></div>"


def _cell(column: str, cell: str) -> str:
    if column == "symbol" and cell.startswith("$"):
        return mathml(cell.strip("$"))
    return _BREAKABLE.sub(lambda found: found[1] or f"{found[2]}<wbr>", words(cell))


# --- whole documents ---------------------------------------------------------------------------------------------------

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1rem; }
h1 { font-size: 1.9rem; } h2 { font-size: 1.4rem; margin-top: 2.2rem; } h3 { font-size: 1.1rem; }
h1, h2, h3, p, li, td, dd { overflow-wrap: anywhere; }
math { font-size: 1.1em; } .math { overflow-x: auto; padding: .3rem 0; }
.table { overflow-x: auto; } table { border-collapse: collapse; font-size: .92em; }
th, td { border-bottom: 1px solid #8886; padding: .3rem .7rem .3rem 0; text-align: left; vertical-align: top; }
td, th { overflow-wrap: normal; } td a { overflow-wrap: anywhere; } td:last-child { min-width: 14rem; }
dl { display: grid; gap: .1rem 1rem; grid-template-columns: max-content 1fr; } dt { font-weight: 600; } dd { margin: 0; }
pre { background: #8882; overflow-x: auto; padding: .6rem; } code { font-size: .92em; }
svg, img { background: white; height: auto; max-width: 100%; }
@media (max-width: 480px) { dl { display: block; } dd { margin: 0 0 .4rem 1rem; } }
"""


def document(title: str, body: str) -> str:
    """Return a whole document in one file: nothing in it is loaded from elsewhere."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
