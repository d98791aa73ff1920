"""Bad GGUF files."""
import dataclasses
import struct

from .entry import Entry, good_gguf

TEXT, ARRAY, U32, F32 = 8, 9, 4, 6
INFO = ["info", "{at}/m.gguf"]
TOKENIZE = ["tokenize", "{at}/m.gguf", "--text", "a b"]
WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}


def text(value):
    return struct.pack("<Q", len(value)) + value


def texts(values):
    return struct.pack("<IQ", TEXT, len(values)) + b"".join(text(v) for v in values)


@dataclasses.dataclass
class Gguf:
    """A file taken apart; join() puts it together, whatever stands in it."""
    metadata: list  # (key, type, bytes of the value)
    tensors: list  # (name, sizes, type, offset)
    data: bytes
    magic: bytes = b"GGUF"
    version: int = 3
    counts: tuple = ()

    def join(self):
        counts = self.counts or (len(self.tensors), len(self.metadata))
        out = self.magic + struct.pack("<IQQ", self.version, *counts)
        for key, kind, value in self.metadata:
            out += text(key) + struct.pack("<I", kind) + value
        for name, sizes, kind, offset in self.tensors:
            out += text(name) + struct.pack(f"<I{len(sizes)}QIQ", len(sizes), *sizes, kind, offset)
        return out + b"\0" * (-len(out) % 32) + self.data

    def put(self, key, kind, value):
        self.metadata = [entry for entry in self.metadata if entry[0] != key] + [(key, kind, value)]


def split(data):
    at = 24
    metadata, tensors = [], []

    def take(count):
        nonlocal at
        at += count
        return data[at - count:at]

    def take_text():
        return take(struct.unpack("<Q", take(8))[0])

    tensor_count, entry_count = struct.unpack("<QQ", data[8:24])
    for _ in range(entry_count):
        key = take_text()
        kind = struct.unpack("<I", take(4))[0]
        metadata.append((key, kind, text(take_text()) if kind == TEXT else take(WIDTHS[kind])))
    for _ in range(tensor_count):
        name = take_text()
        count = struct.unpack("<I", take(4))[0]
        sizes = struct.unpack(f"<{count}Q", take(8 * count))
        tensors.append((name, sizes, *struct.unpack("<IQ", take(12))))
    return Gguf(metadata, tensors, data[at + -at % 32:])


