"""A sweep as an `xarray.Dataset`: axes with labels, units and provenance, reasons and regimes as variables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from mlsysim_sym.asking.extras import required
from mlsysim_sym.asking.sweeping.axes import shown_of
from mlsysim_sym.asking.sweeping.running import Progress, grouped, in_order, task_of, wholes
from mlsysim_sym.solving.question import resolve, system_of

if TYPE_CHECKING:
    from mlsysim_sym.asking.sweep import Sweep


def dataset(swept: Sweep) -> Any:  # noqa: ANN401  (an xarray.Dataset)
    """Return all points of a sweep."""
    xr = required("xarray", "arrays")
    grid = swept.grid
    names = [each.name for each in grid.dimensions]
    values, codes, regimes = filled(swept)
    variables: dict[str, Any] = {}
    for name, array in zip(swept.targets, values, strict=True):
        unit = swept.unit(name)
        np.subtract(array, float(unit.offset), out=array)
        np.divide(array, float(unit.factor), out=array)
        variables[name] = (names, array, described(swept, name))
    variables["reason"] = (names, codes, {"meaning": "why a point has no answer: 0 for an answer", **_flags(swept.reasons)})
    for law, array in regimes.items():
        about = {"meaning": f"which branch of `{law}` is active; 255 where it is not in use"}
        variables[f"{law}.regime"] = (names, array, about | _flags(grid.laws[law]))
    return xr.Dataset(variables, coords=coordinates(swept), attrs=provenance(swept))


def _flags(texts: Any) -> dict[str, Any]:  # noqa: ANN401  (texts in the order of their codes)
    """Return codes and what they mean, as attributes."""
    return {"flag_values": list(range(len(texts))), "flag_meanings": list(texts)}


def filled(swept: Sweep) -> tuple[list[Any], Any, dict[str, Any]]:
    """Return the values in base units, the codes, and the regimes of all points."""
    grid = swept.grid
    values = [np.empty(grid.shape) for _ in swept.targets]
    codes = np.empty(grid.shape, dtype=np.uint16)
    regimes = {law: np.empty(grid.shape, dtype=np.uint8) for law in grid.laws}
    laws = tuple(regimes)
    groups = list(grouped(grid.blocks(swept.block), swept.block))
    progress = Progress(grid.size, "sweep")
    tasks = (tuple(task_of(grid, each) for each in group) for group in groups)
    work = in_order(tasks, wholes, lambda _: (laws,), swept.executor)
    try:
        for block, part in ((b, p) for group, parts in zip(groups, work, strict=True) for b, p in zip(group, parts, strict=True)):
            at = grid.place(block, block.index)
            codes[at] = part.codes
            for here, there in zip(part.values, values, strict=True):
                there[at] = here
            for law, array in part.regimes.items():
                regimes[law][at] = array
            progress.step(block.size)
    finally:
        progress.close()
    return values, codes, regimes


def described(swept: Sweep, name: str) -> dict[str, str]:
    """Return what a variable is, as attributes."""
    variable = system_of(swept.grid.question).variable(name)
    return {"units": variable.unit.text, "long_name": name, "meaning": variable.meaning}


def coordinates(swept: Sweep) -> dict[str, Any]:
    """Return the labels of the dimensions, in the glossary's units."""
    found: dict[str, Any] = {}
    for dimension in swept.grid.dimensions:
        for axis in dimension.axes:
            if axis.kind == "number":
                array: Any = shown_of(axis, swept.unit(axis.name))
                found[axis.name] = (dimension.name, array, described(swept, axis.name))
            else:
                found[axis.name] = (dimension.name, np.array(axis.labels, dtype=object), {"long_name": axis.name})
    return found


def provenance(swept: Sweep) -> dict[str, Any]:
    """Return what the numbers rest on: the question, the book, the laws, and each input with its source."""
    question = swept.grid.question
    laws = dict.fromkeys(law for cell in swept.grid.cells for program in cell.family.programs for law in program.laws)
    axes = {axis.name for each in swept.grid.dimensions for axis in each.axes}
    inputs = [
        {
            "name": each.name,
            "value": str(each.value),
            "layer": each.layer,
            "badge": each.badge,
            "sources": [citation.key for citation in each.citations],
        }
        for name, each in resolve(question, swept.targets).inputs.items()
        if name not in axes
    ]
    return {
        "question": json.dumps(question.to_dict(), sort_keys=True),
        "book": question.book.digest,
        "laws": list(laws),
        "inputs": json.dumps(inputs),
        "pick": swept.grid.pick,
    }
