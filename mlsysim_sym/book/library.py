"""The files of a book on disk, read once: what each is called, what it says, and a cache of both.

A root holds `formulas/` and `registry/`. Reading a root gives one entry a file: its kind, its name, a summary (enough to
plan with) and its text as a tree that is unpacked when somebody needs it. Entries are cached by size and time of their
file; a cache that is damaged, stale or cannot be written is ignored, never trusted and never fatal.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mlsysim_sym import resources
from mlsysim_sym.errors import BookError, MlsysimError, SchemaError
from mlsysim_sym.reading import shape
from mlsysim_sym.valueclass import field, mutable

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

FORMAT = 4
AREAS = ("compute", "transformer", "memory", "network", "parallelism", "serving", "queueing", "training", "reliability",
         "storage", "numerics", "energy", "carbon", "economics", "edge", "statistics")  # fmt: skip


@mutable
class Entry:
    """One file of a book. `packed` is its tree as JSON, `summary` what an index needs of it."""

    path: str
    kind: str
    name: str
    packed: str
    summary: Mapping[str, Any]
    error: MlsysimError | None = None

    @cached_property
    def data(self) -> Any:
        """The file's tree, with places."""
        if self.error is not None:
            raise self.error
        from mlsysim_sym.reading.yamlfile import from_json  # noqa: PLC0415  (imports the YAML parser's events)

        return from_json(self.packed)


@mutable
class Root:
    """A folder of laws and a folder of records, with their entries by path."""

    name: str
    entries: dict[str, Entry]
    digest: str
    failed: list[Entry] = field(default_factory=list)


def classify(path: str) -> tuple[str, str] | None:
    """Return kind and name of a data file by its path, None for a file that is none.

    >>> classify("formulas/compute/roofline.yaml"), classify("registry/hardware/cloud/x.yaml")
    (('law', 'roofline'), ('record', 'hardware/cloud/x'))
    """
    if not path.endswith(".yaml"):
        return None
    parts = path.removesuffix(".yaml").split("/")
    if parts[0] == "registry":
        inner = "/".join(parts[1:])
        if parts[1] == "sources" or parts[1] == "sources.d":
            return "sources", inner
        return ("scenario", parts[-1]) if parts[1] == "scenarios" else ("record", inner)
    if len(parts) != 3:  # noqa: PLR2004
        return None
    if parts[1] in {"choices", "solvers"}:
        return parts[1].removesuffix("s"), parts[2]
    return ("glossary", f"{parts[1]}/{parts[2]}") if parts[2].startswith("variables") else ("law", parts[2])


# --- listing and reading -----------------------------------------------------------------------------------------------


def read_root(directory: str | None) -> Root:
    """Read a root: a directory, or the book that this package carries (None)."""
    if directory is not None and not os.path.isdir(directory):
        raise BookError(f"there is no book at `{directory}`", hint="a book has the folders `formulas` and `registry`")
    files = dict(_files(directory))
    if directory is not None and not files:
        raise BookError(f"`{directory}` holds no laws and no records", hint="a book has the folders `formulas` and `registry`")
    name = directory or "mlsysim_sym"
    cache = _cache_file(os.path.abspath(directory) if directory else f"{os.path.dirname(__file__)}")
    kept = _read_cache(cache)
    entries, changed = {}, len(kept) != len(files)
    for path, (stamp, read) in files.items():
        row = kept.get(path)
        if row is None or row[0] != stamp or stamp is None:
            row = [stamp, *_fresh(path, read(), directory)]
            changed = True
        entries[path] = row
    if changed:
        _write_cache(cache, {path: row for path, row in entries.items() if len(row) == 6})  # noqa: PLR2004
    return _root(name, entries)


def _root(name: str, rows: Mapping[str, list[Any]]) -> Root:
    digest = hashlib.sha256()
    made: dict[str, Entry] = {}
    failed = []
    for path in sorted(rows):
        row = rows[path]
        digest.update(f"{path}\0{row[1]}\n".encode())
        entry = Entry(path, row[2], row[3], row[4], row[5], row[6] if len(row) > 6 else None)  # noqa: PLR2004
        made[path] = entry
        if entry.error is not None:
            failed.append(entry)
    return Root(name, made, digest.hexdigest()[:16], failed)


def _files(directory: str | None) -> Iterator[tuple[str, tuple[list[int] | None, Any]]]:
    for folder in ("formulas", "registry"):
        if directory is None:
            place = resources.directory(folder)
            if place is None:
                yield from _inside(resources.formulas() if folder == "formulas" else resources.registry(), folder)
                continue
        else:
            place = os.path.join(directory, folder)
        yield from _on_disk(place, folder)


def _on_disk(place: str, shown: str) -> Iterator[tuple[str, tuple[list[int] | None, Any]]]:
    if not os.path.isdir(place):
        return
    with os.scandir(place) as found:
        items = sorted(found, key=lambda item: item.name)
    for item in items:
        path = f"{shown}/{item.name}"
        if item.is_dir():
            if not item.name.startswith((".", "__")):
                yield from _on_disk(item.path, path)
        elif classify(path):
            status = item.stat()
            yield path, ([status.st_size, status.st_mtime_ns], lambda item=item: _text(item.path))


