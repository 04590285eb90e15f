"""Kernels over arrays give what `solve` gives, point by point, whatever the plan, the back end and the tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.arrays import tiles as tiling
from mlsysim_sym.asking.arrays.family import family_of
from mlsysim_sym.asking.arrays.program import program_of
from mlsysim_sym.asking.kernel import ArrayKernel, array_kernel
from mlsysim_sym.errors import MlsysimError, QuestionError, UndecidedError
from mlsysim_sym.solving.question import Question, resolve, system_of


@pytest.fixture(scope="module")
def chain() -> Question:
    book = ms.Book.load("benchmarks/chain20")
    return ms.ask("chain20", book=book, chain_batch_size=32, chain_context=8192, chain_devices=8)


@pytest.fixture(scope="module")
def serving() -> Question:
    return ms.ask(
        "llm_serving",
        hardware="h100_sxm",
        model="llama_3_70b",
        precision="bf16",
        tensor_parallel_degree=4,
        prompt_length="2048 token",
        output_length="256 token",
        servers=4,
        arrival_rate="10 request/s",
        decode__batch_size=32,
    )


def written(question: Question, name: str, value: float) -> tuple[Fraction, str]:
    unit = system_of(question).variable(name).unit
    return (Fraction(value) - unit.offset) / unit.factor, unit.text


def solved(question: Question, targets: Sequence[str], point: Mapping[str, float]) -> float | str | None:
    """Return the one value that `solve` gives at a point, None where there is none, `several` where it is a set."""
    try:
        answer = question.given(**{name: written(question, name, value) for name, value in point.items()}).solve(*targets)
    except MlsysimError:
        return None
    if not answer.pieces:
        return None
    return answer.pieces[0].low if len(answer.pieces) == 1 and answer.pieces[0].is_point else "several"


def agrees(question: Question, target: str, arrays: Mapping[str, np.ndarray], backend: str = "numpy") -> int:
    """Hold a kernel against `solve` at every point; return how many points have an answer."""
    kernel = array_kernel(question, target, list(arrays), backend=backend)
    values, codes = kernel(**{name.replace(".", "__"): array for name, array in arrays.items()})
    found = values[kernel.targets[0]]
    for place in range(len(found)):
        expected = solved(question, [target], {name: float(array[place]) for name, array in arrays.items()})
        if isinstance(expected, float):
            assert found[place] == pytest.approx(expected, rel=1e-9), kernel.reasons[codes[place]]
            assert codes[place] == 0
        else:
            assert math.isnan(found[place])
            assert codes[place] != 0
    return int(np.isfinite(found).sum())


def spread(seed: int, count: int, **ends: tuple[float, float, bool]) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(seed)
    found = {}
    for name, (low, high, whole) in ends.items():
        array = np.exp(generator.uniform(np.log(low), np.log(high), count))
        found[name.replace("__", ".")] = np.rint(array) if whole else array
    return found


# --- against known numbers and against solve ---------------------------------------------------------------------------


def test_the_chain_has_its_known_numbers(chain: Question) -> None:
    kernel = array_kernel(chain, ["chain_p99", "chain_cost_per_token"], ["chain_batch_size"])
    values, codes = kernel(chain_batch_size=[32.0, 28.470829])
    assert values["chain_p99"].tolist() == pytest.approx([4.475154, 4.475154], rel=1e-6)
    assert values["chain_cost_per_token"][0] == pytest.approx(3.0591593e-6, rel=1e-7)
    assert not codes.any()


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_forward_with_limits(serving: Question, backend: str) -> None:
    arrays = spread(1, 20, arrival_rate=(1, 40, False), servers=(1, 16, True), decode__batch_size=(1, 128, True))
    assert agrees(serving, "request_latency", arrays, backend) > 5


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_an_implicit_block(serving: Question, backend: str) -> None:
    question = serving.without("arrival_rate").given(queueing_delay="0.1 s")
    arrays = spread(2, 12, queueing_delay=(0.001, 10, False), servers=(1, 16, True), decode__batch_size=(1, 128, True))
    assert agrees(question, "arrival_rate", arrays, backend) > 8


def test_whole_numbers_backwards() -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16", context_length="4096 token")
    question = question.given(tensor_parallel_degree=4)
    times, _ = array_kernel(question, "time_per_output_token", ["batch_size"])(batch_size=[8.0, 16.0, 31.0])
    target = times["time_per_output_token"]
    kernel = array_kernel(question, "batch_size", ["time_per_output_token"])
    values, codes = kernel(time_per_output_token=[*target, (target[0] + target[1]) * 0.4999])
    assert values["batch_size"][:3].tolist() == [8.0, 16.0, 31.0]
    assert math.isnan(values["batch_size"][3])
    assert codes.tolist()[:3] == [0, 0, 0]


def test_several_values_are_no_value_unless_one_is_picked(chain: Question) -> None:
    question = chain.without("chain_batch_size").given(chain_p99="4.47515420367173 s")
    found = {}
    for pick in ("only", "lowest", "highest"):
        kernel = array_kernel(question, "chain_batch_size", ["chain_p99"], pick)
        values, codes = kernel(chain_p99=[4.47515420367173])
        found[pick] = values["chain_batch_size"][0]
        if pick == "only":
            assert kernel.reasons[codes[0]] == "several values satisfy the question there"
    assert math.isnan(found["only"])
    assert found["lowest"] == pytest.approx(28.470829, rel=1e-7)
    assert found["highest"] == pytest.approx(32, rel=1e-9)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_the_end_of_a_range(backend: str) -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4)
    question = question.given(context_length="2048 token").require("time_per_output_token <= 30 ms")
    contexts = np.array([1024.0, 2048.0, 3000.0, 8192.0, 16384.0, 1e9])
    kernel = array_kernel(question, "batch_size", ["context_length"], "highest", backend)
    values, codes = kernel(context_length=contexts)
    for context, value, code in zip(contexts, values["batch_size"], codes, strict=True):
        answer = question.given(context_length=(context, "token")).solve("batch_size")
        if answer.pieces:
            assert (value, code) == (answer.pieces[0].high, 0)
        else:
            assert math.isnan(value)
    assert math.isnan(values["batch_size"][-1])


def test_a_range_needs_a_pick() -> None:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4)
    with pytest.raises(UndecidedError, match='pick="highest"'):
        array_kernel(question.require("time_per_output_token <= 30 ms"), "batch_size", ["context_length"])


def test_another_law_takes_over_where_its_condition_turns() -> None:
    question = ms.ask("queue_station", arrival_rate="0.5 request/s", service_rate="1 request/s", servers=2)
    targets = [name for name in ("queueing_delay", "waiting_time") if name in system_of(question).names]
    arrays = {"servers": np.array([1.0, 2.0, 3.0, 1.0, 7.0])}
    assert agrees(question, targets[0], arrays) == 5


@pytest.mark.slow
@pytest.mark.parametrize("solver", ms.Book.load().names("solver"))
def test_every_typical_question_agrees_with_solve(solver: str) -> None:
    """Sweep two of each typical question's givens around their values, and solve at each point."""
    book = ms.Book.load()
    for number, typical in enumerate(book.solver(solver).questions):
        if typical.ask[0].rpartition(".")[2] in book.names("choice"):
            continue
        question = Question(
            book, solver, (), dict(typical.slots), dict(typical.given), tuple(typical.require), dict(typical.choose)
        )
        inputs = resolve(question, typical.ask).inputs
        names = sorted(name for name, each in inputs.items() if each.layer == "given")[number % 2 :][:2]
        answer = question.solve(*typical.ask)
        if not names or not hasattr(answer, "trace") or not (len(answer.pieces) == 1 and answer.pieces[0].is_point):
            continue
        generator = np.random.default_rng(number)
        arrays = {}
        for name in names:
            domain = system_of(question).variable(name).domain
            array = inputs[name].base * np.array([1.0, *generator.uniform(0.5, 2, 3)])
            arrays[name] = np.maximum(np.rint(array), domain.low) if domain.step else np.minimum(array, domain.high)
        agrees(question, typical.ask[0], arrays)


