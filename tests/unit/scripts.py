"""Scripts beside the package, run and imported by tests: examples and benchmarks."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

TOP = Path(__file__).resolve().parents[2]


@cache
def printed(script: str) -> str:
    """Return what a script prints, by its path below the repository."""
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    done = subprocess.run([sys.executable, script], cwd=TOP, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def imported(script: str) -> ModuleType:
    """Return a script as a new module, by its path below the repository."""
    spec = importlib.util.spec_from_file_location(Path(script).stem, TOP / script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
