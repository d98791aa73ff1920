"""Perplexity in transformers, float32, as its users measure it: the model in evaluation mode, no cache, logits of all
positions of a window, cross-entropy of the next tokens. Loading is not timed; nothing warms up ahead, as with ours."""

import math
import time

import torch
from transformers import AutoModelForCausalLM

import peer


def main():
    options = peer.arguments(__doc__, model="Hugging Face folder").parse_args()
    torch.set_num_threads(options.threads)
    windows = [torch.tensor([ids]) for ids in peer.read_windows(options.ids, options.seq_len, options.windows)]
    begin = time.perf_counter()
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=torch.float32).eval()
    load_seconds = time.perf_counter() - begin

    def negative_log_likelihood(window):
        logits = model(input_ids=window, use_cache=False).logits[0, :-1]
        return torch.nn.functional.cross_entropy(logits.float(), window[0, 1:], reduction="sum").item()

    with torch.inference_mode():
        begin = time.perf_counter()
        total = sum(negative_log_likelihood(window) for window in windows)
        seconds = time.perf_counter() - begin
    tokens = options.windows * (options.seq_len - 1)
    peer.report(perplexity=math.exp(total / tokens), tokens=tokens, seconds=seconds, load_seconds=load_seconds,
                peak_memory_bytes=peer.peak_memory_bytes(), attention=model.config._attn_implementation)


main()
