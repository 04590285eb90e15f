"""Dependency graphs: which law gives what of an answer, drawn from the numbers given to the target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.plan import Step

COLUMN, ROW = 2.5, 0.42  # inches
HALF = 0.26  # of a column: half a box
LINE = 22  # letters of a name on one line


@style.styled
def graph_plot(answer: Answer) -> Figure:
    """Return the plan of an answer as a graph: numbers given on the left, laws as arrows, the target on the right."""
    steps = _leading(answer)
    edges = [(name, step.unknown) for step in steps for name in step.instance.names if name != step.unknown]
    depths = _depths(edges, steps)
    places = _places(depths)
    columns = max(x for x, _ in places.values()) + 1
    rows = max(abs(y) for _, y in places.values()) * 2 + 1
    figure, axes = style.figure(max(style.WIDTH, COLUMN * columns), max(2.4, ROW * rows * 1.4))
    given = {each.name for each in answer.trace.used}
    for source, target in edges:
        _arrow(axes, places[source], places[target])
    for name, (x, y) in places.items():
        colour = style.ORANGE if name in answer.targets else style.SKY if name in given else style.PALE
        axes.text(x, y, _wrapped(name), ha="center", va="center", fontsize=7, zorder=3,
                  bbox={"boxstyle": "round,pad=0.3", "facecolor": colour, "edgecolor": style.GREY, "linewidth": 0.6})  # fmt: skip
    axes.set_xlim(-0.6, columns - 0.4)
    axes.set_ylim(-rows / 2 - 0.5, rows / 2 + 0.5)
    axes.set_axis_off()
    return figure


def _leading(answer: Answer) -> list[Step]:
    """Return the steps that lead to the targets, without those that only judge limits."""
    wanted, kept = set(answer.targets), []
    for step in reversed(answer.trace.plan.steps):
        if step.unknown in wanted:
            wanted |= set(step.instance.names)
            kept.append(step)
    return kept[::-1]


def _depths(edges: list[tuple[str, str]], steps: list[Step]) -> dict[str, int]:
    """Return for each variable how many laws lie between it and what is given."""
    depths: dict[str, int] = {}
    for step in steps:
        before = [name for name in step.instance.names if name != step.unknown]
        for name in before:
            depths.setdefault(name, 0)
        depths[step.unknown] = max((depths[name] for name in before), default=-1) + 1
    users: dict[str, list[int]] = {}
    for source, target in edges:
        users.setdefault(source, []).append(depths[target])
    starts = {name: max(min(users[name]) - 1, 0) for name, depth in depths.items() if depth == 0 and name in users}
    return {**depths, **starts}


def _places(depths: Mapping[str, int]) -> dict[str, tuple[float, float]]:
    columns: dict[int, list[str]] = {}
    for name, depth in depths.items():
        columns.setdefault(depth, []).append(name)
    return {
        name: (float(depth), (len(names) - 1) / 2 - place) for depth, names in columns.items() for place, name in enumerate(names)
    }


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: ANN401  (matplotlib ships no types)
    (left, low), (right, high) = start, end
    axes.annotate("", xy=(right - HALF, high), xytext=(left + HALF, low), arrowprops={
        "arrowstyle": "-|>", "color": style.GREY, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0})  # fmt: skip


def _wrapped(name: str) -> str:
    lines = [""]
    for word in name.replace("_", " ").replace(".", ": ").split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
