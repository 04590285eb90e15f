"""Hold the families of whole runs and fleets: each prediction against the same arithmetic done here by hand."""

from __future__ import annotations

import json
from functools import cache

import pytest

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.measured.asks import Evaluator, Row, UnpredictedError
from mlsysim_sym.asking.measured.predict import complete
from mlsysim_sym.asking.measured.tables import generated, toml
from mlsysim_sym.asking.measured.targets import examples_at
from mlsysim_sym.asking.validate import Compared, Validation, validate
from mlsysim_sym.book.book import Book


@cache
def found(family: str) -> Validation:
    return validate(Book.load(), family=family)


def row(family: str, name: str) -> Compared:
    return found(family).row(name)


# --- interruptions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "devices"), [("meta_mttf_16384", 16384), ("meta_mttf_131072", 131072), ("meta_mttf_1024", 1024)]
)
def test_time_to_failure_is_inverse_to_the_nodes(name: str, devices: int) -> None:
    assert row("time_to_failure", name).predicted == pytest.approx(24 / (devices / 8 * 6.5e-3))


def test_inverse_scaling_misses_the_measured_small_job_and_says_why() -> None:
    """The negative case: the projections are met, the one measurement is missed by 265%."""
    assert abs(row("time_to_failure", "meta_mttf_16384").relative or 1) < 0.03
    assert abs(row("time_to_failure", "meta_mttf_131072").relative or 1) < 0.03
    missed = row("time_to_failure", "meta_mttf_1024")
    assert missed.relative == pytest.approx(2.65, abs=0.01)
    assert "causes that are not failures of nodes" in missed.likely


def test_interruptions_at_the_rate_of_another_fleet() -> None:
    assert row("interruptions", "llama3_interruptions_total").predicted == pytest.approx(54 * 2048 * 6.5e-3)
    assert "apart from the count" in row("interruptions", "llama3_interruptions_GPU_HBM3_memory").because


# --- power, energy, device time, checkpoints -----------------------------------------------------------------------------


def test_wall_power_is_the_devices_and_a_share_that_other_devices_tell() -> None:
    name = "mlperfi_v5.1_Lenovo_SR680a_V3_B200SXMx8_TRT_llama2-70b-99_Offline_power"
    factor = generated("fitted.json")["wall_power"]["without"]["b200_sxm"]["node_overhead_factor"]["all"]
    assert row("wall_power", name).predicted == pytest.approx(8 * 1000 * factor)
    assert found("wall_power").summary("wall_power")["predicted"] == 10


def test_energy_of_a_metered_run() -> None:
    utilization, _ = generated("fitted.json")["run_utilization"]["all"]["overall_utilization"]["all"]
    seconds = 6 * 13716198400 * 5.6e12 / (989.4e12 * utilization)
    assert row("energy_metered", "olmo2_13b_energy").predicted == pytest.approx(seconds * 700 / 3.6e9, rel=1e-3)
    assert "nor the tokens" in row("energy_metered", "gemini_prompt_energy").because


def test_device_hours_at_a_published_rate() -> None:
    assert row("gpu_hours_at_rate", "run_smollm3-3b").predicted == pytest.approx(11.2e12 / 14000 / 3600)
    assert row("gpu_hours_at_rate", "run_bloomberggpt").predicted == pytest.approx(8 * 50.6e9 * 569e9 / 102e12 / 3600)
    assert (found("gpu_hours_at_rate").summary("gpu_hours_at_rate")["median"] or 1) <= 0.12


def test_a_checkpoint_of_mixed_precision() -> None:
    assert row("checkpoints", "megatron_sc21_ckpt_1T").predicted == pytest.approx(14 * 1.008e12)


# --- runs to a target ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("batch", "examples"), [(4, 3000), (8, 3000), (12, 3500), (16, 4000), (24, 5000), (32, 6000), (64, 10000)]
)
def test_examples_lie_on_lines_between_reference_runs(batch: float, examples: float) -> None:
    assert examples_at({"16": 4000, "8": 3000, "32": 6000}, batch) == examples


def test_every_target_has_rising_batches_and_its_source() -> None:
    for name, target in toml("targets.toml").items():
        sizes = [float(size) for size in target["examples"]]
        assert sizes == sorted(sizes), name
        assert target["at"].startswith("mlcommons/logging@"), name


def test_time_to_train_is_steps_of_two_parts() -> None:
    name = "mlperft_v5.1_Nebius_nebius_b300_n1_llama2_70b_lora_ttt"
    known = generated("fitted.json")["time_to_train"]["without"]["b300_sxm"]
    share = known["large_batch_utilization"]["adapters"]
    fixed = known["fixed_step_time"]["adapters"] / 1e3
    work = 4 * 68976648192 * 8192
    seconds = 3187 * (work / (8 * 4500e12 * share) + fixed / 8)
    assert row("time_to_train", name).predicted == pytest.approx(seconds / 60, rel=1e-6)


def test_runs_on_a_device_are_predicted_from_those_on_others() -> None:
    summary = found("time_to_train").summary("time_to_train")
    assert summary["predicted"] >= 0.95 * summary["rows"]
    assert summary["median"] < 0.15
    assert 0.7 <= summary["interval_coverage"] <= 0.9
    devices = {each.case.config["device"] for each in found("time_to_train").rows if each.predicted is not None}
    assert set(generated("fitted.json")["time_to_train"]["without"]) == devices


def test_more_devices_stop_helping() -> None:
    book = Book.load()
    evaluator = Evaluator(book)
    base = json.loads(
        json.dumps(dict(row("time_to_train", "mlperft_v5.1_Nebius_nebius_b300_n1_llama2_70b_lora_ttt").case.config))
    )

    def minutes(devices: int) -> float:
        case = Case("x", "mlperf_training_time", "time_to_train", 1.0, "minutes", "made", {**base, "devices": devices})
        return evaluator.value(complete(Row(book, case))) / 60

    assert minutes(8) > minutes(64) > minutes(512) > 0.5 * minutes(64) * 64 / 512
    assert minutes(8) / minutes(512) < 64


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"model": "Bagpipe 1B"}, "the examples that reference runs of `Bagpipe 1B` take are not known"),
        ({"global_batch": None}, "the line does not give `global_batch`"),
        ({"device": "rx_7900_xtx"}, "has no record"),
    ],
)
def test_a_run_that_cannot_be_asked_says_why(changes: dict[str, object], said: str) -> None:
    config = {"model": "BERT-large", "device": "h100_sxm", "devices": 8, "global_batch": 448, "submitter": "nobody", **changes}
    case = Case("x", "mlperf_training_time", "time_to_train", 1.0, "minutes", "made", config)
    with pytest.raises(UnpredictedError, match=said):
        complete(Row(Book.load(), case))


def test_an_unknown_device_gets_the_constants_of_all() -> None:
    config = {"model": "BERT-large", "device": "gaudi3", "devices": 8, "global_batch": 448, "submitter": "nobody"}
    case = Case("x", "mlperf_training_time", "time_to_train", 1.0, "minutes", "made", config)
    assert Evaluator(Book.load()).value(complete(Row(Book.load(), case))) > 0
