"""Read values at the door: a number, an optional `%`, and a unit.

Whatever comes in, as text, as a Python number or as a quantity of pint, leaves as an exact rational with a unit and
the place of its last printed digit. What pint or YAML would misread is refused with the right spelling.
"""

from __future__ import annotations

import operator
import re
import sys
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from numbers import Integral, Rational, Real
from typing import Any

from mlsysim_sym.errors import UnitError, UnitMismatchError
from mlsysim_sym.reading.units import Dimension, Unit, parse_unit
from mlsysim_sym.valueclass import frozen

_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_VALUE = re.compile(
    rf"(?P<sign>[+-]?)(?P<whole>0|[1-9][0-9]*(?:_[0-9]+)*)(?:\.(?P<part>{_DIGITS}))?(?:[eE](?P<power>[+-]?[0-9]+))?"
    r"(?![0-9_])(?P<rest>(?: *%)?(?: *[^\W0-9_].*| *[($€/].*| +1 */.*)?)",
)
_LONGEST = 100
_MAX_POWER = 400
_MAX_BITS = 4000
_SMALLEST, _LARGEST = Fraction(sys.float_info.min), Fraction(sys.float_info.max)
_ONE = Unit("1", Fraction(1), Dimension())
_PERCENT = parse_unit("%")


@frozen
class Value:
    """Hold an exact number with its unit, as it was written.

    `digits` counts the digits from the first that is not zero to the last one written, trailing zeros included; it
    is 0 for a `Fraction`, which is exact. `step` is what one more in the last written digit would add: 0.1 for `3.5`,
    1e9 for `70e9`, 0 for a `Fraction`.

    >>> parse_value("3.35 TB/s").base
    3350000000000.0
    """

    number: Fraction
    unit: Unit
    text: str
    digits: int
    step: Fraction = Fraction(0)

    @property
    def base_exact(self) -> Fraction:
        """The value in coherent base units, exactly."""
        return self.number * self.unit.factor + self.unit.offset

    @property
    def base(self) -> float:
        """The value in coherent base units."""
        return float(self.base_exact)

    @property
    def half_unit(self) -> Fraction:
        """Half a unit of the last written digit, in coherent base units.

        >>> parse_value("40%").half_unit
        Fraction(1, 200)
        """
        return self.step / 2 * self.unit.factor

    @property
    def unit_column(self) -> int:
        """The column of the unit in the text, or of where it would stand.

        >>> parse_value("3.35 TB/s").unit_column, parse_value("8192").unit_column
        (6, 5)
        """
        number = re.match(r"[^A-Za-z%(\u20ac$]*(?:[eE][+-]?[0-9]+)?", self.text)
        return (number.end() if number and self.unit.text != "1" else len(self.text)) + 1

    def __str__(self) -> str:
        return self.text


def parse_value(text: Any) -> Value:  # noqa: ANN401  (whatever stands at the door)
    """Read a value: text, a Python number, a pair of number and unit, or a quantity of pint.

    Floats are read as the decimal digits that Python prints for them, so `0.1` is a tenth.
    Raises `UnitError`, with the right spelling where it is known.

    >>> parse_value("24_576").number
    Fraction(24576, 1)
    >>> parse_value((80, "GiB")).base
    85899345920.0
    >>> parse_value("8k")
    Traceback (most recent call last):
        ...
    mlsysim_sym.errors.UnitError: `8k` has a bare prefix, which is no unit
       8k
        ^
       hint: write `8000`
    """
    if isinstance(text, str):
        return _from_text(text)
    if isinstance(text, tuple):
        return _from_pair(text)
    if hasattr(text, "magnitude") and hasattr(text, "units"):
        return _from_pair((text.magnitude, _spelt(text.units)))
    return _checked(_from_number(text))


def kept(value: Any) -> Any:  # noqa: ANN401  (whatever stands at the door)
    """Return a value as a question keeps it: a quantity of pint as text, as it is compared, printed and pickled alone.

    >>> from mlsysim_sym.reading.quantity import Quantity
    >>> kept(Quantity("989.4 TFLOP/s")), kept("80 GB"), kept(8192)
    ('989.4 TFLOP/s', '80 GB', 8192)
    """
    if not (hasattr(value, "magnitude") and hasattr(value, "units")):
        return value
    try:
        number = float(value.magnitude)
    except (TypeError, ValueError):
        return value
    units = _spelt(value.units)
    return repr(number) if units == "1" else f"{number!r} {units}"


def convert(value: Value, unit: Unit) -> Fraction:
    """Return the exact number of a unit that a value is.

    >>> convert(parse_value("1 h"), parse_unit("min"))
    Fraction(60, 1)
    """
    if value.unit.dimension != unit.dimension:
        raise _mismatch(value, unit)
    if value.unit == unit:
        return value.number
    return (value.base_exact - unit.offset) / unit.factor


def _mismatch(value: Value, unit: Unit) -> UnitMismatchError:
    return UnitMismatchError(
        f"`{value.text}` is in `{value.unit}`, which does not convert to `{unit}`",
        names=(value.unit.text, unit.text),
        detail=(f"given: {value.unit.dimension}", f"due:   {unit.dimension}"),
        hint=_mend(value, unit),
        excerpt=value.text,
        column=value.unit_column,
    )


def _mend(value: Value, unit: Unit) -> str | None:
    if unit.dimension.dimensionless and value.unit.text in ("B", "K"):
        meant, count, power = ("bytes", "billions", 9) if value.unit.text == "B" else ("kelvin", "thousands", 3)
        number = value.text.removesuffix(value.unit.text).strip()
        return f"`{value.unit}` is {meant}: for {count} write `{number}e{power}`"
    if value.unit.dimension.dimensionless and value.unit.text == "1":
        return f"write the unit too: `{value.text} {unit}`"
    return None


