"""Bad tokenizer.json and tokenizer.model files."""
import json

from .entry import Entry, model_files

TOKENIZE = ["tokenize", "{at}", "--text", "ab ba"]


def good_tokenizer():
    """Byte-level BPE with a token a byte and two merges."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = [chr(b) for b in kept] + [chr(256 + i) for i in range(256 - len(kept))]
    vocabulary = {letter: i for i, letter in enumerate(letters + ["ab", "abc"])}
    return {"version": "1.0", "added_tokens": [{"id": 258, "content": "<s>", "special": True}], "normalizer": None,
            "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "use_regex": True},
            "post_processor": None, "decoder": {"type": "ByteLevel"},
            "model": {"type": "BPE", "vocab": vocabulary, "merges": ["a b", "ab c"], "unk_token": None}}


def files(tokenizer):
    text = tokenizer if isinstance(tokenizer, (bytes, int)) else json.dumps(tokenizer).encode()
    return {**model_files(), "tokenizer.json": text}


def entries():
    good = json.dumps(good_tokenizer()).encode()
    for label, text in (("nothing", b""), ("cut", good[:len(good) // 2]), ("a_list", b"[]"), ("a_number", b"3"),
                        ("invalid_utf8", good.replace(b'"<s>"', b'"\xff\xfe"')), ("zeros", b"\0" * 99),
                        ("nested_200", b'{"model":' * 200 + b"1" + b"}" * 200),
                        ("nested_a_million", b'{"model":[' * 1_000_000), ("1_GB", 1 << 30),
                        ("100_MB_of_nothing", 100 << 20)):
        yield Entry("text_" + label, TOKENIZE, "tokenizer.json", files(text))
    yield from bad_models()
    yield from bad_pipelines()
    yield from bad_sentencepiece()


def changed(label, says, change):
    tokenizer = good_tokenizer()
    change(tokenizer)
    return Entry(label, TOKENIZE, says, files(tokenizer))


def model(**parts):
    return lambda tokenizer: tokenizer["model"].update(parts)


def vocabulary(**parts):
    return lambda tokenizer: tokenizer["model"]["vocab"].update(parts)


def bad_models():
    yield changed("model_missing", "model", lambda t: t.pop("model"))
    yield changed("model_a_text", "tokenizer.json", lambda t: t.update(model="BPE"))
    for label, value in (("unigram", "Unigram"), ("unknown", "\u001b[2J"), ("a_number", 4)):
        yield changed("type_" + label, "tokenizer.json", model(type=value))
    for label, value in (("missing", None), ("a_list", []), ("empty", {})):
        yield changed("vocabulary_" + label, "token", model(vocab=value))
    for label, value in (("negative", -1), ("2_31", 1 << 31), ("2_63", 1 << 63), ("16_million", 1 << 24),
                         ("fraction", 1.5), ("text", "7"), ("taken", 3)):
        yield changed("id_" + label, "tokenizer.json", vocabulary(xyz=value))
    for label, value in (("missing", None), ("a_text", "a b"), ("of_three", ["a b c"]), ("of_one", ["ab"]),
                         ("of_numbers", [[1, 2]]), ("unknown", ["x yz"]), ("unknown_result", ["b a"]),
                         ("cyclic", ["a b", "ab a", "b ab"]), ("empty", [" "])):
        yield changed("merges_" + label, "merge", model(merges=value))
    yield changed("unknown_token_missing", "nowhere", model(unk_token="nowhere"))
    for label, value in (("a_text", "<s>"), ("of_numbers", [1]), ("without_id", [{"content": "<s>"}]),
                         ("id_negative", [{"id": -5, "content": "<s>"}]),
                         ("id_16_million", [{"id": (1 << 24) - 1, "content": "<s>"}]),
                         ("without_content", [{"id": 258}])):
        yield changed("added_" + label, "added" if "16" not in label and "neg" not in label else "id",
                      lambda t, value=value: t.update(added_tokens=value))


def bad_pipelines():
    def pre(*steps):
        return lambda t: t.update(pre_tokenizer={"type": "Sequence", "pretokenizers": list(steps)})

    def split(pattern):
        return {"type": "Split", "pattern": pattern, "behavior": "Isolated"}

    yield changed("regex_broken", "split rule", pre(split({"Regex": "(a"}), {"type": "ByteLevel", "add_prefix_space": False}))
    yield changed("regex_nested", "split rule", pre(split({"Regex": "(" * 5000 + ")" * 5000}),
                                                   {"type": "ByteLevel", "add_prefix_space": False}))
    yield changed("split_without_pattern", "pattern", pre(split(None)))
    yield changed("step_unknown", "Abracadabra", pre({"type": "Abracadabra"}))
    yield changed("sequence_in_sequence", "Sequence", pre({"type": "Sequence", "pretokenizers": []}))
    yield changed("template_without_ids", "template", lambda t: t.update(post_processor={
        "type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}], "special_tokens": {}}))
    yield changed("template_outside", "77777", lambda t: t.update(post_processor={
        "type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}],
        "special_tokens": {"<s>": {"ids": [77777]}}}))
    folder = {**model_files(), "tokenizer_config.json": b"{"}
    yield Entry("settings_cut", TOKENIZE, "tokenizer_config.json",
                {**folder, "tokenizer.json": json.dumps(good_tokenizer()).encode()})


def bad_sentencepiece():
    def field(number, value):
        return bytes([number << 3 | 2, len(value)]) + value

    piece = field(1, field(1, b"a"))
    for label, data in (("nothing", b""), ("zeros", b"\0" * 64), ("cut", piece[:-1]), ("text", b"hello, world"),
                        ("length_2_63", b"\x0a" + b"\xff" * 8 + b"\x7f"), ("length_endless", b"\x0a" + b"\xff" * 64),
                        ("unigram", piece), ("type_99", field(1, field(1, b"a") + b"\x18\x63"))):
        yield Entry("sentencepiece_" + label, TOKENIZE, "tokenizer.model", {**model_files(), "tokenizer.model": data})
