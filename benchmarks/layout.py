"""Search the layout of Llama 3.1 405B on 16,384 H100: `python benchmarks/layout.py`.

Every tensor, pipeline, context and data parallelism, micro-batch size, interleaving, recomputation and sharding is judged,
or excluded by a limit. Printed are the time (the process's own, so that other work on the machine does not count), the
count of every exclusion beside the closed-form count of the space, and the rank of the layout that was published
(Grattafiori et al. 2024, table 4: tensor 8, context 1, pipeline 16, data 128).
"""

from __future__ import annotations

import math
import sys
import time

import mlsysim_sym as ms
from mlsysim_sym.asking.optimize import Optimum

DEVICES = 16384
GIVEN = {
    "accelerators": DEVICES,
    "global_batch_size": 2048,
    "sequence_length": "8192 token",
    "compute_efficiency": 0.6,
    "link_bandwidth": "450 GB/s",
    "link_latency": "2 us",
    "fabric.link_bandwidth": "50 GB/s",
    "fabric.link_latency": "5 us",
    "gradient_buckets": 10,
    "bytes_per_mask": "0 B",
    "memory_efficiency": 0.8,
}
OVER = {
    "tensor_parallel_degree": "*",
    "pipeline_parallel_degree": "*",
    "context_parallel_degree": "*",
    "micro_batch_size": "1,2,4,8",
    "virtual_stages": "1..8",
    "recompute": "*",
    "data_sharding": "*",
}
PUBLISHED = {"tensor_parallel_degree": 8, "pipeline_parallel_degree": 16, "context_parallel_degree": 1}
LIMIT = 5.0
SHOWN = 5


def main() -> int:
    """Print the search; the exit code is 1 where its count is wrong or it took longer than its limit."""
    question = ms.ask("training_layout", hardware="h100_sxm", model="llama_3_1_405b", node="dgx_h100", precision="bf16")
    question = question.given(**GIVEN)
    began = time.process_time()
    found = question.optimize(min="step_time", over=OVER)
    seconds = time.process_time() - began
    print(f"{found.size} points in {seconds:.2f} s of CPU (limit {LIMIT:.0f} s)")
    good = _counted(found)
    for place, each in enumerate(found.best[:SHOWN], 1):
        values = ", ".join(f"{value:g}" if isinstance(value, float) else value for value in each.values.values())
        print(f"{place}. {each.objectives[0]:.4f} s: {values}")
    rank = found.rank(**PUBLISHED)
    print(f"the published layout, its open choices at their best: {rank.value:.4f} s, rank {rank.rank} of {rank.of}")
    print(f"   {rank.value / found.best[0].objectives[0] - 1:.1%} above the best")
    return int(not good or seconds > LIMIT)


def _counted(found: Optimum) -> bool:
    """Print what was excluded by what, and whether the counts are those of the closed forms."""
    power = DEVICES.bit_length() - 1
    others = 4 * 8 * 5 * 4  # micro-batches, interleavings, recomputations, shardings
    space, products = (power + 1) ** 3 * others, math.comb(power + 3, 3) * others
    excluded = sum(found.excluded.values())
    left = found.size - max(found.excluded.values()) if found.size else 0
    for reason, count in found.excluded.items():
        print(f"{count:9}  {reason}")
    print(f"{found.examined:9}  judged")
    print(f"{found.examined + excluded:9}  judged and excluded; closed form ({power} + 1)^3 x {others} = {space}")
    print(f"{left:9}  fill all devices; closed form C({power} + 3, 3) x {others} = {products}")
    return found.examined + excluded == space and left == products


if __name__ == "__main__":
    sys.exit(main())
