"""The verbs that ask many questions at once, as methods of a question; each is loaded when it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlsysim_sym.asking.optimize import Optimum
    from mlsysim_sym.asking.sensitivity import Sensitivity
    from mlsysim_sym.asking.sweep import Sweep
    from mlsysim_sym.asking.uncertainty import Uncertainty


class Verbs:
    """What a question is asked beyond one answer."""

    def sensitivity(self: Any, target: str, reach: str | None = None) -> Sensitivity:
        """Return what moves a value most, and, with `reach`, how far each input alone must move to get there."""
        from mlsysim_sym.asking.sensitivity import sensitivity  # noqa: PLC0415  (questions are made without being asked)

        return sensitivity(self, target, reach)

    def uncertainty(self: Any, target: str, *, spreads: Mapping[str, str] | None = None, **settings: Any) -> Uncertainty:
        """Return how a value is distributed; `settings` are those of `asking.uncertainty.uncertainty`."""
        from mlsysim_sym.asking.uncertainty import uncertainty  # noqa: PLC0415

        return uncertainty(self, target, spreads=spreads, **settings)

    def sweep(self: Any, targets: str | Sequence[str], **axes: Any) -> Sweep:
        """Return the question at every point of a grid: `sweep("step_time", batch_size="1..64", hardware=["a", "b"])`.

        `axes` may hold the settings of `asking.sweep.sweep` too: `together`, `pick`, `backend`, `executor`, `block`.
        """
        from mlsysim_sym.asking.sweep import sweep  # noqa: PLC0415

        return sweep(self, targets, **axes)

    def feasible(self: Any, *names: str, **settings: Any) -> Any:  # noqa: ANN401  (an Answer or a Region)
        """Return what is allowed: an Answer for one unknown, a Region for two."""
        from mlsysim_sym.asking.feasible import feasible  # noqa: PLC0415

        return feasible(self, names, **settings)

    def optimize(self: Any, *, over: Mapping[str, Any], **goals: str | Sequence[str] | int) -> Optimum:
        """Return the best of what may be chosen: `optimize(min="step_time", over={"batch_size": "1..64"})`."""
        from mlsysim_sym.asking.optimize import optimize  # noqa: PLC0415

        return optimize(self, over=over, **goals)  # type: ignore[arg-type]
