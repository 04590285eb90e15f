"""Write how far laws are from the published figures, wherever that is kept: `python benchmarks/calibrate/accuracy.py`.

Run it (or `make accuracy`) after a change of the laws, the figures or the fitted constants. It validates once and writes
`registry/measurements`: `validity.json` and `validity_index.json`, by which answers carry their measured error, and
`anchors.json`, which `tests/test_empirical.py` asserts; and the section of README.md between its two marks.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlsysim_sym import __version__
from mlsysim_sym.asking.accuracy import accuracy, index
from mlsysim_sym.asking.measured.anchors import anchors
from mlsysim_sym.asking.validate import validate
from mlsysim_sym.book.book import Book
from mlsysim_sym.solving.validity import INDEX, VALIDITY
from mlsysim_sym.telling.accuracy import renewed

TOP = Path(__file__).resolve().parents[2]
FOLDER = TOP / "registry" / "measurements"
README = TOP / "README.md"


def main() -> None:
    """Validate and write; the date stays where nothing changes."""
    book = Book.load()
    found = validate(book)
    made = accuracy(book, found, __version__, dt.datetime.now(tz=dt.UTC).date().isoformat())
    before = FOLDER / VALIDITY
    if before.exists():
        old = json.loads(before.read_text(encoding="utf-8"))
        made["date"] = old["date"] if {**made, "date": old["date"]} == old else made["date"]
    before.write_text(written(made), encoding="utf-8")
    (FOLDER / INDEX).write_text(json.dumps(index(made), indent=0) + "\n", encoding="utf-8")
    _write_anchors(anchors(found))
    README.write_text(renewed(README.read_text(encoding="utf-8"), made), encoding="utf-8")
    print(f"{made['overall']['predicted']} of {made['overall']['rows']} figures predicted")
    print(f"{made['anchors']['met']} of {made['anchors']['of']} anchored figures met within 10%")


def written(made: Mapping[str, Any]) -> str:
    """Return the data as JSON, a family a line."""
    families = ",\n".join(f"{json.dumps(name)}:{_line(entry)}" for name, entry in made["families"].items())
    rest = ",\n".join(f"{json.dumps(name)}:{_line(entry)}" for name, entry in made.items() if name != "families")
    return "{\n" + rest + ',\n"families":{\n' + families + "\n}}\n"


def _line(entry: Any) -> str:  # noqa: ANN401  (JSON)
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def _write_anchors(found: Mapping[str, Mapping[str, Any] | None]) -> None:
    lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(entry, ensure_ascii=False)}" for name, entry in found.items())
    (FOLDER / "anchors.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
