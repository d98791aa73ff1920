"""Learning rotations in PyTorch as SpinQuant does it: every step merges R1 and R2 into all weights, runs the rotated,
fake-quantized network and steps by Cayley SGD. It is `learn` of the reference that the numerics are stated in
(spinref.py, in the folder that --reference names), on the same windows and from the same rotations as ours.

usage: reference_learn.py FOLDER IDS --rotations FILE.safetensors --reference FOLDER [--steps N] …"""

import contextlib
import io
import sys
import time

import torch
from safetensors.torch import load_file

import peer


def main():
    parser = peer.arguments(__doc__, model="Hugging Face folder")
    parser.add_argument("--rotations", required=True, help="R1 and R2 to start from, as rotor export writes them")
    parser.add_argument("--reference", required=True, help="folder of spinref.py")
    parser.add_argument("--steps", type=int, default=3, help="steps; the first warms up and is not counted")
    options = parser.parse_args()
    sys.path.insert(0, options.reference)
    import spinref

    torch.set_num_threads(options.threads)
    network = spinref.Llama.load(options.model)
    windows = peer.read_windows(options.ids, options.seq_len, options.steps)
    ids = torch.tensor([[token for window in windows for token in window]])
    rotations = load_file(options.rotations)
    layers = network.c["num_hidden_layers"]
    r2 = [rotations[f"model.layers.{i}.self_attn.R2"] for i in range(layers)]
    h3 = spinref.hadamard(network.hd).float()
    h4 = spinref.hadamard(network.c["intermediate_size"]).float()
    ends, losses = [], []

    def log(step, loss, norm):
        ends.append(time.perf_counter())
        losses.append(loss)

    with contextlib.redirect_stdout(io.StringIO()):
        spinref.learn(network.fused(), ids, options.seq_len, options.steps, spinref.Quant(a=4, kv=4), rotations["R1"],
                      r2, h3, h4, clip_tangent=True, lr=0.1, log=log)
    steps = sorted(end - begin for begin, end in zip(ends, ends[1:]))
    peer.report(seconds=steps[len(steps) // 2], losses=losses, peak_memory_bytes=peer.peak_memory_bytes())


main()
