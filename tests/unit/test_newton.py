"""Several unknowns that only a search finds together: damped Newton on laws that each hold three of them."""

from __future__ import annotations

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import MlsysimError
from mlsysim_sym.solving.question import Question
from tests.unit.packs import book_of_equations

GLOSSARY = "area: edge\nvariables:\n" + "".join(
    f'  {name}: {{latex: "{name[-1]}_{{n}}", unit: "1", domain: {domain}, typical: [{typical}], meaning: Number {name[-1]}.}}\n'
    for name, domain, typical in (
        *((f"toy_{each}", "positive", '"0.1", "10"') for each in "xyz"),
        *((f"toy_{each}", "real", '"-5", "5"') for each in "uvw"),
        *((f"toy_{each}", "real", '"0.1", "100"') for each in "abcdefg"),
    )
)
LAWS = {
    "toy_first": "toy_a = toy_x * toy_y + toy_z",
    "toy_second": "toy_b = toy_y * toy_z + toy_x",
    "toy_third": "toy_c = toy_z * toy_x + toy_y",
    "toy_sum": "toy_d = toy_x + toy_y + toy_z",
    "toy_product": "toy_e = toy_x * toy_y * toy_z",
    "toy_again": "toy_f = 2 * toy_x + 2 * toy_y + 2 * toy_z",
    "toy_squares": "toy_g = toy_x^2 + toy_y^2 + toy_z^2",
    "toy_plane": "toy_a = toy_u + 2 * toy_v + 3 * toy_w",
    "toy_cubes": "toy_b = toy_u^3 + toy_v^3 + toy_w^3",
    "toy_mixed": "toy_c = toy_u * toy_v - toy_w",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a pack of laws that no one unknown opens."""
    return book_of_equations(tmp_path_factory.mktemp("pack"), GLOSSARY, LAWS, "toy_x", "toy_y")


def asked(book: Book, *laws: str, **given: float) -> Question:
    return Question(book, None, laws, values={f"toy_{name}": repr(value) for name, value in given.items()})


def test_three_unknowns_are_found_together(book: Book) -> None:
    question = asked(book, "toy_first", "toy_second", "toy_third", a=5.0, b=7.0, c=5.0)
    plan = question.plan("toy_x")
    assert len(plan.tears) == 2
    answer = question.solve("toy_x")
    assert any(point == pytest.approx(1.0) for point in (piece.low for piece in answer.pieces)), answer
    assert {piece.certificate for piece in answer.pieces} == {"numeric"}


def test_every_order_of_a_symmetric_solution_is_found(book: Book) -> None:
    answer = asked(book, "toy_sum", "toy_product", "toy_squares", d=6.0, e=6.0, g=14.0).solve("toy_x")
    assert sorted({round(piece.low, 6) for piece in answer.pieces}) == [1.0, 2.0, 3.0]


def test_unknowns_of_any_sign(book: Book) -> None:
    u, v, w = 1.5, -2.0, 0.5
    question = asked(book, "toy_plane", "toy_cubes", "toy_mixed", a=u + 2 * v + 3 * w, b=u**3 + v**3 + w**3, c=u * v - w)
    answer = question.solve("toy_u")
    assert any(piece.low == pytest.approx(u, rel=1e-6) for piece in answer.pieces), answer


def test_no_solution_is_no_answer(book: Book) -> None:
    """The product of three numbers is at most the cube of their mean."""
    answer = asked(book, "toy_sum", "toy_product", "toy_squares", d=3.0, e=100.0, g=3.0).solve("toy_x")
    assert answer.status == "empty"


def test_dependent_laws_are_no_proof_of_a_value(book: Book) -> None:
    """Two laws that say the same leave a line of solutions: nothing may be called certain there."""
    question = asked(book, "toy_sum", "toy_again", "toy_squares", d=6.0, f=12.0, g=14.0)
    try:
        answer = question.solve("toy_x")
    except MlsysimError:
        return
    assert all(piece.certificate == "numeric" for piece in answer.pieces)
