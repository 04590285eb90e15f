"""Ask peers for the same published figures and print them beside laws and the naive baseline, on the same rows.

    python benchmarks/peers/compare.py --python mlsysim=/path/to/python --python llm-analysis=... --python genz-llm=...

Each peer runs in an interpreter that has it installed. All of its settings are run; a family shows the setting with the
least median error, so that the choice is in the peer's favour. A peer that does not start is an error.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rows import FAMILIES, Posed, everything  # type: ignore[import-not-found]  # a script beside this one

from mlsysim_sym.asking.validate import validate
from mlsysim_sym.book.book import Book
from mlsysim_sym.valueclass import frozen

HERE = Path(__file__).resolve().parent
ADAPTERS = {"mlsysim": "run_mlsysim.py", "llm-analysis": "run_llm_analysis.py", "genz-llm": "run_genz.py"}
WITHIN = 0.10
COLUMNS = (
    "family", "peer", "rows", "setting", "median", "mean", "in 10%", "laws: median", "mean", "in 10%", "baseline: median", "mean",
    "in 10%",
)  # fmt: skip


MEANING = (
    "Errors are shares of the published figures. A peer is shown at the setting with the least median error of the family; "
    "laws are predicted without any figure of the row's group, at one setting for all. Laws and the baseline are judged on "
    "the rows that the peer can express, and on no others."
)


class PeerError(Exception):
    """Why a peer gave no answers at all."""


@frozen
class Peer:
    """What a peer said: its version, values by setting and row, and reasons for what it cannot express."""

    name: str
    version: str
    values: Mapping[str, Mapping[str, float]]
    reasons: Mapping[str, str]


def ask_peer(name: str, python: str, adapter: Path, rows: Iterable[Mapping[str, Any]]) -> Peer:
    """Run an adapter on rows; raise PeerError with its last words where it does not start, ends badly or writes no JSON."""
    given = "".join(json.dumps(row) + "\n" for row in rows)
    try:
        done = subprocess.run([python, str(adapter)], input=given, capture_output=True, text=True, check=False)
    except OSError as error:
        raise PeerError(f"the peer `{name}` cannot be run by `{python}`: {(error.strerror or str(error)).lower()}") from None
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["it says nothing"]
        raise PeerError(f"the peer `{name}` ends with {done.returncode} under `{python}`: {words[-1]}")
    try:
        first, *lines = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError:
        raise PeerError(f"the peer `{name}` writes lines that are no JSON") from None
    values: dict[str, dict[str, float]] = {}
    reasons: dict[str, str] = {}
    for line in lines:
        if "value" in line:
            values.setdefault(line["setting"], {})[line["id"]] = line["value"]
        else:
            reasons[line["id"]] = line["because"]
    return Peer(name, first["version"], values, reasons)


def errors_of(posed: Sequence[Posed], values: Mapping[str, float]) -> dict[str, float]:
    """Return a peer's errors by row, as shares of the figures."""
    found = {}
    for each in posed:
        name, measured = each.compared.case.id, each.compared.case.measured
        if name in values and measured:
            found[name] = abs(each.figure(values[name]) / measured - 1)
    return found


def best(posed: Sequence[Posed], peer: Peer) -> tuple[str, dict[str, float]]:
    """Return the setting of the least median error on some rows, and its errors."""
    found = [(name, errors_of(posed, values)) for name, values in peer.values.items()]
    found = [(name, errors) for name, errors in found if errors]
    return min(found, key=lambda pair: statistics.median(pair[1].values())) if found else ("", {})


def shown(errors: Sequence[float], count: int) -> tuple[str, str, str]:
    """Return median, mean, and the share of `count` rows within 10%; rows without an error are beyond."""
    if not errors:
        return "", "", ""
    share = sum(error <= WITHIN for error in errors) / count
    return f"{statistics.median(errors):.1%}", f"{statistics.fmean(errors):.1%}", f"{share:.0%}"


