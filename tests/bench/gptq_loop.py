"""GPTQ of a model as a plain PyTorch loop, to compare speed with: blocks in order, q/k/v, then o, then gate/up, then
down, each on the inputs that the quantized part before it gives; a Hessian and a column loop a linear. Symmetric grid
a row, no clip search (rotor: --w-clip-search off). Prints one JSON object.

  python gptq_loop.py FOLDER TEXT --tokens 8192 --window 512 --bits 4 --layers 0 --threads 2

FOLDER: a Hugging Face checkpoint, e.g. of `rotor export sample --target hf --weights-dtype f32 --out FOLDER`.
"""
import argparse, json, time
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def gptq(weight, x, bits, damping=0.01, block=128):
    w = weight.clone()
    n = w.shape[1]
    h = 2.0 / x.shape[0] * x.T @ x
    dead = torch.diag(h) == 0
    h[dead, dead] = 1
    w[:, dead] = 0
    h += torch.eye(n) * damping * torch.diag(h).mean()
    u = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(h)), upper=True)
    top = 2 ** (bits - 1) - 1
    scale = (w.abs().amax(1, keepdim=True) / top).clamp_min(1e-8)
    q = torch.zeros_like(w)
    for b in range(0, n, block):
        e = min(b + block, n)
        inside = w[:, b:e].clone()
        errors = torch.zeros_like(inside)
        for j in range(e - b):
            column = inside[:, j:j + 1]
            y = torch.round(column / scale).clamp(-top - 1, top) * scale
            q[:, b + j] = y[:, 0]
            r = (column - y) / u[b + j, b + j]
            inside[:, j:] -= r @ u[b + j, b + j:e][None]
            errors[:, j:j + 1] = r
        w[:, e:] -= errors @ u[b:e, e:]
    return q


class Enough(Exception):
    pass


@torch.no_grad()
def main():
    p = argparse.ArgumentParser()
    p.add_argument('model')
    p.add_argument('text')
    p.add_argument('--tokens', type=int, default=8192)
    p.add_argument('--window', type=int, default=512)
    p.add_argument('--bits', type=int, default=4)
    p.add_argument('--layers', type=int, default=0)
    p.add_argument('--threads', type=int, default=0)
    a = p.parse_args()
    if a.threads:
        torch.set_num_threads(a.threads)
    model = AutoModelForCausalLM.from_pretrained(a.model, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(a.model)
    ids = tokenizer(open(a.text, encoding='utf-8').read(), add_special_tokens=False, return_tensors='pt').input_ids[0]
    windows = ids[:a.tokens // a.window * a.window].view(-1, a.window)
    layers = model.model.layers[:a.layers or None]

    begin = time.perf_counter()
    inputs, keywords = [], {}

    def catch(_, args, kwargs):
        inputs.append(args[0])
        keywords.update({k: v for k, v in kwargs.items() if 'past_key' not in k})
        raise Enough

    hook = layers[0].register_forward_pre_hook(catch, with_kwargs=True)
    for w in windows:
        try:
            model.model(w[None], use_cache=False)
        except Enough:
            pass
    hook.remove()

    def run(layer, x):
        y = layer(x, **keywords)
        return y[0] if isinstance(y, tuple) else y

    columns_seconds = 0.0
    for layer in layers:
        at, mlp = layer.self_attn, layer.mlp
        for stage in ([at.q_proj, at.k_proj, at.v_proj], [at.o_proj], [mlp.gate_proj, mlp.up_proj], [mlp.down_proj]):
            seen = []
            hook = stage[0].register_forward_pre_hook(lambda _, args: seen.append(args[0].reshape(-1, args[0].shape[-1])))
            for x in inputs:
                run(layer, x)
            hook.remove()
            x = torch.cat(seen)
            start = time.perf_counter()
            for linear in stage:
                linear.weight.data = gptq(linear.weight.data, x, a.bits)
            columns_seconds += time.perf_counter() - start
        inputs = [run(layer, x) for x in inputs]
    seconds = time.perf_counter() - begin
    print(json.dumps({'layers': len(layers), 'tokens': windows.numel(), 'seconds': seconds,
                      'seconds_in_gptq': columns_seconds, 'seconds_a_layer': seconds / len(layers)}))


main()
