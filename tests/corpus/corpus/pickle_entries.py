"""Bad R.bin files: dictionaries of tensors as torch.save writes them, a ZIP archive with a pickle in it."""
import io
import math
import struct
import zipfile

from .entry import Entry

HIDDEN, HEAD, LAYERS = 32, 8, 2
STOP = b"."


def text(value):
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def number(value):
    if -(1 << 31) <= value < 1 << 31:
        return b"J" + struct.pack("<i", value)
    data = value.to_bytes(9, "little", signed=True)
    return b"\x8a" + bytes([len(data)]) + data


def numbers(values):
    return b"(" + b"".join(number(v) for v in values) + b"t"


def tensor(key, sizes, count=None, storage="FloatStorage", offset=0, strides=None):
    strides = strides or [math.prod(sizes[i + 1:]) for i in range(len(sizes))]
    identity = (b"(" + text("storage") + b"ctorch\n" + storage.encode() + b"\n" + text(key) + text("cpu") +
                number(math.prod(sizes) if count is None else count) + b"tQ")
    return (b"ctorch._utils\n_rebuild_tensor_v2\n(" + identity + number(offset) + numbers(sizes) + numbers(strides) +
            b"\x89ccollections\nOrderedDict\n)RtR")


def dictionary(items):
    return b"\x80\x02}(" + b"".join(text(name) + value for name, value in items.items()) + b"u" + STOP


def archive(pickle, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, content in {"data.pkl": pickle, "version": b"3\n", **data}.items():
            file.writestr(zipfile.ZipInfo("archive/" + name), content)
    return out.getvalue()


def identity(n, scale=1.0):
    return struct.pack(f"<{n * n}f", *(scale if i % (n + 1) == 0 else 0.0 for i in range(n * n)))


def r2_name(layer):
    return f"model.layers.{layer}.self_attn.R2"


def good_parts():
    items = {"R1": tensor("0", [HIDDEN, HIDDEN]),
             **{r2_name(i): tensor(str(i + 1), [HEAD, HEAD]) for i in range(LAYERS)}}
    data = {"data/0": identity(HIDDEN), **{f"data/{i + 1}": identity(HEAD) for i in range(LAYERS)}}
    return items, data


def good_rotation():
    items, data = good_parts()
    return archive(dictionary(items), data)


def entries():
    call = ["eval", "{model}", "--ids-file", "{ids}", "--seq-len", "16", "--rotation", "{at}/R.bin"]

    def entry(label, content, says="R.bin"):
        return Entry(label, call, says, {"R.bin": content})

    good = good_rotation()
    for size in (0, 3, 30, len(good) // 4, len(good) // 2, *(len(good) - cut for cut in (1000, 100, 30, 22, 1))):
        yield entry(f"cut_at_{size}", good[:size])
    yield entry("zeros", b"\0" * 4096)
    yield entry("sparse_1_GB", 1 << 30)
    items, data = good_parts()
    attack = b"cos\nsystem\n(" + text("touch pwned") + b"tR"
    yield entry("code_alone", archive(b"\x80\x02" + attack + STOP, data))
    yield entry("code_beside_tensors", archive(dictionary({**items, "extra": attack}), data))
    yield entry("code_in_a_bare_pickle", b"\x80\x02" + attack + STOP)
    yield entry("code_by_builtins", archive(b"\x80\x02c__builtin__\neval\n(" + text("open('pwned','w')") + b"tR.", data))
    for label, pickle in (("empty", b""), ("no_stop", b"\x80\x02}"), ("stop_alone", STOP), ("pops_nothing", b"\x80\x020."),
                          ("mark_missing", b"\x80\x02u."), ("memo_missing", b"\x80\x02h\x07."), ("unknown_opcode", b"\x80\x02\xee."),
                          ("text_of_2_GB", b"\x80\x02X\xff\xff\xff\x7fabc."), ("text_negative", b"\x80\x02X\xff\xff\xff\xffabc."),
                          ("text_of_2_63", b"\x80\x04\x8d" + struct.pack("<Q", 1 << 63) + b"."),
                          ("nested_100000", b"\x80\x02" + b"](" * 100_000 + b"."),
                          ("nested_tuples", b"\x80\x02)" + b"\x85" * 200_000 + STOP),
                          ("cyclic", b"\x80\x02]q\x00h\x00a."), ("a_list", b"\x80\x02]."), ("a_number", b"\x80\x02K\x07."),
                          ("reduces_number", b"\x80\x02K\x01K\x02R."), ("builds_number", b"\x80\x02K\x01}b.")):
        yield entry("pickle_" + label, archive(pickle, data))
    for label, says, value in (("larger_than_storage", "R.bin", tensor("0", [HIDDEN, HIDDEN * 1000])),
                               ("of_2_40", "R.bin", tensor("0", [1 << 20, 1 << 20])),
                               ("negative", "R.bin", tensor("0", [-HIDDEN, HIDDEN])),
                               ("count_2_60", "R.bin", tensor("0", [HIDDEN, HIDDEN], 1 << 60)),
                               ("count_negative", "R.bin", tensor("0", [HIDDEN, HIDDEN], -1)),
                               ("offset_outside", "R.bin", tensor("0", [HIDDEN, HIDDEN], offset=1 << 40)),
                               ("offset_negative", "R.bin", tensor("0", [HIDDEN, HIDDEN], offset=-4096)),
                               ("strides_large", "R.bin", tensor("0", [HIDDEN, HIDDEN], strides=[1 << 40, 1])),
                               ("storage_missing", "R.bin", tensor("77", [HIDDEN, HIDDEN])),
                               ("storage_outside", "R.bin", tensor("../../version", [HIDDEN, HIDDEN])),
                               ("storage_unknown", "R.bin", tensor("0", [HIDDEN, HIDDEN], storage="WoodStorage")),
                               ("of_one_axis", "R1", tensor("0", [HIDDEN * HIDDEN])),
                               ("of_other_size", "R1", tensor("0", [16, 16], HIDDEN * HIDDEN)),
                               ("a_number", "R1", number(7))):
        yield entry("tensor_" + label, archive(dictionary({**items, "R1": value}), data), says)
    yield entry("not_orthogonal", archive(dictionary(items), {**data, "data/0": identity(HIDDEN, 2.0)}), "orthogonal")
    yield entry("nan", archive(dictionary(items), {**data, "data/0": identity(HIDDEN, math.nan)}), "orthogonal")
    yield entry("data_cut", archive(dictionary(items), {**data, "data/0": identity(HIDDEN)[:100]}))
    yield entry("layer_missing", archive(dictionary({k: v for k, v in items.items() if k != r2_name(1)}), data), "missing")
    yield entry("nothing_known", archive(dictionary({"a": items["R1"]}), data), "neither R1 nor R2")
