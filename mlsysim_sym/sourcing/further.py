"""Parameters that a model has beside those that the book's laws count: biases, learned positions, small norms.

Laws count matrices, embeddings and the norms between layers. What is left is small, and is said in the record's `about`.
"""

from __future__ import annotations

from mlsysim_sym.sourcing.configuration import Configuration
from mlsysim_sym.sourcing.families import LAYER
from mlsysim_sym.sourcing.shapes import Reader


def further_parameters(reader: Reader) -> dict[str, int]:
    """Return the counts by what they are; a part that is empty is left out."""
    found = {
        "biases of attention": _attention_biases(reader),
        "biases of the feed-forward part": _ffn_biases(reader),
        "a bias of the output head": _head_bias(reader),
        "norms of queries and keys": _head_norms(reader),
        "norms of the latent vectors": _latent_norms(reader),
        "attention sinks": reader.whole("layers") * reader.whole("heads") if reader.family.sinks else 0,
        "biases of the router": _moe_layers(reader) * _experts(reader) if reader.family.router_bias else 0,
        "gates of the shared expert": _shared_gates(reader),
        "the table of positions": _positions(reader),
        "the table of token types": _token_types(reader),
        "a norm after the embedding": _embedding_norm(reader),
    }
    return {what: count for what, count in found.items() if count}


def _experts(reader: Reader) -> int:
    return reader.whole("experts") if "experts" in reader.figures else 0


def _moe_layers(reader: Reader) -> int:
    return reader.whole("layers") - reader.whole("dense_layers") if "experts" in reader.figures else 0


def _attention_biases(reader: Reader) -> int:
    config, family = reader.config, reader.family
    said = config.flag("attention_bias", "biases of attention")
    some = config.flag("qkv_bias", "biases of attention")
    on_queries = family.query_bias if said is None and some is None else bool(said or some)
    on_output = family.output_bias if said is None else said
    if family.latent:
        if said:
            config.doubt("attention_bias", "biases of latent attention are not counted here")
        return 0
    heads, kv, width = (reader.whole(name) for name in ("heads", "kv_heads", "head_dimension"))
    each = (heads + 2 * kv) * width * on_queries + reader.whole("hidden_size") * on_output
    return reader.whole("layers") * each


def _ffn_biases(reader: Reader) -> int:
    said = reader.config.flag("mlp_bias", "biases of the feed-forward part")
    enabled = reader.config.flag("enable_bias", "biases")
    if enabled is False:
        reader.config.doubt("enable_bias", "this family is known here with biases only")
    if not (reader.family.ffn_bias if said is None else said):
        return 0
    hidden, up = reader.whole("hidden_size"), reader.whole("ffn_matrices") - 1
    layers, moe = reader.whole("layers"), _moe_layers(reader)
    each = up * reader.whole("ffn_size") + hidden
    experts = moe * _experts(reader) * (up * reader.whole("expert_ffn_size") + hidden) if moe else 0
    return (layers - moe) * each + experts


def _head_bias(reader: Reader) -> int:
    said = reader.config.flag("lm_head_bias", "bias of the output head")
    return reader.whole("vocabulary_size") if (reader.family.head_bias if said is None else said) else 0


def _head_norms(reader: Reader) -> int:
    said = reader.config.flag("use_qk_norm", "norms of queries and keys")
    width = reader.whole("head_dimension")
    if reader.family.full_norms:
        all_heads = width * (reader.whole("heads") + reader.whole("kv_heads"))
        counted = all_heads % reader.whole("hidden_size") == 0  # as norm vectors of the layer
        return 0 if counted else reader.whole("layers") * all_heads
    return reader.whole("layers") * 2 * width if (reader.family.head_norms if said is None else said) else 0


def _latent_norms(reader: Reader) -> int:
    if not reader.family.latent or "query_rank" not in reader.figures:
        return 0
    return reader.whole("layers") * (reader.whole("query_rank") + reader.whole("kv_rank"))


def _shared_gates(reader: Reader) -> int:
    gated = reader.family.name == "qwen2_moe"
    return _moe_layers(reader) * reader.whole("hidden_size") if gated else 0


def _positions(reader: Reader) -> int:
    return reader.whole("maximum_positions") * reader.whole("hidden_size") if "maximum_positions" in reader.figures else 0


def _token_types(reader: Reader) -> int:
    found = reader.config.count(("type_vocab_size",), "table of token types")
    return int(found.value) * reader.whole("hidden_size") if found else 0


def _embedding_norm(reader: Reader) -> int:
    """Count the norm after the embedding; without a last norm it stands in its place and is counted there."""
    return LAYER * reader.whole("hidden_size") if reader.family.embedding_norm and reader.family.final_norm else 0


def heads_after(config: Configuration) -> str:
    """Return what the named class has after the last layer that is not counted, empty for a language model."""
    names = config.words("architectures", "what the model is used for")
    ends = ("ForCausalLM", "LMHeadModel", "ForConditionalGeneration", "Model")
    if not names or all(name.endswith(ends) for name in names):
        return ""
    if all(name.endswith(("ForMaskedLM", "ForPreTraining")) for name in names):
        return "what stands after the last layer, beside the token table, is not counted"
    config.doubt("architectures", f"the head of {', '.join(names)} is not known here")
    return ""
