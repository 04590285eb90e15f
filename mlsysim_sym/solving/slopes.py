"""First derivatives along a solved plan: per-law partials by jets, the chain rule, the implicit function theorem."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.jets import JET, Jet
from mlsysim_sym.book.system import Instance
from mlsysim_sym.solving.fuse import bare_residual, residual_function

Words = Callable[[Instance], tuple[tuple[str, str], ...]]
Slopes = dict[str, dict[str, float]]  # variable -> input -> d variable / d ln input


def partials(instance: Instance, values: Mapping[str, float], words: tuple[tuple[str, str], ...]) -> dict[str, float]:
    """Return the slope of `left - right` with respect to each variable; the mean of both sides' slopes at a kink."""
    law = instance.law
    function = bare_residual(law, words).bind(JET)
    slopes: dict[str, float] = {}
    for place, name in enumerate(instance.names):
        arguments: list[Any] = [values[other] for other in instance.names]
        arguments[place] = Jet(arguments[place], arguments[place], 1.0, 1.0)
        try:
            result = function(*arguments)
        except UNDEFINED:
            continue
        slope = _middle(result) if isinstance(result, Jet) else 0.0
        if not math.isfinite(slope):
            slope = _difference(instance, values, words, place)
        slopes[name] = slopes.get(name, 0.0) + slope
    return slopes


def _middle(jet: Jet) -> float:
    return jet.down if jet.down == jet.up else 0.5 * (jet.down + jet.up)


def _difference(instance: Instance, values: Mapping[str, float], words: tuple[tuple[str, str], ...], place: int) -> float:
    """Return a slope by a central difference, where no enclosure bounds it (incomplete gamma and beta functions, steps)."""
    function = residual_function(instance.law, words)
    arguments = [values[other] for other in instance.names]
    x = arguments[place]
    step = 1e-5 * abs(x) or 1e-8
    sides = []
    for moved in (x + step, x - step):
        arguments[place] = moved
        try:
            sides.append((moved, function(*arguments)[0]))
        except UNDEFINED:
            sides.append((x, function(*[values[other] for other in instance.names])[0]))
    (above, high), (below, low) = sides
    return (high - low) / (above - below) if above != below else 0.0


def along(
    steps: Sequence[Any],
    residuals: Sequence[Instance],
    tears: Sequence[str],
    values: Mapping[str, float],
    inputs: Iterable[str],
    *,
    words: Words,
) -> Slopes:
    """Return how every variable of a solved plan moves with the logarithm of every input.

    `values` are all values at the solution. A tear's slope follows from its residual by the implicit function theorem.
    """
    slopes: Slopes = {name: {name: values[name]} for name in inputs}
    if len(tears) > 1 or len(residuals) != len(tears):
        tears, residuals = (), ()
    for tear in tears:
        slopes[tear] = {_mark(tear): 1.0}
    for step in steps:
        _follow(step.instance, step.unknown, values, slopes, words)
    for tear, residual in zip(tears, residuals, strict=True):
        _implicit(tear, residual, values, slopes, words)
    return slopes


def _follow(instance: Instance, unknown: str, values: Mapping[str, float], slopes: Slopes, words: Words) -> None:
    own = partials(instance, values, words(instance))
    pivot = own.get(unknown, 0.0)
    slopes[unknown] = {}
    if pivot == 0 or not math.isfinite(pivot):
        return
    for name, slope in own.items():
        if name != unknown and slope:
            for source, moved in slopes.get(name, {}).items():
                slopes[unknown][source] = slopes[unknown].get(source, 0.0) - slope / pivot * moved


def _implicit(tear: str, residual: Instance, values: Mapping[str, float], slopes: Slopes, words: Words) -> None:
    total = residual_slopes(residual, values, slopes, words)
    pivot = total.pop(_mark(tear), 0.0)
    of_tear = {source: -moved / pivot for source, moved in total.items()} if pivot else {}
    for name in slopes:
        inner = slopes[name].pop(_mark(tear), 0.0)
        if inner:
            for source, moved in of_tear.items():
                slopes[name][source] = slopes[name].get(source, 0.0) + inner * moved


def _mark(tear: str) -> str:
    return f"~{tear}"


def elasticities(name: str, slopes: Slopes, values: Mapping[str, float]) -> dict[str, float]:
    """Return the elasticity of a variable to every input: percent of change for one percent of the input."""
    value = values[name]
    if value == 0:
        return {}
    return {source: moved / value for source, moved in slopes.get(name, {}).items()}


def residual_slopes(instance: Instance, values: Mapping[str, float], slopes: Slopes, words: Words) -> dict[str, float]:
    """Return how `left - right` of a law moves with the logarithm of every input."""
    total: dict[str, float] = {}
    for name, slope in partials(instance, values, words(instance)).items():
        for source, moved in slopes.get(name, {}).items():
            total[source] = total.get(source, 0.0) + slope * moved
    return total
