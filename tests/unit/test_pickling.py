"""What is shown to users comes back from a pickle as it went in: equal, with the same hash, text and JSON."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mlsysim_sym as ms


def decode() -> Any:  # noqa: ANN401  (a question)
    """Return a question about decoding."""
    return ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_8b", context_length="2048 token")


THINGS: dict[str, Callable[[], Any]] = {
    "answer": lambda: decode().given(batch_size=8).solve("time_per_output_token"),
    "range": lambda: decode().require("time_per_output_token <= 30 ms").solve("batch_size"),
    "empty answer": lambda: decode().require("time_per_output_token <= 1 us").solve("batch_size"),
    "whole book": lambda: ms.solve("ridge_point", peak_throughput="1 PFLOP/s", memory_bandwidth="3 TB/s"),
    "quantities": lambda: ms.solve(
        "ridge_point", peak_throughput=ms.Quantity("1 PFLOP/s"), memory_bandwidth=ms.Quantity(3, "TB/s")
    ),
    "parts": lambda: ms.solve("parameters", model="resnet_50"),
    "words": lambda: decode().given(batch_size=8).solve("weight_precision"),
    "derivation": lambda: decode().given(batch_size=8).derive("time_per_output_token"),
    "derivation in a unit": lambda: decode().given(batch_size=8).derive("time_per_output_token").noted(3, "us/token"),
    "explanation": lambda: decode().given(batch_size=8).explain("time_per_output_token"),
    "plan": lambda: decode().given(batch_size=8).plan("time_per_output_token"),
    "question": lambda: decode().given(batch_size=(8, "1")).require("time_per_output_token <= 30 ms"),
    "law": lambda: ms.law("roofline"),
    "limit": lambda: ms.law("heads_divisible"),
    "inverse": lambda: ms.law("roofline").solved_for("memory_bandwidth"),
    "record": lambda: ms.Book.load().record("h100_sxm"),
    "solver": lambda: ms.Book.load().solver("llm_decode"),
    "variable": lambda: ms.Book.load().variable("batch_size"),
    "book": ms.Book.load,
}


def _pickled(thing: Any) -> Any:  # noqa: ANN401  (anything)
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  (made here)


@pytest.mark.parametrize("name", THINGS)
@pytest.mark.parametrize("again", [_pickled, copy.deepcopy])
def test_it_comes_back_equal(name: str, again: Callable[[Any], Any]) -> None:
    thing = THINGS[name]()
    other = again(thing)
    assert other == thing
    assert not other != thing  # noqa: SIM202  (both operators)
    assert str(other) == str(thing)
    if hasattr(thing, "to_dict"):
        assert json.dumps(other.to_dict()) == json.dumps(thing.to_dict())
    try:
        expected = hash(thing)
    except TypeError:
        with pytest.raises(TypeError):
            hash(other)
    else:
        assert hash(other) == expected
        assert len({thing, other}) == 1


def test_other_answers_differ() -> None:
    first = decode().given(batch_size=8).solve("time_per_output_token")
    assert first != decode().given(batch_size=9).solve("time_per_output_token")
    assert ms.law("roofline") != ms.law("ridge_point")
    assert first == decode().given(batch_size=8).solve("time_per_output_token"), "the same question has the same answer"


def test_an_error_comes_back_as_it_was() -> None:
    with pytest.raises(ms.MlsysimError) as caught:
        decode().given(batch_size="8 GB").solve("time_per_output_token")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  (made here)
    assert type(again) is type(caught.value)
    assert again.render() == caught.value.render()
    assert again.to_dict() == caught.value.to_dict()


@pytest.mark.slow
def test_another_process_reads_it(tmp_path: Path) -> None:
    """A pickle holds no book but where it stands."""
    answer = THINGS["answer"]()
    place = tmp_path / "answer.pickle"
    place.write_bytes(pickle.dumps(answer))
    script = f"import pickle; print(pickle.load(open({str(place)!r}, 'rb')).derivation.text())"
    command = [sys.executable, "-c", script]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told == answer.derivation.text() + "\n"
    assert len(place.read_bytes()) < 500_000
