"""Sweeps on disk: whole or gone on with, whatever ends a run: kills, a full disk, blocks that are not what they were."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import mlsysim_sym as ms
from mlsysim_sym.asking.sweep import Sweep
from mlsysim_sym.asking.sweeping import blocks
from mlsysim_sym.asking.sweeping.blocks import CorruptBlockError, DiskError, ManifestError

ROWS = 500
# Bytecode must not be written under a limit on the size of files: it would be cut off and found broken later.
ENVIRONMENT = {"PYTHONPATH": ".", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
CODE = """
import multiprocessing, resource, sys, time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
import mlsysim_sym as ms
from mlsysim_sym.asking.sweeping import blocks

AXES = dict(chain_batch_size="1..60 step 1", chain_context="100..100000 log 25", chain_devices="1..20")

def made(executor=None):
    chain = ms.ask("chain20", book=ms.Book.load("benchmarks/chain20"))
    return chain.sweep(["chain_p99", "chain_cost_per_token"], executor=executor, **AXES)

def main():
    folder, way = Path(sys.argv[1]), sys.argv[2]
    if way == "small":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
    own = blocks._replace
    def slowly(path, content):  # so that a kill finds it at work
        time.sleep(0.002)
        own(path, content)
    blocks._replace = slowly
    try:
        if way == "pool":
            with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
                list(executor.map(abs, range(4)))
                print(*[each.pid for each in executor._processes.values()], flush=True)
                written = made(executor).write(folder, 500)
        else:
            print("begun", flush=True)
            written = made().write(folder, 500)
    except ms.MlsysimError as error:
        print(type(error).__name__, error.message)
        sys.exit(error.exit_code)
    print(written.digest)

if __name__ == "__main__":
    main()
