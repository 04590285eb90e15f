"""The data folders: in a checkout, in a zip archive, and where they lack."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

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
