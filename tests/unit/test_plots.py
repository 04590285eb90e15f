"""Pictures: what they show are the book's numbers, and the same figure gives the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.validate import validate
from mlsysim_sym.errors import UnknownNameError
from mlsysim_sym.telling.plots import breakdown, compared, graph, law, lines, roofline, style

pytest.importorskip("matplotlib")

PEAK, BANDWIDTH = 989.4, 3.35  # TFLOP/s and TB/s, as the maker of the H100 prints them
CHAT = ms.ask(
    "llm_decode", hardware="h100_sxm", model="llama_3_70b", tensor_parallel_degree=4, context_length="8192 token"
).choose(precision="bf16")


def first(figure: object) -> Any:  # noqa: ANN401  (matplotlib's axes, of whatever has been drawn)
    return figure.axes[0]  # type: ignore[attr-defined]


def line(figure: object, place: int = 0) -> tuple[list[float], list[float]]:
    drawn = first(figure).lines[place]
    return list(drawn.get_xdata()), list(drawn.get_ydata())


# --- rooflines ---------------------------------------------------------------------------------------------------------


def test_a_roof_rises_with_the_bandwidth_and_ends_at_the_peak() -> None:
    xs, ys = line(roofline.roofline_plot(["h100_sxm"]))
    assert max(ys) == pytest.approx(PEAK)
    for x, y in zip(xs, ys, strict=True):
        assert y == pytest.approx(min(PEAK, BANDWIDTH * x))
    assert any(x == pytest.approx(PEAK / BANDWIDTH) for x in xs)


def test_a_workload_stands_on_the_roof_or_where_it_was_measured() -> None:
    figure = roofline.roofline_plot(
        ["h100_sxm"], [roofline.Workload("a", "100 FLOP/B"), roofline.Workload("b", "400 FLOP/B", "500 TFLOP/s")]
    )
    assert line(figure, 1)[1] == pytest.approx([335.0])
    assert line(figure, 2)[1] == pytest.approx([500.0])


def test_a_hierarchy_has_a_roof_for_each_level() -> None:
    figure = roofline.hierarchical_roofline_plot("h100_sxm", {"network": "50 GB/s"})
    assert [text.get_text() for text in first(figure).get_legend().get_texts()] == ["memory, 3350 GB/s", "network, 50 GB/s"]
    xs, ys = line(figure, 1)
    assert ys[0] == pytest.approx(0.05 * xs[0])


def test_a_precision_that_a_device_lacks_is_an_error() -> None:
    with pytest.raises(UnknownNameError, match="no peak throughput at fp4"):
        roofline.roofline_plot(["h100_sxm"], precision="fp4")


# --- the others --------------------------------------------------------------------------------------------------------


def test_a_breakdown_has_a_bar_for_each_term_and_their_shares_add_up() -> None:
    explanation = CHAT.given(batch_size=8).explain("time_per_output_token")
    widths = [bar.get_width() for bar in first(breakdown.breakdown_plot(explanation)).patches]
    shares = [100 * term.share for term in explanation.terms]
    assert widths[0] == pytest.approx(shares[0])
    assert sum(widths[1:]) == pytest.approx(widths[0])


def test_a_line_has_the_answers_and_stops_where_nothing_fits() -> None:
    figure = lines.lines_plot(CHAT, "time_per_output_token", "batch_size", ["8", "32", "256"], unit="ms/token")
    xs, ys = line(figure)
    assert xs == [8, 32, 256]
    assert ys[1] == pytest.approx(16.9408, rel=1e-5)
    assert ys[2] != ys[2]
    assert first(figure).get_ylabel() == "time per output token (ms/token)"


def test_a_map_is_blank_where_nothing_fits() -> None:
    figure = lines.heat_plot(
        CHAT, "time_per_output_token", ("batch_size", ["8", "256"]), ("context_length", ["1024 token", "131072 token"])
    )
    assert first(figure).collections[0].get_array().mask.tolist() == [[False, False], [True, True]]


def test_predictions_are_ratios() -> None:
    figure = compared.predicted_plot(validate(ms.Book.load(), family="activations"))
    ratios = [y for place in range(1, len(first(figure).lines)) for y in line(figure, place)[1]]
    assert ratios
    assert all(y == pytest.approx(1, abs=0.05) for y in ratios)


def test_a_graph_has_what_leads_to_the_target_and_nothing_else() -> None:
    answer = CHAT.given(batch_size=8).solve("kv_cache_size")
    words = {text.get_text().replace("\n", " ") for text in first(graph.graph_plot(answer)).texts if text.get_text()}
    assert {"kv cache size", "batch size", "layers"} <= words
    assert "time per output token" not in words


def test_a_law_with_regimes_has_a_curve_with_each() -> None:
    drawn = law.law_plot(ms.Book.load(), "roofline")
    assert drawn is not None
    assert {text.get_text() for text in first(drawn).get_legend().get_texts()} == {"compute bound", "memory bound"}
    assert law.law_plot(ms.Book.load(), "ridge_point") is None


# --- files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_bytes_do_not_depend_on_the_run(ending: str, tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nimport sys\nfrom mlsysim_sym.telling.plots import roofline, style\n"
        "style.save(roofline.roofline_plot(['h100_sxm'], [roofline.Workload('a', '8 FLOP/B')]), Path(sys.argv[1]))\n"
    )
    made = []
    for place in range(2):
        path = tmp_path / f"{place}.{ending}"
        subprocess.run([sys.executable, "-c", code, str(path)], check=True)
        made.append(path.read_bytes())
    assert made[0] == made[1]
    assert not re.search(rb"20\d\d-\d\d-\d\d|Matplotlib v", made[0])


def test_a_picture_loads_nothing() -> None:
    drawn = style.svg(roofline.roofline_plot(["h100_sxm"]))
    assert not re.search(r'href="(?!#)|<script|<image|url\((?!#)', drawn)


def test_a_users_style_is_neither_used_nor_changed() -> None:
    import matplotlib as mpl  # noqa: PLC0415

    with mpl.rc_context({"lines.linewidth": 9.0}):
        width = roofline.roofline_plot(["h100_sxm"]).axes[0].lines[0].get_linewidth()
        assert mpl.rcParams["lines.linewidth"] == 9.0
    assert width == style.RC["lines.linewidth"]


def linear(channel: str) -> float:
    value = int(channel, 16) / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


# How the eyes see that lack one kind of cones: matrices of Machado, Oliveira and Fernandes, severity 1.
BLIND = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


@pytest.mark.parametrize("eyes", sorted(BLIND))
def test_the_first_colours_are_told_apart_by_the_colour_blind(eyes: str) -> None:
    seen = []
    for colour in (*style.PALETTE[:4], style.INK):
        rgb = [linear(colour[place : place + 2]) for place in (1, 3, 5)]
        seen.append([sum(weight * value for weight, value in zip(row, rgb, strict=True)) for row in BLIND[eyes]])
    for place, one in enumerate(seen):
        for other in seen[place + 1 :]:
            assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.1


def test_series_differ_without_colour() -> None:
    assert len(set(style.MARKERS)) == len(style.PALETTE) == len(set(map(str, style.DASHES)))


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ms.MlsysimError, match=r"mlsysim-sym\[plot\]"):
        roofline.roofline_plot(["h100_sxm"])
