"""Opens what rotor exports in the engines that people use, on the CPU, and compares perplexity, logits and greedy tokens
with rotor's own for the same grid. Writes a Markdown table; the exit status is 0 only if every case is within its
bounds. scripts/test.sh --interop installs the engines and runs this.

usage: run.py ROTOR [--only NAME…] [--list] [--out TABLE.md] [--keep FOLDER]"""

import argparse
import importlib.util
import json
import pathlib
import shutil
import sys
import tempfile
import time

from cases import CASES, FAMILIES
from measure import Rotor, greedy, perplexity, relative_difference, rms_difference

WINDOWS, PROMPT = 4, 64
PROMPTS = (0, 1000, 2000)  # greedy texts begin at these tokens
NEAR_TIE = 0.01  # of the largest logit
CHAOS = 1.5  # two independent roundings lie √2 times the effect of one apart


def random_model(folder):
    """A random Llama with a BPE-less vocabulary, wide enough for super-blocks of 256."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    config = LlamaConfig(vocab_size=512, hidden_size=256, intermediate_size=512, num_hidden_layers=3,
                         num_attention_heads=8, num_key_value_heads=4, max_position_embeddings=1024,
                         initializer_range=0.1, tie_word_embeddings=False)
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def opened(case, path, threads):
    if case.engine == "llama.cpp":
        from llama_cpp import LlamaCpp

        return LlamaCpp(path, threads)
    if case.engine == "gptqmodel":
        from transformers_engine import GptqTorch

        return GptqTorch(path, threads)
    from transformers_engine import Transformers

    return Transformers(path, case.dtype, threads, dequantized=case.engine == "dequantized")


class Model:
    """A model under test: its ids, and the rotation that all its exports have."""

    def __init__(self, program, model, ids, folder, seq_len=512):
        self.program, self.model, self.ids, self.seq_len = program, str(model), ids, seq_len
        self.rotation = ["--rotation", "hadamard", "--seed", "7", "--r3", "off", "--r4", "off"]
        self.ids_file = folder / f"{pathlib.Path(self.model).name}.ids"
        self.ids_file.write_text(" ".join(map(str, ids)), encoding="ascii")


def other_model(name, options, folder):
    """None if its checkpoint is not there."""
    if name == "random":
        return Model(options.rotor, random_model(folder / name), [i * i * 7 % 512 for i in range(3000)], folder)
    family = name in FAMILIES
    path = pathlib.Path("tests/families") / name if family else pathlib.Path(options.test_data) / "goldens" / name
    if not path.is_dir():
        return None
    vocabulary = json.loads((path / "config.json").read_text(encoding="utf-8"))["vocab_size"]
    return Model(options.rotor, path, [(i * i * 7 + i // 3) % vocabulary for i in range(1000)], folder, 48 if family else 128)


def measure_case(case, model, folder, threads):
    half = case.engine == "llama.cpp"
    out = folder / ("export.gguf" if half else "export")
    Rotor(model.program).run("export", model.model, *case.export, *model.rotation, "--ids-file", model.ids_file, "--out",
                             out)
    grid = [*model.rotation, *case.grid] if case.grid else []
    expected = Rotor(model.program, model.model, grid).perplexity(model.ids_file, model.seq_len, WINDOWS, half)
    prompt = model.ids[:min(PROMPT, model.seq_len)]
    engine = opened(case, out, threads)
    measured = perplexity(engine, model.ids, model.seq_len, WINDOWS, half)
    prompts = [model.ids[begin:begin + PROMPT] for begin in PROMPTS] if case.greedy else []
    chosen = [greedy(engine, text, case.greedy) for text in prompts]
    theirs = engine.logits(prompt)
    engine.close()
    reference = Rotor(model.program, out if case.grid else model.model, case.engine_grid)
    ours = reference.logits(prompt)
    worst_bound, rms_bound = case.logits_within, case.rms_within
    if case.engine_grid:
        # Rounding activations makes the network chaotic: a change in the last bit moves all that follows, and two right
        # programs come to lie about as far from each other as either from the network without rounded activations.
        plain = Rotor(model.program, out).logits(prompt)
        worst_bound = CHAOS * relative_difference(ours, plain)
        rms_bound = CHAOS * rms_difference(ours, plain)
    same, margin = None, 0.0
    for text, tokens in zip(prompts, chosen):
        # Teacher-forced: the same token at every step is the same greedy text. Where the engine chooses another one, how
        # much less likely it is here.
        steps = reference.logits([*text, *tokens])[len(text) - 1:-1]
        predicted = steps.argmax(1).tolist()
        same = (same or 0) + sum(1 for a, b in zip(predicted, tokens) if a == b)
        worst = max(float(z[a] - z[b]) for z, a, b in zip(steps, predicted, tokens)) / float(abs(steps).max())
        margin = max(margin, worst)
    shutil.rmtree(out) if out.is_dir() else out.unlink()
    return {"case": case.name, "engine": case.engine, "rotor": expected, "measured": measured,
            "off": measured / expected - 1, "logits": relative_difference(theirs, ours),
            "logits_rms": rms_difference(theirs, ours), "greedy": same, "margin": margin,
            "within": (abs(measured / expected - 1) <= case.perplexity_within and
                       relative_difference(theirs, ours) <= worst_bound and
                       rms_difference(theirs, ours) <= rms_bound and margin <= NEAR_TIE),
            "bound": case.perplexity_within, "logits_bound": worst_bound, "rms_bound": rms_bound,
            "asked": case.greedy * len(prompts)}


def table(rows):
    lines = ["| export | engine | perplexity, `rotor` | in the engine | off by | bound | worst logit | bound | r.m.s. | bound | "
             "greedy tokens | |", "|---|---|---|---|---|---|---|---|---|---|---|---|"]
    for r in rows:
        if "problem" in r:
            lines.append(f"| {r['case']} | {r['engine']} | not measured: {r['problem']} | | | | | | | | | |")
            continue
        same = "" if r["greedy"] is None else f"{r['greedy']} of {r['asked']}, margin {r['margin']:.1e}"
        lines.append(f"| {r['case']} | {r['engine']} | {r['rotor']:.4f} | {r['measured']:.4f} | {100 * r['off']:+.3f} % | "
                     f"{100 * r['bound']:g} % | {r['logits']:.1e} | {r['logits_bound']:.2g} | {r['logits_rms']:.1e} | "
                     f"{r['rms_bound']:.2g} | {same} | "
                     f"{'within' if r['within'] else '**off**'} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rotor", nargs="?", default="build/release/bin/rotor")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="cases whose name holds this")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--out", metavar="TABLE.md")
    parser.add_argument("--test-data", default="../shared", metavar="FOLDER", help="where goldens/ is")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    cases = [c for c in CASES if not options.only or any(name in c.name for name in options.only)]
    if options.list:
        print("\n".join(c.name for c in cases))
        return 0
    rows, bad = [], 0
    with tempfile.TemporaryDirectory(prefix="rotor-interop-") as scratch:
        folder = pathlib.Path(scratch)
        prose = pathlib.Path(".deps/share/prose-evaluation.txt")
        part = folder / "part.txt"
        part.write_text(prose.read_text(encoding="utf-8")[:12000], encoding="utf-8")
        ids = Rotor(options.rotor).run("tokenize", "sample", "--file", part)["ids"]
        models = {"sample": Model(options.rotor, "sample", ids, folder)}
        for case in cases:
            begin = time.monotonic()
            if case.model not in models:
                models[case.model] = other_model(case.model, options, folder)
            if models[case.model] is None:
                rows.append({"case": case.name, "engine": case.engine, "problem": f"{options.test_data} is not there"})
                continue
            if case.optional and importlib.util.find_spec("gptqmodel") is None:
                rows.append({"case": case.name, "engine": case.engine, "problem": "gptqmodel is not installed"})
                continue
            try:
                row = measure_case(case, models[case.model], folder, options.threads)
                bad += not row["within"]
            except Exception as problem:  # one engine that fails must not hide the others
                row = {"case": case.name, "engine": case.engine, "problem": f"{type(problem).__name__}: {problem}"[:300]}
                bad += 1
            rows.append(row)
            print(json.dumps({**row, "seconds": round(time.monotonic() - begin, 1)}), flush=True)
    text = table(rows)
    print(text)
    if options.out:
        pathlib.Path(options.out).write_text(text, encoding="utf-8")
    print(f"{len(rows) - bad} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
