"""The rows that compare processes. Each function measures and yields its rows; a row's goal is decided by run.py."""

import functools
import re
import statistics
import time

from side_by_side import (NotMeasured, agree, gguf_file, hf_folder, ids_file, in_turns, median_row, peer,
                          reference_folder, rotor, run)


def evaluation(settings, ids, windows):
    return rotor(settings, "eval", settings.model, "--ids-file", ids, "--seq-len", 512, "--windows", windows)[0]


def perplexity_transformers(settings):
    windows = 2 if settings.quick else 6
    ids, folder = ids_file(settings, "evaluation"), hf_folder(settings)
    pairs = in_turns(lambda: evaluation(settings, ids, windows),
                     lambda: peer(settings, "transformers_perplexity.py", folder, ids, "--windows", windows),
                     settings.pairs)
    for ours, theirs in pairs:
        agree("perplexity", ours["perplexity"], theirs["perplexity"], 1e-3)
    yield median_row({"name": "perplexity-transformers", "tokens": windows * 512},
                     [(o["pass_seconds"], t["seconds"]) for o, t in pairs], faster=True)
    yield median_row({"name": "perplexity-memory", "unit": "bytes"},
                     [(o["peak_memory_bytes"], t["peak_memory_bytes"]) for o, t in pairs], faster=False)


def perplexity_llama_cpp(settings):
    windows = 2 if settings.quick else 6
    ids, file = ids_file(settings, "evaluation"), gguf_file(settings)
    pairs = in_turns(lambda: evaluation(settings, ids, windows),
                     lambda: peer(settings, "llama_cpp_perplexity.py", file, ids, "--windows", windows),
                     settings.pairs)
    for ours, theirs in pairs:
        # it rounds activations to 8 bits
        agree("perplexity", ours["perplexity"], theirs["perplexity"], 1e-2)
    # a wheel may be built for less than this processor has; the reader of the ratio should know
    note = "as the wheel is built: " + pairs[0][1]["built_for"]
    yield median_row({"name": "perplexity-llama.cpp", "tokens": windows * 512, "note": note},
                     [(o["pass_seconds"], t["seconds"]) for o, t in pairs], faster=True)


def learn_merged(settings):
    steps = 2 if settings.quick else 4
    reference, folder = reference_folder(settings), hf_folder(settings)
    ids = ids_file(settings, "calibration")
    rotations, project = settings.scratch / "start.safetensors", settings.scratch / "learn.h5"
    rotor(settings, "export", settings.model, "--target", "rotations", "--rotation", "hadamard", "--out", rotations)

    def ours():
        project.unlink(missing_ok=True)
        outcome, messages = rotor(
            settings, "learn", settings.model, "--project", project, "--ids-file", ids, "--objective", "ce", "--form",
            "site", "--warm-start", 0, "--steps", steps, "--seq-len", 512, "--batch", 1, "--lr", 0.1, "--clip-norm",
            "tangent", "--schedule", "cosine", "--scheme", "W16A4KV4", "--rotation", "hadamard",
            "--checkpoint-every", 1000, "--holdout", 0)  # what is held out is no part of a step
        seconds = [float(s) for s in re.findall(r"^step \d+/\d+ .* ([\d.]+) s ", messages, re.MULTILINE)]
        if len(seconds) != steps:
            raise NotMeasured("rotor learn does not print its steps as expected")
        return {"seconds": statistics.median(seconds[1:]), "loss": outcome["losses"][0]}

    def theirs():
        return peer(settings, "reference_learn.py", folder, ids, "--rotations", rotations, "--reference", reference,
                    "--steps", steps)

    pairs = in_turns(ours, theirs, settings.pairs)
    for mine, other in pairs:
        # 4-bit rounding makes of the last bits of a sum differences of a percent
        agree("the first step's loss", mine["loss"], other["losses"][0], 2e-2)
    yield median_row({"name": "learn-merged"}, [(o["seconds"], t["seconds"]) for o, t in pairs], faster=True)


