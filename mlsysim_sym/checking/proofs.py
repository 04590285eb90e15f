"""Proofs that a law follows from others, as its `derived_from` claims.

The premises are worked into each other on their own trees, by the same inverter that answers questions, until only free
variables are left; then the law has to be an identity. A symbolic proof ends in an exact zero of SymPy, a numeric one in
agreement at fifty points, and has to say so.
"""

from __future__ import annotations

import atexit
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.emit import expression_function
from mlsysim_sym.book.law import Law, Proof
from mlsysim_sym.checking.algebra import Claim, Worker
from mlsysim_sym.checking.eliminate import Premises, Stuck, decided, put_in, solutions
from mlsysim_sym.checking.pairs import default_words
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.reading.expression import parse_expression
from mlsysim_sym.reading.tree import Condition, Name, Node, Number, Statement, names_in
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.valueclass import frozen, replace

ZERO = Number(parse_value(0).number)
FEW, MANY = 6, 50
AGREES = 1e-9
TINY = 1e-280  # smaller floats lose digits
RELATIONS = ("stationary", "limit", "sum")


@frozen
class ProofResult:
    """Whether a proof holds, of which kind it is, and what is wrong with it."""

    ok: bool
    kind: Literal["symbolic", "numeric"] = "symbolic"
    message: str = ""
    line: int | None = None


def prove(book: Book, law: Law) -> ProofResult:
    """Run the proof of a law that has one.

    >>> import mlsysim_sym as ms
    >>> prove(ms.Book.load(), ms.law("ring_all_reduce")).kind
    'symbolic'
    """
    if law.proof is None:
        return ProofResult(ok=False, message=f"law `{law.name}` has no proof", line=law.line_of("law"))
    wrong = _misformed(book, law, law.proof)
    if wrong:
        return ProofResult(ok=False, message=wrong, line=law.proof.line)
    return _proved(book, law, law.proof)


def essential(book: Book, law: Law) -> tuple[str, ...]:
    """Return the premises, values of `under` included, without which the proof still holds: there should be none."""
    proof = law.proof
    if proof is None:
        return ()
    first = () if proof.by in ("elimination", "numeric") else proof.laws[:1]
    spare = [
        name
        for name in proof.laws
        if name not in first and _proved(book, law, replace(proof, laws=tuple(each for each in proof.laws if each != name))).ok
    ]
    for name in proof.under:
        less = {key: value for key, value in proof.under.items() if key != name}
        if _proved(book, law, replace(proof, under=less)).ok:
            spare.append(name)
    return tuple(spare)


# --- form --------------------------------------------------------------------------------------------------------------


def _misformed(book: Book, law: Law, proof: Proof) -> str | None:
    unknown = [name for name in proof.laws if name not in book.laws]
    if unknown:
        return f"unknown law `{unknown[0]}` in the proof"
    if law.name in proof.laws or law.name in _grounds(book, proof.laws):
        return "the proof goes in a circle"
    if proof.by in ("elimination", "numeric") and len(proof.laws) == 1 and not proof.under:
        return "a rearrangement of one law is no proof"
    limits = [name for name in (law.name, *proof.laws) if book.law(name).is_limit]
    return f"`{limits[0]}` is no equation" if limits else None


def _grounds(book: Book, names: Iterable[str]) -> set[str]:
    """Return the laws that the proofs of some laws rest on, and theirs in turn."""
    found: set[str] = set()
    left = list(names)
    while left:
        proof = book.law(left.pop()).proof
        new = [name for name in proof.laws if name not in found] if proof else []
        found.update(new)
        left += [name for name in new if name in book.laws]
    return found


# --- running -----------------------------------------------------------------------------------------------------------


def _proved(book: Book, law: Law, proof: Proof) -> ProofResult:
    kind: Literal["symbolic", "numeric"] = "numeric" if _is_numeric(proof) else "symbolic"
    try:
        message = _Run(book, law, proof).message()
    except (Stuck, MlsysimError) as error:
        message = str(error)
    return ProofResult(message is None, kind, message or "", proof.line)


def _is_numeric(proof: Proof) -> bool:
    return proof.by == "numeric" or (not isinstance(proof.by, str) and proof.by.get("how") == "numeric")