# --- form --------------------------------------------------------------------------------------------------------------


def grid() -> dict[str, np.ndarray]:
    return {
        "chain_batch_size": np.linspace(-1, 90, 13)[:, None, None],
        "chain_context": np.geomspace(16, 1e5, 11)[None, :, None],
        "chain_devices": np.array([1.0, 2.0, 2.5, 8.0])[None, None, :],
    }


def same(kernel: ArrayKernel, other: ArrayKernel, arrays: Mapping[str, np.ndarray], rel: float) -> None:
    first, codes = kernel(**arrays)
    second, others = other(**arrays)
    assert (codes == others).all()
    for name, values in first.items():
        assert np.isnan(values).tolist() == np.isnan(second[name]).tolist()
        np.testing.assert_allclose(second[name], values, rtol=rel, atol=0)


@pytest.mark.parametrize("backend", ["numba", pytest.param("numba_parallel", marks=pytest.mark.slow)])
def test_numba_gives_the_same_numbers(chain: Question, backend: str) -> None:
    targets = ["chain_p99", "chain_cost_per_token"]
    names = list(grid())
    same(array_kernel(chain, targets, names), array_kernel(chain, targets, names, backend=backend), grid(), 1e-12)


def test_a_grid_is_its_points(chain: Question) -> None:
    kernel = array_kernel(chain, "chain_p99", list(grid()))
    whole, codes = kernel(**grid())
    points = dict(zip(grid(), np.broadcast_arrays(*grid().values()), strict=True))
    flat, others = kernel(**{name: array.reshape(-1) for name, array in points.items()})
    np.testing.assert_allclose(flat["chain_p99"], whole["chain_p99"].reshape(-1), rtol=1e-15)
    assert (codes.reshape(-1) == others).all()
    assert set(codes[:, :, 2].reshape(-1)) <= {kernel.reasons.index(r) for r in kernel.reasons if "outside" in r}


