"""Questions for copies inside a device's memory, which tell its achievable bandwidth and the time of a launch."""

from __future__ import annotations

from mlsysim_sym.asking.measured.asks import Ask, Row
from mlsysim_sym.asking.measured.fleets import fact

LAWS = ("memory_time", "launch_overhead", "kernel_time_partly_overlapped")
WAYS = 2  # every byte is read and written
NOTHING = "1e-18 s"  # of arithmetic, whose time has to be positive
NO_LOSS = {"memory_efficiency": 1.0, "launch_latency": "0 s"}
ELSEWHERE = ("compute_efficiency", "cast_overhead", "hidden_fraction")  # constants of matrix products that a copy lacks


def copied(row: Row) -> Ask:
    """Ask for the time of a copy."""
    values = {
        "traffic": f"{WAYS * row.number('size_bytes'):.0f} B", "memory_bandwidth": fact(row, "memory_bandwidth", "B/s"),
        "compute_time": NOTHING, "kernels": 1, "hidden_fraction": 1.0,
    }  # fmt: skip
    keys = {"device": row.word("device")}
    return Ask("kernel_time", None, LAWS, {}, values, {}, "matrix_products", keys, NO_LOSS, ELSEWHERE)
