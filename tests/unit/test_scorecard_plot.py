"""Hold the picture of a scorecard: its bars are the margins, and what is out of reach says its number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.judging import Verdict
from mlsysim_sym.asking.score import Scorecard
from mlsysim_sym.telling.plots.scorecard import scorecard_plot
from mlsysim_sym.valueclass import replace

pytest.importorskip("matplotlib")


def card(*rows: Verdict) -> Scorecard:
    return replace(ms.scenario("smart_doorbell").score(), feasibility=(), performance=rows)


def widths(made: Scorecard) -> list[float]:
    bars: list[Any] = list(scorecard_plot(made).axes[0].patches)
    return [bar.get_width() for bar in bars]


def test_bars_are_the_margins() -> None:
    made = ms.scenario("chatbot_serving").score()
    margins = [row.margin * 100 for row in made.rows if row.margin is not None]
    assert widths(made)[: len(margins)] == pytest.approx(margins)
    labels = [text.get_text() for text in scorecard_plot(made).axes[0].get_yticklabels()]
    assert [label.partition("\n")[0] for label in labels] == [row.statement for row in made.rows]


def test_margins_out_of_reach_are_cut_and_said() -> None:
    made = card(Verdict("a <= 1", "FAIL", value=9.0, bound=1.0, margin=-8.0), Verdict("b >= 1", "PASS", margin=0.2))
    assert widths(made)[:2] == pytest.approx([-100.0, 20.0])
    axes = scorecard_plot(made).axes[0]
    assert [text.get_text() for text in axes.texts] == ["-800%", "+20%"]
    assert axes.get_title(loc="left") == "Smart doorbell: FAIL"


def test_what_is_not_judged_has_no_bar() -> None:
    made = card(Verdict("a <= 1", "UNJUDGED", because=("too little is given",)))
    assert widths(made) == []
    assert "not judged" in scorecard_plot(made).axes[0].get_yticklabels()[0].get_text()
    assert widths(card()) == []


def test_a_file_is_written_the_same_twice(tmp_path: Path) -> None:
    made = ms.scenario("smart_doorbell").score()
    for name in ("a.svg", "b.svg"):
        made.plot(str(tmp_path / name))
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_a_picture_needs_no_file(tmp_path: Path) -> None:
    made = ms.scenario("smart_doorbell").score()
    assert made.plot().axes[0].get_title(loc="left") == "Smart doorbell: PASS"
    made.plot(str(tmp_path / "margins.svg"))
    assert (tmp_path / "margins.svg").read_text(encoding="utf-8").startswith("<?xml")
