"""Anchored figures: those of training and of static batches, each of which laws meet within 10% or miss for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlsysim_sym.asking.validate import Compared, Validation

FAMILIES = (
    "megatron_training", "foundry_training", "tpu_training", "dense_training", "mlperf_training", "decode_static",
)  # fmt: skip
WITHIN = 0.10
DIGITS = 3


def anchors(found: Validation) -> Mapping[str, Mapping[str, Any] | None]:
    """Return the anchored figures by id: nothing for one that is met, the error and the reason for one that is missed."""
    return {row.case.id: _missed(row) for row in found.rows if row.family in FAMILIES}


def met(row: Compared) -> bool:
    """Whether laws meet a figure within 10%."""
    return row.relative is not None and abs(row.relative) <= WITHIN


def _missed(row: Compared) -> dict[str, Any] | None:
    if met(row):
        return None
    return {"error": None if row.relative is None else round(row.relative, DIGITS), "because": row.likely}
