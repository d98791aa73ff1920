"""GPTQ (Frantar et al. 2022) of all linears of a Llama, the straightforward loop in PyTorch: block after block on the
inputs that the quantized blocks before give, in a block q, k, v, then o, then gate and up, then down; 128 columns at a
time, 1 % damping, a symmetric grid for each output channel. Norms are folded into the linears first, as rotor does.
Timed is the quantization alone, with the Hessians; perplexity over the first window shows that it did its work."""

import math
import time

import torch
from transformers import AutoModelForCausalLM

import peer

STAGES = (("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"), ("self_attn.o_proj",),
          ("mlp.gate_proj", "mlp.up_proj"), ("mlp.down_proj",))


def gptq(weight, hessian, bits, block=128, damping=0.01):
    weight, hessian = weight.clone(), hessian.clone()
    dead = hessian.diagonal() == 0
    hessian[dead, dead] = 1
    weight[:, dead] = 0
    largest = 2 ** (bits - 1) - 1
    scale = (weight.abs().amax(1) / largest).clamp_min(1e-8)
    hessian += damping * hessian.diagonal().mean() * torch.eye(len(hessian))
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(hessian))
    upper = torch.linalg.cholesky(inverse, upper=True)
    quantized = torch.zeros_like(weight)
    for begin in range(0, weight.shape[1], block):
        end = min(begin + block, weight.shape[1])
        part, errors = weight[:, begin:end].clone(), torch.zeros(weight.shape[0], end - begin)
        factor = upper[begin:end, begin:end]
        for j in range(end - begin):
            column = part[:, j]
            rounded = (column / scale).round().clamp(-largest - 1, largest) * scale
            quantized[:, begin + j] = rounded
            errors[:, j] = (column - rounded) / factor[j, j]
            part[:, j:] -= errors[:, j:j + 1] @ factor[j:j + 1, j:]
        weight[:, end:] -= errors @ upper[begin:end, end:]
    return quantized


def fold_norms(model):
    """W ← W·diag(γ) in whatever reads a norm, γ ← 1; the head becomes a matrix of its own."""
    def fold(norm, *linears):
        for linear in linears:
            linear.weight.data = linear.weight.data * norm.weight.data
        norm.weight.data.fill_(1)

    model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.data.clone())
    fold(model.model.norm, model.lm_head)
    for layer in model.model.layers:
        fold(layer.input_layernorm, layer.self_attn.q_proj, layer.self_attn.k_proj, layer.self_attn.v_proj)
        fold(layer.post_attention_layernorm, layer.mlp.gate_proj, layer.mlp.up_proj)


def quantize(model, windows, bits):
    states = [model.model.embed_tokens(window) for window in windows]
    positions = model.model.rotary_emb(states[0], torch.arange(windows[0].shape[1])[None])

    def run(layer, x):
        out = layer(x, attention_mask=None, position_embeddings=positions, use_cache=False)
        return out[0] if isinstance(out, tuple) else out

    for layer in model.model.layers:
        linears = dict(layer.named_modules())
        for stage in STAGES:
            hessian = 0.0

            def collect(module, inputs):
                nonlocal hessian
                x = inputs[0].reshape(-1, inputs[0].shape[-1])
                hessian = hessian + x.T @ x

            # the linears of a stage read the same input
            hook = linears[stage[0]].register_forward_pre_hook(collect)
            for x in states:
                run(layer, x)
            hook.remove()
            hessian *= 2.0 / sum(x.shape[1] for x in states)
            for name in stage:
                linears[name].weight.data = gptq(linears[name].weight.data, hessian, bits)
        states = [run(layer, x) for x in states]


def main():
    parser = peer.arguments(__doc__, model="Hugging Face folder")
    parser.add_argument("--bits", type=int, default=4)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    windows = [torch.tensor([ids]) for ids in peer.read_windows(options.ids, options.seq_len, options.windows)]
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=torch.float32).eval()
    with torch.inference_mode():
        fold_norms(model)
        begin = time.perf_counter()
        quantize(model, windows, options.bits)
        seconds = time.perf_counter() - begin
        logits = model(input_ids=windows[0], use_cache=False).logits[0, :-1]
        loss = torch.nn.functional.cross_entropy(logits, windows[0][0, 1:]).item()
    peer.report(seconds=seconds, perplexity=math.exp(loss), peak_memory_bytes=peer.peak_memory_bytes())


main()
