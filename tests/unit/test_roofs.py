"""Roofs of devices as text, JSON and picture; and the pictures that the commands draw, with reproducible bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import mlsysim_sym as ms
from mlsysim_sym.asking.roofs import Workload, roofs
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import QuestionError, UnknownNameError

PEAK, BANDWIDTH, NETWORK = 989.4e12, 3.35e12, 50e9  # of an H100, as its maker prints them; of a network port
DECODE = (
    "time_per_output_token", "--solver", "llm_decode", "--on", "h100_sxm", "--model", "llama_3_70b", "--choose", "precision=bf16",
    "tensor_parallel_degree=4", "context_length=8192 token",
)  # fmt: skip


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), standalone_mode=False)


def roofline(*words: str) -> dict[str, Any]:
    done = run("roofline", *words, "--json")
    assert done.return_value == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_roof_is_the_smaller_of_peak_and_traffic() -> None:
    found = roofline("h100_sxm", "--workload", "decoding=8 FLOP/B", "--workload", "GEMM=400 FLOP/B, 600 TFLOP/s")
    low, high = found["workloads"]
    assert low["under"][0]["attainable_throughput"] == pytest.approx(8 * BANDWIDTH)
    assert low["under"][0]["regime"] == "memory_bound"
    assert high["under"][0]["attainable_throughput"] == pytest.approx(PEAK)
    assert high["reached"] == pytest.approx(600e12)
    assert low["reached"] is None


def test_a_network_is_a_roof_of_its_own() -> None:
    found = roofline("h100_sxm", "--level", "network=50 GB/s", "--workload", "a=100 FLOP/B")
    assert [each["name"] for each in found["roofs"]] == ["memory", "network"]
    assert found["roofs"][1]["ridge_point"] == pytest.approx(PEAK / NETWORK)
    assert found["workloads"][0]["under"][1]["attainable_throughput"] == pytest.approx(100 * NETWORK)


def test_the_text_fits_a_terminal() -> None:
    done = run("roofline", "h100_sxm", "nvidia_a100_80gb_sxm", "--workload", "decoding=8 FLOP/B")
    assert "26.8 TFLOP/s" in done.stdout
    assert "16.3 TFLOP/s" in done.stdout  # 8 FLOP/B at 2039 GB/s
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("h100_sxm", "--workload", "decoding"), "names no value"),
        (("h100_sxm", "--level", "=50 GB/s"), "names no value"),
        (("h100_sxm", "--level", "memory=50 GB/s"), "the roof of the device itself"),
        (("h100_sxm", "h200_sxm", "--level", "network=50 GB/s"), "levels are those of one device"),
        (("h100_sxm", "--precision", "fp4"), "no peak throughput at fp4"),
        (("h100_sxm", "--plot", "roof.gif"), "has no known format"),
        (("h100_sxm", "--workload", "a=8 GB"), "FLOP/B"),
        (("h100_sxn",), "h100_sxm"),
    ],
)
def test_wrong_commands_say_what_is_wrong(words: tuple[str, ...], said: str) -> None:
    done = run("roofline", *words)
    assert done.return_value == 2, done.stdout
    assert said in done.stderr


def test_levels_belong_to_one_device() -> None:
    with pytest.raises(QuestionError, match="one device"):
        roofs(["h100_sxm", "h200_sxm"], levels={"network": "50 GB/s"})
    with pytest.raises(UnknownNameError):
        roofs(["h100_sxm"], precision="fp4")


def test_roofs_show_themselves() -> None:
    found = roofs(["h100_sxm"], [Workload("decoding", "8 FLOP/B")])
    assert "| decoding | 8 FLOP/B |" in found.markdown()
    assert found.to_dict()["book"] == ms.Book.load().digest


@pytest.mark.parametrize(
    "words",
    [
        ("roofline", "h100_sxm", "--workload", "decoding=8 FLOP/B"),
        ("explain", *DECODE, "batch_size=8"),
        ("derive", *DECODE, "batch_size=8"),
        ("score", "chatbot_serving"),
        ("sensitivity", *DECODE, "batch_size=8"),
        ("sweep", *DECODE, "batch_size=1..8"),
        ("sweep", *DECODE[:-1], "batch_size=1..9", "context_length=1024..65536 token log 9"),
        ("validate", "--family", "activations"),
    ],
    ids=lambda words: f"{words[0]}-{len(words)}",
)
@pytest.mark.parametrize("ending", ["svg", "png"])
def test_what_a_command_draws_has_the_same_bytes_each_time(words: tuple[str, ...], ending: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("xarray")
    made = []
    for place in range(2):
        file = tmp_path / f"{place}.{ending}"
        done = run(*words, "--plot", str(file))
        assert done.return_value == 0, done.stderr
        assert f"drawn into {file}" in done.stderr
        made.append(file.read_bytes())
    assert made[0] == made[1]
    assert len(made[0]) > 2000
