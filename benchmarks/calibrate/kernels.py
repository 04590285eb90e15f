"""Refit the constants of the shipped devices and write them as records: `python benchmarks/calibrate/kernels.py`.

The rows are those of `registry/measurements`; the records go to `registry/fitted`. Run it after a change of the laws or of
the rows, together with `mlsysim-sym calibrate`'s sister `benchmarks/calibrate/families.py`.
"""

from __future__ import annotations

from pathlib import Path

from mlsysim_sym.asking.calibrating import calibration
from mlsysim_sym.asking.cases import of_book
from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.book.book import Book
from mlsysim_sym.valueclass import replace

REGISTRY = Path(__file__).resolve().parents[2] / "registry"
KINDS = {"matrix_products": "kernel_gemm", "collectives": "collective_latency"}
SOURCE = "aiconfigurator_systems"
TABLES = {"matrix_products": "aiconfigurator_matrix_products", "collectives": "aiconfigurator_collectives"}


def main() -> None:
    """Write one record for each device and fit that has rows."""
    book = Book.load()
    cases = of_book(book)
    for fit, kind in KINDS.items():
        rows = [case for case in cases if case.kind == kind]
        for device in sorted({str(case.config["device"]) for case in rows}):
            own = [case for case in rows if case.config["device"] == device]
            found = calibration(book, toml("devices.toml").get(device, device), fit, own)
            made = replace(found, prefix="", source=SOURCE, where=f"measurements/{TABLES[fit]}.jsonl, rows of {device}")
            place = REGISTRY / f"{made.path}.yaml"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(made.record(), encoding="utf-8")
            print(f"{made.path}: {found.text()}")


if __name__ == "__main__":
    main()
