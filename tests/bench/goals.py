"""The goals of the rows that compare processes, and of those that this script does not measure, in the order of the
table. The rows that compare within one process bring their goals with them, from `rotor bench`."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Goal:
    name: str
    work: str
    against: str
    kind: str = ""  # "at least" or "at most" for the ratio, "seconds" for our own time; empty: no goal
    value: float = 0
    reason: str = ""  # why this script does not measure it

    @property
    def text(self):
        return {"at least": f"≥ {self.value:g}", "at most": f"≤ {self.value:g}", "seconds": f"≤ {self.value:g} s",
                "faster": "faster", "": "–"}[self.kind]

    def met(self, row):
        if not self.kind or row.get("ratio") is None:
            return None
        if self.kind == "at least":
            return row["ratio"] >= self.value
        if self.kind == "faster":
            return row["ratio"] > 1
        return (row["ours"] if self.kind == "seconds" else row["ratio"]) <= self.value


GPU = "no GPU in this script; scripts/gpu-check.sh measures there"

BETWEEN_PROCESSES = (
    Goal("perplexity-transformers", "perplexity pass, float32, windows of 512",
         "transformers, same windows and threads", "at least", 1.3),
    Goal("perplexity-memory", "its peak memory, with loading", "transformers", "at most", 0.6),
    Goal("perplexity-llama.cpp", "perplexity pass on the GGUF, windows of 512",
         "llama.cpp on the same file, same windows and threads", "faster"),
    Goal("learn-merged", "learning step, ce, site form, A4KV4, 512 tokens",
         "merged form in PyTorch (the reference's learn)", "at least", 3),
    Goal("gptq", "GPTQ of the whole model, 4 bits", "the straightforward PyTorch loop, same calibration", "at least", 3),
    Goal("window", "window on screen, warm", "an empty Qt window with a plot", "seconds", 0.2),
    Goal("window-tree", "window started on a model, to its tree of layers and sites",
         "an empty Qt window with a plot"),
    Goal("frames-heat-map", "a frame of a heat map of 4096 × 2048 that is panned and zoomed, 1280 × 800",
         "a frame at 60 a second", "at most", 1),
    Goal("frames-curve", "a frame of a curve of a million points that is panned and zoomed, 1280 × 800",
         "a frame at 60 a second", "at most", 1),
    Goal("frames-relief", "a frame of two reliefs of 512 × 1536 values that are turned, 1280 × 800",
         "a frame at 60 a second", "at most", 1),
    Goal("open-llama.cpp", "opening a model, to its ModelInfo", "llama.cpp opening the same file", "faster"),
)

ON_A_GPU = (
    Goal("gpu-kernels", "Hadamard, fake-quantize, statistics, GPU, bfloat16, 64 MiB and more", "measured device copy",
         "at least", 0.8, GPU),
    Goal("gpu-hadamard", "Hadamard, GPU, 4096 and 14336", "published fraction of fast-hadamard-transform", "faster",
         reason=GPU),
    Goal("gpu-learn", "learning step of 1B and 8B Llama shapes, one GPU", "matrix-multiply limit", "at least", 0.45,
         GPU),
)
