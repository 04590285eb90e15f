"""The errors of fetching data: what a server did or did not do, each with the address."""

from __future__ import annotations

from typing import Any

from mlsysim_sym.errors import DataError


class SourceError(DataError):
    """A source of data cannot be reached, or sent what cannot be used; `url` says where."""

    def __init__(self, message: str, *, url: str = "", **parts: Any) -> None:
        super().__init__(message, **parts)
        self.url = url

    def to_dict(self) -> dict[str, Any]:
        """Add the address to the common shape."""
        return super().to_dict() | {"url": self.url}


class RateLimitError(SourceError):
    """A source asks to wait; `wait` is how many seconds, None where it does not say."""

    def __init__(self, message: str, *, wait: int | None = None, **parts: Any) -> None:
        super().__init__(message, **parts)
        self.wait = wait

    def to_dict(self) -> dict[str, Any]:
        """Add how long to wait to the common shape."""
        return super().to_dict() | {"wait": self.wait}


class SnapshotError(DataError):
    """A snapshot is not what was written: its hash or its shape is wrong."""
