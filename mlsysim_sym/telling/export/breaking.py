r"""Break formulas that are wider than a line, as an author would.

A sum is broken before a `+` or `-` at the outermost level; the arguments of a minimum or maximum are set below each other.

>>> for row in broken(r"T &= a + b - c", most=3): print(row)
T &= a
&\quad + b
&\quad - c
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

INDENT = 2  # letters before the second line
LINE = 58  # letters of a formula on one line of print
_TOKEN = re.compile(r"\\(?:left|right)\s*(?:\\[A-Za-z]+|\\?.)|\\[A-Za-z]+\*?|\\.|[{}^_]|\s+|.", re.DOTALL)
_SPACE = r"\;"
_MARK = re.compile(r"(?<!\\)&")
_RELATIONS = ("=", r"\le", r"\ge", r"\approx")
_WIDE = {"sum", "prod", "min", "max", "log", "exp", "lfloor", "rfloor", "lceil", "rceil"}
_CHOSEN = re.compile(r"\\(min|max)\\left\(")
_LABELLED = re.compile(r"\s*\\underbrace\{(.*)\}_\{(\\text\{[^{}]*\})\}\s*", re.DOTALL)
_EMPTY = {"displaystyle", "notag", "quad", "limits", "mathrm", "text", "mathit", "operatorname", "underbrace"}


def broken(row: str, most: int = LINE) -> tuple[str, ...]:
    """Return a row as rows none of which is wider than `most` where sums allow it; their marks `&` stay aligned."""
    if width(row) <= most:
        return (row,)
    head, tail = _sides(row)
    if not tail:
        return (stacked(row, most),)
    lines: list[str] = []
    for term in _terms(tail):
        room = most - width(head) if len(lines) == 1 else most - INDENT
        if lines and width(lines[-1]) + width(term) <= room:
            lines[-1] += term
        else:
            lines.append(term)
    rows = (f"{head}&{lines[0].rstrip()}", *(rf"&\quad {each.strip()}" for each in lines[1:]))
    return tuple(stacked(each, most) for each in rows)


def fitted(rows: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rows of a formula, each broken where it is too wide for a line."""
    return tuple(line for row in rows for line in broken(row))


def stacked(row: str, most: float = LINE) -> str:
    r"""Return a row with the arguments of its widest minimum or maximum below each other, until it is narrow enough.

    >>> print(stacked(r"x &= \min\left(a,\; \underbrace{b}_{\text{bound}}\right)", most=5))
    x &= \min\left\{\begin{aligned} & a \\ & b && \text{bound} \end{aligned}\right\}
    """
    while width(row) > most:
        found = [(match, _closing(row, match.end())) for match in _CHOSEN.finditer(row)]
        if not found:
            break
        match, end = max(found, key=lambda each: width(row[each[0].start() : each[1]]))
        lines = r" \\ ".join(_argument_line(each) for each in _split(row[match.end() : end - len(r"\right)")], ","))
        row = rf"{row[: match.start()]}\{match[1]}\left\{{\begin{{aligned}} {lines} \end{{aligned}}\right\}}{row[end:]}"
    return row


def _argument_line(shown: str) -> str:
    labelled = _LABELLED.fullmatch(shown)
    return f"& {labelled[1].strip()} && {labelled[2]}" if labelled else f"& {shown.strip().removeprefix(_SPACE).strip()}"


def _closing(formula: str, start: int) -> int:
    r"""Return the place after the `\right)` that closes what begins before a place."""
    depth = 1
    for found in _TOKEN.finditer(formula, start):
        depth += found[0].startswith(r"\left") - found[0].startswith(r"\right")
        if depth == 0:
            return found.end()
    return len(formula)


def _split(formula: str, sign: str) -> list[str]:
    """Return the pieces of a formula between signs at the outermost level, without the space that follows a sign."""
    pieces, depth, start = [], 0, 0
    for found in _TOKEN.finditer(formula):
        depth += _step(found[0])
        if found[0] == sign and depth == 0:
            pieces.append(formula[start : found.start()])
            start = found.end()
    return [each.strip().removeprefix(_SPACE).strip() for each in (*pieces, formula[start:])]


def _step(sign: str) -> int:
    """Return by how much a token goes deeper into a formula."""
    if sign == "{" or sign.startswith((r"\left", r"\begin")):
        return 1
    return -1 if sign == "}" or sign.startswith((r"\right", r"\end")) else 0


