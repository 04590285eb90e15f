"""Write the constants of whole systems as records, for questions: `python benchmarks/calibrate/records.py`.

`validate` predicts a published figure with constants whose fit left its group out. A question about something new takes those
of all groups, from a record in the slot `efficiency`: one for each device whose kernels were measured and for each kind of
figure. Run it after `benchmarks/calibrate/families.py`; `make accuracy` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mlsysim_sym.asking.calibrating import WORDS
from mlsysim_sym.asking.cases import Case, of_book
from mlsysim_sym.asking.measured.asks import Ask, Row, UnpredictedError
from mlsysim_sym.asking.measured.families import family_of
from mlsysim_sym.asking.measured.fits import SHARED, Constant, fits, mean_of
from mlsysim_sym.asking.measured.predict import asked
from mlsysim_sym.asking.measured.serving import routed
from mlsysim_sym.asking.measured.tables import generated
from mlsysim_sym.book.book import Book
from mlsysim_sym.valueclass import replace

FOLDER = Path(__file__).resolve().parents[2] / "registry" / "fitted"
USES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "served_tokens": ("serving_token", "tokens of a served model under load", {}),
    "served_first_tokens": ("serving_first_token", "first tokens of a served model under load", {}),
    "saturated_service": ("max_load", "a served model that always has requests waiting", {}),
    "static_batches": ("decode_static", "static batches", {"software": "LMDeploy"}),
    "dense_training": ("dense_training", "training steps of dense models", {}),
}
SOURCE = "published_measurements"
NOTHING = 1e-9  # of where a search starts: a constant that ended at 0


def main() -> None:
    """Write one record for each device and use."""
    book = Book.load()
    cases = of_book(book)
    for use, (family, title, config) in USES.items():
        for device in generated("fitted.json")["matrix_products"]["all"]["memory_efficiency"]:
            rows = _rows(book, cases, family, config, device)
            hardware = next(iter(rows.values())).slots["hardware"]
            name = book.record_paths.get(hardware, hardware).rpartition("/")[2]
            place = FOLDER / f"{name}_{use}.yaml"
            lines = [f"record: fitted/{place.stem}", f'title: "{name}, constants of {title}"', "fields:", *_fields(rows)]
            place.write_text("\n".join(lines) + "\n", encoding="utf-8")
            print(f"{place.stem}: {sum(line.startswith('  ') and line[2] != ' ' for line in lines)} constants")


def _rows(book: Book, cases: list[Case], family: str, config: Mapping[str, str], device: str) -> dict[str, Ask]:
    """Return one question of a family for each width of numbers that the device multiplies, numbers aside."""
    found: dict[str, Ask] = {}
    for case in (case for case in cases if family_of(case).name == family and _fits(book, case, config)):
        for word in ("bf16", "fp8", "fp4"):
            line = replace(case, config={**case.config, "device": device, "precision": word})
            try:
                ask = asked(Row(book, line))
            except UnpredictedError:
                continue
            found.setdefault(ask.keys["precision"], ask)
        if found:
            return found
    raise SystemExit(f"no figure of {family} for {device}")


def _fits(book: Book, case: Case, config: Mapping[str, str]) -> bool:
    return not routed(Row(book, case)) and all(word in str(case.config.get(name)) for name, word in config.items())


def _fields(rows: Mapping[str, Ask]) -> Iterator[str]:
    """Yield the fields of a record: constants of kernels, then those of the fit."""
    first = next(iter(rows.values()))
    wanted = {variable: (fit, constant, keys) for variable, (fit, constant, keys) in first.parts.items()}
    wanted |= {each.name: (first.fit, each.name, {}) for each in fits()[first.fit].constants}
    for variable, (fit, name, differing) in wanted.items():
        constant = next(each for each in fits()[fit].constants if each.name == name)
        if "precision" in constant.by and not differing:
            yield f"  {variable}:"
            yield "    by: compute_precision"
            for width, ask in rows.items():
                figure = _figure(fit, name, constant.key(ask.keys), constant)
                yield from (f"    {word}: {figure}" for word in WORDS[width])
        else:
            yield f"  {variable}: {_figure(fit, name, constant.key({**first.keys, **differing}), constant)}"


def _figure(fit: str, name: str, key: str, constant: Constant) -> str:
    """Return a constant as a field of a record; one that no figure tells for this device is the mean of the others'."""
    made: dict[str, Any] = generated("fitted.json")[fit]
    unit, start = constant.unit, constant.start
    values = made["all"][name]
    families = ", ".join(fits()[fit].families)
    how = f"least squares on the logarithm of the error of {made['rows']} published figures ({families})"
    spread = ""
    if key in values:
        number, bar = values[key]
        number = 0.0 if abs(number) < NOTHING * start else number
        spread = f", spread: {{shape: normal, sd: {_written(bar, unit)}}}" if bar > 0 else ""
    else:
        number = mean_of({each: value[0] for each, value in values.items()}, key)
        how += ", the mean of those of other devices or programs"
    where = f"measurements/fitted.json, {fit}, {name}" + (f", {key}" if key != SHARED and key in values else "")
    said = f'value: {_written(number, unit)}, source: {SOURCE}, where: "{where}", basis: fitted, how: "{how}"'
    return f"{{{said}{spread}}}"


def _written(number: float, unit: str) -> str:
    return f"{number:.4g} {unit}" if unit else f'"{number:.4g}"'


if __name__ == "__main__":
    main()
