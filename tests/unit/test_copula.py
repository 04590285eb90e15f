"""Correlated numbers: scores that have the correlation asked for, and what is no correlation."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

import mlsysim_sym as ms
from mlsysim_sym.asking.copula import Correlation, copula_of
from mlsysim_sym.asking.spreads import Spread
from mlsysim_sym.errors import QuestionError

NAMES = "abcd"
SPREADS = [Spread(name, "uniform", 0.5, 0.0, 1.0) for name in NAMES]


def ridge(**settings: Any) -> Any:  # noqa: ANN401  (an Uncertainty)
    spreads = {"peak_throughput": "lognormal 0.2", "memory_bandwidth": "lognormal 0.2"}
    question = ms.ask(peak_throughput="1 PFLOP/s", memory_bandwidth="4 TB/s")
    return question.uncertainty("ridge_point", spreads=spreads, samples=1 << 14, **settings)


@pytest.mark.parametrize("value", [-1.0, -0.7, 0.0, 0.3, 0.95, 1.0])
def test_two_lognormals_with_a_correlation_have_a_known_quotient(value: float) -> None:
    """ln(a / b) is normal with variance 2 s^2 (1 - r)."""
    found = ridge(correlated={("peak_throughput", "memory_bandwidth"): value})
    sd = 0.2 * math.sqrt(2 * (1 - value))
    for share, figure in found.quantiles.items():
        known = 250 * math.exp(sd * float(special.ndtri(share)))
        assert figure.value == pytest.approx(known, rel=3e-3)


def test_scores_have_the_correlations_asked_for_and_numbers_keep_their_distribution() -> None:
    asked = {("a", "b"): 0.8, ("b", "c"): -0.3, ("a", "c"): 0.1}
    copula = copula_of(SPREADS, [Correlation(names, value) for names, value in asked.items()])
    columns = copula.columns(stats.qmc.Sobol(4, rng=1).random(1 << 14))
    for names, value in asked.items():
        scores = [special.ndtri(np.clip(columns[name], 1e-12, 1 - 1e-12)) for name in names]
        assert np.corrcoef(*scores)[0, 1] == pytest.approx(value, abs=0.01)
    assert abs(np.corrcoef(columns["a"], columns["d"])[0, 1]) < 0.01
    for name in NAMES:
        assert np.quantile(columns[name], [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=4e-3)


def test_what_is_correlated_is_blamed_together() -> None:
    copula = copula_of(SPREADS, [Correlation(("a", "b"), 0.5), Correlation(("b", "c"), 0.5)])
    assert copula.clusters == ((0, 1, 2), (3,))


def test_one_number_in_several_scopes_stays_one() -> None:
    spreads = [Spread("x.n", "uniform", 0.5, 0.0, 1.0, group="n"), Spread("y.n", "uniform", 0.5, 0.0, 1.0, group="n"), SPREADS[0]]
    columns = copula_of(spreads, [Correlation(("x.n", "a"), 0.5)]).columns(np.random.default_rng(0).random((100, 2)))
    assert np.array_equal(columns["x.n"], columns["y.n"])


@pytest.mark.parametrize(
    ("correlations", "message"),
    [
        ([(("a", "b"), 1.2)], "1.2 is no correlation of `a` and `b`"),
        ([(("a", "e"), 0.5)], "`e` is not uncertain"),
        ([(("a", "a"), 0.5)], "vary apart"),
        ([(("a",), 0.5)], "vary apart"),
        ([(("a", "b"), 0.5), (("b", "a"), 0.6)], "two correlations: 0.5 and 0.6"),
        ([(("a", "b"), 0.9), (("b", "c"), 0.9), (("a", "c"), -0.9)], "contradict one another"),
        ([(("a", "b", "c"), -0.6)], "contradict one another"),
    ],
)
def test_what_is_no_correlation(correlations: list[tuple[tuple[str, ...], float]], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        copula_of(SPREADS, [Correlation(names, value) for names, value in correlations])


BOARD = """\
record: hardware/edge/sure_board
title: A board
fields:
  peak_throughput: {value: 10 TFLOP/s, as_printed: "10", source: sheet, where: page 1, basis: printed,
                    spread: {shape: lognormal, sd: "0.1", with: chip, correlation: "0.6"}}
  memory_bandwidth: {value: 100 GB/s, as_printed: "100", source: sheet, where: page 1, basis: printed,
                     spread: {shape: lognormal, sd: "0.1", with: chip, correlation: "0.6"}}
"""


def test_records_state_how_far_numbers_vary_together(tmp_path: Path) -> None:
    for folder in ("registry/hardware/edge", "formulas"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "registry/hardware/edge/sure_board.yaml").write_text(BOARD, encoding="utf-8")
    (tmp_path / "registry/sources.yaml").write_text("sheet: {authors: A. Maker, title: Sheet, year: 2026}\n", encoding="utf-8")
    question = ms.ask("single_device", book=ms.Book.load(str(tmp_path)), hardware="sure_board", arithmetic_intensity="1 FLOP/B")
    found = question.uncertainty("ridge_point", samples=1 << 14)
    sd = 0.1 * math.sqrt(2 * 0.4)
    assert found.quantiles[0.95].value == pytest.approx(100 * math.exp(sd * 1.6448536), rel=3e-3)
    assert {each["correlation"] for each in found.to_dict()["spreads"]} == {0.6}


def test_the_refit_of_the_loss_is_uncertain_as_its_source_says() -> None:
    question = ms.ask("compute_optimal_model", parameters="70e9", training_tokens="1.4 Ttoken")
    found = question.uncertainty("pretraining_loss", samples=4096)
    assert {each.name: each.origin for each in found.spreads}["loss_irreducible"] == "scaling_constants = besiroglu2024"
    assert len(found.spreads) == 5
    assert 0.03 < found.sd.value < 0.06  # 0.03 of it is the irreducible loss's own
