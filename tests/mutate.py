"""Plant one fault at a time in the engine and count those that no test sees: `python -m tests.mutate --n 60 --seed 0`.

A fault is one changed operator, comparison, constant or word, drawn from all that the rooms on the solve path have. It
is planted in a copy of the checkout, with its own cache, and the unit tests run there until one fails. A survivor is
a missing test, or code that makes no difference.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

TOP = Path(__file__).resolve().parent.parent
ROOMS = ("reading", "book", "solving")
COPIED = ("mlsysim_sym", "tests", "benchmarks", "examples")
LINKED = ("formulas", "registry", "docs", "hatch_build.py", "pyproject.toml", "README.md", "Makefile")
TESTS = ("tests/unit", "tests/errors")

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Mod: ast.FloorDiv, ast.FloorDiv: ast.Mod,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.USub: ast.UAdd,
}  # fmt: skip
WORDS = {"min": "max", "max": "min", "floor": "ceil", "ceil": "floor", "any": "all", "all": "any", "low": "high", "high": "low"}


@dataclass(frozen=True)
class Fault:
    """A changed module: which, where, what was changed, and its text."""

    path: str
    line: int
    change: str
    text: str


def main() -> int:
    """Plant the faults, print the survivors and the share that was seen."""
    options = _options()
    places = options.module or [module for room in ROOMS for module in _modules(room)]
    sites = [(path, number) for path in places for number in range(_count(path))]
    drawn = random.Random(options.seed).sample(sites, min(options.n, len(sites)))  # noqa: S311  (no secret)
    faults = [_fault(path, number) for path, number in drawn]
    with tempfile.TemporaryDirectory() as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(options.jobs):
            copies.put(_copy(Path(folder) / str(number)))
        if _run(_copy(Path(folder) / "sound"), places, options.seconds * 2) is not True:
            print("the tests fail, or take too long, without any fault")
            return 2
        with ThreadPoolExecutor(options.jobs) as pool:
            seen = list(pool.map(lambda fault: _passes(copies, fault, options.seconds), faults))
    survivors = [fault for fault, passed in zip(faults, seen, strict=True) if passed]
    for fault in sorted(survivors, key=lambda fault: (fault.path, fault.line)):
        print(f"{fault.path}:{fault.line}: {fault.change}")
    share = 1 - len(survivors) / max(len(faults), 1)
    print(f"{len(faults)} faults of {len(sites)} possible, {seen.count(None)} by running too long, {share:.0%} seen")
    return int(share < options.least)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--n", type=int, default=60, help="how many faults")
    parser.add_argument("--seed", type=int, default=0, help="which faults")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    parser.add_argument("--seconds", type=float, default=180, help="how long the tests may run for one fault")
    parser.add_argument("--least", type=float, default=0.0, help="fail if a smaller share is seen")
    parser.add_argument("module", nargs="*", help="modules to plant faults in, such as mlsysim_sym/book/sets.py")
    return parser.parse_args()


# --- the faults --------------------------------------------------------------------------------------------------------


def _modules(room: str) -> list[str]:
    return sorted(path.relative_to(TOP).as_posix() for path in TOP.glob(f"mlsysim_sym/{room}/*.py"))


def _count(path: str) -> int:
    return len(list(_sites(ast.parse((TOP / path).read_text(encoding="utf-8")))))


def _fault(path: str, number: int) -> Fault:
    tree = ast.parse((TOP / path).read_text(encoding="utf-8"))
    owner, field, index, new = list(_sites(tree))[number]
    old = getattr(owner, field)
    line = getattr(owner, "lineno", 0)
    before = ast.unparse(owner)
    if index is None:
        setattr(owner, field, new)
    else:
        old[index] = new
    return Fault(path, line, f"{before}  ->  {ast.unparse(owner)}", ast.unparse(tree))


def _sites(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, object]]:
    """Yield each place where a fault can be planted: a node, its field, the index in it, and what to put there."""
    for node in _run_time(tree):
        if isinstance(node, (ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.AugAssign)) and type(node.op) in SWAPS:
            yield node, "op", None, SWAPS[type(node.op)]()
        elif isinstance(node, ast.Compare):
            for index, operator in enumerate(node.ops):
                if type(operator) in SWAPS:
                    yield node, "ops", index, SWAPS[type(operator)]()
        elif isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float)):
            yield node, "value", None, not node.value if isinstance(node.value, bool) else node.value + 1
        elif isinstance(node, ast.Name) and node.id in WORDS:
            yield node, "id", None, WORDS[node.id]
        elif isinstance(node, ast.Attribute) and node.attr in WORDS:
            yield node, "attr", None, WORDS[node.attr]


def _run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Walk the nodes that are evaluated: no annotations, no imports for types."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _run_time(child)


# --- the tests ---------------------------------------------------------------------------------------------------------


def _copy(place: Path) -> Path:
    for name in COPIED:
        shutil.copytree(TOP / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in LINKED:
        if (TOP / name).exists():
            (place / name).symlink_to(TOP / name)
    return place


def _passes(copies: SimpleQueue[Path], fault: Fault, seconds: float) -> bool | None:
    """Return whether all tests pass with the fault, None if they take too long."""
    copy = copies.get()
    place = copy / fault.path
    kept = place.read_bytes()
    place.write_text(fault.text, encoding="utf-8")
    try:
        return _run(copy, [fault.path], seconds)
    finally:
        place.write_bytes(kept)
        copies.put(copy)


def _run(copy: Path, modules: list[str], seconds: float) -> bool | None:
    """Return whether the doctests of the modules and the unit tests pass."""
    command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", "-m", "not (slow or latex or browser)"]
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "MLSYSIM_SYM_CACHE": cache}
        arguments = [*command, *modules, *TESTS]
        try:
            done = subprocess.run(arguments, cwd=copy, env=environment, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return None
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
