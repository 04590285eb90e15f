"""Three searches over what may be chosen: a layout of devices, a batch, a place.

Each heading shows the command line that asks the same; the Python below it is all that the answer needs. Where every point
is judged the certificate is `exhaustive`; over ranges it is `bounded` where intervals prove that nothing is better. Run it
with `python examples/searching.py` where the package is installed with `mlsysim-sym[arrays]`.
"""

from __future__ import annotations

import mlsysim_sym as ms

WIDTH = 80
LAYOUT = """\
mlsysim-sym optimize --min step_time --solver training_layout \\
    --on h100_sxm --model llama_3_70b --with node=dgx_h100 \\
    --choose precision=bf16 --choose data_sharding=gradients \\
    --choose recompute=fused_attention accelerators=512 \\
    global_batch_size=512 sequence_length="8192 token" bytes_per_mask="0 B" \\
    compute_efficiency=0.6 memory_efficiency=0.8 gradient_buckets=10 \\
    link_bandwidth="450 GB/s" link_latency="2 us" \\
    fabric.link_bandwidth="50 GB/s" fabric.link_latency="5 us" \\
    --over "tensor_parallel_degree=1,2,4,8" \\
    --over "pipeline_parallel_degree=1,2,4,8,16" \\
    --over "micro_batch_size=1,2,4" --over "virtual_stages=1,2,4,5\""""
BATCH = """\
mlsysim-sym optimize --max decode_throughput --solver llm_decode \\
    --model llama_3_70b --choose precision=bf16 context_length="8192 token" \\
    'time_per_output_token<=25 ms' --over hardware=h100_sxm,h200_sxm \\
    --over batch_size=1..512 --over tensor_parallel_degree=1,2,4,8 \\
    --over memory_efficiency=0.6..0.85"""
PLACE = """\
mlsysim-sym optimize --min carbon_price --solver carbon_aware_placement \\
    it_power="1 MW" duration="7 day" origin.pue=1.5 \\
    origin.grid_intensity="650 gCO2e/kWh" destination.pue=1.1 \\
    carbon_cost="10000 USD" --over "destination.grid=infrastructure/grids/*\""""


def main() -> None:
    """Print the three answers."""
    layout()
    batch()
    place()


def layout() -> None:
    """Print the fastest layouts of a training step, the points that each limit excludes, and the rank of a plain choice."""
    heading("a. How should 512 H100 be split to train Llama-3 70B?", LAYOUT)
    question = ms.ask("training_layout", hardware="h100_sxm", model="llama_3_70b", node="dgx_h100", precision="bf16")
    question = question.choose(recompute="fused_attention", data_sharding="gradients").given(
        accelerators=512,
        global_batch_size=512,
        sequence_length="8192 token",
        compute_efficiency=0.6,
        memory_efficiency=0.8,
        link_bandwidth="450 GB/s",
        link_latency="2 us",
        fabric__link_bandwidth="50 GB/s",
        fabric__link_latency="5 us",
        gradient_buckets=10,
        bytes_per_mask="0 B",
    )
    over = {
        "tensor_parallel_degree": "1,2,4,8",
        "pipeline_parallel_degree": "1,2,4,8,16",
        "micro_batch_size": "1,2,4",
        "virtual_stages": "1,2,4,5",
    }
    found = question.optimize(min="step_time", over=over)
    print(found.text())
    print()
    rank = found.rank(tensor_parallel_degree=8, pipeline_parallel_degree=4)
    row("Tensor 8 by pipeline 4, the rest at its best", f"rank {rank.rank} of {rank.of}, {rank.value:.4f} s")


def batch() -> None:
    """Print the batch, device and split with the greatest throughput within a latency, and what a tight latency would need."""
    heading("b. Which batch on which device decodes most within 25 ms a token?", BATCH)
    question = ms.ask("llm_decode", model="llama_3_70b", precision="bf16", context_length="8192 token")
    over = {
        "hardware": "h100_sxm,h200_sxm",
        "batch_size": "1..512",
        "tensor_parallel_degree": "1,2,4,8",
        "memory_efficiency": "0.6..0.85",
    }
    found = question.require("time_per_output_token <= 25 ms").optimize(max="decode_throughput", over=over)
    print(found.text())
    print()
    tight = question.with_(hardware="h100_sxm").given(tensor_parallel_degree=8).require("time_per_output_token <= 5 ms")
    empty = tight.optimize(max="decode_throughput", over={"batch_size": "1..512", "memory_efficiency": "0.6..0.85"})
    for each in empty.relax:
        row("Within 5 ms on 8 H100 there is none; relax", f"x{each.factor:.3f}: {each.name}")


def place() -> None:
    """Print where a job should move to, by the price of carbon at which the move pays for itself."""
    heading("c. Where to does a job move at the lowest price of carbon?", PLACE)
    question = ms.ask(
        "carbon_aware_placement",
        it_power="1 MW",
        duration="7 day",
        origin__pue=1.5,
        origin__grid_intensity="650 gCO2e/kWh",
        destination__pue=1.1,
        carbon_cost="10000 USD",
    )
    found = question.optimize(min="carbon_price", over={"destination.grid": "infrastructure/grids/*"})
    print(found.text())


def heading(title: str, command: str) -> None:
    """Print a title and the command that asks the same."""
    print(f"\n{title}\n{'=' * len(title)}\n\n{command}\n")


def row(what: str, value: str) -> None:
    """Print a line of a small table."""
    print(f"{what:<46}{value}"[:WIDTH])


if __name__ == "__main__":
    main()