def aligned_at(row: str) -> int | None:
    r"""Return the place of the mark that a row is aligned at, None for a row without; marks inside of it are others.

    >>> aligned_at(r"T_{F\&B} &= 2"), aligned_at(r"x = \begin{cases} 1 & \text{if } y \end{cases}")
    (9, None)
    """
    found = _MARK.search(row.partition(r"\begin{")[0])
    return found.start() if found else None


def _sides(row: str) -> tuple[str, str]:
    """Return what stands before and after a row's mark, or before and from its relation on where it has no mark."""
    mark = aligned_at(row)
    if mark is not None:
        return row[:mark], row[mark + 1 :]
    depth = 0
    for found in _TOKEN.finditer(row):
        depth += _step(found[0])
        if depth == 0 and found[0] in _RELATIONS:
            return row[: found.start()], row[found.start() :]
    return row, ""


def _terms(formula: str) -> Iterator[str]:
    """Yield the terms of a sum at the outermost level, each with the sign before it."""
    depth, start = 0, 0
    for found in _TOKEN.finditer(formula):
        sign = found[0]
        depth += _step(sign)
        if sign in "+-" and depth == 0 and formula[found.start() - 1 : found.start()] == " " and _follows_a_term(formula, found):
            yield formula[start : found.start()]
            start = found.start()
    yield formula[start:]


def _follows_a_term(formula: str, found: re.Match[str]) -> bool:
    before = formula[: found.start()].rstrip()
    return bool(before) and before[-1] not in "=<>(" and not before.endswith((r"\le", r"\ge", r"\approx", r"\times"))


# --- width -------------------------------------------------------------------------------------------------------------


def width(formula: str) -> float:
    r"""Return about how many letters wide a formula is; a fraction is as wide as its wider half, a subscript half as wide.

    >>> width(r"\frac{a + b}{c}"), width("x_{ab}")
    (3.0, 2.4)
    """
    value, _ = _group(list(_TOKEN.findall(formula)), 0)
    return value


def _group(tokens: list[str], at: int) -> tuple[float, int]:
    """Return the width of tokens up to the closing brace, and the place after it."""
    total = 0.0
    while at < len(tokens) and tokens[at] != "}":
        size, at = _one(tokens, at)
        total += size
    return total, at + 1


def _one(tokens: list[str], at: int) -> tuple[float, int]:
    """Return the width of one token with its arguments, and the place after them."""
    reader = _READERS.get(tokens[at])
    return reader(tokens, at + 1) if reader else (_sign(tokens[at]), at + 1)


def _script(tokens: list[str], at: int) -> tuple[float, int]:
    size, after = _argument(tokens, at)
    return size * 0.7, after


def _fraction(tokens: list[str], at: int) -> tuple[float, int]:
    above, after = _argument(tokens, at)
    below, after = _argument(tokens, after)
    return max(above, below), after


def _words(tokens: list[str], at: int) -> tuple[float, int]:
    size, after = _argument(tokens, at)
    return size * 0.8, after


def _underbraced(tokens: list[str], at: int) -> tuple[float, int]:
    """Return the width of what stands over a brace, or of the words below it where they are wider."""
    above, at = _argument(tokens, at)
    if tokens[at : at + 1] != ["_"]:
        return above, at
    below, at = _argument(tokens, at + 1)
    return max(above, below * 0.6), at


def _environment(tokens: list[str], at: int) -> tuple[float, int]:
    r"""Return the width of the widest row between `\begin` and `\end`."""
    _, at = _argument(tokens, at)
    rows = [0.0]
    while at < len(tokens) and tokens[at] != r"\end":
        if tokens[at] == r"\\":
            rows.append(0.0)
            at += 1
        else:
            size, at = _one(tokens, at)
            rows[-1] += size
    return max(rows), _argument(tokens, at + 1)[1]


_READERS: dict[str, Callable[[list[str], int], tuple[float, int]]] = {
    "{": _group, "^": _script, "_": _script, r"\frac": _fraction, r"\text": _words, r"\underbrace": _underbraced,
    r"\begin": _environment,
}  # fmt: skip


def _sign(shown: str) -> float:
    if shown.isspace():
        return 0.0
    if not shown.startswith("\\"):
        return 1.0
    name = shown[1:]
    if name in _EMPTY:
        return 0.0
    return 3.0 if name in _WIDE else 0.3 if name in ",;:! " else 1.0


def _argument(tokens: list[str], at: int) -> tuple[float, int]:
    while at < len(tokens) and tokens[at].isspace():
        at += 1
    return _one(tokens, at) if at < len(tokens) else (0.0, at)
