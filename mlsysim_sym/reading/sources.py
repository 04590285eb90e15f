"""Who says so: works, citations of them, and the mark of somebody having read a line there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from mlsysim_sym.errors import ProvenanceError, SchemaError
from mlsysim_sym.reading import shape
from mlsysim_sym.valueclass import frozen

YEAR = re.compile(r"[12][0-9]{3}")


@frozen
class Source:
    """A work of the bibliography."""

    key: str
    authors: str
    title: str
    year: str
    venue: str = ""
    doi: str = ""
    arxiv: str = ""
    url: str = ""
    note: str = ""

    @property
    def short(self) -> str:
        """The work as a text cites it: first author and year.

        >>> Source("williams2009roofline", "S. Williams, A. Waterman, D. Patterson", "Roofline", "2009").short
        'Williams et al. 2009'
        """
        named = self.authors.replace(" et al.", "").replace(" and ", ", ")
        people = [_family(each.strip()) for each in named.split(",") if each.strip()] or [self.key]
        several = len(people) > 2 or "et al." in self.authors  # noqa: PLR2004  (two are both named)
        shown = f"{people[0]} et al." if several else " and ".join(people)
        return f"{shown} {self.year}"

    @property
    def link(self) -> str:
        """An address, if one is known."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else self.url

    def speaks_at(self, address: str) -> bool:
        """Whether an address is the work's own: its host or repository, its DOI, or its arXiv number.

        >>> Source("a", "A. B.", "C", "2024", url="https://docs.nvidia.com/x").speaks_at("https://docs.nvidia.com/y")
        True
        """
        if any(mark and mark in address for mark in (self.doi, self.arxiv)):
            return True
        own, there = _home(self.url), _home(address)
        return bool(own) and own == there

    def bibtex(self) -> str:
        """Return the work as a BibTeX entry.

        >>> print(Source("erlang1917", "A. K. Erlang", "Solution of some problems", "1917").bibtex())
        @misc{erlang1917,
          author = {A. K. Erlang},
          title = {{Solution of some problems}},
          year = {1917},
        }
        """
        kind = "article" if self.venue else "misc"
        fields = {"author": " and ".join(_people(self.authors)), "title": f"{{{self.title}}}", "year": self.year}
        fields |= {"journal": self.venue, "doi": self.doi, "eprint": self.arxiv, "url": self.url, "note": self.note}
        rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@{kind}{{{self.key},\n{rows}}}"


def _family(person: str) -> str:
    """Return a person's name without initials; an organisation's name stays."""
    return " ".join(word for word in person.split() if not word.endswith(".")) or person


def _home(address: str) -> str:
    """Return the host of an address, or `owner/repository` where it lies in a repository."""
    bare = address.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    if "://" not in address:
        return "/".join(bare.partition(":")[0].split("/")[:2]).lower()
    host, _, path = bare.partition("/")
    if host in {"github.com", "raw.githubusercontent.com", "huggingface.co"}:
        return "/".join(path.split("/")[:2]).lower()
    if host.endswith(".github.io"):
        return f"{host.removesuffix('.github.io')}/{path.split('/')[0] or host}".lower()
    return host.lower()


def _people(authors: str) -> list[str]:
    return [each.strip() for each in authors.replace(" et al.", ", others").replace(" and ", ", ").split(",") if each.strip()]


@frozen
class Read:
    """The mark that somebody read a line at its source: where, when, and what it shows."""

    at: str
    on: str
    shows: str


@frozen
class Citation:
    """A place in a work, with or without the mark of having been read."""

    key: str
    place: str = ""
    read: Read | None = None


def read_source(key: str, data: object) -> Source:
    """Read an entry of the bibliography."""
    fields = shape.mapping(data, f"source `{key}`")
    shape.known(fields, f"source `{key}`", ["authors", "title", "year"], ["venue", "doi", "arxiv", "url", "note"])
    made = Source(key, **{name: shape.words(fields, name) for name in fields})
    if not YEAR.fullmatch(made.year):
        raise ProvenanceError(f"`year: {made.year}` is no year", hint="write 2026", **shape.place(fields, "year"))
    return made


def read_mark(data: Mapping[str, Any]) -> Read | None:
    """Read the `read` field of a citation or number."""
    if "read" not in data:
        return None
    mark = shape.mapping(data["read"], "`read`", data, "read")
    shape.known(mark, "`read`", ["at", "on", "shows"])
    on = shape.words(mark, "on")
    try:
        dt.date.fromisoformat(on)
    except ValueError:
        raise ProvenanceError(f"`on: {on}` is no date", hint="write 2026-11-24", **shape.place(mark, "on")) from None
    return Read(shape.words(mark, "at"), on, shape.words(mark, "shows"))


def read_citations(data: Mapping[str, Any], what: str) -> tuple[Citation, ...]:
    """Read the `source` field: one citation or a list of them."""
    value = data.get("source")
    if value is None:
        raise ProvenanceError(f"{what} names no source", **shape.place(data))
    entries = list(value) if isinstance(value, list) else [value]
    if not entries:
        raise ProvenanceError(f"{what} names no source", **shape.place(data, "source"))
    return tuple(_citation(entry, data, what) for entry in entries)


def _citation(entry: object, owner: Mapping[str, Any], what: str) -> Citation:
    if isinstance(entry, str):
        return Citation(entry)
    if not isinstance(entry, Mapping):
        raise SchemaError(f"the source of {what} must be a key or a mapping", **shape.place(owner, "source"))
    shape.known(entry, f"the source of {what}", ["key"], ["place", "read"])
    return Citation(shape.words(entry, "key"), shape.words(entry, "place", ""), read_mark(entry))
