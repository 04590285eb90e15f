"""Which closed forms of a variable its domain leaves standing, for printing.

The inverter returns candidates and the solver drops those that do not satisfy the law. A reader of a page has no values to
drop them by, so a form is left out where no values of the other variables can bring it into the domain: `-sqrt(x)` for a
length, `0` for a count.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from mlsysim_sym.book.invert import invert
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.tree import Binary, Call, Name, Negative, Node, Number, QuadraticRoot, constant_value

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.law import Law
    from mlsysim_sym.reading.variable import Domain

INF = math.inf
Range: TypeAlias = tuple[float, float]
ANY: Range = (-INF, INF)
NONNEGATIVE: Range = (0.0, INF)


def forms_within(book: Book, law: Law, name: str) -> tuple[Node, ...]:
    """Return the closed forms of a variable that can lie in its domain.

    >>> import mlsysim_sym as ms
    >>> from mlsysim_sym.reading.printing import text
    >>> book = ms.Book.load()
    >>> [text(form) for form in forms_within(book, book.law("signal_power"), "maximum_magnitude")]
    ['sqrt(signal_power) * crest_factor']
    """
    forms = invert(law, name).forms
    domain = _domain(book, name)
    return forms if domain is None else tuple(form for form in forms if _meets(range_of(form, book), domain))


def _meets(values: Range, domain: Domain) -> bool:
    low, high = values
    below = high < domain.low or (high == domain.low and domain.low_open)
    above = low > domain.high or (low == domain.high and domain.high_open and math.isfinite(low))
    return not (below or above)


def _domain(book: Book, name: str) -> Domain | None:
    try:
        return book.variable(name).domain
    except MlsysimError:
        return None  # a law on its own may have names that the glossary lacks: nothing is known of them


def range_of(node: Node, book: Book) -> Range:  # noqa: PLR0911  (one return for each kind of node)
    """Return two ends that enclose what a tree can be, its variables being anywhere in their domains."""
    match node:
        case Number(value):
            found = float(value)
            return found, found
        case Name(name):
            domain = _domain(book, name)
            return (domain.low, domain.high) if domain else ANY
        case Negative(operand):
            return _negated(range_of(operand, book))
        case Binary("^", base, exponent):
            return _power(range_of(base, book), constant_value(exponent))
        case Binary(operator, left, right):
            return _joined(operator, range_of(left, book), range_of(right, book))
        case Call("sqrt", (argument,)):
            low, high = range_of(argument, book)
            return math.sqrt(max(low, 0.0)), math.sqrt(max(high, 0.0))
        case Call("exp", _):
            return NONNEGATIVE
        case QuadraticRoot():
            return _root(node, book)
    return ANY


def _negated(values: Range) -> Range:
    return -values[1], -values[0]


def _joined(operator: str, left: Range, right: Range) -> Range:
    if operator == "-":
        return _joined("+", left, _negated(right))
    if operator == "+":
        low, high = left[0] + right[0], left[1] + right[1]
        return (-INF if math.isnan(low) else low), (INF if math.isnan(high) else high)
    if operator == "/":
        return _times(left, _inverted(right))
    return _times(left, right)


def _times(left: Range, right: Range) -> Range:
    products = [0.0 if 0.0 in (x, y) else x * y for x in left for y in right]
    return min(products), max(products)


def _inverted(values: Range) -> Range:
    low, high = values
    if low < 0.0 < high:
        return ANY
    ends = [(INF if low >= 0.0 else -INF) if end == 0.0 else 1.0 / end for end in (high, low)]
    return min(ends), max(ends)


def _power(base: Range, exponent: object) -> Range:
    low, _ = base
    even = exponent is not None and getattr(exponent, "denominator", 0) == 1 and int(exponent) % 2 == 0  # type: ignore[call-overload]
    return NONNEGATIVE if low >= 0.0 or even else ANY


def _root(root: QuadraticRoot, book: Book) -> Range:
    """Enclose a root: where `a` and `c` have opposite signs, one root is above 0 and one below."""
    a, c = range_of(root.a, book), range_of(root.c, book)
    rising = a[0] >= 0.0 and c[1] <= 0.0
    falling = a[1] <= 0.0 and c[0] >= 0.0
    if not (rising or falling):
        return ANY
    upper = (root.sign > 0) == rising
    return NONNEGATIVE if upper else _negated(NONNEGATIVE)
