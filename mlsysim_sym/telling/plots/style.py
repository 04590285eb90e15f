"""What all pictures share: colours that the colour-blind tell apart, sizes for print, files with reproducible bytes.

A plot function is decorated with `styled`, makes its axes by `figure`, and returns the figure; `save` writes it. Nothing
here touches matplotlib's global state, so a user's own style is neither used nor changed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from math import isfinite
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ParamSpec, TypeVar

from mlsysim_sym.asking.extras import required
from mlsysim_sym.errors import MlsysimError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.reading.units import Unit

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# The palette of Okabe and Ito, told apart under the common kinds of colour blindness; black is kept for axes and text.
BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW = "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442"
INK, GREY, PALE = "#1A1A1A", "#767676", "#D9D9D9"
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW)
# In print without colour the shapes tell series apart.
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 3)))
HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---", "+++")
GOOD, BAD = BLUE, RED
SEQUENTIAL = "cividis"  # a map of colours that runs from dark to light for everybody

WIDTH, HEIGHT = 6.4, 4.0  # inches: the width of a page's text
DPI = 150
SALT = "mlsysim-sym"
RC: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so that bytes do not depend on the machine
    "font.size": 9,
    "mathtext.fontset": "dejavusans",
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": PALE,
    "grid.linewidth": 0.5,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": SALT,
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
}


def styled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Make a plot function draw in this style, whatever matplotlib is set to."""

    @functools.wraps(function)
    def drawn(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        matplotlib = required("matplotlib", "plot")
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_rc(matplotlib))
            return function(*arguments, **named)

    return drawn


def _rc(matplotlib: Any) -> dict[str, Any]:  # noqa: ANN401  (matplotlib ships no types)
    required("cycler", "plot")
    return {**RC, "axes.prop_cycle": matplotlib.cycler(color=PALETTE, linestyle=DASHES)}


def figure(width: float = WIDTH, height: float = HEIGHT, rows: int = 1, columns: int = 1) -> tuple[Figure, Any]:
    """Return a figure of so many inches, and its axes (an array of them where there are several).

    >>> drawing, axes = styled(figure)()
    >>> drawing.get_size_inches().tolist()
    [6.4, 4.0]
    """
    made = _picture()(figsize=(width, height), layout="constrained")
    return made, made.subplots(rows, columns)


@functools.cache
def _picture() -> type[Figure]:
    """Return the class of figures that show themselves in a notebook, without a backend of matplotlib being chosen."""
    base: Any = required("matplotlib.figure", "plot").Figure
    return type("Picture", (base,), {"_repr_svg_": svg})


FORMATS = ("svg", "png", "pdf")


@styled
def save(fig: Figure, path: str | Path | IO[bytes], fmt: str | None = None) -> None:
    """Write a figure as SVG, PNG or PDF, by the file's ending or `fmt`; the same figure gives the same bytes.

    Dates and versions are left out, and identifiers in SVG come from a fixed salt.
    """
    kind = fmt or Path(str(path)).suffix.removeprefix(".") or "svg"
    stamps: dict[str, Any] = {
        "svg": {"Date": None, "Creator": "mlsysim-sym"},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": "mlsysim-sym", "Producer": None},
    }
    target = str(path) if isinstance(path, Path) else path
    fig.savefig(target, format=kind, dpi=DPI, metadata=stamps.get(kind))


def unit_of(values: Iterable[float], unit: Unit) -> Unit:
    """Return the unit of an axis: the prefix that reads best at the middle of values in base units.

    >>> from mlsysim_sym.reading.units import parse_unit
    >>> unit_of([0.01, 0.02, 0.03], parse_unit("s/token")).text
    'ms/token'
    """
    from mlsysim_sym.reading.units import best_prefix, parse_unit  # noqa: PLC0415  (only pictures choose units for an axis)

    known = sorted(abs(each) for each in values if isfinite(each))
    if not known:
        return unit
    try:
        return parse_unit(best_prefix(known[len(known) // 2], unit)[1])
    except MlsysimError:
        return unit


def labelled(name: str, unit: Unit) -> str:
    """Return what stands beside an axis: the name, and the unit where there is one."""
    return name if unit.text == "1" else f"{name} [{unit.text}]"


def marks(number: int) -> dict[str, Any]:
    """Return the marker and colour of one of many series of points: once the markers are through, each gets another colour."""
    kinds = len(MARKERS)
    return {"linestyle": "", "marker": MARKERS[number % kinds], "color": PALETTE[(number + number // kinds) % kinds]}


def svg(fig: Figure) -> str:
    """Return a figure as the text of an SVG file."""
    import io  # noqa: PLC0415  (only this needs it)

    written = io.BytesIO()
    save(fig, written, "svg")
    return written.getvalue().decode()
