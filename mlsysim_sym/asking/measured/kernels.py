"""Questions for single kernels: matrix products and collectives."""

from __future__ import annotations

from mlsysim_sym.asking.measured.asks import Ask, Row, UnpredictedError
from mlsysim_sym.asking.measured.tables import toml

SIXTEEN = 2.0
NO_LOSS = {"compute_efficiency": 1.0, "memory_efficiency": 1.0, "hidden_fraction": 1.0, "launch_latency": "0 s"}
WIRE_ONLY = {
    "link_efficiency": 1.0, "collective_overhead": "0 s", "link_latency": "0 s", "segment_latency": "0 s",
    "copy_bandwidth": "1e30 B/s",
}  # fmt: skip
COLLECTIVES = {"alltoall": "all_to_all"}
BUS = {"all_reduce": "bus_bandwidth_all_reduce"}


def matrix_product(row: Row) -> Ask:
    """Ask for the time of a matrix product; products in fewer than 16 bits cast their left operand first."""
    precision = row.precision("dtype")
    values = {
        "rows": row.number("m"), "columns": row.number("n"), "inner_size": row.number("k"),
        "bytes_per_input": f"{precision['bytes']} B", "bytes_per_weight": f"{precision['weights']} B",
        "bytes_per_output": "2 B",
    }  # fmt: skip
    cast = precision["bytes"] < SIXTEEN
    values |= {"bytes_before_cast": "2 B"} if cast else {"cast_time": "0 s"}
    keys = {"device": row.word("device"), "precision": precision["key"]}
    return Ask(
        "kernel_time", "matrix_product", (), {"hardware": row.device}, values, {"compute_precision": precision["compute"]},
        "matrix_products", keys, {**NO_LOSS, "cast_time": "0 s"}, () if cast else ("cast_overhead",),
    )  # fmt: skip


def best_rate(row: Row) -> Ask:
    """Ask for the rate of the matrix product that a device does best."""
    ask = matrix_product(row)
    return Ask("attainable_throughput", ask.solver, (), ask.slots, ask.values, ask.words, ask.fit, ask.keys, ask.ideal, ask.spare)


def collective(row: Row) -> Ask:
    """Ask for the time of a collective inside a node."""
    return _collective(row, "collective_time")


def bus_bandwidth(row: Row) -> Ask:
    """Ask for the bus bandwidth of a long collective."""
    if row.case.metric != "busbw":
        raise UnpredictedError("a copy between two devices is no collective, and no law says its share of the link")
    return _collective(row, "bus_bandwidth")


def _collective(row: Row, target: str) -> Ask:
    name = row.word("collective" if row.case.config.get("collective") else "op")
    word = COLLECTIVES.get(name, name)
    if word not in {"all_reduce", "all_gather", "reduce_scatter", "all_to_all"}:
        raise UnpredictedError(f"no law is put to use for the collective `{name}`")
    generation = toml("generations.toml").get(row.word("device"), row.word("device"))
    values = {"ranks": row.number("devices"), "message_size": f"{row.optional('size_bytes', 4 * 2**30):.0f} B"}
    words = {"collective": word}
    if target == "bus_bandwidth":
        words["bus_bandwidth"] = BUS.get(word, "bus_bandwidth_gather")
    keys = {"generation": generation}
    return Ask(target, "collective_operation", (), {"hardware": row.device}, values, words, "collectives", keys, WIRE_ONLY)
