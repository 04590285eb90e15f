"""Checks of spreads: their unit, their order, and that they stay inside the domain of what they are spreads of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mlsysim_sym.asking.spreads import recorded_spread
from mlsysim_sym.errors import MlsysimError, SchemaError
from mlsysim_sym.reading.values import Value
from mlsysim_sym.reading.variable import Variable
from mlsysim_sym.solving.question import Input


def spread_errors(
    stated: Mapping[str, Any] | None, variable: Variable, value: Value, where: Mapping[str, Any]
) -> Iterator[MlsysimError]:
    """Yield what is wrong with the spread that a data file states beside a value.

    >>> import mlsysim_sym as ms
    >>> from mlsysim_sym.reading.values import parse_value
    >>> power = ms.Book.load().variable("idle_power")
    >>> [error.message for error in spread_errors({"shape": "normal", "sd": "5 s"}, power, parse_value("70 W"), {})]
    ['the spread of `idle_power` is in W, not in s']
    """
    if stated is None:
        return
    try:
        recorded_spread(Input(variable.name, value, "record", "", spread=stated), variable)
    except MlsysimError as error:
        yield SchemaError(error.message, names=(variable.name,), hint=error.hint, **where)