def gptq(settings):
    windows = 2 if settings.quick else 8
    folder, ids = hf_folder(settings), ids_file(settings, "calibration")

    def ours():
        outcome = rotor(
            settings, "eval", settings.model, "--ids-file", ids, "--seq-len", 512, "--windows", 1, "--w-bits", 4,
            "--w-method", "gptq", "--w-clip-search", "off", "--calibration-ids", ids, "--calibration-tokens",
            512 * windows)[0]
        return {"seconds": outcome["quantize_seconds"], "perplexity": outcome["perplexity"]}

    pairs = in_turns(ours, lambda: peer(settings, "reference_gptq.py", folder, ids, "--windows", windows),
                     settings.pairs)
    for mine, other in pairs:
        agree("perplexity", mine["perplexity"], other["perplexity"], 5e-2)
    yield median_row({"name": "gptq", "tokens": windows * 512}, [(o["seconds"], t["seconds"]) for o, t in pairs],
                     faster=True)


def first_paint(settings, program, *words, wait_for=""):
    """Seconds from the start of the process until its window, or its tree, is painted; Qt's offscreen platform."""
    config = settings.scratch / "config"
    return run(settings, [settings.programs / program, *words], program, limit_seconds=120, QT_QPA_PLATFORM="offscreen",
               QT_QPA_GENERIC_PLUGINS="firstpaint", QT_PLUGIN_PATH=str(settings.root / "build/release/plugins"),
               XDG_CONFIG_HOME=str(config), ROTORSCOPE_STARTED=repr(time.monotonic()), ROTORSCOPE_WAIT_FOR=wait_for)[0]


def window(settings):
    ours = functools.partial(first_paint, settings, "rotorscope")
    theirs = functools.partial(first_paint, settings, "empty_window")
    in_turns(ours, theirs, 1)  # warms the file cache
    pairs = in_turns(ours, theirs, 3 if settings.quick else 10)
    yield median_row({"name": "window"}, [(o["window_seconds"], t["window_seconds"]) for o, t in pairs], faster=False)


def opening_llama_cpp(settings):
    file, ids = gguf_file(settings), ids_file(settings, "evaluation")

    def ours():
        return rotor(settings, "bench", settings.model, "--only", "open-model", "--seconds", 0.5)[0]["rows"][0]

    pairs = in_turns(ours, lambda: peer(settings, "llama_cpp_perplexity.py", file, ids, "--open", 5), settings.pairs)
    yield median_row({"name": "open-llama.cpp"}, [(o["ours_seconds"], t["seconds"]) for o, t in pairs], faster=True)


def opening_tree(settings):
    def ours():
        return first_paint(settings, "rotorscope", settings.model, wait_for="tree")

    ours()
    pairs = in_turns(ours, lambda: first_paint(settings, "empty_window"), settings.pairs)
    yield median_row({"name": "window-tree"}, [(o["tree_seconds"], t["window_seconds"]) for o, t in pairs],
                     faster=False)


def frames(settings, what):
    """The slowest frame but for one in twenty, against the time that a frame has."""
    command = [settings.programs / "frame_times", what]
    results = [run(settings, command, "frame_times", limit_seconds=120, QT_QPA_PLATFORM="offscreen")[0]
               for _ in range(settings.pairs)]
    yield median_row({"name": f"frames-{what}"}, [(result["seconds"], 1 / 60) for result in results], faster=False)


# Which function measures which rows.
MEASURED_BY = {
    ("perplexity-transformers", "perplexity-memory"): perplexity_transformers,
    ("perplexity-llama.cpp",): perplexity_llama_cpp,
    ("learn-merged",): learn_merged,
    ("gptq",): gptq,
    ("window",): window,
    ("window-tree",): opening_tree,
    ("open-llama.cpp",): opening_llama_cpp,
    ("frames-heat-map",): functools.partial(frames, what="heat-map"),
    ("frames-curve",): functools.partial(frames, what="curve"),
    ("frames-relief",): functools.partial(frames, what="relief"),
}
