"""Check a built site: every link and every asset is there, every anchor exists, nothing is loaded from elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mlsysim_sym.valueclass import field, mutable

# Where a browser loads from without being asked; links that a reader follows may lead outside.
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data", "embed": "src", "use": "href"}
LOADING_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch", "preconnect", "shortcut icon"}
_URL_IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


@mutable
class Found:
    """What one page holds: its anchors, the places that it links to, the files that it loads."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Found(set(), [], [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "id" in said:
            self.found.anchors.add(said["id"])
        if tag == "a" and "href" in said:
            self.found.links.append(said["href"])
        if tag in LOADS and said.get(LOADS[tag]):
            self.found.loads.append(said[LOADS[tag]])
        if tag == "link" and LOADING_RELATIONS & set(said.get("rel", "").split()):
            self.found.loads.append(said.get("href", ""))


def read(page: Path) -> Found:
    """Return what a page holds."""
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader.found


def faults(top: Path) -> Iterator[str]:
    """Yield what is wrong with a built site, a line each."""
    pages = {path.resolve(): read(path) for path in sorted(top.rglob("*.html")) if "_static" not in path.relative_to(top).parts}
    for path, found in pages.items():
        shown = path.relative_to(top.resolve()).as_posix()
        for address in found.loads:
            yield from (f"{shown}: {said}" for said in _load_faults(path, address))
        for address in found.links:
            yield from (f"{shown}: {said}" for said in _link_faults(path, address, pages))
    for path in sorted(top.rglob("*.css")):
        yield from _style_faults(path, top)


def _load_faults(page: Path, address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme == "data":
        return
    if parts.scheme or parts.netloc:
        yield f"loads {address} from elsewhere"
    elif not (page.parent / unquote(parts.path)).is_file():
        yield f"loads {address}, which is not there"


def _link_faults(page: Path, address: str, pages: dict[Path, Found]) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if target not in pages:
        if not target.is_file():
            yield f"links to {address}, which is not there"
    elif parts.fragment and unquote(parts.fragment) not in pages[target].anchors:
        yield f"links to {address}, which has no such anchor"


def _style_faults(path: Path, top: Path) -> Iterator[str]:
    for match in _URL_IN_CSS.finditer(path.read_text(encoding="utf-8")):
        address = match[1] or match[2]
        parts = urlsplit(address)
        if parts.scheme == "data" or not parts.path:
            continue
        shown = path.relative_to(top).as_posix()
        if parts.scheme or parts.netloc:
            yield f"{shown}: loads {address} from elsewhere"
        elif not (path.parent / unquote(parts.path)).is_file():
            yield f"{shown}: loads {address}, which is not there"


if __name__ == "__main__":
    lines = list(faults(Path(sys.argv[1])))
    sys.stdout.write("".join(f"{line}\n" for line in lines[:200]) + f"{len(lines)} faults\n")
    sys.exit(bool(lines))
