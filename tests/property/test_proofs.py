"""Proofs hold, need each of their premises, and refuse a law that is a little wrong."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.book.law import Law
from mlsysim_sym.checking.algebra import Claim, Worker, judged
from mlsysim_sym.checking.eliminate import decided
from mlsysim_sym.checking.proofs import essential, prove
from mlsysim_sym.reading.expression import parse_expression, parse_statement
from mlsysim_sym.reading.tree import Binary, Number, Statement

pytestmark = pytest.mark.property
PROVEN = sorted(name for name in Book.load().laws if Book.load().law(name).proof)


@pytest.mark.parametrize("name", PROVEN)
def test_a_proof_holds_and_needs_all_its_premises(name: str) -> None:
    book = Book.load()
    law = book.law(name)
    assert prove(book, law).message == ""
    assert essential(book, law) == ()


@pytest.mark.parametrize("name", PROVEN)
def test_a_law_that_is_a_thousandth_off_does_not_follow(name: str) -> None:
    book = Book.load()
    law = book.law(name)
    result = prove(book, replace(law, statement=off(law.statement)))
    assert not result.ok
    assert "does not follow" in result.message


def off(statement: Statement) -> Statement:
    return Statement(statement.left, statement.relation, Binary("*", Number(Fraction(1001, 1000)), statement.right))


def with_proof(name: str, **changes: object) -> Law:
    law = Book.load().law(name)
    assert law.proof is not None
    return replace(law, proof=replace(law.proof, **changes))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("law", "message"),
    [
        (with_proof("ring_all_reduce", laws=("ring_all_gathr",)), "unknown law"),
        (with_proof("ring_all_reduce", laws=("ring_all_reduce", "ring_all_gather")), "circle"),
        (with_proof("pue", laws=("pue_from_cooling",)), "rearrangement"),
        (with_proof("young_interval", by={"stationary": "restart_time"}), "does not follow"),
        (with_proof("amdahl_limit", by={"limit": "enhancement -> 0"}), "does not follow"),
        (with_proof("amdahl_limit", by={"limit": "enhancement -> 2"}), "does not follow"),
        (with_proof("md1_waiting_time", under={"service_variation": "1"}), "does not follow"),
        (replace(Book.load().law("pue"), proof=None), "no proof"),
    ],
)  # fmt: skip
def test_a_proof_that_is_none_is_refused(law: Law, message: str) -> None:
    result = prove(Book.load(), law)
    assert not result.ok
    assert message in result.message


def test_a_premise_too_many_is_named() -> None:
    law = with_proof("pue", laws=("facility_energy", "it_energy", "facility_power", "carbon_rate"))
    assert prove(Book.load(), law).ok
    assert essential(Book.load(), law) == ("carbon_rate",)


def test_a_sum_is_proven() -> None:
    """Mean times the harmonic number is the sum of the mean times between the ends of ever fewer workers."""
    book = Book.load()
    law = book.law("exponential_straggler")
    premise = replace(law, name="premise", statement=parse_statement("expected_maximum_time = mean_worker_time / fan_out"))
    proof = with_proof("pue", laws=("premise",), under={}, by={"sum": "fan_out = 1 .. workers"}).proof
    claimed = replace(law, proof=proof)
    shelf = Shelf(book, premise)
    assert prove(shelf, claimed).message == ""
    assert not prove(shelf, replace(claimed, statement=off(claimed.statement))).ok


class Shelf(Book):
    """A book with one more law."""

    def __init__(self, book: Book, more: Law) -> None:
        super().__init__(book.roots)
        self.more = more

    def law(self, name: str) -> Law:
        """Return the one law more, or one of the book."""
        return self.more if name == self.more.name else super().law(name)

    @property
    def laws(self) -> tuple[str, ...]:
        """Return all names, the new one last."""
        return (*Book.load().laws, self.more.name)


def test_what_takes_too_long_proves_nothing_and_harms_nothing() -> None:
    total = "(a + b + c + d + e + f + g)^64"
    left, right = (parse_expression(each) for each in (f"{total} * (a - b)", f"{total} * a - {total} * b"))
    worker = Worker(deadline=0.5)
    try:
        names = frozenset("abcdefg")
        claims = [
            Claim(parse_expression("a * b"), parse_expression(other), names, ({"a": 2.0, "b": 3.0},))
            for other in ("b * a", "b + a")
        ]
        assert worker.judge(claims[0]).verdict == "proven"
        assert worker.judge(Claim(left, right, names, ())).verdict in {"late", "proven"}
        assert worker.judge(claims[0]).verdict == "proven"
        assert worker.judge(claims[1]).verdict == "refuted"
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("w / max(w / p, b / q)", "min(p, q * w / b)", "proven"),
        ("w / max(w / p, b / q)", "min(p, q * b / w)", "refuted"),
        ("(a * b)^c * a", "a^(c + 1) * b^c", "proven"),
        ("log(a * b)", "log(a) + log(b)", "proven"),
        ("erlang_b(a, 1)", "a / (1 + a)", "proven"),
        ("sqrt(a^2)", "a", "proven"),
        ("a - a", "b", "refuted"),
    ],
)
def test_verdicts(left: str, right: str, verdict: str) -> None:
    point = {name: 1.25 + number for number, name in enumerate("abcpqw")}
    claim = Claim(parse_expression(left), parse_expression(right), frozenset(point), (point,))
    assert judged(claim).verdict == verdict


def test_choices_are_decided() -> None:
    tree = parse_expression("1 + case(when recompute is full: a, when b > 2: b, else: c)")
    assert decided(tree, {"recompute": "full"}) == parse_expression("1 + a")
    assert decided(tree, {"recompute": "none"}) == parse_expression("1 + case(when b > 2: b, else: c)")
