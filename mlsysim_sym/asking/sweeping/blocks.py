"""A sweep on disk: Parquet blocks and a manifest, so that a run that ended early is gone on with.

The manifest says what is swept (the hash of question, book and grid) and which blocks are whole, with the checksum of each.
A block is written under another name, flushed and renamed, and only then entered; so whatever moment a run ends at, the
manifest names whole blocks only, and a block without an entry is made again. Only the process that was called writes.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.sweeping.axes import shown_of
from mlsysim_sym.asking.sweeping.dataset import described, provenance
from mlsysim_sym.asking.sweeping.running import Progress, Whole, in_order, task_of, whole
from mlsysim_sym.errors import DataError, MlsysimError
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.asking.sweep import Sweep
    from mlsysim_sym.asking.sweeping.grid import Block

MANIFEST = "manifest.json"
SCHEMA = "mlsysim-sym/sweep-blocks/1"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class DiskError(MlsysimError):
    """The disk is full, or nothing can be written there."""

    family = "data"
    exit_code = 2


class ManifestError(DataError):
    """A folder holds another sweep, or no manifest that can be read."""


class CorruptBlockError(DataError):
    """A block is not what the manifest says that it is."""


@frozen
class Written:
    """A sweep on disk: the folder, how many blocks it has, how many were made now, and which were made again."""

    folder: Path
    blocks: int
    fresh: int
    repaired: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The hash over all blocks: the same sweep, the same hash."""
        rows = _read_manifest(self.folder)["blocks"]
        return _hash("".join(rows[name]["sha256"] for name in sorted(rows)).encode())


def write(swept: Sweep, folder: str | Path, rows: int) -> Written:
    """Write a sweep, or what is missing of it."""
    to = Path(folder)
    manifest = _opened(swept, to, rows)
    good, bad = _sound(to, manifest["blocks"])
    manifest["blocks"] = good
    blocks = list(swept.grid.blocks(rows))
    open_ = [block for block in blocks if _name(block.number) not in good]
    laws = tuple(swept.grid.laws)
    progress = Progress(sum(block.size for block in open_), "sweep")
    work = in_order((task_of(swept.grid, each) for each in open_), whole, lambda _: (laws,), swept.executor)
    try:
        for block, part in zip(open_, work, strict=True):
            manifest["blocks"][_name(block.number)] = _put(swept, block, part, to)
            _replace(to / MANIFEST, _bytes_of(manifest))
            progress.step(block.size)
    except OSError as error:
        raise _disk_error(error, len(manifest["blocks"]), len(blocks)) from error
    finally:
        progress.close()
    return Written(to, len(blocks), len(open_), tuple(bad))


def read(folder: str | Path) -> Any:  # noqa: ANN401  (a pyarrow.Table)
    """Return a written sweep as one table; raise CorruptBlockError or ManifestError for what is not whole."""
    pq = required("pyarrow.parquet", "arrays")
    pa = required("pyarrow", "arrays")
    at = Path(folder)
    manifest = _read_manifest(at)
    _, bad = _sound(at, manifest["blocks"])
    if bad:
        raise CorruptBlockError(
            f"`{bad[0]}` is not what the manifest says", names=tuple(bad), file=str(at / bad[0]), hint="write the sweep again"
        )
    if len(manifest["blocks"]) < manifest["count"]:
        there, count = len(manifest["blocks"]), manifest["count"]
        raise ManifestError(f"{there} of {count} blocks are there", file=str(at / MANIFEST), hint="write the sweep again")
    return pa.concat_tables([pq.read_table(at / name) for name in sorted(manifest["blocks"])])


# --- the manifest ------------------------------------------------------------------------------------------------------


def _opened(swept: Sweep, to: Path, rows: int) -> dict[str, Any]:
    """Return the manifest of a folder, made where there is none; raise ManifestError for another sweep's."""
    count = sum(1 for _ in swept.grid.blocks(rows))
    fresh = {
        "schema": SCHEMA,
        "sweep": _hash(swept.grid.text.encode()),
        "book": swept.grid.question.book.digest,
        "rows": rows,
        "count": count,
        "shape": list(swept.grid.shape),
        "targets": list(swept.targets),
        "reasons": list(swept.reasons),
        "blocks": {},
    }
    try:
        to.mkdir(parents=True, exist_ok=True)
        if not (to / MANIFEST).exists():
            if any(to.glob("*.parquet")):
                raise ManifestError(f"`{to}` holds blocks without a manifest", file=str(to), hint="give an empty folder")
            _replace(to / MANIFEST, _bytes_of(fresh))
            return fresh
    except OSError as error:
        raise _disk_error(error, 0, count) from error
    found = _read_manifest(to)
    for key in ("sweep", "rows", "count", "reasons"):
        if found.get(key) != fresh[key]:
            what = {"sweep": "another sweep", "rows": "blocks of another size"}.get(key, "what another version wrote")
            raise ManifestError(f"`{to}` holds {what}", file=str(to / MANIFEST), hint="give an empty folder")
    return found


