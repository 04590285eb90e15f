"""Classes of named fields behave like dataclasses."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from mlsysim_sym.valueclass import field, frozen, mutable, replace


@frozen
class Point:
    """A point with a remark that is not compared."""

    x: float
    y: float = 0.0
    remark: str = field(default="", compare=False, repr=False)


@frozen(eq=False)
class Thing:
    """Compared by identity."""

    name: str
    parts: list[str] = field(default_factory=list)


@mutable
class Counter:
    """Counts."""

    count: int = 0
    seen: dict[str, int] = field(default_factory=dict)


def test_fields_are_given_by_place_and_by_name() -> None:
    assert (Point(1.0).y, Point(1.0, y=2.0).y, Point(y=3.0, x=1.0).x) == (0.0, 2.0, 1.0)
    assert repr(Point(1.0, 2.0, "far")) == "Point(x=1.0, y=2.0)"


@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, 2, 3, 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1})])
def test_a_wrong_call_is_a_type_error(given: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError, match=r"Point\(\)"):
        Point(*given, **named)  # type: ignore[arg-type]


def test_equal_fields_make_equal_values() -> None:
    assert Point(1.0, 2.0, "a") == Point(1.0, 2.0, "b")
    assert hash(Point(1.0, 2.0, "a")) == hash(Point(1.0, 2.0, "b"))
    assert Point(1.0) != Point(2.0)
    other: object = (1.0, 0.0)
    assert Point(1.0) != other
    assert Thing("a") != Thing("a")
    assert Counter() == Counter()
    with pytest.raises(TypeError, match="unhashable"):
        hash(Counter())


def test_a_frozen_value_does_not_change() -> None:
    point = Point(1.0)
    with pytest.raises(dataclasses.FrozenInstanceError, match="`x` of a Point cannot be changed"):
        point.x = 2.0  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x
    counter = Counter()
    counter.count += 1
    assert counter.count == 1


def test_a_factory_makes_a_new_value_each_time() -> None:
    assert Thing("a").parts is not Thing("b").parts
    assert Counter(3).seen == {}


def test_copies_change_fields() -> None:
    assert replace(Point(1.0, remark="far"), y=2.0).remark == "far"
    assert dataclasses.replace(Point(1.0), y=2.0) == Point(1.0, 2.0)
    assert dataclasses.asdict(Point(1.0)) == {"x": 1.0, "y": 0.0, "remark": ""}
    assert [each.name for each in dataclasses.fields(Counter)] == ["count", "seen"]
    assert pickle.loads(pickle.dumps(Point(1.0, 2.0))) == Point(1.0, 2.0)  # noqa: S301  (what we wrote ourselves)
    assert copy.deepcopy(Counter(1)) == Counter(1)


def test_values_match_by_place() -> None:
    match Point(1.0, 2.0):
        case Point(x, y):
            assert (x, y) == (1.0, 2.0)
