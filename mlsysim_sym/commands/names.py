"""Find what a name stands for: a law, variable, record, solver, choice, scenario or source."""

from __future__ import annotations

from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import UndecidedError, UnknownNameError, nearest

KINDS = ("law", "variable", "record", "solver", "choice", "scenario", "source")
PLURALS = {f"{kind}s": kind for kind in KINDS}


def things(book: Book, name: str) -> tuple[tuple[str, str], ...]:
    """Return every (kind, name) that a name may mean; raise UnknownNameError, with the nearest names, for none.

    A kind may stand before the name: `variable:ridge_point`.
    """
    kind, colon, rest = name.partition(":")
    kinds = (PLURALS.get(kind, kind),) if colon else KINDS
    if colon and kinds[0] not in KINDS:
        raise UnknownNameError(f"`{kind}` is no kind", names=(kind,), hint=f"one of {', '.join(KINDS)}")
    wanted = rest if colon else name
    found = tuple((each, real) for each in kinds for real in _called(book, each, wanted))
    if not found:
        raise UnknownNameError(f"nothing is called `{name}`", names=(name,), hint=_near(book, kinds, wanted))
    return found


def one_thing(book: Book, name: str) -> tuple[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Return what a name means and what else it may mean; raise UndecidedError where that is anybody's guess.

    A variable often has the name of the law that gives it: then the law is meant.
    """
    found = things(book, name)
    if len(found) == 1 or {kind for kind, _ in found} == {"law", "variable"}:
        return found[0], found[1:]
    candidates = tuple(f"{kind}:{real}" for kind, real in found)
    raise UndecidedError(
        f"`{name}` may mean several things",
        names=(name,),
        candidates=candidates,
        detail=candidates,
        hint="write one of them with its kind",
    )


def _called(book: Book, kind: str, name: str) -> tuple[str, ...]:
    if kind == "variable":
        real = name if name in book.variables else book.aliases.get(name)
        return (real,) if real else ()
    if kind == "record":
        return _records(book, name)
    names = source_keys(book) if kind == "source" else book.names(kind)
    return (name,) if name in names else ()


def _records(book: Book, name: str) -> tuple[str, ...]:
    path = book.record_paths.get(name, name)
    if path in book.names("record"):
        return (path,)
    return tuple(each for each in book.names("record") if name in _short_names(book, each))


def _short_names(book: Book, path: str) -> tuple[str, ...]:
    return (path.rpartition("/")[2], *book.entry("record", path).summary.get("aliases", ()))


def source_keys(book: Book) -> tuple[str, ...]:
    """Return the keys of the bibliography."""
    return tuple(key for entry in book.entries["sources"].values() for key in entry.summary.get("keys", ()))


def known_names(book: Book, kinds: tuple[str, ...]) -> list[str]:
    """Return every name of some kinds, aliases included."""
    names: list[str] = []
    for kind in kinds:
        if kind == "variable":
            names += [*book.variables, *book.aliases]
        elif kind == "record":
            names += [*book.record_paths, *book.names("record")]
        else:
            names += source_keys(book) if kind == "source" else book.names(kind)
    return list(dict.fromkeys(names))


def _near(book: Book, kinds: tuple[str, ...], name: str) -> str:
    near = nearest(name, known_names(book, kinds))
    if near:
        return f"did you mean {', '.join(f'`{each}`' for each in near)}?"
    return f"search with `mlsysim-sym list {name}`"
