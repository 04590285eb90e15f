"""The errors that a caller can cause, each with its parts as attributes.

Three families answer three questions: is the text or the data wrong (`DataError`), is the question wrong
(`QuestionError`), or has a good question no answer (`NoAnswerError`)? Messages are lower case, carry both
sides of a disagreement, and end with at most one hint.
"""

from __future__ import annotations

from typing import Any, Self

SHOWN = 72  # columns of a line that shows a wrong text
LEAST = 24  # characters of the text that it shows at least
LONGEST_NAME = 100  # characters of a name that may be a misspelling


class MlsysimError(Exception):
    """What every error of this package is.

    `message` says what is wrong, `file`, `line` and `column` where (lines and columns count from 1), `names`
    lists the variables, laws or records that are involved, `hint` proposes one mend, and `detail` holds lines
    that show both sides. What stands in no file is shown itself: `excerpt` is the text in which `column` counts, and
    `subject` what was to have it.

    >>> print(MlsysimError("unknown unit `gb`", excerpt="3 gb", column=3, hint="write `GB`").render())
    error: unknown unit `gb`
       3 gb
         ^
       hint: write `GB`
    """

    family = "error"
    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        names: tuple[str, ...] = (),
        detail: tuple[str, ...] = (),
        hint: str | None = None,
        excerpt: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.excerpt = excerpt
        self.subject: str | None = None
        self.file = file
        self.line = line
        self.column = column
        self.names = tuple(names)
        self.detail = tuple(detail)
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by attributes: subclasses have keyword arguments that `Exception` would forget."""
        return (_rebuild, (type(self), dict(self.__dict__)))

    def located(self, file: str, line: int | None = None, column: int | None = None) -> MlsysimError:
        """Return this error with the place filled in where it is not known yet."""
        if self.file is None and self.excerpt is not None:
            self.column = column + self.column - 1 if column and self.column else column
        self.file = self.file or file
        self.line = self.line or line
        self.column = self.column or column
        return self

    def within(self, text: str, start: int = 1) -> Self:
        """Return this error with its column counted in a text in which the text that it knows starts at a column.

        >>> MlsysimError("unknown unit `gb`", column=3).within("size <= 3 gb", start=9).column
        11
        """
        if self.file is None:
            self.excerpt, self.column = text, (self.column or 1) + start - 1
        return self

    @property
    def place(self) -> str | None:
        """The place as `file:line:column`, as far as it is known."""
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(parts) if self.file else None

    def render(self) -> str:
        """Return the message as the command line prints it."""
        lines = [f"error: {self.message}"]
        if self.place:
            lines.append(f"  --> {self.place}")
        elif self.excerpt and self.column:
            lines += [f"   {row}" for row in _pointed(self.excerpt, self.column, self.subject)]
        lines += [f"   {row}" for row in self.detail]
        if self.hint:
            lines.append(f"   hint: {self.hint}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.render().removeprefix("error: ")

    def to_dict(self) -> dict[str, Any]:
        """Return the error as the JSON shape `mlsysim-sym/error/1`."""
        return {
            "schema": "mlsysim-sym/error/1",
            "family": type(self).__name__,
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "excerpt": self.excerpt,
            "names": list(self.names),
            "detail": list(self.detail),
            "hint": self.hint,
            "exit": self.exit_code,
        }


def _pointed(text: str, column: int, subject: str | None) -> tuple[str, str]:
    """Return the part of a text around a column, harmless to print, and a line that points to it."""
    before = f"{subject} = " if subject else ""
    room = max(LEAST, SHOWN - len(before))
    first = max(0, column - 1 - room // 2) if len(text) > room else 0
    before += "..." if first else ""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[first : first + room])
    after = "..." if first + room < len(text) else ""
    return before + shown + after, " " * (len(before) + column - 1 - first) + "^"


def _rebuild(kind: type[MlsysimError], state: dict[str, Any]) -> MlsysimError:
    error = kind.__new__(kind)
    Exception.__init__(error, state["message"])
    error.__dict__.update(state)
    return error


class DataError(MlsysimError):
    """A law, record, solver or value is written wrongly."""

    family = "data"
    exit_code = 2


class YamlError(DataError):
    """A file is not the strict YAML that this package reads."""


class SchemaError(DataError):
    """A field is missing, unknown or of the wrong shape."""


class ParseError(DataError):
    """An equation or a condition cannot be read; `column` is the place in the text."""


class UnitError(DataError):
    """A unit or a value with a unit cannot be read."""


class DimensionError(DataError):
    """Two sides, or two terms, have different dimensions."""


class KindError(DataError):
    """Two counts of different things are added or compared."""


class ProvenanceError(DataError):
    """A number names no source, or its mark does not show what it claims."""


class ProofError(DataError):
    """A proof, an example or a limit of a law does not hold."""


class BookError(DataError):
    """The parts of a book do not fit each other."""


class QuestionError(MlsysimError):
    """The question, not the book, is wrong."""

    family = "question"
    exit_code = 2


class UnknownNameError(QuestionError):
    """A name is in no glossary, book or registry."""


class NoSuchNameError(UnknownNameError, AttributeError):
    """A namespace, record or field has no such name; an AttributeError too, so that `hasattr` and `getattr` work."""


class UnitMismatchError(QuestionError):
    """A value has the wrong dimension for its variable."""


class OutOfDomainError(QuestionError):
    """A value lies outside the domain of its variable."""


class UnderdeterminedError(QuestionError):
    """Too little is given; `missing` lists smallest sets of variables that would do."""

    exit_code = 4

    def __init__(self, message: str, *, missing: tuple[tuple[str, ...], ...] = (), **parts: Any) -> None:
        super().__init__(message, **parts)
        self.missing = missing

    def to_dict(self) -> dict[str, Any]:
        """Add `missing` to the common shape."""
        return super().to_dict() | {"missing": [list(names) for names in self.missing]}


class ContradictionError(QuestionError):
    """What is given contradicts itself; `conflict` lists the laws with both sides."""

    exit_code = 4

    def __init__(self, message: str, *, conflict: tuple[dict[str, Any], ...] = (), **parts: Any) -> None:
        super().__init__(message, **parts)
        self.conflict = conflict

    def to_dict(self) -> dict[str, Any]:
        """Add `conflict` to the common shape."""
        return super().to_dict() | {"conflict": list(self.conflict)}


class UndecidedError(QuestionError):
    """A choice between laws is open; `candidates` lists them."""

    exit_code = 4

    def __init__(self, message: str, *, candidates: tuple[str, ...] = (), **parts: Any) -> None:
        super().__init__(message, **parts)
        self.candidates = candidates

    def to_dict(self) -> dict[str, Any]:
        """Add `candidates` to the common shape."""
        return super().to_dict() | {"candidates": list(self.candidates)}


class NoAnswerError(MlsysimError):
    """The question is good and has no answer; `because` lists the reasons."""

    family = "no_answer"
    exit_code = 3

    def __init__(self, message: str, *, because: tuple[str, ...] = (), **parts: Any) -> None:
        parts.setdefault("detail", because)
        super().__init__(message, **parts)
        self.because = because

    def to_dict(self) -> dict[str, Any]:
        """Add `because` to the common shape."""
        return super().to_dict() | {"because": list(self.because)}


class OutOfMemoryError(NoAnswerError):
    """A memory limit fails: `needed`, `available` (bytes) and `largest`, the largest unknown that fits."""

    def __init__(
        self,
        message: str,
        *,
        needed: float | None = None,
        available: float | None = None,
        largest: float | None = None,
        **parts: Any,
    ) -> None:
        super().__init__(message, **parts)
        self.needed = needed
        self.available = available
        self.largest = largest

    def to_dict(self) -> dict[str, Any]:
        """Add the sizes to the common shape."""
        sizes = {"needed": self.needed, "available": self.available, "largest": self.largest}
        return super().to_dict() | sizes


class ServiceLevelViolation(NoAnswerError):  # noqa: N818  (the name users of the predecessor know)
    """A requirement on latency or rate fails."""


# The names of the predecessor.
OOMError = OutOfMemoryError
SLAViolation = ServiceLevelViolation


class NotConvergedError(NoAnswerError):
    """A numeric search ended without a verified root."""


def nearest(name: str, known: list[str] | tuple[str, ...], limit: int = 3) -> list[str]:
    """Return the known names nearest to a misspelt one, best first.

    >>> nearest("memory_bandwith", ["memory_bandwidth", "memory_time"])[0]
    'memory_bandwidth'
    """
    if len(name) > LONGEST_NAME:
        return []  # no misspelling, and the search takes time with its length
    import difflib  # noqa: PLC0415  (only a wrong name pays for it)

    inside = [other for other in known if name.lower() in other.lower()][:limit]
    close = difflib.get_close_matches(name, known, n=limit, cutoff=0.6)
    return list(dict.fromkeys([*close, *inside]))[:limit]


def did_you_mean(name: str, known: list[str] | tuple[str, ...]) -> str | None:
    """Return a hint that names the nearest known names, if any is near."""
    near = nearest(name, known)
    return f"did you mean {', '.join(f'`{other}`' for other in near)}?" if near else None
