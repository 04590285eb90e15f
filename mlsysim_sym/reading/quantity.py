"""Offer pint quantities over the same units, for callers who compute with pint themselves.

Nothing on the solve path needs this module, and pint is imported at the first use of it. Every number enters through
the value grammar, because pint reads `1 000 m` as nothing and `5 $/h` as 5/h.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.resources import read_text

if TYPE_CHECKING:
    import pint

__all__ = ["Quantity", "from_base", "registry", "to_base"]


@cache
def registry() -> pint.UnitRegistry[Any]:
    """Return pint's registry of `registry/units.txt` and of nothing else.

    >>> float(registry().Quantity(1, "h").to("s").magnitude)
    3600.0
    """
    import pint  # noqa: PLC0415  (slow to import; only its users pay)

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    units.load_definitions(read_text("registry", "units.txt").splitlines())
    return units


def Quantity(value: Any, unit: str | None = None) -> pint.Quantity[Any]:  # noqa: N802, ANN401  (pint's name)
    """Return a quantity of the registry, read by the value grammar.

    >>> print(Quantity("3.35 TB/s"))
    3.35 TB / s
    >>> print(Quantity(80, "GiB").to("B"))
    85899345920.0 B
    """
    read = parse_value(value if unit is None else (value, unit))
    return _quantity(float(read.number), read.unit.text)


def to_base(quantity: Any) -> float:  # noqa: ANN401  (any registry's quantity)
    """Return the size of a quantity, of this or another registry, in coherent base units.

    >>> to_base(Quantity("1 kWh"))
    3600000.0
    """
    return parse_value(quantity).base


def from_base(value: float, unit: str) -> pint.Quantity[Any]:
    """Return a size in coherent base units as a quantity of a unit.

    >>> print(from_base(3.6e6, "kWh"))
    1.0 kWh
    """
    due = parse_unit(unit)
    size = parse_value(value).number
    return _quantity(float((size - due.offset) / due.factor), due.text)


def _quantity(number: float, unit: str) -> pint.Quantity[Any]:
    units = registry()
    if unit == "%":
        return units.Quantity(number / 100, "")
    return units.Quantity(number, units.parse_units("" if unit == "1" else unit.replace("^", "**")))
