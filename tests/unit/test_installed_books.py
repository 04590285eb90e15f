"""Books that installed packages offer: a package, a function or a constant may name the folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.packs import written

TOP = Path(__file__).resolve().parents[2]
LAW = """\
law: acme_cost
title: Cost of labels
about: What the labels of a set of samples cost.
kind: definition
equation: "acme_cost = acme_samples * acme_price"
source: {key: acme, place: page 2}
defines:
  acme_cost: {latex: "C_{a}", unit: USD, domain: positive, typical: [10 USD, 1e6 USD], meaning: Price of all labels.}
  acme_samples: {latex: "n_{a}", unit: "1", kind: sample, domain: count, typical: ["100", "1e7"], meaning: Samples.}
  acme_price: {latex: "c_{a}", unit: USD, domain: positive, typical: [0.001 USD, 10 USD], meaning: Price of one label.}
examples:
  - {given: {acme_samples: 10000, acme_price: 0.05 USD}, expect: {acme_cost: 500 USD}}
"""
CODE = "from pathlib import Path\nFOLDER = str(Path(__file__).parent)\ndef folder(): return Path(FOLDER)\nNUMBER = 7\n"


def package(where: Path, entry: str) -> Path:
    """Lay out a package as an installer leaves it, with an entry point."""
    files = {
        "acme_laws/__init__.py": CODE,
        "acme_laws/formulas/economics/acme_cost.yaml": LAW,
        "acme_laws/registry/sources.yaml": "acme: {authors: A. Buyer, title: Contract on labels, year: 2026}\n",
        "acme_laws-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme-laws\nVersion: 1.0\n",
        "acme_laws-1.0.dist-info/entry_points.txt": f"[mlsysim_sym.books]\nacme = {entry}\n",
    }
    return written(where, files)


@pytest.fixture(scope="module", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLSYSIM_SYM_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def asked(site: Path) -> subprocess.CompletedProcess[str]:
    """Ask for a variable of the package's book, in a process of its own that finds the package."""
    code = (
        f"import sys; sys.path[:0] = [{str(TOP)!r}, {str(site)!r}]; from mlsysim_sym.cli import main; "
        "sys.argv = ['mlsysim-sym', 'solve', 'acme_samples', 'acme_cost=500 USD', 'acme_price=0.05 USD']; main()"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=site)


@pytest.mark.parametrize("entry", ["acme_laws", "acme_laws:FOLDER", "acme_laws:folder"])
def test_a_package_adds_its_laws(tmp_path: Path, entry: str) -> None:
    done = asked(package(tmp_path, entry))
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == "acme_samples = 10000"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("acme_laws:NUMBER", "names no folder"),
        ("acme_laws:missing", "cannot be loaded"),
        ("acme_lawns", "cannot be loaded: No module named 'acme_lawns'"),
    ],
)
def test_a_wrong_entry_point_is_named(tmp_path: Path, entry: str, message: str) -> None:
    done = asked(package(tmp_path, entry))
    shown = " ".join(done.stderr.split())
    assert done.returncode == 2
    assert f"the entry point `acme = {entry}` of mlsysim_sym.books" in shown
    assert message in shown
