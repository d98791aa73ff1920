"""What fuzzing has found, kept as files in found/KIND/NAME."""
import pathlib

from .entry import Entry, model_files

FOUND = pathlib.Path(__file__).resolve().parents[1] / "found"
CALLS = {"gguf": ("m.gguf", ["info", "{at}/m.gguf"], {}),
         "safetensors": ("model.safetensors", ["info", "{at}"], model_files()),
         "config": ("config.json", ["info", "{at}"], model_files()),
         "tokenizer": ("tokenizer.json", ["tokenize", "{at}", "--text", "ab ba"], model_files()),
         "project": ("p.h5", ["eval", "{model}", "--ids-file", "{ids}", "--seq-len", "16", "--rotation", "{at}/p.h5"],
                     {}),
         "pickle": ("R.bin", ["eval", "{model}", "--ids-file", "{ids}", "--seq-len", "16", "--rotation", "{at}/R.bin"],
                    {})}


def entries():
    for kind, (name, call, files) in CALLS.items():
        for path in sorted((FOUND / kind).glob("*")):
            yield Entry(f"{kind}_{path.name}", call, "{at}", {**files, name: path.read_bytes()}, exit_code=None)
