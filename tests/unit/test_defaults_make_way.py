"""A default holds only where nothing else says otherwise: what is given wins, and what nothing ranks is undecided."""

from __future__ import annotations

from pathlib import Path

import pytest

import mlsysim_sym as ms
from mlsysim_sym.errors import ContradictionError, UndecidedError
from mlsysim_sym.solving.question import Question
from tests.unit.packs import write_pack


def laws(*names: str, **given: object) -> Question:
    """Return a question about a few laws."""
    return Question(ms.Book.load(), None, names).given(**given)


def decode(**given: object) -> Question:
    """Return a question about decoding bound by memory: 2.7 ms a token on two devices at an efficiency of 1."""
    question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_8b")
    return question.given(**{"batch_size": 8, "context_length": "2048 token", "tensor_parallel_degree": 2, **given})


def test_few_digits_do_not_save_a_default() -> None:
    """Each size is written with one digit, so that 1 GB may be 1.5 GB; as written, the weights are gathered once."""
    question = laws("zero3_volume", data_parallel_degree=2, local_weight_size="1 GB", local_gradient_size="1 GB",
                    data_parallel_volume="1 GB")  # fmt: skip
    answer = question.solve("data_parallel_volume")
    assert answer.to("GB") == 1
    assert {each.name for each in answer.released} & {"weight_gathers", "gradient_scatters"}
    assert any("is a default: with it `zero3_volume` would be off by -33.33%" in each for each in answer.warnings)
    assert float(question.solve("weight_gathers")) == pytest.approx(1)


def test_a_default_within_a_percent_of_what_is_given_stays() -> None:
    """29.9 GB for 30: as printed that agrees."""
    question = laws("zero3_volume", data_parallel_degree=2, local_weight_size="20 GB", local_gradient_size="20 GB",
                    data_parallel_volume="29.9 GB")  # fmt: skip
    answer = question.solve("data_parallel_volume")
    assert answer.released == ()
    assert answer.warnings == ()


@pytest.mark.parametrize("target", ["decode_throughput", "decode_memory_time"])
def test_a_default_that_is_contradicted_beside_the_plan_makes_way_too(target: str) -> None:
    """The memory's time alone does not lead over the time of the step; that contradicts its efficiency all the same."""
    answer = decode(time_per_output_token="9.00 ms").solve(target)  # noqa: S106  (no password)
    assert [each.name for each in answer.released] == ["memory_efficiency"]
    assert float(answer) == pytest.approx({"decode_throughput": 8 / 9e-3, "decode_memory_time": 9e-3}[target])


def test_a_default_that_cannot_mend_it_is_no_excuse() -> None:
    """No efficiency up to 1 makes a step of 2.7 ms one of 1 ms."""
    with pytest.raises(ContradictionError) as caught:
        decode(time_per_output_token="1 ms").solve("decode_throughput")  # noqa: S106  (no password)
    text = str(caught.value)
    assert "decode_step_time = 2.71" in text
    assert "no value of `memory_efficiency`" in text


PACK = {
    "formulas/edge/variables.yaml": """\
area: edge
variables:
  load: {latex: l, unit: "1", domain: positive, typical: ["1", "100"], meaning: A load.}
  wear: {latex: w, unit: "1", domain: positive, typical: ["1", "100"], meaning: A wear.}
  first_share: {latex: a, unit: "1", domain: positive, typical: ["1", "100"], meaning: A share.,
    default: {value: "1", source: {key: toy}, why: one}}
  other_share: {latex: b, unit: "1", domain: positive, typical: ["1", "100"], meaning: Another share.,
    default: {value: "2", source: {key: toy}, why: two}}
""",
    "formulas/edge/load_of_shares.yaml": "equation: load = first_share + other_share\n"
    "examples: [{given: {first_share: 1, other_share: 2}, expect: {load: 3}}]",
    "formulas/edge/wear_of_share.yaml": "equation: wear = 5 * first_share\n"
    "examples: [{given: {first_share: 2}, expect: {wear: 10}}]",
    "registry/sources.yaml": "toy: {authors: A. Toy, title: Toy laws, year: 2026}",
}


def test_where_nothing_says_which_default_makes_way_the_answer_is_undecided(tmp_path: Path) -> None:
    """Two defaults of one layer make the load; what is asked rests on one of them."""
    write_pack(tmp_path, PACK)
    question = Question(ms.Book.load(tmp_path, packaged=False), None, ("load_of_shares", "wear_of_share"))
    assert float(question.given(load=3).solve("wear")) == 5, "no contradiction"
    assert float(question.given(load=8).solve("load")) == 8, "both make it the same"
    with pytest.raises(UndecidedError) as caught:
        question.given(load=8).solve("wear")
    assert set(caught.value.candidates) == {"first_share", "other_share"}
    assert caught.value.exit_code == 4
    assert {row.rpartition(": ")[2] for row in caught.value.detail} == {"wear = 30", "wear = 5"}
    assert float(question.given(load=8, other_share=2).solve("wear")) == 30
    assert float(question.given(load="1.5").solve("wear")) == 5, "beside the other share's 2 nothing is left for the first"
