"""Writes a GGUF of a Llama as a Hugging Face folder in float32, dequantized by llama.cpp's own Python package: the
original network for the peers that read such folders (not what rotor exports, which has its norms folded).

usage: gguf_to_hf.py MODEL.gguf FOLDER"""

import re
import sys

import torch
from gguf import GGUFReader, dequantize
from transformers import LlamaConfig, LlamaForCausalLM

NAMES = {
    "token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head",
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}


def hf_name(name):
    block = re.fullmatch(r"blk\.(\d+)\.(\w+)\.weight", name)
    if block:
        return f"model.layers.{block[1]}.{NAMES[block[2]]}.weight"
    return NAMES[name.removesuffix(".weight")] + ".weight"


def halves_from_pairs(weight, heads):
    """llama.cpp keeps the two channels that RoPE turns side by side, transformers half a head apart."""
    rows, columns = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, columns).transpose(1, 2).reshape(rows, columns)


def main(source, target):
    reader = GGUFReader(source)

    def value(key):
        return reader.fields[key].contents()

    if value("general.architecture") != "llama":
        raise SystemExit(f"{source}: only the architecture llama is read here")
    weights = {}
    for tensor in reader.tensors:
        weights[hf_name(tensor.name)] = torch.from_numpy(dequantize(tensor.data, tensor.tensor_type).copy()).float()
    heads, kv_heads = value("llama.attention.head_count"), value("llama.attention.head_count_kv")
    for name in list(weights):
        if name.endswith("q_proj.weight"):
            weights[name] = halves_from_pairs(weights[name], heads).contiguous()
        if name.endswith("k_proj.weight"):
            weights[name] = halves_from_pairs(weights[name], kv_heads).contiguous()
    vocabulary, hidden = weights["model.embed_tokens.weight"].shape
    config = LlamaConfig(
        vocab_size=vocabulary, hidden_size=hidden, intermediate_size=value("llama.feed_forward_length"),
        num_hidden_layers=value("llama.block_count"), num_attention_heads=heads, num_key_value_heads=kv_heads,
        head_dim=hidden // heads, max_position_embeddings=value("llama.context_length"),
        rms_norm_eps=value("llama.attention.layer_norm_rms_epsilon"),
        rope_parameters={"rope_type": "default", "rope_theta": value("llama.rope.freq_base")},
        tie_word_embeddings="lm_head.weight" not in weights)
    model = LlamaForCausalLM(config)
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or set(missing) - {"lm_head.weight"}:
        raise SystemExit(f"{source}: tensors that do not fit: {missing} {unexpected}")
    model.tie_weights()
    model.save_pretrained(target)


main(*sys.argv[1:])
