"""Running rotor and its peers: each a process, in turns, their own figures read from the last line of their output."""

import dataclasses
import json
import os
import pathlib
import statistics
import subprocess
import sys


class NotMeasured(Exception):
    """Why a row has no figure, in words for its reader."""


@dataclasses.dataclass
class Settings:
    root: pathlib.Path
    model: str  # as rotor takes it
    threads: int
    quick: bool

    @property
    def programs(self):
        return self.root / "build/release/bin"

    @property
    def scratch(self):
        folder = self.root / "build/bench"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def python(self):
        return self.root / ".deps/peers/bin/python"

    @property
    def pairs(self):
        return 1 if self.quick else 3

    def environment(self, **more):
        threads = str(self.threads)
        return {**os.environ, "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads, "HF_HUB_OFFLINE": "1",
                "TOKENIZERS_PARALLELISM": "false", **more}


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def last_json(text):
    lines = text.strip().splitlines()
    if not lines:
        raise NotMeasured("it printed nothing")
    return json.loads(lines[-1])


def run(settings, command, what, limit_seconds=3600, **environment):
    """The command's JSON and its messages. Raises NotMeasured with the last message of one that failed."""
    say(what)
    try:
        finished = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False,
                                  env=settings.environment(**environment), timeout=limit_seconds)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotMeasured(f"{what}: {problem}") from problem
    if finished.returncode != 0:
        # wrong usage ends with where the help is, which says nothing
        messages = [line for line in finished.stderr.splitlines() if line.strip() and not line.startswith("Run with ")]
        messages = messages or [f"exit code {finished.returncode}"]
        raise NotMeasured(f"{what}: {messages[-1]}".replace(str(settings.root) + os.sep, ""))
    return last_json(finished.stdout), finished.stderr


def rotor(settings, *words):
    return run(settings, [settings.programs / "rotor", *words, "--threads", settings.threads, "--json"],
               f"rotor {words[0]}")


def peer(settings, script, *words):
    if not settings.python.exists():
        raise NotMeasured("the peers' virtual environment could not be installed")
    return run(settings, [settings.python, settings.root / "tests/bench" / script, *words,
                          "--threads", settings.threads], script)[0]


def in_turns(ours, theirs, pairs):
    """Ours, theirs, ours, theirs …: a list of what each pair gave."""
    return [(ours(), theirs()) for _ in range(pairs)]


def agree(what, ours, theirs, tolerance):
    """Two sides that do not compute the same thing are not compared."""
    if not abs(ours - theirs) <= tolerance * abs(theirs):
        raise NotMeasured(f"the two do not agree: {what} {ours:.6g} here, {theirs:.6g} there")


def median_row(row, pairs, *, faster):
    """Fills in medians and the median of the pairs' ratios: theirs / ours where `faster`, else ours / theirs."""
    row["ours"] = statistics.median(ours for ours, _ in pairs)
    row["theirs"] = statistics.median(theirs for _, theirs in pairs)
    row["ratio"] = statistics.median(theirs / ours if faster else ours / theirs for ours, theirs in pairs)
    row["pairs"] = len(pairs)
    return row


# ---- what several rows need, made once --------------------------------------------------------------------------------
def gguf_file(settings):
    path = settings.root / ".deps/share/sample.gguf" if settings.model == "sample" else pathlib.Path(settings.model)
    if path.suffix != ".gguf":
        raise NotMeasured("the peers read a GGUF, and this model is none")
    return path


def ids_file(settings, kind):
    """Token ids of the prose that setup installed, as rotor's tokenizer gives them; everyone reads these."""
    path = settings.scratch / f"{kind}.ids"
    prose = settings.root / f".deps/share/prose-{kind}.txt"
    ids = rotor(settings, "tokenize", settings.model, "--file", prose)[0]["ids"][:65536]
    path.write_text(" ".join(map(str, ids)), encoding="ascii")
    return path


def hf_folder(settings):
    """The model as transformers reads it, written once for a GGUF file."""
    source = gguf_file(settings)
    status = source.stat()
    key = f"{source.resolve()} {status.st_size} {status.st_mtime_ns}"
    folder = settings.scratch / "hf"
    stamp = folder / "made-from.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != key:
        if not settings.python.exists():
            raise NotMeasured("the peers' virtual environment could not be installed")
        say("writing the model as a Hugging Face folder")
        finished = subprocess.run([settings.python, settings.root / "tests/bench/gguf_to_hf.py", source, folder],
                                  capture_output=True, text=True, check=False, env=settings.environment())
        if finished.returncode != 0:
            raise NotMeasured("gguf_to_hf.py: " + finished.stderr.strip().splitlines()[-1])
        stamp.write_text(key, encoding="utf-8")
    return folder


def reference_folder(settings):
    folder = settings.root.parent / "shared/reference"
    if not (folder / "spinref.py").exists():
        raise NotMeasured("the PyTorch reference (spinref.py) is not on this machine")
    return folder