@lru_cache(maxsize=4096)
def _from_text(text: str) -> Value:
    if len(text) > _LONGEST:
        message = f"a value of {len(text)} characters is too long: `{text[:20]}...`"
        raise UnitError(message, excerpt=text, column=_LONGEST + 1)
    stripped = text.strip(" ")
    try:
        return _from_stripped(stripped)
    except UnitError as error:
        raise error.within(text, 1 + len(text) - len(text.lstrip(" "))) from error.__cause__


def _from_stripped(text: str) -> Value:
    match = _VALUE.fullmatch(text)
    if match is None:
        raise _refusal(text)
    rest = match["rest"].strip(" ")
    try:
        number_of, unit = _unit_of(rest)
    except UnitError as error:
        raise _refusal(text, error.within(text, 1 + len(text) - len(rest))) from error
    number, step, digits = _decimal(match)
    return _checked(Value(number * number_of, unit, text, digits, step * number_of))


def _refusal(text: str, error: UnitError | None = None) -> UnitError:
    from mlsysim_sym.reading.refusals import refusal  # noqa: PLC0415  (only a wrong value pays for it)

    return refusal(text, error)


def _decimal(match: re.Match[str]) -> tuple[Fraction, Fraction, int]:
    """Return the number, the size of one in its last digit, and its count of digits."""
    part = (match["part"] or "").replace("_", "")
    written = match["whole"].replace("_", "") + part
    power = match["power"] or "0"
    if len(power) > len("+0400") or abs(int(power)) > _MAX_POWER:
        message = f"`{match.group()}` has an exponent beyond {_MAX_POWER}"
        raise UnitError(message, column=match.start("power") + 1)
    step = Fraction(10) ** (int(power) - len(part))
    number = int(match["sign"] + written) * step
    return number, step, max(1, len(written.lstrip("0")))


def _unit_of(rest: str) -> tuple[Fraction, Unit]:
    """Return what follows a number as a pure factor and a unit: `%/year` is 1/100 and `1/year`."""
    factor = Fraction(1)
    whole = rest
    if rest.startswith("%") and rest != "%":
        factor, rest = _PERCENT.factor, rest[1:].strip(" ")
        if rest.startswith("%"):
            message = "a second `%`"
            raise UnitError(message, column=1 + len(whole) - len(rest))
    if not rest:
        return factor, _ONE
    added = "1" if rest.startswith("/") else ""
    try:
        return factor, parse_unit(added + rest)
    except UnitError as error:
        raise error.within(whole, 1 + len(whole) - len(rest) - len(added)) from None


def _from_pair(pair: tuple[Any, ...]) -> Value:
    if len(pair) != len(("number", "unit")) or not isinstance(pair[1], (str, Unit)):
        message = f"`{pair!r:.60}` is no pair of a number and a unit"
        raise UnitError(message, excerpt=f"{pair!r:.60}", column=1, hint='write `(80, "GiB")` or `"80 GiB"`')
    number = parse_value(pair[0])
    unit = pair[1] if isinstance(pair[1], Unit) else parse_unit(pair[1])
    if number.unit.text != "1":
        message = f"`{number}` has a unit already"
        raise UnitError(message, names=(number.unit.text, unit.text))
    return _checked(Value(number.number, unit, f"{number} {unit}", number.digits, number.step))


def _from_number(number: Any) -> Value:  # noqa: ANN401  (whatever stands at the door)
    if isinstance(number, Integral) and not isinstance(number, bool):
        return _whole(operator.index(number), None)
    if isinstance(number, Rational) and not isinstance(number, bool):
        exact = Fraction(number)
        return Value(exact, _ONE, str(exact) if _bits(exact) <= _MAX_BITS else "a long fraction", 0)
    if isinstance(number, Decimal):
        return _from_text(str(number))
    if isinstance(number, Real) and not isinstance(number, bool):
        return _from_float(float(number))
    message = f"a value is a number with a unit, not {type(number).__name__}"
    raise UnitError(message, excerpt=f"{number!r:.60}", column=1, hint='write it as text: `"80 GiB"`')


def _from_float(number: float) -> Value:
    text = repr(number).removesuffix(".0")
    match = _VALUE.fullmatch(text)
    if match is None:
        raise _refusal(text)
    exact, step, digits = _decimal(match)
    return _whole(int(exact), text) if exact.denominator == 1 else Value(exact, _ONE, text, digits, step)


def _whole(number: int, text: str | None) -> Value:
    if number.bit_length() > _MAX_BITS:
        message = f"a number of {number.bit_length()} bits is beyond floating point"
        raise UnitError(message)
    written = str(number)
    return Value(Fraction(number), _ONE, text or written, len(written.lstrip("-")), Fraction(1))


def _spelt(units: Any) -> str:  # noqa: ANN401  (an object of pint, or one like it)
    """Return the units of a quantity in this package's spelling."""
    try:
        text = format(units, "~C")
    except (TypeError, ValueError):
        text = str(units)
    powers = re.compile(r"\s*\*\*\s*(-?[0-9.]+)")
    return powers.sub(lambda match: f"^({Fraction(match[1]).limit_denominator(12)})", text) or "1"


def _bits(number: Fraction) -> int:
    return number.numerator.bit_length() + number.denominator.bit_length()


def _checked(value: Value) -> Value:
    size = abs(value.base_exact)
    if size and not _SMALLEST <= size <= _LARGEST:
        message = f"`{value.text:.60}` is beyond floating point in base units"
        raise UnitError(message, excerpt=value.text, column=1)
    return value
