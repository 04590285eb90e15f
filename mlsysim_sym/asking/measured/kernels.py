"""Questions for single kernels: matrix products, attention and collectives."""

from __future__ import annotations

from typing import Any

from mlsysim_sym.asking.measured.asks import Ask, Row, UnpredictedError
from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.valueclass import replace

SIXTEEN = 2.0
LONG = 8192.0  # rows, columns and inner size of a product that is long enough for the best rate, where none is printed
RATES = ("tflops", "achieved_tflops", "tflops_per_s", "throughput")  # words for the rate of a product instead of its time
ATTENTION = "attention_operator"
NO_LOSS = {"compute_efficiency": 1.0, "memory_efficiency": 1.0, "hidden_fraction": 1.0, "launch_latency": "0 s"}
WIRE_ONLY = {
    "link_efficiency": 1.0, "collective_overhead": "0 s", "link_latency": "0 s", "segment_latency": "0 s",
    "copy_bandwidth": "1e30 B/s",
}  # fmt: skip
NO_ATTENTION_LOSS = {
    "attention_efficiency": 1.0, "attention_read_efficiency": 1.0, "reread_exponent": 0.0, "filling_groups": 0.0,
    "block_tail_share": 0.0, "staged_traffic_ratio": 0.0, "launch_latency": "1 ps",
}  # fmt: skip
BLOCK = "128 token"  # queries of a thread block in common kernels
COLLECTIVES = {"alltoall": "all_to_all"}
BUS = {"all_reduce": "bus_bandwidth_all_reduce"}


def matrix_product(row: Row) -> Ask:
    """Ask for the time of a matrix product; products in fewer than 16 bits cast their left operand first."""
    ask = _product(row, row.number("m"), row.number("n"), row.number("k"))
    return replace(ask, target="attainable_throughput") if row.case.metric in RATES else ask


def _product(row: Row, rows: float, columns: float, inner: float) -> Ask:
    precision = row.precision("dtype")
    values = {
        "rows": rows, "columns": columns, "inner_size": inner,
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
    """Ask for the rate of the matrix product that a device does best; operands come in the format of the product."""
    sizes = [row.optional(name, LONG) for name in ("m", "n", "k")]
    ask = _product(row, sizes[0], sizes[1], sizes[2])
    values = {name: value for name, value in ask.values.items() if name != "bytes_before_cast"} | {"cast_time": "0 s"}
    return replace(ask, target="attainable_throughput", values=values, spare=("cast_overhead",))


def attention(row: Row) -> Ask:
    """Ask for the time of an attention operator, over prompts or for one token of each sequence."""
    queries, keys_ = row.number("isl"), row.number("kv_len")
    heads, kv_heads = row.number("heads"), row.number("kv_heads")
    values: dict[str, Any] = {
        "batch_size": row.number("batch"), "heads": heads, "kv_heads": kv_heads, "head_dimension": row.number("head_dim"),
        "key_length": f"{keys_} token",
    }  # fmt: skip
    keys = {"device": row.word("device"), "sharing": "grouped" if heads > kv_heads else "own"}
    decoding = queries == 1
    if decoding:
        values["bytes_per_kv"] = f"{row.precision('kv_dtype')['bytes']} B"
        return Ask("kernel_time", ATTENTION, (), {"hardware": row.device}, values, {"kernel_time": "decode_attention_time"},
                   "attention_decode", keys, NO_ATTENTION_LOSS)  # fmt: skip
    precision = row.precision("dtype")
    values |= {
        "query_length": f"{queries} token", "attended_fraction": 1 - queries / (2 * keys_), "query_tile": BLOCK,
        "bytes_per_activation": f"{precision['bytes']} B",
    }  # fmt: skip
    words = {"compute_precision": precision["compute"], "kernel_time": "prefill_attention_time"}
    return Ask(
        "kernel_time", ATTENTION, (), {"hardware": row.device}, values, words, "attention_prefill", keys, NO_ATTENTION_LOSS
    )


def collective(row: Row) -> Ask:
    """Ask for the time of a collective inside a node, or for its bus bandwidth."""
    return _collective(row, "bus_bandwidth" if row.case.metric == "busbw" else "collective_time")


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
    if row.optional("nodes", 1) > 1 and row.optional("devices_per_node", 2) > 1:
        raise UnpredictedError("the collective spans nodes, and the line does not say what links them")
    values: dict[str, Any] = {"ranks": row.number("devices"), "message_size": f"{row.optional('size_bytes', 4 * 2**30):.0f} B"}
    links = toml("fabrics.toml")["mesh"].get(row.word("device"))
    if links is not None:
        values["linked_share"] = min(1.0, (row.number("devices") - 1) / links)
    words = {"collective": word}
    if target == "bus_bandwidth":
        words["bus_bandwidth"] = BUS.get(word, "bus_bandwidth_gather")
    keys = {"generation": row.generation}
    return Ask(target, "collective_operation", (), {"hardware": row.device}, values, words, "collectives", keys, WIRE_ONLY)
