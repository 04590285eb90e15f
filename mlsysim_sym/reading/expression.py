"""The equation language: text to a checked tree, and back to nothing else.

The grammar stands in `formulas/README.md`. Text is read by a recursive-descent parser with limits on length, depth and
size, so that no text, however hostile, runs anything or takes long. Columns count from 1.

>>> statement = parse_statement("step_time = max(compute_bound: a / b, memory_bound: c / d)")
>>> statement.left
Name(name='step_time')
"""

from __future__ import annotations

import re
from fractions import Fraction

from mlsysim_sym.errors import ParseError, did_you_mean
from mlsysim_sym.reading.functions import CONSTANTS, FUNCTIONS, KEYWORDS
from mlsysim_sym.reading.literals import literal_value
from mlsysim_sym.reading.tree import (
    And,
    Binary,
    Branch,
    Call,
    Case,
    Comparison,
    Condition,
    Constant,
    Is,
    Name,
    Negative,
    Node,
    Number,
    Statement,
)
from mlsysim_sym.valueclass import frozen

LONGEST_TEXT = 4000
DEEPEST = 40
MOST_NODES = 600
LONGEST_NUMBER = 40
LARGEST_EXPONENT = 300
LARGEST_POWER = 64


_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<unit>\[[^\[\]]*\])"
    r"|(?P<sign><=|>=|[-+*/^().,:=<>])"
)


_ZEROS = re.compile(r"^0+(?=[0-9])")


@frozen
class _Token:
    kind: str
    text: str
    column: int


def _tokens(text: str) -> list[_Token]:
    if len(text) > LONGEST_TEXT:
        raise ParseError(f"an equation has at most {LONGEST_TEXT} characters, this one {len(text)}", column=1)
    found = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ParseError(f"unexpected character {text[place]!r}", column=place + 1, hint=_odd_character(text[place]))
        if match.lastgroup != "space":
            found.append(_Token(str(match.lastgroup), match.group(), place + 1))
        place = match.end()
    found.append(_Token("end", "", len(text) + 1))
    return found


def _odd_character(character: str) -> str | None:
    hints = {"{": "brackets for grouping are ( )", "[": "a unit stands right after its number, as in `2[FLOP]`"}
    hints |= {"!": "conditions use < <= > >= =", "%": "write a fraction", "_": "a name begins with a letter"}
    return hints.get(character)


