"""Measure what a cold start costs: `python benchmarks/startup.py`.

Each row is the median CPU time (user and system, of the process and its children) of seven fresh processes with bytecode
compiled. The cache of the book is warm, except where a row says otherwise. A row above its limit is marked; only a
module that has no place on the solve path makes the exit code 1, because times depend on the machine.
"""

from __future__ import annotations

import compileall
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
RUNS = 7
FORBIDDEN = ("sympy", "pint", "networkx", "pydantic")

# Runs a command line in this process, then names the forbidden modules that it loaded.
PROBE = """
import sys
sys.argv = ["mlsysim-sym", *sys.argv[1:]]
try:
    import mlsysim_sym
    if len(sys.argv) > 1:
        from mlsysim_sym.cli import main
        main()
except SystemExit:
    pass
finally:
    print("loaded:", *[name for name in {forbidden!r} if name in sys.modules], file=sys.stderr)
"""


@dataclass(frozen=True)
class Case:
    """A command line (None is a bare interpreter, nothing is an import), its limit in seconds, and its cache."""

    title: str
    words: tuple[str, ...] | None
    limit: float | None = None
    fresh: bool = False


RIDGE = ("solve", "ridge_point", "peak_throughput=989.4 TFLOP/s", "memory_bandwidth=3.35 TB/s")
CHAIN = ("--book", "benchmarks/chain20", "--solver", "chain20", "chain_context=8192", "chain_devices=8")
CASES = (
    Case("python -c pass", None),
    Case("import mlsysim_sym", (), 0.06),
    Case("mlsysim-sym --help", ("--help",), 0.10),
    Case("one law", RIDGE, 0.15),
    Case("twenty laws", ("solve", "chain_p99", "chain_batch_size=32", *CHAIN), 0.25),
    Case("twenty laws backwards, two roots", ("solve", "chain_batch_size", "chain_p99=4.47515420367173 s", *CHAIN)),
    Case("one law, first question in a fresh checkout", RIDGE, fresh=True),
)


def main() -> int:
    """Print the table and the forbidden modules."""
    compileall.compile_dir(str(TOP / "mlsysim_sym"), quiet=1)
    print(f"{'CPU seconds, median of ' + str(RUNS):45}{'time':>8}{'limit':>8}")
    with tempfile.TemporaryDirectory() as cache:
        loaded = [_row(case, cache) for case in CASES]
    for case, names in zip(CASES, loaded, strict=True):
        if names:
            print(f"{case.title}: loads {', '.join(names)}")
    return int(any(loaded))


def _row(case: Case, cache: str) -> list[str]:
    """Print a case's row and return the forbidden modules that it loads."""
    names, failure = _loaded(case, cache)  # this also warms the cache
    time = statistics.median(_cpu_seconds(case, cache) for _ in range(RUNS))
    limit = f"{case.limit:.2f}" if case.limit else ""
    mark = "  above" if case.limit and time > case.limit else ""
    print(f"{case.title:45}{time:8.3f}{limit:>8}{mark}{failure}", flush=True)
    return names


def _cpu_seconds(case: Case, cache: str) -> float:
    with tempfile.TemporaryDirectory() as empty:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _run(_command(case), empty if case.fresh else cache)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _command(case: Case) -> list[str]:
    if case.words is None:
        return [sys.executable, "-c", "pass"]
    if not case.words:
        return [sys.executable, "-c", "import mlsysim_sym"]
    script = Path(sys.executable).parent / "mlsysim-sym"
    return [*([str(script)] if script.exists() else [sys.executable, "-m", "mlsysim_sym"]), *case.words]


def _loaded(case: Case, cache: str) -> tuple[list[str], str]:
    """Return the forbidden modules that a case loads, and a remark if it fails."""
    if case.words is None:
        return [], ""
    done = _run(_command(case), cache)
    failure = f"  fails with exit code {done.returncode}: {done.stderr.strip().splitlines()[-1:]}" if done.returncode else ""
    probe = _run([sys.executable, "-c", PROBE.format(forbidden=FORBIDDEN), *case.words], cache)
    lines = [line for line in probe.stderr.splitlines() if line.startswith("loaded:")]
    return (lines[-1].split()[1:] if lines else []), failure


def _run(command: list[str], cache: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"MLSYSIM_SYM_CACHE": cache, "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
