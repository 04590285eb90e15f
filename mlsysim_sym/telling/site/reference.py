"""The reference of the command line, from the help texts themselves, and the accuracy page, from `validate`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsysim_sym.solving.validity import data
from mlsysim_sym.telling.markdown import markdown
from mlsysim_sym.telling.page import Heading, Page, Part, Table
from mlsysim_sym.telling.site.linking import Linker
from mlsysim_sym.telling.site.places import Places

if TYPE_CHECKING:
    from mlsysim_sym.asking.validate import Validation

LONG = 0.1  # an error from which on its likely reason is told
MISSED = (
    "Figures whose error is beyond 10%, by the reason that is likely for them: what the laws leave out, or what the source does "
    "not say. A reason is written for a group of figures and is a hypothesis; `mlsysim-sym validate --family NAME` prints each "
    "figure with its error."
)
COMMAND = re.compile(r"^  ([a-z]+) {2,}\S", re.MULTILINE)


def command_line() -> str:
    """Return the page of all commands."""
    top = _help()
    blocks = ["# Command line", f"```text\n{top.rstrip()}\n```"]
    for name in COMMAND.findall(top.partition("Examples:")[0]):
        blocks += [f"## {name}", f"```text\n{_help(name).rstrip()}\n```"]
    return "\n\n".join(blocks) + "\n"


def _help(*words: str) -> str:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "80"}
    run = subprocess.run(  # noqa: S603  (this package's own command line)
        [sys.executable, "-m", "mlsysim_sym", *words, "--help"], capture_output=True, text=True, check=True, env=environment
    )
    return run.stdout


def accuracy(places: Places, found: Validation) -> str:
    """Return the page on how far laws are from published figures."""
    from mlsysim_sym.telling.validated import validation_page  # noqa: PLC0415  (the reference needs none)

    made = data()
    linker = Linker(places, "accuracy.md")
    page = linker.linked(validation_page(found))
    about = (
        f"Version {made['version']}, {made['date']}, made by `mlsysim-sym validate`. Each published figure stands beside what "
        "the laws of the book say, and for each family how many constants were fitted for it; the baseline is the mean of other "
        "figures of the family. Where no law speaks of a figure, the reason is given. What its figures have for inputs, and the "
        "interval that holds four of five, stand on the page of each solver and law that predicts a family."
    )
    picture = "![Predicted over published](accuracy.svg)"
    whole = f"# Accuracy\n\n{about}\n\n{picture}\n\n**{page.title}.**\n\n{markdown(type(page)('', page.parts))}"
    missed = markdown(linker.linked(Page("", tuple(_missed(found)))))
    return f"{whole}\n\n## What is missed, and why\n\n{MISSED}\n\n{missed}\n"


def _missed(found: Validation) -> Iterator[Part]:
    """Yield for each family with misses what its figures beyond 10% have in common, and what is not predicted."""
    for family in found.families:
        rows = [(f"{len(errors)}", _ends(errors), why) for why, errors in _likely(found, family).items()]
        rows += [(f"{count}", "not predicted", why) for why, count in _unpredicted(found, family).items()]
        if rows:
            yield Heading(family.replace("_", " "), 3)
            yield Table(("figures", "error", "likely reason"), tuple(rows))


def _likely(found: Validation, family: str) -> dict[str, list[float]]:
    reasons: dict[str, list[float]] = {}
    for row in found.of(family):
        if row.relative is not None and abs(row.relative) > LONG:
            reasons.setdefault(row.likely or "no reason is known", []).append(row.relative)
    return dict(sorted(reasons.items(), key=lambda each: -len(each[1])))


def _unpredicted(found: Validation, family: str) -> dict[str, int]:
    return dict(Counter(row.because for row in found.of(family) if row.predicted is None).most_common())


def _ends(errors: list[float]) -> str:
    low, high = min(errors), max(errors)
    return f"{low:+.0%}" if low == high else f"{low:+.0%} to {high:+.0%}"
