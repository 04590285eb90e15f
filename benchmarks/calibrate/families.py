"""Refit all constants of `fits.toml` on `registry/measurements` and write `fitted.json`; names refit these alone.

`python benchmarks/calibrate/families.py [FIT]...` Kernels and collectives come first: training takes their constants.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mlsysim_sym.asking.calibrate import calibrate
from mlsysim_sym.asking.cases import of_book
from mlsysim_sym.asking.measured.fits import fits
from mlsysim_sym.asking.measured.tables import generated
from mlsysim_sym.book.book import Book

PLACE = Path(__file__).resolve().parents[2] / "registry" / "measurements" / "fitted.json"


def main(names: list[str]) -> None:
    """Fit and write, one line for each fit."""
    book = Book.load()
    cases = of_book(book)
    for name in names or fits():
        made = calibrate(book, fits()[name], cases).to_dict()
        known = json.loads(PLACE.read_text(encoding="utf-8")) if PLACE.exists() else {}
        known[name] = made
        text = ",\n".join(
            f"{json.dumps(each)}:{json.dumps(known[each], separators=(',', ':'))}"
            for each in dict.fromkeys((*fits(), *known))
            if each in known
        )
        PLACE.write_text("{\n" + text + "\n}\n", encoding="utf-8")
        generated.cache_clear()
        print(f"{name}: {known[name]['constants']} constants of {known[name]['rows']} rows")


if __name__ == "__main__":
    main(sys.argv[1:])
