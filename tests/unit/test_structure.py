"""The Dulmage-Mendelsohn parts of small questions."""

from __future__ import annotations

import mlsysim_sym as ms
from mlsysim_sym.book.system import of_laws
from mlsysim_sym.solving.structure import structure

BOOK = ms.Book.load()


def parts(*laws: str, known: tuple[str, ...] = ()) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...]]:
    found = structure(list(of_laws(BOOK, laws).instances.values()), known)
    return found.free, found.square, found.over


def test_too_little_given_leaves_unknowns_free() -> None:
    assert parts("ridge_point", known=("peak_throughput",)) == (("memory_bandwidth", "ridge_point"), (), ())


def test_enough_given_is_square_and_in_order() -> None:
    known = (
        "operations",
        "peak_throughput",
        "compute_efficiency",
        "traffic",
        "memory_bandwidth",
        "memory_efficiency",
        "overhead_time",
    )
    free, square, over = parts("kernel_time_overlapped", "compute_time", "memory_time", known=known)
    assert (free, over) == ((), ())
    assert square[-1] == ("kernel_time",)
    assert {name for block in square for name in block} == {"compute_time", "memory_time", "kernel_time"}


def test_blocks_come_in_the_order_in_which_they_can_be_solved() -> None:
    known = ("training_work", "training_operations_per_parameter_token", "pretraining_loss", "loss_irreducible",
             "parameter_coefficient", "parameter_exponent", "data_coefficient", "data_exponent", "parameters")  # fmt: skip
    free, square, over = parts("training_work", "chinchilla_loss", known=known)
    assert (free, square, over) == ((), (("training_tokens",), ("active_parameters",)), ())


def test_a_law_without_unknowns_is_one_too_many() -> None:
    assert parts("ridge_point", known=("ridge_point", "peak_throughput", "memory_bandwidth"))[2] == ("ridge_point",)
