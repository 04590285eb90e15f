"""Files of the user's cache: found by the place they are about, checked before they are read, written in one step.

A file starts with a line that says what it is, which code wrote it, and the checksum of the rest. Whatever does not
match is as good as absent: a cache is never trusted, and one that cannot be written is no error.
"""
# This module avoids pathlib on purpose: it takes longer to import than a small question takes to answer.
# ruff: noqa: PTH100, PTH103, PTH105, PTH108, PTH111, PTH118, PTH120, PTH123

from __future__ import annotations

import json
import os
import sys
import zlib
from functools import cache

from mlsysim_sym import resources

FORMAT = 6


def directory() -> str:
    """Return the folder of the user's cache: MLSYSIM_SYM_CACHE, XDG_CACHE_HOME, or the system's usual place."""
    own = os.environ.get("MLSYSIM_SYM_CACHE")
    if own:
        return own
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "mlsysim_sym")


def path_of(what: str, book: str | None) -> str:
    """Return the file that keeps something about a book (its folder; None is the packaged book)."""
    place = os.path.abspath(book) if book else os.path.dirname(os.path.abspath(resources.__file__))
    encoded = place.encode("utf-8", "surrogateescape")
    return os.path.join(directory(), f"{what}-{zlib.crc32(encoded):08x}{zlib.adler32(encoded):08x}.json")


def start_of(content: bytes, what: str, engine: str) -> int:
    """Return where the body of a file starts, 0 unless the file is this, written by this code, and whole."""
    end = content.find(b"\n")
    good = end > 0 and content[:end] == _head(what, engine, memoryview(content)[end + 1 :])
    return end + 1 if good else 0


def wrapped(body: bytes, what: str, engine: str) -> bytes:
    """Return the content of a file."""
    return _head(what, engine, body) + b"\n" + body


def _head(what: str, engine: str, body: bytes | memoryview) -> bytes:
    head = {"mlsysim-sym": what, "format": FORMAT, "engine": engine, "crc32": f"{zlib.crc32(body):08x}"}
    return json.dumps(head, separators=(",", ":")).encode()


@cache
def engine(*folders: str) -> str:
    """Return a stamp of the package's version and of the code in some of its rooms, so that older code's work is not used."""
    version = sys.modules["mlsysim_sym"].__version__  # the package imports the rooms, so a room does not import the package
    stamps = [f"{FORMAT}", version]
    package = os.path.dirname(os.path.abspath(resources.__file__))
    for folder in folders:
        try:
            with os.scandir(os.path.join(package, folder)) as found:
                files = sorted((item.name, item.stat()) for item in found if item.name.endswith(".py"))
        except OSError:
            continue  # in an archive the version says it all
        stamps += [f"{name}:{status.st_size}:{status.st_mtime_ns}" for name, status in files]
    return f"{version} {zlib.crc32(' '.join(stamps).encode()):08x}"


def read(path: str) -> bytes:
    """Return a file's content, nothing where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def write(path: str, content: bytes) -> bool:
    """Write a file in one step; return whether it could be written (a read-only home is no error)."""
    import tempfile  # noqa: PLC0415  (slow to import, seldom needed)

    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        return False
    return True
