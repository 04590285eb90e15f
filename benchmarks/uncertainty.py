"""Send a million samples through `llm_serving` and its queue: `python benchmarks/uncertainty.py`.

Four numbers are uncertain, two of them used by prefill and decoding alike. Each row is the median of several runs in
one process, by its own CPU time, the plan made beforehand as in any second question.
"""

from __future__ import annotations

import statistics
import sys
import time

import mlsysim_sym as ms

SAMPLES = 1 << 20
RUNS = 5
LIMIT = 2.0
SPREADS = {
    "arrival_rate": "10%",
    "prompt_length": "normal 20%",
    "memory_bandwidth": "3 TB/s..3.4 TB/s",
    "compute_efficiency": "lognormal 0.1",
}
TARGET = "prefill.time_to_first_token"


def main() -> int:
    """Print a row for each way to draw samples; the exit code is 1 where one is above the limit."""
    question = ms.ask("llm_serving", hardware="h100_sxm", model="llama_3_70b", precision="bf16").given(
        tensor_parallel_degree="4",
        prompt_length="2048 token",
        output_length="256 token",
        decode__batch_size="32",
        servers="2",
        arrival_rate="5 request/s",
    )
    question = question.require(f"{TARGET} <= 130 ms")
    print(f"{SAMPLES} samples{'':10}{'seconds':>10}{'limit':>8}{'P(meets)':>12}{'error':>12}")
    slow = False
    for method in ("sobol", "latin", "random"):
        times = []
        for _ in range(RUNS):
            began = time.process_time()
            found = question.uncertainty(TARGET, spreads=SPREADS, samples=SAMPLES, method=method, seed=1)
            times.append(time.process_time() - began)
        seconds = statistics.median(times)
        slow |= seconds > LIMIT
        print(f"{method:25}{seconds:10.2f}{LIMIT:8.0f}{found.meets.value:12.6f}{found.meets.error:12.1e}")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
