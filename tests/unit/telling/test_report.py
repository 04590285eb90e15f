"""A report: one file that loads nothing, with scorecard, pictures, derivations and provenance."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import mlsysim_sym as ms
from mlsysim_sym.telling.reported import report_html

pytest.importorskip("math_core")
pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def report() -> str:
    return report_html(ms.scenario("chatbot_serving"))


def test_it_has_all_its_parts(report: str) -> None:
    assert "<h1>Chatbot serving: PASS</h1>" in report
    for heading in ("Feasibility", "Performance", "Where the values come from", "Derivations", "Every number used"):
        assert f"{heading}</h2>" in report
    assert report.count("<details>") == len(ms.scenario("chatbot_serving").score().macro)
    assert report.count("<math") > 20
    assert report.count("<svg") >= 3


def test_it_loads_nothing(report: str) -> None:
    assert not re.search(r"<script|<link|<img|<iframe|@import|src=", report)
    assert not re.search(r"url\((?!#)", report)


def test_identifiers_are_unique(report: str) -> None:
    found = re.findall(r'\bid="([^"]+)"', report)
    assert len(found) == len(set(found))
    used = set(re.findall(r'href="#([^"]+)"', report)) | set(re.findall(r"url\(#([^)]+)\)", report))
    assert used <= set(found)


def test_every_number_says_where_it_comes_from(report: str) -> None:
    rows = report.partition("Every number used")[2].replace("<wbr>", "")
    assert "hardware/cloud/nvidia_h100_sxm" in rows
    assert '<a href="https://' in rows


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    command = [sys.executable, "-m", "mlsysim_sym", "report", "smart_doorbell", "--html", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_an_unknown_scenario_is_refused() -> None:
    command = [sys.executable, "-m", "mlsysim_sym", "report", "smart_dorbell", "--html", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "smart_doorbell" in done.stderr


def test_what_an_earlier_stage_answered_is_not_given(report: str) -> None:
    card = ms.scenario("chatbot_serving").score()
    taken = {each.name: each for each in card.inputs if each.layer == "stage"}
    assert set(taken) == {"accelerators", "token_throughput", "load_factor"}
    assert {each.badge for each in taken.values()} == {"derived"}
    shown = report.replace("<wbr>", "").replace("\N{NO-BREAK SPACE}", " ")
    assert "<td>2.998 ktoken/s</td><td>derived</td><td>stage</td>" in shown
