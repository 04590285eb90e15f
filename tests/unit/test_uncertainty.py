"""Uncertainty: distributions with known moments, seeds, groups, enclosures, indices, and what a record states."""

import json
import math
import multiprocessing
import statistics
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking import boxes
from mlsysim_sym.asking import sampling as module
from mlsysim_sym.asking.spreads import Spread
from mlsysim_sym.asking.uncertainty import Uncertainty
from mlsysim_sym.errors import QuestionError
from mlsysim_sym.solving.question import Question


def ridge() -> Question:
    return ms.ask(peak_throughput="1 PFLOP/s", memory_bandwidth="4 TB/s")


def spread(text: str, method: str = "sobol", **more: Any) -> Uncertainty:
    return ridge().uncertainty("ridge_point", spreads={"peak_throughput": text}, method=method, **more)


def serving() -> Question:
    question = ms.ask("llm_serving", hardware="h100_sxm", model="llama_3_70b", precision="bf16")
    given = {"tensor_parallel_degree": "4", "prompt_length": "2048 token", "output_length": "256 token"}
    return question.given(**given, decode__batch_size="32", servers="2", arrival_rate="5 request/s")


# --- distributions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["random", "latin", "sobol"])
@pytest.mark.parametrize(
    ("text", "mean", "sd", "median"),
    [
        ("10%", 250.0, 25.0, 250.0),
        ("normal 50 TFLOP/s", 250.0, 12.5, 250.0),
        ("0.8 PFLOP/s..1.2 PFLOP/s", 250.0, 100 / math.sqrt(12), 250.0),
        ("triangular 0.8 PFLOP/s..1.4 PFLOP/s", (200 + 250 + 350) / 3, math.sqrt(23.75e3 / 18 - 0), None),
        ("lognormal 0.3", 250 * math.exp(0.045), 250 * math.exp(0.045) * math.sqrt(math.expm1(0.09)), 250.0),
    ],
)
def test_shapes_have_their_moments(text: str, mean: float, sd: float, median: float | None, method: str) -> None:
    found = spread(text, method, samples=1 << 15)
    if text.startswith("triangular"):
        low, mode, high = 200.0, 250.0, 350.0
        sd = math.sqrt((low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18)
    for figure, known in ((found.mean, mean), (found.sd, sd), (found.quantiles[0.5], median)):
        if known is not None:
            assert abs(figure.value - known) <= 6 * figure.error + 2e-3 * known


def test_a_normal_shape_is_cut_to_the_domain() -> None:
    draws = Spread("x", "normal", 1.0, 0.0, math.inf, 1.0).quantile(np.linspace(0, 1, 1001)[1:-1])
    assert draws.min() > 0
    assert np.median(draws) == pytest.approx(1.2004, abs=1e-3)  # of a normal (1, 1) above 0, by tables


def test_whole_numbers_are_drawn_evenly() -> None:
    draws = Spread("x", "uniform", 4.0, 4.0, 7.0, whole=True).quantile((np.arange(4000) + 0.5) / 4000)
    values, counts = np.unique(draws, return_counts=True)
    assert values.tolist() == [4.0, 5.0, 6.0, 7.0]
    assert counts.tolist() == [1000] * 4


def test_errors_are_what_replicates_differ_by() -> None:
    """The error of a mean by Monte Carlo is sd / sqrt(n), within what eight replicates can tell."""
    found = spread("10%", "random", samples=1 << 16)
    assert found.mean.error == pytest.approx(25 / math.sqrt(found.samples), rel=0.8)
    assert spread("10%", "sobol", samples=1 << 16).mean.error < found.mean.error / 10


# --- seeds -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["random", "latin", "sobol"])
def test_the_same_seed_gives_the_same_answer_in_any_chunks(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    question = serving().require("prefill.time_to_first_token <= 130 ms")
    spreads = {"arrival_rate": "10%", "memory_bandwidth": "3 TB/s..3.4 TB/s"}
    found = []
    for chunk in (1 << 16, 1 << 9, 1 << 5):
        monkeypatch.setattr(module, "CHUNK", chunk)
        found.append(
            question.uncertainty("prefill.time_to_first_token", spreads=spreads, samples=8192, method=method, seed=7).to_dict()
        )
    assert found[0] == found[1] == found[2]
    monkeypatch.undo()
    other = question.uncertainty("prefill.time_to_first_token", spreads=spreads, samples=8192, method=method, seed=8)
    assert other.to_dict()["mean"] != found[0]["mean"]


def test_samples_are_what_the_engine_answers() -> None:
    found = serving().uncertainty("prefill.time_to_first_token", spreads={"arrival_rate": "10%"}, samples=64, method="random")
    rates = [np.random.default_rng(seed).random((8, 1))[:, 0] for seed in np.random.SeedSequence(0).spawn(8)]
    (shape,) = found.spreads
    for u, value in zip(np.concatenate(rates)[:5], found.values[:5], strict=True):
        rate = float(shape.quantile(np.array([u]))[0])
        answer = serving().given(arrival_rate=(rate, "request/s")).solve("prefill.time_to_first_token")
        assert value == pytest.approx(float(answer), rel=1e-9)


# --- groups, indices, enclosures ---------------------------------------------------------------------------------------


def test_numbers_of_one_record_and_of_a_group_vary_together() -> None:
    found = serving().uncertainty("request_capacity", spreads={"memory_bandwidth": "10%"}, samples=64)
    assert {each.name for each in found.spreads} == {"prefill.memory_bandwidth", "decode.memory_bandwidth"}
    assert len({each.group for each in found.spreads}) == 1
    alike = {"peak_throughput": "10%", "memory_bandwidth": "10%"}
    apart, together = (
        ridge().uncertainty("ridge_point", spreads=alike, together=names, samples=4096)
        for names in ((), [("peak_throughput", "memory_bandwidth")])
    )
    assert apart.sd.value > 30
    assert together.sd.value == pytest.approx(0.0, abs=1e-9)


def test_indices_share_out_the_variance() -> None:
    """A product of two lognormals: ln y is a sum, and with small spreads so nearly is y."""
    spreads = {"peak_throughput": "lognormal 0.02", "memory_bandwidth": "lognormal 0.01"}
    found = ridge().uncertainty("ridge_point", spreads=spreads, indices=True)
    shares = {index.names[0]: index for index in found.indices}
    assert shares["peak_throughput"].total == pytest.approx(0.8, abs=0.02)
    assert shares["memory_bandwidth"].first == pytest.approx(0.2, abs=0.05)
    assert [index.names[0] for index in found.indices] == ["peak_throughput", "memory_bandwidth"]


def test_an_enclosure_holds_all_samples_and_is_exact_where_slopes_have_one_sign() -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16")
    question = question.given(tensor_parallel_degree="4", context_length="8192 token", batch_size="32")
    spreads = {
        "memory_bandwidth": "3 TB/s..3.5 TB/s",
        "memory_efficiency": "0.6..0.9",
        "context_length": "1000 token..8192 token",
    }
    found = question.uncertainty("time_per_output_token", spreads=spreads, samples=4096)
    assert found.enclosure is not None
    low, high = found.enclosure
    assert low <= found.values.min() <= found.values.max() <= high
    corners = [
        float(question.given(memory_bandwidth=b, memory_efficiency=e, context_length=c).solve("time_per_output_token"))
        for b, e, c in (("3.5 TB/s", "0.9", "1000 token"), ("3 TB/s", "0.6", "8192 token"))
    ]
    assert (low, high) == pytest.approx(tuple(corners), rel=1e-12)
    assert low <= corners[0]
    assert corners[1] <= high
    assert found.enclosed_by == "for certain"


def test_an_enclosure_of_what_falls_and_rises_is_found_by_halving() -> None:
    question = ms.ask("checkpointing").given(
        checkpoint_write_time="5 min", mean_time_between_failures="24 h", restart_time="10 min", useful_time="500 h",
        checkpoint_interval="60 min",
    )  # fmt: skip
    found = question.uncertainty("runtime_goodput", spreads={"checkpoint_interval": "20 min..400 min"}, samples=4096)
    assert found.enclosure is not None
    low, high = found.enclosure
    assert low <= found.values.min()
    assert found.values.max() <= high <= found.values.max() * 1.03


def test_what_is_searched_has_an_enclosure_that_holds_all_samples() -> None:
    """The rate at which a queue waits 0.5 s: rising with the bandwidth, so its ends are near the answers at both."""
    question = serving().without("arrival_rate").given(**{"prefill.time_to_first_token": "0.5 s"})
    ends = ("3.3 TB/s", "3.4 TB/s")
    found = question.uncertainty("arrival_rate", spreads={"memory_bandwidth": "..".join(ends)}, samples=64)
    assert found.enclosure is not None
    low, high = found.enclosure
    assert low <= found.values.min() <= found.values.max() <= high
    scopes = ("prefill__memory_bandwidth", "decode__memory_bandwidth")
    exact = [float(question.given(**dict.fromkeys(scopes, each)).solve("arrival_rate")) for each in ends]
    assert low <= exact[0] <= exact[1] <= high
    assert high - low <= 1.3 * (exact[1] - exact[0])


def test_a_plan_that_bounds_by_limits_alone_has_no_values_to_spread() -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4)
    question = question.given(context_length="8192 token").require("time_per_output_token <= 30 ms")
    with pytest.raises(QuestionError, match="is a set, not one value"):
        question.uncertainty("batch_size", spreads={"memory_bandwidth": "5%"}, samples=64)


def test_the_package_encloses_without_the_library_of_balls(monkeypatch: pytest.MonkeyPatch) -> None:
    with_balls = spread("10%", samples=64)
    monkeypatch.setattr(boxes, "has_balls", lambda: False)
    without = spread("10%", samples=64)
    assert with_balls.enclosure == pytest.approx(without.enclosure, rel=1e-12)


# --- executors and back ends -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["random", "latin", "sobol"])
def test_the_same_seed_gives_the_same_answer_by_any_executor(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    question = serving().require("prefill.time_to_first_token <= 130 ms")
    settings: dict[str, Any] = {
        "spreads": {"arrival_rate": "10%", "memory_bandwidth": "3 TB/s..3.4 TB/s"},
        "correlated": {"arrival_rate,memory_bandwidth": 0.4},
        "samples": 4096, "method": method, "seed": 7,
    }  # fmt: skip
    here = question.uncertainty("prefill.time_to_first_token", **settings)
    monkeypatch.setattr(module, "CHUNK", 256)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = question.uncertainty("prefill.time_to_first_token", executor=pool, **settings)
    assert np.array_equal(here.values, there.values)
    assert here.to_dict() == there.to_dict()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_answer_by_any_back_end() -> None:
    question = serving().require("prefill.time_to_first_token <= 130 ms")
    spreads = {"arrival_rate": "10%", "memory_bandwidth": "3 TB/s..3.4 TB/s"}
    found = [
        question.uncertainty("prefill.time_to_first_token", spreads=spreads, samples=8192, seed=7, backend=backend)
        for backend in ("numpy", "numba")
    ]
    assert np.allclose(found[0].values, found[1].values, rtol=1e-12, atol=0)
    assert found[0].meets == found[1].meets
    assert found[0].lost == found[1].lost


# --- what is met -------------------------------------------------------------------------------------------------------


def test_the_share_that_meets_a_requirement() -> None:
    """ridge_point <= 260 holds for peak <= 1.04 PFLOP/s: 60 percent of 0.8 to 1.2."""
    found = (
        ridge()
        .require("ridge_point <= 260 FLOP/B")
        .uncertainty("ridge_point", spreads={"peak_throughput": "0.8 PFLOP/s..1.2 PFLOP/s"}, samples=1 << 14)
    )
    assert found.meets.value == pytest.approx(0.6, abs=1e-3)
    assert found.lost == {"the requirement `ridge_point <= 260 FLOP/B` fails": round(found.samples * (1 - found.meets.value))}
    assert np.isfinite(found.values).all()  # the distribution itself is of all samples


def test_an_interval_is_sampled_with_a_remark() -> None:
    assert "samples take it as uniform" in spread("interval 0.8 PFLOP/s..1.2 PFLOP/s", samples=64).notes[0]


BOOK = """\
record: hardware/edge/sure_board
title: A board
fields:
  peak_throughput: {value: 10 TFLOP/s, as_printed: "10", source: sheet, where: page 1, basis: printed,
                    spread: {shape: lognormal, sd: "0.1", with: chip}}
  memory_bandwidth: {value: 100 GB/s, as_printed: "100", source: sheet, where: page 1, basis: printed,
                     spread: {shape: uniform, low: 80 GB/s, high: 120 GB/s, with: chip}}
"""


def test_records_state_spreads_and_what_varies_with_what(tmp_path: Path) -> None:
    for folder in ("registry/hardware/edge", "formulas"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "registry/hardware/edge/sure_board.yaml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "registry/sources.yaml").write_text("sheet: {authors: A. Maker, title: Sheet, year: 2026}\n", encoding="utf-8")
    question = ms.ask("single_device", book=ms.Book.load(str(tmp_path)), hardware="sure_board", arithmetic_intensity="1 FLOP/B")
    found = question.uncertainty("ridge_point", samples=4096)
    shapes = {each.name: (each.shape, each.origin, each.group) for each in found.spreads}
    assert shapes == {
        "peak_throughput": ("lognormal", "hardware/edge/sure_board", "chip"),
        "memory_bandwidth": ("uniform", "hardware/edge/sure_board", "chip"),
    }
    u = (np.arange(100_000) + 0.5) / 100_000  # both follow one coordinate
    z = np.array([statistics.NormalDist().inv_cdf(each) for each in u[::100]])
    ratio = 100 * np.exp(0.1 * z) / (0.8 + 0.4 * u[::100])
    for share, figure in found.quantiles.items():
        assert figure.value == pytest.approx(np.quantile(ratio, share), rel=3e-3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("maybe", "unit|number|value"),
        ("5 W", "dimension|W"),
        ("uniform 5%", "needs two ends"),
        ("2 PFLOP/s..1 PFLOP/s", "runs from"),
        ("triangular 2 PFLOP/s..3 PFLOP/s", "outside its triangle"),
        ("lognormal 5 TFLOP/s", "pure number"),
        ("interval 0 FLOP/s..1 PFLOP/s", None),
    ],
)
def test_what_is_no_spread(text: str, message: str | None) -> None:
    if message is None:
        spread("interval 0.1 PFLOP/s..1 PFLOP/s", samples=64)
        return
    with pytest.raises(ms.MlsysimError, match=message):
        spread(text, samples=64)


def test_nothing_uncertain_is_an_error() -> None:
    with pytest.raises(QuestionError, match="nothing that `ridge_point` rests on is uncertain"):
        ridge().uncertainty("ridge_point")
    with pytest.raises(QuestionError, match="is no number that the answer uses"):
        ridge().uncertainty("ridge_point", spreads={"batch_size": "5%"})


def test_it_prints_at_eighty_columns_as_json_and_as_a_picture(tmp_path: Path) -> None:
    found = spread("10%", indices=True)
    assert max(map(len, found.text().splitlines())) <= 80
    shape = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert shape["quantiles"][2]["share"] == 0.5
    assert shape["spreads"][0]["sd"] == pytest.approx(100e12)
    found.plot(str(tmp_path / "spread.pdf"))
    assert (tmp_path / "spread.pdf").read_bytes().startswith(b"%PDF")


# --- enclosures through a queue ----------------------------------------------------------------------------------------


def test_a_queue_solved_backwards_is_enclosed() -> None:
    """The load that a wait allows, through Erlang's formula and a searched unknown: ends that the solved ends touch."""
    question = ms.ask("llm_serving", hardware="h100_sxm", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4)
    question = question.given(output_length="256 token", servers=4, prompt_length="2048 token", decode__batch_size=32)
    found = question.given(queueing_delay="0.1 s").uncertainty(
        "arrival_rate", spreads={"queueing_delay": "0.05 s..0.2 s"}, samples=256
    )
    low, high = (question.given(queueing_delay=wait).solve("arrival_rate").one().low for wait in ("0.05 s", "0.2 s"))
    assert found.enclosure is not None
    assert found.enclosure[0] <= low <= high <= found.enclosure[1]
    assert found.enclosure[1] - found.enclosure[0] <= (high - low) * (1 + 1e-6)


@pytest.mark.parametrize(("load", "servers"), [(0.5, 1), (3.2, 4), (40.0, 64), (1200.0, 1000)])
def test_the_slope_of_blocking_is_enclosed(load: float, servers: int) -> None:
    from mlsysim_sym.book.arithmetic import erlang_b  # noqa: PLC0415
    from mlsysim_sym.book.jets import JET, Jet  # noqa: PLC0415

    step = 1e-6 * load
    slope = (erlang_b(load + step, servers) - erlang_b(load - step, servers)) / (2 * step)
    point = JET["erlang_b"](Jet(load, load, 1.0, 1.0), servers)
    assert point.down <= slope * (1 + 1e-6)
    assert point.up >= slope * (1 - 1e-6)
    assert point.up - point.down <= 1e-6
    wide = JET["erlang_b"](Jet(0.5 * load, 1.5 * load, 1.0, 1.0), servers)
    assert wide.down <= slope <= wide.up <= 1 + 1e-15
    assert JET["erlang_b"](Jet(0.0, load, 1.0, 1.0), servers).up == pytest.approx(1)


def test_numbers_alone_are_enclosed_too() -> None:
    """A product of two numbers that no float holds is rounded outwards, not to the nearest float."""
    from fractions import Fraction  # noqa: PLC0415

    from mlsysim_sym.book.emit import expression_function  # noqa: PLC0415
    from mlsysim_sym.book.jets import JET, Jet  # noqa: PLC0415
    from mlsysim_sym.reading.expression import parse_expression  # noqa: PLC0415

    made = expression_function(parse_expression("x + 4 * 0.1 * 1.25 * 3.3"), ("x",))
    found: Any = boxes.bound(made, JET)(Jet(0.0, 0.0))
    assert Fraction(found.low) < Fraction("1.65") < Fraction(found.high)
    assert found.high - found.low < 1e-14


def test_what_the_domain_cuts_off_is_said() -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4)
    question = question.given(context_length="8192 token", batch_size=8)
    found = question.uncertainty("time_per_output_token", spreads={"memory_efficiency": "10%", "memory_bandwidth": "5%"})
    assert [note for note in found.notes if "cut off" in note] == [
        "`memory_efficiency` stays in (0, 1]: what its normal spread would hold beyond is cut off"
    ]
    assert "about 3.35 TB/s, sd 167.5 GB/s" in found.text()


def test_what_is_no_spread_is_said_by_name() -> None:
    with pytest.raises(QuestionError, match="`banana` is no spread of `peak_throughput`"):
        spread("banana")