def line(family: str, posed: Sequence[Posed], peer: Peer) -> tuple[str, ...]:
    """Return a row of the table: the peer on what it can express, laws and the baseline on the same rows."""
    setting, errors = best(posed, peer)
    same = [each.compared for each in posed if each.compared.case.id in errors]
    laws = [abs(each.relative) for each in same if each.relative is not None]
    naive = [each.baseline for each in same if each.baseline is not None]
    sized = f"{len(same)} of {len(posed)}"
    return (
        family, peer.name, sized, setting, *shown(list(errors.values()), len(same)), *shown(laws, len(same)),
        *shown(naive, len(same)),
    )  # fmt: skip


def table(posed: Mapping[str, Sequence[Posed]], peers: Sequence[Peer]) -> str:
    """Return the comparison as Markdown."""
    rows = [line(family, each, peer) for family, each in posed.items() for peer in peers]
    rule = tuple("---" for _ in COLUMNS)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (COLUMNS, rule, *rows))


def unexpressed(posed: Mapping[str, Sequence[Posed]], peers: Sequence[Peer]) -> str:
    """Return which rows a peer cannot express, by reason."""
    found = []
    for peer in peers:
        for family, each in posed.items():
            answered = best(each, peer)[1]
            names = [one.compared.case.id for one in each if one.compared.case.id not in answered]
            counts = Counter(peer.reasons.get(name, "no reason given") for name in names)
            found += [f"- {peer.name}, {family}: {count} rows, because {because}" for because, count in counts.most_common()]
    return "\n".join(found)


def report(posed: Mapping[str, Sequence[Posed]], left: Counter[str], peers: Sequence[Peer]) -> str:
    """Return the whole report, with date and versions."""
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    versions = ", ".join(f"{peer.name} {peer.version}" for peer in peers)
    out = [f"- {count} rows, because {because}" for because, count in left.most_common()]
    return "\n\n".join((
        "# Peers on the same published figures", f"Generated on {today} by `compare.py`. Versions: {versions}.",
        MEANING,
        table(posed, peers), "## What the peers cannot express", unexpressed(posed, peers),
        "## Rows that nobody is asked", "\n".join(out) or "None.",
    )) + "\n"  # fmt: skip


def rows_of(families: Sequence[str]) -> tuple[dict[str, list[Posed]], Counter[str]]:
    """Return the rows of some families, and reasons of those that say too little to be asked."""
    book = Book.load()
    found: dict[str, list[Posed]] = {}
    left: Counter[str] = Counter()
    for family in families:
        found[family] = []
        for each in everything(book, validate(book, family=family).rows):
            if isinstance(each, Posed):
                found[family].append(each)
            else:
                left[f"{family}: {each[1]}"] += 1
    return found, left


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--python", action="append", default=[], metavar="PEER=PATH", help="the interpreter that has a peer")
    parser.add_argument("--peer", action="append", choices=sorted(ADAPTERS), help="only these peers")
    parser.add_argument("--family", action="append", choices=FAMILIES, help="only these families")
    parser.add_argument("--adapters", default=str(HERE), metavar="DIR", help="where the adapters are")
    parser.add_argument("--out", metavar="FILE", help="write the report into a file too")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Ask, print, write; return 3 where a peer gives no answers."""
    given = arguments(words)
    pythons = dict(pair.split("=", 1) for pair in given.python)
    if unknown := pythons.keys() - ADAPTERS.keys():
        print(f"error: no peer is called {', '.join(sorted(unknown))}; one of {', '.join(ADAPTERS)}", file=sys.stderr)
        return 2
    posed, left = rows_of(given.family or FAMILIES)
    rows = [each.row for family in posed.values() for each in family]
    try:
        peers = [
            ask_peer(name, pythons.get(name, sys.executable), Path(given.adapters) / ADAPTERS[name], rows)
            for name in given.peer or ADAPTERS
        ]
    except PeerError as error:
        print(f"error: {error}\n  hint: install it in an environment of its own: --python PEER=PATH", file=sys.stderr)
        return 3
    told = report(posed, left, peers)
    print(told, end="")
    if given.out:
        Path(given.out).write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
