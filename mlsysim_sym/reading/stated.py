"""How sure a number of a data file is: the `spread` beside it, as it stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlsysim_sym.errors import SchemaError
from mlsysim_sym.reading import shape

SPREADS = ("uniform", "normal", "lognormal", "triangular", "interval")
SPREAD_FIELDS = ("low", "high", "sd", "with", "correlation")


def stated_spread(entry: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the spread of an entry, None where it states none; raise SchemaError for what is no spread."""
    if "spread" not in entry:
        return None
    spread = shape.mapping(entry["spread"], "`spread`", entry, "spread")
    shape.known(spread, "`spread`", ["shape"], list(SPREAD_FIELDS))
    kind = shape.one_of(spread, "shape", SPREADS)
    needed = {"sd"} if kind in {"normal", "lognormal"} else {"low", "high"}
    if not needed <= set(spread):
        raise SchemaError(f"a {kind} spread needs {' and '.join(sorted(needed))}", **shape.place(spread))
    _check_correlation(spread)
    return dict(spread)


def _check_correlation(spread: Mapping[str, Any]) -> None:
    if "correlation" not in spread:
        return
    if "with" not in spread:
        raise SchemaError("a `correlation` needs `with`, the name of a group", **shape.place(spread, "correlation"))
    text = shape.words(spread, "correlation")
    try:
        inside = -1 <= float(text) <= 1
    except ValueError:
        inside = False
    if not inside:
        raise SchemaError(f"`{text}` is no correlation: it lies between -1 and 1", **shape.place(spread, "correlation"))
