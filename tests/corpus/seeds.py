#!/usr/bin/env python3
"""Writes the corpus of one format as the files alone, for fuzzing: seeds.py FORMAT FOLDER"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from corpus import config_entries, entry, gguf_entries, safetensors_entries, tokenizer_entries  # noqa: E402

FORMATS = {"gguf": (gguf_entries, "m.gguf"), "safetensors": (safetensors_entries, "model.safetensors"),
           "config": (config_entries, "config.json"), "tokenizer": (tokenizer_entries, "tokenizer.json")}
LARGEST = 40_000


def main():
    module, wanted = FORMATS[sys.argv[1]]
    folder = pathlib.Path(sys.argv[2])
    for bad in module.entries():
        content = bad.files.get(wanted, 1 << 40)
        if not isinstance(content, int) and len(content) <= LARGEST:
            (folder / bad.name.replace("/", "_")).write_bytes(content)
    for family in sorted(entry.FAMILIES.iterdir()):
        for path in family.glob(wanted.replace("m.gguf", "model.gguf")):
            (folder / f"good_{family.name}").write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
