"""Hold the shape of the repository: who may import whom, how long a module may be, and what no file may say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "mlsysim_sym"
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

# The rooms in the order of the flow: each imports from itself and from those before it.
ROOMS = ("reading", "book", "solving", "asking", "telling")
EVERYWHERE = {"errors", "resources", "valueclass"}

# The references against the flow, all at call time: objects that are shown to users tell about themselves, and a question
# has the verbs of the next room as methods.
AT_CALL_TIME = {"telling": ROOMS, "asking": ("solving/question.py", "solving/verbs.py")}

LONGEST, LONG = 450, 300
SLOW_TO_LOAD = ("sympy", "pint", "networkx", "pydantic", "numpy")


@dataclass(frozen=True)
class Import:
    """What a module imports from the package (`reading`, `errors` ...), on which line, and whether only when called."""

    name: str
    line: int
    late: bool


# --- layers ------------------------------------------------------------------------------------------------------------


def imports(source: str, module: str) -> Iterator[Import]:
    """Yield what a module imports from the package, by the first name below it."""
    for node, late in _statements(ast.parse(source), late=False):
        for target in _targets(node, module):
            parts = target.split(".")
            if parts[0] == "mlsysim_sym":
                yield Import(parts[1] if len(parts) > 1 else "__init__", node.lineno, late)


def _statements(node: ast.AST, *, late: bool) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Yield the import statements; those in functions and those for types run late or never."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child, late
        types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        within = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        yield from _statements(child, late=late or within or types)


def _targets(node: ast.Import | ast.ImportFrom, module: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    base = node.module or ""
    if node.level:
        folders = ["mlsysim_sym", *module.split("/")[:-1]]
        base = ".".join([*folders[: len(folders) - node.level + 1], *([base] if base else [])])
    return [f"{base}.{name.name}" for name in node.names] if base == "mlsysim_sym" else [base]


def broken(module: str, found: Import) -> bool:
    """Whether an import goes against the flow."""
    room = module.partition("/")[0]
    if room == "errors.py":
        return True
    if room == "resources.py":
        return found.name != "errors"
    if room not in ROOMS or found.name in EVERYWHERE:
        return False  # the command line, `check` and `sourcing` stand outside the flow and see all rooms
    if found.name in ROOMS[: ROOMS.index(room) + 1]:
        return False
    users = AT_CALL_TIME.get(found.name, ())
    return not (found.late and (room in users or module in users))


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_with_the_flow(module: str) -> None:
    found = imports((PACKAGE / module).read_text(encoding="utf-8"), module)
    assert [f"{module}:{each.line} imports {each.name}" for each in found if broken(module, each)] == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("reading/values.py", "from mlsysim_sym.book import law"),
        ("reading/values.py", "from mlsysim_sym import solving"),
        ("book/law.py", "import mlsysim_sym.solving.plan"),
        ("book/law.py", "from ..telling import text"),
        ("book/law.py", "def f():\n    from mlsysim_sym.solving import plan"),
        ("solving/plan.py", "def f():\n    from mlsysim_sym.asking import explain"),
        ("solving/plan.py", "class A:\n    from mlsysim_sym.telling import text"),
        ("solving/plan.py", "from mlsysim_sym import __version__"),
        ("solving/plan.py", "from mlsysim_sym.sourcing import live"),
        ("resources.py", "from mlsysim_sym.reading import units"),
        ("errors.py", "from . import resources"),
    ],
)
def test_the_layer_test_sees(module: str, source: str) -> None:
    assert any(broken(module, each) for each in imports(source, module))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("book/law.py", "from mlsysim_sym.reading import shape\nfrom mlsysim_sym import errors, resources\nimport math"),
        ("book/law.py", "from ..reading.values import parse_value\nfrom . import choice"),
        ("book/law.py", "def f():\n    from mlsysim_sym.telling import text"),
        ("solving/answer.py", "if TYPE_CHECKING:\n    from mlsysim_sym.telling.text import Page"),
        ("solving/question.py", "def f():\n    from mlsysim_sym.asking import explain"),
        ("cli.py", "from mlsysim_sym.telling import text"),
    ],
)
def test_the_layer_test_allows(module: str, source: str) -> None:
    assert not any(broken(module, each) for each in imports(source, module))


@pytest.mark.parametrize("arguments", [("-c", "import mlsysim_sym"), ("-m", "mlsysim_sym", "--help")])
def test_start_loads_no_algebra(arguments: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-X", "importtime", *arguments], cwd=TOP, capture_output=True, text=True, check=True)
    loaded = {line.split("|")[-1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "mlsysim_sym" in loaded
    assert sorted(loaded.intersection(SLOW_TO_LOAD)) == []


# --- sizes -------------------------------------------------------------------------------------------------------------


def test_no_module_is_too_long() -> None:
    lengths = {module: len((PACKAGE / module).read_text(encoding="utf-8").splitlines()) for module in MODULES}
    longer = {module: lines for module, lines in lengths.items() if lines > LONG}
    print("longer than the target:", longer)  # noqa: T201  (pytest -rP shows it)
    assert {module: lines for module, lines in longer.items() if lines > LONGEST} == {}


# --- what no file says -------------------------------------------------------------------------------------------------

UNTRACKED = {".git", ".venv", "dist", "build", "_build", "__pycache__", ".hypothesis"}
# Names of hosts are put together here, so that this file passes its own test.
HOSTS = [
    f"{name}.{domain}"
    for name, domain in [
        ("pypi", "org"), ("pythonhosted", "org"), ("pypi.python", "org"), ("anaconda", "org"), ("npmjs", "org"), ("npmjs", "com"),
        ("yarnpkg", "com"), ("crates", "io"), ("rubygems", "org"), ("proxy.golang", "org"),
        ("deb.debian", "org"), ("archive.ubuntu", "com"),
    ]
]  # fmt: skip
HOST = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, HOSTS)) + r")\b", re.IGNORECASE)
MACHINE_PATH = re.compile(r"""(?<![\w./:*)\]}>~$-])/(work|tmp|root|home|Users|opt|mnt)(?=/|["'`\s,;:)]|$)""")


def files() -> Iterator[Path]:
    """Yield the files that belong to the repository."""
    stack = [TOP]
    while stack:
        for path in stack.pop().iterdir():
            if path.name in UNTRACKED or path.name.endswith(("_cache", ".egg-info")) or path.name.startswith(".coverage"):
                continue
            if path.is_dir():
                stack.append(path)
            else:
                yield path


def said(pattern: re.Pattern[str]) -> list[str]:
    """Return where a pattern occurs, as `file:line: match`."""
    places = []
    for path in sorted(files()):
        text = path.read_bytes().decode("utf-8", "ignore")
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            places.append(f"{path.relative_to(TOP)}:{line}: {found[0]}")
    return places


def test_no_file_names_a_package_registry() -> None:
    assert said(HOST) == []


def test_no_file_names_a_path_of_a_machine() -> None:
    assert said(MACHINE_PATH) == []


@pytest.mark.parametrize("text", ["see /" + "work/x", '"/' + 'tmp"', "cd /" + "root", "/" + "home/me/x"])
def test_a_path_of_a_machine_is_seen(text: str) -> None:
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("text", ["FLOP/work", "https://a.example/work/1", "a / work", "../tmp/x", "./opt"])
def test_other_slashes_are_none(text: str) -> None:
    assert not MACHINE_PATH.search(text)


def test_versions_agree() -> None:
    code, cited = (PACKAGE / "__init__.py").read_text(encoding="utf-8"), (TOP / "CITATION.cff").read_text(encoding="utf-8")
    version = re.search(r'^__version__ = "(.+)"$', code, re.MULTILINE)
    assert version
    assert f"\nversion: {version[1]}\n" in cited
    assert f"\n## [{version[1]}] - " in (TOP / "CHANGELOG.md").read_text(encoding="utf-8")
