"""What is told: answers, laws, records, solvers and choices as text, Markdown, LaTeX, JSON and SymPy."""

import json
import math

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book.book import Book
from mlsysim_sym.reading.expression import parse_expression
from mlsysim_sym.reading.sympy_form import symbol, sympy_form
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.question import Question
from mlsysim_sym.telling.commands import lines_of
from mlsysim_sym.telling.page import Page, Pairs, Paragraph, Table
from mlsysim_sym.telling.pages import choice_page, law_page, record_page, solver_page, variable_page
from mlsysim_sym.telling.shapes import answer_shape, law_shape, plan_shape, question_shape, record_shape
from mlsysim_sym.telling.text import answer_line, answer_text

BOOK = Book.load()
ANSWER_KEYS = {"schema", "target", "unit", "status", "set", "sense", "certificate", "laws", "inputs", "cross_checks", "warnings",
               "missing", "conflict", "because", "book"}  # fmt: skip


def roofline(**given: str) -> Question:
    return Question(BOOK, laws=("roofline",), values={"peak_throughput": "989.4 TFLOP/s", **given})


# --- answers -----------------------------------------------------------------------------------------------------------


def test_a_line_may_have_other_digits_and_units() -> None:
    answer = ms.solve("ridge_point", peak_throughput="989.4 TFLOP/s", memory_bandwidth="3.35 TB/s")
    assert answer_line(answer) == "ridge_point = 295.343 FLOP/B"
    assert answer_line(answer, digits=3, unit="FLOP/bit") == "ridge_point = 36.9 FLOP/bit"


def test_the_whole_answer_is_80_columns_wide_and_names_its_sources() -> None:
    question = ms.ask("single_device", hardware="h100_sxm", arithmetic_intensity="100 FLOP/B").choose(precision="bf16")
    text = answer_text(question.solve("attainable_throughput"))
    assert all(len(line) <= 80 for line in text.splitlines())
    assert text.splitlines()[0] == "attainable_throughput <= 335 TFLOP/s"
    assert "roofline: memory bound" in text
    assert "[nvidia_trtllm_cluster_info]" in text


def test_the_json_of_a_point() -> None:
    given = {"peak_throughput": "989.4 TFLOP/s", "memory_bandwidth": "3.35 TB/s", "arithmetic_intensity": "100 FLOP/B"}
    shape = json.loads(json.dumps(answer_shape(Question(BOOK, laws=("roofline",), values=given).solve("attainable_throughput"))))
    assert set(shape) >= ANSWER_KEYS
    (piece,) = shape["set"]
    assert (piece["kind"], piece["regimes"]) == ("point", {"roofline": "memory_bound"})
    assert math.isclose(piece["value"], 335e12, rel_tol=1e-12)
    assert shape["inputs"][0] == {
        "name": "peak_throughput", "value": 989400000000000, "unit": "FLOP/s", "badge": "given", "source": "given",
        "replaces": [], "layer": "given", "written": "989.4 TFLOP/s", "place": "", "record": None, "as_printed": None, "why": "",
    }  # fmt: skip


def test_an_unbounded_end_is_null() -> None:
    shape = answer_shape(
        roofline(attainable_throughput="989.4 TFLOP/s", arithmetic_intensity="400 FLOP/B").solve("memory_bandwidth")
    )
    (piece,) = shape["set"]
    assert piece["kind"] == "interval"
    assert piece["high"] is None
    assert piece["low"] == pytest.approx(2.4735e12)
    assert "value" not in piece


def test_an_empty_answer_says_why_in_each_form() -> None:
    answer = roofline(attainable_throughput="2000 TFLOP/s", memory_bandwidth="3.35 TB/s").solve("arithmetic_intensity")
    shape = answer_shape(answer)
    assert shape["status"] == "empty"
    assert shape["set"] == []
    assert shape["because"]
    assert "no answer" in answer_text(answer)


