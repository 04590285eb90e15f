"""A folder of pages: files are written only where they change, and files that no page stands for any more are removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from mlsysim_sym.valueclass import mutable


@mutable
class Folder:
    """The sources of a site. Unchanged files keep their time, so that Sphinx reads only what is new."""

    top: Path
    written: set[Path]

    @staticmethod
    def at(top: Path) -> Folder:
        """Return a folder, made where there is none."""
        top.mkdir(parents=True, exist_ok=True)
        return Folder(top, set())

    def write(self, place: str, words: str) -> None:
        """Write one file."""
        self.write_bytes(place, words.encode())

    def write_bytes(self, place: str, data: bytes) -> None:
        """Write one file of bytes."""
        path = self.top / place
        self.written.add(path)
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def copy(self, source: Path, skipped: Iterable[str] = ("_build", "__pycache__")) -> None:
        """Copy a folder's files."""
        for path in sorted(source.rglob("*")):
            inside = path.relative_to(source)
            if path.is_file() and not set(inside.parts) & set(skipped):
                self.write_bytes(inside.as_posix(), path.read_bytes())

    def prune(self, kept: Iterable[str] = (".jupyter_cache", "jupyter_execute")) -> None:
        """Remove what was not written this time."""
        for path in sorted(self.top.rglob("*"), reverse=True):
            if set(path.relative_to(self.top).parts) & set(kept):
                continue
            if path.is_file() and path not in self.written:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                shutil.rmtree(path)
