"""Sets of reals: what each inverse keeps, compared with the function itself at many points."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlsysim_sym.book.sets import ALL, INF, NONE, SETS, Part, Reals, everything_if, exponents, intersection, merged, target

ENDS = st.integers(-12, 12).map(float)
POINTS = st.floats(-20, 20).map(lambda x: round(x, 3))
NEAR = 1e-6


def holds(values: Reals, x: float) -> bool:
    """Whether a value lies in a set, ends counted as they are open or closed."""
    return any(
        (low < x or (low == x and not low_open)) and (x < high or (x == high and not high_open))
        for low, high, low_open, high_open in values.parts
    )


@st.composite
def sets(draw: st.DrawFn) -> Reals:
    """Return a union of a few intervals, half-lines among them."""
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        low, high = sorted((draw(ENDS), draw(ENDS)))
        low = -INF if draw(st.integers(0, 5)) == 0 else low
        high = INF if draw(st.integers(0, 5)) == 0 else high
        pieces.append(Reals.interval(low, high, low_open=draw(st.booleans()), high_open=draw(st.booleans())))
    return pieces[0].union(*pieces[1:])


def agree(values: Reals, inverse: Reals, function: Callable[[float], float], x: float) -> None:
    """Hold the inverse against the function at one point that is not at an end of the set."""
    try:
        image = function(x)
    except (ValueError, ZeroDivisionError, OverflowError):
        return
    assume(math.isfinite(image))
    for low, high, *_ in values.parts:
        assume(abs(image - low) > NEAR)
        assume(abs(image - high) > NEAR)
    assert holds(inverse, x) == holds(values, image), (values, inverse, x, image)


@given(sets(), POINTS, st.sampled_from([-7.0, -0.5, 0.25, 3.0]))
def test_inverses_of_arithmetic(values: Reals, x: float, c: float) -> None:
    agree(values, values.shifted(c), lambda t: t - c, x)
    agree(values, values.negated(), lambda t: -t, x)
    agree(values, values.scaled(c), lambda t: t / c, x)
    agree(values, values.multiplied(c), lambda t: t / c, x)
    agree(values, values.divided(c), lambda t: t * c, x)
    agree(values, values.below(c), lambda t: c / t, x)


@given(sets(), POINTS, st.sampled_from([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0]))
def test_whole_powers(values: Reals, x: float, exponent: float) -> None:
    agree(values, values.power(exponent), lambda t: t ** int(exponent), x)


@given(sets(), st.floats(0.01, 20), st.sampled_from([-1.5, -0.5, 0.3, 0.5, 2.5]))
def test_broken_powers_have_positive_bases(values: Reals, x: float, exponent: float) -> None:
    inverse = values.power(exponent)
    agree(values, inverse, lambda t: t**exponent, x)
    assert not holds(inverse, -x)


@given(sets(), POINTS, ENDS)
def test_corners(values: Reals, x: float, corner: float) -> None:
    agree(values, values.above_or(corner), lambda t: min(t, corner), x)
    agree(values, values.below_or(corner), lambda t: max(t, corner), x)
    agree(values, values.absolute(), abs, x)


@given(sets(), POINTS)
def test_steps(values: Reals, x: float) -> None:
    agree(values, values.ceiled(), math.ceil, x)
    agree(values, values.floored(), math.floor, x)
    agree(values, values.rounded(), round, x)


@pytest.mark.parametrize(("n", "parts"), [(2.0, ((1.5, 2.5, False, False),)), (3.0, ((2.5, 3.5, True, True),))])
def test_halves_round_to_the_even_neighbour(n: float, parts: tuple[Part, ...]) -> None:
    assert Reals.point(n).rounded().parts == parts


def test_rounding_a_half_line() -> None:
    assert Reals.interval(3, INF).rounded().parts == ((2.5, INF, True, True),)


def test_steps_leave_out_open_ends_and_what_lies_between_integers() -> None:
    assert Reals.interval(1, 3, low_open=True, high_open=True).floored().parts == ((2.0, 3.0, False, True),)
    assert Reals.interval(1.2, 1.8).ceiled().parts == ()


@given(sets(), st.floats(-5, 5), st.sampled_from([0.25, 0.5, 2.0, 10.0]))
def test_exponents(values: Reals, x: float, base: float) -> None:
    agree(values, exponents(values, base), lambda t: base**t, x)


def test_exponents_of_one_and_of_no_base() -> None:
    assert exponents(Reals.point(1.0), 1.0) == ALL
    assert exponents(Reals.point(2.0), 1.0) == NONE
    with pytest.raises(ValueError, match="positive base"):
        exponents(Reals.point(2.0), -1.0)


INVERSES: dict[str, Callable[[float], float]] = {
    "undo_sqrt": math.sqrt,
    "undo_exp": math.exp,
    "undo_log": math.log,
    "undo_log2": math.log2,
    "undo_log10": math.log10,
    "undo_erf": math.erf,
}


@pytest.mark.parametrize("name", INVERSES)
@given(data=st.data())
def test_inverses_of_functions(name: str, data: st.DataObject) -> None:
    values, x = data.draw(sets()), data.draw(POINTS)
    undo = SETS[name]
    assert callable(undo)
    agree(values, undo(values), INVERSES[name], x)


def test_functions_undone_beyond_their_range() -> None:
    for name, value in (("undo_sqrt", -1.0), ("undo_exp", -2.0), ("undo_erf", 1.5)):
        undo = SETS[name]
        assert callable(undo)
        assert undo(Reals.point(value)).parts == ()
    for name in ("undo_log", "undo_log2", "undo_log10"):
        undo = SETS[name]
        assert callable(undo)
        assert undo(Reals.interval(1.0, 1e9)).parts[0][1] == INF  # the end overflows, and nothing is cut off


def test_the_normal_quantile_undone_is_the_distribution() -> None:
    undo = SETS["undo_normal_quantile"]
    assert callable(undo)
    (part,) = undo(Reals.interval(-1.0, 1.0)).parts
    assert part[1] - part[0] == pytest.approx(0.6826894921370859)
    undo = SETS["undo_erf"]
    assert callable(undo)
    assert undo(Reals.interval(-1.0, 1.0)).parts == ((-INF, INF, True, True),)


# --- a zero, a branch, a target ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.0, 3.0])
def test_nothing_or_everything_where_the_unknown_has_no_effect(value: float) -> None:
    inside, outside = Reals.interval(value - 1, value + 1), Reals.point(value + 5)
    assert everything_if(inside, value) == ALL
    assert everything_if(outside, value) == NONE


def test_a_factor_of_zero() -> None:
    assert Reals.point(0.0).divided(0.0) == ALL
    assert Reals.point(1.0).divided(0.0) == NONE
    assert Reals.point(1.0).multiplied(0.0) == NONE
    assert Reals.point(1.0).divided(1e-305) == NONE
    assert Reals.point(1.0).below(0.0) == NONE
    assert not holds(Reals.interval(-1, 1).below(0.0), 0.0)
    assert holds(Reals.interval(-1, 1).below(0.0), -4.0)


def test_a_power_of_zero() -> None:
    assert Reals.interval(0, 2).power(0.0) == ALL
    assert Reals.point(2.0).power(0.0) == NONE
    assert Reals.point(0.0).power(2.0).parts == ((0.0, 0.0, False, False),)
    assert Reals.interval(1e300, INF).power(0.01).parts == ()  # 1e30000 overflows: no float is that large


def test_targets() -> None:
    assert target(3.0, "=", 0.0).parts == ((3.0, 3.0, False, False),)
    (low, high, *_) = target(3.0, "=", 1e-3).parts[0]
    assert low == pytest.approx(2.997)
    assert high == pytest.approx(3.003)
    (low, high, *_) = target(0.0, "=", 1e-3).parts[0]
    assert low < 0 < high
    assert target(3.0, "<=", 0.0).parts == ((-INF, 3.0, True, False),)
    assert target(3.0, ">=", 0.0).parts == ((3.0, INF, False, True),)
    assert Reals.point(math.nan).parts == ()


@given(sets(), sets(), POINTS)
def test_meeting_and_joining(first: Reals, second: Reals, x: float) -> None:
    assert holds(first.meet(second), x) == (holds(first, x) and holds(second, x))
    assert holds(first.union(second), x) == (holds(first, x) or holds(second, x))
    assert first.union().parts == first.meet().parts == merged(first.parts)
    assert intersection(first.parts, second.parts) == intersection(second.parts, first.parts)
