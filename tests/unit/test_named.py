"""Hold typed access to the registry: values with units and sources, completion, errors, laziness, and the stub."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import mlsysim_sym as ms
from mlsysim_sym.book.book import Book
from mlsysim_sym.cli import cli
from mlsysim_sym.commands.stubs import stub
from mlsysim_sym.errors import MlsysimError, UnknownNameError
from mlsysim_sym.named import FOLDERS, NamedRecord, Namespace, members

TOP = Path(__file__).resolve().parents[2]
STUB = TOP / "mlsysim_sym" / "catalogue.pyi"


def test_a_field_is_a_value_with_its_source() -> None:
    found = ms.hardware.h100_sxm.memory_bandwidth
    assert (found.magnitude, found.units, float(found)) == (3350.0, "GB/s", 3.35e12)
    assert found.to("TB/s") == 3.35
    assert found.source.key == "nvidia_trtllm_cluster_info"
    assert found.badge == "verified"
    assert found.read is not None
    assert found.read.shows == found.as_printed
    assert any("3.35" in each["value"] for each in found.also)
    assert repr(found) == "3350 GB/s [nvidia_trtllm_cluster_info, verified]"
    with pytest.raises(MlsysimError):
        found.to("s")


def test_a_value_is_taken_wherever_a_value_is() -> None:
    answer = ms.solve(
        "ridge_point",
        peak_throughput=ms.hardware.h100.peak_throughput.bf16,
        memory_bandwidth=ms.hardware.h100.memory_bandwidth,
    )
    assert answer.to("FLOP/B") == pytest.approx(989.4 / 3.35)
    product = ms.hardware.h100.memory_bandwidth.quantity * ms.Quantity("2 s")
    assert product.to("GB").magnitude == pytest.approx(6700.0)


def test_a_record_is_taken_wherever_its_name_is() -> None:
    named = ms.ask("single_device", hardware=ms.hardware.h100_sxm, arithmetic_intensity="100 FLOP/B")
    assert named.solve("attainable_throughput").to("TFLOP/s") == 335.0
    assert str(ms.models.llama_3_70b) == "models/language/llama_3_70b"


def test_a_field_by_choice_has_its_words() -> None:
    peaks = ms.hardware.h100_sxm.peak_throughput
    assert peaks.by == "compute_precision"
    assert {"bf16", "fp8"} <= set(dir(peaks))
    assert peaks["bf16"] == peaks.bf16
    with pytest.raises(AttributeError, match="fp8"):
        _ = peaks.fp7  # type: ignore[attr-defined]


def test_folders_are_namespaces() -> None:
    assert ms.hardware.cloud.nvidia_h100_sxm.path == ms.hardware.h100.path
    assert ms.infrastructure.grids.france.grid_intensity.units == "gCO2e/kWh"
    assert ms.systems.links.nvlink4.link_bandwidth.to("GB/s") == 450.0
    assert sum(len(Namespace(f"infrastructure/{folder}")) for folder in ("grids", "racks")) >= 50
    assert "cloud" in dir(ms.hardware)
    assert "h100_sxm" in dir(ms.hardware)
    assert list(ms.infrastructure.racks) == ["gb200_nvl72"] or "gb200_nvl72" in ms.infrastructure.racks


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda: ms.hardware.h100_sxmm, "`h100_sxm`"),  # type: ignore[attr-defined]
        (lambda: ms.hardware.h100_sxm.memory_bandwith, "`memory_bandwidth`"),  # type: ignore[attr-defined]
        (lambda: ms.infrastructure.grid, "`grids`"),  # type: ignore[attr-defined]
        (lambda: ms.hardware["h100_sxmm"], "`h100_sxm`"),
    ],
)
def test_a_name_that_is_not_there_has_neighbours(call: object, hint: str) -> None:
    with pytest.raises(UnknownNameError, match=hint) as caught:
        call()  # type: ignore[operator]
    assert isinstance(caught.value, AttributeError)
    assert caught.value.exit_code == 2


def test_hasattr_and_getattr_work() -> None:
    assert not hasattr(ms.hardware.h100_sxm, "memory_bandwith")
    assert getattr(ms.hardware, "nothing", None) is None
    assert not hasattr(ms.hardware, "_repr_html_")


def test_nothing_hides_a_field() -> None:
    own = {name for name in dir(NamedRecord) if not name.startswith("_")}
    assert own.isdisjoint(Book.load().variables)
    assert not [name for name in dir(Namespace) if not name.startswith("_")]


def test_every_record_of_a_folder_has_a_name() -> None:
    book = Book.load()
    for folder in FOLDERS:
        paths = {path for path in book.names("record") if path.startswith(f"{folder}/")}
        assert paths <= set(members(book, folder).values()), folder


@pytest.mark.parametrize("code", ["import mlsysim_sym", "import mlsysim_sym as ms; ms.hardware", "from mlsysim_sym import *"])
def test_names_cost_nothing_before_they_are_used(code: str) -> None:
    asked = f"{code}\nimport sys\nprint('mlsysim_sym.book.registry' in sys.modules, 'mlsysim_sym.book.library' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=TOP, capture_output=True, text=True, check=True)
    registry, library = done.stdout.split()
    assert registry == "False"
    assert library == "False" or "*" in code


def test_a_book_of_ones_own_has_names(tmp_path: Path) -> None:
    place = tmp_path / "registry" / "hardware" / "edge"
    place.mkdir(parents=True)
    (place / "toy.yaml").write_text(
        "record: hardware/edge/toy\ntitle: Toy\nfields:\n"
        '  memory_bandwidth: {value: 2 GB/s, as_printed: "2 GB/s", source: book_conventions, where: page 1}\n',
        encoding="utf-8",
    )
    mine = Namespace("hardware", Book.load(str(tmp_path)))
    assert mine["toy"].memory_bandwidth.to("MB/s") == 2000.0
    assert "h100" in mine


# --- the stub ----------------------------------------------------------------------------------------------------------


def test_the_stub_is_up_to_date() -> None:
    message = "mlsysim-sym compile --stub mlsysim_sym/catalogue.pyi"
    assert STUB.read_text(encoding="utf-8") == stub(Book.load()), f"run `{message}`"


def test_the_command_writes_the_stub(tmp_path: Path) -> None:
    from click.testing import CliRunner  # noqa: PLC0415

    file = tmp_path / "names.pyi"
    done = CliRunner().invoke(cli, ["compile", "--stub", str(file)])
    assert (done.exit_code, done.stdout) == (0, f"wrote {file}\n")
    assert file.read_text(encoding="utf-8") == stub(Book.load())
    assert CliRunner().invoke(cli, ["compile", "--stub", str(file / "inside.pyi")]).exit_code == 2


@pytest.mark.slow
def test_a_type_checker_knows_the_names(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    snippet = tmp_path / "snippet.py"
    snippet.write_text(
        "import mlsysim_sym as ms\n"
        "reveal_type(ms.hardware.h100_sxm.memory_bandwidth)\n"
        "reveal_type(ms.hardware.cloud.nvidia_h100_sxm.peak_throughput.bf16.source)\n"
        "ms.hardware.h100_sxm.memory_bandwith\n"
        "ms.infrastructure.grids.francce\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--config-file=", "--cache-dir", str(tmp_path / "cache"), str(snippet)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert 'Revealed type is "mlsysim_sym.named.NamedValue"' in done.stdout
    assert 'Revealed type is "mlsysim_sym.reading.sources.Source"' in done.stdout
    assert 'maybe "memory_bandwidth"?' in done.stdout
    assert 'maybe "france"?' in done.stdout
    assert "Found 2 errors" in done.stdout
