"""Values at the door: exact numbers, their last digit, and every kind of Python number."""

from __future__ import annotations

import importlib
import math
import sys
import time
from contextlib import suppress
from dataclasses import FrozenInstanceError, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlsysim_sym.errors import UnitError, UnitMismatchError
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.reading.values import Value, convert, parse_value


@pytest.mark.parametrize(
    ("text", "base", "dimension", "digits", "half_unit"),
    [
        ("30.84e6 h", 111_024_000_000, "s", 4, 18_000_000),
        ("15.6 Ttoken", 15_600_000_000_000, "token", 3, 50_000_000_000),
        ("40%", Fraction(2, 5), "1", 2, Fraction(1, 200)),
        ("40 %", Fraction(2, 5), "1", 2, Fraction(1, 200)),
        ("8192 token", 8192, "token", 4, Fraction(1, 2)),
        ("3.35 TB/s", 3_350_000_000_000, "B/s", 3, 5_000_000_000),
        ("3.35TB/s", 3_350_000_000_000, "B/s", 3, 5_000_000_000),
        ("80 GiB", 80 * 2**30, "B", 2, 2**29),
        ("24_576", 24_576, "1", 5, Fraction(1, 2)),
        ("100", 100, "1", 3, Fraction(1, 2)),
        ("70e9", 70_000_000_000, "1", 2, 500_000_000),
        ("0.050", Fraction(1, 20), "1", 2, Fraction(1, 2000)),
        ("0", 0, "1", 1, Fraction(1, 2)),
        ("-3", -3, "1", 1, Fraction(1, 2)),
        ("+3", 3, "1", 1, Fraction(1, 2)),
        ("1E3", 1000, "1", 1, 500),
        ("5/s", 5, "1/s", 1, Fraction(1, 2)),
        ("5 1/s", 5, "1/s", 1, Fraction(1, 2)),
        ("50%/s", Fraction(1, 2), "1/s", 2, Fraction(1, 200)),
        ("-40 degC", Fraction(23315, 100), "K", 2, Fraction(1, 2)),
        ("1 eV", Fraction(1602176634, 10**28), "kg*m^2/s^2", 1, Fraction(1602176634, 2 * 10**28)),
        ("1e9B", 10**9, "B", 1, 5 * 10**8),
        ("5EB", 5 * 10**18, "B", 1, 5 * 10**17),
    ],
)
def test_what_is_read(text: str, base: Fraction, dimension: str, digits: int, half_unit: Fraction) -> None:
    value = parse_value(text)
    assert value.base_exact == base
    assert value.base == float(base)
    assert str(value.unit.dimension) == dimension
    assert value.digits == digits
    assert value.half_unit == half_unit


@pytest.mark.parametrize(
    ("given_value", "number", "digits", "step", "text"),
    [
        (8, 8, 1, 1, "8"),
        (-80, -80, 2, 1, "-80"),
        (10**30, 10**30, 31, 1, str(10**30)),
        (0.1, Fraction(1, 10), 1, Fraction(1, 10), "0.1"),
        (8192.0, 8192, 4, 1, "8192"),
        (8e9, 8 * 10**9, 10, 1, "8000000000"),
        (1e22, 10**22, 23, 1, "1e+22"),
        (1e-05, Fraction(1, 10**5), 1, Fraction(1, 10**5), "1e-05"),
        (Decimal("0.340"), Fraction(17, 50), 3, Fraction(1, 1000), "0.340"),
        (Decimal("6E+23"), 6 * 10**23, 1, 10**23, "6E+23"),
        (Fraction(1, 3), Fraction(1, 3), 0, 0, "1/3"),
    ],
)
def test_numbers_of_python(given_value: Any, number: Any, digits: int, step: Any, text: str) -> None:  # noqa: ANN401
    value = parse_value(given_value)
    assert (value.number, value.digits, value.step, value.text, value.unit.text) == (number, digits, step, text, "1")


def test_numbers_of_numpy() -> None:
    numpy = importlib.import_module("numpy")  # of the extra `arrays`, which the tests install
    assert parse_value(numpy.float64(0.1)).number == Fraction(1, 10)
    assert parse_value(numpy.int64(8)).number == 8
    with pytest.raises(UnitError, match="not ndarray"):
        parse_value(numpy.zeros(3))


@dataclass
class Foreign:
    """Stand for a quantity of some other library."""

    magnitude: Any
    units: Any


