"""The distribution of an uncertain answer: its samples, its quantiles, and the nominal value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsysim_sym.asking.extras import required
from mlsysim_sym.solving.numbers import number_in
from mlsysim_sym.telling.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlsysim_sym.asking.uncertainty import Uncertainty

BINS = 60
TAILS = (0.001, 0.999)


@style.styled
def spread_plot(found: Uncertainty) -> Figure:
    """Return the histogram of an uncertainty; a thousandth of the samples on either side is left out of the picture."""
    numpy = required("numpy", "arrays")
    known = found.values[numpy.isfinite(found.values)]
    unit = style.unit_of([float(numpy.median(known))], found.unit) if len(known) else found.unit
    values = known / float(unit.factor)
    low, high = numpy.quantile(values, TAILS)
    figure, axes = style.figure()
    kept = values[(values >= low) & (values <= high)] if high > low else values
    axes.hist(kept, bins=BINS, density=True, color=style.SKY, edgecolor="white", linewidth=0.3)
    for share, dash in ((0.05, style.DASHES[2]), (0.5, style.DASHES[0]), (0.95, style.DASHES[2])):
        at = number_in(found.quantiles[share].value, unit)
        axes.axvline(at, color=style.BLUE, linestyle=dash, label=f"{share:.0%} lie below")
    if found.nominal is not None:
        axes.axvline(number_in(found.nominal, unit), color=style.RED, linestyle=style.DASHES[1], label="nominal")
    axes.set_xlabel(style.labelled(found.target, unit))
    axes.set_ylabel("density")
    figure.legend(loc="outside lower center", ncols=4)
    return figure
