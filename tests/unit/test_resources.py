"""The data folders: in a checkout, in a zip archive, and where they lack."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from mlsysim_sym import resources
from mlsysim_sym.errors import BookError

PACKAGE = Path(resources.__file__).parent
SCRIPT = """\
import sys
sys.path.insert(0, sys.argv[1])
import mlsysim_sym
from mlsysim_sym import resources
assert sys.argv[1] in mlsysim_sym.__file__, mlsysim_sym.__file__
assert resources.directory("registry") is None
assert (resources.registry() / "units.txt").is_file()
assert (resources.formulas() / "README.md").is_file()
print(resources.read_text("registry", "units.txt").splitlines()[0])
print(len(resources.compiled("nothing")))
try:
    resources.read_text("registry", "nothing.txt")
except mlsysim_sym.MlsysimError as error:
    print(error.message)
"""


def test_data_in_a_zip_archive(tmp_path: Path) -> None:
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(PACKAGE.rglob("*.py")):
            packed.write(path, f"mlsysim_sym/{path.relative_to(PACKAGE).as_posix()}")
        packed.write(str(resources.registry() / "units.txt"), "mlsysim_sym/registry/units.txt")
        packed.write(str(resources.formulas() / "README.md"), "mlsysim_sym/formulas/README.md")
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(archive)], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    first, size, error = done.stdout.splitlines()
    assert first.startswith("# The units")
    assert size == "0"
    assert error == "the data file `registry/nothing.txt` is missing"


def test_a_file_that_lacks_is_named() -> None:
    with pytest.raises(BookError, match=r"`registry/nothing\.txt` is missing") as caught:
        resources.read_text("registry", "nothing.txt")
    assert caught.value.hint == "install the package again"
    assert resources.compiled("nothing") == b""


def test_a_folder_that_lacks_is_named() -> None:
    with pytest.raises(BookError, match="neither inside the package nor beside it"):
        resources.read_text("nowhere", "nothing.txt")


def copy_of_resources(package: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the module afresh, nothing remembered, as if the package lay elsewhere."""
    spec = importlib.util.spec_from_file_location("resources_elsewhere", str(resources.__file__))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "_PACKAGE", str(package))
    return module


def test_folders_texts_and_what_the_build_made_are_read_from_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("mlsysim_sym/registry/units.txt", "# units\nmetre = [length]\n")
        packed.writestr("mlsysim_sym/formulas/README.md", "# Formulas\n")
        packed.writestr("mlsysim_sym/compiled/index.json", "{}")
    monkeypatch.setattr("importlib.resources.files", lambda name: zipfile.Path(archive) / name)
    there = copy_of_resources(archive / "mlsysim_sym", monkeypatch)
    assert there.directory("registry") is None
    assert (there.registry() / "units.txt").is_file()
    assert (there.formulas() / "README.md").read_text(encoding="utf-8") == "# Formulas\n"
    assert there.read_text("registry", "units.txt").splitlines()[1] == "metre = [length]"
    assert (there.compiled("index"), there.compiled("laws")) == (b"{}", b"")
    with pytest.raises(BookError, match=r"`registry/nothing\.txt` is missing"):
        there.read_text("registry", "nothing.txt")
    with pytest.raises(BookError, match="neither inside the package nor beside it"):
        there.read_text("nowhere", "units.txt")


def test_what_the_build_made_is_read_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "compiled").mkdir()
    (tmp_path / "compiled" / "laws.json").write_bytes(b"[1]")
    there = copy_of_resources(tmp_path, monkeypatch)
    assert (there.compiled("laws"), there.compiled("index")) == (b"[1]", b"")
