"""Search for wrong answers: `python -m tests.property.fuzz --n 100000 --seed 0 --jobs 2`.

A round trip draws a law, a point that satisfies it, and one of its variables; hides the variable, solves the law for it,
and looks whether the hidden value is in the answer, whether every answer satisfies the law, and whether values just
outside do not. Every wrong one is printed with the line that repeats it. Ends with 1 if there is any.

A search for all roots takes a thousand times as long as a closed form, so a pair that needs one gets a single point of
each draw, the others eight.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.invert import invert
from mlsysim_sym.book.law import Law
from mlsysim_sym.checking.pairs import PairReport, default_words, verify_pair
from mlsysim_sym.checking.sample import Sampler

POINTS = 8
VARIABLES = 3
CHUNK = 1000  # round trips of one task


@dataclass
class Tally:
    """What a number of round trips came to."""

    counts: Counter[str] = field(default_factory=Counter)
    certificates: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Join another tally to this one."""
        self.counts += other.counts
        self.certificates += other.certificates
        self.wrong += other.wrong

    def note(self, report: PairReport, draw: str) -> None:
        """Count what one variable's round trips found."""
        if not report.points:
            self.counts["undrawn"] += 1
            return
        self.counts["verified"] += report.points - (report.status != "verified")
        self.counts[report.status] += report.status != "verified"
        self.certificates[report.certificate] += report.points
        if report.status != "verified":
            line = f"python -m tests.property.fuzz --only {report.law}.{report.name} --draw {draw}"
            self.wrong += [f"{report.law}, {report.name} ({report.route})", *report.problems[:2], line]


def main() -> int:
    """Run the round trips and print what they found."""
    options = _options()
    start = time.monotonic()
    total = Tally()
    if options.only:
        law, _, variable = options.only.partition(".")
        total.add(repeated(law, variable, options.draw))
    else:
        for tally in _tallies(options.n, options.seed, options.jobs):
            total.add(tally)
    spent = time.monotonic() - start
    trips = sum(total.certificates.values())
    print(*dict.fromkeys(total.wrong), sep="\n", end="\n" if total.wrong else "")
    print(f"{trips} round trips, {trips / spent:.0f} a second: {_listed(total.counts)}")
    print(f"certificates: {_listed(total.certificates)}")
    return int(bool(total.wrong))


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{n} {what}" for what, n in sorted(counts.items()) if n)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--n", type=int, default=100_000, help="how many round trips")
    parser.add_argument("--seed", type=int, default=0, help="which")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--only", metavar="LAW.VARIABLE", help="repeat one pair")
    parser.add_argument("--draw", default="0:0", help="the draw to repeat")
    return parser.parse_args()


def _tallies(n: int, seed: int, jobs: int) -> Iterator[Tally]:
    tasks = [(seed, number, min(CHUNK, n - number * CHUNK)) for number in range(-(-n // CHUNK))]
    if jobs == 1:
        yield from map(round_trips, tasks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(round_trips, tasks)


def round_trips(task: tuple[int, int, int]) -> Tally:
    """Make one task's round trips: points of a random law, several of its variables hidden in turn."""
    seed, number, count = task
    book = Book.load()
    chance = random.Random(f"{seed}:{number}")  # noqa: S311  (a seeded test, not a secret)
    tally = Tally()
    place = 0
    while sum(tally.certificates.values()) < count:
        law = book.law(chance.choice(book.laws))
        draw = f"{seed}:{number}:{place}"
        place += 1
        words = default_words(book, law)
        drawn = list(Sampler(book, law, draw, words).points(POINTS))
        for name in chance.sample(law.variables, min(VARIABLES, len(law.variables))):
            left = count - sum(tally.certificates.values())
            tally.note(verify_pair(book, law, name, drawn[: min(left, points_for(law, name))], words), draw)
            if left <= POINTS:
                break
    return tally


def points_for(law: Law, name: str) -> int:
    """Return how many points of a draw a pair gets."""
    return 1 if invert(law, name).route == "search" else POINTS


def repeated(law_name: str, variable: str, draw: str) -> Tally:
    """Make one draw's round trips again, for one pair."""
    book = Book.load()
    law = book.law(law_name)
    words = default_words(book, law)
    tally = Tally()
    drawn = list(Sampler(book, law, draw, words).points(POINTS))
    tally.note(verify_pair(book, law, variable, drawn[: points_for(law, variable)], words), draw)
    return tally


if __name__ == "__main__":
    sys.exit(main())
