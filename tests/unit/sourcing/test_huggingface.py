"""Hold imports of model configurations: counts against the registry's records, every key accounted for, refusals."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.checking.records import record_errors
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import BookError, DataError, MlsysimError, SchemaError
from mlsysim_sym.solving.question import Question
from mlsysim_sym.sourcing.families import FAMILIES
from mlsysim_sym.sourcing.huggingface import Imported, import_configuration, refuse_unknown, slug
from mlsysim_sym.sourcing.recordfile import write_into

CONFIGURATIONS = Path(__file__).parent / "configurations"
NAMES = sorted(path.stem for path in CONFIGURATIONS.glob("*.json"))
# All parameters of the published weights, the small ones that no law counts included.
WHOLE = {
    "bert_base": 109_482_240 - 590_592,  # without the pooler, 768 * 768 + 768
    "bloom_176b": 176_247_271_424,
    "deepseek_v3": 671_026_419_200,
    "gpt2_small": 124_439_808,
    "llama_3_8b": 8_030_261_248,
    "mixtral_8x7b": 46_702_792_704,
    "phi_2": 2_779_683_840,
    "qwen2_5_7b": 7_615_616_512,
    "qwen3_30b_a3b": 30_532_122_624,
    "t5_base": 222_903_552,
}


def made_of(name: str) -> Imported:
    return import_configuration(str(CONFIGURATIONS / f"{name}.json"), f"fixture_{name}", dt.date(2026, 11, 25))


def changed(folder: Path, name: str, **keys: Any) -> str:
    data = json.loads((CONFIGURATIONS / f"{name}.json").read_text(encoding="utf-8"))
    for key, value in keys.items():
        if value is ...:
            del data[key]
        else:
            data[key] = value
    path = folder / "changed.json"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return str(path)


def field(made: Imported, name: str) -> str:
    figure = made.records[0].record().field(name).figure
    assert figure is not None
    return figure.text


# --- counts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in NAMES if name != "t5_base"])
def test_an_import_counts_what_the_registry_counts(name: str) -> None:
    ours = Question(Book.load(), "llm_decode", (), {"model": name}).solve("parameters").pieces[0].low
    assert made_of(name).counts == {f"models/language/fixture_{name}": round(ours)}


@pytest.mark.parametrize("name", list(WHOLE))
def test_with_what_no_law_counts_an_import_reaches_the_published_weights(name: str) -> None:
    made = made_of(name)
    assert sum(made.counts.values()) + sum(made.further.values()) == WHOLE[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_accounted_for(name: str) -> None:
    made = made_of(name)
    data = json.loads((CONFIGURATIONS / f"{name}.json").read_text(encoding="utf-8"))
    account = made.account
    said = set(account.used) | set(account.irrelevant)
    assert account.unknown == {}
    assert set(data) | set(data.get("text_config", {})) <= said
    assert not set(account.used) & set(account.irrelevant)


def test_many_families_are_imported() -> None:
    types = set()
    for name in NAMES:
        data = json.loads((CONFIGURATIONS / f"{name}.json").read_text(encoding="utf-8"))
        types.add(data["model_type"])
    assert len(types) >= 18
    assert len(FAMILIES) >= 20


# --- records ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["llama_3_8b", "deepseek_v3", "gpt_oss_120b", "t5_base", "gemma_3_4b"])
def test_records_pass_the_checks_of_a_book(name: str, tmp_path: Path) -> None:
    made = made_of(name)
    write_into(str(tmp_path), made.records)
    book = Book.load(str(tmp_path))
    for each in made.records:
        assert [str(error) for error in record_errors(book, each.name)] == []
    source = book.source(made.records[0].source)
    digest = hashlib.sha256((CONFIGURATIONS / f"{name}.json").read_bytes()).hexdigest()
    assert digest in source.note
    assert "2026-11-25" in source.note


def test_shapes_that_laws_do_not_count_are_said() -> None:
    assert field(made_of("gemma_3_4b"), "window_length") == "1024 token"
    assert float(field(made_of("gemma_3_4b"), "global_layer_fraction")) == pytest.approx(5 / 34)
    assert float(field(made_of("gpt_oss_120b"), "global_layer_fraction")) == 0.5
    assert float(field(made_of("mistral_7b"), "global_layer_fraction")) == 0
    assert "window_length" not in made_of("qwen2_5_7b").records[0].record().fields
    assert "vision_config" in made_of("gemma_3_4b").records[0].record().about
    assert made_of("deepseek_v3").records[0].record().choose == {"attention_kind": "latent", "weight_precision": "fp8"}
    assert made_of("gpt_oss_120b").records[0].record().choose == {}


def test_layers_without_experts_are_counted(tmp_path: Path) -> None:
    every_second = changed(tmp_path, "qwen3_30b_a3b", decoder_sparse_step=2)
    assert field(import_configuration(every_second, "x"), "dense_layers") == "24"
    named = changed(tmp_path, "qwen3_30b_a3b", mlp_only_layers=[0, 5])
    assert field(import_configuration(named, "x"), "dense_layers") == "2"


def test_t5_becomes_two_records() -> None:
    made = made_of("t5_base")
    assert list(made.counts) == ["models/language/fixture_t5_base", "models/language/fixture_t5_base_encoder"]
    encoder = made.records[1].record()
    assert "embedding_tables" not in encoder.fields
    assert "the encoder" in encoder.about


def test_t5_with_a_gate_and_a_head_of_its_own(tmp_path: Path) -> None:
    path = changed(tmp_path, "t5_base", feed_forward_proj="gated-gelu", tie_word_embeddings=False, d_ff=2048)
    assert sum(import_configuration(path, "x").counts.values()) == 247_577_856


def test_names() -> None:
    assert slug("meta-llama/Meta-Llama-3-8B") == "meta_llama_3_8b"
    with pytest.raises(SchemaError, match="gives no name"):
        slug("---")
    with pytest.raises(BookError, match="has a record `llama_3_8b` already"):
        import_configuration(str(CONFIGURATIONS / "llama_3_8b.json"))


# --- refusals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "said", "key"),
    [
        ({"hidden_size": ...}, "says no width", None),
        ({"hidden_size": "4096"}, 'whole number of at least 1, not "4096"', "hidden_size"),
        ({"num_hidden_layers": True}, "not true", "num_hidden_layers"),
        ({"num_hidden_layers": 0}, "at least 1, not 0", "num_hidden_layers"),
        ({"num_attention_heads": 31}, "31 heads do not divide a width of 4096", "num_attention_heads"),
        ({"n_layer": 31}, "`num_hidden_layers` is 32 and `n_layer` is 31", "n_layer"),
        ({"model_type": "lama"}, "the rules of `model_type: lama` are not known here", "model_type"),
        ({"model_type": ...}, "has no `model_type`", None),
        ({"tie_word_embeddings": "no"}, "must be true or false", "tie_word_embeddings"),
    ],
)  # fmt: skip
def test_refused(keys: dict[str, Any], said: str, key: str | None, tmp_path: Path) -> None:
    path = changed(tmp_path, "llama_3_8b", **keys)
    with pytest.raises(MlsysimError) as caught:
        import_configuration(path, "x")
    assert said in caught.value.message
    if key is not None:
        rows = Path(path).read_text(encoding="utf-8").splitlines()
        assert f'"{key}"' in rows[(caught.value.line or 0) - 1]


@pytest.mark.parametrize(
    ("keys", "unknown"),
    [
        ({"number_of_thoughts": 3}, "number_of_thoughts"),
        ({"hidden_act": "spline"}, "hidden_act"),
        ({"torch_dtype": "int3"}, "torch_dtype"),
        ({"quantization_config": {"quant_method": "gptq"}}, "quantization_config"),
        ({"architectures": ["LlamaForSequenceClassification"]}, "architectures"),
        ({"is_encoder_decoder": True}, "is_encoder_decoder"),
        ({"add_cross_attention": True}, "add_cross_attention"),
        ({"sliding_window": 4096, "layer_types": ["linear_attention"] * 32}, "layer_types"),
    ],
)
def test_what_is_not_understood_is_reported(keys: dict[str, Any], unknown: str, tmp_path: Path) -> None:
    path = changed(tmp_path, "llama_3_8b", **keys)
    made = import_configuration(path, "x")
    assert list(made.account.unknown) == [unknown]
    assert unknown in made.records[0].record().about
    with pytest.raises(SchemaError, match="not understood") as caught:
        refuse_unknown(path, made.account)
    assert caught.value.exit_code == 2


def test_a_full_rank_query_of_latent_attention_has_no_law(tmp_path: Path) -> None:
    made = import_configuration(changed(tmp_path, "deepseek_v2", q_lora_rank=None), "x")
    assert list(made.account.unknown) == ["q_lora_rank"]
    assert made.counts == {}


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("[1, 2]", "is a JSON object", None),
        ('{"a": 1,\n "b": }', "is no JSON", 2),
        ('{"a": 1, "a": 2}', "the key `a` stands twice", None),
        ('{"a": NaN}', "`NaN` is no number", None),
        ("", "is no JSON", 1),
        ("[" * 100_000, "nested too deeply", None),
    ],
)
def test_files_that_are_no_configurations(text: str, said: str, line: int | None, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said) as caught:
        import_configuration(str(path), "x")
    assert caught.value.line == line


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot read"):
        import_configuration(str(tmp_path / "none.json"), "x")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(DataError, match="not UTF-8"):
        import_configuration(str(tmp_path / "bytes.json"), "x")


# --- the command --------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> int:
    code = cli.main(list(arguments), standalone_mode=False)
    return int(code)


def test_the_command_prints_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "hf", str(CONFIGURATIONS / "mixtral_8x7b.json"), "--name", "mine") == 0
    said = capsys.readouterr()
    assert said.out.startswith("record: models/language/mine\n")
    assert "experts: {value: 8" in said.out
    assert "0 not understood" in said.err


def test_what_is_written_is_used_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(CONFIGURATIONS / "qwen3_8b.json")
    assert run("import", "hf", path, "--name", "mine", "--out", str(tmp_path / "book")) == 0
    assert "mine.yaml: 8,190,726,144 parameters" in capsys.readouterr().out
    asked = ("kv_cache_per_token", "--solver", "llm_decode", "--book", str(tmp_path / "book"), "--model", "mine")
    assert run("solve", *asked, "--choose", "precision=bf16", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["set"][0]["value"] == pytest.approx(2 * 36 * 8 * 128 * 2)


def test_a_file_in_a_book_names_the_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(CONFIGURATIONS / "phi_2.json")
    out = tmp_path / "book/registry/models/language/mine.yaml"
    assert run("import", "hf", path, "--out", str(out)) == 0
    assert out.is_file()
    assert run("import", "hf", path, "--out", str(tmp_path / "mine.yaml")) == 2
    assert "is no place of a language model" in capsys.readouterr().err


def test_unknown_keys_end_with_two_and_write_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = changed(tmp_path, "llama_3_8b", mystery=1)
    arguments = ("import", "hf", path, "--name", "mine", "--out", str(tmp_path / "book"))
    assert run(*arguments) == 2
    assert "not understood: `mystery`" in capsys.readouterr().err
    assert not (tmp_path / "book").exists()
    assert run(*arguments, "--allow-unknown") == 0
    assert "mystery" in (tmp_path / "book/registry/models/language/mine.yaml").read_text(encoding="utf-8")


def test_json_says_what_became_of_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "hf", str(CONFIGURATIONS / "bert_base.json"), "--name", "mine", "--json") == 0
    shape = json.loads(capsys.readouterr().out)
    assert shape["schema"] == "mlsysim-sym/import/1"
    assert shape["parameters"] == {"models/language/mine": 108_413_952}
    assert shape["irrelevant"]["layer_norm_eps"] == "keeps a division from zero and has no weights"


def test_an_import_needs_no_network(tmp_path: Path) -> None:
    shutil.copy(CONFIGURATIONS / "gpt2_small.json", tmp_path / "config.json")
    code = (
        "import socket\n"
        "def refuse(*_, **__): raise AssertionError('the network was used')\n"
        "socket.socket.connect = refuse\n"
        "from mlsysim_sym.sourcing.huggingface import import_configuration\n"
        f"print(len(import_configuration({str(tmp_path / 'config.json')!r}, 'mine').records))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_an_encoder_masks_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "hf", str(CONFIGURATIONS / "bert_base.json"), "--name", "mine") == 0
    assert "attended_fraction: {value: 1, " in capsys.readouterr().out
    assert run("import", "hf", str(CONFIGURATIONS / "gpt2_small.json"), "--name", "mine") == 0
    assert "attended_fraction" not in capsys.readouterr().out
