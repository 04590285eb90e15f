"""The cases that a solver gets wrong: half-lines, several roots, tuples, steps, points without influence, saturation."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import NoAnswerError
from mlsysim_sym.solving.answer import Answer, Piece
from mlsysim_sym.solving.question import Question
from mlsysim_sym.solving.step import solve_law

TOP = Path(__file__).resolve().parents[2]
BOOK = Book.load()
H100 = {"peak_throughput": "989.4 TFLOP/s", "memory_bandwidth": "3.35 TB/s"}


def asked(laws: str, target: str, given: Mapping[str, str], *require: str, choose: Mapping[str, str] | None = None) -> Answer:
    """Return the answer of a few laws for a few unknowns, all named in one string."""
    question = Question(BOOK, None, tuple(laws.split()), values=given, required=require, choices=choose or {})
    answer: Answer = question.solve(*target.split())
    return answer


def points(answer: Answer) -> list[float]:
    """Return the values of an answer that consists of points."""
    assert all(piece.is_point and piece.kind == "point" for piece in answer.pieces), answer
    return [piece.low for piece in answer.pieces]


def only(answer: Answer) -> Piece:
    """Return the one part of an answer."""
    assert len(answer.pieces) == 1, answer
    return answer.pieces[0]


def crossings(function: Callable[[float], float], low: float, high: float, count: int = 20_000) -> list[float]:
    """Return where a function changes its sign, by a dense scan and bisection: slow, and independent of the engine."""
    grid = [low * (high / low) ** (step / count) for step in range(count + 1)]
    values = [function(x) for x in grid]
    places = zip(grid, grid[1:], values, values[1:], strict=False)
    return [_bisected(function, a, b) for a, b, at_a, at_b in places if (at_a < 0) != (at_b < 0)]


def _bisected(function: Callable[[float], float], low: float, high: float) -> float:
    below = function(low) < 0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if (function(middle) < 0) == below else (low, middle)
    return (low + high) / 2


# --- half-lines and empty sets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unknown", "low", "given"),
    [
        ("arithmetic_intensity", 989.4 / 3.35, {**H100, "attainable_throughput": "989.4 TFLOP/s"}),
        ("memory_bandwidth", 989.4e12 / 400, {"attainable_throughput": "989.4 TFLOP/s", "peak_throughput": "989.4 TFLOP/s",
                                              "arithmetic_intensity": "400 FLOP/B"}),
        ("peak_throughput", 335e12, {"attainable_throughput": "335 TFLOP/s", "memory_bandwidth": "3.35 TB/s",
                                     "arithmetic_intensity": "100 FLOP/B"}),
    ],
)  # fmt: skip
def test_at_the_tie_of_the_roofline_the_answer_is_a_half_line(unknown: str, low: float, given: Mapping[str, str]) -> None:
    piece = only(asked("roofline", unknown, given))
    assert (piece.kind, piece.low_open, piece.high, piece.certificate) == ("interval", False, math.inf, "exact")
    assert piece.low == pytest.approx(low, rel=1e-12)


def test_below_the_tie_the_answer_is_a_point() -> None:
    answer = asked("roofline", "arithmetic_intensity", {**H100, "attainable_throughput": "335 TFLOP/s"})
    assert points(answer) == [pytest.approx(100.0, rel=1e-12)]
    assert only(answer).regimes == {"roofline": "memory_bound"}


def test_above_the_peak_there_is_no_answer_and_the_reason_is_said() -> None:
    answer = asked("roofline", "arithmetic_intensity", {**H100, "attainable_throughput": "2000 TFLOP/s"})
    assert (answer.status, answer.pieces) == ("empty", ())
    assert any("roofline" in reason for reason in answer.because)
    assert isinstance(answer.error, NoAnswerError)
    with pytest.raises(NoAnswerError):
        float(answer)


def test_the_reason_names_the_cap_and_what_the_other_branch_would_need() -> None:
    answer = asked("roofline", "arithmetic_intensity", {**H100, "attainable_throughput": "2000 TFLOP/s"})
    shown = " ".join(answer.because)
    assert "compute_bound" in shown
    assert "989.4 TFLOP/s" in shown
    assert "memory_bound" in shown
    assert "597" in shown


# --- several roots -----------------------------------------------------------------------------------------------------

DALY = {"mean_time_between_failures": "24 h", "restart_time": "10 min", "checkpoint_write_time": "1 min", "useful_time": "500 h"}


def daly(interval: float, between: float = 86400.0) -> float:
    """Return Daly's exact run time of 500 hours of work, with a write of a minute and a restart of ten."""
    return between * math.exp(600 / between) * math.expm1((interval + 60) / between) * 1_800_000 / interval


