"""Impossible options of a good model."""
from .entry import FAILED, USAGE, Entry


def entries():
    measure = ["eval", "{model}", "--ids-file", "{ids}", "--seq-len", "16"]
    learn = ["learn", "{model}", "--ids-file", "{ids}", "--seq-len", "16", "--project", "{at}/p.h5", "--steps", "2", "--batch", "1"]
    inspect = ["inspect", "{model}", "--ids-file", "{ids}", "--tokens", "16"]
    sweep = ["sweep", "{model}", "--ids-file", "{ids}", "--seq-len", "16", "--kind", "hadamard"]
    export = ["export", "{model}", "--out", "{at}/out"]

    def bad(call, option, value, exit_code=FAILED, says=None):
        if option in call:  # given once only
            call = [word for i, word in enumerate(call) if option not in (word, call[i - 1])]
        label = f"{call[0]}_{option.strip('-')}_{value}".translate(str.maketrans("-. /{}=,", "________"))
        return Entry(label, [*call, option, value], says or option, {}, exit_code)

    for option in ("--w-bits", "--a-bits", "--kv-bits", "--head-bits", "--embedding-bits"):
        for value in ("0", "1", "-4", "9", "15", "2147483647"):
            yield bad(measure, option, value)
    for option in ("--w-bits", "--a-group", "--threads"):
        for value in ("four", "4.5", "99999999999999999999"):
            yield bad(measure, option, value, USAGE)
    for option in ("--w-group", "--a-group", "--kv-group"):
        for value in ("-1", "7", "2147483647"):
            yield bad(measure, option, value)
    for option in ("--a-clip", "--kv-clip"):
        for value in ("0", "-0.5", "1.5", "nan", "inf"):
            yield bad(measure, option, value)
    for value in ("W0A4KV4", "W-4A4KV4", "A", "W99999999999A4KV4"):
        yield bad(measure, "--scheme", value, USAGE)
    for option, values in (("--seq-len", ("0", "-2")), ("--windows", ("-1",)), ("--limit", ("-1",))):
        for value in values:
            yield bad(measure, option, value, USAGE)
    for option, value in (("--seq-len", "1"), ("--seq-len", "100000"), ("--threads", "-1"), ("--threads", "1000000"),
                          ("--device", "cuda:99"), ("--device", "toaster"), ("--device", "cuda:-1")):
        yield bad(measure, option, value)
    for value in ("sideways", "/nowhere/R.bin", "/etc/passwd"):
        yield bad(measure, "--rotation", value, says=value)
    yield bad([*measure, "--w-bits", "4", "--w-method", "gptq"], "--damping", "-1")
    yield bad([*measure, "--w-bits", "4", "--w-method", "gptq"], "--damping", "nan")
    yield bad([*measure, "--w-bits", "4", "--w-method", "gptq"], "--calibration-tokens", "0", USAGE)
    for option in ("--lr", "--steps", "--batch", "--seq-len", "--tokens"):
        for value in ("-1", "0"):
            yield bad(learn, option, value, USAGE)
    for value in ("nan", "inf"):
        yield bad(learn, "--lr", value, USAGE)
    for option, values in (("--momentum", ("-0.1", "1", "nan")),
                           ("--gradient-clip", ("0", "-1", "nan")), ("--topk", ("0", "-5")), ("--reproject", ("2", "nan")),
                           ("--checkpoint-every", ("0", "-3")), ("--massive-weight", ("-1", "nan", "inf")),
                           ("--divergence-margin", ("0", "nan")), ("--scale-lr", ("0", "-1", "nan", "inf")),
                           ("--warm-start", ("-2", "2000000000")), ("--holdout", ("-2", "1000000000"))):
        for value in values:
            yield bad(learn, option, value)
    for value in ("0", "-7"):
        yield bad(inspect, "--tokens", value)
        yield bad(sweep, "--seeds", value, USAGE)
    yield bad(export, "--target", "wax", USAGE)
    for label, call, says in (("logits_id_outside", ["logits", "{model}", "--ids", "64"], "vocabulary"),
                              ("logits_id_negative", ["logits", "{model}", "--ids=-1"], "vocabulary"),
                              ("logits_top_negative", ["logits", "{model}", "--ids", "1", "--top", "-3"], "--top"),
                              ("logits_seven_thousand", ["logits", "{model}", "--ids", "1", "--top", "0"], "--top"),
                              ("model_not_there", ["info", "{at}/nowhere.gguf"], "nowhere.gguf"),
                              ("model_a_device", ["info", "/dev/zero"], "/dev/zero"),
                              ("model_empty_name", ["info", ""], "MODEL"),
                              ("project_in_a_file", [*learn[:6], "--project", "{ids}/p.h5", "--steps", "2"], "p.h5"),
                              ("project_a_folder", [*learn[:6], "--project", "{at}", "--steps", "2"], "{at}"),
                              ("project_name_long", [*learn[:6], "--project", "{at}/" + "p" * 300, "--steps", "2"], "ppp"),
                              ("resume_nothing", [*learn, "--resume"], "no unfinished run"),
                              ("export_onto_a_file", ["export", "{model}", "--target", "rotations", "--rotation", "hadamard", "--ids-file", "{ids}", "--out", "{ids}/R"], "{ids}")):
        yield Entry(label, call, says)
