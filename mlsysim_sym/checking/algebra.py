"""The algebra of proofs: SymPy in a process of its own, which is ended when a simplification takes too long.

Trees go in, a verdict comes out. A claim is first tried at points, to forty digits, which refutes a wrong one at once;
only then is it simplified, and only an exact zero counts as proven.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from threading import Timer
from typing import Literal

from mlsysim_sym.reading.tree import Node, Number
from mlsysim_sym.valueclass import frozen

DEADLINE = 20.0
START = 120.0  # seconds to import SymPy, on a machine that has much else to do
DIGITS = 40

_ZERO = Number(Fraction(0))

Verdict = Literal["proven", "refuted", "undecided", "late"]


@frozen
class Claim:
    """That two trees agree: as they stand, or after one operation on the left one.

    `operation` is `same`, `derivative` (of the left side by `index`, to be as large as the right one where `index` is
    `at`), `limit` (of the left side as `index` goes to `low`) or `sum` (of the left side, `index` from `low` to `high`).
    `positive` names the variables that cannot be negative.
    """

    left: Node
    right: Node
    positive: frozenset[str]
    points: tuple[Mapping[str, float], ...]
    operation: Literal["same", "derivative", "limit", "sum"] = "same"
    index: str = ""
    at: tuple[tuple[str, Node], ...] = ()
    low: Node | None = None
    high: Node | None = None


@frozen
class Answer:
    """A verdict, with how far apart the two sides were at the worst point."""

    verdict: Verdict
    gap: float = 0.0
    note: str = ""


class Worker:
    """A process that judges claims one after another; it is started at the first and ended when one takes too long."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self.deadline = deadline
        self._process: subprocess.Popen[bytes] | None = None

    def judge(self, claim: Claim) -> Answer:
        """Return the verdict on a claim."""
        return self._exchange(self._started(), claim, self.deadline)

    def _exchange(self, process: subprocess.Popen[bytes], claim: Claim, deadline: float) -> Answer:
        assert process.stdin is not None  # noqa: S101  (both are pipes)
        assert process.stdout is not None  # noqa: S101
        timer = Timer(deadline, process.kill)
        timer.start()
        try:
            pickle.dump(claim, process.stdin)
            process.stdin.flush()
            return pickle.load(process.stdout)  # type: ignore[no-any-return]  # noqa: S301  (from our own process)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self.close()
            return Answer("late", note=f"no verdict within {deadline:g} s")
        finally:
            timer.cancel()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
            command = [sys.executable, "-c", "from mlsysim_sym.checking.algebra import serve; serve()"]
            process = subprocess.Popen(  # noqa: S603  (this module itself)
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
            self._process = process
            self._exchange(process, Claim(_ZERO, _ZERO, frozenset(), ()), START)  # imports SymPy
            return process
        return self._process

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        process.wait()


def serve() -> None:
    """Judge claims from standard input until it ends."""
    while True:
        try:
            claim = pickle.load(sys.stdin.buffer)  # noqa: S301  (from the process that started this one)
        except EOFError:
            return
        try:
            answer = judged(claim)
        except Exception as error:  # noqa: BLE001  (whatever SymPy stumbles over, nothing is proven by it)
            answer = Answer("undecided", note=f" ({type(error).__name__}: {error})")
        pickle.dump(answer, sys.stdout.buffer)
        sys.stdout.buffer.flush()


# --- inside the process ------------------------------------------------------------------------------------------------


def judged(claim: Claim) -> Answer:
    """Return the verdict on a claim, in this process."""
    from mlsysim_sym.checking import simplify  # noqa: PLC0415  (imports SymPy)

    found = simplify.sides(claim)
    gap = simplify.largest_gap(found, claim.points, DIGITS)
    if gap > 10.0 ** (-DIGITS / 2):
        return Answer("refuted", gap)
    return Answer("proven" if simplify.agree(found[0], found[1]) else "undecided", gap)
