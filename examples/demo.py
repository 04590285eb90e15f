"""Four questions that a forward model cannot be asked, answered with their derivations.

Each heading shows the command line that asks the same; the Python below it is all that the answer needs. Run it with
`make demo`, or `python examples/demo.py` where the package is installed.
"""

from __future__ import annotations

import textwrap

import mlsysim_sym as ms

WIDTH = 80
DECODE_70B = """\
mlsysim-sym derive batch_size --solver llm_decode --on h100_sxm \\
    --model llama_3_70b --choose precision=bf16 tensor_parallel_degree=4 \\
    context_length="8192 token" 'time_per_output_token<=30 ms'"""
DECODE_8B = """\
mlsysim-sym derive critical_batch --solver llm_decode --on h100_sxm \\
    --model llama_3_8b --choose precision=fp16 \\
    --choose matmul_parameters=matmul_parameters_all \\
    compute_efficiency=0.5 memory_efficiency=1 context_length="128 token\""""
TRAINING = """\
mlsysim-sym derive overall_utilization --solver training_run \\
    active_parameters=405.85e9 training_tokens="15.6 Ttoken" \\
    accelerator_time="30.84e6 h" peak_throughput="989.4 TFLOP/s\""""
CARBON = """\
mlsysim-sym derive grid_intensity --solver datacenter_energy --on h100_sxm \\
    accelerators=256 pue=1.12 'carbon_rate<=500 kgCO2e/day'"""


def main() -> None:
    """Print the four answers."""
    largest_batch()
    compute_bound_batch()
    implied_utilization()
    cleanest_grid()


def largest_batch() -> None:
    """Print the largest batch that meets a latency and fits in memory, and what each limit alone would allow."""
    heading("a. How many sequences may Llama-3 70B decode at once on 4 H100?", DECODE_70B)
    question = ms.ask(
        "llm_decode",
        hardware="h100_sxm",
        model="llama_3_70b",
        precision="bf16",
        tensor_parallel_degree=4,
        context_length="8192 token",
    ).require("time_per_output_token <= 30 ms")
    answer = question.solve("batch_size")
    print(answer.derivation.text())
    print()
    row("The data sheet's 80 GB are 80e9 B; memory binds", answer)
    row("If they were 80 GiB", question.given(memory_capacity="80 GiB").solve("batch_size"))
    row("If memory were no limit, 30 ms alone", question.given(memory_capacity="1 TB").solve("batch_size"))


def compute_bound_batch() -> None:
    """Print the batch at which decoding turns compute bound, at three contexts, with two ways to count parameters."""
    heading("b. At which batch does decoding Llama-3 8B turn compute bound?", DECODE_8B)
    question = ms.ask(
        "llm_decode", hardware="h100_sxm", model="llama_3_8b", precision="fp16", compute_efficiency=0.5, memory_efficiency=1
    )
    every = question.choose(matmul_parameters="matmul_parameters_all")
    print(every.given(context_length="128 token").solve("critical_batch").derivation.text())
    contexts("All parameters multiplied", every)
    contexts(
        "The input embedding looked up, neither multiplied nor read in full",
        question.choose(matmul_parameters="matmul_parameters_without_lookup", weight_traffic="weight_traffic_multiplied"),
    )


def contexts(title: str, question: ms.Question) -> None:
    """Print the critical batch at three contexts, and the context from which there is none."""
    print(f"\n{title}:")
    for context in ("128 token", "512 token", "2048 token"):
        row(f"  at {context}", question.given(context_length=context).solve("critical_batch"))
    row("  never from", question.solve("memory_bound_context"))


def implied_utilization() -> None:
    """Print the share of the peak that a published training run reached over all the time it was charged for."""
    heading("c. Which utilization do the GPU-hours of Llama-3.1 405B imply?", TRAINING)
    answer = ms.ask(
        "training_run",
        active_parameters="405.85e9",
        training_tokens="15.6 Ttoken",
        accelerator_time="30.84e6 h",
        peak_throughput="989.4 TFLOP/s",
    ).solve("overall_utilization")
    print(answer.derivation.text(unit="%"))
    print()
    say("All charged time counts, restarts too: so it lies below the published 38% to 43%.")


def cleanest_grid() -> None:
    """Print the grid intensity that keeps a cluster under an emission budget."""
    heading("d. Which grid keeps 256 H100 under 500 kg CO2e a day?", CARBON)
    answer = (
        ms.ask("datacenter_energy", hardware="h100_sxm", accelerators=256, pue=1.12)
        .require("carbon_rate <= 500 kgCO2e/day")
        .solve("grid_intensity")
    )
    print(answer.derivation.text())
    print()
    say("The power law: every board draws its thermal design power, whatever its utilization.")


def heading(title: str, command: str) -> None:
    """Print a question with its command line."""
    print(f"\n{'=' * WIDTH}\n{title}\n\n{command}\n{'-' * WIDTH}")


def row(title: str, answer: ms.Answer) -> None:
    """Print an answer in one line, or why there is none."""
    print(f"{title}: {answer}")
    for reason in answer.because:
        say(reason, "      ")


def say(text: str, indent: str = "") -> None:
    """Print a text within the width of a terminal."""
    print(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False))


if __name__ == "__main__":
    main()
