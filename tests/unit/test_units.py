"""The unit reader against pint, over the same definition file."""

from __future__ import annotations

import math
import time
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pint
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlsysim_sym.errors import UnitError
from mlsysim_sym.reading.quantity import registry
from mlsysim_sym.reading.unit_table import read_table
from mlsysim_sym.reading.units import BASES, Dimension, Unit, best_prefix, parse_unit, table
from mlsysim_sym.resources import read_text

SPELLINGS = sorted(set(table().spellings()) - {"degC"})
EXPONENTS = [Fraction(n) for n in (-2, -1, 1, 2, 3)]


def in_pint(text: str) -> tuple[float, dict[str, float]]:
    """Return pint's factor and exponents of a unit expression."""
    units: pint.UnitRegistry[Any] = registry()
    base: Any = units.Quantity(1.0, text.replace("^", "**")).to_base_units()
    return float(base.magnitude), {name: float(power) for name, power in base.units._units.items()}  # noqa: SLF001


def agrees(text: str) -> None:
    """Assert that pint and the reader say the same of a unit expression."""
    unit = parse_unit(text)
    factor, exponents = in_pint(text)
    assert math.isclose(float(unit.factor), factor, rel_tol=1e-12)
    ours = {name: float(power) for name, power in zip(BASES, unit.dimension.exponents, strict=True) if power}
    assert ours == pytest.approx(exponents)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 2) -> str:
    """Draw a unit expression of up to nine units, with brackets and powers."""
    parts = draw(st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=3))
    if depth and draw(st.booleans()):
        parts.append(f"({draw(expressions(depth - 1))})")
    powers = [draw(st.sampled_from(["", "", "", "^2", "^-1"])) for _ in parts]
    signs = [draw(st.sampled_from([" * ", "/", "*", " /"])) for _ in parts]
    text = "".join(sign + part + power for sign, part, power in zip(signs, parts, powers, strict=True))
    return text.lstrip(" */")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_means_the_same_in_pint(spelling: str) -> None:
    agrees(spelling)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(expressions())
def test_expressions_mean_the_same_in_pint(text: str) -> None:
    try:
        parse_unit(text)
    except UnitError as error:
        assume("exponent beyond" not in error.message and "too l" not in error.message)
        raise
    agrees(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SPELLINGS), min_size=2, max_size=2), st.floats(1e-3, 1e3))
def test_conversion_agrees_with_pint(names: list[str], number: float) -> None:
    first, second = (parse_unit(name) for name in names)
    units = registry()
    same = units.Quantity(1, names[0]).is_compatible_with(names[1])
    assert same == (first.dimension == second.dimension)
    if same:
        theirs = units.Quantity(number, names[0]).to(names[1]).magnitude
        assert math.isclose(number * float(first.factor / second.factor), theirs, rel_tol=1e-12)


def test_the_file_is_one_that_pint_reads_by_itself(tmp_path: Any) -> None:  # noqa: ANN401  (pytest's path)
    path = tmp_path / "units.txt"
    path.write_text(read_text("registry", "units.txt"), encoding="utf-8")
    units: pint.UnitRegistry[Any] = pint.UnitRegistry(path)
    assert units.Quantity(8, "Gbit/s").to("GB/s").magnitude == pytest.approx(1)
    assert units.Quantity(1, "MAC").to_base_units().magnitude == 2


@pytest.mark.parametrize(
    ("text", "factor", "dimension"),
    [
        ("1", 1, "1"),
        ("1/s", 1, "1/s"),
        ("bit", Fraction(1, 8), "B"),
        ("Gbit/s", 125_000_000, "B/s"),
        ("MiB", 2**20, "B"),
        ("kg", 1, "kg"),
        ("g", Fraction(1, 1000), "kg"),
        ("Mg", 1000, "kg"),
        ("gCO2e/kWh", Fraction(1, 3_600_000_000), "kgCO2e*s^2/(kg*m^2)"),
        ("TFLOP/s", 10**12, "FLOP/s"),
        ("MAC", 2, "FLOP"),
        ("month", 2_629_800, "s"),
        ("um", Fraction(1, 10**6), "m"),
        ("\u00b5m", Fraction(1, 10**6), "m"),
        ("\u03bcm", Fraction(1, 10**6), "m"),
        ("mm^2", Fraction(1, 10**6), "m^2"),
        ("W", 1, "kg*m^2/s^3"),
        ("eV", Fraction(1602176634, 10**28), "kg*m^2/s^2"),
        ("USD/kW/h", Fraction(1, 3_600_000), "USD*s^2/(kg*m^2)"),
        ("USD/(kW*h)", Fraction(1, 3_600_000), "USD*s^2/(kg*m^2)"),
        ("( B ^ 2 / s )", 1, "B^2/s"),
        ("B^(1/2)", 1, "B^(1/2)"),
        ("(cm^2)^(1/2)", Fraction(1, 100), "m"),
        ("B^(-3/2)", 1, "1/B^(3/2)"),
        ("%", Fraction(1, 100), "1"),
        ("s/s", 1, "1"),
    ],
)
def test_units_are_exact(text: str, factor: Fraction, dimension: str) -> None:
    unit = parse_unit(text)
    assert (unit.factor, str(unit.dimension), unit.offset) == (factor, dimension, Fraction(0))


