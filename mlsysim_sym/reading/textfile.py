"""Files that a user names."""

from __future__ import annotations

from mlsysim_sym.errors import DataError


def text_of(path: str) -> str:
    """Return the text of a file; raise a DataError where it cannot be read or is not UTF-8."""
    from pathlib import Path  # noqa: PLC0415  (slow to import)

    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DataError("the file is not UTF-8 text", file=path) from None
    except OSError as error:
        raise DataError(f"cannot read `{path}`: {(error.strerror or str(error)).lower()}", names=(path,)) from None
