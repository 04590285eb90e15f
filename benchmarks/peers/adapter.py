"""What the adapters share: rows come in as JSON Lines, predictions go out as JSON Lines, a peer's own words go to the errors.

The first line out says which peer answers and in which version. Then comes a line for each row and setting of the peer:
`value` in base units (seconds, tokens a second, a count), or `because` where the peer cannot express the row.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import re
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any

REST = re.compile(r" with | \(|: |\. |\n")  # what follows the gist of a refusal: the row's own numbers
Answer = Callable[[dict[str, Any], Any], float]


class UnableError(Exception):
    """Why a peer cannot express a row."""


def serve(distribution: str, settings: Mapping[str, Any], answer: Answer) -> None:
    """Answer all rows of standard input at every setting."""
    rows = [json.loads(line) for line in sys.stdin if line.strip()]
    lines: list[dict[str, Any]] = [{"peer": distribution, "version": importlib.metadata.version(distribution)}]
    with contextlib.redirect_stdout(sys.stderr), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines += [_line(row, name, answer, setting) for name, setting in settings.items() for row in rows]
    print("\n".join(json.dumps(line) for line in lines))


def _line(row: dict[str, Any], name: str, answer: Answer, setting: Any) -> dict[str, Any]:  # noqa: ANN401  (the peer's own)
    try:
        value = answer(row, setting)
    except UnableError as error:
        return {"id": row["id"], "setting": name, "because": str(error)}
    except (AssertionError, ValueError, KeyError, TypeError, ZeroDivisionError) as error:  # how the peers refuse a row
        said = REST.split(str(error), maxsplit=1)[0] or type(error).__name__
        return {"id": row["id"], "setting": name, "because": f"the peer refuses it: {said}"}
    return {"id": row["id"], "setting": name, "value": value}


def dense(row: dict[str, Any]) -> dict[str, Any]:
    """Return the shape of a row's model; raise UnableError for a mixture of experts, whose layouts the peers do not share."""
    shape: dict[str, Any] = row["model"]
    if shape.get("experts"):
        raise UnableError("a mixture of experts, whose layout over devices the peers express differently")
    return shape
