"""The picture of predictions against figures: both axes logarithmic, every prediction a point, files by their ending."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import mlsysim_sym as ms
from mlsysim_sym.asking.validate import Validation, validate
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import QuestionError
from mlsysim_sym.telling.plots.against import against_plot

pytest.importorskip("matplotlib")

CASE = {
    "id": "a", "kind": "energy", "metric": "dynamic_energy", "measured": 400.0, "unit": "MWh",
    "config": {"gpu_hours": 1000000, "tdp_w": 400}, "source": "table 1",
}  # fmt: skip


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["validate", *arguments], input=given)


def points(figure: Any) -> list[tuple[float, float]]:  # noqa: ANN401  (matplotlib)
    drawn = [line for line in figure.axes[0].lines if line.get_linestyle() == "None"]
    return [pair for line in drawn for pair in zip(line.get_xdata(), line.get_ydata(), strict=True)]


def test_every_prediction_is_a_point_in_its_unit() -> None:
    found = validate(ms.Book.load(), family="collectives")
    figure: Any = against_plot(found)
    axes = figure.axes[0]
    expected = [(row.case.measured, row.predicted) for row in found.rows]
    assert points(figure) == expected
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_xlabel() == "published [ms]"
    assert axes.get_ylabel() == "predicted [ms]"
    assert axes.get_xlim() == axes.get_ylim()


def test_families_of_different_units_share_the_axes() -> None:
    book = ms.Book.load()
    found = Validation((*validate(book, family="energy").rows, *validate(book, family="activations").rows), book.digest)
    figure: Any = against_plot(found)
    assert len(points(figure)) == 12
    assert all(y / x == pytest.approx(1, abs=0.02) for x, y in points(figure))
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["activations (6)", "energy (6)"]
    assert figure.axes[0].get_xlabel() == "published, over the family's mean"


def test_nothing_predicted_is_nothing_to_draw() -> None:
    with pytest.raises(QuestionError, match="nothing to draw"):
        against_plot(validate(ms.Book.load(), family="facilities"))


@pytest.mark.parametrize(("ending", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_command_draws_into_a_file(tmp_path: Path, ending: str, start: bytes) -> None:
    path = tmp_path / f"energy.{ending}"
    done = run("--family", "energy", "--plot", str(path), "--json")
    assert done.exit_code == 0, done.output
    assert path.read_bytes().startswith(start)
    assert json.loads(done.stdout)["families"]["energy"]["rows"] == 6
    assert f"drawn into {path}" in done.stderr


def test_own_cases_are_drawn(tmp_path: Path) -> None:
    path = tmp_path / "own.svg"
    assert run("--cases", "-", "--plot", str(path), given=json.dumps(CASE) + "\n").exit_code == 0
    assert "<svg" in path.read_text(encoding="utf-8")


def test_an_unknown_ending_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    done = run("--plot", str(tmp_path / "x.jpeg"))
    assert done.exit_code == 2
    assert "has no known format" in " ".join(done.stderr.split())
    assert not (tmp_path / "x.jpeg").exists()


def test_the_same_validation_gives_the_same_bytes(tmp_path: Path) -> None:
    found = validate(ms.Book.load(), family="energy")
    found.plot(str(tmp_path / "a.svg"))
    found.plot(str(tmp_path / "b.svg"))
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