def _inside(folder: Traversable, shown: str) -> Iterator[tuple[str, tuple[list[int] | None, Any]]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{shown}/{item.name}"
        if item.is_dir():
            yield from _inside(item, path)
        elif classify(path):
            yield path, (None, lambda item=item: item.read_bytes())


def _text(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _fresh(path: str, content: bytes, directory: str | None) -> list[Any]:
    """Return [content hash, kind, name, packed tree, summary] and, for a file that cannot be read, its error."""
    from mlsysim_sym.reading import yamlfile  # noqa: PLC0415  (only a changed file needs the YAML parser)

    kind, name = classify(path) or ("", "")
    shown = f"{directory.rstrip('/')}/{path}" if directory else path
    stamp = hashlib.sha256(content).hexdigest()[:16]
    try:
        tree = yamlfile.load(_decoded(content, shown), shown)
        summary = _summary(kind, name, shape.mapping(tree, f"`{shown}`", tree))
        return [stamp, kind, name, yamlfile.to_json(tree), summary]
    except MlsysimError as error:
        return [stamp, kind, name, "", {}, error.located(shown)]


def _decoded(content: bytes, shown: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BookError("the file is not UTF-8 text", file=shown, hint=f"byte {error.start + 1} is {content[error.start]:#x}") from None


def _summary(kind: str, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what planning and listing need of a file without unpacking it."""
    if kind == "law":
        return _law_summary(name, data)
    if kind == "glossary":
        variables = shape.mapping(data.get("variables", {}), "`variables`", data, "variables")
        return {"area": shape.words(data, "area"), "variables": {key: _aliases(variables[key]) for key in variables},
                "defaults": _with_default(variables)}  # fmt: skip
    if kind == "record":
        return {"title": data.get("title", ""), "aliases": _aliases(data)}
    if kind == "sources":
        return {"keys": list(data)}
    return {"title": data.get("title", data.get("about", ""))}


def _with_default(entries: Mapping[str, Any]) -> list[str]:
    return [name for name, entry in entries.items() if isinstance(entry, Mapping) and "default" in entry]


def _aliases(data: Any) -> list[str]:
    found = data.get("aliases", []) if isinstance(data, Mapping) else []
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _law_summary(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    from mlsysim_sym.book.law import read_law  # noqa: PLC0415

    law = read_law(data, "", name)
    relation = law.relation
    defines = shape.mapping(data.get("defines", {}), "`defines`", data)
    return {
        "defaults": _with_default(defines), "title": law.title, "kind": law.kind, "target": law.target, "limit": law.is_limit, "variables": list(law.variables),
        "defines": {key: _aliases(entry) for key, entry in defines.items()},
        "group": relation.group if relation else None, "replaces": law.replaces, "choices": list(law.choices),
    }  # fmt: skip


# --- the cache ---------------------------------------------------------------------------------------------------------


def cache_directory() -> str:
    """Return the folder of the user's cache: MLSYSIM_SYM_CACHE, XDG_CACHE_HOME, or the system's usual place."""
    own = os.environ.get("MLSYSIM_SYM_CACHE")
    if own:
        return own
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "mlsysim_sym")


def _cache_file(place: str) -> str:
    digest = hashlib.sha256(f"{FORMAT}\0{place}".encode()).hexdigest()[:16]
    return os.path.join(cache_directory(), f"index-{digest}.json")


def _read_cache(path: str) -> dict[str, list[Any]]:
    try:
        with open(path, "rb") as file:
            head, _, body = file.read().partition(b"\n")
        if head != _head(body):
            return {}
        return dict(json.loads(body))
    except (OSError, ValueError):
        return {}


def _head(body: bytes) -> bytes:
    return f"mlsysim-sym index {FORMAT} {_engine()} {zlib.crc32(body):08x}".encode()


def _engine() -> str:
    """Return a stamp of the code that makes summaries, so that an older cache is not read by newer code."""
    folder = os.path.dirname(os.path.abspath(__file__))
    stamps = []
    for name in ("library.py", "law.py", "../reading/expression.py", "../reading/yamlfile.py"):
        try:
            status = os.stat(os.path.join(folder, name))
        except OSError:
            continue
        stamps.append(f"{status.st_size}:{status.st_mtime_ns}")
    return hashlib.sha256(" ".join(stamps).encode()).hexdigest()[:12]


def _write_cache(path: str, rows: Mapping[str, list[Any]]) -> None:
    body = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    write_atomically(path, _head(body) + b"\n" + body)


def write_atomically(path: str, content: bytes) -> bool:
    """Write a cache file in one step; return whether it could be written (a read-only home is no error)."""
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


def is_schema_error(error: MlsysimError) -> bool:
    """Whether an error is about the shape of a file."""
    return isinstance(error, SchemaError)
