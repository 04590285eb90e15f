"""Say what is wrong with a value that is refused, and how it is written right.

Imported only once a value has been refused, so that right values do not pay for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsysim_sym.errors import UnitError
from mlsysim_sym.reading.units import table

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER = re.compile(r"[+-]?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?(?:[eE][+-]?[0-9]+)?")
_SPACES = re.compile(r"[^\S ]|[\u200b-\u200f\ufeff]")
_GROUPS = re.compile(r"[+-]?[0-9]{1,3}([, '\u2019])[0-9]{3}(?:\1[0-9]{3})*(?![0-9])")
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_ZERO = re.compile(r"([+-]?)0[0_]*(?=[0-9])")
_TIMES_TEN = re.compile(r" *(?P<ten>[x\u00d7*\u00b7] *10 *)?(?:\^|\*\*) *(?P<power>[+-]?[0-9]+)")
_PREFIX = re.compile(r" *(?P<prefix>[A-Za-z]i?)(?![A-Za-z0-9_/])(?P<rest>.*)")
_PLAIN_ZEROS = 6
_NUMBERS_WITH_UNITS = "write a number with its unit, as in `3.35 TB/s`"
_STRAY = (
    (r"\u00b1|\+-|\+/-", "write the spread in a field of its own"),
    (r"/ *[0-9]", "write the quotient as a decimal number"),
    (r"[xX][0-9a-fA-F]+$|[oO][0-7]+$", "write decimal digits"),
    (r"\.$", "write digits after the point, or leave it out"),
    (r"[*\u00b7\u00d7] *[A-Za-z(]", "leave out the sign between number and unit"),
    (r"[^\w/($\u20ac]|[0-9_]", "write one number, then its unit"),
)


def refusal(text: str, error: UnitError | None = None) -> UnitError:
    """Return why a value is refused, with the column; `error` is what its unit alone was refused for.

    >>> print(refusal("1,5 GB"))
    `1,5 GB` has a comma in its number
       1,5 GB
        ^
       hint: write `1.5 GB`
    """
    found = _reason(text, error)
    return found if found.excerpt == text else _at(found, text, found.column or 1)


def _at(error: UnitError, text: str, column: int) -> UnitError:
    error.excerpt, error.column = text, column
    return error


def _reason(text: str, error: UnitError | None) -> UnitError:
    number = _NUMBER.match(text)
    if not text or number is None:
        return _no_number(text)
    parts = number.group(), text[number.end() :]
    known = (check(*parts) for check in _CHECKS)
    found = next((each for each in known if each is not None), None)
    return found or error or UnitError(f"`{text}` is no value", column=number.end() + 1, hint=_NUMBERS_WITH_UNITS)


def _no_number(text: str) -> UnitError:
    if not text:
        return UnitError("an empty value", hint="write a number with its unit")
    return _odd_space("", text) or UnitError(f"`{text}` does not start with a number", hint=_number_hint(text))


def _number_hint(text: str) -> str:
    start = text.lstrip("+-").lower()
    if start.startswith(("inf", "nan", ".inf", ".nan", "\u221e")):
        return "write a finite number"
    if re.match(r"\.[0-9]", start):
        return f"write `{text.replace('.', '0.', 1)}`"
    if re.match(r"[\u2212\u2013][0-9]", text):
        return f"write `-{text[1:]}`"
    currency = re.match(r"(US\$|\$|\u20ac) *([0-9.]+)$", text)
    if currency:
        return f"write `{currency[2]} {'EUR' if currency[1] == chr(0x20AC) else 'USD'}`"
    return _NUMBERS_WITH_UNITS


def _odd_space(number: str, rest: str) -> UnitError | None:
    odd = _SPACES.search(rest)
    if odd is None:
        return None
    shown = _SPACES.sub(" ", number + rest)
    column = len(number) + odd.start() + 1
    return UnitError(f"`{shown}` contains a space that is none of the plain ones", column=column, hint=f"write `{shown}`")


def _leading_zero(number: str, rest: str) -> UnitError | None:
    zero = _ZERO.match(number)
    if zero is None:
        return None
    hint = f"write `{zero[1]}{number[zero.end() :]}{rest}`"
    return UnitError(f"`{number}{rest}` has a leading zero", column=len(zero[1]) + 1, hint=hint)


def _grouped(number: str, rest: str) -> UnitError | None:
    text = number + rest
    groups = _GROUPS.match(text)
    if groups is None:
        return None
    joined, after = groups.group().replace(groups[1], ""), text[groups.end() :]
    decimal = f" or `{groups.group().replace(',', '.')}{after}`" if groups.group().count(",") == 1 else ""
    hint = f"write `{joined}{after}`{decimal}"
    return UnitError(f"`{text}` has a separator in its number", column=groups.start(1) + 1, hint=hint)


def _comma(number: str, rest: str) -> UnitError | None:
    comma = _COMMA.match(number + rest)
    if comma is None:
        return None
    right = comma.group().replace(",", ".") + (number + rest)[comma.end() :]
    column = comma.group().index(",") + 1
    return UnitError(f"`{number}{rest}` has a comma in its number", column=column, hint=f"write `{right}`")


def _computed(number: str, rest: str) -> UnitError | None:
    match = _TIMES_TEN.match(rest)
    if match is None:
        return None
    mantissa = number if match["ten"] else "1" if number == "10" else None
    right = f"write `{mantissa}e{match['power']}{rest[match.end() :]}`" if mantissa else "write the number out"
    column = _first_sign(number, rest)
    return UnitError(f"`{number}{rest}` computes, which a value does not", column=column, hint=right)


def _first_sign(number: str, rest: str) -> int:
    """Return the column of what follows a number, spaces left out."""
    return len(number) + len(rest) - len(rest.lstrip(" ")) + 1


def _bare_prefix(number: str, rest: str) -> UnitError | None:
    match = _PREFIX.match(rest)
    if match is None or table().split(match["prefix"]) is not None:
        return None
    factor = table().prefix_factor(match["prefix"])
    if factor is None or factor < 1:
        return None
    hint = f"write `{_written_out(number, int(factor))}{match['rest']}`"
    column = match.start("prefix") + len(number) + 1
    return UnitError(f"`{number}{rest}` has a bare prefix, which is no unit", column=column, hint=hint)


def _written_out(number: str, factor: int) -> str:
    zeros = len(str(factor)) - 1
    if factor != 10**zeros:
        return f"{int(number) * factor}" if number.isdigit() else f"{float(number) * factor:.17g}"
    if number.isdigit() and zeros < _PLAIN_ZEROS:
        return number + "0" * zeros
    mantissa, _, power = number.lower().partition("e")
    return f"{mantissa}e{int(power or 0) + zeros}"


def _stray(number: str, rest: str) -> UnitError | None:
    start = rest.strip(" ")
    if not start or start.startswith("%") or re.match(r"1 */", start):
        return None
    hint = next((hint for pattern, hint in _STRAY if re.match(pattern, start)), None)
    if hint is None:
        return None
    column = _first_sign(number, rest)
    return UnitError(f"`{number}{rest}` goes on with `{start}` after its number", column=column, hint=hint)


_CHECKS: tuple[Callable[[str, str], UnitError | None], ...] = (
    _leading_zero,
    _odd_space,
    _grouped,
    _comma,
    _computed,
    _bare_prefix,
    _stray,
)
