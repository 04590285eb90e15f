"""Rooflines: what a device can reach at each arithmetic intensity, and where workloads stand under it.

Nothing here knows the equation: each roof is the law `roofline` of the book, asked at many intensities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.question import Question
from mlsysim_sym.telling.plots import style
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS = 97
LAW = "roofline"
INTENSITY, THROUGHPUT, BANDWIDTH = "arithmetic_intensity", "attainable_throughput", "memory_bandwidth"
TERA = 1e12


@frozen
class Workload:
    """A point under a roof: its intensity (`62 FLOP/B`), and what it reaches where that was measured (`300 TFLOP/s`)."""

    label: str
    intensity: str
    reached: str = ""


@style.styled
def roofline_plot(
    devices: Sequence[str], workloads: Sequence[Workload] = (), precision: str = "bf16", book: Book | None = None
) -> Figure:
    """Return the roofs of devices, with workloads on them; a workload without a measurement stands on each roof."""
    library = book or Book.load()
    asked = [_device(library, name, precision) for name in devices]
    figure, axes = style.figure()
    lows, highs = _span([_ridge(each) for each in asked], workloads)
    for number, (name, question) in enumerate(zip(devices, asked, strict=True)):
        xs, ys = _roof(question, lows, highs)
        label = library.record(name).title
        axes.plot(xs, ys, label=label, color=style.PALETTE[number % 7], linestyle=style.DASHES[number % 7])
        for place, workload in enumerate(workloads):
            if not workload.reached:
                _point(axes, workload, _at(question, _base(workload.intensity)), place)
    for place, workload in enumerate(workloads):
        if workload.reached:
            _point(axes, workload, _base(workload.reached), place)
    return _finished(figure, axes, workloads)


@style.styled
def hierarchical_roofline_plot(
    device: str,
    levels: Mapping[str, str],
    workloads: Sequence[Workload] = (),
    precision: str = "bf16",
    book: Book | None = None,
) -> Figure:
    """Return one roof for each level that feeds a device: a cache, its memory, a network (`{"NVLink": "450 GB/s"}`)."""
    library = book or Book.load()
    base = _device(library, device, precision)
    roofs = {"memory": base} | {name: base.given(**{BANDWIDTH: rate}) for name, rate in levels.items()}
    figure, axes = style.figure()
    lows, highs = _span([_ridge(each) for each in roofs.values()], workloads)
    for number, (name, question) in enumerate(roofs.items()):
        xs, ys = _roof(question, lows, highs)
        rate = question.solve(BANDWIDTH)
        axes.plot(xs, ys, label=f"{name}, {rate.derivation.notation.written(BANDWIDTH, rate.one().low).text}",
                  color=style.PALETTE[number % 7], linestyle=style.DASHES[number % 7])  # fmt: skip
    for place, workload in enumerate(workloads):
        height = _base(workload.reached) if workload.reached else _at(base, _base(workload.intensity))
        _point(axes, workload, height, place)
    axes.set_title(library.record(device).title)
    return _finished(figure, axes, workloads)


# --- numbers -----------------------------------------------------------------------------------------------------------


def _device(book: Book, name: str, precision: str) -> Question:
    """Return the roofline's question with the two numbers of a record, as the record has them."""
    record = book.record(name)
    figures = dict(record.field("peak_throughput").all())
    peak = figures.get(precision) or figures.get("")
    if peak is None:
        raise _lacks(name, precision, tuple(figures))
    rate = next(figure for _, figure in record.field(BANDWIDTH).all())
    return Question(book, None, (LAW, "ridge_point"), {}, {"peak_throughput": peak.text, BANDWIDTH: rate.text}, (), {})


def _lacks(name: str, precision: str, words: tuple[str, ...]) -> Exception:
    from mlsysim_sym.errors import UnknownNameError  # noqa: PLC0415  (only a wrong word needs it)

    return UnknownNameError(
        f"record `{name}` has no peak throughput at {precision}", names=(precision,), hint=f"it has {', '.join(words)}"
    )


def _ridge(question: Question) -> float:
    return float(question.solve("ridge_point").one().low)


def _at(question: Question, intensity: float) -> float:
    return float(question.given(**{INTENSITY: f"{intensity!r} FLOP/B"}).solve(THROUGHPUT).one().low)


def _roof(question: Question, low: float, high: float) -> tuple[list[float], list[float]]:
    ridge = _ridge(question)
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
