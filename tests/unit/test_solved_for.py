"""A law solved for one of its variables, as a user meets it in a notebook."""

from __future__ import annotations

import pickle

import pytest

import mlsysim_sym as ms
from mlsysim_sym.errors import UnknownNameError


def test_it_is_a_tuple_of_trees_that_prints_as_an_equation() -> None:
    found = ms.law("ridge_point").solved_for("memory_bandwidth")
    assert [ms.expression_text(form) for form in found] == ["peak_throughput / ridge_point"]
    assert str(found) == "memory_bandwidth = peak_throughput / ridge_point"
    assert found._repr_latex_() == r"$\displaystyle B = \frac{F}{I^{\ast}}$"


def test_both_roots_are_printed() -> None:
    found = ms.law("checkpoint_waste").solved_for("checkpoint_interval")
    assert len(str(found).splitlines()) == len(found) == 2
    assert found._repr_latex_().count("=") == 2


def test_where_there_is_no_closed_form_it_says_so() -> None:
    found = ms.law("daly_run_time").solved_for("checkpoint_interval")
    assert not found
    assert str(found) == "(no closed form: found by search)"
    assert "no closed form" in found._repr_latex_()


def test_a_form_of_one_branch_says_so() -> None:
    rows = str(ms.law("roofline").solved_for("arithmetic_intensity")).splitlines()
    assert rows[0] == "arithmetic_intensity = attainable_throughput / memory_bandwidth"
    assert "elsewhere the answer is a set" in rows[1]


def test_it_pickles() -> None:
    found = ms.law("checkpoint_waste").solved_for("checkpoint_interval")
    again = pickle.loads(pickle.dumps(found))  # noqa: S301  (made here)
    assert (again, str(again)) == (found, str(found))


def test_an_unknown_variable_has_a_suggestion() -> None:
    with pytest.raises(UnknownNameError, match="has no variable `memory_bandwith`") as caught:
        ms.law("ridge_point").solved_for("memory_bandwith")
    assert "memory_bandwidth" in str(caught.value.hint)
