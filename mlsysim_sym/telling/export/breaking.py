r"""Break formulas that are wider than a line, as an author would: before a sum's `+` or `-` at the outermost level.

>>> for row in broken(r"T &= a + b - c", most=3): print(row)
T &= a
&\quad + b
&\quad - c
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE = 58  # letters of a formula on one line of print
_TOKEN = re.compile(r"\\(?:left|right)\s*\\?.|\\[A-Za-z]+\*?|\\.|[{}^_]|\s+|.", re.DOTALL)
_WIDE = {"sum", "prod", "min", "max", "log", "exp", "lfloor", "rfloor", "lceil", "rceil"}
_EMPTY = {"displaystyle", "notag", "quad", "limits", "mathrm", "text", "mathit", "operatorname", "underbrace"}


def broken(row: str, most: int = LINE) -> tuple[str, ...]:
    """Return a row as rows none of which is wider than `most` where sums allow it; their marks `&` stay aligned."""
    if width(row) <= most:
        return (row,)
    head, mark, tail = _aligned(row)
    if not mark:
        return (row,)
    lines: list[str] = []
    for term in _terms(tail):
        if lines and width(lines[-1]) + width(term) <= most:
            lines[-1] += term
        else:
            lines.append(term)
    return (f"{head}&{lines[0].rstrip()}", *(rf"&\quad {each.strip()}" for each in lines[1:]))


def _aligned(row: str) -> tuple[str, str, str]:
    found = re.search(r"(?<!\\)&", row)
    return (row[: found.start()], "&", row[found.end() :]) if found else (row, "", "")


def _terms(formula: str) -> Iterator[str]:
    """Yield the terms of a sum at the outermost level, each with the sign before it."""
    depth, start = 0, 0
    for found in _TOKEN.finditer(formula):
        sign = found[0]
        if sign == "{" or sign.startswith((r"\left", r"\begin")):
            depth += 1
        elif sign == "}" or sign.startswith((r"\right", r"\end")):
            depth -= 1
        elif (
            sign in "+-" and depth == 0 and formula[found.start() - 1 : found.start()] == " " and _follows_a_term(formula, found)
        ):
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
    match tokens[at]:
        case "{":
            return _group(tokens, at + 1)
        case "^" | "_":
            size, after = _argument(tokens, at + 1)
            return size * 0.7, after
        case r"\frac":
            above, after = _argument(tokens, at + 1)
            below, after = _argument(tokens, after)
            return max(above, below), after
        case r"\begin" | r"\end":
            return 0.0, _argument(tokens, at + 1)[1]
        case other:
            return _sign(other), at + 1


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
