"""What published figures say of an answer, of a solver and of a law: lines, tables and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mlsysim_sym.reading.figures import GLUE
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.solving.envelope import Envelope
from mlsysim_sym.solving.validity import Measured, Validity
from mlsysim_sym.telling.accuracy import share
from mlsysim_sym.telling.page import Listing, Paragraph, Part, Table, section

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.numbers import Notation

MOST = 2  # inputs outside that a line names
COLUMNS = ("family", "figures", "median", "mean", "in 10%", "bias", "8 of 10 within", "baseline")


# --- answers -----------------------------------------------------------------------------------------------------------


def measured_lines(answer: Answer, notation: Notation) -> Iterator[str]:
    """Yield what published figures say of an answer, nothing where none speaks of it."""
    for each in answer.measured:
        yield measured_line(each, answer.target, lambda value: notation.written(answer.target, value).text)


def measured_line(found: Measured, target: str, written: Callable[[float], str]) -> str:
    """Return one family's word on an answer: the interval, or what lies outside of the inputs that its figures have."""
    validity = found.validity
    figures = f"{validity.figures} published figures ({validity.family})"
    if found.outside:
        said = [str(each).replace(" to ", f"{GLUE}to{GLUE}") for each in found.outside[:MOST]]
        rest = len(found.outside) - len(said)
        return f"outside of the {figures}: {'; '.join(said)}" + (f"; and {rest} more" if rest else "")
    what = "" if found.target == target else f"{found.target} "
    ends = f" ({written(found.low)} .. {written(found.high)})" if found.low is not None and found.high is not None else ""
    return f"{what}within {interval_text(validity)}{ends.replace(' ', GLUE).replace(GLUE, ' ', 1)} for 8 of 10 of {figures}"


def interval_text(validity: Validity) -> str:
    """Return the interval of four of five as shares beyond the prediction.

    >>> from mlsysim_sym.solving.validity import validities
    >>> interval_text(validities()["energy"])
    ''
    """
    if validity.low is None or validity.high is None:
        return ""
    return f"{_signed(validity.low)} .. {_signed(validity.high)}".replace(" ", GLUE)


def _signed(value: float) -> str:
    return f"{'-' if value < 0 else '+'}{share(abs(value))}"


def measured_shape(answer: Answer) -> list[dict[str, Any]]:
    """Return what published figures say of an answer as JSON; `low` and `high` are in the glossary's unit."""
    return [shape_of(each) for each in answer.measured]


def shape_of(found: Measured) -> dict[str, Any]:
    """Return one family's word on an answer as JSON."""
    factor = float(parse_unit(found.unit).factor)
    validity, numbers = found.validity, found.validity.numbers
    return {
        "family": validity.family, "target": found.target, "unit": found.unit, "inside": found.inside,
        "figures": validity.figures, "interval": None if validity.low is None else [validity.low, validity.high],
        "low": None if found.low is None else found.low / factor, "high": None if found.high is None else found.high / factor,
        "coverage": validity.coverage, "median": numbers["median"],
        "outside": [{"name": each.name, "said": each.said} for each in found.outside],
    }  # fmt: skip


# --- solvers and laws --------------------------------------------------------------------------------------------------


def measured_section(families: Iterable[Validity], about: str) -> tuple[Part, ...]:
    """Return the measured errors of some families, and the inputs for which they are known; nothing for none."""
    found = tuple(families)
    if not found:
        return ()
    table = Table(COLUMNS, tuple(map(_row, found)), tuple(map(_entry, found)))
    return section("Measured", Paragraph(about), table, *(part for each in found for part in envelope_parts(each)))


def _row(found: Validity) -> tuple[str, ...]:
    numbers = found.numbers
    return (
        f"`{found.family}`", f"{found.figures} of {numbers['rows']}", share(numbers["median"]), share(numbers["mean"]),
        share(numbers["within10"], 0), _signed(numbers["bias"] or 0.0), interval_text(found), share(numbers["baseline_median"]),
    )  # fmt: skip


def _entry(found: Validity) -> tuple[str, str]:
    return f"{found.family}: {found.figures} of {found.numbers['rows']} figures predicted", in_words(found)


def in_words(found: Validity) -> str:
    """Return the measured errors of a family in words."""
    numbers = found.numbers
    said = f"median {share(numbers['median'])}, mean {share(numbers['mean'])}, in 10%: {share(numbers['within10'], 0)}"
    said += f", bias {_signed(numbers['bias'] or 0.0)}"
    if found.low is not None:
        said += f", 8 of 10 within {interval_text(found)}"
    baseline = numbers["baseline_median"]
    return said if baseline is None else f"{said}; naive baseline {share(baseline)}"


def family_line(found: Validity) -> str:
    """Return a family in a line: its question, how many figures, their median error and interval, and the naive baseline."""
    asked: dict[str, list[str]] = {}
    for each in found.questions:
        asked.setdefault(each.solver or "", []).append(f"`{each.target}`")
    what = "; ".join(", ".join(dict.fromkeys(names)) + (f" of `{solver}`" if solver else "") for solver, names in asked.items())
    ends = f", 8 of 10 within {interval_text(found)}" if found.low is not None else ""
    baseline = found.numbers["baseline_median"]
    beside = f" (naive baseline {share(baseline)})" if baseline is not None else ""
    return f"`{found.family}`: {what}; {found.figures} figures, median {share(found.numbers['median'])}{beside}{ends}"


def envelope_parts(found: Validity) -> Iterator[Part]:
    """Yield the inputs that the figures of a family have."""
    yield Paragraph(f"Figures of `{found.family}` ({found.about[:1].lower()}{found.about[1:]}) have")
    yield Listing(tuple(_inputs(found.envelope)))


def _inputs(envelope: Envelope) -> Iterator[str]:
    for slot, names in envelope.records.items():
        short = (f"`{name.rpartition('/')[2]}`" for name in names)
        yield f"`{slot}`: {', '.join(short)}"
    for choice, words in envelope.words.items():
        yield f"`{choice}`: {', '.join(words)}"
    ranges = {**envelope.ranges, **envelope.targets}
    yield from (f"`{name}`: {span}" for name, span in ranges.items() if not span.held)
    held = [f"`{name} = {span}`" for name, span in envelope.ranges.items() if span.held]
    if held:
        yield f"held: {', '.join(held)}"
    fitted = [f"`{name}` {span}" for name, span in envelope.constants.items()]
    if fitted:
        yield f"fitted: {', '.join(fitted)}"


def validity_shape(found: Validity) -> dict[str, Any]:
    """Return a family's measured errors and envelope as JSON, values in the unit beside them."""
    envelope = found.envelope

    def spans(kind: Any) -> dict[str, Any]:  # noqa: ANN401  (a mapping of spans)
        made = {}
        for name, span in kind.items():
            factor = float(parse_unit(span.unit).factor)
            made[name] = {"low": span.low / factor, "high": span.high / factor, "unit": span.unit}
        return made

    return {
        "family": found.family, "about": found.about, **found.numbers,
        "interval": None if found.low is None else [found.low, found.high],
        "questions": [{"solver": each.solver, "laws": list(each.laws), "target": each.target} for each in found.questions],
        "envelope": {
            "records": {slot: list(names) for slot, names in envelope.records.items()},
            "words": {choice: list(words) for choice, words in envelope.words.items()},
            "ranges": spans(envelope.ranges), "constants": spans(envelope.constants), "targets": spans(envelope.targets),
        },
    }  # fmt: skip
