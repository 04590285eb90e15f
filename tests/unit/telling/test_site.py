"""The site's sources: a page for everything, links that lead somewhere, nothing that Markdown would misread."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.validate import validate
from mlsysim_sym.book.chapters import volumes
from mlsysim_sym.telling.page import Heading, Listing, Page, Table
from mlsysim_sym.telling.site import build, catalogue, chapterpage, lawpages, neighbours, notebooks, reference
from mlsysim_sym.telling.site.checking import faults
from mlsysim_sym.telling.site.folder import Folder
from mlsysim_sym.telling.site.linking import Linker, plain
from mlsysim_sym.telling.site.places import Places, from_page

TOP = Path(__file__).resolve().parents[3]
BOOK = ms.Book.load()
PLACES = Places(BOOK)
LINK = re.compile(r"\]\(([^)\s#]+)(?:#([^)\s]+))?\)")


# --- links -------------------------------------------------------------------------------------------------------------


def test_a_name_means_what_its_section_is_about() -> None:
    page = Page("T", (Heading("Neighbours"), Listing(("`arithmetic_intensity`",)), Heading("Variables"),
                      Table(("name",), (("`arithmetic_intensity`",),))))  # fmt: skip
    shown = Linker(PLACES, "laws/compute/roofline.md").linked(page)
    assert shown.parts[1] == Listing(("[`arithmetic_intensity`](arithmetic_intensity.md)",))
    assert shown.parts[3] == Table(("name",), (("[`arithmetic_intensity`](../../glossary/compute.md#arithmetic_intensity)",),))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("2 * x < $3 [unknown]", r"2 \* x \< \$3 \[unknown\]"),
        ("see https://a.example/b.", "see <https://a.example/b>."),
        ("read [verified]", "read [verified]{.badge .badge-verified}"),
        ("[williams2009roofline]", r"\[[williams2009roofline](../sources/w.md#williams2009roofline)\]"),
        ("`no such name`", "`no such name`"),
    ],
)
def test_words_are_shown_as_they_are(words: str, shown: str) -> None:
    assert Linker(PLACES, "records/x.md").words(words, ("law",)) == shown


def test_paths_are_seen_from_the_page() -> None:
    assert from_page("sources/w.md#a", "records/hardware/cloud/b.md") == "../../../sources/w.md#a"
    assert from_page("index.md", "index.md") == "index.md"


def test_special_signs_are_escaped() -> None:
    assert plain("a_b [c] {d} ~e") == r"a\_b \[c\] \{d\} \~e"


# --- pages -------------------------------------------------------------------------------------------------------------


def test_a_law_has_all_its_sections() -> None:
    shown = lawpages.law_page(PLACES, "roofline", curve="roofline.svg")
    headings = re.findall(r"^## (.*)", shown, re.MULTILINE)
    assert headings == ["Variables", "Solved for each", "Where it holds", "Assumptions", "Source", "Example", "Worked example",
                        "Curve", "Alternatives", "Neighbours", "Used by"]  # fmt: skip
    assert r"3.35\,\mathrm{TB/s} \times 100\,\mathrm{FLOP/B}" in shown


def test_a_catalogue_shows_each_number_with_its_badge_and_a_link() -> None:
    names = [name for name in BOOK.names("record") if name.startswith("hardware/")]
    shown = catalogue.tier_index(PLACES, "hardware", names)
    row = next(line for line in shown.splitlines() if "NVIDIA H100 SXM5 80 GB" in line)
    assert "[3350 GB/s](cloud/nvidia_h100_sxm.md) [verified]{.badge .badge-verified}" in row


def test_a_law_stands_between_what_gives_and_what_needs() -> None:
    law = BOOK.law("kernel_time_overlapped")
    assert {"compute_time", "memory_time"} <= {box.law for box in neighbours.before(BOOK, law)}
    assert all("kernel_time" in BOOK.law(box.law).variables for box in neighbours.after(BOOK, law))
    drawn = neighbours.picture(PLACES, law.name)
    assert '<a href="compute_time.html">' in drawn
    assert "Kernel time" in drawn or BOOK.law(law.name).title in drawn
    assert drawn == neighbours.picture(Places(BOOK), law.name)
    assert drawn in lawpages.law_page(PLACES, law.name)


def test_titles_in_a_picture_are_escaped_and_cut() -> None:
    for name in BOOK.laws:
        drawn = neighbours.picture(PLACES, name)
        if drawn:
            ET.fromstring(drawn.removeprefix("```{raw} html\n").removesuffix("\n```"))  # noqa: S314  (our own text)


def test_every_chapter_is_listed_with_its_laws_or_among_those_without() -> None:
    shown = chapterpage.chapter_index(PLACES)
    with_laws = chapterpage.laws_of_chapters(BOOK)
    first, second = shown.split("## Volume ")[1:]
    for part, volume in ((first, volumes()[0]), (second, volumes()[1])):
        empty = part.partition("**Chapters without laws:**")[2].partition("\n")[0]
        for chapter in volume.chapters:
            has = chapter.place in with_laws
            assert (f"\n### {chapter.title}\n" in part) == has
            assert (re.search(rf"(^|, | ){re.escape(chapter.title)}[,.]", empty) is not None) == (not has)
    assert sum(bool(BOOK.summary(name)["chapters"]) for name in BOOK.laws) > 300


def test_the_accuracy_page_says_for_each_family_what_is_missed_and_why() -> None:
    found = validate(BOOK, family="megatron_training")
    shown = reference.accuracy(PLACES, found).partition("## What is missed, and why")[2]
    far = [row for row in found.rows if row.relative is not None and abs(row.relative) > 0.1]
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| (.+) \|$", shown, re.MULTILINE)
    assert sum(int(count) for count, error, _ in rows if error != "not predicted") == len(far) > 0
    assert sum(int(count) for count, error, _ in rows if error == "not predicted") == 2
    assert all(why and why != "no reason is known" for *_, why in rows)


@pytest.mark.slow
def test_everything_has_a_page_and_every_link_leads_to_one() -> None:
    pages = dict(build.pages(BOOK))
    for kind in ("law", "record", "solver", "choice", "scenario"):
        for name in BOOK.names(kind):
            assert PLACES.of(kind, name) in pages
    anchors = {place: set(re.findall(r"^#+ (\w+)$", words, re.MULTILINE)) for place, words in pages.items()}
    lowered = {place: {each.lower() for each in found} for place, found in anchors.items()}
    handwritten = {"guide/answers.md"}
    for place, words in pages.items():
        for path, anchor in LINK.findall(words):
            target = _resolved(place, path)
            if target in handwritten or target.endswith(".svg"):
                continue
            assert target in pages, f"{place} links to {target}"
            assert not anchor or anchor in lowered[target], f"{place} links to {target}#{anchor}"


def _resolved(place: str, path: str) -> str:
    parts: list[str] = list(PurePosixPath(place).parent.parts)
    for part in PurePosixPath(path).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


# --- folders -----------------------------------------------------------------------------------------------------------


def test_unchanged_files_keep_their_time_and_orphans_go(tmp_path: Path) -> None:
    first = Folder.at(tmp_path)
    first.write("a/b.md", "one")
    first.write("c.md", "two")
    before = (tmp_path / "a" / "b.md").stat().st_mtime_ns
    second = Folder.at(tmp_path)
    second.write("a/b.md", "one")
    second.prune()
    assert (tmp_path / "a" / "b.md").stat().st_mtime_ns == before
    assert not (tmp_path / "c.md").exists()


GOOD = '<html><body><h1 id="top">A</h1><a href="#top">x</a><a href="https://a.example">y</a></body></html>'


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "loads https://cdn.example/x.js from elsewhere"),
        ('<img src="//cdn.example/x.png">', "loads //cdn.example/x.png from elsewhere"),
        ('<link rel="stylesheet" href="gone.css">', "loads gone.css, which is not there"),
        ('<a href="gone.html">x</a>', "links to gone.html, which is not there"),
        ('<a href="good.html#gone">x</a>', "links to good.html#gone, which has no such anchor"),
        ('<a href="#gone">x</a>', "links to #gone, which has no such anchor"),
    ],
)
def test_the_checker_sees(page: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "good.html").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    assert list(faults(tmp_path)) == [f"bad.html: {fault}"]


@pytest.mark.parametrize("rule", ["@import 'https://a.example/x.css';", "a { background: url(https://a.example/x.png); }"])
def test_the_checker_sees_what_styles_load(rule: str, tmp_path: Path) -> None:
    (tmp_path / "good.html").write_text(GOOD, encoding="utf-8")
    (tmp_path / "x.css").write_text(rule, encoding="utf-8")
    assert [fault.partition(" ")[2].endswith("from elsewhere") for fault in faults(tmp_path)] == [True]


# --- notebooks ---------------------------------------------------------------------------------------------------------


def test_the_notebooks_are_the_tutorials(tmp_path: Path) -> None:
    assert notebooks.write(TOP / "docs" / "tutorials", tmp_path) == 7
    for made in sorted(tmp_path.glob("*.ipynb")):
        kept = TOP / "examples" / made.name
        assert kept.read_text(encoding="utf-8") == made.read_text(encoding="utf-8"), f"{kept.name} is older than its tutorial"


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((TOP / "examples").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient").NotebookClient
    pytest.importorskip("ipykernel")
    book = nbformat.read(path, as_version=4)
    client(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(TOP)}}).execute()
    assert any(output.get("text") or output.get("data") for cell in book.cells for output in cell.get("outputs", []))