@pytest.mark.parametrize("points", [1, 7, 64, 5000])
def test_tiles_do_not_matter(chain: Question, points: int, monkeypatch: pytest.MonkeyPatch) -> None:
    question = chain.without("chain_batch_size").given(chain_p99="4 s")
    arrays = {"chain_p99": np.geomspace(1, 30, 40)[:, None], "chain_context": np.geomspace(16, 1e5, 9)[None, :]}
    kernel = array_kernel(question, "chain_batch_size", list(arrays), "highest")
    before, codes = kernel(**arrays)
    monkeypatch.setattr(tiling, "ROOT_POINTS", points)
    after, others = kernel(**arrays)
    assert before["chain_batch_size"].tobytes() == after["chain_batch_size"].tobytes()
    assert (codes == others).all()


def test_a_program_is_text(chain: Question) -> None:
    kernel = array_kernel(chain, ["chain_p99"], list(grid()))
    read = program_of(kernel.program.text)
    assert (read.text, read.digest) == (kernel.program.text, kernel.program.digest)
    again = family_of(kernel.family.text)
    inputs = kernel.given(grid())
    found = np.concatenate([part.values[0].reshape(-1) for part in again.run(inputs)])
    np.testing.assert_array_equal(found, kernel(**grid())[0]["chain_p99"].reshape(-1))


def test_nothing_is_made_twice(chain: Question) -> None:
    assert array_kernel(chain, "chain_p99", ["chain_devices"]) is array_kernel(chain, "chain_p99", ["chain_devices"])
    assert array_kernel(chain, "chain_p99", ["chain_devices"]) is not array_kernel(chain, "chain_p99", ["chain_context"])


def test_empty_and_single(chain: Question) -> None:
    kernel = array_kernel(chain, "chain_p99", ["chain_devices"])
    values, codes = kernel(chain_devices=[])
    assert (values["chain_p99"].shape, codes.shape) == ((0,), (0,))
    values, _ = kernel(chain_devices=8)
    assert float(values["chain_p99"]) == pytest.approx(4.475154, rel=1e-6)


def test_idle_inputs_are_named(chain: Question) -> None:
    assert array_kernel(chain, "chain_power", ["chain_devices", "chain_context"]).idle == ("chain_context",)


def test_what_is_wrong_is_refused(chain: Question) -> None:
    with pytest.raises(QuestionError, match="both asked and swept"):
        array_kernel(chain, "chain_p99", ["chain_p99"])
    with pytest.raises(QuestionError, match="unknown back end"):
        array_kernel(chain, "chain_p99", ["chain_devices"], backend="fortran")
    with pytest.raises(QuestionError, match="picks nothing"):
        array_kernel(chain, "chain_p99", ["chain_devices"], "middle")
    with pytest.raises(TypeError, match="needs chain_devices"):
        array_kernel(chain, "chain_p99", ["chain_devices"])(chain_context=[1.0])
