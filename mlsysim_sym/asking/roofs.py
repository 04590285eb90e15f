"""Roofs of devices and workloads under them: what a device can reach at an arithmetic intensity, and what holds it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.shown import Drawn
from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import QuestionError, UnknownNameError
from mlsysim_sym.solving.question import Question
from mlsysim_sym.valueclass import field, frozen

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.telling.page import Page

LAW = "roofline"
INTENSITY, THROUGHPUT, BANDWIDTH = "arithmetic_intensity", "attainable_throughput", "memory_bandwidth"
RIDGE, PEAK = "ridge_point", "peak_throughput"
MEMORY = "memory"


@frozen
class Workload:
    """A point under a roof: its intensity (`62 FLOP/B`), and what it reaches where that was measured (`300 TFLOP/s`)."""

    label: str
    intensity: str
    reached: str = ""


@frozen
class Roofs(Drawn):
    """Roofs by name, each the question of the law `roofline` with a peak and a bandwidth, and workloads under them.

    >>> from mlsysim_sym.asking.roofs import Workload, roofs
    >>> found = roofs(["h100_sxm"], [Workload("decoding", "8 FLOP/B")])
    >>> found.under("NVIDIA H100 SXM5 80 GB", found.workloads[0]).to("TFLOP/s")
    26.8
    """

    roofs: Mapping[str, Question]
    workloads: tuple[Workload, ...]
    title: str = ""
    digest: str = field(default="")

    def ridge(self, name: str) -> Answer:
        """Return the intensity from which the peak is in reach."""
        found: Answer = self.roofs[name].solve(RIDGE)
        return found

    def under(self, name: str, workload: Workload) -> Answer:
        """Return what a roof allows a workload, with the regime it is in."""
        found: Answer = self.roofs[name].given(**{INTENSITY: workload.intensity}).solve(THROUGHPUT)
        return found

    def _page(self) -> Page:
        from mlsysim_sym.telling.roofed import roofs_page  # noqa: PLC0415  (objects show themselves by telling)

        return roofs_page(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the roofs as `mlsysim-sym/roofs/1`."""
        from mlsysim_sym.telling.roofed import roofs_shape  # noqa: PLC0415

        return roofs_shape(self)

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        from mlsysim_sym.telling.plots.roofline import roofs_plot  # noqa: PLC0415

        return roofs_plot(self)


def roofs(
    devices: Sequence[str],
    workloads: Sequence[Workload] = (),
    levels: Mapping[str, str] | None = None,
    precision: str = "bf16",
    book: Book | None = None,
) -> Roofs:
    """Return the roofs of devices, or of one device over each level that feeds it (`{"network": "50 GB/s"}`).

    Raises QuestionError for levels of several devices, UnknownNameError for a precision that a device lacks.
    """
    library = book or Book.load()
    asked = [_device(library, name, precision) for name in devices]
    titles = [library.record(name).title for name in devices]
    if not levels:
        return Roofs(dict(zip(titles, asked, strict=True)), tuple(workloads), digest=library.digest)
    if len(asked) != 1:
        raise QuestionError(f"levels are those of one device, not of {len(asked)}", hint="name one device, or no level")
    over = {MEMORY: asked[0]} | {name: asked[0].given(**{BANDWIDTH: rate}) for name, rate in levels.items()}
    return Roofs(over, tuple(workloads), titles[0], library.digest)


def _device(book: Book, name: str, precision: str) -> Question:
    """Return the roofline's question with the two numbers of a record, as the record has them."""
    record = book.record(name)
    figures = dict(record.field(PEAK).all())
    peak = figures.get(precision) or figures.get("")
    if peak is None:
        raise UnknownNameError(
            f"record `{name}` has no peak throughput at {precision}", names=(precision,), hint=f"it has {', '.join(figures)}"
        )
    rate = next(figure for _, figure in record.field(BANDWIDTH).all())
    return Question(book, None, (LAW, RIDGE), {}, {PEAK: peak.text, BANDWIDTH: rate.text}, (), {})
