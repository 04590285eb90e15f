"""Classes of named fields, like `dataclasses` but cheap to define.

`dataclasses` writes and compiles source for every class. With the hundred small classes that a question needs, that is a
third of a cold start. Here the methods are the same closures for every class. `frozen` and `mutable` stand for
`@dataclass(frozen=True)` and `@dataclass`; `dataclasses.replace`, `fields` and `asdict` work on what they make.

>>> @frozen
... class Point:
...     x: float
...     y: float = 0.0
>>> Point(1.0), Point(1.0) == Point(1.0, 0.0), replace(Point(1.0), y=2.0)
(Point(x=1.0, y=0.0), True, Point(x=1.0, y=2.0))
"""

# Every class is a value here.
# ruff: noqa: ANN401

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")
_MISSING: Any = object()


class Field:
    """What a class says about a field beyond its name: a default, and whether it is compared and shown."""

    __slots__ = ("compare", "default", "factory", "shown")

    def __init__(self, default: object, factory: Callable[[], Any] | None, *, compare: bool, shown: bool) -> None:
        self.default, self.factory, self.compare, self.shown = default, factory, compare, shown

    def value(self) -> object:
        """Return a default value; a factory makes a new one each time."""
        return self.factory() if self.factory else self.default


def field(  # type checkers know these names from `dataclasses.field`
    *, default: object = _MISSING, default_factory: Callable[[], Any] | None = None, compare: bool = True, repr: bool = True,  # noqa: A002
) -> Any:  # fmt: skip
    """Say more about a field than its type and default."""
    return Field(default, default_factory, compare=compare, shown=repr)


@overload
def frozen(cls: type[T]) -> type[T]: ...
@overload
def frozen(*, eq: bool = True) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: Any = None, *, eq: bool = True) -> Any:
    """Make a class of fields that never change; equal fields make equal values unless `eq` is False."""
    return _made(cls, eq=eq, fixed=True) if cls else lambda cls: _made(cls, eq=eq, fixed=True)


@dataclass_transform(field_specifiers=(field,))
def mutable(cls: type[T]) -> type[T]:
    """Make a class of fields that may change."""
    made: type[T] = _made(cls, eq=True, fixed=False)
    return made


def replace(instance: T, **changes: Any) -> T:
    """Return a copy with some fields changed."""
    cls: Any = type(instance)
    copy: T = cls(**{name: getattr(instance, name) for name in cls.__match_args__} | changes)
    return copy


# --- how classes are made ----------------------------------------------------------------------------------------------


def _made(cls: Any, *, eq: bool, fixed: bool) -> Any:
    own = cls.__dict__
    fields = {name: _field(own.get(name, _MISSING)) for name in cls.__annotations__}
    for name, each in fields.items():
        if each.default is not _MISSING:
            setattr(cls, name, each.default)
        elif name in own:
            delattr(cls, name)
    methods: dict[str, Any] = {"__match_args__": tuple(fields), "__dataclass_fields__": _Fields(fields)}
    if "__init__" not in own:  # a class that is made a thousand times may write it out, which is four times as fast
        methods["__init__"] = _initializer(fields)
    for name, made in methods.items():
        setattr(cls, name, made)
    if "__repr__" not in own:
        cls.__repr__ = _representer(tuple(name for name, each in fields.items() if each.shown))
    if eq and "__eq__" not in own:
        cls.__eq__, cls.__hash__ = _comparison(tuple(name for name, each in fields.items() if each.compare))
    if fixed:
        cls.__setattr__, cls.__delattr__ = _refuse, _refuse
    elif eq:
        cls.__hash__ = None
    return cls


def _field(said: object) -> Field:
    return said if isinstance(said, Field) else Field(said, None, compare=True, shown=True)


def _initializer(fields: Mapping[str, Field]) -> Callable[..., None]:
    names = tuple(fields)
    optional = [each for each in fields.values() if each.factory or each.default is not _MISSING]
    needed = len(names) - len(optional)
    ready = not any(each.factory for each in optional)
    defaults = tuple(each.default for each in optional)

    def __init__(self: Any, *given: Any, **named: Any) -> None:  # noqa: N807
        if not named and ready and needed <= len(given) <= len(names):
            given += defaults[len(given) - needed :]
        else:
            given = _bound(type(self).__name__, fields, given, named)
        self.__dict__.update(zip(names, given, strict=True))

    return __init__


def _bound(name: str, fields: Mapping[str, Field], given: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """Return the values of all fields from what a call gives; raise TypeError as any call would."""
    values = list(given)
    for key in tuple(fields)[len(given) :]:
        value = named.pop(key) if key in named else fields[key].value()
        if value is _MISSING:
            raise TypeError(f"{name}() needs `{key}`")
        values.append(value)
    if named or len(values) > len(fields):
        raise TypeError(f"{name}() takes {', '.join(fields)}; not {', '.join(named) or f'{len(values)} values'}")
    return tuple(values)


def _representer(names: tuple[str, ...]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:  # noqa: N807
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return __repr__


def _comparison(names: tuple[str, ...]) -> tuple[Callable[[Any, Any], Any], Callable[[Any], int]]:
    key = attrgetter(*names)

    def __eq__(self: Any, other: object) -> Any:  # noqa: N807
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(key(self))

    return __eq__, __hash__


def _refuse(self: Any, name: str, *_: Any) -> None:
    from dataclasses import FrozenInstanceError  # noqa: PLC0415  (only a mistake needs it)

    raise FrozenInstanceError(f"`{name}` of a {type(self).__name__} cannot be changed")


class _Fields:
    """The fields as `dataclasses` describes them, made when somebody asks."""

    __slots__ = ("fields",)

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields

    def __get__(self, instance: object, owner: type) -> Mapping[str, Any]:
        import dataclasses  # noqa: PLC0415  (the package itself does without)

        rows = [(name, Any, dataclasses.field(compare=each.compare, repr=each.shown)) for name, each in self.fields.items()]
        described: Any = dataclasses.make_dataclass(owner.__name__, rows)
        return {each.name: each for each in dataclasses.fields(described)}
