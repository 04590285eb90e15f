"""A pytest plugin that runs one share of the collected tests within a time budget: `-p tests.shards --shard 2/8 --budget 300`."""

from __future__ import annotations

import time
import zlib

import pytest

_END = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("shards")
    group.addoption("--shard", default="0/1", metavar="K/N", help="run the tests whose name falls into share K of 0 to N-1")
    group.addoption("--budget", default=float("inf"), type=float, metavar="SECONDS", help="start no test after this time")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_END] = time.monotonic() + config.getoption("--budget")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    share, shares = map(int, config.getoption("--shard").split("/"))
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        (kept if zlib.crc32(item.nodeid.encode()) % shares == share else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def pytest_runtest_setup(item: pytest.Item) -> None:
    if time.monotonic() > item.config.stash[_END]:
        pytest.skip("the shard's time is up")
