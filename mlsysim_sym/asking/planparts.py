"""The parts of a predecessor's plan file, each value with its place in the file; `planfile` says what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import MlsysimError, SchemaError, UnknownNameError, did_you_mean
from mlsysim_sym.reading import shape, yamlfile
from mlsysim_sym.reading.values import parse_value

PARTS = {
    "workload": (["name"], ["batch_size", "seq_len"]),
    "hardware": (
        ["name"],
        [
            "accelerators", "nodes", "node_count", "accelerators_per_node", "intra_node_bw", "fabric_bandwidth", "precision",
            "efficiency",
        ],
    ),
    "ops": ([], ["region", "duration_days"]),
    "constraints": ([], ["assert"]),
}  # fmt: skip
DEFAULTS = {
    "batch_size": "1", "seq_len": "2048", "accelerators": "1", "fabric_bandwidth": "50 GB/s", "precision": "fp16",
    "efficiency": "0.5", "region": "US_Avg", "duration_days": "30",
}  # fmt: skip
REGIONS = {"us_avg": "us_average", "china_avg": "china", "india_avg": "india", "eu_avg": "european_union"}
REPORTED = "models/runs/"  # training runs, no workloads
WIDER = {"quebec": "canada", "texas": "us_average", "iowa": "us_average"}  # regions of the predecessor without a record here


class Draft:
    """A tree in the making: each value keeps the place in the plan that it comes from."""

    def __init__(self, origin: Any) -> None:  # noqa: ANN401  (a tree)
        self.file = getattr(origin, "file", None) or ""
        self.line = getattr(origin, "line", None) or 1
        self.tree = yamlfile.Mapping(self.file, self.line)

    def put(self, key: str, value: Any, where: Mapping[str, Any] | None = None) -> None:  # noqa: ANN401  (a tree)
        """Add a value."""
        place = where or {}
        self.tree[key] = value.tree if isinstance(value, Draft) else value
        self.tree.lines[key] = (place.get("line") or self.line, place.get("column") or 1)

    def texts(self, key: str, texts: list[tuple[str, Mapping[str, Any]]]) -> None:
        """Add a list of texts."""
        listed = yamlfile.Sequence(self.file, self.line)
        for text, where in texts:
            listed.append(text)
            listed.lines.append((where.get("line") or self.line, where.get("column") or 1))
        self.put(key, listed)


class Plan:
    """The parts of a plan, each value with its place."""

    def __init__(self, data: Any, book: Book) -> None:  # noqa: ANN401  (a tree)
        self.data, self.book = shape.mapping(data, "a plan", data), book
        shape.known(self.data, "a plan", ["version", "name", "workload", "hardware"], ["ops", "constraints"])
        self.parts = {key: shape.mapping(data[key], f"`{key}`", data, key) for key in PARTS if key in data}
        for key, part in self.parts.items():
            shape.known(part, f"`{key}`", *PARTS[key])

    def place(self, part: str, key: str) -> dict[str, Any]:
        """Return where a value stands, or its part where the value is left out."""
        return shape.place(self.parts.get(part, self.data), key)

    def text(self, part: str, key: str) -> str:
        """Return a value as it was written, or the default."""
        return shape.words(self.parts.get(part, {}), key, DEFAULTS.get(key))

    def whole(self, part: str, key: str) -> int:
        """Return a whole number of at least one."""
        text = self.text(part, key)
        if not re.fullmatch(r"[1-9][0-9_]*", text):
            raise SchemaError(f"`{key}` must be a whole number of at least 1, not {text}", names=(key,), **self.place(part, key))
        return int(text)

    def number(self, part: str, key: str) -> float:
        """Return a plain number."""
        return plain_number(self.text(part, key), key, self.place(part, key))

    @property
    def accelerators(self) -> int:
        """How many accelerators there are; raise SchemaError where the plan says two numbers."""
        hardware = self.parts["hardware"]
        said = {key: self.whole("hardware", key) for key in ("accelerators", "nodes") if key in hardware}
        if "node_count" in hardware:
            if "accelerators_per_node" not in hardware:
                said_why = "`node_count` needs `accelerators_per_node`"
                raise SchemaError(said_why, names=("accelerators_per_node",), **self.place("hardware", "node_count"))
            said["node_count"] = self.whole("hardware", "node_count") * self.whole("hardware", "accelerators_per_node")
        if len(set(said.values())) > 1:
            shown = " and ".join(f"{count} by `{key}`" for key, count in said.items())
            raise SchemaError(f"the plan has {shown} accelerators", names=tuple(said), **self.place("hardware", list(said)[-1]))
        return next(iter(said.values()), 1)

    @property
    def workload(self) -> str:
        """The record of the workload, of whatever kind."""
        return self.record("workload", "name", "models/")

    @property
    def kind(self) -> str:
        """How the workload is read: `passed` as a network of parts, `encoded` as a whole text, `generated` token by token."""
        record = self.book.record(self.workload)
        if record.totals:
            return "passed"
        attended = record.fields.get("attended_fraction")
        return "encoded" if attended and attended.figure and attended.figure.value().base == 1 else "generated"

    def record(self, part: str, key: str, folder: str) -> str:
        """Return the record that a name stands for, whatever its case and its dashes."""
        said = self.text(part, key)
        wanted = bare(REGIONS.get(said.lower(), said)) if folder.endswith("grids/") else bare(said)
        paths = {
            alias: path
            for alias, path in self.book.record_paths.items()
            if path.startswith(folder) and not path.startswith(REPORTED)
        }
        known = {bare(alias): path for alias, path in paths.items()}
        if wanted not in known:
            names = list(paths)
            wider = f"the grid around it is `{WIDER[said.lower()]}`" if said.lower() in WIDER else None
            hint = wider or did_you_mean(said.lower(), names) or f"`list records {folder[:-1]}` shows what there is"
            raise UnknownNameError(
                f"no record of {folder[:-1]} is called `{said}`", names=(said,), hint=hint, **self.place(part, key)
            )
        return known[wanted]


def plain_number(text: str, key: str, where: Mapping[str, Any]) -> float:
    """Return a number without a unit; raise SchemaError with its place."""
    try:
        value = parse_value(text)
    except MlsysimError:
        raise SchemaError(f"`{key}: {text}` is no number", names=(key,), **where) from None
    if value.unit.text != "1":
        raise SchemaError(f"`{key}: {text}` has a unit, and plans have none there", names=(key,), **where)
    return float(value.number)


def bare(name: str) -> str:
    """Return a name without case, dashes and dots.

    >>> bare("Llama3_70B"), bare("llama-3-70b")
    ('llama370b', 'llama370b')
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())
