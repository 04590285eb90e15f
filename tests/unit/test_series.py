"""Series: every reducer with its number, and every refusal."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsysim_sym.book.series import Series, best_window, quantile, read_series, reduced
from mlsysim_sym.errors import MlsysimError, SchemaError

VALUES = (5.0, 1.0, 2.0, 9.0)
HOURLY = Series("load", "W", 3600.0, "2026-06-01T00:00", "", VALUES, "somebody2026")
WEIGHTS = Series("weights", "W", 3600.0, "2026-06-01T00:00", "", (1.0, 0.0, 0.0, 3.0), "somebody2026")
WRITTEN = {"unit": "W", "step": "1 h", "start": "2026-06-01T00:00", "values": ["5", "1", "2.5"], "source": "somebody2026"}


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        ({"reduce": "mean"}, 4.25),
        ({"reduce": "sum"}, 17.0),
        ({"reduce": "min"}, 1.0),
        ({"reduce": "max"}, 9.0),
        ({"reduce": "quantile", "q": "50%"}, 3.5),
        ({"reduce": "quantile", "q": "1"}, 9.0),
        ({"reduce": "best_window", "length": "2 h"}, 1.5),
        ({"reduce": "best_window", "length": "240 min"}, 4.25),
        ({"reduce": "weighted_mean", "weights": "weights"}, 8.0),
    ],
)
def test_reducers(entry: dict[str, str], number: float) -> None:
    assert reduced(HOURLY, entry, {"weights": WEIGHTS}) == pytest.approx(number)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"reduce": "median"}, "`reduce: median` is not allowed"),
        ({"reduce": "quantile", "q": "1.5"}, "between 0 and 1"),
        ({"reduce": "quantile"}, "`q` must be a text"),
        ({"reduce": "best_window", "length": "90 min"}, "no whole number of steps"),
        ({"reduce": "best_window", "length": "5 h"}, "does not fit a series of 4"),
        ({"reduce": "best_window", "length": "0 h"}, "does not fit"),
        ({"reduce": "weighted_mean", "weights": "other"}, "another series of the same steps"),
        ({"reduce": "weighted_mean", "weights": "short"}, "another series of the same steps"),
        ({"reduce": "weighted_mean", "weights": "finer"}, "another series of the same steps"),
    ],
)
def test_reducers_refuse(entry: dict[str, str], message: str) -> None:
    short = Series("short", "W", 3600.0, "", "", (1.0,), "s")
    finer = Series("finer", "W", 60.0, "", "", VALUES, "s")
    with pytest.raises(MlsysimError, match=message):
        reduced(HOURLY, entry, {"short": short, "finer": finer})


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.data())
def test_the_best_window_is_the_best(values: list[float], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(values)))
    start, mean = best_window(values, count)
    every = [math.fsum(values[first : first + count]) / count for first in range(len(values) - count + 1)]
    assert mean == min(every) == every[start]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.floats(0, 1))
def test_quantiles_lie_between_the_ends_and_rise(values: list[float], q: float) -> None:
    slack = 1e-9 * max(map(abs, values))
    assert min(values) - slack <= quantile(values, q / 2) <= quantile(values, q) + slack
    assert quantile(values, q) <= max(values) + slack


def test_a_series_is_read() -> None:
    found = read_series("load", WRITTEN, {})
    assert found.step == 3600.0
    assert found.values == (5.0, 1.0, 2.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unit": "gb"}, "gb"),
        ({"step": "1 parsec"}, "parsec"),
        ({"step": "-1 h"}, "no positive time"),
        ({"step": "1 kg"}, "no positive time"),
        ({"step": "1 month"}, "not equally long throughout"),
        ({"start": "June"}, "is no date and time"),
        ({"values": []}, "is empty"),
        ({"values": ["1", "n/a"]}, "`n/a` in a series is no number"),
        ({"values": ["1", "inf"]}, "is not finite"),
        ({"values": "12"}, "must be a list"),
        ({"values": [{"a": "b"}]}, "list of texts"),
        ({"zones": "x"}, "unknown field `zones`"),
        ({"start": None}, "`start` must be a text, not nothing"),
    ],
)
def test_a_series_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(MlsysimError, match=message):
        read_series("load", {**WRITTEN, **change}, {})


@pytest.mark.parametrize("lacking", WRITTEN)
def test_a_series_needs_each_of_its_fields(lacking: str) -> None:
    with pytest.raises(SchemaError, match=f"has no `{lacking}`"):
        read_series("load", {key: value for key, value in WRITTEN.items() if key != lacking}, {})
