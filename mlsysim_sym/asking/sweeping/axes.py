"""Axes of a sweep: values, ranges, records for a slot, words for a choice, and axes that go together.

As text, an axis is `1024,2048` or `1..64`, `1..64 step 2`, `1 TB/s..8 TB/s log 7` (so many values, evenly spaced in the
logarithm). A range of whole numbers goes up by one; any other says its step or number. Records are listed by name, or as
`all hardware/cloud` or `hardware/cloud/*`; words by name, or as `all`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlsysim_sym.asking.recordsets import records_named, words_named
from mlsysim_sym.book.system import System
from mlsysim_sym.errors import QuestionError
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import Variable, check_dimension
from mlsysim_sym.solving.question import Question, system_of
from mlsysim_sym.solving.requirements import accepted
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.reading.units import Unit

Array: TypeAlias = NDArray[np.float64]
RANGE = re.compile(r"(?P<low>.+?)\.\.(?P<high>.+?)(?:\s+(?P<way>step|count|log)\s+(?P<by>.+))?\Z")
BARE = re.compile(r"[+-]?[0-9_.]+(?:[eE][+-]?[0-9]+)?\Z")
UNIT = re.compile(r"(?<=[0-9.])\s*[^\W0-9_eE.].*\Z|\s[^\W0-9_].*\Z")
MOST_VALUES = 100_000_000
HOW = "write 1..64, 1..64 step 2, 1..1024 log 11, or values with commas"


@frozen(eq=False)
class Axis:
    """One thing that is swept: numbers in base units (`values`), or the labels of records or words."""

    name: str
    kind: str  # number, record, word
    values: Array
    labels: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """The number of points."""
        return len(self.labels) if self.labels else len(self.values)


@frozen(eq=False)
class Dimension:
    """Axes that go together, as one dimension of the grid; most hold one axis."""

    name: str
    axes: tuple[Axis, ...]

    @property
    def length(self) -> int:
        """The number of points."""
        return self.axes[0].length

    @property
    def is_numeric(self) -> bool:
        """Whether all axes are numbers."""
        return all(axis.kind == "number" for axis in self.axes)


def dimensions_of(question: Question, axes: Mapping[str, Any], together: Iterable[Sequence[str]]) -> tuple[Dimension, ...]:
    """Return the dimensions of a grid in the order of the axes; raise QuestionError for an axis that cannot be one."""
    if not axes:
        raise QuestionError("nothing is swept", hint="give an axis, as in batch_size=1..64")
    read = {name.replace("__", "."): axis_of(question, name.replace("__", "."), values) for name, values in axes.items()}
    groups = [tuple(name.replace("__", ".") for name in names) for names in together]
    for name in (name for names in groups for name in names):
        if name not in read:
            raise QuestionError(f"`{name}` goes together with others but is not swept", names=(name,))
    first = {name: next((names for names in groups if name in names), (name,)) for name in read}
    kept = dict.fromkeys(first.values())
    return tuple(_dimension([read[name] for name in names]) for names in kept)


def _dimension(axes: Sequence[Axis]) -> Dimension:
    lengths = {axis.name: axis.length for axis in axes}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise QuestionError(f"axes that go together need one length: {shown}", names=tuple(lengths))
    return Dimension("-".join(lengths), tuple(axes))


def axis_of(question: Question, name: str, values: Any) -> Axis:  # noqa: ANN401  (text, numbers or names)
    """Return an axis read from text, numbers or names.

    >>> import mlsysim_sym as ms
    >>> axis_of(ms.ask("single_device"), "memory_bandwidth", "1..4 TB/s count 4").values.tolist()
    [1000000000000.0, 2000000000000.0, 3000000000000.0, 4000000000000.0]
    """
    system = system_of(question)
    if name in system.slots:
        return Axis(name, "record", np.empty(0), _named(name, records_named(question.book, values)))
    if name.rpartition(".")[2] in question.book.names("choice"):
        listed = _split(values) if isinstance(values, str) else values
        return Axis(name, "word", np.empty(0), _named(name, words_named(question.book, name, listed)))
    return _numbers(system, system.resolve(name), values)


def _named(name: str, labels: Sequence[str]) -> tuple[str, ...]:
    if not labels:
        raise QuestionError(f"`{name}` is swept over nothing", names=(name,))
    if twice := [label for place, label in enumerate(labels) if label in labels[:place]]:
        raise QuestionError(f"`{name}` is swept over `{twice[0]}` twice", names=(name, twice[0]))
    return tuple(labels)


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


# --- numbers -----------------------------------------------------------------------------------------------------------


def _numbers(system: System, name: str, values: Any) -> Axis:  # noqa: ANN401  (text or numbers)
    variable = system.variable(name)
    found = _from_text(name, variable, values) if isinstance(values, str) else _from_numbers(name, variable, values)
    if not found.size:
        raise QuestionError(f"`{name}` is swept over nothing", names=(name,))
    if found.size > MOST_VALUES:
        raise QuestionError(f"`{name}` is swept over {found.size} values, more than {MOST_VALUES}", names=(name,))
    return Axis(name, "number", found)


def base_of(name: str, variable: Variable, written: Any) -> float:  # noqa: ANN401  (what a question takes)
    """Return a value in base units; raise UnitMismatchError for a wrong dimension."""
    value = accepted(parse_value(written), variable)
    check_dimension(value, variable.unit, f"`{name}`", {}, ())
    return value.base


def _from_text(name: str, variable: Variable, text: str) -> Array:
    parts = [_range(name, variable, part) if ".." in part else [base_of(name, variable, part)] for part in _split(text)]
    return np.array([value for part in parts for value in part], dtype=float)


def _range(name: str, variable: Variable, text: str) -> Array:
    match = RANGE.match(text)
    if match is None:
        raise QuestionError(f"`{name}={text}` is no range", names=(name,), hint=HOW)
    ends = [match[end].strip() for end in ("low", "high")]
    unit = UNIT.search(ends[1])
    if unit and BARE.match(ends[0]):  # `1..8 TB/s`: both in the unit that stands once
        ends[0] += f" {unit[0].strip()}"
    low, high = (base_of(name, variable, end) for end in ends)
    way, by = match["way"], (match["by"] or "").strip()
    if way is None and variable.domain.step:
        way, by = "step", "1"
    if way is None:
        raise QuestionError(f"`{name}={text}` does not say how many values", names=(name,), hint=f"add count 10 or log 10; {HOW}")
    if way == "step":
        step = base_of(name, variable, by)
        if step and abs(high - low) > MOST_VALUES * abs(step):
            count = abs(high - low) / abs(step)
            raise QuestionError(f"`{name}={text}` are {count:.3g} values, more than {MOST_VALUES:,}", names=(name,), hint=HOW)
        if not (high - low) * step >= 0 or step == 0:
            raise QuestionError(f"`{name}={text}` never gets from {low:g} to {high:g}", names=(name,), hint=HOW)
        return np.asarray(low + step * np.arange(int(np.floor((high - low) / step * (1 + 1e-12))) + 1), dtype=np.float64)
    found = _spaced(name, text, low, high, (way, by))
    return np.asarray(np.unique(np.rint(found)), dtype=np.float64) if variable.domain.step else found


def _spaced(name: str, text: str, low: float, high: float, how: tuple[str, str]) -> Array:
    way, by = how
    if not by.isdigit() or not 1 <= int(by) <= MOST_VALUES:
        raise QuestionError(f"`{name}={text}` needs a number of values after `{way}`", names=(name,), hint=HOW)
    if way == "count":
        return np.asarray(np.linspace(low, high, int(by)), dtype=np.float64)
    if not (low > 0 and high > 0):
        raise QuestionError(f"`{name}={text}` has no logarithm", names=(name,), hint="both ends must be above 0")
    return np.array([float(f"{value:.13g}") for value in np.geomspace(low, high, int(by))])


def _from_numbers(name: str, variable: Variable, values: Any) -> Array:  # noqa: ANN401  (an array, or what `given` takes)
    unit: str | None = None
    if isinstance(values, tuple) and len(values) == 2 and isinstance(values[1], str) and not np.isscalar(values[0]):  # noqa: PLR2004
        values, unit = values
    if isinstance(values, (range, np.ndarray)) or unit is not None:
        array = np.asarray(values, dtype=float)
        if array.ndim != 1:
            raise QuestionError(f"the values of `{name}` are no list", names=(name,))
        return _in_base(name, variable, array, unit)
    return np.array([base_of(name, variable, each) for each in values], dtype=float)


def _in_base(name: str, variable: Variable, array: Array, unit: str | None) -> Array:
    one = base_of(name, variable, 1 if unit is None else (1, unit))
    zero = base_of(name, variable, 0 if unit is None else (0, unit))
    return zero + array * (one - zero)


def shown_of(axis: Axis, unit: Unit) -> Array:
    """Return an axis of numbers in a unit."""
    found: Array = (axis.values - float(unit.offset)) / float(unit.factor)
    return found