def test_exact_daly_lists_both_intervals() -> None:
    answer = asked("daly_run_time", "checkpoint_interval", {**DALY, "expected_run_time": f"{daly(3160.2)!r} s"})
    expected = crossings(lambda interval: daly(interval) - daly(3160.2), 60.0, 86400.0)
    assert [round(value, 1) for value in expected] == [3160.2, 3200.0]
    assert points(answer) == pytest.approx(expected, rel=1e-7)
    assert answer.certificate == "certified"
    assert all(piece.amplification and piece.amplification > 1000 for piece in answer.pieces)


def test_exact_daly_within_a_limit_is_the_interval_between_both() -> None:
    answer = asked("daly_run_time", "checkpoint_interval", DALY, f"expected_run_time <= {daly(3160.2)!r} s")
    piece = only(answer)
    assert [piece.low, piece.high] == pytest.approx([3160.2, 3200.0488], rel=1e-7)
    assert {each["end"] for each in piece.binding} == {"low", "high"}


A, B, N0, D0 = 406.4, 410.7, 0.34, 0.28  # the scaling constants of Hoffmann and others, with 1.69


def entropy(p: float) -> float:
    return -(p * math.log2(p) + (1 - p) * math.log2(1 - p))


def scalability(p: float) -> float:
    return p / (1 + 0.02 * (p - 1) + 0.0005 * p * (p - 1))


def two_levels(ranks: float) -> float:
    near = 2 * (ranks - 1) * 1e-6 + 2 * (ranks - 1) / ranks * 1e6 / 100e9
    return near + 6 * 5e-6 + 1.5 * 1e6 / (ranks * 10e9)


def higher_order(between: float) -> float:
    if between <= 150:
        return between
    share = 300 / (2 * between)
    return math.sqrt(600 * between) * (1 + math.sqrt(share) / 3 + share / 9) - 300


def allocation(a: float, b: float) -> float:
    return float((a * A / (b * B)) ** (1 / (a + b)))


