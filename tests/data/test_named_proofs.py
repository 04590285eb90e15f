"""The proofs and the wrong turns that the book promises by name are there."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import sympy

from mlsysim_sym.book.book import Book
from mlsysim_sym.checking.proofs import prove
from mlsysim_sym.reading import yamlfile
from mlsysim_sym.solving.question import Question

BOOK = Book.load()
TESTS = Path(__file__).parents[1]
TURNS: list[Any] = list(yamlfile.load((TESTS / "data" / "wrong_turns.yaml").read_text(encoding="utf-8"), "wrong_turns.yaml"))

# What each promised proof has to rest on, at least.
NAMED = {
    "roofline": {"compute_time", "memory_time", "arithmetic_intensity"},
    "ridge_point": {"compute_time", "memory_time", "arithmetic_intensity"},
    "training_work": {"attention_parameters", "ffn_parameters", "dense_model_parameters", "forward_work_per_token"},
    "local_cache_from_heads": {"kv_cache_per_token", "kv_replication", "kv_cache_size"},
    "local_cache_latent": {"mla_cache_per_token", "kv_replication", "kv_cache_size"},
    "ring_step_time": {"alpha_beta"},
    "ring_reduce_scatter": {"ring_step_time", "ring_piece_size"},
    "ring_all_gather": {"ring_step_time", "ring_piece_size"},
    "ring_all_reduce": {"ring_reduce_scatter", "ring_all_gather"},
    "bubble_time_1f1b": {"bubble_time_from_times", "pipeline_step_time"},
    "pipeline_bubble_fraction": {"bubble_fraction_from_times", "bubble_time_1f1b"},
    "palm_mfu": {"token_throughput", "model_flops_utilization"},
    "young_interval": {"checkpoint_waste"},
    "chinchilla_optimal_parameters": {"chinchilla_loss", "training_work"},
    "chinchilla_optimal_tokens": {"chinchilla_loss", "training_work"},
    "pue": {"facility_energy", "it_energy", "facility_power"},
    "training_energy": {"facility_energy", "facility_power", "it_power"},
    "cost_per_token": {"cost_per_token_from_rates", "fleet_cost_rate", "served_throughput"},
}
STATIONARY = {"young_interval", "chinchilla_optimal_parameters", "chinchilla_optimal_tokens"}


@pytest.mark.parametrize("name", NAMED)
def test_a_promised_proof_rests_on_its_premises_and_holds(name: str) -> None:
    law = BOOK.law(name)
    assert law.proof is not None
    assert set(law.proof.laws) >= NAMED[name]
    assert ("stationary" in law.proof.by) == (name in STATIONARY)
    assert prove(BOOK, law).message == ""


# --- the mean of M/M/c from its tail -------------------------------------------------------------------------------------
# A mean is the integral of its tail. The grammar of proofs has no integrals, so this one is done here, on the forms of the laws.

GAP, RATE, LOAD, CHANCE, TIME = sympy.symbols("gap service_rate offered_load waiting_probability latency_limit", positive=True)


def put_in(name: str, branch: int | None = None, **values: sympy.Expr) -> sympy.Expr:
    """Return a law's right side, or a branch of it, with expressions for its variables."""
    form = BOOK.law(name).sympy.rhs
    form = form if branch is None else form.args[branch][0]
    known = {"service_rate": RATE, "offered_load": LOAD, "waiting_probability": CHANCE, "latency_limit": TIME, **values}
    return form.subs({symbol: known[str(symbol)] for symbol in form.free_symbols}, simultaneous=True)


@pytest.mark.parametrize(("branch", "gap"), [(0, sympy.Integer(0)), (1, GAP)])
def test_the_mean_time_in_a_station_is_the_integral_of_its_tail(branch: int, gap: sympy.Expr) -> None:
    """With `gap` servers more than one above the load; the tail's first branch is that for none."""
    servers = LOAD + 1 + gap
    integral = sympy.integrate(sympy.expand(put_in("mmc_sojourn_tail", branch, servers=servers)), (TIME, 0, sympy.oo))
    mean = put_in("mmc_sojourn_time", servers=servers, arrival_rate=LOAD * RATE)
    assert sympy.simplify(integral - mean) == 0
    assert sympy.simplify(integral - 1 / RATE) != 0  # wrong: nobody waits
    other = put_in("mmc_sojourn_time", servers=servers, arrival_rate=sympy.Symbol("arrival_rate", positive=True))
    assert sympy.simplify(integral - other) != 0  # without the law of the offered load it does not follow


# --- wrong turns ---------------------------------------------------------------------------------------------------------


def test_every_wrong_turn_has_a_test() -> None:
    for entry in TURNS:
        tree = ast.parse((TESTS.parent / entry.get("at", "tests/unit/test_wrong_turns.py")).read_text(encoding="utf-8"))
        defined = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        for name in entry["tests"]:
            assert name in defined, entry["turn"]
            assert any(isinstance(node, ast.Assert) for node in ast.walk(defined[name]))
    assert len(TURNS) == len({entry["turn"] for entry in TURNS})


@pytest.mark.parametrize(
    ("hidden_size", "layers", "printed"), [("12288", "96", 0.027), ("20480", "105", 0.016)], ids=["GPT-3", "MT-NLG"]
)
def test_selective_recomputation_repeats_two_products(hidden_size: str, layers: str, printed: float) -> None:
    """The paper counts 4 B s^2 h more in its text and 12 B s^2 h in equation 8; what it prints follows the equation."""
    shape = {"sequence_length": "2048 token", "hidden_size": hidden_size, "vocabulary_size": "51200", "layers": layers}
    asked = Question(BOOK, None, ("selective_recompute_work_ratio",), values=shape)
    more = float(asked.solve("recompute_work_ratio").to("1")) - 1
    s, h, depth = 2048, int(hidden_size), int(layers)
    forward = 24 * s * h**2 + 4 * s**2 * h  # operations of one layer, appendix A
    model = 3 * (depth * forward + 2 * s * h * 51200)
    assert more == pytest.approx(depth * 4 * s**2 * h / model, rel=1e-9)
    wrong = depth * 12 * s**2 * h / model  # wrong: the whole attention work of training once more
    assert round(wrong, 3) == printed
    assert more == pytest.approx(wrong / 3, rel=1e-9)
    assert round(more, 3) != printed
