"""What a notebook shows: Markdown and the data, in forms named by their schema."""

from __future__ import annotations

from typing import Any

import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.roofs import roofs

QUESTION = ms.ask("single_device", hardware="h100_sxm", arithmetic_intensity="100 FLOP/B")


@pytest.mark.parametrize(
    ("thing", "kind", "words"),
    [
        (ms.law("ridge_point"), "law", "# Ridge point (ridge_point)"),
        (QUESTION, "question", "- **hardware**: `h100_sxm`"),
        (QUESTION.solve("attainable_throughput"), "answer", r"&= 335\,\mathrm{TFLOP/s}"),
        (QUESTION.derive("attainable_throughput"), "derivation", r"&= 335\,\mathrm{TFLOP/s}"),
        (ms.scenario("smart_doorbell").score(), "scorecard", "PASS"),
        (QUESTION.explain("attainable_throughput"), "explanation", "# attainable_throughput <= 335 TFLOP/s"),
        (roofs(["h100_sxm"]), "roofs", "| NVIDIA H100 SXM5 80 GB | 989.4 TFLOP/s |"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_things_show_themselves(thing: Any, kind: str, words: str) -> None:  # noqa: ANN401  (anything that shows itself)
    shown = thing._repr_mimebundle_(include=None, exclude=None)
    assert words in shown["text/markdown"]
    assert shown["text/plain"]
    assert shown[f"application/vnd.mlsysim-sym.{kind}.v1+json"]["schema"] == f"mlsysim-sym/{kind}/1"


def test_many_questions_show_themselves() -> None:
    pytest.importorskip("xarray")
    asked = QUESTION.without("arithmetic_intensity")
    swept = asked.sweep("attainable_throughput", arithmetic_intensity="1..512 FLOP/B log 4")
    felt = QUESTION.sensitivity("attainable_throughput")
    for thing, kind in ((swept, "sweep"), (felt, "sensitivity")):
        shown = thing._repr_mimebundle_()
        assert "attainable_throughput" in shown["text/markdown"]
        assert shown[f"application/vnd.mlsysim-sym.{kind}.v1+json"]["schema"] == f"mlsysim-sym/{kind}/1"


def test_an_answer_without_a_value_shows_its_reason() -> None:
    none = ms.ask("single_device", hardware="h100_sxm", attainable_throughput="2 PFLOP/s").solve("arithmetic_intensity")
    assert "no arithmetic_intensity satisfies" in none._repr_mimebundle_()["text/markdown"]
