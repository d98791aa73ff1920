"""One bad input, and the good model that most of them are made from."""
import dataclasses
import json
import pathlib
import struct

FAMILIES = pathlib.Path(__file__).resolve().parents[2] / "families"

USAGE = 2  # exit code of wrong usage
FAILED = 1  # exit code of an operation that failed


@dataclasses.dataclass
class Entry:
    """Files, and a call of rotor that must say what is wrong with them.

    {at} in the call stands for the entry's folder, {ids} for a good file of token ids. `says` are words that the error
    must contain. A value of `files` is the file's bytes, or a number: a sparse file of that size."""
    name: str
    call: list
    says: str
    files: dict = dataclasses.field(default_factory=dict)
    exit_code: int = FAILED

    def write(self, folder):
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, int):
                with open(path, "wb") as file:
                    file.truncate(content)
            else:
                path.write_bytes(content)


def good_config():
    return json.loads((FAMILIES / "llama" / "config.json").read_text())


def good_weights():
    return (FAMILIES / "llama" / "model.safetensors").read_bytes()


def good_gguf():
    return (FAMILIES / "llama" / "model.gguf").read_bytes()


def split_safetensors(data):
    """The directory as a dictionary, and the bytes after it."""
    length = struct.unpack("<Q", data[:8])[0]
    return json.loads(data[8:8 + length]), data[8 + length:]


def join_safetensors(directory, body):
    text = directory if isinstance(directory, bytes) else json.dumps(directory).encode()
    return struct.pack("<Q", len(text)) + text + body


def model_files(config=None, weights=None):
    """A Hugging Face folder."""
    text = config if isinstance(config, bytes) else json.dumps(config or good_config()).encode()
    return {"config.json": text, "model.safetensors": good_weights() if weights is None else weights}


def ids_file(count=400):
    return " ".join(str(3 + i * 37 % 60) for i in range(count)).encode()
