"""Several records or words at once: what an axis of a sweep or of a search names, as text, names or a part of the registry.

`h100_sxm,a100_80gb` are two; `all hardware/cloud`, `all cloud` and `hardware/cloud/*` are every record in that folder;
`all` and `*` are every word of a choice.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mlsysim_sym.errors import QuestionError, UnknownNameError, did_you_mean

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book

ALL = "all"
HOW = "name a folder, as in all hardware/cloud"


def records_named(book: Book, said: Any) -> tuple[str, ...]:  # noqa: ANN401  (text, names, or records themselves)
    """Return the names of records as they were said, folders and patterns written out by path.

    Raises QuestionError for a folder that holds none, and UnknownNameError for a record that is not there.

    >>> from mlsysim_sym.book.book import Book
    >>> book = Book.load()
    >>> records_named(book, "h100_sxm, models/language/llama_3_*")[:2]
    ('h100_sxm', 'models/language/llama_3_1_405b')
    >>> len(records_named(book, "all hardware/cloud")) == len(records_named(book, "all cloud"))
    True
    """
    return tuple(name for part in _parts(said) for name in _named(book, str(part).strip()))


def _parts(said: Any) -> Iterable[Any]:  # noqa: ANN401  (the same)
    """Return what was said one by one; a record, or a folder as `ms.hardware.cloud`, is one thing that its text names."""
    if isinstance(said, str):
        return said.split(",")
    if hasattr(said, "tolist"):  # an array, or a column of a table
        return said.tolist()  # type: ignore[no-any-return]
    return said if isinstance(said, (list, tuple, set, frozenset, Iterator)) else [said]


def records_at(book: Book, said: Any) -> tuple[str, ...]:  # noqa: ANN401  (the same)
    """Return the paths of records as they were said, two names of one record once."""
    return tuple(dict.fromkeys(book.record(name).name for name in records_named(book, said)))


def words_named(book: Book, choice: str, listed: Iterable[Any]) -> tuple[str, ...]:
    """Return words of a choice as they were listed; raise UnknownNameError for one that is none.

    >>> from mlsysim_sym.book.book import Book
    >>> words_named(Book.load(), "precision", ["bf16", "fp8"])
    ('bf16', 'fp8')
    """
    known = book.choice(choice.rpartition(".")[2])
    words = tuple(map(str, listed))
    if words in ((ALL,), ("*",)):
        words = tuple(known.words)
    for word in words:
        known.word(word)
    return words


def _named(book: Book, word: str) -> Iterator[str]:
    if not word:
        return
    if word == ALL:
        raise QuestionError("`all` of which records?", names=(word,), hint=HOW)
    if word.startswith(f"{ALL} "):
        yield from in_folder(book, word.removeprefix(f"{ALL} ").strip())
    elif "*" in word:
        yield from _matching(book, word)
    else:
        book.record(word)
        yield word


def _matching(book: Book, pattern: str) -> Iterator[str]:
    found = sorted(fnmatch.filter(book.names("record"), pattern))
    if not found:
        raise UnknownNameError(f"no record is called `{pattern}`", names=(pattern,), hint="as in hardware/cloud/*")
    yield from found


def in_folder(book: Book, folder: str) -> tuple[str, ...]:
    """Return the records in a folder of the registry and below it; the last part of its path is enough where it is unique."""
    wanted = folder.strip("/")
    folders = {path for name in book.names("record") for path in _folders(name)}
    found = [path for path in sorted(folders) if path == wanted] or [
        path for path in sorted(folders) if path.endswith(f"/{wanted}")
    ]
    if len(found) != 1:
        what = f"`{wanted}` is {' or '.join(found)}" if found else f"no folder of the registry is called `{wanted}`"
        near = did_you_mean(wanted, [*folders, *(path.rpartition("/")[2] for path in folders)])
        raise QuestionError(what, names=(wanted, *found), hint="say which" if found else near or HOW)
    return tuple(name for name in book.names("record") if name.startswith(f"{found[0]}/"))


def _folders(name: str) -> Iterator[str]:
    parts = name.split("/")[:-1]
    yield from ("/".join(parts[: place + 1]) for place in range(len(parts)))
