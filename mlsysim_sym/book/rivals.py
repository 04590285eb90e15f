"""Several laws for one variable in a solver: either they say how they relate, or the solver is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mlsysim_sym.errors import BookError

if TYPE_CHECKING:
    from mlsysim_sym.book.system import Instance


def one_law_each(instances: Iterable[Instance], title: str, file: str) -> None:
    """Raise BookError where several laws give a variable and are no alternatives; a binding to an expression is a law too.

    Left standing, a plan would take whichever comes first and judge the answer by the other.
    """
    giving: dict[str, list[Instance]] = {}
    for instance in instances:
        if instance.target and not instance.is_limit:
            giving.setdefault(instance.target, []).append(instance)
    for target, rivals in giving.items():
        if len(rivals) > 1 and any(each.group is None for each in rivals):
            names = ", ".join(f"`{each.id}`" for each in rivals)
            scope = "put one of them under a scope of its own" if any(each.origin == "binding" for each in rivals) else None
            message = f"several laws give `{target}` in {title}: {names}"
            raise BookError(message, names=(target, *(each.id for each in rivals)), file=file, hint=scope)
