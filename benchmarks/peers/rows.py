"""Published figures in terms that every peer can be asked in: shapes, device, layout, and which quantity is wanted.

A figure that is a rate of training is asked as the time of its step; what the peer says is turned into the figure's own
quantity by the work and the conventions of the table, which do not depend on time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mlsysim_sym.asking.measured.asks import Ask, Evaluator, Row, UnpredictedError, base
from mlsysim_sym.asking.measured.decoding import matrices
from mlsysim_sym.asking.measured.predict import unit_factor
from mlsysim_sym.asking.validate import Compared
from mlsysim_sym.book.book import Book
from mlsysim_sym.valueclass import frozen, replace

TRAINING = ("megatron_training", "foundry_training", "dense_training")
SERVING = {"decode_static": "tokens_per_s", "serving_token": "token_time", "max_load": "saturated_tokens_per_s"}
FAMILIES = (*SERVING, *TRAINING, "parameter_counts")
SHAPES = {
    "layers": "layers", "hidden": "hidden_size", "heads": "heads", "kv_heads": "kv_heads", "head_dim": "head_dimension",
    "ffn": "ffn_size", "vocab": "vocabulary_size",
}  # fmt: skip
GATED = 3


@frozen
class Posed:
    """A row for the peers, what turns a peer's answer into the figure's unit, and what laws and the baseline say."""

    row: Mapping[str, Any]
    figure: Callable[[float], float]
    compared: Compared


def posed(evaluator: Evaluator, found: Compared) -> Posed:
    """Return a figure as a row for the peers; raise UnpredictedError where it does not say enough to be asked anybody."""
    if found.family in TRAINING:
        return _trained(evaluator, found)
    if found.family in SERVING:
        return _served(evaluator.book, found)
    shape = _counted(evaluator.book, found)
    return Posed({"id": found.case.id, "want": "parameters", "model": shape}, lambda value: value, found)


def _counted(book: Book, found: Compared) -> dict[str, Any]:
    if found.ask is None:
        raise UnpredictedError(found.because)
    facts: dict[str, Any] = dict(found.ask.values)
    if "model" in found.ask.slots:
        record = book.record(found.ask.slots["model"])
        facts = {name: entry.figure.value().base for name, entry in record.fields.items() if entry.figure is not None}
    if facts.get("experts", 0) > 1:
        return {"experts": facts["experts"]}
    facts.setdefault("head_dimension", facts.get("hidden_size", 0) / facts.get("heads", 1))
    facts.setdefault("kv_heads", facts.get("heads", 0))
    missing = [name for name in (*SHAPES.values(), "ffn_matrices") if name not in facts]
    if missing:
        raise UnpredictedError(f"the record has no {', '.join(missing)}: no plain stack of layers")
    return _shaped(facts)


def _shaped(facts: Mapping[str, Any]) -> dict[str, Any]:
    shape: dict[str, Any] = {name: base(facts[known]) for name, known in SHAPES.items()}
    shape["gated"] = base(facts["ffn_matrices"]) == GATED
    attention = shape["hidden"] * shape["head_dim"] * 2 * (shape["heads"] + shape["kv_heads"])
    block = shape["hidden"] * shape["ffn"] * base(facts["ffn_matrices"])
    tables = base(facts.get("embedding_tables", 2))
    return shape | {"parameters": shape["layers"] * (attention + block) + tables * shape["vocab"] * shape["hidden"]}


def _trained(evaluator: Evaluator, found: Compared) -> Posed:
    ask = found.ask
    if ask is None or found.predicted is None:
        raise UnpredictedError(found.because)
    values = {name: base(value) for name, value in ask.values.items()}
    again = "full" if values["recomputed_forward_fraction"] else "selective" if values["recomputed_core_fraction"] else "none"
    row = {
        "id": found.case.id, "want": "step_time", "model": _shaped(values), "device": ask.keys["device"],
        "precision": ask.words["compute_precision"], "devices": values["accelerators"], "seq": values["sequence_length"],
        "tp": values["tensor_parallel_degree"], "pp": values["pipeline_parallel_degree"],
        "sp": values["sequence_parallel_degree"], "context_parallel": values["context_parallel_degree"],
        "virtual_stages": values["virtual_stages"], "micro_batch": values["micro_batch_size"],
        "global_batch": values["global_batch_size"], "recompute": again, "sharded": "optimizer_shards" in values,
        "fused_attention": values["computed_score_fraction"] < 1,
    }  # fmt: skip
    return Posed(row, _in_figure(evaluator, ask, found), found)


def _in_figure(evaluator: Evaluator, ask: Ask, found: Compared) -> Callable[[float], float]:
    """Return what turns the time of a step into the figure: a time as it is, a rate by the work that both have in common."""
    factor = unit_factor(found.case.unit)
    if ask.target == "step_time":
        return lambda seconds: seconds / factor
    work = evaluator.value(ask) * evaluator.value(replace(ask, target="step_time"))
    return lambda seconds: work / seconds / factor


def _served(book: Book, found: Compared) -> Posed:
    row, config = Row(book, found.case), found.case.config
    shape: dict[str, Any] = {"experts": row.experts}
    if not shape["experts"]:
        shape = _shaped({
            "layers": row.number("layers"), "hidden_size": row.number("hidden"), "heads": row.number("heads"),
            "kv_heads": row.optional("kv_heads", row.number("heads")),
            "head_dimension": row.optional("head_dim", row.number("hidden") / row.number("heads")),
            "ffn_matrices": matrices(row, str(config.get("model", ""))), "ffn_size": row.number("ffn_hidden"),
            "vocabulary_size": row.number("vocab"),
        })  # fmt: skip
    precision = row.precision_or("bf16")["compute"]
    asked: dict[str, Any] = {
        "id": found.case.id, "want": SERVING[found.family], "model": shape, "device": row.word("device"), "precision": precision,
        "tp": row.optional("tp", 1), "pp": row.optional("pp", 1), "prompt": row.number("isl"), "output": row.number("osl"),
        "batch": next((config[each] for each in ("concurrency", "batch") if isinstance(config.get(each), int)), 1),
        "requests": row.optional("num_requests", 1),
    }  # fmt: skip
    share = asked["tp"] if found.case.metric.endswith("per_gpu") else 1
    factor = unit_factor(found.case.unit)
    return Posed(asked, lambda value: value / share / factor, found)


def everything(book: Book, found: tuple[Compared, ...]) -> Iterator[Posed | tuple[Compared, str]]:
    """Yield rows for the peers, or a figure with the reason for none."""
    evaluator = Evaluator(book)
    for each in found:
        try:
            yield posed(evaluator, each)
        except UnpredictedError as error:
            yield each, str(error)
