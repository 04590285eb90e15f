"""The facade to pint: same units, same gate, and loaded only by who uses it."""

from __future__ import annotations

import importlib
import subprocess
import sys
from typing import Any

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlsysim_sym.errors import UnitError
from mlsysim_sym.reading.quantity import Quantity, from_base, registry, to_base
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.resources import read_text


def test_quantities_come_through_the_value_gate() -> None:
    assert str(Quantity("3.35 TB/s")) == "3.35 TB / s"
    assert Quantity(80, "GiB").to("B").magnitude == 80 * 2**30
    assert Quantity("40%").magnitude == pytest.approx(0.4)
    assert Quantity(40, "%").magnitude == pytest.approx(0.4)
    assert Quantity("8").dimensionless
    with pytest.raises(UnitError, match="separator"):
        Quantity("1 000 m")


def test_there_is_one_registry() -> None:
    assert registry() is registry()
    total = Quantity("1 GB") + Quantity("1 MB")
    assert to_base(total) == 1.001e9


@pytest.mark.parametrize(
    ("text", "base"),
    [("1 kWh", 3.6e6), ("20 degC", 293.15), ("8 Gbit/s", 1e9), ("5 B^(1/2)", 5.0), ("3 uUSD/Mtoken", 3e-12)],
)
def test_there_and_back(text: str, base: float) -> None:
    assert to_base(Quantity(text)) == pytest.approx(base, rel=1e-12)
    unit = text.partition(" ")[2]
    assert from_base(base, unit).magnitude == pytest.approx(float(text.partition(" ")[0]), rel=1e-12)


def test_percent_is_a_pure_number_in_pint() -> None:
    assert from_base(0.4, "%").magnitude == pytest.approx(0.4)


def test_quantities_of_another_registry_are_read() -> None:
    own: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    own.load_definitions(read_text("registry", "units.txt").splitlines())
    assert to_base(own.Quantity(2, "GB/s")) == 2e9
    assert parse_value(own.Quantity(2, "kWh")).unit == parse_unit("kWh")
    default: pint.UnitRegistry[Any] = pint.UnitRegistry()
    assert to_base(default.Quantity(3.35, "terabyte/second")) == 3.35e12
    assert to_base(default.Quantity(1, "gibibit")) == 2**27
    with pytest.raises(UnitError, match="`lb`"):
        to_base(default.Quantity(1, "pound"))


def test_a_quantity_may_not_be_an_array() -> None:
    numpy = importlib.import_module("numpy")  # of the extra `arrays`, which the tests install
    with pytest.raises(UnitError, match="ndarray"):
        to_base(registry().Quantity(numpy.ones(2), "B"))


@settings(max_examples=200, deadline=None)
@given(st.floats(1e-6, 1e6), st.sampled_from(["GB/s", "TFLOP/s", "min", "USD/kW/h", "gCO2e/kWh", "s/token", "1/s", "mm^2"]))
def test_pint_agrees_with_the_exact_value(number: float, unit: str) -> None:
    exact = parse_value((number, unit)).base
    assert to_base(Quantity(number, unit)) == pytest.approx(exact, rel=1e-12)
    assert float(Quantity(number, unit).to_base_units().magnitude) == pytest.approx(exact, rel=1e-12)


def test_pint_is_loaded_only_when_used() -> None:
    code = (
        "import sys; from mlsysim_sym.reading import quantity, values;"
        "values.parse_value('80 GiB'); assert 'pint' not in sys.modules;"
        "quantity.Quantity('80 GiB'); assert 'pint' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # our own code
