"""From a published figure to what laws say of it: the family's predictor, the constants, the evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from mlsysim_sym.asking.measured.asks import Ask, Row, UnpredictedError, said
from mlsysim_sym.asking.measured.families import family_of
from mlsysim_sym.asking.measured.fits import parts_of, values_of
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.units import BASES, Dimension
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.question import system_of
from mlsysim_sym.valueclass import replace

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

UNITS = {
    "count": (1.0, ""), "ratio": (1.0, ""), "%": (0.01, ""), "tCO2e": (1000.0, "kgCO2e"), "TFLOP/s/GPU": (1.0, "TFLOP/s"),
    "TFLOP/s/chip": (1.0, "TFLOP/s"), "token/s/GPU": (1.0, "token/s"), "s/step": (1.0, "s"), "minutes": (60.0, "s"),
    "accelerator-hour": (3600.0, "s"), "sample/s": (1.0, "request/s"),
}  # fmt: skip
MODULES = {
    "kernels": ("matrix_product", "best_rate", "attention", "collective", "bus_bandwidth"),
    "training": ("training_step", "layer_time"),
    "mixtures": ("mixture_step",),
    "decoding": ("static_batch", "first_token"),
    "serving": ("loaded_token", "loaded_first_token", "saturated", "request_rate", "static_or_waiting", "first_of_idle"),
    "mlperf": ("offline", "limited", "network"),
    "accounting": ("parameter_count", "activations", "energy", "carbon", "device_hours", "run_days"),
    "targets": ("time_to_train",),
    "copies": ("copied",),
    "fleets": ("wall_power", "run_energy", "hours_at_rate", "checkpoint", "interruptions"),
}
# What a predictor meets in a line of somebody's: a text where a number is due, a word that it does not know, a count of 0.
MALFORMED = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)
COUNTED = ("token", "request")  # what lines leave out of units, as in milliseconds for those of a token
PHYSICAL = tuple(place for place, name in enumerate(BASES) if name not in COUNTED)
PLACES = {name: module for module, names in MODULES.items() for name in names}


def asked(row: Row) -> Ask:
    """Return the question of a figure, without fitted constants; raise UnpredictedError with the reason for none."""
    family = family_of(row.case)
    if not family.predictor:
        raise UnpredictedError(family.missing or f"no law is put to use for `{row.case.metric}`")
    try:
        return _predictor(family.predictor)(row)
    except MALFORMED as error:
        kind = type(error).__name__
        raise UnpredictedError(f"the line's configuration makes no question: {kind} {error}") from None
    except MlsysimError as error:
        raise UnpredictedError(f"the line's configuration makes no question: {said(error)}") from None


def complete(row: Row, given: Mapping[str, Mapping[str, float]] | None = None) -> Ask:
    """Return the question of a figure with the constants of the fit that left its group out."""
    ask = with_parts(asked(row))
    if not ask.fit:
        return ask
    found = values_of(ask, row.case, given)
    return replace(ask.with_values(found.values), foreign=(*ask.foreign, *found.foreign))


def with_parts(ask: Ask) -> Ask:
    """Return a question with the constants of single kernels."""
    if not ask.parts:
        return ask
    found = parts_of(ask)
    return replace(ask.with_values(found.values), foreign=found.foreign)


def ideal(ask: Ask) -> Ask | None:
    """Return the question of the same figure without any loss, None where it has none."""
    return ask.with_values(ask.ideal) if ask.ideal else None


def same_dimension(book: Book, ask: Ask, unit: str) -> None:
    """Refuse a figure whose unit is not one of what the question asks for; tokens and requests may be left out of it.

    Raises UnpredictedError, which says the dimensions of both.
    """
    system = system_of(ask.question(book))
    due = system.variable(system.resolve(ask.target)).unit.dimension
    name = UNITS.get(unit, (1.0, unit))[1]
    try:
        given = parse_value(f"1 {name}").unit.dimension if name else Dimension()
    except MlsysimError as error:
        raise UnpredictedError(f"the unit `{unit}` is not known: {error.message}") from None
    if any(due.exponents[place] != given.exponents[place] for place in PHYSICAL):
        raise UnpredictedError(f"the unit `{unit}` is no unit of `{ask.target}`, which is measured in {due}")


@cache
def _predictor(name: str) -> Callable[[Row], Ask]:
    module = import_module(f"mlsysim_sym.asking.measured.{PLACES[name]}")
    found: Callable[[Row], Ask] = getattr(module, name)
    return found


def unit_factor(unit: str) -> float:
    """Return what one unit of a figure is in coherent base units; raise UnpredictedError for one that is not known.

    >>> unit_factor("ms"), unit_factor("minutes"), unit_factor("%")
    (0.001, 60.0, 0.01)
    """
    times, name = UNITS.get(unit, (1.0, unit))
    if not name:
        return times
    try:
        return times * parse_value(f"1 {name}").base
    except MlsysimError as error:
        raise UnpredictedError(f"the unit `{unit}` is not known: {error.message}") from None
