"""What laws say about a published figure: a predictor for each family of figures, and why a figure has none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.cases import Case
from mlsysim_sym.asking.judging import one_piece, unlimited
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.solving.question import Question
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

COUNTER = "llm_prefill"  # the solver that counts dense models, mixtures of experts and models made of parts
ACTIVATIONS = ("linear_activation_size", "score_activation_size", "activation_size_in_flight", "layers_per_stage")
KEPT = {"activations_none": "activation_size_none", "activations_seq_selective": "activation_size_selective"}


class UnpredictedError(Exception):
    """Why no law says anything about a figure."""


@frozen
class Prediction:
    """What laws say: a number in coherent base units, and the laws that say it."""

    value: float
    laws: tuple[str, ...]


def predict(book: Book, case: Case) -> Prediction:
    """Return what laws say about a figure; raise UnpredictedError with the reason where they say nothing."""
    rule = RULES.get(case.metric)
    if rule is None:
        raise UnpredictedError(f"no law is put to use for `{case.metric}`")
    try:
        return rule(book, case)
    except KeyError as error:
        raise UnpredictedError(f"the line does not give {error}") from None
    except (TypeError, ValueError, ArithmeticError):
        raise UnpredictedError("the line's configuration holds what is no number") from None
    except MlsysimError as error:
        raise UnpredictedError("; ".join((error.message, *error.detail[:2]))) from None


def count_of(book: Book, record: str) -> Prediction:
    """Return the parameters that laws count for a record."""
    return _answer(Question(book, COUNTER, (), {"model": record}), "parameters")


def _answer(question: Question, target: str) -> Prediction:
    answer = unlimited(question, target)
    return Prediction(one_piece(answer).low, answer.laws)


def _laws(book: Book, target: str, laws: tuple[str, ...], choose: Mapping[str, str] | None = None, **values: Any) -> Prediction:
    return _answer(Question(book, None, laws, {}, values, (), choose or {}), target)


def _parameters(book: Book, case: Case) -> Prediction:
    model = str(case.config["model"])
    if model in book.names("record"):
        return count_of(book, model)
    written = model.rpartition("/")[2].lower()
    plain = re.sub(r"-(hf|1124)\b", "", written)
    for name in (written, plain, plain.replace("-", "_").replace(".", "_")):
        if name in book.record_paths:
            return count_of(book, name)
    raise UnpredictedError(f"no record is called `{plain}`")


def _activations(book: Book, case: Case) -> Prediction:
    """Activations of the first stage of a pipeline, which holds a micro-batch for each stage behind it."""
    shape, kept = case.config, KEPT.get(case.config["what"])
    if kept is None:
        raise UnpredictedError(f"no law is put to use for `{shape['what']}`")
    interleaved = shape["vpp"] > 1
    flight = "in_flight_interleaved" if interleaved else "in_flight_1f1b"
    values: dict[str, Any] = {
        "layers": shape["layers"], "hidden_size": shape["hidden"], "heads": shape["heads"], "kv_heads": shape["heads"],
        "head_dimension": shape["hidden"] // shape["heads"], "ffn_matrices": 2, "ffn_size": 4 * shape["hidden"],
        "sequence_length": f"{shape['seq']} token", "micro_batch_size": shape["microbatch"], "micro_batches": 2 * shape["pp"],
        "tensor_parallel_degree": shape["tp"], "pipeline_parallel_degree": shape["pp"],
        "sequence_parallel_degree": shape["tp"] if "seq" in shape["what"] else 1,
        "bytes_per_activation": "2 B", "bytes_per_mask": "1 B", "recompute_working_set": "0 B",
    }  # fmt: skip
    if interleaved:
        values["virtual_stages"] = shape["vpp"]
    if kept == "activation_size_selective":
        return _laws(
            book, "activation_size", (*(law for law in ACTIVATIONS if law != "score_activation_size"), kept, flight), **values
        )
    return _laws(book, "activation_size", (*ACTIVATIONS, kept, flight), **values)


def _training_energy(book: Book, case: Case) -> Prediction:
    run = case.config
    return _laws(
        book, "training_energy", ("training_energy",), accelerators=run["devices"], node_overhead_factor=1, pue=run["pue"],
        accelerator_power=f"{run['avg_power_w_per_accelerator']} W", wall_clock_training_time=f"{run['days']} day",
    )  # fmt: skip


def _dynamic_energy(book: Book, case: Case) -> Prediction:
    run = case.config
    return _laws(book, "energy", ("energy",), average_power=f"{run['tdp_w']} W", duration=f"{run['gpu_hours']} h")


def _emissions(book: Book, case: Case) -> Prediction:
    run = case.config
    energy, intensity = f"{run['energy_mwh']} MWh", f"{run['grid_kg_per_kwh']} kgCO2e/kWh"
    return _laws(book, "training_carbon", ("training_carbon",), training_energy=energy, grid_intensity=intensity)


def _lifecycle(book: Book, case: Case) -> Prediction:
    run = case.config
    operational, embodied = run["dynamic_t"] + run["idle_t"], run["embodied_t"]
    return _laws(book, "total_carbon", ("total_carbon",), operational_carbon=f"{1000 * operational!r} kgCO2e",
                 allocated_embodied_carbon=f"{1000 * embodied!r} kgCO2e")  # fmt: skip


RULES: Mapping[str, Callable[[Any, Case], Prediction]] = {
    "parameters": _parameters,
    "memory_per_gpu": _activations,
    "training_energy": _training_energy,
    "dynamic_energy": _dynamic_energy,
    "net_emissions": _emissions,
    "lifecycle_emissions": _lifecycle,
}
