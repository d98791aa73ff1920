"""Writes a tiny random checkpoint of each family with transformers, the logits that transformers computes with it, and
the same network as a GGUF file with llama.cpp's own Python package. The results are kept in the repository: the tests
need no Python.

usage: make_checkpoints.py [FOLDER]   (default: the folder of this file; needs requirements.txt)"""

import pathlib
import sys

import gguf
import torch
import transformers
from safetensors.torch import save_file

COMMON = dict(vocab_size=64, hidden_size=32, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
              num_key_value_heads=2, max_position_embeddings=64, initializer_range=0.2, bos_token_id=1, eos_token_id=2,
              pad_token_id=None)


def rope(theta, **more):
    return {"rope_parameters": {"rope_type": "default", "rope_theta": theta, **more}}


# Windows shorter than the text, so that a mask that is ignored shows.
CONFIGS = {
    "llama": transformers.LlamaConfig(**COMMON, **rope(10000.0), tie_word_embeddings=True),
    "mistral": transformers.MistralConfig(**COMMON, **rope(1000000.0), head_dim=8, sliding_window=6,
                                          tie_word_embeddings=False),
    "qwen2": transformers.Qwen2Config(**COMMON, **rope(1000000.0), use_sliding_window=True, sliding_window=5,
                                      max_window_layers=1, tie_word_embeddings=True),
    "qwen3": transformers.Qwen3Config(**COMMON, **rope(1000000.0), head_dim=16, tie_word_embeddings=False),
    "phi3": transformers.Phi3Config(**COMMON, **rope(10000.0, partial_rotary_factor=0.75), sliding_window=7,
                                    tie_word_embeddings=False),
}
GGUF_ARCHITECTURE = {"llama": gguf.MODEL_ARCH.LLAMA, "mistral": gguf.MODEL_ARCH.LLAMA, "qwen2": gguf.MODEL_ARCH.QWEN2,
                     "qwen3": gguf.MODEL_ARCH.QWEN3, "phi3": gguf.MODEL_ARCH.PHI3}


def random_model(name, config):
    """Gains and biases away from 1 and 0, and every weight a bfloat16 number: files of half the size hold it exactly."""
    torch.manual_seed(sum(name.encode()))
    model = transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager", dtype=torch.float32)
    with torch.no_grad():
        for key, value in model.named_parameters():
            if "norm" in key:
                value.copy_(1 + 0.3 * torch.randn_like(value))
            elif key.endswith("bias"):
                value.copy_(0.3 * torch.randn_like(value))
            value.copy_(value.bfloat16())
    return model.eval()


def expected(model):
    ids = torch.randint(0, COMMON["vocab_size"], (2, 24), generator=torch.Generator().manual_seed(7))
    with torch.no_grad():
        return {"ids": ids.int(), "logits": model(ids).logits.float().contiguous()}


def pairs_from_halves(weight, heads):
    """transformers keeps the two channels that RoPE turns half a head apart, llama.cpp's "llama" side by side."""
    return weight.view(heads, 2, -1, *weight.shape[1:]).transpose(1, 2).reshape(weight.shape)


def write_gguf(path, name, model):
    config = model.config
    architecture = GGUF_ARCHITECTURE[name]
    names = gguf.get_tensor_name_map(architecture, config.num_hidden_layers)
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[architecture])
    writer.add_name(f"tiny {name}")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_rope_dimension_count(int(head_dim * config.rope_parameters.get("partial_rotary_factor", 1.0)))
    # Llama.cpp has no key for Qwen2's windows in some layers only: there the tests compare within one window.
    if name in ("mistral", "phi3"):
        writer.add_sliding_window(config.sliding_window)
    for key, value in model.state_dict().items():
        if key == "lm_head.weight" and config.tie_word_embeddings:
            continue
        if architecture == gguf.MODEL_ARCH.LLAMA:
            if ".q_proj." in key:
                value = pairs_from_halves(value, config.num_attention_heads)
            if ".k_proj." in key:
                value = pairs_from_halves(value, config.num_key_value_heads)
        target = names.get_name(key, try_suffixes=(".weight", ".bias"))
        if value.dim() == 1:
            writer.add_tensor(target, value.float().numpy())
        else:
            raw = value.bfloat16().view(torch.int16).numpy().view("uint8")
            writer.add_tensor(target, raw, raw_dtype=gguf.GGMLQuantizationType.BF16)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    for name, config in CONFIGS.items():
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        model = random_model(name, config)
        save_file(expected(model), folder / "expected.safetensors")
        write_gguf(folder / "model.gguf", name, model)
        model.bfloat16().save_pretrained(folder)
        (folder / "generation_config.json").unlink(missing_ok=True)
        print(name, sum(p.numel() for p in model.parameters()), "parameters")


if __name__ == "__main__":
    main()
