"""The built site in a browser: formulas, search, console, phones; screenshots are kept in `docs/_build/screenshots`.

Needs the extra `docs`, `playwright` from PyPI, and Debian's Chromium (`apt-get install chromium`).
"""

from __future__ import annotations

import functools
import os
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.telling.site.checking import faults

TOP = Path(__file__).resolve().parents[3]
OUT = TOP / "docs" / "_build"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DARK, LIGHT = 200, 500  # sums of red, green and blue
CPU_LIMIT = 600  # seconds: five minutes on two cores
PAGES = (
    "index.html", "laws/compute/roofline.html", "laws/training/chinchilla_loss.html", "records/hardware/index.html",
    "records/hardware/cloud/nvidia_h100_sxm.html", "solvers/llm_decode.html", "scenarios/chatbot_serving.html",
    "tutorials/llm_serving.html", "guide/plots.html", "guide/reports.html", "laws/chapters.html",
    "accuracy.html", "reference/api.html", "whitepaper.html",
)  # fmt: skip
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
for module in ("sphinx", "myst_nb", "pydata_sphinx_theme", "math_core", "ziamath", "playwright"):
    pytest.importorskip(module)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Path:
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    make = [sys.executable, "-m", "mlsysim_sym.telling.site", "docs", str(OUT / "source")]
    subprocess.run(make, cwd=TOP, check=True, capture_output=True, env=environment)
    sphinx = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-d", str(OUT / "doctrees"),
              str(OUT / "source"), str(OUT / "html")]  # fmt: skip
    done = subprocess.run(sphinx, cwd=TOP, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < CPU_LIMIT
    return OUT / "html"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def opened(browser: Any, address: str, width: int, scheme: str = "light") -> tuple[Any, list[str]]:  # noqa: ANN401  (playwright is optional)
    """Return a page that reaches this site alone, and what goes wrong on it."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []

    def route(way: Any) -> None:  # noqa: ANN401
        if way.request.url.startswith(address):
            way.continue_()
        else:
            said.append(f"asks for {way.request.url}")
            way.abort()

    context.route("**/*", route)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


def test_links_anchors_and_assets(site: Path) -> None:
    assert list(faults(site)) == []


def test_no_page_is_written_by_hand(site: Path) -> None:
    written = {path.relative_to(TOP / "docs").as_posix() for path in (TOP / "docs").rglob("*.md") if OUT not in path.parents}
    assert not [path for path in written if path.startswith(("laws/", "records/", "solvers/", "glossary/", "sources/"))]
    assert len(list(site.rglob("laws/*/*.html"))) > 800


@pytest.mark.parametrize("width", [1280, 400])
def test_pages_are_legible_and_quiet(width: int, browser: Any, address: str) -> None:  # noqa: ANN401  (playwright is optional)
    shots = OUT / "screenshots"
    shots.mkdir(parents=True, exist_ok=True)
    page, said = opened(browser, address, width)
    for place in PAGES:
        page.goto(f"{address}/{place}", wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        sizes = page.evaluate("[...document.querySelectorAll('math')].map(m => m.getBoundingClientRect()).map(r => r.height)")
        assert all(size > 5 for size in sizes), place
        page.screenshot(path=shots / f"{place.replace('/', '-')}-{width}.png")
    assert said == []


def test_formulas_have_their_font_and_their_brackets_stretch(browser: Any, address: str) -> None:  # noqa: ANN401  (playwright is optional)
    page, said = opened(browser, address, 1280)
    page.goto(f"{address}/laws/compute/roofline.html", wait_until="networkidle")
    assert page.evaluate("document.fonts.check('16px \"STIX Two Math subset\"')")
    first = page.locator("div.math").first
    bracket, letter = (first.locator(each).first.bounding_box()["height"] for each in ("mo[stretchy], mo", "mi"))
    heights = first.evaluate("node => [...node.querySelectorAll('mo')].map(mo => mo.getBoundingClientRect().height)")
    assert max(heights) > 1.5 * letter, (bracket, letter, heights)
    assert said == []


@pytest.mark.parametrize(("words", "title"), [("roofline", "Roofline"), ("kv cache", "cache"), ("h100", "H100")])
def test_search_finds(words: str, title: str, browser: Any, address: str) -> None:  # noqa: ANN401  (playwright is optional)
    page, said = opened(browser, address, 1280)
    page.goto(f"{address}/search.html?q={words.replace(' ', '+')}", wait_until="networkidle")
    page.wait_for_selector("#search-results li a")
    found = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.textContent)")
    assert any(title in each for each in found), found[:10]
    assert said == []


def test_dark_pages_are_dark(browser: Any, address: str) -> None:  # noqa: ANN401  (playwright is optional)
    page, said = opened(browser, address, 1280, "dark")
    page.goto(f"{address}/laws/compute/roofline.html", wait_until="networkidle")
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('math')).color]"
    )
    background, ink = (sum(int(part) for part in each[each.index("(") + 1 : -1].split(",")[:3]) for each in colours)
    assert background < DARK
    assert ink > LIGHT
    page.screenshot(path=OUT / "screenshots" / "roofline-dark.png")
    assert said == []
