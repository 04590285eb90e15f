"""All values of one unknown that satisfy some conditions, proven where intervals can prove it.

Boxes of the domain are kept, halved or dropped: dropped where an enclosure of `left - right` excludes 0, closed where an
enclosure of its slope has one sign (one root, or none, by the signs at the ends), halved otherwise. Integers are searched
as integers.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from mlsysim_sym.book import multiples
from mlsysim_sym.book.jets import Jet
from mlsysim_sym.book.sets import Part, intersection, merged
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.solving.integers import isolate_integers, whole_ends
from mlsysim_sym.solving.isolate import grown, isolate_reals
from mlsysim_sym.solving.judge import (
    LARGEST,
    SMALLEST,
    TOLERANCE,
    Isolated,
    Judge,
    enclosures,
    is_blurred,
    is_root,
    middle_of,
    size,
)
from mlsysim_sym.valueclass import field, mutable

MOST_TRIED = 65536
AT_AN_END = 1e-12
TINY = 1e-6


@mutable
class Found:
    """The set that was found: parts (of their multiples of `step`), whether all is proven, and what was not decided."""

    parts: tuple[Part, ...]
    certified: bool = True
    notes: list[str] = field(default_factory=list)
    neighbours: tuple[float, ...] = ()
    step: int = 1


def search(conditions: Sequence[Judge], domain: Domain) -> Found:
    """Return all values in the domain that satisfy every condition."""
    equalities = [each for each in conditions if each.relation == "="]
    rest = [each for each in conditions if each.relation != "="]
    if not equalities:
        return _region(rest, domain)
    isolated = _isolate(equalities[0], domain)
    others = equalities[1:] + rest
    ends = [end for end in (domain.low, domain.high) if end in domain and size(equalities[0], end) <= AT_AN_END]
    inner = [root for root in isolated.roots if not any(_near(root, end) for end in ends)]
    roots = _clustered(equalities[0], _distinct([*inner, *ends], isolated.flats), domain)
    points = [root for root in roots if root in domain and all(each.holds(root) for each in [equalities[0], *others])]
    parts: list[Part] = [(root, root, False, False) for root in points]
    blurred = any(root in domain and is_blurred(equalities[0], root) for root in roots)
    certified, step = isolated.certified and not blurred, 1
    notes: list[str] = []
    for low, high in (_reaching(domain, *each) for each in isolated.flats):
        flat = _clipped(domain, low, high)
        found = search(others, flat) if others else Found(((flat.low, flat.high, flat.low_open, flat.high_open),))
        parts += found.parts
        certified &= found.certified
        notes += found.notes
        step = max(step, found.step)
    joined = joined_integers(list(merged(parts))) if domain.step else _bridged(conditions, merged(parts))
    return Found(joined, certified, notes, tuple(isolated.jumps), step)


def _reaching(domain: Domain, low: float, high: float) -> tuple[float, float]:
    """Let a flat piece that fills the searched range up to its end reach the end of the domain."""
    return (domain.low if low == SMALLEST and domain.low < low else low), (domain.high if high == LARGEST else high)


def _bridged(conditions: Sequence[Judge], parts: Sequence[Part]) -> tuple[Part, ...]:
    """Join neighbours whose gap is rounding: thinner than a millionth, and all in it satisfies the conditions."""
    joined: list[Part] = []
    for part in parts:
        if joined:
            low, high = joined[-1][1], part[0]
            thin = high - low <= 1e-6 * max(abs(low), abs(high))
            if thin and all(each.holds(low + (high - low) * share) for each in conditions for share in (0.25, 0.5, 0.75)):
                joined[-1] = (joined[-1][0], part[1], joined[-1][2], part[3])
                continue
        joined.append(part)
    return tuple(joined)


def _clipped(domain: Domain, low: float, high: float) -> Domain:
    (part,) = intersection([(domain.low, domain.high, domain.low_open, domain.high_open)], [(low, high, False, False)]) or (
        (low, high, False, False),
    )
    return Domain(part[0], part[1], part[2], part[3], domain.step)


def _region(conditions: Sequence[Judge], domain: Domain) -> Found:
    """Return where inequalities hold: cut the domain at every change of sign, test each piece."""
    certified = True
    cuts: set[float] = set()
    divided = [each for each in conditions if each.relation == "divides"]
    conditions = [each for each in conditions if each.relation != "divides"]
    if divided and not domain.step:
        domain = Domain(domain.low, domain.high, domain.low_open, domain.high_open, step=1)
    for each in conditions:
        isolated = _isolate(each, domain)
        certified &= isolated.certified
        cuts |= {*isolated.roots, *isolated.jumps, *(end for flat in isolated.flats for end in flat)}
    if domain.step:
        found = _whole_region(conditions, domain, cuts, certified=certified)
        return _divisible(divided, found, certified=certified) if divided else found
    low, high = domain.low, domain.high
    ends = sorted({low, high, *(cut for cut in cuts if low < cut < high)})
    parts: list[Part] = []
    for a, b in itertools.pairwise(ends):
        if all(each.holds(middle_of(a, b)) for each in conditions):
            parts.append((a, b, True, True))
    parts += [(end, end, False, False) for end in ends if end in domain and all(each.holds(end) for each in conditions)]
    return Found(merged(parts), certified)


def _whole_region(conditions: Sequence[Judge], domain: Domain, cuts: set[float], *, certified: bool) -> Found:
    low, high = whole_ends(domain)
    near = (each for cut in cuts if math.isfinite(cut) for each in range(math.floor(cut) - 1, math.ceil(cut) + 2))
    starts = {float(low), *(float(each) for each in near if low <= each <= high)}
    ordered = sorted(starts)
    parts: list[Part] = []
    for index, start in enumerate(ordered):
        end = ordered[index + 1] - 1 if index + 1 < len(ordered) else high
        if end < start:
            continue
        if all(each.holds(_whole_middle(start, end)) for each in conditions):
            parts.append((start, end, False, math.isinf(end)))
    return Found(joined_integers(parts), certified)


def _divisible(conditions: Sequence[Judge], found: Found, *, certified: bool) -> Found:
    """Keep what divides and is divided: all multiples, or all divisors, of a number, each tried where there is more to it."""
    step = math.lcm(*(each.multiple_of for each in conditions if each.multiple_of))
    numbers = [each.divisor_of for each in conditions if each.divisor_of]
    rest = [each for each in conditions if not each.multiple_of]
    if not rest:
        parts, step = multiples.of(step, found.parts)
        return Found(parts, certified, step=step)
    if numbers:
        candidates = [sign * n for n in multiples.divisors(math.gcd(*numbers)) for sign in (1, -1)]
        tried = sorted(n for n in candidates if n % step == 0 and multiples.holds(found.parts, 1, n))
    else:
        tried = list(itertools.islice(_from_ranges(step, found.parts), MOST_TRIED + 1))
    notes = []
    if len(tried) > MOST_TRIED and not numbers:
        notes, certified = [f"divisibility was tried up to {tried.pop() - step}"], False
    kept = [float(n) for n in tried if all(each.holds(float(n)) for each in rest)]
    return Found(joined_integers([(n, n, False, False) for n in kept]), certified, notes)


def _from_ranges(step: int, parts: Sequence[Part]) -> Iterator[int]:
    for low, high, *_ in multiples.clipped(step, parts):
        start = int(low) if math.isfinite(low) else step * -MOST_TRIED
        yield from range(start, int(high) + 1, step) if math.isfinite(high) else itertools.count(start, step)


def joined_integers(parts: list[Part]) -> tuple[Part, ...]:
    """Return ranges of integers with neighbours joined."""
    joined: list[Part] = []
    for part in sorted(parts):
        if joined and part[0] == joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], part[1], False, part[3])
        else:
            joined.append(part)
    return tuple(joined)


def _whole_middle(a: float, b: float) -> float:
    return a + 1 if math.isinf(b) else float(math.floor((a + b) / 2))


def _isolate(condition: Judge, domain: Domain) -> Isolated:
    found = Isolated()
    if domain.step:
        isolate_integers(condition, domain, found)
    else:
        low, high = domain.low, domain.high
        bounds = sorted({low, high, *(each for each in (-LARGEST, -SMALLEST, 0.0, SMALLEST, LARGEST) if low < each < high)})
        stack = list(itertools.pairwise(bounds))
        isolate_reals(condition, stack, found)
        found.flats = [grown(condition, flat, low, high) for flat in found.flats]
        found.roots = _distinct(found.roots, found.flats)
    return found


def _distinct(roots: list[float], flats: list[tuple[float, float]]) -> list[float]:
    """Drop repeated roots, and those on a flat piece; a flat piece that is thinner than rounding is a root."""
    thin = [0.5 * (low + high) for low, high in flats if not _wide(low, high)]
    flats[:] = _joined_flats([flat for flat in flats if _wide(*flat)])
    kept: list[float] = []
    for root in sorted([*roots, *thin]):
        inside = any(low - 1e-12 * abs(low) <= root <= high + 1e-12 * abs(high) for low, high in flats)
        if not inside and (not kept or not _near(root, kept[-1])):
            kept.append(root)
    return kept


def _near(first: float, second: float) -> bool:
    return abs(first - second) <= 1e-9 * max(abs(first), abs(second))


def _clustered(condition: Judge, roots: list[float], domain: Domain) -> list[float]:
    """Keep one of several roots that rounding cannot tell apart: all that lies between them counts as a root too.

    An end of the domain is preferred, then the middle of the best.
    """
    clusters: list[list[float]] = []
    for root in roots:
        if clusters and not domain.step and _inseparable(condition, clusters[-1][-1], root):
            clusters[-1].append(root)
        else:
            clusters.append([root])
    return [_best(condition, cluster, domain) for cluster in clusters]


def _inseparable(condition: Judge, before: float, root: float) -> bool:
    """Whether two roots are near each other and all that lies between them counts as a root."""
    if not root - before <= 1e-3 * max(abs(root), 1e-6):
        return False
    return all(is_root(condition, before + (root - before) * share) for share in (0.25, 0.5, 0.75))


def _best(condition: Judge, cluster: list[float], domain: Domain) -> float:
    ends = [root for root in cluster if root in (domain.low, domain.high)]
    if ends or len(cluster) == 1:
        return (ends or cluster)[0]
    least = min(size(condition, root) for root in cluster)
    good = [root for root in cluster if size(condition, root) <= max(4 * least, 1e-15)]
    return good[len(good) // 2]


def with_point(condition: Judge, parts: Sequence[Part], at: float) -> tuple[Part, ...]:
    """Return parts with a root that is known; roots beside it that rounding cannot tell from it give way."""

    def is_same(part: Part) -> bool:
        low, high = sorted((part[0], at))
        return part[0] == part[1] and (_near(low, high) or (high - low <= TINY and _vanishing(condition, low, high)))

    return merged([*(part for part in parts if not is_same(part)), (at, at, False, False)])


def _vanishing(condition: Judge, low: float, high: float) -> bool:
    """Whether enclosures show that a difference vanishes between two values, up to rounding."""
    for share in (0.25, 0.5, 0.75):
        x = low + (high - low) * share
        scale = condition.difference(high)[1]
        if any(max(abs(jet.low), abs(jet.high)) > TOLERANCE * scale for jet in enclosures(condition, Jet(x, x))):
            return False
    return True


def _wide(low: float, high: float) -> bool:
    return math.isinf(high - low) or high - low > 1e-9 * max(abs(low), abs(high))


def _joined_flats(flats: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for low, high in sorted(flats):
        if joined and low <= joined[-1][1] * (1 + 1e-9):
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined
