"""Families of published figures: which figures are judged together, and what is expected of laws there.

A family is an entry of `families.toml`: rules say which lines belong to it. The first family with a rule that fits takes a
line, so that a line is in one family.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.valueclass import field, frozen

UNSORTED = "unsorted"


@frozen
class Family:
    """A family: the rules of its lines, the predictor that puts a question for each, and the errors that are aimed at."""

    name: str
    about: str = ""
    predictor: str = ""
    rules: tuple[Mapping[str, Any], ...] = ()
    aims: Mapping[str, float] = field(default_factory=dict)
    baseline: tuple[str, ...] = ("device",)
    missing: str = ""


@cache
def families() -> Mapping[str, Family]:
    """Return the families by name, in the order of the file."""
    return {name: _family(name, entry) for name, entry in toml("families.toml").items()}


def entry_of(case: Case, name: str) -> Mapping[str, Any] | None:
    """Return the first entry of a data file that has a rule which fits a line, None where none has."""
    entries = toml(name).values()
    return next((entry for entry in entries if any(fits_rule(case, rule) for rule in entry.get("rules", ()))), None)


def family_of(case: Case) -> Family:
    """Return the family of a figure.

    >>> case = Case("x", "serving_ttft", "ttft", 20.0, "ms", "table 1")
    >>> family_of(case).name
    'serving_first_token'
    """
    for family in families().values():
        if any(fits_rule(case, rule) for rule in family.rules):
            return family
    return Family(case.kind or UNSORTED, missing=f"no law is put to use for `{case.metric}`")


def _family(name: str, entry: Mapping[str, Any]) -> Family:
    return Family(
        name, entry["about"], entry.get("predictor", ""), tuple(entry.get("rules", ())), entry.get("aims", {}),
        tuple(entry.get("baseline", ("device",))), entry.get("missing", ""),
    )  # fmt: skip


def fits_rule(case: Case, rule: Mapping[str, Any]) -> bool:
    """Whether all parts of a rule hold for a line."""
    return all(_CHECKS[name](case, wanted) for name, wanted in rule.items())


def _listed(wanted: Any) -> list[Any]:  # noqa: ANN401  (TOML)
    return wanted if isinstance(wanted, list) else [wanted]


def _given(case: Case, name: str) -> bool:
    return case.config.get(name) not in {None, 0, ""} if _plain(case.config.get(name)) else True


def _plain(value: object) -> bool:
    return value is None or isinstance(value, (int, float, str, bool))


def _product(case: Case, names: list[str]) -> float:
    values = [case.config.get(name) for name in names]
    return math.prod(value if isinstance(value, (int, float)) else 0 for value in values)


def _within(case: Case, wanted: Mapping[str, Any]) -> bool:
    return bool(_product(case, wanted["of"]) >= wanted["value"])


_CHECKS: Mapping[str, Any] = {
    "kind": lambda case, wanted: case.kind in _listed(wanted),
    "metric": lambda case, wanted: case.metric in _listed(wanted),
    "source": lambda case, wanted: any(each in case.source for each in _listed(wanted)),
    "model": lambda case, wanted: any(each in str(case.config.get("model", "")) for each in _listed(wanted)),
    "has": lambda case, wanted: any(_given(case, each) for each in _listed(wanted)),
    "lacks": lambda case, wanted: not any(_given(case, each) for each in _listed(wanted)),
    "config": lambda case, wanted: all(case.config.get(key) in _listed(value) for key, value in wanted.items()),
    "at_least": _within,
    "below": lambda case, wanted: not _within(case, wanted),
}