class _Parser:
    """One text being read; `place` is the next token."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.place = 0
        self.depth = 0
        self.count = 0

    # tokens
    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def after(self, steps: int) -> _Token:
        return self.tokens[min(self.place + steps, len(self.tokens) - 1)]

    def take(self, *texts: str) -> _Token | None:
        if self.next.kind in {"sign", "name"} and self.next.text in texts:
            self.place += 1
            return self.tokens[self.place - 1]
        return None

    def need(self, text: str, where: str) -> _Token:
        token = self.take(text)
        if token is None:
            raise self.wrong(f"expected `{text}` {where}")
        return token

    def wrong(self, message: str, hint: str | None = None) -> ParseError:
        found = f"`{self.next.text}`" if self.next.text else "the end"
        return ParseError(f"{message}, found {found}", column=self.next.column, hint=hint)

    def finish(self) -> None:
        if self.next.kind != "end":
            raise self.wrong("expected an operator or the end", hint=_missing_operator(self.next))

    # limits
    def enter(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ParseError(f"nested more than {DEEPEST} deep", column=self.next.column)

    def made(self, node: Node) -> Node:
        self.count += 1
        if self.count > MOST_NODES:
            raise ParseError(f"more than {MOST_NODES} terms and factors", column=self.next.column)
        return node

    # grammar
    def statement(self) -> Statement:
        left = self.side()
        token = self.take("=", "<=", ">=", "divides")
        if token is None:
            raise self.wrong("expected `=`, `<=`, `>=` or `divides`")
        right = self.side()
        self.finish()
        if token.text == "divides" and not (isinstance(left, Name) and isinstance(right, Name)):
            raise ParseError("`divides` stands between two names", column=token.column)
        return Statement(left, token.text, right)  # type: ignore[arg-type]  # one of the four texts taken

    def side(self) -> Node:
        self.enter()
        node = self.term()
        while token := self.take("+", "-"):
            node = self.made(Binary(token.text, node, self.term(), token.column))
        self.depth -= 1
        return node

    def term(self) -> Node:
        node = self.factor()
        while token := self.take("*", "/"):
            node = self.made(Binary(token.text, node, self.factor(), token.column))
        return node

    def factor(self) -> Node:
        self.enter()
        token = self.take("-")
        node = self.made(Negative(self.power(), token.column)) if token else self.power()
        self.depth -= 1
        return node

    def power(self) -> Node:
        base = self.atom()
        token = self.take("^")
        if token is None:
            return base
        exponent = self.factor()
        _bounded_power(exponent, token.column)
        return self.made(Binary("^", base, exponent, token.column))

    def atom(self) -> Node:
        token = self.next
        if token.kind == "number":
            return self.made(self.literal())
        if token.kind == "name":
            return self.made(self.named())
        if self.take("("):
            node = self.side()
            self.need(")", "to close the bracket")
            return node
        raise self.wrong("expected a name, a number or `(`", hint=self._doubled())

    def _doubled(self) -> str | None:
        """Return what is meant by a sign that stands twice, as in other languages."""
        before = self.tokens[self.place - 1].text if self.place else ""
        meant = {"*": "write `^` for a power", "=": "write `=` once", "/": "write `floor(a / b)`"}
        return meant.get(before) if before == self.next.text else None

    def literal(self) -> Number:
        token = self.next
        self.place += 1
        text, value = token.text, _number(token)
        if self._divided_before_unit():
            below = self.after(1)
            value = _divided(value, _number(below), below.column)
            text = f"{text}/{below.text}"
            self.place += 2
        if self.next.kind != "unit":
            return Number(value, None, text, token.column)
        unit = self.next.text[1:-1].strip()
        if not unit:
            raise ParseError("empty unit brackets", column=self.next.column, hint="leave the brackets out")
        self.place += 1
        return Number(value, unit, text, token.column)

    def _divided_before_unit(self) -> bool:
        return (
            self.next.text == "/"
            and self.after(1).kind == "number"
            and self.after(2).kind == "unit"
            and self.next.column + 1 == self.after(1).column
        )

    def named(self) -> Node:
        token = self.next
        self.place += 1
        if token.text == "case":
            return self.case(token)
        if token.text in KEYWORDS:
            self.place -= 1
            raise self.wrong("expected a name, a number or `(`")
        if self.next.text == "(":
            return self.call(token)
        if token.text in FUNCTIONS:
            raise ParseError(f"`{token.text}` is a function", column=token.column, hint=f"write `{token.text}(...)`")
        if token.text in CONSTANTS:
            return Constant(token.text, token.column)
        path = [token.text]
        while self.take("."):
            if self.next.kind != "name":
                raise self.wrong("expected a name after `.`")
            path.append(self.next.text)
            self.place += 1
        return Name(".".join(path), token.column)

    def call(self, token: _Token) -> Node:
        function = FUNCTIONS.get(token.text)
        if function is None:
            hint = did_you_mean(token.text, sorted(FUNCTIONS)) or "write `*` to multiply"
            raise ParseError(f"unknown function `{token.text}`", column=token.column, hint=hint)
        self.need("(", "after a function")
        labels, arguments = [], []
        while True:
            labels.append(self.label())
            arguments.append(self.side())
            if not self.take(","):
                break
        self.need(")", f"to close `{token.text}`")
        if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
            wanted = f"{function.least}" if function.most == function.least else f"at least {function.least}"
            raise ParseError(f"`{token.text}` takes {wanted} argument(s), not {len(arguments)}", column=token.column)
        return Call(token.text, tuple(arguments), tuple(labels), token.column)

    def label(self) -> str | None:
        if self.next.kind == "name" and self.after(1).text == ":" and self.next.text not in KEYWORDS:
            self.place += 2
            return self.tokens[self.place - 2].text
        return None

    def case(self, token: _Token) -> Node:
        self.need("(", "after `case`")
        branches: list[Branch] = []
        while True:
            branches.append(self.branch())
            if branches[-1].condition is None or not self.take(","):
                break
        self.need(")", "to close `case`")
        return Case(tuple(branches), token.column)

    def branch(self) -> Branch:
        label = self.label()
        if self.take("else"):
            self.need(":", "after `else`")
            return Branch(label, None, self.side())
        self.need("when", "or `else` in `case`")
        condition = self.condition()
        self.need(":", "after the condition")
        return Branch(label, condition, self.side())

    def condition(self) -> Condition:
        parts = [self.comparison()]
        while self.take("and"):
            parts.append(self.comparison())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def comparison(self) -> Condition:
        if self.next.kind == "name" and self.after(1).text == "is":
            choice, word = self.next.text, self.after(2)
            self.place += 3
            if word.kind not in {"name", "number"}:
                self.place -= 1
                raise self.wrong("expected a word after `is`")
            return Is(choice, word.text)
        left = self.side()
        token = self.take("<", "<=", ">", ">=", "=", "divides")
        if token is None:
            raise self.wrong("expected a comparison")
        return Comparison(left, token.text, self.side())


def _missing_operator(token: _Token) -> str | None:
    return "write `*` to multiply" if token.kind in {"name", "number"} or token.text == "(" else None


def _number(token: _Token) -> Fraction:
    mantissa, _, exponent = token.text.lower().partition("e")
    if len(mantissa) > LONGEST_NUMBER or abs(int(exponent or 0)) > LARGEST_EXPONENT or len(exponent) > 5:  # noqa: PLR2004
        raise ParseError(
            f"a number has at most {LONGEST_NUMBER} digits and an exponent of at most {LARGEST_EXPONENT}",
            column=token.column,
        )
    if mantissa[:1] == "0" and mantissa[1:2].isdigit():
        raise ParseError(f"`{token.text}` has a leading zero", column=token.column, hint=f"write `{_ZEROS.sub('', token.text)}`")
    return Fraction(token.text)


def _divided(above: Fraction, below: Fraction, column: int) -> Fraction:
    if below == 0:
        raise ParseError("division by zero", column=column)
    return above / below


def _bounded_power(exponent: Node, column: int) -> None:
    value = literal_value(exponent)
    if value is not None and abs(value) > LARGEST_POWER:
        raise ParseError(f"an exponent is at most {LARGEST_POWER}", column=column)


def parse_statement(text: str) -> Statement:
    """Read `left = right`, `left <= right`, `left >= right` or `a divides b`; raise ParseError with a column."""
    statement = _Parser(text).statement()
    literal_value(statement)
    return statement


def parse_expression(text: str) -> Node:
    """Read one side of a statement.

    >>> parse_expression("2[FLOP] * rows").operator
    '*'
    """
    parser = _Parser(text)
    node = parser.side()
    parser.finish()
    literal_value(node)
    return node


def parse_condition(text: str) -> Condition:
    """Read a condition such as `ranks >= 2 and recompute is full`."""
    parser = _Parser(text)
    condition = parser.condition()
    parser.finish()
    literal_value(condition)
    return condition
