"""Derivations as they were read and approved."""

from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.reading import yamlfile
from mlsysim_sym.solving.question import Question

HERE = Path(__file__).parent
CASES: list[Any] = list(yamlfile.load((HERE / "cases.yaml").read_text(encoding="utf-8"), "cases.yaml"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_derivation_is_as_approved(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    question = Question(
        Book.load(),
        case.get("solver"),
        tuple(case.get("laws", ())),
        dict(case.get("with", {})),
        dict(case.get("given", {})),
        tuple(case.get("require", ())),
        dict(case.get("choose", {})),
    )
    shown = question.solve(*case["ask"]).derivation.text() + "\n"
    path = HERE / "derivations" / f"{case['name']}.txt"
    if request.config.getoption("--update-goldens", default=False):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_every_golden_has_its_case() -> None:
    assert {path.stem for path in (HERE / "derivations").glob("*.txt")} == {case["name"] for case in CASES}
