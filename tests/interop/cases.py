"""The exports that are opened in real engines, what each engine is compared with, and how far it may be off."""

import dataclasses


@dataclasses.dataclass
class Case:
    name: str
    engine: str  # transformers, dequantized, gptqmodel or llama.cpp
    export: list  # options of rotor export beside model, rotation and place
    dtype: str = "float32"
    #: options of rotor that measure the same grid without the files; none: the original network
    grid: list = dataclasses.field(default_factory=list)
    perplexity_within: float = 0.005
    #: max |logit difference| / max |logit| against rotor's own on the reopened files (or the original network)
    logits_within: float = 1e-3
    #: greedy tokens that must be the same as the reopened file's, but for near ties
    greedy: int = 0
    #: which model: the sample with a random Hadamard rotation, or a random network of widths that K types need
    model: str = "sample"
    optional: bool = False  #: not measured where the engine is not installed


def compressed(name, scheme, *options, dequantized=False, logits_within=5e-3):
    grid = ["--target", "compressed-tensors", "--scheme", scheme, *options]
    return Case(name, "dequantized" if dequantized else "transformers", grid, grid=grid, logits_within=logits_within)


def gguf(name, kind, model="sample", perplexity_within=0.01, logits_within=0.05, greedy=32):
    grid = ["--target", "gguf", "--gguf-type", kind]
    return Case(name, "llama.cpp", grid, grid=grid, perplexity_within=perplexity_within, logits_within=logits_within,
                greedy=greedy, model=model)


GPTQ = ["--w-method", "gptq", "--calibration-tokens", "2048"]

CASES = [
    Case("hf F32", "transformers", ["--target", "hf", "--weights-dtype", "f32"], perplexity_within=1e-4),
    Case("hf BF16, computed in F32", "transformers", ["--target", "hf", "--weights-dtype", "bf16"],
         logits_within=1e-2),
    # Every product and the stream are rounded to 8 bits here, whatever the weights: a loose bound.
    Case("hf BF16, computed in BF16", "transformers", ["--target", "hf", "--weights-dtype", "bf16"], dtype="bfloat16",
         logits_within=0.05),
    compressed("ct W4A16 g32", "W4A16KV16", "--w-group", "32"),
    # run_compressed=False: the library multiplies level and scale in the scale's type, BF16.
    compressed("ct W4A16 g32, dequantized", "W4A16KV16", "--w-group", "32", dequantized=True, logits_within=0.03),
    # Without it, this version of transformers makes room for zero points that are not packed, and refuses packed ones.
    compressed("ct W4A16 g32 asymmetric, dequantized", "W4A16KV16", "--w-group", "32", "--w-symmetric", "off",
               dequantized=True, logits_within=0.03),
    compressed("ct W4A16 per channel", "W4A16KV16"),
    compressed("ct W4A16 g64 GPTQ", "W4A16KV16", "--w-group", "64", *GPTQ),
    compressed("ct W8A16", "W8A16KV16"),
    # One activation that is rounded the other way moves all that follow: rounding the weights to BF16 alone moves these
    # logits by 0.1 of their scale.
    compressed("ct W8A8", "W8A8KV16", logits_within=0.12),
    compressed("ct W4A8", "W4A8KV16", "--w-group", "32", logits_within=0.12),
    # gptqmodel's kernel computes in F16.
    Case("gptq W4 g32", "gptqmodel", ["--target", "gptq", "--scheme", "W4A16KV16", "--w-group", "32"],
         grid=["--target", "gptq", "--scheme", "W4A16KV16", "--w-group", "32"], optional=True, logits_within=0.03),
    Case("gptq W4 g32 asymmetric, act-order", "gptqmodel",
         ["--target", "gptq", "--scheme", "W4A16KV16", "--w-group", "32", "--w-symmetric", "off", "--act-order", "on",
          *GPTQ],
         grid=["--target", "gptq", "--scheme", "W4A16KV16", "--w-group", "32", "--w-symmetric", "off", "--act-order",
               "on", *GPTQ], optional=True, logits_within=0.03),
    gguf("gguf F16", "F16", logits_within=0.01),
    gguf("gguf BF16", "BF16", logits_within=0.02),
    gguf("gguf Q8_0", "Q8_0"),
    gguf("gguf Q4_0", "Q4_0"),
    gguf("gguf Q4_1", "Q4_1"),
    gguf("gguf Q5_0", "Q5_0"),
    gguf("gguf Q5_1", "Q5_1"),
    gguf("gguf Q4_K", "Q4_K", model="random", perplexity_within=0.01, greedy=0),
    gguf("gguf Q6_K", "Q6_K", model="random", perplexity_within=0.01, greedy=0),
]
