"""The source of the functions that search a root at one point: what `roots` does to arrays, as loops for numba."""

from __future__ import annotations

from collections.abc import Mapping

from mlsysim_sym.asking.arrays.operations import SNAP
from mlsysim_sym.asking.arrays.roots import AGREES, CHECKED, DIP_STEPS, EDGE_STEPS, GOLDEN, MOST_STEPS, SLOW, WIDTH

MOST_ROOTS = 8
CONSTANTS: Mapping[str, float] = {
    "width": WIDTH, "most": MOST_STEPS, "checked": CHECKED, "slow": SLOW, "snap": SNAP, "agrees": AGREES, "roots": MOST_ROOTS,
    "edge_steps": EDGE_STEPS, "dip_steps": DIP_STEPS, "golden": GOLDEN,
}  # fmt: skip
APART = """def apart(x{given}):
    left, right = sides(x{given})
    if {nudge} > 0.0 and not left - right == left - right:
        return 1.0
    if {nudge} > 0.0 and left == right:
        left = right - {nudge} * abs(right)
    if left == 0.0 and right == 0.0:
        return 0.0
    return (left - right) / (abs(left) + abs(right))
"""
REFINED = """def refined(a, b, at_a, at_b{given}):
    if at_b == 0.0:
        return b
    if at_a == 0.0:
        return a
    a, b, at_a, at_b = b, a, at_b, at_a
    was = inf
    for step in range(1, {most} + 1):
        new = b - at_b * ((b - a) / (at_b - at_a))
        if (step % 2 == 0) if {below} else (step % {checked} == 0 and abs(at_b) > {slow} * was):
            new = a + 0.5 * (b - a)
        if not (new - a) * (b - new) >= 0:
            new = a + 0.5 * (b - a)
        value = apart(new{given})
        before = b
        if (value < 0) != (at_b < 0):
            a, at_a = b, at_b
        else:
            shrink = 1 - value / at_b
            at_a = at_a * (shrink if shrink > 0 else 0.5)
        b, at_b = new, value
        if {below}:
            if abs(b - a) <= {width} * abs(b) or at_b == 0.0:
                break
        elif abs(b - before) <= {width} * abs(b) or abs(at_b) <= {width}:
            break
        if step % {checked} == 0:
            was = abs(at_b)
    return (b if at_b < 0 else a) if {below} else b
"""
EDGED = """def edged(bad, good, at_good{given}):
    for _ in range({edge_steps}):
        x = bad + 0.5 * (good - bad)
        if x == bad or x == good:
            break
        at = apart(x{given})
        if at != at:
            bad = x
        elif at * at_good <= 0.0:
            return x, at, good, at_good
        else:
            good, at_good = x, at
    return nan, nan, nan, nan
"""
DIPPED = """def dipped(a, x, b, at_a, at_x, at_b{given}):
    for _ in range({dip_steps}):
        left = x - a > b - x
        new = x - {golden} * (x - a) if left else x + {golden} * (b - x)
        at = apart(new{given})
        if at != at:
            break
        if at * at_x <= 0.0:
            if left:
                return a, new, x, at_a, at, at_x
            return x, new, b, at_x, at, at_b
        lower = abs(at) < abs(at_x)
        edge, at_edge = (x, at_x) if lower else (new, at)
        if left != lower:
            a, at_a = edge, at_edge
        else:
            b, at_b = edge, at_edge
        if lower:
            x, at_x = new, at
    return nan, nan, nan, nan, nan, nan
"""
KEPT = """def kept(found, count, a, b, at_a, at_b{given}):
    root = b if at_b == 0.0 else refined(a, b, at_a, at_b{given})
    left, right = sides(root{given})
    scale = larger(abs(left), abs(right))
    if abs(left - right) <= {agrees} * scale and scale < inf and count < {roots}:
        if {whole} and abs(root - round_(root)) <= {snap} * larger(1.0, abs(root)):
            root = round_(root)
        if count == 0 or abs(root - found[count - 1]) > {snap} * abs(root):
            found[count] = root
            count += 1
    return count
"""
SEARCH = """def search(low, high, found{given}):
    count = 0
    first, at_first, before, at_before = nan, nan, nan, nan
    for each in range({first}, {last}):
        x = {spot}
        at = apart(x{given})
        if (at == 0.0 and (each == {first} or at_before != 0.0)) or at_before * at < 0.0:
            count = kept(found, count, before, x, at_before, at{given})
        elif each > {first} + 1 and each < {last} - 1 and (at != at) != (at_before != at_before):
            bad, good, at_good = (x, before, at_before) if at != at else (before, x, at)
            a, at_a, b, at_b = edged(bad, good, at_good{given})
            if a == a:
                if a > b:
                    a, at_a, b, at_b = b, at_b, a, at_a
                count = kept(found, count, a, b, at_a, at_b{given})
        elif at_first * at_before > 0.0 and at_before * at > 0.0 and abs(at_before) < abs(at_first) and abs(at_before) < abs(at):
            a, b, c, at_a, at_b, at_c = dipped(first, before, x, at_first, at_before, at{given})
            if b == b:
                count = kept(found, count, a, b, at_a, at_b{given})
                if at_b != 0.0:
                    count = kept(found, count, b, c, at_b, at_c{given})
        first, at_first, before, at_before = before, at_before, x, at
    if count == 0:
        found[0] = nan
        count = 1
    return count
"""
SEARCH_END = """def search(low, high, found{given}):
    first, at_first, before, at_before, at = nan, nan, nan, nan, nan
    last = nan
    first_holds = False
    for each in range({first}, {last}):
        x = {spot}
        at = apart(x{given})
        if each == {first}:
            first_holds = at <= 0.0
        if at_first * at_before > 0.0 and at_before * at > 0.0 and abs(at_before) < abs(at_first) and abs(at_before) < abs(at):
            a, b, c, at_a, at_b, at_c = dipped(first, before, x, at_first, at_before, at{given})
            if {upward} and at_c > 0.0 and at_b <= 0.0:
                last = refined(b, c, at_b, at_c{given})
            elif {upward} and at_b > 0.0 and at_a <= 0.0:
                last = refined(a, b, at_a, at_b{given})
            elif not {upward} and at_a > 0.0 and at_b <= 0.0 and last != last:
                last = refined(a, b, at_a, at_b{given})
            elif not {upward} and at_b > 0.0 and at_c <= 0.0 and last != last:
                last = refined(b, c, at_b, at_c{given})
        if {upward}:
            if at_before <= 0.0 and at > 0.0:
                last = refined(before, x, at_before, at{given})
        elif at_before > 0.0 and at <= 0.0 and last != last:
            last = refined(before, x, at_before, at{given})
        first, at_first, before, at_before = before, at_before, x, at
    x = last
    x = {beyond} if ((at <= 0.0) if {upward} else first_holds) else {rounded}
    if {chosen}:
        for _ in range({tried}):
            if not (x >= low and x <= high and abs(x) < inf):
                x = nan
                break
            left, right = sides(x{given})
            if left <= right and held(x{given}):
                break
            x += -1.0 if {upward} else 1.0
        if x == x and not held(x{given}):
            x = nan
    found[0] = x
    return 1
"""
