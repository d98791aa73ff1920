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
    #: r.m.s. of the logit difference / r.m.s. of the logits, likewise
    rms_within: float = 1e-2
    #: greedy tokens after each prompt that must be the same as the reopened file's, but for near ties
    greedy: int = 0
    #: which model: the sample with a random Hadamard rotation, a random network of widths that K types need, or one of
    #: the tiny checkpoints
    model: str = "sample"
    #: options of rotor that treat the reopened files' activations as the engine does
    engine_grid: list = dataclasses.field(default_factory=list)
    optional: bool = False  #: not measured where the engine is not installed


def compressed(name, scheme, *options, model="sample", dequantized=False, perplexity_within=0.005, logits_within=5e-3,
               rms_within=1e-2):
    grid = ["--target", "compressed-tensors", "--scheme", scheme, *options]
    eight = "A8" in scheme
    return Case(name, "dequantized" if dequantized else "transformers", grid, grid=grid,
                perplexity_within=perplexity_within, logits_within=logits_within, rms_within=rms_within, model=model,
                engine_grid=["--target", "compressed-tensors", "--a-bits", "8"] if eight else [])


def gguf(name, kind, model="sample", perplexity_within=0.01, logits_within=0.01, rms_within=0.01, greedy=32):
    """Beside quantized weights llama.cpp rounds activations to 8 bits in blocks of 32, of 256 for K types."""
    grid = ["--target", "gguf", "--gguf-type", kind]
    floats = kind in ("F16", "BF16")
    blocks = ["--target", "gguf", "--gguf-type", "F32", "--a-bits", "8"]  # the weights as they stand in the file
    if kind.endswith("_K"):
        blocks += ["--a-group", "256"]
    return Case(name, "llama.cpp", grid, grid=grid, perplexity_within=perplexity_within, logits_within=logits_within,
                rms_within=rms_within, greedy=greedy, model=model, engine_grid=[] if floats else blocks)


GPTQ = ["--w-method", "gptq", "--calibration-tokens", "2048"]

CASES = [
    Case("hf F32", "transformers", ["--target", "hf", "--weights-dtype", "f32"], perplexity_within=1e-4),
    # 3 million logits: the worst ones are off by more than the rest.
    Case("hf BF16, computed in F32", "transformers", ["--target", "hf", "--weights-dtype", "bf16"],
         logits_within=2e-2, rms_within=1e-2),
    # Every product and the stream are rounded to 8 bits here, whatever the weights: a loose bound.
    Case("hf BF16, computed in BF16", "transformers", ["--target", "hf", "--weights-dtype", "bf16"], dtype="bfloat16",
         logits_within=0.05, rms_within=0.03),
    compressed("ct W4A16 g32", "W4A16KV16", "--w-group", "32"),
    # run_compressed=False: the library multiplies level and scale in the scale's type, BF16.
    compressed("ct W4A16 g32, dequantized", "W4A16KV16", "--w-group", "32", dequantized=True, logits_within=0.03,
               rms_within=0.02),
    # Without it, this version of transformers makes room for zero points that are not packed, and refuses packed ones.
    compressed("ct W4A16 g32 asymmetric, dequantized", "W4A16KV16", "--w-group", "32", "--w-symmetric", "off",
               dequantized=True, logits_within=0.03, rms_within=0.02),
    compressed("ct W4A16 per channel", "W4A16KV16"),
    compressed("ct W4A16 g64 GPTQ", "W4A16KV16", "--w-group", "64", *GPTQ),
    compressed("ct W8A16", "W8A16KV16"),
    # The scale puts a token's largest activation in the middle between two levels, so that the last bit of a sum decides
    # where it goes. On equal inputs both round alike to the bit (a test of rotor's).
    compressed("ct W8A8", "W8A8KV16"),
    compressed("ct W4A8", "W4A8KV16", "--w-group", "32"),
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

#: Random checkpoints that transformers wrote: grouped heads and tied embeddings, RoPE scaling, biases, a width of 112 …
TINY_GOLDENS = ["tiny_gqa_tied", "tiny_llama3_rope", "tiny_mha_bias", "tiny_wide_ffn"]
FAMILIES = ["llama", "mistral", "phi3", "qwen2", "qwen3"]
for tiny in TINY_GOLDENS + FAMILIES:
    CASES.append(Case(f"hf F32, {tiny}", "transformers", ["--target", "hf", "--weights-dtype", "f32"],
                      perplexity_within=1e-4, rms_within=1e-5, model=tiny))
    if tiny == "phi3":
        continue  # compressed-tensors is refused for fused projections
    CASES += [
        compressed(f"ct W4A16, {tiny}", "W4A16KV16", model=tiny),
        compressed(f"ct W8A8, {tiny}", "W8A8KV16", model=tiny, perplexity_within=0.01),
    ]
for tiny in ["tiny_gqa_tied", "tiny_llama3_rope", "tiny_wide_ffn", "llama"]:
    CASES.append(gguf(f"gguf F16, {tiny}", "F16", model=tiny, logits_within=0.01, greedy=0))
for kind in ["Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"]:
    CASES.append(gguf(f"gguf {kind}, random", kind, model="random", greedy=0))
