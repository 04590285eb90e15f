"""Records of models from Hugging Face configurations (`config.json`), offline.

The format is a JSON object of what a model class is built from, `model_type` naming the class: huggingface/transformers:
src/transformers/configuration_utils.py (PretrainedConfig) and the `configuration_*.py` of each model.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.errors import BookError, MlsysimError, SchemaError
from mlsysim_sym.solving.question import Question
from mlsysim_sym.sourcing import halves
from mlsysim_sym.sourcing.configuration import Account, Configuration, read_configuration
from mlsysim_sym.sourcing.families import FAMILIES, Family, family_of
from mlsysim_sym.sourcing.further import further_parameters, heads_after
from mlsysim_sym.sourcing.irrelevant import reason_for
from mlsysim_sym.sourcing.precision import precision_of
from mlsysim_sym.sourcing.recordfile import Made, block, source_block
from mlsysim_sym.sourcing.shapes import Figure, Reader, Shapes
from mlsysim_sym.valueclass import frozen

FOLDER = "models/language"
INNER, OTHERS = "text_config", ("vision_config", "audio_config")
SOLVER = "llm_decode"


@frozen
class Imported:
    """What an import gives: records, what became of every key, and the counts of parameters by record."""

    records: tuple[Made, ...]
    account: Account
    counts: Mapping[str, int]
    further: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return the import as `mlsysim-sym/import/1`."""
        return {
            "schema": "mlsysim-sym/import/1",
            "records": [{"name": each.name, "source": each.source, "files": dict(each.files)} for each in self.records],
            "parameters": dict(self.counts), "further_parameters": dict(self.further),
            "used": self.account.used, "irrelevant": self.account.irrelevant, "unknown": self.account.unknown,
        }  # fmt: skip


def import_configuration(path: str, name: str | None = None, on: dt.date | None = None) -> Imported:
    """Return the records of a configuration, with what became of every key of it.

    `name` is the record's name (else it is taken from the file), `on` the date of reading (else today). Raises a
    DataError for what cannot be read and for a model class whose rules are not known.
    """
    config = unwrapped(read_configuration(path))
    family = family_of(config)
    named = slug(name or _named(config, path))
    _free(named)
    shapes = halves.of_t5(config, family) if family.name == "t5" else {"": shapes_of(config, family)}
    account = account_of(config)
    source = f"hf_{named}"
    date = on or dt.datetime.now(dt.UTC).date()
    title = name or _named(config, path)
    cited = source_block(source, _source(config, path, date))
    made = tuple(
        Made(f"{FOLDER}/{named}{half}", _text(f"{FOLDER}/{named}{half}", title + half.replace("_", ", "), each, source, account),
             source, cited)
        for half, each in shapes.items()
    )  # fmt: skip
    for each in made:
        each.record()
    counts = {f"{FOLDER}/{named}{half}": count for half, each in shapes.items() if (count := counted(each)) is not None}
    return Imported(made, account, counts, _sum(shapes.values()))


def unwrapped(config: Configuration) -> Configuration:
    """Return the text model of a configuration of several models, what stands around it filled in."""
    inner = config.data.get(INNER)
    if not isinstance(inner, dict):
        return config
    around = {key: value for key, value in config.data.items() if key not in {INNER, "model_type", *OTHERS}}
    made = Configuration({**around, **inner}, config.file, config.text, config)
    made.data.setdefault("model_type", config.data.get("model_type"))
    made.data["architectures"] = around.get("architectures", [])
    for key in sorted(set(around) & set(inner)):
        if around[key] != inner[key] and key != "architectures" and reason_for(key, inner[key]) is None:
            made.doubt(key, f"it is {around[key]} outside and {inner[key]} inside `{INNER}`")
    return made


def shapes_of(config: Configuration, family: Family) -> Shapes:
    """Read a model of one stack of layers."""
    reader = Reader(config, family)
    for read in (reader.size, reader.attention, reader.feed_forward, reader.norms, reader.embedding, reader.positions,
                 reader.windows, reader.experts):  # fmt: skip
        read()
    further = further_parameters(reader)
    after = heads_after(config)
    reader.choose |= precision_of(config, reader.notes)
    if config.flag("is_encoder_decoder", "whether there are two stacks"):
        config.doubt("is_encoder_decoder", "a second stack is known here of T5 only")
    notes = [*reader.notes, *([after] if after else []), *_encoders(config)]
    return Shapes(family, reader.figures, reader.choose, further, tuple(notes))


def _encoders(config: Configuration) -> list[str]:
    outer = config.outer.data if config.outer is not None else {}
    return [f"the part that `{key}` describes is not counted" for key in OTHERS if outer.get(key)]


