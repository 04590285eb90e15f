"""Links that exchanges use: all of a torus, those to the members of a group in a mesh, and what backward products hide."""

from __future__ import annotations

from functools import cache

import pytest

from mlsysim_sym.asking.cases import Case, of_book
from mlsysim_sym.asking.measured.asks import Evaluator, Row
from mlsysim_sym.asking.measured.kernels import bus_bandwidth
from mlsysim_sym.asking.measured.predict import complete
from mlsysim_sym.book.book import Book
from mlsysim_sym.valueclass import replace

CONSTANTS = {
    "link_efficiency": 0.8, "collective_overhead": "0 s", "link_latency": "0 s", "segment_latency": "0 s",
    "copy_bandwidth": "1e30 B/s",
}  # fmt: skip


@cache
def book() -> Book:
    return Book.load()


def line(start: str) -> Case:
    return next(case for case in of_book(book()) if case.id.startswith(start))


def value(target: str, start: str, **more: object) -> float:
    ask = complete(Row(book(), line(start))).with_values(more)
    return Evaluator(book()).value(replace(ask, target=target))


@pytest.mark.parametrize(("devices", "links"), [(2, 1), (4, 3), (8, 7)])
def test_a_group_in_a_mesh_has_the_links_to_its_members(devices: int, links: int) -> None:
    config = {"collective": "all_reduce", "device": "mi300x", "devices": devices, "size_bytes": 2**32}
    row = Row(book(), Case("x", "collective_bandwidth", "busbw", 1.0, "GB/s", "table 1", config))
    found = Evaluator(book()).value(bus_bandwidth(row).with_values(CONSTANTS))
    assert found == pytest.approx(448e9 * links / 7 * 0.8, rel=1e-6)


def test_gathering_over_a_torus_uses_all_links_of_a_chip() -> None:
    start = "maxtext_v5e_64B_1xv5e"
    one, four = (value("data_parallel_time", start, exchange_links=links) for links in (1.0, 4.0))
    assert value("data_parallel_time", start) == four
    assert one == pytest.approx(4 * four, rel=0.01)  # but for the latency of the steps


def test_backward_exchanges_run_beside_the_products_of_weight_gradients() -> None:
    start = "korth_t5_22B_selective"[:14]
    hidden = value("layer_backward_time", start)
    shown = value("layer_backward_time", start, backward_exchange_share=1.0)
    assert shown - hidden == pytest.approx(value("tensor_exchange_time", start))
