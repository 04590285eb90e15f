"""Measure what a cold start costs: `python benchmarks/startup.py`.

Each row is the median CPU time (user and system, of the process and its children) of seven fresh processes with bytecode
compiled. The cache of the book is warm; a fresh checkout has neither cache nor bytecode. A row above its limit is marked; only a
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
    Case("one law, first question in a fresh checkout", RIDGE, 2.0, fresh=True),
    Case("twenty laws, the same", ("solve", "chain_p99", "chain_batch_size=32", *CHAIN), 3.0, fresh=True),
)
HELD_LIMIT = 20e-6
HELD = """
import time
import mlsysim_sym as ms
question = ms.ask("chain20", book=ms.Book.load("benchmarks/chain20"), chain_batch_size=32, chain_context=8192, chain_devices=8)
function = question.compiled("chain_p99", ["chain_batch_size", "chain_context", "chain_devices"])
best = 1.0
for _ in range(7):
    began = time.process_time()
    for _ in range(5000):
        function(32.0, 8192.0, 8.0)
    best = min(best, (time.process_time() - began) / 5000)
print(best)
"""


def main() -> int:
    """Print the table and the forbidden modules."""
    compileall.compile_dir(str(TOP / "mlsysim_sym"), quiet=1)
    print(f"{'CPU seconds, median of ' + str(RUNS):45}{'time':>8}{'limit':>8}")
    with tempfile.TemporaryDirectory() as cache:
        loaded = [_row(case, cache) for case in CASES]
        _held(cache)
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


def _held(cache: str) -> None:
    """Print what one evaluation of a plan held in process costs, in microseconds."""
    done = _run([sys.executable, "-c", HELD], {"MLSYSIM_SYM_CACHE": cache})
    if done.returncode:
        print(f"twenty laws held in process: {done.stderr.strip().splitlines()[-1:]}")
        return
    time = float(done.stdout)
    mark = "  above" if time > HELD_LIMIT else ""
    print(f"{'twenty laws held in process, microseconds':45}{time * 1e6:8.1f}{HELD_LIMIT * 1e6:8.0f}{mark}")


def _cpu_seconds(case: Case, cache: str) -> float:
    with tempfile.TemporaryDirectory() as empty:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        # a fresh checkout has no bytecode either
        _run(
            _command(case),
            {"MLSYSIM_SYM_CACHE": empty, "PYTHONPYCACHEPREFIX": empty} if case.fresh else {"MLSYSIM_SYM_CACHE": cache},
        )
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
    done = _run(_command(case), {"MLSYSIM_SYM_CACHE": cache})
    failure = f"  fails with exit code {done.returncode}: {done.stderr.strip().splitlines()[-1:]}" if done.returncode else ""
    probe = _run([sys.executable, "-c", PROBE.format(forbidden=FORBIDDEN), *case.words], {"MLSYSIM_SYM_CACHE": cache})
    lines = [line for line in probe.stderr.splitlines() if line.startswith("loaded:")]
    return (lines[-1].split()[1:] if lines else []), failure


def _run(command: list[str], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""} | settings
    return subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
