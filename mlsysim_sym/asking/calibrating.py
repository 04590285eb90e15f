"""The constants of one device, fitted on its own rows, as a value that prints itself and becomes a record."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mlsysim_sym.asking.calibrate import Fitted, Sample, calibrate, samples
from mlsysim_sym.asking.cases import Case, of_book
from mlsysim_sym.asking.measured.asks import Evaluator
from mlsysim_sym.asking.measured.fits import fits, numbers, values_of
from mlsysim_sym.asking.measured.spelling import known_device
from mlsysim_sym.asking.shown import Shown
from mlsysim_sym.errors import QuestionError
from mlsysim_sym.valueclass import frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.telling.page import Page

WORDS = {"16 bit": ("bf16", "fp16"), "8 bit": ("fp8",), "4 bit": ("fp4",)}
SOURCE = "own_measurements"
FOLDER = "fitted"


@frozen
class Calibration(Shown):
    """A device's constants, their standard errors, and how far laws are from the rows with them."""

    device: str
    fitted: Fitted
    errors: tuple[float, ...]
    source: str = SOURCE
    where: str = "rows given to `calibrate`"
    prefix: str = "own_"

    @property
    def path(self) -> str:
        """The record's name."""
        return f"{FOLDER}/{self.prefix}{self.device.rpartition('/')[2]}_{self.fitted.name}"

    def record(self) -> str:
        """Return the constants as a record's text."""
        name = self.device.rpartition("/")[2]
        lines = [f"record: {self.path}", f'title: "{name}, constants of {self.fitted.name} fitted on measured rows"', "fields:"]
        for constant, values in self.fitted.values.items():
            lines += self._field(constant, values)
        return "\n".join(lines) + "\n"

    def _field(self, constant: str, values: Mapping[str, tuple[float, float]]) -> list[str]:
        unit = self.fitted.units[constant]
        if not values:
            return []
        by_width = {key.rpartition("/")[2]: value for key, value in values.items()}
        if set(by_width) <= set(WORDS):
            rows = [f"    {word}: {self._figure(value, unit)}" for key, value in by_width.items() for word in WORDS[key]]
            return [f"  {constant}:", "    by: compute_precision", *rows]
        (value,) = by_width.values()
        return [f"  {constant}: {self._figure(value, unit)}"]

    def _figure(self, value: tuple[float, float], unit: str) -> str:
        number, bar = (f"{each:.4g}" for each in value)
        written, spread = (f"{number} {unit}", f"{bar} {unit}") if unit else (f'"{number}"', f'"{bar}"')
        how = f"least squares on the logarithm of the error of {self.fitted.rows} rows"
        said = f'value: {written}, source: {self.source}, where: "{self.where}", basis: fitted, how: {how}'
        return f"{{{said}, spread: {{shape: normal, sd: {spread}}}}}"

    def _page(self) -> Page:
        from mlsysim_sym.telling.page import Page, Pairs, Paragraph  # noqa: PLC0415  (objects print themselves by telling)

        rows = [
            (f"{name} ({key})" if len(values) > 1 else name, f"{value:.4g} +- {bar:.2g} {self.fitted.units[name]}".rstrip())
            for name, values in self.fitted.values.items()
            for key, (value, bar) in values.items()
        ]
        sizes = sorted(map(abs, self.errors))
        told = f"{len(sizes)} rows, median error {statistics.median(sizes):.1%}, mean {statistics.fmean(sizes):.1%}"
        return Page(f"{self.fitted.name} of {self.device}", (Pairs(tuple(rows)), Paragraph(told)))

    def to_dict(self) -> dict[str, Any]:
        """Return the calibration as `mlsysim-sym/calibration/1`."""
        sizes = sorted(map(abs, self.errors))
        return {
            "schema": "mlsysim-sym/calibration/1", "device": self.device, "fit": self.fitted.name, "rows": self.fitted.rows,
            "constants": {
                name: [
                    {"for": key, "value": value, "standard_error": bar, "unit": self.fitted.units[name]}
                    for key, (value, bar) in values.items()
                ]
                for name, values in self.fitted.values.items()
            },
            "median": statistics.median(sizes), "mean": statistics.fmean(sizes), "record": self.path,
        }  # fmt: skip


def calibration(book: Book, device: str, name: str, cases: Iterable[Case]) -> Calibration:
    """Return the constants of a device from rows that were measured on it, whatever the rows call it.

    Raises QuestionError where no row belongs to the fit, and MissingExtraError without SciPy.
    """
    record = book.record(device).name
    rows = [replace(case, config={**case.config, "device": record}) for case in cases]
    fit = fits()[name]
    lines = samples(book, fit, rows)
    if not lines:
        raise QuestionError(f"none of {len(rows)} rows belongs to the fit `{name}`", names=(name,), hint=fit.about)
    fitted = calibrate(book, replace(fit, group=()), rows)
    return Calibration(record, fitted, tuple(_errors(book, fitted, lines)))


def rows_of(book: Book, device: str) -> list[Case]:
    """Return the book's figures that were measured on a device."""
    record = str(book.record_paths.get(device, device))
    found = []
    for case in of_book(book):
        name = known_device(book, str(case.config.get("device")))
        if name is not None and book.record_paths.get(name, name) == record:
            found.append(case)
    return found


def _errors(book: Book, fitted: Fitted, lines: Iterable[Sample]) -> Iterable[float]:
    evaluator = Evaluator(book)
    given = {constant: numbers(each) for constant, each in fitted.values.items()}
    for line in lines:
        ask = line.ask.with_values(values_of(line.ask, line.case, given).values)
        yield evaluator.value(ask) / line.measured - 1
