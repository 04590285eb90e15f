"""Programs written as loops over points and compiled by numba: what few axes move stands in the outer loops.

The loops do the same operations as the NumPy functions, in the same order, so that both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlsysim_sym.asking.arrays.judging import SEVERAL, TOLERANCE
from mlsysim_sym.asking.arrays.operations import SNAP
from mlsysim_sym.asking.arrays.program import Check, Program, Root, Variant
from mlsysim_sym.asking.arrays.rootloops import APART, CONSTANTS, DIPPED, EDGED, KEPT, MOST_ROOTS, REFINED, SEARCH, SEARCH_END
from mlsysim_sym.asking.arrays.roots import BELOW, DECADES, MOST_TRIED, SHARES
from mlsysim_sym.asking.arrays.scalars import NEEDS_SPECIAL, namespace, special_namespace
from mlsysim_sym.asking.extras import required
from mlsysim_sym.errors import UndecidedError
from mlsysim_sym.valueclass import frozen

INFIX = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "less": "<", "greater": ">", "power": "**", "and": "and"}
FORMS = {
    "negative": "-{0}",
    "reciprocal": "1.0 / {0}",
    "square": "{0} * {0}",
    "negated": "not {0}",
    "where": "{1} if {0} else {2}",
    "at_most": "{0} <= {1} or equal({0}, {1})",
    "at_least": "{0} >= {1} or equal({0}, {1})",
    "round": "round_({0})",
    "sqrt": "math.sqrt({0}) if {0} >= 0.0 else nan",
    "log": "np.log({0})",
    "log2": "np.log2({0})",
    "log10": "np.log10({0})",
    "exp": "np.exp({0})",
    "erf": "math.erf({0})",
}


@frozen(eq=False)
class Loops:
    """A compiled function of the extent, frontier values and outputs; `reads` are the places of the frontier."""

    function: Any
    reads: tuple[int, ...]
    source: str


def loops_of(program: Program, masks: Sequence[int], full: int, checks: Sequence[Sequence[Check]], *, parallel: bool) -> Loops:
    """Return a program's work at every point as one compiled function."""
    if len(program.roots) > 1 or program.joints:
        raise UndecidedError("two searches in one plan have no numba form", hint="leave the back end at numpy")
    writer = _Writer(program, masks, full, checks)
    source = writer.source(parallel=parallel)
    numba = required("numba", "numba")
    scope: dict[str, Any] = {"__builtins__": {}, **namespace(), **writer.constants}
    if any(name in NEEDS_SPECIAL for name, _ in program.operations):
        scope |= special_namespace()
    for name, text in writer.helpers:
        exec(compile(text, f"<{name}>", "exec"), scope)  # noqa: S102  (source made from numbered operations alone)
        scope[name] = numba.njit(error_model="numpy")(scope[name])
    exec(compile(source, "<loops>", "exec"), scope)  # noqa: S102  (the same)
    return Loops(numba.njit(error_model="numpy", parallel=parallel)(scope["f"]), tuple(writer.reads), source)


