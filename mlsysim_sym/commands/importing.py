"""The command `import`: records from files that others publish."""

from __future__ import annotations

from pathlib import Path

import click

from mlsysim_sym.commands.options import format_options, note, verb
from mlsysim_sym.commands.output import print_json
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.sourcing.huggingface import Imported, import_configuration, refuse_unknown
from mlsysim_sym.sourcing.recordfile import Made, write_into


@verb(
    "import",
    "mlsysim-sym import hf config.json --name my_model --out my_laws",
    "mlsysim-sym solve weight_size --book my_laws --solver llm_decode \\\n    --model my_model --choose precision=bf16",
)
@click.argument("kind", metavar="hf", type=click.Choice(["hf"]))
@click.argument("path", metavar="CONFIG.json")
@click.option("--name", metavar="NAME", help="Name of the record; taken from the file otherwise.")
@click.option("--out", metavar="DIR|FILE", help="A folder for --book, or a file registry/.../NAME.yaml in one.")
@click.option("--allow-unknown", is_flag=True, help="Import although keys are not understood; the record lists them.")
@format_options("text", "json")
def import_command(*, kind: str, path: str, name: str | None, out: str | None, allow_unknown: bool, fmt: str) -> int:  # noqa: ARG001  (one kind so far)
    """Make a record of a model from its configuration.

    Takes the JSON file that Hugging Face models come with, and works offline. Every key of the file is used, known to be
    of no matter, or reported. Without --out the record is printed; with it, the record and its source are written where
    --book finds them.
    """
    folder, named = _place(out, name)
    made = import_configuration(path, named)
    if not allow_unknown:
        refuse_unknown(path, made.account)
    written = write_into(folder, made.records) if folder is not None else []
    _print(made, written, fmt)
    return 0


def _place(out: str | None, name: str | None) -> tuple[str | None, str | None]:
    """Return the book's folder and the record's name; raise SchemaError for a file that no book would find."""
    if out is None or not out.endswith(".yaml"):
        return out, name
    parts = Path(out).parts
    if "registry" not in parts or parts[-3:-1] != ("models", "language"):
        raise SchemaError(
            f"`{out}` is no place of a language model in a book", names=(out,),
            hint="name a folder, or a file DIR/registry/models/language/NAME.yaml",
        )  # fmt: skip
    stem = Path(out).stem
    if name is not None and name != stem:
        raise SchemaError(f"the file is called `{stem}` and the record `{name}`", names=(stem, name), hint="leave --name out")
    return str(Path(*parts[:-4])) if parts[:-4] else ".", stem


def _print(made: Imported, written: list[str], fmt: str) -> None:
    if fmt == "json":
        print_json({**made.to_dict(), "written": written})
    elif written:
        for path, record in zip(written, made.records, strict=True):
            click.echo(_line(path, record, made))
    else:
        for record in made.records:
            click.echo(record.text, nl=False)
        click.echo("".join(f"# {row}\n" for row in _source_rows(made.records[0])), nl=False)
    _remark(made)


def _line(path: str, record: Made, made: Imported) -> str:
    count = made.counts.get(record.name)
    return f"{path}: {count:,} parameters" if count is not None else f"{path}: no law counts its parameters"


def _source_rows(record: Made) -> list[str]:
    return [f"registry/sources.d/{record.source}.yaml:", *record.source_text.splitlines()]


def _remark(made: Imported) -> None:
    account = made.account
    note(f"{len(account.used)} keys used, {len(account.irrelevant)} of no matter, {len(account.unknown)} not understood")
    for key, why in account.unknown.items():
        note(f"`{key}` is not understood: {why}")
