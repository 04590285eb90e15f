"""What is missing is named as people would give it: a solver's usual inputs first, each set enough and none too large."""

from __future__ import annotations

from typing import Any

import pytest

import mlsysim_sym as ms
from mlsysim_sym.errors import UnderdeterminedError
from mlsysim_sym.solving.question import Question


def missing(question: Question, *targets: str) -> tuple[tuple[str, ...], ...]:
    """Return the sets that an underdetermined question names."""
    with pytest.raises(UnderdeterminedError) as caught:
        question.solve(*targets)
    assert "global_layer_fraction" not in str(caught.value)
    return caught.value.missing


def decode(**given: object) -> Question:
    """Return a question about decoding with a device and a model."""
    return ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_8b").given(**given)


def test_batch_and_context_come_before_what_lies_between() -> None:
    assert missing(decode(), "time_per_output_token")[0] == ("context_length", "batch_size")


def test_one_of_them_given_leaves_the_other() -> None:
    assert missing(decode(batch_size=8), "time_per_output_token")[0] == ("context_length",)
    assert missing(decode(context_length="2048 token"), "time_per_output_token")[0] == ("batch_size",)


def test_a_question_asked_backwards_lacks_what_is_asked_forwards() -> None:
    """A bandwidth follows from the time of a token, once the compute's part of it is known too."""
    question = ms.ask("llm_decode", model="llama_3_8b", batch_size=8, context_length="2048 token")
    first = missing(question.given(peak_throughput="1 PFLOP/s"), "memory_bandwidth")[0]
    assert first == ("time_per_output_token",)


@pytest.mark.parametrize(("batch", "context"), [(8, None), (None, "2048 token"), (None, None)])
def test_every_set_that_is_named_would_do(batch: int | None, context: str | None) -> None:
    """Each set is given by what the full answer says of it; the unknown is then found."""
    full = {"batch_size": 8, "context_length": "2048 token"}
    given = {name: value for name, value in (("batch_size", batch), ("context_length", context)) if value is not None}
    known = decode(**full).solve("time_per_output_token")
    for names in missing(decode(**given), "time_per_output_token"):
        more: dict[str, Any] = {name: decode(**full).solve(name) if name not in full else full[name] for name in names}
        pairs = {
            name: each if isinstance(each, (int, str)) else (each.to(each.unit.text), each.unit) for name, each in more.items()
        }
        assert float(decode(**given, **pairs).solve("time_per_output_token")) == pytest.approx(float(known), rel=1e-6)


def test_the_whole_book_names_the_smallest_first() -> None:
    with pytest.raises(UnderdeterminedError) as caught:
        ms.solve("ridge_point", peak_throughput="1 PFLOP/s")
    sizes = [len(names) for names in caught.value.missing]
    assert caught.value.missing[0] == ("memory_bandwidth",)
    assert sizes == sorted(sizes)


def test_of_two_alternatives_at_once_nothing_is_made_up() -> None:
    """The two laws for a critical batch must not fix a context between them."""
    assert ("context_length",) in missing(decode(batch_size=8), "time_per_output_token")
