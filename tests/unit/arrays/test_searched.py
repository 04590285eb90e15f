"""What arrays search: roots beside edges and in dips, whole steps backwards, divisors, and unknowns found together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.arrays.family import Family, family_of
from mlsysim_sym.asking.arrays.program import Check, Program, Root, Variant
from mlsysim_sym.asking.arrays.roots import Search, roots
from mlsysim_sym.asking.kernel import array_kernel
from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import MlsysimError, UndecidedError
from mlsysim_sym.solving.question import Question, system_of
from tests.unit.packs import book_of_equations

P = np.linspace(1, 1.3, 4)
Sides = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def searched(sides: Sides, low: float, high: float, search: Search) -> list[np.ndarray]:
    def residual(x: np.ndarray, which: np.ndarray | None) -> tuple[np.ndarray, ...]:
        with np.errstate(all="ignore"):
            return sides(x, P if which is None else P[which])

    with np.errstate(all="ignore"):
        return roots(residual, np.full(P.size, low), np.full(P.size, high), search, P.size)


# --- the scan ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("high", "scan"), [(10.0, "linear"), (math.inf, "above")])
def test_two_roots_between_neighbouring_points_are_found_in_their_dip(high: float, scan: str) -> None:
    low, upper = searched(lambda x, p: ((x - 2) ** 2 + 1, 1 + 1e-4 * p), 0.0, high, Search(1.0, scan=scan))
    np.testing.assert_allclose(low, 2 - 0.01 * np.sqrt(P), rtol=1e-10)
    np.testing.assert_allclose(upper, 2 + 0.01 * np.sqrt(P), rtol=1e-10)


@pytest.mark.parametrize(("sides", "root"), [
    (lambda x, p: (np.sqrt(x - 3) + 1, 1 + 0.1 * p), 3 + (0.1 * P) ** 2),
    (lambda x, p: (np.sqrt(7 - x) + 1, 1 + 0.1 * p), 7 - (0.1 * P) ** 2),
])  # fmt: skip
def test_a_root_beside_the_edge_of_what_has_a_value_is_found(sides: Sides, root: np.ndarray) -> None:
    (found,) = searched(sides, 0.0, 10.0, Search(1.0))
    np.testing.assert_allclose(found, root, rtol=1e-10)


@pytest.mark.parametrize(("end", "expected"), [("highest", np.full(4, 7.0)), ("lowest", 7 - P**2)])
def test_what_has_no_value_does_not_hold(end: str, expected: np.ndarray) -> None:
    (found,) = searched(lambda x, p: (np.sqrt(7 - x), p), 0.0, 10.0, Search(1.0, end=end))
    np.testing.assert_allclose(found, expected, rtol=1e-10)


@pytest.mark.parametrize(("end", "sign"), [("highest", 1), ("lowest", -1)])
def test_a_window_between_two_points_is_found(end: str, sign: int) -> None:
    (found,) = searched(lambda x, p: (np.abs(x - 2), 0.01 * p), 0.0, 10.0, Search(1.0, end=end))
    np.testing.assert_allclose(found, 2 + sign * 0.01 * P, rtol=1e-10)


def program(operations: Sequence[tuple[str, tuple[float, ...]]], left: int, right: int, end: str = "") -> Program:
    """Return a program that searches the tear (3) between 0 and 10; 2 is its input."""
    first = (("const", (0.0,)), ("const", (10.0,)), ("input", (0,)), ("tear", (0,)))
    root = Root(3, left, right, 0, 1, 1, end=end)
    variant = Variant((3,), (Check("inside", (3,), 1),))
    return Program(
        ("p",), ("x",), (*first, *operations), (variant,), (root,), reasons=("answered", "none"), pick=end or "highest"
    )


DIP = [("const", (2.0,)), ("subtract", (3, 4)), ("square", (5,)), ("const", (1.0,)), ("add", (6, 7)), ("const", (1e-4,)),
       ("multiply", (9, 2)), ("add", (7, 10))]  # fmt: skip
EDGE = [("const", (7.0,)), ("subtract", (4, 3)), ("sqrt", (5,))]
WINDOW = [("const", (2.0,)), ("subtract", (3, 4)), ("abs", (5,)), ("const", (0.01,)), ("multiply", (7, 2))]


@pytest.mark.parametrize("made", [
    program(DIP, 8, 11), program(EDGE, 6, 2), program(EDGE, 6, 2, "highest"), program(EDGE, 6, 2, "lowest"),
    program(WINDOW, 6, 8, "highest"), program(WINDOW, 6, 8, "lowest"),
])  # fmt: skip
def test_numba_searches_alike(made: Program) -> None:
    found = [next(Family((made,)).run([P], backend=backend)).values[0].copy() for backend in ("numpy", "numba")]
    assert np.isfinite(found[0]).all()
    np.testing.assert_allclose(found[1], found[0], rtol=1e-12)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize(("pick", "cost"), [("highest", 3.3055296883843256e-06), ("lowest", 3.0591592902088125e-06)])
def test_what_follows_from_each_of_two_roots_is_kept(pick: str, cost: float, backend: str) -> None:
    """Two batches have the latency; each has its own cost. Both lie between neighbouring points of the scan."""
    question = ms.ask("chain20", book=Book.load("benchmarks/chain20"), chain_context=8192, chain_devices=8)
    question = question.given(chain_p99="4.47515420367173 s")
    values, codes = array_kernel(question, "chain_cost_per_token", ["chain_p99"], pick, backend)(chain_p99=[4.47515420367173])
    assert values["chain_cost_per_token"][0] == pytest.approx(cost, rel=1e-9)
    assert codes[0] == 0
    only = array_kernel(question, "chain_cost_per_token", ["chain_p99"], backend=backend)
    assert only.reasons[only(chain_p99=[4.47515420367173])[1][0]] == "several values satisfy the question there"


def test_the_values_of_one_root_do_not_stand_for_another() -> None:
    """A loss that no budget reaches from one side: the first root has training tokens, the second has none that count."""
    book = Book.load()
    typical = book.solver("compute_optimal_model").questions[1]
    question = Question(book, "compute_optimal_model", (), {}, dict(typical.given), (), dict(typical.choose))
    kernel = array_kernel(question, typical.ask, ["pretraining_loss", "training_work"], "lowest")
    generator = np.random.default_rng(1)
    loss, work = (np.exp(generator.uniform(-9, 9, 200)) * each for each in (2.022, 7.2e23))
    values, codes = kernel(pretraining_loss=loss, training_work=work)
    for array in values.values():
        assert (np.isfinite(array) == (codes == 0)).all()


# --- whole steps and divisors ------------------------------------------------------------------------------------------


def ends(question: Question, target: str, pick: str) -> float:
    """Return the end of what `solve` gives, NaN where there is none or it does not belong to the set and is no number."""
    try:
        pieces = question.solve(target).pieces
    except MlsysimError:
        return math.nan
    if not pieces:
        return math.nan
    piece, side = (pieces[-1], "high") if pick == "highest" else (pieces[0], "low")
    value = float(getattr(piece, side))
    return math.nan if math.isinf(value) or (getattr(piece, f"{side}_open") and value == 0) else value


def agree(question: Question, target: str, arrays: dict[str, Sequence[float]], backend: str = "numpy") -> None:
    units = {name: system_of(question).variable(name).unit for name in arrays}
    for pick in ("highest", "lowest"):
        kernel = array_kernel(question, target, list(arrays), pick, backend)
        values, codes = kernel(**{name: np.asarray(array, dtype=float) for name, array in arrays.items()})
        rows = [dict(zip(arrays, row, strict=True)) for row in zip(*arrays.values(), strict=True)]
        points = [{name: (value / float(units[name].factor), units[name].text) for name, value in row.items()} for row in rows]
        expected = [ends(question.given(**point), target, pick) for point in points]
        np.testing.assert_allclose(
            values[kernel.targets[0]], expected, rtol=1e-8, err_msg=str([kernel.reasons[c] for c in codes])
        )


def law(name: str, **given: object) -> Question:
    return Question(Book.load(), None, (name,)).given(**given)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_both_ends_of_what_a_whole_step_allows(backend: str) -> None:
    agree(law("output_tiles", columns=4096, tile_columns=128), "rows",
          {"tiles": [32, 96, 3200, 33, 992], "tile_rows": [64, 128, 100, 128, 17]}, backend)  # fmt: skip
    agree(law("output_tiles", columns=4096, tile_columns=128, rows=1), "tile_rows",
          {"tiles": [32, 96, 3200, 64, 320], "rows": [4096, 513, 9000, 7, 10]}, backend)  # fmt: skip
    agree(law("prefill_chunks"), "prompt_length", {"prefill_chunks": [1, 2, 7, 40], "chunk_length": [512, 100, 333, 1]}, backend)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_a_requirement_cuts_what_a_whole_step_allows(backend: str) -> None:
    question = law("prefill_chunks", chunk_length="512 token").require("prompt_length <= 4000 token")
    agree(question, "prompt_length", {"prefill_chunks": [2, 3, 7, 8, 9]}, backend)


def test_a_range_is_no_value() -> None:
    with pytest.raises(UndecidedError, match="gives a range of `prompt_length`, not one value"):
        array_kernel(law("prefill_chunks", chunk_length="512 token"), "prompt_length", ["prefill_chunks"])


def test_one_whole_number_is_a_value() -> None:
    kernel = array_kernel(law("output_tiles", columns=4096, tile_columns=128, tile_rows=1), "rows", ["tiles", "tile_rows"])
    values, codes = kernel(tiles=[96.0, 96.0], tile_rows=[1.0, 2.0])
    assert values["rows"][0] == 3
    assert math.isnan(values["rows"][1])
    assert kernel.reasons[codes[1]] == "`output_tiles` gives a range there, not one value"


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_the_last_number_that_divides(backend: str) -> None:
    agree(law("pipeline_divides_layers", layers=1), "pipeline_parallel_degree", {"layers": [96, 97, 1, 126]}, backend)
    question = law("pipeline_divides_layers", pipeline_parallel_degree=1).require("layers <= 130")
    agree(question, "layers", {"pipeline_parallel_degree": [8, 3, 7, 131]}, backend)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_limits_and_divisors_together(backend: str) -> None:
    book = Book.load()
    typical = book.solver("tensor_parallel_decode").questions[1]
    assert typical.ask == ("tensor_parallel_degree",)
    question = Question(book, "tensor_parallel_decode", (), dict(typical.slots), dict(typical.given), tuple(typical.require),
                        dict(typical.choose))  # fmt: skip
    agree(question, "tensor_parallel_degree", {"batch_size": [1, 16, 32, 64, 500]}, backend)


def test_numbers_inside_a_range_need_not_be_whole() -> None:
    """The largest cache that limits allow is asked for itself, not by whole sequences."""
    question = Question(Book.load(), "llm_decode", slots={"hardware": "h100_sxm", "model": "llama_3_70b"})
    question = question.choose(precision="bf16").given(tensor_parallel_degree=4, context_length="4096 token")
    agree(question.require("time_per_output_token <= 30 ms"), "kv_cache_size", {"context_length": [1024, 4096, 8192]})


# --- unknowns found together -------------------------------------------------------------------------------------------

GLOSSARY = "area: edge\nvariables:\n" + "".join(
    f'  joint_{name}: {{latex: "{name}", unit: "1", domain: {domain}, typical: ["0.1", "100"], meaning: Number {name}.}}\n'
    for name, domain in (*((each, "positive") for each in "xyz"), *((each, "real") for each in "abc"))
)
LAWS = {
    "joint_sum": "joint_a = joint_x + joint_y + joint_z",
    "joint_product": "joint_b = joint_x * joint_y * joint_z",
    "joint_squares": "joint_c = joint_x^2 + joint_y^2 + joint_z^2",
}


@pytest.fixture(scope="module")
def symmetric(tmp_path_factory: pytest.TempPathFactory) -> Question:
    book = book_of_equations(tmp_path_factory.mktemp("pack"), GLOSSARY, LAWS, "joint_x", "joint_y")
    return Question(book, None, tuple(LAWS), values={"joint_a": "6", "joint_b": "6", "joint_c": "14"})


@pytest.mark.parametrize(("pick", "share"), [("lowest", 1.0), ("highest", 3.0)])
def test_unknowns_found_together_at_many_points(symmetric: Question, pick: str, share: float) -> None:
    """Three numbers by their sum, product and squares: 1, 2 and 3, times any scale, in every order."""
    assert len(symmetric.plan("joint_x").tears) == 2
    scale = np.linspace(0.75, 2, 6)
    kernel = array_kernel(symmetric, "joint_x", ["joint_a", "joint_b", "joint_c"], pick)
    values, codes = kernel(joint_a=6 * scale, joint_b=6 * scale**3, joint_c=14 * scale**2)
    assert not codes.any()
    np.testing.assert_allclose(values["joint_x"], share * scale, rtol=1e-9)


def test_several_roots_and_none_are_told_apart(symmetric: Question) -> None:
    kernel = array_kernel(symmetric, "joint_x", ["joint_b"])
    values, codes = kernel(joint_b=[6.0, 100.0])
    assert np.isnan(values["joint_x"]).all()
    assert kernel.reasons[codes[0]] == "several values satisfy the question there"
    assert "no joint_x and joint_y were found that satisfy" in kernel.reasons[codes[1]]
    again = family_of(kernel.family.text)
    assert next(again.run(kernel.given({"joint_b": [6.0, 100.0]}))).codes.tolist() == codes.tolist()


def test_no_numba_form_is_said(symmetric: Question) -> None:
    with pytest.raises(UndecidedError, match="no numba form"):
        array_kernel(symmetric, "joint_x", ["joint_b"], backend="numba")(joint_b=[6.0, 7.0])


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_one_point_through_a_queue(backend: str) -> None:
    """A single number goes through Erlang's formula as an array does."""
    question = Question(Book.load(), "llm_serving", slots={"hardware": "h100_sxm", "model": "llama_3_70b"})
    question = question.choose(precision="bf16").given(tensor_parallel_degree=4, output_length="256 token", servers=1)
    question = question.given(prompt_length="2048 token", decode__batch_size=32)
    for servers in (1, 2, 3):
        given = {"servers": (servers, "1"), "arrival_rate": (2.0, "request/s")}
        kernel = array_kernel(question, "request_latency", ["servers", "arrival_rate"], backend=backend)
        values, codes = kernel(servers=servers, arrival_rate=2.0)
        assert codes == 0
        assert float(values["request_latency"]) == pytest.approx(
            question.given(**given).solve("request_latency").one().low, rel=1e-9
        )
