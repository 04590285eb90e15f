"""Hold what the example of searches prints."""

from __future__ import annotations

import re

import pytest

import mlsysim_sym as ms
from tests.unit.scripts import printed


def found() -> str:
    """Return what the example prints, on one line."""
    said = printed("examples/searching.py")
    assert max(map(len, said.splitlines())) <= 80
    return " ".join(said.split())


@pytest.mark.parametrize(
    "shown",
    [
        "240 = 47 judged + 193 excluded",
        "7.61092 s tensor_parallel_degree 4, pipeline_parallel_degree 2, micro_batch_size 1, virtual_stages 5",
        "168 `memory_fit` fails",
        "rank 22 of 47",
        "bounded: by intervals rounded outwards, nothing is better than the bound",
        "hardware nvidia_h200_sxm",
        "time_per_output_token",
        "0.0628356 USD/kgCO2e destination.grid ethiopia",
    ],
)
def test_the_example_prints_what_the_searches_find(shown: str) -> None:
    assert shown in found()


def test_the_example_judges_every_grid() -> None:
    count = sum(name.startswith("infrastructure/grids/") for name in ms.Book.load().names("record"))
    counts = re.search(rf"{count} = (\d+) judged \+ (\d+) excluded", found())
    assert counts is not None
    assert int(counts[1]) + int(counts[2]) == count
    assert int(counts[1]) >= 50


def test_no_layout_by_hand_is_faster() -> None:
    """The winner against all layouts that differ from it in one choice, each asked of the engine alone."""
    question = ms.ask("training_layout", hardware="h100_sxm", model="llama_3_70b", node="dgx_h100", precision="bf16")
    question = question.choose(recompute="fused_attention", data_sharding="gradients").given(
        accelerators=512, global_batch_size=512, sequence_length="8192 token", compute_efficiency=0.6, memory_efficiency=0.8,
        link_bandwidth="450 GB/s", link_latency="2 us", fabric__link_bandwidth="50 GB/s", fabric__link_latency="5 us",
        gradient_buckets=10, bytes_per_mask="0 B",
    )  # fmt: skip
    best = {"tensor_parallel_degree": 4, "pipeline_parallel_degree": 2, "micro_batch_size": 1, "virtual_stages": 5}
    winner = float(question.given(**best).solve("step_time"))
    assert winner == pytest.approx(7.61092, rel=1e-5)
    beside = [("tensor_parallel_degree", 8), ("pipeline_parallel_degree", 4), ("virtual_stages", 4)]
    for name, value in beside:
        assert float(question.given(**{**best, name: value}).solve("step_time")) > winner
