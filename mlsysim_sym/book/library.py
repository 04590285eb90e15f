"""The files of a book on disk, read once: what each is called, what it says, and a cache of both.

A root holds `formulas/` and `registry/`. Reading a root gives one entry a file: its kind, its name, a summary (enough to
plan with) and its text as a tree that is unpacked when somebody needs it. What was read is kept in an index in the
user's cache, where every file of the same size and time is taken as it was. The first one is copied from the package if
every file still has the content that was read when the package was built.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, TypeAlias

from mlsysim_sym import resources
from mlsysim_sym.book import cachefile
from mlsysim_sym.errors import BookError, MlsysimError
from mlsysim_sym.reading import shape
from mlsysim_sym.valueclass import field, mutable

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from mlsysim_sym.reading.yamlfile import Packed

Stamp: TypeAlias = tuple[int, int]  # size and time
File: TypeAlias = "tuple[Stamp | None, Callable[[], bytes]]"
Files: TypeAlias = Mapping[str, File]

INDEX = "index"
PACKAGED = "mlsysim_sym"
AREAS = (
    "compute",
    "transformer",
    "memory",
    "network",
    "parallelism",
    "serving",
    "queueing",
    "training",
    "reliability",
    "storage",
    "numerics",
    "energy",
    "carbon",
    "economics",
    "edge",
    "statistics",
)


@mutable
class Entry:
    """One file of a book. `packed` is its tree as JSON, `summary` what planning needs of it, `digest` a hash of its text."""

    path: str
    kind: str
    name: str
    packed: bytes | memoryview
    summary: Mapping[str, Any]
    digest: str
    stamp: Stamp | None = None
    error: MlsysimError | None = None

    def __init__(  # noqa: PLR0917  (the fields, in order)
        self,
        path: str,
        kind: str,
        name: str,
        packed: bytes | memoryview,
        summary: Mapping[str, Any],
        digest: str,
        stamp: Stamp | None = None,
        error: MlsysimError | None = None,
    ) -> None:
        self.path, self.kind, self.name, self.packed = path, kind, name, packed
        self.summary, self.digest, self.stamp, self.error = summary, digest, stamp, error

    @cached_property
    def data(self) -> Any:  # noqa: ANN401  (a tree as it was read)
        """The file's tree, with places."""
        if self.error is not None:
            raise self.error
        from mlsysim_sym.reading.yamlfile import from_json  # noqa: PLC0415  (imports the YAML parser's events)

        return from_json(str(self.packed, "utf-8"))

    def only(self, field: str, key: str) -> Any:  # noqa: ANN401  (a tree as it was read)
        """Return one field of the file with one of its entries: a glossary holds a hundred that a question does not need."""
        if self.error is not None or "data" in self.__dict__:
            return self.data[field]
        return self._opened.only(field, key)

    @cached_property
    def _opened(self) -> Packed:
        from mlsysim_sym.reading.yamlfile import Packed  # noqa: PLC0415  (imports the YAML parser's events)

        return Packed(str(self.packed, "utf-8"))


@mutable
class Root:
    """A folder of laws and a folder of records, with their entries by path."""

    name: str
    entries: dict[str, Entry]
    digest: str
    failed: list[Entry] = field(default_factory=list)

    @property
    def folder(self) -> str | None:
        """The root's folder, None for the packaged book."""
        return None if self.name == PACKAGED else self.name


@cache
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
    name, files = _found(directory)
    return _indexed(directory, name, files)


def read_afresh(directory: str | None) -> Root:
    """Read a root from its data files alone."""
    name, files = _found(directory)
    entries = {path: _fresh(path, stamp, read(), directory) for path, (stamp, read) in files.items()}
    return _rooted(name, entries, _digest(entries))


def _found(directory: str | None) -> tuple[str, Files]:
    if directory is not None and not os.path.isdir(directory):
        raise BookError(f"there is no book at `{directory}`", hint="a book has the folders `formulas` and `registry`")
    files = dict(_files(directory))
    if directory is not None and not files:
        raise BookError(f"`{directory}` holds no laws and no records", hint="a book has the folders `formulas` and `registry`")
    name = directory or PACKAGED
    return name, files


def _indexed(directory: str | None, name: str, files: Files) -> Root:
    """Return a root by its index in the user's cache; files that changed are read, and the index is written again."""
    cache = cachefile.path_of(INDEX, directory)
    digest, kept = _read_index(cachefile.read(cache), cachefile.engine("book", "reading"))
    shipped = _shipped(files) if directory is None and not kept else None
    if shipped:
        entries, digest = shipped
        if all(entry.stamp for entry in entries.values()):
            cachefile.write(cache, index_of(entries, cachefile.engine("book", "reading")))
        return Root(name, entries, digest)
    entries = {
        path: _kept(kept.get(path), stamp) or _fresh(path, stamp, read(), directory) for path, (stamp, read) in files.items()
    }
    good = {path: entry for path, entry in entries.items() if entry.error is None}
    changed = kept.keys() != good.keys() or any(kept[path] is not entry for path, entry in good.items())
    if changed:
        cachefile.write(cache, index_of(good, cachefile.engine("book", "reading")))
    if changed or len(good) != len(entries):
        digest = _digest(entries)
    return _rooted(name, entries, digest)


def _rooted(name: str, entries: dict[str, Entry], digest: str) -> Root:
    return Root(name, entries, digest, [entry for entry in entries.values() if entry.error is not None])


def _kept(entry: Entry | None, stamp: Stamp | None) -> Entry | None:
    return entry if entry is not None and stamp is not None and entry.stamp == stamp else None


def _digest(entries: Mapping[str, Entry]) -> str:
    return digest_of("".join(f"{path}\0{entries[path].digest}\n" for path in sorted(entries)).encode())


