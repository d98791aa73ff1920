"""Bad texts and token ids."""
import json

from .entry import Entry, model_files
from .tokenizer_entries import good_tokenizer


def entries():
    folder = {**model_files(), "tokenizer.json": json.dumps(good_tokenizer()).encode()}
    measure = ["--seq-len", "16"]
    learn = ["learn", "{at}", *measure, "--batch", "1", "--steps", "2", "--project", "{at}/p.h5"]
    calls = {"eval": ["eval", "{at}", *measure], "learn": learn, "inspect": ["inspect", "{at}", "--tokens", "32"]}
    for command, call in calls.items():
        yield Entry(f"text_empty_{command}", [*call, "--text", "{at}/t.txt"], "no text", {**folder, "t.txt": b""})
        yield Entry(f"text_not_there_{command}", [*call, "--text", "{at}/t.txt"], "t.txt", folder)
        yield Entry(f"text_a_folder_{command}", [*call, "--text", "{at}"], "plain file", folder)
        yield Entry(f"text_a_pipe_{command}", [*call, "--text", "/dev/zero"], "plain file", folder)
        yield Entry(f"ids_empty_{command}", [*call, "--ids-file", "{at}/i"], "no text", {**folder, "i": b" \n"})
    for command in ("eval", "learn"):
        yield Entry(f"text_short_{command}", [*calls[command], "--ids-file", "{at}/i"], "--seq-len",
                    {**folder, "i": b"1 2 3"})
    for label, ids in (("words", b"one two"), ("2_31", b"4294967295 1"), ("2_64", b"1 18446744073709551616"),
                       ("negative", b"-1 2"), ("outside", b"1 64"), ("fraction", b"1.5"), ("zeros", b"\0" * 50)):
        yield Entry("ids_" + label, [*calls["eval"], "--ids-file", "{at}/i"], "{at}/i", {**folder, "i": ids})
    yield Entry("text_of_unknown_tokens", [*calls["eval"], "--text", "{at}/t.txt"], "vocabulary",
                {**folder, "t.txt": b"ab" * 400})
    yield Entry("ids_of_a_sparse_5_GB", [*calls["eval"], "--ids-file", "{at}/i"], "larger", {**folder, "i": 5 << 30})
    tasks = ["eval", "{at}", "--perplexity", "off", "--tasks"]
    for label, says, text in (("empty", "t.jsonl", b""), ("not_json", "t.jsonl", b"{\n"), ("a_list", "t.jsonl", b"[]\n"),
                              ("nested_a_million", "t.jsonl", b"[" * 1_000_000 + b"\n"),
                              ("fields_missing", "t.jsonl", b'{"goal": "x"}\n'),
                              ("label_outside", "t.jsonl", b'{"goal": "a", "sol1": "b", "sol2": "a", "label": 7}\n')):
        yield Entry("task_" + label, [*tasks, "piqa={at}/t.jsonl"], says, {**folder, "t.jsonl": text})
    yield Entry("task_unknown", [*tasks, "chess={at}/t.jsonl"], "chess", {**folder, "t.jsonl": b"{}\n"})