def entries():
    good = good_gguf()
    head = len(good) - len(split(good).data)
    for label, size in (("nothing", 0), ("inside_magic", 2), ("inside_version", 6), ("inside_counts", 20),
                        ("inside_key", 40), ("inside_metadata", head // 3), ("inside_tensors", head - 200),
                        ("before_data", head), ("inside_data", (head + len(good)) // 2),
                        ("last_byte_missing", len(good) - 1)):
        yield Entry("cut_" + label, INFO, "m.gguf", {"m.gguf": good[:size]})
    yield from bad_headers(good)
    yield from bad_metadata(good)
    yield from bad_tensors(good)
    yield from bad_tokenizers(good)


def changed(label, says, change, call=None):
    file = split(good_gguf())
    change(file)
    return Entry(label, call or INFO, says, {"m.gguf": file.join()})


def field(name, value):
    return lambda file: setattr(file, name, value)


def bad_headers(good):
    yield changed("magic_wrong", "not a GGUF", field("magic", b"GGML"))
    for version in (0, 1, 4, 0x03000000, 0xFFFFFFFF):
        yield changed(f"version_{version}", "GGUF", field("version", version))
    for label, counts in (("entries_2_63", (20, 1 << 63)), ("tensors_2_63", (1 << 63, 13)),
                          ("both_negative", ((1 << 64) - 1, (1 << 64) - 1)), ("one_tensor_more", (21, 13)),
                          ("one_entry_more", (20, 14)), ("no_entries", (20, 0))):
        yield changed("counts_" + label, "m.gguf", field("counts", counts))
    yield Entry("sparse_1_GB", INFO, "GGUF", {"m.gguf": 1 << 30})


def bad_metadata(good):
    def put(key, kind, value):
        return lambda file: file.put(key, kind, value)

    architecture = b"general.architecture"
    yield changed("architecture_unknown", "mamba", put(architecture, TEXT, text(b"mamba")))
    yield changed("architecture_a_number", "architecture", put(architecture, U32, b"\1\0\0\0"))
    yield changed("architecture_invalid_utf8", "architecture", put(architecture, TEXT, text(b"\xff\xfe\0\x1b[2J")))
    for name in (b"block_count", b"embedding_length", b"attention.head_count", b"feed_forward_length",
                 b"attention.head_count_kv", b"context_length", b"attention.key_length", b"rope.dimension_count"):
        for label, value in (("zero", 0), ("largest", 0xFFFFFFFF), ("2_31", 1 << 31), ("three", 3)):
            if (name, label) in ((b"attention.head_count", "three"), (b"context_length", "three")):
                continue  # a context of 3 tokens is possible
            yield changed(f"{name.decode()}_{label}", "m.gguf", put(b"llama." + name, U32, struct.pack("<I", value)))
    nan, infinity = struct.pack("<f", float("nan")), struct.pack("<f", float("inf"))
    for name in (b"rope.freq_base", b"attention.layer_norm_rms_epsilon"):
        for label, value in (("nan", nan), ("inf", infinity), ("negative", struct.pack("<f", -1.0))):
            yield changed(f"{name.decode()}_{label}", "positive", put(b"llama." + name, F32, value))
    yield changed("key_twice", "twice", lambda file: file.metadata.append(file.metadata[0]))
    yield changed("key_empty", "key", lambda file: file.metadata.append((b"", U32, b"\0" * 4)))
    yield changed("value_type_99", "type", put(b"some.key", 99, b"\0" * 8))
    for label, value in (("claims_2_63", struct.pack("<IQ", U32, 1 << 63)), ("claims_1_GB", struct.pack("<IQ", 0, 1 << 30)),
                         ("of_texts_2_60", struct.pack("<IQ", TEXT, 1 << 60)), ("of_arrays", struct.pack("<IQ", ARRAY, 1) + b"\0" * 12)):
        yield changed("array_" + label, "some.key", put(b"some.key", ARRAY, value))
    yield changed("text_of_2_63", "m.gguf", put(b"some.key", TEXT, struct.pack("<Q", 1 << 63)))
    for value in (0, 1, 3, 1 << 31):
        yield changed(f"alignment_{value}", "alignment", put(b"general.alignment", U32, struct.pack("<I", value)))


def bad_tensors(good):
    def tensor(**change):
        def apply(file):
            name, sizes, kind, offset = file.tensors[5]
            new = {"name": name, "sizes": sizes, "kind": kind, "offset": offset, **change}
            file.tensors[5] = (new["name"], new["sizes"], new["kind"], new["offset"])
        return apply

    name = "gate"
    for label, sizes in (("2_63", (1 << 63, 24)), ("overflowing", (1 << 33, 1 << 33)), ("zero", (0, 24)),
                         ("too_large", (32, 1 << 20)), ("swapped", (24, 32)), ("of_5_dimensions", (1,) * 5),
                         ("of_none", ()), ("of_a_million_dimensions", (1,) * 1000)):
        yield changed("shape_" + label, name, tensor(sizes=sizes))
    for label, offset in (("outside", 1 << 40), ("2_63", 1 << 63), ("negative", (1 << 64) - 32), ("overflowing", (1 << 64) - 1024)):
        yield changed("offset_" + label, name, tensor(offset=offset))
    yield changed("offset_unaligned", name, tensor(offset=10241))
    yield changed("offset_overlapping", "overlap", tensor(offset=10208))
    for kind in (4, 16, 31, 99, 0xFFFFFFFF):
        yield changed(f"type_{kind}", name, tensor(kind=kind))
    yield changed("type_of_broken_blocks", "blocks", tensor(kind=12))
    yield changed("tensor_twice", "twice", lambda file: file.tensors.append(file.tensors[0]))
    yield changed("tensor_unknown", "no part", tensor(name=b"blk.0.ssm_conv1d.weight"))
    yield changed("tensor_of_layer_9", "is missing", tensor(name=b"blk.9.ffn_gate.weight"))
    yield changed("tensor_without_name", "m.gguf", tensor(name=b""))
    yield changed("tensor_missing", "is missing", lambda file: file.tensors.pop(5))


def bad_tokenizers(good):
    def tokenizer(**parts):
        def apply(file):
            values = {"model": (TEXT, text(b"gpt2")), "pre": (TEXT, text(b"default")),
                      "tokens": (ARRAY, texts([b"a", b"b", b"ab"])), "merges": (ARRAY, texts([b"a b"])), **parts}
            for key, value in values.items():
                if value is not None:
                    file.put(b"tokenizer.ggml." + key.encode(), *value)
        return apply

    def numbers(kind, code, values):
        return ARRAY, struct.pack(f"<IQ{len(values)}{code}", kind, len(values), *values)

    yield changed("tokenizer_missing", "token", lambda file: None, TOKENIZE)
    for label, parts in (("without_tokens", {"tokens": None}), ("tokens_a_number", {"tokens": (U32, b"\0" * 4)}),
                         ("no_tokens", {"tokens": (ARRAY, texts([]))}),
                         ("model_unknown", {"model": (TEXT, text(b"wordpiece"))}),
                         ("pre_unknown", {"pre": (TEXT, text(b"no-such-pre"))}),
                         ("merge_of_one", {"merges": (ARRAY, texts([b"ab"]))}),
                         ("merge_unknown", {"merges": (ARRAY, texts([b"x y"]))}),
                         ("merge_invalid_utf8", {"merges": (ARRAY, texts([b"\xff \xfe"]))}),
                         ("types_of_2", {"token_type": numbers(5, "i", [1, 1])}),
                         ("type_99", {"token_type": numbers(5, "i", [1, 1, 99])}),
                         ("bos_outside", {"bos_token_id": (U32, struct.pack("<I", 77))}),
                         ("scores_of_1", {"model": (TEXT, text(b"llama")), "scores": numbers(F32, "f", [0.5])}),
                         ("score_nan", {"model": (TEXT, text(b"llama")), "scores": numbers(F32, "f", [0.5, float("nan"), 1])})):
        yield changed("tokenizer_" + label, "m.gguf", tokenizer(**parts), TOKENIZE)