class _Writer:
    def __init__(self, program: Program, masks: Sequence[int], full: int, checks: Sequence[Sequence[Check]]) -> None:
        self.program, self.masks, self.full, self.checks = program, masks, full, checks
        self.axes = [axis for axis in range(full.bit_length()) if full >> axis & 1]
        self.constants: dict[str, Any] = {}
        self.reads: dict[int, None] = {}
        self.helpers: list[tuple[str, str]] = []

    # --- values --------------------------------------------------------------------------------------------------------

    def name(self, place: int) -> str:
        """Return how a value is called; note what is read from outside."""
        operation, arguments = self.program.operations[place]
        if operation == "const":
            self.constants[f"k{place}"] = float(arguments[0])
            return f"k{place}"
        if operation != "tear" and (operation == "input" or self.masks[place] != self.full):
            self.reads[place] = None
        return f"v{place}"

    def own(self, place: int) -> bool:
        """Whether a value is computed in the innermost loop."""
        return self.program.operations[place][0] not in {"input", "const", "tear"} and self.masks[place] == self.full

    def line(self, place: int) -> str:
        """Return the assignment of an operation."""
        operation, arguments = self.program.operations[place]
        shown = [self.name(int(each)) for each in arguments]
        if operation in INFIX:
            return f"v{place} = {shown[0]} {INFIX[operation]} {shown[1]}"
        called = ", ".join(shown)
        form = FORMS.get(operation, f"{operation}({called})")
        return f"v{place} = {form.format(*shown)}"

    # --- the function --------------------------------------------------------------------------------------------------

    def source(self, *, parallel: bool) -> str:
        """Return the text of the function."""
        wanted = {place for variant in self.program.variants for place in variant.targets}
        wanted |= {place for checks in self.checks for check in checks for place in check.places}
        if self.program.roots:
            root = self.program.roots[0]
            wanted |= {root.low, root.high, *self._helper(root)}
        needed = [place for place in self.program.needed(wanted) if self.own(place)]
        body = [self.line(place) for place in needed if self.program.level(place) == 0]
        after = [self.line(place) for place in needed if self.program.level(place) == 1]
        body += self._searched(after) if self.program.roots else [*self._judged(), *self._write()]
        return self._nested(body, parallel=parallel)

    def _nested(self, body: Sequence[str], *, parallel: bool) -> str:
        depth = len(self.axes)
        outs = [f"t{number}" for number in range(len(self.program.targets))]
        arrays = [f"a{place}" for place in self.reads]
        lines = [f"def f({', '.join([*(f'n{level}' for level in range(depth)), *arrays, *outs, 'codes'])}):"]
        for level in range(depth + 1):
            indent = "    " * (level + 1)
            lines += [f"{indent}{load}" for load in self._loads(level)]
            if level == 0 and self.program.roots and not parallel:
                lines.append(f"{indent}found = np.empty({MOST_ROOTS})")
            if level == 1 and self.program.roots and parallel:
                lines.append(f"{indent}found = np.empty({MOST_ROOTS})")
            if level < depth:
                way = "prange" if parallel and level == 0 else "range"
                lines.append(f"{indent}for i{level} in {way}(n{level}):")
        lines += ["    " * (depth + 1) + line for line in body]
        return "\n".join(lines) + "\n"

    def _loads(self, level: int) -> Iterator[str]:
        """Yield the reads that become possible inside so many loops."""
        for place in self.reads:
            own = [number for number, axis in enumerate(self.axes) if self.masks[place] >> axis & 1]
            if (own[-1] + 1 if own else 0) == level:
                at = ", ".join(f"i{number}" for number in own)
                yield f"v{place} = a{place}[{at}]" if own else f"v{place} = a{place}"

    def _at(self) -> str:
        return ", ".join(f"i{number}" for number in range(len(self.axes)))

    def _write(self) -> list[str]:
        at = self._at()
        stores = [f"t{number}[{at}] = y{number} if code == 0 else nan" for number in range(len(self.program.targets))]
        if not any(self.checks) and len(self.program.variants) == 1 and not self.program.roots:
            stores = [f"t{number}[{at}] = y{number}" for number in range(len(self.program.targets))]
        return [*stores, f"codes[{at}] = code"]

    # --- judging -------------------------------------------------------------------------------------------------------

    def _judged(self) -> list[str]:
        """Return the lines that judge the variants and join them: `code` and `y0, y1, ...`."""
        if len(self.program.variants) == 1 and not self.program.roots:
            values = [f"y{n} = {self.name(place)}" for n, place in enumerate(self.program.variants[0].targets)]
            return [*values, *self._coded("code", self.checks[0])]
        lines = ["code = 255"]
        for variant, checks in zip(self.program.variants, self.checks, strict=True):
            lines += self._joined(variant, checks)
        return lines

    def _joined(self, variant: Variant, checks: Sequence[Check]) -> list[str]:
        """Return the lines that judge a variant and take its values if they are the ones to give."""
        new = [self.name(place) for place in variant.targets]
        alike = " and ".join(f"abs(y{n} - {each}) <= {TOLERANCE} * abs(y{n})" for n, each in enumerate(new))
        better = {"highest": f"{new[0]} > y0", "lowest": f"{new[0]} < y0"}.get(self.program.pick, "False")
        again = f"code = {SEVERAL}" if self.program.pick == "only" else "pass"
        take = "; ".join(f"y{n} = {each}" for n, each in enumerate(new))
        return [
            *self._coded("own", checks),
            "if code == 255:",
            "    code = own",
            f"    {take}",
            "elif own == 0:",
            f"    if code == {SEVERAL}:",
            "        pass",
            "    elif code != 0:",
            "        code = 0",
            f"        {take}",
            f"    elif not ({alike}):",
            f"        if {better}:",
            f"            {take}",
            "        else:",
            f"            {again}",
        ]

    def _coded(self, name: str, checks: Sequence[Check]) -> list[str]:
        lines = [f"{name} = 0"]
        lines += [f"{name} = {check.code} if {name} == 0 and not ({self._holds(check)}) else {name}" for check in checks]
        return lines

    def _holds(self, check: Check) -> str:
        shown = [self.name(place) for place in check.places]
        if check.kind == "inside":
            return self._inside(check, shown[0])
        if check.kind == "holds":
            return shown[0] if self._is_condition(check.places[0]) else f"{shown[0]} != 0.0 and {shown[0]} == {shown[0]}"
        left, right = shown
        scale = f"larger(abs({left}), abs({right}))"
        if check.kind == "limit":
            return f"{left} <= {right} + {TOLERANCE} * {scale}"
        alike = f"abs({left} - {right}) <= {check.tolerance} * {scale}"
        return alike if check.kind == "equal" else f"not ({alike})"

    def _is_condition(self, place: int) -> bool:
        return self.program.operations[place][0] not in {"const", "where"}

    @staticmethod
    def _inside(check: Check, x: str) -> str:
        room = TOLERANCE
        low = f"{x} > {check.low!r}" if check.low_open else f"{x} >= {check.low - room * abs(check.low)!r}"
        high = f"{x} < {check.high!r}" if check.high_open else f"{x} <= {check.high + room * abs(check.high)!r}"
        whole = f" and abs({x} - round_({x})) <= {room} * larger(1.0, abs({x}))" if check.step else ""
        return f"{low} and {high}{whole}"

    # --- roots ---------------------------------------------------------------------------------------------------------

    def _searched(self, after: Sequence[str]) -> list[str]:
        """Return the lines that search the unknown, judge every root, and write."""
        root = self.program.roots[0]
        low, high = self.name(root.low), self.name(root.high)
        given = ", ".join(self.given)
        lines = [f"count = search({low}, {high}, found{', ' if given else ''}{given})"]
        lines += ["code = 255", *(f"y{n} = nan" for n in range(len(self.program.targets)))]
        lines += ["for each in range(count):", f"    v{root.tear} = found[each]"]
        lines += [f"    {line}" for line in (*after, *self._judged()[1:])]
        return [*lines, *self._write()]

    def _helper(self, root: Root) -> list[int]:
        """Write the functions `apart` and `search`; return the places that they read."""
        inside = [place for place in self.program.needed(root.judged) if self.program.level(place) == 1]
        own = [place for place in inside if place != root.tear]
        sides = [self.line(place) for place in own]
        left, right = self.name(root.left), self.name(root.right)
        read = {int(each) for place in own for each in self.program.operations[place][1]} | set(root.judged)
        outside = [each for each in sorted(read - set(inside)) if self.program.operations[each][0] != "const"]
        for each in own:
            self.reads.pop(each, None)
        self.given = [f"v{each}" for each in outside]
        given = "".join(f", {each}" for each in self.given)
        text = "\n".join(f"    {line}" for line in sides)
        self.helpers.append(("sides", f"def sides(v{root.tear}{given}):\n{text}\n    return {left}, {right}\n"))
        held = self.name(root.kept) if root.kept >= 0 else "True"
        self.helpers.append(("held", f"def held(v{root.tear}{given}):\n{text}\n    return {held}\n"))
        self.helpers.append(("apart", APART.format(given=given, nudge=BELOW if root.end else 0.0)))
        self.helpers.append(("refined", REFINED.format(given=given, below=bool(root.end), **CONSTANTS)))
        shapes = (("edged", EDGED), ("dipped", DIPPED))
        self.helpers += [(name, text.format(given=given, **CONSTANTS)) for name, text in shapes]
        self.helpers.append(("kept", KEPT.format(given=given, whole=bool(root.step), **CONSTANTS)))
        self.helpers.append(("search", self._search(root, given)))
        return outside

    def _search(self, root: Root, given: str) -> str:
        decades = [abs(root.near) * 10.0**decade for decade in DECADES]
        tables: Mapping[str, tuple[Sequence[float], str]] = {
            "linear": (SHARES, "low + (high - low) * table[each]"),
            "geometric": (SHARES, "low * (high / low) ** table[each]"),
            "above": (decades, "low + table[each]"),
            "below": (decades[::-1], "high - table[each]"),
            "line": ([*(-each for each in reversed(decades)), 0.0, *decades], "table[each]"),
        }
        table, spot = tables[root.scan]
        np = required("numpy", "arrays")
        self.constants["table"] = np.array(table)
        first = root.scan in {"linear", "geometric", "above"} and not root.low_open
        last = root.scan in {"linear", "geometric", "below"} and not root.high_open
        spots = f"low if each < 0 else (high if each == {len(table)} else {spot})"
        parts = {"first": -1 if first else 0, "last": len(table) + int(last), "spot": spots, "given": given}
        if root.end:
            upward = root.end == "highest"
            return SEARCH_END.format(
                **parts,
                upward=upward,
                beyond="high" if upward else "low",
                rounded=_rounded(root, upward=upward),
                chosen=root.kept >= 0,
                tried=MOST_TRIED,
            )
        return SEARCH.format(**parts)


def _rounded(root: Root, *, upward: bool) -> str:
    if not root.step:
        return "x"
    return f"down(x * {1 + SNAP})" if upward else f"up(x * {1 - SNAP})"