"""


def sweep() -> Sweep:
    chain = ms.ask("chain20", book=ms.Book.load("benchmarks/chain20"))
    axes = {"chain_batch_size": "1..60 step 1", "chain_context": "100..100000 log 25", "chain_devices": "1..20"}
    return chain.sweep(["chain_p99", "chain_cost_per_token"], **axes)


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> str:
    found = sweep().write(tmp_path_factory.mktemp("whole"), ROWS)
    assert (found.blocks, found.fresh, found.repaired) == (60, 60, ())
    return str(found.digest)


def started(tmp_path: Path, folder: Path, *words: str) -> subprocess.Popen[str]:
    script = tmp_path / "script.py"
    script.write_text(CODE, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
    )  # fmt: skip


def test_blocks_hold_the_points(tmp_path: Path, digest: str) -> None:
    written = sweep().write(tmp_path, ROWS)
    assert written.digest == digest
    table = blocks.read(tmp_path).to_pandas()
    data = sweep().data
    assert len(table) == data["chain_p99"].size
    np.testing.assert_array_equal(table["chain_p99"].to_numpy(), data["chain_p99"].values.reshape(-1))
    assert table["chain_devices"].tolist()[:3] == [1, 2, 3]
    again = sweep().write(tmp_path, ROWS)
    assert (again.fresh, again.digest) == (0, digest)


def test_blocks_of_labels_hold_the_points(tmp_path: Path) -> None:
    question = ms.ask("llm_decode", model="llama_3_70b", precision="bf16", tensor_parallel_degree=4)
    swept = question.sweep(
        ["device_memory"], batch_size="1..3", hardware="h100_sxm,a100_80gb", context_length="1 ktoken,2 ktoken,90 ktoken"
    )
    swept.write(tmp_path, 4)
    key = ["batch_size", "hardware", "context_length"]
    table = blocks.read(tmp_path).to_pandas().astype({"hardware": str, "reason": str}).sort_values(key)
    expected = swept.to_pandas().astype({"hardware": str, "reason": str}).sort_values(key)
    assert table["reason"].tolist() == expected["reason"].tolist()
    np.testing.assert_array_equal(table["device_memory"], expected["device_memory"])


def test_a_corrupt_block_is_seen_and_made_again(tmp_path: Path, digest: str) -> None:
    sweep().write(tmp_path, ROWS)
    victim = tmp_path / "block-000007.parquet"
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(bytes(content))
    (tmp_path / "block-000009.parquet").unlink()
    with pytest.raises(CorruptBlockError, match="block-000007") as caught:
        blocks.read(tmp_path)
    assert caught.value.names == ("block-000007.parquet", "block-000009.parquet")
    written = sweep().write(tmp_path, ROWS)
    assert (written.fresh, written.repaired) == (2, caught.value.names)
    assert written.digest == digest


def test_a_folder_of_another_sweep_is_refused(tmp_path: Path) -> None:
    sweep().write(tmp_path, ROWS)
    chain = ms.ask("chain20", book=ms.Book.load("benchmarks/chain20"))
    with pytest.raises(ManifestError, match="another sweep"):
        chain.sweep("chain_p99", chain_batch_size=[1, 2], chain_context=[1], chain_devices=[1]).write(tmp_path, ROWS)
    with pytest.raises(ManifestError, match="another size"):
        sweep().write(tmp_path, ROWS + 1)
    (tmp_path / "manifest.json").write_text('{"schema": "mlsys', encoding="utf-8")
    with pytest.raises(ManifestError, match="cannot be read"):
        sweep().write(tmp_path, ROWS)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(ManifestError, match="without a manifest"):
        sweep().write(tmp_path, ROWS)


def test_a_part_is_no_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, left = blocks._put, iter(range(3))  # noqa: SLF001  (where a full disk shows)

    def failing(*arguments: object) -> object:
        if next(left, None) is None:
            raise OSError(28, "No space left on device", str(tmp_path))
        return own(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(blocks, "_put", failing)
    with pytest.raises(DiskError, match="the disk is full; 3 of 60 blocks are written and whole"):
        sweep().write(tmp_path, ROWS)
    with pytest.raises(ManifestError, match="3 of 60 blocks are there"):
        blocks.read(tmp_path)


@pytest.mark.parametrize("most", [2_000, 9_000])
def test_a_limit_of_the_system_is_a_clear_error(tmp_path: Path, digest: str, most: int) -> None:
    """Files may not grow beyond a few thousand bytes: the manifest or a block does not fit."""
    folder = tmp_path / "out"
    process = started(tmp_path, folder, "small", str(most))
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2, err
    assert "DiskError the disk is full" in out
    assert not list(folder.glob(".*"))
    assert sweep().write(folder, ROWS).digest == digest


@pytest.mark.slow
def test_ten_kills_of_the_whole_run(tmp_path: Path, digest: str) -> None:
    generator = np.random.default_rng(5)
    folder = tmp_path / "out"
    for _ in range(10):
        process = started(tmp_path, folder, "alone")
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(generator.uniform(0.0, 0.8))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for name in folder.glob("block-*.parquet"):
            assert name.read_bytes()[-4:] == b"PAR1"  # no half block under a block's name
    written = sweep().write(folder, ROWS)
    assert (written.digest, written.repaired) == (digest, ())


@pytest.mark.slow
def test_ten_kills_of_a_worker(tmp_path: Path, digest: str) -> None:
    generator = np.random.default_rng(7)
    folder = tmp_path / "out"
    lost = 0
    for _ in range(10):
        process = started(tmp_path, folder, "pool")
        assert process.stdout is not None
        workers = [int(word) for word in process.stdout.readline().split()]
        time.sleep(generator.uniform(0.0, 0.7))
        subprocess.run(["kill", "-9", str(generator.choice(workers))], check=False, capture_output=True)  # noqa: S607
        out, err = process.communicate(timeout=120)
        assert process.returncode in {0, 3}, err
        assert ("WorkerLostError a worker died" in out) == (process.returncode == 3)
        assert process.returncode == 3 or digest in out
        lost += process.returncode == 3
    assert lost
    assert sweep().write(folder, ROWS).digest == digest
