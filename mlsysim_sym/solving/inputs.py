"""The numbers that a question rests on: each with its layer, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.registry import Figure
    from mlsysim_sym.book.system import System
    from mlsysim_sym.reading.sources import Citation
    from mlsysim_sym.reading.values import Value

LAYERS = ("given", "choice", "record", "solver", "glossary")


@frozen
class Input:
    """A number that an answer used: its value, its layer, and who says so."""

    name: str
    value: Value
    layer: str
    badge: str
    citations: tuple[Citation, ...] = ()
    figure: Figure | None = None
    record: str | None = None
    why: str = ""
    replaces: tuple[str, ...] = ()
    spread: Mapping[str, Any] | None = None

    @property
    def base(self) -> float:
        """The number in coherent base units."""
        return self.value.base


class Convention(Input):
    """The default of the glossary for a variable, read when it is looked at.

    Every default of the book stands ready where no solver is named, and a question uses few of them. `settled` is the number
    that an answer keeps.
    """

    def __init__(self, system: System, name: str) -> None:
        self.__dict__.update(name=name, layer="glossary", badge="default", system=system)

    @cached_property
    def settled(self) -> Input:
        """The number, read."""
        default = self.__dict__["system"].variable(self.name).default
        return Input(self.name, default.value, self.layer, self.badge, default.citations, why=default.why, spread=default.spread)

    @property
    def value(self) -> Value:
        """The number with its unit."""
        return self.settled.value
