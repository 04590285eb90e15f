"""Lines and maps: a target over the values of one or two of its inputs, each point a checked answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.extras import required
from mlsysim_sym.errors import NoAnswerError
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.reading.values import parse_value
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.reading.units import Unit
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.question import Question

WIDE = 30.0  # values that span more than this factor are drawn on a logarithmic axis


@style.styled
def lines_plot(
    questions: Question | Mapping[str, Question], target: str, over: str, values: Sequence[str], unit: str | None = None
) -> Figure:
    """Return a target over the values of one input, a line for each question.

    Where an answer is a set its largest value is drawn; where there is no answer the line is interrupted.
    """
    asked = dict(questions) if isinstance(questions, Mapping) else {"": questions}
    figure, axes = style.figure()
    drawn: list[float] = []
    shown_unit: Unit | None = None
    for number, (label, question) in enumerate(asked.items()):
        answers = [_answer(question, target, over, value) for value in values]
        shown_unit = shown_unit or _unit(answers, unit)
        heights = [_height(each, shown_unit) for each in answers]
        drawn += [each for each in heights if each == each]  # noqa: PLR0124  (only a missing value differs from itself)
        axes.plot([_number(value) for value in values], heights, marker=style.MARKERS[number % 7], label=label,
                  color=style.PALETTE[number % 7], linestyle=style.DASHES[number % 7])  # fmt: skip
    _scale(axes.set_xscale, [_number(value) for value in values])
    _scale(axes.set_yscale, drawn)
    axes.set_xlabel(_labelled(over, parse_value(values[0]).unit.text))
    axes.set_ylabel(_labelled(target, shown_unit.text if shown_unit else ""))
    if "" not in asked:
        axes.legend()
    return figure


@style.styled
def heat_plot(
    question: Question, target: str, across: tuple[str, Sequence[str]], up: tuple[str, Sequence[str]], unit: str | None = None
) -> Figure:
    """Return a target over two inputs as a map; cells without an answer are blank."""
    rows = [[_answer(question.given(**{up[0]: high}), target, across[0], wide) for wide in across[1]] for high in up[1]]
    shown_unit = _unit([each for row in rows for each in row], unit)
    numpy = required("numpy", "plot")
    grid = numpy.ma.masked_invalid([[_height(each, shown_unit) for each in row] for row in rows])
    figure, axes = style.figure()
    span = (float(grid.min()), float(grid.max()))
    log = span[0] > 0 and span[1] / span[0] > WIDE
    norm = (required("matplotlib.colors", "plot").LogNorm if log else required("matplotlib.colors", "plot").Normalize)(*span)
    mesh = axes.pcolormesh(grid, cmap=style.SEQUENTIAL, norm=norm)
    axes.set_xticks(
        [place + 0.5 for place in range(len(across[1]))], [_bare(each) for each in across[1]], rotation=45, ha="right"
    )
    axes.set_yticks([place + 0.5 for place in range(len(up[1]))], [_bare(each) for each in up[1]])
    axes.set_xlabel(_labelled(across[0], parse_value(across[1][0]).unit.text))
    axes.set_ylabel(_labelled(up[0], parse_value(up[1][0]).unit.text))
    axes.grid(visible=False)
    figure.colorbar(mesh, ax=axes, label=_labelled(target, shown_unit.text if shown_unit else ""))
    return figure


def _answer(question: Question, target: str, over: str, value: str) -> Answer | None:
    """Return the answer at a value, None where a good question has none there."""
    try:
        found: Answer = question.given(**{over: value}).solve(target)
    except NoAnswerError:
        return None
    if found.error is not None and not isinstance(found.error, NoAnswerError):
        raise found.error
    return found if found.pieces else None


def _unit(answers: Sequence[Answer | None], unit: str | None) -> Unit | None:
    """Return the unit to draw in: the one asked for, or the prefix that reads best in the middle."""
    known = [each for each in answers if each is not None]
    if unit is not None:
        return parse_unit(unit)
    return style.unit_of([each.pieces[-1].high for each in known], known[0].unit) if known else None


def _height(answer: Answer | None, unit: Unit | None) -> float:
    missing = float("nan")
    return missing if answer is None or unit is None else number_in(answer.pieces[-1].high, unit)


def _number(written: str) -> float:
    return float(parse_value(written).number)


def _bare(written: str) -> str:
    return written.partition(" ")[0]


def _labelled(name: str, unit: str) -> str:
    words = name.replace("_", " ").replace(".", ", ")
    return f"{words} ({unit})" if unit and unit != "1" else words


def _scale(setter: Any, values: Sequence[float]) -> None:  # noqa: ANN401  (matplotlib ships no types)
    known = [each for each in values if 0 < each < float("inf")]
    if len(known) == len(values) and known and max(known) / min(known) > WIDE:
        setter("log")
