"""Sweeps: axes, labelled data, reductions that hold nothing, any executor, the command."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.sweeping.axes import axis_of
from mlsysim_sym.asking.sweeping.reductions import front_of
from mlsysim_sym.asking.sweeping.running import Progress
from mlsysim_sym.errors import NoAnswerError, QuestionError
from mlsysim_sym.solving.question import Question

TARGETS = ["chain_p99", "chain_cost_per_token"]
AXES: dict[str, Any] = {"chain_batch_size": "-2..40 step 1.5", "chain_context": "100..100000 log 17", "chain_devices": "1..9"}


@pytest.fixture(scope="module")
def chain() -> Question:
    return ms.ask("chain20", book=ms.Book.load("benchmarks/chain20"))


@pytest.fixture(scope="module")
def decoding() -> Question:
    return ms.ask("llm_decode", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4)


# --- axes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values", "base"),
    [
        ("batch_size", "1..4", [1, 2, 3, 4]),
        ("batch_size", "1..8 step 3", [1, 4, 7]),
        ("batch_size", "4..1 step -1", [4, 3, 2, 1]),
        ("batch_size", "1..64 log 4", [1, 4, 16, 64]),
        ("batch_size", "1,2,8..10", [1, 2, 8, 9, 10]),
        ("batch_size", range(2, 5), [2, 3, 4]),
        ("batch_size", np.array([1, 2]), [1, 2]),
        ("context_length", "1024 token,2 ktoken", [1024, 2000]),
        ("context_length", "0..10 ktoken count 3", [0, 5000, 10000]),
        ("context_length", ["1024 token", (2, "ktoken")], [1024, 2000]),
        ("context_length", (np.array([1.0, 2.0]), "ktoken"), [1000, 2000]),
        ("time_per_output_token", "10 ms,30 ms", [0.01, 0.03]),
    ],
)
def test_axes_of_numbers(decoding: Question, name: str, values: Any, base: list[float]) -> None:  # noqa: ANN401
    assert axis_of(decoding, name, values).values.tolist() == pytest.approx(base)


def test_axes_of_names(decoding: Question) -> None:
    assert axis_of(decoding, "hardware", "h100_sxm, a100_80gb").labels == ("h100_sxm", "a100_80gb")
    every = axis_of(decoding, "hardware", "all hardware/cloud").labels
    assert "hardware/cloud/nvidia_h100_sxm" in every
    assert all(name.startswith("hardware/cloud/") for name in every)
    assert "bf16" in axis_of(decoding, "precision", "all").labels
    assert axis_of(decoding, "precision", "*").labels == axis_of(decoding, "precision", "all").labels


def test_every_cloud_device_in_each_way_of_saying_it(decoding: Question) -> None:
    every = axis_of(decoding, "hardware", "all hardware/cloud").labels
    for said in ("all cloud", "hardware/cloud/*", ms.hardware.cloud, [ms.hardware.cloud]):
        assert axis_of(decoding, "hardware", said).labels == every
    assert axis_of(decoding, "hardware", ms.hardware.h100_sxm).labels == ("hardware/cloud/nvidia_h100_sxm",)
    mixed = axis_of(decoding, "hardware", ["a100_80gb", ms.hardware.h100_sxm]).labels
    assert mixed == ("a100_80gb", "hardware/cloud/nvidia_h100_sxm")
    found = decoding.given(context_length="4096 token", batch_size=8).optimize(
        min="time_per_output_token", over={"hardware": ms.hardware.cloud}
    )
    assert found.size == len(every)


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({}, "nothing is swept"),
        ({"batch_size": "1..4", "time_per_output_token": "10 ms..30 ms"}, "does not say how many"),
        ({"batch_size": "4..1"}, "never gets from"),
        ({"batch_size": "1..1000000000000"}, "are 1e.12 values, more than 100,000,000"),
        ({"hardware": "all"}, "`all` of which records"),
        ({"hardware": "all nowhere"}, "no folder of the registry is called `nowhere`"),
        ({"hardware": "hardware/nowhere/*"}, "no record is called"),
        ({"batch_size": "1..4 step 0"}, "never gets from"),
        ({"batch_size": "1..4 log x"}, "needs a number of values"),
        ({"context_length": "0..4 ktoken log 3"}, "has no logarithm"),
        ({"batch_size": []}, "swept over nothing"),
        ({"hardware": "h100_sxm,h100_sxm"}, "twice"),
        ({"hardware": "all hardware/none"}, "no folder of the registry is called"),
        ({"hardware": "h1OO_sxm"}, "h1OO_sxm"),
        ({"batch_size": [1, 2], "context_length": ["1 ktoken"], "together": [("batch_size", "context_length")]}, "one length"),
        ({"batch_size": [1, 2], "together": [("batch_size", "layers")]}, "not swept"),
        ({"device_memory": "1..2 GB count 2"}, "both asked and swept"),
    ],
)
def test_axes_that_cannot_be(decoding: Question, axes: dict[str, Any], message: str) -> None:
    with pytest.raises(ms.QuestionError, match=message):
        decoding.sweep("device_memory", **axes)


# --- whole -------------------------------------------------------------------------------------------------------------


def test_data_are_labelled(decoding: Question) -> None:
    swept = decoding.sweep(
        ["time_per_output_token", "device_memory"],
        hardware=["h100_sxm", "a100_80gb"],
        batch_size="1..300 step 100",
        context_length="2048 token,8192 token",
    )
    data = swept.data
    assert dict(data.sizes) == {"hardware": 2, "batch_size": 3, "context_length": 2}
    assert data["time_per_output_token"].attrs["units"] == "s/token"
    assert data["batch_size"].values.tolist() == [1, 101, 201]
    assert "decode_step_time" in data.attrs["laws"]
    assert any(row["sources"] for row in json.loads(data.attrs["inputs"]) if row["name"] == "layers")
    full = data["reason"].sel(hardware="a100_80gb", batch_size=201, context_length=8192)
    assert data["reason"].attrs["flag_meanings"][int(full)] == "`device_memory <= usable_memory` fails"
    assert np.isnan(data["time_per_output_token"].sel(hardware="a100_80gb", batch_size=201, context_length=8192))
    answer = (
        decoding.with_(hardware="a100_80gb").given(batch_size=101, context_length="2048 token").solve("time_per_output_token")
    )
    found = data["time_per_output_token"].sel(hardware="a100_80gb", batch_size=101, context_length=2048)
    assert float(found) == pytest.approx(float(answer), rel=1e-12)
    labels = data["decode_step_time.regime"].attrs["flag_meanings"]
    assert labels[int(data["decode_step_time.regime"][0, 0, 0])] == "memory_bound"


def test_axes_together_are_one_dimension(decoding: Question) -> None:
    swept = decoding.with_(hardware="h100_sxm").sweep(
        "device_memory", batch_size=[1, 2, 3], context_length=["1 ktoken", "2 ktoken", "3 ktoken"],
        together=[("batch_size", "context_length")],
    )  # fmt: skip
    apart = decoding.with_(hardware="h100_sxm").sweep(
        "device_memory", batch_size=[1, 2, 3], context_length=["1 ktoken", "2 ktoken", "3 ktoken"]
    )
    assert swept.data["device_memory"].values.tolist() == np.diag(apart.data["device_memory"].values).tolist()


def test_a_number_that_goes_with_a_record(decoding: Question) -> None:
    swept = decoding.given(context_length="2048 token").sweep(
        "device_memory", hardware=["h100_sxm", "a100_80gb"], batch_size=[8, 4], together=[("hardware", "batch_size")]
    )
    expected = [
        float(decoding.with_(hardware=name).given(batch_size=count, context_length="2048 token").solve("device_memory"))
        for name, count in (("h100_sxm", 8), ("a100_80gb", 4))
    ]
    assert swept.data["device_memory"].values.tolist() == pytest.approx(expected)


def test_a_record_without_an_answer_says_why(decoding: Question) -> None:
    swept = decoding.given(context_length="2048 token").sweep(
        "time_per_output_token", hardware=["h100_sxm", "nvidia_t4"], batch_size=[1, 2]
    )
    counts = swept.counts()
    assert counts.pop("answered") == 2
    assert sum(counts.values()) == 2


def test_tables(decoding: Question, tmp_path: Path) -> None:
    swept = decoding.with_(hardware="h100_sxm").sweep("device_memory", batch_size=[1, 200], context_length="1 ktoken,90 ktoken")
    frame = swept.to_pandas()
    assert frame["reason"].tolist()[:3] == ["answered"] * 3
    assert "fails" in frame["reason"].tolist()[3]
    swept.to_csv(tmp_path / "points.csv")
    swept.to_parquet(tmp_path / "points.parquet")
    assert len((tmp_path / "points.csv").read_text().splitlines()) == 5
    import pandas as pd  # noqa: PLC0415

    assert pd.read_parquet(tmp_path / "points.parquet")["device_memory"].tolist()[0] == frame["device_memory"].tolist()[0]


# --- reductions --------------------------------------------------------------------------------------------------------


def brute(chain: Question) -> tuple[np.ndarray, np.ndarray]:
    data = chain.sweep(TARGETS, **AXES).data
    return data["chain_p99"].to_numpy(), data["chain_cost_per_token"].to_numpy()


@pytest.mark.parametrize("block", [1, 97, 10**9])
def test_reductions_are_those_of_all_points(chain: Question, block: int) -> None:
    times, costs = brute(chain)
    swept = chain.sweep(TARGETS, block=block, **AXES) if block > 1 else chain.sweep(TARGETS, block=13, **AXES)
    assert swept.min("chain_cost_per_token").results["chain_cost_per_token"] == np.nanmin(costs)
    place = np.unravel_index(np.nanargmin(costs), costs.shape)
    assert next(iter(swept.min("chain_cost_per_token").at.values())) == pytest.approx(-2 + 1.5 * place[0])
    assert swept.max().results["chain_p99"] == np.nanmax(times)
    shares = (0.0, 0.1, 0.25, 0.5, 0.9, 0.999, 1.0)
    expected = np.nanquantile(times, shares)
    assert list(swept.quantiles(shares).values()) == pytest.approx(expected, rel=1e-14)
    counts = swept.counts()
    assert counts["answered"] == np.isfinite(times).sum()
    assert sum(counts.values()) == times.size
    front = swept.front(least=TARGETS)
    points = np.stack([times.reshape(-1), costs.reshape(-1)], axis=1)
    points = points[np.isfinite(points).all(axis=1)]
    beaten = [((points <= row).all(axis=1) & (points < row).any(axis=1)).any() for row in points]
    assert {tuple(each.results.values()) for each in front} == {tuple(row) for row in points[~np.array(beaten)]}


def test_a_front_of_three() -> None:
    rows = np.random.default_rng(1).integers(0, 5, (200, 3)).astype(float)
    kept = front_of(rows, np.arange(200))
    beaten = [((rows <= row).all(axis=1) & (rows < row).any(axis=1)).any() for row in rows]
    assert {tuple(row) for row in rows[kept]} == {tuple(row) for row in rows[~np.array(beaten)]}
    assert len({tuple(row) for row in rows[kept]}) == len(kept)


def test_nothing_answered(chain: Question) -> None:
    swept = chain.sweep("chain_p99", chain_batch_size=[-1, -2], chain_context=[1], chain_devices=[1])
    with pytest.raises(NoAnswerError, match="no point"):
        swept.min()
    with pytest.raises(QuestionError, match="two objectives"):
        swept.front(least=["chain_p99"])


def test_progress_is_shown_on_a_terminal_only(chain: Question, capsys: pytest.CaptureFixture[str]) -> None:
    chain.sweep(TARGETS, block=500, **AXES).min()
    assert capsys.readouterr().err == ""
    progress = Progress(4, "sweep")
    progress.visible = True
    progress.step(1)
    progress.step(3)
    progress.close()
    shown = capsys.readouterr().err
    assert " 25%" in shown
    assert "100%" in shown
    assert shown.endswith("\r")


# --- executors ---------------------------------------------------------------------------------------------------------


def outcomes(chain: Question, executor: Executor | None) -> list[Any]:
    swept = chain.sweep(TARGETS, executor=executor, block=611, **AXES)
    data = swept.data
    return [
        swept.min(), swept.counts(), swept.quantiles([0.1, 0.99]), swept.front(least=TARGETS),
        *(data[name].to_numpy().tobytes() for name in (*TARGETS, "reason")),
    ]  # fmt: skip


def test_threads_and_processes_give_the_same(chain: Question) -> None:
    expected = outcomes(chain, None)
    with ThreadPoolExecutor(3) as threads:
        assert outcomes(chain, threads) == expected
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as processes:
        assert outcomes(chain, processes) == expected


class Counting(ThreadPoolExecutor):
    """Threads that count what is sent to them."""

    sent = 0

    def submit(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  (the signature of an executor)
        """Count and submit."""
        self.sent += 1
        return super().submit(*arguments, **named)


def test_small_cells_are_sent_together(decoding: Question) -> None:
    """Every device and word is a plan of its own; what is sent to a worker holds many of them."""
    axes: dict[str, Any] = {"hardware": ms.hardware.cloud, "kv_precision": "bf16,fp8", "batch_size": "1..8"}
    question = decoding.given(context_length="4096 token")
    with Counting(2) as executor:
        swept = question.sweep("time_per_output_token", executor=executor, **axes)
        found = swept.min()
        assert executor.sent == 1
        assert swept.data["time_per_output_token"].size == swept.size
        assert executor.sent == 2
    assert found == question.sweep("time_per_output_token", **axes).min()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # what a cluster warns of on its way down
def test_dask_gives_the_same(chain: Question) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert outcomes(chain, client.get_executor()) == outcomes(chain, None)


# --- the command -------------------------------------------------------------------------------------------------------


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "mlsysim_sym", "sweep", *words], capture_output=True, text=True, check=False)


DECODE = ("--solver", "llm_decode", "--model", "llama_3_70b", "precision=bf16", "tensor_parallel_degree=4")


def test_the_command_prints_points() -> None:
    done = run("time_per_output_token", *DECODE, "hardware=h100_sxm,a100_80gb", "batch_size=1..2", "context_length=2048 token")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("h100_sxm") == 2
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_command_writes_files(tmp_path: Path) -> None:
    words = ("batch_size", "--pick", "highest", *DECODE, "hardware=h100_sxm", "context_length=1..16 ktoken log 5")
    files = [tmp_path / "points.csv", tmp_path / "picture.svg"]
    done = run(*words, "time_per_output_token<=30 ms", "--out", str(files[0]), "--plot", str(files[1]), "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["schema"] == "mlsysim-sym/sweep/1"
    assert data["points"]["batch_size"] == sorted(data["points"]["batch_size"], reverse=True)
    assert all(path.stat().st_size for path in files)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("batch_size=4",), 2, "nothing is swept"),
        (("batch_size=1..4", "--out", "x.txt"), 2, "no known format"),
        (("batch_size=1..4", "batch_size=1,2"), 2, "swept twice"),
        (("batch_size=1000000,2000000",), 3, "fails"),
    ],
)
def test_the_command_refuses(words: tuple[str, ...], code: int, message: str) -> None:
    done = run("time_per_output_token", *DECODE, "hardware=h100_sxm", "context_length=2048 token", *words)
    assert done.returncode == code
    assert message in done.stderr + done.stdout
