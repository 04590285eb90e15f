"""Snapshots: what a source said on a day, with where it stood and hashes of what arrived and of what was kept.

A snapshot is a JSON file and no part of a book: no question uses it. `refresh --into` makes records of one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlsysim_sym.sourcing.errors import SnapshotError
from mlsysim_sym.sourcing.recordfile import write_whole
from mlsysim_sym.valueclass import frozen

SCHEMA = "mlsysim-sym/snapshot/1"
KEYS = ("schema", "source", "about", "url", "retrieved", "published", "version", "body_sha256", "rows", "sha256")
Row = Mapping[str, Any]


@frozen
class Snapshot:
    """Rows of a source. `about` says what was asked for, `published` and `version` what the source calls its state."""

    source: str
    about: Mapping[str, str]
    url: str
    retrieved: str
    published: str
    version: str
    body_sha256: str
    rows: tuple[Row, ...]

    @property
    def content(self) -> dict[str, Any]:
        """Everything but the hash."""
        return {
            "schema": SCHEMA, "source": self.source, "about": dict(self.about), "url": self.url, "retrieved": self.retrieved,
            "published": self.published, "version": self.version, "body_sha256": self.body_sha256,
            "rows": [dict(row) for row in self.rows],
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """The SHA-256 of the content, its keys sorted and without spaces."""
        text = json.dumps(self.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def name(self) -> str:
        """The name of the file."""
        return "_".join([self.source, *self.about.values(), self.retrieved[:10]]).replace("-", "_").lower()

    def to_dict(self) -> dict[str, Any]:
        """Return the snapshot as `mlsysim-sym/snapshot/1`."""
        return {**self.content, "sha256": self.digest}


def now() -> str:
    """Return the time as snapshots write it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_snapshot(snapshot: Snapshot, folder: str) -> Path:
    """Write a snapshot whole or not at all; return its path."""
    path = Path(folder) / f"{snapshot.name}.json"
    write_whole(path, json.dumps(snapshot.to_dict(), indent=1, ensure_ascii=False) + "\n")
    return path


def read_snapshot(path: str) -> Snapshot:
    """Read a snapshot; raise SnapshotError where it is not as it was written."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise SnapshotError(f"cannot read `{path}`: {(error.strerror or str(error)).lower()}", names=(path,)) from None
    except UnicodeDecodeError:
        raise SnapshotError("the snapshot is not UTF-8 text", file=path) from None
    except json.JSONDecodeError as error:
        raise SnapshotError(f"the snapshot is no JSON: {error.msg.lower()}", file=path, line=error.lineno) from None
    if not isinstance(data, dict) or set(data) != set(KEYS) or data["schema"] != SCHEMA:
        raise SnapshotError(f"the file is no snapshot of the form {SCHEMA}", file=path)
    parts = {key: data[key] for key in KEYS if key not in {"schema", "sha256"}}
    made = Snapshot(**{**parts, "rows": tuple(parts["rows"])})
    if made.digest != data["sha256"]:
        detail = (f"written: {data['sha256']}", f"content: {made.digest}")
        raise SnapshotError("the snapshot was changed: its hash is another", file=path, detail=detail, hint="fetch it again")
    return made
