"""Measure sweeps: `python benchmarks/sweep.py [--peers] [--peer-python PATH]`.

Points a second of one core (median of five runs, by the process's own CPU time, so that other work on the machine does
not count), beside what the memory of the machine allows, and the most memory that a run held. `--peers` installs
`mlsysim` and `llm-analysis` into environments of their own in a temporary folder and asks them for the same decoding
steps; `--peer-python` names an interpreter that has them instead. One that cannot be installed or asked is reported as
such. Times depend on the machine, so nothing here is a test.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import textwrap
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
RUNS = 5
PRELUDE = """
import json, resource, sys, time
import numpy as np
import mlsysim_sym as ms
from mlsysim_sym.asking.kernel import array_kernel
from mlsysim_sym.asking.sweep import sweep

def report(points, work, runs):
    work()  # compiles
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"points": points, "seconds": sorted(times)[len(times) // 2], "peak": peak}))

chain = ms.ask("chain20", book=ms.Book.load("benchmarks/chain20"))
TARGETS = ["chain_p99", "chain_cost_per_token"]
serving = ms.ask("llm_serving", hardware="h100_sxm", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4,
                 output_length="256 token", servers=4)
"""
GRID = """
axes = dict(chain_batch_size=np.arange(1, {b} + 1.0)[:, None, None], chain_context=32 * np.arange(1, 1001.0)[None, :, None],
            chain_devices=np.arange(1, 101.0)[None, None, :])
kernel = array_kernel(chain, TARGETS, list(axes), backend="{backend}")
"""
STREAM = (
    GRID
    + """
def work():
    least = np.inf
    for part in kernel.tiles(**axes):
        least = min(least, part.values[1].min())
report({b} * 100_000, work, {runs})
"""
)
FILL = (
    GRID
    + """
out = [np.zeros((100, 1000, 100)) for _ in TARGETS]
def work():
    for part in kernel.tiles(**axes):
        for here, there in zip(part.values, out):
            there[part.tile] = here
report(100 * 100_000, work, {runs})
"""
)
REDUCE = """
found = sweep(chain, TARGETS, backend="{backend}", chain_batch_size="1..100 step 1", chain_context="32..32000 step 32",
              chain_devices="1..100")
report(found.size, lambda: found.min("chain_cost_per_token"), {runs})
"""
SERVING = """
generator = np.random.default_rng(1)
count = 1_000_000
given = dict({first}=generator.uniform({low}, {high}, count), decode__batch_size=generator.integers(1, 65, count) * 1.0,
             prompt_length=generator.uniform(100, 4000, count))
kernel = array_kernel(serving, {target!r}, [name.replace("__", ".") for name in given], backend="{backend}")
report(count, lambda: [None for _ in kernel.tiles(**given)], {runs})
"""
BANDWIDTH = """
there = np.ones(20_000_000)
out = np.empty_like(there)
report(there.size, lambda: np.copyto(out, there), {runs})
"""
COMPILED = """
function = chain.given(chain_batch_size=32, chain_context=8192, chain_devices=8).compiled(
    "chain_p99", ["chain_batch_size", "chain_context", "chain_devices"])
def work():
    for _ in range(20_000):
        function(32.0, 8192.0, 8.0)
report(20_000, work, {runs})
"""


@dataclass(frozen=True)
class Case:
    """A piece of work, the points a second that it should reach, and the megabytes that it may hold."""

    title: str
    code: str
    wanted: float | None = None
    most: float | None = None


def cases() -> Sequence[Case]:
    """Return what is measured."""
    made = [Case("memory: doubles copied", BANDWIDTH.format(runs=RUNS))]
    for backend, wanted in (("numpy", 40e6), ("numba", 120e6)):
        parts = {"backend": backend, "runs": RUNS}
        made += [
            Case(f"chain20, 1e7 points, {backend}", STREAM.format(b=100, **parts), wanted, 500),
            Case(f"  written to arrays, {backend}", FILL.format(b=100, **parts), wanted),
            Case(f"  least cost by sweep().min(), {backend}", REDUCE.format(**parts)),
            Case(f"chain20, 1e8 points, {backend}", STREAM.format(b=1000, backend=backend, runs=1), wanted, 500),
            Case(f"llm_serving with its queue, {backend}",
                 SERVING.format(first="arrival_rate", low=1, high=12, target="request_latency", **parts), 2e6),
            Case(f"  its queue solved backwards, {backend}",
                 SERVING.format(first="queueing_delay", low=0.001, high=1, target="arrival_rate", **parts), 2e6),
        ]  # fmt: skip
    return [*made, Case("chain20, one point at a time (compiled)", COMPILED.format(runs=RUNS))]


def measured(code: str, python: str = sys.executable, prelude: str = PRELUDE) -> dict[str, float] | str:
    """Return what a fresh process measures, or why it could not."""
    done = subprocess.run([python, "-c", prelude + code], cwd=TOP, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it failed"])[-1]
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peers", action="store_true", help="install the peers and ask them too")
    parser.add_argument("--peer-python", metavar="PATH", help="ask the peers that this interpreter has")
    parser.add_argument("--peers-only", action="store_true", help="leave out all but the decoding steps that peers are asked for")
    arguments = parser.parse_args()
    print(f"{'one core, median of ' + str(RUNS):48}{'points/s':>12}{'wanted':>10}{'MB':>7}")
    for case in () if arguments.peers_only else cases():
        found = measured(case.code)
        if isinstance(found, str):
            print(f"{case.title:48}  not measured: {found}", flush=True)
            continue
        rate = found["points"] / found["seconds"]
        below = "  below" if (case.wanted and rate < case.wanted) or (case.most and found["peak"] > case.most) else ""
        wanted = f"{case.wanted:10.0e}" if case.wanted else " " * 10
        print(f"{case.title:48}{rate:12.3e}{wanted}{found['peak']:7.0f}{below}", flush=True)
        if case.title.startswith("memory"):
            print(f"{'  so much for two outputs of 8 bytes a point':48}{rate / 2:12.3e}", flush=True)
    if arguments.peers or arguments.peers_only or arguments.peer_python:
        _peers(arguments.peer_python)
    return 0


# --- peers -------------------------------------------------------------------------------------------------------------

# One decoding step of Llama 3 70B (or the nearest that a peer has) on four H100 for many batch sizes, by each one's own call.
OWN_STEPS = """
question = ms.ask("llm_decode", hardware="h100_sxm", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4,
                  context_length="2304 token")
kernel = array_kernel(question, "time_per_output_token", ["batch_size"])
batches = np.tile(np.arange(1.0, 65.0), 20_000)
report(batches.size, lambda: kernel(batch_size=batches), {runs})
"""
PEER_PRELUDE = """
import json, statistics, time
def report(points, work, runs):
    work()
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    print(json.dumps({"points": points, "seconds": statistics.median(times), "peak": 0}))
"""
MLSYSIM_STEPS = """
import mlsysim
from mlsysim import Engine, Hardware, Models
model, hardware = Models.Language.Llama3_70B, Hardware.Cloud.H100
def work():
    for batch in range(1, 65):
        Engine.solve(model=model, hardware=hardware, batch_size=batch, precision="fp16")
report(64, work, {runs})
"""
LLM_ANALYSIS_STEPS = """
import logging
from llm_analysis.analysis import LLMAnalysis
from llm_analysis.config import ParallelismConfig, get_dtype_config_by_name, get_gpu_config_by_name, get_model_config_by_name
logging.disable(logging.CRITICAL)
analysis = LLMAnalysis(get_model_config_by_name("upstage_Llama-2-70b-instruct-v2"), get_gpu_config_by_name("h100-sxm-80gb"),
                       get_dtype_config_by_name("w16a16e16"), ParallelismConfig(tp_size=4), flops_efficiency=0.5,
                       hbm_memory_efficiency=0.8)
def work():
    for batch in range(1, 17):
        analysis.inference(batch_size_per_gpu=batch, seq_len=2048, num_tokens_to_generate=256)
report(16, work, {runs})
"""
PEERS: Sequence[tuple[str, str, str]] = (
    ("mlsysim", "mlsysim", MLSYSIM_STEPS),
    ("llm-analysis", "llm-analysis", LLM_ANALYSIS_STEPS),
)


def _peers(python: str | None) -> None:
    """Print the peers beside our own, as ratios in one run; `python` has them, or they are installed."""
    own = measured(OWN_STEPS.format(runs=RUNS))
    if isinstance(own, str):
        print(f"{'decoding steps':48}  not measured: {own}")
        return
    rate = own["points"] / own["seconds"]
    print(f"{'decoding steps, mlsysim-sym':48}{rate:12.3e}")
    for title, package, code in PEERS:
        asked = textwrap.dedent(code).format(runs=RUNS)
        if python is None:
            with tempfile.TemporaryDirectory() as folder:
                found, version = _asked(Path(folder), package, asked)
        else:
            found, version = _from(python, package, asked)
        shown = f"decoding steps, {title} {version}".rstrip()
        if isinstance(found, str):
            print(f"{shown:48}  not measured: {found}", flush=True)
        else:
            theirs = found["points"] / found["seconds"]
            print(f"{shown:48}{theirs:12.3e}   1/{rate / theirs:.0f} of ours", flush=True)


def _from(python: str, package: str, code: str) -> tuple[dict[str, float] | str, str]:
    """Return what a peer measures by an interpreter that has it, or why it could not be asked, and its version."""
    if not Path(python).exists():
        return f"there is no interpreter at {python}", ""
    asked = [python, "-c", f"from importlib.metadata import version; print(version({package!r}))"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"{python} has no `{package}`: {python} -m pip install {package}", ""
    return measured(code, python, PEER_PRELUDE), done.stdout.strip()


def _asked(folder: Path, package: str, code: str, make: Callable[..., None] = venv.create) -> tuple[dict[str, float] | str, str]:
    """Return what a peer measures in an environment of its own, or why it could not be asked, and its version."""
    make(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", package], capture_output=True, text=True, check=False, timeout=900
    )
    if done.returncode:
        return f"`{package}` cannot be installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}", ""
    return _from(python, package, code)


if __name__ == "__main__":
    sys.exit(main())