@pytest.mark.parametrize(
    ("given_value", "base"),
    [
        ((80, "GiB"), 80 * 2**30),
        ((0.5, parse_unit("TB/s")), 5 * 10**11),
        (("1_000", "B"), 1000),
        ((40, "%"), Fraction(2, 5)),
        (Foreign(2, "GB/s"), 2 * 10**9),
        (Foreign(2.0, "kg * m ** 2 / s ** 2"), 2),
        (Foreign(4, ""), 4),
    ],
)
def test_pairs_and_quantities(given_value: Any, base: Any) -> None:  # noqa: ANN401
    assert parse_value(given_value).base_exact == base


@pytest.mark.parametrize(
    "given_value",
    [
        None, True, [8], {}, b"8", object(), math.inf, math.nan, -math.inf, Decimal("NaN"), Decimal("Infinity"), 1j,
        10**5000, Fraction(1, 10**5000), (80,), (80, "GiB", "B"), (80, 1), ("80 GiB", "B"), ((80, "B"), "B"),
        (True, "B"), ("40%", "B"), Foreign(magnitude=True, units="B"), Foreign("x", "B"), Foreign(8, "parsec"),
        Decimal("1e999"),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_is_no_number(given_value: Any) -> None:  # noqa: ANN401
    with pytest.raises(UnitError) as caught:
        parse_value(given_value)
    assert caught.value.message


def test_convert() -> None:
    assert convert(parse_value("1 h"), parse_unit("min")) == 60
    assert convert(parse_value("20 degC"), parse_unit("K")) == Fraction(29315, 100)
    assert convert(parse_value("293.15 K"), parse_unit("degC")) == 20
    assert convert(parse_value("40%"), parse_unit("1")) == Fraction(2, 5)
    assert convert(parse_value(0.4), parse_unit("%")) == 40


@pytest.mark.parametrize(
    ("text", "unit", "hint"),
    [
        ("70 B", "1", "write `70e9`"),
        ("8K", "1", "write `8e3`"),
        ("5", "B/s", "`5 B/s`"),
        ("5 kg", "kgCO2e", None),
        ("5 USD", "EUR", None),
        ("5 FLOP", "FLOP/s", None),
        ("5 token", "1", None),
    ],
)
def test_a_mismatch_names_both(text: str, unit: str, hint: str | None) -> None:
    value, due = parse_value(text), parse_unit(unit)
    with pytest.raises(UnitMismatchError) as caught:
        convert(value, due)
    assert f"`{text}`" in caught.value.message
    assert f"`{unit}`" in caught.value.message
    assert (hint or "") in (caught.value.hint or "")
    assert (hint is None) == (caught.value.hint is None)


def test_a_value_is_frozen() -> None:
    value = parse_value("8 GB")
    with pytest.raises(FrozenInstanceError):
        value.digits = 3  # type: ignore[misc]
    assert str(value) == "8 GB"
    assert parse_value(" 8 GB ") == value
    assert len({value, parse_value("8 GB")}) == 1


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40, places=9))
def test_decimal_text_is_exact(number: Decimal) -> None:
    assert parse_value(f"{number:f} GB").base_exact == Fraction(number) * 10**9


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(5e-324)
@example(sys.float_info.min)
@example(sys.float_info.max)
def test_floats_come_back(number: float) -> None:
    if 0 < abs(number) < sys.float_info.min:
        with pytest.raises(UnitError):
            parse_value(number)
    else:
        assert parse_value(number).base == number


@given(st.integers(0, 10**9), st.integers(0, 6), st.sampled_from(["GB/s", "%", "h", "1"]))
def test_half_a_unit_is_what_rounding_hides(number: int, places: int, unit: str) -> None:
    text = f"{number}.{'3' * places}" if places else f"{number}"
    value = parse_value(text if unit == "1" else f"{text} {unit}")
    near = Fraction(text) + Fraction(49, 100) / 10**places
    assert abs(near * value.unit.factor - value.base_exact) < value.half_unit


@settings(max_examples=500, deadline=1000)
@given(st.text("0123456789+-.,eE_ %*/^()kMGTBs$\u00b2\u00a0\u2212xinfa:#'", max_size=110))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnitError):
        assert isinstance(parse_value(text), Value)


@settings(max_examples=500, deadline=1000)
@given(st.text(max_size=30))
def test_any_unicode_is_read_or_refused(text: str) -> None:
    with suppress(UnitError):
        assert isinstance(parse_value("8" + text), Value)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9", "1e999999999", "1e-999999999", "9" * 100, "9" * 101, "1" * 10**6, "1_" * 50, "1e400", "1e-400",
        "1 " + "(" * 98, "1 " + "m^12*" * 19 + "m", "1 " + "a" * 98, "1" + ",000" * 24, "1 Ym^12*Ym^12", "-" * 100,
    ],
)  # fmt: skip
def test_hostile_text_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    with suppress(UnitError):
        parse_value(text)
    assert time.perf_counter() - start < 0.05
