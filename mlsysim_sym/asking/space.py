"""What a search runs over: numbers, words of choices, records for slots, and continuous ranges.

Where no values are named, an integer takes those that the laws allow: the divisors of what it must divide. That is read
from limits (`tensor_parallel_degree divides heads`) and from laws that make a known count a product of counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.recordsets import records_at, words_named
from mlsysim_sym.book.system import Instance, System
from mlsysim_sym.errors import OutOfDomainError, QuestionError
from mlsysim_sym.reading.tree import Binary, Name, Node
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.reading.variable import check_dimension
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.solving.question import accepted, resolve, system_of
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.question import Question

ALL = "*"
MOST_RUN = 1 << 20  # integers that one axis may run through


@frozen
class Axis:
    """One thing that a search may change.

    `kind` is `number` (values in base units), `word`, `record`, or `range` (continuous, `values` are its two ends).
    `why` says where values come from that nobody named.
    """

    name: str
    kind: str
    values: tuple[Any, ...]
    unit: Unit | None = None
    why: str = ""

    def __len__(self) -> int:
        return len(self.values)

    def place(self, value: Any) -> int:  # noqa: ANN401  (a word, or a value as people write it)
        """Return the place of a value; raise QuestionError for one that the axis lacks."""
        wanted = value
        if self.unit is not None:
            read = parse_value(value)
            wanted = (
                read.base if read.unit.text != "1" or self.unit.dimension.dimensionless else float(read.number * self.unit.factor)
            )
        for place, each in enumerate(self.values):
            if each == wanted or (isinstance(each, float) and math.isclose(each, wanted, rel_tol=1e-12)):
                return place
        raise QuestionError(f"`{self.name}` = {value} was not searched", names=(self.name,))


def space_of(question: Question, over: Mapping[str, Any]) -> tuple[tuple[Axis, ...], Question]:
    """Return the axes of a search and the question without what they change; raise QuestionError for what is no axis."""
    if not over:
        raise QuestionError("a search needs something to change", hint="write --over name=VALUES")
    system = system_of(question)
    freed = _freed(question, system, over)
    known = resolve(freed, ()).inputs
    counts = {name: each.base for name, each in known.items()}
    return tuple(_axis(freed, system, key.replace("__", "."), said, counts) for key, said in over.items()), freed


def _freed(question: Question, system: System, over: Mapping[str, Any]) -> Question:
    names = set()
    for key in over:
        dotted = key.replace("__", ".")
        if dotted not in system.slots and dotted.rpartition(".")[2] not in question.book.names("choice"):
            names.add(system.resolve(dotted))
    return question.without(*(key for key in question.values if system.resolve(key) in names))


def _axis(question: Question, system: System, key: str, said: Any, known: Mapping[str, float]) -> Axis:  # noqa: ANN401
    if key in system.slots:
        found = records_at(question.book, said)
        if not found:
            raise QuestionError(f"`{key}` has no records to search", names=(key,))
        return Axis(key, "record", found)
    listed = [part.strip() for part in said.split(",") if part.strip()] if isinstance(said, str) else list(said)
    if not listed:
        raise QuestionError(f"`{key}` has no values to search", names=(key,))
    if key.rpartition(".")[2] in question.book.names("choice"):
        return Axis(key, "word", words_named(question.book, key, listed))
    return _numbers(system, system.resolve(key), listed, known)


def _numbers(system: System, name: str, listed: Sequence[Any], known: Mapping[str, float]) -> Axis:
    variable = system.variable(name)
    if listed in ([ALL], ["all"]):
        values, why = divisors_for(system, name, known)
        return Axis(name, "number", tuple(each for each in values if each in variable.domain), variable.unit, why)
    found: list[float] = []
    for each in listed:
        if isinstance(each, str) and ".." in each:
            low, high = (_base(end, name, system) for end in each.split("..", 1))
            if low > high:
                raise QuestionError(f"the range `{each}` of `{name}` is empty", names=(name,))
            if not variable.domain.step:
                if len(listed) > 1:
                    raise QuestionError(f"`{name}` has a range and other values", names=(name,))
                return Axis(name, "range", (low, high), variable.unit)
            if high - low > MOST_RUN:
                raise QuestionError(f"`{each}` are too many values of `{name}`", names=(name,), hint="name those to try")
            found += [float(n) for n in range(math.ceil(low), math.floor(high) + 1)]
        else:
            found.append(_base(each, name, system))
    for value in found:
        if value not in variable.domain:
            shown = number_in(value, variable.unit)
            raise OutOfDomainError(f"`{name}` = {shown:g} lies outside its domain {variable.domain}", names=(name,))
    return Axis(name, "number", tuple(dict.fromkeys(found)), variable.unit)


def _base(written: Any, name: str, system: System) -> float:  # noqa: ANN401  (a value as people write it)
    variable = system.variable(name)
    value = accepted(parse_value(written.strip() if isinstance(written, str) else written), variable)
    check_dimension(value, variable.unit, f"`{name}`", {}, ())
    return value.base


# --- divisors ----------------------------------------------------------------------------------------------------------


def divisors_for(system: System, name: str, known: Mapping[str, float]) -> tuple[tuple[float, ...], str]:
    """Return the values that an integer may take by what it must divide, and which law or limit says so.

    A law that makes a known count a product of counts comes first, then limits; further limits then exclude values, and
    say so. Raises QuestionError where nothing says what to divide.

    >>> import mlsysim_sym as ms
    >>> from mlsysim_sym.solving.question import system_of
    >>> divisors_for(system_of(ms.ask("training_memory")), "data_parallel_degree", {})
    Traceback (most recent call last):
    ...
    mlsysim_sym.errors.QuestionError: no law says what `data_parallel_degree` must divide
       hint: name the values to try
    """
    beside = [each for each in system.instances.values() if name in each.names]
    products = [each for each in beside if not each.is_limit and _is_product(each, name, system, known)]
    limits = [each for each in beside if _divides(each, name, known)]
    for instance in [*products, *limits]:
        whole = known[_whole_of(instance)]
        return tuple(_divisors(int(whole))), instance.label
    raise QuestionError(f"no law says what `{name}` must divide", names=(name,), hint="name the values to try")


def _whole_of(instance: Instance) -> str:
    """Return what is divided: the product of a law, the right side of a limit."""
    return instance.names[1] if instance.is_limit else instance.target or instance.names[0]


def _divides(instance: Instance, name: str, known: Mapping[str, float]) -> bool:
    statement = instance.law.statement
    if statement.relation != "divides" or not isinstance(statement.left, Name) or not isinstance(statement.right, Name):
        return False
    left, right = (instance.name_of[side.name] for side in (statement.left, statement.right))
    return left == name and right in known and known[right].is_integer()


def _is_product(instance: Instance, name: str, system: System, known: Mapping[str, float]) -> bool:
    target = instance.target
    if target is None or target not in known or not system.variable(target).domain.step or name == target:
        return False
    factors = list(_factors(instance.law.statement.right))
    if len(factors) < 2 or None in factors:  # noqa: PLR2004
        return False
    names = [instance.name_of[each] for each in factors if each is not None]
    return name in names and all(system.variable(each).domain.step for each in names)


def _factors(node: Node) -> Iterator[str | None]:
    """Yield the variables of a product, None for anything else."""
    match node:
        case Name(name):
            yield name
        case Binary("*", left, right):
            yield from _factors(left)
            yield from _factors(right)
        case _:
            yield None


def _divisors(whole: int) -> Iterator[float]:
    small = [n for n in range(1, math.isqrt(whole) + 1) if whole % n == 0]
    yield from map(float, sorted({*small, *(whole // n for n in small)}))
