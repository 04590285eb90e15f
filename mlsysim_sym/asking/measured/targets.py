"""Questions for runs to a target: examples that reference runs took, steps of a part that scales and one that does not."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from mlsysim_sym.asking.measured.asks import Ask, Row, UnpredictedError
from mlsysim_sym.asking.measured.tables import toml

SOLVER = "time_to_target"
NO_LOSS = {"large_batch_utilization": 1.0, "fixed_step_time": "0 s"}


def time_to_train(row: Row) -> Ask:
    """Ask for the time of a run to its target on a number of devices."""
    target: Mapping[str, Any] | None = toml("targets.toml").get(row.word("model"))
    if target is None:
        raise UnpredictedError(f"the examples that reference runs of `{row.word('model')}` take are not known")
    batch = row.number("global_batch")
    values = {
        "accelerators": row.number("devices"), "global_batch_size": batch,
        "examples_to_loss": round(examples_at(target["examples"], batch)), **_work(target),
    }  # fmt: skip
    keys = {"workload": target["workload"]}
    words = {"compute_precision": _precision(row, target["precisions"])}
    return Ask("time_to_loss", SOLVER, (), {"hardware": row.device}, values, words, "time_to_train", keys, NO_LOSS)


def _work(target: Mapping[str, Any]) -> dict[str, Any]:
    if "example_work" in target:
        return {"example_work": target["example_work"]}
    return {
        "active_parameters": target["active_parameters"], "sequence_length": f"{target['sequence_length']} token",
        "training_operations_per_parameter_token": f"{target['operations']} FLOP/token",
    }  # fmt: skip


def _precision(row: Row, precisions: list[str]) -> str:
    """Return the first word that the device's record has a peak for."""
    found = row.multiplied(precisions)
    if found is None:
        raise UnpredictedError(f"the record of `{row.word('device')}` has no peak for any of {', '.join(precisions)}")
    return found


def examples_at(means: Mapping[str, float], batch: float) -> float:
    """Return the examples that reference runs take at a batch: on the line through the two batches that are nearest.

    Below the smallest batch as many as there; above the largest along the last line.

    >>> examples_at({"8": 3000, "16": 4000, "32": 6000}, 24), examples_at({"8": 3000, "16": 4000}, 4)
    (5000.0, 3000.0)
    """
    points = sorted((float(size), float(mean)) for size, mean in means.items())
    if batch <= points[0][0]:
        return points[0][1]
    below, above = next((pair for pair in pairwise(points) if batch <= pair[1][0]), (points[-2], points[-1]))
    return below[1] + (above[1] - below[1]) * (batch - below[0]) / (above[0] - below[0])
