"""How uncertain numbers move together: a Gaussian copula over coordinates of the unit cube.

Every coordinate of a sample is drawn alone. Numbers that share one are all high or all low together. Coordinates that are
only correlated are mixed: their normal scores get the correlations that are asked for, each keeps its own distribution. For
two normal shapes that is Pearson's correlation of the numbers; for others it is that of their scores.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.extras import required
from mlsysim_sym.errors import QuestionError
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mlsysim_sym.asking.spreads import Spread

    Array = NDArray[np.float64]

ROUNDING = 1e-10


@frozen
class Correlation:
    """Numbers (system names) of which every two have this correlation."""

    names: tuple[str, ...]
    value: float


@frozen
class Copula:
    """Coordinates, each with the spreads that it moves, and the correlations between coordinates by their places."""

    coordinates: tuple[tuple[Spread, ...], ...]
    correlations: Mapping[tuple[int, int], float]

    @property
    def clusters(self) -> tuple[tuple[int, ...], ...]:
        """The places of the coordinates, those that are correlated with one another together."""
        found = [{place} for place in range(len(self.coordinates))]
        for first, second in self.correlations:
            merged = {place for each in found if first in each or second in each for place in each}
            found = [*(each for each in found if not each & merged), merged]
        return tuple(sorted(tuple(sorted(each)) for each in found))

    def columns(self, u: Array) -> dict[str, Array]:
        """Return samples of the unit cube (points by coordinates) as samples of the inputs by name."""
        mixed = self._mixed(u)
        return {each.name: each.quantile(mixed[place]) for place, members in enumerate(self.coordinates) for each in members}

    def _mixed(self, u: Array) -> list[Array]:
        """Return the coordinates, correlated; sums are taken term by term, so that a chunk's size changes nothing."""
        own = [u[:, place] for place in range(len(self.coordinates))]
        if not self.correlations:
            return own
        special = required("scipy.special", "arrays")
        scores = {place: special.ndtri(own[place]) for pair in self.correlations for place in pair}
        for place, row in self._factor().items():
            total = sum(weight * scores[other] for other, weight in row)
            own[place] = special.ndtr(total)
        return own

    def _factor(self) -> dict[int, list[tuple[int, float]]]:
        """Return for each correlated coordinate the weights of independent scores that make its own."""
        import numpy as np  # noqa: PLC0415  (an extra)

        places = sorted({place for pair in self.correlations for place in pair})
        matrix = np.eye(len(places))
        for (first, second), value in self.correlations.items():
            row, column = places.index(first), places.index(second)
            matrix[row, column] = matrix[column, row] = value
        lower = _cholesky(matrix.tolist())
        return {place: list(zip(places, lower[row][: row + 1], strict=False)) for row, place in enumerate(places)}


def _cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return the lower factor of a correlation matrix, which may be singular; raise QuestionError for one that is none."""
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            rest = matrix[row][column] - sum(lower[row][k] * lower[column][k] for k in range(column))
            if column < row:
                pivot = lower[column][column]
                if pivot == 0 and abs(rest) > ROUNDING:
                    raise _contradictory()
                lower[row][column] = rest / pivot if pivot else 0.0
            elif rest < -ROUNDING:
                raise _contradictory()
            else:
                lower[row][row] = math.sqrt(rest) if rest > ROUNDING else 0.0
    return lower


def _contradictory() -> QuestionError:
    return QuestionError(
        "the correlations contradict one another: no numbers have them all", hint="two that follow a third follow each other"
    )


def copula_of(spreads: Sequence[Spread], correlations: Sequence[Correlation]) -> Copula:
    """Return the copula of some spreads; raise QuestionError for correlations that cannot be.

    Spreads of one `group` share a coordinate, or, where the group has a correlation below 1, have that correlation.
    """
    coordinates: dict[str, list[Spread]] = {}
    for each in spreads:
        coordinates.setdefault(each.coordinate, []).append(each)
    place_of = {each.name: place for place, members in enumerate(coordinates.values()) for each in members}
    found: dict[tuple[int, int], float] = {}
    for correlation in (*_within_groups(spreads), *correlations):
        _check(correlation, place_of)
        _add(correlation, place_of, found)
    made = Copula(tuple(map(tuple, coordinates.values())), found)
    made._factor()  # noqa: SLF001  (raises where there is no such distribution)
    return made


def _within_groups(spreads: Sequence[Spread]) -> Iterator[Correlation]:
    """Yield the correlations that records state."""
    grouped: dict[str, list[Spread]] = {}
    for each in spreads:
        if each.correlation < 1:
            grouped.setdefault(each.group, []).append(each)
    for name, members in grouped.items():
        values = sorted({each.correlation for each in members})
        if len(values) > 1:
            raise QuestionError(f"members of `{name}` state the correlations {values[0]:g} and {values[1]:g}", names=(name,))
        one_each = {each.coordinate: each.name for each in members}
        if len(one_each) > 1:
            yield Correlation(tuple(one_each.values()), values[0])


def _check(each: Correlation, place_of: Mapping[str, int]) -> None:
    named = " and ".join(f"`{name}`" for name in each.names)
    if not -1 <= each.value <= 1:
        raise QuestionError(f"{each.value:g} is no correlation of {named}", names=each.names, hint="it lies between -1 and 1")
    if lacking := [name for name in each.names if name not in place_of]:
        raise QuestionError(
            f"`{lacking[0]}` is not uncertain, so it is correlated with nothing",
            names=(lacking[0],),
            hint=f"give it a spread, as in {lacking[0]}=5%",
        )
    if len({place_of[name] for name in each.names}) < len(each.names) or len(each.names) < 2:  # noqa: PLR2004
        raise QuestionError(f"a correlation needs several numbers that vary apart, not {named}", names=each.names)


def _add(each: Correlation, place_of: Mapping[str, int], found: dict[tuple[int, int], float]) -> None:
    places = sorted(place_of[name] for name in each.names)
    for row, first in enumerate(places):
        for second in places[row + 1 :]:
            if found.setdefault((first, second), each.value) != each.value:
                raise QuestionError(
                    f"`{each.names[0]}` and `{each.names[1]}` have two correlations: {found[first, second]:g} and {each.value:g}",
                    names=each.names,
                )


def correlations_of(written: Mapping[Any, Any], meaning: Any) -> tuple[Correlation, ...]:  # noqa: ANN401
    """Return correlations as written, `{("a", "b"): 0.6}` or `{"a,b": "0.6"}`; `meaning` gives a name's first system name."""
    found = []
    for names, value in written.items():
        listed = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        try:
            number = float(value)
        except ValueError:
            raise QuestionError(f"`{value}` is no correlation", hint="write name,name=0.6") from None
        found.append(Correlation(tuple(meaning(name)[0] for name in listed), number))
    return tuple(found)