def test_questions_and_plans_are_json() -> None:
    question = roofline(memory_bandwidth="3.35 TB/s", arithmetic_intensity="100 FLOP/B")
    assert question_shape(question)["given"]["memory_bandwidth"] == "3.35 TB/s"
    shape = plan_shape(question.plan("attainable_throughput"))
    assert shape["before"] == [{"law": "roofline", "unknown": "attainable_throughput", "forward": True}]


# --- the book ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOOK.laws)
def test_every_law_has_a_page_a_shape_and_a_sympy_form(name: str) -> None:
    page = law_page(BOOK, name)
    assert page.text()
    assert page.markdown().startswith("# ")
    assert json.dumps(law_shape(BOOK, name))
    law = BOOK.law(name)
    assert {each.name for each in law.sympy.free_symbols} >= set(law.variables) - {
        each for p in law.points for each in law.variables
    }


@pytest.mark.parametrize("name", BOOK.names("record"))
def test_every_record_has_a_page_and_a_shape(name: str) -> None:
    assert record_page(BOOK, name).text()
    assert json.dumps(record_shape(BOOK, name))


def test_the_page_of_a_record_says_why_a_number_differs() -> None:
    figure = BOOK.record("deepseek_v3").fields["active_parameters"].figure
    assert figure is not None
    assert figure.differs.startswith("The law counts both vocabulary tables")
    page = record_page(BOOK, "deepseek_v3")
    for text in (page.text(), page.markdown()):
        assert f"differs: {figure.differs}" in " ".join(text.split())


def test_every_variable_solver_and_choice_has_a_page() -> None:
    for name in BOOK.variables:
        assert variable_page(BOOK, name).text().startswith(name)
    for name in BOOK.names("solver"):
        assert "mlsysim-sym solve" in solver_page(BOOK, name).text()
    for name in BOOK.names("choice"):
        assert choice_page(BOOK, name).markdown()


def test_a_law_page_solves_for_each_variable() -> None:
    text = law_page(BOOK, "ridge_point").text()
    assert "memory_bandwidth = peak_throughput / ridge_point" in text
    assert "peak_throughput = ridge_point * memory_bandwidth" in text
    assert "[verified]" in text
    assert "[unverified]" in text


def test_a_law_is_latex_and_sympy() -> None:
    law = ms.law("ridge_point")
    assert law.latex().endswith(r"= \frac{F}{B}")
    assert str(law.sympy) == "Eq(ridge_point, peak_throughput/memory_bandwidth)"
    assert law._repr_markdown_().startswith("# Ridge point")
    assert law._repr_latex_().startswith(r"$\displaystyle ")


@pytest.mark.parametrize("name", ["roofline", "ring_all_reduce", "erlang_c", "chinchilla_loss", "murphy_yield"])
def test_the_sympy_form_agrees_with_the_example(name: str) -> None:
    law = BOOK.law(name)
    example = law.examples[0]
    values = {key: parse_value(text).base for key, text in {**example.given, **example.expect}.items()}
    left = float(sympy_form(law.effective.left).subs({symbol(key): value for key, value in values.items()}))
    right = float(sympy_form(law.effective.right).subs({symbol(key): value for key, value in values.items()}).evalf())
    assert left == pytest.approx(right, rel=1e-3)


def test_text_is_never_given_to_sympy() -> None:
    form = sympy_form(parse_expression("min(beta, gam * zeta)"))
    assert str(form) == "Min(beta, gam*zeta)"


# --- pages -------------------------------------------------------------------------------------------------------------


def test_a_table_that_is_too_wide_becomes_entries() -> None:
    page = Page("t", (Table(("name", "value"), (("n" * 60, "v" * 60),)), Pairs((("a", "b"),)), Paragraph("p")))
    assert all(len(line) <= 80 for line in page.text().splitlines())
    assert "| name | value |" in page.markdown()


def test_commands_are_cut_where_a_shell_joins_them() -> None:
    lines = lines_of(
        "mlsysim-sym solve batch_size --solver llm_decode 'time_per_output_token<=30 ms' context_length='8192 token'"
    )
    assert all(len(line) <= 78 for line in lines)
    assert all(line.endswith(" \\") for line in lines[:-1])