MANY_ROOTED = [
    pytest.param(
        "universal_scalability", "processors",
        {"relative_capacity": repr(scalability(20)), "contention": "0.02", "coherency": "0.0005"},
        lambda p: scalability(p) - scalability(20), (1.0, 1e4), id="universal_scalability-processors",
    ),
    pytest.param(
        "hierarchical_all_reduce", "local_ranks",
        {"all_reduce_time": "84 us", "message_size": "1 MB", "local_latency": "1 us", "local_bandwidth": "100 GB/s", "nodes": "4",
         "link_latency": "5 us", "link_bandwidth": "10 GB/s"},
        lambda ranks: two_levels(ranks) - 84e-6, (1.0, 1e4), id="hierarchical_all_reduce-local_ranks",
    ),
    pytest.param(
        "daly_higher_order_interval", "mean_time_between_failures",
        {"checkpoint_interval": "140 s", "checkpoint_write_time": "5 min"},
        lambda between: higher_order(between) - 140 if between <= 150 or between > 150.01 else 1.0, (1.0, 1e7),
        id="daly_higher_order_interval-mean_time_between_failures",
    ),
    pytest.param(
        "checkpoint_waste", "checkpoint_interval",
        {"waste_fraction": "0.1", "checkpoint_write_time": "5 min", "restart_time": "10 min",
         "mean_time_between_failures": "24 h"},
        lambda t: 300 / t + (t / 2 + 600) / 86400 - 0.1, (1.0, 1e7), id="checkpoint_waste-checkpoint_interval",
    ),
    pytest.param(
        "asynchronous_checkpoint_waste", "checkpoint_interval",
        {"waste_fraction": "0.1", "snapshot_time": "100 s", "checkpoint_write_time": "5 min", "restart_time": "10 min",
         "mean_time_between_failures": "24 h"},
        lambda t: 100 / t + (t / 2 + 900) / 86400 - 0.1, (300.0, 1e7), id="asynchronous_checkpoint_waste-checkpoint_interval",
    ),
    pytest.param(
        "proportion_margin", "proportion", {"margin_of_error": "0.02", "z_value": "1.96", "sample_count": "1000"},
        lambda p: 1.96 * math.sqrt(p * (1 - p) / 1000) - 0.02, (1e-9, 1 - 1e-9), id="proportion_margin-proportion",
    ),
    pytest.param(
        "binary_entropy", "event_probability", {"binary_entropy": "0.5 bit"},
        lambda p: entropy(p) - 0.5, (1e-9, 1 - 1e-9), id="binary_entropy-event_probability",
    ),
    pytest.param(
        "chinchilla_allocation_factor", "parameter_exponent",
        {"allocation_factor": "2.6", "parameter_coefficient": str(A), "data_exponent": str(D0), "data_coefficient": str(B)},
        lambda a: allocation(a, D0) - 2.6, (1e-3, 1e3), id="chinchilla_allocation_factor-parameter_exponent",
    ),
    pytest.param(
        "chinchilla_allocation_factor", "data_exponent",
        {"allocation_factor": "0.6", "parameter_coefficient": str(A), "parameter_exponent": str(N0), "data_coefficient": str(B)},
        lambda b: allocation(N0, b) - 0.6, (1e-3, 1e3), id="chinchilla_allocation_factor-data_exponent",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("law", "unknown", "given", "zero", "domain"), MANY_ROOTED)
def test_all_roots_are_reported(
    law: str, unknown: str, given: Mapping[str, str], zero: Callable[[float], float], domain: tuple[float, float]
) -> None:
    expected = [root for root in crossings(zero, *domain) if abs(zero(root)) < 1e-6]
    if BOOK.variable(unknown).domain.step:
        expected = [float(round(root)) for root in expected]
    assert len(expected) == 2
    answer = asked(law, unknown, given)
    assert points(answer) == pytest.approx(expected, rel=1e-9)
    assert answer.certificate in {"exact", "certified"}


def bernoulli(p: float, q: float) -> float:
    return p * math.log(p / q) + (1 - p) * math.log((1 - p) / (1 - q))


def gaussian(mean: float, other: float, deviation: float, reference: float) -> float:
    return math.log(reference / deviation) + (deviation**2 + (mean - other) ** 2) / (2 * reference**2) - 0.5


def wilson(p: float) -> float:
    return 1.96 / (1 + 1.96**2 / 500) * math.sqrt(p * (1 - p) / 500 + 1.96**2 / (4 * 500**2))


def two_arms(p: float, q: float) -> float:
    return 2.8**2 * (p * (1 - p) + q * (1 - q)) / (q - p) ** 2


def levels(local: float, far: float) -> float:
    return 5 / local + local / (2 * 3e4) + 60 / far + far / (2 * 3e5)


def kaplan(exponent: float) -> float:
    return float(((8.8e13 / 1e15) ** (0.076 / exponent) + 5.4e13 / 1.8e14) ** exponent)


ARMS = {"z_value": 1.96, "power_z_value": 0.84}
LEVELS = {"local_checkpoint_write_time": 5.0, "local_failure_interval": 3e4, "global_checkpoint_write_time": 60.0,
          "global_failure_interval": 3e5}  # fmt: skip
# Law, unknown, the law's other inputs in base units, the law as a function of the unknown, one root, the range of the others.
Turning = tuple[str, str, dict[str, float], Callable[[float], float], float, tuple[float, float]]
TURNING: list[Turning] = [
    ("pipelined_chain_broadcast", "segments", {"ranks": 8, "link_latency": 5e-6, "message_size": 4e5, "link_bandwidth": 1e10},
     lambda k: (6 + k) * (5e-6 + 4e-5 / k), 6.0, (1.0, 1e3)),
    ("two_level_waste", "local_checkpoint_interval", {**LEVELS, "global_checkpoint_interval": 4e3},
     lambda t: levels(t, 4e3), 200.0, (1.0, 1e6)),
    ("two_level_waste", "global_checkpoint_interval", {**LEVELS, "local_checkpoint_interval": 500.0},
     lambda t: levels(500.0, t), 2e3, (1.0, 1e7)),
    ("minhash_standard_error", "similarity", {"hashes": 128}, lambda p: math.sqrt(p * (1 - p) / 128), 0.3, (1e-6, 1 - 1e-6)),
    ("wilson_margin", "proportion", {"z_value": 1.96, "sample_count": 500}, wilson, 0.2, (1e-6, 1 - 1e-6)),
    ("two_proportion_sample_size", "baseline_proportion", {**ARMS, "treated_proportion": 0.3},
     lambda p: two_arms(p, 0.3), 0.2, (1e-6, 1 - 1e-6)),
    ("two_proportion_sample_size", "treated_proportion", {**ARMS, "baseline_proportion": 0.3},
     lambda p: two_arms(0.3, p), 0.2, (1e-6, 1 - 1e-6)),
    ("gaussian_divergence", "current_mean", {"reference_mean": 5.0, "current_deviation": 1.2, "reference_deviation": 1.0},
     lambda mean: gaussian(mean, 5.0, 1.2, 1.0), 4.0, (0.1, 100.0)),
    ("gaussian_divergence", "reference_mean", {"current_mean": 5.0, "current_deviation": 1.2, "reference_deviation": 1.0},
     lambda mean: gaussian(5.0, mean, 1.2, 1.0), 4.0, (0.1, 100.0)),
    ("gaussian_divergence", "current_deviation", {"current_mean": 5.0, "reference_mean": 5.5, "reference_deviation": 1.0},
     lambda deviation: gaussian(5.0, 5.5, deviation, 1.0), 0.5, (1e-3, 1e2)),
    ("gaussian_divergence", "reference_deviation", {"current_mean": 5.0, "reference_mean": 5.5, "current_deviation": 1.0},
     lambda deviation: gaussian(5.0, 5.5, 1.0, deviation), 0.7, (1e-3, 1e2)),
    ("retraining_cost_rate", "retraining_interval", {"retraining_cost": 1e3, "staleness_cost_slope": 1e-6},
     lambda t: 1e3 / t + 1e-6 * t / 2, 2e4, (1.0, 1e8)),
    ("demographic_parity_difference", "first_selection_rate", {"second_selection_rate": 0.5},
     lambda p: abs(p - 0.5), 0.6, (1e-6, 1.0)),
    ("demographic_parity_difference", "second_selection_rate", {"first_selection_rate": 0.5},
     lambda p: abs(p - 0.5), 0.6, (1e-6, 1.0)),
    ("equal_opportunity_difference", "first_recall", {"second_recall": 0.5}, lambda p: abs(p - 0.5), 0.6, (1e-6, 1.0)),
    ("equal_opportunity_difference", "second_recall", {"first_recall": 0.5}, lambda p: abs(p - 0.5), 0.6, (1e-6, 1.0)),
    ("kaplan_joint_loss", "kaplan_joint_data_exponent",
     {"kaplan_joint_parameter_scale": 8.8e13, "nonembedding_parameters": 1e15, "kaplan_joint_parameter_exponent": 0.076,
      "kaplan_joint_token_scale": 5.4e13, "unique_tokens": 1.8e14}, kaplan, 0.103, (1e-2, 1.0)),
    ("failure_count_probability", "expected_failures", {"failure_count": 3},
     lambda mean: math.exp(-mean) * mean**3 / 6, 2.0, (1e-3, 1e2)),
    ("weibull_mean_life", "weibull_shape", {"weibull_scale": 1e6}, lambda k: 1e6 * math.gamma(1 + 1 / k), 1.5, (0.1, 1e2)),
    ("population_stability_term", "current_share", {"reference_share": 0.3}, lambda p: (p - 0.3) * math.log(p / 0.3), 0.2,
     (1e-6, 1 - 1e-6)),
    ("population_stability_term", "reference_share", {"current_share": 0.3}, lambda q: (0.3 - q) * math.log(0.3 / q), 0.2,
     (1e-6, 1 - 1e-6)),
    ("bernoulli_divergence", "current_share", {"reference_share": 0.3}, lambda p: bernoulli(p, 0.3), 0.2, (1e-6, 1 - 1e-6)),
    ("bernoulli_divergence", "reference_share", {"current_share": 0.3}, lambda q: bernoulli(0.3, q), 0.2, (1e-6, 1 - 1e-6)),
]  # fmt: skip


@pytest.mark.parametrize("case", TURNING, ids=[f"{name}-{unknown}" for name, unknown, *_ in TURNING])
def test_both_sides_of_a_turning_point_are_reported(case: Turning) -> None:
    name, unknown, others, value, root, room = case
    law, domain = BOOK.law(name), BOOK.variable(unknown).domain
    assert law.target is not None
    expected = crossings(lambda x: value(x) - value(root), *room)
    assert len(expected) == 2
    assert min(abs(each - root) for each in expected) < 1e-6 * root
    result = solve_law(law, unknown, {**others, law.target: value(root)}, domain)
    assert result.points == pytest.approx(expected, rel=1e-7)


ONE_ROOT = [
    pytest.param(
        "net_present_value", "discount_rate",
        {"net_present_value": "0 USD", "annual_cash_flow": "100 USD/year", "years": "10", "purchase_cost": "600 USD"},
        lambda rate: 100 * (1 - (1 + rate) ** -10) / rate - 600, (1e-6, 1e3), id="net_present_value-discount_rate",
    ),
    pytest.param(
        "capital_recovery_factor", "discount_rate", {"capital_recovery_factor": "0.15", "years": "10"},
        lambda rate: rate / (1 - (1 + rate) ** -10) - 0.15, (1e-6, 1e3), id="capital_recovery_factor-discount_rate",
    ),
    pytest.param(
        "calibrated_server_power", "cpu_utilization",
        {"server_power": "300 W", "idle_power": "100 W", "peak_power": "400 W", "power_curve_exponent": "1.4"},
        lambda u: 100 + 300 * (2 * u - u**1.4) - 300, (1e-6, 1.0), id="calibrated_server_power-cpu_utilization",
    ),
    pytest.param(
        "speculative_expected_tokens", "acceptance_rate", {"tokens_per_round": "3 token", "draft_length": "4"},
        lambda rate: (1 - rate**5) / (1 - rate) - 3, (1e-6, 1 - 1e-6), id="speculative_expected_tokens-acceptance_rate",
    ),
    pytest.param(
        "daly_exact_optimum", "checkpoint_interval", {"checkpoint_write_time": "60 s", "mean_time_between_failures": "24 h"},
        lambda t: 86400 * -math.expm1(-(t + 60) / 86400) - t, (1.0, 1e7), id="daly_exact_optimum-checkpoint_interval",
    ),
    pytest.param(
        "daly_exact_optimum", "mean_time_between_failures", {"checkpoint_write_time": "60 s", "checkpoint_interval": "3180 s"},
        lambda between: between * -math.expm1(-3240 / between) - 3180, (1.0, 1e8), id="daly_exact_optimum-between_failures",
    ),
    pytest.param(
        "daly_run_time", "mean_time_between_failures",
        {"restart_time": "10 min", "checkpoint_write_time": "1 min", "useful_time": "500 h", "checkpoint_interval": "1 h",
         "expected_run_time": "530 h"},
        lambda between: daly(3600, between) - 530 * 3600, (1e3, 1e8), id="daly_run_time-mean_time_between_failures",
    ),
    pytest.param(
        "murphy_yield", "defect_density", {"die_yield": "0.6", "die_area": "800 mm^2"},
        lambda density: (-math.expm1(-8e-4 * density) / (8e-4 * density)) ** 2 - 0.6, (1e-3, 1e6),
        id="murphy_yield-defect_density",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("law", "unknown", "given", "zero", "domain"), ONE_ROOT)
def test_a_single_root_is_found_once(
    law: str, unknown: str, given: Mapping[str, str], zero: Callable[[float], float], domain: tuple[float, float]
) -> None:
    (expected,) = crossings(zero, *domain)
    assert points(asked(law, unknown, given)) == [pytest.approx(expected, rel=1e-8)]


def test_an_interval_between_the_two_cases_of_daly_has_no_write_time() -> None:
    given = {"checkpoint_interval": "23 h", "mean_time_between_failures": "24 h"}
    assert asked("daly_higher_order_interval", "checkpoint_write_time", given).status == "empty"


@pytest.mark.parametrize(
    ("law", "unknown", "given"),
    [
        ("k_of_n_availability", "component_availability",
         {"system_availability": "0.999", "required_components": "8", "components": "10"}),
        ("erlang_b", "offered_load", {"blocking_probability": "0.01", "servers": "12"}),
    ],
)  # fmt: skip
def test_the_amplification_of_a_special_function_is_finite(law: str, unknown: str, given: Mapping[str, str]) -> None:
    piece = only(asked(law, unknown, given))
    assert piece.amplification is not None
    assert 0 < piece.amplification < 10


def test_two_roots_that_meet_are_one() -> None:
    assert points(asked("binary_entropy", "event_probability", {"binary_entropy": "1 bit"})) == [pytest.approx(0.5, abs=1e-7)]


def test_a_root_at_each_end_of_a_domain() -> None:
    assert points(asked("binary_entropy", "event_probability", {"binary_entropy": "0 bit"})) == [0.0, 1.0]


def test_no_root_is_made_by_rounding_beside_a_removable_point() -> None:
    answer = asked("capital_recovery_factor", "discount_rate", {"capital_recovery_factor": "0.1", "years": "10"})
    assert points(answer) == [0.0]


def test_the_share_of_a_case_that_does_not_depend_on_the_unknown_is_one_half_line() -> None:
    given = {"checkpoint_interval": "24 h", "mean_time_between_failures": "24 h"}
    piece = only(asked("daly_first_order_interval", "checkpoint_write_time", given))
    assert [piece.low, piece.high] == pytest.approx([43200.0, math.inf], rel=1e-12)


def test_a_quantile_that_no_integer_meets_names_its_neighbours() -> None:
    answer = asked("spare_sufficiency", "spares", {"spare_sufficiency": "0.95", "expected_failures": "4"})
    assert answer.status == "empty"
    assert "nearest: 7, 8" in answer.because[0]
    piece = only(asked("spare_sufficiency", "spares", {"expected_failures": "4"}, "spare_sufficiency >= 0.95"))
    assert (piece.kind, piece.low, piece.high) == ("integers", 8.0, math.inf)


def test_a_sawtooth_gives_a_list_of_ranges() -> None:
    given = {"multiprocessors": "132", "blocks_per_multiprocessor": "1"}
    answer = asked("wave_quantization_efficiency", "tiles", given, "wave_efficiency >= 0.9")
    fits = [tiles for tiles in range(1, 3000) if tiles / (math.ceil(tiles / 132) * 132) >= 0.9]
    firsts = [tiles for tiles in fits if tiles - 1 not in fits]
    lasts = [tiles for tiles in fits if tiles + 1 not in fits][:-1]
    assert [piece.low for piece in answer.pieces] == firsts
    assert [piece.high for piece in answer.pieces] == [*lasts, math.inf]


# --- tuples ------------------------------------------------------------------------------------------------------------


Constants = tuple[float, float, float, float, float]


def loss(parameters: float, tokens: float, constants: Constants) -> float:
    floor, a, n, b, d = constants
    return float(floor + a / parameters**n + b / tokens**d)


@pytest.mark.parametrize(
    ("word", "constants"),
    [("hoffmann2022", (1.69, 406.4, 0.34, 410.7, 0.28)), ("besiroglu2024", (1.8172, 482.01, 0.3478, 2085.43, 0.3658))],
)
def test_compute_and_loss_give_parameters_and_tokens_as_tuples(word: str, constants: Constants) -> None:
    work = 7.2e23
    wanted = loss(8e9, 15e12, constants)
    given = {"training_work": f"{work} FLOP", "pretraining_loss": repr(wanted)}
    laws = "training_work chinchilla_loss dense_active_parameters"
    answer = asked(laws, "parameters training_tokens", given, choose={"scaling_constants": word})
    expected = crossings(lambda n: loss(n, work / (6 * n), constants) - wanted, 1e7, 1e13)
    assert len(expected) == 2
    assert points(answer) == pytest.approx(expected, rel=1e-8)
    assert answer.certificate == "certified"
    for piece in answer.pieces:
        assert set(piece.beside) == {"training_tokens"}
        assert piece.low * piece.beside["training_tokens"] * 6 == pytest.approx(work, rel=1e-12)


def test_a_requirement_chooses_among_tuples() -> None:
    given = {"training_work": "7.2e23 FLOP", "pretraining_loss": repr(loss(8e9, 15e12, (1.69, A, N0, B, D0)))}
    laws = "training_work chinchilla_loss dense_active_parameters"
    choose = {"scaling_constants": "hoffmann2022"}
    answer = asked(laws, "parameters training_tokens", given, "training_tokens >= 5e12 token", choose=choose)
    assert only(answer).beside == {"training_tokens": pytest.approx(15e12, rel=1e-8)}


def test_parameters_from_a_loss_report_their_amplification() -> None:
    """Chinchilla itself: 70e9 parameters on 1.4e12 tokens. One percent of loss is 68 percent of the parameters."""
    value = loss(70e9, 1.4e12, (1.69, A, N0, B, D0))
    expected = value * 70e9**N0 / (N0 * A)
    assert round(expected) == 68
    given = {"pretraining_loss": repr(value), "training_tokens": "1.4e12 token"}
    piece = only(asked("chinchilla_loss", "parameters", given, choose={"scaling_constants": "hoffmann2022"}))
    assert piece.low == pytest.approx(70e9, rel=1e-9)
    assert piece.amplification == pytest.approx(expected, rel=1e-3)


# --- queues ------------------------------------------------------------------------------------------------------------


def test_a_single_server_keeps_the_stable_root() -> None:
    answer = asked("mm1_sojourn_time", "arrival_rate", {"service_rate": "20 request/s", "sojourn_time": "1 s"})
    assert points(answer) == [pytest.approx(19.0, rel=1e-12)]
    answer = asked("mm1_sojourn_time", "service_rate", {"arrival_rate": "20 request/s", "sojourn_time": "1 s"})
    assert points(answer) == [pytest.approx(21.0, rel=1e-12)]


@pytest.mark.parametrize(("capacity", "load"), [("96", 102.50621064588753), ("96", 200.0), ("60", 3000.0)])
def test_a_root_behind_high_powers_is_proven(capacity: str, load: float) -> None:
    """Written out, high powers overflow and widen the enclosures; the sum of the powers of 1 / load does not."""
    lost = (1 - load) * load ** float(capacity) / (1 - load ** (float(capacity) + 1))
    answer = asked("mm1k_blocking", "offered_load", {"system_capacity": capacity, "overflow_probability": repr(lost)})
    assert points(answer) == [pytest.approx(load, rel=1e-6)]
    assert answer.certificate == "certified"


def test_nothing_found_without_proof_says_so() -> None:
    answer = asked("mm1k_blocking", "offered_load", {"system_capacity": "500", "overflow_probability": "0.999"})
    assert answer.because == ("no offered_load in [0, inf) satisfies `mm1k_blocking` (searched, not proven)",)


def test_a_single_server_cannot_be_faster_than_its_service() -> None:
    answer = asked("mm1_sojourn_time", "arrival_rate", {"service_rate": "20 request/s", "sojourn_time": "1 ms"})
    assert answer.status == "empty"
    assert "-980" in answer.because[0]


def test_load_from_a_waiting_time_lies_below_the_servers() -> None:
    laws = "offered_load erlang_c mmc_waiting_time"
    answer = asked(laws, "arrival_rate", {"queueing_delay": "10 ms", "service_rate": "10 request/s", "servers": "12"})
    (rate,) = points(answer)
    assert 0 < rate < 120
    back = asked(laws, "queueing_delay", {"arrival_rate": f"{rate!r} request/s", "service_rate": "10 request/s", "servers": "12"})
    assert float(back) == pytest.approx(0.01, rel=1e-9)


# --- steps -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("law", "unknown", "low", "high", "given"),
    [
        ("training_steps", "training_tokens", 3.996e9, 4e9, {"training_steps": "1000", "batch_tokens": "4 Mtoken"}),
        ("training_steps", "batch_tokens", 4e6, 4e9 / 999, {"training_steps": "1000", "training_tokens": "4 Gtoken"}),
        ("servers_for_utilization", "arrival_rate", 32.0, 40.0,
         {"servers": "5", "service_rate": "10 request/s", "target_utilization": "0.8"}),
        ("prefill_chunks", "prompt_length", 1536.0, 2048.0, {"prefill_chunks": "4", "chunk_length": "512 token"}),
    ],
)  # fmt: skip
def test_the_inverse_of_a_ceiling_is_a_range(law: str, unknown: str, low: float, high: float, given: Mapping[str, str]) -> None:
    piece = only(asked(law, unknown, given))
    if BOOK.variable(unknown).domain.step:
        assert (piece.kind, piece.low, piece.high) == ("integers", low + 1, high)
        return
    assert [piece.low, piece.high] == pytest.approx([low, high], rel=1e-12)
    assert piece.low_open is (unknown != "batch_tokens")
    assert piece.high_open is (unknown == "batch_tokens")


# --- no influence, saturation ------------------------------------------------------------------------------------------

ALONE = {"ranks": "1", "all_reduce_time": "0 s"}


@pytest.mark.parametrize(
    ("law", "unknown", "given"),
    [
        ("ring_all_reduce", "link_bandwidth", {**ALONE, "message_size": "1 GB", "link_latency": "1 us"}),
        ("ring_all_reduce", "message_size", {**ALONE, "link_bandwidth": "1 GB/s", "link_latency": "1 us"}),
        ("ring_all_reduce", "link_latency", {**ALONE, "link_bandwidth": "1 GB/s", "message_size": "1 GB"}),
        ("pipeline_bubble_fraction", "micro_batches", {"pipeline_parallel_degree": "1", "bubble_fraction": "0"}),
        ("data_parallel_volume", "local_gradient_size", {"data_parallel_degree": "1", "data_parallel_volume": "0 B"}),
        ("amdahl", "enhancement", {"enhanced_fraction": "0", "speedup": "1"}),
        ("amdahl", "enhanced_fraction", {"enhancement": "1", "speedup": "1"}),
        ("tail_at_scale", "fan_out", {"any_slow_probability": "1", "slow_probability": "1"}),
        ("murphy_yield", "die_area", {"die_yield": "1", "defect_density": "0 cm^-2"}),
    ],
)  # fmt: skip
def test_a_variable_without_influence_answers_any(law: str, unknown: str, given: Mapping[str, str]) -> None:
    answer = asked(law, unknown, given)
    domain = BOOK.variable(unknown).domain
    piece = only(answer)
    assert (piece.kind, piece.low, piece.high) == ("any", domain.low, domain.high)


def test_a_variable_without_influence_does_not_mend_a_contradiction() -> None:
    given = {"ranks": "1", "all_reduce_time": "1 s", "link_bandwidth": "1 GB/s", "link_latency": "1 us"}
    assert asked("ring_all_reduce", "message_size", given).status == "empty"


def test_a_saturated_probability_answers_a_half_line() -> None:
    """In double precision 1 - 0.99^n is 1 from some thousands on; what lies below cannot be told from it."""
    piece = only(asked("tail_at_scale", "fan_out", {"any_slow_probability": "1", "slow_probability": "0.01"}))
    assert (piece.kind, piece.high) == ("integers", math.inf)
    assert 1 - 0.99**piece.low == pytest.approx(1.0, rel=1e-11)
    assert 2000 < piece.low < 4000


@pytest.mark.parametrize(
    ("law", "unknown", "low", "given"),
    [
        ("failure_probability", "exposure_time", 27 * 3600.0, {"failure_probability": "1", "mean_time_between_failures": "1 h"}),
        ("expected_distinct_experts", "step_tokens", 96.0, {"distinct_experts": "8", "experts": "8", "experts_per_token": "2"}),
    ],
)
def test_an_asymptote_answers_a_half_line(law: str, unknown: str, low: float, given: Mapping[str, str]) -> None:
    piece = only(asked(law, unknown, given))
    assert piece.high == math.inf
    assert low < piece.low < 1.5 * low


# --- the chain of twenty laws ------------------------------------------------------------------------------------------

CHAIN = Book.load(str(TOP / "benchmarks" / "chain20"))
P99 = "4.47515420367173 s"
COST = "3.05915929020889 USD/Mtoken"


def chain(**given: Any) -> Question:
    return ms.ask("chain20", book=CHAIN, **given)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("chain_step_time", "10.081184 ms"), ("chain_memory_time", "8.091407 ms"), ("chain_compute_time", "1.027470 ms"),
        ("chain_all_reduce_time", "1.989777 ms"), ("chain_throughput", "3174.2303 token/s"), ("chain_p99", "4.475154 s"),
        ("chain_cost_per_token", "3.0591593 USD/Mtoken"),
    ],
)  # fmt: skip
def test_the_chain_forwards(variable: str, value: str) -> None:
    number, unit = value.split(" ")
    decimals = len(number.partition(".")[2])
    answer = chain(chain_batch_size=32, chain_context=8192, chain_devices=8).solve(variable)
    assert f"{answer.to(unit):.{decimals}f}" == number
    assert answer.certificate == "exact"


