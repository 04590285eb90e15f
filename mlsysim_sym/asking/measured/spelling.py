"""Names as sources spell them: devices in vendors' words, programs with their versions, under the names of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.measured.tables import toml
from mlsysim_sym.valueclass import replace

if TYPE_CHECKING:
    from mlsysim_sym.asking.cases import Case
    from mlsysim_sym.book.book import Book

SPLIT = re.compile(r"[^a-z0-9.]+")
CAPACITY = re.compile(r"(\d+)gi?b")
SOCKET = re.compile(r"sxm\d")
PREFIXES = ("", "nvidia_", "amd_", "intel_", "google_", "aws_")
BARE = frozenset({
    "nvidia", "amd", "intel", "google", "aws", "instinct", "geforce", "tesla", "gpu", "hbm2", "hbm2e", "hbm3", "hbm3e", "server",
    "edition", "tensor", "core", "cloud", "graphics", "nvl72",
})  # fmt: skip
CLOSE = 0.08  # by which a printed capacity may differ from a record's: sizes are rounded, and drivers keep a part
PROGRAMS = {
    "tensorrt-llm": "trtllm", "tensorrt_llm": "trtllm", "trt-llm": "trtllm", "trtllm": "trtllm", "vllm": "vllm",
    "sglang": "sglang",
}  # fmt: skip
SERVED = ("serving_ttft", "serving_tpot")


def known_device(book: Book, name: str) -> str | None:
    """Return the record, or an alias of one, that a name of the tables or of the registry stands for; None without one."""
    record = str(toml("devices.toml").get(name, name))
    return record if record in book.record_paths or record in book.names("record") else None


def record_of_device(book: Book, name: str) -> str | None:
    """Return the record of a device by the name that a line has for it, None where there is none.

    A capacity in the name must be that of the record: a device is also sold with another memory.

    >>> from mlsysim_sym.book.book import Book
    >>> record_of_device(Book.load(), "NVIDIA A100-SXM4-40GB")
    'hardware/cloud/nvidia_a100_40gb_sxm'
    """
    for each in _spellings(name):
        record = known_device(book, each)
        path = "" if record is None else book.record_paths.get(record, record)
        if path.startswith("hardware/") and _holds(book, path, name):
            return path
    return None


def _spellings(name: str) -> Iterable[str]:
    """Yield keys that a name may stand for, those with the capacity first."""
    yield name
    words = [SOCKET.sub("sxm", word) for word in SPLIT.split(name.lower()) if word]
    yield "_".join(words)
    plain = [word for word in words if word not in BARE]
    sizes = [word for word in plain if CAPACITY.fullmatch(word)]
    rest = [word for word in plain if word not in sizes]
    if not rest:
        return
    orders = [plain, [rest[0], *sizes, *rest[1:]], [*rest, *sizes], rest]
    for order in orders:
        yield from (prefix + "_".join(order) for prefix in PREFIXES)


def _holds(book: Book, path: str, name: str) -> bool:
    printed = CAPACITY.search(name.lower())
    field = book.record(path).fields.get("memory_capacity")
    if printed is None or field is None or field.figure is None:
        return True
    size = float(printed.group(1)) * 1e9
    return abs(field.figure.value().base / size - 1) <= CLOSE


def tidied(book: Book, cases: Iterable[Case], own: Iterable[Case]) -> list[Case]:
    """Return somebody's lines with the names that the book's own lines have for devices and programs.

    Constants and links are looked up by these names, so that `H100 SXM` must not be another device than `h100_sxm`.
    """
    keys = _keys(book, own)
    return [_tidy(book, case, keys) for case in cases]


def _keys(book: Book, own: Iterable[Case]) -> Mapping[str, str]:
    """Return the name of each record of a device in the book's own lines; the most used where there are several."""
    counts: dict[str, int] = {}
    for case in own:
        name = case.config.get("device")
        if isinstance(name, str):
            counts[name] = counts.get(name, 0) + 1
    found: dict[str, str] = {}
    for name in sorted(counts, key=lambda each: counts[each]):
        record = record_of_device(book, name)
        if record is not None:
            found[record] = name
    return found


def _tidy(book: Book, case: Case, keys: Mapping[str, str]) -> Case:
    config: dict[str, Any] = dict(case.config)
    name = config.get("device")
    if isinstance(name, str) and name not in keys.values() and name not in toml("devices.toml")["unknown"]:
        record = record_of_device(book, name)
        if record is not None:
            config["device"] = keys.get(record, record)
            config.setdefault("device_as_printed", name)
    program = config.get("software")
    if case.kind in SERVED and config.get("backend") is None and isinstance(program, str) and program.split():
        backend = PROGRAMS.get(program.split()[0].lower())
        if backend is not None:
            config["backend"] = backend
    return case if config == case.config else replace(case, config=config)
