"""Measure what exact elasticities cost beside one evaluation: `python benchmarks/sensitivity.py`.

`chain20` held in process: one call of its plan as a plain function, and one call of the function that gives the value with
its slopes by all inputs. Both are the median of several runs in one process. The slopes are compared with those of the
engine at another point, so that what is timed is also right.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import mlsysim_sym as ms
from mlsysim_sym.asking.gradient import gradient_function, slopes_at
from mlsysim_sym.solving.compiled import _forms, _moved

CHAIN = Path(__file__).resolve().parent / "chain20"
TARGETS = ("chain_p99", "chain_cost_per_token")
RUNS, CALLS = 9, 5000
LIMIT = 10.0


def main() -> int:
    """Print a row for each target; the exit code is 1 where a ratio is above its limit."""
    print(f"{'target':24}{'inputs':>8}{'value, us':>12}{'gradient, us':>14}{'ratio':>8}{'limit':>8}")
    ratios = [_row(target) for target in TARGETS]
    return int(max(ratios) > LIMIT)


def _row(target: str) -> float:
    question = ms.ask("chain20", book=ms.Book.load(str(CHAIN)), chain_batch_size=32, chain_context=8192, chain_devices=8)
    answer = question.solve(target)
    trace = answer.trace
    names = [each.name for each in trace.used]
    steps = _moved(trace.plan.steps, names, (target,), searched=())
    forms = _forms(steps)
    assert forms is not None  # noqa: S101  (the chain has closed forms)
    gradient = gradient_function(trace.prepared, steps, forms, target, names, fixed={})
    assert gradient is not None  # noqa: S101  (and symbolic slopes)
    point = [trace.values[name] for name in names]
    known = slopes_at(trace.prepared, trace.plan, target, trace.values).by_input
    for name, slope in zip(names, gradient(*point)[1:], strict=True):
        if abs(slope - known.get(name, 0.0)) > 1e-12 * abs(slope):
            raise AssertionError(f"the slope by {name} is {slope}, not {known.get(name, 0.0)}")
    plain, steep = (_seconds(each, point) for each in (question.compiled(target, names).function, gradient))
    print(f"{target:24}{len(names):8}{plain * 1e6:12.2f}{steep * 1e6:14.2f}{steep / plain:8.1f}{LIMIT:8.0f}")
    return steep / plain


def _seconds(function: Callable[..., object], point: list[float]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        for _ in range(CALLS):
            function(*point)
        times.append((time.process_time() - began) / CALLS)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
