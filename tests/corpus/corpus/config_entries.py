"""Bad config.json files."""
import json

from .entry import Entry, good_config, model_files

INFO = ["info", "{at}"]


def entries():
    good = json.dumps(good_config()).encode()
    for label, text in (("nothing", b""), ("cut", good[:len(good) // 2]), ("a_list", b"[" + good + b"]"),
                        ("a_number", b"1"), ("zeros", b"\0" * 64), ("invalid_utf8", good.replace(b"silu", b"\xff\xfe")),
                        ("nested_200", b'{"a":' * 200 + b"1" + b"}" * 200), ("nested_a_million", b'{"a":[' * 500_000),
                        ("twice", good + good)):
        yield Entry("text_" + label, INFO, "config.json", model_files(text))
    yield Entry("text_1_GB", INFO, "config.json", {**model_files(), "config.json": 1 << 30})
    yield Entry("folder_without_config", INFO, "config.json", {"model.safetensors": b""})
    yield Entry("folder_without_weights", INFO, "safetensors", {"config.json": good})
    yield Entry("weights_as_pickle", INFO, "pytorch_model.bin", {"config.json": good, "pytorch_model.bin": b"PK"})
    sizes = ("num_hidden_layers", "hidden_size", "intermediate_size", "num_attention_heads", "num_key_value_heads",
             "vocab_size", "max_position_embeddings", "head_dim")
    for key in sizes:
        for label, value in (("negative", -1), ("2_31", 1 << 31), ("2_63", 1 << 63), ("2_64", 1 << 64), ("text", "32"),
                             ("fraction", 32.5), ("list", [32]), ("other", 48), ("million", 1_000_000)):
            if key == "max_position_embeddings" and label in ("other", "million"):
                continue
            yield changed(f"{key}_{label}", {key: value})
    for key in ("num_hidden_layers", "hidden_size", "num_attention_heads", "vocab_size"):
        yield changed(key + "_missing", {key: None})
        yield changed(key + "_zero", {key: 0})
    for key, value in (("rms_norm_eps", -1e-6), ("rms_norm_eps", "small"), ("rms_norm_eps", 1e400),
                       ("rope_parameters", {"rope_type": "llama3", "factor": 8}),
                       ("rope_parameters", {"rope_type": "spiral"}), ("rope_parameters", []),
                       ("rope_parameters", {"rope_theta": 0}), ("rope_parameters", {"rope_theta": -10000}),
                       ("rope_parameters", {"rope_type": "linear", "factor": 0}),
                       ("rope_parameters", {"rope_type": "linear", "factor": "nan"}),
                       ("model_type", "gpt_bigcode"), ("model_type", 7), ("model_type", None), ("hidden_act", "gelu"),
                       ("architectures", ["LlamaForSequenceClassification"]), ("num_local_experts", 8),
                       ("sliding_window", 4096), ("tie_word_embeddings", "yes"), ("tie_word_embeddings", False),
                       ("attention_bias", True), ("eos_token_id", "end"), ("bos_token_id", 1.5),
                       ("quantization_config", {"quant_method": "awq"}), ("quantization_config", "int4"),
                       ("quantization_config", {"quant_method": "gptq", "bits": -4}),
                       ("quantization_config", {"quant_method": "gptq", "bits": 4, "group_size": 0})):
        label = json.dumps(value).strip('"').translate(str.maketrans({c: "_" for c in ' {}[]":,.'}))
        yield changed(f"{key}_{label}"[:60].rstrip("_"), {key: value})


def changed(label, change):
    config = {key: value for key, value in {**good_config(), **change}.items() if value is not None}
    return Entry(label, INFO, "{at}", model_files(config))
