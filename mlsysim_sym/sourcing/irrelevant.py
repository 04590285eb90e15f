"""Keys of configurations that say nothing about how many parameters a model has, what it caches or what it computes.

Each stands here with its reason. A key that is neither here nor used is reported when a configuration is imported.
Names after the configuration classes of Hugging Face transformers: huggingface/transformers:src/transformers/
configuration_utils.py and the `configuration_*.py` of each model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_REASONS: Mapping[str, str] = {
    "acts in training alone and has no weights": """
        attention_dropout hidden_dropout resid_pdrop embd_pdrop attn_pdrop dropout dropout_rate activation_dropout layerdrop
        attention_probs_dropout_prob hidden_dropout_prob classifier_dropout summary_first_dropout embedding_dropout
        router_aux_loss_coef aux_loss_alpha seq_aux output_router_logits router_jitter_noise gradient_checkpointing""",
    "says how weights start": """
        initializer_range initializer_factor init_std initializer_cutoff_factor""",
    "keeps a division from zero and has no weights": """
        rms_norm_eps layer_norm_eps layer_norm_epsilon norm_eps norm_epsilon""",
    "turns positions, which has no weights": """
        rope_theta rope_scaling rope_local_base_freq rope_parameters rope_interleave partial_rotary_factor rotary_dim
        original_max_position_embeddings initial_context_length rope_scaling_factor rope_ntk_alpha rope_ntk_beta offset_alibi
        relative_attention_max_distance""",
    "names tokens and text, not shapes": """
        bos_token_id eos_token_id pad_token_id unk_token_id sep_token_id cls_token_id decoder_start_token_id prefix
        forced_eos_token_id suppress_tokens begin_suppress_tokens tokenizer_class boi_token_index eoi_token_index
        image_token_index image_token_id video_token_id vision_start_token_id vision_end_token_id vision_token_id
        audio_token_index mm_tokens_per_image""",
    "says how text is generated": """
        use_cache task_specific_params num_beams do_sample max_length min_length temperature top_k top_p repetition_penalty
        length_penalty no_repeat_ngram_size early_stopping cache_implementation""",
    "says how the code runs, not what the model is": """
        transformers_version auto_map attn_implementation _attn_implementation pretraining_tp slow_but_exact
        masked_softmax_fusion bias_dropout_fusion attention_softmax_in_fp32 skip_bias_add skip_bias_add_qkv use_flash_attn
        flash_attn fused_dense fused_mlp torchscript output_attentions output_hidden_states output_past return_dict ep_size
        scale_attn_weights scale_attn_by_inverse_layer_idx reorder_and_upcast_attn is_composition gradient_checkpointing_ratio
        use_mem_eff_path attention_invocation chunk_size_feed_forward""",
    "names the labels of a task head that is not counted": """
        id2label label2id num_labels problem_type finetuning_task summary_activation summary_proj_to_labels summary_type
        summary_use_proj""",
    "scales or caps numbers and has no weights": """
        query_pre_attn_scalar attn_logit_softcapping final_logit_softcapping routed_scaling_factor norm_topk_prob scoring_func
        topk_method n_group topk_group swiglu_limit embedding_multiplier logits_scaling residual_multiplier
        attention_multiplier apply_residual_connection_post_layernorm logit_softcapping""",
    "numbers the layers of a window that `use_sliding_window` turns on or off": "max_window_layers",
    "names the file": "_name_or_path name_or_path",
}
IRRELEVANT: Mapping[str, str] = {key: reason for reason, keys in _REASONS.items() for key in keys.split()}

# Keys that say nothing as long as they have one of these values.
_HARMLESS: Mapping[str, tuple[tuple[Any, ...], str]] = {
    "is_decoder": ((False,), "plain BERT looks both ways; a decoder would cache keys and values"),
    "add_cross_attention": ((False,), "there is no cross attention"),
    "cross_attention_hidden_size": ((None,), "there is no cross attention"),
    "tie_encoder_decoder": ((False,), "the two halves have weights of their own"),
    "pruned_heads": (({}, None), "no head is cut out"),
    "position_embedding_type": (("absolute", None), "positions are learned, one row each"),
    "do_layer_norm_before": ((True,), "norms come before the parts, as many as after them"),
    "_remove_final_layer_norm": ((False,), "the norm after the last layer is there"),
    "layer_norm_elementwise_affine": ((True,), "norms have weights"),
    "ep_size": ((1, None), "experts are not split"),
    "attention_chunk_size": ((None,), "attention is not cut into chunks"),
    "use_bidirectional_attention": ((False,), "attention is causal"),
    "use_double_wide_mlp": ((False,), "the feed-forward part has its stated width"),
    "qk_layernorm": ((False,), "queries and keys are not normalised"),
    "resid_scale": ((None, 1.0), "the residual is not scaled"),
}
MODULES = "the modules that predict further tokens are no part of what a token passes"


def reason_for(key: str, value: Any) -> str | None:  # noqa: ANN401  (JSON)
    """Return why a key says nothing about a model's shape, None where nothing here knows.

    >>> reason_for("rms_norm_eps", 1e-5)
    'keeps a division from zero and has no weights'
    >>> reason_for("is_decoder", True) is None
    True
    """
    if key in _HARMLESS:
        good, reason = _HARMLESS[key]
        return reason if any(value is each or (value == each and type(value) is type(each)) for each in good) else None
    return MODULES if key == "num_nextn_predict_layers" else IRRELEVANT.get(key)
