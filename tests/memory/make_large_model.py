"""A Llama checkpoint of random weights, larger than a memory limit, as a sparse-free safetensors file in BF16.

usage: make_large_model.py FOLDER [--layers N] [--hidden N] [--ffn N] [--vocab N]

Only Python's standard library: weights are a few random rows, repeated, scaled as at initialization."""

import argparse
import json
import pathlib
import random
import struct


def bf16(value):
    return struct.pack("<f", value)[2:]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--layers", type=int, default=16)
    parser.add_argument("--hidden", type=int, default=1024)
    parser.add_argument("--ffn", type=int, default=4096)
    parser.add_argument("--vocab", type=int, default=512)
    o = parser.parse_args()
    heads, kv_heads, head = o.hidden // 64, o.hidden // 256, 64
    shapes = {"model.embed_tokens.weight": [o.vocab, o.hidden]}
    for layer in range(o.layers):
        block = {
            "input_layernorm": [o.hidden],
            "self_attn.q_proj": [heads * head, o.hidden],
            "self_attn.k_proj": [kv_heads * head, o.hidden],
            "self_attn.v_proj": [kv_heads * head, o.hidden],
            "self_attn.o_proj": [o.hidden, heads * head],
            "post_attention_layernorm": [o.hidden],
            "mlp.gate_proj": [o.ffn, o.hidden],
            "mlp.up_proj": [o.ffn, o.hidden],
            "mlp.down_proj": [o.hidden, o.ffn],
        }
        shapes.update({f"model.layers.{layer}.{name}.weight": shape for name, shape in block.items()})
    shapes["model.norm.weight"] = [o.hidden]
    shapes["lm_head.weight"] = [o.vocab, o.hidden]
    header, at = {}, 0
    for name, shape in shapes.items():
        size = 2
        for n in shape:
            size *= n
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    o.folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(header).encode()
    random.seed(1)
    with open(o.folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            if len(shape) == 1:
                file.write(bf16(1.0) * shape[0])
                continue
            rows, columns = shape
            noise = b"".join(bf16(random.gauss(0, 0.6 / columns**0.5)) for _ in range(columns + 997))
            for row in range(rows):  # a row starts elsewhere in the noise than the one before
                start = 2 * (row * 31 % 997)
                file.write(noise[start : start + 2 * columns])
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": o.hidden,
        "intermediate_size": o.ffn,
        "num_hidden_layers": o.layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "vocab_size": o.vocab,
        "rms_norm_eps": 1e-5,
        "rope_theta": 10000.0,
        "max_position_embeddings": 2048,
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
        "hidden_act": "silu",
        "attention_bias": False,
    }
    (o.folder / "config.json").write_text(json.dumps(config, indent=1))


main()
