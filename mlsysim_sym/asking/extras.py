"""Libraries that only some questions need: imported when needed, named by the extra that brings them."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from mlsysim_sym.errors import MlsysimError


class MissingExtraError(MlsysimError):
    """A library of an extra is not installed; `names` holds the library and the extra."""

    family = "question"
    exit_code = 2


def required(module: str, extra: str) -> ModuleType:
    """Import a library of an extra; raise MissingExtraError that says how to install it.

    >>> required("json", "arrays").__name__
    'json'
    """
    try:
        return import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != library:
            raise
        raise MissingExtraError(
            f"this needs {library}, which is not installed",
            names=(library, extra),
            hint=f"pip install 'mlsysim-sym[{extra}]'",
        ) from None
