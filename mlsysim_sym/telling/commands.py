"""Questions as commands to be pasted into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping


def command(
    targets: Iterable[str],
    *,
    solver: str | None = None,
    law: str | None = None,
    slots: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    require: Iterable[str] = (),
    choose: Mapping[str, str] | None = None,
) -> str:
    """Return the command that asks a question.

    >>> command(["batch_size"], solver="llm_decode", slots={"hardware": "h100_sxm"}, require=["time_to_first_token <= 1 s"])
    "mlsysim-sym solve batch_size --solver llm_decode --with hardware=h100_sxm 'time_to_first_token<=1 s'"
    """
    words = ["mlsysim-sym", "solve", *targets]
    words += ["--solver", solver] if solver else []
    words += ["--law", law] if law else []
    words += [word for slot, record in (slots or {}).items() for word in ("--with", f"{slot}={record}")]
    words += [word for key, value in (choose or {}).items() for word in ("--choose", f"{key}={value}")]
    words += [f"{name}={value}" for name, value in (given or {}).items()]
    words += [_joined(statement) for statement in require]
    return shlex.join(words)


def lines_of(shown: str, width: int = 76) -> tuple[str, ...]:
    r"""Return a command in lines that a shell joins again.

    >>> lines_of("mlsysim-sym solve batch_size --solver llm_decode", width=32)
    ('mlsysim-sym solve batch_size \\', '  --solver llm_decode')
    """
    lines: list[str] = []
    line = ""
    for word in shlex.split(shown):
        quoted = shlex.quote(word)
        if line.strip() and len(line) + 1 + len(quoted) > width - 2:
            lines.append(f"{line} \\")
            line = f"  {quoted}"
        else:
            line = f"{line} {quoted}" if line else quoted
    return (*lines, line)


def _joined(statement: str) -> str:
    for sign in ("<=", ">="):
        left, found, right = statement.partition(sign)
        if found:
            return f"{left.strip()}{sign}{right.strip()}"
    return statement
