"""From the keys of a configuration to the variables of the glossary, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from mlsysim_sym.errors import SchemaError
from mlsysim_sym.sourcing.configuration import Configuration, Found
from mlsysim_sym.sourcing.families import LAYER, Family
from mlsysim_sym.valueclass import field, frozen

LAYERS = ("num_hidden_layers", "n_layer", "num_layers")
HIDDEN = ("hidden_size", "n_embd", "n_embed", "d_model")
HEADS = ("num_attention_heads", "n_head", "num_heads")
KV_HEADS = ("num_key_value_heads", "num_kv_heads", "n_head_kv")
HEAD = ("head_dim", "d_kv")
FFN = ("intermediate_size", "ffn_dim", "n_inner", "d_ff")
VOCABULARY = ("vocab_size",)
CONTEXT = ("max_position_embeddings", "n_positions", "n_ctx", "seq_length")
EXPERTS = ("num_local_experts", "num_experts", "n_routed_experts")
PER_TOKEN = ("num_experts_per_tok", "experts_per_token")
EXPERT_FFN = ("moe_intermediate_size",)
PLAIN_ACTIVATIONS = {"relu", "gelu", "gelu_new", "gelu_fast", "gelu_python", "gelu_pytorch_tanh", "quick_gelu", "relu2", "silu"}
ACTIVATIONS = ("hidden_act", "activation_function", "hidden_activation", "dense_act_fn")
ROOM = 4  # a plain feed-forward part is four times as wide where the file leaves its width out


@frozen
class Figure:
    """A number of a record to be: `key` where the file prints it, or `how` it follows from what the file prints."""

    value: str
    key: str
    how: str = ""
    printed: str = ""


@frozen
class Shapes:
    """What a configuration says of a model: numbers, words of choices, and what else it has that no law counts."""

    family: Family
    figures: Mapping[str, Figure]
    choose: Mapping[str, str]
    further: Mapping[str, int] = field(default_factory=dict)  # parameters beside those that the laws count
    notes: tuple[str, ...] = ()

    def whole(self, name: str) -> int:
        """Return a whole number by its variable."""
        return int(self.figures[name].value.split()[0])


def printed(found: Found, unit: str = "") -> Figure:
    """Return a number as the file prints it."""
    return Figure(f"{found.value} {unit}".strip(), found.key, printed=f'"{found.key}": {found.value}')


class Reader:
    """Reads one half of a model: the decoder, or the encoder where there are two."""

    def __init__(self, config: Configuration, family: Family) -> None:
        self.config, self.family = config, family
        self.figures: dict[str, Figure] = {}
        self.choose: dict[str, str] = {}
        self.notes: list[str] = [family.note] if family.note else []

    def derive(self, name: str, value: int | str, key: str, how: str) -> None:
        """Add a number that follows from others."""
        self.figures[name] = Figure(str(value), key, how)

    def whole(self, name: str) -> int:
        """Return a whole number that was read before."""
        return int(self.figures[name].value.split()[0])

    # --- the parts of a layer --------------------------------------------------------------------------------------

    def size(self) -> None:
        """Read depth, width and vocabulary."""
        self.figures["layers"] = printed(self.config.needed(LAYERS, "number of layers"))
        self.figures["hidden_size"] = printed(self.config.needed(HIDDEN, "width"))
        self.figures["vocabulary_size"] = printed(self.config.needed(VOCABULARY, "size of the vocabulary"))

    def attention(self) -> None:
        """Read the heads."""
        self.figures["heads"] = printed(self.config.needed(HEADS, "number of heads"))
        if self.family.latent:
            return self._latent()
        found = self.config.count(KV_HEADS, "number of key-value heads")
        if found is not None:
            self.figures["kv_heads"] = printed(found)
        else:
            self.derive("kv_heads", self.whole("heads"), self.figures["heads"].key, "multi-head attention: as many as heads")
        width = self.config.count(HEAD, "width of a head")
        if width is not None:
            self.figures["head_dimension"] = printed(width)
            return None
        hidden, heads = self.whole("hidden_size"), self.whole("heads")
        if hidden % heads:
            raise SchemaError(
                f"{heads} heads do not divide a width of {hidden}, and the configuration says no width of a head",
                names=HEAD, **self.config.place(self.figures["heads"].key),
            )  # fmt: skip
        self.derive("head_dimension", hidden // heads, self.figures["heads"].key, f"hidden_size / heads = {hidden} / {heads}")
        return None

    def _latent(self) -> None:
        config = self.config
        config.count((*KV_HEADS, *HEAD), "latent attention expands as many keys as heads")
        self.derive("kv_heads", 1, "kv_lora_rank", "one latent head: one vector is cached for a token and layer")
        self.figures["head_dimension"] = printed(config.needed(("qk_nope_head_dim",), "width of a key without its rotary part"))
        self.figures["rope_dimension"] = printed(config.needed(("qk_rope_head_dim",), "width of the rotary part of a key"))
        self.figures["value_dimension"] = printed(config.needed(("v_head_dim",), "width of a value"))
        self.figures["kv_rank"] = printed(config.needed(("kv_lora_rank",), "width of the latent vector"))
        rank = config.count(("q_lora_rank",), "width of the latent query")
        if rank is None:
            config.doubt("q_lora_rank", "without a latent query: no law counts its matrix")
        else:
            self.figures["query_rank"] = printed(rank)
        self.choose["attention_kind"] = "latent"

    def feed_forward(self) -> None:
        """Read the width of the feed-forward part and whether it has a gate."""
        found = self.config.count(FFN, "width of the feed-forward part")
        if found is not None:
            self.figures["ffn_size"] = printed(found)
        elif not self.family.gated:
            hidden = self.whole("hidden_size")
            self.derive("ffn_size", ROOM * hidden, self.figures["hidden_size"].key,
                        f"the class makes it four times the width where the file does not say: 4 * {hidden}")  # fmt: skip
        else:
            self.config.needed(FFN, "width of the feed-forward part")
        gated, key = self._gate()
        how = "gate, up and down matrices" if gated else "no gate: one matrix up, one down"
        self.derive("ffn_matrices", 3 if gated else 2, key, how)

    def _gate(self) -> tuple[bool, str]:
        for key in ACTIVATIONS:
            found = self.config.get((key,), "activation")
            if found is not None and found.value not in PLAIN_ACTIVATIONS:
                self.config.doubt(key, f"the activation `{found.value}` is not known here")
        said = self.config.flag("is_gated_act", "gate of the feed-forward part")
        projection = self.config.get(("feed_forward_proj",), "gate of the feed-forward part")
        if projection is not None:
            return str(projection.value).startswith("gated-"), "feed_forward_proj"
        if said is not None:
            return said, "is_gated_act"
        return self.family.gated, "model_type"

    def norms(self) -> None:
        """Say how many vectors the norms of a layer have, and the last norm."""
        family, hidden = self.family, self.whole("hidden_size")
        kind = "LayerNorm has a gain and a bias" if family.norm == LAYER else "RMSNorm has a gain and no bias"
        vectors, said = family.norms * family.norm, f"{family.norms} norms in a layer"
        over_heads = (self.whole("heads") + self.whole("kv_heads")) * self.whole("head_dimension")
        if family.full_norms and over_heads % hidden == 0:
            vectors, said = vectors + over_heads // hidden, f"{said}, and norms over all queries and all keys"
        self.derive("norm_vectors", vectors, "model_type", f"{said}; {kind}")
        instead = "none after the last layer; this is the one after the embedding"
        last = "one after the last layer" if family.final_norm else instead
        self.derive("final_norm_parameters", family.norm * hidden, self.figures["hidden_size"].key, f"{last}; {kind}")
        if not family.masked:
            self.derive("attended_fraction", 1, "model_type", "an encoder: every token attends to all of them")

    def embedding(self) -> None:
        """Say whether the output head is the token table."""
        tied = self.config.flag("tie_word_embeddings", "whether the output head is the token table")
        if tied is None:
            said = "shares" if self.family.tied else "does not share"
            how = f"the file does not say; the class {said} the token table with the output head"
            self.derive("embedding_tables", 1 if self.family.tied else 2, "model_type", how)
        else:
            how = f"tie_word_embeddings is {str(tied).lower()}"
            self.derive("embedding_tables", 1 if tied else 2, "tie_word_embeddings", how)
        width = self.config.count(("word_embed_proj_dim",), "width of the token table")
        if width is not None and width.value != self.whole("hidden_size"):
            self.config.doubt("word_embed_proj_dim", "the token table is narrower than the layers, which no law counts")

    def positions(self) -> None:
        """Read how long a context may be, and a table of learned positions."""
        found = self.config.count(CONTEXT, "longest context")
        if found is None:
            return
        self.figures["maximum_context_length"] = printed(found, "token")
        if not self.family.learned_positions:
            return
        rows = self.family.extra_positions
        if rows:
            how = f"{found.value} positions and {rows} rows before them"
            self.derive("maximum_positions", int(found.value) + rows, found.key, how)
        else:
            self.figures["maximum_positions"] = printed(found)

    def windows(self) -> None:
        """Read which layers see a window only."""
        window = self.config.count(("sliding_window", "sliding_window_size", "attention_window"), "attention window")
        on = self.config.flag("use_sliding_window", "whether there is an attention window")
        types = self.config.words("layer_types", "which layers have an attention window")
        period = self.config.count(("sliding_window_pattern", "_sliding_window_pattern"), "which layers have an attention window")
        layers = self.whole("layers")
        if types and (len(types) != layers or set(types) - {"full_attention", "sliding_attention"}):
            self.config.doubt("layer_types", f"it names other kinds of attention, or not {layers} layers")
            return
        if window is None or on is False:
            return
        every = int(period.value) if period else self.family.window_period
        whole = types.count("full_attention") if types else (layers // every if every else 0)
        if whole == layers:
            return
        self.figures["window_length"] = printed(window, "token")
        key = "layer_types" if types else period.key if period else "model_type"
        self.derive("global_layer_fraction", repr(whole / layers), key, f"{whole} of {layers} layers see the whole context")

    # --- experts -----------------------------------------------------------------------------------------------------

    def experts(self) -> None:
        """Read the experts of a mixture, if there are any."""
        found = self.config.count(EXPERTS, "number of experts")
        if found is None:
            return
        self.figures["experts"] = printed(found)
        self.figures["experts_per_token"] = printed(self.config.needed(PER_TOKEN, "number of experts of a token"))
        width = self.config.count(EXPERT_FFN, "width of an expert")
        ffn = self.figures["ffn_size"]
        self.figures["expert_ffn_size"] = printed(width) if width is not None else ffn
        self._shared()
        self._dense()

    def _shared(self) -> None:
        found = self.config.count(("n_shared_experts",), "number of shared experts", 0)
        total = self.config.count(("shared_expert_intermediate_size",), "width of the shared expert", 0)
        width = int(self.figures["expert_ffn_size"].value)
        if found is not None:
            self.figures["shared_experts"] = printed(found)
        elif total is not None and total.value:
            share = int(total.value) / width
            shown = str(int(share)) if share == int(share) else repr(share)
            self.derive("shared_experts", shown, total.key, f"one of {total.value}, an expert's width being {width}")
        else:
            self.derive("shared_experts", 0, "model_type", "there are no shared experts")

    def _dense(self) -> None:
        layers = self.whole("layers")
        first = self.config.count(("first_k_dense_replace",), "layers without experts", 0)
        every = self.config.count(("moe_layer_freq", "decoder_sparse_step"), "layers without experts")
        only = self.config.get(("mlp_only_layers",), "layers without experts")
        start = int(first.value) if first else 0
        step = int(every.value) if every else 1
        plain = set(only.value) if only else set()
        dense = [n for n in range(layers) if n < start or n in plain or (n % step if first else (n + 1) % step)]
        key = next((each.key for each in (first, every, only) if each), "model_type")
        if first and not plain and step == 1:
            self.figures["dense_layers"] = printed(first)
        else:
            said = "every layer is a mixture layer" if not dense else f"{len(dense)} of {layers} layers are no mixture layers"
            self.derive("dense_layers", len(dense), key, said)
