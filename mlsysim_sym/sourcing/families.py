"""Families of models: what their code fixes and their configuration therefore does not say.

Each entry repeats what the class of that name does in huggingface/transformers:src/transformers/models/: whether the
feed-forward part has a gate, which norms a layer has, which matrices have biases, whether the output head is the token
table where the file does not say.
"""

from __future__ import annotations

from collections.abc import Mapping

from mlsysim_sym.errors import SchemaError, did_you_mean
from mlsysim_sym.sourcing.configuration import Configuration
from mlsysim_sym.valueclass import frozen, replace

RMS, LAYER = 1, 2  # vectors of a norm: a gain, or a gain and a bias


@frozen
class Family:
    """What a model class fixes.

    `gated` says whether the feed-forward part has three matrices; `norms` how many norms a layer has, `norm` how many
    vectors each; `tied` whether the output head is the token table where the file is silent. The biases are those that
    the code always has; further ones are said by the file.
    """

    name: str
    gated: bool = True
    norm: int = RMS
    norms: int = 2
    tied: bool = False
    query_bias: bool = False  # on the query, key and value matrices
    output_bias: bool = False  # on the output matrix of attention
    ffn_bias: bool = False
    head_bias: bool = False  # on the output head
    head_norms: bool = False  # of queries and keys, one vector of a head's width each
    full_norms: bool = False  # of queries and keys, one vector over all heads each
    learned_positions: bool = False
    extra_positions: int = 0  # rows of the position table beyond those that the file states
    embedding_norm: bool = False
    final_norm: bool = True
    masked: bool = True  # whether a token attends to those before it only
    window_period: int = 0  # one layer in so many sees the whole context, where the file states a window and no pattern
    sinks: bool = False  # one learned number a head
    router_bias: bool = False
    latent: bool = False
    note: str = ""


_GPT = Family("gpt2", gated=False, norm=LAYER, tied=True, query_bias=True, output_bias=True, ffn_bias=True)
FAMILIES: Mapping[str, Family] = {
    "llama": Family("llama"),
    "mistral": Family("mistral"),
    "mixtral": Family("mixtral"),
    "qwen2": Family("qwen2", query_bias=True),
    "qwen2_moe": Family("qwen2_moe", query_bias=True),
    "qwen3": Family("qwen3", head_norms=True),
    "qwen3_moe": Family("qwen3_moe", head_norms=True),
    "deepseek_v2": Family("deepseek_v2", latent=True),
    "deepseek_v3": Family("deepseek_v3", latent=True, router_bias=True),
    "gpt_oss": Family("gpt_oss", query_bias=True, output_bias=True, ffn_bias=True, router_bias=True, sinks=True, window_period=2),
    "gemma": Family("gemma", tied=True),
    "gemma2": Family("gemma2", tied=True, norms=4, window_period=2),
    "gemma3_text": Family("gemma3_text", tied=True, norms=4, head_norms=True, window_period=6),
    "phi": Family(
        "phi", gated=False, norm=LAYER, norms=1, query_bias=True, output_bias=True, ffn_bias=True, head_bias=True,
        note="attention and feed-forward part share one norm",
    ),
    "phi3": Family("phi3"),
    "olmo2": Family("olmo2", full_norms=True),
    "nemotron": Family("nemotron", gated=False, norm=LAYER),
    "gpt2": replace(_GPT, learned_positions=True),
    "opt": replace(_GPT, name="opt", learned_positions=True, extra_positions=2),
    "bloom": replace(_GPT, name="bloom", embedding_norm=True),
    "bert": replace(_GPT, name="bert", learned_positions=True, embedding_norm=True, final_norm=False, masked=False),
    "t5": Family("t5", gated=False, tied=True),
}  # fmt: skip
SAME = {"gemma3": "gemma3_text", "kimi_k2": "deepseek_v3", "mt5": "t5"}


def family_of(config: Configuration) -> Family:
    """Return the family that a configuration names; raise SchemaError for one whose rules are not known here."""
    found = config.get(("model_type",), "family")
    name = str(found.value) if found else ""
    family = FAMILIES.get(SAME.get(name, name))
    if family is None:
        raise SchemaError(
            f"the rules of `model_type: {name}` are not known here" if found else "the configuration has no `model_type`",
            names=(name,), hint=did_you_mean(name, list(FAMILIES)) or f"known are {', '.join(FAMILIES)}",
            **config.place("model_type"),
        )  # fmt: skip
    return family
