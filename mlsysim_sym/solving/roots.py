"""All values of one unknown that satisfy some conditions, proven where intervals can prove it.

Boxes of the domain are kept, halved or dropped: dropped where an enclosure of `left - right` excludes 0, closed where an
enclosure of its slope has one sign (one root, or none, by the signs at the ends), halved otherwise. Integers are searched
as integers. Relative residuals only: a value counts as a root if `|left - right|` is at most 1e-9 of the largest term.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from mlsysim_sym.book.arithmetic import UNDEFINED
from mlsysim_sym.book.jets import Jet, unknown
from mlsysim_sym.book.sets import Part, intersection, merged
from mlsysim_sym.reading.variable import Domain
from mlsysim_sym.valueclass import field, frozen, mutable

INF = math.inf
SMALLEST, LARGEST = 1e-30, 1e30
TOLERANCE = 1e-9
FLAT = 1e-12
THIN = 1e-13
MOST_BOXES = 6000
MOST_MULTIPLES = 256
VANISHING = 1e-290
MOST_PRECISE = 60
LARGEST_INTEGER = 2.0**53


def vanishes(difference: float, scale: float) -> bool:
    """Whether a difference counts as 0 beside its largest term (or has underflowed)."""
    return math.isfinite(scale) and (abs(difference) <= TOLERANCE * scale or abs(difference) <= VANISHING)


@frozen
class Condition:
    """`left - right` of a law or limit, as a function of the unknown: enclosures, and floats with the largest term."""

    label: str
    relation: str  # "=", "<=", ">=", "divides"
    enclose: Callable[[Jet], Jet]
    difference: Callable[[float], tuple[float, float]]
    precise_sign: Callable[[float], int] | None = None

    def holds(self, x: float) -> bool:
        """Whether the condition holds at a value, up to rounding."""
        try:
            difference, scale = self.difference(x)
        except UNDEFINED:
            return False
        if math.isnan(difference):
            return False
        if self.relation == "divides":
            return difference == 0
        near = vanishes(difference, scale)
        if self.relation == "=":
            return near
        return near or (difference < 0) == (self.relation == "<=")

    def sign(self, x: float) -> int:
        """The sign of `left - right` at a value; 0 where it is undefined or within rounding of 0."""
        try:
            difference, scale = self.difference(x)
        except UNDEFINED:
            return 0
        if math.isnan(difference) or (math.isfinite(difference) and abs(difference) <= 1e-15 * scale < math.inf):
            return 0
        return 1 if difference > 0 else -1


@mutable
class Found:
    """The set that was found: parts, whether every part is proven, and what was not decided."""

    parts: tuple[Part, ...]
    certified: bool = True
    notes: list[str] = field(default_factory=list)
    neighbours: tuple[float, ...] = ()


@mutable
class _Isolated:
    """Where `left - right` changes sign or vanishes: roots, flat pieces, jumps."""

    roots: list[float] = field(default_factory=list)
    flats: list[tuple[float, float]] = field(default_factory=list)
    jumps: list[float] = field(default_factory=list)
    certified: bool = True
    boxes: int = 0
    precise: int = 0


def search(conditions: Sequence[Condition], domain: Domain) -> Found:
    """Return all values in the domain that satisfy every condition."""
    equalities = [each for each in conditions if each.relation == "="]
    rest = [each for each in conditions if each.relation != "="]
    if not equalities:
        return _region(rest, domain)
    isolated = _isolate(equalities[0], domain)
    others = equalities[1:] + rest
    ends = [end for end in (domain.low, domain.high) if end in domain and equalities[0].holds(end)]
    inner = [root for root in isolated.roots if not any(_near(root, end) for end in ends)]
    roots = _clustered(equalities[0], _distinct([*inner, *ends], isolated.flats), domain)
    points = [root for root in roots if root in domain and all(each.holds(root) for each in others)]
    parts: list[Part] = [(root, root, False, False) for root in points]
    certified = isolated.certified
    for low, high in isolated.flats:
        inner = _clipped(domain, low, high)
        found = search(others, inner) if others else Found(((inner.low, inner.high, inner.low_open, inner.high_open),))
        parts += found.parts
        certified &= found.certified
    joined = _joined_integers(list(merged(parts))) if domain.step else _bridged(conditions, merged(parts))
    return Found(joined, certified, [], tuple(isolated.jumps))


def _bridged(conditions: Sequence[Condition], parts: Sequence[Part]) -> tuple[Part, ...]:
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


def _region(conditions: Sequence[Condition], domain: Domain) -> Found:
    """Return where inequalities hold: cut the domain at every change of sign, test each piece."""
    certified = True
    cuts: set[float] = set()
    for each in conditions:
        if each.relation == "divides":
            continue
        isolated = _isolate(each, domain)
        certified &= isolated.certified
        cuts |= {*isolated.roots, *isolated.jumps, *(end for flat in isolated.flats for end in flat)}
    if domain.step:
        return _whole_region(conditions, domain, cuts, certified)
    low, high = domain.low, domain.high
    ends = sorted({low, high, *(cut for cut in cuts if low < cut < high)})
    parts: list[Part] = []
    for a, b in zip(ends, ends[1:], strict=False):
        if all(each.holds(_middle(a, b)) for each in conditions):
            parts.append((a, b, True, True))
    parts += [(end, end, False, False) for end in ends if end in domain and all(each.holds(end) for each in conditions)]
    return Found(merged(parts), certified)


def _whole_region(conditions: Sequence[Condition], domain: Domain, cuts: set[float], certified: bool) -> Found:
    low = math.ceil(domain.low) + (1 if domain.low_open and domain.low == math.ceil(domain.low) else 0)
    high = domain.high if math.isinf(domain.high) else math.floor(domain.high) - (1 if domain.high_open and domain.high == math.floor(domain.high) else 0)
    starts = {float(low)} | {float(each) for cut in cuts if math.isfinite(cut) for each in range(math.floor(cut) - 1, math.ceil(cut) + 2) if low <= each <= high}
    divisors = [each for each in conditions if each.relation == "divides"]
    if divisors:
        return _divisible(conditions, low, high, starts, certified)
    ordered = sorted(starts)
    parts: list[Part] = []
    for index, start in enumerate(ordered):
        end = ordered[index + 1] - 1 if index + 1 < len(ordered) else high
        if end < start:
            continue
        if all(each.holds(_whole_middle(start, end)) for each in conditions):
            parts.append((start, end, False, math.isinf(end)))
    return Found(_joined_integers(parts), certified)


def _divisible(conditions: Sequence[Condition], low: int, high: float, starts: set[float], certified: bool) -> Found:
    """Try every integer where divisibility is asked for: up to the largest value that can divide."""
    top = int(min(high, 65536))
    values = [float(n) for n in range(low, top + 1) if all(each.holds(float(n)) for each in conditions)]
    notes = [] if high <= top else [f"divisibility was tried up to {top}"]
    return Found(_joined_integers([(n, n, False, False) for n in values]), certified, notes)


def _joined_integers(parts: list[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for part in sorted(parts):
        if joined and part[0] == joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], part[1], False, part[3])
        else:
            joined.append(part)
    return tuple(joined)


def _middle(a: float, b: float) -> float:
    if math.isinf(a) and math.isinf(b):
        return 0.0
    if math.isinf(b):
        return max(2 * a, a + 1.0) if a >= 0 else 0.0
    if math.isinf(a):
        return min(2 * b, b - 1.0) if b <= 0 else 0.0
    if a > 0 and b > 4 * a:
        return math.sqrt(a) * math.sqrt(b)
    return a * 0.01 + b * 0.99 if a == 0 else 0.5 * (a + b)


def _whole_middle(a: float, b: float) -> float:
    return a + 1 if math.isinf(b) else float(math.floor((a + b) / 2))


# --- isolating ---------------------------------------------------------------------------------------------------------


def _isolate(condition: Condition, domain: Domain) -> _Isolated:
    found = _Isolated()
    if domain.step:
        _integers(condition, domain, found)
    else:
        low, high = domain.low, domain.high
        bounds = sorted({low, high, *(each for each in (-LARGEST, -SMALLEST, 0.0, SMALLEST, LARGEST) if low < each < high)})
        stack = list(zip(bounds, bounds[1:], strict=False))
        _boxes(condition, stack, found)
        found.roots = _distinct(found.roots, found.flats)
    return found


def _is_end(low: float, high: float) -> bool:
    """Whether a box lies beyond the largest or below the smallest number that is searched."""
    return high <= -LARGEST or low >= LARGEST or (low >= -SMALLEST and high <= SMALLEST)


def _boxes(condition: Condition, stack: list[tuple[float, float]], found: _Isolated) -> None:
    while stack:
        low, high = stack.pop()
        found.boxes += 1
        try:
            jet = condition.enclose(unknown(low, high))
        except UNDEFINED:
            continue
        if jet.low > 0 or jet.high < 0:
            continue
        if _is_end(low, high):
            if _flat(condition, jet, low, high):
                found.flats.append((low, high))
            continue
        if jet.down > 0 or jet.up < 0:
            _monotone(condition, low, high, found)
            continue
        if _flat(condition, jet, low, high):
            found.flats.append((low, high))
            continue
        if high - low <= THIN * max(abs(low), abs(high)) or found.boxes > MOST_BOXES:
            _thin(condition, low, high, found)
            continue
        middle = _cut(low, high)
        if not low < middle < high or _hopeless(condition, jet, low, high):
            _thin(condition, low, high, found)
            continue
        stack += [(middle, high), (low, middle)]


def _cut(low: float, high: float) -> float:
    if low == 0:
        return max(high * 1e-6, SMALLEST)
    if high == 0:
        return min(low * 1e-6, -SMALLEST)
    if low > 0 and high > 4 * low:
        return math.sqrt(low) * math.sqrt(high)
    if high < 0 and low < 4 * high:
        return -math.sqrt(-low) * math.sqrt(-high)
    return 0.5 * (low + high)


def _flat(condition: Condition, jet: Jet, low: float, high: float) -> bool:
    if not (math.isfinite(jet.low) and math.isfinite(jet.high)):
        return False
    try:
        _, scale = condition.difference(_middle(low, high))
    except UNDEFINED:
        return False
    return max(abs(jet.low), abs(jet.high)) <= max(FLAT * scale, VANISHING)


def _thin(condition: Condition, low: float, high: float, found: _Isolated) -> None:
    """Judge a box that intervals cannot: by its values, and say that this is no proof."""
    ends = condition.sign(low), condition.sign(high)
    middle = 0.5 * (low + high)
    wide = high - low > 1e-6 * max(abs(low), abs(high))
    if wide:
        found.certified = False
        signs = _ends_decided(condition, low, high, found)
        if ends[0] * ends[1] < 0 and (0 in signs or signs[0] != signs[1]):
            root = _bracketed(condition, low, high)
            (found.roots if condition.holds(root) else found.jumps).append(root)
        return
    if _noisy(condition, middle):
        signs = _ends_decided(condition, low, high, found)
        if signs[0] * signs[1] < 0:
            found.roots.append(middle)
        found.certified = found.certified and 0 not in signs
    elif _is_root(condition, middle):
        found.roots.append(middle)
        found.certified = found.certified and ends[0] * ends[1] < 0
    elif ends[0] != ends[1]:
        found.jumps.append(high if ends[1] else low)


def _ends_decided(condition: Condition, low: float, high: float, found: _Isolated) -> tuple[int, int]:
    """Return the signs at both ends, by 300 bits as long as the search may still afford them."""
    if found.precise >= MOST_PRECISE:
        return _proven_sign(condition, low), _proven_sign(condition, high)
    found.precise += 1
    return _decided_sign(condition, low), _decided_sign(condition, high)


def _hopeless(condition: Condition, jet: Jet, low: float, high: float) -> bool:
    """Whether halving cannot help: in a narrow box the enclosure is as wide as rounding makes it at a single value."""
    if not 0 < high <= 2 * low:
        return False
    try:
        point = condition.enclose(Jet(low, low))
    except UNDEFINED:
        return False
    return point.high - point.low > 0.5 * (jet.high - jet.low)


def _noisy(condition: Condition, x: float) -> bool:
    """Whether rounding alone hides the value here: a change of sign is then no evidence."""
    try:
        jet = condition.enclose(Jet(x, x))
        _, scale = condition.difference(x)
    except UNDEFINED:
        return True
    return jet.high - jet.low > TOLERANCE * scale


def _monotone(condition: Condition, low: float, high: float, found: _Isolated) -> None:
    """Find the one root, if any, of a box with a slope of one sign; prove the signs at its ends by enclosures."""
    signs = _proven_sign(condition, low), _proven_sign(condition, high)
    if signs[0] * signs[1] > 0:
        return
    if 0 in signs and found.precise < MOST_PRECISE:
        found.precise += 1
        signs = _decided_sign(condition, low), _decided_sign(condition, high)
        if signs[0] * signs[1] > 0:
            return
    if 0 in signs:
        for end, sign in zip((low, high), signs, strict=True):
            if sign == 0 and _is_root(condition, end):
                found.roots.append(end)
                return
        floats = condition.sign(low), condition.sign(high)
        if floats[0] * floats[1] > 0:
            return
        if floats[0] == 0 or floats[1] == 0:
            found.certified = False
            return
    root = _bracketed(condition, low, high)
    if 0 in signs and _noisy(condition, root):
        found.certified = False
    else:
        found.roots.append(root)


def _is_root(condition: Condition, x: float) -> bool:
    return Condition(condition.label, "=", condition.enclose, condition.difference).holds(x)


def _proven_sign(condition: Condition, x: float) -> int:
    try:
        jet = condition.enclose(Jet(x, x))
    except UNDEFINED:
        return 0
    return 1 if jet.low > 0 else (-1 if jet.high < 0 else 0)


def _decided_sign(condition: Condition, x: float) -> int:
    """Return the sign at a value: by its enclosure, else by 300 bits, where doubles only show rounding."""
    sign = _proven_sign(condition, x)
    if sign or condition.precise_sign is None or not 1e-18 <= abs(x) <= 1e18:  # noqa: PLR2004
        return sign
    try:
        return condition.precise_sign(x)
    except (*UNDEFINED, TypeError):
        return 0


def _bracketed(condition: Condition, low: float, high: float) -> float:
    """Return the change of sign in a bracket to the last bit, by halving (geometrically over wide ranges).

    Where the function is undefined at an end (a pole), the other end tells which side is which.
    """
    top = condition.sign(high)
    bottom = condition.sign(low)
    a, b = low, high
    while True:
        middle = _middle(a, b)
        if not a < middle < b:
            break
        sign = condition.sign(middle)
        if sign == 0 and _is_root(condition, middle):
            return middle
        on_top = sign == top if top else sign != bottom
        a, b = (a, middle) if on_top else (middle, b)
    return min((a, b), key=lambda end: _size(condition, end))


def _size(condition: Condition, x: float) -> float:
    try:
        difference, scale = condition.difference(x)
    except UNDEFINED:
        return INF
    return abs(difference) / scale if scale and math.isfinite(scale) else INF


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


def _clustered(condition: Condition, roots: list[float], domain: Domain) -> list[float]:
    """Keep one of several roots that rounding cannot tell apart: all that lies between them counts as a root too.

    An end of the domain is preferred, then the middle of the best.
    """
    clusters: list[list[float]] = []
    for root in roots:
        between = [clusters[-1][-1] + (root - clusters[-1][-1]) * share for share in (0.25, 0.5, 0.75)] if clusters else []
        if between and not domain.step and all(_is_root(condition, each) for each in between):
            clusters[-1].append(root)
        else:
            clusters.append([root])
    return [_best(condition, cluster, domain) for cluster in clusters]


def _best(condition: Condition, cluster: list[float], domain: Domain) -> float:
    ends = [root for root in cluster if root in (domain.low, domain.high)]
    if ends or len(cluster) == 1:
        return (ends or cluster)[0]
    least = min(_size(condition, root) for root in cluster)
    good = [root for root in cluster if _size(condition, root) <= max(4 * least, 1e-15)]
    return good[len(good) // 2]


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


# --- integers ----------------------------------------------------------------------------------------------------------


def _integers(condition: Condition, domain: Domain, found: _Isolated) -> None:
    """Isolate among integers: a root is an integer; a change of sign between two integers is a jump."""
    low = math.ceil(domain.low) + (1 if domain.low_open and domain.low == math.ceil(domain.low) else 0)
    high = LARGEST_INTEGER if math.isinf(domain.high) else math.floor(domain.high) - (1 if domain.high_open and domain.high == math.floor(domain.high) else 0)
    stack = [(float(low), float(high))]
    while stack:
        a, b = stack.pop()
        found.boxes += 1
        if b - a <= 1:
            _pair(condition, a, b, found)
            continue
        if found.boxes > MOST_BOXES:
            _sampled(condition, a, b, found)
            continue
        try:
            jet = condition.enclose(unknown(a, b))
        except UNDEFINED:
            continue
        if jet.low > 0 or jet.high < 0:
            continue
        if jet.down >= 0 or jet.up <= 0:
            _monotone_integers(condition, a, b, found)
            continue
        middle = float(math.floor(_cut(a, b) if a else b / 2))
        middle = min(max(middle, a + 1), b - 1)
        stack += [(middle, b), (a, middle)]
    found.roots = sorted(dict.fromkeys(found.roots))
    found.jumps = sorted(dict.fromkeys(found.jumps))


def _sampled(condition: Condition, a: float, b: float, found: _Isolated) -> None:
    """Judge a range that is too long to be searched by values spread over it: all roots, or only its ends. No proof."""
    found.certified = False
    ratio = (b / max(a, 1.0)) ** (1 / 24)
    probes = [float(math.floor(max(a, 1.0) * ratio**power)) for power in range(25)]
    if all(_is_root(condition, probe) for probe in (a, b, *probes) if a <= probe <= b):
        found.flats.append((a, INF if b == LARGEST_INTEGER else b))
    else:
        _pair(condition, a, b, found)


def _monotone_integers(condition: Condition, low: float, high: float, found: _Isolated) -> None:
    """Bisect to where the sign changes: before the first integer that is not on the low side, and after the last root."""
    start = condition.sign(low)
    if start == 0 or condition.sign(high) == start:
        if start == 0:
            _run_of_roots(condition, low, high, found)
        elif _is_root(condition, high):
            found.roots.append(high)
        return
    a, b = low, high
    while b - a > 1:
        middle = float(math.floor((a + b) / 2)) if b < 4 * max(a, 1) else float(math.floor(math.sqrt(max(a, 1)) * math.sqrt(b)))
        middle = min(max(middle, a + 1), b - 1)
        if condition.sign(middle) == start:
            a = middle
        else:
            b = middle
    _pair(condition, a, b, found)
    for _ in range(MOST_MULTIPLES):
        if b - 1 < low or not _is_root(condition, b - 1):
            break
        b -= 1
    if _is_root(condition, b):
        _run_of_roots(condition, b, high, found)


def _run_of_roots(condition: Condition, low: float, high: float, found: _Isolated) -> None:
    """Add the run of roots that begins at `low`, as far as it reaches."""
    a, b = low, high
    if not _is_root(condition, low):
        found.jumps.append(low)
        return
    while b - a > 1 and not _is_root(condition, b):
        middle = float(math.floor((a + b) / 2)) if b < 4 * max(a, 1) else float(math.floor(math.sqrt(max(a, 1)) * math.sqrt(b)))
        middle = min(max(middle, a + 1), b - 1)
        a, b = (middle, b) if _is_root(condition, middle) else (a, middle)
    end = b if _is_root(condition, b) else a
    if end > low:
        found.flats.append((low, INF if end == LARGEST_INTEGER else end))
    else:
        found.roots.append(low)


def _pair(condition: Condition, a: float, b: float, found: _Isolated) -> None:
    for end in dict.fromkeys((a, b)):
        if _is_root(condition, end):
            found.roots.append(end)
    if condition.sign(a) * condition.sign(b) < 0 and not (_is_root(condition, a) or _is_root(condition, b)):
        found.jumps += [a, b]
