"""Fitted constants: which constants a fit has, which lines it is judged on, and the values that it gave.

`fits.toml` says what is fitted: the constants, what each of them depends on, and the fields of a line whose values make
its group. `fitted.json` holds what came out, once from all groups and once without each group. A line of a known group is
predicted with the constants of the fit that left its group out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.measured.asks import Ask, UnpredictedError, written
from mlsysim_sym.asking.measured.tables import generated, toml
from mlsysim_sym.valueclass import field, frozen

SHARED = "all"
BETWEEN = "/"
PUBLICATION = "publication"
PLACE = re.compile(r" (?:Table|section|abstract|Figure)\b|, ")  # what follows the name of a publication in a source


@frozen
class Constant:
    """A fitted constant: its variable, its unit, what it depends on, and where its search starts and ends."""

    name: str
    unit: str
    by: tuple[str, ...]
    start: float
    low: float
    high: float

    def key(self, keys: Mapping[str, str]) -> str:
        """Return the name of the value for a line, as `device/precision`."""
        return BETWEEN.join(keys[each] for each in self.by) or SHARED


@frozen
class Fit:
    """A fit: the families whose lines it uses, the fields that make a group, its constants."""

    name: str
    about: str
    families: tuple[str, ...]
    group: tuple[str, ...]
    constants: tuple[Constant, ...]
    skip: Mapping[str, Any] = field(default_factory=dict)

    def used(self, ask: Ask) -> Iterator[Constant]:
        """Yield the constants that a question takes from this fit."""
        yield from (each for each in self.constants if each.name not in ask.values and each.name not in ask.spare)

    def group_of(self, case: Case) -> str:
        """Return the group of a line: the values of the fit's fields."""
        return BETWEEN.join(_named(case, name) for name in self.group)


def _named(case: Case, name: str) -> str:
    if name == PUBLICATION:
        return PLACE.split(case.source)[0]
    written = str(case.config.get(name, ""))
    return re.sub(r"[^a-z0-9]", "", written.lower()) if name == "model" else written


@cache
def fits() -> Mapping[str, Fit]:
    """Return the fits by name."""
    return {name: _fit(name, entry) for name, entry in toml("fits.toml").items()}


def _fit(name: str, entry: Mapping[str, Any]) -> Fit:
    constants = tuple(
        Constant(each, str(part.get("unit", "")), tuple(part.get("by", ())), part["start"], part["low"], part["high"])
        for each, part in entry["constants"].items()
    )
    return Fit(name, entry["about"], tuple(entry["families"]), tuple(entry["group"]), constants, entry.get("skip", {}))


def parts_of(ask: Ask) -> Values:
    """Return the variables that a question takes from fits of single kernels, as those fits have them."""
    wanted = []
    for variable, (name, constant, differing) in ask.parts.items():
        entry = next(each for each in fits()[name].constants if each.name == constant)
        found = numbers(generated("fitted.json")[name]["all"][constant])
        wanted.append((variable, entry, entry.key({**ask.keys, **differing}), found))
    return _values(wanted)


def group_of(name: str, case: Case) -> str:
    """Return the group of a line in a fit, nothing without a fit."""
    return fits()[name].group_of(case) if name else ""


def constants_of(names: Iterable[str]) -> int:
    """Return how many numbers some fits have."""
    made = generated("fitted.json")
    return sum(int(made[name]["constants"]) for name in names if name in made)


@frozen
class Values:
    """The values of a fit for one line: by variable, as `(number, unit)`; `foreign` names those of other devices."""

    values: Mapping[str, float | tuple[float, str]]
    foreign: tuple[str, ...] = ()


def values_of(ask: Ask, case: Case, given: Mapping[str, Mapping[str, float]] | None = None) -> Values:
    """Return the constants for a line, from `given` or from the fit that left the line's group out.

    A constant that no line of the fit tells for this device is the geometric mean of those of the others with the same
    last key; it is named in `foreign`, and the line's prediction says so.
    """
    fit = fits()[ask.fit]
    known = given if given is not None else _known(fit, case)
    wanted = []
    for constant in fit.used(ask):
        if constant.name not in known:
            raise UnpredictedError(f"`{constant.name}` of the fit `{fit.name}` has no value: calibrate it")
        wanted.append((constant.name, constant, constant.key(ask.keys), known[constant.name]))
    return _values(wanted)


def _values(wanted: Iterable[tuple[str, Constant, str, Mapping[str, float]]]) -> Values:
    """Return variables with what their constants are found to be for a key, or with what stands for a key that is missing."""
    values, foreign = {}, []
    for variable, constant, key, found in wanted:
        if key not in found:
            foreign.append(variable)
        values[variable] = written(found[key] if key in found else mean_of(found, key), constant.unit)
    return Values(values, tuple(foreign))


def _known(fit: Fit, case: Case) -> Mapping[str, Mapping[str, float]]:
    made = generated("fitted.json").get(fit.name)
    if made is None:
        raise UnpredictedError(f"the fit `{fit.name}` has no values: calibrate it")
    without: Mapping[str, Mapping[str, float]] | None = made["without"].get(fit.group_of(case))
    return without if without is not None else {name: numbers(entry) for name, entry in made["all"].items()}


def numbers(entry: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return the values of a constant by key, without their standard errors."""
    return {key: value[0] for key, value in entry.items()}


def mean_of(found: Mapping[str, float], key: str) -> float:
    """Return what stands for a key that no line tells: the geometric mean of those with the same last part, or of all."""
    last = key.rpartition(BETWEEN)[2]
    like = [value for name, value in found.items() if name.rpartition(BETWEEN)[2] == last and BETWEEN in name]
    chosen = like or list(found.values())
    return math.exp(sum(math.log(max(value, 1e-30)) for value in chosen) / len(chosen))
