"""Hold the numbers of the demo."""

from __future__ import annotations

import pytest

from tests.unit.scripts import printed


def demo() -> str:
    """Return what the demo prints."""
    return printed("examples/demo.py")


@pytest.mark.parametrize(
    "shown",
    [
        "batch_size in 1 .. 66",
        "batch_size in 1 .. 75",
        "batch_size in 1 .. 97",
        "at 128 token: critical_batch = 174.6",
        "at 512 token: critical_batch = 385.6",
        "at 2048 token: critical_batch: no answer",
        "never from: memory_bound_context = 829.7",
        "never from: memory_bound_context = 775.4",
        "overall_utilization = 34.58 %",
        "grid_intensity in [0 gCO2e/kWh, 103.8 gCO2e/kWh]",
    ],
)
def test_the_demo_shows(shown: str) -> None:
    assert shown in demo()


@pytest.mark.parametrize("shown", ["critical_batch = 176.8", "critical_batch = 434.6"])
def test_a_looked_up_table_is_not_read(shown: str) -> None:
    assert shown in demo()


def test_the_demo_fits_a_terminal() -> None:
    assert all(len(line) <= 80 for line in demo().splitlines())
