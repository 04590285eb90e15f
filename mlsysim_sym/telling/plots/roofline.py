"""Rooflines: what a device can reach at each arithmetic intensity, and where workloads stand under it.

Nothing here knows the equation: each roof is the law `roofline` of the book, asked at many intensities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.roofs import BANDWIDTH, INTENSITY, THROUGHPUT, Roofs, Workload, roofs
from mlsysim_sym.book.book import Book
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.question import Question
from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Workload", "hierarchical_roofline_plot", "roofline_plot", "roofs_plot"]
POINTS = 97
TERA = 1e12


def roofline_plot(
    devices: Sequence[str], workloads: Sequence[Workload] = (), precision: str = "bf16", book: Book | None = None
) -> Figure:
    """Return the roofs of devices, with workloads on them; a workload without a measurement stands on each roof."""
    return roofs_plot(roofs(devices, workloads, None, precision, book))


def hierarchical_roofline_plot(
    device: str,
    levels: Mapping[str, str],
    workloads: Sequence[Workload] = (),
    precision: str = "bf16",
    book: Book | None = None,
) -> Figure:
    """Return one roof for each level that feeds a device: a cache, its memory, a network (`{"NVLink": "450 GB/s"}`)."""
    return roofs_plot(roofs([device], workloads, levels, precision, book))


@style.styled
def roofs_plot(found: Roofs) -> Figure:
    """Return roofs with workloads on them; one that was measured stands where it was measured, others on each roof."""
    figure, axes = style.figure()
    ridges = {name: found.ridge(name).one().low for name in found.roofs}
    lows, highs = _span(list(ridges.values()), found.workloads)
    for number, (name, question) in enumerate(found.roofs.items()):
        xs, ys = _roof(question, ridges[name], lows, highs)
        label = f"{name}, {_rate(question)}" if found.title else name
        axes.plot(xs, ys, label=label, color=style.PALETTE[number % 7], linestyle=style.DASHES[number % 7])
        for place, workload in enumerate(found.workloads):
            if not workload.reached:
                _point(axes, workload, found.under(name, workload).one().low, place)
    for place, workload in enumerate(found.workloads):
        if workload.reached:
            _point(axes, workload, _base(workload.reached), place)
    if found.title:
        axes.set_title(found.title)
    return _finished(figure, axes, found.workloads)


# --- numbers -----------------------------------------------------------------------------------------------------------


def _rate(question: Question) -> str:
    rate = question.solve(BANDWIDTH)
    return str(rate.derivation.notation.written(BANDWIDTH, rate.one().low).text)


def _roof(question: Question, ridge: float, low: float, high: float) -> tuple[list[float], list[float]]:
    steps = [low * (high / low) ** (index / (POINTS - 1)) for index in range(POINTS)]
    xs = sorted({*steps, ridge})
    function = question.given(**{INTENSITY: f"{ridge!r} FLOP/B"}).compiled(THROUGHPUT, [INTENSITY])
    return xs, [function(x) / TERA for x in xs]


def _span(ridges: Sequence[float], workloads: Sequence[Workload]) -> tuple[float, float]:
    at = [*ridges, *(_base(each.intensity) for each in workloads)]
    return min(at) / 20, max(at) * 20


def _base(written: str) -> float:
    return float(parse_value(written).base)


# --- drawing -----------------------------------------------------------------------------------------------------------


def _point(axes: Any, workload: Workload, height: float, place: int) -> None:  # noqa: ANN401  (matplotlib ships no types)
    mark = style.MARKERS[place % len(style.MARKERS)]
    axes.plot([_base(workload.intensity)], [height / TERA], marker=mark, linestyle="", color=style.INK, zorder=3)


def _finished(figure: Figure, axes: Any, workloads: Sequence[Workload]) -> Figure:  # noqa: ANN401
    for place, workload in enumerate(workloads):
        axes.plot([], [], marker=style.MARKERS[place % len(style.MARKERS)], linestyle="", color=style.INK, label=workload.label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("arithmetic intensity (FLOP/B)")
    axes.set_ylabel("attainable throughput (TFLOP/s)")
    axes.legend(loc="lower right")
    return figure