def account_of(config: Configuration) -> Account:
    """Sort every key: used, irrelevant with its reason, or not understood."""
    irrelevant, unknown = {}, dict(config.strange)
    outer = config.outer.data if config.outer is not None else {}
    used = {key: use for key, use in config.taken.items() if key not in unknown}
    used |= {key: "the model of text" for key in outer if key == INNER}
    used |= {key: "said in the record to be left out" for key in OTHERS if key in outer}
    for key, value in config.data.items():
        if key in config.taken or key in unknown:
            continue
        reason = reason_for(key, value)
        if reason is None:
            unknown[key] = "no rule here says what it means"
        else:
            irrelevant[key] = reason
    return Account(used, irrelevant, unknown)


def refuse_unknown(config_file: str, account: Account) -> None:
    """Raise SchemaError for keys that were not understood."""
    if account.unknown:
        names = tuple(account.unknown)
        rows = tuple(f"`{key}`: {why}" for key, why in account.unknown.items())
        raise SchemaError(
            f"not understood: {', '.join(f'`{each}`' for each in names)}", names=names, file=config_file, detail=rows,
            hint="--allow-unknown imports without and lists them in the record",
        )  # fmt: skip


def counted(shapes: Shapes) -> int | None:
    """Return the parameters that the book's laws count for some shapes; None where they lack a number or a law."""
    if "parameters" in shapes.figures:
        return shapes.whole("parameters")
    left = {"maximum_context_length", "maximum_positions", "window_length", "global_layer_fraction", "attended_fraction"}
    values = {name: each.value for name, each in shapes.figures.items() if name not in left}
    if "experts" not in values:
        values["experts"] = "1"
    kind = {"attention_kind": shapes.choose["attention_kind"]} if "attention_kind" in shapes.choose else {}
    try:
        answer = Question(Book.load(), SOLVER, (), {}, values, (), kind).solve("parameters")
    except MlsysimError:
        if "query_rank" not in values and kind:
            return None  # the one shape that is read and has no law; the account lists it
        raise
    return int(round(answer.pieces[0].low))  # noqa: RUF046  (the value has no stated type)


# --- writing ----------------------------------------------------------------------------------------------------------


def _sum(shapes: Any) -> dict[str, int]:  # noqa: ANN401  (values of a mapping)
    found: dict[str, int] = {}
    for each in shapes:
        for what, count in each.further.items():
            found[what] = found.get(what, 0) + count
    return found


def slug(name: str) -> str:
    """Return a name as records are called.

    >>> slug("meta-llama/Meta-Llama-3-8B")
    'meta_llama_3_8b'
    """
    made = re.sub(r"[^a-z0-9]+", "_", name.rpartition("/")[2].lower()).strip("_")
    if not made:
        raise SchemaError(f"`{name}` gives no name of a record", names=(name,), hint="name it with --name")
    return made


def _named(config: Configuration, path: str) -> str:
    said = config.data.get("_name_or_path")
    if isinstance(said, str) and said.strip("./"):
        return said.rstrip("/").rpartition("/")[2]
    file = Path(path).resolve()
    return file.parent.name if file.stem == "config" else file.stem


def _free(name: str) -> None:
    book = Book.load()
    if name in book.record_paths or f"{FOLDER}/{name}" in book.names("record"):
        raise BookError(f"the book has a record `{name}` already", names=(name,), hint="give another one with --name")


def _source(config: Configuration, path: str, date: dt.date) -> dict[str, str]:
    return {
        "authors": "the publisher of the file", "title": f"{Path(path).name}, configuration of {_named(config, path)}",
        "year": str(date.year), "note": f"A file of SHA-256 {config.digest}, read on {date.isoformat()}.",
    }  # fmt: skip


def _text(name: str, title: str, shapes: Shapes, source: str, account: Account) -> str:
    head: dict[str, Any] = {"record": name, "title": title, "about": _about(shapes, account)}
    if shapes.choose:
        head["choose"] = dict(shapes.choose)
    return block(head, {key: _field(each, source) for key, each in shapes.figures.items()})


def _field(figure: Figure, source: str) -> dict[str, Any]:
    common = {"source": source, "where": figure.key}
    if figure.how:
        return {"value": figure.value, **common, "basis": "derived", "how": figure.how}
    return {"value": figure.value, "as_printed": figure.printed, **common, "basis": "printed"}


def _about(shapes: Shapes, account: Account) -> str:
    rows = [f"Imported from a configuration of the class {shapes.family.name}."]
    count = counted(shapes)
    more = sum(shapes.further.values())
    if count is None:
        rows.append("No law counts its parameters.")
    elif more:
        rows.append(
            f"The shapes give {count:,} parameters; {_listed(list(shapes.further))} add {more:,} and reach {count + more:,}."
        )
    else:
        rows.append(f"The shapes give {count:,} parameters, which is all of them.")
    rows += [f"Note: {note}." for note in shapes.notes]
    if account.unknown:
        rows.append(f"Keys that were not understood and are not counted: {', '.join(account.unknown)}.")
    return " ".join(rows)


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def known_families() -> tuple[str, ...]:
    """Return the model classes whose rules are known."""
    return tuple(FAMILIES)
