"""How much of what is wanted the registry has: facts of devices by tier, and numbers that somebody read, by kind of record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.registry import Record
from mlsysim_sym.checking.laws import caught_value

# What is wanted of every device where it is published; of the names in one row, one is enough.
WANTED = (
    ("peak_throughput",),
    ("memory_capacity",),
    ("memory_bandwidth",),
    ("last_level_cache_size", "static_memory_size"),
    ("link_bandwidth",),
    ("links_per_device",),
    ("thermal_design_power",),
    ("idle_power",),
    ("multiprocessors",),
    ("clock_frequency",),
    ("process_node",),
    ("die_area",),
    ("launch_year",),
    ("purchase_cost", "accelerator_price"),
    ("device_embodied_carbon",),
)
DEVICES = "hardware"
HEAD = f"{'':29}{'records':>8}{'numbers':>9}{'read':>7}{'filled':>8}{'in vain':>9}"
FOOT = (
    f"filled: of the {len(WANTED)} facts wanted of a device; in vain: looked for, published\n"
    "nowhere; read: seen at the source that is named"
)


def coverage(book: Book, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return for each folder of records how many there are, how many numbers were read, and what is filled of devices.

    >>> import mlsysim_sym as ms
    >>> row = coverage(ms.Book.load(), ["hardware/cloud/nvidia_h100_sxm"])["hardware/cloud"]
    >>> row["records"], row["wanted"], row["filled"] >= 8
    (1, 15, True)
    """
    counts: dict[str, Counter[str]] = {}
    for name in names:
        record = caught_value(book.record, name)
        if record is not None:
            counts.setdefault("/".join(name.split("/")[:-1][:2]), Counter()).update(_of_record(record))
    return {folder: _shares(folder, counts[folder]) for folder in sorted(counts)}


def _of_record(record: Record) -> dict[str, int]:
    figures = [figure for field in record.fields.values() for _, figure in field.all()]
    found = {"records": 1, "numbers": len(figures), "read": sum(figure.read is not None for figure in figures)}
    if record.tier == DEVICES:
        filled = [any(name in record.fields for name in names) for names in WANTED]
        vain = [any(name in record.absent for name in names) for names in WANTED]
        found |= {"wanted": len(WANTED), "filled": sum(filled)}
        found |= {"absent": sum(looked and not has for has, looked in zip(filled, vain, strict=True))}
    return found


def _shares(folder: str, counts: Counter[str]) -> dict[str, Any]:
    kept = ("records", "numbers", "read", *(("wanted", "filled", "absent") if folder.startswith(f"{DEVICES}/") else ()))
    return {key: counts[key] for key in kept}


def lines(found: dict[str, dict[str, Any]]) -> list[str]:
    """Return the table for a terminal, 80 columns wide."""
    rows = [HEAD]
    for folder, row in found.items():
        cells = f"{folder:29}{row['records']:8}{row['numbers']:9}{_share(row['read'], row['numbers']):>7}"
        if row.get("wanted"):
            cells += f"{_share(row['filled'], row['wanted']):>8}{_share(row['absent'], row['wanted']):>9}"
        rows.append(cells)
    return [*rows, FOOT]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"