class _Run:
    """One proof being run."""

    def __init__(self, book: Book, law: Law, proof: Proof) -> None:
        self.book, self.law, self.proof = book, law, proof
        self.under = {name: _meaning(text) for name, text in proof.under.items()}
        self.statements = {name: self._put(book.law(name)) for name in proof.laws}
        self.claimed = self._put(law)
        self.way, self.index = _way(proof)

    def _put(self, law: Law) -> Statement:
        chosen: Statement = decided(law.statement, dict(default_words(self.book, law)))
        return put_in(chosen, self.under)  # type: ignore[no-any-return]

    def message(self) -> str | None:
        """Return what is wrong, None if the proof holds."""
        if self.way == "elimination":
            premises = self._eliminated(self.statements, frozenset(), ())
            claimed = premises.put_in(self.claimed)
            return self._judged(premises, claimed.left, claimed.right)
        return {"stationary": self._stationary, "limit": self._limit, "sum": self._sum}[self.way]()

    def _eliminated(self, statements: Mapping[str, Statement], kept: frozenset[str], wanted: tuple[str, ...]) -> Premises:
        premises = Premises(self.book, self.law, statements, tuple(self._conditions()), kept, (*self.proof.eliminate, *wanted))
        premises.eliminate()
        return premises

    def _conditions(self) -> Iterator[Condition]:
        for law in (self.law, *(self.book.law(name) for name in self.proof.laws)):
            yield from (put_in(each, self.under) for each in law.holds_when)

    # --- ways ----------------------------------------------------------------------------------------------------------

    def _objective(self, kept: frozenset[str]) -> tuple[Node, Premises]:
        """Return the right side of the first premise with the other premises put in."""
        first = self.proof.laws[0]
        rest = {name: statement for name, statement in self.statements.items() if name != first}
        premises = self._eliminated(rest, kept, self._outside())
        return premises.put_in(self.statements[first].right), premises

    def _outside(self) -> tuple[str, ...]:
        """Return the variables that the law does not name: they are what has to go, and the constraints tie them."""
        first = self.statements[self.proof.laws[0]]
        return tuple(name for name in names_in(first.right) if name not in names_in(self.claimed) and name != self.index)

    def _stationary(self) -> str | None:
        objective, premises = self._objective(frozenset({self.index}))
        claimed: Statement = premises.put_in(put_in(self.claimed, {self.law.target or self.index: Name(self.index)}))
        at: tuple[tuple[str, Node], ...]
        if claimed.left == Name(self.index) and self.index not in names_in(claimed.right):
            at = ((self.index, claimed.right),)
        else:
            at = self._implicit(claimed)
        return self._judged(premises, objective, ZERO, operation="derivative", index=self.index, at=at)

    def _implicit(self, claimed: Statement) -> tuple[tuple[str, Node], ...]:
        """Return another variable of a law that gives its optimum only implicitly, with its closed form."""
        for name in names_in(claimed):
            forms = solutions(self.law, claimed, name) if name != self.index else ()
            if len(forms) == 1:
                return ((name, forms[0]),)
        raise Stuck("the law can be solved neither for the optimum nor for another variable")

    def _limit(self) -> str | None:
        name, _, end = self.index.partition("->")
        self.index = name.strip()
        low = None if end.strip() == "oo" else parse_expression(end.strip())
        objective, premises = self._objective(frozenset({self.index}))
        right = premises.put_in(self.claimed.right)
        return self._judged(premises, objective, right, operation="limit", index=self.index, low=low)

    def _sum(self) -> str | None:
        name, _, ends = self.index.partition("=")
        self.index = name.strip()
        low, _, high = ends.partition("..")
        objective, premises = self._objective(frozenset({self.index}))
        right = premises.put_in(self.claimed.right)
        first, last = (parse_expression(end.strip()) for end in (low, high))
        return self._judged(premises, objective, right, operation="sum", index=self.index, low=first, high=last)

    # --- judging -------------------------------------------------------------------------------------------------------

    def _judged(self, premises: Premises, left: Node, right: Node, **how: Any) -> str | None:
        numeric = _is_numeric(self.proof)
        trees = [left, right, *(tree for _, tree in how.get("at", ()))]
        points = tuple(premises.points(trees, MANY if numeric else FEW))
        if not points:
            return "no point satisfies all premises"
        if self.proof.by == "numeric":
            return _compared(left, right, points)
        claim = Claim(left, right, self._positive(trees), points, **how)
        answer = _worker().judge(claim)
        if answer.verdict == "proven" or (numeric and answer.verdict == "undecided" and len(points) >= MANY):
            return None
        return {
            "refuted": f"the law does not follow: the sides differ by {answer.gap:.2g} of their size",
            "undecided": f"the difference could not be shown to be zero{answer.note}",
        }.get(answer.verdict, answer.note)

    def _positive(self, trees: Iterable[Node]) -> frozenset[str]:
        names = {name for tree in trees for name in names_in(tree)} | ({self.index} if self.index else set())
        return frozenset(name for name in names if self.book.variable(name).domain.low >= 0)


def _compared(left: Node, right: Node, points: tuple[dict[str, float], ...]) -> str | None:
    """Return where two trees differ in floats, or that there were too few points."""
    names = tuple(names_in(Statement(left, "=", right)))
    sides = [expression_function(side, names).bind(FLOAT) for side in (left, right)]
    tried = 0
    for point in points:
        try:
            first, second = (side(*(point[name] for name in names)) for side in sides)
        except UNDEFINED:
            continue
        tried += 1
        if not math.isclose(first, second, rel_tol=AGREES, abs_tol=TINY):
            return f"the law does not follow: {first!r} against {second!r} at {point}"
    return None if tried >= MANY else f"only {tried} of {MANY} points could be tried"


def _way(proof: Proof) -> tuple[str, str]:
    if isinstance(proof.by, str):
        return "elimination", ""
    for way in RELATIONS:
        if way in proof.by:
            return way, proof.by[way].strip()
    raise Stuck(f"a proof is by elimination, numeric, {', '.join(RELATIONS)}")


def _meaning(text: str) -> Node:
    """Return what `under` gives a variable: a value in base units, or another variable."""
    try:
        return Number(parse_value(text).base_exact)
    except MlsysimError:
        return parse_expression(text)


@cache
def _worker() -> Worker:
    worker = Worker()
    atexit.register(worker.close)
    return worker