def _read_manifest(at: Path) -> dict[str, Any]:
    path = at / MANIFEST
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ManifestError(f"the manifest cannot be read: {error}", file=str(path)) from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA or not isinstance(found.get("blocks"), dict):
        raise ManifestError("this is no manifest of a sweep", file=str(path))
    return found


def _sound(at: Path, blocks: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Return the blocks that are what the manifest says, and the names of those that are not."""
    good, bad = {}, []
    for name, entry in blocks.items():
        try:
            same = _hash((at / name).read_bytes()) == entry["sha256"]
        except OSError:
            same = False
        if same:
            good[name] = dict(entry)
        else:
            bad.append(name)
    return good, bad


def _name(number: int) -> str:
    return f"block-{number:06d}.parquet"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _bytes_of(manifest: Mapping[str, Any]) -> bytes:
    return json.dumps(manifest, indent=1, sort_keys=True).encode()


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _disk_error(error: OSError, done: int, count: int) -> DiskError:
    what = "the disk is full" if error.errno in FULL else f"nothing can be written there: {error.strerror or error}"
    hint = "make room and run it again: it goes on from there" if error.errno in FULL else None
    return DiskError(f"{what}; {done} of {count} blocks are written and whole", file=error.filename, hint=hint)


# --- a block -----------------------------------------------------------------------------------------------------------


def _put(swept: Sweep, block: Block, part: Whole, to: Path) -> dict[str, Any]:
    """Write a block and return its entry."""
    pa = required("pyarrow", "arrays")
    pq = required("pyarrow.parquet", "arrays")
    table = pa.table(dict(_columns(swept, block, part)))
    about = {key: value if isinstance(value, str) else json.dumps(value) for key, value in provenance(swept).items()}
    about["units"] = json.dumps({name: described(swept, name)["units"] for name in swept.targets})
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(about), sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    _replace(to / _name(block.number), content)
    return {"sha256": _hash(content), "rows": block.size}


def _columns(swept: Sweep, block: Block, part: Whole) -> Iterator[tuple[str, Any]]:
    """Yield the columns: axes, targets in the glossary's units, reasons, regimes."""
    pa = required("pyarrow", "arrays")
    reasons: Callable[[Any], Any] = lambda codes: _worded(pa, codes, swept.reasons)  # noqa: E731
    index, cell = iter(block.index), iter(block.cell.place)
    axis_at = iter(range(len(block.shape)))
    for dimension in swept.grid.dimensions:
        if dimension.is_numeric:
            here, along = next(index), next(axis_at)
            shape = [1] * len(block.shape)
            shape[along] = here.stop - here.start
            for axis in dimension.axes:
                values = shown_of(axis, swept.unit(axis.name))[here].reshape(shape)
                yield axis.name, np.broadcast_to(values, block.shape).reshape(-1)
        else:
            at = next(cell)
            for axis in dimension.axes:
                if axis.labels:
                    yield axis.name, _worded(pa, np.zeros(block.size, dtype=np.int32), [axis.labels[at]])
                else:
                    yield axis.name, np.full(block.size, shown_of(axis, swept.unit(axis.name))[at])
    for name, values in zip(swept.targets, part.values, strict=True):
        unit = swept.unit(name)
        yield name, ((values - float(unit.offset)) / float(unit.factor)).reshape(-1)
    yield "reason", reasons(part.codes.reshape(-1))
    for law, codes in part.regimes.items():
        yield f"{law}.regime", _worded(pa, codes.reshape(-1), [*swept.grid.laws[law]])


def _worded(pa: Any, codes: Any, words: Any) -> Any:  # noqa: ANN401  (a dictionary array)
    """Return codes as a column of words; codes beyond them are missing."""
    beyond = codes >= len(words)
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32), mask=beyond), pa.array(list(words), type=pa.string()))


__all__ = ["CorruptBlockError", "DiskError", "ManifestError", "Written", "read", "write"]
