"""The cache of a book's index: rebuilt where it is damaged, shared by processes, never needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.library import read_root

TOP = Path(__file__).resolve().parents[2]
CHAIN = TOP / "benchmarks" / "chain20"
SCRIPT = """
import sys
import mlsysim_sym as ms
book = ms.Book.load(sys.argv[1])
answer = ms.ask("chain20", book=book, chain_batch_size=32, chain_context=8192, chain_devices=8).solve("chain_step_time")
print(answer, answer.to_dict()["book"])
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that this process and its children cache in."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("MLSYSIM_SYM_CACHE", str(folder))
    return folder


def seen(directory: Path) -> tuple[str, list[tuple[str, str, bytes]]]:
    """Return what a reader sees of a root."""
    root = read_root(str(directory))
    return root.digest, [(path, entry.kind, bytes(entry.packed)) for path, entry in root.entries.items()]


def start(directory: Path = CHAIN) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    command = [sys.executable, "-c", SCRIPT, str(directory)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_reading_leaves_one_index(cache: Path) -> None:
    first = seen(CHAIN)
    (index,) = cache.iterdir()
    written = index.read_bytes()
    assert seen(CHAIN) == first
    assert index.read_bytes() == written
    assert [path.name for path in cache.iterdir()] == [index.name]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content[:200] + b"X" + content[201:],
        lambda content: content.replace(b"chain_batch_size", b"chain_badly_size"),
        lambda _: b"\x00\xff" * 1000,
        lambda content: content.partition(b"\n")[0] + b"\n[]",
        lambda content: content.partition(b"\n")[0] + b"\n" + b"[" * 100_000,
    ],
    ids=["empty", "cut", "one_byte", "other_names", "noise", "other_shape", "deep"],
)
def test_a_damaged_index_is_rebuilt(cache: Path, damage: Callable[[bytes], bytes]) -> None:
    first = seen(CHAIN)
    (index,) = cache.iterdir()
    whole = index.read_bytes()
    index.write_bytes(damage(whole))
    assert seen(CHAIN) == first
    assert index.read_bytes() == whole


def test_an_index_that_is_a_folder_is_no_error(cache: Path) -> None:
    first = seen(CHAIN)
    (index,) = cache.iterdir()
    index.unlink()
    index.mkdir()
    assert seen(CHAIN) == first


def test_a_stale_index_is_not_trusted(cache: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(CHAIN, copy)
    before = seen(copy)
    path = copy / "formulas" / "chain20" / "chain20_power.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("chain_device_power *", "2 * chain_device_power *"), encoding="utf-8")
    after = seen(copy)
    assert after[0] != before[0]
    assert Book([read_root(str(copy))]).law("chain20_power").file.endswith("chain20_power.yaml")
    (copy / "formulas" / "chain20" / "chain20_wait.yaml").unlink()
    assert len(seen(copy)[1]) == len(before[1]) - 1
    assert cache.is_dir()


@pytest.mark.parametrize("place", ["file/below", "file"])
def test_a_cache_that_cannot_be_written_is_not_needed(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    first = seen(CHAIN)
    (tmp_path / "file").write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.setenv("MLSYSIM_SYM_CACHE", str(tmp_path / place))
    assert seen(CHAIN) == first
    assert (tmp_path / "file").read_text(encoding="utf-8") == "a file, not a folder"
    assert cache.is_dir()


def test_a_process_without_a_home_answers(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.delenv("MLSYSIM_SYM_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path / "file" / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    process = start()
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("chain_step_time = 10.0812 ms ")
    assert not cache.exists()


def test_two_processes_at_once_leave_a_sound_cache(cache: Path) -> None:
    processes = [start(), start()]
    told = [process.communicate(timeout=120) for process in processes]
    assert [err for _, err in told] == ["", ""]
    assert told[0][0] == told[1][0] != ""
    assert all(path.name.startswith("index-") for path in cache.iterdir()), "nothing half-written is left"
    written = {path: path.read_bytes() for path in cache.iterdir()}
    third = start()
    out, _ = third.communicate(timeout=120)
    assert out == told[0][0]
    assert {path: path.read_bytes() for path in cache.iterdir()} == written, "the cache was whole, so nobody wrote it again"
