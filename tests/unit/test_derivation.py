"""Derivations: the steps follow the plan, every line of numbers gives its value, and each notation is well formed."""

import json
import math

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book.book import Book
from mlsysim_sym.reading.figures import Written, subscripted
from mlsysim_sym.reading.tree import names_in
from mlsysim_sym.solving.answer import Answer
from mlsysim_sym.solving.derivation import Derivation
from mlsysim_sym.solving.numbers import digits_of
from mlsysim_sym.solving.question import Question
from mlsysim_sym.solving.step import evaluated

BOOK = Book.load()
GIVEN = {"peak_throughput": "989.4 TFLOP/s", "memory_bandwidth": "3.35 TB/s"}


def of_law(name: str, target: str, **given: str) -> Answer:
    answer: Answer = Question(BOOK, laws=(name,), values=given).solve(target)
    return answer


def decode() -> Question:
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16")
    return question.given(tensor_parallel_degree=4, context_length="8192 token")


def test_a_forward_step_has_the_author_s_equation_and_the_numbers() -> None:
    text = of_law("ridge_point", "ridge_point", **GIVEN).derivation.text()
    assert "ridge_point = peak_throughput / memory_bandwidth\n     = (989.4 TFLOP/s) / (3.35 TB/s)\n     = 295.3 FLOP/B" in text
    assert "Williams et al. 2009 [williams2009roofline], section 3" in text


def test_an_inverse_step_says_the_solved_form() -> None:
    answer = of_law("ridge_point", "memory_bandwidth", ridge_point="300 FLOP/B", peak_throughput="989.4 TFLOP/s")
    (step,) = answer.derivation.steps
    assert step.route == "closed"
    assert step.solved is not None
    assert ms.expression_text(step.solved) == "peak_throughput / ridge_point"


def test_latex_keeps_the_author_s_order_and_sets_units_upright() -> None:
    latex = of_law("ridge_point", "ridge_point", **GIVEN).derivation.latex()
    assert r"&= \frac{989.4\,\mathrm{TFLOP/s}}{3.35\,\mathrm{TB/s}} \notag \\" in latex
    assert latex.count(r"\begin{align}") == latex.count(r"\end{align}") == 2
    assert latex.count("{") == latex.count("}")
    assert r"\cite[{section 3}]{williams2009roofline}" in latex


def test_latex_says_who_says_a_number_and_how_far_to_trust_it() -> None:
    question = ms.ask("roofline_explorer", hardware="h100_sxm").choose(compute_precision="bf16")
    latex = question.solve("ridge_point").derivation.latex()
    assert r"\paragraph{Inputs}" in latex
    assert r"$F = 989.4\,\mathrm{TFLOP/s}$ [secondary] \cite" in latex
    assert of_law("ridge_point", "ridge_point", **GIVEN).derivation.latex().count("[given]") == len(GIVEN)


def test_digits_follow_the_poorest_number_that_was_given() -> None:
    assert digits_of(of_law("ridge_point", "ridge_point", **GIVEN)) == 4
    assert digits_of(of_law("ridge_point", "ridge_point", peak_throughput="1 PFLOP/s", memory_bandwidth="3 TB/s")) == 3
    answer = of_law("ridge_point", "ridge_point", **GIVEN)
    assert "295.343284 FLOP/B" in answer.derivation.text(digits=9)


def test_a_unit_may_be_asked_for_the_target_alone() -> None:
    answer = of_law("ridge_point", "memory_bandwidth", ridge_point="300 FLOP/B", peak_throughput="989.4 TFLOP/s")
    assert "= 3298 GB/s" in answer.derivation.text(unit="GB/s")
    with pytest.raises(ms.QuestionError, match="which is no FLOP"):
        answer.derivation.text(unit="FLOP")


def test_a_number_is_shown_as_it_was_given() -> None:
    text = of_law(
        "ridge_point", "ridge_point", peak_throughput="1.00e15 FLOP/s", memory_bandwidth="3350.0 GB/s"
    ).derivation.text()
    assert "(1.00e15 FLOP/s) / (3350.0 GB/s)" in text


def test_a_set_shows_its_end_and_what_binds() -> None:
    answer = decode().require("time_per_output_token <= 30 ms").solve("batch_size")
    derivation = answer.derivation
    assert derivation.search is not None
    assert derivation.search.tears == ("batch_size",)
    assert derivation.result_latex().startswith(r"b \in \left\{ 1,\; \dots,\; ")
    assert "binding" in derivation.text()
    assert {check.role for check in derivation.checks} == {"limit", "requirement"}
    assert all(check.holds for check in derivation.checks)
    high = answer.pieces[0].high
    assert derivation.answer.trace.values["batch_size"] == high


def test_an_empty_answer_shows_what_fails_and_why() -> None:
    answer = decode().given(batch_size=32).require("time_per_output_token <= 5 ms").solve("time_per_output_token")
    derivation = answer.derivation
    assert [check.holds for check in derivation.checks if check.role == "requirement"] == [False]
    assert derivation.result_latex().endswith(r"\in \varnothing")
    assert "fails" in derivation.text()
    assert derivation.steps[-1].value is not None


def test_a_scope_is_a_subscript() -> None:
    slots = {f"{scope}.{slot}": name for scope in ("prefill", "decode") for slot, name in
             (("hardware", "h100_sxm"), ("model", "llama_3_8b"))}  # fmt: skip
    given = {"decode.batch_size": "8", "prompt_length": "2048 token", "output_length": "256 token"}
    question = Question(BOOK, "disaggregated_serving", slots=slots, values=given, choices={"precision": "bf16"})
    latex = question.solve("prefill_decode_ratio").derivation.latex()
    assert r"\text{decode}" in latex
    assert r"\text{prefill}" in latex
    assert latex.count("{") == latex.count("}")


def test_subscripts_join() -> None:
    assert subscripted(r"T_{\mathrm{step}}", "decode.tp") == r"T_{\mathrm{step},\,\text{decode.tp}}"
    assert subscripted("D^{*}", "optimal") == r"D^{*}_{\text{optimal}}"
    assert Written("2", "1/token").text == "2/token"


def test_json_has_every_step() -> None:
    shape = json.loads(json.dumps(decode().given(batch_size=32).solve("time_per_output_token").derivation.to_dict()))
    assert shape["schema"] == "mlsysim-sym/derivation/1"
    assert [step["number"] for step in shape["steps"]] == list(range(1, len(shape["steps"]) + 1))
    assert shape["answer"]["schema"] == "mlsysim-sym/answer/1"


def derived(name: str) -> list[Derivation]:
    found = []
    law = BOOK.law(name)
    for example in law.examples[:1]:
        values = {**example.given, **example.expect}
        for target in values:
            given = {key: value for key, value in values.items() if key != target}
            try:
                found.append(Question(BOOK, laws=(name,), values=given).solve(target).derivation)
            except ms.MlsysimError:
                continue
    return found


@pytest.mark.parametrize("name", BOOK.laws[::7])
def test_every_line_of_numbers_gives_its_value(name: str) -> None:
    for derivation in derived(name):
        for step in derivation.steps:
            if step.numbers is None or step.value is None or not set(names_in(step.numbers)) <= set(step.environment):
                continue
            assert math.isclose(evaluated(step.numbers, step.environment), step.value, rel_tol=1e-6, abs_tol=1e-12)
        assert all(len(line) <= 80 for line in derivation.text().splitlines())
        assert derivation.markdown().count("$$") % 2 == 0
        latex = derivation.latex()
        assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")
