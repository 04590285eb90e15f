"""Write which anchored figures laws meet within 10%: `python benchmarks/calibrate/anchors.py`.

Anchored are the figures of training and of static batches. `tests/test_empirical.py` asserts each of them; a missed one is
expected to fail, with its error and the likely reason, so that a law that mends it has to take it off the list.
"""

from __future__ import annotations

import json
from pathlib import Path

from mlsysim_sym.asking.measured.anchors import anchors
from mlsysim_sym.asking.validate import validate
from mlsysim_sym.book.book import Book

PLACE = Path(__file__).resolve().parents[2] / "registry" / "measurements" / "anchors.json"


def main() -> None:
    """Write the list, a figure a line."""
    found = anchors(validate(Book.load()))
    lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(entry, ensure_ascii=False)}" for name, entry in found.items())
    PLACE.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    missed = sum(entry is not None for entry in found.values())
    print(f"{len(found) - missed} of {len(found)} figures met within 10%")


if __name__ == "__main__":
    main()