def digest_of(content: bytes) -> str:
    """Return a hash of some content."""
    import hashlib  # noqa: PLC0415  (slow to import; an index that is up to date needs none)

    return hashlib.sha256(content).hexdigest()[:16]


def _files(directory: str | None) -> Iterator[tuple[str, File]]:
    for folder in ("formulas", "registry"):
        if directory is None:
            place = resources.directory(folder)
            if place is None:
                yield from _inside(resources.formulas() if folder == "formulas" else resources.registry(), folder)
                continue
        else:
            place = os.path.join(directory, folder)
        yield from _on_disk(place, folder)


def _on_disk(place: str, shown: str) -> list[tuple[str, File]]:
    if not os.path.isdir(place):
        return []
    with os.scandir(place) as items:
        found = sorted([(item.name, item) for item in items])
    files: list[tuple[str, File]] = []
    for name, item in found:
        path = f"{shown}/{name}"
        if name.endswith(".yaml"):
            if classify(path):
                status = item.stat()
                files.append((path, ((status.st_size, status.st_mtime_ns), partial(_text, item.path))))
        elif item.is_dir() and not name.startswith((".", "__")):
            files += _on_disk(item.path, path)
    return files


def _inside(folder: Traversable, shown: str) -> Iterator[tuple[str, File]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{shown}/{item.name}"
        if item.is_dir():
            yield from _inside(item, path)
        elif classify(path):
            yield path, (None, item.read_bytes)


def _text(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _fresh(path: str, stamp: Stamp | None, content: bytes, directory: str | None) -> Entry:
    """Return an entry read from a file's content, with its error if it cannot be read."""
    from mlsysim_sym.reading import yamlfile  # noqa: PLC0415  (only a changed file needs the YAML parser)

    kind, name = classify(path) or ("", "")
    shown = f"{directory.rstrip('/')}/{path}" if directory else path
    digest = digest_of(content)
    try:
        tree = yamlfile.load(_decoded(content, shown), shown)
        summary = _summary(kind, name, shape.mapping(tree, f"`{shown}`", tree))
        return Entry(path, kind, name, yamlfile.to_json(tree).encode(), summary, digest, stamp)
    except MlsysimError as error:
        return Entry(path, kind, name, b"", {}, digest, stamp, error.located(shown))


def _decoded(content: bytes, shown: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BookError(
            "the file is not UTF-8 text", file=shown, hint=f"byte {error.start + 1} is {content[error.start]:#x}"
        ) from None


def _summary(kind: str, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what planning and listing need of a file without unpacking it."""
    if kind == "law":
        return _law_summary(name, data)
    if kind == "glossary":
        variables = shape.mapping(data.get("variables", {}), "`variables`", data, "variables")
        return {
            "area": shape.words(data, "area"),
            "variables": {key: _aliases(variables[key]) for key in variables},
            "defaults": _with_default(variables),
        }
    if kind == "record":
        return {"title": data.get("title", ""), "aliases": _aliases(data)}
    if kind == "sources":
        return {"keys": list(data)}
    return {"title": data.get("title", data.get("about", ""))}


def _with_default(entries: Mapping[str, Any]) -> list[str]:
    return [name for name, entry in entries.items() if isinstance(entry, Mapping) and "default" in entry]


def _aliases(data: object) -> list[str]:
    found = data.get("aliases", []) if isinstance(data, Mapping) else []
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _law_summary(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    from mlsysim_sym.book.law import read_law  # noqa: PLC0415

    law = read_law(data, "", name)
    relation = law.relation
    defines = shape.mapping(data.get("defines", {}), "`defines`", data)
    return {
        "defaults": _with_default(defines),
        "title": law.title,
        "kind": law.kind,
        "target": law.target,
        "limit": law.is_limit,
        "variables": list(law.variables),
        "defines": {key: _aliases(entry) for key, entry in defines.items()},
        "group": relation.group if relation else None,
        "replaces": law.replaces,
        "choices": list(law.choices),
        "chapters": [[place.volume, place.chapter] for place in law.chapters],
    }


# --- the index ---------------------------------------------------------------------------------------------------------


def index_of(entries: Mapping[str, Entry], engine: str) -> bytes:
    """Return entries as the content of an index: a head, the summaries, and a packed tree a line."""
    rows, trees, start = {}, [], 0
    for path, entry in entries.items():
        rows[path] = [entry.kind, entry.name, entry.stamp, entry.digest, entry.summary, start, start + len(entry.packed)]
        trees.append(entry.packed)
        start += len(entry.packed) + 1
    summaries = json.dumps([_digest(entries), rows], ensure_ascii=False, separators=(",", ":")).encode()
    return cachefile.wrapped(b"\n".join([summaries, *trees]), INDEX, engine)


def _read_index(content: bytes, engine: str) -> tuple[str, dict[str, Entry]]:
    """Return the digest and entries that an index keeps; none where it is damaged or older code's."""
    start = cachefile.start_of(content, INDEX, engine)
    if not start:
        return "", {}
    trees = content.find(b"\n", start) + 1
    digest, rows = json.loads(content[start:trees])
    packed = memoryview(content)[trees:]
    return digest, {
        path: Entry(path, kind, name, packed[low:high], summary, own, tuple(stamp) if stamp else None)
        for path, (kind, name, stamp, own, summary, low, high) in rows.items()
    }


def _shipped(files: Files) -> tuple[dict[str, Entry], str] | None:
    """Return the index that the package carries if every data file still has the content that it was made of."""
    digest, entries = _read_index(resources.compiled(INDEX), cachefile.engine())
    if not entries or entries.keys() != files.keys():
        return None
    for path, (stamp, read) in files.items():
        if digest_of(read()) != entries[path].digest:
            return None
        entries[path].stamp = stamp
    return entries, digest