def test_a_celsius_degree_is_absolute() -> None:
    assert parse_unit("degC") == Unit("degC", Fraction(1), Dimension.of("K"), Fraction(27315, 100))
    with pytest.raises(UnitError, match="absolute scale"):
        parse_unit("W/degC")


@given(st.lists(st.fractions(-3, 3, max_denominator=4), min_size=len(BASES), max_size=len(BASES)))
def test_a_dimension_prints_as_a_unit_that_reads_back(exponents: list[Fraction]) -> None:
    dimension = Dimension(tuple(exponents))
    text = str(dimension)
    if len(text) <= 100:
        assert parse_unit(text).dimension == dimension
        assert parse_unit(text).factor == 1


@given(st.lists(st.sampled_from(BASES), min_size=1), st.sampled_from(EXPONENTS))
def test_dimensions_obey_the_laws_of_powers(names: list[str], power: Fraction) -> None:
    product = Dimension()
    for name in names:
        product = product * Dimension.of(name)
    assert (product / product).dimensionless
    assert product**power * product**-power == Dimension()
    assert hash(product**power / product ** (power - 1)) == hash(product)
    assert product**0 == Dimension()


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (2e9, "B/s", (2.0, "GB/s")),
        (0.03, "s/token", (30.0, "ms/token")),
        (3600.0, "s", (1.0, "h")),
        (90.0, "s", (1.5, "min")),
        (86400.0, "ms", (1.0, "day")),
        (30.84e6 * 3600, "h", (30.84e6, "h")),
        (2.0**36, "GiB", (64.0, "GiB")),
        (1e-9, "USD/token", (1e-9, "USD/token")),
        (500_000.0, "kgCO2e", (500_000.0, "kgCO2e")),
        (3.6e9, "kWh", (1.0, "MWh")),
        (5e9, "bit/s", (40.0, "Gbit/s")),
        (1e-12, "J/bit", (125.0, "fJ/bit")),
        (4.0, "cm^2", (40_000.0, "cm^2")),
        (5e9, "B^2/s", (5e9, "B^2/s")),
        (1e4, "(B/s)^2", (1e4, "(B/s)^2")),
        (1e7, "1/s", (1e7, "1/s")),
        (45.0, "1", (45.0, "1")),
        (0.4, "%", (40.0, "%")),
        (0.0, "s", (0.0, "s")),
        (293.15, "degC", (20.0, "degC")),
        (-5e9, "B", (-5.0, "GB")),
        (1e-30, "s", (1e-18, "ps")),
        (999_960.0, "B", (0.99996, "MB")),
        (math.inf, "B/s", (math.inf, "B/s")),
    ],
)
def test_the_best_prefix(value: float, unit: str, shown: tuple[float, str]) -> None:
    number, text = best_prefix(value, parse_unit(unit))
    assert text == shown[1]
    assert number == pytest.approx(shown[0], rel=1e-12)


@settings(max_examples=200, deadline=None)
@given(st.floats(1e-20, 1e25), st.sampled_from(["s", "B/s", "FLOP", "W", "kW*h", "token/s", "gCO2e/kWh", "GiB", "h"]))
def test_the_best_prefix_keeps_the_value(value: float, unit: str) -> None:
    number, text = best_prefix(value, parse_unit(unit))
    assert number * float(parse_unit(text).factor) == pytest.approx(value, rel=1e-12)


def test_every_refused_spelling_says_what_to_write() -> None:
    for pattern, _, _ in table().refused:
        name = pattern.replace("*", "G")
        with pytest.raises(UnitError) as caught:
            parse_unit(f"B/{name}")
        assert caught.value.hint, name
    assert not {pattern for pattern, _, _ in table().refused} & set(table().spellings())


@settings(max_examples=300, deadline=1000)
@given(st.text("kGBs^*/() 12-+%m\u00b2tFLOP", max_size=110))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnitError):
        assert parse_unit(text).factor > 0


@pytest.mark.parametrize("text", ["((((Ym^12)^12)^12)^12)", "Ym^12" + "*Ym^12" * 13, "(" * 100, "(" * 50 + "B" + ")" * 50])
def test_hostile_units_are_fast(text: str) -> None:
    start = time.perf_counter()
    with suppress(UnitError):
        parse_unit(text)
    assert time.perf_counter() - start < 0.05


@pytest.mark.parametrize(
    "line", ["x", "x = y", "x = 2 * (s", "s = [a]\ns = [b]", "#! a b", "x- = q", "x = [time]", "s = [time] = x"]
)
def test_a_wrong_definition_names_its_line(line: str) -> None:
    with pytest.raises(UnitError, match="is no definition") as caught:
        read_table(f"# a comment\n{line}", "units.txt")
    assert caught.value.file == "units.txt"
    assert caught.value.line in (2, 3)
