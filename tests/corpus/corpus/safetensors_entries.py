"""Bad safetensors files."""
import json
import struct

from .entry import Entry, good_weights, join_safetensors, model_files, split_safetensors
from .tokenizer_entries import good_tokenizer

NORM = "model.norm.weight"
INFO = ["info", "{at}"]


def entries():
    good = good_weights()
    header = struct.unpack("<Q", good[:8])[0]
    for label, size in (("nothing", 0), ("half_a_length", 4), ("length_only", 8), ("inside_directory", 8 + header // 2),
                        ("before_data", 8 + header), ("inside_data", (8 + header + len(good)) // 2),
                        ("last_byte_missing", len(good) - 1)):
        yield Entry("cut_" + label, INFO, "safetensors", model_files(weights=good[:size]))
    yield Entry("bytes_after_the_end", INFO, "bytes at its end", model_files(weights=good + b"\0" * 9))
    for label, length in (("zero", 0), ("2_63", 1 << 63), ("negative", (1 << 64) - 1), ("1_GB", 1 << 30),
                          ("99_MB", 99_000_000)):
        yield Entry("length_" + label, INFO, "safetensors", model_files(weights=struct.pack("<Q", length) + good[8:]))
    yield Entry("length_of_a_sparse_file", INFO, "safetensors",
                {**model_files(weights=b""), "model.safetensors": 200 << 20})
    yield from bad_directories(good)
    yield from bad_values(good)
    yield from bad_index()


def bad_directories(good):
    def changed(label, says, change):
        directory, body = split_safetensors(good)
        result = change(directory)
        return Entry(label, INFO, says, model_files(weights=join_safetensors(result or directory, body)))

    def entry_of(key, value):
        def change(directory):
            directory[NORM][key] = value
        return change

    for label, shape in (("2_63", [1 << 63]), ("2_64", [1 << 64]), ("overflowing", [1 << 32, 1 << 32]),
                         ("negative", [-32]), ("fraction", [32.5]), ("text", ["32"]), ("too_large", [64]),
                         ("of_70_dimensions", [1] * 70), ("zero", [0])):
        yield changed("shape_" + label, NORM, entry_of("shape", shape))
    begin, end = split_safetensors(good)[0][NORM]["data_offsets"]
    for label, offsets in (("outside", [1 << 40, (1 << 40) + 64]), ("2_63", [begin, 1 << 63]),
                           ("backwards", [end, begin]), ("negative", [-1, end]), ("one", [begin]),
                           ("three", [begin, end, end]), ("overlapping", [begin - 2, end - 2])):
        yield changed("offsets_" + label, NORM if label != "overlapping" else "overlap",
                      entry_of("data_offsets", offsets))
    for label, dtype in (("unknown", "F7"), ("missing", None), ("a_number", 16), ("integer", "I16")):
        yield changed("dtype_" + label, NORM, entry_of("dtype", dtype))
    text = json.dumps(split_safetensors(good)[0]).encode()
    body = split_safetensors(good)[1]
    entry = json.dumps(split_safetensors(good)[0][NORM]).encode()
    twice = b'{"' + NORM.encode() + b'":' + entry + b"," + text[1:]
    yield Entry("tensor_twice", INFO, "twice", model_files(weights=join_safetensors(twice, body)))
    for label, broken in (("not_json", text[:-1]), ("a_list", b"[" + text + b"]"), ("a_number", b"7" * 20),
                          ("invalid_utf8", text.replace(NORM.encode(), b"model.\xff\xfe")),
                          ("nested_200", b'{"a":' + b"[" * 200 + b"]" * 200 + b"}"),
                          ("nested_a_million", b'{"a":' + b"[" * 1_000_000)):
        yield Entry("directory_" + label, INFO, "directory" if label != "a_number" else "safetensors",
                    model_files(weights=join_safetensors(broken, body)))
    yield changed("tensor_missing", "is missing", lambda d: renamed(d, NORM, "other.weight"))
    yield changed("tensor_unknown", "other.weight", lambda d: renamed(d, NORM, "other.weight", keep=True))


def renamed(directory, old, new, keep=False):
    result = {(new if key == old else key): value for key, value in directory.items()}
    if keep:  # an empty tensor beside all that belong there
        result = dict(directory)
        result[new] = {"dtype": "BF16", "shape": [0], "data_offsets": [0, 0]}
    return result


def bad_values(good):
    """Weights that are no numbers; BF16."""
    directory, body = split_safetensors(good)
    begin = directory["model.layers.1.mlp.down_proj.weight"]["data_offsets"][0]
    for label, bits in (("nan", 0x7FC0), ("inf", 0x7F80), ("minus_inf", 0xFF80)):
        bad = bytearray(body)
        bad[begin + 20:begin + 22] = struct.pack("<H", bits)
        files = {**model_files(weights=join_safetensors(directory, bytes(bad))),
                 "tokenizer.json": json.dumps(good_tokenizer()).encode(), "text": b"!#$%&" * 40}
        for command in ("eval", "inspect", "learn", "export"):
            call = [command, "{at}"]
            call += ["--target", "hf", "--text", "{at}/text", "--out", "{at}/out"] if command == "export" else ["--ids-file", "{ids}"]
            if command == "eval":
                call += ["--seq-len", "16"]
            if command == "learn":
                call += ["--seq-len", "16", "--steps", "3", "--batch", "1", "--project", "{at}/p.h5"]
            if label == "nan" or command == "eval":
                yield Entry(f"weight_{label}_{command}", call, "not a finite number", files)


def bad_index():
    """Weights in several files."""
    files = model_files()
    names = [name for name in split_safetensors(good_weights())[0] if name != "__metadata__"]
    del files["model.safetensors"]
    for label, says, value in (("not_json", "JSON", b"{"), ("no_map", "weight_map", b"{}"),
                               ("map_a_list", "weight_map", b'{"weight_map": []}'),
                               ("file_a_number", "not a text", b'{"weight_map": {"a": 1}}'),
                               ("file_outside", "not in the model's folder",
                                b'{"weight_map": {"a": "../../etc/passwd"}}'),
                               ("file_missing", "shard.safetensors",
                                json.dumps({"weight_map": {n: "shard.safetensors" for n in names}}).encode())):
        yield Entry("index_" + label, INFO, says, {**files, "model.safetensors.index.json": value})
    other = {**files, "shard.safetensors": good_weights(),
             "model.safetensors.index.json": json.dumps({"weight_map": {"nobody": "shard.safetensors"}}).encode()}
    yield Entry("index_tensor_not_in_file", INFO, "does not", other)
