#!/usr/bin/env python3
"""Writes the corpus of one format as the files alone, for fuzzing: seeds.py FORMAT FOLDER"""
import io
import pathlib
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from corpus import config_entries, entry, gguf_entries, pickle_entries, safetensors_entries, tokenizer_entries  # noqa: E402

FORMATS = {"gguf": (gguf_entries, "m.gguf"), "safetensors": (safetensors_entries, "model.safetensors"),
           "config": (config_entries, "config.json"), "tokenizer": (tokenizer_entries, "tokenizer.json")}
LARGEST = 40_000


def pickles(folder):
    """The pickle alone, out of each archive."""
    for bad in pickle_entries.entries():
        content = bad.files["R.bin"]
        try:
            with zipfile.ZipFile(io.BytesIO(content if isinstance(content, bytes) else b"")) as archive:
                data = archive.read("archive/data.pkl")
        except (zipfile.BadZipFile, KeyError):
            continue
        if len(data) <= LARGEST:
            (folder / bad.name).write_bytes(data)


def main():
    if sys.argv[1] == "pickle":
        pickles(pathlib.Path(sys.argv[2]))
        return
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
