"""What is compared: perplexity by rotor's two protocols, greedy tokens, logits."""

import json
import math
import subprocess
import tempfile

import numpy as np


def negative_log_likelihood(logits, targets):
    """Summed over the positions."""
    total = 0.0
    for begin in range(0, len(targets), 64):
        z = logits[begin:begin + 64].astype(np.float64)
        z -= z.max(1, keepdims=True)
        chosen = z[np.arange(len(z)), targets[begin:begin + 64]]
        total += float((np.log(np.exp(z).sum(1)) - chosen).sum())
    return total


def perplexity(engine, ids, seq_len, windows, second_half_only=False):
    total, scored = 0.0, 0
    begin = seq_len // 2 if second_half_only else 0
    for w in range(windows):
        window = list(ids[w * seq_len:(w + 1) * seq_len])
        if second_half_only and engine.first_token is not None:
            window[0] = engine.first_token
        logits = engine.logits(window)
        total += negative_log_likelihood(logits[begin:-1], np.array(window[begin + 1:]))
        scored += seq_len - 1 - begin
    return math.exp(total / scored)


def greedy(engine, ids, count):
    """`count` tokens, each the most likely one after all before it."""
    ids = list(ids)
    for _ in range(count):
        ids.append(int(engine.logits(ids)[-1].argmax()))
    return ids[-count:]


def relative_difference(ours, theirs):
    """max |difference| / max |logit|"""
    return float(np.abs(ours - theirs).max() / np.abs(theirs).max())


def rms_difference(ours, theirs):
    """r.m.s. of the difference / r.m.s. of the logits"""
    return float(np.sqrt(np.square(ours - theirs, dtype=np.float64).mean() / np.square(theirs, dtype=np.float64).mean()))


class Rotor:
    """The program, and one model as it opens it (with options such as a rotation and a target)."""

    def __init__(self, program, model=None, options=()):
        self.program, self.model, self.options = program, model, list(options)
        self.first_token = None

    def run(self, *arguments):
        finished = subprocess.run([self.program, *map(str, arguments), "--json"], capture_output=True, text=True,
                                  check=False)
        if finished.returncode != 0:
            raise RuntimeError(f"rotor {' '.join(map(str, arguments))}: {finished.stderr.strip()[-500:]}")
        return json.loads(finished.stdout.strip().splitlines()[-1])

    def logits(self, ids):
        with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
            self.run("logits", self.model, "--ids", ",".join(map(str, ids)), "--out", file.name, *self.options)
            return read_logits(file.name)

    def perplexity(self, ids_file, seq_len, windows, second_half_only=False):
        protocol = "llama.cpp" if second_half_only else "spinquant"
        return self.run("eval", self.model, "--ids-file", ids_file, "--seq-len", seq_len, "--windows", windows,
                        "--protocol", protocol, *self.options)["perplexity"]


def read_logits(path):
    """The one F32 tensor of the safetensors file that `rotor logits --out` writes."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        entry = header["logits"]
        data = np.frombuffer(file.read(), np.float32, offset=entry["data_offsets"][0])
    return data.reshape(entry["shape"])
