"""A derivation as a page."""

from __future__ import annotations

from collections.abc import Iterator

from mlsysim_sym.solving.derivation import Check, Derivation, DerivedStep, Search
from mlsysim_sym.telling.equations import check_lines, check_rows, step_lines, step_rows, way
from mlsysim_sym.telling.page import Equation, Heading, Listing, Page, Paragraph, Part, section
from mlsysim_sym.telling.results import closing, end, result_pairs, set_line


def derivation_page(derivation: Derivation) -> Page:
    """Return a derivation as a page: the answer, the steps, the checks, the result, the numbers used."""
    answer, notation = derivation.answer, derivation.notation
    return Page(
        set_line(answer, notation),
        (
            *_reasons(derivation),
            *(part for step in derivation.steps if not step.searched for part in _step(step, derivation)),
            *(_search(derivation.search, derivation) if derivation.search else ()),
            *(part for step in derivation.steps if step.searched for part in _step(step, derivation)),
            *(part for check in derivation.checks for part in _check(check, derivation)),
            *section("Result", Paragraph(f"`{set_line(answer, notation)}`"), result_pairs(answer, notation)),
            *closing(answer, notation),
        ),
    )


def _reasons(derivation: Derivation) -> tuple[Part, ...]:
    return section("Laws chosen", Listing(derivation.reasons))


def _step(step: DerivedStep, derivation: Derivation) -> Iterator[Part]:
    notation = derivation.notation
    name = "" if step.label.replace("_", " ").lower() == step.title.lower() else f" (`{step.label}`)"
    yield Heading(f"{step.number}. {step.title}{name}", 3)
    if step.citations:
        yield Paragraph("; ".join(str(each) for each in step.citations))
    yield Equation(tuple(step_lines(step, notation)), tuple(step_rows(step, notation)))
    said = [way(step, len(derivation.answer.pieces), derivation.answer.certificate)]
    if step.regime:
        said.append(step.regime.replace("_", " "))
    said.append(_at_end(step, derivation))
    said = [each for each in said if each and each != step.note]
    if said:
        yield Paragraph(f"({'; '.join(said)})")


def _at_end(step: DerivedStep, derivation: Derivation) -> str:
    """Return at which end of an answer's set a step's numbers are."""
    answer = derivation.answer
    if step.unknown != answer.target or step.value is None or not answer.pieces or answer.pieces[0].is_point:
        return ""
    return f"at the {'upper' if step.value == answer.pieces[0].high else 'lower'} end of the set"


def _search(search: Search, derivation: Derivation) -> Iterator[Part]:
    answer, notation = derivation.answer, derivation.notation
    tears = " and ".join(f"`{tear}`" for tear in search.tears)
    yield Heading(f"Search for {tears}", 3)
    judges = ", ".join(f"`{judge}`" for judge in search.judges)
    points = sum(piece.is_point for piece in answer.pieces)
    found = f"{points} {'root' if points == 1 else 'roots'}" if points else "a set"
    proven = "not proven to be all" if search.certificate == "numeric" else "proven to be all in the domain"
    outcome = f"{found}, {proven}" if answer.pieces else "nothing is found"
    yield Paragraph(f"Solved by search for what satisfies {judges}: {outcome}.")
    values = [(tear, answer.trace.values.get(tear)) for tear in search.tears]
    shown = ", ".join(f"`{tear} = {end(value, tear, notation).text}`" for tear, value in values if value is not None)
    if shown:
        piece = answer.pieces[0]
        which = ""
        if not piece.is_point:
            at = answer.trace.values.get(answer.target)
            which = ", the upper end of the set" if at == piece.high else ", the lower end of the set"
        elif len(answer.pieces) > 1:
            which = ", the first of them"
        yield Paragraph(f"What follows is at {shown}{which}.")


_ROLES = {"residual": "Check", "limit": "Limit", "requirement": "Requirement"}


def _check(check: Check, derivation: Derivation) -> Iterator[Part]:
    title = check.label if check.role == "requirement" else f"{check.title} (`{check.label}`)"
    yield Heading(f"{_ROLES[check.role]}: {title}", 3)
    if check.citations:
        yield Paragraph("; ".join(str(each) for each in check.citations))
    yield Equation(tuple(check_lines(check, derivation.notation)), tuple(check_rows(check, derivation.notation)))
