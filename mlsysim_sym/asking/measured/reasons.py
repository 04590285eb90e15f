"""Likely reasons of large errors: which part of the physics a group of figures has that the laws lack."""

from __future__ import annotations

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.measured.families import fits_rule
from mlsysim_sym.asking.measured.tables import toml

UNKNOWN = "no reason is known"


def likely(case: Case, family: str) -> str:
    """Return the likely reason of a figure's error: that of the first entry of `reasons.toml` whose rule fits."""
    for entry in toml("reasons.toml").get(family, ()):
        if fits_rule(case, {name: wanted for name, wanted in entry.items() if name != "because"}):
            return str(entry["because"])
    return UNKNOWN
