"""Dependency graphs: which law gives what of an answer, drawn from the numbers given to the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.plan import Step

COLUMN, ROW = 1.45, 0.52  # inches
LINE = 14  # letters of a name on one line
SWEEPS = 8  # over the columns, to bring neighbours beside each other
KINDS = (("what is asked", style.ORANGE), ("given, or the book's", style.SKY), ("computed", style.PALE))


@style.styled
def graph_plot(answer: Answer) -> Figure:
    """Return the plan of an answer as a graph: numbers given on the left, laws as arrows, the target on the right."""
    steps = _leading(answer)
    edges = [(name, step.unknown) for step in steps for name in step.instance.names if name != step.unknown]
    places = _places(_depths(edges, steps), edges)
    columns = max(x for x, _ in places.values()) + 1
    rows = max(abs(y) for _, y in places.values()) * 2 + 1
    figure, axes = style.figure(max(style.WIDTH, COLUMN * columns), max(2.4, ROW * rows + 0.3))
    given = {each.name for each in answer.trace.used}
    boxes = {}
    for name, (x, y) in places.items():
        colour = style.ORANGE if name in answer.targets else style.SKY if name in given else style.PALE
        box = {"boxstyle": "round,pad=0.25", "facecolor": colour, "edgecolor": style.GREY, "linewidth": 0.6}
        drawn = axes.text(x, y, _wrapped(name), ha="center", va="center", fontsize=8, zorder=3, linespacing=0.95, bbox=box)
        boxes[name] = drawn.get_bbox_patch()
    for source, target in edges:
        _arrow(axes, places, boxes, (source, target))
    axes.set_xlim(-0.6, columns - 0.4)
    axes.set_ylim(-rows / 2, rows / 2)
    axes.set_axis_off()
    for words, colour in KINDS:
        axes.plot([], [], marker="s", linestyle="", markersize=8, color=colour, markeredgecolor=style.GREY, label=words)
    figure.legend(loc="outside lower center", ncols=len(KINDS))
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


def _places(depths: Mapping[str, int], edges: Sequence[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Return a column and a height for each variable; in a column each stands near the middle of its neighbours."""
    columns: dict[int, list[str]] = {}
    for name, depth in depths.items():
        columns.setdefault(depth, []).append(name)
    beside: dict[str, list[str]] = {name: [] for name in depths}
    for source, target in edges:
        beside[source].append(target)
        beside[target].append(source)
    heights = {name: _height(names, place) for names in columns.values() for place, name in enumerate(names)}
    for _ in range(SWEEPS):
        for names in columns.values():
            names.sort(key=lambda name: -sum(heights[each] for each in beside[name]) / max(len(beside[name]), 1))
            heights |= {name: _height(names, place) for place, name in enumerate(names)}
    return {name: (float(depths[name]), heights[name]) for name in depths}


def _height(names: Sequence[str], place: int) -> float:
    return (len(names) - 1) / 2 - place


def _arrow(axes: Any, places: Mapping[str, Any], boxes: Mapping[str, Any], edge: tuple[str, str]) -> None:  # noqa: ANN401
    """Draw an arrow between two boxes; matplotlib ends it at their edges."""
    source, target = edge
    drawn = {"arrowstyle": "-|>", "color": style.GREY, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 1}
    ends = {"patchA": boxes[source], "patchB": boxes[target]}
    axes.annotate("", xy=places[target], xytext=places[source], zorder=1, arrowprops=drawn | ends)


def _wrapped(name: str) -> str:
    lines = [""]
    for word in name.replace("_", " ").replace(".", ": ").split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
