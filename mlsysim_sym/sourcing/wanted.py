"""What somebody wants of a source of data."""

from __future__ import annotations

from mlsysim_sym.errors import QuestionError
from mlsysim_sym.sourcing.fetching import LARGEST, SECONDS
from mlsysim_sym.valueclass import frozen


@frozen
class Wanted:
    """What to fetch: a `region` or a `zone`, `only` what starts with these, a `reading`; where, and with which patience."""

    region: str = ""
    zone: str = ""
    only: tuple[str, ...] = ()
    reading: str = "latest"
    url: str = ""
    seconds: float = SECONDS
    largest: int = LARGEST

    def needed(self, name: str) -> str:
        """Return a part that the source needs; raise QuestionError where it is not said."""
        value: str = getattr(self, name)
        if not value:
            raise QuestionError(f"this source needs a {name}", names=(name,), hint=f"give --{name}")
        return value


def joined_url(base: str, path: str) -> str:
    """Return an address below a base.

    >>> joined_url("https://example.org/", "/v3/zones")
    'https://example.org/v3/zones'
    """
    return base.rstrip("/") + path