def test_the_chain_is_memory_bound() -> None:
    answer = chain(chain_batch_size=32, chain_context=8192, chain_devices=8).solve("chain_step_time")
    assert only(answer).regimes["chain20_step_time"] == "memory_bound"


def test_an_answer_names_the_laws_of_its_chain_and_no_others() -> None:
    given = {"chain_batch_size": 32, "chain_context": 8192, "chain_devices": 8}
    cost = set(chain(**given).solve("chain_cost_per_token").laws)
    tail = set(chain(**given).solve("chain_p99").laws)
    assert len(cost) == 13
    steps = {"token_time", "latency", "service_rate", "arrival_rate", "wait", "p99"}
    assert tail - cost == {f"chain20_{step}" for step in steps}
    assert cost - tail == {"chain20_power", "chain20_energy_per_token", "chain20_cost_per_token"}


def test_the_chain_backwards_from_the_tail_has_two_batches() -> None:
    answer = chain(chain_context=8192, chain_devices=8, chain_p99=P99).solve("chain_batch_size")
    assert [f"{value:.6f}" for value in points(answer)] == ["28.470829", "32.000000"]
    assert [piece.certificate for piece in answer.pieces] == ["certified", "certified"]


def test_the_chain_within_a_tail_allows_the_batches_between() -> None:
    piece = only(chain(chain_context=8192, chain_devices=8).require(f"chain_p99 <= {P99}").solve("chain_batch_size"))
    assert (f"{piece.low:.6f}", f"{piece.high:.6f}") == ("28.470829", "32.000000")
    assert piece.certificate == "certified"


@pytest.mark.parametrize(
    ("unknown", "value", "given"),
    [
        ("chain_batch_size", 32.0, {"chain_context": 8192, "chain_devices": 8}),
        ("chain_context", 8192.0, {"chain_batch_size": 32, "chain_devices": 8}),
        ("chain_devices", 8.0, {"chain_batch_size": 32, "chain_context": 8192}),
    ],
)
def test_the_chain_backwards_from_the_cost(unknown: str, value: float, given: Mapping[str, int]) -> None:
    answer = chain(chain_cost_per_token=COST, **given).solve(unknown)
    assert points(answer) == [pytest.approx(value, rel=1e-9)]
    assert answer.certificate == "certified"
